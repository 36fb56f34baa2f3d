"""Build messages from hostile names and texts: no header breaks out, nothing is longer than mail may be."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from auditor.mail import Envelope, compose, draft, one_line

BASE = {
    "sender": "web@cedar.example", "sender_name": "Classroom websites", "recipient": "pat@cedar.example",
    "recipient_name": "Pat Moss", "reply_to": "", "message_id": "<a1@cedar.example>",
    "thread_id": "<thread.b2@cedar.example>", "date": datetime(2026, 11, 4, 7, tzinfo=UTC),
    "list_name": "elm.classroom-websites", "list_host": "cedar.example",
}  # fmt: skip


def made(
    subject: str = "Classroom websites", text: str = "Hello.", html: str = "<p>Hello.</p>", **more: object
) -> bytes:
    return compose(Envelope(**{**BASE, **more}), subject, text, html)  # type: ignore[arg-type]


def read(raw: bytes) -> EmailMessage:
    parsed = message_from_bytes(raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


HEADERS = [
    "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress",
    "List-Id", "List-Unsubscribe", "List-Help", "From", "To", "Reply-To", "Date", "MIME-Version",
    "Content-Type",
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "subject", "recipient"),
    [
        ("line break", "Good\r\nBcc: all@cedar.example", "Pat\r\nBcc: all@cedar.example"),
        ("line feed alone", "Good\nX-Evil: 1\n\n<html>", "Pat\nX-Evil: 1"),
        ("carriage return alone", "Good\rX-Evil: 1", "Pat\rX-Evil: 1"),
        ("other line ends", "Good\u2028X-Evil: 1\x0bX\x85Y", "Pat\u2029Moss\x0c"),
        ("turned around", "Good \u202egnp.exe", "Pat \u2066Moss"),
        ("nothing to see", "Good\u200b\ufeff day\x00", "Pat\u200d"),
        ("quotes and commas", 'Good, "really" <x@y.example>', 'Moss, "Pat" <x@y.example>'),
        ("half of a pair", "Good \ud800 day", "Pat \udfff"),
        ("very long", "Good " * 400, "Pat " * 400),
        ("other letters", "Guten Morgen, Jörg: 4 ✓", "José Ñandú"),
    ],
)
def test_no_text_breaks_out_of_its_header(name: str, subject: str, recipient: str) -> None:
    raw = made(subject, recipient_name=recipient)
    message = read(raw)
    assert sorted(message.keys()) == sorted(HEADERS)
    assert [each.addr_spec for each in message["To"].addresses] == ["pat@cedar.example"]
    for said in (message["Subject"], message["To"].addresses[0].display_name):
        assert said.isprintable() and len(said) <= 160
    assert str(message["Subject"]).startswith(("Good", "Guten"))
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\n" not in head.replace(b"\r\n", b"") and b"\r" not in head.replace(b"\r\n", b"")


def test_every_line_is_short_enough_and_plain_ascii() -> None:
    raw = made(text="word " * 3000 + "\n✓ Jörg", html="<p>" + "✓ <b>word</b>\n" * 3000 + "x" * 3000 + "</p>")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    message = read(raw)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and plain.get_content().endswith("\n✓ Jörg\r\n")
    assert html is not None and "&#10003;" in html.get_content() and "x" * 3000 in html.get_content()


def test_html_in_short_lines_costs_no_byte_more_than_it_has() -> None:
    html = "<p style='color: #123456'>word = word</p>\n" * 200
    raw = made(html=html)
    assert html.replace("\n", "\r\n").encode() in raw


def test_ids_and_list_headers_stand_as_they_are_however_long() -> None:
    # The library's own encoder makes something of them that no mail program reads.
    domain = "a-rather-long-name-of-a-department.public-schools-of-the-county.cedar.example"
    more = {
        "message_id": f"<{'m' * 32}@{domain}>", "thread_id": f"<thread.{'t' * 32}@{domain}>",
        "previous": f"<{'p' * 32}@{domain}>", "list_host": domain, "reply_to": f"web@{domain}",
    }  # fmt: skip
    lines = made(**more).decode("ascii").split("\r\n")
    for line in (
        f"Message-ID: <{'m' * 32}@{domain}>",
        f"References: <thread.{'t' * 32}@{domain}> <{'p' * 32}@{domain}>",
        f"List-Id: <elm.classroom-websites.{domain}>",
        f"List-Unsubscribe: <mailto:web@{domain}?subject=Please%20take%20me%20off%20this%20list>",
    ):
        assert line in lines


@pytest.mark.parametrize(
    "address",
    [
        "",
        "pat",
        "pat@",
        "@cedar.example",
        "pät@cedar.example",
        "p at@cedar.example",
        "a@b@c.example",
        "pat@cedar",
        "pat..moss@cedar.example",
        "pat@cedar.example>\r\nRCPT TO:<x@y.example",
    ],
)
def test_an_address_that_mail_cannot_carry_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address that mail can carry"):
        made(recipient=address)
    with pytest.raises(ValueError, match="no address that mail can carry"):
        draft(["pat@cedar.example", address], "s", "t", "h", "x")


def test_a_draft_is_opened_ready_to_send_and_sends_itself_to_nobody() -> None:
    teachers = ["t1@cedar.example", "t2@cedar.example"]
    message = read(draft(teachers, "To fix", "Hello.", "<p>Hello.</p>", "elm-1"))
    assert message["X-Unsent"] == "1"
    assert [each.addr_spec for each in message["To"].addresses] == teachers
    assert {"From", "Bcc", "Date", "Message-ID"}.isdisjoint(message.keys())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\n\t b", "a b"),
        ("  a  ", "a"),
        ("x" * 161, "x" * 159 + "…"),
        ("x" * 160, "x" * 160),
        ("a\u202eb", "a b"),
        ("", ""),
    ],
)
def test_text_is_folded_into_one_bounded_line(text: str, line: str) -> None:
    assert one_line(text) == line
