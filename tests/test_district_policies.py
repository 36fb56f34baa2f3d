"""Hold the policy files of four districts to their differences, and the starters that carry them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from auditor import audit, rulebook
from auditor.checkers.links.judging import not_carried
from auditor.cli import app
from auditor.config import load_config
from auditor.doctor import examine
from auditor.exits import Exit, Refusal, Refusals
from auditor.links import LinkBook, LinkVerdict, Use, load_links
from auditor.policy import Clause, Force, Policy, PolicyDocument, district_policy
from auditor.registry import load_registry
from auditor.starter import districts, with_settings, write_starter
from tests.golden.district import SHIPPED

DOCUMENTS = {
    "missoula": ("mcps-parent-student-engagement", "mcps-social-media-procedures"),
    "moorhead": ("moorhead-447-1",),
    "madison": ("madison-mmsd-guidelines",),
    "cmcss": ("cmcss-social-media-use",),
}
ZONES = {"missoula": "America/Denver"} | dict.fromkeys(("moorhead", "madison", "cmcss"), "America/Chicago")
AUTUMN = date(2026, 10, 28)
LAW_COUNTS = date(2027, 4, 26)


@pytest.fixture(scope="module")
def starters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starters")
    for district in DOCUMENTS:
        write_starter(folder / district, district)
    return folder


@pytest.fixture(scope="module")
def policies(starters: Path) -> dict[str, Policy]:
    return {district: district_policy(load_config(starters / district)) for district in DOCUMENTS}


# --- what each district asks ----------------------------------------------------------------------

EVERYBODY = {"copyright", "protected-records", "respectful-language"}
ON_CLASS_SITES = {
    "missoula": EVERYBODY
    | {
        "aup-agreement", "comments-moderated", "commercial", "contact-information", "curriculum-link",
        "image-permission", "k8-names", "k8-photos", "linked-from-school-page", "links-appropriate",
        "links-no-benefit", "logo-permission", "opt-out-a", "opt-out-b", "opt-out-c", "personal-accounts",
        "personal-contact", "personnel-records", "photo-consent", "platform-approved",
        "political-commentary", "site-current", "site-registered", "update-frequency",
    },
    "moorhead": EVERYBODY
    | {
        "cited-without-approval", "comments-moderated", "owner-identified", "personal-accounts",
        "personnel-records", "photo-consent", "photo-opt-in", "private-conversation", "trademark",
    },
    "madison": EVERYBODY
    | {
        "links-appropriate", "personal-accounts", "personal-contact", "photo-consent", "platform-approved",
        "site-registered", "student-material-host", "work-password",
    },
    "cmcss": EVERYBODY | {"credit", "links-appropriate"},
}  # fmt: skip


def topics(policy: Policy, kind: str, day: date = AUTUMN) -> set[str]:
    found = {each.topic for each in policy.for_site(kind, day).clauses if not each.unchecked}
    return {topic for topic in found if not topic.startswith("wcag-")} - {"web-accessibility"}


@pytest.mark.parametrize("district", DOCUMENTS)
def test_what_is_asked_of_class_sites(policies: dict[str, Policy], district: str) -> None:
    assert topics(policies[district], "class") == ON_CLASS_SITES[district]


@pytest.mark.parametrize(
    ("district", "kind", "asked"),
    [
        ("missoula", "personal", set()),
        ("moorhead", "personal", {"cited-without-approval", "personal-disclaimer", "private-conversation"}),
        ("madison", "personal", {"personal-disclaimer", "student-material-host"}),
        ("cmcss", "personal", set()),
        ("moorhead", "social", {"personnel-records", "photo-consent", "photo-opt-in", "protected-records",
                                "social-checklist"}),
        ("cmcss", "social", {"protected-records", "social-checklist"}),
        ("cmcss", "official", {*EVERYBODY, "credit", "links-appropriate", "official-branding"}),
    ],
)  # fmt: skip
def test_what_is_asked_of_other_sites(
    policies: dict[str, Policy], district: str, kind: str, asked: set[str]
) -> None:
    assert topics(policies[district], kind) == asked


@pytest.mark.parametrize(
    ("district", "topic", "clause", "force"),
    [
        ("moorhead", "cited-without-approval", "moorhead-cited", Force.SHOULD),
        ("moorhead", "comments-moderated", "moorhead-monitoring", Force.MUST),
        ("moorhead", "photo-opt-in", "moorhead-photo-opt-in", Force.MUST),
        ("madison", "work-password", "madison-password", Force.SHOULD),
        ("madison", "student-material-host", "madison-student-material", Force.MUST),
        ("madison", "personal-contact", "madison-district-contact", Force.MUST),
        ("cmcss", "respectful-language", "cmcss-respect", Force.SHOULD),
        ("cmcss", "credit", "cmcss-credit", Force.MUST),
    ],
)
def test_how_strongly(
    policies: dict[str, Policy], district: str, topic: str, clause: str, force: Force
) -> None:
    found = policies[district].for_site("class", AUTUMN).clause(topic)
    assert found is not None and (found.id, found.force) == (clause, force)


@pytest.mark.parametrize(
    ("district", "consent"),
    [("missoula", "opt-out"), ("moorhead", "opt-in"), ("madison", "opt-out"), ("cmcss", "not said")],
)
def test_consent_to_photos(policies: dict[str, Policy], district: str, consent: str) -> None:
    assert policies[district].setting("photo-consent", "consent", "not said") == consent


@pytest.mark.parametrize(
    ("district", "wording", "whose"),
    [
        ("moorhead", "", "Moorhead Area Public Schools"),
        ("madison", "The views on this site are my own and do not necessarily represent the views, opinions, "
         "vision or strategies of the Madison Metropolitan School District.",
         "Madison Metropolitan School District"),
    ],
)  # fmt: skip
def test_disclaimers_in_substance_and_word_for_word(
    policies: dict[str, Policy], district: str, wording: str, whose: str
) -> None:
    policy = policies[district]
    assert policy.setting("personal-disclaimer", "wording", "") == wording
    assert policy.setting("personal-disclaimer", "district", "") == whose
    found = policy.clause("personal-disclaimer")
    assert found is not None and wording in found.quote


@pytest.mark.parametrize("district", ["moorhead", "madison", "cmcss"])
def test_without_a_standard_of_its_own_a_district_has_the_federal_rule(
    policies: dict[str, Policy], district: str
) -> None:
    for topic in ("wcag-1.1.1", "wcag-1.4.10"):
        found = policies[district].for_site("class", AUTUMN).clause(topic)
        assert found is not None and found.bound_by == "ada-35.200-b"
        assert not found.counted(AUTUMN) and found.counted(LAW_COUNTS)


@pytest.mark.parametrize("district", DOCUMENTS)
def test_each_clause_has_quote_and_place_and_says_why_no_machine_looks(
    policies: dict[str, Policy], district: str
) -> None:
    for each in policies[district].clauses:
        if not each.number:
            assert each.quote and each.locator, each.id
            assert not each.unchecked or each.unchecked.endswith("."), each.id
            assert not each.unchecked or not (each.settings or each.rules), each.id
        assert "compliant" not in f"{each.unchecked} {each.decision}".lower()
        assert all(sentence.endswith((".", ")")) for sentence in each.exceptions), each.id


def test_no_rule_speaks_for_a_topic_that_is_nowhere_a_clause(policies: dict[str, Policy]) -> None:
    known = {each.topic for policy in policies.values() for each in policy.clauses if not each.unchecked}
    assert {rule.topic for _, rule in audit.rules().values()} <= known


# --- clauses that carry some rules of their topic -------------------------------------------------


@pytest.fixture(scope="module")
def book() -> LinkBook:
    return load_links(SHIPPED / "links")


def judged(book: LinkBook, policy: Policy, url: str, words: str, sentence: str) -> str:
    """Return the clause that is told of a link on a class site, "" where the link is in order."""
    in_force = policy.for_site("class", AUTUMN)
    found = book.judge(url, url, None, Use(words, sentence), without=not_carried(book, in_force))
    if found.verdict is LinkVerdict.OK:
        return ""
    clause = in_force.clause(found.topic, found.rule)
    assert clause is not None
    return clause.id


MAIL = ("mailto:ms.reed.room4@gmail.com", "email me", "Questions? email me.")
FRIEND = ("https://www.facebook.com/rosa.reed.5", "friend me", "Questions at night? friend me.")
CHAT = ("https://discord.gg/science7", "class Discord", "Homework chat: class Discord.")
BAIT = ("http://www.cedarvalley.example@grades.example/", "District login", "District login")
STORE = ("https://www.teacherspayteachers.com/store/owls", "my store", "Buy them in my store.")


@pytest.mark.parametrize(
    ("link", "missoula", "moorhead", "madison", "cmcss"),
    [
        (MAIL, "mcps-engagement-personal-accounts", "", "madison-district-systems", ""),
        (FRIEND, "mcps-engagement-personal-accounts", "moorhead-school-business",
         "madison-district-systems", ""),
        (CHAT, "mcps-engagement-personal-accounts", "", "madison-district-systems", ""),
        (BAIT, "mcps-social-links-educational", "", "madison-age-appropriate", "cmcss-links-appropriate"),
        (STORE, "mcps-social-no-sales", "", "", ""),
    ],
    ids=["own mail", "own account", "chat", "bait", "own store"],
)  # fmt: skip
def test_links_under_four_policies(
    policies: dict[str, Policy], book: LinkBook, link: tuple[str, str, str], missoula: str, moorhead: str,
    madison: str, cmcss: str,
) -> None:  # fmt: skip
    told = {district: judged(book, policy, *link) for district, policy in policies.items()}
    assert told == {"missoula": missoula, "moorhead": moorhead, "madison": madison, "cmcss": cmcss}


def test_a_clause_is_quoted_only_for_the_rules_that_it_carries() -> None:
    narrow = Clause("narrow", "doc", "links-appropriate", rules=("link-harmful",), line=7)
    wide = Clause("wide", "doc", "links-appropriate", force=Force.SHOULD)
    policy = Policy((), (narrow, wide))
    named = {rule: policy.clause("links-appropriate", rule) for rule in ("link-harmful", "link-broken", "")}
    told = {rule: found and found.id for rule, found in named.items()}
    assert told == {"link-harmful": "narrow", "link-broken": "wide", "": "narrow"}
    assert Policy((), (narrow,)).clause("links-appropriate", "link-broken") is None


@pytest.mark.parametrize(
    ("clause", "named"),
    [
        (Clause("a", "doc", "links-appropriate", rules=("link-harmfull",), line=7), "link-harmfull"),
        (Clause("a", "doc", "k8-names", rules=("link-harmful",), line=7), "link-harmful"),
        (Clause("a", "doc", "site-current", settings={"link_rules": ["own-acount"]}, line=7), "own-acount"),
    ],
    ids=["misspelt", "of another topic", "misspelt link rule"],
)  # fmt: skip
def test_a_rule_that_does_not_exist_is_refused(clause: Clause, named: str) -> None:
    policy = Policy((PolicyDocument("doc", "t", "p", "s", "procedure", path=Path("doc.toml")),), (clause,))
    with pytest.raises(Refusals) as refused:
        audit.refuse_unknown(policy, {"own-account"})
    [fault] = refused.value.faults
    assert (fault.path, fault.line) == (Path("doc.toml"), 7)
    assert f'names "{named}", which is no rule on' in fault.sentence


# --- the table of each document -------------------------------------------------------------------


@pytest.mark.parametrize("document", [name for names in DOCUMENTS.values() for name in names])
def test_the_table_names_each_clause_once_with_rules_or_reason(document: str) -> None:
    config = load_config(SHIPPED)
    text = "\n".join(rulebook.lines(config, document=document))
    file = (SHIPPED / "policies" / f"{document}.toml").read_text("utf-8")
    ids = re.findall(r'^\[\[clause\]\]\nid = "(.*)"', file, re.MULTILINE)
    assert re.findall(r"^    (\S+) \((?:must|should|encouraged|may)\)$", text, re.MULTILINE) == ids
    parts = re.split(r"^    \S+ \((?:must|should|encouraged|may)\)$", text, flags=re.MULTILINE)[1:]
    for each, part in zip(ids, parts, strict=True):
        state = re.findall(
            rf"^        (checked by|not checked by a machine:|{rulebook.NOT_YET})", part, re.MULTILINE
        )
        assert len(state) == 1, each
    assert all(len(line) <= 110 for line in text.splitlines())


def test_a_document_that_is_not_in_force_can_be_looked_up(starters: Path) -> None:
    told = "\n".join(rulebook.lines(load_config(starters / "missoula"), document="madison-mmsd-guidelines"))
    assert "not in force in this configuration" in told
    assert "madison-age-appropriate (must)" in told and "checked by link-harmful, link-deceptive" in told
    assert "link-broken" not in told
    told = "\n".join(rulebook.lines(load_config(starters / "madison"), document="madison-mmsd-guidelines"))
    assert "Madison Metropolitan School District, 2013-10-03; in force" in told


def test_a_document_of_ones_own_folder_goes_before_a_shipped_one(starters: Path, tmp_path: Path) -> None:
    write_starter(tmp_path / "d", "cmcss")
    path = tmp_path / "d" / "policies" / "moorhead-447-1.toml"
    path.write_text(path.read_text("utf-8").replace('title = "Social Media', 'title = "Our Media'), "utf-8")
    first = next(rulebook.lines(load_config(tmp_path / "d"), document="moorhead-447-1"))
    assert first == "Our Media Guidelines for Employees (Administrative Procedure 447.1) (moorhead-447-1)"
    path.unlink()
    first = next(rulebook.lines(load_config(tmp_path / "d"), document="moorhead-447-1"))
    assert first.startswith("Social Media Guidelines")


def test_a_document_that_is_nowhere_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refusal, match='there is no document "moorhead"; there are mcps-.*, moorhead-447-1'):
        list(rulebook.lines(load_config(SHIPPED), document="moorhead"))


def typed(*words: object) -> tuple[int, str]:
    ended = CliRunner().invoke(app, [str(word) for word in words])
    return ended.exit_code, ended.output


def test_a_file_is_held_against_its_text(tmp_path: Path) -> None:
    document = "mcps-social-media-procedures"
    quotes = [each for each in district_policy(load_config(SHIPPED)).clauses if each.document == document]
    text = tmp_path / "brochure.txt"
    text.write_text("\n\n".join(["Post daily!", *dict.fromkeys(each.quote for each in quotes)]), "utf-8")
    same = ("rules", "--config", SHIPPED, "--policy", document, "--against", text)
    code, said = typed(*same)
    assert code == 0 and f"{len(quotes)} of {len(quotes)} quotes stand in the text" in said
    assert "line 1: Post daily!" in said and "NOT IN THE TEXT" not in said
    other = text.read_text("utf-8").replace("Do not use any school logo", "Use no school logo")
    text.write_text(other, "utf-8")
    code, said = typed(*same)
    assert code == Exit.CONFIGURATION
    wrong = ["mcps-social-logo-permission", "mcps-social-image-permission"]
    assert re.findall(r"NOT IN THE TEXT: (\S+),", said) == wrong
    assert "Use no school logo or image without permission." in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--against", "nowhere.txt"), "say with --policy"),
        (("--policy", "wcag-2.0", "--against", "nowhere.txt"), "the text cannot be read"),
    ],
    ids=["which document", "no such text"],
)
def test_what_cannot_be_compared(words: tuple[str, ...], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        CliRunner().invoke(app, ["rules", "--config", str(SHIPPED), *words], catch_exceptions=False)


# --- starters -------------------------------------------------------------------------------------


def test_there_is_a_starter_for_each_district() -> None:
    assert districts() == tuple(sorted(DOCUMENTS))


@pytest.mark.parametrize("district", DOCUMENTS)
def test_a_starter_is_the_shared_one_with_the_district_s_own(starters: Path, district: str) -> None:
    config, shared = load_config(starters / district), load_config(SHIPPED)
    assert config.policies.documents == [*DOCUMENTS[district], "wcag-2.0", "ada-title-ii"]
    assert config.district.timezone == ZONES[district]
    titles = {document.publisher for document in district_policy(config).documents}
    assert config.district.name in titles and config.district.name in config.district.signoff.title
    assert config.network == shared.network and config.retention == shared.retention
    assert len(load_registry(starters / district).sites) == len(load_registry(SHIPPED).sites)
    assert not (starters / district / "districts").exists()
    text, before = ((folder / "auditor.toml").read_text("utf-8") for folder in (starters / district, SHIPPED))
    assert re.findall(r"#.*", text) == re.findall(r"#.*", before), "every comment is kept"


def test_a_starter_without_a_district_is_the_shared_one(tmp_path: Path) -> None:
    write_starter(tmp_path / "d")
    assert (tmp_path / "d" / "auditor.toml").read_bytes() == (SHIPPED / "auditor.toml").read_bytes()
    assert not (tmp_path / "d" / "districts").exists()


def test_a_district_that_nobody_knows_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match='for a district "moon"; there are cmcss, madison, missoula, moorhead'):
        write_starter(tmp_path / "d", "moon")
    assert not (tmp_path / "d").exists()


def test_settings_are_put_into_their_own_tables() -> None:
    shared = '[a]\nname = "x"  # whose\nlist = [\n    "1",\n]\n\n[a.b]\nname = "y"\n'
    own = '[a.b]\nname = "z"\n[a]\nlist = [\n    "2",\n    "3",\n]\n'
    assert with_settings(shared, own) == (
        '[a]\nname = "x"  # whose\nlist = [\n    "2",\n    "3",\n]\n\n[a.b]\nname = "z"\n'
    )
    assert with_settings(shared, '[a]\nname = "w"\n').startswith('[a]\nname = "w"  # whose\n')
    with pytest.raises(ValueError, match=r'no "title" in \[a\]'):
        with_settings(shared, '[a]\ntitle = "w"\n')


@pytest.mark.parametrize("district", DOCUMENTS)
def test_the_doctor_takes_the_starter(starters: Path, district: str) -> None:
    found = {each.name: each.ok for each in examine(starters / district, False)}
    assert [found[name] for name in ("settings", "registry", "policies", "links")] == [True] * 4
