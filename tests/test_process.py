"""A part of a night in a process of its own: the same result, faults and progress, and no process left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from auditor.config import load_config
from auditor.exits import Exit, Refusal, Refusals
from auditor.faults import told
from auditor.keys import load_keys
from auditor.night import Progress, Step, apart, cores, process
from auditor.store import Store
from tests.golden.district import AS_OF, Town, page, write_district
from tests.night_data import KEY, open_store
from tests.processes import alive

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


@pytest.fixture(autouse=True)
def _forkable(monkeypatch: pytest.MonkeyPatch) -> None:
    # The threads that other tests left here hold no lock that these need.
    monkeypatch.setattr(process, "forkable", lambda: True)


class Heard:
    """Remember what is told, and where."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def start(self, step: Step, total: int) -> None:
        self.told.append((step, total, os.getpid()))

    def site(self, step: Step, site_id: str, remark: str) -> None:
        self.told.append((step, site_id, remark, os.getpid()))


def visit(progress: Progress) -> tuple[str, int]:
    progress.start(Step.VISIT, 1)
    progress.site(Step.VISIT, "oak", "audited, 3 pages")
    return "done", os.getpid()


def test_the_result_comes_from_another_process_and_what_is_told_is_told_here() -> None:
    heard = Heard()
    word, there = apart(visit, heard)
    assert word == "done" and there != os.getpid()
    here = os.getpid()
    assert heard.told == [(Step.VISIT, 1, here), (Step.VISIT, "oak", "audited, 3 pages", here)]


@pytest.mark.parametrize(
    ("count", "others", "may"),
    [(2, 0, True), (1, 0, False), (2, 1, False)],
    ids=["two processors", "one processor", "another thread"],
)
def test_where_a_process_is_not_safely_forked_it_is_done_right_here(
    monkeypatch: pytest.MonkeyPatch, count: int, others: int, may: bool
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(cores, "cores", lambda: count)
    monkeypatch.setattr(threading, "active_count", lambda: 1 + others)
    assert (apart(visit, Heard())[1] != os.getpid()) is may


class Knotted(Exception):
    """Cannot cross a pipe."""

    def __reduce__(self) -> Any:
        raise TypeError("no")


FULL = Refusal(Exit.STORAGE, "the disk is full; make room and start again", Path("var/pages"))
FAULTS = {
    "a refusal, with its file": FULL,
    "several refusals": Refusals((FULL, Refusal(Exit.USAGE, "no such site", line=4))),
    "what nobody foresaw": ValueError("seven"),
    "the end of a file, which is no end of the process": EOFError("short"),
    "a broken line, likewise": ConnectionResetError("line"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_is_raised_there_is_raised_here(fault: Exception) -> None:
    def fall(_: Progress) -> None:
        raise fault

    with pytest.raises(type(fault)) as raised:
        apart(fall, Heard())
    assert str(raised.value) == str(fault)
    where = told(raised.value).splitlines()[-1]
    assert __file__ in where and where.endswith("in fall"), "the place at which it was raised comes along"


def test_a_fault_that_cannot_cross_is_told_by_its_name() -> None:
    def fall(_: Progress) -> None:
        raise Knotted

    with pytest.raises(RuntimeError, match="Knotted") as raised:
        apart(fall, Heard())
    assert "because of Knotted" in told(raised.value) and told(raised.value).endswith("in fall")


def test_a_process_that_is_killed_refuses_the_night_and_says_what_to_do() -> None:
    def die(_: Progress) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(Refusal, match=r"broken off by SIGKILL; start again") as refused:
        apart(die, Heard())
    assert refused.value.code is Exit.UNAVAILABLE


class StopsAtOnce(Heard):
    def site(self, step: Step, site_id: str, remark: str) -> None:
        raise KeyboardInterrupt


def test_whoever_stops_the_program_stops_the_part_which_puts_its_things_away(tmp_path: Path) -> None:
    def long(progress: Progress) -> None:
        try:
            (tmp_path / "begun").write_text(str(os.getpid()))
            progress.site(Step.VISIT, "oak", "")
            time.sleep(60)
        finally:
            (tmp_path / "put away").touch()

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        apart(long, StopsAtOnce())
    assert (tmp_path / "put away").exists() and time.monotonic() - began < 30
    assert not alive(int((tmp_path / "begun").read_text()))


_ORPHAN = """
import os, time
from auditor.night import apart
def work(_):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(60)
apart(work, None)
"""


def test_the_part_does_not_outlive_a_program_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _ORPHAN], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        there = int(parent.stdout.readline())
        parent.kill()
    _wait_for(lambda: not alive(there))
    assert not alive(there)


@pytest.mark.usefixtures("each_database")
def test_both_processes_write_the_same_store_and_the_lock_stays_here(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, open_store(tmp_path) as other:
        store.lock()
        store.remember("one", "before")

        def write(_: Progress) -> str | None:
            store.remember("two", "there")
            return store.recall("one")

        assert apart(write, Heard()) == "before"
        assert (store.recall("one"), store.recall("two")) == ("before", "there")
        store.remember("two", "after")
        assert store.recall("two") == "after"
        with pytest.raises(Refusal, match="another audit is running"):
            other.lock()
        store.close()
        other.lock()


def test_no_connection_to_a_store_is_carried_into_another_process(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with Store.open(f"sqlite:///{file}", KEY) as store:
        store.remember("one", "before")
        assert str(file) in _open_files(), "a near miss: while nothing is forked it stays open"
        there = apart(lambda _: _open_files(), Heard())
        assert str(file) not in there
    with Store.open("sqlite://", KEY) as memory:
        memory.remember("one", "before")
        assert apart(lambda _: memory.recall("one"), Heard()) == memory.recall("one") == "before"


_NIGHT = """
import sys
from pathlib import Path
from auditor import night

class Silent:
    def start(self, step, total): pass
    def site(self, step, site_id, remark): pass

options = night.Options(as_of=sys.argv[2], browser=False, mail=False)
night.run(Path(sys.argv[1]), options, (night.Step.VISIT, night.Step.JUDGE), Silent())
print("twisted.internet.reactor" in sys.modules)
"""


def test_the_process_that_judges_has_read_nothing_from_the_web(tmp_path: Path) -> None:
    with Town({"oak.example/": page("<p>Star of the week: Bo Marlowe.</p>", title="Oak")}) as town:
        sites = [("oak", "http://oak.example/")]
        district = write_district(tmp_path, sites, town.hosts(), students=[("Bo", "Marlowe")])
        asked = [sys.executable, "-c", _NIGHT, str(district.config), AS_OF]
        done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True)
    config = load_config(district.config)
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        assert ("oak", "/", "k8-full-name") in {
            (each.site, each.page, each.rule) for each in store.findings(all=True)
        }
    assert done.stdout.split() == ["False"], "the reactor never ran in it"


def _open_files() -> set[str]:
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.add(os.readlink(descriptor))
    return found


def _wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
