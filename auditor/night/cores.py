"""Do pure work on all cores of the machine and give back the results in order; knows nothing of the work.

The processes are forked from this one when all that the work needs is in memory: nothing of that, above all
nothing of the roster, is sent or written anywhere. A case goes over a pipe, and its result comes back.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from typing import Any, Final, TypeVar

Stays = TypeVar("Stays")
Case = TypeVar("Case")
Result = TypeVar("Result")

ENOUGH: Final = 40
"""So much work (pages, where sites are judged) is done right here first: less of it pays for no process."""
MOST: Final = 4
"""More processes than this wait for the one that stores what they find."""
_AHEAD: Final = 2
"""Cases in hand for each process, so that none is idle while one before it takes long."""

_work: Callable[[Any], Any]


def over_cores(
    work: Callable[[Case], Result],
    cases: Iterable[tuple[Stays, Case, int]],
    count: int = 0,
) -> Iterator[tuple[Stays, Future[Result]]]:
    """Yield for every case, in order, its result or what was raised.

    A case comes with what stays here until its result is there, and with a number for how much work it is.
    Cases are taken some way ahead of the results. Where a process dies, what was in hand and all that
    follows is done right here.
    """
    count = count or min(cores(), MOST)
    hand: deque[tuple[Stays, Case, Future[Result]]] = deque()
    pool: ProcessPoolExecutor | None = None
    done_here = 0
    alone = count < 2

    def settled(stays: Stays, case: Case, future: Future[Result]) -> tuple[Stays, Future[Result]]:
        nonlocal alone
        if not isinstance(future.exception(), BrokenProcessPool):
            return stays, future
        alone = True
        return stays, _done(work, case)

    with ExitStack() as stack:
        for stays, case, size in cases:
            if alone or not size or done_here < ENOUGH:
                done_here += size
                hand.append((stays, case, _done(work, case)))
            else:
                pool = pool or stack.enter_context(_forked(work, count))
                hand.append((stays, case, _submitted(pool, case)))
            while hand and (hand[0][2].done() or len(hand) > _AHEAD * count):
                yield settled(*hand.popleft())
        while hand:
            yield settled(*hand.popleft())


def cores() -> int:
    """Return how many processors this process may use, 1 where a process is not safely forked."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def _done(work: Callable[[Case], Result], case: Case) -> Future[Result]:
    future: Future[Result] = Future()
    try:
        future.set_result(work(case))
    except Exception as error:
        future.set_exception(error)
    return future


def _submitted(pool: ProcessPoolExecutor, case: Case) -> Future[Any]:
    try:
        return pool.submit(_do, case)
    except BrokenProcessPool as error:
        lost: Future[Any] = Future()
        lost.set_exception(error)
        return lost


@contextmanager
def _forked(work: Callable[[Any], Any], count: int) -> Iterator[ProcessPoolExecutor]:
    lifeline, held = os.pipe()
    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(count, fork, _begin, (work, lifeline, held))
    # What lives now is shared with the processes as long as nobody touches it, collectors included.
    gc.collect()
    gc.freeze()
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()
        os.close(held)
        os.close(lifeline)


def _begin(work: Callable[[Any], Any], lifeline: int, held: int) -> None:
    """Make a forked process ready: it ends with the one that it came from, however that ends."""
    global _work
    _work = work
    os.close(held)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(0)


def _do(case: Any) -> Any:
    return _work(case)
