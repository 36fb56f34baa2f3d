"""Take back by mail what was told by mail and found to be wrong: to whoever was told, and once."""

from __future__ import annotations

from pathlib import Path

from auditor.registry import Owner, Person
from auditor.store import Decision, Verdict
from tests.mail.mornings import PEOPLE, Mail, Mornings, name_item, no_words, site
from tests.night_data import MASK, moment

WEEKLY = ('cadence = "weekly"',)
SUBJECT = "Correction, Oct {}: 1 item was wrong at Fern Hollow School"


def decide(fern: Mornings, day: int, verdict: Verdict = Verdict.WRONG, page: str = "/a") -> None:
    """Decide about what stands on a page, in the afternoon of a day."""
    with fern.store() as store:
        for found in store.findings(all=True):
            if found.page == page:
                made = Decision(found.id, verdict, "Avery Quill is a teacher", "Robin Vale", moment(day, 15))
                store.decide(made, MASK)


def told(mails: list[Mail]) -> list[tuple[str, str]]:
    return [(mail.to, str(mail["Subject"])) for mail in mails]


def test_whoever_had_the_alert_hears_that_it_was_wrong_and_hears_it_once(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", settings=WEEKLY)
    fern.morning(5, {"fern-1": [no_words("/b")]})
    found = {"fern-1": [no_words("/b"), name_item()]}
    assert len(fern.morning(6, found)) == 2
    decide(fern, 6)
    mails = fern.morning(7, found)
    assert told(mails) == [
        ("sky@fern.example", SUBJECT.format(7)),
        ("robin@fern.example", SUBJECT.format(7)),
    ]
    assert all(mail.says("Found to be wrong by Robin Vale on Tuesday, October 6, 2026.") for mail in mails)
    assert all(b"Quill" not in mail.raw and b"is a teacher" not in mail.raw for mail in mails)
    assert mails[0]["References"] and mails[0]["Message-ID"] != mails[1]["Message-ID"]
    assert fern.morning(8, found) == []
    # The next digest does not say it again.
    (digest, _) = fern.morning(12, found)
    assert "WHAT WE GOT WRONG" not in digest.text


def test_a_digest_says_it_itself_and_no_second_mail_goes(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1])
    found = {"fern-1": [no_words()], "fern-2": [no_words("/b")]}
    fern.morning(5, found)
    decide(fern, 5)
    (mail,) = fern.morning(6, found)
    assert mail["Subject"] == "Classroom websites, Oct 6: 1 of 2 needs action at Fern Hollow School"
    assert mail.says("We told you these things, and they were wrong.") and "Quill" not in mail.text
    assert mail.text.count("Found to be wrong by Robin Vale on Monday, October 5, 2026.") == 1
    (after,) = fern.morning(7, found)
    assert "wrong by" not in after.text


def test_an_access_problem_waits_for_the_next_digest(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], settings=WEEKLY)
    fern.morning(5, {"fern-1": [no_words()]})
    decide(fern, 5)
    assert fern.morning(6, {"fern-1": [no_words()]}) == []
    (digest,) = fern.morning(12, {"fern-1": [no_words()]})
    assert digest.says("Found to be wrong by Robin Vale on Monday, October 5, 2026.")


def test_the_office_that_was_asked_hears_it_too(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", settings=WEEKLY)
    found = {"fern-1": [name_item()]}
    fern.morning(5, found)
    assert [mail.to for mail in fern.morning(6, found)] == ["morgan@fern.example"]
    decide(fern, 6)
    mails = fern.morning(7, found)
    assert set(told(mails)) == {
        (person.email, SUBJECT.format(7)) for person in (PEOPLE[0], PEOPLE[1], PEOPLE[2])
    }
    assert fern.morning(8, found) == []


def test_who_was_never_told_hears_nothing(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], settings=WEEKLY)
    found = {"fern-1": [name_item()]}
    fern.morning(5, found)
    decide(fern, 5)
    fern.people = (Person("fern", "principal", "Lane Orr", "lane@fern.example"),)
    assert fern.morning(6, found) == []


def test_a_waiver_takes_nothing_back(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], settings=WEEKLY)
    found = {"fern-1": [name_item()]}
    fern.morning(5, found)
    decide(fern, 5, Verdict.WAIVED)
    assert fern.morning(6, found) == []


def test_a_teacher_who_got_the_notice_hears_it_and_no_other(tmp_path: Path) -> None:
    settings = (*WEEKLY, 'teacher_notices = "direct"')
    both = site(2, owners=(Owner("Teacher 2", "t2@fern.example"), Owner("Teacher 1", "t1@fern.example")))
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], sites=(site(1), both), settings=settings)
    found = {"fern-1": [no_words()], "fern-2": [no_words("/b")]}
    assert len(fern.morning(5, found)) == 4
    decide(fern, 5, page="/a")
    (mail,) = fern.morning(6, found)
    assert (mail.to, mail["Subject"]) == ("t1@fern.example", SUBJECT.format(6))
    assert mail.says("You get this mail as owner of a classroom website")
    assert "The report:" not in mail.text and "file:" not in mail.html
    assert fern.morning(7, found) == []
