"""Keep the pictures of elements as files beside the database; the gate decides which."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from auditor.exits import Exit, Refusal


class Evidence:
    """Keep one PNG a finding under `<folder>/<audit>/<finding>.png`, file 0600, folders 0700."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def path(self, audit: int | None, finding: str) -> Path | None:
        """Return the picture's file where there is one."""
        if self._folder is None or audit is None:
            return None
        path = self._place(self._folder, audit, finding)
        return path if path.is_file() else None

    def keep(self, audit: int, finding: str, picture: bytes) -> None:
        """Write a picture whole or not at all. Raises `Refusal` (74)."""
        if self._folder is None:
            return
        path = self._place(self._folder, audit, finding)
        fresh = path.with_name(f".{secrets.token_hex(8)}")
        try:
            for folder in (self._folder, path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(picture)
            fresh.replace(path)
        except OSError as fault:
            fresh.unlink(missing_ok=True)
            raise Refusal(
                Exit.STORAGE, f"pictures cannot be kept here: {fault.strerror}", self._folder
            ) from None

    def drop(self, audit: int | None, finding: str) -> bool:
        """Delete a picture; tells whether there was one."""
        path = self.path(audit, finding)
        if path is None:
            return False
        path.unlink(missing_ok=True)
        return True

    def sweep(self, keep: frozenset[int]) -> int:
        """Delete the pictures of every audit that is not in `keep`; returns how many."""
        deleted = 0
        if self._folder is None or not self._folder.is_dir():
            return 0
        for folder in self._folder.iterdir():
            if not folder.is_dir() or not folder.name.isdecimal() or int(folder.name) in keep:
                continue
            for path in list(folder.iterdir()):
                path.unlink(missing_ok=True)
                deleted += 1
            folder.rmdir()
        return deleted

    @staticmethod
    def _place(folder: Path, audit: int, finding: str) -> Path:
        return folder / str(audit) / f"{finding}.png"
