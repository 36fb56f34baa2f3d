"""Hold a report's files to their rights, names and sizes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from reports import principal
from tests.reports.invented_school import config, finding, many, report, rich, site


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_the_owner_may_open_a_report(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        folder = principal.write(rich(tmp_path), config(), tmp_path / "reports" / "larkspur" / "day").parent
    finally:
        os.umask(before)
    assert {mode(each) for each in (folder, folder.parent, folder.parent.parent)} == {"0o700"}
    assert {mode(file) for file in folder.iterdir()} == {"0o600"}


def test_each_site_has_one_page_named_after_its_id(rich_folder: Path) -> None:
    assert {path.name for path in rich_folder.glob("*.html")} == {
        "index.html",
        *(
            f"site-{name}.html"
            for name in ("ortega birdsong hale whitlow finch sparrow ellery vidal lund nobody".split())
        ),
    }


def test_written_again_a_report_keeps_no_page_of_before(tmp_path: Path) -> None:
    folder = tmp_path / "day"
    principal.write(report([site("gone", "Ann"), site("stays", "Bea")]), config(), folder)
    (folder / "site-gone.html").chmod(0o600)
    index = principal.write(report([site("stays", "Bea")]), config(), folder)
    assert index == folder / "index.html"
    assert {path.name for path in folder.iterdir()} == {"index.html", "site-stays.html"}
    beside = {"day", "decisions.xlsx", ".decisions.made"}
    assert {path.name for path in tmp_path.iterdir()} == beside


def test_a_report_that_fails_leaves_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "day"
    principal.write(report([site("a", "Ann")]), config(), folder)

    def broken(*_: object, **__: object) -> str:
        raise OSError("no space left")

    monkeypatch.setattr("reports.render.html", broken)
    with pytest.raises(OSError, match="no space"):
        principal.write(report([site("b", "Bea")]), config(), folder)
    assert {path.name for path in folder.iterdir()} == {"index.html", "site-a.html"}


def test_five_thousand_findings_open_from_a_small_page(tmp_path: Path) -> None:
    folder = principal.write(many(5_000), config(), tmp_path / "day").parent
    assert (folder / "index.html").stat().st_size < 2_000_000
    assert max(path.stat().st_size for path in folder.iterdir()) < 2_000_000
    assert "site-room-39.html" in (folder / "index.html").read_text("utf-8")


def test_one_problem_in_a_thousand_places_stays_readable(tmp_path: Path) -> None:
    findings = [finding(n, "a", page=f"/page-{n % 200}", place=f"place {n}") for n in range(1_000)]
    folder = principal.write(report([site("a", "Ann")], findings), config(), tmp_path / "day").parent
    page = (folder / "site-a.html").read_text("utf-8")
    assert "200 pages, 1,000 places" in " ".join(page.split())
    assert page.count('class="technical"') == 25
    assert "The same on 195 more pages" in page
    assert "and 135 more" in page
