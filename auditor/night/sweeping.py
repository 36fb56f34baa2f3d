"""Delete files that the records schedule no longer allows to keep; the store sweeps its own rows."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from auditor.config import Config

LOG_FOLDER = "AUDITOR_LOG"
"""Names where `cron/nightly` keeps its logs, in the environment that it hands on."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOG = re.compile(r"(?:night|door)-(\d{4}-\d{2}-\d{2})\.(?:log|jsonl)")


def sweep_files(config: Config, today: date, real: date) -> str:
    """Delete reports, lists, mails and logs older than `[retention]` says; `hold` deletes nothing.

    `today` is the night's date and `real` the machine's, by which logs are named. Returns what could
    not be deleted in one sentence, "" where all went well: a night does not fail for it.
    """
    keep = config.retention
    if keep.hold:
        return ""
    failed = 0
    for folder, days in _trees(config):
        for old in _older(folder, today - timedelta(days=days)):
            failed += not _gone(old)
    for log in _logs(config):
        found = _LOG.fullmatch(log.name)
        day = _day(found[1]) if found else None
        if day is not None and day < min(today, real) - timedelta(days=keep.logs):
            failed += not _gone(log)
    return f"{failed} files or folders past their retention could not be deleted" if failed else ""


def _trees(config: Config) -> Iterator[tuple[Path, int]]:
    """Yield every folder that holds one folder a day, and for how many days those are kept."""
    keep, var = config.retention, config.var
    reports = var / "reports"
    # The decision sheet lies beside these folders and stays: what people entered has no date.
    for school in sorted(reports.iterdir()) if reports.is_dir() else ():
        yield school, keep.reports
    yield var / "trends", keep.reports
    yield var / "records", keep.records
    yield var / "mail-preview", keep.mail
    yield config.mail_folder, keep.mail


def _older(folder: Path, before: date) -> Iterator[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return
    for each in sorted(folder.iterdir()):
        day = _day(each.name)
        if day is not None and day < before and each.is_dir() and not each.is_symlink():
            yield each


def _logs(config: Config) -> Iterator[Path]:
    named = os.environ.get(LOG_FOLDER, "")
    folders = {config.var / "log", *([Path(named)] if named not in ("", "-") else [])}
    for folder in sorted(folders):
        if folder.is_dir():
            yield from (each for each in sorted(folder.iterdir()) if each.is_file() and not each.is_symlink())


def _gone(path: Path) -> bool:
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _day(name: str) -> date | None:
    """Return the day that a name is, None for any other name."""
    try:
        return date.fromisoformat(name) if _DAY.fullmatch(name) else None
    except ValueError:
        return None
