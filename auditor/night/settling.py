"""Carry what people decided of links to every finding of a destination, and back into the rules.

Leaves out who may decide, and decisions on single findings of other kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from auditor.checkers.links import RULES
from auditor.links import LinkBook, LinkDecision, LinkVerdict
from auditor.mask import Mask
from auditor.store import Decision, Night, Store, StoredFinding, Verdict

SHEET = "links/decisions.csv"
"""The origin under which rows of the sheet, and exceptions of the registers, are kept."""


def remembering(book: LinkBook, store: Store, night: Night, mask: Mask) -> LinkBook:
    """Return the rules with all decisions of earlier nights, so that the later one wins.

    A row of the sheet counts from the night on which it was first read, a waiver from its own moment.
    """
    first: dict[tuple[str, str, date | None], datetime] = {}
    waived: dict[tuple[str, str, str, str, date | None], LinkDecision] = {}
    for finding in _about_links(store):
        for made in finding.decisions:
            if made.origin == SHEET:
                key = (made.by, made.reason, made.until)
                first[key] = min(made.decided_at, first.get(key, made.decided_at))
            elif made.verdict is Verdict.WAIVED:
                address = finding.details["destination"]
                decision = LinkDecision(
                    address, LinkVerdict.OK, made.reason, made.by, made.until, made.decided_at,
                    exact=True, rule=finding.rule,
                )  # fmt: skip
                waived.setdefault((address, finding.rule, made.by, made.reason, made.until), decision)
    rows = [replace(row, at=first.get(_key(row, mask), night.as_of)) for row in book.decisions]
    return replace(book, decisions=(*rows, *waived.values()))


def settle(book: LinkBook, store: Store, night: Night, mask: Mask) -> None:
    """Waive what was decided to be in order, and take back what a later row decided otherwise.

    One decision settles all links to one place; each finding keeps who decided, why and until when.
    """
    rows = {_key(row, mask) for row in book.decisions}
    kept = [made for finding in _about_links(store) if (made := _row_of(finding, night)) is not None]
    listed = [made for made in kept if (made.by, made.reason, made.until) in rows]
    store.read_back(SHEET, listed, night.as_of, mask)
    settle_alike(store, mask)


def settle_alike(store: Store, mask: Mask) -> None:
    """Carry each waiver of a link to every other finding of the same rule and destination."""
    for alike in _alike(_about_links(store)):
        store.decide(alike, mask)


def _key(row: LinkDecision, mask: Mask) -> tuple[str, str, date | None]:
    """Return what tells a row from others, as the store keeps it."""
    return row.by, mask.text(row.reason), row.until


def _about_links(store: Store) -> Sequence[StoredFinding]:
    found = store.findings(all=True, rules=[rule.id for rule in RULES])
    return [finding for finding in found if finding.details.get("destination")]


def _row_of(finding: StoredFinding, night: Night) -> Decision | None:
    """Return what the sheet decided of a finding, as its last audit wrote it down."""
    told = finding.details
    if "decided" not in told:
        return None
    until = date.fromisoformat(told["decided-until"]) if told.get("decided-until") else None
    in_order = told["decided"] == LinkVerdict.OK
    return Decision(
        finding.id,
        Verdict.WAIVED if in_order else Verdict.STANDS,
        told.get("decided-why", ""),
        told.get("decided-by", ""),
        night.as_of,
        until,
        SHEET,
    )


def _alike(found: Sequence[StoredFinding]) -> Iterator[Decision]:
    """Yield the waivers of single findings again for every other finding of their destination."""
    waived: dict[tuple[str, str], Decision] = {}
    for finding in found:
        made = finding.decision
        if made is None or made.verdict is not Verdict.WAIVED or made.origin == SHEET:
            continue
        key = (finding.rule, finding.details["destination"])
        if key not in waived or waived[key].decided_at < made.decided_at:
            waived[key] = made
    for finding in found:
        made = waived.get((finding.rule, finding.details["destination"]))
        newest = finding.decisions[0].decided_at if finding.decisions else None
        if made is not None and finding.status.standing and (newest is None or newest < made.decided_at):
            yield replace(made, finding=finding.id)
