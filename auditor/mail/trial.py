"""Send one test mail to each operator, as `auditor doctor --send-test` asks; leaves the outbox alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime

from auditor.config import Config
from auditor.mail.delivery import Fate, Outcome, Unavailable
from auditor.mail.folder import FolderPost
from auditor.mail.message import Envelope, compose
from auditor.mail.readers import belongs_to, readers_of
from auditor.mail.smtp import SmtpPost
from auditor.registry import Person
from auditor.store import Kind, Parcel, State


def send_test(
    config: Config, people: Iterable[Person], at: datetime, subject: str, text: str, html: str
) -> Iterator[tuple[Person, Outcome]]:
    """Send a test mail to each operator of the district and yield what became of it.

    Raises `Unavailable` where no mail can go, `Refusal` (78) where the password is missing.
    """
    operators = readers_of(tuple(people), "", ("operator",), at.date())
    if not operators:
        raise Unavailable("people.csv names no operator for today, who would get the test mail")
    post = SmtpPost(config) if config.mail.delivery == "smtp" else FolderPost(config.mail_folder)
    try:
        for person in operators:
            if config.district.email_domains and not belongs_to(person.email, config.district.email_domains):
                yield person, Outcome(Fate.REFUSED, "the address is outside the district's domains")
                continue
            yield person, post.deliver(_parcel(config, person, at, subject, text, html), lambda: None)
    finally:
        post.close()


def _parcel(config: Config, person: Person, at: datetime, subject: str, text: str, html: str) -> Parcel:
    domain = config.mail_sender.rpartition("@")[2]
    name = uuid.uuid4().hex
    envelope = Envelope(
        sender=config.mail_sender,
        sender_name=config.mail_sender_name,
        recipient=person.email,
        recipient_name=person.name,
        reply_to=config.mail.reply_to,
        message_id=f"<test.{name}@{domain}>",
        thread_id=f"<test@{domain}>",
        date=at,
        list_name="test.classroom-websites",
        list_host=domain,
    )
    try:
        content = compose(envelope, subject, text, html)
    except ValueError as error:
        raise Unavailable(f"the test mail cannot be written: {error}") from None
    return Parcel(
        id=0, date=at.date(), as_of=at, started=at, replayed=False, school="", kind=Kind.TEST,
        role=person.role, recipient=name, address=person.email, message_id=envelope.message_id,
        state=State.READY, attempts=0, queued=at, changed=at, reply="", items=(), acknowledged=None,
        content=content,
    )  # fmt: skip
