"""Write a school's decision sheet and read back what people entered; stores nothing.

One workbook a school, beside its reports, the same from night to night: what is open stands in it,
and what somebody entered stays until the item is gone.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

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
from reports.view import LOOK_DUE, SiteView

NAME = "decisions.xlsx"
NUMBER, CHOICE, WHY, WHO, UNTIL, LOOKED_ON, TOLD_ON, ANSWER = (
    "Number", "Your decision", "Why", "Your name", "Until (last day)", "Looked at on", "Teacher told on",
    "Our answer",
)  # fmt: skip
TOLD = ("Website", "What", "Where", "State")
ENTERED = (CHOICE, WHY, WHO, UNTIL, LOOKED_ON, TOLD_ON)
COLUMNS = (NUMBER, *TOLD, *ENTERED, ANSWER)
WIDTHS = (12, 26, 34, 44, 16, 22, 40, 20, 16, 16, 16, 40)
LOOKED_AT = "I looked: all is well"
CHOICES = {
    "this is wrong": Verdict.WRONG,
    "there is a reason for it": Verdict.DISPUTED,
    "leave it until the day": Verdict.WAIVED,
    "it stays as it is": Verdict.STANDS,
    LOOKED_AT.casefold(): Verdict.WAIVED,
}
A_DAY = "Please write each day like this: 2026-12-18."
LOOK_HOLDS = timedelta(days=60)
"""So long a look at pictures or at a social page holds where nobody wrote a last day."""
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold what somebody entered about one finding; `until` is None where it holds for good.

    `looked_on` and `told_on` are the days of a look at it, and on which the teacher was told. Of a
    website that no program may read `finding` is its id in capitals.
    """

    finding: str
    verdict: Verdict
    reason: str
    by: str
    until: date | None
    looked_on: date | None = None
    told_on: date | None = None


@dataclass(frozen=True)
class Sheet:
    """Hold what a sheet says: entries that are understood, and answers to those that are not.

    `cells` keeps what was entered, understood or not, so that nothing typed is ever lost.
    """

    entries: tuple[Entry, ...]
    answers: Mapping[str, str]
    cells: Mapping[str, tuple[str, ...]]


def read(path: Path, today: date) -> Sheet | None:
    """Return what people entered, None where there is no sheet or nobody can read it."""
    if _as_written(path):
        return Sheet((), {}, {})
    try:
        # A sheet of an earlier version has no columns for the days of a look.
        rows = read_table(path, [NUMBER, CHOICE, WHY, WHO, UNTIL], None, strict=False).rows
    except (Refusal, Refusals):
        return None
    entries: list[Entry] = []
    answers: dict[str, str] = {}
    cells: dict[str, tuple[str, ...]] = {}
    for row in rows:
        number = row[NUMBER].strip().upper()
        typed = tuple(row[name] for name in ENTERED)
        if not number or not any(cell.strip() for cell in typed):
            continue
        cells[number] = typed
        told = _entry(row, number, today)
        if isinstance(told, Entry):
            entries.append(told)
            if told.looked_on is not None and not row[LOOKED_ON]:
                # The day on which a look was first read is kept, or it would never grow old.
                cells[number] = (*typed[:-2], told.looked_on.isoformat(), typed[-1])
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
    days = {name: _day(row[name]) for name in (UNTIL, LOOKED_ON, TOLD_ON)}
    if any(row[name] and day is None for name, day in days.items()):
        return "Please write the last day like this: 2026-12-18." if row[UNTIL] else A_DAY
    until, looked_on, told_on = days.values()
    if any(day is not None and day > today for day in (looked_on, told_on)):
        return "A day of a look has not come yet. Please mend it."
    if looked:
        looked_on = looked_on or today
        until = until or looked_on + LOOK_HOLDS
    if verdict is Verdict.WAIVED and until is None:
        return "Please write the last day on which this holds."
    reason = row[WHY] or "a person looked at it, and all is well"
    if looked and looked_on is not None:
        told = f"; teacher told on {words.day(told_on)}" if told_on is not None else ""
        reason += f" (looked at on {words.day(looked_on)}{told})"
    return Entry(
        number, verdict, reason, row[WHO], until if verdict is Verdict.WAIVED else None,
        looked_on if looked else None, told_on,
    )  # fmt: skip


def _day(written: str) -> date | None:
    for form in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"):
        try:
            return datetime.strptime(written.strip()[:10], form).date()
        except ValueError:
            continue
    return None


def is_open_elsewhere(path: Path) -> bool:
    """Tell whether somebody has the sheet open: writing it now would lose what they type."""
    return any(path.with_name(name).exists() for name in (f"~${path.name}", f".~lock.{path.name}#"))


def write(
    report: SchoolReport,
    sites: Sequence[SiteView],
    path: Path,
    before: Sheet | None,
    answers: Mapping[str, str],
) -> None:
    """Write the sheet (0600) with every open item, and what was entered beside it; one that would be the
    same stays as it is."""
    kept = before.cells if before is not None else {}
    rows = list(_rows(report, sites, kept, answers))
    told = hashlib.sha256(json.dumps([COLUMNS, WIDTHS, list(CHOICES), rows]).encode()).hexdigest()
    if _as_written(path, told):
        return
    book = Workbook(write_only=False)
    sheet = book.worksheets[0]
    sheet.title = "Decisions"
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append(row)
    _dress(sheet, len(rows) + 1)
    held = io.BytesIO()
    book.save(held)
    _beside(path).unlink(missing_ok=True)
    replace_private(path, held.getvalue())
    if not kept:
        made = f"{hashlib.sha256(held.getvalue()).hexdigest()} {told}"
        replace_private(_beside(path), made.encode())


def _beside(path: Path) -> Path:
    """Return the file that says what stood in the sheet when it was written with nothing entered in it."""
    return path.with_name(f".{path.stem}.made")


def _as_written(path: Path, told: str = "") -> bool:
    """Tell whether nobody has saved the sheet since it was written with nothing entered in it.

    `told` is what must stand in it, "" for anything. To read a workbook costs far more than this.
    """
    try:
        file, _, rows = _beside(path).read_text("ascii").partition(" ")
        return hashlib.sha256(path.read_bytes()).hexdigest() == file and told in ("", rows)
    except (OSError, ValueError):
        return False


def _rows(
    report: SchoolReport, sites: Sequence[SiteView], kept: Mapping[str, tuple[str, ...]],
    answers: Mapping[str, str],
) -> Iterator[list[str]]:  # fmt: skip
    """Yield the rows of the sheet: first what somebody decided, then what is open, site by site."""
    names = {site.facts.site.site_id: site.name for site in sites}
    found = sorted(
        (each for each in report.findings if _stands(each, kept)),
        key=lambda each: (each.id not in kept, each.site, each.rule, each.page, each.id),
    )[:MOST_ROWS]
    for finding in found:
        cells = (
            finding.id, names.get(finding.site, finding.site), _title(report, finding), _where(finding),
            _state(finding), *kept.get(finding.id, [""] * len(ENTERED)), answers.get(finding.id, ""),
        )  # fmt: skip
        yield [harmless(cell) for cell in cells]
    shut = [site for site in sites if site.for_people_only]
    for site in shut:
        key = site.facts.site.site_id
        cells = (
            key, site.name, words.FOR_PEOPLE_TITLE, site.facts.site.url,
            "please look" if site.look_due else "looked at",
            *kept.get(key.upper(), [""] * len(ENTERED)), answers.get(key.upper(), ""),
        )  # fmt: skip
        yield [harmless(cell) for cell in cells]


def _dress(sheet: Worksheet, rows: int) -> None:
    sheet.freeze_panes = "B2"
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(1, number).font = Font(bold=True)
    top: Any = sheet.cell(2, 1)
    top.alignment = Alignment(wrap_text=True, vertical="top")
    every: Iterable[Sequence[Any]] = sheet.iter_rows(min_row=2, max_row=rows)
    for row in every:
        for cell in row:
            # A look that is made once and shared: to make it for each cell took half of a report's time.
            cell._style = top._style
    listed = ",".join(words.upper_first(choice) for choice in CHOICES)
    choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
    choice.error = "Please choose one from the list."
    sheet.add_data_validation(choice)
    letter = get_column_letter(COLUMNS.index(CHOICE) + 1)
    choice.add(f"{letter}2:{letter}{max(2, rows)}")


def _stands(finding: StoredFinding, kept: Iterable[str]) -> bool:
    if finding.status in (Status.FIXED, Status.LAPSED):
        return False
    if finding.rule == LOOK_DUE:
        # It is answered in the website's own row.
        return finding.id in kept
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
