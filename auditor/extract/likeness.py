"""Make a short mark of what a picture looks like, by which copies of it are known; keeps no pixels.

Leaves out which marks are near each other (see `auditor.likeness`), and whose picture it is.
"""

from __future__ import annotations

import math
from statistics import median
from typing import Final

from PIL import Image, ImageChops, ImageStat

from auditor.likeness import SIDE, mark_of

MOST_PIXELS: Final = 24_000_000
"""A larger picture gets no mark: it is a photo or a scan, and unpacking it costs seconds."""
SMALLEST: Final = 40
"""Pixels of the shorter side, margins cut off: below it everything looks like everything."""
_LONGEST: Final = 8.0
_WORKING: Final = 320
_GRID: Final = 32
_MARGIN: Final = 24
_SCATTER: Final = 0.35
_PLAIN: Final = 12.0
_WAVES: Final = tuple(
    tuple(math.cos(math.pi * (2 * at + 1) * wave / (2 * _GRID)) for at in range(_GRID))
    for wave in range(SIDE + 1)
)


def likeness_of(picture: Image.Image) -> str:
    """Return the mark of an opened picture, "" for one that is tiny, plain, empty or only a line.

    Margins of one colour are cut off first, and what lies below a clear picture is taken to be white, or
    black where all of it is light. May change the opened picture's size.
    """
    if picture.width * picture.height > MOST_PIXELS or min(picture.size) < SMALLEST:
        return ""
    grey = _trimmed(_grey(picture))
    width, height = grey.size
    if min(width, height) < SMALLEST or max(width, height) > _LONGEST * min(width, height):
        return ""
    if ImageStat.Stat(grey).stddev[0] < _PLAIN:
        return ""
    small = grey.resize((_GRID, _GRID), Image.Resampling.BOX)
    pixels = small.tobytes()
    rows = [pixels[start : start + _GRID] for start in range(0, len(pixels), _GRID)]
    # The lowest waves of the cosine transform, without the one that is the mean brightness.
    across = [[sum(map(float.__mul__, wave, map(float, row))) for wave in _WAVES] for row in rows]
    waves = [
        sum(wave[at] * across[at][column] for at in range(_GRID))
        for wave in _WAVES[:SIDE]
        for column in range(1, SIDE + 1)
    ]
    bits = 0
    for wave in waves:
        bits = bits << 1 | (wave > 0)
    return mark_of(bits, width / height)


def _grey(picture: Image.Image) -> Image.Image:
    """Return a picture in greys on paper, of bounded size, in its own proportions."""
    picture.draft("L", (_WORKING, _WORKING))
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        clear.thumbnail((_WORKING, _WORKING), Image.Resampling.BOX)
        seen = clear.getchannel("A").point(lambda alpha: 255 if alpha > 127 else 0)
        grey = clear.convert("L")
        light = seen.getbbox() is not None and ImageStat.Stat(grey, seen).mean[0] > 200
        paper = Image.new("L", clear.size, 0 if light else 255)
        paper.paste(grey, (0, 0), clear.getchannel("A"))
        return paper
    grey = picture.convert("L")
    grey.thumbnail((_WORKING, _WORKING), Image.Resampling.BOX)
    return grey


def _trimmed(grey: Image.Image) -> Image.Image:
    """Return a picture without its margins of one colour; a picture of one colour stays as it is."""
    width, height = grey.size
    edge = [grey.crop(box).tobytes() for box in (
        (0, 0, width, 1), (0, height - 1, width, height), (0, 0, 1, height), (width - 1, 0, width, height),
    )]  # fmt: skip
    margin = int(median(b"".join(edge)))
    apart = ImageChops.difference(grey, Image.new("L", grey.size, margin))
    # What a JPEG scatters around an edge is no part of the picture; how much, goes with the edge.
    least = max(_MARGIN, int(max(apart.tobytes()) * _SCATTER))
    box = apart.point(lambda value: 255 if value > least else 0).getbbox()
    return grey.crop(box) if box is not None else grey
