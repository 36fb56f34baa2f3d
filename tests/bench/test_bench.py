"""See that the bench runs and tells what it promises, on very few pages; measures nothing itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.browser import available
from tests.bench import __main__ as bench
from tests.bench import act, act_table, second
from tests.bench.names import NameFigures
from tests.bench.one_night import Measured
from tests.bench.pages import write_sites
from tests.bench.table import table

FROM_OUTSIDE = (
    "ACT", "AS_OF", "DISTRICT", "DOCS", "GROWTH", "HISTORY", "LINKS", "NIGHTS", "PEER", "POLICIES", "SITES"
)  # fmt: skip

needs_browser = pytest.mark.skipif(available() is not None, reason="no browser: the bench was not run")


def test_pages_are_the_same_every_time_and_as_long_as_real_ones(tmp_path: Path) -> None:
    first, second = write_sites(tmp_path / "a", 20), write_sites(tmp_path / "b", 20)
    assert [site.host for site in first] == [f"room00{number}.bench.example" for number in range(4)]
    assert sum(len(site.paths) for site in first) == 20
    for one, other in zip(first, second, strict=True):
        for path in one.folder.iterdir():
            assert path.read_bytes() == (other.folder / path.name).read_bytes(), path.name
    sizes = [path.stat().st_size for site in first for path in site.folder.glob("*.html")]
    assert min(sizes) > 15_000 and max(sizes) < 70_000


def test_columns_are_aligned() -> None:
    assert table(["", "axe"], [["pages", "64"], ["a longer name", "-"]]).splitlines() == [
        "               axe",
        "-------------  ---",
        "pages           64",
        "a longer name    -",
    ]


def test_both_nights_stand_in_one_table_with_what_grew() -> None:
    def night(seconds: float, judge: float, own: int, shown: int) -> Measured:
        return Measured(pages=shown, wall={"crawl": seconds}, cpu={"judge": judge}, own=own, peak=2 * own)

    pairs = [
        second.Pair(50, 0, 1, night(50, 5, 100_000_000, 50), night(10, 1, 90_000_000, 1)),
        second.Pair(200, 0, 4, night(220, 20, 105_000_000, 200), night(10, 2, 90_000_000, 4)),
        second.Pair(200, 7, 4, night(220, 20, 105_000_000, 200), Measured(fault="not finished")),
    ]
    lines = second.told(pairs).splitlines()
    cells = [(line[:37].strip(), line[37:].split()) for line in lines]
    assert lines[0].split("  ")[-1].strip() == "200 pages, refresh 7"
    assert cells[3] == ("first: pages shown", ["50", "200", "200"])
    assert cells[4] == ("first: seconds", ["50.0", "220.0", "220.0"])
    assert ("first: pages a second", ["1.00", "0.91", "0.91"]) in cells
    assert [told for name, told in cells if name == "judge"] == [["100.0"] * 3, ["20.0", "10.0", "-"]]
    grown = [told for name, told in cells if name == "against the first column"]
    assert grown == [["+0%"] * 3, ["+0%", "+5%", "+5%"], ["+0%", "-50%", "-"], ["+0%", "+0%", "-"]]
    assert ("times as fast", ["5.0", "22.0", "-"]) in cells
    assert lines[-1] == "200 pages, refresh 7: no figure (not finished)."


@needs_browser
@pytest.mark.browser
@pytest.mark.timeout(400)
def test_a_small_bench_prints_its_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
                                        tmp_path: Path) -> None:  # fmt: skip
    for name in FROM_OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    site = tmp_path / "elsewhere" / "small-site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<html lang=en><title>A</title><h1>A</h1><img src=gone.png></html>")
    # What takes a minute by itself is tried by tests of its own.
    told = NameFigures(0, 1.0, 1.0, 0.0, 0, cpu_ms=2.0, all_cpu_ms=3.0, page_kb=8.0)
    monkeypatch.setattr(bench.names, "measure", lambda size: replace(told, students=size))
    monkeypatch.setattr(bench.extraction, "report", lambda files: f"Reading {files} files of each kind")
    off = ("DESTINATIONS", "UPDATES", "HOSTILE")
    asked = {"PAGES": "2", "SECOND": "4", "JOBS": "1", "SECONDS": "100", "FILES": "3"}
    asked |= dict.fromkeys(off, "0")
    monkeypatch.setenv("SITES", str(site.parent))
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    assert bench.main() == 0
    told = capsys.readouterr().out
    rows = {line[:36].strip(): line[36:].split() for line in told.splitlines()}
    assert rows["pages shown (unread)"] == ["2", "(0)"] * 2, told
    first = next(line.split() for line in told.splitlines() if line.startswith("browsers"))
    assert first == ["browsers", "1", "1"], "axe alone, and all engines beside it"
    assert rows["second: pages shown"] == ["1", "1"], "of four pages one changed"
    assert float(rows["CPU s a page: all"][0]) > 0
    assert "40,000 students: 100.0% found" in told and "Reading 3 files of each kind" in told
    small = next(line.split() for line in told.splitlines() if line.startswith("small-site"))
    assert small[:3] == ["small-site", "1", "1"], "one page, one critical finding: a picture without words"
    assert told.splitlines()[-1].startswith("Left out: cases of W3C (ACT), labelled links (LINKS), ")
    assert "updates (UPDATES)" in told and "(SECOND)" not in told.splitlines()[-1]


def test_each_part_of_the_bench_can_be_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "available", lambda: None)
    for name in FROM_OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    for name in ("PAGES", "SECOND", "UPDATES", "HOSTILE", "DESTINATIONS", "NAMES", "FILES"):
        monkeypatch.setenv(name, "0")
    assert bench.main() == 0
    (told,) = capsys.readouterr().out.splitlines()
    left_out = told.removeprefix("Left out: ").removesuffix(".").split(", ")
    assert left_out[0] == "a first night (PAGES)" and len(left_out) == 16
    for part in left_out:
        setting = part.rpartition("(")[2].removesuffix(")")
        assert f"{setting}" in (bench.__doc__ or ""), f"{setting} is documented"


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("PAGES", "many", "PAGES=many: this must be a number"),
        ("NIGHTS", "-1", "NIGHTS=-1: this must be a number"),
        ("LINKS", "nowhere/at/all", "LINKS=nowhere/at/all: there is no such folder"),
    ],
)
def test_a_setting_that_means_nothing_is_refused_before_anything_runs(
    setting: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "available", lambda: None)
    monkeypatch.setenv(setting, value)
    assert bench.main() == 64
    assert capsys.readouterr().out == f"{told}\n"


@needs_browser
@pytest.mark.browser
def test_cases_are_told_apart_by_criterion(tmp_path: Path) -> None:
    pages = {
        "bad.html": "<html lang=en><title>A</title><h1>A</h1><img src=a.png></html>",
        "good.html": "<html lang=en><title>A</title><h1>A</h1><img src=a.png alt='A frog'></html>",
    }
    listed = []
    for name, text in pages.items():
        (tmp_path / name).write_text(text)
        expected = "failed" if name == "bad.html" else "passed"
        for conformance in (True, False):
            listed.append({"file": name, "rule_id": "23a2a8", "expected": expected, "criteria": ["1.1.1"],
                           "conformance": conformance})  # fmt: skip
    (tmp_path / "cases.json").write_text(json.dumps(listed))
    cases = act.read_cases(tmp_path)
    assert [case.file for case in cases] == ["bad.html", "good.html"]
    shown = act.show_cases(cases, tmp_path, 60, tmp_path / "kept", jobs=1)
    judged = act.judge_cases(cases, shown, frozenset({"axe"}))
    assert {(each.case.file, each.accused, each.rules) for each in judged} == {
        ("bad.html", True, ("axe image-alt",)),
        ("good.html", False, ()),
    }
    nobody = act.judge_cases(cases, shown, frozenset())
    assert [(each.accused, each.asked) for each in nobody] == [(False, False)] * 2
    assert act.show_cases(cases, tmp_path, 0, tmp_path / "kept") == shown, "what was seen once is kept"


def test_of_the_untouched_half_only_figures_are_told() -> None:
    development = act_table.Case("good.html", "23a2a8", False, frozenset({"1.1.1"}))
    untouched = act_table.Case("secret.html", "afw4f7", True, frozenset({"1.4.3"}))
    assert (development.for_development, untouched.for_development) == (True, False)
    alarm = act_table.Judged(development, accused=True, rules=("axe image-alt",))
    told = act_table.written({"axe": (alarm, act_table.Judged(untouched)), "all": (alarm,)})
    assert "false alarm: 23a2a8 () good.html by axe image-alt" in told
    assert "secret.html" not in told
    rows = [" ".join(line.split()) for line in told.splitlines()]
    assert "untouched half: found 0 of 1 = 0.0% -" in rows
    assert "development half: found - -" in rows
