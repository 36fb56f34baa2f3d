"""Keep the history of lines and the verdicts on due dates; masks what it reads, judges nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from auditor.calendar import in_words
from auditor.history import Ledger, Look, ledger_of
from auditor.mask import Mask
from auditor.snapshot import Deadline, DueVerdict, Evidence
from auditor.store.database import Database
from auditor.store.entries import SiteLines
from auditor.store.records import Night, StoredDeadline
from auditor.store.schema import arrivals, audits, deadlines, ledgers, looks
from auditor.store.seal import Seal

_CHUNK = 400
NIGHTS_OF_ARRIVALS = 5
"""Audits of which it is kept which sites got which new item."""


@dataclass(frozen=True, slots=True)
class SealedLedger:
    """Hold a ledger as it is kept, and the newest audit in which its page was read."""

    content: bytes
    last_read: int


class Lines:
    """Give what is known of the lines of all sites; their texts are masked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seal = database.seal

    def key(self, text: str) -> str:
        """Return the keyed hash under which a line is known, on whatever site it stands."""
        return self._seal.line(text)

    def name(self, page: str, view: str) -> str:
        """Return under which keyed hash the ledger of one page in one view is kept."""
        return _name(self._seal, page, view)

    def ledgers(self, site: str) -> dict[str, SealedLedger]:
        """Return what each page of a site said over time, by name; to open them is most of the work.

        It can be done by another process.
        """
        query = select(ledgers).where(ledgers.c.site_id == site)
        with self._database.read() as connection:
            return {row.name: SealedLedger(row.content, row.last_audit) for row in connection.execute(query)}

    def opened(self, sealed: SealedLedger, entries: bool = True) -> Ledger:
        """Return a ledger; without its `entries` that costs a fiftieth. Raises `Refusal` (74) if damaged."""
        content = sealed.content
        text = self._seal.text(content) if entries else self._seal.begin(content, "entries")
        return ledger_of(text, sealed.last_read)

    def looks(self, site: str, section: str = "") -> tuple[Look, ...]:
        """Return how well each audit saw a site or section, oldest first."""
        query = (
            select(looks, audits.c.local)
            .join(audits, audits.c.id == looks.c.audit_id)
            .where(looks.c.site_id == site, looks.c.section == section)
            .order_by(audits.c.as_of)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Look(
                row.audit_id,
                datetime.fromisoformat(row.local),
                row.good,
                row.reason,
                row.root,
                row.shown,
                row.seconds,
            )
            for row in rows
        )

    def arrivals(self, since: datetime, before: Night) -> dict[str, set[str]]:
        """Map the keys of items that came to sites since a moment, before a night, to those sites."""
        query = (
            select(arrivals.c.key, arrivals.c.site_id)
            .join(audits, audits.c.id == arrivals.c.audit_id)
            .where(audits.c.as_of >= since, arrivals.c.audit_id < before.id)
        )
        found: dict[str, set[str]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.key, set()).add(row.site_id)
        return found


def _name(seal: Seal, page: str, view: str) -> str:
    return seal.short("ledger", page, view)


def write_lines(connection: Connection, seal: Seal, night: Night, site: str, lines: SiteLines) -> None:
    """Write what a night adds to one site's history, in the transaction of its findings."""
    names = [_name(seal, page, view) for page, view in lines.read]
    for start in range(0, len(names), _CHUNK):
        read = ledgers.c.name.in_(names[start : start + _CHUNK])
        stretched = update(ledgers).where(ledgers.c.site_id == site, read)
        connection.execute(stretched.values(last_audit=night.id))
    for ledger in lines.ledgers:
        _write_ledger(connection, seal, night, site, ledger)
    for look in lines.looks:
        connection.execute(
            insert(looks).values(
                audit_id=night.id,
                site_id=site,
                section=look.section,
                good=look.good,
                reason=look.reason[:30],
                root=look.root,
                shown=look.shown,
                seconds=look.seconds,
            )
        )
    old = arrivals.c.audit_id <= night.id - NIGHTS_OF_ARRIVALS
    connection.execute(delete(arrivals).where(arrivals.c.site_id == site, old))
    if lines.came:
        rows = [{"audit_id": night.id, "key": key, "site_id": site} for key in dict.fromkeys(lines.came)]
        connection.execute(insert(arrivals), rows)
    _write_deadlines(connection, seal, night, site, lines.deadlines)


def _write_ledger(connection: Connection, seal: Seal, night: Night, site: str, ledger: Ledger) -> None:
    values = {"last_audit": ledger.last_read, "content": seal.close(ledger.content())}
    here = (ledgers.c.site_id == site) & (ledgers.c.name == ledger.name)
    if not connection.execute(update(ledgers).where(here).values(**values)).rowcount:
        connection.execute(insert(ledgers).values(site_id=site, name=ledger.name, **values))


def _write_deadlines(
    connection: Connection, seal: Seal, night: Night, site: str, decided: Iterable[Deadline]
) -> None:
    """Add verdicts that are new or differ from what was said last; nothing is written over."""
    last = {
        (row.section, row.due): row.digest
        for row in connection.execute(
            select(deadlines.c.section, deadlines.c.due, deadlines.c.digest)
            .where(deadlines.c.site_id == site)
            .order_by(deadlines.c.id)
        )
    }
    rows = []
    for deadline in decided:
        content = {
            "evidence": [
                [each.kind, each.day.isoformat() if each.day else "", each.detail]
                for each in deadline.evidence
            ]
        }
        digest = seal.digest({"verdict": str(deadline.verdict), **content})
        if last.get((deadline.section, deadline.due)) != digest:
            rows.append(
                {
                    "site_id": site,
                    "section": deadline.section,
                    "due": deadline.due,
                    "verdict": str(deadline.verdict),
                    "audit_id": night.id,
                    "decided_at": night.as_of,
                    "digest": digest,
                    "content": seal.close(content),
                }
            )
    if rows:
        connection.execute(insert(deadlines), rows)


def read_deadlines(
    connection: Connection,
    seal: Seal,
    mask: Mask,
    as_of: datetime | None,
    zones: Mapping[int, Any],
    sites: Collection[str] | None = None,
) -> tuple[StoredDeadline, ...]:
    """Return the verdicts as they stood, by site (None: all sites), section and due date.

    A verdict that took another one's place says so in its evidence.
    """
    query = select(deadlines).order_by(deadlines.c.id)
    if sites is not None:
        query = query.where(deadlines.c.site_id.in_(sites))
    if as_of is not None:
        query = query.where(deadlines.c.decided_at <= as_of)
    newest: dict[tuple[str, str, date], Any] = {}
    other: dict[tuple[str, str, date], tuple[Any, Any]] = {}
    times: dict[tuple[str, str, date], int] = {}
    for row in connection.execute(query):
        key = (row.site_id, row.section, row.due)
        if key in newest and newest[key].verdict != row.verdict:
            other[key] = newest[key], row
        newest[key] = row
        times[key] = times.get(key, 0) + 1
    found = []
    for key in sorted(newest):
        row = newest[key]
        evidence = tuple(
            Evidence(kind, date.fromisoformat(day) if day else None, mask.text(detail))
            for kind, day, detail in seal.open(row.content)["evidence"]
        )
        before, turned = other.get(key, (None, None))
        if before is not None:
            evidence = (*evidence, _revised(before, turned, zones))
        found.append(
            StoredDeadline(
                row.site_id, row.section, row.due, DueVerdict(row.verdict), evidence, _local(row, zones),
                times[key] - 1, DueVerdict(before.verdict) if before is not None else None,
                _local(turned, zones) if turned is not None else None,
            )
        )  # fmt: skip
    return tuple(found)


def _revised(before: Any, after: Any, zones: Mapping[int, Any]) -> Evidence:
    """Say that a verdict is not the first one: who read the other must not wonder."""
    since = _local(after, zones).date()
    words = f'it said "{before.verdict}" before; decided anew on {in_words(since)}'
    return Evidence("revised", since, words)


def _local(row: Any, zones: Mapping[int, Any]) -> datetime:
    """Return when a verdict was decided, by the clock of the district."""
    zone = zones.get(row.audit_id)
    decided: datetime = row.decided_at
    return decided.astimezone(zone) if zone is not None else decided
