"""Define what comes out of the store and what people decide, as plain data; touches no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from auditor.finding import Confidence, SiteOutcome
from auditor.registry import Person, School, Site
from auditor.rule import Section, Severity
from auditor.snapshot import DueVerdict, Evidence
from auditor.store.entries import ClauseEntry, RuleEntry


class Status(StrEnum):
    """Where a finding stands in its life.

    Lapsed means that nobody mended anything: no clause in force asks for it any more, or a page that says
    what it said is judged by other rules.
    """

    NEW = "new"
    OPEN = "open"
    REOPENED = "reopened"
    DISPUTED = "disputed"
    WRONG = "wrong"
    WAIVED = "waived"
    FIXED = "fixed"
    LAPSED = "lapsed"

    @property
    def standing(self) -> bool:
        """Tell whether someone still has to act; disputed findings stand until they are decided."""
        return self in (Status.NEW, Status.OPEN, Status.REOPENED, Status.DISPUTED)


class Verdict(StrEnum):
    """What a person decided about a finding; stands takes an earlier decision back."""

    WAIVED = "waived"
    DISPUTED = "disputed"
    WRONG = "wrong"
    STANDS = "stands"


@dataclass(frozen=True, slots=True)
class Decision:
    """Say what a person decided about a finding; `until` is the last day on which it holds.

    `origin` is where it came from ("command", "waivers.csv", "decision sheet"); the later
    `decided_at` wins.
    """

    finding: str
    verdict: Verdict
    reason: str
    by: str
    decided_at: datetime
    until: date | None = None
    origin: str = "command"


@dataclass(frozen=True, slots=True)
class Viewing:
    """Say who looked at a website that no program may read, when, and when its teacher was told."""

    site: str
    day: date
    by: str
    told: date | None = None


@dataclass(frozen=True, slots=True)
class Night:
    """Name one audit: all sites of a date, or a recheck of the sites in `scope` on that date.

    `as_of` keeps its district time as a fixed offset. `resumed` is true where it had been started
    before; `finished` where there is nothing left to do; `done` are the sites already stored.
    """

    id: int
    date: date
    as_of: datetime
    started: datetime
    finished: datetime | None = None
    scope: tuple[str, ...] | None = None
    replayed: bool = False
    resumed: bool = False
    done: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    engines: Mapping[str, str] = field(default_factory=dict)
    ruleset: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Count findings: a problem is one rule on one page, certain or likely, inside the counts.

    `problems` stand tonight, of which `new` were not known before and `reopened` had been gone;
    `fixed` went tonight; `review` are pairs that a person must look at; `waived` were decided.
    """

    problems: int = 0
    new: int = 0
    reopened: int = 0
    fixed: int = 0
    review: int = 0
    waived: int = 0


@dataclass(frozen=True, slots=True)
class StoredSkipped:
    """State what could not be checked, masked; `site` and `as_of` say where and when."""

    site: str
    url: str
    stage: str
    reason: str
    detail: str
    rules: tuple[str, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class StoredDeadline:
    """State the verdict of one site or section for one due date, as it stood at one moment, masked.

    `decided_at` is when it was decided so; `revised` counts the verdicts before it. `before` is the
    last other verdict, None where there never was one, and `since` when this one took its place.
    """

    site: str
    section: str
    due: date
    verdict: DueVerdict
    evidence: tuple[Evidence, ...]
    decided_at: datetime
    revised: int = 0
    before: DueVerdict | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Say what is known of one site at one moment; `as_of` is when it was last audited.

    `outcome` is None where it never was. `baseline` is true on the first night that read it.
    `counts` are by report section and in all under "".
    """

    site: Site
    outcome: SiteOutcome | None = None
    reason: str = ""
    audit: int = 0
    as_of: datetime | None = None
    pages: int = 0
    documents: int = 0
    pictures: int = 0
    embeds_unread: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    unread_pages: int = 0
    stood: int = 0
    shown_since: date | None = None
    complete: bool = False
    baseline: bool = False
    previous_outcome: SiteOutcome | None = None
    counts: Mapping[str, Counts] = field(default_factory=dict)
    previous: Mapping[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """Show one finding as it stood at one moment: masked, with its life and its decisions.

    `first_seen` and `last_seen` are district dates. `page` is the masked page key. `life` is the
    status without decisions (new, open, reopened, fixed, lapsed); `decision` is the one in force
    and `decisions` all of them, latest first. `picture` is an existing PNG file. `student` is a
    keyed hash and stands in no report.
    """

    id: str
    fingerprint: str
    audit: int
    as_of: datetime
    site: str
    school: str
    url: str
    page: str
    page_title: str
    rule: str
    checker: str
    clause: str
    section: Section
    severity: Severity
    confidence: Confidence
    status: Status
    life: Status
    counted: bool
    message: str
    details: Mapping[str, str]
    source: str
    selector: str
    heading: str
    place: str
    quote: str
    document: str
    occurrences: int
    first_seen: date
    last_seen: date
    fixed_on: date | None
    criteria: tuple[str, ...]
    decision: Decision | None = None
    decisions: tuple[Decision, ...] = ()
    picture: Path | None = None
    student: str = ""


@dataclass(frozen=True, slots=True)
class RulesetChange:
    """Say which rules came, went or changed their words since the night before; rule ids."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    engines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolReport:
    """Hold everything that one school's report says, as of one moment.

    `night` is the newest audit of all sites up to then and `rechecks` the later ones of single
    sites; `previous` is the full night before. `sites` are those registered and active on that
    day, in the order of the registry. `findings` are those of these sites that stand, that are
    waived or wrong, and those fixed since `previous`. `rules` and `clauses` explain each of them.
    `baseline` is true on the school's first night: nothing can be new or fixed. `deadlines` are the
    verdicts on due dates of its sites, `viewings` who looked at those that no program may read. `lapsed`
    are the ids of findings that went at any time before and that nobody mended.
    """

    school: School
    night: Night
    rechecks: tuple[Night, ...]
    previous: Night | None
    people: tuple[Person, ...]
    sites: tuple[SiteFacts, ...]
    findings: tuple[StoredFinding, ...]
    skipped: tuple[StoredSkipped, ...]
    rules: Mapping[str, RuleEntry]
    clauses: Mapping[str, ClauseEntry]
    counts: Mapping[str, Counts]
    previous_counts: Mapping[str, Counts]
    changes: RulesetChange
    baseline: bool
    deadlines: tuple[StoredDeadline, ...] = ()
    viewings: Mapping[str, Viewing] = field(default_factory=dict)
    lapsed: frozenset[str] = frozenset()
