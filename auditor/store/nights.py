"""Begin, resume and end nights and keep the records of visits; judges no finding."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, desc, func, insert, select, update

from auditor.exits import Exit, Refusal
from auditor.finding import Reason, SiteOutcome
from auditor.registry import Registry
from auditor.store.database import Database
from auditor.store.entries import Ruleset, VisitRecord
from auditor.store.records import Night
from auditor.store.schema import audits, registries, rulesets, visits
from auditor.store.seal import pack, unpack
from auditor.store.snapshots import registry_content, ruleset_content

RESUME_WITHIN = timedelta(hours=6)
"""A night that began before midnight and was killed is taken up again this long after its start."""

_REASONS = frozenset(map(str, Reason))


def begin_night(
    database: Database,
    as_of: datetime,
    *,
    real: datetime,
    registry: Registry,
    ruleset: Ruleset,
    scope: Sequence[str] | None,
    replayed: bool,
    notes: Mapping[str, str],
) -> Night:
    """Begin or resume the night of `as_of`; see `Store.begin_night`."""
    if as_of.tzinfo is None or real.tzinfo is None:
        raise ValueError("a night needs moments with their offset")
    wanted = None if scope is None else json.dumps(sorted(set(scope)))
    database.lock()
    with database.write() as connection:
        values = {
            "notes": json.dumps(dict(notes), sort_keys=True),
            "ruleset": _keep_ruleset(connection, database, ruleset),
            "registry": _keep_registry(connection, database, registry),
        }
        earlier = _resumable(connection, as_of, wanted)
        if earlier is not None:
            if earlier.finished is None:
                connection.execute(update(audits).where(audits.c.id == earlier.id).values(**values))
            row = connection.execute(_with_engines().where(audits.c.id == earlier.id)).one()
            return night_of(row, resumed=True, done=_done(connection, row.id))
        newest = connection.execute(select(audits).order_by(desc(audits.c.as_of)).limit(1)).first()
        if newest is not None and as_of <= newest.as_of:
            raise Refusal(
                Exit.USAGE,
                f"the night of {newest.local[:16].replace('T', ' ')} is stored already; "
                "choose a later time with --as-of",
            )
        connection.execute(
            insert(audits).values(
                date=as_of.date(),
                as_of=as_of,
                local=as_of.isoformat(),
                started=real,
                scope=wanted,
                replayed=replayed,
                **values,
            )
        )
        row = connection.execute(_with_engines().where(audits.c.as_of == as_of)).one()
        return night_of(row)


def finish_night(database: Database, night: Night, real: datetime) -> None:
    """Mark a night as done."""
    with database.write() as connection:
        connection.execute(update(audits).where(audits.c.id == night.id).values(finished=real))


def nights(connection: Connection, as_of: datetime | None = None) -> tuple[Night, ...]:
    """Return all audits up to `as_of`, oldest first."""
    query = _with_engines().order_by(audits.c.id)
    if as_of is not None:
        query = query.where(audits.c.as_of <= as_of)
    return tuple(night_of(row) for row in connection.execute(query))


def night_of(row: Row[Any], resumed: bool = False, done: frozenset[str] = frozenset()) -> Night:
    """Return a night from its row."""
    return Night(
        id=row.id,
        date=row.date,
        as_of=datetime.fromisoformat(row.local),
        started=row.started,
        finished=row.finished,
        scope=None if row.scope is None else tuple(json.loads(row.scope)),
        replayed=row.replayed,
        resumed=resumed,
        done=done,
        notes=json.loads(row.notes),
        engines=_engines(row.rules),
        ruleset=row.ruleset,
    )


def save_visit(database: Database, night: Night, site: str, record: VisitRecord) -> None:
    """Keep what a visit counted; the page cache has what it read."""
    with database.write() as connection:
        write_visit(
            connection,
            night.id,
            site,
            {
                "outcome": SiteOutcome(record.outcome),
                # Anything else could quote the page; the words come with the masked result.
                "reason": record.reason if record.reason in _REASONS else "",
                "pages": record.pages,
                "documents": record.documents,
                "pictures": record.pictures,
                "embeds_unread": record.embeds_unread,
                "requests": record.requests,
                "bytes": record.bytes,
                "seconds": record.seconds,
                "blob": record.blob,
                "frontier_count": record.frontier_count,
                "stood": record.stood,
                "shown_since": record.shown_since,
            },
        )


def write_visit(connection: Connection, audit: int, site: str, values: Mapping[str, Any]) -> None:
    """Insert or change one site's row of one audit."""
    key = (visits.c.audit_id == audit) & (visits.c.site_id == site)
    if connection.execute(update(visits).where(key).values(**values)).rowcount:
        return
    empty = {
        "outcome": SiteOutcome.ERROR, "reason": "", "pages": 0, "documents": 0, "pictures": 0,
        "embeds_unread": 0, "requests": 0, "bytes": 0, "seconds": 0.0, "blob": "", "frontier_count": 0,
        "stood": 0, "shown_since": None,
        "judged": False, "complete": False, "baseline": False,
    }  # fmt: skip
    connection.execute(insert(visits).values({**empty, **values, "audit_id": audit, "site_id": site}))


def visited(connection: Connection, night: Night) -> dict[str, str]:
    """Return the page-cache names of the visits that this night has already."""
    query = select(visits.c.site_id, visits.c.blob).where(visits.c.audit_id == night.id)
    return {row.site_id: row.blob for row in connection.execute(query)}


def last_visit(connection: Connection, site: str, before: Night | None) -> str | None:
    """Return the page-cache name of the newest earlier visit that read something, None for none."""
    query = (
        select(visits.c.blob)
        .where(visits.c.site_id == site, visits.c.blob != "")
        .where(visits.c.outcome.in_([SiteOutcome.AUDITED, SiteOutcome.PARTIAL]))
        .order_by(desc(visits.c.audit_id))
        .limit(1)
    )
    if before is not None:
        query = query.where(visits.c.audit_id < before.id)
    found: str | None = connection.execute(query).scalar()
    return found


def last_judged(connection: Connection, site: str, before: Night) -> int | None:
    """Return the audit before this one in which the site was judged last."""
    judged = select(func.max(visits.c.audit_id)).where(visits.c.site_id == site, visits.c.judged)
    found: int | None = connection.execute(judged.where(visits.c.audit_id < before.id)).scalar()
    return found


def kept_visits(connection: Connection, count: int) -> frozenset[str]:
    """Return the page-cache names of each site's newest `count` visits that read something."""
    read = select(visits.c.site_id, visits.c.blob).where(visits.c.blob != "")
    query = read.order_by(desc(visits.c.audit_id))
    kept: dict[str, list[str]] = {}
    for row in connection.execute(query):
        names = kept.setdefault(row.site_id, [])
        if len(names) < count:
            names.append(row.blob)
    return frozenset(name for names in kept.values() for name in names)


def _resumable(connection: Connection, as_of: datetime, scope: str | None) -> Row[Any] | None:
    same = audits.c.scope.is_(None) if scope is None else audits.c.scope == scope
    newest = connection.execute(select(audits).where(same).order_by(desc(audits.c.as_of)).limit(1)).first()
    if newest is None:
        return None
    # A recheck that is done may be done again; a night that is done is done.
    if newest.date == as_of.date() and (scope is None or newest.finished is None):
        return newest
    over_midnight = timedelta(0) < as_of - newest.as_of <= RESUME_WITHIN
    return newest if over_midnight and newest.finished is None else None


def _done(connection: Connection, audit: int) -> frozenset[str]:
    query = select(visits.c.site_id).where(visits.c.audit_id == audit, visits.c.judged)
    return frozenset(connection.execute(query).scalars())


def _with_engines() -> Select[Any]:
    return select(audits, rulesets.c.content.label("rules")).join(
        rulesets, rulesets.c.digest == audits.c.ruleset
    )


def _engines(packed: bytes) -> dict[str, str]:
    return dict(unpack(packed)["engines"])


def _keep_ruleset(connection: Connection, database: Database, ruleset: Ruleset) -> str:
    content = ruleset_content(ruleset)
    digest = database.seal.hash("ruleset", database.seal.digest(content))
    if connection.execute(select(rulesets.c.digest).where(rulesets.c.digest == digest)).first() is None:
        connection.execute(insert(rulesets).values(digest=digest, content=pack(content)))
    return digest


def _keep_registry(connection: Connection, database: Database, registry: Registry) -> str:
    content = registry_content(registry)
    digest = database.seal.hash("registry", database.seal.digest(content))
    if connection.execute(select(registries.c.digest).where(registries.c.digest == digest)).first() is None:
        connection.execute(insert(registries).values(digest=digest, content=database.seal.close(content)))
    return digest
