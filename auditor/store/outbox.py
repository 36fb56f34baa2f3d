"""Keep every mail with its state, so that nothing goes out twice; composes none and talks to no server."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from auditor.store.database import Database
from auditor.store.schema import audits, outbox

DISTRICT = ""
"""Stands for the school in mail that is about all of them."""


KEPT_DAYS = 7
"""Days after which the text of a mail that never left is deleted; it may be sent for one day only."""


class Kind(StrEnum):
    """What a mail is for; a night's digest and alert to one reader are the same mail."""

    DIGEST = "digest"
    ALERT = "alert"
    ESCALATION = "escalation"
    REMINDER = "reminder"
    NOTICE = "notice"
    CORRECTION = "correction"
    TEST = "test"


class State(StrEnum):
    """How far a mail has come.

    Unsure: it was handed over and nobody said whether it arrived; it is never sent again by itself.
    """

    READY = "ready"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given-up"
    UNSURE = "unsure"

    @property
    def open(self) -> bool:
        """Tell whether it may still be sent."""
        return self in (State.READY, State.HELD, State.SENDING)


TOLD = (State.SENT, State.UNSURE)
"""States after which a reader knows what the mail says, as far as anybody can tell."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold a finished mail before it enters the outbox; `items` are ids of findings that it tells."""

    school: str
    kind: Kind
    role: str
    address: str
    message_id: str
    content: bytes
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """Show one mail of the outbox; `content` is empty once nothing is left to send.

    `started` is when its night began in real time, `as_of` what its clock showed; `reply` is the
    server's code or a few plain words, never the server's own text, which may name the reader.
    """

    id: int
    date: date
    as_of: datetime
    started: datetime
    replayed: bool
    school: str
    kind: Kind
    role: str
    recipient: str
    address: str
    message_id: str
    state: State
    attempts: int
    queued: datetime
    changed: datetime
    reply: str
    items: tuple[str, ...]
    acknowledged: datetime | None
    content: bytes


class Outbox:
    """Change the outbox one mail and one transaction at a time; whoever sends holds the store's lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recipient(self, address: str) -> str:
        """Return the keyed hash under which a reader's address stands."""
        return self._database.seal.short("recipient", address.casefold())

    def message_id(self, day: date, school: str, address: str, domain: str, part: str = "") -> str:
        """Return the id of a night's mail to one reader of one school: the same however often it is made.

        `part` tells mails apart where a reader gets several about one school.
        """
        name = self._database.seal.short("message", day.isoformat(), school, address.casefold(), part)
        return f"<{name}@{domain}>"

    def thread_id(self, school: str, address: str, domain: str) -> str:
        """Return the id that all mail to one reader about one school refers to."""
        return f"<thread.{self._database.seal.short('thread', school, address.casefold())}@{domain}>"

    def put(self, audit: int, day: date, drafts: Iterable[Draft], at: datetime, hold: str = "") -> int:
        """Add what is not there yet and return how many that were; `hold` is why they wait for a person."""
        added = 0
        with self._database.write() as connection:
            made = select(outbox.c.message_id).where(outbox.c.date == day)
            known = set(connection.execute(made).scalars())
            for draft in drafts:
                if draft.message_id in known:
                    continue
                seal = self._database.seal
                connection.execute(
                    insert(outbox).values(
                        audit_id=audit,
                        date=day,
                        school_id=draft.school,
                        kind=draft.kind,
                        role=draft.role,
                        recipient=self.recipient(draft.address),
                        message_id=draft.message_id,
                        state=State.HELD if hold else State.READY,
                        attempts=0,
                        queued=at,
                        changed=at,
                        reply=hold,
                        findings=json.dumps(sorted(set(draft.items))),
                        acknowledged=None,
                        address=seal.close(draft.address),
                        content=seal.close(draft.content.decode("ascii")),
                    )
                )
                known.add(draft.message_id)
                added += 1
        return added

    # --- sending ---

    def waiting(self, *states: State) -> tuple[Parcel, ...]:
        """Return the mails in these states (ready ones where none is named), oldest first."""
        with self._database.read() as connection:
            wanted = outbox.c.state.in_([str(state) for state in states or (State.READY,)])
            return self._parcels(connection, wanted)

    def of_night(self, day: date) -> tuple[Parcel, ...]:
        """Return all mails of one night."""
        with self._database.read() as connection:
            return self._parcels(connection, outbox.c.date == day)

    def claim(self, parcel: Parcel, at: datetime) -> bool:
        """Mark a ready mail as being sent; False where somebody else has it."""
        with self._database.write() as connection:
            change = update(outbox).where(outbox.c.id == parcel.id, outbox.c.state == str(State.READY))
            result: Any = connection.execute(change.values(state=State.SENDING, changed=at))
            return bool(result.rowcount)

    def settle(self, parcel: Parcel, state: State, at: datetime, reply: str = "") -> None:
        """Record what became of a mail; back to ready counts as an attempt."""
        values: dict[str, object] = {"state": state, "changed": at, "reply": reply}
        if not state.open:
            # Nothing is left to do with the text, and what is not kept cannot leak.
            values["content"] = None
        if state is State.READY:
            values["attempts"] = outbox.c.attempts + 1
        with self._database.write() as connection:
            connection.execute(update(outbox).where(outbox.c.id == parcel.id).values(**values))

    def release(self, day: date, at: datetime) -> int:
        """Let a night's held mails go and return how many that are."""
        held = (outbox.c.date == day) & (outbox.c.state == str(State.HELD))
        with self._database.write() as connection:
            values = {"state": State.READY, "changed": at, "reply": ""}
            result: Any = connection.execute(update(outbox).where(held).values(**values))
            return int(result.rowcount)

    # --- what readers know ---

    def last_told(self, school: str, kinds: Collection[Kind], before: date) -> date | None:
        """Return the newest night before a day of which a school was told by such a mail."""
        return max((row.date for row in self._told(school, kinds, before)), default=None)

    def mornings(self, school: str) -> tuple[date, ...]:
        """Return the nights of which a school was sent a digest, oldest first."""
        return tuple(sorted({row.date for row in self._told(school, (Kind.DIGEST,), date.max)}))

    def told_items(self, school: str, kinds: Collection[Kind], before: date) -> frozenset[str]:
        """Return the ids of findings that such mails have told a school before a day."""
        return frozenset(
            item for row in self._told(school, kinds, before) for item in json.loads(row.findings)
        )

    def told_to(self, school: str, kinds: Collection[Kind], before: date) -> dict[str, frozenset[str]]:
        """Map the findings that such mails have told before a day to the hashes of who got them."""
        found: dict[str, set[str]] = {}
        for row in self._told(school, kinds, before):
            for item in json.loads(row.findings):
                found.setdefault(item, set()).add(row.recipient)
        return {item: frozenset(readers) for item, readers in found.items()}

    def alerts(self, school: str, before: date) -> tuple[tuple[date, tuple[str, ...]], ...]:
        """Return the nights and findings of which a school was told and that nobody has acknowledged."""
        found: dict[date, set[str]] = {}
        acknowledged: dict[date, bool] = {}
        for row in self._told(school, (Kind.DIGEST, Kind.ALERT), before):
            found.setdefault(row.date, set()).update(json.loads(row.findings))
            acknowledged[row.date] = acknowledged.get(row.date, False) or row.acknowledged is not None
        return tuple(
            (day, tuple(sorted(items)))
            for day, items in sorted(found.items())
            if items and not acknowledged[day]
        )

    def acknowledge(self, school: str, by: str, at: datetime) -> int:
        """Record that somebody has seen what a school was told up to now; returns of how many mails."""
        mails = (outbox.c.school_id == school) & outbox.c.acknowledged.is_(None) & (outbox.c.findings != "[]")
        told = outbox.c.state.in_([str(state) for state in TOLD]) & (outbox.c.queued <= at)
        values = {"acknowledged": at, "acknowledged_by": self._database.seal.close(by)}
        with self._database.write() as connection:
            result: Any = connection.execute(update(outbox).where(mails & told).values(**values))
            return int(result.rowcount)

    def previous_message(self, school: str, address: str, before: date) -> str | None:
        """Return the id of the newest earlier mail to one reader about one school."""
        query = (
            select(outbox.c.message_id)
            .where(outbox.c.school_id == school, outbox.c.recipient == self.recipient(address))
            .where(outbox.c.date < before, outbox.c.state.in_([str(state) for state in TOLD]))
            .order_by(outbox.c.date.desc(), outbox.c.id.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            found: str | None = connection.execute(query).scalar()
            return found

    def _told(self, school: str, kinds: Collection[Kind], before: date) -> list[Row[Any]]:
        query = select(outbox.c.date, outbox.c.findings, outbox.c.acknowledged, outbox.c.recipient).where(
            outbox.c.school_id == school,
            outbox.c.kind.in_([str(kind) for kind in kinds]),
            outbox.c.date < before,
            outbox.c.state.in_([str(state) for state in TOLD]),
        )
        with self._database.read() as connection:
            return list(connection.execute(query))

    def _parcels(self, connection: Connection, wanted: Any) -> tuple[Parcel, ...]:
        seal = self._database.seal
        query: Select[Any] = (
            select(outbox, audits.c.local, audits.c.started, audits.c.replayed)
            .join(audits, audits.c.id == outbox.c.audit_id)
            .where(wanted)
            .order_by(outbox.c.id)
        )
        return tuple(
            Parcel(
                id=row.id,
                date=row.date,
                as_of=datetime.fromisoformat(row.local),
                started=row.started,
                replayed=row.replayed,
                school=row.school_id,
                kind=Kind(row.kind),
                role=row.role,
                recipient=row.recipient,
                address=seal.open(row.address),
                message_id=row.message_id,
                state=State(row.state),
                attempts=row.attempts,
                queued=row.queued,
                changed=row.changed,
                reply=row.reply,
                items=tuple(json.loads(row.findings)),
                acknowledged=row.acknowledged,
                content=b"" if row.content is None else seal.open(row.content).encode("ascii"),
            )
            for row in connection.execute(query)
        )


def sweep_outbox(connection: Connection, now: datetime, old: date) -> None:
    """Delete mails of nights before `old`, and the text of what can no longer be sent."""
    connection.execute(delete(outbox).where(outbox.c.date < old))
    stale = (outbox.c.date < (now - timedelta(days=KEPT_DAYS)).date()) & outbox.c.content.is_not(None)
    connection.execute(update(outbox).where(stale).values(content=None))
