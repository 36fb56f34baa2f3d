"""Take in what people decided about findings, from the command line and from `waivers.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from auditor.calendar import moment_of
from auditor.config import Config
from auditor.exits import Exit, Refusal, Refusals
from auditor.keys import load_keys
from auditor.mask import Mask
from auditor.night.settling import settle_alike
from auditor.roster import load_roster
from auditor.store import Decision, Store, Verdict
from auditor.tables import Row, find_table, read_table
from reports import words

WAIVERS = "waivers"
"""The table's name without its ending, and the origin under which its rows are kept."""


def decide(
    config: Config, finding: str, verdict: Verdict, reason: str, by: str, until: str, as_of: str
) -> str:
    """Record a decision about one finding and say what follows from it. Raises `Refusal` (64)."""
    moment = moment_of(as_of, config.district.zone, datetime.now(UTC))
    last = _last_day(until, moment.date()) if until else None
    if not reason.strip() or not by.strip():
        raise Refusal(Exit.USAGE, "say why with --reason and who decided with --by; both are kept")
    keys = load_keys(config.keys, create=False)
    with Store.open(config.store_url, keys.fingerprint, create=False) as store:
        mask = load_roster(config, moment).mask()
        store.decide(Decision(finding, verdict, reason, by, moment, last), mask)
        settle_alike(store, mask)
    if last is not None:
        return f"{finding} is waived until {words.day(last)}. Reports list it under what was decided."
    return f"{finding} is marked as disputed. Reports say so until somebody decides."


def read_waivers(config: Config) -> tuple[Row, ...]:
    """Read `waivers.csv` (or .xlsx); an absent file is an empty one.

    Raises `Refusals` (78) with file and line of every row that cannot be understood.
    """
    path = find_table(config.folder, WAIVERS)
    if path is None:
        return ()
    rows = read_table(path, ["finding", "reason", "by", "until"], []).rows
    faults = [fault for row in rows for fault in _faults(row)]
    if faults:
        raise Refusals(tuple(faults))
    return rows


def apply_waivers(rows: Sequence[Row], store: Store, at: datetime, mask: Mask) -> None:
    """Take the rows over; a row that is gone ends its waiver. Raises `Refusals` (78) for unknown findings."""
    waivers = [
        Decision(
            row["finding"],
            Verdict.WAIVED,
            row["reason"],
            row["by"],
            at,
            date.fromisoformat(row["until"]),
            WAIVERS,
        )
        for row in rows
    ]
    unknown = store.read_back(WAIVERS, waivers, at, mask)
    faults = [
        row.fault(f'there is no finding "{row["finding"]}"; copy its number from a report')
        for row in rows
        # What a finding of long ago was waived for may have been deleted with it.
        if row["finding"] in unknown and date.fromisoformat(row["until"]) >= at.date()
    ]
    if faults:
        raise Refusals(tuple(faults))


def _faults(row: Row) -> Iterator[Refusal]:
    for column in ("finding", "reason", "by", "until"):
        if not row[column]:
            yield row.fault(f"{column}: the cell is empty; a waiver says what, why, who and until when")
    try:
        date.fromisoformat(row["until"])
    except ValueError:
        if row["until"]:
            yield row.fault(f'until: "{row["until"]}" is no date; write one such as 2026-10-28')


def _last_day(written: str, today: date) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise Refusal(Exit.USAGE, f'"{written}" is no date; write one such as 2026-10-28') from None
    if day < today:
        raise Refusal(Exit.USAGE, f"{words.day(day)} is over; name the last day on which the waiver holds")
    return day
