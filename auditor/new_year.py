"""Walk through what a new school year changes: sites, owners, archives, calendars, roster and opt-outs.

Reads only: each point says what was found and what to do in which file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from auditor.calendar import moment_of
from auditor.config import Config, load_config
from auditor.due import due_calendars
from auditor.finding import SiteOutcome
from auditor.keys import load_keys
from auditor.policy import district_policy
from auditor.registry import Person, Registry, Site, load_registry
from auditor.roster import Roster, load_roster
from auditor.store import SiteFacts, Store

UNSEEN = timedelta(days=14)
"""A site that no night could read for so long has most likely moved or gone."""
MOST_NAMED = 12
HALF_OLD = 15
"""Days after which an opt-out list is on its way to being too old for any check."""
ROLES = ("principal", "records")
_YEAR = re.compile(r"(?<!\d)20(\d\d)[-_/](?:20)?(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Point:
    """Say one thing about the new year; `todo` is what to do, "" where nothing is."""

    about: str
    found: str
    todo: str = ""


def walk(folder: Path, as_of: str = "") -> Iterator[Point]:
    """Yield every point in the order in which an office works through them. Raises `Refusal`s."""
    config = load_config(folder)
    registry = load_registry(config.folder)
    moment = moment_of(as_of, config.district.zone, datetime.now(UTC))
    today = moment.date()
    facts = _facts(config, moment)
    yield from _sites(registry.sites, facts, today)
    yield from _owners(registry, today)
    yield from _archives(registry.sites, today)
    yield from _calendars(config, registry, today)
    yield from _roster(load_roster(config, moment), registry)


def _facts(config: Config, moment: datetime) -> Sequence[SiteFacts]:
    if not config.keys.exists():
        return ()
    keys = load_keys(config.keys, create=False)
    with Store.open(config.store_url, keys.fingerprint) as store:
        return store.sites(moment)


def _sites(sites: Sequence[Site], facts: Sequence[SiteFacts], today: date) -> Iterator[Point]:
    active = [site for site in sites if site.active_on(today)]
    over = [site.site_id for site in sites if site.active_to is not None and site.active_to < today]
    yield Point("sites", f"{len(active)} of {len(sites)} registered sites are active")
    if over:
        yield Point(
            "sites", f"{_named(over)}: the last day in active_to is over",
            "sites.csv: write a new last day for those that go on, and delete the others",
        )  # fmt: skip
    unseen = [
        each.site.site_id
        for each in facts
        if each.outcome in (SiteOutcome.ERROR, SiteOutcome.REFUSED)
        or each.as_of is None
        or today - each.as_of.date() > UNSEEN
    ]
    if unseen:
        yield Point(
            "sites", f"{_named(unseen)}: the last night could not read them",
            "sites.csv: mend the address, or write the last day into active_to",
        )  # fmt: skip
    nobody = [site.site_id for site in active if not site.owners]
    if nobody:
        todo = "sites.csv: fill in owner_name and owner_email"
        yield Point("sites", f"{_named(nobody)}: nobody is named", todo)


def _owners(registry: Registry, today: date) -> Iterator[Point]:
    for school in registry.schools:
        for role in ROLES:
            people = [person for person in registry.people if person.school_id == school.school_id]
            if not any(person.role == role and _in_office(person, today) for person in people):
                yield Point(
                    "people", f"{school.name} has no {role} today",
                    f'people.csv: add a row with role "{role}" and the first day under "from"',
                )  # fmt: skip
    leaving = [
        f"{person.name} ({person.role})"
        for person in registry.people
        if person.end is not None and today <= person.end <= today + timedelta(days=60)
    ]
    if leaving:
        yield Point(
            "people", f"{_named(leaving)}: the last day comes within two months",
            "people.csv: add a row for whoever follows; old rows stay, so that nobody inherits blame",
        )  # fmt: skip


def _archives(sites: Sequence[Site], today: date) -> Iterator[Point]:
    """Point at addresses that name an old school year and are not marked as archive."""
    old = []
    for site in sites:
        named = _YEAR.search(site.url)
        if named is not None and 2000 + int(named.group(2)) < today.year + (today.month >= 8):
            old.append(site.site_id)
    if old:
        yield Point(
            "archives", f"{_named(old)}: the address names a school year that is over",
            "sites.csv: register the new address; what stays up as it was goes into archived_paths",
        )  # fmt: skip
    marked = [site.site_id for site in sites if site.archived_paths]
    yield Point("archives", f"{len(marked)} sites have pages that are marked as archive")


def _calendars(config: Config, registry: Registry, today: date) -> Iterator[Point]:
    policy = district_policy(config)
    calendars = due_calendars(config, registry, policy)
    known = {name: calendars.of(name) for name in [school.school_id for school in registry.schools]}
    short = sorted(
        {
            next(school.name for school in registry.schools if school.school_id == name)
            for name, closures in known.items()
            if not any(day > today + timedelta(days=120) for day in closures.days)
        }
    )
    if short:
        yield Point(
            "calendars", f"{_named(short)}: no day off is known after the next four months",
            "calendars/: put the new year's calendar there (.ics), or due dates fall into breaks",
        )  # fmt: skip
    else:
        yield Point("calendars", "days off are known for the months to come")


def _roster(roster: Roster, registry: Registry) -> Iterator[Point]:
    if not roster.loaded:
        yield Point("roster", roster.reason, "auditor.toml: name the new export under oneroster in [roster]")
        return
    yield Point("roster", f"{roster.count} students today")
    absent = [each.name for each in registry.schools if not roster.org_ids(each.school_id, each.name)]
    if absent and roster.orgs:
        yield Point(
            "roster", f"{_named(absent)}: the export has no school of this id or name",
            "schools.csv: use the sourcedId or the identifier of the export as school_id",
        )  # fmt: skip
    if roster.optouts_reason:
        todo = "auditor.toml: name the new list under optouts in [roster]"
        yield Point("opt-outs", roster.optouts_reason, todo)
    else:
        age = roster.optouts_age_days or 0
        todo = "print the list of the new year" if age > HALF_OLD else ""
        yield Point("opt-outs", f"the list is {age} days old", todo)
    ended = sum(not each.in_force for each in roster.optouts)
    if ended:
        yield Point(
            "opt-outs", f"{ended} forms do not hold today: they have ended, or begin later",
            "ask families for this year's forms before the old ones end",
        )  # fmt: skip
    for fault in roster.announcements[:MOST_NAMED]:
        yield Point("opt-outs", str(fault), "mend this row in the list")


def _in_office(person: Person, day: date) -> bool:
    return (person.start is None or person.start <= day) and (person.end is None or day <= person.end)


def _named(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
