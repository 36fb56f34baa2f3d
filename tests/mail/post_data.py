"""Make a store with mails that wait, and settings that name a mail server; sends nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from auditor.config import Config, load_config
from auditor.mail import Envelope, compose
from auditor.store import Draft, Kind, Night, Outbox, Store
from tests.mail.post_office import Certificate
from tests.night_data import begin, moment, open_store

PAT, KIM, LEE = "pat@cedar.example", "kim@cedar.example", "lee@cedar.example"
ADDRESSES = (PAT, KIM, LEE)
DOMAIN = "cedar.example"
AT = datetime(2026, 10, 5, 9, tzinfo=UTC)


def settings(
    folder: Path,
    port: int,
    *,
    certificate: Certificate | None = None,
    smtp: Sequence[str] = (),
    domains: Sequence[str] = (DOMAIN,),
    more: Sequence[str] = (),
    timeout: float = 5,
) -> Config:
    """Write and read settings that send through 127.0.0.1 at `port`; waits are short."""
    lines = [
        "[district]",
        'name = "Cedar Valley"',
        'timezone = "America/Denver"',
        f"email_domains = {json.dumps(list(domains))}",
        "[policies]",
        'documents = ["one"]',
        *(["[network]", f"ca_file = {json.dumps(str(certificate.path))}"] if certificate else []),
        "[mail]",
        f'sender = "web@{DOMAIN}"',
        'delivery = "smtp"',
        *more,
        "[mail.smtp]",
        'host = "127.0.0.1"',
        f"port = {port}",
        "attempts = 3",
        "first_wait_seconds = 0.01",
        f"timeout_seconds = {timeout}",
        *smtp,
    ]
    place = folder / "settings"
    place.mkdir(exist_ok=True)
    (place / "auditor.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return load_config(place)


def mail_to(address: str, outbox: Outbox, day: datetime = AT, text: str = "Good morning.") -> Draft:
    """Return a mail as nights put it into the outbox."""
    message_id = outbox.message_id(day.date(), "fern", address, DOMAIN)
    envelope = Envelope(
        sender=f"web@{DOMAIN}", sender_name="Classroom websites", recipient=address, recipient_name="Reader",
        reply_to="", message_id=message_id, thread_id=outbox.thread_id("fern", address, DOMAIN), date=day,
        list_name="fern.classroom-websites", list_host=DOMAIN,
    )  # fmt: skip
    content = compose(envelope, "Classroom websites, Oct 5", text, f"<p>{text}</p>")
    return Draft("fern", Kind.DIGEST, "principal", address, message_id, content)


def store_with_mail(
    folder: Path, addresses: Sequence[str] = ADDRESSES, **more: object
) -> tuple[Store, Night]:
    """Return an open, locked store in which a mail to each address is ready."""
    store = open_store(folder)
    night = begin(store, 5, **more)
    store.finish_night(night, moment(5, 4))
    outbox = store.outbox()
    outbox.put(night.id, night.date, [mail_to(address, outbox) for address in addresses], AT)
    return store, night
