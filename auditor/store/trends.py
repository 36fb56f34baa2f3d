"""Sum up nights for trends: problems and sites of each school, and how far was read; names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from auditor.store.nights import nights
from auditor.store.schema import counts, visits


@dataclass(frozen=True, slots=True)
class NightTotal:
    """Sum up one school's counts of one section in one night of all sites; `sites` have a problem in it."""

    date: date
    school: str
    section: str
    sites: int
    problems: int
    new: int
    reopened: int
    fixed: int
    review: int
    waived: int


@dataclass(frozen=True, slots=True)
class NightReach:
    """Say how many sites one night brought to an outcome; `ruleset` tells nights with the same checks."""

    date: date
    outcome: str
    sites: int
    ruleset: str


def read_totals(connection: Connection, as_of: datetime | None) -> Iterator[NightTotal]:
    """Yield the sums of every night of all sites up to a moment, oldest first.

    A recheck of single sites is no night of its own: it would look like a fall of all numbers.
    """
    days = _full(connection, as_of)
    summed = [
        func.sum(column).label(column.name)
        for column in (
            counts.c.problems, counts.c.new, counts.c.reopened, counts.c.fixed, counts.c.review,
            counts.c.waived,
        )
    ]  # fmt: skip
    by_site = (
        select(counts.c.audit_id, counts.c.school_id, counts.c.section, counts.c.site_id, *summed)
        .group_by(counts.c.audit_id, counts.c.school_id, counts.c.section, counts.c.site_id)
        .subquery()
    )
    columns = [func.sum(by_site.c[each.name]).label(each.name) for each in summed]
    query = (
        select(
            by_site.c.audit_id, by_site.c.school_id, by_site.c.section,
            func.count().filter(by_site.c.problems > 0).label("sites"), *columns,
        )
        .group_by(by_site.c.audit_id, by_site.c.school_id, by_site.c.section)
        .order_by(by_site.c.audit_id, by_site.c.school_id, by_site.c.section)
    )  # fmt: skip
    for row in connection.execute(query):
        if row.audit_id in days:
            yield NightTotal(
                days[row.audit_id][0], row.school_id, row.section, row.sites, row.problems, row.new,
                row.reopened, row.fixed, row.review, row.waived,
            )  # fmt: skip


def read_reach(connection: Connection, as_of: datetime | None) -> Iterator[NightReach]:
    """Yield how many sites each night of all sites brought to which outcome, oldest first."""
    days = _full(connection, as_of)
    query = (
        select(visits.c.audit_id, visits.c.outcome, func.count().label("sites"))
        .where(visits.c.judged)
        .group_by(visits.c.audit_id, visits.c.outcome)
        .order_by(visits.c.audit_id, visits.c.outcome)
    )
    for row in connection.execute(query):
        if row.audit_id in days:
            day, ruleset = days[row.audit_id]
            yield NightReach(day, row.outcome, row.sites, ruleset)


def _full(connection: Connection, as_of: datetime | None) -> dict[int, tuple[date, str]]:
    return {
        night.id: (night.date, night.ruleset)
        for night in nights(connection, as_of)
        if night.scope is None and night.finished is not None
    }
