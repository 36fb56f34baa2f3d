"""Open compressed bodies without ever growing past a limit; leaves reading what is inside out."""

from __future__ import annotations

import zlib

import brotli

_STEP = 65_536


class TooLarge(ValueError):
    """Say that a body would unpack to more than its limit."""


class Damaged(ValueError):
    """Say that a body is not what its Content-Encoding claims, or stops in the middle."""


def unpack(body: bytes, encoding: str, limit: int) -> bytes:
    """Return `body` without its content encodings; `limit` is in bytes, at every step.

    Knows gzip, deflate (with and without zlib header) and br, and chains of at most three. Raises
    `TooLarge` or `Damaged`.
    """
    names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
    if len(names) > 3:
        raise Damaged("more than three content encodings")
    if len(body) > limit:
        raise TooLarge
    for name in reversed(names):
        if name in ("identity", "none", "utf-8", "") or not body:
            continue  # some servers write a charset here
        if name in ("gzip", "x-gzip"):
            # Some servers claim gzip and send the text as it is; a browser shows that text.
            body = _inflate(body, 31, limit) if body[:2] == b"\x1f\x8b" else body
        elif name == "deflate":
            zlib_header = body[0] & 0x0F == 8 and len(body) > 1 and (body[0] << 8 | body[1]) % 31 == 0
            body = _inflate(body, 15 if zlib_header else -15, limit)
        elif name == "br":
            body = _brotli(body, limit)
        else:
            raise Damaged("unknown content encoding")
    return body


def unpack_gzip_file(body: bytes, limit: int) -> bytes:
    """Return what a gzip file holds, or `body` itself where it is none."""
    return _inflate(body, 31, limit) if body[:2] == b"\x1f\x8b" else body


def _inflate(body: bytes, window: int, limit: int) -> bytes:
    out = bytearray()
    rest = body
    while rest:
        member = zlib.decompressobj(window)
        try:
            while not member.eof:
                piece = member.decompress(rest, _STEP)
                out += piece
                if len(out) > limit:
                    raise TooLarge
                rest = member.unconsumed_tail
                if not piece and not rest and not member.eof:
                    raise Damaged("the compressed body stops in the middle")
        except zlib.error as error:
            raise Damaged("the compressed body is damaged") from error
        rest = member.unused_data
        if window != 31 or rest[:2] != b"\x1f\x8b":
            break  # bytes behind the end are padding
    return bytes(out)


def _brotli(body: bytes, limit: int) -> bytes:
    opener = brotli.Decompressor()
    out = bytearray()
    feed = body
    try:
        while not opener.is_finished():
            piece = opener.process(feed, output_buffer_limit=_STEP)
            out += piece
            if len(out) > limit:
                raise TooLarge
            feed = b""
            if not piece and opener.can_accept_more_data():
                raise Damaged("the compressed body stops in the middle")
    except brotli.error as error:
        raise Damaged("the compressed body is damaged") from error
    return bytes(out)
