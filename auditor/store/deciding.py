"""Keep what people decide about findings, and tell which decision is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, desc, insert, select

from auditor.exits import Exit, Refusal
from auditor.mask import Mask
from auditor.store.database import Database
from auditor.store.records import Decision, Status, Verdict
from auditor.store.schema import decisions, findings
from auditor.store.seal import Seal

_FEW = 500
_STATUS = {
    Verdict.WAIVED: Status.WAIVED,
    Verdict.DISPUTED: Status.DISPUTED,
    Verdict.WRONG: Status.WRONG,
}


def decide(database: Database, decision: Decision, mask: Mask) -> Decision:
    """Keep one decision and return it as stored; the same one again changes nothing."""
    with database.write() as connection:
        return _keep(connection, database.seal, decision, mask)


def read_back(
    database: Database, origin: str, rows: Iterable[Decision], at: datetime, mask: Mask
) -> tuple[str, ...]:
    """Take over a sheet of decisions that is read every night; returns ids that name no finding.

    A row keeps the moment at which it was first read. A row that is gone ends its decision at `at`.
    """
    unknown, listed = [], set()
    with database.write() as connection:
        for row in rows:
            try:
                listed.add(_keep(connection, database.seal, row, mask).finding)
            except Refusal:
                unknown.append(row.finding)
        query = select(decisions.c.finding_id).where(decisions.c.origin == origin).distinct()
        for finding in connection.execute(query).scalars().all():
            newest = _newest(connection, database.seal, finding, origin)
            if finding not in listed and newest is not None and newest.verdict is not Verdict.STANDS:
                ended = Decision(finding, Verdict.STANDS, "taken off the list", newest.by, at, origin=origin)
                _insert(connection, database.seal, ended)
    return tuple(unknown)


def decisions_of(
    connection: Connection, seal: Seal, ids: Sequence[str], moment: datetime | None, mask: Mask
) -> dict[str, tuple[Decision, ...]]:
    """Return all decisions up to `moment` by finding, latest first."""
    found: dict[str, list[Decision]] = {}
    wanted = set(ids)
    query = select(decisions).order_by(desc(decisions.c.decided_at), desc(decisions.c.id))
    if moment is not None:
        query = query.where(decisions.c.decided_at <= moment)
    if len(wanted) <= _FEW:
        query = query.where(decisions.c.finding_id.in_(wanted))
    for row in connection.execute(query):
        if row.finding_id in wanted:
            content = seal.open(row.content)
            reason = mask.text(content["reason"])
            decision = Decision(
                row.finding_id, Verdict(row.verdict), reason, content["by"], row.decided_at, row.until,
                row.origin,
            )  # fmt: skip
            found.setdefault(row.finding_id, []).append(decision)
    return {finding: tuple(made) for finding, made in found.items()}


def in_force(made: Sequence[Decision], day: date) -> Decision | None:
    """Return the latest decision if it still holds on `day`; an earlier one never comes back."""
    if not made or made[0].verdict is Verdict.STANDS:
        return None
    until = made[0].until
    return made[0] if until is None or until >= day else None


def status_under(life: Status, decision: Decision | None) -> Status:
    """Return what readers are told: a decision counts as long as the finding is there."""
    if decision is None or life in (Status.FIXED, Status.LAPSED):
        return life
    return _STATUS[decision.verdict]


def _keep(connection: Connection, seal: Seal, decision: Decision, mask: Mask) -> Decision:
    finding = decision.finding.strip().upper()
    if connection.execute(select(findings.c.id).where(findings.c.id == finding)).first() is None:
        raise Refusal(Exit.USAGE, f"there is no finding {finding[:20]}; the report names them")
    if decision.decided_at.tzinfo is None:
        raise ValueError("a decision needs a moment with its offset")
    masked = Decision(
        finding, decision.verdict, mask.text(decision.reason), decision.by, decision.decided_at,
        decision.until, decision.origin,
    )  # fmt: skip
    newest = _newest(connection, seal, finding, decision.origin)
    if newest is not None and (newest.verdict, newest.reason, newest.by, newest.until) == (
        masked.verdict, masked.reason, masked.by, masked.until,
    ):  # fmt: skip
        return newest
    _insert(connection, seal, masked)
    return masked


def _newest(connection: Connection, seal: Seal, finding: str, origin: str) -> Decision | None:
    made = decisions_of(connection, seal, [finding], None, Mask.empty()).get(finding, ())
    return next((decision for decision in made if decision.origin == origin), None)


def _insert(connection: Connection, seal: Seal, decision: Decision) -> None:
    connection.execute(
        insert(decisions).values(
            finding_id=decision.finding,
            verdict=decision.verdict,
            decided_at=decision.decided_at,
            until=decision.until,
            origin=decision.origin,
            content=seal.close({"reason": decision.reason, "by": decision.by}),
        )
    )
