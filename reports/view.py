"""Arrange a school's stored facts site by site, as readers meet them; writes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.finding import Confidence, Reason, SiteOutcome
from auditor.registry import Site
from auditor.store import Night, SchoolReport, SiteFacts, Status, StoredFinding, StoredSkipped, Viewing
from reports import words
from reports.problems import Problem, problems, rule_of
from reports.taken_back import is_taken_back
from reports.words import ACT, CHECK, FIX, GOOD, UNREAD, State

PLATFORM_FAULT = "platform-fault"
"""Detail of a finding that most sites of a platform carry: "7 of 9 sites"."""

UNBOUND_KINDS = frozenset({"personal", "social"})
"""Kinds of site that clauses bind only by name: where nothing is found, perhaps nothing was asked."""

WORK_KEPT_CLOSED = "work-unprotected"
"""The rule of districts that want work of students behind a password: a login is then no gap to close."""

LOOK_DUE = "social-look-due"
"""The rule that asks a person to look at a social page: the look is noted in the site's own row."""

Unread = tuple[str, str, tuple[StoredSkipped, ...]]


@dataclass(frozen=True, slots=True)
class SiteView:
    """One site as its page and its row in the report show it.

    `unread` groups what could not be checked: (reason, plain sentence, where); `gone` are addresses
    that answered "not found", which hides nothing. `viewing` is a person's look at a site that no
    program may read.
    """

    facts: SiteFacts
    name: str
    state: State
    night: Night
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    platform: tuple[Problem, ...]
    settled: tuple[StoredFinding, ...]
    fixed: tuple[tuple[str, StoredFinding], ...]
    unread: tuple[Unread, ...]
    gone: tuple[StoredSkipped, ...]
    viewing: Viewing | None = None

    @property
    def file(self) -> str:
        return f"site-{self.facts.site.site_id}.html"

    @property
    def for_people_only(self) -> bool:
        """Tell whether no program may read the site, so that a person has to look."""
        return self.facts.site.kind == "social" or self.facts.outcome is SiteOutcome.REFUSED

    @property
    def looked(self) -> str:
        """Say who looked at it and when, and when the teacher was told; "" where nobody has noted it."""
        if self.viewing is None or not self.for_people_only:
            return ""
        told = f"; teacher told on {words.day(self.viewing.told)}" if self.viewing.told else ""
        return f"looked at by {self.viewing.by} on {words.day(self.viewing.day)}{told}"

    @property
    def look_due(self) -> bool:
        """Tell whether somebody is asked to look at the site by now."""
        asked = any(problem.rule.id == LOOK_DUE for problem in (*self.problems, *self.advice))
        return asked or self.viewing is None

    @property
    def waived(self) -> tuple[StoredFinding, ...]:
        return tuple(finding for finding in self.settled if finding.status is Status.WAIVED)

    @property
    def owners(self) -> str:
        """Return who answers for the site."""
        return words.listed([owner.name for owner in self.facts.site.owners]) or "whoever keeps this site"

    @property
    def read(self) -> bool:
        return self.facts.outcome in (SiteOutcome.AUDITED, SiteOutcome.PARTIAL)

    def of(self, *states: State) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.state in states)

    @property
    def summary(self) -> str:
        """Say in a few words what is up with the site."""
        parts = []
        for state, one, many in (
            (ACT, "privacy item", ""),
            (FIX, "problem", ""),
            (CHECK, "item to look at", "items to look at"),
        ):
            if mine := self.of(state):
                new = 0 if self.facts.baseline else sum(problem.new for problem in mine)
                told = words.count(sum(problem.number for problem in mine), one, many)
                parts.append(told + (f" ({new} new)" if new and state is not CHECK else ""))
        if not self.read:
            parts.append(self.looked or self._why_not_read())
        elif self.unread:
            parts.append("some of it could not be checked" if parts else "not all of it could be checked")
        if self.state is UNREAD and not parts:
            parts.append("the checks of this version do not cover it")
        if not parts and self.platform:
            parts.append("nothing for the school to do")
        return "; ".join(parts) or "nothing found by these checks"

    def _why_not_read(self) -> str:
        if self.facts.outcome is None:
            return "not read yet"
        if self.facts.site.kind == "social":
            return "a person must look: no program may read a social page"
        why = words.lower_first(words.why_unread(self.facts.reason).removesuffix("."))
        return f"not read: {why}" + ("; what was found earlier still stands" if self.problems else "")


def site_views(report: SchoolReport, steps: Path) -> tuple[SiteView, ...]:
    """Return every site of the school; `steps` is the folder of fix steps."""
    names = _names([facts.site for facts in report.sites])
    by_site: dict[str, list[StoredFinding]] = defaultdict(list)
    for finding in report.findings:
        by_site[finding.site].append(finding)
    return tuple(
        _site_view(report, facts, names[facts.site.site_id], by_site[facts.site.site_id], steps)
        for facts in report.sites
    )


def _site_view(
    report: SchoolReport, facts: SiteFacts, name: str, mine: Sequence[StoredFinding], steps: Path
) -> SiteView:
    standing = [finding for finding in mine if finding.status.standing]
    counted = [finding for finding in standing if finding.counted]
    platform = [finding for finding in counted if is_platform_fault(finding)]
    own = [finding for finding in counted if not is_platform_fault(finding)]
    advice = [finding for finding in standing if not finding.counted]
    skipped = [skip for skip in report.skipped if skip.site == facts.site.site_id]
    night = next((each for each in report.rechecks if each.id == facts.audit), report.night)
    found = problems(report, own, facts.site, steps)
    unread = _unread(skip for skip in skipped if not is_gone(skip))
    if facts.site.kind == "social":
        # One sentence says it all: that no roster or browser was there hides nothing more.
        unread = tuple((reason, words.SOCIAL_UNREAD, skips[:1]) for reason, _, skips in unread[:1])
    elif WORK_KEPT_CLOSED in report.rules:
        unread = tuple(
            (reason, words.PRIVATE_UNREAD if reason == Reason.LOGIN_REQUIRED else sentence, skips)
            for reason, sentence, skips in unread
        )
    return SiteView(
        facts=facts,
        name=name,
        state=_state(facts, night, found, unread),
        night=night,
        problems=found,
        advice=problems(report, advice, facts.site, steps),
        platform=problems(report, platform, facts.site, steps),
        settled=tuple(f for f in mine if f.status in (Status.WAIVED, Status.WRONG)),
        fixed=_fixed(report, mine),
        unread=unread,
        gone=tuple(skip for skip in skipped if is_gone(skip)),
        viewing=report.viewings.get(facts.site.site_id),
    )


def is_platform_fault(finding: StoredFinding) -> bool:
    """Tell whether the platform's template brings this fault, so that no teacher can fix it."""
    return PLATFORM_FAULT in finding.details and finding.status is not Status.DISPUTED


def is_gone(skip: StoredSkipped) -> bool:
    """Tell an address that nobody can open from one that the check could not open."""
    return skip.reason == Reason.HTTP_STATUS and skip.detail[:3] in ("404", "410")


def _state(facts: SiteFacts, night: Night, found: Sequence[Problem], unread: Sequence[Unread]) -> State:
    if found:
        return min((problem.state for problem in found), key=lambda state: state.rank)
    # Read is not looked at: without a browser no engine saw the pages, whatever the visit says.
    unseen = facts.outcome is not SiteOutcome.AUDITED or bool(unread) or "browser" in night.notes
    nothing_asked = not facts.pages or facts.site.kind in UNBOUND_KINDS
    return UNREAD if unseen or nothing_asked else GOOD


def _unread(skips: Iterable[StoredSkipped]) -> tuple[Unread, ...]:
    by_reason: dict[str, list[StoredSkipped]] = defaultdict(list)
    for skip in skips:
        by_reason[skip.reason].append(skip)
    return tuple((reason, words.why_unread(reason), tuple(found)) for reason, found in by_reason.items())


def _fixed(report: SchoolReport, mine: Sequence[StoredFinding]) -> tuple[tuple[str, StoredFinding], ...]:
    """Return the problems that went: (title, one of their findings), none that partly stands."""
    sure = [f for f in mine if f.counted and f.confidence is not Confidence.REVIEW]
    left = {(f.rule, f.page) for f in sure if f.status.standing}
    gone: dict[tuple[str, str], StoredFinding] = {}
    for finding in sure:
        if is_taken_back(report, finding):
            continue
        if finding.status is Status.FIXED and (finding.rule, finding.page) not in left:
            gone.setdefault((finding.rule, finding.page), finding)
    return tuple((rule_of(report, finding).title, finding) for finding in gone.values())


def _names(sites: Sequence[Site]) -> dict[str, str]:
    """Name each site after its owners, room and kind; what would be named alike also gets its id."""
    names = {site.site_id: _name(site) for site in sites}
    often = Counter(names.values())
    return {
        site_id: name if often[name] == 1 or name == site_id else f"{name} ({site_id})"
        for site_id, name in names.items()
    }


def _name(site: Site) -> str:
    owners = words.listed([owner.name for owner in site.owners])
    room = f"room {site.room}" if any(map(str.isdigit, site.room)) else site.room
    return ", ".join(filter(None, (owners, room, words.KINDS.get(site.kind, "")))) if owners else site.site_id
