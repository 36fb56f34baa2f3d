"""Tell what was wrong to whoever was told it, and show how long objections have waited."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from auditor.calendar import Closures
from auditor.registry import Owner, Person
from auditor.rule import Section, Severity
from auditor.snapshot import DueVerdict, Evidence
from auditor.store import RuleEntry, SchoolReport, Status, StoredDeadline, StoredFinding, Verdict
from reports import principal
from reports.corrections import objections, settle_by
from reports.mail import Occasion, SchoolMail
from reports.mail_changes import changes_since
from reports.mail_correction import correction
from reports.mail_letter import Letter
from reports.view import site_views
from tests.reports.invented_school import RULES, TONIGHT, config, decision, finding, night, report, site

RUTH = Person("larkspur", "principal", "Ruth Ellery", "ruth@cedarvalley.example")
DUE = date(2026, 11, 3)
BEFORE = night(1, date(2026, 10, 28))
LINK = "https://files.cedarvalley.example/larkspur/2026-11-04/index.html"
ANN = site("a", "Ann Moss")


def wrong(number: int = 1, rule: str = "wcag-1.4.3", reason: str = "It is dark enough.") -> StoredFinding:
    made = replace(decision(Verdict.WRONG, reason), decided_at=datetime(2026, 11, 3, 15, tzinfo=UTC))
    return finding(number, "a", rule, status=Status.WRONG, decision=made)


def due(verdict: DueVerdict, before: DueVerdict | None = None, *kinds: str) -> StoredDeadline:
    moment = datetime(2026, 11, 4, 9, tzinfo=UTC)
    proof = tuple(Evidence(kind, DUE, "a new line") for kind in kinds)
    return StoredDeadline("a", "", DUE, verdict, proof, moment, int(before is not None), before, moment)


def missed(**more: object) -> StoredFinding:
    return finding(7, "a", "missed-update", details={"due": DUE.isoformat()}, **more)


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring the rule about due dates into the invented school's rules."""
    rule = RuleEntry(
        "missed-update", "Nothing new was posted", "Parents rely on it.", "Post something.", Severity.SERIOUS,
        Section.UPDATES, "update-frequency",
    )  # fmt: skip
    monkeypatch.setitem(RULES, "missed-update", rule)


def index(made: SchoolReport, folder: Path) -> str:
    page = principal.write(made, config(), folder / "day", Closures()).read_text("utf-8")
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.partition("<body>")[2])).split())


def digest(made: SchoolReport, before: SchoolReport | None, **more: object) -> Letter:
    return SchoolMail(made, config(), Occasion(LINK, before, **more)).digest(RUTH)  # type: ignore[arg-type]


def says(letter: Letter, sentence: str) -> list[bool]:
    plain = " ".join(unescape(re.sub(r"<[^>]*>", " ", letter.html)).split()).replace(" :", ":")
    return [sentence in plain, sentence in " ".join(letter.text.split())]


WRONG_MAIL = "Ann Moss: text that is too faint to read. Found to be wrong by Ruth Ellery on Tuesday"


def test_the_report_takes_back_what_was_wrong_with_who_and_why(tmp_path: Path) -> None:
    said = index(report([ANN], [wrong()]), tmp_path)
    assert "What we got wrong We told you these things, and they were wrong." in said
    assert "Found to be wrong by Ruth Ellery on Tuesday, November 3, 2026. “It is dark enough.”" in said
    page = (tmp_path / "day" / "site-a.html").read_text("utf-8")
    assert 'id="corrections"' in page and 'id="settled"' not in page


@pytest.mark.parametrize(
    ("name", "then", "told", "corrected", "expected"),
    [
        ("the last mail told it", [finding(1, "a")], (), (), True),
        ("it was disputed then", [finding(1, "a", status=Status.DISPUTED)], (), (), True),
        ("an alert told it", [], ("F0000001",), (), True),
        ("nobody was told", [], (), (), False),
        ("the last mail took it back already", [wrong()], ("F0000001",), (), False),
        ("a note has gone", [finding(1, "a")], ("F0000001",), ("F0000001",), False),
    ],
)
def test_the_next_mail_takes_back_what_an_earlier_one_told(
    name: str, then: list[StoredFinding], told: tuple[str, ...], corrected: tuple[str, ...], expected: bool
) -> None:
    before = report([ANN], then, tonight=BEFORE)
    letter = digest(report([ANN], [wrong()]), before, told=frozenset(told), corrected=frozenset(corrected))
    assert says(letter, WRONG_MAIL) == [expected, expected], name
    assert says(letter, "It is dark enough.") == [False, False], "a person's words may name a student"


def test_a_correction_is_never_a_quiet_morning() -> None:
    before = report([ANN], [finding(1, "a")], tonight=BEFORE)
    mail = SchoolMail(report([ANN], [wrong()]), config(), Occasion(LINK, before))
    assert not mail.is_quiet
    assert SchoolMail(report([ANN]), config(), Occasion(LINK, report([ANN], tonight=BEFORE))).is_quiet


REVISED = [
    ("met", DueVerdict.MET, "A later night could see that something new was posted in time."),
    ("excused", DueVerdict.EXCUSED, "The website is excused for that day."),
    ("unknown", DueVerdict.UNKNOWN, "Nobody can tell whether something new was posted in time."),
]


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize(("name", "verdict", "why"), REVISED, ids=[each[0] for each in REVISED])
def test_a_verdict_that_was_taken_back_is_told_and_is_not_called_fixed(
    name: str, verdict: DueVerdict, why: str, tmp_path: Path
) -> None:
    gone = missed(life=Status.FIXED, fixed_on=TONIGHT)
    now = report([ANN], [gone], deadlines=(due(verdict, DueVerdict.MISSED),))
    before = report([ANN], [missed()], tonight=BEFORE, deadlines=(due(DueVerdict.MISSED),))
    said = index(now, tmp_path)
    assert "No update by Tuesday, November 3, 2026 , Ann Moss" in said and why in said
    assert "Fixed since the last check" not in said and "1 is fixed" not in said
    assert changes_since(now, before).fixed == 0
    mail = SchoolMail(now, config(), Occasion(LINK))
    note = mail.note(mail.wrong_among({gone.id}), link=False)
    assert [(each.title, each.why) for each in note.corrections] == [
        ("No update by Tuesday, November 3, 2026", why)
    ]
    assert (note.number, note.link) == (1, "")
    letter = digest(now, before)
    assert says(letter, why) == [True, True] and says(letter, "Thank you to everyone") == [False, False]


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize(
    ("name", "verdict", "fixed"),
    [
        ("posted late", due(DueVerdict.MISSED, None, "late"), 1),
        ("told no more after a month", due(DueVerdict.MISSED), 0),
    ],
)
def test_what_was_posted_late_is_fixed_and_what_is_long_ago_is_not(
    name: str, verdict: StoredDeadline, fixed: int
) -> None:
    gone = missed(life=Status.FIXED, fixed_on=TONIGHT)
    before = report([ANN], [missed()], tonight=BEFORE, deadlines=(due(DueVerdict.MISSED),))
    now = report([ANN], [gone], deadlines=(verdict,))
    assert SchoolMail(now, config(), Occasion(LINK)).wrong_among({gone.id}) == ()
    assert changes_since(now, before).fixed == fixed, name
    assert digest(now, before).text.count("WHAT WE GOT WRONG") == 0


def test_a_verdict_of_long_ago_is_taken_back_no_more(tmp_path: Path) -> None:
    old = replace(due(DueVerdict.MET, DueVerdict.MISSED), since=datetime(2026, 9, 1, 9, tzinfo=UTC))
    assert "What we got wrong" not in index(report([ANN], deadlines=(old,)), tmp_path)


def test_the_note_says_what_who_and_that_nothing_is_left_to_do() -> None:
    made = report([ANN], [wrong(1, "k8-full-name", "[student] is on staff."), wrong(2)])
    mail = SchoolMail(made, config(), Occasion(LINK))
    note = mail.note(mail.wrong_among({"F0000001", "F0000002", "F0000009"}))
    letter = correction([note], RUTH, config(), TONIGHT)
    assert letter.subject == "Correction, Nov 4: 2 items were wrong at Larkspur Elementary School"
    for sentence in (
        "2 items were wrong.",
        "You need do nothing more about them.",
        "Ann Moss: student information on a page. Found to be wrong by Ruth Ellery on Tuesday",
        "If you told someone else about them, please tell them this too.",
        "You get this mail as principal",
    ):
        assert says(letter, sentence) == [True, True], sentence
    assert "staff" not in letter.text + letter.html and "Full name" not in letter.text + letter.html


@pytest.mark.parametrize(
    ("name", "made", "answer", "is_late"),
    [
        ("a school week", date(2026, 10, 30), date(2026, 11, 6), False),
        ("due today", date(2026, 10, 28), date(2026, 11, 4), False),
        ("late", date(2026, 10, 27), date(2026, 11, 3), True),
    ],
)
def test_the_clock_of_an_objection_runs_on_school_days(
    name: str, made: date, answer: date, is_late: bool, tmp_path: Path
) -> None:
    said = replace(
        decision(Verdict.DISPUTED, "It is underlined."),
        decided_at=datetime.combine(made, datetime.min.time(), UTC) + timedelta(hours=15),
    )
    found = [finding(n, "a", "wcag-1.4.1", status=Status.DISPUTED, decision=said) for n in (1, 2)]
    school = report([ANN], found)
    (waiting,) = objections(school, site_views(school, Path("none")), Closures().is_off)
    assert (waiting.answer_by, waiting.late, waiting.numbers) == (answer, is_late, ("F0000001", "F0000002"))
    page = index(school, tmp_path)
    late_words = f"The answer is late. It was due by {answer:%A}"
    assert (late_words if is_late else f"The answer is due by {answer:%A}") in page
    letter = digest(school, None)
    assert says(letter, "1 objection waits for the communications office.") == [True, True]
    assert says(letter, "The answer is late.") == [is_late, is_late]


def test_a_break_stops_the_clock() -> None:
    fall = {date(2026, 11, day) for day in range(9, 14)}
    plain = settle_by(date(2026, 11, 5), lambda day: day.weekday() >= 5)
    held = settle_by(date(2026, 11, 5), lambda day: day.weekday() >= 5 or day in fall)
    assert (plain, held) == (date(2026, 11, 12), date(2026, 11, 19))


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize(
    ("due", "counted", "first", "told"),
    [
        (["2026-11-03"], "1 due date", "For the due date Tue, Nov 3.", "for the due date November 3."),
        (
            ["2026-10-27", "2026-11-03", "2026-10-06"],
            "3 due dates", "For 3 due dates, the last one Tue, Nov 3.",
            "for the due dates November 3, October 27 and October 6.",
        ),
    ],
)  # fmt: skip
def test_what_was_missed_is_told_by_due_dates_the_last_one_first(
    tmp_path: Path, due: list[str], counted: str, first: str, told: str
) -> None:
    missing = [
        finding(number, "a", "missed-update", details={"due": each}, message=f"Nothing by {each}.")
        for number, each in enumerate(due)
    ]
    ann = site("a", owners=(Owner("Ann Moss", "amoss@cedarvalley.example"),))
    made = report([ann], missing)
    said = index(made, tmp_path)
    assert first in said and counted in said and "place" not in said.partition("Do these first")[2][:200]
    ((_, notice),) = SchoolMail(made, config(), Occasion(LINK)).notices()
    assert all(says(notice, f"You find this {told}"))
    written = next((tmp_path / "day").rglob("site-a.html")).read_text("utf-8")
    places = [written.index(f"Nothing by {each}.") for each in sorted(due, reverse=True)]
    assert places == sorted(places)
