"""Make the files that class sites link to: PDF, iCalendar and RSS; smallest forms that readers accept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from tests.sim.moments import DAY, long_date
from tests.sim.state import Event, Post, State


def pdf(lines: Sequence[str], edition: int = 0) -> bytes:
    """Return a PDF of one page with the lines; `edition` changes bytes and no words."""
    shown = ["BT /F1 11 Tf 50 760 Td 14 TL"]
    for line in lines:
        text = line.replace("–", "-").replace("’", "'").encode("latin-1", "replace").decode("latin-1")
        for mark in "\\()":
            text = text.replace(mark, "\\" + mark)
        shown.append(f"({text}) Tj T*")
    stream = "\n".join([*shown, "ET"]).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Producer (Sim Writer) /Edition (%d) >>" % edition,
    ]
    out = bytearray(b"%PDF-1.4\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    return bytes(out)


def calendar(events: Sequence[Event], name: str, now: datetime) -> bytes:
    """Return a public calendar; like real ones it stamps every entry with the moment of asking."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sim Calendar//EN", f"X-WR-CALNAME:{name}"]
    for event in events:
        made = event.created.astimezone(UTC)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"CREATED:{made:%Y%m%dT%H%M%SZ}",
            f"LAST-MODIFIED:{made:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.day + DAY:%Y%m%d}",
            f"SUMMARY:{event.summary}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def feed(state: State, posts: Sequence[Post], root: str, now: datetime) -> bytes:
    """Return an RSS feed of the newest posts, built at the moment of asking."""
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{root}{post.slug}</link>"
        f"<guid isPermaLink='false'>{root}?p={post.slug}</guid>"
        f"<pubDate>{format_datetime(post.stamp.astimezone(UTC))}</pubDate>"
        f"<description>{escape(' '.join(post.lines))}</description></item>"
        for post in posts
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel>"
        f"<title>{escape(state.title)}</title><link>{root}</link><description>Class news</description>"
        f"<lastBuildDate>{format_datetime(now.astimezone(UTC))}</lastBuildDate>{items}</channel></rss>"
    ).encode()


def stamp(moment: datetime) -> str:
    """Write a moment as an HTTP header does."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def shown(post: Post, spanish: bool) -> str:
    """Return a post's date as visitors read it."""
    return ("Publicado el " if spanish else "Posted on ") + long_date(post.day, spanish)
