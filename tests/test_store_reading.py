"""Read a school's report and the store's lists, now and as they once were; delete what is too old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.exits import Exit, Refusal
from auditor.finding import Reason, Skipped, Stage
from auditor.mask import NO_MASK
from auditor.rule import Severity
from auditor.store import Decision, RulesetChange, SiteOutcome, Status, Swept, Verdict
from tests.night_data import (
    MASK,
    REGISTRY,
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
    rule,
    stored,
)

pytestmark = pytest.mark.usefixtures("each_database")


def test_a_school_report_holds_what_the_report_says(tmp_path: Path) -> None:
    down = Skipped(Stage.CONNECT, Reason.HTTP_STATUS, ROOT, "503 Service Unavailable", ("wcag-1.1.1",))
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(), finding("p")))
        tonight = begin(store, 6, notes={"no roster": "the file is missing"})
        store.save_site(tonight, SITE, result(finding(), finding("new", key="/b")), MASK)
        store.save_site(
            tonight,
            "fern-4",
            result(outcome=SiteOutcome.ERROR, reason="http-status", pages=(), skipped=[down], complete=False),
            MASK,
        )
        store.save_site(tonight, "oak-1", result(finding("elsewhere")), MASK)
        store.finish_night(tonight, moment(6, 4))
        report = store.school_report("fern")
    assert report.school == REGISTRY.schools[0]
    assert (report.night.id, report.night.notes) == (tonight.id, {"no roster": "the file is missing"})
    assert report.previous is not None
    assert (report.previous.date.day, report.rechecks, report.baseline) == (5, (), False)
    assert report.people == REGISTRY.people
    assert [(facts.site.site_id, facts.outcome, facts.baseline) for facts in report.sites] == [
        (SITE, SiteOutcome.AUDITED, False),
        ("fern-4", SiteOutcome.ERROR, True),
    ]
    assert report.sites[1].reason == "http-status"
    assert report.sites[0].site == REGISTRY.sites[0]
    assert {(found.selector, found.status) for found in report.findings} == {
        ("main > img", Status.OPEN),
        ("new", Status.NEW),
        ("p", Status.FIXED),
    }
    (skip,) = report.skipped
    assert (skip.site, skip.url, skip.stage, skip.reason, skip.detail, skip.rules, skip.as_of) == (
        "fern-4", ROOT, "connect", "http-status", "503 Service Unavailable", ("wcag-1.1.1",), moment(6),
    )  # fmt: skip
    assert report.rules["wcag-1.1.1"] == RULESET.rules[0]
    assert report.clauses["c-1"].quote == "Students are protected."
    total = report.counts[""]
    assert (total.problems, total.new, total.fixed) == (2, 1, 0)
    assert report.previous_counts[""].problems == 1
    assert report.changes == RulesetChange()


def test_the_first_night_is_a_baseline(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        report = store.school_report("fern")
    assert (report.baseline, report.previous, report.sites[0].baseline) == (True, None, True)
    assert report.sites[1].outcome is None


def test_a_recheck_shows_in_the_report_of_the_night(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        full = night(store, 5, result(finding(), finding("p")))
        again = night(store, 5, result(finding("p")), hour=9, scope=[SITE])
        report = store.school_report("fern")
        before = store.school_report("fern", moment(5, 3))
    assert (report.night.id, [night.id for night in report.rechecks]) == (full.id, [again.id])
    assert {found.selector: found.status for found in report.findings} == {
        "main > img": Status.FIXED,
        "p": Status.NEW,
    }
    assert report.sites[0].as_of == moment(5, 9)
    assert {found.status for found in before.findings} == {Status.NEW}


@pytest.mark.parametrize(("school", "day"), [("elm", 9), ("fern", 4)])
def test_refuses_what_is_not_there(tmp_path: Path, school: str, day: int) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result())
        with pytest.raises(Refusal) as refused:
            store.school_report(school, moment(day))
    assert refused.value.code is Exit.USAGE


def test_the_store_as_it_then_was(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding(), finding("p")))
        night(store, 6, result(finding(), finding("p", message="other words")))
        night(store, 7, result(finding()))
        waived = Decision(
            next(found.id for found in store.findings() if found.selector == "main > img"),
            Verdict.WAIVED,
            "agreed",
            "Robin Vale",
            moment(7, 9),
            date(2026, 10, 30),
        )
        store.decide(waived)
        night(store, 8, result(finding(), finding("p")))
        seen = {
            (day, hour): {
                found.selector: (found.status, found.message, found.last_seen.day)
                for found in store.findings(moment(day, hour), all=True)
            }
            for day, hour in ((4, 2), (5, 3), (6, 3), (7, 3), (7, 10), (8, 3))
        }
        counts = [
            (day, facts.counts[""].problems, facts.counts[""].waived)
            for day in (5, 7, 8)
            for facts in store.sites(moment(day, 12))[:1]
        ]
    image, text = "message about main > img", "message about p"
    assert seen == {
        (4, 2): {},
        (5, 3): {"main > img": (Status.NEW, image, 5), "p": (Status.NEW, text, 5)},
        (6, 3): {"main > img": (Status.OPEN, image, 6), "p": (Status.OPEN, "other words", 6)},
        (7, 3): {"main > img": (Status.OPEN, image, 7), "p": (Status.FIXED, "other words", 6)},
        (7, 10): {"main > img": (Status.WAIVED, image, 7), "p": (Status.FIXED, "other words", 6)},
        (8, 3): {"main > img": (Status.WAIVED, image, 8), "p": (Status.REOPENED, text, 8)},
    }
    assert counts == [(5, 1, 0), (7, 0, 1), (8, 1, 0)]


def test_lists_leave_out_sites_that_are_no_longer_registered(tmp_path: Path) -> None:
    left = replace(REGISTRY.sites[0], active_to=date(2026, 10, 5))
    with open_store(tmp_path) as store:
        night(store, 5, result(finding()))
        begin(store, 6, registry=replace(REGISTRY, sites=(left, *REGISTRY.sites[1:])))
        assert store.findings() == ()
        assert [facts.site.site_id for facts in store.sites()] == ["fern-4", "oak-1"]
        assert only(store).status is Status.NEW
        assert [facts.site.site_id for facts in store.sites(moment(5, 9))][0] == SITE


@pytest.mark.parametrize(
    ("since", "selectors"), [(5, {"old", "new", "back"}), (7, {"new", "back"}), (9, set())]
)
def test_since_a_day(tmp_path: Path, since: int, selectors: set[str]) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding("old"), finding("back")))
        night(store, 6, result(finding("old")))
        night(store, 7, result(finding("old"), finding("new"), finding("back")))
        found = store.findings(since=date(2026, 10, since))
    assert {each.selector for each in found} == selectors


def test_what_changed_in_the_checks(tmp_path: Path) -> None:
    changed = replace(RULESET.rules[0], severity=Severity.MINOR)
    later = replace(
        RULESET, rules=(changed, *RULESET.rules[1:3], rule("wcag-1.2.1")), engines={"axe-core": "4.15.0"}
    )
    with open_store(tmp_path) as store:
        night(store, 5, result(finding("2026-10-06", "missed-update")))
        night(store, 6, result(), ruleset=later)
        report = store.school_report("fern")
    changes = report.changes
    assert (changes.added, changes.removed) == (("wcag-1.2.1",), ("missed-update",))
    assert (changes.changed, changes.engines) == (("wcag-1.1.1",), ("axe-core",))
    assert report.rules["wcag-1.1.1"].severity is Severity.MINOR
    assert report.rules["missed-update"].title == "Title of missed-update"
    assert [found.status for found in report.findings] == [Status.LAPSED]


# --- retention ---


def _bytes(folder: Path) -> bytes:
    return b"".join(stored(folder).values())


def test_what_is_too_old_is_deleted_and_counts_stay(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    gone = finding("p", picture=b"PNG")
    with open_store(tmp_path, evidence=evidence) as store:
        night(store, 5, result(gone, finding(), skipped=[Skipped(Stage.CRAWL, Reason.TIMEOUT, ROOT)]))
        old = next(found for found in store.findings() if found.selector == "p")
        store.decide(Decision(old.id, Verdict.WRONG, "no", "Robin Vale", moment(5, 9)))
        night(store, 6, result(finding()))
        night(store, 20, result(finding()))
        assert store.sweep(moment(20), findings_days=10, evidence_days=10, hold=True) == Swept()
        assert old.picture is not None
        assert old.picture.exists()
        swept = store.sweep(moment(20), findings_days=10, evidence_days=10)
        assert swept == Swept(findings=1, pictures=1)
        assert [found.selector for found in store.findings(all=True)] == ["main > img"]
        assert only(store).first_seen == date(2026, 10, 5)
        assert list(evidence.iterdir()) == []
        assert [row.problems for row in store.totals()] == [1, 1, 1]
        assert store.skipped(moment(5, 9)) == ()
        assert old.id.encode() not in _bytes(tmp_path)
        assert old.fingerprint.encode() not in _bytes(tmp_path)
        assert store.registry(moment(5, 9)).sites == ()
        night(store, 21, result(finding(), gone))
        assert {found.status for found in store.findings()} == {Status.OPEN, Status.NEW}


def test_nothing_young_is_deleted(tmp_path: Path) -> None:
    with open_store(tmp_path, evidence=tmp_path / "evidence") as store:
        night(store, 5, result(finding(picture=b"PNG"), pages=[page("/a")]))
        before = store.findings()
        assert store.sweep(moment(15), findings_days=10, evidence_days=10) == Swept()
        assert store.findings() == before
        assert store.sweep(moment(15) + timedelta(days=1), findings_days=10, evidence_days=10) == Swept(1, 1)


def test_a_report_is_made_once_until_something_is_written(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        tonight = night(store, 5, result(finding()))
        first = store.school_report("fern", tonight.as_of)
        assert store.school_report("fern", tonight.as_of) is first
        assert store.school_report("fern") is not store.school_report("fern"), "now is never the same moment"
        (found,) = first.findings
        store.decide(Decision(found.id, Verdict.WAIVED, "a field trip", "Kay Elm", tonight.as_of))
        (then,) = store.school_report("fern", tonight.as_of).findings
        assert (found.status, then.status) == (Status.NEW, Status.WAIVED)
        store.show_through(NO_MASK)
        assert store.school_report("fern", tonight.as_of) is not first
