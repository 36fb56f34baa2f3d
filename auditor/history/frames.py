"""Know a page's template by the kinds of places in which its lines stand; reads no line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from zlib import crc32

from auditor.history.lines import Item, Kind

FEWEST_LINES = 8
"""A page of fewer lines is an error or a notice, and says nothing of the template."""
KEPT = 0.4
MOST_LINES = 150
"""So many lines of a page are looked at: every page is, every night."""
MOST_PATHS = 60

_NUMBERS = re.compile(r":nth-of-type\(\d+\)|[#.\[][^ >]*|(?<= )\d+")


def frame_of(items: Iterable[Item]) -> dict[str, int]:
    """Return how many lines stand in each kind of place, such as the paragraphs of the main part; {} for a
    page that says too little."""
    lines = (item.where for item in items if item.kind is Kind.LINE and item.where)
    paths = Counter(_NUMBERS.sub("", where) for where in islice(lines, MOST_LINES))
    if paths.total() < FEWEST_LINES:
        return {}
    return {f"{crc32(path.encode()):x}": count for path, count in paths.most_common(MOST_PATHS)}


def is_another(frame: Mapping[str, int], before: Mapping[str, int]) -> bool:
    """Tell whether hardly a line stands where lines stood before: the page has got a new template."""
    if not frame or not before:
        return False
    known = sum(count for path, count in frame.items() if path in before)
    left = sum(count for path, count in before.items() if path in frame)
    return known < KEPT * sum(frame.values()) and left < KEPT * sum(before.values())
