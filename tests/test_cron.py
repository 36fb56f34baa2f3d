"""Run the script that cron and systemd call, with a stand-in for the program; audits nothing."""

from __future__ import annotations

import configparser
import os
import stat
import subprocess
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROGRAM = """#!/bin/sh
echo "$1 $2 $3 log=$AUDITOR_LOG"
case "$1" in run) exit {run} ;; trends) exit {trends} ;; esac
"""


def nightly(folder: Path, run: int = 0, trends: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
    program = folder / "auditor"
    program.write_text(PROGRAM.format(run=run, trends=trends), "utf-8")
    program.chmod(0o700)
    given = {"AUDITOR_CONFIG": "/etc/ours", "AUDITOR": str(program), "AUDITOR_LOG": "log", **more}
    return subprocess.run(
        ["/bin/sh", str(ROOT / "cron" / "nightly")], cwd=folder, env={"PATH": os.environ["PATH"], **given},
        capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL,
    )  # fmt: skip


RUN = "run --config /etc/ours log=log\n"
TRENDS = "trends --config /etc/ours log=log\n"


@pytest.mark.parametrize(
    ("name", "run", "trends", "code", "log", "says"),
    [
        ("all went well", 0, 0, 0, RUN + TRENDS, ""),
        ("some sites unread", 3, 0, 3, RUN + TRENDS, ""),
        ("mail held", 4, 0, 4, RUN + TRENDS, "ended with code 4"),
        ("the disk is full", 74, 0, 74, RUN, "ended with code 74"),
        ("another is running", 75, 0, 75, RUN, "ended with code 75"),
        ("only the trends failed", 0, 74, 74, RUN + TRENDS, "ended with code 74"),
        ("trends fail less than the night", 4, 3, 4, RUN + TRENDS, "ended with code 4"),
    ],
)
def test_a_night_is_logged_and_cron_hears_only_what_needs_a_person(
    name: str, run: int, trends: int, code: int, log: str, says: str, tmp_path: Path
) -> None:
    ended = nightly(tmp_path, run, trends)
    (written,) = (tmp_path / "log").iterdir()
    assert ended.returncode == code, name
    assert written.read_text("utf-8") == log
    assert date.fromisoformat(written.stem.removeprefix("night-"))
    assert (says in ended.stdout) if says else ended.stdout == ""
    assert ended.stderr == ""
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_the_journal_gets_it_all_where_systemd_runs_it(tmp_path: Path) -> None:
    ended = nightly(tmp_path, 4, AUDITOR_LOG="-")
    assert ended.stdout == RUN.replace("log=log", "log=-") + TRENDS.replace("log=log", "log=-")
    assert ended.returncode == 4 and {path.name for path in tmp_path.iterdir()} == {"auditor"}
    service = configparser.RawConfigParser(strict=False)
    service.read(ROOT / "cron" / "auditor.service")
    assert service["Service"]["Environment"] == "AUDITOR_LOG=-"


def test_without_a_configuration_nothing_starts(tmp_path: Path) -> None:
    ended = subprocess.run(
        ["/bin/sh", str(ROOT / "cron" / "nightly")], cwd=tmp_path, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert ended.returncode != 0 and "set AUDITOR_CONFIG" in ended.stderr
    assert not list(tmp_path.iterdir())
