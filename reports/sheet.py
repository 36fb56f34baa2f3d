"""Write a school's decision sheet and read back what people entered; stores nothing.

One workbook a school, beside its reports, the same from night to night: what is open stands in it,
and what somebody entered stays until the item is gone.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from auditor.exits import Refusal, Refusals
from auditor.finding import Confidence
from auditor.private_files import replace_private
from auditor.rule import Section
from auditor.store import SchoolReport, Status, StoredFinding, Verdict
from auditor.tables import Row, harmless, read_table
from reports import words
from reports.view import SiteView

NAME = "decisions.xlsx"
NUMBER, CHOICE, WHY, WHO, UNTIL, ANSWER = (
    "Number", "Your decision", "Why", "Your name", "Until (last day)", "Our answer",
)  # fmt: skip
TOLD = ("Website", "What", "Where", "State")
COLUMNS = (NUMBER, *TOLD, CHOICE, WHY, WHO, UNTIL, ANSWER)
WIDTHS = (12, 26, 34, 44, 16, 22, 40, 20, 16, 40)
LOOKED_AT = "I looked: all is well"
CHOICES = {
    "this is wrong": Verdict.WRONG,
    "there is a reason for it": Verdict.DISPUTED,
    "leave it until the day": Verdict.WAIVED,
    LOOKED_AT.casefold(): Verdict.WAIVED,
}
LOOK_HOLDS = timedelta(days=60)
"""So long a look at pictures or at a social page holds where nobody wrote a last day."""
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what somebody entered about one finding; `until` is None where it holds for good."""

    finding: str
    verdict: Verdict
    reason: str
    by: str
    until: date | None


@dataclass(frozen=True)
class Sheet:
    """Hold what a sheet says: entries that are understood, and answers to those that are not.

    `cells` keeps what was entered, understood or not, so that nothing typed is ever lost.
    """

    entries: tuple[Entry, ...]
    answers: Mapping[str, str]
    cells: Mapping[str, tuple[str, str, str, str]]


def read(path: Path, today: date) -> Sheet | None:
    """Return what people entered, None where there is no sheet or nobody can read it."""
    try:
        rows = read_table(path, [NUMBER, CHOICE, WHY, WHO, UNTIL], None, strict=False).rows
    except (Refusal, Refusals):
        return None
    entries: list[Entry] = []
    answers: dict[str, str] = {}
    cells: dict[str, tuple[str, str, str, str]] = {}
    for row in rows:
        number = row[NUMBER].strip().upper()
        typed = (row[CHOICE], row[WHY], row[WHO], row[UNTIL])
        if not number or not any(cell.strip() for cell in typed):
            continue
        cells[number] = typed
        told = _entry(row, number, today)
        if isinstance(told, Entry):
            entries.append(told)
        else:
            answers[number] = told
    return Sheet(tuple(entries), answers, cells)


def _entry(row: Row, number: str, today: date) -> Entry | str:
    """Return what a row decides, or one sentence about what is missing in it."""
    choice = " ".join(row[CHOICE].split()).casefold().rstrip(".")
    if not choice:
        return "Please choose a decision from the list."
    if choice not in CHOICES:
        return f"“{row[CHOICE][:40]}” is not in the list. Please choose one from it."
    looked = choice == LOOKED_AT.casefold()
    if not row[WHO]:
        return "Please write your name."
    if not row[WHY] and not looked:
        return "Please say why."
    verdict = CHOICES[choice]
    until = _day(row[UNTIL])
    if row[UNTIL] and until is None:
        return "Please write the last day like this: 2026-12-18."
    if looked and until is None:
        until = today + LOOK_HOLDS
    if verdict is Verdict.WAIVED and until is None:
        return "Please write the last day on which this holds."
    reason = row[WHY] or "a person looked at it, and all is well"
    return Entry(number, verdict, reason, row[WHO], until if verdict is Verdict.WAIVED else None)


def _day(written: str) -> date | None:
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"):
        try:
            return datetime.strptime(written.strip()[:10], form).date()
        except ValueError:
            continue
    return None


def is_open_elsewhere(path: Path) -> bool:
    """Tell whether somebody has the sheet open: writing it now would lose what they type."""
    return any(
        path.with_name(name).exists() for name in (f"~${path.name}", f".~lock.{path.name}#")
    )


def write(
    report: SchoolReport,
    sites: Sequence[SiteView],
    path: Path,
    before: Sheet | None,
    answers: Mapping[str, str],
) -> None:
    """Write the sheet anew (0600) with every open item, and what was entered beside it."""
    kept = before.cells if before is not None else {}
    names = {site.facts.site.site_id: site.name for site in sites}
    book = Workbook(write_only=False)
    sheet = book.worksheets[0]
    sheet.title = "Decisions"
    sheet.append(list(COLUMNS))
    found = sorted(
        (each for each in report.findings if _stands(each, kept)),
        key=lambda each: (each.id not in kept, each.site, each.rule, each.page, each.id),
    )[:MOST_ROWS]
    for finding in found:
        choice, why, who, until = kept.get(finding.id, ("", "", "", ""))
        cells = (
            finding.id, names.get(finding.site, finding.site), _title(report, finding), _where(finding),
            _state(finding), choice, why, who, until, answers.get(finding.id, ""),
        )  # fmt: skip
        sheet.append([harmless(cell) for cell in cells])
    _dress(sheet, len(found) + 1)
    held = io.BytesIO()
    book.save(held)
    replace_private(path, held.getvalue())


def _dress(sheet: Worksheet, rows: int) -> None:
    sheet.freeze_panes = "B2"
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2, max_row=rows):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    listed = ",".join(words.upper_first(choice) for choice in CHOICES)
    choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
    choice.error = "Please choose one from the list."
    sheet.add_data_validation(choice)
    letter = get_column_letter(COLUMNS.index(CHOICE) + 1)
    choice.add(f"{letter}2:{letter}{max(2, rows)}")


def _stands(finding: StoredFinding, kept: Iterable[str]) -> bool:
    if finding.status in (Status.FIXED, Status.LAPSED):
        return False
    return finding.status.standing or finding.id in kept


def _title(report: SchoolReport, finding: StoredFinding) -> str:
    if finding.section is Section.PRIVACY:
        return words.STUDENT_TITLE
    rule = report.rules.get(finding.rule)
    return rule.title if rule is not None else finding.rule


def _where(finding: StoredFinding) -> str:
    """Return where it stands in words; of a student item no address and no heading, which may name."""
    place = finding.place or "on the page"
    if finding.section is Section.PRIVACY:
        return words.upper_first(place)
    page = finding.page_title or finding.page
    return f"{page}: {place}"


def _state(finding: StoredFinding) -> str:
    if finding.status.standing and finding.status is not Status.DISPUTED:
        return "please check" if finding.confidence is Confidence.REVIEW else "open"
    return {Status.DISPUTED: "disputed", Status.WAIVED: "waived", Status.WRONG: "found to be wrong"}[
        finding.status
    ]
