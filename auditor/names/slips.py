"""Find names of a school's own students with one letter wrong; nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.names.forms import Part
from auditor.names.index import Index
from auditor.names.place import Locale
from auditor.names.scan import Candidate, Hit, Shape
from auditor.names.skim import Skim, Skimmer, has_capital
from auditor.names.tokens import Token

_SHORTEST, _SHORTEST_FAMILY = 4, 5
_LONGEST = 200
"""Letters; no name is as long."""


def one_letter_wrong(skimmer: Skimmer, locale: Locale, text: str) -> tuple[Hit, ...]:
    """Return names of which one half is right and the other one letter off, in the page's own school.

    A half that is an ordinary word, or someone's true name on the roster, is not taken for a slip.
    """
    skim = skimmer.of(text)
    if not locale.by_given or not skim.marks or not _worth_a_look(skimmer.index, locale, skim, text):
        return ()
    return tuple(_slips(skimmer.index, locale, whole_words(skimmer.tokens(text))))


def _worth_a_look(index: Index, locale: Locale, skim: Skim, text: str) -> bool:
    """Tell whether an unknown word stands beside a name of the school, both with or both without capitals."""
    plain = text.islower()
    for at, word, _ in skim.marks:
        known = word in locale.by_given or word in locale.by_family
        if not known or not (plain or has_capital(text, word)):
            continue
        if any(_unknown(index, each) and (plain or has_capital(text, each)) for each in skim.near(at)):
            return True
    return False


def _unknown(index: Index, word: str) -> bool:
    if len(word) < _SHORTEST or word in index.by_given or word in index.by_family:
        return False
    return word not in index.ordinary


def whole_words(found: Sequence[Token]) -> list[tuple[Token, int, int]]:
    """Join pieces that touch ("Mc" and "Donald"); returns words with their first and last tokens."""
    words: list[tuple[Token, int, int]] = []
    for at, token in enumerate(found):
        if words and token.touching and token.letters and token.folded != "s":
            word, first, _ = words[-1]
            # Pieces without end are no word, and would be copied once for each of them.
            if len(word.folded) < _LONGEST and word.letters:
                words[-1] = word._replace(folded=word.folded + token.folded, end=token.end), first, at + 1
                continue
        words.append((token, at, at + 1))
    return words


def _slips(index: Index, locale: Locale, words: Sequence[tuple[Token, int, int]]) -> Iterator[Hit]:
    for at, ((left, first, _), (right, _, last)) in enumerate(zip(words, words[1:], strict=False)):
        if right.touching or not (left.letters and right.letters) or left.capital != right.capital:
            continue
        if right.comma and not _in_a_list(words, at):
            yield from _matched(index, locale, (first, last), right, left, Shape.LAST_COMMA_FIRST)
        elif right.near and not right.ends_sentence:
            yield from _matched(index, locale, (first, last), left, right, Shape.FIRST_LAST)
            if left.folded in locale.by_family and right.folded not in index.by_family:
                yield from _matched(index, locale, (first, last), right, left, Shape.LAST_FIRST)


def _in_a_list(words: Sequence[tuple[Token, int, int]], at: int) -> bool:
    """Tell whether "Berg, Ana" may be the end of one full name and the start of the next."""
    before = at > 0 and words[at][0].near and words[at - 1][0].capital
    after = at + 2 < len(words) and words[at + 2][0].near and words[at + 2][0].capital
    return before or after


def _matched(
    index: Index, locale: Locale, span: tuple[int, int], given: Token, family: Token, shape: Shape
) -> Iterator[Hit]:
    candidates: list[Candidate] = []
    if given.folded in locale.by_given and _unknown(index, family.folded):
        for number in locale.by_given[given.folded]:
            candidates += _close(index, number, given.folded, family.folded, shape, family_wrong=True)
    elif family.folded in locale.by_family and _unknown(index, given.folded):
        for number in locale.by_family[family.folded]:
            candidates += _close(index, number, given.folded, family.folded, shape, family_wrong=False)
    if candidates:
        start, end = min(given.start, family.start), max(given.end, family.end)
        yield Hit(start, end, *span, given.folded, family.folded, tuple(candidates))


def _close(
    index: Index, number: int, given: str, family: str, shape: Shape, family_wrong: bool
) -> Iterable[Candidate]:
    forms = index.forms[number]
    written, side = (family, forms.family) if family_wrong else (given, forms.given)
    for form, part in side.items():
        if (
            part in (Part.WHOLE, Part.PREFERRED, Part.PIECE)
            and len(form) >= (_SHORTEST_FAMILY if family_wrong else _SHORTEST)
            and slip(written, form)
        ):
            other = forms.given[given] if family_wrong else forms.family[family]
            if other not in (Part.WHOLE, Part.PREFERRED, Part.PIECE):
                return ()
            first, last = (other, Part.TYPO) if family_wrong else (Part.TYPO, other)
            return (Candidate(number, first, last, shape),)
    return ()


def slip(written: str, meant: str) -> bool:
    """Tell whether two words differ by one letter: wrong, missing, added, or two changed over."""
    if written == meant or abs(len(written) - len(meant)) > 1:
        return False
    at = 0
    while at < min(len(written), len(meant)) and written[at] == meant[at]:
        at += 1
    if len(written) == len(meant):
        if written[at + 1 :] == meant[at + 1 :]:
            return True
        swapped = written[at : at + 2] == meant[at : at + 2][::-1]
        return swapped and written[at + 2 :] == meant[at + 2 :]
    longer, shorter = (written, meant) if len(written) > len(meant) else (meant, written)
    return longer[at + 1 :] == shorter[at:]
