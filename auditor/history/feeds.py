"""Read the entries of news feeds and class calendars, as far as they tell that something new came.

Leaves out everything that feeds may hold besides: no entity is expanded, no address is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from auditor.stream_xml import FAULTS, Stopped, stream_parser

MOST_POSTINGS = 3_000
LONGEST = 5_000_000
"""Whatever stands beyond these is not followed: whoever reads must say so."""
_LONGEST_TEXT = 2_000
_TELLING = frozenset(("UID", "SUMMARY", "DTSTART", "LAST-MODIFIED", "CREATED", "DESCRIPTION"))
_ESCAPED = re.compile(r"\\([,;\\])")


@dataclass(frozen=True, slots=True)
class Posting:
    """Hold one entry: what identifies it with its title, the title, and when it says that it was written
    (ISO or "").

    `about` stays the same when its words are mended; `more` is what it says beside the title.
    """

    name: str
    title: str
    stated: str = ""
    about: str = ""
    more: str = ""


def read_posts(body: bytes) -> tuple[Posting, ...]:
    """Return the entries of an RSS or Atom feed; what follows a fault in it is left out."""
    reader = _Feed()
    try:
        reader.parser.Parse(body[:LONGEST], True)
    except (*FAULTS, ValueError, LookupError):
        pass  # half a feed still has entries
    return tuple(reader.found)


class _Feed:
    def __init__(self) -> None:
        self.found: list[Posting] = []
        self._inside: dict[str, str] | None = None
        self._text: list[str] = []
        self._depth = 0
        self.parser = stream_parser(self._start, self._end, self._data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 30:
            raise Stopped
        self._text = []
        name = _local(name)
        if name in ("item", "entry"):
            self._inside = {}
        elif name == "link" and self._inside is not None and attributes.get("href"):
            self._inside.setdefault("link", attributes["href"][:_LONGEST_TEXT])

    def _data(self, data: str) -> None:
        if len(self._text) < 50:
            self._text.append(data)

    def _end(self, name: str) -> None:
        self._depth -= 1
        name = _local(name)
        entry = self._inside
        if entry is None:
            return
        if name in ("guid", "id", "title", "link", "pubdate", "published", "updated", "date"):
            text = "".join(self._text).strip()[:_LONGEST_TEXT]
            if text:
                entry.setdefault(name, text)
        elif name in ("item", "entry"):
            self._inside = None
            title = entry.get("title", "")
            known = entry.get("guid") or entry.get("id") or entry.get("link") or title
            if known:
                when = entry.get("pubdate") or entry.get("published") or entry.get("date") or ""
                self.found.append(Posting(known, title, _moment(when), known))
            if len(self.found) >= MOST_POSTINGS:
                raise Stopped


def read_entries(body: bytes) -> tuple[Posting, ...]:
    """Return the events of a published calendar (iCalendar), each with the moment it was entered."""
    found: list[Posting] = []
    event: dict[str, str] | None = None
    inner = ""
    for line in _unfolded(body[:LONGEST].decode("utf-8", "replace")):
        name, _, value = line.partition(":")
        name = name.partition(";")[0].strip().upper()
        part = value.strip().upper()
        if inner or (name == "BEGIN" and event is not None):
            # An alarm inside an entry has words of its own.
            inner = "" if name == "END" and part == inner else inner or part
        elif name == "BEGIN" and part == "VEVENT":
            event = {}
        elif name == "END" and part == "VEVENT" and event is not None:
            title, more = event.get("SUMMARY", ""), event.get("DESCRIPTION", "")
            uid, start = event.get("UID", ""), event.get("DTSTART", "")
            known = f"{uid} {title} {start}"
            stated = _stamp(event.get("LAST-MODIFIED") or event.get("CREATED") or "")
            if known.strip():
                about = f"{uid} {start}" if uid else ""
                found.append(Posting(known, title or "an entry without a title", stated, about, more))
            event = None
            if len(found) >= MOST_POSTINGS:
                break
        elif event is not None and name in _TELLING:
            event[name] = _ESCAPED.sub(r"\1", value.strip().replace("\\n", " "))[:_LONGEST_TEXT]
    return tuple(found)


def _unfolded(text: str) -> Iterator[str]:
    line = ""
    for part in text.splitlines():
        if part[:1] in (" ", "\t"):
            line = (line + part[1:])[:_LONGEST_TEXT]
        else:
            yield line
            line = part[:_LONGEST_TEXT]
    yield line


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _moment(written: str) -> str:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        try:
            found = parsedate_to_datetime(written)
        except (ValueError, TypeError, IndexError):
            return ""
    return found.isoformat()


def _stamp(written: str) -> str:
    try:
        return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return ""
