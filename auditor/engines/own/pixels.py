"""Measure contrast by what is drawn where an engine could not tell it: over pictures, gradients and the like.

The page is drawn with clear, white and black words; where the last two differ is ink, and what the first
shows there is what lies behind it. Leaves out fields, drawings and what lies beyond
one screenful from the first of them, which stay for a person.
"""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageChops

from auditor.engines.tab import DRAWN, SCREEN, Tab

MOST: Final = 24
"""Texts measured on one page; what they cost is mostly the drawings, which they share."""

LEAST_INK: Final = 12
"""Pixels of ink below which nothing is said: a dot, or words that something hides."""

LEAST_STRENGTH: Final = 16
"""Of 255: how far white and black words must differ at a pixel for it to be ink."""

LEAST_SEEN: Final = 1.05
"""Contrast below which words may be meant to be unseen: a person has to say."""

_RGB = re.compile(r"^rgb\((\d+), (\d+), (\d+)\)$")
Colour = tuple[int, int, int]


def facts(tab: Tab) -> list[Any]:
    """Return for each text in doubt how much of its ink stands out enough from what is behind it."""
    wanted: Any = tab.evaluate(f"auditor.own.pixels.begin({MOST})")
    if not wanted:
        return []
    try:
        drawn = _drawn(tab, [line for each in wanted for line in each["lines"]])
    finally:
        tab.evaluate("auditor.own.pixels.end()")
        tab.command("Emulation.setDeviceMetricsOverride", DRAWN)
    noted = []
    for index, each in enumerate(wanted):
        told = measured(each, drawn)
        if told is not None:
            noted.append([index, told])
    described: Any = tab.evaluate(f"auditor.own.pixels.tell({json.dumps(noted)})") if noted else []
    return described or []


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hold one part of a page as it is, with clear words, with white and with black ones; and its corner."""

    shown: Image.Image
    clear: Image.Image
    white: Image.Image
    black: Image.Image
    left: int
    top: int


def _drawn(tab: Tab, lines: Sequence[Sequence[float]]) -> Drawn:
    left, top = int(min(line[0] for line in lines)), int(min(line[1] for line in lines))
    right, bottom = int(max(line[2] for line in lines)) + 1, int(max(line[3] for line in lines)) + 1
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top, "scale": 1}
    tab.command("Emulation.setDeviceMetricsOverride", SCREEN)
    shown = _capture(tab, clip)
    clear, white, black = (_painted(tab, clip, colour) for colour in ("transparent", "#fff", "#000"))
    return Drawn(shown, clear, white, black, left, top)


def _painted(tab: Tab, clip: Mapping[str, object], colour: str) -> Image.Image:
    tab.evaluate(f"auditor.own.pixels.paint({json.dumps(colour)})")
    return _capture(tab, clip)


def _capture(tab: Tab, clip: Mapping[str, object]) -> Image.Image:
    how = {"format": "png", "clip": clip, "captureBeyondViewport": True, "optimizeForSpeed": True}
    shot = tab.command("Page.captureScreenshot", how)
    return Image.open(io.BytesIO(base64.b64decode(str(shot["data"])))).convert("RGB")


def measured(text: Mapping[str, Any], drawn: Drawn) -> dict[str, str] | None:
    """Return the share of a text's ink that stands out enough, None where hardly any ink is seen.

    Enough is 4.5 to 1, and 3 to 1 for words of 24 pixels or of 18.66 pixels and bold (WCAG 1.4.3). Ink is
    where white words and black words differ, whatever is behind them. The colour of the words is the one
    that the page names; where they are partly clear it is what is seen at the fullest ink.
    """
    ink: list[tuple[int, Colour, Colour]] = []
    for line in text["lines"]:
        x, y = drawn.left, drawn.top
        box = (int(line[0]) - x, int(line[1]) - y, int(line[2]) + 1 - x, int(line[3]) + 1 - y)
        strength = ImageChops.difference(drawn.white.crop(box), drawn.black.crop(box)).convert("L")
        over, under = drawn.shown.crop(box), drawn.clear.crop(box)
        ink += (
            each
            for each in zip(strength.tobytes(), _colours(over), _colours(under), strict=True)
            if each[0] >= LEAST_STRENGTH
        )
    if len(ink) < LEAST_INK:
        return None
    fullest = max(strength for strength, _, _ in ink)
    named = _RGB.match(str(text["colour"]))
    least = fullest * (0.5 if named else 0.9)
    words = (int(named[1]), int(named[2]), int(named[3])) if named else None
    ratios = [contrast(words or above, below) for strength, above, below in ink if strength >= least]
    needed = 3.0 if text["size"] >= 24 or (text["bold"] and text["size"] >= 18.66) else 4.5
    enough = sum(ratio >= needed for ratio in ratios) / len(ratios)
    near = sum(ratio >= needed * 0.9 for ratio in ratios) / len(ratios)
    middle = sorted(ratios)[len(ratios) // 2]
    if middle < LEAST_SEEN:
        return None
    return {
        "enough": f"{enough:.3f}",
        "near": f"{near:.3f}",
        "contrastRatio": f"{int(middle * 100) / 100:g}",
        "expectedContrastRatio": f"{needed:g}:1",
    }


def _colours(picture: Image.Image) -> Iterator[Colour]:
    parts = iter(picture.tobytes())
    return zip(parts, parts, parts, strict=True)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG's formula)."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_LINEAR[part] for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


_LINEAR: Final = tuple(
    part / 255 / 12.92 if part / 255 <= 0.03928 else ((part / 255 + 0.055) / 1.055) ** 2.4
    for part in range(256)
)
