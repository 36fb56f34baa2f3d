"""Hold docs/reference.md to the code: exit codes, exports with their columns and words, and tables."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from auditor.cli.ending import INTERRUPTED
from auditor.exits import Exit
from auditor.export import COLUMNS, Format
from auditor.finding import Confidence, Reason, SiteOutcome, Stage
from auditor.links import LinkVerdict
from auditor.registry.rows import ROLES, Entry, PersonRow, SchoolRow, SectionRow, SiteRow
from auditor.roster.optouts import COLUMNS as OPTOUTS
from auditor.rule import Severity
from auditor.site_kind import SITE_KINDS
from auditor.snapshot import DueVerdict
from auditor.store import Status

TEXT = (Path(__file__).parents[1] / "docs" / "reference.md").read_text("utf-8")
ROWS = [line.strip("| ").split(" | ") for line in TEXT.splitlines() if line.startswith("| ")]
FAULT = 1


EXPORTED = [row for row in ROWS if row[1].startswith("`")]
READ = [row for row in ROWS if row[1].startswith("**")]


def columns(rows: list[list[str]], table: str) -> list[str]:
    """Return the columns that stand beside a table's name, those that must be there with their stars."""
    (row,) = (row for row in rows if row[0].removesuffix(" (optional)") == f"`{table}`")
    return re.findall(r"\*\*`[a-z_]+`\*\*|`[a-z_]+`", row[1])


def test_every_exit_code_is_told() -> None:
    told = [int(row[0]) for row in ROWS if row[0].isdecimal()]
    assert told == sorted({*map(int, Exit), FAULT, INTERRUPTED})


@pytest.mark.parametrize("what", sorted(COLUMNS))
def test_every_export_is_told_with_its_columns_in_order(what: str) -> None:
    assert columns(EXPORTED, what) == [f"`{name}`" for name in COLUMNS[what]]


@pytest.mark.parametrize(
    ("table", "row"),
    [("schools", SchoolRow), ("people", PersonRow), ("sites", SiteRow), ("sections", SectionRow)],
)
def test_every_table_is_told_with_its_columns(table: str, row: type[Entry]) -> None:
    fields = {field.alias or name: field.is_required() for name, field in row.model_fields.items()}
    assert columns(READ, table) == [
        f"**`{name}`**" if required else f"`{name}`" for name, required in fields.items()
    ]


@pytest.mark.parametrize(
    "words", [Severity, Confidence, Status, LinkVerdict, DueVerdict, SiteOutcome, Stage, Reason]
)
def test_the_words_of_exports_are_told(words: type[StrEnum]) -> None:
    told = set(re.findall(r"[a-z0-9-]+", TEXT))
    assert {str(each) for each in words} <= told


@pytest.mark.parametrize("words", [ROLES, SITE_KINDS, OPTOUTS, [str(each) for each in Format]])
def test_the_words_of_tables_are_told(words: list[str]) -> None:
    assert set(words) <= set(re.findall(r"[a-z_-]+", TEXT))
