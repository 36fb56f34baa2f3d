"""Find parts of names that tell a student apart: initials, surnames, user names made of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.finding import Confidence
from auditor.names.around import WRITTEN_AS_ONE
from auditor.names.cues import Cues
from auditor.names.evidence import Form, Mention
from auditor.names.index import FAMILY, Index
from auditor.names.place import Locale, Nearness
from auditor.names.scan import parts_at
from auditor.names.skim import NAMED_BY_PEOPLE, Skim, Skimmer, has_capital
from auditor.names.tokens import Token, sentence
from auditor.page import Source, Text

_DOTTED = re.compile(r"(?<![\w.&-])([A-Z])\.\s?([A-Z])\.(?![\w-])(?!\s?[A-Z])")
_NO_INITIALS = frozenset(
    "US UK PE AM PM PS DC ID BC AD TV LA PO PR AP ES MS HS OK RI NY SD ND NC SC NM NJ NH CE BCE EP GI".split()
)
_LOCAL_PART = re.compile(r"(?<![\w.+-])([a-z]{3,30})\d{0,6}@([\w.-]+)?", re.IGNORECASE)
_LOWER = re.compile(r"(?<![A-Za-z])[A-Za-z]?[a-z]{5,30}(?![A-Za-z])")
_HANDLE = re.compile(
    r"(?:(?<=\s)|^)@([a-z]{3,30})\d{0,6}\b|(?:user ?name|login|user)\s*[:=]\s*([a-z]{3,30})\d{0,6}\b", re.I
)
_HOUSEHOLD = re.compile(r"^['’]?s?\s+(?:famil|household|residence|boys|girls|kids|home)", re.IGNORECASE)


def partial_names(skimmer: Skimmer, cues: Cues, locale: Locale, text: Text) -> Iterator[Mention]:
    """Yield parts of names in one text that fit a student of the page's class, else of its school."""
    if not locale.in_school:
        return
    index, view, skim = skimmer.index, text.joined, skimmer.of(text.joined)
    if skim.marks:
        initial, surname = _worth_a_look(locale, skim, text)
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
        yield from _handles(index, locale, text)
    if locale.in_class and text.where.source in NAMED_BY_PEOPLE:
        yield from _in_a_file_name(index, locale, text)


def _worth_a_look(locale: Locale, skim: Skim, text: Text) -> tuple[bool, bool]:
    """Tell whether a single letter stands beside a name of the school, and whether a telling surname does."""
    as_one = text.where.source in WRITTEN_AS_ONE
    initial = surname = False
    for at, word, role in skim.marks:
        surname = surname or word in locale.surnames
        if initial or not (role & FAMILY or word in locale.by_given):
            continue
        before, after = skim.near(at)
        initial = (len(before) == 1 and role & FAMILY > 0) or (
            len(after) == 1 and (word in locale.by_given or word in locale.surnames)
        )
        initial = initial and (as_one or has_capital(text.joined, word))
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
                yield _mention(Form.FIRST_INITIAL, numbers, text, found[at].start, end, locale, index, 4.5)


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
        if at and letter.near and not letter.ends_sentence and found[at - 1].capital:
            continue  # a middle initial
        for family, after in parts_at(index, found, at + 1, index.by_family, index.families):
            follows = found[at + 1]
            if follows.before not in (". ", ".", " ", "\u00a0", "") or not follows.capital:
                continue
            if not follows.before and not locale.in_class:
                continue
            numbers = _lettered(index, locale, family, letter.folded)
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
                yield _mention(Form.SURNAME, numbers, text, start, end, locale, index, score)


def _last_and_initial(index: Index, locale: Locale, text: Text, found: Sequence[Token]) -> Iterator[Mention]:
    """Yield "Tarnquist, M." for family names that tell one student of the class apart."""
    for at in range(len(found) - 1):
        if not found[at].capital:
            continue
        for family, after in parts_at(index, found, at, locale.by_family, index.families):
            if family not in locale.surnames or after >= len(found) or not found[after].initial:
                continue
            if found[after].before not in (", ", " ", ","):
                continue
            numbers = tuple(
                n for n in _lettered(index, locale, family, found[after].folded) if n in locale.in_class
            )
            if numbers:
                yield _mention(
                    Form.SURNAME, numbers, text, found[at].start, found[after].end, locale, index, 4.2
                )


def _lettered(index: Index, locale: Locale, family: str, letter: str) -> tuple[int, ...]:
    numbers = tuple(
        number
        for number in locale.by_family.get(family, ())
        if any(form[0] == letter for form in index.forms[number].given)
    )
    return tuple(number for number in numbers if number in locale.in_class) or numbers


def _initials(index: Index, cues: Cues, locale: Locale, text: Text) -> Iterator[Mention]:
    for written in _DOTTED.finditer(text.joined):
        if "".join(written.groups()) in _NO_INITIALS:
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
            yield _mention(Form.INITIALS, numbers, text, *written.span(), locale, index, 4.5)


def _surnames(
    index: Index, cues: Cues, locale: Locale, text: Text, found: Sequence[Token]
) -> Iterator[Mention]:
    """Yield rare family names that stand alone beside words about students."""
    view = text.joined
    for at, token in enumerate(found):
        if not token.capital or len(token.folded) < 4 or token.touching:
            continue
        for family, after in parts_at(index, found, at, locale.by_family, index.families):
            if family not in locale.surnames:
                continue
            numbers = tuple(number for number in locale.by_family[family] if number in locale.in_class)
            if (
                at
                and token.near
                and (found[at - 1].capital or found[at - 1].folded in cues.single["adult-title"])
            ):
                continue
            if (
                after < len(found)
                and found[after].near
                and found[after].capital
                and not found[after].ends_sentence
            ):
                continue
            if after < len(found) and found[after].comma:
                continue
            end = found[after - 1].end
            low = sentence(view, token.start, end).casefold()
            if (
                cues.has("student", low)
                and not _HOUSEHOLD.match(view[end:])
                and not cues.has("adult-role", low)
            ):
                yield _mention(Form.SURNAME, numbers, text, token.start, end, locale, index, 4.2)


def _handles(index: Index, locale: Locale, text: Text) -> Iterator[Mention]:
    """Yield user names and addresses made of an initial and a family name, in either order."""
    view = text.joined
    for written in (*_LOCAL_PART.finditer(view), *_HANDLE.finditer(view)):
        word, *rest = (part.casefold() for part in written.groups() if part)
        ours = written.re is _HANDLE or any("".join(rest).endswith(domain) for domain in index.domains)
        if word in index.staff_emails:
            continue
        for letter, family in ((word[0], word[1:]), (word[-1], word[:-1])):
            numbers = _lettered(index, locale, family, letter) if len(family) > 2 else ()
            if numbers and (ours or locale.in_class.issuperset(numbers)):
                at = written.start() + written.group().casefold().find(word)
                yield _mention(Form.USER_NAME, numbers, text, at, at + len(word), locale, index, 4.2)
                break


def _in_a_file_name(index: Index, locale: Locale, text: Text) -> Iterator[Mention]:
    """Yield "mthornquist" in a file's name or a folder's, for students of the page's own class."""
    for written in _LOWER.finditer(text.joined):
        word = written.group().casefold()
        if word in index.ordinary or word in index.staff_emails:
            continue
        for letter, family in ((word[0], word[1:]), (word[-1], word[:-1])):
            if family in locale.surnames and family not in index.ordinary:
                numbers = _lettered(index, locale, family, letter)
                if numbers and locale.in_class.issuperset(numbers):
                    yield _mention(Form.USER_NAME, numbers, text, *written.span(), locale, index, 4.2)


def _mention(
    form: Form,
    numbers: Sequence[int],
    text: Text,
    start: int,
    end: int,
    locale: Locale,
    index: Index,
    score: float,
) -> Mention:
    near = max(locale.nearness(index, number) for number in numbers)
    where = "class" if near is Nearness.CLASS else "school"
    said = f"{_SAID[form]}, which fits a student of this {where}"
    sure = Confidence.LIKELY if score >= 4 and len(numbers) == 1 else Confidence.REVIEW
    return Mention(form, tuple(numbers), text.joined[start:end], sure, score, (said,), text, start, end, near)


_SAID = {
    Form.FIRST_INITIAL: "first name and initial of the last name",
    Form.INITIALS: "initials beside words about students",
    Form.SURNAME: "a last name without the first name",
    Form.USER_NAME: "a user name made of a name",
}
