"""Write the records clerks' list: scope and roster number for those entitled, and no name even there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from auditor.config import Config
from auditor.store import Status
from reports import records
from tests.reports.invented_school import config, finding

TODAY = date(2026, 11, 4)
TITLES = {"opt-out-a-name": "A student's name that may not be published", "k8-full-name": "Full name"}


def there(tmp_path: Path) -> Config:
    output = config().output.model_copy(update={"folder": str(tmp_path / "var")})
    return config().model_copy(update={"output": output})


def test_the_list_names_scope_and_student_by_number(tmp_path: Path) -> None:
    found = [
        finding(1, "ortega", "opt-out-a-name", "/art", student="hash-1", place="third picture",
                url="https://ortega.example/%5Bstudent%5D", quote="Art by [student]"),
        finding(2, "ortega", "k8-full-name", "/news", student="", place="first paragraph"),
        finding(3, "ortega", "wcag-1.4.3", "/"),
        finding(4, "ortega", "k8-full-name", "/gone", status=Status.FIXED, student="hash-1"),
    ]  # fmt: skip
    page = records.write(
        found, TITLES, {"larkspur": "Larkspur School"}, {"ortega": "Room 12"}, {"hash-1": "S-4711"},
        there(tmp_path), TODAY,
    )  # fmt: skip
    text = page.read_text("utf-8")
    assert page.relative_to(tmp_path).as_posix() == "var/records/2026-11-04/index.html"
    assert "S-4711" in text and "form of scope A" in text and "Third picture" in text
    assert "not one student alone" in text
    assert "F0000003" not in text and "F0000004" not in text
    assert "%5Bstudent%5D" not in text and "Art by" not in text
    assert oct(page.stat().st_mode & 0o777) == "0o600" and oct(page.parent.stat().st_mode & 0o777) == "0o700"


def test_without_a_roster_the_list_says_so(tmp_path: Path) -> None:
    note = "Student numbers are missing: no roster is named."
    page = records.write([], {}, {}, {}, {}, there(tmp_path), TODAY, [note])
    assert note in page.read_text("utf-8") and "No student item stands." in page.read_text("utf-8")
