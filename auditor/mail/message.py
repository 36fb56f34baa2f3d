"""Build a message as bytes, with headers that no text can break out of; decides nobody's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

LONGEST_HEADER = 160
"""Characters of a subject or name: what no mail program shows in full helps nobody."""
LONGEST_ADDRESS = 254
LONGEST_LINE = 998
"""Bytes of a line, by RFC 5322, without its end."""

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@((?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+)")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Say from whom to whom a message goes, and where it stands in a thread.

    `list_name` and `list_host` name the list that it belongs to: letters, digits, dots and dashes.
    """

    sender: str
    sender_name: str
    recipient: str
    recipient_name: str
    reply_to: str
    message_id: str
    thread_id: str
    date: datetime
    list_name: str
    list_host: str
    previous: str = ""


def compose(envelope: Envelope, subject: str, text: str, html: str) -> bytes:
    """Return a message as ASCII bytes with CRLF; the plain text comes first, as the standard asks.

    Raises `ValueError` for an address that mail cannot carry.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(envelope.sender_name, envelope.sender)
    message["To"] = _address(envelope.recipient_name, envelope.recipient)
    message["Reply-To"] = _address("", envelope.reply_to or envelope.sender)
    _say_subject(message, subject)
    message["Date"] = format_datetime(envelope.date)
    references = " ".join(filter(None, (envelope.thread_id, envelope.previous)))
    answer = envelope.reply_to or envelope.sender
    raw = {
        **_plain_subject(subject),
        "Message-ID": envelope.message_id,
        "In-Reply-To": envelope.previous or envelope.thread_id,
        "References": references,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "List-Id": f"<{envelope.list_name}.{envelope.list_host}>",
        "List-Unsubscribe": f"<mailto:{answer}?subject=Please%20take%20me%20off%20this%20list>",
        "List-Help": f"<mailto:{answer}>",
    }
    return _raw(raw) + _with_bodies(message, text, html, envelope.message_id)


def draft(to: Sequence[str], subject: str, text: str, html: str, boundary: str) -> bytes:
    """Return a message that a mail program opens ready to send, by whoever opens it.

    Raises `ValueError` for an address that mail cannot carry.
    """
    message = EmailMessage(policy=SMTP)
    message["To"] = [_address("", each) for each in to]
    _say_subject(message, subject)
    return _raw({**_plain_subject(subject), "X-Unsent": "1"}) + _with_bodies(message, text, html, boundary)


def one_line(text: str) -> str:
    """Return text that can neither end its header nor turn it around: one line, bounded, nothing unseen."""
    folded = _UNSEEN.sub(" ", text).strip()
    return folded if len(folded) <= LONGEST_HEADER else folded[: LONGEST_HEADER - 1].rstrip() + "…"


def _address(name: str, address: str) -> Address:
    """Return an address for a header. Raises `ValueError` with one sentence."""
    found = _ADDRESS.fullmatch(address)
    try:
        if found is None or len(address) > LONGEST_ADDRESS:
            raise ValueError
        return Address(one_line(name), username=found[1], domain=found[2])
    except (ValueError, HeaderParseError):
        raise ValueError("this is no address that mail can carry") from None


def _raw(headers: dict[str, str]) -> bytes:
    """Return headers as they stand: the library's encoder breaks long ids and addresses in angle brackets."""
    lines = []
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()) or len(name) + len(value) + 2 > LONGEST_LINE:
            raise ValueError(f"{name} cannot be written")
        lines.append(f"{name}: {value}\r\n")
    return "".join(lines).encode("ascii")


def _plain_subject(subject: str) -> dict[str, str]:
    """Return the subject as one line where it needs no encoding: some programs show the fold."""
    said = one_line(subject)
    return {"Subject": said} if said.isascii() else {}


def _say_subject(message: EmailMessage, subject: str) -> None:
    if not _plain_subject(subject):
        message["Subject"] = one_line(subject)


def _with_bodies(message: EmailMessage, text: str, html: str, name: str) -> bytes:
    message.set_content(text, subtype="plain", charset="utf-8", cte="quoted-printable")
    # Plain ASCII in short lines goes through every server as it is, and costs no byte more.
    plain = html.encode("ascii", "xmlcharrefreplace").decode("ascii")
    short = all(len(line) <= LONGEST_LINE for line in plain.splitlines())
    message.add_alternative(plain, subtype="html", cte="7bit" if short else "quoted-printable")
    message.set_boundary("part-" + re.sub(r"[^A-Za-z0-9]", "", name)[:40])
    return message.as_bytes()
