"""Read tables (CSV or the first sheet of an .xlsx) with the line of every row; judges no values."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from auditor.exits import Exit, Refusal, Refusals

_FORMULA = tuple("=+-@|＝＋－＠")
_BLANKS = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

MAX_BYTES = 200_000_000
"""A larger file is no table that a school office wrote, and would fill the memory."""


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row: cells by column name, and its 1-based line in the file."""

    path: Path
    line: int
    cells: Mapping[str, str] = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def fault(self, sentence: str) -> Refusal:
        """Return a refusal that points at this row."""
        return Refusal(Exit.CONFIGURATION, sentence, self.path, self.line)


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a table's columns (as written in the file) and its rows, empty ones left out."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)
    ragged: tuple[Refusal, ...] = ()


def find_table(folder: Path, stem: str) -> Path | None:
    """Return the file `stem`.csv or `stem`.xlsx in `folder`, None if there is neither.

    Both at once is refused: nobody could tell which one counts.
    """
    found = [path for path in (folder / f"{stem}.csv", folder / f"{stem}.xlsx") if path.is_file()]
    if len(found) == 2:
        raise Refusal(
            Exit.CONFIGURATION,
            f"both {stem}.csv and {stem}.xlsx exist; keep the one that counts and move the other away",
            found[1],
        )
    return found[0] if found else None


def read_table(
    path: Path,
    required: Sequence[str] = (),
    optional: Sequence[str] | None = None,
    *,
    data: bytes | None = None,
    strict: bool = True,
) -> Table:
    """Read one table; `data` is given where the bytes come from inside an archive.

    `required` columns must be there; where `optional` is given, any other column is refused, since
    it is most likely a misspelt one. Column names are compared without regard to case and outer
    spaces. `strict` refuses rows with too many or too few cells; otherwise they stand in `ragged`.
    Raises `Refusals` with file and line.
    """
    if data is None:
        data = _read_bytes(path)
    if path.suffix.lower() == ".xlsx":
        lines = list(_sheet_lines(path, data))
    else:
        lines = list(_csv_lines(path, data))
    known = {name.casefold(): name for name in (*required, *(optional or ()))}
    header_line, header = next(
        ((line, cells) for line, cells in lines if any(cell.strip() for cell in cells)), (1, [])
    )
    while header and not header[-1].strip():
        header = header[:-1]
    columns = tuple(known.get(cell.strip().casefold(), cell.strip()) for cell in header)
    faults = [*_header_faults(path, header_line, columns, required, optional)]
    if faults:
        raise Refusals(tuple(faults))
    rows: list[Row] = []
    ragged: list[Refusal] = []
    for line, cells in lines:
        if line <= header_line or not any(cell.strip() for cell in cells):
            continue
        extra = [cell for cell in cells[len(columns) :] if cell.strip()]
        if extra or len(cells) < len(columns):
            ragged.append(
                Refusal(
                    Exit.CONFIGURATION,
                    f"this row has {len(cells)} cells, but the first row names {len(columns)} columns; "
                    "a comma inside a cell needs quotation marks around that cell",
                    path,
                    line,
                )
            )
            continue
        rows.append(Row(path, line, dict(zip(columns, (cell.strip() for cell in cells), strict=False))))
    if ragged and strict:
        raise Refusals(tuple(ragged))
    return Table(path, columns, tuple(rows), tuple(ragged))


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refusal(Exit.CONFIGURATION, "the file is larger than 200 MB, so it is no table", path)
        return path.read_bytes()
    except OSError as error:
        raise Refusal(
            Exit.CONFIGURATION, f"the file cannot be read ({error.strerror}); check that it is there", path
        ) from None


def _header_faults(
    path: Path,
    line: int,
    columns: tuple[str, ...],
    required: Sequence[str],
    optional: Sequence[str] | None,
) -> Iterator[Refusal]:
    for column in dict.fromkeys(name for name in columns if columns.count(name) > 1):
        yield Refusal(Exit.CONFIGURATION, f"the column {column!r} stands twice", path, line)
    missing = [column for column in required if column not in columns]
    if missing:
        names = ", ".join(missing)
        yield Refusal(
            Exit.CONFIGURATION,
            f"missing column {names}; the first row must name it"
            if columns
            else f"the file is empty; its first row must name the columns {names}",
            path,
            line,
        )
    if optional is None:
        return
    for column in columns:
        if column not in required and column not in optional:
            yield Refusal(
                Exit.CONFIGURATION,
                f"unknown column {column!r}; the columns are {', '.join((*required, *optional))}",
                path,
                line,
            )


def _csv_lines(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal(
            Exit.CONFIGURATION, 'the file is not UTF-8; save it as "CSV UTF-8" and try again', path, line
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Refusal(Exit.CONFIGURATION, "the file holds a zero byte, so it is no CSV file", path, line)
    # Spreadsheet programs write semicolons or tabs where a comma is the decimal sign.
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refusal(
                Exit.CONFIGURATION,
                "a quotation mark in this row is opened and not closed, or stands inside a word",
                path,
                before + 1,
            ) from None
        # A quoted cell may span lines: a row is named by its first line.
        yield before + 1, cells
        before = reader.line_num


def _sheet_lines(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    # It takes longer to load than most tables take to read, and most are CSV.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_BYTES:
                raise Refusal(Exit.CONFIGURATION, "the workbook is larger than 200 MB unpacked", path)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield line, [_cell_text(cell) for cell in cells]
    except Refusal:
        raise
    except Exception:  # openpyxl raises a dozen kinds on damaged files
        raise Refusal(
            Exit.CONFIGURATION, "the workbook cannot be read; save it again as .xlsx or as CSV UTF-8", path
        ) from None


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def plain(text: str) -> str:
    """Drop control characters; line breaks and tabs become spaces. Lone surrogates become "?"."""
    return _CONTROLS.sub("", _BLANKS.sub(" ", text)).encode("utf-8", "replace").decode()


def harmless(text: str) -> str:
    """Return a text that a spreadsheet shows and does not calculate: what looks like a formula is quoted."""
    shown = plain(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
