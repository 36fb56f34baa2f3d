"""Kill a process in the middle of its saves: nothing stored is lost, and the night resumes."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.store import Status
from tests.night_data import MASK, SERVER, begin, finding, open_store, result

ROOT = Path(__file__).resolve().parent.parent
WRITER = """
import sys
from pathlib import Path
from tests.night_data import *
store = open_store(Path(sys.argv[1]), evidence=Path(sys.argv[1]) / "evidence")
night = begin(store, 5)
for number in range(10_000):
    found = [finding(f"p:nth-child({n})", picture=b"PNG" * 500) for n in range(30)]
    store.save_site(night, f"site-{number}", result(*found), MASK)
    print(number, flush=True)
"""


@pytest.mark.parametrize("saves", [1, 7, 18])
def test_killed_while_saving(tmp_path: Path, saves: int) -> None:
    _kill(tmp_path, saves)
    database = sqlite3.connect(tmp_path / "var" / "auditor.db")
    assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert database.execute("pragma foreign_key_check").fetchall() == []
    database.close()


def test_killed_while_saving_on_a_server(
    tmp_path: Path, own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SERVER, own_database)
    _kill(tmp_path, 7)


def _kill(tmp_path: Path, saves: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(saves)]
        writer.send_signal(signal.SIGKILL)
        writer.wait(10)
        told += [int(line) for line in writer.stdout.read().split()]
    with open_store(tmp_path) as store:
        night = begin(store, 5, 3)
        assert night.resumed
        assert {f"site-{number}" for number in told} <= night.done
        assert len(night.done) <= len(told) + 1
        stored = store.findings(all=True)
        assert {found.site for found in stored} == night.done
        assert len(stored) == 30 * len(night.done)
        store.save_site(night, "site-x", result(finding()), MASK)
        assert [found.status for found in store.findings(all=True, sites=["site-x"])] == [Status.NEW]
