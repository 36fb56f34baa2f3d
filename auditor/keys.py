"""Read the two secret keys from their folder, or make them once; leaves their use to others."""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from auditor.exits import Exit, Refusal

SIZE = 32
_FINGERPRINTS = "fingerprint.key"
_PAGES = "pages.key"


@dataclass(frozen=True, slots=True)
class Keys:
    """Hold the key that recognises findings and students, and the key of the page cache; 32 bytes each."""

    fingerprint: bytes = field(repr=False)
    pages: bytes = field(repr=False)


def load_keys(folder: Path, create: bool = True) -> Keys:
    """Read both keys in `folder`; where neither exists they are made (file 0600, folder 0700).

    Raises `Refusal` where others may read a key, where one is missing beside the other, damaged or
    not readable: a new key would make every finding look new and every student unknown.
    """
    paths = [folder / _FINGERPRINTS, folder / _PAGES]
    try:
        missing = [path for path in paths if not path.exists()]
        if len(missing) == 1:
            raise Refusal(
                Exit.CONFIGURATION,
                f"the key {missing[0].name} is missing; restore it from your copy of the key folder",
                missing[0],
            )
        if missing:
            if not create:
                raise Refusal(Exit.CONFIGURATION, "there are no keys in this folder yet", folder)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_rights(folder, stat.S_IWGRP | stat.S_IWOTH, "chmod 700")
        for path in missing:
            _make(path)
        return Keys(*(_read(path) for path in paths))
    except OSError as fault:
        code = Exit.STORAGE if isinstance(fault, FileExistsError) else Exit.CONFIGURATION
        raise Refusal(code, f"the keys cannot be read or made: {fault.strerror}", folder) from None


def _make(path: Path) -> None:
    # Two programs may start at once: the first to link its file wins and the other reads that one.
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(secrets.token_bytes(SIZE))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            return
    finally:
        fresh.unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    _check_rights(path, stat.S_IRWXG | stat.S_IRWXO, "chmod 600")
    key = path.read_bytes()
    if len(key) != SIZE:
        raise Refusal(
            Exit.CONFIGURATION, f"a key has {SIZE} bytes and this file has {len(key)}; restore it", path
        )
    return key


def _check_rights(path: Path, forbidden: int, remedy: str) -> None:
    if path.stat().st_mode & forbidden:
        raise Refusal(
            Exit.CONFIGURATION, f"others on this machine have rights to it; type: {remedy} {path}", path
        )
