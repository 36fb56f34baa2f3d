"""Deliver to a real mail server in every mood: each mail arrives once, or a person is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor.config import Config
from auditor.exits import Exit, Refusal
from auditor.mail import Delivered, Gate, Patience, SmtpPost, Unavailable, deliver
from auditor.store import Parcel, State, Store
from tests.mail.post_data import ADDRESSES, DOMAIN, KIM, LEE, PAT, mail_to, settings, store_with_mail
from tests.mail.post_office import OK, Certificate, PostOffice, certificate, opened


def send(store: Store, config: Config, hours_old: float = 5) -> tuple[Delivered, list[float]]:
    """Deliver what waits, and return what was told and how long was waited between tries."""
    waited: list[float] = []
    smtp = config.mail.smtp
    told = deliver(
        store.outbox(), SmtpPost(config), Gate(tuple(config.district.email_domains), to_people=True),
        age=lambda parcel: timedelta(hours=hours_old), now=lambda: datetime.now(UTC),
        patience=Patience(smtp.attempts, smtp.first_wait_seconds), sleep=waited.append,
    )  # fmt: skip
    return told, waited


def states(store: Store) -> dict[str, str]:
    return {parcel.address: str(parcel.state) for parcel in store.outbox().waiting(*State)}


def replies(told: list[tuple[Parcel, str]]) -> dict[str, str]:
    return {parcel.address: reply for parcel, reply in told}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made, _ = store_with_mail(tmp_path)
    with made:
        yield made


# What the server answers: (name, RCPT answers, answers to the text, state of Kim's mail, times it arrived,
# reply told, waits between tries).
Mood = tuple[str, Sequence[str], Sequence[str], str, int, str, int]
MOODS: list[Mood] = [
    ("takes it", (), (), "sent", 1, "", 0),
    ("asks to come back, then takes it", ("451 4.7.1 Greylisted",), (), "sent", 1, "", 1),
    ("is full twice, then takes it", ("452 4.2.2 Full", "452 4.2.2 Full"), (), "sent", 1, "", 2),
    ("takes the text at the second try", (), ("451 4.3.0 Later", OK), "sent", 1, "", 1),
    ("never has room", ("452 4.2.2 Full",) * 9, (), "ready", 0, "452 4.2.2", 2),
    ("knows nobody of that name", (f"550 5.1.1 <{KIM}> unknown",), (), "refused", 0, "550 5.1.1", 0),
    ("dislikes the text", (), ("554 5.7.1 Spam",), "refused", 0, "554 5.7.1", 0),
    ("goes away before the text", ("drop",), (), "sent", 1, "", 0),
    ("goes away after the text", (), ("drop",), "unsure", 1, "did not say", 0),
    ("forwards elsewhere", ("251 Will forward",), (), "sent", 1, "", 0),
]


@pytest.mark.parametrize("mood", MOODS, ids=[mood[0] for mood in MOODS])
def test_a_mood_of_the_server_costs_no_other_mail(
    mood: Mood, store: Store, good: Certificate, tmp_path: Path
) -> None:
    _, recipients, texts, state, arrived, reply, waits = mood
    office = PostOffice({KIM: recipients}, {KIM: texts}, tls=good.context())
    with opened(office):
        told, waited = send(store, settings(tmp_path, office.port, certificate=good))
    assert states(store) == {PAT: "sent", KIM: state, LEE: "sent"}
    assert [office.taken_by(address) for address in ADDRESSES] == [1, arrived, 1]
    reported = replies([*told.refused, *told.unsure, *told.left])
    assert reported.keys() == ({KIM} if state != "sent" else set())
    assert reply in reported.get(KIM, "")
    # The server's own words repeat the address: they go nowhere.
    assert KIM not in reported.get(KIM, "")
    assert len(waited) == waits
    assert told.complete is (state == "sent")


def test_what_was_unsure_or_refused_is_never_sent_again(
    store: Store, good: Certificate, tmp_path: Path
) -> None:
    moods = {KIM: ("drop",)}
    with opened(PostOffice({LEE: ("550 5.1.1 No",)}, moods, tls=good.context())) as office:
        send(store, settings(tmp_path, office.port, certificate=good))
    with opened(PostOffice(tls=good.context())) as later:
        told, _ = send(store, settings(tmp_path, later.port, certificate=good))
        assert later.taken == [] and later.connections == 0
    assert told.complete
    assert states(store) == {PAT: "sent", KIM: "unsure", LEE: "refused"}


def test_waits_grow(tmp_path: Path, good: Certificate) -> None:
    store, _ = store_with_mail(tmp_path, [PAT])
    with store, opened(PostOffice({PAT: ("451 No",) * 9}, tls=good.context())) as office:
        config = settings(tmp_path, office.port, certificate=good)
        _, waited = send(store, config)
        (parcel,) = store.outbox().waiting()
        assert waited == pytest.approx([0.01, 0.03])
        assert (parcel.attempts, parcel.reply) == (3, "451")
        # The next `auditor send` goes on with it.
        office.recipients = {}
        told, _ = send(store, config)
        assert told.complete and office.taken_by(PAT) == 1


def test_everything_goes_through_one_encrypted_connection(
    store: Store, good: Certificate, tmp_path: Path
) -> None:
    with opened(PostOffice(tls=good.context())) as office:
        send(store, settings(tmp_path, office.port, certificate=good))
        assert office.connections == 1
        assert [(each.to, each.sender, each.encrypted) for each in office.taken] == [
            (address, f"web@{DOMAIN}", True) for address in ADDRESSES
        ]


def test_a_connection_that_was_left_open_too_long_is_opened_anew(
    store: Store, good: Certificate, tmp_path: Path
) -> None:
    # The server says goodbye to everybody after their first mail.
    office = PostOffice(recipients={KIM: ("421 4.4.2 Idle",)}, tls=good.context())
    with opened(office):
        told, waited = send(store, settings(tmp_path, office.port, certificate=good))
    assert told.complete and len(office.taken) == 3 and len(waited) == 1


# --- a server that takes nothing ---


def test_without_starttls_nothing_is_said_in_clear(store: Store, tmp_path: Path) -> None:
    with opened(PostOffice()) as office:
        told, waited = send(store, settings(tmp_path, office.port))
        assert office.asked == [] and office.taken == []
    assert "offers no STARTTLS" in told.unavailable
    assert waited == []
    assert set(states(store).values()) == {"ready"}


def test_clear_text_on_loopback_is_a_decision(store: Store, tmp_path: Path) -> None:
    with opened(PostOffice()) as office:
        told, _ = send(store, settings(tmp_path, office.port, smtp=["clear_on_loopback = true"]))
        assert told.complete
        assert [each.encrypted for each in office.taken] == [False] * 3


@pytest.mark.parametrize(
    ("name", "host", "days", "known", "words"),
    [
        ("for another host", "post.elsewhere.example", 7, True, "IP address mismatch"),
        ("run out", "127.0.0.1", -1, True, "expired"),
        ("of an unknown authority", "127.0.0.1", 7, False, "self-signed"),
    ],
)
def test_a_wrong_certificate_ends_it(
    name: str, host: str, days: int, known: bool, words: str, store: Store, tmp_path: Path
) -> None:
    wrong = certificate(tmp_path, host, days)
    with opened(PostOffice(tls=wrong.context())) as office:
        told, waited = send(store, settings(tmp_path, office.port, certificate=wrong if known else None))
        assert office.asked == []
    said = told.unavailable.replace("self signed", "self-signed")
    assert "certificate" in said and words in said
    assert waited == [] and set(states(store).values()) == {"ready"}


def test_nobody_there_is_tried_again_and_then_told(store: Store, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        told, waited = send(store, settings(tmp_path, closed.getsockname()[1]))
    assert "does not answer" in told.unavailable
    assert len(waited) == 2 and set(states(store).values()) == {"ready"}


@contextmanager
def dripping(byte: bytes, every: float) -> Iterator[int]:
    """Serve one byte now and then, which no limit on idle time would ever end."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while not stop.is_set():
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    while not stop.wait(every):
                        try:
                            client.sendall(byte)
                        except OSError:
                            break

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        stop.set()
        socket.create_connection(server.getsockname()).close()
        thread.join(10)


def test_a_server_that_drips_is_cut_off_in_all(store: Store, tmp_path: Path) -> None:
    # 0.2 s an answer and four times that in all; each drip comes after 0.05 s.
    with dripping(b"2", 0.05) as port:
        told, _ = send(store, impatient(tmp_path, port))
    assert "does not answer" in told.unavailable


def impatient(tmp_path: Path, port: int) -> Config:
    return settings(tmp_path, port, timeout=0.2, smtp=["answer_seconds = 0.5", "clear_on_loopback = true"])


def test_a_slow_greeting_is_given_up(store: Store, tmp_path: Path) -> None:
    with opened(PostOffice(greeting_seconds=20)) as office:
        told, _ = send(store, impatient(tmp_path, office.port))
        assert office.asked == []
    assert "does not answer" in told.unavailable
    assert set(states(store).values()) == {"ready"}


def test_a_slow_answer_to_the_text_leaves_it_unsure(tmp_path: Path) -> None:
    store, _ = store_with_mail(tmp_path, [PAT])
    with store, opened(PostOffice(answer_seconds=20)) as office:
        told, _ = send(store, impatient(tmp_path, office.port))
    assert replies(told.unsure) == {PAT: "the server did not say whether it took the mail"}


# --- signing in ---


def test_a_password_comes_from_its_file_and_never_goes_in_clear(
    store: Store, good: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUDITOR_SMTP_PASSWORD", raising=False)
    secret = tmp_path / "password"
    secret.write_text("correct horse\n", "utf-8")
    secret.chmod(0o600)
    smtp = ['user = "web"', f'password_file = "{secret}"']
    with opened(PostOffice(password="correct horse")) as bare:
        config = settings(tmp_path, bare.port, smtp=[*smtp, "clear_on_loopback = true"])
        told, _ = send(store, config)
        assert "a password is not sent in clear text" in told.unavailable and bare.taken == []
    with opened(PostOffice(password="correct horse", tls=good.context())) as office:
        told, _ = send(store, settings(tmp_path, office.port, certificate=good, smtp=smtp))
        assert told.complete and len(office.taken) == 3


def test_a_wrong_password_is_told_and_not_tried_again(
    store: Store, good: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_SMTP_PASSWORD", "wrong")
    with opened(PostOffice(password="right", tls=good.context())) as office:
        config = settings(tmp_path, office.port, certificate=good, smtp=['user = "web"'])
        told, waited = send(store, config)
    assert "does not accept the user name and password" in told.unavailable
    assert waited == [] and "wrong" not in told.unavailable


@pytest.mark.parametrize(
    ("name", "mode", "words"),
    [
        ("open to all", 0o644, "chmod 600"),
        ("missing", None, "cannot be read"),
        ("unnamed", 0, "password_file"),
    ],
)
def test_a_password_that_cannot_be_had_is_refused(
    name: str, mode: int | None, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUDITOR_SMTP_PASSWORD", raising=False)
    secret = tmp_path / "password"
    if mode is not None:
        secret.write_text("x", "utf-8")
        secret.chmod(mode or 0o600)
    smtp = ['user = "web"', *([f'password_file = "{secret}"'] if mode != 0 else [])]
    with pytest.raises(Refusal) as refused:
        SmtpPost(settings(tmp_path, 25, smtp=smtp))
    assert refused.value.code is Exit.CONFIGURATION and words in str(refused.value)


# --- what must never leave ---


def test_a_report_older_than_a_day_is_never_mailed(store: Store, good: Certificate, tmp_path: Path) -> None:
    with opened(PostOffice(tls=good.context())) as office:
        config = settings(tmp_path, office.port, certificate=good)
        told, _ = send(store, config, 24.1)
        assert office.connections == 0
    assert set(replies(told.given_up).values()) == {"the report is older than a day"}
    assert set(states(store).values()) == {"given-up"}
    assert not told.complete


def test_mail_leaves_the_district_for_nobody(tmp_path: Path, good: Certificate) -> None:
    strangers = ("pat@elsewhere.example", "pat@cedar.example.evil.example", "pat@notcedar.example")
    own = ("pat@cedar.example", "kim@mail.cedar.example", "lee@CEDAR.example")
    store, _ = store_with_mail(tmp_path, [*strangers, *own])
    with store, opened(PostOffice(tls=good.context())) as office:
        told, _ = send(store, settings(tmp_path, office.port, certificate=good))
        assert [each.to for each in office.taken] == list(own)
    assert replies(told.given_up) == dict.fromkeys(strangers, "the address is outside the district's domains")


def test_a_replayed_night_is_mailed_to_nobody_who_can_exist(tmp_path: Path, good: Certificate) -> None:
    store, _ = store_with_mail(tmp_path, [PAT, "pat@cedarschools.us"], replayed=True)
    with store, opened(PostOffice(tls=good.context())) as office:
        config = settings(tmp_path, office.port, certificate=good, domains=[DOMAIN, "cedarschools.us"])
        told, _ = send(store, config)
        assert [each.to for each in office.taken] == [PAT]
    assert list(replies(told.given_up)) == ["pat@cedarschools.us"]


def test_a_text_with_dots_and_hostile_lines_arrives_as_it_is(tmp_path: Path, good: Certificate) -> None:
    text = ".\r\n.\r\nQUIT\r\nMAIL FROM:<x@y.example>\r\n..two dots\r\nend"
    store, night = store_with_mail(tmp_path, [])
    outbox = store.outbox()
    outbox.put(night.id, night.date, [mail_to(PAT, outbox, text=text)], datetime.now(UTC))
    with store, opened(PostOffice(tls=good.context())) as office:
        send(store, settings(tmp_path, office.port, certificate=good))
        (mail,) = office.taken
    plain = mail.message.get_body(("plain",))
    assert plain is not None and plain.get_content().splitlines() == text.splitlines()


def test_a_mail_whose_program_was_killed_is_reported_and_not_sent_again(
    store: Store, good: Certificate, tmp_path: Path
) -> None:
    parcel = store.outbox().waiting()[1]
    assert store.outbox().claim(parcel, datetime.now(UTC))
    assert not store.outbox().claim(parcel, datetime.now(UTC))
    with opened(PostOffice(tls=good.context())) as office:
        told, _ = send(store, settings(tmp_path, office.port, certificate=good))
        assert [each.to for each in office.taken] == [PAT, LEE]
    assert replies(told.unsure) == {KIM: "the program ended while this was being sent"}


def test_the_doctor_tries_the_server_without_sending(good: Certificate, tmp_path: Path) -> None:
    with opened(PostOffice(tls=good.context())) as office:
        said = SmtpPost(settings(tmp_path, office.port, certificate=good)).test()
        assert said == f"127.0.0.1:{office.port} answers, its certificate is good"
        assert office.asked == []
    with opened(PostOffice()) as bare, pytest.raises(Unavailable, match="offers no STARTTLS"):
        SmtpPost(settings(tmp_path, bare.port)).test()
