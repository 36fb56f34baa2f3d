"""Follow invented nights into the trend page and its workbook; every number is checked against the store."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from auditor.calendar import Closures
from auditor.config import load_config
from auditor.exits import Exit, Refusal
from auditor.finding import SiteOutcome
from auditor.page import Location, Source
from auditor.policy import load_policy
from auditor.registry import Registry, School, Site
from auditor.rule import Section
from auditor.snapshot import Deadline, DueVerdict, Evidence
from auditor.store import (
    Decision,
    NightReach,
    NightTotal,
    SiteFacts,
    SiteLines,
    Store,
    StoredDeadline,
    Verdict,
    VisitRecord,
)
from reports import trends
from reports.trends import charts
from reports.trends.charts import spans_of
from reports.trends.figures import figures
from tests.night_data import MASK, RULESET, finding, moment, open_store, result
from tests.reports import invented_school as invented

CONFIG = Path(__file__).resolve().parents[2] / "config"
REGISTRY = Registry(
    (School("fern", "fern Hollow School", "K-5"), School("oak", "Oak Bend School", "6-8")),
    (),
    (
        Site("fern-3", "https://fern.example/3/", "fern"),
        Site("=fern-4", "https://fern.example/4/", "fern"),
        *(Site(f"oak-{n}", f"https://oak.example/{n}/", "oak") for n in range(5)),
    ),
)
DUE = date(2026, 10, 6)


def lines(verdict: DueVerdict, due: date = DUE) -> SiteLines:
    return SiteLines(deadlines=(Deadline("", due, verdict, (Evidence("new-line", due, "Spelling list"),)),))


def private(words: str = "Avery Quill won") -> object:
    url = "https://fern.example/3/quill"
    where = Location(url, Source.BODY, "main > p", "Avery Quill", "first paragraph")
    return finding("main > p", "k8-full-name", key="/a", where=where, quote=words, message=words)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Hold three nights: problems on two, one of them fixed on the third, and a recheck in between."""
    with open_store(tmp_path) as made:
        for day in (5, 7, 13):
            night = made.begin_night(moment(day), real=moment(day), registry=REGISTRY, ruleset=RULESET)
            for site in REGISTRY.sites:
                made.save_visit(night, site.site_id, VisitRecord(SiteOutcome.AUDITED, pages=3))
                findings = [finding("p"), private()] if site.site_id == "fern-3" else []
                findings += [finding("q")] if site.site_id == "=fern-4" and day < 13 else []
                verdict = DueVerdict.MISSED if site.site_id == "oak-0" else DueVerdict.MET
                unread = site.site_id == "oak-1"
                given = result(*findings, lines=lines(DueVerdict.UNKNOWN if unread else verdict))  # type: ignore[arg-type]
                made.save_site(night, site.site_id, given, MASK)
            made.finish_night(night, moment(day, 5))
            if day == 7:
                again = made.begin_night(
                    moment(8), real=moment(8), registry=REGISTRY, ruleset=RULESET, scope=["fern-3"]
                )
                made.save_visit(again, "fern-3", VisitRecord(SiteOutcome.AUDITED, pages=3))
                made.save_site(again, "fern-3", result(*[finding(str(n)) for n in range(9)]), MASK)
                made.finish_night(again, moment(8, 5))
        yield made


def written(store: Store, folder: Path, as_of: datetime | None = None) -> Path:
    shutil.copytree(CONFIG, folder / "config", dirs_exist_ok=True)
    config = load_config(folder / "config")
    policy = load_policy(config.folder / "policies", config.policies.documents)
    return trends.write(store, config, policy, Closures({}), as_of)


def sheet(page: Path, name: str) -> pd.DataFrame:
    return pd.read_excel(io.BytesIO(page.with_name("trends.xlsx").read_bytes()), sheet_name=name)


def test_weeks_show_whole_nights_only(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    weeks = sheet(written(store, tmp_path), "Weeks")
    # The recheck of October 8 with its nine problems is no night of all sites.
    assert [day.date() for day in weeks["Night"]] == [date(2026, 10, 7), date(2026, 10, 13)]
    assert list(weeks["Sites with access problems"]) == [2, 1]
    assert list(weeks["Access problems"]) == [2, 1]
    assert list(weeks["Student information"]) == [1, 1]


def test_an_earlier_moment_shows_what_was_known_then(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = written(store, tmp_path, moment(7, 9))
    assert page.parent.name == "2026-10-07"
    assert list(sheet(page, "Weeks")["Sites with access problems"]) == [2]


def test_on_time_leaves_out_what_nobody_can_tell(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = written(store, tmp_path)
    (row,) = sheet(page, "On time").to_dict("records")
    assert (row["On time"], row["Missed"], row["Could not tell"], row["Excused"]) == (5, 1, 1, 0)
    assert row["Share on time"] == pytest.approx(5 / 6)
    told = "5 of 6 websites had posted something new. For 1 more nobody could tell."
    assert told in page.read_text("utf-8")


def test_schools_stand_in_the_order_of_the_alphabet_and_small_ones_are_marked(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    schools = sheet(written(store, tmp_path), "Schools").fillna("")
    assert list(schools["School"]) == ["fern Hollow School", "Oak Bend School"]
    assert list(schools["Note"]) == ["few websites", ""]
    assert list(schools["On time"]) == ["2 of 2", "3 of 4"]


def test_nothing_of_a_student_item_but_that_it_stands(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = written(store, tmp_path)
    findings = sheet(page, "Findings").astype(object).fillna("")
    (item,) = [row for row in findings.to_dict("records") if "tudent" in row["Problem"]]
    assert (item["Problem"], item["Page"], item["Website"]) == ("Student information on a page", "", "fern-3")
    held = page.read_text("utf-8") + findings.to_csv()
    for secret in ("Quill", "Avery", "[student]", "k8-full-name", "quill"):
        assert secret not in held


def test_cells_that_look_like_formulas_are_text(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "'=fern-4" in set(sheet(written(store, tmp_path), "Findings")["Website"])


def test_every_finding_is_told_with_its_days(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (standing, *_) = [each for each in store.findings() if each.rule == "wcag-1.1.1"]
    store.decide(Decision(standing.id, Verdict.WAIVED, "why", "Robin Vale", moment(14), date(2026, 12, 1)))
    rows = sheet(written(store, tmp_path), "Findings").set_index("Number")
    row = rows.loc[standing.id]
    assert str(row["First seen"])[:10] == "2026-10-05"
    assert (row["State"], str(row["Until"])[:10]) == ("waived", "2026-12-01")


def test_a_page_is_private_needs_no_script_and_has_a_table_beside_each_chart(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = written(store, tmp_path)
    text = page.read_text("utf-8")
    assert "<script" not in text
    charts = re.findall(r'<svg viewBox="[^"]*" role="img" aria-labelledby="([\w-]+) ([\w-]+)"', text)
    assert charts
    for title, told in charts:
        assert re.search(rf'<title id="{title}">[^<]+</title><desc id="{told}">From [^<]+</desc>', text)
    assert text.count("<figure") == text.count("<summary>The same as a table") == len(charts)
    assert {oct(file.stat().st_mode & 0o777) for file in page.parent.iterdir()} == {"0o600"}
    assert oct(page.parent.stat().st_mode & 0o777) == "0o700"


def test_before_the_first_night_there_is_nothing_to_follow(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, pytest.raises(Refusal, match="no whole night yet") as refused:
        written(store, tmp_path)
    assert refused.value.code is Exit.USAGE


@pytest.mark.parametrize(
    ("now", "before", "better"),
    [(3, 9, True), (9, 3, False), (4, 4, None)],
    ids=["fewer", "more", "the same"],
)
def test_a_headline_says_which_way_it_goes(now: int, before: int, better: bool | None) -> None:
    totals = [
        NightTotal(date(2026, 9, 2), "fern", str(Section.ACCESS), before, before, 0, 0, 0, 0, 0),
        NightTotal(date(2026, 9, 9), "fern", str(Section.ACCESS), now, now, 0, 0, 0, 0, 0),
    ]
    made = figures(totals, (), (), (), (), {}, {"fern": "Fern"}, {}, date(2026, 9, 9))
    headline = next(each for each in made.headlines if "access" in each.name)
    assert (headline.now, headline.before, headline.better) == (str(now), str(before), better)


def test_a_night_without_a_browser_knows_nothing_of_access() -> None:
    access = str(Section.ACCESS)
    totals = [
        NightTotal(date(2026, 9, day), "fern", section, number, number, 0, 0, 0, 0, 0)
        for day, section, number in (
            (2, access, 0), (2, "links", 4), (9, access, 5), (16, access, 5), (23, access, 0)
        )
    ]  # fmt: skip
    blind = frozenset({date(2026, 9, 2), date(2026, 9, 16)})
    made = figures(totals, (), (), (), (), {}, {"fern": "Fern"}, {}, date(2026, 9, 23), blind)
    column = [None if pd.isna(each) else each for each in made.weekly["Sites with access problems"]]
    # What still stood on the third night had been seen before; the last night looked and found nothing.
    assert column == [None, 5, 5, 0]
    assert list(made.weekly["Links to look at"]) == [4, 0, 0, 0]
    headline = next(each for each in made.headlines if "access" in each.name)
    assert (headline.now, headline.before, headline.than) == ("0", "5", date(2026, 9, 9))
    unknown = figures(totals[:2], (), (), (), (), {}, {"fern": "Fern"}, {}, date(2026, 9, 2), blind)
    assert [each.now for each in unknown.headlines] == ["not known yet", "not known yet", "0"]


@pytest.mark.parametrize(
    ("why", "unshown", "expected"),
    [
        ("only files were looked at before", {2, 9}, [None, None, 10]),
        ("a browser was used on the first night", {9}, [1, 1, 10]),
        ("no browser was ever used: files alone compare with files alone", {2, 9, 16}, [1, 1, 10]),
    ],
)
def test_the_first_night_with_a_browser_is_no_turn_for_the_worse(
    why: str, unshown: set[int], expected: list[int | None]
) -> None:
    totals = [
        NightTotal(date(2026, 9, day), "fern", str(Section.ACCESS), number, number, 0, 0, 0, 0, 0)
        for day, number in ((2, 1), (9, 1), (16, 10))
    ]
    blind = frozenset(date(2026, 9, day) for day in unshown)
    made = figures(totals, (), (), (), (), {}, {"fern": "Fern"}, {}, date(2026, 9, 16), blind)
    column = [None if pd.isna(each) else each for each in made.weekly["Sites with access problems"]]
    assert column == expected, why
    headline = next(each for each in made.headlines if "access" in each.name)
    assert (headline.now, headline.better) == ("10", False if expected[0] else None)


def test_a_line_stops_where_nobody_could_know_and_its_labels_stay_inside() -> None:
    days = [date(2026, 10, 23), date(2026, 10, 30), date(2026, 11, 2), date(2026, 11, 4)]
    drawn = str(charts.lines("a", "Access", days, {"Sites": [3, None, 5, 6], "None": [None] * 4}))
    assert drawn.count("<polyline") == 2 and "nan" not in drawn.lower()
    assert "Sites: 3 at first, 6 at last; None: not known." in drawn
    assert re.search(r'<text x="719.0" y="[\d.]+" text-anchor="end"[^>]*>Nov 4</text>', drawn)


def test_decisions_and_what_waits_are_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    items = {each.site: each for each in store.findings(all=True) if each.rule == "wcag-1.1.1"}
    names = {each.id: each for each in store.findings(all=True) if each.rule == "k8-full-name"}
    moments = {Verdict.WRONG: moment(8), Verdict.DISPUTED: moment(5, 15)}
    for finding_id, verdict in ((items["=fern-4"].id, Verdict.WRONG), (next(iter(names)), Verdict.DISPUTED)):
        store.decide(Decision(finding_id, verdict, "Avery Quill is on staff", "Robin Vale", moments[verdict]))
    path = written(store, tmp_path)
    page = " ".join(path.read_text("utf-8").split())
    kinds = sheet(path, "Decisions").set_index("Kind")
    # The finding that was wrong is gone by now and counts all the same.
    wrong, of = kinds["Found to be wrong"].sum(), kinds["Findings"].sum()
    assert (wrong, kinds.loc["Student information", "Objections that wait"]) == (1, 1)
    assert f"1 of {of} findings of the whole history was found to be wrong, {1 / of:.1%}." in page
    waits = sheet(path, "Objections").iloc[0]
    assert (waits["Problem"], waits["Number"]) == ("Student information on a page", next(iter(names)))
    assert (waits["Since"].date(), waits["Answer due by"].date()) == (date(2026, 10, 5), date(2026, 10, 12))
    assert waits["State"] == "late"
    assert "1 objection waits for an answer from this office, and 1 answer is late." in page
    assert "Quill" not in page and "on staff" not in page


def test_nights_on_which_the_checks_changed_are_marked() -> None:
    reached = [
        NightReach(date(2026, 9, day), "audited", 5, rules) for day, rules in ((1, "a"), (2, "b"), (3, "b"))
    ]
    made = figures((), reached, (), (), (), {}, {"fern": "Fern"}, {}, date(2026, 9, 3))
    assert made.rule_changes == (date(2026, 9, 2),)


def test_no_due_date_yet_is_said_and_not_drawn() -> None:
    made = figures((), (), (), (), (), {}, {"fern": "Fern"}, {}, date(2026, 9, 3))
    assert made.headlines[0].now == "not known yet"


def test_what_is_excused_or_unknown_makes_no_share() -> None:
    excused = StoredDeadline("a", "", DUE, DueVerdict.EXCUSED, (), moment(7))
    made = figures((), (), (), [excused], (), {}, {"fern": "Fern"}, {}, DUE)
    assert made.headlines[0].now == "not known yet"


BREAK = {date(2026, 12, 21) + timedelta(days=n): "Winter break" for n in (0, 1, 2, 3, 4, 7, 8)}


@pytest.mark.parametrize(
    ("closed", "spans"),
    [
        (BREAK, [(date(2026, 12, 21), date(2026, 12, 29))]),
        ({date(2026, 11, 3): "Election day"}, []),
        ({}, []),
    ],
    ids=["over a weekend", "one day off is no break", "none"],
)
def test_breaks_are_drawn_whole(closed: dict[date, str], spans: list[tuple[date, date]]) -> None:
    assert [(span.first, span.last) for span in spans_of(closed)] == spans


def test_a_fault_of_a_template_is_one_row_with_what_a_vendor_needs() -> None:
    rooms = [Site(f"room-{n}", f"https://room-{n}.example/", "fern", platform="weebly") for n in range(4)]
    template = {"engine": "axe", "engine-rule": "button-name", "platform-fault": "3 of 4 sites"}
    words = "This button has no words."
    found = [
        *(
            invented.finding(n, f"room-{n}", "wcag-1.1.1", details=template, message=words, selector=".menu")
            for n in range(3)
        ),
        invented.finding(7, "room-0", "wcag-1.1.1", page="/b", details=template, message=words),
        invented.finding(8, "room-1", "wcag-1.1.1", details={**template, "engine-rule": "image-alt"}),
        invented.finding(9, "room-2", "wcag-1.1.1"),
    ]
    sites = [SiteFacts(room) for room in rooms]
    titles = {"wcag-1.1.1": "Pictures without words"}
    made = figures((), (), sites, (), found, titles, {"fern": "Fern"}, {}, date(2026, 11, 3))
    rows = made.platforms.to_dict("records")
    assert [(row["What is wrong"], row["Websites"], row["Share"], row["Engine rule"]) for row in rows] == [
        (words, 3, "3 of 4 sites", "button-name"),
        ("Pictures without words, here.", 1, "3 of 4 sites", "image-alt"),
    ]
    assert (rows[0]["System"], rows[0]["Element"]) == ("Weebly", ".menu")
    assert rows[0]["Example"] == "https://room-0.example/"
    assert made.help.to_dict("records") == [{"Problem": "Pictures without words", "Websites": 1, "Pages": 1}]
