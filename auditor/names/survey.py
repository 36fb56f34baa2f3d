"""Read a whole site for names once, for all checkers that need them; judges no clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.finding import Confidence
from auditor.names import reader_of
from auditor.names.evidence import Mention
from auditor.names.firsts import FirstName, first_names
from auditor.names.grid import Grid
from auditor.names.place import Locale, Locales
from auditor.names.reading import Reader
from auditor.names.sheets import Sheet, sheets
from auditor.names.telling import Seen
from auditor.page import Document, Page, Text
from auditor.policy import Policy
from auditor.registry import School, Site
from auditor.roster import Roster, Student
from auditor.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Read:
    """Hold one page or linked file with the full names and user names that stand on it.

    `marked` are the texts that may hold something of a name at all, in the order of the page;
    `first_names` are those of texts that were asked for, by the text's identity.
    """

    sheet: Sheet
    locale: Locale
    marked: tuple[Text, ...] = field(repr=False)
    grid: Grid = field(repr=False)
    mentions: tuple[Mention, ...] = field(repr=False)
    first_names: dict[int, tuple[FirstName, ...]] = field(default_factory=dict, init=False, repr=False)

    def at(self, text: Text) -> tuple[tuple[int, int], ...]:
        """Return where full names stand in one text."""
        return tuple((each.start, each.end) for each in self.mentions if each.text is text)


@dataclass(frozen=True, slots=True)
class Survey:
    """Hold what was read of one site; `reader` knows the roster."""

    reader: Reader = field(repr=False)
    read: tuple[Read, ...]

    def asked(self, snapshot: Snapshot) -> Iterator[Read]:
        """Yield the pages and files that are to be judged."""
        return (page for page in self.read if snapshot.asks(page.sheet.key))

    def student(self, number: int) -> Student:
        """Return a student by the place in the index."""
        return self.reader.index.students[number]

    def seen(
        self, page: Read, mention: Mention, confidence: Confidence, *, rule: str = "", kind: str = "",
        message: str = "",
    ) -> Seen:  # fmt: skip
        """Return the place of a full name, to make a finding of; one over two cells shows itself alone."""
        text = mention.text
        whole = text.joined[mention.start : mention.end] == mention.words
        return Seen(
            rule=rule,
            kind=kind,
            students=tuple(self.student(number) for number in mention.numbers),
            confidence=confidence,
            message=message,
            why=mention.why,
            view=text.joined if whole else mention.words,
            start=mention.start if whole else 0,
            end=mention.end if whole else len(mention.words),
            where=text.where,
            sheet=page.sheet,
        )

    def first_names(self, page: Read, text: Text) -> tuple[FirstName, ...]:
        """Return first names that stand alone in a text, none of them part of a full name."""
        known = page.first_names.get(id(text))
        if known is None:
            places = page.at(text)
            known = page.first_names[id(text)] = tuple(
                first
                for first in first_names(self.reader.skimmer, self.reader.cues, page.locale, text)
                if all(first.end <= start or end <= first.start for start, end in places)
            )
        return known


def survey(snapshot: Snapshot, policy: Policy, roster: Roster) -> Survey:
    """Return what stands on a site, read once for all who ask about the same snapshot."""
    reader = reader_of(roster, policy.words)
    given = snapshot.site, snapshot.school, snapshot.pages, snapshot.documents, snapshot.asked
    return snapshot.once(_survey, reader, *given)


def _survey(
    reader: Reader,
    site: Site,
    school: School,
    pages: Sequence[Page],
    documents: Sequence[Document],
    asked: frozenset[str] | None,
) -> Survey:
    locales, words = Locales(reader.index, site, school), reader.index.words
    read = []
    for sheet in sheets(pages, documents):
        locale = locales.of(sheet.key)
        if asked is not None and sheet.key not in asked and not sheet.images:
            # Its names are known. Where pictures stand they are asked for by what is told of the whole site.
            read.append(Read(sheet, locale, (), Grid((), words), ()))
            continue
        texts, grid = sheet.texts, Grid(sheet.texts, words)
        places = reader.skimmer.marked(texts)
        mentions = tuple(reader.mentions(texts, places, grid, locale, sheet.title)) if places else ()
        read.append(Read(sheet, locale, tuple(texts[place] for place in places), grid, mentions))
    return Survey(reader, tuple(read))
