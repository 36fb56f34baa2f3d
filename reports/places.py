"""Lay out the places of one problem page by page, the fullest and the worst first; renders nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditor.finding import Confidence
from auditor.rule import Section
from auditor.store import StoredFinding
from reports.items import item_of, items_in

MOST_PLACES = 25
"""Places of one problem that a site's page shows in full; the rest are counted page by page."""
FEWEST_EACH = 5
"""Places shown of each page at least, so that one long page does not hide the others."""

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_COUNTED = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b|[0-9]{{1,6}}")


@dataclass(frozen=True, slots=True)
class PagePlaces:
    """One page of a problem: the places shown, how many there are, and how many more than those shown."""

    title: str
    key: str
    url: str
    shown: tuple[StoredFinding, ...]
    places: int
    more: int

    @property
    def by_message(self) -> list[tuple[str, list[StoredFinding]]]:
        """Return the places under what is said of them, so that it is said once."""
        found: dict[str, list[StoredFinding]] = defaultdict(list)
        for finding in self.shown:
            found[finding.message].append(finding)
        return list(found.items())

    @property
    def spots(self) -> list[list[StoredFinding]]:
        """Return the findings spot by spot: that two rules speak of one may tell who has opted out."""
        found: dict[tuple[str, ...], list[StoredFinding]] = defaultdict(list)
        for each in self.shown:
            found[item_of(each)].append(each)
        return list(found.values())


def places_in(findings: Sequence[StoredFinding]) -> int:
    """Count the places that findings of one problem tell; about students one place counts once."""
    if findings and findings[0].section is Section.PRIVACY:
        return len(items_in(findings))
    return sum(finding.occurrences for finding in findings)


def pages_of(findings: Sequence[StoredFinding]) -> tuple[PagePlaces, ...]:
    """Return the pages of findings with the places to show, as many as fit."""
    pages: dict[str, list[StoredFinding]] = defaultdict(list)
    for finding in findings:
        pages[finding.page].append(finding)
    each = max(FEWEST_EACH, MOST_PLACES // max(1, len(pages)))
    left = MOST_PLACES
    made = []
    for key, mine in sorted(pages.items(), key=lambda page: (-places_in(page[1]), page[0])):
        shown = sorted(mine, key=_worst_first)[: min(each, left)]
        left -= len(shown)
        first = next((finding for finding in mine if finding.page_title), mine[0])
        made.append(
            PagePlaces(
                title=first.page_title,
                key=key,
                url=first.url,
                shown=tuple(shown),
                places=places_in(mine),
                more=places_in(mine) - places_in(shown),
            )
        )
    return tuple(made)


def due_of(finding: StoredFinding) -> date | None:
    """Return the due date of which a finding is told, None where it is of a place."""
    due = finding.details.get("due", "")
    return date.fromisoformat(due) if due else None


def _worst_first(finding: StoredFinding) -> tuple[bool, int, bool, int, str, str]:
    doubtful = finding.confidence is Confidence.REVIEW
    # The finding that stands for all the rest of a page says nothing of a place: it comes last.
    in_order = _COUNTED.sub(_as_number, finding.place.lower())
    latest = (due_of(finding) or date.min).toordinal()
    return doubtful, -finding.severity.rank, finding.occurrences > 1, -latest, in_order, finding.id


def _as_number(found: re.Match[str]) -> str:
    """Return "third" or "12" as a number of fixed width, so that places sort as they stand on the page."""
    word = found[0]
    number = int(word) if word.isdigit() else _ORDINALS.index(word) + 1
    return f"{number:06d}"
