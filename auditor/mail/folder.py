"""Deliver mail into a folder of `.eml` files, for their owner only; talks to no server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from auditor.mail.delivery import Fate, Outcome
from auditor.private_files import make_private, replace_private
from auditor.store import Kind, Parcel


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
        make_private(folder)
        path = folder / f"{name_of(parcel)}.eml"
        replace_private(path, parcel.content)
        self.written.append(path)
        return Outcome(Fate.SENT, path.name)

    def close(self) -> None:
        """Give up nothing: every file is whole as soon as it stands there."""


def name_of(parcel: Parcel) -> str:
    """Return a file's name without its ending: school, kind and role, and no person's name."""
    # A teacher of several websites gets a notice about each.
    which = f"-{parcel.message_id[1:9]}" if parcel.kind is Kind.NOTICE else ""
    return f"{parcel.school or 'district'}-{parcel.kind}-{parcel.role}-{parcel.recipient[:8]}{which}"
