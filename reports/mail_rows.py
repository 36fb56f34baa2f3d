"""Say in one line each which websites need action, and what could not be checked; of pages says nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auditor.finding import SiteOutcome
from auditor.store import SchoolReport
from reports import sections, words
from reports.items import items_in
from reports.mail_changes import Changes
from reports.mail_notice import mail_to_owner
from reports.view import SiteView
from reports.words import ACT, CHECK, FIX, UNREAD, State

MOST_ROWS = 25
MOST_GROUPS = 6
MOST_PREPARED = 30_000
"""Characters of all prepared mails together: mail programs cut a mail off at about 102 KB."""


@dataclass(frozen=True, slots=True)
class Row:
    """One website that needs action, in one line; `write` is a mail to its owner, ready to send."""

    name: str
    link: str
    state: State
    said: str
    owners: str
    write: str


@dataclass(frozen=True, slots=True)
class Unread:
    """One reason why something could not be checked, and where."""

    sentence: str
    where: str


def needing(sites: Sequence[SiteView]) -> list[SiteView]:
    """Return the websites that need action, the most urgent first."""
    need = [site for site in sites if site.state in (ACT, FIX)]
    return sorted(
        need,
        key=lambda site: (site.state.rank, -count_of(site, ACT), -count_of(site, FIX), site.name),
    )


def rows(
    sites: Sequence[SiteView], report: SchoolReport, page: Callable[[str], str], changes: Changes
) -> list[Row]:
    """Return the first websites that need action; prepared mails stop where they would weigh too much.

    `page` gives the address of a page of the report.
    """
    made, weight = [], 0
    for site in needing(sites)[:MOST_ROWS]:
        write = mail_to_owner(site, report)
        weight += len(write)
        made.append(
            Row(
                name=site.name,
                link=page(site.file),
                state=site.state,
                said=words.upper_first(_said(site, changes)),
                owners=site.owners,
                write=write if weight <= MOST_PREPARED else "",
            )
        )
    return made


def _said(site: SiteView, changes: Changes) -> str:
    """Say in a few words what is up with a website, and what is new since the school was told."""
    parts = []
    for state, one in ((ACT, "privacy item"), (FIX, "problem")):
        if number := count_of(site, state):
            mine = items_in(finding for problem in site.of(state) for finding in problem.findings)
            new = len(mine & changes.new)
            parts.append(words.count(number, one) + (f" ({new} new)" if new else ""))
    if look := count_of(site, CHECK):
        parts.append(words.count(look, "item to look at", "items to look at"))
    if not site.read:
        parts.append("could not be read this time")
    elif site.unread:
        parts.append("some of it could not be checked")
    return ", ".join(parts)


def unread_parts(sites: Sequence[SiteView]) -> list[Unread]:
    """Return why something could not be checked, whole websites first."""
    found = []
    for group in sections.unread_groups(sites)[:MOST_GROUPS]:
        whole = [site.name for site, _, all_of_it in group.sites if all_of_it]
        part = [site.name for site, _, all_of_it in group.sites if not all_of_it]
        where = [
            *([words.listed(whole)] if whole else []),
            *([f"a part of {words.listed(part)}"] if part else []),
        ]
        found.append(Unread(group.sentence, "; ".join(where)))
    return found


def is_whole(site: SiteView) -> bool:
    """Tell whether all of a website was looked at."""
    return site.facts.outcome is SiteOutcome.AUDITED and not site.unread and site.state is not UNREAD


def count_of(site: SiteView, state: State) -> int:
    """Return the number of items of a website that are told under a word."""
    return sum(problem.number for problem in site.of(state))
