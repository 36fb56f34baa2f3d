"""Make hostile texts of any length, each for the regular expressions and loops that it would trouble."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

PIECES: Final[Mapping[str, str]] = {
    "letters": "a",
    "capitals": "A",
    "spaces": " ",
    "line breaks": "\n",
    "less than": "<",
    "entities without end": "&amp",
    "numbered entities": "&#x",
    "open comments": "<!--",
    "open tags": "<a href=",
    "open quotes": "<a title='",
    "open elements": "<b>",
    "open paragraphs": "<p>x",
    "tags as text": "&lt;p&gt;x",
    "attributes": "<p a b=c d='e' ",
    "wrong ends": "</b></i>",
    "hyphens": "-",
    "dots": "a.",
    "at signs": "a@",
    "addresses": "http://",
    "digits": "1",
    "dates": "1/1/",
    "months": "Oct 1 ",
    "times": "12:0",
    "initials": "A. ",
    "names": "Mirela ",
    "one name as one word": "mirela.",
    "escaped names": "%4direla",
    "half names": "Mirela M. ",
    "marks": "e\u0301",
    "zero width": "M\u200b",
    "percent": "%4",
    "turned": "\u202eM",
    "brackets": "((",
    "quotation marks": '"',
    "commas": "M,",
    "JSON": '{"a":',
    "escapes": "\\u00",
    "emoji": "\U0001f469\u200d",
    "zero bytes": "\0",
}
"""What is repeated, by a name for it."""

_CLOSED: Final = "\"'>--></a></p><p>"


def hostile(piece: str, length: int) -> str:
    """Return about so many characters of one piece, over and over."""
    return (PIECES[piece] * (length // len(PIECES[piece]) + 1))[:length]


def mixed(length: int, seed: int = 7) -> str:
    """Return about so many characters of all pieces in runs of any length, the same for the same seed."""
    dice = random.Random(seed)
    runs, had = [], 0
    while had < length:
        # Whatever a run has opened is closed, or the rest of the page would lie inside a comment.
        run = f"{dice.choice(list(PIECES.values())) * dice.choice((1, 3, 40, 2_000))}{_CLOSED}"
        runs.append(run)
        had += len(run)
    return "".join(runs)[:length]
