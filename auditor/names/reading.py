"""Read all texts of a page for names: blocks in both views, rows of cells, lines one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.names.apart import in_cells, in_lines
from auditor.names.around import WRITTEN_AS_ONE, Around
from auditor.names.cues import Cues
from auditor.names.evidence import Judged, Mention, judge, settled
from auditor.names.full_names import has_user_name, hits, settle
from auditor.names.grid import Grid
from auditor.names.index import Index
from auditor.names.place import Locale
from auditor.names.scan import Hit
from auditor.names.siblings import may_share, siblings
from auditor.names.skim import NOTHING, Skimmer
from auditor.names.slips import one_letter_wrong
from auditor.page import Text

_LONGEST_ENTRY = 60


@dataclass(frozen=True, slots=True)
class Reader:
    """Hold what reading a page for names needs: the roster's index, the cue words, and what was skimmed."""

    index: Index
    cues: Cues
    skimmer: Skimmer = field(repr=False)

    def mentions(
        self, texts: Sequence[Text], places: Sequence[int], grid: Grid, locale: Locale, title: str = ""
    ) -> Iterator[Mention]:
        """Yield every full name and user name that seems to be a student's, in the order of the page.

        `places` are where those of the texts stand that `Skimmer.marked` found, `grid` are their rows.
        """
        yield from settled(list(self._all_judged(texts, places, grid, locale, title)))

    def _all_judged(
        self, texts: Sequence[Text], places: Sequence[int], grid: Grid, locale: Locale, title: str
    ) -> Iterator[Judged]:
        marked = [texts[place] for place in places]
        for place in places:
            yield from self._in_text(place, texts, grid, locale, title)
        for first, second, view, hit in in_cells(self.skimmer, grid, marked):
            row = "\t".join(cell.joined for cell in grid.beside(first) if cell is not second)
            if grid.has_last_names(first):
                row = ""
            around = Around(view, first, row, title, "\t".join(grid.heads(first)), column=grid.head(second))
            yield self._judged(around, hit, locale)
        for first, _, view, hit in in_lines(self.skimmer, texts, places):
            yield self._judged(Around(view, first, "", title), hit, locale)

    def _in_text(
        self, place: int, texts: Sequence[Text], grid: Grid, locale: Locale, title: str
    ) -> Iterator[Judged]:
        """Yield the names in the text at a place, and those that only show where its inline tags part words.

        Of two readings of the same letters the joined one counts: `<b>El</b>mer` is no El.
        """
        text = texts[place]
        read: list[tuple[int, int]] = []
        for view in dict.fromkeys((text.joined, text.split)):
            there = self._there(view, text, locale) if view else ()
            spans = [_letters(view, hit) for hit in there]
            fresh = [
                hit
                for hit, (start, end) in zip(there, spans, strict=True)
                if all(end <= first or last <= start for first, last in read)
                and (view is text.joined or not _goes_on(text.joined, end))
            ]
            read += spans
            if not fresh:
                continue
            row = "\t".join(cell.joined for cell in grid.beside(text))
            around = Around(
                view, text, row, title, "\t".join(grid.heads(text)), *_lines_beside(place, texts),
                column=grid.head(text), listed=_listed_beside(place, texts),
            )  # fmt: skip
            found = self.skimmer.tokens(view)
            for hit in fresh:
                yield judge(self.index, self.cues, locale, around, found, hit, there)

    def _there(self, view: str, text: Text, locale: Locale) -> tuple[Hit, ...]:
        """Return every name that may stand in a view, surer ones before those that rest on them."""
        if self.skimmer.of(view) is NOTHING:
            return ()
        there = self._hits(view)
        if text.where.source not in WRITTEN_AS_ONE:
            there = _added(there, one_letter_wrong(self.skimmer, locale, view))
        if there or may_share(self.index, self.skimmer.of(view).words):
            there = _added(there, tuple(siblings(self.index, self.skimmer.tokens(view), there)))
        return there

    def _hits(self, text: str) -> tuple[Hit, ...]:
        """Return the full names and user names in a text, whoever they belong to."""
        skim = self.skimmer.of(text)
        if skim.named or (skim.user and has_user_name(self.index, text)):
            return hits(self.index, text, self.skimmer.tokens(text))
        return ()

    def _judged(self, around: Around, hit: Hit, locale: Locale) -> Judged:
        found = self.skimmer.tokens(around.text)
        return judge(self.index, self.cues, locale, around, found, hit, (hit,))


def _added(there: tuple[Hit, ...], weaker: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Add weaker hits only where no surer one stands."""
    if not weaker:
        return there
    free = [each for each in weaker if all(each.last <= hit.first or hit.last <= each.first for hit in there)]
    return settle((*there, *free))


def _letters(view: str, hit: Hit) -> tuple[int, int]:
    """Return where a hit stands among the letters and digits of a view, spaces and marks left out."""
    start = sum(map(str.isalnum, view[: hit.start]))
    return start, start + sum(map(str.isalnum, view[hit.start : hit.end]))


def _goes_on(joined: str, letters: int) -> bool:
    """Tell whether a word of the joined view goes on in small letters after so many letters."""
    count = 0
    for at, letter in enumerate(joined):
        count += letter.isalnum()
        if count == letters:
            return joined[at + 1 : at + 2].islower()
    return False


def _listed_beside(at: int, texts: Sequence[Text]) -> tuple[str, ...]:
    """Return the short texts directly around the short one at a place, as the other entries of its list."""
    text = texts[at]
    if len(text.joined) > _LONGEST_ENTRY:
        return ()
    return tuple(
        each.joined
        for each in (*texts[max(0, at - 2) : at], *texts[at + 1 : at + 3])
        if len(each.joined) <= _LONGEST_ENTRY and each.where.source is text.where.source
    )


def _lines_beside(at: int, texts: Sequence[Text]) -> tuple[str, str]:
    """Return the lines above and below that at a place of the same paragraph or cell, "" where none is."""
    text = texts[at]
    above, below = texts[at - 1] if at else None, texts[at + 1] if at + 1 < len(texts) else None
    return tuple(
        each.joined
        if each is not None
        and each.where.selector == text.where.selector != ""
        and each.where.source is text.where.source
        else ""
        for each in (above, below)
    )  # type: ignore[return-value]
