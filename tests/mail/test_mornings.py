"""Follow a school's mail from morning to morning: who gets what, when, once, and what waits for a person."""

from __future__ import annotations

import signal
import stat
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor import night
from auditor.doctor import Checked, examine
from auditor.exits import Exit, Refusal
from auditor.mail import DueDate
from auditor.mail import Mornings as Calendar
from auditor.night import MailOptions
from auditor.registry import Person
from auditor.store import State
from tests.mail.mornings import PEOPLE, SECONDS, Mornings, Quiet, name_item, no_words, site, surroundings
from tests.mail.post_office import Certificate, PostOffice, certificate, opened


def subjects(mails: list[object]) -> list[tuple[str, str]]:
    return [(mail.to, mail["Subject"]) for mail in mails]  # type: ignore[attr-defined,index]


# --- who gets what ---


def test_principal_and_delegate_get_the_digest_once(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d")
    mails = fern.morning(5, {"fern-1": [no_words()]})
    subject = "Classroom websites, Oct 5: 1 of 2 needs action at Fern Hollow School"
    assert sorted(subjects(mails)) == [("robin@fern.example", subject), ("sky@fern.example", subject)]
    assert fern.summary.code is Exit.OK
    assert fern.summary.mail == [f"mail: 2 written to {fern.district.var / 'mail' / '2026-10-05'}"]
    assert fern.send(5, 8).mail == [] and fern.fresh() == []


def test_mail_follows_who_is_in_office_that_day(tmp_path: Path) -> None:
    people = (
        Person("fern", "principal", "Desmond Pike", "pike@fern.example", end=date(2026, 10, 5)),
        Person(
            "fern", "principal", "Aurelia Stokes", "stokes@fern.example", start=date(2026, 10, 6),
            acting_for="Desmond Pike",
        ),
        Person("fern", "delegate", "Colm Devlin", "devlin@fern.example", start=date(2026, 10, 6)),
        Person("fern", "delegate", "Colm Devlin", "STOKES@fern.example"),
        Person("oak", "principal", "Not Here", "not@fern.example"),
    )  # fmt: skip
    fern = Mornings(tmp_path / "d", people=people)
    first = fern.morning(5, {"fern-1": [no_words()]})
    assert {mail.to for mail in first} == {"pike@fern.example", "STOKES@fern.example"}
    second = fern.morning(6, {"fern-1": [no_words()]})
    assert {mail.to for mail in second} == {"stokes@fern.example", "devlin@fern.example"}
    acting = next(mail for mail in second if mail.to == "stokes@fern.example")
    assert acting.says("You get this mail as principal, acting for Desmond Pike, of Fern Hollow School.")


@pytest.mark.parametrize(
    ("name", "people", "words"),
    [
        ("nobody", (), "no mail for fern: people.csv names no principal or delegate for this day"),
        (
            "outside the district",
            (replace(PEOPLE[0], email="robin@home.example"),),
            "no mail for fern, principal: the address is outside the district's domains",
        ),
        (
            "an address that mail cannot carry",
            (replace(PEOPLE[0], email="robín@fern.example"),),
            "no mail for fern, principal: this is no address that mail can carry",
        ),
    ],
)
def test_a_school_without_a_reader_is_told_to_the_operator(
    name: str, people: tuple[Person, ...], words: str, tmp_path: Path
) -> None:
    fern = Mornings(tmp_path / "d", people=people)
    assert fern.morning(5) == []
    assert fern.summary.mail == [words]
    assert fern.summary.code is Exit.MAIL_HELD


# --- headers and thread ---


def test_headers_say_what_this_is_and_keep_one_thread(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d")
    (first, other), (second, _) = fern.morning(5), fern.morning(6, {"fern-1": [no_words()]})
    if first.to != second.to:
        first, other = other, first
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["List-Id"] == "<fern.classroom-websites.fern.example>"
    assert b"List-Unsubscribe: <mailto:web@fern.example?subject=" in first.raw
    assert first["Reply-To"] == "web@fern.example"
    assert first["Date"] == "Mon, 05 Oct 2026 07:00:00 -0600"
    assert first["Message-ID"] != other["Message-ID"] and "robin" not in first["Message-ID"]
    thread = first["References"]
    assert first["In-Reply-To"] == thread and thread != other["References"]
    assert second["References"] == f"{thread} {first['Message-ID']}"
    assert second["In-Reply-To"] == first["Message-ID"]


def test_the_same_night_has_the_same_message_ids_however_often_it_is_made(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d")
    sent = {mail.to: mail["Message-ID"] for mail in fern.morning(5)}
    preview = fern.send(5, preview=True)
    assert preview.code is Exit.OK and len(preview.mail) == 2
    made = fern.district.var / "mail-preview" / "2026-10-05"
    for path in made.glob("*.eml"):
        assert any(f"Message-ID: {each}".encode() in path.read_bytes() for each in sent.values())
    assert fern.fresh() == []


def test_files_are_for_their_owner_and_name_nobody(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d")
    for mail in fern.morning(5, {"fern-1": [name_item()]}):
        assert stat.S_IMODE(mail.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(mail.path.parent.stat().st_mode) == 0o700
        assert "robin" not in mail.path.name and "quill" not in mail.path.name.lower()


# --- the rhythm ---


def test_a_weekly_digest_goes_on_its_day_and_is_made_up_for(tmp_path: Path) -> None:
    settings = ('cadence = "weekly"', 'weekday = "wednesday"')
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], settings=settings)
    found = {"fern-1": [no_words()]}
    # The 5th is a Monday and the first mail; Wednesday the 14th is missed, so Thursday has it.
    sent = [day for day in (5, 6, 7, 8, 13, 15, 16) if fern.morning(day, found)]
    assert sent == [5, 7, 15]


def test_nothing_new_is_one_short_line(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1])
    found = {"fern-1": [no_words()]}
    (long,), (short,) = fern.morning(5, found), fern.morning(6, found)
    assert short.says("Nothing has changed since Monday, October 5, 2026.")
    assert short.says("1 of 2 websites needs action. All of them were checked.")
    assert "Do this first" in long.html and "Do this first" not in short.html
    assert len(short.text.splitlines()) < 20


def test_what_came_and_went_is_counted_since_the_last_mail(tmp_path: Path) -> None:
    settings = ('cadence = "weekly"',)
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], settings=settings)
    fern.morning(5, {"fern-1": [no_words("/a"), no_words("/b")], "fern-2": [no_words("/a")]})
    assert fern.morning(6, {"fern-1": [no_words("/a")], "fern-2": [no_words("/a"), no_words("/b")]}) == []
    (mail,) = fern.morning(12, {"fern-1": [no_words("/a")], "fern-2": [no_words("/a"), no_words("/b")]})
    assert mail.says("Since Monday, October 5, 2026, 1 problem is new and 1 is fixed.")
    assert mail.says("2 problems (1 new)")
    assert mail.says("1 problem is gone since the last mail.")


def test_an_alert_goes_the_same_morning_for_new_privacy_items_only(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], settings=('cadence = "weekly"',))
    fern.morning(5, {"fern-1": [name_item("/old")]})
    assert fern.morning(6, {"fern-1": [name_item("/old"), no_words()]}) == []
    (alert,) = fern.morning(
        7, {"fern-1": [name_item("/old"), name_item("/a"), name_item("/b")], "fern-2": [name_item()]}
    )
    assert alert["Subject"] == "Act today, Oct 7: 3 new items at Fern Hollow School"
    assert alert.says("Some information about a student may not belong on this page.")
    for name, number in (("Teacher 1", "2 items"), ("Teacher 2", "1 item")):
        assert f"{name}: {number}" in alert.text
    assert fern.morning(8, {"fern-1": [name_item("/a"), name_item("/b")], "fern-2": [name_item()]}) == []


def test_an_item_that_comes_back_is_alerted_again(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], settings=('cadence = "weekly"',))
    fern.morning(5, {"fern-1": [name_item()]})
    assert fern.morning(6) == []
    (alert,) = fern.morning(7, {"fern-1": [name_item()]})
    assert alert["Subject"].startswith("Act today, Oct 7: 1 new item")
    assert fern.morning(8, {"fern-1": [name_item()]}) == []


def test_due_dates_set_the_mornings_and_a_reminder_comes_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tuesday = DueDate(date(2026, 10, 13), date(2026, 10, 10), date(2026, 10, 14))
    monkeypatch.setattr("auditor.night.mailing.mornings_of", lambda *_: lambda school: Calendar((tuesday,)))
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], settings=('cadence = "due-date"',))
    kinds = {
        day: [mail["Subject"].partition(" at ")[0] for mail in fern.morning(day, {"fern-1": [no_words()]})]
        for day in (5, 6, 9, 12, 13, 14, 15)
    }
    assert kinds == {
        5: ["Classroom websites, Oct 5: 1 of 2 needs action"],  # the first mail of all
        6: [],
        9: ["Classroom websites: updates are due on Tue, Oct 13"],  # two school days before
        12: [],
        13: [],
        14: ["Classroom websites, Oct 14: 1 of 2 needs action"],
        15: [],
    }


# --- the communications office ---


def test_what_nobody_acknowledged_within_a_school_day_goes_to_the_office_once(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", settings=('cadence = "weekly"',))
    found = {"fern-1": [name_item("/a"), name_item("/b")]}
    # The 9th is a Friday: its school day is over on Saturday morning.
    fern.morning(9, found)
    (mail,) = fern.morning(10, found)
    assert mail.to == "morgan@fern.example"
    assert mail["Subject"] == "Not answered yet, Oct 10: 2 items at Fern Hollow School"
    assert mail.says("2 items, told on Friday, October 9, 2026.") and mail.says("Robin Vale")
    assert [each.to for each in fern.morning(11, found)] == []


def test_a_weekend_is_no_school_day(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", settings=('cadence = "weekly"', 'weekday = "saturday"'))
    found = {"fern-1": [name_item()]}
    fern.morning(10, found)
    assert fern.morning(11, found) == [] and fern.morning(12, found) == []
    assert [mail.to for mail in fern.morning(13, found)] == ["morgan@fern.example"]


@pytest.mark.parametrize("how", ["acknowledged", "fixed", "waived"])
def test_an_answer_spares_the_office(how: str, tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", settings=('cadence = "weekly"',))
    found = {"fern-1": [name_item()]}
    fern.morning(5, found)
    config = fern.district.config
    if how == "acknowledged":
        said = night.acknowledge(config, "fern", "Robin Vale", "2026-10-05T09:00")
        assert said == "fern: noted; the communications office is not asked."
        assert night.acknowledge(config, "fern", "Robin Vale", "2026-10-05T09:00") == "fern: nothing waits."
    if how == "waived":
        with fern.store() as store:
            (item,) = store.findings()
        waived = fern.typed("waive", item.id, "--reason", "a prize", "--by", "Robin", "--until", "2026-12-01",
                            "--as-of", "2026-10-05T09:00")  # fmt: skip
        assert waived.returncode == 0, waived.stderr
    assert fern.morning(6, {} if how == "fixed" else found) == []


def test_acknowledging_for_nobody_is_refused(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d")
    fern.night(5)
    for school, by, words in (("elm", "Robin", "no school"), ("fern", " ", "--by")):
        with pytest.raises(Refusal, match=words):
            night.acknowledge(fern.district.config, school, by, "")


# --- teachers ---


def test_notices_lie_beside_the_report_for_the_principal_to_send(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d")
    mails = fern.morning(5, {"fern-1": [no_words(), name_item()], "fern-2": [name_item()]})
    assert {mail.to for mail in mails} == {"robin@fern.example", "sky@fern.example"}
    notices = fern.district.var / "reports" / "fern" / "2026-10-05" / "notices"
    (path,) = notices.iterdir()
    raw = path.read_bytes().decode("ascii")
    assert path.name == "fern-1.eml" and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "X-Unsent: 1" in raw and "To: t1@fern.example" in raw and "From:" not in raw
    assert "Title of wcag-1.1.1" in raw
    assert not any(word in raw for word in ("k8-full-name", "Student information", "records clerk", "Quill"))


def test_notices_go_to_teachers_where_the_district_says_so(tmp_path: Path) -> None:
    settings = ('cadence = "nightly"', 'teacher_notices = "direct"')
    fern = Mornings(tmp_path / "d", people=PEOPLE[:1], settings=settings)
    mails = fern.morning(5, {"fern-1": [no_words()], "fern-2": [name_item()]})
    assert [mail.to for mail in mails] == ["robin@fern.example", "t1@fern.example"]
    assert mails[1]["Subject"] == "Your classroom website: 1 thing to fix"


# --- a person decides ---


def five() -> tuple[object, ...]:
    return tuple(site(number) for number in range(1, 6))


@pytest.mark.parametrize(
    ("name", "sites", "unread", "refused", "held"),
    [
        ("one of five down", 5, 1, 0, ""),
        ("two of five down", 5, 2, 0, ""),
        ("three of five down", 5, 3, 0, "3 of 5 websites could not be read"),
        ("three of five ask for a password at once", 5, 0, 3, "3 of 5 websites could not be read"),
        ("three of ten down", 10, 3, 0, ""),
        ("four of ten down", 10, 4, 0, "4 of 10 websites could not be read"),
        ("the only one down", 1, 1, 0, "1 of 1 websites could not be read"),
    ],
)
def test_a_night_in_which_much_was_not_read_is_held(
    name: str, sites: int, unread: int, refused: int, held: str, tmp_path: Path
) -> None:
    fern = Mornings(tmp_path / "d", PEOPLE[:1], sites=tuple(site(number) for number in range(1, sites + 1)))
    names = [each.site_id for each in fern.sites]
    mails = fern.morning(5, unread=names[:unread], refused=names[:refused])
    assert len(mails) == (0 if held else 1)
    if held:
        assert fern.summary.code is Exit.MAIL_HELD
        assert fern.summary.mail == [
            f"mail held for a person: 1, because {held}. Look at the reports; "
            "to let it go type: auditor send --release"
        ]


def test_what_is_held_goes_when_released_and_not_after_a_day(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", PEOPLE[:1], sites=(site(1),))
    assert fern.morning(5, unread=["fern-1"]) == []
    assert fern.send(5, 9).code is Exit.MAIL_HELD
    assert fern.send(5, 10, release=True).code is Exit.OK
    assert len(fern.fresh()) == 1
    assert fern.morning(6, unread=["fern-1"]) == []
    late = fern.send(7, 3, release=True)
    assert late.mail == ["mail not sent: fern, digest to the principal (the report is older than a day)"]
    assert fern.fresh() == []


def test_sites_that_ask_for_a_password_every_night_hold_nothing(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", PEOPLE[:1], sites=tuple(site(number) for number in range(1, 5)))
    walled = ["fern-1", "fern-2", "fern-3"]
    assert fern.morning(5, refused=walled) == []
    assert len(fern.morning(6, refused=walled)) == 1
    assert fern.morning(7, refused=walled[:1], unread=[*walled[1:], "fern-4"]) == []


def test_a_report_older_than_a_day_is_never_mailed(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", PEOPLE[:1])
    fern.night(5)
    (said,) = fern.send(6, 3).mail
    assert said == "mail not sent: fern, digest to the principal (the report is older than a day)"
    assert fern.fresh() == []
    assert fern.send(6, 4).mail == []


def test_without_as_of_the_real_clock_decides(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", PEOPLE[:1])
    fern.night(5)
    ended = night.send(fern.district.config, MailOptions(), Quiet())
    assert ended.code == Exit.MAIL_HELD and "older than a day" in "\n".join(ended.mail)
    assert fern.fresh() == []


def test_a_dry_run_says_who_would_get_what_and_keeps_nothing(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", PEOPLE[:1])
    fern.night(5, {"fern-1": [no_words()]})
    said = fern.send(5, dry_run=True)
    assert said.mail == [
        "would send: fern digest to robin@fern.example: "
        "Classroom websites, Oct 5: 1 of 2 needs action at Fern Hollow School"
    ]
    with fern.store() as store:
        assert store.outbox().waiting(*State) == ()
    assert len(fern.morning(6)) == 1


def test_mail_without_a_night_or_its_reports_is_refused(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d")
    fern.night(5, finish=False, reports=False)
    with pytest.raises(Refusal, match="no night of all sites is finished yet"):
        fern.send(5)
    other = Mornings(tmp_path / "e")
    other.night(5, reports=False)
    with pytest.raises(Refusal, match="`auditor report` does that"):
        other.send(5)


# --- killed ---


def served(fern: Mornings, office: PostOffice, tls: Certificate) -> None:
    """Let the district send to a server."""
    path = fern.district.config / "auditor.toml"
    text = path.read_text("utf-8").replace('reply_to = "web@fern.example"\n', "")
    text = text.replace("[network]\n", f'[network]\nca_file = "{tls.path}"\n')
    text = text.replace(
        "[mail]\n", f'[mail]\nreply_to = "web@fern.example"\ndelivery = "smtp"\nsmtp.host = "127.0.0.1"\n'
        f"smtp.port = {office.port}\nsmtp.attempts = 1\n",
    )  # fmt: skip
    path.write_text(text, "utf-8")


READERS = tuple(
    Person("fern", "delegate", f"Reader {number}", f"r{number}@fern.example") for number in range(4)
)


@pytest.mark.parametrize(
    ("name", "moment", "arrived", "unsure"),
    [
        ("between two mails", "rcpt", [1, 1, 1, 1], 0),
        ("while a mail's answer is awaited", "text", [1, 1, 1, 1], 1),
    ],
)
def test_killed_and_started_again_nothing_goes_out_twice(
    name: str, moment: str, arrived: list[int], unsure: int, tmp_path: Path
) -> None:
    fern = Mornings(tmp_path / "d", people=READERS)
    fern.night(5, {"fern-1": [no_words()]})
    tls = certificate(tmp_path)
    with opened(PostOffice(tls=tls.context(), hold=(moment, "r1@fern.example"))) as office:
        served(fern, office, tls)
        words = fern.command("send", "--as-of", "2026-10-05T07:00")
        with subprocess.Popen(words, cwd=fern.folder, env=surroundings(), stdin=subprocess.DEVNULL) as first:
            assert office.reached.wait(SECONDS)
            first.send_signal(signal.SIGKILL)
        office.hold = ("", "")
        again = fern.send(5, 7, 10)
        assert [office.taken_by(reader.email) for reader in READERS] == arrived
        said = "\n".join(again.mail)
        assert said.count("may have arrived or not: fern, digest to the delegate") == unsure
        assert again.code == (Exit.MAIL_HELD if unsure else Exit.OK), said
        third = fern.send(5, 7, 20)
        assert (third.code, third.mail) == (Exit.OK, [])
        assert [office.taken_by(reader.email) for reader in READERS] == arrived


def test_killed_while_writing_files_each_is_written_once(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d", people=READERS)
    fern.night(5)
    assert len(fern.morning(6)) == 4
    with fern.store() as store:
        store.lock()
        day = store.outbox().of_night(date(2026, 10, 6))
        assert {parcel.state for parcel in day} == {State.SENT}
        assert {parcel.content for parcel in day} == {b""}


# --- the doctor ---


def examined(fern: Mornings, test_mail: bool = False) -> dict[str, Checked]:
    return {each.name: each for each in examine(fern.district.config, test_mail)}


def test_the_doctor_sends_the_operator_a_test_mail(tmp_path: Path) -> None:
    fern = Mornings(tmp_path / "d")
    people = "school_id,role,name,email,from,to,acting_for\n,operator,Reza Tamm,reza@fern.example,,,\n"
    (fern.district.config / "people.csv").write_text(people, "utf-8")
    said = examined(fern, test_mail=True)
    assert (said["test mail"].ok, said["test mail"].remark) == (True, "is on its way to the operator")
    readers = said["mail readers"]
    assert (readers.ok, readers.remark) == (False, "people.csv names nobody who gets it today: elm")
    (mail,) = fern.fresh()
    assert mail.to == "reza@fern.example" and mail["Subject"] == "Classroom websites: a test mail"
    tls = certificate(tmp_path)
    with opened(PostOffice(tls=tls.context())) as office:
        served(fern, office, tls)
        plain = examined(fern)["mail"]
        assert (plain.ok, plain.remark) == (True, f"127.0.0.1:{office.port} answers, its certificate is good")
        assert office.taken == []
        assert "OK     test mail: is on its way" in fern.typed("doctor", "--send-test").stdout
        assert [each.to for each in office.taken] == ["reza@fern.example"]
    gone = examined(fern)["mail"]
    assert (gone.ok, gone.code) == (False, Exit.UNAVAILABLE) and "does not answer" in gone.remark
