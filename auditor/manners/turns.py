"""Define how a host is treated, what a turn is and how waiting is measured; schedules nothing."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol


@dataclass(frozen=True, slots=True)
class HostRule:
    """Say how one host is treated: seconds between starts, pages at a time, connections for assets.

    `robots` false means that the district owns the host and overrides its robots.txt.
    """

    delay: float = 1.0
    concurrent: int = 1
    robots: bool = True
    assets: int = 6


class TurnCanceled(Exception):
    """Tell a waiting thread that its turn was taken back."""


class State(Enum):
    """Where a turn stands."""

    WAITING = auto()
    RUNNING = auto()
    ENDED = auto()


class Line(Protocol):
    """Say what a turn needs of its scheduler."""

    def wait_seconds(self, host: str) -> float: ...

    def release(self, turn: Turn) -> None: ...


class Turn:
    """Hold one page's place in a host's queue; whoever gets it calls `done` when the page is had."""

    def __init__(self, line: Line, host: str, owner: str, ready: Callable[[Turn], None] | None) -> None:
        self.host = host
        self.owner = owner
        self.ready = ready
        self.state = State.WAITING
        self._line = line
        self._granted = False
        self._changed = threading.Event()

    @property
    def running(self) -> bool:
        """Tell whether the page may be fetched now."""
        return self.state is State.RUNNING

    @property
    def canceled(self) -> bool:
        """Tell whether the turn ended without ever having begun."""
        return self.state is State.ENDED and not self._granted

    def wait(self, timeout: float | None = None) -> bool:
        """Block until the turn begins; False where it was canceled or `timeout` seconds passed."""
        self._changed.wait(timeout)
        return self.running

    def wait_seconds(self) -> float:
        """Return the least number of seconds before this turn can begin: longer with others ahead."""
        return self._line.wait_seconds(self.host) if self.state is State.WAITING else 0.0

    def move(self, state: State) -> None:
        """Begin or end the turn and wake whoever waits for it; for the scheduler, under its lock."""
        self.state = state
        self._granted = self._granted or state is State.RUNNING
        self._changed.set()

    def done(self) -> None:
        """Give the turn back, whether it began or not; a second time does nothing."""
        self._line.release(self)

    cancel = done


@dataclass(slots=True)
class Queue:
    """Hold one host's pace and its waiting turns, by owner in the order in which they are served."""

    rule: HostRule
    delay: float
    next_start: float = -math.inf
    held_until: float = -math.inf
    running: set[Turn] = field(default_factory=set)
    waiting: OrderedDict[str, deque[Turn]] = field(default_factory=OrderedDict)

    @property
    def due(self) -> float:
        return max(self.next_start, self.held_until)

    @property
    def full(self) -> bool:
        return len(self.running) >= max(1, self.rule.concurrent)

    def take(self) -> Turn:
        """Take the next owner's first turn and send that owner to the end of the row."""
        owner, turns = self.waiting.popitem(last=False)
        turn = turns.popleft()
        if turns:
            self.waiting[owner] = turns
        return turn


@dataclass(slots=True)
class Patience:
    """Measure how long an owner waited with nothing under way."""

    waiting: int = 0
    running: int = 0
    total: float = 0.0
    since: float | None = None

    def change(self, now: float, *, waiting: int = 0, running: int = 0) -> None:
        if self.since is not None:
            self.total += now - self.since
        self.waiting += waiting
        self.running += running
        self.since = now if self.waiting and not self.running else None
