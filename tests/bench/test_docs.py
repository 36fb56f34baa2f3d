"""See that the bench of prose counts what is told, and chooses pages fairly; measures nothing itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import docs, extraction

LONG = "<p>The library reads a file line by line and returns a list of them.</p>" * 10


def _page(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"<!doctype html><html lang=en><title>Manual</title><h1>Manual</h1>{text}</html>", "utf-8"
    )


def test_pages_are_chosen_from_all_packages_and_each_content_once(tmp_path: Path) -> None:
    for number in range(5):
        _page(tmp_path, f"large/html/p{number}.html", f"{LONG}{number}")
    _page(tmp_path, "small/index.htm", f"{LONG}small")
    _page(tmp_path, "twin/html/index.html", f"{LONG}0")
    _page(tmp_path, "twin/html/tiny.html", "")
    (tmp_path / "small/notes.txt").write_text(LONG)
    names = [str(path.relative_to(tmp_path)) for path in docs.collect(tmp_path, 3)]
    assert names == ["large/html/p0.html", "small/index.htm", "large/html/p1.html"]
    assert len(docs.collect(tmp_path, 0)) == 6, "the twin and the page of one line are left out"


@pytest.mark.timeout(120)
def test_prose_is_crawled_judged_and_told_with_its_quote(tmp_path: Path) -> None:
    _, roster, ((_, school), *_) = next(docs.rosters())
    child = next(each for each in roster.in_school(school.school_id) if len(each.family) > 8 and each.is_k8)
    _page(tmp_path, "manual/index.html", LONG)
    _page(tmp_path, "manual/thanks.html", f"{LONG}<p>{child.given} {child.family} grew a bean.</p>")
    invented, common = docs.measure(tmp_path, 0)
    assert (invented.roster, common.roster) == ("invented", "common")
    assert invented.pages == common.pages == 3, "two pages and the one that links to them"
    (told,) = invented.told
    assert told.rule == "k8-full-name" and told.page.endswith("/manual/thanks.html")
    assert f"{child.given} {child.family} grew a bean" in told.quote
    assert invented.rate == pytest.approx(1000 / 3) and common.told == ()
    assert "no HTML pages below" in docs.report(tmp_path / "manual" / "none", 0)


@pytest.mark.timeout(120)
def test_the_cost_of_reading_is_lower_the_second_time() -> None:
    told = extraction.report(1)
    rows = {line[:40].split("  ")[0]: line.split()[-2:] for line in told.splitlines()}
    assert {"PDF of 12 pages", "Word file of 200 paragraphs", "photo: what its file says"} <= rows.keys()
    first, again = (float(cell.replace("-", "0")) for cell in rows["PDF of 12 pages"])
    assert first > again, told
