"""End what a pool of browsers left behind, also after its owner was killed; knows no browser, only a folder.

Runs as a child of its own (`python -I -S reaper.py FOLDER`) that waits for the end of its input, which comes
however its owner ends. Whatever runs with the folder in its command line or environment is the pool's.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Collection
from pathlib import Path

PATIENCE = 6.0
"""Seconds in which everything must be gone; the contract allows ten."""


def belonging(folder: str, sessions: Collection[int] = ()) -> list[int]:
    """Return the processes of this account that were started with the folder in their words, and theirs.

    What such a process started may have written over its own words: it is known by its parent, or by the
    session that such a process leads. `sessions` names sessions whose first process has ended meanwhile.
    """
    marker = folder.encode()
    found: set[int] = set()
    others: dict[int, tuple[int, int]] = {}
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            state, parent, _, session = (entry / "stat").read_bytes().rpartition(b")")[2].split()[:4]
            if state == b"Z" or entry.stat().st_uid != os.geteuid():
                continue
            others[int(entry.name)] = int(parent), int(session)
            command = (entry / "cmdline").read_bytes()
            if b"reaper.py" in command:
                del others[int(entry.name)]
            elif marker in command or marker in (entry / "environ").read_bytes():
                found.add(int(entry.name))
    while more := {
        pid
        for pid, (parent, session) in others.items()
        if pid not in found and (parent in found or session in found or session in sessions)
    }:
        found |= more
    return sorted(found)


def sweep(folder: str) -> bool:
    """Kill every process that belongs to the folder, delete it, and return whether nothing is left."""
    end = time.monotonic() + PATIENCE
    sessions: set[int] = set()
    while left := belonging(folder, sessions):
        # Before any of them ends: what the first of a session started is told by the session alone then.
        sessions.update(pid for pid in left if _leads(pid))
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > end:
            break
        time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)
    return not left and not os.path.exists(folder)


def _leads(pid: int) -> bool:
    """Tell whether a process is the first of its session."""
    try:
        return os.getsid(pid) == pid
    except OSError:
        return False


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    sweep(sys.argv[1])
