"""Find names whose halves stand in two cells of a row, or in two lines one below the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from auditor.names.grid import Grid
from auditor.names.scan import Candidate, Hit, Middle, Shape, ends_word, parts_at
from auditor.names.skim import Skimmer
from auditor.page import Location, Source, Text

_LONGEST_CELL = 60
_LONGEST_LINE = 30
_ENDINGS = frozenset(("jr", "sr", "ii", "iii", "iv"))
_BLOCKS = frozenset(
    (Source.BODY, Source.HEADING, Source.CAPTION, Source.PDF, Source.DOCX, Source.PPTX, Source.OCR)
)
Halves = Mapping[str, frozenset[int]]
Found = tuple[Text, Text, str, Hit]
"""The text that holds one half, the one that holds the other, both together, and the name in them."""


def in_cells(skimmer: Skimmer, grid: Grid, marked: Iterable[Text]) -> Iterator[Found]:
    """Yield names whose halves stand in two cells of one row, side by side or around a middle name."""
    several = Counter(text.row for text in marked if text.row)
    rows = {text.row: text for text in marked if several[text.row] > 1}
    for text in rows.values():
        row = grid.row(text)
        cells = [cell for cell in row if 1 <= len(cell.joined) <= _LONGEST_CELL]
        known = [bool(skimmer.of(cell.joined).marks) for cell in cells]
        for at, left in enumerate(cells):
            for step in (1, 2):
                other = at + step
                if not known[at] or other >= len(cells) or not known[other]:
                    continue
                between = cells[at + 1].joined if step == 2 else ""
                yield from _joined(skimmer, left, cells[other], Shape.CELLS, between)


def in_lines(skimmer: Skimmer, texts: Sequence[Text], places: Sequence[int]) -> Iterator[Found]:
    """Yield names whose halves are two whole lines, one below the other."""
    for place, below in zip(places, places[1:], strict=False):
        left, right = texts[place], texts[below]
        if below > place + 1 or len(left.joined) > _LONGEST_LINE or len(right.joined) > _LONGEST_LINE:
            continue
        if not (skimmer.of(left.joined).marks and skimmer.of(right.joined).marks):
            continue
        one_block = left.where.selector == right.where.selector != "" and left.row == right.row
        lines = not (left.row or right.row) and left.where.source in _BLOCKS and right.where.source in _BLOCKS
        if (one_block or lines) and _siblings(left.where, right.where):
            yield from _joined(skimmer, left, right, Shape.BLOCKS, "", turned=False)


def _joined(
    skimmer: Skimmer, left: Text, right: Text, shape: Shape, between: str, *, turned: bool = True
) -> Iterator[Found]:
    """Yield the name of which two texts hold the halves, the given one first unless it is `turned`."""
    for first, second in ((left, right), (right, left)) if turned else ((left, right),):
        given, family = whole(skimmer, first.joined, given=True), whole(skimmer, second.joined, given=False)
        for one, ones in given.items():
            for other, others in family.items():
                both = [number for number in ones & others if _may_part(skimmer, number, between)]
                if not both:
                    continue
                view = f"{left.joined} {right.joined}"
                tokens = skimmer.tokens(view)
                middle = Middle.KNOWN if between else Middle.NONE
                candidates = tuple(_candidate(skimmer, number, one, other, shape, middle) for number in both)
                yield first, second, view, Hit(0, len(view), 0, len(tokens), one, other, candidates)
                return


def _may_part(skimmer: Skimmer, number: int, between: str) -> bool:
    """Tell whether a cell between the halves holds nothing but the student's middle name or its initial."""
    if not between:
        return True
    middle = "".join(token.folded for token in skimmer.tokens(between))
    return any(middle in (name, name[0]) for name in skimmer.index.forms[number].middle)


def _candidate(
    skimmer: Skimmer, number: int, given: str, family: str, shape: Shape, middle: Middle
) -> Candidate:
    forms = skimmer.index.forms[number]
    return Candidate(number, forms.given[given], forms.family[family], shape, middle)


def whole(skimmer: Skimmer, text: str, given: bool) -> Halves:
    """Return the students one half of whose name is the whole of a text."""
    index = skimmer.index
    if not text or len(text) > _LONGEST_CELL or not skimmer.of(text).marks:
        return {}
    found = skimmer.tokens(text)
    side, longest = (index.by_given, index.givens) if given else (index.by_family, index.families)
    last = len(found)
    while last > 1 and (found[last - 1].initial or found[last - 1].folded in _ENDINGS):
        last -= 1
    return {
        form: side[form]
        for form, after in parts_at(index, found, 0, side, longest)
        if after == last and ends_word(found, after)
    }


def _siblings(one: Location, other: Location) -> bool:
    """Tell whether two lines have the same parent, or are lines of one block."""
    if one.url != other.url or one.document != other.document:
        return False
    return one.selector.rpartition(">")[0] == other.selector.rpartition(">")[0]
