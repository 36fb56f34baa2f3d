"""Judging on several cores: the same results in the same order, whatever becomes of a process."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import pytest

from auditor import night
from auditor.config import load_config
from auditor.faults import told
from auditor.keys import load_keys
from auditor.night import Options, Step, cores
from auditor.night.cores import over_cores
from auditor.night.steps import steady_memory
from auditor.store import Store
from auditor.visit import kept
from tests.golden.district import AS_OF, Town, links, page, write_district
from tests.processes import alive

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")

HERE = os.getpid()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "ENOUGH", 0)


def slow_first(number: int) -> tuple[int, int]:
    time.sleep(0.3 if number == 0 else 0)
    return number * number, os.getpid()


class Knot:
    """Hold itself, as the tree of a page does."""

    __slots__ = ("itself",)

    def __init__(self) -> None:
        self.itself = self


def test_what_holds_itself_does_not_pile_up_during_a_night() -> None:
    before = gc.get_threshold()
    with steady_memory():
        # Each outlives a look or two, as a page does while it is read.
        in_use: deque[Knot] = deque(maxlen=60_000)
        in_use.extend(Knot() for _ in range(900_000))
        assert sum(isinstance(each, Knot) for each in gc.get_objects()) < 300_000
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


def test_results_come_in_the_order_of_the_cases_from_other_processes() -> None:
    found = [(case, future.result()) for case, future in over_cores(slow_first, range(-1, 9), 10, 3)]
    assert [case for case, _ in found] == list(range(-1, 9))
    assert [square for _, (square, _) in found] == [number * number for number in range(-1, 9)]
    assert os.getpid() not in {process for _, (_, process) in found[1:]}


def test_the_first_is_done_here_for_what_it_teaches_is_shared_then() -> None:
    found = [future.result()[1] for _, future in over_cores(slow_first, (1, 2, 3), 3, 2)]
    assert found[0] == os.getpid() and os.getpid() not in found[1:]


@pytest.mark.parametrize(
    ("count", "enough"), [(1, 0), (3, 4)], ids=["one core", "too little to pay for a process"]
)
def test_what_does_not_pay_is_done_right_here(
    monkeypatch: pytest.MonkeyPatch, count: int, enough: int
) -> None:
    monkeypatch.setattr(cores, "ENOUGH", enough)
    found = [future.result() for _, future in over_cores(slow_first, (1, 2, 3), 3, count)]
    assert found == [(1, os.getpid()), (4, os.getpid()), (9, os.getpid())]


def refuse_two(number: int) -> int:
    if number == 2:
        raise kept.Gone
    return number


def test_what_a_case_raises_is_raised_in_its_place_and_harms_no_other() -> None:
    seen: list[object] = []
    for _, future in over_cores(refuse_two, (1, 2, 3), 3, 2):
        try:
            seen.append(future.result())
        except kept.Gone:
            seen.append("gone")
    assert seen == [1, "gone", 3]


def test_a_fault_in_another_process_tells_where_it_happened() -> None:
    for case, future in over_cores(refuse_two, (1, 2), 2, 2):
        fault = future.exception()
        assert fault is None if case == 1 else fault is not None and "in refuse_two" in told(fault)


def die_on_three(number: int) -> int:
    if number == 3 and os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_process_that_dies_costs_no_result() -> None:
    found = [future.result() for _, future in over_cores(die_on_three, range(12), 12, 2)]
    assert found == list(range(12))


_ORPHANS = """
import os, time
from auditor.night import cores
cores.ENOUGH = 0
def work(number):
    if number < 0:
        return  # it is done by the process itself
    os.write(1, b"%d\\n" % os.getpid())  # in one piece, which print() is not where Python does not buffer
    time.sleep(60)
list(cores.over_cores(work, range(-1, 4), 5, 2))
"""


def test_no_process_outlives_the_one_that_it_was_forked_from() -> None:
    with subprocess.Popen([sys.executable, "-c", _ORPHANS], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        forked = [int(parent.stdout.readline()) for _ in range(2)]
        parent.kill()
    end = time.monotonic() + 10
    while any(map(alive, forked)) and time.monotonic() < end:
        time.sleep(0.05)
    assert [pid for pid in forked if alive(pid)] == []


PAGES = {
    f"{host}.example/{path}": page(
        links("/a", "/b") if not path else "",
        f"<p>Star of the week at {host}: Bo Marlowe.</p>",
        '<img src="/bus.png"><p><font color="silver">Bring a seed</font></p>',
        title=f"Page {path or 'home'}",
    )
    for host in ("oak", "elm", "ash")
    for path in ("", "a", "b")
}


class Silent:
    def start(self, step: Step, total: int) -> None:
        pass

    def site(self, step: Step, site_id: str, remark: str) -> None:
        pass


def _findings(folder: Path, count: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    monkeypatch.setattr(cores, "cores", lambda: count)
    forks: list[int] = []
    forked = cores._forked
    monkeypatch.setattr(cores, "_forked", lambda work, many: forks.append(many) or forked(work, many))
    with Town(PAGES) as town:
        sites = [(name, f"http://{name}.example/") for name in ("oak", "elm", "ash")]
        district = write_district(folder, sites, town.hosts(), students=[("Bo", "Marlowe")])
        night.run(
            district.config,
            Options(as_of=AS_OF, browser=False, mail=False),
            (Step.VISIT, Step.JUDGE),
            Silent(),
        )
    config = load_config(district.config)
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        found = [
            (each.site, each.page, each.rule, str(each.confidence), each.message, each.selector, each.source)
            for each in store.findings(all=True)
        ]
    assert bool(forks) is (count > 1)
    return sorted(found, key=str)


def test_a_night_on_several_cores_finds_what_a_night_on_one_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = _findings(tmp_path / "one", 1, monkeypatch)
    assert {("oak", "/a", "k8-full-name"), ("ash", "/b", "k8-full-name")} <= {each[:3] for each in one}
    assert _findings(tmp_path / "two", 2, monkeypatch) == one
