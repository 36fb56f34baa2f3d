"""Deliver mail into a folder of `.eml` files, for their owner only; talks to no server."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from auditor.mail.delivery import Fate, Outcome
from auditor.store import Parcel


class FolderPost:
    """Write each mail as one file a night, reader and school; written again, it is the same file."""

    repeatable = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.written: list[Path] = []

    def deliver(self, parcel: Parcel, last_moment: Callable[[], None]) -> Outcome:
        """Write one mail (0600, folders 0700). Raises `OSError` where the disk is full."""
        last_moment()
        folder = self._folder / parcel.date.isoformat()
        for each in (*reversed(folder.parents), folder):
            if not each.exists():
                each.mkdir(mode=0o700, exist_ok=True)
                each.chmod(0o700)
        path = folder / f"{name_of(parcel)}.eml"
        fresh = path.with_name(f".{path.name}.new")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(parcel.content)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
        self.written.append(path)
        return Outcome(Fate.SENT, path.name)

    def close(self) -> None:
        """Give up nothing: every file is whole as soon as it stands there."""


def name_of(parcel: Parcel) -> str:
    """Return a file's name without its ending: school, kind and role, and no person's name."""
    return f"{parcel.school or 'district'}-{parcel.kind}-{parcel.role}-{parcel.recipient[:8]}"
