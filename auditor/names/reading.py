"""Read all texts of a page for names: blocks in both views, rows of cells, lines one below the other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.names.around import Around
from auditor.names.cues import Cues
from auditor.names.evidence import Mention, judge
from auditor.names.forms import Part
from auditor.names.index import Index
from auditor.names.place import Locale
from auditor.names.scan import Candidate, Hit, Middle, Shape, ends_word, has_user_name, hits, parts_at, settle
from auditor.names.skim import NOTHING, Skimmer
from auditor.names.slips import one_letter_wrong
from auditor.page import Location, Source, Text

_LAST_HEAD = re.compile(
    r"^(?:last|family|surname|last[ -]?name|family[ -]?name|apellidos?|student[ -]last.*)\W*$", re.I
)
_LONGEST_CELL = 60
_LONGEST_LINE = 30
_BLOCKS = frozenset(
    (Source.BODY, Source.HEADING, Source.CAPTION, Source.PDF, Source.DOCX, Source.PPTX, Source.OCR)
)
_NTH = re.compile(r":nth-of-type\(\d+\)")
_CELL = re.compile(r"^(.*?)\s*>\s*(?:(?:thead|tbody|tfoot)\S*\s*>\s*)?tr\S*\s*>\s*t[dh]:nth-of-type\((\d+)\)")
_TABLE = re.compile(r"^(.*?)(?:\s*>\s*(?:thead|tbody|tfoot|tr)\b).*$")


@dataclass(frozen=True, slots=True)
class Reader:
    """Hold what reading a page for names needs: the roster's index, the cue words, and what was skimmed."""

    index: Index
    cues: Cues
    skimmer: Skimmer = field(repr=False)

    def mentions(
        self, texts: Sequence[Text], marked: Sequence[Text], locale: Locale, title: str = ""
    ) -> Iterator[Mention]:
        """Yield every full name and user name that seems to be a student's, in the order of the page.

        `marked` are those of the texts that `Skimmer.knows`.
        """
        if not marked:
            return
        rows = _rows(texts)
        for text in marked:
            seen: set[tuple[tuple[int, ...], str]] = set()
            for view in dict.fromkeys((text.joined, text.split)):
                if not view:
                    continue
                for mention in self._in_view(view, text, locale, title, rows):
                    key = mention.numbers, re.sub(r"\W", "", mention.words.casefold())
                    if key not in seen:
                        seen.add(key)
                        yield mention
        for cells in rows.values():
            yield from self._in_row(cells, texts, locale, title)
        yield from self._in_lines(texts, locale, title)

    def _hits(self, text: str) -> tuple[Hit, ...]:
        """Return the full names and user names in a text, whoever they belong to."""
        skim = self.skimmer.of(text)
        if skim.named or (skim.user and has_user_name(self.index, text)):
            return hits(self.index, text, self.skimmer.tokens(text))
        return ()

    def _in_view(
        self,
        view: str,
        text: Text,
        locale: Locale,
        title: str,
        rows: Mapping[tuple[str, str, str], list[Text]],
    ) -> Iterator[Mention]:
        if self.skimmer.of(view) is NOTHING:
            return
        there = _added(self._hits(view), one_letter_wrong(self.skimmer, locale, view))
        if not there:
            return
        found = self.skimmer.tokens(view)
        row = "\t".join(cell.joined for cell in rows.get(_row_key(text), ()) if cell is not text)
        around = Around(view, text, row, title)
        for hit in there:
            mention = judge(self.index, self.cues, locale, around, found, hit, there)
            if mention is not None:
                yield mention

    def _in_row(
        self, cells: Sequence[Text], texts: Sequence[Text], locale: Locale, title: str
    ) -> Iterator[Mention]:
        """Yield names whose halves stand in two cells of one row."""
        short = [cell for cell in cells if 1 < len(cell.joined) <= _LONGEST_CELL]
        marked = [bool(self.skimmer.of(cell.joined).marks) for cell in short]
        for at, (left, right) in enumerate(zip(short, short[1:], strict=False)):
            if not (marked[at] and marked[at + 1]):
                continue
            numbers = self._whole(left.joined, given=True), self._whole(right.joined, given=False)
            turned = self._whole(right.joined, given=True), self._whole(left.joined, given=False)
            for (given, family), first in ((numbers, True), (turned, False)):
                both = {form: found & others for form, found in given.items() for others in family.values()}
                if not any(both.values()):
                    continue
                rest = "\t".join(each.joined for each in cells if each not in (left, right))
                head = _last_name_head(left if not first else right, texts)
                yield from self._apart(
                    left,
                    right,
                    given,
                    family,
                    locale,
                    Shape.CELLS,
                    rest if not head else "",
                    title,
                    1.0 if head else 0.0,
                )
                break

    def _in_lines(self, texts: Sequence[Text], locale: Locale, title: str) -> Iterator[Mention]:
        """Yield names whose halves are two whole lines, one below the other."""
        short = [len(text.joined) <= _LONGEST_LINE and not text.row for text in texts]
        for at, (left, right) in enumerate(zip(texts, texts[1:], strict=False)):
            if not (short[at] and short[at + 1]) or left.where.document != right.where.document:
                continue
            if not (self.skimmer.of(left.joined).marks and self.skimmer.of(right.joined).marks):
                continue
            if left.where.source not in _BLOCKS or right.where.source not in _BLOCKS:
                continue
            if not _siblings(left.where, right.where):
                continue
            given, family = self._whole(left.joined, given=True), self._whole(right.joined, given=False)
            if given and family:
                yield from self._apart(left, right, given, family, locale, Shape.BLOCKS, "", title, 0.0)

    def _apart(
        self,
        left: Text,
        right: Text,
        given: Mapping[str, frozenset[int]],
        family: Mapping[str, frozenset[int]],
        locale: Locale,
        shape: Shape,
        row: str,
        title: str,
        more: float,
    ) -> Iterator[Mention]:
        for first, ones in given.items():
            for last, others in family.items():
                both = ones & others
                if not both:
                    continue
                view = f"{left.joined} {right.joined}"
                found = self.skimmer.tokens(view)
                candidates = tuple(self._candidate(number, first, last, shape) for number in both)
                hit = Hit(0, len(view), 0, len(found), first, last, candidates)
                mention = judge(
                    self.index, self.cues, locale, Around(view, left, row, title), found, hit, (hit,)
                )
                if mention is not None:
                    yield mention
                return

    def _candidate(self, number: int, given: str, family: str, shape: Shape) -> Candidate:
        forms = self.index.forms[number]
        return Candidate(
            number,
            forms.given.get(given, Part.WHOLE),
            forms.family.get(family, Part.WHOLE),
            shape,
            Middle.NONE,
        )

    def _whole(self, text: str, given: bool) -> dict[str, frozenset[int]]:
        """Return the students one half of whose name is the whole of a text."""
        index = self.index
        if not text or len(text) > _LONGEST_CELL or not self.skimmer.of(text).marks:
            return {}
        found = self.skimmer.tokens(text)
        side, longest = (index.by_given, index.givens) if given else (index.by_family, index.families)
        last = len(found)
        while last > 1 and (
            found[last - 1].initial or found[last - 1].folded in ("jr", "sr", "ii", "iii", "iv")
        ):
            last -= 1
        return {
            form: side[form]
            for form, after in parts_at(index, found, 0, side, longest)
            if after == last and ends_word(found, after)
        }


def _added(there: tuple[Hit, ...], slips: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Add slips only where no true name stands."""
    if not slips:
        return there
    free = [slip for slip in slips if all(slip.last <= hit.first or hit.last <= slip.first for hit in there)]
    return settle((*there, *free))


def _row_key(text: Text) -> tuple[str, str, str]:
    return text.where.document, text.where.url, text.row


def _rows(texts: Iterable[Text]) -> dict[tuple[str, str, str], list[Text]]:
    rows: dict[tuple[str, str, str], list[Text]] = defaultdict(list)
    for text in texts:
        if text.row and text.joined:
            rows[_row_key(text)].append(text)
    return {key: cells for key, cells in rows.items() if len(cells) > 1}


def _last_name_head(cell: Text, texts: Sequence[Text]) -> bool:
    """Tell whether the page has a column "Last name" in the table of this cell."""
    table = _TABLE.match(cell.where.selector)
    prefix = table.group(1) if table else ""
    return any(
        each.where.source is cell.where.source
        and each.row
        and len(each.joined) < 24
        and each.where.selector.startswith(prefix)
        and _LAST_HEAD.match(each.joined)
        for each in texts
    )


def columns(texts: Sequence[Text], cell: Text) -> dict[str, str]:
    """Map a cell's text to the heading of its column, where its table's first row says one."""
    found = _CELL.match(cell.where.selector)
    if found is None:
        return {}
    table, column = found[1], found[2]
    for other in texts:
        head = _CELL.match(other.where.selector)
        if head and other is not cell and other.row and (head[1], head[2]) == (table, column):
            return {cell.joined: other.joined}
    return {}


def _siblings(one: Location, other: Location) -> bool:
    """Tell whether two lines have the same parent, or are lines of one block."""
    return one.url == other.url and one.selector.rpartition(">")[0] == other.selector.rpartition(">")[0]
