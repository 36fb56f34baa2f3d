"""Hold what stands behind a link, how it is used and what was decided of it; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MOST_TITLES = 12
"""Titles that are remembered of one destination; a page that changes daily would fill the store else."""


class Reach(StrEnum):
    """How far a visitor comes; the words stand in exports.

    `wall` is a server that turns away programs or asks to sign in: no fault, and not checkable.
    `unasked` was judged by its address alone, because nobody may visit it (a person's own account).
    """

    OK = "ok"
    WALL = "wall"
    GONE = "gone"
    SOFT_404 = "soft-404"
    NO_NAME = "no-name"
    REFUSED = "refused"
    LOOP = "loop"
    TIMEOUT = "timeout"
    ERROR = "error"
    TLS = "tls"
    INSIDE = "inside"
    UNASKED = "unasked"

    @property
    def lost(self) -> bool:
        """Tell whether this, seen on two nights, is a link that is broken for everybody."""
        return self in _LOST

    @property
    def unopened(self) -> bool:
        """Tell whether a parent cannot open it tonight, for whatever reason."""
        return self in _LOST or self in (Reach.TIMEOUT, Reach.ERROR, Reach.TLS, Reach.INSIDE)


_LOST = frozenset({Reach.GONE, Reach.SOFT_404, Reach.NO_NAME, Reach.REFUSED, Reach.LOOP})


@dataclass(frozen=True, slots=True)
class PastTitle:
    """Remember what a destination called itself, and on which host, from one day to another."""

    title: str
    host: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Destination:
    """Hold what a visitor finds behind one address.

    `url` is the link's address without a fragment, `final_url` where it ended; `hops` are the
    addresses between, in order. `status` is the last HTTP status, 0 without an answer. `text` is the
    first text of the page. `nights` counts the nights in a row on which it was lost; `history` are
    its earlier titles, the newest last. `detail` is a short plain remark on what went wrong.
    """

    url: str
    final_url: str = ""
    reach: Reach = Reach.UNASKED
    status: int = 0
    hops: tuple[str, ...] = ()
    title: str = ""
    description: str = ""
    site_name: str = ""
    text: str = ""
    detail: str = ""
    at: datetime | None = None
    nights: int = 0
    history: tuple[PastTitle, ...] = ()

    @property
    def read(self) -> bool:
        """Tell whether the page itself was seen."""
        return self.reach is Reach.OK

    @property
    def itself(self) -> str:
        """Return what the page calls itself: its title, site name and description."""
        return "\n".join(part for part in (self.title, self.site_name, self.description) if part)

    @property
    def said(self) -> str:
        """Return all that the page said, in order of weight."""
        return f"{self.itself}\n{self.text}"


class LinkVerdict(StrEnum):
    """What is to be done about a link; the words stand in exports."""

    OK = "ok"
    OFF_POLICY = "off-policy"
    REVIEW = "review"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Use:
    """Say how a link is used: its words, the sentence around it, whose site it stands on.

    `owners` are the full names of those who answer for the site; `carrier` says what carries the link.
    """

    words: str = ""
    sentence: str = ""
    heading: str = ""
    kind: str = "class"
    owners: tuple[str, ...] = ()
    student_work: bool = False
    carrier: str = "a"


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """Settle every link to an address (or a host, or a part of it) until a day, the last included.

    `at` is when somebody decided, or when the row was first read. `exact` takes the
    address as it is, and `rule`, where it is given, the findings of that rule alone.
    """

    address: str
    verdict: LinkVerdict
    reason: str
    by: str
    until: date | None = None
    at: datetime | None = None
    exact: bool = False
    rule: str = ""

    def ended(self, day: date | None) -> bool:
        """Tell whether the decision counts no longer on a day."""
        return self.until is not None and day is not None and day > self.until

    @property
    def told(self) -> str:
        """Return who decided what, until when and why, as a sentence."""
        at = f" on {self.at.date().isoformat()}" if self.at else ""
        until = f", until {self.until.isoformat()}" if self.until else ""
        return f"Decided by {self.by}{at}{until}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Say what one link is, by which rule, and on what evidence.

    `rule` is a rule id of the checker, "" where there is nothing to remark; `matched` is the entry of
    `config/links` (or "decision") that decided; `evidence` are plain sentences. Where somebody settled
    the matter, `decision` is what counts and `by_rules` what the rules said before.
    """

    verdict: LinkVerdict = LinkVerdict.OK
    rule: str = ""
    topic: str = ""
    matched: str = ""
    reason: str = ""
    advisories: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    destination: str = ""
    by_rules: LinkVerdict = LinkVerdict.OK
    decision: LinkDecision | None = None


@dataclass(frozen=True, slots=True)
class JudgedLink:
    """Record one judged link as it is exported."""

    page: str
    url: str
    carrier: str
    words: str
    context: str
    final_url: str
    status: int
    verdict: str
    rule: str
    advisories: tuple[str, ...] = ()
    clause: str = ""
    evidence: tuple[str, ...] = ()
