"""Find parts of names that tell a student apart: initials, surnames, user names made of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.names.around import GRADE_AFTER, WRITTEN_AS_ONE
from auditor.names.cues import Cues
from auditor.names.evidence import Form, Mention, partial_mention
from auditor.names.handles import handles, in_a_file_name
from auditor.names.index import FAMILY, INITIALED, Index
from auditor.names.place import Locale, lettered
from auditor.names.scan import parts_at
from auditor.names.skim import Skim, Skimmer, has_capital
from auditor.names.tokens import Token, sentence
from auditor.page import Source, Text

_DOTTED = re.compile(r"(?<![\w.&-])([A-Z])\.\s?([A-Z])\.(?![\w-])(?!\s?[A-Z])")
_NAMED_BY_PEOPLE = frozenset((Source.FILE_NAME, Source.HREF))
_HOUSEHOLD = r"(?i)^['’]?s?\s+{household}"


def partial_names(skimmer: Skimmer, cues: Cues, locale: Locale, text: Text) -> Iterator[Mention]:
    """Yield parts of names in one text that fit a student of the page's class, else of its school."""
    if not locale.in_school:
        return
    index, view, skim = skimmer.index, text.joined, skimmer.of(text.joined)
    if skim.marks:
        initial, surname = _worth_a_look(index, locale, skim, text)
        if initial:
            found = skimmer.tokens(view)
            yield from _first_and_initial(index, cues, locale, text, found)
            yield from _initial_and_last(index, cues, locale, text, found)
            yield from _last_and_initial(index, locale, text, found)
        if surname:
            yield from _surnames(index, cues, locale, text, skimmer.tokens(view))
    if skim.initials and locale.in_class:
        yield from _initials(index, cues, locale, text)
    if skim.handles:
        yield from handles(index, locale, text)
    if text.where.source in _NAMED_BY_PEOPLE and any(role & INITIALED for _, _, role in skim.marks):
        yield from in_a_file_name(index, locale, text)


def _worth_a_look(index: Index, locale: Locale, skim: Skim, text: Text) -> tuple[bool, bool]:
    """Tell whether a single letter stands beside a name of the school, and whether a telling surname does."""
    as_one = text.where.source in WRITTEN_AS_ONE
    initial = surname = False
    for at, word, role in skim.marks:
        surname = surname or word in locale.surname_starts
        if initial or not (role & FAMILY or word in locale.by_given):
            continue
        before, after = skim.near(at)
        initial = (len(before) == 1 and role & FAMILY > 0) or (
            len(after) == 1 and (word in locale.by_given or word in locale.rare)
        )
        initial = initial and (as_one or word in index.inner or has_capital(text.joined, word))
    return initial, surname


def _first_and_initial(
    index: Index, cues: Cues, locale: Locale, text: Text, found: Sequence[Token]
) -> Iterator[Mention]:
    as_one = text.where.source in WRITTEN_AS_ONE
    view = text.joined
    for at in range(len(found) - 1):
        if not (found[at].capital or as_one):
            continue
        for given, after in parts_at(index, found, at, index.by_given, index.givens):
            if after >= len(found):
                continue
            letter = found[after]
            if len(letter.folded) != 1 or not letter.letters or letter.touching or not letter.near:
                continue
            if not as_one and (not letter.capital or letter.ends_sentence or letter.before.strip()):
                continue
            end = letter.end + (view[letter.end : letter.end + 1] == ".")
            if letter.folded in "ai" and end == letter.end and not as_one and letter.end < len(view.rstrip()):
                continue
            follows = found[after + 1] if after + 1 < len(found) else None
            if (
                follows is not None
                and not as_one
                and follows.capital
                and follows.before in (" ", ". ")
                and (len(follows.folded) > 1 and follows.folded in index.by_family)
            ):
                continue
            if at and found[at - 1].folded in cues.single["adult-title"] and found[at].before in (" ", ". "):
                continue
            numbers = _named(index, locale, given, letter.folded)
            if numbers:
                yield partial_mention(
                    Form.FIRST_INITIAL, numbers, text, (found[at].start, end), locale, index, 4.5
                )


def _named(index: Index, locale: Locale, given: str, letter: str) -> tuple[int, ...]:
    """Return the students of the class, else of the school, with a first name and a last initial."""
    for names in (locale.class_given, locale.by_given):
        numbers = tuple(
            number
            for number in names.get(given, ())
            if any(form[0] == letter for form in index.forms[number].family)
        )
        if numbers:
            return numbers
    return ()


def _initial_and_last(
    index: Index, cues: Cues, locale: Locale, text: Text, found: Sequence[Token]
) -> Iterator[Mention]:
    for at in range(len(found) - 1):
        letter = found[at]
        if not letter.initial or letter.touching:
            continue
        if (
            at
            and letter.near
            and found[at - 1].capital
            and (not letter.ends_sentence or found[at - 1].initial)
        ):
            continue  # a middle initial
        middle = found[at + 1] if found[at + 1].initial and at + 2 < len(found) else None
        second = at + 1 if middle is None else at + 2
        for family, after in parts_at(index, found, second, index.by_family, index.families):
            follows = found[second]
            if follows.before not in (". ", ".", " ", "\u00a0", ""):
                continue
            if not any(each.capital for each in found[second:after]):
                continue
            if not follows.before and not locale.in_class:
                continue
            numbers = lettered(index, locale, family, letter.folded)
            if middle is not None:
                numbers = _with_middle(index, numbers, middle.folded)
            if not numbers:
                continue
            twin = any(
                person.given[:1].casefold() == letter.folded
                for person in index.staff_families.get(family, ())
            )
            low = sentence(text.joined, letter.start, found[after - 1].end).casefold()
            score = 4.5 if cues.has("student", low) or locale.in_class.intersection(numbers) else 3.0
            score -= 2.5 * twin + 1.0 * (family in index.ordinary)
            if cues.has("author", low) or cues.has("history", low):
                score -= 2.0
            if score >= 2.0:
                start, end = letter.start, found[after - 1].end
                yield partial_mention(Form.SURNAME, numbers, text, (start, end), locale, index, score)


def _with_middle(index: Index, numbers: Sequence[int], letter: str) -> tuple[int, ...]:
    """Return the students whose middle name begins with a letter, or of whom the roster has none."""
    return tuple(
        number
        for number in numbers
        if not index.forms[number].middle or any(form[0] == letter for form in index.forms[number].middle)
    )


def _last_and_initial(index: Index, locale: Locale, text: Text, found: Sequence[Token]) -> Iterator[Mention]:
    """Yield "Tarnquist, M." for family names that tell one student of the class apart."""
    for at in range(len(found) - 1):
        if not found[at].capital:
            continue
        for family, after in parts_at(index, found, at, locale.by_family, index.families):
            if family not in locale.rare or after >= len(found) or not found[after].initial:
                continue
            if found[after].before not in (", ", " ", ","):
                continue
            numbers = tuple(
                n for n in lettered(index, locale, family, found[after].folded) if n in locale.in_class
            )
            if numbers:
                place = found[at].start, found[after].end
                yield partial_mention(Form.SURNAME, numbers, text, place, locale, index, 4.2)


def _initials(index: Index, cues: Cues, locale: Locale, text: Text) -> Iterator[Mention]:
    for written in _DOTTED.finditer(text.joined):
        if "".join(written.groups()).casefold() in cues.small["no-initials"]:
            continue
        given, family = (letter.casefold() for letter in written.groups())
        numbers = tuple(
            number
            for number in sorted(locale.in_class)
            if index.students[number].given[:1].casefold() == given
            and index.students[number].family[:1].casefold() == family
        )
        if len(numbers) != 1:
            continue
        low = sentence(text.joined, written.start(), written.end()).casefold()
        alone = written.group() == text.joined.strip()
        if cues.has("student", low) or (
            alone and text.where.source in (Source.CELL, Source.CAPTION, Source.ALT)
        ):
            yield partial_mention(Form.INITIALS, numbers, text, written.span(), locale, index, 4.5)


def _surnames(
    index: Index, cues: Cues, locale: Locale, text: Text, found: Sequence[Token]
) -> Iterator[Mention]:
    """Yield family names that stand alone and are a child's by the words beside them.

    A rare one needs words about students in its sentence, another one directly before or behind it.
    """
    view = text.joined
    grade, household = map(cues.pattern, (GRADE_AFTER, _HOUSEHOLD))
    for at, token in enumerate(found):
        if token.touching:
            continue
        for family, after in parts_at(index, found, at, locale.by_family, index.families):
            if family not in locale.surnames or not any(each.capital for each in found[at:after]):
                continue
            start, end = token.start, found[after - 1].end
            before, rest = view[:start].casefold(), view[end:]
            marked = cues.student_before.search(before) is not None or grade.match(rest) is not None
            if _in_a_longer_name(cues, found, at, after, marked) or household.match(rest):
                continue
            low = sentence(view, start, end).casefold()
            told = family in locale.rare and cues.has("student", low) and not cues.has("adult-role", low)
            if marked or told:
                numbers = tuple(number for number in locale.by_family[family] if number in locale.in_class)
                yield partial_mention(Form.SURNAME, numbers, text, (start, end), locale, index, 4.2)


def _in_a_longer_name(cues: Cues, found: Sequence[Token], at: int, after: int, marked: bool) -> bool:
    """Tell whether a family name is an adult's, or part of a name that is told in full."""
    before = found[at - 1] if at and found[at].near else None
    if before is not None and before.folded in cues.single["adult-title"]:
        return True
    if before is not None and before.capital and not marked:
        return True
    follows = found[after] if after < len(found) else None
    return follows is not None and (
        follows.comma or (follows.near and follows.capital and not follows.ends_sentence)
    )
