"""Measure how the words that were read in a picture stand in it; reads no picture and keeps no word."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Final

SURE: Final = 60.0
"""Tesseract's confidence (0 to 100) from which a word counts as read and not as guessed."""

LEAST_IN_LINE: Final = 3
"""Words that stand beside each other like words of a sentence before they count as running."""

WIDEST_GAP: Final = 1.6
"""Gap between words of one line, in heights of a letter: labels of a chart or a map stand further apart."""

_CELLS: Final = 12

_Box = tuple[float, float, float, float]


def printed(table: str) -> Mapping[str, str]:
    """Return plain facts about Tesseract's table of one picture, none where it has no word.

    `words` were read and `guesses` were not sure; `running` of the words stand in lines of several;
    `lines` counts these lines; `tall` is the usual height of a word and `width` and `height` the size of
    what was read, in pixels; `area` is how much of it the words' lines fill, in percent.
    """
    size = (0.0, 0.0)
    lines: dict[tuple[str, ...], list[_Box]] = {}
    guesses = 0
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != _CELLS:
            continue
        try:
            left, top, width, height, sure = map(float, cells[6:11])
        except ValueError:
            continue
        if cells[0] == "1":
            size = (width, height)
        if cells[0] != "5" or not cells[11].strip():
            continue
        letters = sum(letter.isalpha() for letter in cells[11])
        if letters < 2 and not cells[11].strip(".,:;!?-").isdigit():
            continue  # a lone letter is as often a stroke of a drawing
        if sure >= SURE:
            lines.setdefault(tuple(cells[1:5]), []).append((left, top, width, height))
        else:
            guesses += 1
    words = [box for boxes in lines.values() for box in boxes]
    if not words or not size[0] or not size[1]:
        return {}
    runs = [run for boxes in lines.values() for run in _runs(boxes) if len(run) >= LEAST_IN_LINE]
    filled = sum(_area(run) for boxes in lines.values() for run in _runs(boxes))
    return {
        "words": str(len(words)),
        "guesses": str(guesses),
        "running": str(sum(map(len, runs))),
        "lines": str(len(runs)),
        "tall": str(round(median(height for _, _, _, height in words))),
        "width": str(round(size[0])),
        "height": str(round(size[1])),
        "area": str(round(100 * min(1.0, filled / (size[0] * size[1])))),
    }


def _runs(boxes: list[_Box]) -> list[list[_Box]]:
    """Return a line cut where the next word stands too far away to belong to the same sentence."""
    runs: list[list[_Box]] = []
    end = 0.0
    for box in sorted(boxes):
        left, _, width, height = box
        if runs and left - end <= WIDEST_GAP * max(height, runs[-1][-1][3]):
            runs[-1].append(box)
        else:
            runs.append([box])
        end = left + width
    return runs


def _area(run: list[_Box]) -> float:
    top, bottom = min(box[1] for box in run), max(box[1] + box[3] for box in run)
    return (bottom - top) * (run[-1][0] + run[-1][2] - run[0][0])
