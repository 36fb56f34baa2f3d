"""Replace full student names in any text or address by a mark; judges nothing and stores nothing."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.mask.spelling import SUFFIXES, Atom, Gap, Spelled, part_forms, spell, views
from auditor.once import short_known

MARK = "[student]"
ADDRESS_MARK = "%5Bstudent%5D"
_STEM = 3
_LEAST_DETAIL = 6
_MOST_BETWEEN = 3
_MOST_KNOWN, _LONGEST_KNOWN = 65_536, 2_000
"""Texts, and letters of one, that are kept in mind: menus, selectors and findings come again."""

Name = tuple[str | Sequence[str], str | Sequence[str]]
"""Given names and family names of one student: any given one with any family one is a full name."""


@dataclass(frozen=True, slots=True)
class _Half:
    """Hold one side of the index: each given name's family names, or the other way round."""

    partners: Mapping[str, frozenset[str]]
    longest: int


class Mask:
    """Know every student's full names, and details of some, and find them in any spelling.

    Found are First Last, Last First, Last, First; joined, camel case, hyphens, underscores, dots,
    percent signs and entities; any case, accents and apostrophes lost; either of two family names;
    a middle name or initials between. A given name alone stays: too many are ordinary words. The
    index maps folded names, so that a text costs the same whatever the number of students.
    """

    __slots__ = ("_breaks", "_details", "_digest", "_families", "_givens", "_inner", "_known", "_stems")

    def __init__(self, names: Iterable[Name] = (), details: Iterable[str] = ()) -> None:
        """Index the names; `details` are addresses, numbers and dates that mean one student as well."""
        families: dict[str, set[str]] = {}
        givens: dict[str, set[str]] = {}
        breaks: dict[str, set[int]] = {}
        for given_names, family_names in names:
            given_forms = _forms(given_names, breaks)
            family_forms = _forms(family_names, breaks)
            for given in given_forms:
                families.setdefault(given, set()).update(family_forms)
            for family in family_forms:
                givens.setdefault(family, set()).update(given_forms)
        self._families = _half(families)
        self._givens = _half(givens)
        # Where a name may be broken by a space, because the roster writes it in two words.
        self._breaks = {form: frozenset(places) for form, places in breaks.items() if places}
        self._inner = frozenset(form[:place] for form, places in self._breaks.items() for place in places)
        self._stems = frozenset(
            part[:size]
            for half in (self._families, self._givens)
            for part in half.partners
            for size in range(1, _STEM + 1)
        )
        self._details: dict[str, list[tuple[str, frozenset[int]]]] = {}
        for detail in dict.fromkeys(details):
            pieces = [atom.folded for atom in spell(detail).atoms]
            whole = "".join(pieces)
            if len(whole) >= _LEAST_DETAIL and ("@" in detail or any(map(str.isdigit, whole))):
                ends = frozenset(len("".join(pieces[:count])) for count in range(1, len(pieces) + 1))
                self._details.setdefault(whole[0], []).append((whole, ends))
        listed = sorted(f"{given} {family}" for given, others in families.items() for family in others)
        listed += sorted(whole for known in self._details.values() for whole, _ in known)
        self._digest = hashlib.sha256("\n".join(listed).encode("utf-8", "surrogatepass")).digest()
        self._known = short_known(_MOST_KNOWN, _LONGEST_KNOWN)(self._masked)

    @staticmethod
    def empty() -> Mask:
        """Return the mask of a night without a roster: it changes nothing."""
        return Mask()

    def __bool__(self) -> bool:
        """Tell whether there is any name to look for."""
        return bool(self._families.partners or self._details)

    def __repr__(self) -> str:
        return f"Mask({len(self._families.partners)} given names)"

    def digest(self, key: bytes) -> str:
        """Return a keyed hash of all names, which tells a changed roster and nothing else."""
        return hmac.new(key, self._digest, "sha256").hexdigest()

    def text(self, text: str, also: Sequence[str] = ()) -> str:
        """Return `text` with each full name, and each spelling of a string in `also`, as "[student]"."""
        return self._replaced(text, MARK, also)

    def address(self, url: str, also: Sequence[str] = ()) -> str:
        """Return an address with each full name, however encoded, as "%5Bstudent%5D"."""
        return self._replaced(url, ADDRESS_MARK, also)

    def finds(self, text: str) -> bool:
        """Tell whether `text` holds a full name."""
        return bool(self) and any(True for view in views(text) for _ in self._spans(view))

    def _replaced(self, text: str, mark: str, also: Sequence[str]) -> str:
        if not text or not (self or also):
            return text
        return self._known(text, mark, tuple(also))

    def _masked(self, text: str, mark: str, also: tuple[str, ...]) -> str:
        spans = [
            view.origin(start, end)
            for view in views(text)
            for found in (self._spans(view), *(_literal_spans(view, literal) for literal in also))
            for start, end in found
        ]
        if not spans:
            return text
        pieces, at = [], 0
        for start, end in _merged(spans):
            pieces += [text[at:start], mark]
            at = end
        return "".join((*pieces, text[at:]))

    def _spans(self, spelled: Spelled) -> Iterator[tuple[int, int]]:
        """Yield where names stand in the decoded text, from left to right, none inside another."""
        atoms = spelled.atoms
        index = 0 if self else len(atoms)
        while index < len(atoms):
            end = self._name_at(atoms, index) or self._joined_end(atoms, index)
            end = end or self._detail_end(atoms, index)
            if end:
                yield atoms[index].start, atoms[end - 1].end
            index = end or index + 1

    def _name_at(self, atoms: Sequence[Atom], index: int) -> int:
        """Return the position after the longest name that starts at `index`, 0 for none."""
        if atoms[index].folded[:_STEM] not in self._stems:
            return 0
        longest = 0
        for half, given_first in ((self._families, True), (self._givens, False)):
            for part, after in self._parts(atoms, index, half):
                longest = max(longest, self._partner_after(atoms, after, half.partners[part], given_first))
        return longest

    def _parts(self, atoms: Sequence[Atom], index: int, half: _Half) -> Iterator[tuple[str, int]]:
        """Yield each name of one side that starts at `index`, with the position after it."""
        joined = ""
        broken: list[int] = []
        for position in range(index, len(atoms)):
            atom = atoms[position]
            if position > index and atom.gap not in (Gap.TOUCHING, Gap.SOFT):
                if joined not in self._inner:
                    return
                broken.append(len(joined))
            joined += atom.folded
            if len(joined) > half.longest:
                return
            if joined in half.partners and (
                not broken or self._breaks.get(joined, frozenset()).issuperset(broken)
            ):
                yield joined, position + 1

    def _partner_after(
        self, atoms: Sequence[Atom], index: int, partners: frozenset[str], given_first: bool
    ) -> int:
        """Return the position after the other half of the name, past what may stand between; 0 for none."""
        other = self._givens if given_first else self._families
        unknown = 0
        for _ in range(_MOST_BETWEEN + 1):
            if index >= len(atoms):
                return 0
            found = [after for part, after in self._parts(atoms, index, other) if part in partners]
            if found:
                return max(found)
            atom = atoms[index]
            if atom.folded not in SUFFIXES:
                if not given_first or not self._may_stand_between(atoms, index):
                    return 0
                unknown += len(atom.folded) > 1 and atom.folded not in self._families.partners
                if unknown > 1:
                    return 0
            index += 1
        return 0

    def _may_stand_between(self, atoms: Sequence[Atom], index: int) -> bool:
        """Tell a middle name or initial from the next name of a list ("Emma, Rose") and from prose."""
        if index + 1 >= len(atoms):
            return False
        atom, after = atoms[index], atoms[index + 1]
        if not atom.letters or Gap.OTHER in (atom.gap, after.gap):
            return False
        in_a_slug = not (atom.spaced or after.spaced)
        return len(atom.folded) == 1 or atom.capital or in_a_slug or atom.folded in self._families.partners

    def _joined_end(self, atoms: Sequence[Atom], index: int) -> int:
        """Return the position after both names where they are written as one ("emmasmith"), 0 for none."""
        limit = self._families.longest + self._givens.longest + 1
        word, ends = "", {}
        for position in range(index, len(atoms)):
            atom = atoms[position]
            if not atom.letters or (position > index and atom.gap is not Gap.TOUCHING):
                break
            word += atom.folded
            if len(word) > limit:
                break
            ends[len(word)] = position + 1
        if word[:_STEM] not in self._stems:
            return 0
        longest = 0
        for half in (self._families, self._givens):
            for cut in range(2, min(half.longest, len(word)) + 1):
                partners = half.partners.get(word[:cut])
                if partners is None:
                    continue
                for size, after in ends.items():
                    # Two short names joined are as often a word; one letter between is an initial.
                    long_enough = size >= 7 or min(cut, size - cut) >= 3
                    for start in (cut, cut + 1):
                        fits = long_enough if start == cut else size >= 8
                        if fits and word[start:size] in partners:
                            longest = max(longest, self._rest_end(atoms, after, word[start:size], partners))
        return longest

    def _detail_end(self, atoms: Sequence[Atom], index: int) -> int:
        """Return the position after the longest detail that starts at `index`, 0 for none."""
        longest = 0
        for whole, ends in self._details.get(atoms[index].folded[:1], ()):
            joined = ""
            for position in range(index, len(atoms)):
                parted = position > index and atoms[position].gap not in (Gap.TOUCHING, Gap.SOFT)
                if parted and len(joined) not in ends:
                    break
                joined += atoms[position].folded
                if not whole.startswith(joined):
                    break
                if joined == whole:
                    longest = max(longest, position + 1)
                    break
        return longest

    def _rest_end(self, atoms: Sequence[Atom], index: int, part: str, partners: frozenset[str]) -> int:
        """Return the position after the rest of a double name of which `part` ends before `index`."""
        end = index
        longest = max(self._families.longest, self._givens.longest)
        for position in range(index, len(atoms)):
            atom = atoms[position]
            if atom.spaced or atom.gap is Gap.OTHER or len(part) > longest:
                break
            part += atom.folded
            if part in partners:
                end = position + 1
        return end


def _forms(names: str | Sequence[str], breaks: dict[str, set[int]]) -> tuple[str, ...]:
    forms: dict[str, None] = {}
    for name in (names,) if isinstance(names, str) else names:
        for form, places in part_forms(name).items():
            forms[form] = None
            breaks.setdefault(form, set()).update(places)
    return tuple(forms)


def _half(partners: Mapping[str, set[str]]) -> _Half:
    kept = {part: frozenset(others) for part, others in partners.items() if others}
    return _Half(kept, max(map(len, kept), default=0))


def _literal_spans(spelled: Spelled, literal: str) -> Iterator[tuple[int, int]]:
    """Yield where the letters and digits of `literal` stand, whatever is between its words."""
    wanted = [atom.folded for atom in spell(literal).atoms]
    whole = "".join(wanted)
    ends = {len("".join(wanted[:count])) for count in range(1, len(wanted) + 1)}
    atoms = spelled.atoms
    for index in range(len(atoms) if whole else 0):
        joined = ""
        for position in range(index, len(atoms)):
            parted = atoms[position].gap not in (Gap.TOUCHING, Gap.SOFT)
            if position > index and parted and len(joined) not in ends:
                break
            joined += atoms[position].folded
            if not whole.startswith(joined):
                break
            if joined == whole:
                yield atoms[index].start, atoms[position].end
                break


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


NO_MASK = Mask()
