"""Fold lines, find dates in them, and know the cue words of what is no news; judges no change.

English and Spanish. In another language the rules that rest on behaviour over time still hold; those
that rest on cue words do not speak.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene", "february feb febrero", "march mar marzo", "april apr abril abr",
            "may mayo", "june jun junio", "july jul julio", "august aug agosto ago",
            "september sept sep septiembre setiembre", "october oct octubre", "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lunes", "tuesday tues tue martes", "wednesday wed miércoles miercoles",
            "thursday thurs thur thu jueves", "friday fri viernes", "saturday sat sábado sabado",
            "sunday sun domingo",
        )
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted((name for name in _MONTHS if name not in ("mar", "may")), key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
# "may" and "mar" are words as well: only beside a number are they months.
_DATED = re.compile(
    rf"(?:\b(?P<day_name>{_WEEKDAY})\b\.?,?\s+(?:the\s+)?)?(?:"
    rf"\b(?P<iso>(?P<y1>20\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d))\b"
    rf"|\b(?P<m2>\d{{1,2}})[/.](?P<d2>\d{{1,2}})(?:[/.](?P<y2>20\d\d|\d\d))?\b(?![/.:%])"
    rf"|\b(?P<m3>{_MONTH}|mar|may)\b\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d)(?:,?\s+(?P<y3>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<d4>\d{{1,2}})\s+(?:de\s+)?(?P<m4>{_MONTH}|mar|may)\b\.?(?:,?\s+(?:del?\s+)?(?P<y4>(?:19|20)\d\d)\b)?"
    r")",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    rf"\b(?:{_MONTH})\b\.?|\b(?:mar|may)\b\.?(?=\s+\d)|(?<=\d\s)(?:mar|may)\b|\b(?:{_WEEKDAY})\b\.?"
    r"|\d+(?:[.,:/\-]\d+)*(?:st|nd|rd|th|am|pm)?\b|\b(?:am|pm|a\.m\.|p\.m\.)(?!\w)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"#(?:[\s,.\-–—/]*#)+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_EDGES = " \t.:;,!?*-–—•|·»«()[]{}\"'“”‘’…>"
_ABOUT_DAYS = frozenset(
    "today is it's the of week weeks date day days for on to through thru and from until by day's now month "
    "hoy es la el semana de del al hasta fecha día dia mes our this welcome calendar posted published by at "
    "publicado".split()
)
_STAMP = re.compile(
    r"\b(?:last|page|site|recently)?\s*(?:updated?|modified|revised|edited|changed|refreshed)\b"
    r"|\b(?:actualizad[oa]|modificad[oa]|revisad[oa]|[úu]ltima (?:actualizaci[óo]n|modificaci[óo]n))\b"
)
_OWNERSHIP = re.compile(r"©|\(c\)\s*#|\bcopyright\b|\ball rights reserved\b|\bderechos reservados\b")
_COUNTER = re.compile(
    r"\b(?:visitors?|visits|page ?views|views|hits|visitas|visitantes|online now|users? online)\b"
)
_COUNTDOWN = re.compile(
    r"#\s*(?:more\s+|school\s+)?(?:days?|weeks?|hours?|minutes?|seconds?|sleeps?|d[íi]as?|semanas?|horas?)\b.{0,40}"
    r"\b(?:until|till|til|left|to go|remaining|before|away|faltan|para|hasta)\b"
    r"|\b(?:faltan|quedan|only|countdown)\b.{0,30}#"
)
_WEATHER = re.compile(r"#\s*°|°\s*[fc]\b|\b(?:humidity|wind|humedad)\b:?\s*#")
_COMMENTS = re.compile(
    r"(?:#\s*)?(?:comments?|repl(?:y|ies)|responses?|comentarios?|respuestas?)(?:\s*\(?#\)?)?$"
    r"|(?:leave|post|add|write) (?:a|your) (?:comment|reply|message)|deja (?:un|tu) comentario"
    r"|(?:our |the |my )?(?:guest ?book|visitors?['’]? book|libro de visitas|shout ?box)"
    r"|(?:what|recent|latest|últimos|ultimos) (?:visitors?|parents|comments|comentarios)\b"
)
_COMMENT_PLACE = re.compile(r"comment|guest-?book|disqus|\brespond\b|replies|shoutbox", re.IGNORECASE)
_TODAY = re.compile(r"\btoday\b|\bhoy\b|\bit(?:'|’)?s\b|\bnow\b")
_LOADING = re.compile(r"(?:loading|please wait|cargando|un momento)\b[\w\s]{0,30}")


@dataclass(frozen=True, slots=True)
class Named:
    """Hold one date that a line names; `old` says that its weekday or year is that of an earlier year."""

    day: date
    stated_year: bool
    old: bool = False


def fold(text: str) -> str:
    """Return a line as it is compared from night to night: case, spaces and marks at its ends gone."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(plain.split()).strip(_EDGES)


def shape(folded: str) -> str:
    """Return a folded line with every date, time and number as "#"."""
    return _MARKS.sub("#", _TOKEN.sub("#", folded))


def words(folded: str) -> list[str]:
    """Return the words of a folded line, without numbers."""
    return _WORD.findall(folded)


def days_only(shaped: str) -> bool:
    """Tell whether a line names days and says nothing else ("Week of November 2")."""
    return "#" in shaped and all(word in _ABOUT_DAYS for word in words(shaped))


def says_when_changed(shaped: str) -> bool:
    """Tell whether a line only says when something was changed ("Last updated November 3")."""
    return bool(_STAMP.search(shaped)) and "#" in shaped and len(words(shaped)) <= 9


def is_machine_talk(shaped: str) -> bool:
    """Tell counters, countdowns, weather and ownership from what a teacher writes, by their words."""
    few = len(words(shaped)) <= 9
    if _OWNERSHIP.search(shaped):
        return len(words(shaped)) <= 14
    counts = "#" in shaped and any(cue.search(shaped) for cue in (_COUNTER, _COUNTDOWN, _WEATHER))
    return few and counts


def heads_comments(heading: str) -> bool:
    """Tell whether what stands under a heading is written by visitors."""
    return bool(_COMMENTS.match(shape(fold(heading))))


def holds_comments(place: str) -> bool:
    """Tell whether a selector or page address is that of visitors' comments."""
    return bool(_COMMENT_PLACE.search(place))


def is_loading(folded: str) -> bool:
    """Tell whether a line only asks to wait for a script."""
    return bool(_LOADING.fullmatch(folded))


def dates_in(folded: str, near: date) -> Iterator[Named]:
    """Yield the dates that a line names; one without a year is the nearest to `near`.

    A weekday that does not fit the nearest year but the one before gives an old date away.
    """
    for match in _DATED.finditer(folded):
        parts = match.groupdict()
        month = _month(next((parts[f"m{n}"] for n in range(1, 5) if parts[f"m{n}"]), ""))
        number = next((parts[f"d{n}"] for n in range(1, 5) if parts[f"d{n}"]), "0")
        year = next((parts[f"y{n}"] for n in range(1, 5) if parts[f"y{n}"]), "")
        if year:
            day = _date(int(year) + (2000 if len(year) == 2 else 0), month, int(number))
            if day is not None:
                yield Named(day, True, (near - day).days > 150)
            continue
        day = _nearest(month, int(number), near)
        if day is None:
            continue
        weekday = _WEEKDAYS.get((parts["day_name"] or "").casefold())
        old = False
        if weekday is not None and weekday != day.weekday():
            before = _date(day.year - 1, month, int(number))
            old = before is not None and before.weekday() == weekday
        yield Named(day, False, old)


def weekday_in(folded: str) -> int | None:
    """Return the first weekday that a line names, 0 for Monday."""
    match = re.search(rf"\b(?:{_WEEKDAY})\b", folded)
    return _WEEKDAYS[match[0]] if match else None


def says_today(folded: str) -> bool:
    """Tell whether a line of days says that it is today's."""
    return bool(_TODAY.search(folded))


def leads_with_day(shaped: str) -> bool:
    """Tell whether a line begins with a date and goes on, as entries of a list of events do."""
    return shaped.startswith("#") and not days_only(shaped)


def names_month_only(folded: str) -> bool:
    """Tell whether a line names a month or a year and no day of it."""
    return next(dates_in(folded, date(2000, 1, 1)), None) is None and weekday_in(folded) is None


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _MONTHS.get(written.casefold(), 0)


def _nearest(month: int, number: int, near: date) -> date | None:
    found = [_date(near.year + step, month, number) for step in (-1, 0, 1)]
    days = [day for day in found if day is not None]
    return min(days, key=lambda day: abs(day - near), default=None)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


OLDEST = timedelta(days=1200)
"""A date longer ago is history that a class learns about, and no sign of a page from last year."""
