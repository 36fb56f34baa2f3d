"""Write decision sheets, fill them in as people do, and read them back; slips are answered, never lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from auditor.calendar import Closures
from auditor.night.sheets import take_sheets
from auditor.store import Status, Verdict, Viewing
from reports import principal, sheet
from reports.sheet import CHOICE, COLUMNS, LOOKED_ON, NUMBER, TOLD_ON, UNTIL, WHO, WHY, Entry
from tests.mail.mornings import PEOPLE, Mornings
from tests.mail.mornings import site as fern_site
from tests.night_data import MASK, moment
from tests.reports.invented_school import config, decision, finding, report, rich, site

TODAY = date(2026, 11, 4)


def filled(path: Path, number: str, **cells: object) -> None:
    """Enter cells into the row of a finding, as a spreadsheet program saves them."""
    names = {
        "choice": CHOICE, "why": WHY, "who": WHO, "until": UNTIL, "looked": LOOKED_ON, "told": TOLD_ON
    }  # fmt: skip
    book = load_workbook(path)
    rows = book.worksheets[0]
    for row in rows.iter_rows(min_row=2):
        if row[0].value == number:
            for name, value in cells.items():
                row[COLUMNS.index(names[name])].value = value
            break
    else:
        raise AssertionError(f"{number} is not in the sheet")
    book.save(path)


def cells(path: Path, number: str) -> dict[str, str]:
    rows = load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)
    return next(
        dict(zip(COLUMNS, (str(each or "") for each in row), strict=True)) for row in rows if row[0] == number
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the sheet beside a school's first report."""
    found = [finding(1, "ortega"), finding(2, "ortega", "k8-full-name")]
    made = report([site("ortega", "Elena Ortega")], found)
    principal.write(made, config(), tmp_path / "larkspur" / "2026-11-04")
    return tmp_path / "larkspur" / sheet.NAME


ENTRIES = [
    ("wrong", {"choice": "This is wrong", "why": "It is dark", "who": "R. Ellery"},
     Entry("F0000001", Verdict.WRONG, "It is dark", "R. Ellery", None)),
    ("a reason", {"choice": "there is a reason for it ", "why": "Emergency notice", "who": "R. Ellery"},
     Entry("F0000001", Verdict.DISPUTED, "Emergency notice", "R. Ellery", None)),
    ("until", {"choice": "Leave it until the day", "why": "New poster", "who": "R. Ellery",
               "until": date(2026, 12, 18)},
     Entry("F0000001", Verdict.WAIVED, "New poster", "R. Ellery", date(2026, 12, 18))),
    ("a day as people write it", {"choice": "leave it until the day", "why": "New poster", "who": "R. Ellery",
                                  "until": "12/18/2026"},
     Entry("F0000001", Verdict.WAIVED, "New poster", "R. Ellery", date(2026, 12, 18))),
    ("looked at", {"choice": "I looked: all is well", "who": "R. Ellery"},
     Entry("F0000001", Verdict.WAIVED,
           "a person looked at it, and all is well (looked at on Wednesday, November 4, 2026)", "R. Ellery",
           TODAY + sheet.LOOK_HOLDS, TODAY)),
    ("looked at on an earlier day, and told",
     {"choice": "I looked: all is well", "who": "R. Ellery", "why": "one photo went", "looked": "10/30/2026",
      "told": date(2026, 11, 2)},
     Entry("F0000001", Verdict.WAIVED,
           "one photo went (looked at on Friday, October 30, 2026; teacher told on Monday, November 2, 2026)",
           "R. Ellery", date(2026, 10, 30) + sheet.LOOK_HOLDS, date(2026, 10, 30), date(2026, 11, 2))),
    ("the office says no", {"choice": "It stays as it is", "why": "The text is faint", "who": "M. Alder"},
     Entry("F0000001", Verdict.STANDS, "The text is faint", "M. Alder", None)),
]  # fmt: skip


@pytest.mark.parametrize(("entered", "entry"), [each[1:] for each in ENTRIES], ids=[e[0] for e in ENTRIES])
def test_what_is_entered_is_read(path: Path, entered: dict[str, object], entry: Entry) -> None:
    filled(path, "F0000001", **entered)
    read = sheet.read(path, TODAY)
    assert read is not None
    assert (read.entries, dict(read.answers)) == ((entry,), {})


SLIPS = [
    ("no choice", {"why": "It is dark", "who": "R. Ellery"}, "Please choose a decision from the list."),
    ("another word", {"choice": "no", "why": "x", "who": "y"}, "“no” is not in the list."),
    ("no name", {"choice": "this is wrong", "why": "It is dark"}, "Please write your name."),
    ("no reason", {"choice": "this is wrong", "who": "R. Ellery"}, "Please say why."),
    ("no day", {"choice": "leave it until the day", "why": "x", "who": "y"}, "Please write the last day"),
    ("a look to come", {"choice": "I looked: all is well", "who": "y", "looked": "2026-11-05"},
     "A day of a look has not come yet."),
    ("no such day of a look", {"choice": "I looked: all is well", "who": "y", "told": "soon"},
     "Please write each day like this: 2026-12-18."),
    ("no such day", {"choice": "leave it until the day", "why": "x", "who": "y", "until": "soon"},
     "Please write the last day like this: 2026-12-18."),
]  # fmt: skip


@pytest.mark.parametrize(("entered", "answer"), [each[1:] for each in SLIPS], ids=[e[0] for e in SLIPS])
def test_a_slip_is_answered_and_stays_as_it_was_typed(
    path: Path, entered: dict[str, object], answer: str
) -> None:
    filled(path, "F0000001", **entered)
    read = sheet.read(path, TODAY)
    assert read is not None and read.entries == ()
    assert read.answers["F0000001"].startswith(answer)
    made = report([site("ortega")], [finding(1, "ortega")])
    principal.write(made, config(), path.parent / "2026-11-05", None, read.answers)
    after = cells(path, "F0000001")
    assert after[sheet.ANSWER].startswith(answer)
    assert all(after[name] == str(entered.get(key, "")) for name, key in ((WHY, "why"), (WHO, "who")))


def test_what_was_decided_stays_in_the_sheet_and_what_is_fixed_leaves_it(path: Path) -> None:
    filled(path, "F0000001", choice="This is wrong", why="It is dark", who="R. Ellery")
    wrong = finding(1, "ortega", status=Status.WRONG, decision=decision(Verdict.WRONG, "It is dark"))
    fixed = finding(2, "ortega", "k8-full-name", life=Status.FIXED, fixed_on=TODAY)
    made = report([site("ortega")], [wrong, fixed, finding(3, "ortega", page="/b")])
    principal.write(made, config(), path.parent / "2026-11-05")
    rows = [row[0] for row in load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert rows == ["F0000001", "F0000003"]
    row = cells(path, "F0000001")
    assert (row["State"], row[WHY]) == ("found to be wrong", "It is dark")


@pytest.mark.parametrize("lock", ["~$decisions.xlsx", ".~lock.decisions.xlsx#"])
def test_a_sheet_that_somebody_has_open_is_left_alone(path: Path, lock: str) -> None:
    before = path.read_bytes()
    (path.parent / lock).touch()
    principal.write(report([site("ortega")], [finding(9, "ortega")]), config(), path.parent / "2026-11-05")
    assert path.read_bytes() == before


def test_a_sheet_that_nobody_can_read_is_not_written_over(path: Path) -> None:
    path.write_bytes(b"not a workbook")
    assert sheet.read(path, TODAY) is None
    principal.write(report([site("ortega")], [finding(9, "ortega")]), config(), path.parent / "2026-11-05")
    assert path.read_bytes() == b"not a workbook"


def test_no_sheet_is_no_decision(tmp_path: Path) -> None:
    assert sheet.read(tmp_path / sheet.NAME, TODAY) is None


def test_a_sheet_names_no_student_and_calculates_nothing(tmp_path: Path) -> None:
    made = rich(tmp_path)
    formula = finding(99, "hale", "wcag-2.4.4", "/x", page_title="=HYPERLINK(1)", place="first link")
    made = report([each.site for each in made.sites], [*made.findings, formula])
    principal.write(made, config(), tmp_path / "larkspur" / "2026-11-04")
    path = tmp_path / "larkspur" / sheet.NAME
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    rows = list(load_workbook(path).worksheets[0].iter_rows(values_only=True))
    held = " ".join(str(cell) for row in rows for cell in row)
    for secret in ("[student]", "%5Bstudent%5D", "opted out", "k8-full-name", "opt-out", "April May"):
        assert secret not in held
    assert cells(path, "F0000063")["Where"].startswith("'=HYPERLINK(1)")
    assert cells(path, "F0000002")["What"] == "Student information on a page"


def test_an_objection_is_answered_within_five_school_days(tmp_path: Path) -> None:
    disputed = finding(1, "ortega", status=Status.DISPUTED, decision=decision(Verdict.DISPUTED, "It is dark"))
    closed = {date(2026, 11, 11): "Veterans Day", date(2026, 11, 9): "Snow day"}
    made = report([site("ortega")], [disputed])
    page = principal.write(made, config(), tmp_path / "larkspur" / "2026-11-04", Closures(closed))
    text = page.with_name("site-ortega.html").read_text("utf-8")
    # Asked on Wednesday, November 4: a weekend, Monday the 9th and Wednesday the 11th do not count.
    assert "The communications office answers by Friday, November 13, 2026." in text
    assert f'<a href="../{sheet.NAME}">' in page.read_text("utf-8")


def test_numbers_are_read_however_people_type_them(path: Path) -> None:
    filled(path, "F0000001", choice="This is wrong", why="x", who="y")
    book = load_workbook(path)
    book.worksheets[0].cell(2, COLUMNS.index(NUMBER) + 1).value = " f0000001 "
    book.save(path)
    read = sheet.read(path, TODAY)
    assert read is not None and [each.finding for each in read.entries] == ["F0000001"]


def test_a_look_keeps_its_day_and_grows_old(path: Path) -> None:
    filled(path, "F0000001", choice="I looked: all is well", who="R. Ellery")
    waived = finding(1, "ortega", status=Status.WAIVED, decision=decision(Verdict.WAIVED, "looked"))
    principal.write(report([site("ortega")], [waived]), config(), path.parent / "2026-11-04")
    assert cells(path, "F0000001")[LOOKED_ON] == "2026-11-04"
    weeks_later = sheet.read(path, date(2026, 12, 24))
    assert weeks_later is not None
    (entry,) = weeks_later.entries
    assert (entry.looked_on, entry.until) == (TODAY, date(2027, 1, 3))


def test_a_sheet_of_an_earlier_version_is_read(path: Path) -> None:
    filled(path, "F0000001", choice="This is wrong", why="It is dark", who="R. Ellery")
    book = load_workbook(path)
    book.worksheets[0].delete_cols(COLUMNS.index(LOOKED_ON) + 1, 2)
    book.save(path)
    read = sheet.read(path, TODAY)
    assert read is not None and [entry.verdict for entry in read.entries] == [Verdict.WRONG]


# --- websites that no program may read ---


def test_a_look_at_a_social_page_is_noted_with_its_days(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], sites=(fern_site(1), fern_site(2, kind="social")))
    fern.night(5, refused=["fern-2"])
    page = fern.district.var / "reports" / "fern" / "2026-10-05"
    said = " ".join((page / "index.html").read_text("utf-8").split())
    assert "No program may read a social page. Please look at it, and note it" in said
    assert "find fern-2, choose “I looked: all is well”" in (page / "site-fern-2.html").read_text("utf-8")
    path = page.parent / sheet.NAME
    assert cells(path, "fern-2")["State"] == "please look"
    filled(
        path, "fern-2", choice="I looked: all is well", who="Robin Vale", looked="2026-10-05",
        told="2026-10-06",
    )  # fmt: skip
    with fern.store() as store:
        answers = take_sheets(store, fern.config, store.registry(), moment(6), MASK)
        assert answers["fern"] == {"FERN-2": "Noted."}
        made = store.school_report("fern")
        assert made.viewings["fern-2"] == Viewing(
            "fern-2", date(2026, 10, 5), "Robin Vale", date(2026, 10, 6)
        )
        assert b"Robin Vale" not in (fern.district.var / "auditor.db").read_bytes()
    fern.night(6, refused=["fern-2"])
    said = " ".join((page.parent / "2026-10-06" / "index.html").read_text("utf-8").split())
    line = "looked at by Robin Vale on Monday, October 5, 2026; teacher told on Tuesday, October 6, 2026"
    assert line in said and "Could not check" in said.partition(line)[0].rpartition("<h2")[2]
    assert cells(path, "fern-2")["State"] == "looked at"
    with fern.store() as store:
        store.sweep(moment(7), findings_days=1, evidence_days=1)
        assert store.school_report("fern").viewings == {}


def test_a_school_notes_looks_at_its_own_pages_only(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], sites=(fern_site(1, kind="social"),))
    fern.night(5, refused=["fern-1"])
    path = fern.district.var / "reports" / "fern" / sheet.NAME
    filled(path, "fern-1", choice="This is wrong", why="x", who="Robin Vale")
    book = load_workbook(path)
    book.worksheets[0].append(["oak-1", "", "", "", "", "I looked: all is well", "", "Robin Vale"])
    book.save(path)
    with fern.store() as store:
        answers = take_sheets(store, fern.config, store.registry(), moment(6), MASK)
        assert answers["fern"] == {
            "FERN-1": "Please choose “I looked: all is well” when you have looked.",
            "OAK-1": "This number is not one of your school's items.",
        }
        assert store.school_report("fern").viewings == {}


def test_a_sheet_that_would_be_the_same_stays_as_it_is(path: Path) -> None:
    def made(*numbers: int) -> int:
        found = [finding(1, "ortega"), finding(2, "ortega", "k8-full-name"), finding(3, "ortega")]
        told = report([site("ortega", "Elena Ortega")], [found[number - 1] for number in numbers])
        principal.write(told, config(), path.parent / "2026-11-05")
        return path.stat().st_mtime_ns

    before = path.stat().st_mtime_ns
    assert made(1, 2) == before
    assert made(1, 2, 3) != before and cells(path, "F0000003")[CHOICE] == ""
    filled(path, "F0000003", choice="this is wrong", why="It is dark", who="R. Ellery")
    made(1, 2, 3)
    assert cells(path, "F0000003")[WHY] == "It is dark", "what a person saved is read whatever was written"
    again = path.stat().st_mtime_ns
    assert made(1, 2, 3) != again, "with something entered it is brought up to date every night"
