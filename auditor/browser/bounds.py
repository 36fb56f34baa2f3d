"""Bound from outside the memory of the processes in which a browser shows pages; starts and ends none."""

from __future__ import annotations

import os
import resource
import threading
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 1_500_000_000
"""Bytes of data a renderer or a browser may have.

A renderer has 700 MB of it from the start and uses less than a third. A page that wants more
is lost, and the others go on.
"""
LOOK_SECONDS: Final = 0.1
STARTED_SECONDS: Final = 0.2
"""Processor time after which a renderer has long got what it reserves at its start, and no page much."""
PROFILE: Final = b"--user-data-dir="
RENDERER: Final = b"--type=renderer"


class MemoryBounds:
    """Watch for the browser and the renderers of one session and bound each soon after it has begun.

    The bound cannot be inherited: for a moment at its start a renderer holds gigabytes of addresses that it
    then gives back. Does nothing where processes cannot be bounded from outside (Linux only).
    """

    def __init__(self, session: int, most: int = MOST_BYTES) -> None:
        self._session = session
        self._most = most
        self._seen: set[str] = set()
        self._ours: set[str] = set()
        self._browsers: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="browser-memory", daemon=True)
        if hasattr(resource, "prlimit") and Path("/proc/self/stat").exists():
            self._thread.start()

    def stop(self) -> None:
        """End the watch; a second time does nothing."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        # Whoever is not bounded is looked at again: a renderer begins as a copy of another process, and is
        # called so until it says its own name.
        self._ours = {pid for pid in self._ours if not self._bound(pid)}
        now = {name for name in os.listdir("/proc") if name.isdigit()}
        self._ours |= {pid for pid in now - self._seen if _session_of(pid) == self._session}
        self._seen = now

    def _bound(self, pid: str) -> bool:
        """Bound a renderer; return whether there is nothing left to do about this process."""
        try:
            words = Path("/proc", pid, "cmdline").read_bytes()
            if PROFILE in words and b"--type=" not in words:
                self._browsers.add(pid)  # or the script that started it, which is called alike
                return True
            if RENDERER not in words or _worked(pid) < STARTED_SECONDS:
                return False
            self._set(pid)
            # By now the browser has what renderers are copied from, so that they do not inherit its bound.
            while self._browsers:
                self._set(self._browsers.pop())
        except (OSError, ValueError):
            pass  # it has ended
        return True

    def _set(self, pid: str) -> None:
        resource.prlimit(int(pid), resource.RLIMIT_DATA, (self._most, self._most))


def _session_of(pid: str) -> int:
    try:
        return int(Path("/proc", pid, "stat").read_bytes().rpartition(b")")[2].split()[3])
    except (OSError, ValueError, IndexError):
        return 0


def _worked(pid: str) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path("/proc", pid, "stat").read_bytes().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
