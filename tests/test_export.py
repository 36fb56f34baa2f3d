"""Export what is stored: columns that people script against, and cells that calculate nothing."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from auditor.exits import Exit, Refusal
from auditor.export import COLUMNS, Format, export
from auditor.finding import Reason, Skipped, Stage
from auditor.page import Location, Source
from auditor.roster import Roster, Student
from auditor.store import Decision, SiteOutcome, Store, Verdict, VisitRecord
from auditor.tables import harmless
from tests.night_data import MASK, ROOT, SITE, begin, finding, moment, night, open_store, result


def _lines(exported: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported.decode().splitlines()]


def _full(store: Store) -> None:
    begun = begin(store, 5)
    store.save_visit(
        begun, SITE, VisitRecord(SiteOutcome.PARTIAL, pages=3, documents=2, pictures=1, embeds_unread=1)
    )
    document = ROOT + "avery-quill.pdf"
    where = Location(ROOT + "a", Source.ALT, "main > img", "Art show", "third picture", document)
    found = finding(
        where=where,
        quote="Avery Quill\x1b[31m\nwon",
        details={"engine": "axe", "engine_rule": "image-alt"},
        criteria=("1.1.1", "1.4.5"),
        occurrences=2,
        page_title="=HYPERLINK(1)",
        student="stu-1",
    )
    skipped = Skipped(Stage.CRAWL, Reason.TIMEOUT, ROOT + "slow", "30 s")
    tonight = result(found, skipped=[skipped], outcome=SiteOutcome.PARTIAL, reason="timeout")
    store.save_site(begun, SITE, tonight, MASK)


def test_findings_have_exactly_the_columns_of_the_contract(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        _full(store)
        (row,) = _lines(export(store, "findings"))
        (stored,) = store.findings()
    assert tuple(row) == COLUMNS["findings"]
    assert row == {
        "id": stored.id,
        "fingerprint": stored.fingerprint,
        "audit": 1,
        "as_of": "2026-10-05T02:00:00-06:00",
        "site": SITE,
        "school": "fern",
        "url": ROOT + "a",
        "page_title": "=HYPERLINK(1)",
        "rule": "wcag-1.1.1",
        "checker": "accessibility",
        "clause": "c-1",
        "severity": "serious",
        "confidence": "certain",
        "status": "new",
        "message": "message about main > img",
        "details": {"engine": "axe", "engine_rule": "image-alt"},
        "source": "alt",
        "selector": "main > img",
        "heading": "Art show",
        "quote": "[student][31m won",
        "document": ROOT + "%5Bstudent%5D.pdf",
        "occurrences": 2,
        "first_seen": "2026-10-05",
        "last_seen": "2026-10-05",
        "criteria": ["1.1.1", "1.4.5"],
    }


def test_sites_and_skipped(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        _full(store)
        sites = _lines(export(store, "sites"))
        skipped = _lines(export(store, "skipped"))
    assert sites[0] == {
        "site": SITE,
        "url": ROOT,
        "outcome": "partial",
        "pages": 3,
        "documents": 2,
        "pictures": 1,
        "embeds_unread": 1,
        "reason": "timeout",
    }
    assert [(row["site"], row["outcome"], row["reason"]) for row in sites[1:]] == [
        ("fern-4", "error", "not audited yet"),
        ("oak-1", "error", "not audited yet"),
    ]
    assert skipped == [
        {"site": SITE, "url": ROOT + "slow", "stage": "crawl", "reason": "timeout", "detail": "30 s"}
    ]


@pytest.mark.parametrize("what", COLUMNS)
def test_csv_and_workbook_say_the_same(tmp_path: Path, what: str) -> None:
    with open_store(tmp_path) as store:
        _full(store)
        rows = list(csv.reader(io.StringIO(export(store, what, format=Format.CSV).decode())))
        book = load_workbook(io.BytesIO(export(store, what, format=Format.XLSX)))
    cells = [
        ["" if cell is None else str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)
    ]
    assert tuple(rows[0]) == COLUMNS[what]
    assert cells == rows
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_cells_of_a_finding(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        _full(store)
        (row,) = csv.DictReader(io.StringIO(export(store, "findings", format=Format.CSV).decode()))
    assert row["page_title"] == "'=HYPERLINK(1)"
    assert row["quote"] == "[student][31m won"
    assert row["criteria"] == "1.1.1; 1.4.5"
    assert json.loads(row["details"]) == {"engine": "axe", "engine_rule": "image-alt"}


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("what", COLUMNS)
def test_an_empty_store_exports_its_columns(tmp_path: Path, what: str, format: Format) -> None:
    with open_store(tmp_path) as store:
        exported = export(store, what, format=format)
    match format:
        case Format.JSONL:
            assert exported == b""
        case Format.CSV:
            assert exported.decode() == ",".join(COLUMNS[what]) + "\r\n"
        case Format.XLSX:
            (header,) = load_workbook(io.BytesIO(exported)).active.iter_rows(values_only=True)
            assert header == COLUMNS[what]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"),
        ("\r=1", "' =1"),
        ("  =1", "'  =1"),
        ("\x00=1", "'=1"),
        ("＝1", "'＝1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("＋1", "'＋1"),
        ("a=1", "a=1"),
        ("1-1", "1-1"),
        ("", ""),
        ("a\nb\x07", "a b"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ud800", "?"),
    ],
)
def test_cells_calculate_nothing(text: str, cell: str) -> None:
    assert harmless(text) == cell


def test_all_and_since(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result(finding("gone"), finding("waived"), finding("stays")))
        waived = next(found.id for found in store.findings() if found.selector == "waived")
        store.decide(Decision(waived, Verdict.WAIVED, "agreed", "Robin Vale", moment(5, 9)))
        night(store, 6, result(finding("waived"), finding("stays"), finding("late")))

        def exported(**options: Any) -> dict[str, str]:
            return {row["selector"]: row["status"] for row in _lines(export(store, "findings", **options))}

        assert exported() == {"stays": "open", "late": "new"}
        assert exported(all=True) == {
            "gone": "fixed", "waived": "waived", "stays": "open", "late": "new",
        }  # fmt: skip
        assert exported(since=date(2026, 10, 6)) == {"late": "new"}
        assert exported(as_of=moment(5, 3)) == {"gone": "new", "waived": "new", "stays": "new"}


def test_identify_needs_the_roster(tmp_path: Path) -> None:
    roster = Roster(students=(Student("stu-1"), Student("stu-2")), loaded=True)
    true = ("https://fern.example/3/avery", "avery.pdf")
    with open_store(tmp_path) as store:
        _full(store)
        with pytest.raises(Refusal, match="only with the roster") as refused:
            export(store, "findings", identify=Roster.absent("none"))
        assert refused.value.code is Exit.USAGE
        (row,) = _lines(export(store, "findings", identify=roster))
        assert (row["student"], row["url"]) == ("stu-1", ROOT + "a")
        (row,) = _lines(export(store, "findings", identify=roster, unmask=lambda found: true))
        assert (row["student"], row["url"], row["document"]) == ("stu-1", *true)
        (row,) = csv.DictReader(
            io.StringIO(export(store, "findings", identify=roster, format=Format.CSV).decode())
        )
        assert list(row) == [*COLUMNS["findings"], "student"]


def test_an_unknown_export_says_what_there_is(tmp_path: Path) -> None:
    with (
        open_store(tmp_path) as store,
        pytest.raises(Refusal, match="choose one of findings, links, deadlines, sites, skipped") as refused,
    ):
        export(store, "grades")
    assert refused.value.code is Exit.USAGE
