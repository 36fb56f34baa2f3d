"""Recognise that an address or a title names a member of staff; knows only names that it is given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_HONORIFICS = (
    "ms",
    "mrs",
    "mr",
    "miss",
    "mx",
    "dr",
    "coach",
    "profe",
    "sra",
    "sr",
    "srta",
    "principal",
    "teacher",
)
_SURE = 5
"""A family name of so many letters is recognised at the edge of a longer word."""


@lru_cache(maxsize=4096)
def staff_pattern(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns of names in running text, and of names run together as in user names."""
    spoken: list[str] = []
    together: list[str] = []
    for name in names:
        given, family = _parts(name)
        if not family:
            continue
        honorific = "|".join(_HONORIFICS)
        spoken.append(rf"(?:{honorific})\.?\s+{re.escape(family)}")
        if given:
            initial = re.escape(given[0])
            spoken.append(rf"{re.escape(given)}\s+(?:\w\.?\s+)?{re.escape(family)}")
            spoken.append(rf"{initial}\.?\s+{re.escape(family)}")
            together.append(rf"{re.escape(given)}{re.escape(family)}|{re.escape(family)}{re.escape(given)}")
            together.append(rf"(?:^|\s){initial}{re.escape(family)}(?=$|\s|\d|[a-z])")
        together.append(rf"(?:{honorific}){re.escape(family)}s?")
        if len(family) >= _SURE:
            together.append(rf"(?:^|\s){re.escape(family)}|{re.escape(family)}(?:$|\s)")
        else:
            together.append(rf"(?:^|\s){re.escape(family)}(?:$|\s|\d)")
    never = r"(?!)"
    return (
        re.compile("|".join(rf"(?<!\w)(?:{each})(?:'?s)?(?!\w)" for each in spoken) or never),
        re.compile("|".join(together) or never),
    )


def named_in_text(text: str, names: Iterable[str]) -> str:
    """Return the words in which a text names one of the staff ("ms. orr", "r. orr"), "" for none."""
    hit = staff_pattern(tuple(names))[0].search(_plain(text))
    return hit[0] if hit else ""


def named_in_slug(parts: Iterable[str], names: Iterable[str]) -> str:
    """Return the part of an address (a user name, a label of a host) that spells one of the staff."""
    pattern = staff_pattern(tuple(names))[1]
    for part in parts:
        plain = _plain(part)
        for text in (re.sub(r"[^a-z0-9]", "", plain), re.sub(r"[^a-z0-9]+", " ", plain)):
            if text and pattern.search(text):
                return part
    return ""


def surname_in_title(title: str, names: Iterable[str]) -> str:
    """Return a family name that stands in a title as a word of its own ("Berg Piano Studio")."""
    words = re.findall(r"[^\W\d_]+", title)
    families = {family for family in (_parts(name)[1] for name in names) if family}
    return next((word for word in words if word[:1].isupper() and _plain(word) in families), "")


def _parts(name: str) -> tuple[str, str]:
    words = [word for word in re.findall(r"[^\W\d_][^\W\d_'-]*", _plain(name)) if word not in _HONORIFICS]
    if not words:
        return "", ""
    return ("" if len(words) == 1 else words[0]), words[-1]


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
