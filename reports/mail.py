"""Word the principal's mail: a digest, a short line where nothing changed, or an alert; sends nothing.

Nothing that a page says stands in a mail: no title, heading, quote, address or file name, because a
program cannot know every name. Readers find those in the report, to which each mail links.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from auditor.calendar import Closures
from auditor.config import Config
from auditor.registry import Person
from auditor.store import SchoolReport, Status, StoredFinding
from reports import checked, sections, words
from reports.answer import First, answer, first_things, records_clerk, tally
from reports.corrections import Correction, corrected, objections
from reports.items import items_in
from reports.mail_changes import Changes, changes_since, to_do
from reports.mail_correction import ROLES, Note
from reports.mail_letter import Letter, letter
from reports.mail_notice import has_notice, notice, reminder_to_all, words_to_forward
from reports.mail_rows import MOST_ROWS, count_of, is_whole, needing, rows, unread_parts
from reports.problems import state_of
from reports.taken_back import revised, taken_back
from reports.view import SiteView, site_views
from reports.words import ACT, CHECK, FIX, GOOD

BOUND_KINDS = frozenset({"class", "team"})
"""Kinds of website that must be updated by due dates."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Say of which morning a mail is: where the report lies, what was told before, what is due next.

    `before` is the school as it stood when it was last told, or what fetches it, asked only where a mail
    speaks of what came and went; None for a first mail. `link` is the
    address of the report's main page. `told` are findings that alerts have told since, `corrected`
    those of which a correction has gone; over days that are `is_off` nobody's clock runs.
    """

    link: str
    before: SchoolReport | Callable[[], SchoolReport | None] | None = None
    next_due: date | None = None
    told: frozenset[str] = frozenset()
    corrected: frozenset[str] = frozenset()
    is_off: Callable[[date], bool] = Closures().is_off

    def page(self, place: str) -> str:
        """Return the address of a page of the report, or of a place on one."""
        return f"{self.link.rpartition('/')[0]}/{place}"


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the things to do first, with its address."""

    first: First
    link: str


class SchoolMail:
    """Word all mail about one school on one morning, its sites arranged once."""

    def __init__(self, report: SchoolReport, config: Config, occasion: Occasion) -> None:
        self._report = report
        self._config = config
        self._occasion = occasion
        self._sites = site_views(report, config.folder / "fix_steps")

    @cached_property
    def _before(self) -> SchoolReport | None:
        before = self._occasion.before
        return before() if callable(before) else before

    @cached_property
    def _changes(self) -> Changes:
        return changes_since(self._report, self._before)

    @cached_property
    def _corrections(self) -> tuple[Correction, ...]:
        return self._taken_back()

    @property
    def private_items(self) -> tuple[StoredFinding, ...]:
        """Return what stands for today: each item about a student that nobody has decided on."""
        return tuple(
            finding for finding in self._report.findings if to_do(finding) and state_of(finding) is ACT
        )

    def number_of(self, items: Collection[str]) -> int:
        """Count what these findings make."""
        return len(items_in(finding for finding in self._report.findings if finding.id in items))

    @property
    def is_quiet(self) -> bool:
        """Tell whether one short line says it all: all was checked, and nothing came, went or waits today."""
        return (
            self._changes.since is not None
            and not self._changes.new
            and not self._changes.fixed
            and not self._corrections
            and bool(self._sites)
            and not any(site.of(ACT) or not is_whole(site) for site in self._sites)
        )

    def digest(self, reader: Person) -> Letter:
        """Word the digest: how the school stands, what to do first, and each website that needs action."""
        standing = answer(self._report, self._sites)[0]
        view = self._shared(reader) | {
            "standing": standing,
            "change": self._changes.sentence(self._report.baseline),
            "changes": self._changes,
        }
        subject = f"Classroom websites, {_short(self._report.night.date)}: {self._headline()}"
        if self.is_quiet:
            return letter(subject, "mail_quiet", view)
        view |= {
            "tally": tally(self._sites),
            "first": self._first(),
            "today": bool(self.private_items),
            "forward": words_to_forward(self._sites),
            "rows": rows(self._sites, self._report, self._occasion.page, self._changes),
            "more": max(0, len(needing(self._sites)) - MOST_ROWS),
            "check": sum(count_of(site, CHECK) for site in self._sites),
            "unread": unread_parts(self._sites),
            "templates": len(sections.template_faults(self._sites)),
            "good": sum(site.state is GOOD for site in self._sites),
            "corrections": self._corrections,
            "objections": objections(self._report, self._sites, self._occasion.is_off),
            "looked": checked.looked(self._report),
        }
        return letter(subject, "mail_digest", view)

    def alert(self, reader: Person, items: Collection[str]) -> Letter:
        """Word the alert about these findings: which websites, how many items, and whom to ask."""
        number = self.number_of(items)
        said = words.count(number, "new item", "new items")
        day, school = _short(self._report.night.date), self._report.school.name
        view = self._shared(reader) | {
            "number": number,
            "rows": [
                (site.name, self._occasion.page(f"{site.file}#{problem.anchor}"), mine)
                for site in self._sites
                for problem in site.of(ACT)
                if (mine := len(items_in(f for f in problem.findings if f.id in items)))
            ],
        }
        return letter(f"Act today, {day}: {said} at {school}", "mail_alert", view)

    @property
    def corrected_before(self) -> frozenset[str]:
        """Return the findings of which the last digest has said already that they were wrong."""
        before = self._before
        found = before.findings if before is not None else ()
        return frozenset(finding.id for finding in found if finding.status is Status.WRONG)

    def wrong_among(self, items: Collection[str]) -> tuple[StoredFinding, ...]:
        """Return those of these findings that were found to be wrong, or whose due date was taken back."""
        return tuple(
            finding
            for finding in self._report.findings
            if finding.id in items
            and (
                finding.status is Status.WRONG
                or (finding.status is Status.FIXED and revised(self._report, finding) is not None)
            )
        )

    def note(self, wrong: Sequence[StoredFinding], link: bool = True) -> Note:
        """Return the note about findings that were wrong; `link` where the reader may open the report."""
        dates = [revised(self._report, finding) for finding in wrong]
        told = corrected(
            self._report,
            self._sites,
            [finding for finding in wrong if finding.status is Status.WRONG],
            [each for each in dates if each is not None],
        )
        return Note(self._report.school.name, tuple(told), self._occasion.link if link else "")

    def _taken_back(self) -> tuple[Correction, ...]:
        """Return what earlier mail has told and what proved to be wrong since."""
        before = self._before
        then = {finding.id: finding.status for finding in before.findings} if before is not None else {}
        wrong = [
            finding
            for finding in self._report.findings
            if finding.status is Status.WRONG and finding.id not in self._occasion.corrected
            if (then[finding.id].standing if finding.id in then else finding.id in self._occasion.told)
        ]
        dates = taken_back(self._report, before) if before is not None else []
        return tuple(corrected(self._report, self._sites, wrong, dates))

    def reminder(self, reader: Person, due: date, opens: date) -> Letter:
        """Word the reminder of a due date, with a mail to all teachers whose websites it binds."""
        bound = [site for site in self._sites if site.facts.site.kind in BOUND_KINDS]
        addresses = [owner.email for site in bound for owner in site.facts.site.owners if owner.email]
        write = reminder_to_all(due, list(dict.fromkeys(addresses)), opens)
        view = self._shared(reader) | {"due": due, "opens": opens, "write": write}
        when, school = words.short_day(due), self._report.school.name
        return letter(f"Classroom websites: updates are due on {when} at {school}", "mail_reminder", view)

    def notices(self) -> Iterator[tuple[SiteView, Letter]]:
        """Yield the notice about each website whose owners have something to fix and an address."""
        for site in self._sites:
            if has_notice(site):
                yield site, notice(site, self._report, self._config)

    def _shared(self, reader: Person) -> dict[str, object]:
        return {
            "report": self._report,
            "school": self._report.school,
            "reader": reader,
            "role": ROLES.get(reader.role, reader.role),
            "district": self._config.district,
            "reply_to": self._config.mail.reply_to,
            "clerk": records_clerk(self._report),
            "notes": checked.notes(self._report, everything=False),
            "link": self._occasion.link,
            "next_due": self._occasion.next_due,
            "sites": self._sites,
        }

    def _headline(self) -> str:
        school, total = self._report.school.name, len(self._sites)
        need = sum(site.state in (ACT, FIX) for site in self._sites)
        if need:
            return f"{need} of {total} {'needs' if need == 1 else 'need'} action at {school}"
        # Of a website that was read in part nobody may learn from the subject that all is well.
        if partly := sum(not is_whole(site) for site in self._sites):
            return f"{partly} of {total} could not be fully checked at {school}"
        if look := sum(site.state is CHECK for site in self._sites):
            return f"{look} of {total} {'needs' if look == 1 else 'need'} a look at {school}"
        return f"nothing to fix at {school}"

    def _first(self) -> list[Thing]:
        return [
            Thing(first, self._occasion.page(first.link)) for first in first_things(self._report, self._sites)
        ]


def _short(day: date) -> str:
    return f"{day:%b} {day.day}"
