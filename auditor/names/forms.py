"""Say under which names a student goes, and how much each is worth; looks at no text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.mask.spelling import part_forms
from auditor.roster import Staff, Student
from auditor.words import Words

_LETTERS = re.compile(r"[A-Z]{2,3}")
_LIGATURE = re.compile(r"ffi|ffl|ff|fi|fl")


class Part(StrEnum):
    """How a written given or family name relates to the one on the roster; strongest first."""

    WHOLE = "as on the roster"
    PREFERRED = "the name the student goes by"
    PIECE = "one part of a double name"
    SHORT = "a usual short form"
    LIGATURE = "letters lost in a file"
    MIDDLE = "the middle name"
    RARE = "a less usual short form"
    TYPO = "one letter wrong"
    INITIAL = "the initial"


WEIGHT = {
    Part.WHOLE: 0.0,
    Part.PREFERRED: 0.0,
    Part.PIECE: -0.7,
    Part.SHORT: -1.0,
    Part.LIGATURE: -1.0,
    Part.MIDDLE: -2.0,
    Part.RARE: -1.6,
    Part.TYPO: -2.0,
    Part.INITIAL: -4.0,
}
_RANK = {part: rank for rank, part in enumerate(Part)}


@dataclass(frozen=True, slots=True)
class Forms:
    """Hold the folded given and family names of one person; none of them shows in `repr`.

    `middle` are middle names, `breaks` where a form may be written in two words.
    """

    given: dict[str, Part] = field(default_factory=dict, repr=False)
    family: dict[str, Part] = field(default_factory=dict, repr=False)
    middle: frozenset[str] = field(default=frozenset(), repr=False)
    breaks: dict[str, set[int]] = field(default_factory=dict, repr=False)


def forms_of(student: Student, words: Words) -> Forms:
    """Return every name under which a student may be written about."""
    forms = Forms(middle=frozenset(form for form in part_forms(student.middle) if len(form) > 1))
    legal = [student.given]
    preferred = [student.preferred] if student.preferred else []
    families = [student.family]
    known_as = [student.preferred_family] if student.preferred_family else []
    for other in student.other_names:
        given, _, family = other.rpartition(" ")
        preferred.append(given or other)
        if given:
            known_as.append(family)
    for name in legal:
        _put(forms, forms.given, name, Part.WHOLE)
    for name in preferred:
        _put(forms, forms.given, name, Part.PREFERRED)
    for name in (*legal, *preferred):
        if _LETTERS.fullmatch(name):  # "RJ" is written "R.J." too
            forms.breaks.setdefault(name.casefold(), set()).update(range(1, len(name)))
    for name in families:
        _put(forms, forms.family, name, Part.WHOLE)
    for name in known_as:
        _put(forms, forms.family, name, Part.PREFERRED)
    for form in [form for form, part in forms.given.items() if part in (Part.WHOLE, Part.PIECE)]:
        for part, table in ((Part.SHORT, words.nicknames), (Part.RARE, words.rare_nicknames)):
            for short in table.get(form, ()):
                for plain in part_forms(short):
                    _keep(forms.given, plain, part)
    for form in forms.middle:
        _keep(forms.given, form, Part.MIDDLE)
    if student.middle and len(student.middle.split()) == 1:
        # "Ana Lucia" stands in one cell of many lists although the export keeps them apart.
        both, places = _one_word(f"{student.given} {student.middle}")
        if both:
            _keep(forms.given, both, Part.WHOLE)
            forms.breaks.setdefault(both, set()).update(places)
    for side in (forms.given, forms.family):
        for form in [form for form, part in side.items() if part in (Part.WHOLE, Part.PREFERRED)]:
            for lost, place in _without_ligature(form):
                _keep(side, lost, Part.LIGATURE)
                forms.breaks.setdefault(lost, set()).add(place)
    return forms


def staff_forms(person: Staff, words: Words) -> Forms:
    """Return the names of a member of staff, as far as a student could share them."""
    forms = Forms()
    for name in filter(None, (person.given, person.preferred)):
        _put(forms, forms.given, name, Part.WHOLE)
    for form in list(forms.given):
        for short in (*words.nicknames.get(form, ()), *words.rare_nicknames.get(form, ())):
            for plain in part_forms(short):
                _keep(forms.given, plain, Part.SHORT)
    _put(forms, forms.family, person.family, Part.WHOLE)
    return forms


def better(parts: Iterable[Part]) -> Part:
    """Return the strongest of several relations."""
    return min(parts, key=_RANK.__getitem__)


def _put(forms: Forms, side: dict[str, Part], name: str, whole: Part) -> None:
    for position, (form, places) in enumerate(_lengthened(name)):
        if len(form) < 2:
            continue
        _keep(side, form, whole if position == 0 else Part.PIECE)
        if places:
            forms.breaks.setdefault(form, set()).update(places)


def _lengthened(name: str) -> Iterator[tuple[str, set[int]]]:
    """Yield a name's forms, the whole first; a name spelled out ("Mueller") counts as whole."""
    found = part_forms(name)
    yield from found.items()


def _one_word(name: str) -> tuple[str, set[int]]:
    return next(iter(part_forms(name).items()), ("", set()))


def _keep(side: dict[str, Part], form: str, part: Part) -> None:
    if form not in side or _RANK[part] < _RANK[side[form]]:
        side[form] = part


def _without_ligature(form: str) -> Iterator[tuple[str, int]]:
    """Yield a name as a file reads where a ligature has no letters behind it ("Gri ths")."""
    for found in _LIGATURE.finditer(form):
        lost = form[: found.start()] + form[found.end() :]
        if len(lost) >= 4 and found.start() > 0 and found.end() < len(form):
            yield lost, found.start()
