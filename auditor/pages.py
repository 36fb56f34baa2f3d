"""Keep what pages said, encrypted, in a folder of files named by content; knows no findings."""

from __future__ import annotations

import errno
import hmac
import os
import re
import secrets
import time
import zlib
from collections.abc import Collection
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, cast

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auditor.exits import Exit, Refusal

_MAGIC = b"pages1\n"
_NONCE = 12
_LEVEL = 1
"""Of compression: six takes a fifth less room, and four times as long."""
_NAME = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = ".new-"
_UNFINISHED_SECONDS = 3600
_CONVERTING = Lock()
"""msgspec learns a type while it first converts to it, and two threads that do so at once crash Python."""

Plain = TypeVar("Plain")
_PLAIN = msgspec.msgpack.Encoder(order="deterministic")


class PageCache:
    """Keep byte strings under keyed names; without the key neither content nor names mean anything.

    A file that is damaged, cut short or written with another key counts as absent. Times are the
    machine's: a file's last use is its time of modification.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._names = hmac.new(key, b"page names", "sha256").digest()
        self._digests = hmac.new(key, b"page digests", "sha256").digest()
        self._cipher = AESGCM(hmac.new(key, b"page contents", "sha256").digest())

    def put(self, data: bytes) -> str:
        """Keep `data` and return its name; what is there already is renewed. Raises `Refusal` (74)."""
        name = hmac.new(self._names, data, "sha256").hexdigest()
        path = self._path(name)
        if self._opened(name) is not None:
            return name
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher.encrypt(nonce, zlib.compress(data, _LEVEL), name.encode())
        fresh = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
        try:
            for folder in (self._folder, path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(_MAGIC + nonce + sealed)
            fresh.replace(path)
        except OSError as fault:
            fresh.unlink(missing_ok=True)
            raise _refusal(fault, self._folder) from None
        return name

    def get(self, name: str) -> bytes | None:
        """Return what was kept under `name` and renew it; None where it is absent or unreadable."""
        pressed = self._opened(name)
        if pressed is None:
            return None
        try:
            return zlib.decompress(pressed)
        except zlib.error:
            return None

    def renew(self, name: str) -> bool:
        """Keep what lies under `name` as long as if it were put now; False where `get` would find none."""
        return self._opened(name) is not None

    def digest(self, value: object) -> str:
        """Return a keyed digest of plain data, 32 hexadecimal digits; equal data has equal ones."""
        try:
            packed = _PLAIN.encode(value)
        except UnicodeEncodeError:
            packed = _PLAIN.encode(_without_surrogates(msgspec.to_builtins(value, builtin_types=(bytes,))))
        return hmac.new(self._digests, packed, "sha256").hexdigest()[:32]

    def save_visit(self, visit: object) -> str:
        """Keep a dataclass of plain data (see `load_visit`) and return its name."""
        return self.put(packed(visit))

    def load_visit(self, name: str, type: type[Plain]) -> Plain | None:
        """Return the dataclass kept under `name`, None where it is absent or has another shape now.

        Times keep their offset, sets, tuples, enums and bytes come back as they were. `type` may leave out
        fields that nobody asks for here: what is not made costs next to nothing.
        """
        data = self.get(name)
        return unpacked(data, type) if data is not None else None

    def sweep(self, keep: Collection[str], older_than: datetime) -> int:
        """Delete what is not in `keep` and was last used before `older_than`; return how many files."""
        deleted = 0
        kept = frozenset(keep)
        for folder in sorted(self._folder.glob("??")):
            for path in list(folder.iterdir()):
                try:
                    used = path.stat().st_mtime
                    if path.name.startswith(_UNFINISHED):
                        # Another process may be writing it now.
                        stale = used < time.time() - _UNFINISHED_SECONDS
                    else:
                        stale = path.name not in kept and used < older_than.timestamp()
                    if stale:
                        path.unlink()
                        deleted += not path.name.startswith(_UNFINISHED)
                except FileNotFoundError:
                    continue
                except OSError as fault:
                    raise _refusal(fault, self._folder) from None
        return deleted

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _opened(self, name: str) -> bytes | None:
        if not _NAME.fullmatch(name):
            return None
        path = self._path(name)
        try:
            stored = path.read_bytes()
            nonce_end = len(_MAGIC) + _NONCE
            if not stored.startswith(_MAGIC) or len(stored) <= nonce_end:
                return None
            pressed = self._cipher.decrypt(stored[len(_MAGIC) : nonce_end], stored[nonce_end:], name.encode())
            os.utime(path)
        except (OSError, InvalidTag):
            return None
        return pressed


def packed(plain: object) -> bytes:
    """Return a dataclass of plain data as bytes (see `unpacked`)."""
    parts = msgspec.to_builtins(plain, builtin_types=(bytes,), order="deterministic")
    try:
        return msgspec.msgpack.encode(parts)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(_without_surrogates(parts))


def unpacked(data: bytes, type: type[Plain]) -> Plain | None:
    """Return the dataclass that was packed, None where it has another shape now.

    Times keep their offset, sets, tuples, enums and bytes come back as they were.
    """
    try:
        with _CONVERTING:
            # Straight into its shape: by way of plain data it took five times as long.
            found: Plain = _decoder(cast(Any, type)).decode(data)
            return found
    except msgspec.MsgspecError:
        return None


@cache
def _decoder(type: Any) -> Any:
    return msgspec.msgpack.Decoder(type)


def _without_surrogates(plain: Any) -> Any:
    """Replace lone surrogates, which script escapes can leave in a text and no encoding can carry."""
    match plain:
        case str():
            return plain.encode("utf-8", "replace").decode()
        case list() | tuple():
            return [_without_surrogates(part) for part in plain]
        case dict():
            return {_without_surrogates(key): _without_surrogates(part) for key, part in plain.items()}
        case _:
            return plain


def _refusal(fault: OSError, folder: Path) -> Refusal:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refusal(Exit.STORAGE, "the disk is full; make room and start again", folder)
    return Refusal(Exit.STORAGE, f"pages cannot be kept here: {fault.strerror}", folder)
