"""Delete what is past its retention and nothing else, and files that only their owner may open."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from auditor.config import Config, load_config
from auditor.night.sweeping import sweep_files
from auditor.private_files import make_private, replace_private, write_private

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 11, 4)
KEPT = (
    "reports/elm/2026-09-05/index.html",
    "reports/elm/2026-11-04/index.html",
    "reports/elm/decisions.xlsx",
    "reports/elm/2026-01-05-copy/index.html",
    "reports/elm/2026-13-40/index.html",
    "trends/2026-11-04/index.html",
    "records/2026-09-05/index.html",
    "mail/2026-09-05/a.eml",
    "mail/notes.txt",
    "log/night-2026-10-04.log",
    "log/door-2026-11-04.jsonl",
    "log/2025-01-01.log",
    "elsewhere/2020-01-01/x",
)
GONE = (
    "reports/elm/2026-09-04/index.html",
    "reports/oak/2026-01-05/site-a.html",
    "trends/2026-09-04/trends.xlsx",
    "records/2026-09-04/index.html",
    "mail/2026-09-04/a.eml",
    "mail-preview/2026-09-04/a.html",
    "log/night-2026-10-03.log",
    "log/door-2026-10-03.jsonl",
)


def settings(var: Path, **retention: object) -> Config:
    plain = load_config(ROOT / "config")
    return plain.model_copy(
        update={
            "output": plain.output.model_copy(update={"folder": str(var)}),
            "retention": plain.retention.model_copy(update=retention),
        }
    )


def filled(var: Path) -> None:
    for name in (*KEPT, *GONE):
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text("x", "utf-8")


def there(var: Path) -> set[str]:
    return {str(path.relative_to(var)) for path in var.rglob("*") if path.is_file()}


def test_only_what_is_older_than_its_days_goes(tmp_path: Path) -> None:
    filled(tmp_path)
    assert sweep_files(settings(tmp_path), TODAY, TODAY) == ""
    assert there(tmp_path) == set(KEPT)


def test_a_hold_keeps_everything(tmp_path: Path) -> None:
    filled(tmp_path)
    assert sweep_files(settings(tmp_path, hold=True), TODAY, TODAY) == ""
    assert there(tmp_path) == {*KEPT, *GONE}


@pytest.mark.parametrize(
    ("key", "days", "name"),
    [
        ("reports", 400, "reports/elm/2026-09-04/index.html"),
        ("records", 400, "records/2026-09-04/index.html"),
        ("mail", 400, "mail/2026-09-04/a.eml"),
        ("logs", 400, "log/night-2026-10-03.log"),
    ],
)
def test_each_kind_has_days_of_its_own(key: str, days: int, name: str, tmp_path: Path) -> None:
    filled(tmp_path)
    sweep_files(settings(tmp_path, **{key: days}), TODAY, TODAY)
    assert name in there(tmp_path)
    assert GONE[1] in there(tmp_path) or key != "reports"


def test_the_logs_of_cron_lie_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = tmp_path / "cron"
    logs.mkdir()
    for name in ("night-2026-09-01.log", "night-2026-11-01.log", "other-2026-09-01.log"):
        (logs / name).write_text("x", "utf-8")
    monkeypatch.setenv("AUDITOR_LOG", str(logs))
    sweep_files(settings(tmp_path / "var"), TODAY, TODAY)
    assert {path.name for path in logs.iterdir()} == {"night-2026-11-01.log", "other-2026-09-01.log"}


def test_a_night_that_shows_the_future_deletes_no_log_of_today(tmp_path: Path) -> None:
    filled(tmp_path)
    sweep_files(settings(tmp_path), date(2027, 6, 1), date(2026, 10, 20))
    assert {"log/night-2026-10-03.log", "log/door-2026-10-03.jsonl"} <= there(tmp_path)


def test_a_link_that_leads_away_is_left_alone(tmp_path: Path) -> None:
    away, var = tmp_path / "away", tmp_path / "var"
    (away / "2020-01-01").mkdir(parents=True)
    (away / "2020-01-01" / "mine.txt").write_text("x", "utf-8")
    (var / "reports").mkdir(parents=True)
    (var / "reports" / "elm").symlink_to(away)
    (var / "records").mkdir()
    (var / "records" / "2020-01-01").symlink_to(away / "2020-01-01")
    sweep_files(settings(var), TODAY, TODAY)
    assert (away / "2020-01-01" / "mine.txt").read_text("utf-8") == "x"


def test_what_cannot_be_deleted_is_told_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path)

    def refused(path: Path) -> None:
        raise PermissionError(13, "no", str(path))

    monkeypatch.setattr("shutil.rmtree", refused)
    told = sweep_files(settings(tmp_path), TODAY, TODAY)
    assert told == "6 files or folders past their retention could not be deleted"
    assert "log/night-2026-10-03.log" not in there(tmp_path)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_files_are_for_their_owner_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        make_private(tmp_path / "a" / "b")
        write_private(tmp_path / "a" / "b" / "plain", b"1")
        replace_private(tmp_path / "a" / "b" / "whole", b"2")
    finally:
        os.umask(before)
    modes = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "a").rglob("*")}
    assert modes == {"b": "0o700", "plain": "0o600", "whole": "0o600"}
    assert oct(stat.S_IMODE((tmp_path / "a").stat().st_mode)) == "0o700"


def test_a_file_that_cannot_be_written_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "decisions.xlsx"
    replace_private(path, b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_private(path, b"after")
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["decisions.xlsx"]


def test_a_device_is_written_as_it_is() -> None:
    before = stat.S_IMODE(Path(os.devnull).stat().st_mode)
    write_private(Path(os.devnull), b"export")
    assert stat.S_IMODE(Path(os.devnull).stat().st_mode) == before
