"""Every rule's examples in a real browser: hits point at exactly what they name, near misses at nothing."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from auditor import audit as audits
from auditor.browser import BrowserOptions, BrowserPool, available
from auditor.checkers.example_roster import EXAMPLE_ROSTER, EXAMPLE_SCHOOL, EXAMPLE_SITE
from auditor.engines import axe
from auditor.extract.html import read_html
from auditor.finding import Finding
from auditor.links import Destination, LinkBook, Reach, load_links
from auditor.page import Page, Source
from auditor.policy import Policy, load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.rule import Example, Rule, Section
from auditor.snapshot import Deadline, Snapshot
from tests.history.nights import Nights
from tests.invented_web import Answer, InventedWeb

URL = "http://room12.example/"
NIGHT = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)
RULES = {rule_id: rule for rule_id, (_, rule) in audits.rules().items()}
EXAMPLES = [
    pytest.param(
        rule,
        example,
        id=f"{rule.id}-{number}-{'hit' if example.quotes else 'near-miss'}",
        marks=[pytest.mark.browser] if example.engine else [],
    )
    for rule in RULES.values()
    for number, example in enumerate(rule.examples, start=1)
]

# Words of people who make browsers; a teacher has never heard them.
JARGON = re.compile(
    r"\b(?:aria|dom|html|css|wcag|attribute|selector|tag|tags|node|semantics?|compliant|compliance|UA|API)\b",
    re.IGNORECASE,
)

Show = Callable[[Example], Page]


@cache
def policy() -> Policy:
    folder = Path(__file__).parents[2] / "config" / "policies"
    return load_policy(folder, sorted(path.stem for path in folder.glob("*.toml")))


@cache
def sound() -> bytes:
    """Return five seconds of a tone: below three seconds nobody counts sound as a nuisance."""
    file = io.BytesIO()
    with wave.open(file, "wb") as tone:
        tone.setnchannels(1)
        tone.setsampwidth(1)
        tone.setframerate(8000)
        tone.writeframes(b"\xa0\xa0\xa0\xa0\x60\x60\x60\x60" * 5 * 1000)
    return file.getvalue()


def whole(example: Example) -> str:
    """Put a fragment into a page that lacks nothing else; whole documents stand as they are."""
    if example.html.lstrip().lower().startswith("<!doctype"):
        return example.html
    return (
        '<!doctype html><html lang="en"><head><title>Room 12</title></head>'
        f"<body><h1>Room 12</h1>{example.html}</body></html>"
    )


@pytest.fixture(scope="module")
def show() -> Iterator[Show]:
    """Show an example in one real browser, opened when the first example needs it."""
    with (
        InventedWeb({}) as web,
        BrowserPool(BrowserOptions(jobs=1, page_seconds=40, pictures=False)) as pool,
        pool.session(web.proxy) as session,
    ):

        def shown(example: Example) -> Page:
            text = whole(example)
            web.pages = {
                "room12.example/": text,
                "room12.example/song.wav": Answer(sound(), kind="audio/wav"),
            }
            rendered = session.render(URL)
            assert rendered.failure is None, rendered.failure
            return Page(
                url=URL,
                key="/",
                status=200,
                fetched_at=NIGHT,
                served=read_html(text, URL),
                rendered=read_html(rendered.html, URL),
                observations=rendered.observations,
                engines=rendered.engines,
            )

        yield shown


@cache
def link_book() -> LinkBook:
    folder = Path(__file__).parents[2] / "config" / "links"
    return load_links(folder, mail=("cedarvalley.example",))


def behind(page: Page, shown: tuple[str, str, str] | None) -> dict[str, Destination]:
    """Return what stands behind every link of an example: (final address, title, text)."""
    if shown is None:
        return {}
    final, title, text = shown
    urls = {link_book().target(link.url) for link in page.content.links}
    return {
        url: Destination(url, final, Reach.OK, 200, title=title, text=text, at=NIGHT)
        for url in urls
        if url.startswith("http")
    }


def judged_by_name(rule: Rule, example: Example) -> list[Finding]:
    """Return what the whole audit says of an example about people, over the examples' own roster."""
    url = f"{EXAMPLE_SITE.url}week"
    text = f"<!doctype html><html lang=en><title>Week</title><body>{example.html}</body></html>"
    page = Page(url, "/week", 200, NIGHT, read_html(text, url))
    snapshot = Snapshot(EXAMPLE_SITE, EXAMPLE_SCHOOL, NIGHT, pages=(page,))
    verdicts = audits.audit(snapshot, policy(), EXAMPLE_ROSTER, frozenset({rule.id}))
    assert rule.id in verdicts.rules_run, f"{rule.id} did not run: {verdicts.skipped}"
    return list(verdicts.findings)


def decided(example: Example) -> tuple[Deadline, ...]:
    """Return the verdict on the first Tuesday of November for a page that changed on the day before it."""
    if example.before is None:
        return ()
    before, after = whole(replace(example, html=example.before)), whole(example)
    nights = Nights().every_night(
        date(2026, 10, 8), NIGHT.date(), lambda when: after if when.date() >= date(2026, 11, 3) else before
    )
    return (nights.deadline(date(2026, 11, 3)),)


def judged(
    rule: Rule,
    page: Page,
    destination: tuple[str, str, str] | None = None,
    deadlines: tuple[Deadline, ...] = (),
) -> list[Finding]:
    """Return what the whole audit says of a page under one rule, on a class site."""
    snapshot = Snapshot(
        Site("room-12", URL, "elm"),
        School("elm", "Elm Street School", "K-5"),
        NIGHT,
        pages=(page,),
        destinations=behind(page, destination),
        links=link_book(),
        deadlines=deadlines,
    )
    verdicts = audits.audit(snapshot, policy(), Roster.absent("no example needs one"), frozenset({rule.id}))
    assert rule.id in verdicts.rules_run, f"{rule.id} did not run: {verdicts.skipped}"
    return list(verdicts.findings)


def pointed_at(finding: Finding) -> str:
    """Return what a finding points at: an element by its selector, words as they stand."""
    return finding.where.selector if finding.where.source is Source.ELEMENT else finding.quote


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_what_it_says(
    rule: Rule, example: Example, request: pytest.FixtureRequest
) -> None:
    if rule.section is Section.PRIVACY:
        found = judged_by_name(rule, example)
        assert sorted(finding.quote for finding in found) == sorted(example.quotes), example.why
        return
    if example.engine:
        reason = available()
        if reason is not None:
            pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
        show: Show = request.getfixturevalue("show")
        page = show(example)
    else:
        page = Page(URL, "/", 200, NIGHT, read_html(whole(example), URL))
    found = judged(rule, page, example.destination, decided(example))
    assert sorted(map(pointed_at, found)) == sorted(example.quotes), example.why


def test_the_sound_is_longer_than_three_seconds() -> None:
    with wave.open(io.BytesIO(sound())) as tone:
        assert tone.getnframes() / tone.getframerate() > 3


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_speaks_plainly(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", rule.id)
    for name, words in (("title", rule.title), ("why", rule.why), ("fix", rule.fix)):
        assert words.strip() == words and words, f"{rule.id}: {name} is empty or has loose spaces"
        assert not JARGON.search(words), f"{rule.id}: {name} says {JARGON.search(words)}"
    assert not rule.title.endswith("."), "a title is a heading"
    assert rule.why.endswith((".", "!", "?")) and rule.fix.endswith((".", "!", "?", ".”"))


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_rests_on_a_topic_that_some_clause_speaks_of(rule: Rule) -> None:
    assert any(clause.topic == rule.topic for clause in policy().clauses)


def test_titles_tell_rules_apart() -> None:
    # Those about people must not: what a form covers would be told by the title.
    titles = [rule.title for rule in RULES.values() if not rule.id.startswith("opt-out-")]
    assert [title for title in titles if titles.count(title) > 1] == []


def criteria_of_axe() -> set[str]:
    """Return the A and AA criteria that the engine's own rules name, without its experiments."""
    script = axe.SCRIPT.read_text("utf-8")
    pattern = re.compile(r'\{id:"[a-z0-9-]+"(?:(?!\{id:").)*?tags:\[([^\]]*)\]')
    found: set[str] = set()
    for tags in (re.findall(r'"([^"]+)"', listed) for listed in pattern.findall(script)):
        sure = not {"experimental", "deprecated", "best-practice"} & set(tags)
        if sure and {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa"} & set(tags):
            found.update(axe.criteria(tags))
    # A rule may name a stricter criterion beside its own; level AAA binds nobody here.
    return found & {rule.criteria[0] for rule in RULES.values() if rule.criteria}


def test_each_criterion_that_axe_can_fail_has_a_hit_and_a_near_miss() -> None:
    wanted = criteria_of_axe()
    assert {"1.1.1", "1.4.3", "2.4.4", "4.1.2", "1.4.2", "2.5.3"} <= wanted, (
        "the engine's rules were not found"
    )
    shown = {
        number: {bool(example.quotes) for example in RULES[f"wcag-{number}"].examples if example.engine}
        for number in wanted
    }
    assert {number: kinds for number, kinds in shown.items() if kinds != {True, False}} == {}
