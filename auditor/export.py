"""Write what is stored as jsonl, csv or xlsx for people's own scripts; unmasks nothing by itself."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from auditor.exits import Exit, Refusal
from auditor.roster import Roster
from auditor.store import SiteFacts, Store, StoredDeadline, StoredFinding, StoredLink, StoredSkipped
from auditor.tables import harmless, plain

Row = dict[str, Any]
Unmask = Callable[[StoredFinding], tuple[str, str] | None]
"""Gives a finding's true address and document where tonight's page cache still has them."""

_MOST_ROWS = 1_048_575
_MOST_LETTERS = 32_000
# Terminal escapes, and marks that turn the reading direction round.

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "findings": (
        "id", "fingerprint", "audit", "as_of", "site", "school", "url", "page_title", "rule", "checker",
        "clause", "severity", "confidence", "status", "message", "details", "source", "selector", "heading",
        "quote", "document", "occurrences", "first_seen", "last_seen", "criteria",
    ),
    "links": (
        "site", "page", "url", "carrier", "anchor_text", "context", "final_url", "status", "verdict", "rule",
        "advisories", "clause", "evidence",
    ),
    "deadlines": ("site", "section", "due", "verdict", "evidence", "decided_at"),
    "sites": ("site", "url", "outcome", "pages", "documents", "pictures", "embeds_unread", "reason"),
    "skipped": ("site", "url", "stage", "reason", "detail"),
}  # fmt: skip
"""What can be exported, and its columns in order; people script against them."""


class Format(StrEnum):
    """How an export is written."""

    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


def export(
    store: Store,
    what: str,
    *,
    format: Format = Format.JSONL,
    as_of: datetime | None = None,
    since: date | None = None,
    all: bool = False,
    identify: Roster | None = None,
    unmask: Unmask | None = None,
) -> bytes:
    """Return an export as bytes (UTF-8 text, or a workbook).

    `since` narrows findings and due dates, `all` widens findings; `identify` adds the student's
    sourcedId to them and, where `unmask` knows them, the true addresses. Raises `Refusal` (64) for an
    unknown `what`, for `identify` without a roster, and where a workbook cannot hold so many rows.
    """
    columns = COLUMNS.get(what)
    if columns is None:
        raise Refusal(Exit.USAGE, f'there is no export "{what}"; choose one of {", ".join(COLUMNS)}')
    if what == "findings":
        found = store.findings(as_of, since=since, all=all)
        rows = [_finding(finding) for finding in found]
        if identify is not None:
            columns = (*columns, "student")
            _identify(rows, found, identities(store, identify), unmask)
    elif what == "deadlines":
        decided = store.deadlines(as_of)
        rows = [_deadline(deadline) for deadline in decided if since is None or deadline.due >= since]
    elif what == "sites":
        rows = [_site(site) for site in store.sites(as_of)]
    elif what == "links":
        rows = [_link(link) for link in store.links(as_of)]
    else:
        rows = [_skipped(skip) for skip in store.skipped(as_of)]
    if format is Format.JSONL:
        lines = [json.dumps(_clean(row), ensure_ascii=False, separators=(", ", ": ")) + "\n" for row in rows]
        return "".join(lines).encode()
    return _table(columns, rows, format)


def identities(store: Store, roster: Roster) -> dict[str, str]:
    """Map the keyed hashes of all students to their sourcedIds; needs the roster and the store's key."""
    if not roster.loaded:
        raise Refusal(Exit.USAGE, "students can be named only with the roster; set oneroster in auditor.toml")
    return {store.student_hash(student.sourced_id): student.sourced_id for student in roster.students}


def _finding(finding: StoredFinding) -> Row:
    return {
        "id": finding.id,
        "fingerprint": finding.fingerprint,
        "audit": finding.audit,
        "as_of": finding.as_of.isoformat(),
        "site": finding.site,
        "school": finding.school,
        "url": finding.url,
        "page_title": finding.page_title,
        "rule": finding.rule,
        "checker": finding.checker,
        "clause": finding.clause,
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "status": str(finding.status),
        "message": finding.message,
        "details": dict(finding.details),
        "source": finding.source,
        "selector": finding.selector,
        "heading": finding.heading,
        "quote": finding.quote,
        "document": finding.document,
        "occurrences": finding.occurrences,
        "first_seen": finding.first_seen.isoformat(),
        "last_seen": finding.last_seen.isoformat(),
        "criteria": list(finding.criteria),
    }


def _site(facts: SiteFacts) -> Row:
    return {
        "site": facts.site.site_id,
        "url": facts.site.url,
        "outcome": str(facts.outcome) if facts.outcome is not None else "error",
        "pages": facts.pages,
        "documents": facts.documents,
        "pictures": facts.pictures,
        "embeds_unread": facts.embeds_unread,
        "reason": facts.reason if facts.outcome is not None else "not audited yet",
    }


def _deadline(deadline: StoredDeadline) -> Row:
    return {
        "site": deadline.site,
        "section": deadline.section,
        "due": deadline.due.isoformat(),
        "verdict": str(deadline.verdict),
        "evidence": [
            {"kind": each.kind, "date": each.day.isoformat() if each.day else "", "detail": each.detail}
            for each in deadline.evidence
        ],
        "decided_at": deadline.decided_at.isoformat(),
    }


def _skipped(skip: StoredSkipped) -> Row:
    return {
        "site": skip.site,
        "url": skip.url,
        "stage": skip.stage,
        "reason": skip.reason,
        "detail": skip.detail,
    }


def _link(stored: StoredLink) -> Row:
    link = stored.link
    return {
        "site": stored.site,
        "page": link.page,
        "url": link.url,
        "carrier": link.carrier,
        "anchor_text": link.words,
        "context": link.context,
        "final_url": link.final_url,
        "status": link.status,
        "verdict": link.verdict,
        "rule": link.rule,
        "advisories": list(link.advisories),
        "clause": link.clause,
        "evidence": list(link.evidence),
    }


def _identify(
    rows: Sequence[Row], found: Sequence[StoredFinding], students: Mapping[str, str], unmask: Unmask | None
) -> None:
    for row, finding in zip(rows, found, strict=True):
        row["student"] = students.get(finding.student, "")
        true = unmask(finding) if unmask is not None and finding.student else None
        if true is not None:
            row["url"], row["document"] = true


def _table(columns: Sequence[str], rows: Sequence[Row], format: Format) -> bytes:
    import pandas  # not at the top: it takes a second that jsonl need not wait for

    if format is Format.XLSX and len(rows) > _MOST_ROWS:
        raise Refusal(Exit.USAGE, f"a workbook holds {_MOST_ROWS} rows and there are {len(rows)}; choose csv")
    cells = [[_cell(row.get(column, "")) for column in columns] for row in rows]
    frame = pandas.DataFrame(cells, columns=list(columns), dtype=object)
    if format is Format.CSV:
        return frame.to_csv(index=False, lineterminator="\r\n").encode()
    workbook = io.BytesIO()
    with pandas.ExcelWriter(workbook, engine="openpyxl") as writer:
        frame.to_excel(writer, index=False, sheet_name="export", freeze_panes=(1, 0))
    return workbook.getvalue()


def _cell(value: Any) -> Any:
    match value:
        case str():
            return harmless(value)[:_MOST_LETTERS]
        case list():
            return harmless("; ".join(map(_in_a_list, value)))[:_MOST_LETTERS]
        case dict():
            return harmless(json.dumps(_clean(value), ensure_ascii=False))[:_MOST_LETTERS] if value else ""
        case _:
            return value


def _in_a_list(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    return str(value)


def _clean(value: Any) -> Any:
    match value:
        case str():
            return plain(value)
        case list():
            return [_clean(part) for part in value]
        case dict():
            return {plain(name): _clean(part) for name, part in value.items()}
        case _:
            return value
