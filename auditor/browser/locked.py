"""Start a driver where the district's confidential files cannot be opened; knows nothing of browsers.

Runs as a child of its own (`python -I -S locked.py FOLDER HIDDEN... -- COMMAND...`). For itself and for all
that it starts it gives up the right to open anything at or below the hidden paths (Landlock, Linux 5.13 and
newer, for any account), and then becomes the command. Names of files stay visible, nothing that is in them.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator, Sequence

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""Numbers of the system calls, the same on every machine."""
_OF_FILES = 1 << 1 | 1 << 2
"""To write and to read a file."""
_OF_FOLDERS = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 12
"""To take a folder or a file away, and to make a folder, a file or a link."""
_MOVE = 1 << 13
"""To move a file into another folder (second version of Landlock); where it is not asked for, nobody may."""
_PR_SET_NO_NEW_PRIVS = 38


def possible() -> bool:
    """Tell whether this system can keep files from a process."""
    return sys.platform == "linux" and bool(ctypes.CDLL(None).syscall(_CREATE, None, 0, 1) >= 1)


def around(hidden: Sequence[str], folder: str = "/") -> Iterator[str]:
    """Yield the files and folders that together are everything but the hidden paths, and no links."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        path = os.path.join(folder, entry.name)
        # What a link leads to is reached by its own place, or is hidden.
        if entry.is_symlink() or path in hidden:
            continue
        if any(each.startswith(f"{path}/") for each in hidden):
            yield from around(hidden, path)
        else:
            yield path


def lock(hidden: Sequence[str], folder: str) -> bool:
    """Give up what is hidden, for good, but for `folder`; return whether the system took it."""
    hidden = [os.path.realpath(path) for path in hidden]
    hidden = [path for path in hidden if path != "/" and os.path.exists(path)]
    if not hidden or not possible():
        return False
    libc = ctypes.CDLL(None)
    rights = _OF_FILES | _OF_FOLDERS | (_MOVE if libc.syscall(_CREATE, None, 0, 1) > 1 else 0)
    asked = ctypes.create_string_buffer(struct.pack("Q", rights), 8)
    ruleset = libc.syscall(_CREATE, asked, 8, 0)
    if ruleset < 0:
        return False
    for path in (*around(hidden), folder):
        try:
            below = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        rule = struct.pack("=Qi", rights if os.path.isdir(path) else _OF_FILES, below)
        libc.syscall(_ADD, ruleset, 1, ctypes.create_string_buffer(rule, 12), 0)
        os.close(below)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    taken = libc.syscall(_RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return bool(taken)


if __name__ == "__main__":
    words = sys.argv[1:]
    end = words.index("--")
    lock(words[1:end], words[0])
    os.execv(words[end + 1], words[end + 1 :])  # noqa: S606 - the driver, as it was found
