"""Put files on disk so that only their owner may open them, whatever the umask; knows no content."""

from __future__ import annotations

import os
from pathlib import Path


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for the owner only (0700)."""
    for each in (*reversed(folder.parents), folder):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)
            each.chmod(0o700)


def write_private(path: Path, content: bytes) -> None:
    """Write a file for its owner only (0600), over one that is there; a device is written as it is."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        if path.is_file():
            os.fchmod(file.fileno(), 0o600)
        file.write(content)


def replace_private(path: Path, content: bytes) -> None:
    """Write a file for its owner only so that it is there whole, or the one before it is: killed or full."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
