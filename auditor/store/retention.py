"""Delete what the records schedule no longer allows to keep; counts without identities stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, CursorResult, Delete, Update, delete, select, update

from auditor.store.database import Database
from auditor.store.destinations import sweep_links
from auditor.store.evidence import Evidence
from auditor.store.outbox import sweep_outbox
from auditor.store.schema import (
    arrivals,
    audits,
    deadlines,
    decisions,
    events,
    findings,
    ledgers,
    looks,
    pages,
    registries,
    spans,
    visits,
)
from auditor.store.viewings import sweep_viewings


@dataclass(frozen=True, slots=True)
class Swept:
    """Count what was deleted."""

    findings: int = 0
    pictures: int = 0


def sweep(
    database: Database,
    evidence: Evidence,
    now: datetime,
    *,
    findings_days: int,
    evidence_days: int,
    hold: bool,
) -> Swept:
    """Delete findings last seen and pictures taken longer ago than so many days; see `Store.sweep`."""
    if hold:
        return Swept()
    with database.write() as connection:
        old = (now - timedelta(days=findings_days)).date()
        past = select(audits.c.id).where(audits.c.date < old)
        _run(connection, delete(spans).where(spans.c.last_audit.in_(past)))
        bare = select(findings.c.id).where(~findings.c.id.in_(select(spans.c.finding_id)))
        for table in (events, decisions):
            _run(connection, delete(table).where(table.c.finding_id.in_(bare)))
        gone = _run(connection, delete(findings).where(findings.c.id.in_(bare)))
        _run(connection, delete(pages).where(pages.c.last_audit.in_(past)))
        sweep_links(connection, old)
        sweep_outbox(connection, now, old)
        sweep_viewings(connection, database.seal, old)
        for table, column in (
            (ledgers, ledgers.c.last_audit),
            (looks, looks.c.audit_id),
            (arrivals, arrivals.c.audit_id),
            (deadlines, deadlines.c.audit_id),
        ):
            _run(connection, delete(table).where(column.in_(past)))
        # The row keeps its counts; what could not be had is told by address.
        emptied = update(visits).where(visits.c.audit_id.in_(past)).values(skipped=None, blob="", reason="")
        _run(connection, emptied)
        _run(connection, update(audits).where(audits.c.date < old).values(registry=None))
        used = select(audits.c.registry).where(audits.c.registry.is_not(None))
        _run(connection, delete(registries).where(~registries.c.digest.in_(used)))
        fresh = select(audits.c.id).where(audits.c.date >= (now - timedelta(days=evidence_days)).date())
        kept = frozenset(connection.execute(fresh).scalars())
    pictures = evidence.sweep(kept)
    database.compact()
    return Swept(gone, pictures)


def _run(connection: Connection, statement: Delete | Update) -> int:
    result: CursorResult[Any] = connection.execute(statement)
    return result.rowcount
