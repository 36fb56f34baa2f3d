"""Remember by keyed hashes when each item of a page was first and last seen; judges nothing.

One ledger a page and view: what was served and what a browser showed are kept apart, because a script
that ran one night and not the next would otherwise look like news.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from auditor.history.frames import frame_of, is_another
from auditor.history.lines import Item, Kind

Hash = Callable[[str], str]
"""Returns a short keyed hash; nobody without the key can try texts against it."""

SERVED, SHOWN, FILES = "served", "shown", "files"
UNTIL = "until "
"""Before a moment in `Entry.also`: it stood at that moment already."""

MOST_SPANS = 12
MOST_GONE_AT_A_PLACE = 40
MOST_TORN = 12
MOST_TORN_NAMES = 200
REMEMBERED_AUDITS = 260
"""What a place no longer shows is forgotten after so many audits, but for its last few lines: or a
clock would fill the store. Verdicts are decided anew for a shorter time than this."""


class Span(msgspec.Struct, array_like=True, gc=False):
    """Say when an item stood: first seen in `first`, not there in `after`, last seen in `last`.

    All three are numbers of audits. `after` is None where nobody had looked before; `last` is None
    while the item stands.
    """

    after: int | None
    first: int
    last: int | None = None


class Entry(msgspec.Struct, array_like=True):
    """Hold one item's history; `spread` says that other schools' sites carried it the same night, `rim`
    that it stands in a menu, a header or a footer."""

    key: str
    kind: Kind
    place: str
    box: str
    shape: str
    excerpt: str
    also: str
    group: str
    spans: list[Span]
    spread: str = ""
    rim: bool = False

    @property
    def standing(self) -> bool:
        return self.spans[-1].last is None


@dataclass(slots=True)
class Ledger:
    """Hold what one page (or a site's files) said over time in one view.

    `name` identifies the ledger, `page` is the masked page key; `last_read` the newest audit in which
    it was read, `gaps` pairs of audits between which nobody could read it. `torn` maps a place, and
    an item's key, to the audits (the newest few) in which two readings of one night differed there.
    `of` is a hash of the content that says just what stands, "" where none is known.
    `frame` tells its template (see `frames`), `rebuilt` the newest audits in which it was another.
    """

    name: str
    page: str
    view: str
    last_read: int
    first_read: int
    entries: dict[str, Entry] = field(default_factory=dict)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    torn: dict[str, list[int]] = field(default_factory=dict)
    of: str = ""
    frame: dict[str, int] = field(default_factory=dict)
    rebuilt: list[int] = field(default_factory=list)
    changed: bool = True

    def was_read(self, audit: int) -> bool:
        """Tell whether this page was read in an audit of its site."""
        if not self.first_read <= audit <= self.last_read:
            return False
        return not any(before < audit < after for before, after in self.gaps)

    def content(self) -> dict[str, Any]:
        """Return the ledger as JSON-able data; texts in it are masked by whoever made them."""
        return {
            "name": self.name,
            "page": self.page,
            "view": self.view,
            "first": self.first_read,
            "gaps": self.gaps,
            "torn": self.torn,
            "of": self.of,
            "frame": self.frame,
            "rebuilt": self.rebuilt,
            "entries": msgspec.to_builtins(list(self.entries.values())),
        }


class _Written(msgspec.Struct):
    """Say how a ledger is written down; what older ones lack has a default."""

    name: str
    page: str
    view: str
    first: int
    gaps: list[tuple[int, int]]
    torn: dict[str, list[int]]
    of: str = ""
    frame: dict[str, int] = {}
    rebuilt: list[int] = []
    entries: list[Entry] = []


_READER = msgspec.json.Decoder(_Written)
_BOUNDED = frozenset((Kind.LINE, Kind.LINK, Kind.FRAME, Kind.PICTURE))
_STILL_THERE = Item(Kind.LINE, "", "", "")
"""Stands for an item that one of two readings left out: it has an entry already."""


def ledger_of(text: bytes, last_read: int) -> Ledger:
    """Return the ledger whose `Ledger.content` was written as JSON; without its entries where these lack."""
    try:
        # Straight into its shape: by way of plain data it took three times as long, for each page each night.
        written = _READER.decode(text)
    except msgspec.MsgspecError:
        written = msgspec.convert(_plain(text), _Written)
    return Ledger(
        written.name,
        written.page,
        written.view,
        last_read,
        written.first,
        {entry.key: entry for entry in written.entries},
        written.gaps,
        written.torn,
        written.of,
        written.frame,
        written.rebuilt,
        changed=False,
    )


def _plain(text: bytes) -> Any:
    """Return as plain data what has half a letter in it, or bears its kinds as numbers, as it once did."""
    content = json.loads(text)
    kinds = list(Kind)
    for row in content.get("entries", ()):
        if isinstance(row[1], int):
            row[1] = str(kinds[row[1]])
        row[10] = bool(row[10])
    return content


def advance(
    ledger: Ledger | None,
    items: Iterable[Item],
    audit: int,
    *,
    name: str,
    page: str,
    view: str,
    site_before: int | None,
    page_before: int | None,
    hashed: Hash,
    masked: Callable[[str], str],
    again: Iterable[Item] | None = None,
    unchanged_since: str = "",
) -> tuple[Ledger, tuple[Entry, ...]]:
    """Enter what was read in `audit`; returns the ledger and the entries that came.

    `site_before` is the site's audit before this one; `page_before` the newest audit in which a page
    that is new tonight would have been seen (None where nobody knows). `again` is what the same page
    said some minutes later: what stands in one reading only is no line of the page. `unchanged_since`
    is the moment (ISO) after which the server says that nothing changed. Masking is asked for new
    items only: it costs more than all the rest.
    """
    if ledger is None:
        ledger = Ledger(name, page, view, audit, audit)
        before = page_before
    else:
        before = ledger.last_read
        if site_before is not None and before != site_before:
            ledger.gaps.append((before, audit))
            ledger.changed = True
    here = {hashed(f"{item.kind} {item.said}"): item for item in items}
    for key in _tear(ledger, here, again, audit, hashed):
        entry = ledger.entries.get(key)
        if entry is None or not entry.standing:
            here.pop(key, None)
        else:
            here.setdefault(key, _STILL_THERE)
    came: list[Entry] = []
    for key, item in here.items():
        entry = ledger.entries.get(key)
        if entry is None:
            entry = _entry(key, item, Span(before, audit), hashed, masked)
            if not entry.also and unchanged_since and item.kind in _BOUNDED:
                entry.also = f"{UNTIL}{unchanged_since}"
            ledger.entries[key] = entry
            came.append(entry)
        elif not entry.standing:
            entry.spans.append(Span(before, audit))
            if len(entry.spans) > MOST_SPANS:
                del entry.spans[1]
            came.append(entry)
    gone = [entry for key, entry in ledger.entries.items() if entry.standing and key not in here]
    for entry in gone:
        entry.spans[-1].last = before if before is not None else audit
    frame = frame_of(here.values())
    another = is_another(frame, ledger.frame)
    if another:
        ledger.rebuilt = [*ledger.rebuilt, audit][-MOST_TORN:]
    if came or gone or another:
        ledger.changed = True
        ledger.frame = frame or ledger.frame
        _forget(ledger, audit)
    ledger.last_read = audit
    return ledger, tuple(came)


def _entry(key: str, item: Item, span: Span, hashed: Hash, masked: Callable[[str], str]) -> Entry:
    def short(sort: str, text: str) -> str:
        return hashed(f"{sort} {text}")[:10] if text else ""

    return Entry(
        key,
        item.kind,
        short("place", item.place),
        short("box", item.box),
        short("shape", item.shape),
        masked(item.excerpt),
        item.also,
        short("group", item.group),
        [span],
        rim=item.rim,
    )


def _tear(
    ledger: Ledger, here: Mapping[str, Item], again: Iterable[Item] | None, audit: int, hashed: Hash
) -> set[str]:
    """Note where two readings of one night differ; returns the keys that stand in one of them only."""
    if again is None:
        return set()
    there = {hashed(f"{item.kind} {item.said}"): item for item in again}
    torn = here.keys() ^ there.keys()
    for key in torn:
        place = (here.get(key) or there[key]).place
        for name in (hashed(f"place {place}")[:10] if place else "", key):
            nights = ledger.torn.setdefault(name, []) if name else [audit]
            if audit not in nights:
                nights.append(audit)
                del nights[:-MOST_TORN]
                ledger.changed = True
    if len(ledger.torn) > MOST_TORN_NAMES:
        newest = sorted(ledger.torn, key=lambda name: ledger.torn[name][-1])[-MOST_TORN_NAMES // 2 :]
        ledger.torn = {name: ledger.torn[name] for name in newest}
    return torn


def _forget(ledger: Ledger, audit: int) -> None:
    """Drop what a busy place showed long ago."""
    gone: dict[str, list[Entry]] = {}
    for entry in ledger.entries.values():
        if entry.place and (entry.spans[-1].last or audit) < audit - REMEMBERED_AUDITS:
            gone.setdefault(entry.place, []).append(entry)
    for entries in gone.values():
        if len(entries) > MOST_GONE_AT_A_PLACE:
            entries.sort(key=lambda entry: entry.spans[-1].last or 0)
            for entry in entries[: len(entries) - MOST_GONE_AT_A_PLACE]:
                del ledger.entries[entry.key]


def arrivals(ledgers: Iterable[Ledger]) -> Iterator[tuple[Ledger, Entry, Span]]:
    """Yield every time that an item came to a page which had been read without it."""
    for ledger in ledgers:
        for entry in ledger.entries.values():
            for span in entry.spans:
                if span.after is not None:
                    yield ledger, entry, span
