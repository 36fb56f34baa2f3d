"""Tell of a fault in the program where it happened and never in its words, which may quote a page."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_MOST_CAUSES = 5
_ELSEWHERE = "happened_elsewhere"


def told(error: BaseException) -> str:
    """Return what kind of fault it is and where in the code, for whoever mends it: no message, no value."""
    lines = [f"This is a fault of the program itself ({_kind(error)}). What was stored stands."]
    lines.append("Its words are kept back, because they may quote a page. Where it happened:")
    return "\n".join([*lines, *_where(error)])


def carried(error: BaseException, stands_in: BaseException | None = None) -> BaseException:
    """Return a fault that tells in another process too where it happened: no traceback goes there.

    One that cannot go there itself is told by another that `stands_in` for it.
    """
    lines = [f"  because of {_kind(error)}:"] if stands_in is not None else []
    told_there = stands_in if stands_in is not None else error
    setattr(told_there, _ELSEWHERE, [*lines, *_where(error)])
    return told_there


def _where(error: BaseException) -> list[str]:
    lines: list[str] = []
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen and len(seen) < _MOST_CAUSES:
        if seen:
            lines.append(f"  because of {_kind(cause)}:")
        seen.append(cause)
        for frame in traceback.extract_tb(cause.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
        lines += getattr(cause, _ELSEWHERE, ())
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines


def _kind(error: BaseException) -> str:
    return type(error).__name__


@contextmanager
def words_kept_back() -> Iterator[None]:
    """Keep the words of faults in threads, of log lines gone wrong and of warnings off the terminal."""
    threads, raises = threading.excepthook, logging.raiseExceptions
    threading.excepthook = _told_of_thread
    logging.raiseExceptions = False
    try:
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.simplefilter("ignore")
            yield
    finally:
        threading.excepthook, logging.raiseExceptions = threads, raises


def _told_of_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and arguments.exc_type is not SystemExit:
        print(told(arguments.exc_value), file=sys.stderr)
