"""Find and read the tables of a OneRoster export, folder or zip; knows no meaning of their columns."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from auditor.exits import Exit, Refusal
from auditor.tables import MAX_BYTES, Row, Table, read_table

GONE = "tobedeleted"

_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, RuntimeError,
    ValueError,
)  # fmt: skip
"""What the library raises for an archive whose inside was damaged, by how it was packed."""


class Folder:
    """Find the tables of an export in a folder or zip, whatever the case of their names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._members: dict[str, str] = {}
        self._archive: bytes | None = None
        if path.is_dir():
            self._members = {entry.name.casefold(): entry.name for entry in path.iterdir() if entry.is_file()}
        else:
            self._archive = self._read_archive()

    def _read_archive(self) -> bytes:
        try:
            data = self.path.read_bytes()
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                # `is_dir` breaks on the nameless part that a damaged archive may have.
                parts = [part for part in archive.infolist() if not part.filename.endswith("/")]
                if any(part.flag_bits & 1 for part in parts):
                    raise self._refusal("the archive is locked with a password; export it without one")
                if sum(part.file_size for part in parts) > MAX_BYTES:
                    raise self._refusal("the archive is larger than 200 MB unpacked, so it is no roster")
                for part in parts:
                    name = part.filename.rsplit("/", 1)[-1]
                    # macOS adds a twin of every file that holds no table.
                    if not name.startswith("._"):
                        self._members.setdefault(name.casefold(), part.filename)
            return data
        except OSError as error:
            raise self._refusal(f"the roster cannot be read ({error.strerror}); check its rights") from None
        except _DAMAGED:
            raise self._refusal(
                "this is neither a folder nor a zip archive; export the roster again"
            ) from None

    def _refusal(self, sentence: str) -> Refusal:
        return Refusal(Exit.CONFIGURATION, sentence, self.path)

    def table(self, stem: str, required: Sequence[str], known: Sequence[str] = ()) -> Table | None:
        """Return the table `stem`, None where the export has none; `known` columns get our spelling.

        Raises `Refusals` with file and line for a missing column or wrong encoding. Rows with too
        many or too few cells stand in `ragged`.
        """
        lower = stem.casefold()
        name = next((self._members[n] for n in (f"{lower}.csv", f"{lower}.xlsx") if n in self._members), None)
        if name is None:
            return None
        path = self.path / name
        data: bytes | None = None
        if self._archive is not None:
            try:
                with zipfile.ZipFile(io.BytesIO(self._archive)) as archive:
                    data = archive.read(name)
            except _DAMAGED:
                raise Refusal(
                    Exit.CONFIGURATION, "the archive is damaged here; export the roster again", path
                ) from None
        table = read_table(path, required, None, data=data, strict=False)
        # Extension columns are allowed, so the columns we know are put into our spelling here.
        # Version 1.1 carries what it has no column for as "metadata.NAME".
        spelled = {f"metadata.{name}".casefold(): name for name in known if name not in table.columns}
        spelled |= {name.casefold(): name for name in known}
        respelled = {column: spelled.get(column.casefold(), column) for column in table.columns}
        if all(column == ours for column, ours in respelled.items()):
            return table
        rows = tuple(
            Row(row.path, row.line, {respelled[column]: cell for column, cell in row.cells.items()})
            for row in table.rows
        )
        return Table(table.path, tuple(respelled[column] for column in table.columns), rows, table.ragged)


def absent(folder: Folder, stem: str, so: str) -> Refusal:
    """Return the fault of a table that the export lacks; `so` says what follows from it."""
    return Refusal(Exit.CONFIGURATION, f"the export has no {stem}.csv, so {so}", folder.path)


def is_gone(row: Row) -> bool:
    """Tell whether the export marks a row as deleted."""
    return row["status"].casefold() == GONE


def listed_in(cell: str) -> list[str]:
    """Return the entries of a cell that holds a list."""
    return [part.strip() for part in re.split(r"[,;]", cell) if part.strip()]


def date_in(row: Row, column: str, faults: list[Refusal]) -> date | None:
    """Return the date in a cell, None where it is empty or none; the latter is added to `faults`."""
    written = row[column]
    if not written:
        return None
    day = read_date(written)
    if day is None:
        faults.append(row.fault(f"{column} is no date; write it as 2026-10-28"))
    return day


def read_date(written: str) -> date | None:
    """Read a date as ISO 8601 (with or without time) or as an American M/D/YYYY; None if it is neither."""
    iso = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:$|[T ])", written)
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if american:
            return date(int(american[3]), int(american[1]), int(american[2]))
    except ValueError:
        pass
    return None
