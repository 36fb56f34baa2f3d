"""Deliver what waits in the outbox, each mail once or with a word to a person; speaks no protocol itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from auditor.mail.readers import Gate
from auditor.store import Outbox, Parcel, State

KILLED = "the program ended while this was being sent"
WAIT_GROWS = 3.0


class Fate(StrEnum):
    """What became of one try to deliver."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say what became of one try; `reply` is the server's code or a few plain words."""

    fate: Fate
    reply: str = ""


@dataclass
class Unavailable(Exception):
    """Say in one sentence why no mail can go now; `passing` where another try may go better."""

    sentence: str
    passing: bool = False

    def __str__(self) -> str:
        return self.sentence


class Post(Protocol):
    """Carries one mail; `repeatable` where doing it twice is the same as doing it once."""

    repeatable: bool

    def deliver(self, parcel: Parcel, last_moment: Callable[[], None]) -> Outcome: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class Delivered:
    """Say what became of every mail; `held` and `left` may still go, `unavailable` is why none did."""

    sent: list[Parcel] = field(default_factory=list)
    refused: list[tuple[Parcel, str]] = field(default_factory=list)
    unsure: list[tuple[Parcel, str]] = field(default_factory=list)
    given_up: list[tuple[Parcel, str]] = field(default_factory=list)
    left: list[tuple[Parcel, str]] = field(default_factory=list)
    held: list[Parcel] = field(default_factory=list)
    unavailable: str = ""

    @property
    def complete(self) -> bool:
        """Tell whether nothing needs a person."""
        rest = (self.refused, self.unsure, self.given_up, self.left, self.held)
        return not any(rest) and not self.unavailable


@dataclass(frozen=True, slots=True)
class Patience:
    """Say how often a server is asked again, and how long to wait before (three times as long each time)."""

    attempts: int
    first_wait: float


def deliver(
    outbox: Outbox,
    post: Post,
    gate: Gate,
    *,
    age: Callable[[Parcel], timedelta],
    now: Callable[[], datetime],
    patience: Patience,
    sleep: Callable[[float], None],
) -> Delivered:
    """Deliver everything that is ready; whoever calls holds the store's lock, so that nobody else does.

    A mail is claimed in the store just before its text leaves. One that a killed program had claimed
    may have arrived: where the post is not repeatable it is reported and never sent again.
    """
    told = Delivered()
    for parcel in outbox.waiting(State.SENDING):
        if post.repeatable:
            outbox.settle(parcel, State.READY, now(), KILLED)
        else:
            outbox.settle(parcel, State.UNSURE, now(), KILLED)
            told.unsure.append((parcel, KILLED))
    wait = patience.first_wait
    try:
        for attempt in range(1, patience.attempts + 1):
            again = _once(outbox, post, gate, age, now, told)
            if not again:
                break
            if attempt < patience.attempts:
                sleep(wait)
                wait *= WAIT_GROWS
    finally:
        post.close()
    told.left = [(parcel, parcel.reply) for parcel in outbox.waiting(State.READY)]
    told.held = list(outbox.waiting(State.HELD))
    return told


def _once(
    outbox: Outbox,
    post: Post,
    gate: Gate,
    age: Callable[[Parcel], timedelta],
    now: Callable[[], datetime],
    told: Delivered,
) -> bool:
    """Try every mail once and tell whether another round may help."""
    again = False
    for parcel in outbox.waiting(State.READY, State.HELD):
        if why := gate.closed_to(parcel, age(parcel)):
            outbox.settle(parcel, State.GIVEN_UP, now(), why)
            told.given_up.append((parcel, why))
            continue
        if parcel.state is State.HELD:
            continue
        try:
            outcome = post.deliver(parcel, _claim(outbox, parcel, now))
        except Unavailable as unavailable:
            # Nobody else's mail would fare better with this server.
            told.unavailable = unavailable.sentence
            return unavailable.passing
        told.unavailable = ""
        match outcome.fate:
            case Fate.SENT:
                outbox.settle(parcel, State.SENT, now(), outcome.reply)
                told.sent.append(parcel)
            case Fate.REFUSED:
                outbox.settle(parcel, State.REFUSED, now(), outcome.reply)
                told.refused.append((parcel, outcome.reply))
            case Fate.UNSURE:
                outbox.settle(parcel, State.UNSURE, now(), outcome.reply)
                told.unsure.append((parcel, outcome.reply))
            case Fate.LATER:
                outbox.settle(parcel, State.READY, now(), outcome.reply)
                again = True
    return again


def _claim(outbox: Outbox, parcel: Parcel, now: Callable[[], datetime]) -> Callable[[], None]:
    def claim() -> None:
        if not outbox.claim(parcel, now()):
            raise Unavailable("another program is sending from the same outbox; wait until it is done")

    return claim
