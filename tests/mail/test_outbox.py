"""Keep mails in the store: each once, sealed, with a state that only moves forward, gone when old."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from auditor.store import Kind, State, Store
from tests.mail.post_data import AT, DOMAIN, KIM, LEE, PAT, mail_to, store_with_mail
from tests.night_data import begin, moment, open_store, stored

pytestmark = pytest.mark.usefixtures("each_database")

LATER = AT + timedelta(minutes=5)


def kinds(store: Store, *states: State) -> list[str]:
    return [parcel.address for parcel in store.outbox().waiting(*states)]


def test_the_same_mail_enters_once(tmp_path: Path) -> None:
    store, night = store_with_mail(tmp_path)
    with store:
        outbox = store.outbox()
        drafts = [mail_to(address, outbox) for address in (PAT, KIM, LEE, PAT.upper())]
        assert outbox.put(night.id, night.date, drafts, LATER) == 0
        assert kinds(store) == [PAT, KIM, LEE]
        assert {parcel.queued for parcel in outbox.waiting()} == {AT}


def test_message_ids_differ_by_night_school_reader_and_part_and_name_nobody(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        outbox, day = store.outbox(), date(2026, 10, 5)
        ids = [
            outbox.message_id(day, "fern", PAT, DOMAIN),
            outbox.message_id(day + timedelta(days=1), "fern", PAT, DOMAIN),
            outbox.message_id(day, "oak", PAT, DOMAIN),
            outbox.message_id(day, "fern", KIM, DOMAIN),
            outbox.message_id(day, "fern", PAT, DOMAIN, "reminder"),
            outbox.thread_id("fern", PAT, DOMAIN),
        ]
        assert len(set(ids)) == 6
        assert outbox.message_id(day, "fern", "PAT@Cedar.example", DOMAIN) == ids[0]
        assert not any("pat" in each.partition("@")[0] for each in ids)
    other = open_store(tmp_path / "other")
    with other:
        assert other.outbox().message_id(day, "fern", PAT, DOMAIN) == ids[0], "the key alone decides"


def test_a_mail_is_claimed_by_one_only_and_loses_its_text_when_done(tmp_path: Path) -> None:
    store, _ = store_with_mail(tmp_path)
    with store:
        outbox = store.outbox()
        first, second, third = outbox.waiting()
        assert outbox.claim(first, LATER) and not outbox.claim(first, LATER)
        outbox.settle(first, State.SENT, LATER, "250")
        outbox.settle(second, State.READY, LATER, "451 4.7.1")
        outbox.settle(third, State.REFUSED, LATER, "550")
        sent, ready, refused = (
            outbox.waiting(state)[0] for state in (State.SENT, State.READY, State.REFUSED)
        )
        assert (sent.content, refused.content) == (b"", b"")
        assert b"Good morning." in ready.content and ready.attempts == 1
        assert not outbox.claim(sent, LATER)


def test_what_was_sent_to_whom_is_sealed(tmp_path: Path) -> None:
    store, _ = store_with_mail(tmp_path)
    store.close()
    everything = stored(tmp_path)
    assert any(name.endswith(("auditor.db", "table outbox")) for name in everything)
    for name, written in everything.items():
        for word in (b"pat@cedar.example", b"Good morning", b"Auto-Submitted"):
            assert word not in written, name


def test_held_mail_is_released_for_its_night_only(tmp_path: Path) -> None:
    store, night = store_with_mail(tmp_path, [])
    with store:
        outbox = store.outbox()
        outbox.put(night.id, night.date, [mail_to(PAT, outbox)], AT, "much was not read")
        later = begin(store, 6)
        outbox.put(later.id, later.date, [mail_to(PAT, outbox, AT + timedelta(days=1))], AT, "again")
        assert kinds(store) == [] and [parcel.reply for parcel in outbox.waiting(State.HELD)] == [
            "much was not read", "again",
        ]  # fmt: skip
        assert outbox.release(night.date, LATER) == 1
        assert [parcel.date for parcel in outbox.waiting()] == [night.date]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.SENT, True), (State.UNSURE, True), (State.REFUSED, False), (State.GIVEN_UP, False),
        (State.READY, False), (State.HELD, False),
    ],
)  # fmt: skip
def test_readers_were_told_what_has_left_as_far_as_anybody_knows(
    state: State, told: bool, tmp_path: Path
) -> None:
    store, night = store_with_mail(tmp_path, [])
    with store:
        outbox, day = store.outbox(), night.date
        draft = replace(mail_to(PAT, outbox), items=("FA", "FB", "FA"))
        outbox.put(night.id, day, [draft], AT)
        outbox.settle(outbox.waiting()[0], state, LATER)
        tomorrow = day + timedelta(days=1)
        both = (Kind.DIGEST, Kind.ALERT)
        assert outbox.last_told("fern", both, tomorrow) == (day if told else None)
        assert outbox.last_told("fern", (Kind.ALERT,), tomorrow) is None
        assert outbox.last_told("oak", both, tomorrow) is None
        assert outbox.last_told("fern", both, day) is None, "tonight's own mail is no earlier one"
        assert outbox.told_items("fern", both, tomorrow) == ({"FA", "FB"} if told else set())
        assert outbox.alerts("fern", tomorrow) == (((day, ("FA", "FB")),) if told else ())
        assert outbox.previous_message("fern", PAT, tomorrow) == (draft.message_id if told else None)
        assert outbox.acknowledge("fern", "Pat Moss", LATER) == (1 if told else 0)
        assert outbox.alerts("fern", tomorrow) == ()


def test_one_reader_answers_for_the_school(tmp_path: Path) -> None:
    store, night = store_with_mail(tmp_path, [])
    with store:
        outbox = store.outbox()
        drafts = [replace(mail_to(address, outbox), items=("FA",)) for address in (PAT, KIM)]
        outbox.put(night.id, night.date, drafts, AT)
        for parcel in outbox.waiting():
            outbox.settle(parcel, State.SENT, LATER)
        assert outbox.acknowledge("fern", "Pat Moss", AT - timedelta(days=1)) == 0, "not before it was told"
        assert outbox.acknowledge("fern", "Pat Moss", LATER) == 2
        assert outbox.alerts("fern", night.date + timedelta(days=1)) == ()


@pytest.mark.parametrize(
    ("name", "days", "rows", "texts"), [("young", 3, 1, 1), ("old", 9, 1, 0), ("past", 500, 0, 0)]
)
def test_retention_takes_texts_first_and_then_the_rows(
    name: str, days: int, rows: int, texts: int, tmp_path: Path
) -> None:
    store, _ = store_with_mail(tmp_path, [PAT])
    with store:
        store.sweep(moment(5) + timedelta(days=days), findings_days=400, evidence_days=60)
        left = store.outbox().waiting(*State)
        assert len(left) == rows and sum(bool(parcel.content) for parcel in left) == texts


def test_a_hold_keeps_everything(tmp_path: Path) -> None:
    store, _ = store_with_mail(tmp_path, [PAT])
    with store:
        store.sweep(datetime(2030, 1, 1, tzinfo=UTC), findings_days=1, evidence_days=1, hold=True)
        assert len(store.outbox().waiting()) == 1
