"""Do a part of a night in a process of its own, which gives all its memory back; knows nothing of the part.

What reads pages that nobody controls leaves fragments of memory behind, and once in a while it may fall over:
both end with the process. It is forked from this one, so that nothing has to be sent to it or written
anywhere; how far it is comes over a pipe, and in the end its result.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any, Final, TypeVar

from auditor.exits import Exit, Refusal
from auditor.faults import carried
from auditor.night import cores
from auditor.night.steps import Progress, Step

Result = TypeVar("Result")

_STOP_SECONDS: Final = 15.0
"""How long a part that must end may take to put its things away."""
_START, _SITE, _DONE, _RAISED = "start", "site", "done", "raised"


def apart(work: Callable[[Progress], Result], progress: Progress) -> Result:
    """Return what `work` returns or raise what it raises; `progress` is told here what it tells there.

    Raises Refusal (69) where the process was ended from outside. Where a process is not safely forked the
    work is done right here.
    """
    if not forkable():
        return work(progress)
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()
    child = fork.Process(target=_do, args=(work, ours, theirs, os.getpid()))
    child.start()
    theirs.close()
    try:
        while True:
            what, *told = _heard(ours, child)
            if what == _START:
                progress.start(*told)
            elif what == _SITE:
                progress.site(*told)
            elif what == _RAISED:
                raise told[0]
            else:
                result: Result = told[0]
                return result
    finally:
        ours.close()
        child.join(_STOP_SECONDS)
        if child.is_alive():
            child.kill()
            child.join()
        child.close()


def forkable() -> bool:
    """Tell whether this process may be forked: a lock of another thread would stay locked in the new one."""
    return cores.cores() > 1 and threading.active_count() == 1


def _heard(ours: Connection, child: ForkProcess) -> Any:
    """Return what the other process tells next. Raises Refusal (69) where it ended without a word."""
    try:
        return ours.recv()
    except (EOFError, ConnectionError):
        child.join(_STOP_SECONDS)
        code = child.exitcode or 0
        how = f" by {signal.Signals(-code).name}" if code < 0 else ""
        sentence = f"the visits were broken off{how}; start again: what was read by then is kept"
        raise Refusal(Exit.UNAVAILABLE, sentence) from None


class _Telling:
    """Tell the other process how far the work is."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def start(self, step: Step, total: int) -> None:
        self._pipe.send((_START, step, total))

    def site(self, step: Step, site_id: str, remark: str) -> None:
        self._pipe.send((_SITE, step, site_id, remark))


def _do(work: Callable[[Progress], Any], ours: Connection, theirs: Connection, parent: int) -> None:
    ours.close()
    cores.end_with(parent)
    # Whoever stops the program by hand stops the other process, which says so by closing its pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    over = threading.Event()
    threading.Thread(target=_end_with, args=(theirs, over), daemon=True).start()
    try:
        told: tuple[str, object] = (_DONE, work(_Telling(theirs)))
    except BaseException as fault:
        told = (_RAISED, _portable(fault))
    over.set()
    try:
        theirs.send(told)
    except OSError:
        pass  # nobody waits for it any more


def _stop(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _end_with(theirs: Connection, over: threading.Event) -> None:
    """Stop the work when nobody waits for it any more."""
    try:
        theirs.recv()
    except (EOFError, OSError):
        if over.is_set():
            return
        # To that thread itself: it may be waiting for something, which only a real signal breaks off.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
        time.sleep(_STOP_SECONDS)
        os._exit(1)


def _portable(fault: BaseException) -> BaseException:
    """Return a fault that can cross a pipe, and tells there where it happened."""
    try:
        ForkingPickler.loads(ForkingPickler.dumps(carried(fault)))
    except Exception:
        # Without the fault as its cause, which some libraries pickle as well.
        return carried(fault, RuntimeError(type(fault).__name__))
    return fault
