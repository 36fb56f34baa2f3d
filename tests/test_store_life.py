"""Follow findings through their life: a check that failed closes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.exits import Exit, Refusal
from auditor.finding import Confidence, Reason, Skipped, Stage
from auditor.mask import NO_MASK, Mask
from auditor.page import Location, Source
from auditor.store import (
    Decision,
    PageRecord,
    Ruleset,
    SiteOutcome,
    SiteResult,
    Status,
    StoredFinding,
    Verdict,
)
from tests.night_data import (
    ALL_RULES,
    MASK,
    ROOT,
    RULESET,
    SITE,
    begin,
    finding,
    moment,
    night,
    only,
    open_store,
    page,
    result,
)

pytestmark = pytest.mark.usefixtures("each_database")

PAGE_B = page("/b")


def test_new_open_fixed_reopened(tmp_path: Path) -> None:
    seen = []
    with open_store(tmp_path) as store:
        for day, there in ((5, True), (6, True), (7, False), (8, False), (9, True), (10, True)):
            night(store, day, result(*([finding()] if there else [])))
            found = only(store)
            seen.append((day, found.status, found.last_seen.day, found.fixed_on))
        assert found.first_seen == date(2026, 10, 5)
        assert len({only(store).id, found.id}) == 1
    fixed = date(2026, 10, 7)
    assert seen == [
        (5, Status.NEW, 5, None),
        (6, Status.OPEN, 6, None),
        (7, Status.FIXED, 6, fixed),
        (8, Status.FIXED, 6, fixed),
        (9, Status.REOPENED, 9, None),
        (10, Status.OPEN, 10, None),
    ]


def test_ids_can_be_typed_and_stay(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(*(finding(name, "k8-full-name") for name in ("Avery Quill", "Bo Marlowe"))))
        first = {(found.id, found.fingerprint) for found in store.findings()}
        night(store, 6, result(*(finding(name, "k8-full-name") for name in ("AVERY  quill", "Bo Marlowe"))))
        assert {(found.id, found.fingerprint) for found in store.findings()} == first
    assert len(first) == 2
    for name, fingerprint in first:
        assert len(name) == 9
        assert name[0] == "F"
        assert set(name[1:]) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        assert len(fingerprint) == 64


SILENT = ("main > img", "wcag-1.1.1")
NAME = ("Avery Quill", "k8-full-name")
WORDS = ("vote", "text-political")


def looked_at(rule: str) -> SiteResult:
    """Return a night on which no program read the site, and a rule rests on what a person noted."""
    return result(pages=(), outcome=SiteOutcome.REFUSED, by_person=frozenset({rule}))


@pytest.mark.parametrize(
    ("why", "kind", "tonight", "status"),
    [
        ("looked at and gone", SILENT, result(), Status.FIXED),
        ("text looked at and gone", WORDS, result(), Status.FIXED),
        ("nothing read", SILENT, result(pages=(), outcome=SiteOutcome.ERROR, complete=False), Status.OPEN),
        ("nothing read, said complete", SILENT, result(pages=(), outcome=SiteOutcome.ERROR), Status.OPEN),
        ("site refused", SILENT, result(pages=(), outcome=SiteOutcome.REFUSED), Status.OPEN),
        ("never read, and a person noted a look", WORDS, looked_at("text-political"), Status.FIXED),
        ("never read, and the look was about another rule", WORDS, looked_at("missed-update"), Status.OPEN),
        (
            "no more asked of this kind, whatever a person noted",
            WORDS,
            replace(looked_at("text-political"), rules_off=frozenset({"text-political"})),
            Status.LAPSED,
        ),
        ("page not read, crawl partial", SILENT, result(pages=[PAGE_B], complete=False), Status.OPEN),
        ("page not linked any more", SILENT, result(pages=[PAGE_B]), Status.FIXED),
        (
            "page not read, and said so",
            SILENT,
            result(pages=[PAGE_B], skipped=[Skipped(Stage.CRAWL, Reason.ROBOTS, ROOT + "a")]),
            Status.OPEN,
        ),
        ("page gone", SILENT, result(pages=[page(status=404)], complete=False), Status.FIXED),
        ("page gone for good", WORDS, result(pages=[page(status=410)], complete=False), Status.FIXED),
        ("page failed", WORDS, result(pages=[page(status=503, by_text=False)]), Status.OPEN),
        ("no browser", SILENT, result(pages=[page(by_browser=False)]), Status.OPEN),
        ("words a browser had shown", WORDS, result(pages=[page(by_browser=False)]), Status.OPEN),
        ("text not read whole", WORDS, result(pages=[page(by_text=False)]), Status.OPEN),
        ("rule did not run", WORDS, result(rules_run=ALL_RULES - {"text-political"}), Status.OPEN),
        ("rule off for this kind", WORDS, result(rules_off=frozenset({"text-political"})), Status.LAPSED),
        (
            "checker failed",
            WORDS,
            result(skipped=[Skipped(Stage.CHECK, Reason.PARSE_LIMIT, rules=("text-political",))]),
            Status.OPEN,
        ),
        (
            "another rule's checker failed",
            WORDS,
            result(skipped=[Skipped(Stage.CHECK, Reason.PARSE_LIMIT, rules=("missed-update",))]),
            Status.FIXED,
        ),
        (
            "something failed on the page",
            WORDS,
            result(skipped=[Skipped(Stage.EXTRACT, Reason.TRUNCATED, ROOT + "a#top")]),
            Status.OPEN,
        ),
        (
            "another rule failed on the page",
            WORDS,
            result(skipped=[Skipped(Stage.CHECK, Reason.PARSE_LIMIT, ROOT + "a", rules=("missed-update",))]),
            Status.FIXED,
        ),
        (
            "something failed on another page",
            WORDS,
            result(skipped=[Skipped(Stage.EXTRACT, Reason.TRUNCATED, ROOT + "b")]),
            Status.FIXED,
        ),
        (
            "the crawl ended early, after this page",
            WORDS,
            result(
                outcome=SiteOutcome.PARTIAL,
                complete=False,
                skipped=[Skipped(Stage.CRAWL, Reason.SITE_TIME)],
            ),
            Status.FIXED,
        ),
        (
            "the browser failed all night, and the page with it",
            SILENT,
            result(skipped=[Skipped(Stage.BROWSER, Reason.NO_BROWSER)]),
            Status.OPEN,
        ),
        ("name gone, roster there", NAME, result(), Status.FIXED),
    ],
)
def test_a_finding_closes_only_where_it_was_looked_for(
    tmp_path: Path, why: str, kind: tuple[str, str], tonight: SiteResult, status: Status
) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*kind)))
        night(store, 6, tonight)
        assert only(store).status is status, why


def test_without_a_roster_no_name_is_fixed(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*NAME), finding(*WORDS)))
        night(store, 6, result(), mask=NO_MASK)
        lives = {found.rule: found.status for found in store.findings(all=True)}
    assert lives == {"k8-full-name": Status.OPEN, "text-political": Status.FIXED}


def test_a_rule_without_clause_lapses_and_comes_back(tmp_path: Path) -> None:
    less = replace(RULESET, rules=RULESET.rules[:1])
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*WORDS)))
        night(store, 6, result(), ruleset=less)
        assert (only(store).status, store.findings()) == (Status.LAPSED, ())
        assert only(store).fixed_on is None
        night(store, 7, result(finding(*WORDS)))
        assert only(store).status is Status.REOPENED


SAID = page(digest="said")
OTHERS = {
    "rules": replace(RULESET, rules=(*RULESET.rules[:-1], replace(RULESET.rules[-1], title="Another title"))),
    "engine": replace(RULESET, engines={**RULESET.engines, "axe": "9.9"}),
    "program": replace(RULESET, program="another"),
}


@pytest.mark.parametrize(
    ("why", "ruleset", "tonight", "status"),
    [
        ("another version of the program", OTHERS["program"], SAID, Status.LAPSED),
        ("another version of an engine", OTHERS["engine"], SAID, Status.LAPSED),
        ("another rule", OTHERS["rules"], SAID, Status.LAPSED),
        ("judged as before: a part of it was mended", RULESET, SAID, Status.FIXED),
        ("it says something else by now", OTHERS["program"], page(digest="other"), Status.FIXED),
        ("it is gone", OTHERS["program"], replace(SAID, status=404), Status.FIXED),
        ("nobody knows what it says", OTHERS["program"], page(), Status.FIXED),
        ("it was not read", OTHERS["program"], replace(SAID, by_browser=False), Status.OPEN),
    ],
)
def test_what_other_rules_no_longer_find_on_the_same_page_was_not_fixed(
    tmp_path: Path, why: str, ruleset: Ruleset, tonight: PageRecord, status: Status
) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*SILENT), pages=[SAID]))
        night(store, 6, result(pages=[tonight]), ruleset=ruleset)
        assert only(store).status is status, why


def test_other_rules_on_the_night_before_do_not_count(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*SILENT), pages=[SAID]))
        night(store, 6, result(finding(*SILENT), pages=[SAID]), ruleset=OTHERS["program"])
        night(store, 7, result(pages=[SAID]), ruleset=OTHERS["program"])
        assert only(store).status is Status.FIXED


def test_a_report_knows_what_lapsed_on_earlier_nights_until_it_comes_back(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*SILENT), finding(*WORDS), pages=[SAID]))
        night(store, 6, result(finding(*WORDS), pages=[SAID]), ruleset=OTHERS["program"])
        night(store, 7, result(pages=[SAID]), ruleset=OTHERS["program"])
        lives = {found.rule: found for found in store.findings(all=True)}
        assert lives["text-political"].status is Status.FIXED
        assert store.school_report("fern").lapsed == {lives["wcag-1.1.1"].id}
        night(store, 8, result(finding(*SILENT), pages=[SAID]), ruleset=OTHERS["program"])
        assert store.school_report("fern").lapsed == frozenset()


def test_rules_left_out_by_only_close_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*WORDS), finding(*SILENT)))
        night(store, 6, result(rules_run=frozenset({"wcag-1.1.1"})))
        lives = {found.rule: found.status for found in store.findings(all=True)}
    assert lives == {"wcag-1.1.1": Status.FIXED, "text-political": Status.OPEN}


@pytest.mark.parametrize(("complete", "status"), [(True, Status.FIXED), (False, Status.OPEN)])
def test_what_concerns_the_whole_site_needs_the_whole_site(
    tmp_path: Path, complete: bool, status: Status
) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding("2026-10-06", "missed-update", key="", page="")))
        night(store, 6, result(complete=complete))
        assert only(store).status is status


PDF = f"{ROOT}menu.pdf"
FILE = PageRecord("/menu.pdf", PDF, kind="document", digest="menu")


@pytest.mark.parametrize(
    ("why", "tonight", "status"),
    [
        ("file read", result(pages=[page(), FILE]), Status.FIXED),
        ("file not read", result(pages=[page()], complete=False), Status.OPEN),
        (
            "file unreadable",
            result(
                pages=[page(), replace(FILE, by_text=False)],
                skipped=[Skipped(Stage.EXTRACT, Reason.UNREADABLE_DOCUMENT, PDF)],
            ),
            Status.OPEN,
        ),
        ("file not linked any more", result(pages=[page()]), Status.FIXED),
        ("file gone", result(pages=[page(), replace(FILE, status=404)], complete=False), Status.FIXED),
    ],
)
def test_a_finding_in_a_linked_file_closes_with_the_file(
    tmp_path: Path, why: str, tonight: SiteResult, status: Status
) -> None:
    where = Location(ROOT + "a", Source.PDF, document=PDF)
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*WORDS, where=where), pages=[page(), FILE]))
        night(store, 6, tonight)
        assert only(store).status is status, why


@pytest.mark.parametrize(("digest", "status"), [("menu", Status.LAPSED), ("new menu", Status.FIXED)])
def test_in_a_linked_file_the_file_counts_and_not_the_page(
    tmp_path: Path, digest: str, status: Status
) -> None:
    where = Location(ROOT + "a", Source.PDF, document=PDF)
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*WORDS, where=where), pages=[SAID, FILE]))
        tonight = [page(digest="other"), replace(FILE, digest=digest)]
        night(store, 6, result(pages=tonight), ruleset=OTHERS["program"])
        assert only(store).status is status


@pytest.mark.parametrize(
    ("source", "reason"),
    [(Source.FRAME, Reason.EMBED_NOT_READ), (Source.OCR, Reason.PICTURE_NOT_READ)],
)
def test_what_stood_in_an_embed_or_picture_needs_it_read(
    tmp_path: Path, source: Source, reason: Reason
) -> None:
    unread = Skipped(Stage.BROWSER, reason, "https://elsewhere.example/slides")
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(*WORDS, where=Location(ROOT + "a", source))))
        night(store, 6, result(skipped=[unread]))
        assert only(store).status is Status.OPEN
        night(store, 7, result())
        assert only(store).status is Status.FIXED


def test_a_link_that_could_not_be_followed_stays(tmp_path: Path) -> None:
    aim = "https://elsewhere.example/shop"
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(aim, "text-political")))
        night(store, 6, result(skipped=[Skipped(Stage.CONNECT, Reason.TIMEOUT, aim)]))
        assert only(store).status is Status.OPEN


def test_a_page_that_moved_keeps_its_findings(tmp_path: Path) -> None:
    old, new = page("/a", digest="d1"), page("/news/a", digest="d1")
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(), finding("p"), pages=[page("/"), old]))
        before = {found.selector: found.id for found in store.findings()}
        night(store, 6, result(finding(key="/news/a"), pages=[page("/"), new]))
        after = {found.selector: (found.id, found.status) for found in store.findings(all=True)}
        night(store, 7, result(finding(key="/news/a"), pages=[page("/"), new]))
        again = {found.selector: (found.id, found.status) for found in store.findings()}
    assert after["main > img"] == (before["main > img"], Status.OPEN)
    assert after["p"] == (before["p"], Status.FIXED)
    assert again == {"main > img": (before["main > img"], Status.OPEN)}


def test_two_pages_with_the_same_content_are_not_mixed_up(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(), pages=[page("/"), page("/a", digest="d"), page("/b", digest="d")]))
        night(store, 6, result(finding(key="/c"), pages=[page("/"), page("/c", digest="d")]))
        assert sorted(found.status for found in store.findings(all=True)) == [Status.FIXED, Status.NEW]


def test_one_finding_told_twice_is_one(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(occurrences=2), finding(), finding("p")))
        counted = {found.selector: found.occurrences for found in store.findings()}
    assert counted == {"main > img": 3, "p": 1}


def test_an_unchanged_night_adds_no_row_per_finding(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for day in range(5, 12):
            night(store, day, result(*(finding(f"p:nth-child({n})") for n in range(20))))
        with store._database.read() as connection:
            assert connection.exec_driver_sql("select count(*) from spans").scalar() == 20
            assert connection.exec_driver_sql("select count(*) from events").scalar() == 20


# --- decisions ---


def _decide(found: StoredFinding, verdict: Verdict, day: int, **more: object) -> Decision:
    options: dict[str, object] = {"reason": "seen with the class", "by": "Robin Vale"}
    return Decision(found.id, verdict, decided_at=moment(day, 9), **{**options, **more})  # type: ignore[arg-type]


def test_a_waiver_holds_until_its_last_day(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        store.decide(_decide(only(store), Verdict.WAIVED, 5, until=date(2026, 10, 7)))
        statuses = {}
        for day in (6, 7, 8):
            night(store, day, result(finding()))
            statuses[day] = (only(store).status, only(store).life, len(store.findings()))
    assert statuses == {
        6: (Status.WAIVED, Status.OPEN, 0),
        7: (Status.WAIVED, Status.OPEN, 0),
        8: (Status.OPEN, Status.OPEN, 1),
    }


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ([Verdict.DISPUTED], Status.DISPUTED),
        ([Verdict.DISPUTED, Verdict.WRONG], Status.WRONG),
        ([Verdict.DISPUTED, Verdict.STANDS], Status.OPEN),
        ([Verdict.WAIVED, Verdict.DISPUTED], Status.DISPUTED),
    ],
)
def test_the_later_decision_wins_and_all_are_shown(
    tmp_path: Path, verdicts: list[Verdict], status: Status
) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        for day, verdict in enumerate(verdicts, start=5):
            store.decide(_decide(only(store), verdict, day))
        night(store, 12, result(finding()))
        found = only(store)
    assert found.status is status
    assert [decision.verdict for decision in found.decisions] == verdicts[::-1]


def test_an_earlier_decision_told_later_does_not_win(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        store.decide(_decide(only(store), Verdict.WRONG, 9))
        store.decide(_decide(only(store), Verdict.DISPUTED, 6))
        assert only(store).status is Status.WRONG


def test_a_waiver_does_not_revive_what_it_replaced(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        store.decide(_decide(only(store), Verdict.WRONG, 5))
        store.decide(_decide(only(store), Verdict.WAIVED, 6, until=date(2026, 10, 7)))
        night(store, 9, result(finding()))
        assert only(store).status is Status.OPEN


def test_a_fixed_finding_is_fixed_whatever_was_decided(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        store.decide(_decide(only(store), Verdict.WRONG, 5))
        night(store, 6, result())
        assert only(store).status is Status.FIXED
        night(store, 7, result(finding()))
        assert (only(store).status, only(store).life) == (Status.WRONG, Status.REOPENED)


def test_decisions_take_ids_as_people_type_them(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        typed = replace(_decide(only(store), Verdict.DISPUTED, 5), finding=f" {only(store).id.lower()} ")
        assert store.decide(typed).finding == only(store).id
        assert store.decide(typed) == only(store).decision
        assert len(only(store).decisions) == 1
        with pytest.raises(Refusal, match="there is no finding FNONE") as refused:
            store.decide(replace(typed, finding="fnone"))
        assert refused.value.code is Exit.USAGE


def test_a_reason_is_masked(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        kept = store.decide(_decide(only(store), Verdict.WRONG, 5, reason="Avery Quill is a poet"), MASK)
        assert kept.reason == "[student] is a poet"
        store.show_through(Mask([("Robin", "Vale"), ("Quiet", "Poet")]))
        store.decide(_decide(only(store), Verdict.WRONG, 6, reason="says Quiet Poet"))
        decision = only(store).decision
        assert decision is not None
        assert (decision.reason, decision.by) == ("says [student]", "Robin Vale")


def test_a_list_that_is_read_every_night(tmp_path: Path) -> None:
    origin = "waivers.csv"
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(), finding("p")))
        one, two = store.findings()
        rows = [_decide(found, Verdict.WAIVED, 5, origin=origin) for found in (one, two)]
        assert store.read_back(origin, [*rows, replace(rows[0], finding="FX")], moment(5, 10)) == ("FX",)
        later = [replace(row, decided_at=moment(6)) for row in rows]
        assert store.read_back(origin, later, moment(6)) == ()
        assert [found.status for found in store.findings(all=True)] == [Status.WAIVED] * 2
        assert all(len(found.decisions) == 1 for found in store.findings(all=True))
        store.read_back(origin, later[:1], moment(7))
        store.read_back(origin, later[:1], moment(8))
        statuses = {found.id: (found.status, len(found.decisions)) for found in store.findings(all=True)}
    assert statuses == {one.id: (Status.WAIVED, 1), two.id: (Status.NEW, 2)}


# --- counts ---


def test_a_problem_is_one_rule_on_one_page(tmp_path: Path) -> None:
    review = finding("q", key="/b", confidence=Confidence.REVIEW)
    advice = finding("r", "text-political", key="/b", counted=False)
    with open_store(tmp_path) as store:
        night(store, 5, result(finding("p"), finding("s"), finding("p", key="/b"), review, advice))
        (first, *_) = store.sites()
        night(store, 6, result(finding("p"), finding("s"), finding("t"), review, advice))
        (second, *_) = store.sites()
        history = tuple(store.totals())
    assert (first.counts[""].problems, first.counts[""].new, first.counts[""].review) == (2, 2, 0)
    total = second.counts[""]
    assert (total.problems, total.new, total.fixed, total.review) == (1, 0, 1, 1)
    assert second.counts["access"] == total
    assert second.previous[""].problems == 2
    assert [(row.date.day, row.section, row.school, row.problems) for row in history] == [
        (5, "access", "fern", 2),
        (6, "access", "fern", 1),
    ]
    second_night = history[1]
    assert (second_night.sites, second_night.new, second_night.fixed, second_night.review) == (1, 0, 1, 1)


def test_the_site_of_a_night_that_never_ended_is_told_as_it_was(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        begin(store, 6)
        assert (only(store).status, only(store).site) == (Status.NEW, SITE)
