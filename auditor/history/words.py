"""Fold lines, and know by their words what no teacher writes as news; judges no change.

The cue words are data, in the languages of `config/words`. In another language the rules that rest on
behaviour over time still hold; those that rest on cue words do not speak.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache

from auditor.history.dates import dates_in, month_in, shape, weekday_in
from auditor.words import Words, either, in_force, of_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# What the first byte of a letter in UTF-8 looks like where it is taken for a letter of its own.
_MISREAD = re.compile("[ÂÃâ][\u0080-\u00bf\u2010-\u203a\u20ac\u2122\u0152-\u017e\u02c6\u02dc]")
_EDGES = " \t.:;,!?*-–—•|·»«()[]{}\"'“”‘’…>"
_DEGREE = re.compile(r"#\s*°|°\s*[fc]\b")
_COMMENT_PLACE = re.compile(
    r"(?<![a-z])(?:comments?|guest-?book|disqus|replies|shoutbox)(?![a-z])|[#.]respond(?![a-z])",
    re.IGNORECASE,
)
_FEW = 9
_MAKER = 2


class Sure(StrEnum):
    """How sure the words of a line make it that nobody wrote it as news."""

    NO = ""
    PERHAPS = "perhaps"
    YES = "yes"


class _Cues:
    """Hold the patterns of the cue words, made once."""

    def __init__(self, known: Words) -> None:
        self.about_days = known.of("about-days")
        self.today = _phrases(known.of("today"))
        self.today_is = _phrases(known.of("today-is"))
        self.ago = _phrases(known.of("ago"))
        self.ago_around = known.of("ago-around")
        self.changed = _phrases(known.of("changed"))
        self.changed_around = known.of("changed-around", "about-days")
        self.counter = _phrases(known.of("counter"))
        self.counter_around = known.of("counter-around", "about-days")
        units, end = either(known.of("countdown-unit")), either(known.of("countdown-end"))
        self.countdown = re.compile(
            rf"#\s*(?:\w+\s+){{0,2}}(?:{units})(?!\w).{{0,40}}?(?<!\w)(?:{end})(?!\w)"
            rf"|(?<!\w)(?:{end})(?!\w).{{0,30}}?#\s*(?:\w+\s+){{0,2}}(?:{units})(?!\w)"
        )
        self.weather = _phrases(known.of("weather"))
        self.menu = _phrases(known.of("menu"))
        # "(c)" and "©" stand in exercises and lessons as well: only with a year they name an owner.
        year = r"(?:19|20)\d\d"
        self.ownership = known.pattern(
            rf"(?<!\w){{ownership}}(?!\w)|(?:©|\(c\)|^{{copyright-word}})\s*{year}|{year}\s*(?:©|\(c\))"
            r"|^(?:{copyright-word}\s*)?©"
        )
        self.platform = _phrases(known.of("platform"))
        self.series = _phrases(known.of("series"))
        self.comments = re.compile(
            rf"(?:#\s*)?(?:{either(known.of('comments'))})(?:\s*\(?#\)?)?$"
            rf"|(?:{either(known.of('comments-invite'))})(?!\w)"
        )
        self.comment_words = re.compile(either(known.of("comments", "comments-invite")))
        self.loading = _phrases(known.of("loading"))
        self.loading_ascii = re.compile(either(known.of("loading")), re.IGNORECASE)
        self.loading_around = known.of("loading-around")


@of_words
@cache
def _cues() -> _Cues:
    return _Cues(in_force())


def _phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{either(phrases)})(?!\w)")


def fold(text: str) -> str:
    """Return a line as it is compared from night to night: case, spaces and marks at its ends gone."""
    if text.isascii():
        return " ".join(text.casefold().split()).strip(_EDGES)
    if _MISREAD.search(text):
        text = _reread(text)
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(plain.split()).strip(_EDGES)


def _reread(text: str) -> str:
    """Return a text that a server sent in UTF-8 and called something else as it was meant."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def words(folded: str) -> list[str]:
    """Return the words of a folded line, without numbers."""
    return _WORD.findall(folded)


def days_only(shaped: str) -> bool:
    """Tell whether a line names days and says nothing else ("Week of November 2")."""
    return "#" in shaped and _cues().about_days.issuperset(words(shaped))


def names_dates_only(line: str, near: datetime) -> bool:
    """Tell whether a line names a day of the year and says nothing else."""
    folded = fold(line)
    return days_only(shape(folded)) and next(dates_in(folded, near.date()), None) is not None


def says_when_changed(shaped: str) -> Sure:
    """Tell whether a line only says when something was changed ("Last updated November 3").

    With a word of its own ("Reading list updated November 3") it is so perhaps.
    """
    cues = _cues()
    if "#" not in shaped or not cues.changed.search(shaped):
        return Sure.NO
    rest = [word for word in words(cues.changed.sub(" ", shaped)) if word not in cues.changed_around]
    # "... by Ms. Moss": a name may stand at the end.
    named = len(rest) <= 2 and re.search(r"#.{0,12}\b(?:by|por)\b", shaped) is not None
    if not rest or named:
        return Sure.YES
    return Sure.PERHAPS if len(rest) <= 2 else Sure.NO


def is_machine_talk(shaped: str) -> Sure:
    """Tell counters, countdowns, ages, weather, menus and notes of the website's makers by their words."""
    cues = _cues()
    said = words(shaped)
    if cues.platform.search(shaped):
        rest = words(cues.platform.sub(" ", shaped))
        # "Powered by ..." and its maker: who looks for more reads a teacher's sentence.
        sure = not rest or (cues.platform.match(shaped) and len(rest) <= _MAKER and "#" not in shaped)
        return Sure.YES if sure else Sure.PERHAPS
    if len(said) > _FEW:
        return Sure.NO
    if cues.menu.search(shaped):
        return Sure.YES
    if cues.ago.search(shaped) and cues.ago_around.issuperset(words(cues.ago.sub(" ", shaped))):
        return Sure.YES
    if "#" not in shaped:
        return Sure.NO
    if cues.counter.search(shaped):
        rest = [word for word in words(cues.counter.sub(" ", shaped)) if word not in cues.counter_around]
        return Sure.PERHAPS if rest else Sure.YES
    talk = (
        cues.countdown.search(shaped)
        or _DEGREE.search(shaped)
        or cues.weather.search(shaped)
        or cues.today_is.search(shaped)
    )
    return Sure.PERHAPS if talk else Sure.NO


def names_a_series(line: str) -> bool:
    """Tell whether a line calls itself one of a series that goes on with the days or weeks."""
    return _cues().series.search(fold(line)[:60]) is not None


def names_owner(folded: str) -> bool:
    """Tell whether a short line says to whom a page belongs ("© 2026 Room 12. All rights reserved")."""
    return len(words(folded)) <= _FEW + 5 and _cues().ownership.search(folded) is not None


def heads_comments(folded: str) -> bool:
    """Tell whether what stands under a heading, given folded, is written by visitors."""
    cues = _cues()
    # Nearly every line is asked about, and hardly one holds such a word.
    return bool(cues.comment_words.search(folded) and cues.comments.match(shape(folded)))


@lru_cache(maxsize=8_192)
def holds_comments(place: str) -> bool:
    """Tell whether a selector or page address is that of visitors' comments."""
    return bool(_COMMENT_PLACE.search(place))


def is_loading(line: str) -> bool:
    """Tell whether a line only asks to wait for a script."""
    cues = _cues()
    # Every line of a page is asked about, and hardly one holds such a word.
    if len(line) > 200 or (line.isascii() and not cues.loading_ascii.search(line)):
        return False
    folded = fold(line)
    if len(folded) > 60 or not cues.loading.search(folded):
        return False
    return cues.loading_around.issuperset(words(cues.loading.sub(" ", folded)))


def says_today(folded: str) -> bool:
    """Tell whether a line of days says that it is today's."""
    return bool(_cues().today.search(folded))


def leads_with_day(shaped: str) -> bool:
    """Tell whether a line begins with a date and goes on, as entries of a list of events do."""
    return shaped.startswith("#") and not days_only(shaped)


__all__ = [
    "Sure",
    "dates_in",
    "days_only",
    "fold",
    "heads_comments",
    "holds_comments",
    "is_loading",
    "is_machine_talk",
    "leads_with_day",
    "month_in",
    "names_a_series",
    "names_dates_only",
    "names_owner",
    "says_today",
    "says_when_changed",
    "shape",
    "weekday_in",
    "words",
]
