"""Whole nights on tiny districts: exit codes, resuming, the clock, rechecks, decisions, and what is kept."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from auditor import night
from auditor.browser import available
from auditor.cli.exporting import export_data
from auditor.config import load_config
from auditor.exits import Exit, Refusal, Refusals
from auditor.export import Format
from auditor.keys import load_keys
from auditor.night import Options, Step, Summary
from auditor.store import Store
from reports import sheet
from tests.golden.district import AS_OF, NEXT, District, Town, links, page, write_district
from tests.golden.stand_in import StandInPool
from tests.web import Request, Response, html

OAK, ELM, FIR = "oak.example", "elm.example", "fir.example"
SITES = [("oak", f"http://{OAK}/"), ("elm", f"http://{ELM}/"), ("fir", f"http://{FIR}/")]
BARE = '<img src="/bus.png">'
PAGES = {
    f"{OAK}/": page(links("/week"), title="Oak room"),
    f"{OAK}/week": page("<p>Spelling test on Friday</p>", BARE, title="Week"),
    f"{ELM}/": page("<p>Library on Tuesday</p>", BARE, title="Elm room"),
    f"{FIR}/": page("<p>Trip on Thursday</p>", title="Fir room"),
}
NO_ALT = "wcag-1.1.1"
NO_BROWSER = Options(as_of=AS_OF, browser=False)
ROOT = Path(__file__).parents[1]
SECONDS = 60
"""More than any of these runs takes on a busy machine; nobody waits for it where all is well."""


@dataclass
class Told:
    """Note what a night says of its progress."""

    lines: list[tuple[Step, str, str]] = field(default_factory=list)

    def start(self, step: Step, total: int) -> None:
        pass

    def site(self, step: Step, site_id: str, remark: str) -> None:
        self.lines.append((step, site_id, remark))

    def sites(self, step: Step) -> list[str]:
        return sorted(site for each, site, _ in self.lines if each is step)


def audit(
    district: District, options: Options = NO_BROWSER, steps: Sequence[Step] = night.STEPS
) -> tuple[Summary, Told]:
    told = Told()
    return night.run(district.config, options, steps, told), told


def read(district: District, look: Callable[[Store], Any]) -> Any:
    """Look into a district's store."""
    config = load_config(district.config)
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        return look(store)


def outcomes(district: District) -> dict[str, tuple[str, str]]:
    return {
        facts.site.site_id: (str(facts.outcome), facts.reason)
        for facts in read(district, lambda store: store.sites())
    }


def findings(district: District) -> list[tuple[str, str, str, str]]:
    """Return (site, page, rule, status) of all that the stand-in remarked, decided or fixed things too."""
    found = read(district, lambda store: store.findings(all=True))
    return sorted(
        (each.site, each.page, each.rule, str(each.status))
        for each in found
        if each.checker == "accessibility"
    )


def results(district: District) -> tuple[object, ...]:
    """Return what a night found out, without moments, keys and counters of effort."""
    skipped = read(district, lambda store: store.skipped())
    return (
        outcomes(district),
        findings(district),
        sorted((each.site, each.url, each.stage, each.reason, each.detail) for each in skipped),
        [
            (facts.site.site_id, facts.pages, facts.documents, facts.complete)
            for facts in read(district, lambda store: store.sites())
        ],
    )


def report_of(district: District, day: str = "2026-11-04") -> str:
    return (district.var / "reports" / "elm" / day / "index.html").read_text("utf-8")


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nights use a stand-in that finds pictures without words, so that there are findings."""
    monkeypatch.setattr("auditor.visit.gear.BrowserPool", StandInPool)
    monkeypatch.setattr("auditor.night.available", lambda remote="": None)


def command(district: District, *words: str) -> list[str]:
    return [sys.executable, "-m", "auditor", *words, "--config", str(district.config)]


def auditor(district: District, *words: str, umask: int = -1) -> subprocess.CompletedProcess[str]:
    """Run the real command to its end."""
    return subprocess.run(
        command(district, *words),
        cwd=district.folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
        env=surroundings(),
        umask=umask,
    )


def surroundings() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


# --- outcomes and exit codes ---


def test_a_night_audits_every_site_and_ends_with_0(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        summary, told = audit(district)
    assert summary.code is Exit.OK and summary.unread == {}
    assert outcomes(district) == dict.fromkeys(("oak", "elm", "fir"), ("partial", "no-browser"))
    assert told.sites(Step.VISIT) == told.sites(Step.JUDGE) == ["elm", "fir", "oak"]
    assert summary.reports == [district.var / "reports" / "elm" / "2026-11-04" / "index.html"]
    assert "No browser was used this time" in report_of(district)


def test_a_site_that_is_down_ends_with_3_and_costs_no_other(tmp_path: Path) -> None:
    town = Town(PAGES | {f"{OAK}/": Response(401, {"WWW-Authenticate": "Basic"}, "Sign in")})
    with town:
        sites = [*SITES, ("ash", "http://ash.example/"), ("friends", f"http://{OAK}/friends", "social")]
        district = write_district(tmp_path / "d", sites, town.hosts("ash.example"))
        summary, _ = audit(district)
    assert summary.code is Exit.SITES_UNREAD
    assert outcomes(district) == {
        "oak": ("refused", "login-required"),
        "elm": ("partial", "no-browser"),
        "fir": ("partial", "no-browser"),
        "ash": ("error", "connect"),
        "friends": ("refused", "robots"),
    }
    assert set(summary.unread) == {"oak", "ash", "friends"}
    assert sum(summary.counts.values()) == len(sites)


def test_a_site_out_of_its_dates_is_not_visited(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES[:2], town.hosts())
        table = district.config / "sites.csv"
        head, oak, elm = table.read_text("utf-8").splitlines()
        table.write_text("\n".join([f"{head},active_to", f"{oak},2026-06-10", f"{elm},2027-06-10", ""]))
        summary, told = audit(district)
        assert town.asked(OAK) == []
    assert summary.code is Exit.OK and told.sites(Step.VISIT) == ["elm"]
    assert set(outcomes(district)) == {"elm"}


def test_every_report_says_that_there_was_no_roster(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district)
    reports = sorted((district.var / "reports").rglob("*.html"))
    assert len(reports) == 4
    for report in reports:
        assert "Student names were not checked" in report.read_text("utf-8"), report.name


# --- the clock ---


def test_a_night_that_is_done_says_so_and_visits_nothing(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district)
        before = town.seen
        summary, told = audit(district)
        later, _ = audit(district, Options(as_of="2026-11-04T05:30", browser=False))
        assert town.seen == before
    assert summary.remarks == ["The night of Wednesday, November 4, 2026 is done already."]
    assert later.remarks == summary.remarks
    assert told.sites(Step.VISIT) == [] and summary.code is Exit.OK


@pytest.mark.parametrize("as_of", ["2026-11-03T02:00", "2026-10-28"])
def test_a_time_before_the_newest_night_is_refused(tmp_path: Path, as_of: str) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district)
        before = town.seen
        with pytest.raises(Refusal, match=r"the night of 2026-11-04 02:00 is stored already") as refused:
            audit(district, Options(as_of=as_of, browser=False))
        assert town.seen == before
    assert refused.value.code is Exit.USAGE


def test_another_day_without_a_hosts_file_is_refused(tmp_path: Path) -> None:
    district = write_district(tmp_path / "d", SITES, None)
    with pytest.raises(Refusal, match="more than a day from now; add --replay") as refused:
        audit(district)
    assert refused.value.code is Exit.USAGE
    assert not district.var.exists()


def test_a_night_within_a_day_of_now_is_no_replay(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES[:1], town.hosts())
        audit(district, Options(browser=False))
        audit(district, Options(as_of=(datetime.now(UTC) + timedelta(hours=25)).isoformat(), browser=False))
    assert [each.replayed for each in read(district, lambda store: store.nights())] == [False, True]


def test_a_second_audit_at_once_is_refused(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        config = load_config(district.config)
        with Store.open(config.store_url, load_keys(config.keys).fingerprint) as store:
            store.lock()
            ended = auditor(district, "run", "--as-of", AS_OF, "--no-browser")
        assert town.seen == 0
    assert ended.returncode == Exit.BUSY and "Traceback" not in ended.stderr
    assert ended.stderr.strip() == "another audit is running; wait for it or stop it first"


# --- killed and started again ---


def wait_for(happened: Callable[[], bool], running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while not happened():
        assert running.poll() is None, f"the audit ended by itself with {running.returncode}"
        assert time.monotonic() < end, "this never happened"
        time.sleep(0.02)


def integrity(district: District) -> str:
    with sqlite3.connect(district.database) as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])


@pytest.fixture
def undisturbed(tmp_path: Path) -> tuple[object, ...]:
    """Return the results of the same night where nobody kills anything."""
    with Town(PAGES) as town:
        district = write_district(tmp_path / "calm", SITES, town.hosts())
        audit(district)
    return results(district)


def test_killed_while_visiting_only_unfinished_sites_are_visited_again(
    tmp_path: Path, undisturbed: tuple[object, ...]
) -> None:
    go_on = threading.Event()

    def slow(request: Request) -> Response:
        go_on.wait(SECONDS)
        return html(str(PAGES[f"{FIR}/"]))

    with Town(PAGES | {f"{FIR}/": slow}) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        log = tmp_path / "log"
        words = ("run", "--as-of", AS_OF, "--no-browser")
        with log.open("wb") as file:
            running = subprocess.Popen(
                command(district, *words), stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                env=surroundings(),
            )  # fmt: skip
            try:
                wait_for(lambda: log.read_bytes().count(b"visiting ") == 2, running)
                wait_for(lambda: "/" in town.asked(FIR), running)
            finally:
                running.send_signal(signal.SIGKILL)
                running.wait(SECONDS)
        go_on.set()
        assert integrity(district) == "ok"
        assert b"oak: partial, 2 pages" in log.read_bytes() and b"elm: partial" in log.read_bytes()
        before = town.seen
        ended = auditor(district, *words)
        assert (town.asked(OAK, before), town.asked(ELM, before)) == ([], [])
        assert town.asked(FIR, before) == ["/"]
    assert ended.returncode == 0, ended.stderr
    assert "visiting 1/1  fir" in ended.stderr
    assert integrity(district) == "ok"
    assert results(district) == undisturbed
    assert len(read(district, lambda store: store.nights())) == 1


KILLED_WHILE_JUDGING = """
import os, signal, sys
from pathlib import Path
from auditor import night

class UntilTheFirstIsJudged:
    def start(self, step, total):
        pass
    def site(self, step, site_id, remark):
        if step is night.Step.JUDGE:
            print(site_id, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)

options = night.Options(as_of=sys.argv[2], browser=False)
night.run(Path(sys.argv[1]), options, night.STEPS, UntilTheFirstIsJudged())
"""


def test_killed_while_judging_nothing_is_visited_or_judged_twice(
    tmp_path: Path, undisturbed: tuple[object, ...]
) -> None:
    judged: list[str] = []
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        for _ in range(2):
            killed = subprocess.run(
                [sys.executable, "-c", KILLED_WHILE_JUDGING, str(district.config), AS_OF],
                capture_output=True, text=True, timeout=SECONDS, env=surroundings(), stdin=subprocess.DEVNULL,
            )  # fmt: skip
            assert killed.returncode == -signal.SIGKILL, killed.stderr
            assert integrity(district) == "ok"
            judged += killed.stdout.split()
        assert not (district.var / "reports").exists()
        summary, told = audit(district)
        assert town.asked().count("/") == len(SITES), "every site was visited once"
    assert judged == ["oak", "elm"]
    assert told.sites(Step.VISIT) == [] and told.sites(Step.JUDGE) == ["fir"]
    assert summary.code is Exit.OK and sum(summary.counts.values()) == len(SITES)
    assert results(district) == undisturbed


# --- findings and what people decide about them ---


def one_finding(district: District, site: str) -> str:
    found = read(district, lambda store: store.findings(all=True, sites=[site]))
    found = [each for each in found if each.checker == "accessibility"]
    assert len(found) == 1
    return str(found[0].id)


@pytest.mark.usefixtures("stand_in")
def test_a_finding_lives_from_night_to_night(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, Options(as_of=AS_OF))
        assert findings(district) == [("elm", "/", NO_ALT, "new"), ("oak", "/week", NO_ALT, "new")]
        town.pages[f"{ELM}/"] = page("<p>Library on Tuesday</p>")
        audit(district, Options(as_of=NEXT))
    assert findings(district) == [("elm", "/", NO_ALT, "fixed"), ("oak", "/week", NO_ALT, "open")]


@pytest.mark.usefixtures("stand_in")
def test_a_night_without_a_browser_closes_nothing(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, Options(as_of=AS_OF))
        town.pages[f"{ELM}/"] = page("<p>Library on Tuesday</p>")
        audit(district, Options(as_of=NEXT, browser=False))
    assert findings(district) == [("elm", "/", NO_ALT, "open"), ("oak", "/week", NO_ALT, "open")]


@pytest.mark.usefixtures("stand_in")
def test_a_site_that_is_down_for_a_night_keeps_its_findings(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, Options(as_of=AS_OF))
        town.pages[f"{ELM}/"] = Response(503)
        town.pages[f"{OAK}/"] = Response(404, {"Content-Type": "text/html"}, "Not here")
        del town.pages[f"{OAK}/week"]
        summary, _ = audit(district, Options(as_of=NEXT))
    assert summary.unread == {"elm": "http-status", "oak": "http-status"}
    assert [each[3] for each in findings(district)] == ["open", "open"]


@pytest.mark.usefixtures("stand_in")
def test_waivers_are_read_every_night_and_end_with_their_row(tmp_path: Path) -> None:
    def status() -> dict[str, str]:
        return {site: state for site, _, _, state in findings(district)}

    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, Options(as_of=AS_OF))
        waivers = district.config / "waivers.csv"
        head = "finding,reason,by,until\n"
        drawn = one_finding(district, "elm")
        waivers.write_text(f"{head}{drawn},a drawing by the class,Pat Moss,2026-12-31\n")
        audit(district, Options(as_of=NEXT))
        assert status() == {"elm": "waived", "oak": "open"}
        assert "a drawing by the class" in report_of(district, "2026-11-05")
        waivers.write_text(head)
        audit(district, Options(as_of="2026-11-06T02:00"))
        assert status() == {"elm": "open", "oak": "open"}


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("ZZZZ-9999,why,Pat Moss,2026-12-31", 'there is no finding "ZZZZ-9999"'),
        ("{id},why,Pat Moss,soon", 'until: "soon" is no date'),
        ("{id},,Pat Moss,2026-12-31", "reason: the cell is empty"),
    ],
    ids=["unknown finding", "no date", "no reason"],
)
def test_a_waiver_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, row: str, words: str) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, Options(as_of=AS_OF))
        rows = row.format(id=one_finding(district, "elm"))
        (district.config / "waivers.csv").write_text(f"finding,reason,by,until\n\n{rows}\n")
        before = town.seen
        with pytest.raises((Refusal, Refusals)) as refused:
            audit(district, Options(as_of=NEXT))
        assert town.seen == before, "what is wrong with a file is said before any site is visited"
    fault = refused.value.faults[0] if isinstance(refused.value, Refusals) else refused.value
    assert fault.code is Exit.CONFIGURATION and words in fault.sentence
    assert (fault.path, fault.line) == (district.config / "waivers.csv", 3)
    assert [each[3] for each in findings(district)] == ["new", "new"]


@pytest.mark.usefixtures("stand_in")
def test_a_decision_sheet_is_read_back_the_next_night(tmp_path: Path) -> None:
    def status() -> dict[str, str]:
        return {site: state for site, _, _, state in findings(district)}

    def enter(number: str, *cells: str) -> None:
        book = load_workbook(path)
        rows = [row for row in book.worksheets[0].iter_rows(min_row=2) if row[0].value == number]
        for name, value in zip((sheet.CHOICE, sheet.WHY, sheet.WHO), cells, strict=True):
            rows[0][sheet.COLUMNS.index(name)].value = value
        book.save(path)

    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, Options(as_of=AS_OF))
        (path,) = district.var.rglob(sheet.NAME)
        number = one_finding(district, "elm")
        enter(number, "This is wrong", "It is a drawing", "Pat Moss")
        audit(district, Options(as_of=NEXT))
        assert status() == {"elm": "wrong", "oak": "open"}
        answers = [row[-1] for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]
        assert "Noted." in answers
        enter(number, "", "", "")
        audit(district, Options(as_of="2026-11-06T02:00"))
        assert status() == {"elm": "open", "oak": "open"}
        path.unlink()
        audit(district, Options(as_of="2026-11-07T02:00"))
        assert path.exists(), "a sheet that was thrown away is written again"


# --- parts of a night ---


@pytest.mark.usefixtures("stand_in")
def test_a_recheck_visits_only_its_sites(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, Options(as_of=AS_OF))
        town.pages[f"{ELM}/"] = page("<p>Library on Tuesday</p>")
        before = town.seen
        summary, told = audit(district, Options(as_of="2026-11-04T15:00", sites="e*"))
        assert {request.headers["host"] for request in town.web.requests[before:]} == {ELM}
    assert told.sites(Step.VISIT) == ["elm"] and summary.counts == {"audited": 1}
    assert findings(district) == [("elm", "/", NO_ALT, "fixed"), ("oak", "/week", NO_ALT, "new")]
    assert set(outcomes(district)) == {"oak", "elm", "fir"}


def test_a_recheck_of_no_site_is_refused(tmp_path: Path) -> None:
    district = write_district(tmp_path / "d", SITES, {})
    with pytest.raises(Refusal, match='no registered site has an id like "larch"') as refused:
        audit(district, Options(as_of=AS_OF, sites="larch", browser=False))
    assert refused.value.code is Exit.USAGE


@pytest.mark.usefixtures("stand_in")
def test_only_some_rules_look_and_the_others_close_nothing(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, Options(as_of=AS_OF))
        town.pages[f"{ELM}/"] = page("<p>Library on Tuesday</p>")
        audit(district, Options(as_of=NEXT, only=("wcag-1.4.3",)))
        assert findings(district)[0] == ("elm", "/", NO_ALT, "open")
        audit(district, Options(as_of="2026-11-06T02:00", only=("accessibility",)))
        assert findings(district)[0] == ("elm", "/", NO_ALT, "fixed")
        with pytest.raises(Refusal, match='there is no rule or checker "wcag-9"') as refused:
            audit(district, Options(as_of="2026-11-07T02:00", only=("wcag-9",)))
    assert refused.value.code is Exit.USAGE


@pytest.mark.usefixtures("stand_in")
def test_step_by_step_is_the_same_as_all_at_once(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        whole = write_district(tmp_path / "whole", SITES, town.hosts())
        audit(whole, Options(as_of=AS_OF))
        parts = write_district(tmp_path / "parts", SITES, town.hosts())
        audit(parts, Options(as_of=AS_OF), [Step.VISIT])
        assert findings(parts) == [] and not (parts.var / "reports").exists()
        before = town.seen
        audit(parts, Options(), [Step.JUDGE])
        summary, _ = audit(parts, Options(), [Step.REPORT])
        assert town.seen == before, "only the first step asks for pages"
    assert results(parts) == results(whole)
    assert summary.reports == [parts.var / "reports" / "elm" / "2026-11-04" / "index.html"]


def test_judged_apart_a_night_without_a_browser_still_says_so(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, NO_BROWSER, [Step.VISIT])
    audit(district, Options(), [Step.JUDGE])
    audit(district, Options(), [Step.REPORT])
    assert "No browser was used this time" in report_of(district)


def test_a_recheck_can_be_done_step_by_step(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district)
        recheck = Options(as_of="2026-11-04T15:00", browser=False, sites="elm")
        audit(district, recheck, [Step.VISIT])
        _, told = audit(district, Options(), [Step.JUDGE])
    assert told.sites(Step.JUDGE) == ["elm"]


@pytest.mark.parametrize("step", [Step.JUDGE, Step.REPORT])
def test_there_is_nothing_to_judge_or_report_before_the_first_visit(tmp_path: Path, step: Step) -> None:
    district = write_district(tmp_path / "d", SITES, {})
    with pytest.raises(Refusal) as refused:
        audit(district, Options(), [step])
    assert refused.value.code is Exit.USAGE


def test_an_emptied_page_cache_judges_nothing_and_closes_nothing(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district, NO_BROWSER, [Step.VISIT])
        for path in (district.var / "pages").rglob("*"):
            if path.is_file():
                path.unlink()
        summary, _ = audit(district, Options(), [Step.JUDGE])
    assert summary.unread == dict.fromkeys(("oak", "elm", "fir"), "canceled")


def test_unchanged_pages_are_not_sent_again_and_full_asks_anew(tmp_path: Path) -> None:
    def home(request: Request) -> Response:
        if request.headers.get("if-none-match") == '"1"':
            return Response(304, {"ETag": '"1"'})
        return html(page("<p>Spelling test on Friday</p>"), ETag='"1"')

    with Town({f"{OAK}/": home}) as town:
        district = write_district(tmp_path / "d", SITES[:1], town.hosts())
        for as_of, full in ((AS_OF, False), (NEXT, False), ("2026-11-06T02:00", True)):
            audit(district, Options(as_of=as_of, browser=False, full=full))
        sent = [each.headers.get("if-none-match") for each in town.web.requests if each.path == "/"]
    assert sent == [None, '"1"', None]
    assert outcomes(district) == {"oak": ("partial", "no-browser")}


# --- what is left behind ---


def test_the_door_s_log_names_hosts_and_loopback_addresses_only(tmp_path: Path) -> None:
    town = Town(PAGES | {f"{ELM}/": page(links("/secret-page?student=quill"))})
    with town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        audit(district)
    log = (district.var / "log" / "door-2026-11-04.jsonl").read_bytes()
    lines = [json.loads(line) for line in log.splitlines()]
    assert {line["host"] for line in lines} == {OAK, ELM, FIR}
    assert {line["address"].rpartition(":")[0] or line["address"] for line in lines} == {"127.0.0.1"}
    assert {line["owner"] for line in lines} == {"oak", "elm", "fir"}
    assert b"secret" not in log


def test_whatever_the_umask_nobody_else_may_read_what_is_written(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        district.folder.chmod(0o755)
        ended = auditor(district, "run", "--as-of", AS_OF, "--no-browser", umask=0)
    assert ended.returncode == 0, ended.stderr
    written = [district.var, *district.var.rglob("*"), district.keys, *district.keys.rglob("*")]
    kinds = {path.name for path in written}
    assert {"auditor.db", f"door-{AS_OF[:10]}.jsonl", "index.html", "fingerprint.key", "pages"} <= kinds
    open_ = [
        f"{path.relative_to(district.folder)} {oct(stat.S_IMODE(path.stat().st_mode))}"
        for path in written
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    ]
    assert open_ == []


def test_called_from_a_program_with_umask_0_rights_are_the_same(tmp_path: Path) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES[:1], town.hosts())
        before = os.umask(0)
        try:
            audit(district)
        finally:
            os.umask(before)
    open_ = {
        str(path.relative_to(district.folder)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in (district.var, *district.var.rglob("*"))
        if path.stat().st_mode & 0o077
    }
    assert open_ == {}


# A given name alone may stand on a page: each place here holds the full name in some spelling.
CHILD = ("Quillon", "Brackenshaw")
CANARIES = tuple(word.encode() for word in ("Quillon", "Brackenshaw", "quillon", "brackenshaw"))
TELLTALE = page(
    f"<h2>Well done, {' '.join(CHILD)}!</h2>",
    f'<p>{CHILD[1]}, {CHILD[0]} reads aloud.</p><img src="/quillon-brackenshaw.png">',
    f'<img src="/bus.png" alt="Photo of {" ".join(CHILD)}" id="quillon-brackenshaw">',
    '<input name="brackenshaw.quillon"><p><a href="/quillon_brackenshaw.html" aria-label=""></a></p>',
    '<a href="/gone/QuillonBrackenshaw">x</a>',
    f'<iframe src="http://board.example/{"-".join(CHILD)}"></iframe><button></button>',
    title=f"{' '.join(CHILD)}'s page",
)


@pytest.mark.browser
def test_a_student_s_name_is_in_nothing_that_is_written_or_said(tmp_path: Path) -> None:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    pages = PAGES | {f"{OAK}/": TELLTALE, f"{OAK}/quillon_brackenshaw.html": TELLTALE}
    students = [CHILD, ("Bo", "Marlowe")]
    with Town(pages) as town:
        district = write_district(tmp_path / "d", SITES[:2], town.hosts(), students=students)
        ended = auditor(district, "run", "--as-of", AS_OF)
        assert b"quillon_brackenshaw" in " ".join(town.asked(OAK)).encode(), "the page was really there"
    config = load_config(district.config)
    exported = [
        export_data(config, what, form, "", "", everything=True, identify=False)
        for what in ("findings", "sites", "skipped")
        for form in (Format.JSONL, Format.CSV)
    ]
    assert ended.returncode == 0, ended.stderr
    written = {
        name: content
        for name, content in district.everything_written().items()
        if not name.startswith("var/pages/")
    }
    names = {Path(name).name for name in written}
    assert {"auditor.db", f"door-{AS_OF[:10]}.jsonl", "site-oak.html"} <= names
    said = {"stdout": ended.stdout.encode(), "stderr": ended.stderr.encode(), "export": b"".join(exported)}
    told = [
        (name, canary)
        for name, content in {**written, **said}.items()
        for canary in CANARIES
        if canary in content or canary in name.encode()
    ]
    assert told == []
    assert b"[student]" in said["export"], "its place is marked"
    # What pages said is kept encrypted, under names that say nothing.
    cached = {n: c for n, c in district.everything_written().items() if n.startswith("var/pages/")}
    assert cached and not any(canary in content for content in cached.values() for canary in CANARIES)
    assert "Student names were not checked" not in report_of(district)


@pytest.mark.browser
def test_a_student_who_joins_later_is_in_no_database(tmp_path: Path) -> None:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    with Town(PAGES | {f"{OAK}/": TELLTALE}) as town:
        district = write_district(tmp_path / "d", SITES[:1], town.hosts(), students=[("Bo", "Marlowe")])
        ended = auditor(district, "run", "--as-of", AS_OF)
    assert ended.returncode == 0, ended.stderr
    kept = {
        name: content
        for name, content in district.everything_written().items()
        if name.startswith(("var/auditor.db", "var/pages", "var/evidence", "var/log"))
    }
    assert any(Path(name).name == "auditor.db" for name in kept)
    told = [(n, canary) for n, content in kept.items() for canary in CANARIES if canary in content]
    assert told == []


@pytest.mark.browser
def test_a_night_with_a_browser_checks_access_and_ends_with_0(tmp_path: Path) -> None:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES, town.hosts())
        summary, _ = audit(district, Options(as_of=AS_OF))
    assert summary.code is Exit.OK
    assert outcomes(district) == dict.fromkeys(("oak", "elm", "fir"), ("audited", ""))
    assert findings(district) == [("elm", "/", NO_ALT, "new"), ("oak", "/week", NO_ALT, "new")]
