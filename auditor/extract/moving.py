"""Tell by the heads of its frames how long a picture moves; unpacks no pixel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

_MOST_BLOCKS: Final = 200_000
_MOST_FRAMES: Final = 20_000
_SHORTEST: Final = 0.011
_USUAL: Final = 0.1
"""Seconds: browsers show a frame that asks for next to no time for a tenth of a second."""
_EXTENSION, _FRAME, _END = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF


def moving(data: bytes) -> Mapping[str, str]:
    """Return `frames`, `seconds` of one round and `rounds` (0: without end); nothing of a still picture."""
    if data[:4] == b"GIF8":
        frames, rounds = _gif(data)
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        frames, rounds = _png(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        frames, rounds = _webp(data)
    else:
        return {}
    if len(frames) < 2:
        return {}
    seconds = sum(_USUAL if each < _SHORTEST else each for each in frames)
    return {"frames": str(len(frames)), "seconds": f"{seconds:.1f}", "rounds": str(rounds)}


def _gif(data: bytes) -> tuple[list[float], int]:
    frames: list[float] = []
    rounds, delay = 1, 0.0
    at = 13 + _table(data[10] if len(data) > 10 else 0)
    for _ in range(_MOST_BLOCKS):
        mark = data[at] if at < len(data) else _END
        if mark == _FRAME and at + 9 < len(data) and len(frames) < _MOST_FRAMES:
            frames.append(delay)
            delay = 0.0
            at = _passed(data, at + 10 + _table(data[at + 9]) + 1)
        elif mark == _EXTENSION and at + 1 < len(data):
            kind, body = data[at + 1], data[at + 2 : at + 24]
            if kind == _CONTROL and len(body) > 4:
                delay = int.from_bytes(body[2:4], "little") / 100
            elif kind == _APPLICATION and body[1:12] in (b"NETSCAPE2.0", b"ANIMEXTS1.0") and len(body) > 15:
                again = int.from_bytes(body[14:16], "little")
                rounds = again + 1 if again else 0
            at = _passed(data, at + 2)
        else:
            break
    return frames, rounds


def _table(flags: int) -> int:
    """Return the length of the table of colors that a GIF's flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _passed(data: bytes, at: int) -> int:
    """Return where a row of a GIF's data blocks ends."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


def _png(data: bytes) -> tuple[list[float], int]:
    frames: list[float] = []
    rounds = 1
    for kind, body in _chunks(data, 8, "big", 4):
        if kind == b"acTL" and len(body) >= 8:
            rounds = int.from_bytes(body[4:8], "big")
        elif kind == b"fcTL" and len(body) >= 24 and len(frames) < _MOST_FRAMES:
            share = int.from_bytes(body[22:24], "big") or 100
            frames.append(int.from_bytes(body[20:22], "big") / share)
    return frames, rounds


def _webp(data: bytes) -> tuple[list[float], int]:
    frames: list[float] = []
    rounds = 1
    for kind, body in _chunks(data, 12, "little", 0):
        if kind == b"ANIM" and len(body) >= 6:
            rounds = int.from_bytes(body[4:6], "little")
        elif kind == b"ANMF" and len(body) >= 16 and len(frames) < _MOST_FRAMES:
            frames.append(int.from_bytes(body[12:15], "little") / 1000)
    return frames, rounds


def _chunks(data: bytes, at: int, order: str, check: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the first bytes of each chunk: of PNG with a checksum, of RIFF padded to even."""
    for _ in range(_MOST_BLOCKS):
        if at + 8 > len(data):
            return
        if order == "big":
            length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        else:
            kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        yield kind, data[at + 8 : at + 8 + min(length, 64)]
        at += 8 + length + check + (length & 1 if order == "little" else 0)
