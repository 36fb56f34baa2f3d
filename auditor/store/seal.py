"""Seal texts and hash identities with keys derived from the fingerprint key; stores nothing itself."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import unicodedata
import zlib
from hashlib import blake2b
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auditor.exits import Exit, Refusal

_NONCE = 12
_ID_BITS = 40
_PIECE = 2_048
"""Bytes that are unpacked at a time where the beginning is enough."""


class Seal:
    """Encrypt what a page said, so that the database file holds no name, not even one added later.

    The mask knows tonight's roster only; a child who joins tomorrow may stand in tonight's quotes.
    Hashes are keyed: nobody without the key can try names against them.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hmac.new(key, b"store texts", "sha256").digest())
        self._hashes = hmac.new(key, b"store hashes", "sha256").digest()

    def close(self, content: Any) -> bytes:
        """Return JSON-able `content` compressed and encrypted."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, zlib.compress(_json(content), 6), None)

    def open(self, sealed: bytes) -> Any:
        """Return what was sealed. Raises `Refusal` (74) where the row is damaged."""
        return json.loads(self.text(sealed))

    def text(self, sealed: bytes) -> bytes:
        """Return what was sealed as the JSON that it is. Raises `Refusal` (74) where the row is damaged."""
        return zlib.decompress(self._opened(sealed))

    def begin(self, sealed: bytes, last: str) -> bytes:
        """Return the JSON of a sealed object without its last member, named `last` and the most of it.

        Only as much is unpacked as stands before it. Raises `Refusal` (74) where the row is damaged.
        """
        # Inside a text each quotation mark has a backslash: only a name can stand so.
        mark = f',"{last}":'.encode()
        unpacking = zlib.decompressobj()
        text, rest = b"", self._opened(sealed)
        while mark not in text and rest:
            text += unpacking.decompress(rest, _PIECE)
            rest = unpacking.unconsumed_tail
        at = text.find(mark)
        return text[:at] + b"}" if at >= 0 else text

    def _opened(self, sealed: bytes) -> bytes:
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (InvalidTag, ValueError):
            raise Refusal(
                Exit.STORAGE, "a row of the database is damaged; restore the database from your copy"
            ) from None

    def hash(self, purpose: str, *parts: str) -> str:
        """Return a keyed hash of the parts in order, 64 hexadecimal digits."""
        return hmac.new(self._hashes, _json([purpose, *parts]), "sha256").hexdigest()

    def short(self, purpose: str, *parts: str) -> str:
        """Return the first half of `hash`."""
        return self.hash(purpose, *parts)[:32]

    def line(self, text: str) -> str:
        """Return a keyed hash of a line, 16 hexadecimal digits: thousands are asked for each night."""
        return blake2b(text.encode("utf-8", "surrogatepass"), key=self._hashes, digest_size=8).hexdigest()

    def digest(self, content: Any) -> str:
        """Return a keyed hash of JSON-able content, by which a change is seen."""
        return self.short("content", json.dumps(content, sort_keys=True))


def normalised(target: str) -> str:
    """Fold what a restyled page may change in a finding's target: case, spaces, composed letters."""
    return " ".join(unicodedata.normalize("NFKC", target).casefold().split())


def finding_id(fingerprint: str, attempt: int = 0) -> str:
    """Return a short id that can be typed, from the fingerprint's first 40 bits (the next at `attempt` 1)."""
    start = attempt * _ID_BITS // 4
    bits = bytes.fromhex(fingerprint[start : start + _ID_BITS // 4])
    return "F" + base64.b32encode(bits).decode().rstrip("=")


def pack(content: Any) -> bytes:
    """Compress JSON-able content that is no secret (rules, clauses)."""
    return zlib.compress(_json(content), 6)


def unpack(packed: bytes) -> Any:
    """Return what `pack` compressed."""
    return json.loads(zlib.decompress(packed))


def _json(content: Any) -> bytes:
    # ASCII, so that lone surrogates of broken pages pass.
    return json.dumps(content, separators=(",", ":"), ensure_ascii=True, default=str).encode()
