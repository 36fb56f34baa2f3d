"""Check the rules of due dates before a night, and write due dates as calendars for teachers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from auditor.calendar import TOPIC, Calendars, Duty, duty_of, invitations, load_calendars
from auditor.config import Config
from auditor.exits import Exit, Refusal
from auditor.policy import Policy, district_policy
from auditor.registry import Registry, load_registry
from auditor.site_kind import SITE_KINDS

T = TypeVar("T")

AHEAD = timedelta(days=370)


def duty_for(policy: Policy, kind: str, day: date, grades: str = "") -> Duty | None:
    """Return what the policy asks of sites of a kind; raises `Refusal` (78) for a rule it cannot read."""
    in_force = policy.for_site(kind, day, grades)
    clause = in_force.clause(TOPIC)
    if clause is None:
        return None

    def setting(name: str, default: T, /) -> T:
        return in_force.setting(TOPIC, name, default)

    try:
        return duty_of(setting)
    except ValueError as error:
        path = next((each.path for each in policy.documents if each.id == clause.document), None)
        sentence = f'The setting "due" of clause "{clause.id}": {error}.'
        raise Refusal(Exit.CONFIGURATION, sentence, path, clause.line or None) from None


def due_calendars(config: Config, registry: Registry, policy: Policy) -> Calendars:
    """Return the calendars of all schools. Raises `Refusal` (78) for one, or a due date's rule, that
    cannot be read: before any site is visited."""

    def setting(name: str, default: T, /) -> T:
        return policy.setting(TOPIC, name, default)

    for kind in SITE_KINDS:
        duty_for(policy, kind, policy.day or date.today())
    return load_calendars(
        config.folder, {school.school_id: school.calendar for school in registry.schools}, setting
    )


def write_calendars(config: Config, as_of: datetime, folder: Path, school: str = "") -> list[Path]:
    """Write one calendar of due dates a school into `folder`: a year from `as_of` on, breaks left out.

    Raises `Refusal` (64) for an unknown school and where the policy names no due dates.
    """
    registry = load_registry(config.folder)
    policy = district_policy(config)
    calendars = due_calendars(config, registry, policy)
    today = as_of.date()
    duty = duty_for(policy, "class", today)
    if duty is None:
        raise Refusal(Exit.USAGE, "no clause in force says by which days class websites must be updated")
    schools = [each for each in registry.schools if school in ("", each.school_id)]
    if not schools:
        raise Refusal(Exit.USAGE, f'there is no school "{school}" in the table of schools')
    host = urlsplit(config.district.website).hostname or ""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in schools:
            path = folder / f"updates-due-{each.school_id}.ics"
            path.write_bytes(
                invitations(
                    duty,
                    calendars.of(each.school_id),
                    today,
                    today + AHEAD,
                    name=f"Updates due, {each.name}",
                    host=f"{each.school_id}.{host}" if host else each.school_id,
                    stamp=as_of,
                )
            )
            written.append(path)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise Refusal(Exit.STORAGE, f"the calendar cannot be written ({reason})", folder) from None
    return written
