"""Write one student's full name in the forms that pages have; knows nothing of where it stands."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

import unicodedata
from collections.abc import Callable
from html import escape
from random import Random

from .people import Pupil, plain
from .syllables import NICKNAMES

Writer = Callable[[Pupil, Random], str | None]
"""Returns HTML, None where the name has not what the form needs."""


def unmarked(text: str) -> str:
    """Return text without accents, otherwise as it is."""
    out = []
    for letter in text:
        bare = plain(letter) if letter.isalpha() else letter
        out.append((bare.upper() if letter.isupper() else bare) if bare.strip() or bare == " " else letter)
    return "".join(out)


def _parts(pupil: Pupil) -> list[str]:
    words = pupil.family.replace("-", " ").split()
    small = {"de", "la", "del", "al", "el", "jr", "jr.", "ii", "iii", "abu", "bin", "o'", "d'"}
    return [word for word in words if word.lower() not in small]


def _double(pupil: Pupil) -> list[str]:
    return _parts(pupil) if pupil.tradition in ("spanish", "english") and len(_parts(pupil)) == 2 else []


def _slip(pupil: Pupil, rng: Random) -> str | None:
    """Change, lose, double or swap one letter inside the longer part, never its first letter."""
    given, family = pupil.given, pupil.family
    part = family if len(family) >= len(given) else given
    if len(part) < 6 or not part.isascii() or not part.isalpha():
        return None
    spot = rng.randrange(1, len(part) - 1)
    kind = rng.choice(("lose", "double", "swap", "change"))
    if kind == "lose":
        wrong = part[:spot] + part[spot + 1 :]
    elif kind == "double":
        wrong = part[:spot] + part[spot] * 2 + part[spot + 1 :]
    elif kind == "swap" and part[spot] != part[spot + 1]:
        wrong = part[:spot] + part[spot + 1] + part[spot] + part[spot + 2 :]
    else:
        near = {"a": "e", "e": "a", "i": "e", "o": "u", "u": "o", "m": "n", "n": "m", "t": "d", "d": "t"}
        letter = part[spot].lower()
        wrong = part[:spot] + near.get(letter, "e" if letter != "e" else "a") + part[spot + 1 :]
    if wrong == part:
        return None
    return f"{given} {wrong}" if part is family else f"{wrong} {family}"


def _nick(pupil: Pupil) -> str:
    return "" if pupil.preferred else NICKNAMES.get(pupil.given, "")


def _camel(pupil: Pupil) -> str:
    return "".join(
        word[:1].upper() + word[1:]
        for word in unmarked(pupil.full).replace("-", " ").replace("'", "").split()
    )


def _has_mark(pupil: Pupil) -> bool:
    return unmarked(pupil.full) != pupil.full


def _if(test: bool, text: str) -> str | None:
    return text if test else None


FORMS: dict[str, Writer] = {
    "full": lambda p, r: escape(p.full),
    "last, first": lambda p, r: escape(f"{p.family}, {p.given}"),
    "LAST First": lambda p, r: escape(f"{p.family.upper()} {p.given}"),
    "LAST, FIRST": lambda p, r: escape(f"{p.family}, {p.given}".upper()),
    "capitals": lambda p, r: escape(p.full.upper()),
    "lower case": lambda p, r: escape(p.full.lower()),
    "middle name": lambda p, r: _if(bool(p.middle), escape(f"{p.given} {p.middle} {p.family}")),
    "middle initial": lambda p, r: _if(bool(p.middle), escape(f"{p.given} {p.middle[:1]}. {p.family}")),
    "last, first middle initial": lambda p, r: _if(bool(p.middle), escape(f"{p.family}, {p.given} {p.middle[:1]}.")),
    "preferred name": lambda p, r: _if(bool(p.preferred), escape(f"{p.preferred} {p.family}")),
    "preferred surname": lambda p, r: _if(bool(p.preferred_family), escape(f"{p.given} {p.preferred_family}")),
    "given (preferred) family": lambda p, r: _if(bool(p.preferred), escape(f'{p.given} "{p.preferred}" {p.family}')),
    "nickname": lambda p, r: _if(bool(_nick(p)), escape(f"{_nick(p)} {p.family}")),
    "last, nickname": lambda p, r: _if(bool(_nick(p)), escape(f"{p.family}, {_nick(p)}")),
    "first of two surnames": lambda p, r: _if(len(_double(p)) == 2, escape(f"{p.given} {(_double(p) or [''])[0]}")),
    "second of two surnames": lambda p, r: _if(len(_double(p)) == 2, escape(f"{p.given} {(_double(p) or [''])[-1]}")),
    "hyphen for space": lambda p, r: _if(len(_double(p)) == 2 and " " in p.family, escape(f"{p.given} {'-'.join(_double(p))}")),
    "space for hyphen": lambda p, r: _if("-" in p.family and len(_double(p)) == 2, escape(p.full.replace("-", " "))),
    "hyphen lost": lambda p, r: _if("-" in p.family and len(_double(p)) == 2, escape(p.given + " " + p.family.replace("-", ""))),
    "two given, first alone": lambda p, r: _if(" " in p.given, escape(f"{p.given.split()[0]} {p.family}")),
    "two given, hyphenated": lambda p, r: _if(" " in p.given, escape(f"{p.given.replace(' ', '-')} {p.family}")),
    "two given, joined": lambda p, r: _if(" " in p.given, escape(f"{''.join([p.given.split()[0], p.given.split()[-1].lower()])} {p.family}")),
    "apostrophe lost": lambda p, r: _if("'" in p.family, escape(p.full.replace("'", ""))),
    "apostrophe to space": lambda p, r: _if("'" in p.family, escape(p.full.replace("'", " "))),
    "apostrophe curly": lambda p, r: _if("'" in p.family, escape(p.full.replace("'", "\u2019"))),
    "accents lost": lambda p, r: _if(_has_mark(p), escape(unmarked(p.full))),
    "accents decomposed": lambda p, r: _if(_has_mark(p), escape(unicodedata.normalize("NFD", p.full))),
    "accents as entities": lambda p, r: _if(_has_mark(p), "".join(c if c.isascii() else f"&#{ord(c)};" for c in escape(p.full))),
    "prefix spaced": lambda p, r: _if(p.family.startswith(("Mc", "Mac")) and p.tradition == "celtic", escape(p.full.replace(" Mc", " Mc ").replace(" Mac", " Mac "))),
    "prefix one case": lambda p, r: _if(p.family.startswith(("Mc", "Mac", "Fitz")) and p.tradition == "celtic", escape(f"{p.given} {p.family.capitalize()}")),
    "al- as al space": lambda p, r: _if(p.family.lower().startswith(("al-", "el-")), escape(p.full.replace("-", " "))),
    "al- left out": lambda p, r: _if(p.family.lower().startswith(("al-", "el-")), escape(f"{p.given} {p.family[3:]}")),
    "suffix left out": lambda p, r: _if(p.tradition == "suffixed", escape(f"{p.given} {p.family.split()[0]}")),
    "suffix with comma": lambda p, r: _if(p.tradition == "suffixed", escape(f"{p.given} {p.family.split()[0]}, {p.family.split()[-1]}")),
    "family first, asian order": lambda p, r: _if(p.tradition in ("vietnamese", "korean", "chinese") and len(p.family) > 2, escape(f"{p.family} {p.given}")),
    "one letter wrong": lambda p, r: (lambda s: escape(s) if s else None)(_slip(p, r)),
    "possessive": lambda p, r: escape(p.full) + ("'" if p.family.endswith("s") else "'s"),
    "possessive curly": lambda p, r: escape(p.full) + "\u2019s",
    "non-breaking space": lambda p, r: escape(p.full).replace(" ", "&nbsp;"),
    "zero width": lambda p, r: escape(p.given) + " " + escape(p.family[:2]) + "&#8203;" + escape(p.family[2:]),
    "soft hyphen": lambda p, r: _if(len(p.family) > 5, escape(p.given) + " " + escape(p.family[:3]) + "&shy;" + escape(p.family[3:])),
    "bold first letters": lambda p, r: f"<b>{escape(p.given[:1])}</b>{escape(p.given[1:])} <b>{escape(p.family[:1])}</b>{escape(p.family[1:])}",
    "split over spans": lambda p, r: f"<span>{escape(p.given)}</span> <span>{escape(p.family)}</span>",
    "spans without space": lambda p, r: f"<span class='fn'>{escape(p.given)}</span><span class='ln'>{escape(p.family)}</span>",
    "line break between": lambda p, r: f"{escape(p.given)}<br>{escape(p.family)}",
    "bold surname": lambda p, r: f"{escape(p.given)} <strong>{escape(p.family)}</strong>",
    "double space": lambda p, r: escape(p.given) + "  \n   " + escape(p.family),
    "underscore": lambda p, r: escape(unmarked(p.full).replace(" ", "_").replace("'", "")),
    "hashtag": lambda p, r: "#" + _camel(p),
    "camel case": lambda p, r: _camel(p),
    "with grade": lambda p, r: escape(f"{p.full} ({p.grade or 'K'})"),
}  # fmt: skip

LOCAL_ONLY = frozenset(
    {
        "one letter wrong",
        "nickname",
        "last, nickname",
        "al- left out",
        "family first, asian order",
        "lower case",
    }
)
"""Forms that only the student's own class or school can settle."""

LISTED = frozenset(
    {
        "last, first",
        "LAST, FIRST",
        "last, first middle initial",
        "last, nickname",
        "camel case",
        "underscore",
        "LAST First",
    }
)
"""Forms that people write in lists and tables, and not inside a sentence."""

WEAK = frozenset(
    {
        "lower case",
        "first of two surnames",
        "second of two surnames",
        "hashtag",
        "camel case",
        "underscore",
        "two given, first alone",
    }
)
"""Forms that need a name that is no word and nobody else's."""


def slug(pupil: Pupil, rng: Random) -> str:
    """Return the name as file names and addresses have it."""
    given, family = (plain(part).split() for part in (pupil.given, pupil.family))
    between = rng.choice(("-", "_", "", "%20", "."))
    words = [*given, *family]
    if rng.random() < 0.2:
        words, between = [*family, *given], rng.choice("-_")
    if between == "" or rng.random() < 0.2:
        words = [word.capitalize() for word in words] if rng.random() < 0.6 else words
    return between.join(words)
