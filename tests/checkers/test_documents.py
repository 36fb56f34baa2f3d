"""From facts about files to findings: what is a failure, what is for a person to look at, what is nothing."""

# ruff: noqa: E501 - a table of cases, which reads worse when cut
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from auditor.checkers.documents import RULES, check
from auditor.finding import Finding
from auditor.page import Content, Document, Page
from auditor.policy import load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.snapshot import Snapshot

ROOT = "https://cedar.example/room-12/"
NIGHT = datetime(2026, 10, 28, 2, 0)
POLICY = load_policy(
    Path(__file__).parents[2] / "config" / "policies",
    ("mcps-parent-student-engagement", "mcps-social-media-procedures", "wcag-2.0", "ada-title-ii"),
)
PDF = {"tagged": "yes", "title": "yes", "language": "en", "pages": "2", "bookmarks": "0", "words": "300"}
WORD = {"title": "yes", "language": "en-US", "words": "300"}


def file(kind: str, access: Mapping[str, str]) -> Document:
    return Document(
        f"{ROOT}files/week.{kind}", f"/files/week.{kind}", kind, 200, NIGHT, linked_from=("/week",),
        access=access,
    )  # fmt: skip


def found(*files: Document, archived: tuple[str, ...] = (), kind: str = "class") -> list[Finding]:
    page = Page(f"{ROOT}week", "/week", 200, NIGHT, Content(title="Our week"))
    site = Site("room-12", ROOT, "cedar", kind=kind, archived_paths=archived)
    snapshot = Snapshot(site, School("cedar", "Cedar School"), NIGHT, (page,), files)
    return list(check(snapshot, POLICY.for_site(kind, NIGHT.date()), Roster.absent("no roster here")))


CASES = (
    ("a PDF that lacks nothing", "pdf", PDF, []),
    ("a scan", "pdf", {**PDF, "words": "0", "pages": "2", "scanned": "2"}, [("document-scanned", "certain")]),
    ("one scanned page of two", "pdf", {**PDF, "scanned": "1"}, [("document-scanned", "review")]),
    ("no marks for its parts", "pdf", {**PDF, "tagged": "no"}, [("document-untagged", "certain")]),
    ("a sign needs none", "pdf", {**PDF, "tagged": "no", "words": "12"}, []),
    ("no title", "pdf", {**PDF, "title": "no"}, [("document-title", "certain")]),
    ("no language", "pdf", {**PDF, "language": ""}, [("document-language", "certain")]),
    ("pictures", "pdf", {**PDF, "pictures": "3", "pictures-without-words": "2"}, [("document-pictures", "certain")]),
    ("long and without headings", "pdf", {**PDF, "words": "900"}, [("document-headings", "review")]),
    ("long, with headings", "pdf", {**PDF, "words": "900", "headings": "1"}, []),
    ("very long", "pdf", {**PDF, "pages": "20"}, [("document-bookmarks", "review")]),
    ("very long, with bookmarks", "pdf", {**PDF, "pages": "20", "bookmarks": "1"}, []),
    ("a Word file that lacks nothing", "docx", WORD, []),
    ("a Word file without a title", "docx", {**WORD, "title": "no"}, [("document-title", "review")]),
    ("its tables", "docx", {**WORD, "tables": "2", "tables-without-headers": "1"}, [("document-tables", "review")]),
    ("slides", "pptx", {"title": "yes", "slides": "3", "slides-without-title": "1"}, [("document-slide-titles", "review")]),
    ("a file that was not read", "pdf", {}, []),
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "access", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_facts_amount_to(kind: str, access: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert [(each.rule, each.confidence) for each in found(file(kind, access))] == expected


def test_a_finding_stands_on_the_page_that_links_to_the_file() -> None:
    [one] = found(file("pdf", {**PDF, "pictures": "3", "pictures-without-words": "2"}))
    assert (one.page, one.url, one.page_title) == ("/week", f"{ROOT}week", "Our week")
    assert (one.where.document, one.quote) == (f"{ROOT}files/week.pdf", "week.pdf")
    assert (one.occurrences, one.criteria, one.counted) == (2, ("1.1.1",), True)
    assert one.message == "2 pictures in this file without alternative text."
    assert one.target == "document-pictures /files/week.pdf"


def test_files_of_an_archived_part_are_told_and_not_counted() -> None:
    [one] = found(file("pdf", {**PDF, "title": "no"}), archived=("/week",))
    assert not one.counted


def test_a_site_that_no_clause_binds_gets_nothing() -> None:
    assert found(file("pdf", {**PDF, "title": "no"}), kind="personal") == []


def test_every_rule_is_reached_by_a_case() -> None:
    told = {rule for _, _, _, expected in CASES for rule, _ in expected}
    assert told == {rule.id for rule in RULES}
