"""Turn judged links into findings and rows: one finding a destination, with all that a reader needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from auditor.audit import audit
from auditor.checkers import links as checker
from auditor.checkers.links import link_rows
from auditor.extract.html import read_html
from auditor.finding import Confidence, Finding
from auditor.links import Destination, LinkBook, Reach, due, load_links, remembered
from auditor.page import Document, Link, Location, Page, Source
from auditor.policy import Policy, load_policy
from auditor.registry import Owner, School, Site
from auditor.roster import Roster
from auditor.snapshot import District, Snapshot
from auditor.words import shipped_words

ROOT = Path(__file__).parents[2] / "config"
URL = "http://room12.example/"
NIGHT = datetime(2026, 11, 4, 9, tzinfo=UTC)
SITE = Site("room-12", URL, "elm", owners=(Owner("Rosa Reed"),))


@cache
def policy() -> Policy:
    documents = ["mcps-parent-student-engagement", "mcps-social-media-procedures", "wcag-2.0"]
    return load_policy(ROOT / "policies", documents)


@cache
def book() -> LinkBook:
    return load_links(ROOT / "links", mail=("cedarvalley.example",), sites=(URL,))


def snapshot(body: str, *there: Destination, site: Site = SITE) -> Snapshot:
    html = f'<html lang="en"><title>Room 12</title><h1>Room 12</h1>{body}</html>'
    page = Page(URL, "/", 200, NIGHT, read_html(html, URL))
    return Snapshot(
        site,
        School("elm", "Elm Street School", "K-5"),
        NIGHT,
        pages=(page,),
        destinations={each.url: each for each in there},
        links=book(),
    )


def findings(seen: Snapshot) -> list[Finding]:
    found = audit(seen, policy(), Roster.absent("no rule needs one"), among=[("links", checker)])
    assert found.skipped == ()
    return list(found.findings)


def page_at(url: str, title: str, text: str = "", **more: object) -> Destination:
    return replace(Destination(url, url, Reach.OK, 200, title=title, text=text, at=NIGHT), **more)  # type: ignore[arg-type]


CASINO = page_at("https://lucky.example/", "Lucky Casino", "Slots and poker. Free spins.")


def test_a_finding_carries_all_that_a_reader_needs() -> None:
    seen = snapshot('<p>Visit the <a id="l" href="https://lucky.example/">river museum</a>.</p>', CASINO)
    seen = replace(
        seen, district=District(linked={"https://lucky.example/": frozenset({"room-12", "room-9"})})
    )
    (found,) = findings(seen)
    assert (found.rule, found.clause) == ("link-harmful", "mcps-social-links-educational")
    assert found.confidence is Confidence.LIKELY
    assert (found.quote, found.target) == ("river museum", "https://lucky.example/")
    assert "Its page says" in found.message and "2026-11-04" in found.message
    assert found.details["destination-title"] == "Lucky Casino"
    assert (found.details["destination-group"], found.details["sites"]) == ("lucky.example", "2")
    assert found.where.source is Source.HREF


def test_the_same_destination_twice_on_a_page_is_one_finding() -> None:
    link = '<p><a href="https://lucky.example/">museum</a></p>'
    (found,) = findings(snapshot(link + link, CASINO))
    assert found.occurrences == 2


def test_links_of_documents_are_judged_like_those_of_pages() -> None:
    where = Location(URL + "a.pdf", Source.PDF)
    link = Link(
        "https://lucky.example/", "https://lucky.example/", "pdf", "museum", "Visit the museum.", where
    )
    file = Document(URL + "a.pdf", "/a.pdf", "pdf", 200, NIGHT, linked_from=("/",), links=(link,))
    (found,) = findings(replace(snapshot("", CASINO), documents=(file,)))
    assert (found.page, found.where.document) == ("/", URL + "a.pdf")
    (row,) = link_rows(replace(snapshot("", CASINO), documents=(file,)), policy())
    assert (row.page, row.carrier, row.verdict) == (URL + "a.pdf", "pdf", "off-policy")


def test_an_unregistered_class_site_comes_with_its_row() -> None:
    there = page_at(
        "https://marigold.example/", "Miss Marigold's First Grade", "Homework and news for our class."
    )
    (found,) = findings(snapshot('<a href="https://marigold.example/">Miss Marigold, Grade 1</a>', there))
    assert (found.rule, found.confidence) == ("unregistered-site", Confidence.REVIEW)
    assert (
        found.details["registry-row"]
        == "elm-marigold-example,https://marigold.example/,elm,class,,,,,,,,,,,,"
    )
    columns = (ROOT / "sites.csv").read_text("utf-8").splitlines()[0].count(",")
    assert found.details["registry-row"].count(",") == columns


def test_good_links_are_rows_and_no_findings() -> None:
    there = page_at("https://www.nasa.gov/moon", "The Moon", "Facts")
    seen = snapshot('<a href="https://www.nasa.gov/moon">Moon</a> <a href="/week">This week</a>', there)
    assert findings(seen) == []
    rows = {row.url: row for row in link_rows(seen, policy())}
    assert (rows["https://www.nasa.gov/moon"].verdict, rows["https://www.nasa.gov/moon"].status) == (
        "ok",
        200,
    )
    assert (rows["/week"].verdict, rows["/week"].final_url) == ("ok", "http://room12.example/week")


def test_redirectors_are_peeled_off_and_said() -> None:
    wrapped = "https://www.google.com/url?q=https%3A%2F%2Flucky.example%2F"
    (found,) = findings(snapshot(f'<a href="{wrapped}">museum</a>', CASINO))
    assert found.target == "https://lucky.example/"
    assert found.details["advisories"] == "redirect"


def test_personal_accounts_are_known_before_anybody_asks() -> None:
    url = "https://www.facebook.com/rosa.reed.5"
    page = read_html(f'<p>Questions at night? <a href="{url}">friend me</a></p>', URL)
    use = checker.use_of(page.links[0], SITE, shipped_words())
    assert book().personal(url, use)
    open_page = "https://www.youtube.com/@SciShowKids"
    page = read_html(f'<p>Watch <a href="{open_page}">SciShow Kids</a></p>', URL)
    assert not book().personal(open_page, checker.use_of(page.links[0], SITE, shipped_words()))


def test_a_museum_that_becomes_a_casino() -> None:
    day = date(2026, 10, 4)
    first = replace(
        page_at("https://m.example/", "River Museum for Kids"), at=datetime(2026, 10, 4, 9, tzinfo=UTC)
    )
    second = remembered(
        first, page_at("https://m.example/", "Royal Spins", "Casino. Sports betting."), NIGHT.date()
    )
    assert [past.title for past in second.history] == ["River Museum for Kids"]
    assert second.history[0].last == day
    (found,) = findings(snapshot('<a href="https://m.example/">museum</a>', second))
    assert found.rule == "link-harmful"
    assert "On 2026-10-04 it was called “River Museum for Kids”" in found.message


def test_nights_count_by_date_and_a_page_that_is_back_starts_anew() -> None:
    gone = Destination("https://m.example/", "https://m.example/", Reach.GONE, 404, at=NIGHT)
    once = remembered(None, gone, NIGHT.date())
    again = remembered(once, gone, NIGHT.date())
    later = remembered(again, replace(gone, at=NIGHT.replace(day=5)), date(2026, 11, 5))
    assert (once.nights, again.nights, later.nights) == (1, 1, 2)
    back = remembered(later, page_at("https://m.example/", "Owls"), date(2026, 11, 6))
    assert back.nights == 0


def test_what_could_not_be_opened_is_asked_for_every_night() -> None:
    fresh = page_at("https://m.example/", "Owls")
    assert not due(fresh, NIGHT.replace(day=6), 7)
    assert due(fresh, NIGHT.replace(day=11), 7)
    assert due(replace(fresh, reach=Reach.TIMEOUT), NIGHT.replace(day=5), 7)
    assert due(None, NIGHT, 7)


def test_a_link_that_is_lost_counts_on_pages_of_today_and_is_advice_in_the_archive() -> None:
    gone = page_at("https://museum.example/dinosaurs", "", reach=Reach.GONE, status=404, nights=2)
    chat = page_at("https://discord.gg/abc", "Discord")
    body = f'<a href="{gone.url}">Dinosaurs</a><p>Our chat: <a href="{chat.url}">class Discord</a></p>'
    site = replace(SITE, archived_paths=("/2025-26/",))
    today = snapshot(body, gone, chat, site=site)
    old = replace(today, pages=tuple(replace(each, key="/2025-26/maps") for each in today.pages))
    told = [{each.quote: each.counted for each in findings(seen)} for seen in (today, old)]
    assert told == [
        {"Dinosaurs": True, "class Discord": True},
        {"Dinosaurs": False, "class Discord": True},
    ]
    [lost] = [each for each in findings(today) if each.quote == "Dinosaurs"]
    assert lost.message == "The link leads nowhere. The page is gone. So it was on 2 nights in a row."
