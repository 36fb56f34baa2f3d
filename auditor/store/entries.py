"""Define what goes into the store each night, as plain data; touches no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.finding import Finding, SiteOutcome, Skipped
from auditor.history import Ledger
from auditor.links import JudgedLink
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Deadline


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """Keep what readers need to know of a rule, as it was in force on one night."""

    id: str
    title: str
    why: str
    fix: str
    severity: Severity
    section: Section
    topic: str
    criteria: tuple[str, ...] = ()
    needs_browser: bool = False
    needs_roster: bool = False

    @staticmethod
    def of(rule: Rule) -> RuleEntry:
        """Copy what is kept of `rule`: everything but its examples."""
        return RuleEntry(
            rule.id, rule.title, rule.why, rule.fix, rule.severity, rule.section, rule.topic,
            rule.criteria, rule.needs_browser, rule.needs_roster,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClauseEntry:
    """Keep the words that a finding rests on; `document` is the title of the policy."""

    id: str
    document: str
    topic: str
    quote: str
    locator: str
    force: str
    number: str = ""
    handle: str = ""
    level: str = ""
    sentence: str = ""
    unchecked: str = ""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Hold every rule and clause in force tonight, also those that `--only` leaves out.

    `program` tells one version of the program from another.
    """

    rules: tuple[RuleEntry, ...] = ()
    clauses: tuple[ClauseEntry, ...] = ()
    engines: Mapping[str, str] = field(default_factory=dict)
    program: str = ""


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """Count what a visit read; `blob` is its name in the page cache, `frontier_count` pages left over.

    `stood` are pages for which what a browser saw on an earlier night stands, the first of them seen on
    the day `shown_since`.
    """

    outcome: SiteOutcome
    reason: str = ""
    pages: int = 0
    documents: int = 0
    pictures: int = 0
    embeds_unread: int = 0
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0
    blob: str = ""
    frontier_count: int = 0
    stood: int = 0
    shown_since: date | None = None


@dataclass(frozen=True, slots=True)
class PageRecord:
    """State how far one page or document was looked at tonight.

    `by_text` is true where its text was read whole, `by_browser` where a browser showed it and the
    engines finished. `status` 404 or 410 says that it is gone. `digest` tells a moved page again; `made`
    is a keyed digest of all that its findings rest on, "" where they must not stand tomorrow.
    """

    key: str
    url: str
    title: str = ""
    status: int = 200
    by_text: bool = True
    by_browser: bool = False
    digest: str = ""
    kind: str = "page"
    made: str = ""


@dataclass(frozen=True, slots=True)
class SiteLines:
    """Hold what a night adds to the history of a site's lines, masked already where it is text.

    `ledgers` are those that changed; `read` names every page and view that was read; `looks` tell for
    the site ("") and each section whether all was read, else why not; `came` are the keys of new items.
    """

    ledgers: tuple[Ledger, ...] = ()
    read: tuple[tuple[str, str], ...] = ()
    looks: tuple[SectionLook, ...] = ()
    came: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionLook:
    """Say how well a section ("" for the site) was seen in one audit; `root` is its address, hashed,
    `shown` tells whether a browser showed it, `seconds` how long after the night began it was read."""

    section: str
    good: bool
    reason: str = ""
    root: str = ""
    shown: bool = False
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class SiteResult:
    """Hold one site's judged night, raw: the store masks all of it on the way in.

    `complete` is true where every page that links lead to was read; `rules_run` are the rules that
    were judged, `rules_off` those that the policy does not ask of this kind of site; `links` are all
    of its links, good ones too, None where they are those of the last audit. On pages (by key) in
    `standing` the last audit's findings of `standing_rules` stand and are not among `findings`.
    `by_person` are rules of `rules_run` that rest on what people noted, whatever could be read.
    """

    outcome: SiteOutcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    pages: tuple[PageRecord, ...] = ()
    rules_run: frozenset[str] = frozenset()
    rules_off: frozenset[str] = frozenset()
    complete: bool = True
    links: tuple[JudgedLink, ...] | None = ()
    standing: frozenset[str] = frozenset()
    standing_rules: frozenset[str] = frozenset()
    by_person: frozenset[str] = frozenset()
    lines: SiteLines | None = None
