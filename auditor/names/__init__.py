"""Find students' names in texts with evidence for and against; leaves rules and clauses to the checkers.

A text is cut into folded words with their places (`tokens`), halves of names are looked up in one index
of the roster (`index`, `forms`), pairs of halves are hits (`scan`, `slips`), a hit is weighed with what
stands around it (`context`) and with how near the student is to the page (`place`), and becomes a
mention of one student or of namesakes (`evidence`). `reading` does all that for the texts of a page.
"""

from __future__ import annotations

from auditor.names.cues import Cues
from auditor.names.evidence import Form, Mention, confidence_of
from auditor.names.index import Index
from auditor.names.place import Locale, Locales, Nearness
from auditor.names.reading import Reader
from auditor.roster import Roster
from auditor.words import Words

__all__ = [
    "Cues", "Form", "Index", "Locale", "Locales",
    "Mention", "Nearness", "Reader", "confidence_of", "reader_of",
]  # fmt: skip

_last: list[tuple[Roster, Words, Reader]] = []


def reader_of(roster: Roster, words: Words) -> Reader:
    """Return the reader over a roster, built once and kept for the night's other sites.

    It is kept in memory only, and let go when another roster comes.
    """
    for known, listed, reader in list(_last):
        if known is roster and listed is words:
            return reader
    reader = Reader(Index(roster, words), Cues(words))
    _last[:] = [(roster, words, reader)]
    return reader
