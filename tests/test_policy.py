"""Reading policy files, and which clauses bind a site on a day."""

from __future__ import annotations

import re
import textwrap
from datetime import date, datetime
from pathlib import Path

import pytest

from auditor.exits import Exit, Refusal, Refusals
from auditor.policy import Clause, Force, Policy, load_policy, severity_cap, severity_under
from auditor.rule import Severity

SHIPPED = Path(__file__).parents[1] / "config" / "policies"
DOCUMENTS = ("mcps-parent-student-engagement", "mcps-social-media-procedures", "wcag-2.0", "ada-title-ii")
AUTUMN = date(2026, 10, 28)
LAW_COUNTS = date(2027, 4, 26)

HEAD = """\
[document]
id = "{id}"
title = "Web pages"
publisher = "Cedar Valley Public Schools"
source = "invented"
kind = "procedure"
"""

CLAUSE = """
[[clause]]
id = "{id}"
topic = "{topic}"
force = "must"
quote = "Pages must be kind."
locator = "Section 1"
"""

STANDARD = """\
[document]
id = "standard"
title = "A standard"
publisher = "Somebody"
source = "invented"
kind = "standard"
standard = "easy-web"
binds = "web-accessibility"

[[clause]]
id = "easy-1.1.1"
topic = "wcag-1.1.1"
number = "1.1.1"
handle = "Pictures"
level = "A"
sentence = "Pictures have words."

[[clause]]
id = "easy-1.4.3"
topic = "wcag-1.4.3"
number = "1.4.3"
handle = "Contrast"
level = "AA"
sentence = "Text stands out."
"""

BINDER = """
[[clause]]
id = "access"
topic = "web-accessibility"
force = "must"
applies_to = ["class"]
quote = "Pages must follow the easy web."
locator = "Section 2"
exceptions = ["Old pages."]

[clause.settings]
standards = ["easy-web"]
levels = ["A"]
"""


def procedure(*clauses: str, id: str = "rules") -> str:
    return HEAD.format(id=id) + "".join(clauses)


def clause(id: str = "kind-pages", topic: str = "respect", **keys: str) -> str:
    return CLAUSE.format(id=id, topic=topic) + "".join(f"{key} = {value}\n" for key, value in keys.items())


def load(folder: Path, *texts: str, names: tuple[str, ...] = ()) -> Policy:
    """Write documents by their ids and read them in this order."""
    found = []
    for text in texts:
        name = re.search(r'^id = "(.*)"', text, re.MULTILINE)
        assert name
        (folder / f"{name[1]}.toml").write_text(text, "utf-8")
        found.append(name[1])
    return load_policy(folder, names or tuple(found))


def refused(folder: Path, *texts: str, names: tuple[str, ...] = ()) -> list[tuple[str, int | None, str]]:
    with pytest.raises(Refusals) as caught:
        load(folder, *texts, names=names)
    assert caught.value.code is Exit.CONFIGURATION
    return [
        (fault.path.name if fault.path else "", fault.line, fault.sentence) for fault in caught.value.faults
    ]


# --- what is refused ------------------------------------------------------------------------------

FAULTY: list[tuple[str, str, int, str]] = [
    (
        "unknown key in the document",
        procedure(clause()).replace("kind =", "adoptd = 1\nkind =", 1),
        6,
        '"adoptd" is not a key',
    ),
    ("unknown key in a clause", procedure(clause(colour='"red"')), 14, '"colour" is not a key'),
    ("unknown table", procedure(clause()) + "[clauses]\n", 14, '"clauses" is not a key'),
    (
        "missing key of the document",
        procedure(clause()).replace('kind = "procedure"\n', ""),
        1,
        '"kind" is missing',
    ),
    ("missing id of a clause", procedure(clause()).replace('id = "kind-pages"\n', ""), 8, '"id" is missing'),
    (
        "missing quote",
        re.sub(r"quote = .*\n", "", procedure(clause())),
        8,
        'Clause "kind-pages" lacks "quote"',
    ),
    ("missing locator", re.sub(r"locator = .*\n", "", procedure(clause())), 8, 'lacks "locator"'),
    ("missing force", re.sub(r"force = .*\n", "", procedure(clause())), 8, 'lacks "force"'),
    ("empty quote", procedure(clause()).replace("Pages must be kind.", "  "), 12, '"quote" is empty'),
    (
        "quote that is no text",
        procedure(clause()).replace('"Pages must be kind."', "3"),
        12,
        "text in quotation marks",
    ),
    (
        "unknown force",
        procedure(clause()).replace('"must"', '"shall"'),
        11,
        "'must', 'should', 'encouraged' or 'may'",
    ),
    (
        "unknown kind of document",
        procedure(clause()).replace('"procedure"', '"memo"'),
        6,
        "'procedure', 'standard'",
    ),
    (
        "unknown kind of site",
        procedure(clause(applies_to='[\n"class",\n"classes"]')),
        16,
        "'class', 'team', 'club'",
    ),
    ("kind of site named twice", procedure(clause(applies_to='["class", "class"]')), 14, "named twice"),
    ("kinds that are no list", procedure(clause(applies_to='"class"')), 14, '"applies_to" must be a list'),
    ("settings that are no table", procedure(clause(settings="3")), 14, '"settings" must be a table'),
    ("topic with a space", procedure(clause(topic="two words")), 10, "lower-case words joined by hyphens"),
    ("date as text", procedure(clause(starts='"2026-08-01"')), 14, "a date such as 2026-10-28"),
    ("end before start", procedure(clause(starts="2026-08-01", ends="2026-07-01")), 15, '"ends" is before'),
    ("decision of nobody", procedure(clause(decision='"Level AA."')), 8, '"decided_by"'),
    ("id used twice", procedure(clause(), clause()), 16, "used twice; it stands first in rules.toml, line 9"),
    ("no clause", "clause = []\n" + procedure(), 1, '"clause" has no entry'),
    ("clause that is no array", procedure() + '[clause]\nid = "a"\n', 7, '"clause" must be a list'),
    ("not TOML", procedure(clause()) + "oops\n", 14, "not valid TOML"),
    (
        "grades that are none",
        procedure(clause()) + '[clause.settings]\ngrades = "upper"\n',
        15,
        "takes grades",
    ),
    ("grades that are a number", procedure(clause()) + "[clause.settings]\ngrades = 8\n", 15, "takes grades"),
    ("level without a number", procedure(clause(level='"A"')), 14, '"level" needs "number"'),
    (
        "population without dates",
        procedure(clause()).replace("kind =", 'population = "x"\nkind ='),
        6,
        "no table",
    ),
]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [each[1:] for each in FAULTY],
    ids=[each[0] for each in FAULTY],
)
def test_one_fault_is_one_sentence_with_file_and_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    [(file, at, sentence)] = refused(tmp_path, text)
    assert (file, at) == ("rules.toml", line)
    assert says in sentence
    assert sentence.endswith(".")


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    one = procedure(clause()).replace('"must"', '"shall"').replace("Pages must be kind.", "")
    two = procedure(clause(colour="1"), id="more")
    told = refused(tmp_path, one, two, procedure(id="empty"))
    assert [(file, line) for file, line, _ in told] == [
        ("rules.toml", 11),
        ("rules.toml", 12),
        ("more.toml", 14),
        ("empty.toml", 1),
    ]


def test_an_id_may_not_be_used_in_two_documents(tmp_path: Path) -> None:
    told = refused(tmp_path, procedure(clause()), procedure(clause(), id="more"))
    assert told == [
        ("more.toml", 9, 'Clause id "kind-pages" is used twice; it stands first in rules.toml, line 9.')
    ]


def test_a_document_must_have_the_name_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(procedure(clause(), id="other"), "utf-8")
    [(file, line, sentence)] = refused(tmp_path, names=("rules",))
    assert (file, line) == ("rules.toml", 2)
    assert '"other"' in sentence


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ((), "No policy document is chosen"),
        (("rules", "rules"), 'Document "rules" is chosen twice'),
        (("missing",), 'no policy document "missing"; documents in this folder: rules.'),
        (("../rules",), 'no policy document "../rules"'),
    ],
    ids=["none", "twice", "missing", "outside the folder"],
)
def test_choice_of_documents(tmp_path: Path, names: tuple[str, ...], says: str) -> None:
    (tmp_path / "rules.toml").write_text(procedure(clause()), "utf-8")
    with pytest.raises(Refusals) as caught:
        load_policy(tmp_path, names)
    assert says in caught.value.faults[0].sentence


BINDING_FAULTS: list[tuple[str, str, int, str]] = [
    (
        "standard that nobody holds",
        BINDER.replace("easy-web", "hard-web"),
        18,
        'holds the standard "hard-web"',
    ),
    (
        "no standard chosen",
        BINDER.replace('standards = ["easy-web"]\n', ""),
        8,
        'lacks the setting "standards"',
    ),
    ("no level chosen", BINDER.replace('levels = ["A"]\n', ""), 17, 'needs the setting "levels"'),
    ("unknown level", BINDER.replace('["A"]', '["B"]'), 19, "Levels are A, AA and AAA"),
]


@pytest.mark.parametrize(
    ("binder", "line", "says"),
    [each[1:] for each in BINDING_FAULTS],
    ids=[each[0] for each in BINDING_FAULTS],
)
def test_a_binding_clause_must_choose(tmp_path: Path, binder: str, line: int, says: str) -> None:
    [(file, at, sentence)] = refused(tmp_path, procedure(binder), STANDARD)
    assert (file, at) == ("rules.toml", line)
    assert says in sentence


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (('sentence = "Pictures have words."\n', ""), 10, 'lacks "sentence"'),
        (("[[clause]]", '[[clause]]\nforce = "must"'), 11, '"force" does not belong here'),
        (('"1.1.1"', '"111"'), 13, 'a criterion\'s number such as "1.4.3"'),
        (('binds = "web-accessibility"\n', ""), 12, 'needs "binds" and "standard"'),
        (('level = "A"', 'level = "B"'), 15, "'A', 'AA' or 'AAA'"),
    ],
    ids=["sentence missing", "force given", "no number", "nothing binds it", "unknown level"],
)
def test_a_criterion_needs_its_own_keys(
    tmp_path: Path, change: tuple[str, str], line: int, says: str
) -> None:
    told = refused(tmp_path, STANDARD.replace(*change, 1), procedure(BINDER))
    assert (told[0][0], told[0][1]) == ("standard.toml", line)
    assert says in told[0][2]


# --- which clauses bind ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("applies_to", "kind", "binds"),
    [
        ("[]", "class", True),
        ("[]", "school", True),
        ("[]", "personal", False),
        ("[]", "social", False),
        ("[]", "student-publication", False),
        ('["student-publication"]', "student-publication", True),
        ('["class", "team"]', "team", True),
        ('["class", "team"]', "club", False),
    ],
)
def test_kinds_of_site(tmp_path: Path, applies_to: str, kind: str, binds: bool) -> None:
    policy = load(tmp_path, procedure(clause(applies_to=applies_to))).for_site(kind, AUTUMN)
    assert [each.id for each in policy.clauses] == (["kind-pages"] if binds else [])


@pytest.mark.parametrize(
    ("clauses", "site", "binds"),
    [
        ("K-8", "3", True),
        ("K-8", "PK", True),
        ("K-8", "6-12", True),
        ("K-8", "", True),
        ("K-8", "staff", True),
        ("K-8", "9-12", False),
        ("9-12", "9-12", True),
        ("9-12", "10, 11", True),
        ("9-12", "K-5", False),
        ("6, 7", "8", False),
    ],
)
def test_grades_of_which_a_clause_speaks(tmp_path: Path, clauses: str, site: str, binds: bool) -> None:
    policy = load(tmp_path, procedure(f'{clause()}[clause.settings]\ngrades = "{clauses}"\n'))
    found = policy.for_site("class", AUTUMN, site).clause("respect")
    assert (found is not None) == binds
    assert policy.for_site("class", AUTUMN, site).clause("respect") is found


@pytest.mark.parametrize(
    ("day", "binds"),
    [
        (date(2026, 7, 31), False),
        (date(2026, 8, 1), True),
        (datetime(2026, 8, 1, 2, 0), True),
        (date(2027, 6, 30), True),
        (date(2027, 7, 1), False),
    ],
)
def test_days_on_which_a_clause_stands(tmp_path: Path, day: date, binds: bool) -> None:
    text = procedure(clause(starts="2026-08-01", ends="2027-06-30"))
    found = load(tmp_path, text).for_site("class", day).clause("respect")
    assert (found is not None) == binds


def test_the_strongest_clause_speaks_first_then_the_earliest(tmp_path: Path) -> None:
    weak = clause("weak", "respect").replace('"must"', '"encouraged"')
    policy = load(tmp_path, procedure(weak, clause("first"), clause("second")))
    assert [each.id for each in policy.clauses_on("respect")] == ["first", "second", "weak"]
    assert policy.clause("nothing") is None


def test_an_unchecked_clause_is_listed_and_switches_nothing_on(tmp_path: Path) -> None:
    policy = load(tmp_path, procedure(clause(unchecked='"Private."'))).for_site("class", AUTUMN)
    assert [each.unchecked for each in policy.clauses] == ["Private."]
    assert policy.clause("respect") is None


def test_quotes_are_folded_and_lose_their_link_marks(tmp_path: Path) -> None:
    text = procedure(clause()).replace(
        '"Pages must be kind."', '"""\nPages must\n  follow [the web](#) [as is] (here)."""'
    )
    [found] = load(tmp_path, text).clauses
    assert found.quote == "Pages must follow the web [as is] (here)."
    assert found.line == 8


def test_a_criterion_is_in_force_only_where_a_clause_binds_it(tmp_path: Path) -> None:
    policy = load(tmp_path, procedure(BINDER), STANDARD)
    bound = policy.for_site("class", AUTUMN).clause("wcag-1.1.1")
    assert bound is not None
    assert (bound.bound_by, bound.quote, bound.locator) == (
        "access",
        "Pages must follow the easy web.",
        "Section 2",
    )
    assert (bound.force, bound.exceptions, bound.sentence) == (
        Force.MUST,
        ("Old pages.",),
        "Pictures have words.",
    )
    assert policy.for_site("class", AUTUMN).clause("wcag-1.4.3") is None, "level AA was not chosen"
    assert policy.for_site("club", AUTUMN).clause("wcag-1.1.1") is None, "clubs are not bound"
    alone = load(tmp_path, STANDARD).for_site("class", AUTUMN)
    assert alone.clauses == (), "nothing binds the standard"


def test_which_criteria_a_clause_puts_in_force(tmp_path: Path) -> None:
    policy = load(tmp_path, procedure(BINDER, clause()), STANDARD)
    told = {each.id: [found.number for found in policy.criteria_of(each)] for each in policy.clauses}
    assert told == {"access": ["1.1.1"], "kind-pages": [], "easy-1.1.1": [], "easy-1.4.3": []}


def test_settings(tmp_path: Path) -> None:
    text = procedure(
        clause("one") + "[clause.settings]\ngrace = 2\nforms = { full = 'no' }\n",
        clause("two") + "[clause.settings]\ngrace = 5\nnames = ['a']\nshare = 1\nstrict = true\n",
    )
    policy = load(tmp_path, text)
    assert policy.setting("respect", "grace", 0) == 2, "the first clause that states it"
    assert policy.setting("respect", "names", ["z"]) == ["a"]
    assert policy.setting("respect", "forms", {}) == {"full": "no"}
    assert policy.setting("respect", "share", 0.5) == 1, "a whole number is a number"
    assert policy.setting("respect", "absent", "x") == "x"
    assert policy.setting("nothing", "grace", 7) == 7
    with pytest.raises(Refusal) as caught:
        policy.setting("respect", "strict", 3)
    assert (caught.value.line, caught.value.sentence) == (
        18,
        'Setting "strict" of clause "two" must be a number.',
    )


@pytest.mark.parametrize(
    ("force", "severity", "becomes", "counts"),
    [
        (Force.MUST, Severity.CRITICAL, Severity.CRITICAL, True),
        (Force.SHOULD, Severity.CRITICAL, Severity.CRITICAL, True),
        (Force.ENCOURAGED, Severity.CRITICAL, Severity.MINOR, False),
        (Force.MAY, Severity.MODERATE, Severity.MINOR, False),
        (Force.SHOULD, Severity.MINOR, Severity.MINOR, True),
    ],
)
def test_force_caps_severity(force: Force, severity: Severity, becomes: Severity, counts: bool) -> None:
    assert severity_under(force, severity) == (becomes, counts)
    assert severity_cap(force).rank >= becomes.rank
    one = Clause("a", "b", "c", force=force)
    assert (one.cap(severity), one.counted(AUTUMN)) == (becomes, counts)


# --- the files that are shipped -------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Policy:
    return load_policy(SHIPPED, DOCUMENTS)


def test_each_clause_is_checked_by_topic_or_says_why_not(shipped: Policy) -> None:
    for each in shipped.clauses:
        if each.number:
            assert each.sentence.endswith("."), each.id
            assert each.topic == f"wcag-{each.number}"
        else:
            assert each.quote and each.locator, each.id
            assert not each.unchecked or each.unchecked.endswith("."), each.id
        assert "compliant" not in f"{each.sentence} {each.unchecked} {each.decision}".lower()
        assert all(len(line) < 1000 for line in (each.quote, *each.exceptions))


@pytest.mark.parametrize(
    ("grades", "comments", "work"),
    [
        ("K-5", "mcps-social-k8-comments", "mcps-social-k8-work-copyright"),
        ("9-12", "mcps-social-912-comments", "mcps-social-912-work-copyright"),
        ("", "mcps-social-k8-comments", "mcps-social-k8-work-copyright"),
    ],
)
def test_a_high_school_is_told_what_was_written_for_it(
    shipped: Policy, grades: str, comments: str, work: str
) -> None:
    policy = shipped.for_site("class", AUTUMN, grades)
    told = policy.clause("comments-moderated"), policy.clauses_on("copyright")
    assert told[0] is not None and told[0].id == comments
    others = {"mcps-social-k8-work-copyright", "mcps-social-912-work-copyright"}
    assert next(each.id for each in told[1] if each.id in others) == work


def test_decisions_say_who_took_them(shipped: Policy) -> None:
    decided = {each.id for each in shipped.clauses if each.decision}
    assert decided == {
        "mcps-engagement-wcag", "mcps-engagement-update-frequency", "mcps-social-k8-names",
        "mcps-social-accounts-looked-at",
    }  # fmt: skip
    assert all(each.decided_by for each in shipped.clauses if each.decision)


def test_the_due_days_are_the_first_and_fourth_tuesday(shipped: Policy) -> None:
    found = shipped.for_site("class", AUTUMN).clause("update-frequency")
    assert found is not None
    assert (
        found.quote
        == "Twice per month at a minimum On the 1st and 4th Tuesday of the month Website (mandatory)"
    )
    assert found.settings["due"] == "FREQ=MONTHLY;BYDAY=1TU,4TU"
    assert shipped.for_site("club", AUTUMN).clause("update-frequency") is None, "the duty is the classroom's"


WCAG_20_A = (
    "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 "
    "2.4.4 3.1.1 3.2.1 3.2.2 3.3.1 3.3.2 4.1.1 4.1.2"
).split()
WCAG_20_AA = "1.2.4 1.2.5 1.4.3 1.4.4 1.4.5 2.4.5 2.4.6 2.4.7 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4".split()
WCAG_21_A = "2.1.4 2.5.1 2.5.2 2.5.3 2.5.4".split()
WCAG_21_AA = "1.3.4 1.3.5 1.4.10 1.4.11 1.4.12 1.4.13 4.1.3".split()


@pytest.mark.parametrize(
    ("document", "level", "numbers"),
    [
        ("wcag-2.0", "A", WCAG_20_A),
        ("wcag-2.0", "AA", WCAG_20_AA),
        ("ada-title-ii", "A", WCAG_21_A),
        ("ada-title-ii", "AA", WCAG_21_AA),
    ],
)
def test_success_criteria(shipped: Policy, document: str, level: str, numbers: list[str]) -> None:
    found = [each.number for each in shipped.clauses if each.document == document and each.level == level]
    assert sorted(found) == sorted(numbers)


@pytest.mark.parametrize(
    ("kind", "day", "topic", "bound_by", "counted"),
    [
        ("class", AUTUMN, "wcag-1.1.1", "mcps-engagement-wcag", True),
        ("class", AUTUMN, "wcag-1.4.10", "ada-35.200-b", False),
        ("class", LAW_COUNTS, "wcag-1.4.10", "ada-35.200-b", True),
        ("class", LAW_COUNTS, "wcag-1.1.1", "mcps-engagement-wcag", True),
        ("school", AUTUMN, "wcag-1.1.1", "ada-35.200-b", False),
        ("school", LAW_COUNTS, "wcag-1.1.1", "ada-35.200-b", True),
        ("student-publication", AUTUMN, "wcag-1.1.1", "ada-35.200-b", False),
        ("personal", LAW_COUNTS, "wcag-1.1.1", "", False),
    ],
)
def test_policy_standard_and_federal_rule(
    shipped: Policy, kind: str, day: date, topic: str, bound_by: str, counted: bool
) -> None:
    found = shipped.for_site(kind, day).clause(topic)
    assert (found.bound_by if found else "") == bound_by
    assert (found is not None and found.counted(day)) == counted


def test_the_smaller_district_has_a_year_more(tmp_path: Path) -> None:
    for name in DOCUMENTS:
        text = (SHIPPED / f"{name}.toml").read_text("utf-8")
        (tmp_path / f"{name}.toml").write_text(text.replace('= "50000-or-more"', '= "under-50000"'), "utf-8")
    found = load_policy(tmp_path, DOCUMENTS).for_site("class", AUTUMN).clause("wcag-1.4.10")
    assert found is not None
    assert found.counted_from == date(2028, 4, 26)


def test_deleting_the_binding_clause_switches_its_rules_off(tmp_path: Path) -> None:
    for name in DOCUMENTS[:3]:
        text = (SHIPPED / f"{name}.toml").read_text("utf-8")
        text = re.sub(r'\[\[clause\]\]\nid = "mcps-engagement-wcag".*?(?=\n# ---)', "", text, flags=re.DOTALL)
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    policy = load_policy(tmp_path, DOCUMENTS[:3]).for_site("class", AUTUMN)
    assert [each.id for each in policy.clauses if each.number] == []
    assert policy.clause("update-frequency") is not None


@pytest.mark.parametrize(
    "topic",
    textwrap.dedent("""
        aup-agreement comments-moderated commercial contact-information copyright curriculum-link k8-names
        k8-photos linked-from-school-page links-appropriate links-no-benefit logo-permission opt-out-a
        opt-out-b opt-out-c personal-accounts personnel-records photo-consent platform-approved
        political-commentary protected-records respectful-language site-current site-registered
        update-frequency web-accessibility
    """).split(),
)
def test_topics_that_rules_rest_on(shipped: Policy, topic: str) -> None:
    assert shipped.for_site("class", AUTUMN).clause(topic) is not None
