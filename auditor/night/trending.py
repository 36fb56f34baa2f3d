"""Open what the trend pages rest on, and have them written; visits and judges nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from auditor.calendar import moment_of
from auditor.config import load_config
from auditor.due import due_calendars
from auditor.keys import load_keys
from auditor.policy import district_policy
from auditor.registry import load_registry
from auditor.roster import load_roster
from auditor.store import Store
from reports import trends


def write_trends(folder: Path, as_of: str = "") -> Path:
    """Write the trend page and the workbook of a district and return the page's path.

    `as_of` shows the store as it then was, "" as it is. Raises `Refusal`.
    """
    config = load_config(folder)
    policy = district_policy(config)
    closures = due_calendars(config, load_registry(config.folder), policy).district
    moment = moment_of(as_of, config.district.zone, datetime.now(UTC))
    keys = load_keys(config.keys)
    with Store.open(config.store_url, keys.fingerprint, create=False) as store:
        # A student who came to the roster after a night is hidden in what that night stored.
        roster = load_roster(config, moment, None, accept=True)
        store.show_through(roster.mask())
        shown = moment if as_of else None
        told = _told(store, shown)
        return trends.write(store, config, policy, closures, shown, told, roster.optouts_age_days)


def _told(store: Store, as_of: datetime | None) -> dict[str, date]:
    """Return on which night's morning each finding's school was first sent a digest that counts it."""
    outbox = store.outbox()
    mornings = {school.school_id: outbox.mornings(school.school_id) for school in store.schools(as_of)}
    told = {}
    for finding in store.findings(as_of, all=True):
        nights = mornings.get(finding.school, ())
        day = next((night for night in nights if finding.first_seen <= night <= finding.last_seen), None)
        if day is not None:
            told[finding.id] = day
    return told
