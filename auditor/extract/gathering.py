"""Gather what one file says inside the jail, in bounds, as lists that JSON can carry; opens no file."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from auditor.extract.words import fold, sentence, two_views
from auditor.page import Source

MOST_TEXTS: Final = 60_000
MOST_LINKS: Final = 10_000
MOST_CHARACTERS: Final = 8_000_000
_LONGEST_TEXT: Final = 20_000
_LONGEST_PLACE: Final = 200
_TEXTS_A_LOOK: Final = 50
_LIGATURES: Final = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st"}
    | {"\ufb06": "st", "\x00": "", "\x02": "", "\ufffe": "", "\uffff": ""}
)


class Unreadable(Exception):
    """Say in plain words why a file cannot be read."""


class Enough(Exception):
    """Say that as much as may be was read of a file: what was gathered stands."""


@dataclass(slots=True)
class Gathering:
    """Take in texts and links of one file, in reading order.

    `source` is the kind of file; `heading` is the last heading seen; `unread` counts pictures of words
    (scanned pages, pictures in a document) whose words were not read; `plates` are PNG pictures of
    these with their numbers (from 1), as many as were asked for behind the first `passed`; `cut` says
    that something is missing; `access` are plain facts on which a reader who cannot see depends;
    `likeness` is the mark of a picture (see `auditor.likeness`). Beyond a bound, or `until` so many
    seconds of CPU, raises `Enough`.
    """

    source: Source
    wanted_plates: int = 0
    passed: int = 0
    until: float = math.inf
    texts: list[list[object]] = field(default_factory=list)
    links: list[list[object]] = field(default_factory=list)
    plates: list[tuple[int, str, bytes]] = field(default_factory=list)
    title: str = ""
    language: str = ""
    heading: str = ""
    unread: int = 0
    score: float = 0.0
    likeness: str = ""
    cut: bool = False
    access: dict[str, str] = field(default_factory=dict)
    _characters: int = 0

    def say(
        self,
        text: str | Sequence[str],
        place: str,
        *,
        source: Source | None = None,
        split: str | None = None,
        row: str = "",
        level: int = 0,
        language: str = "",
    ) -> None:
        """Add one block of text: a string, parts cut where formatting changes, or two views made already."""
        parts = [text] if isinstance(text, str) else list(text)
        length = sum(map(len, parts))
        if length > _LONGEST_TEXT:
            whole = "".join(parts)
            for start in range(0, length, _LONGEST_TEXT):
                # A block this long is no prose; cut it with room for a name on the seam.
                self.say(
                    whole[max(0, start - 100) : start + _LONGEST_TEXT - 200] if start else
                    whole[: _LONGEST_TEXT - 100],
                    place, source=source, row=row, level=level, language=language,
                )  # fmt: skip
            return
        if self._characters > MOST_CHARACTERS or len(self.texts) >= MOST_TEXTS:
            self.cut = True
            raise Enough
        if len(self.texts) % _TEXTS_A_LOOK == 0:
            self.go_on()
        joined, apart = two_views([part.translate(_LIGATURES) for part in parts])
        if split is not None:
            apart = fold(split.translate(_LIGATURES))
        if not joined:
            return
        self._characters += len(joined) + (len(apart) if apart != joined else 0)
        self.texts.append(
            [
                joined,
                "" if apart == joined else apart,
                str(source or self.source),
                place[:_LONGEST_PLACE],
                self.heading if not level else "",
                row,
                level,
                (language or self.language).lower()[:20],
            ]
        )
        if level:
            self.heading = joined[:200]

    def count(self, name: str, more: int = 1) -> None:
        """Add to a number among the facts."""
        self.access[name] = str(int(self.access.get(name, "0")) + more)

    def go_on(self) -> None:
        """Raise `Enough` where the time for this file is used up."""
        if time.process_time() > self.until:
            self.cut = True
            raise Enough

    def link(self, href: str, words: str, place: str, *, around: str = "") -> None:
        """Add one way out of the file; `around` is the text in which its words stand."""
        href = href.strip()
        if not href or href.startswith("#") or len(href) > 4000:
            return
        if len(self.links) >= MOST_LINKS:
            self.cut = True
            return
        words = fold(words)[:200]
        around = fold(around)
        start = around.find(words) if words else -1
        context = sentence(around, start, start + len(words)) if start >= 0 else words
        self.links.append([href, words, context[:400], place[:_LONGEST_PLACE], self.heading])

    def plate(self, place: str, png: bytes) -> None:
        """Hand out a picture whose words somebody with the means may read."""
        self.plates.append((self.unread, place, png))

    @property
    def wants_plate(self) -> bool:
        """Tell whether the picture of words that was counted last was asked for."""
        return self.unread > self.passed and len(self.plates) < self.wanted_plates
