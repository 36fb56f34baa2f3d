"""Word what teachers read: a notice about one website, a mail ready to send, a reminder; sends nothing.

A notice is about what a teacher can fix alone: nothing about students, which goes by the records clerk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from auditor.config import Config
from auditor.store import SchoolReport
from reports import render, words
from reports.mail_letter import Letter, letter, mailto
from reports.problems import Problem
from reports.view import SiteView
from reports.words import FIX

MOST_FIXES = 3
NOTICE = "Your classroom website"


@dataclass(frozen=True, slots=True)
class Common:
    """One of the problems that most websites of a school share."""

    title: str
    fix: str
    sites: int


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing for a teacher to fix: how often, why, and the steps in the website's own editor."""

    problem: Problem
    often: str
    steps: Markup
    steps_as_text: str


def fixes(site: SiteView) -> tuple[Problem, ...]:
    """Return at most three problems that the owner of a website can fix, the most urgent first."""
    return site.of(FIX)[:MOST_FIXES]


def has_notice(site: SiteView) -> bool:
    """Tell whether there is anything to write to a website's owners, and to which address."""
    return bool(fixes(site)) and bool(addresses_of(site))


def addresses_of(site: SiteView) -> list[str]:
    """Return where the owners of a website get mail."""
    return [owner.email for owner in site.facts.site.owners if owner.email]


def notice(site: SiteView, report: SchoolReport, config: Config) -> Letter:
    """Word the notice about one website: at most three fixes, and how to see that they worked."""
    mine = fixes(site)
    return letter(
        f"{NOTICE}: {words.count(len(mine), 'thing')} to fix",
        "mail_notice",
        {
            "site": site,
            "report": report,
            "district": config.district,
            "school": report.school,
            "fixes": [_fix(problem) for problem in mine],
            "more": len(site.of(FIX)) - len(mine),
            "editor": words.platform(site.facts.site.platform),
        },
    )


def mail_to_owner(site: SiteView, report: SchoolReport) -> str:
    """Return the address of a short mail to a website's owners, ready to send, "" where there is none."""
    if not has_notice(site):
        return ""
    mine = fixes(site)
    these = "this" if len(mine) == 1 else f"these {len(mine)} things"
    opening = (
        f"Dear {site.owners},\n\na program has looked at our classroom websites on "
        f"{words.day(report.night.date)}. Please fix {these} on yours:\n\n"
    )
    closing = (
        f"\nYour website: {site.facts.site.url}\n\n"
        "If you think that something here is wrong, please write back and say why.\n\nThank you.\n"
    )
    long = [f"{n}. {p.rule.title} ({_often(p)}). {p.rule.fix}\n" for n, p in enumerate(mine, 1)]
    short = [f"{n}. {p.rule.title} ({_often(p)}).\n" for n, p in enumerate(mine, 1)]
    for lines in (long, short):
        if made := mailto(addresses_of(site), NOTICE, opening + "".join(lines) + closing):
            return made
    return ""


def words_to_forward(sites: Sequence[SiteView]) -> tuple[Common, ...]:
    """Return what to tell all teachers: the problems that most websites share, at most three."""
    shared: dict[str, list[Problem]] = defaultdict(list)
    for site in sites:
        for problem in site.of(FIX):
            shared[problem.rule.id].append(problem)
    ranked = sorted(
        shared.values(), key=lambda each: (-len(each), -sum(p.number for p in each), each[0].rule.id)
    )
    return tuple(Common(each[0].rule.title, each[0].rule.fix, len(each)) for each in ranked[:MOST_FIXES])


def reminder_to_all(due: date, addresses: Sequence[str], opens: date) -> str:
    """Return the address of a reminder to all teachers, ready to send; they do not see each other.

    Where so many addresses would not fit, it is addressed to nobody yet.
    """
    body = (
        f"Dear colleagues,\n\nour classroom websites are due for an update on {words.day(due)}. "
        f"Please post something new for your class from {words.day(opens)} on: a lesson, an "
        "assignment, an event or a link.\n\nThank you.\n"
    )
    subject = f"Website updates are due on {words.short_day(due)}"
    return mailto([], subject, body, tuple(addresses)) or mailto([], subject, body)


def _fix(problem: Problem) -> Fix:
    # A notice has no headings between a problem's title and its steps.
    return Fix(
        problem,
        _often(problem),
        render.fix_steps(problem.guides, level=3),
        render.fix_steps_as_text(problem.guides),
    )


def _often(problem: Problem) -> str:
    """Say how often, and no page by its name: a title or an address may hold a student's."""
    first = any(page.key in ("", "/") for page in problem.by_page)
    if problem.dues:
        days = words.listed([f"{day:%B} {day.day}" for day in problem.dues])
        return f"for the due date{'s' * (len(problem.dues) > 1)} {days}"
    if problem.pages == 1:
        where = "on the first page" if first else "on 1 page"
    else:
        where = f"on {problem.pages:,} pages" + (", among them the first page" if first else "")
    return f"at {words.count(problem.places, 'place')} {where}" if problem.places > 1 else where
