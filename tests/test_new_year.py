"""Walk into a new school year over invented registries: each point names the file and what to do there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from auditor.new_year import Point, walk

CONFIG = Path(__file__).resolve().parents[1] / "config"
SITES = "site_id,url,school_id,owner_name,active_to,archived_paths\n"
SCHOOLS = "school_id,name,grades,calendar\nelm,Elm School,K-5,\n"
PEOPLE = "school_id,role,name,email,from,to\n"
STAFF = "elm,principal,Ann Moss,ann@elm.example,,\nelm,records,Bo Reed,bo@elm.example,,\n"


def folder_of(tmp_path: Path, sites: str = "", people: str = STAFF) -> Path:
    folder = tmp_path / "config"
    shutil.copytree(CONFIG, folder)
    (folder / "sections.csv").unlink(missing_ok=True)
    (folder / "waivers.csv").unlink(missing_ok=True)
    (folder / "schools.csv").write_text(SCHOOLS)
    (folder / "people.csv").write_text(PEOPLE + people)
    (folder / "sites.csv").write_text(SITES + (sites or "room-1,https://one.example/,elm,Ann,,\n"))
    return folder


def points(folder: Path, about: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Point]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return [point for point in walk(folder, "2026-08-03T09:00") if point.about == about]


@pytest.mark.parametrize(
    ("row", "found", "todo"),
    [
        ("room-1,https://one.example/,elm,Ann,2026-06-12,", "room-1: the last day in active_to is over",
         "write a new last day"),
        ("room-1,https://one.example/,elm,,,", "room-1: nobody is named", "fill in owner_name"),
    ],
    ids=["over", "nobody"],
)  # fmt: skip
def test_sites_that_need_a_word(
    tmp_path: Path, row: str, found: str, todo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = points(folder_of(tmp_path, row + "\n"), "sites", monkeypatch, tmp_path)
    (point,) = [each for each in told if each.todo]
    assert point.found == found and point.todo.startswith("sites.csv: ") and todo in point.todo


def test_a_site_in_order_asks_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = points(folder_of(tmp_path), "sites", monkeypatch, tmp_path)
    assert told == [Point("sites", "1 of 1 registered sites are active")]


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ("elm,records,Bo Reed,bo@elm.example,,\n", "Elm School has no principal today"),
        ("elm,principal,Ann Moss,a@elm.example,,2026-07-31\nelm,records,Bo,b@elm.example,,\n",
         "Elm School has no principal today"),
        (STAFF.replace("ann@elm.example,,", "ann@elm.example,,2026-08-31"),
         "Ann Moss (principal): the last day comes within two months"),
    ],
    ids=["none", "left", "leaves soon"],
)  # fmt: skip
def test_people_who_left_and_who_leave(
    tmp_path: Path, people: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = points(folder_of(tmp_path, people=people), "people", monkeypatch, tmp_path)
    assert [point.found for point in told] == [found]


@pytest.mark.parametrize(
    ("path", "old"),
    [
        ("2025-26/", True),
        ("2025-2026/", True),
        ("2026-27/", False),
        ("room2026/", False),
        ("120-2133/", False),
    ],
)
def test_addresses_of_an_old_year(
    tmp_path: Path, path: str, old: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path, f"room-1,https://one.example/{path},elm,Ann,,\n")
    told = [point.found for point in points(folder, "archives", monkeypatch, tmp_path) if point.todo]
    assert told == (["room-1: the address names a school year that is over"] if old else [])


def test_a_calendar_that_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path)
    for file in (folder / "calendars").glob("*.ics"):
        file.unlink()
    (point,) = points(folder, "calendars", monkeypatch, tmp_path)
    assert point.found.startswith("Elm School: no day off is known") and "new year's calendar" in point.todo


def test_a_roster_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (point,) = points(folder_of(tmp_path), "roster", monkeypatch, tmp_path)
    assert "not where auditor.toml says" in point.found and "oneroster" in point.todo
