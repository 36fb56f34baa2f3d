"""Do work that stores nothing on all cores and give back the results in order; knows nothing of the work.

The processes are forked from this one when all that the work needs is in memory: nothing of that, above all
nothing of the roster, is sent or written anywhere. A case goes over a pipe, and its result comes back.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from typing import Any, Final, TypeVar

from auditor.faults import carried

Case = TypeVar("Case")
Result = TypeVar("Result")

ENOUGH: Final = 40
"""Less work than this (pages, where sites are judged) pays for no process."""
MOST: Final = 4
"""More processes than this wait for the one that stores what they find."""
_PR_SET_PDEATHSIG: Final = 1
_AHEAD: Final = 2
"""Cases in hand for each process, so that none is idle while one before it takes long."""

_work: Callable[[Any], Any]


def over_cores(
    work: Callable[[Case], Result], cases: Iterable[Case], size: int, count: int = 0
) -> Iterator[tuple[Case, Future[Result]]]:
    """Yield for every case, in order, its result or what was raised; `size` is how much work all of them are.

    The first case is done right here: what is learned once for all of them (patterns, modules) is shared
    then. Cases are taken some way ahead of the results. Where a process dies, what was in hand and all that
    follows is done right here.
    """
    count = count or min(cores(), MOST)
    alone = count < 2 or size < ENOUGH
    hand: deque[tuple[Case, Future[Result]]] = deque()
    pool: ProcessPoolExecutor | None = None
    first = True

    def settled(case: Case, future: Future[Result]) -> tuple[Case, Future[Result]]:
        nonlocal alone
        if not isinstance(future.exception(), BrokenProcessPool):
            return case, future
        alone = True
        return case, _done(work, case)

    with ExitStack() as stack:
        for case in cases:
            if alone or first:
                hand.append((case, _done(work, case)))
            else:
                pool = pool or stack.enter_context(_forked(work, count))
                hand.append((case, _submitted(pool, case)))
            first = False
            while hand and (hand[0][1].done() or len(hand) > _AHEAD * count):
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
    fork = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(count, fork, _begin, (work, os.getpid()))
    # What lives now is shared with the processes as long as nobody touches it, collectors included.
    gc.collect()
    gc.freeze()
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()


def end_with(parent: int) -> None:
    """Let this process, which was forked from `parent`, end at once with it, however that ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it was faster


def _begin(work: Callable[[Any], Any], parent: int) -> None:
    global _work
    end_with(parent)
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _do(case: Any) -> Any:
    try:
        return _work(case)
    except Exception as fault:
        carried(fault)
        raise
