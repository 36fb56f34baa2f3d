"""Hold what stands on a class site and the deeds that change it; knows neither markup nor clocks."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


class News(Enum):
    """Whether a deed is new classroom information; DOUBT is for a person to decide, OPEN is left open."""

    YES = "yes"
    NO = "no"
    DOUBT = "doubt"
    OPEN = "open"


@dataclass
class Post:
    """A dated entry; `day` is the date that it shows, `stamp` what machines read."""

    title: str
    lines: list[str]
    day: date
    stamp: datetime
    slug: str


@dataclass
class Block:
    """A heading with lines: a paragraph each ("text"), a list, or rows of cells (parted by " | ")."""

    heading: str
    lines: list[str]
    shape: str = "text"


@dataclass
class File:
    """A linked document with its words; `edition` changes its bytes."""

    name: str
    label: str
    lines: list[str]
    edition: int = 0
    changed: datetime | None = None


@dataclass
class Event:
    """An entry of the class calendar."""

    uid: str
    day: date
    summary: str
    created: datetime


@dataclass
class State:
    """All that a site says, apart from its platform. `pages` are sub-pages by path, in blocks."""

    title: str
    teacher: str
    welcome: list[str]
    posts: list[Post] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    photos: list[tuple[str, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    pages: dict[str, tuple[str, dict[str, Block]]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    attic: dict[str, Block] = field(default_factory=dict)


@dataclass(frozen=True)
class Deed:
    """One thing done to a site at a moment. `section` is "" for the whole site, `place` the
    path of the sub-page where it was done, "" for the first page.
    """

    when: datetime
    what: str
    change: Callable[[State], None]
    news: News
    section: str = ""
    place: str = ""


class Story:
    """A site's state at every moment: a first state and the deeds in order."""

    def __init__(self, first: State, deeds: list[Deed]) -> None:
        self.deeds = sorted(deeds, key=lambda deed: deed.when)
        self.first = first
        self._states = [first]

    def at(self, moment: datetime) -> State:
        """Return the state at a moment; nobody may change it."""
        done = sum(1 for deed in self.deeds if deed.when <= moment)
        while len(self._states) <= done:
            state = deepcopy(self._states[-1])
            self.deeds[len(self._states) - 1].change(state)
            self._states.append(state)
        return self._states[done]

    def last_change(self, moment: datetime) -> datetime | None:
        """Return when the last deed before a moment was done."""
        done = [deed.when for deed in self.deeds if deed.when <= moment]
        return done[-1] if done else None
