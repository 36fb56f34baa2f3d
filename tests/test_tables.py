"""Tables of good and damaged files: each fault names its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from auditor.exits import Exit, Refusal, Refusals
from auditor.tables import find_table, read_table

GOOD = [
    ("plain", b"id,name\n1,Ada\n", [{"id": "1", "name": "Ada"}]),
    ("byte order mark", b"\xef\xbb\xbfid,name\n1,Ada\n", [{"id": "1", "name": "Ada"}]),
    ("header case and spaces", b" ID , Name \n1,Ada\n", [{"id": "1", "name": "Ada"}]),
    ("semicolons of a spreadsheet", b"id;name\n1;Ada\n", [{"id": "1", "name": "Ada"}]),
    ("quoted comma", b'id,name\n1,"Lovelace, Ada"\n', [{"id": "1", "name": "Lovelace, Ada"}]),
    ("quoted line break", b'id,name\n1,"Ada\nLovelace"\n', [{"id": "1", "name": "Ada\nLovelace"}]),
    ("empty rows between", b"id,name\n\n,\n1,Ada\n", [{"id": "1", "name": "Ada"}]),
    ("empty header cells at the end", b"id,name,,\n1,Ada,,\n", [{"id": "1", "name": "Ada"}]),
    ("Windows line ends", b"id,name\r\n1,Ada\r\n", [{"id": "1", "name": "Ada"}]),
]

BAD = [
    ("missing column", b"id\n1\n", 1, "missing column name"),
    ("empty file", b"", 1, "the file is empty"),
    ("unknown column", b"id,name,nmae\n1,Ada,x\n", 1, "unknown column 'nmae'"),
    ("column twice", b"id,name,id\n1,Ada,x\n", 1, "'id' stands twice"),
    ("too many cells", b"id,name\n1,Ada\n2,Lovelace, Ada\n", 3, "this row has 3 cells"),
    ("too few cells", b"id,name\n1\n", 2, "this row has 1 cells"),
    ("not UTF-8", b"id,name\n1,Ada\n2,Andr\xe9\n", 3, "not UTF-8"),
    ("open quotation mark", b'id,name\n1,Ada\n2,"Eve\n3,Bo\n', 3, "opened and not closed"),
    ("zero byte", b"id,name\n1,A\x00da\n", 2, "zero byte"),
]


@pytest.mark.parametrize(("name", "data", "rows"), GOOD, ids=[case[0] for case in GOOD])
def test_reads(tmp_path: Path, name: str, data: bytes, rows: list[dict[str, str]]) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(data)
    assert [dict(row.cells) for row in read_table(path, ["id", "name"], []).rows] == rows


@pytest.mark.parametrize(("name", "data", "line", "words"), BAD, ids=[case[0] for case in BAD])
def test_refuses_with_the_line(tmp_path: Path, name: str, data: bytes, line: int, words: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(data)
    with pytest.raises((Refusal, Refusals)) as caught:
        read_table(path, ["id", "name"], [])
    first = caught.value.faults[0] if isinstance(caught.value, Refusals) else caught.value
    assert (first.path, first.line, first.code) == (path, line, Exit.CONFIGURATION)
    assert words in first.sentence


def test_rows_know_their_line_after_a_cell_of_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b'id,name\n1,"Ada\nLovelace"\n2,Eve\n')
    assert [row.line for row in read_table(path, ["id", "name"]).rows] == [2, 4]


def test_ragged_rows_are_handed_over_where_asked(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"id,name\n1\n2,Eve\n")
    table = read_table(path, ["id", "name"], strict=False)
    assert [row["id"] for row in table.rows] == ["2"]
    assert [fault.line for fault in table.ragged] == [2]


def test_reads_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "name"])
    sheet.append([7, "Ada"])
    book.save(tmp_path / "people.xlsx")
    path = find_table(tmp_path, "people")
    assert path is not None
    assert [dict(row.cells) for row in read_table(path, ["id", "name"]).rows] == [{"id": "7", "name": "Ada"}]


def test_refuses_a_damaged_workbook(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(Refusal, match="cannot be read"):
        read_table(path, ["id"])


def test_refuses_two_files_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id\n")
    (tmp_path / "people.xlsx").write_bytes(b"")
    with pytest.raises(Refusal, match=r"both people\.csv and people\.xlsx"):
        find_table(tmp_path, "people")


@given(st.binary(max_size=400))
def test_never_fails_in_another_way(data: bytes) -> None:
    try:
        table = read_table(Path("people.csv"), ["id"], data=data)
    except (Refusal, Refusals):
        return
    assert "id" in table.columns
