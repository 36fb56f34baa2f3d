"""Tell lines that only say a little otherwise what stood before, and machines' lines; judges no place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor.history.ledger import Entry
from auditor.history.relations import Old, Relation, is_label, reformatted, relation
from auditor.history.words import Sure, is_machine_talk, names_owner, says_when_changed
from auditor.snapshot import Sort

Said = tuple[Sort, str]
"""What an item is, and in plain words why."""
NEWS: Said = (Sort.NEWS, "")
SHOWN_BEFORE: Said = (Sort.NOISE, "the site has shown it before")
_LEVEL = {Sure.YES: Sort.NOISE, Sure.PERHAPS: Sort.DOUBTFUL}


def edited(entry: Entry, gone: Iterable[Entry]) -> Said | None:
    """Return that an item only says a little otherwise what one of its kind said that vanished as it came,
    else None."""
    old = [Old.of(each.excerpt) for each in gone if each.kind is entry.kind]
    new = Old.of(entry.excerpt)
    return told_of(new, relation(new, old, cut=entry.excerpt.endswith("…"))[0], old) if old else None


def mended(entry: Entry, gone: Iterable[Entry]) -> Said | None:
    """Return that a posting only says a little otherwise what one of its name said, else None."""
    return edited(entry, [each for each in gone if each.shape == entry.shape]) if entry.shape else None


def told_of(new: Old, kin: Relation, gone: Sequence[Old]) -> Said | None:
    """Return that a line is no more than an edit of what vanished as it came, else None."""
    if kin is Relation.CUT:
        return Sort.DOUBTFUL, "a long text changed beyond what is kept of it"
    if kin is Relation.EDIT or reformatted(new.said, gone) or is_label(new.said, gone):
        return Sort.NOISE, "words were mended or set in another way"
    if kin is Relation.LIKE:
        return Sort.DOUBTFUL, "hardly more than a word was changed"
    if kin is Relation.YEAR:
        return Sort.NOISE, "only the year moved on"
    return None


def machine_talk(entry: Entry) -> Said | None:
    """Return that a line is one of those that machines write, by its words alone, else None."""
    return talk_of(Old.of(entry.excerpt))


def talk_of(line: Old) -> Said | None:
    """Return that a line is one of those that machines write, else None."""
    changed = says_when_changed(line.shape)
    if changed is not Sure.NO:
        return _LEVEL[changed], "it only says when something was changed"
    if names_owner(line.said):
        return Sort.NOISE, "it only says to whom the page belongs"
    talk = is_machine_talk(line.shape)
    if talk is not Sure.NO:
        return _LEVEL[talk], "a counter, a countdown, the weather or another line that nobody writes anew"
    return None
