"""Find students' names in texts with evidence for and against; leaves rules and clauses to the checkers.

A glance tells the few texts that may hold a name (`skim`). Those are cut into folded words with their
places (`tokens`); halves of names are looked up in one index of the roster (`index`, `forms`), and pairs of
halves are hits (`scan`, `full_names`, `slips`, `siblings`, `apart`). A hit is weighed with what stands around
it (`around`, `context` with `adults`, `lessons`, `things`, `looks`), with how near the student is to the page
(`place`) and with what tells namesakes apart (`namesakes`), and becomes a mention of one student or of
several (`evidence`). `reading` does that for the texts of a page, `survey` once for a site.

Parts of names are found by `partial` and `handles`, first names by `firsts`; `details`, `held` and `anchors`
see what else a page says of a student with a form on file, `pictures` which words speak of a picture.
"""

from __future__ import annotations

from auditor.names.cues import Cues
from auditor.names.evidence import Form, Mention, confidence_of
from auditor.names.index import Index
from auditor.names.place import Locale, Locales, Nearness
from auditor.names.reading import Reader
from auditor.names.skim import Skimmer
from auditor.roster import Roster
from auditor.words import Words

__all__ = [
    "Cues", "Form", "Index", "Locale", "Locales",
    "Mention", "Nearness", "Reader", "confidence_of", "reader_of",
]  # fmt: skip


def reader_of(roster: Roster, words: Words) -> Reader:
    """Return the reader over a roster, made once and kept as long as the roster is, in memory only."""
    return roster.once(_reader, roster, words)


def _reader(roster: Roster, words: Words) -> Reader:
    index = Index(roster, words)
    return Reader(index, Cues(words), Skimmer(index))
