"""Every link rule's examples, and the shape of the list: what accuses rests on two signals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from auditor.address import resolve
from auditor.exits import Exit, Refusals
from auditor.links import (
    Destination,
    Judgement,
    LinkBook,
    LinkExample,
    LinkRule,
    LinkVerdict,
    PastTitle,
    Reach,
    Use,
    load_links,
    settled,
)

FOLDER = Path(__file__).parents[2] / "config" / "links"
DAY = date(2026, 11, 4)
AT = datetime(2026, 11, 4, 9, tzinfo=UTC)


@cache
def book() -> LinkBook:
    return load_links(
        FOLDER, mail=("cedarvalley.example",), staff=("Rosa Reed",), schools=("Larkspur Elementary",)
    )


def there(example: LinkExample) -> Destination | None:
    """Return what stands behind an example's link; nothing where it is no web address."""
    if not example.link.startswith("http"):
        return None
    past = (PastTitle(example.before, "", DAY, DAY),) if example.before else ()
    url = resolve(example.link, "")
    found = Destination(
        url,
        example.final or url,
        Reach.OK,
        example.status,
        title=example.title,
        text=example.text,
        at=AT,
        nights=example.nights,
        history=past,
    )
    return settled(found, book().signals)


def judged(example: LinkExample) -> Judgement:
    owner = (example.owner,) if example.owner else ()
    use = Use(example.words, example.sentence, "", example.kind, owner)
    url = resolve(example.link, "https://www.cedarvalley.example/larkspur/room4/")
    return book().judge(example.link, url, there(example), use, day=DAY)


EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in book().rules
    for number, example in enumerate(rule.examples, 1)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_gets_the_verdict_it_names(rule: LinkRule, example: LinkExample) -> None:
    found = judged(example)
    assert str(found.verdict) == (example.verdict or str(rule.verdict)), (found.matched, found.evidence)
    if not example.verdict:
        assert found.matched == rule.id, found.evidence


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in book().rules])
def test_an_accusation_rests_on_two_signals_and_a_clause(rule: LinkRule) -> None:
    if rule.verdict is LinkVerdict.OFF_POLICY:
        assert rule.destination and rule.use
    if rule.verdict is not LinkVerdict.OK:
        assert rule.topic and rule.rule


def test_no_rule_accuses_by_a_list_alone() -> None:
    for url in ("https://www.draftkings.com/", "https://www.etsy.com/", "https://www.walmart.com/"):
        found = book().judge(url, url, None, Use())
        assert found.verdict is not LinkVerdict.OFF_POLICY, found.matched


@pytest.mark.parametrize(
    ("why", "url", "words", "sentence", "title", "text", "verdict"),
    [
        (
            "a museum with a shop",
            "https://m.example/",
            "MetKids",
            "Art with MetKids.",
            "Art Museum",
            "Gift shop. Tickets $5.",
            "ok",
        ),
        (
            "prevention",
            "https://p.example/",
            "facts",
            "Health class: facts.",
            "Vaping facts",
            "Prevention. Vapes and e-juice harm.",
            "ok",
        ),
        (
            "a paper reports",
            "https://n.example/",
            "story",
            "Current events: story.",
            "Levy vote explained",
            "News about the election.",
            "ok",
        ),
        (
            "a youth club asks a fee",
            "https://y.example/",
            "day camp",
            "Spots remain at the day camp.",
            "Youth camps",
            "Day camp $90. Financial assistance available.",
            "ok",
        ),
        (
            "an ad",
            "https://a.example/",
            "phone deal",
            "First phone: phone deal.",
            "Deals",
            "Phones. Save $400. Shop now.",
            "off-policy",
        ),
        (
            "a team's discount",
            "https://t.example/",
            "cleats discount",
            "Team night: cleats discount.",
            "Team discount",
            "Shop. 15% off for athletes.",
            "review",
        ),
        (
            "Spanish casino",
            "https://c.example/",
            "juego",
            "Para jugar: juego.",
            "Casa de apuestas",
            "Tragamonedas y ruleta. Giros gratis.",
            "off-policy",
        ),
        (
            "Spanish campaign",
            "https://v.example/",
            "vota sí",
            "Vota sí por las escuelas: vota sí.",
            "Vota sí",
            "Pagado por el comité de campaña. Vota sí.",
            "off-policy",
        ),
        (
            "a mosque's open house",
            "https://i.example/",
            "open house",
            "Cultural night: open house.",
            "Islamic Center",
            "All welcome.",
            "review",
        ),
    ],
)
def test_words_decide(
    why: str, url: str, words: str, sentence: str, title: str, text: str, verdict: str
) -> None:
    found = judged(LinkExample(url, words, sentence, title, text))
    assert str(found.verdict) == verdict, (found.matched, found.evidence)


def test_student_publications_are_looked_at_and_never_accused() -> None:
    campaign = LinkExample(
        "https://ayes.example/",
        "Vote YES",
        "Vote YES.",
        "Vote YES",
        "Paid for by Ayes.",
        kind="student-publication",
    )
    found = judged(campaign)
    assert found.verdict is LinkVerdict.REVIEW
    assert "Students wrote it, so a person decides." in found.evidence


@pytest.mark.parametrize("status", [401, 403, 429, 999])
def test_a_wall_is_no_fault(status: int) -> None:
    found = judged(
        LinkExample("https://archive.example/silk-road", "Silk Road", "Read Silk Road.", status=status)
    )
    assert (found.verdict, found.advisories) == (LinkVerdict.OK, ())


@pytest.mark.parametrize(
    ("status", "nights", "verdict", "rule"),
    [(404, 1, "review", "broken"), (404, 2, "repair", "link-broken"), (502, 5, "review", "broken")],
)
def test_broken_takes_two_nights(status: int, nights: int, verdict: str, rule: str) -> None:
    found = judged(LinkExample("https://m.example/gone", "Owls", status=status, nights=nights))
    assert (str(found.verdict), found.rule) == (verdict, rule)
    assert "broken" in found.advisories


def test_a_clause_that_is_not_in_force_says_nothing() -> None:
    url = "https://discord.gg/abc"
    use = Use("class Discord", "Homework chat: class Discord.")
    off = {rule.id for rule in book().rules if rule.topic == "personal-accounts"}
    assert book().judge(url, url, None, use, without=off).verdict is LinkVerdict.OK
    assert book().judge(url, url, None, use, without={"class-site"}).rule == "link-consumer-chat"


def test_a_decision_settles_a_destination_until_it_ends(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    row = "padlet.com/room4,ok,the principal agreed,Ruth Ellery,2026-12-31"
    (tmp_path / "decisions.csv").write_text(f"destination,verdict,reason,by,until\n{row}\n", "utf-8")
    decided = load_links(tmp_path)
    url = "https://padlet.com/room4/biomes"
    use = Use("Padlet", "Post your biome on Padlet.")
    found = decided.judge(url, url, None, use, day=DAY)
    assert (found.verdict, found.by_rules) == (LinkVerdict.OK, LinkVerdict.REVIEW)
    assert found.evidence[0] == "Decided by Ruth Ellery, until 2026-12-31: the principal agreed"
    assert decided.judge(url, url, None, use, day=date(2027, 1, 1)).verdict is LinkVerdict.REVIEW
    other = "https://padlet.com/room9/biomes"
    assert decided.judge(other, other, None, use, day=DAY).verdict is LinkVerdict.REVIEW


@pytest.mark.parametrize(
    ("name", "file", "text", "sentence"),
    [
        (
            "one signal",
            "x.toml",
            "[[rule]]\n"
            'id = "a"\n'
            'rule = "link-harmful"\n'
            'topic = "links-appropriate"\n'
            'verdict = "off-policy"\n'
            'reason = "r"\n'
            'destination = ["harm"]',
            "without two signals",
        ),
        (
            "unknown signal",
            "x.toml",
            '[[rule]]\nid = "a"\nverdict = "ok"\nreason = "r"\ndestination = ["nonsense"]',
            'names the signal "nonsense"',
        ),
        ("both kinds", "x.toml", '[signal.z]\nhosts = ["a.example"]\nuse = ["b"]', "make two of it"),
        (
            "no clause",
            "x.toml",
            '[[rule]]\nid = "a"\nverdict = "review"\nreason = "r"\ndestination = ["harm"]',
            "no clause, no finding",
        ),
        ("misspelt key", "x.toml", '[signal.z]\nhots = ["a.example"]', "unknown key"),
        (
            "decision without end",
            "decisions.csv",
            "destination,verdict,reason,by,until\na.example,ok,r,Pat,\n",
            "until: the cell is empty",
        ),
        (
            "decision without sense",
            "decisions.csv",
            "destination,verdict,reason,by,until\na.example,fine,r,Pat,2027-01-01\n",
            "is none of ok",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused(
    tmp_path: Path, name: str, file: str, text: str, sentence: str
) -> None:
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / file).write_text(text, "utf-8")
    with pytest.raises(Refusals) as refused:
        load_links(tmp_path)
    assert sentence in str(refused.value), name
    assert refused.value.code is Exit.CONFIGURATION
    assert file in str(refused.value)
