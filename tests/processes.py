"""Tell of a process whether it still runs; starts and ends none."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def alive(pid: int) -> bool:
    """Tell whether a process runs: one that has ended and that nobody has asked for does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_bytes().rsplit(b")", 1)[1].split()[0] != b"Z"
    return False
