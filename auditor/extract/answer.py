"""Make checked plain data of what a locked-in child answers, and keep answers by content; starts none."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Any, Final

from auditor.address import resolve
from auditor.extract.child import source_of
from auditor.extract.links import bare_addresses, text_link
from auditor.extract.words import decoded, fold, readable, says_something
from auditor.finding import Reason, Skipped, Stage
from auditor.likeness import is_mark
from auditor.page import Link, Location, Source, Text

_REASONS: Final = {
    "unreadable-document": Reason.UNREADABLE_DOCUMENT,
    "parse-limit": Reason.PARSE_LIMIT,
}
MOST_KEPT: Final = 48_000_000
_CARRIERS: Final = frozenset(("pdf", "docx", "pptx", "xlsx"))
_MOST_TEXTS: Final = 70_000
_MOST_LINKS: Final = 15_000
_LONGEST: Final = 40_000
_WEB: Final = ("http:", "https:", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Plate:
    """Carry a grey PNG on which words may stand, and where in the file it was.

    `number` is its place among the file's pictures of words, from 1.
    """

    place: str
    png: bytes
    number: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what one file said.

    `pictures_unread` counts scanned pages and pictures whose words nobody read; `score` (0 to 1) is how
    much a picture looks printed, `likeness` its mark (see `auditor.likeness`); `access` is as in
    `auditor.page.Document`.
    `plates` are such pictures, as many as were asked for; `problem` says
    what could not be read, which may be a part only.
    """

    texts: tuple[Text, ...] = ()
    links: tuple[Link, ...] = ()
    title: str = ""
    language: str = ""
    pictures_unread: int = 0
    problem: Skipped | None = None
    kind: str = ""
    score: float = 0.0
    likeness: str = ""
    plates: tuple[Plate, ...] = field(default=(), repr=False)
    access: Mapping[str, str] = field(default_factory=dict)


class Answers:
    """Keep what was read lately by content, so that one file on many sites is read once; thread-safe.

    Holds public text in memory, `MOST_KEPT` bytes of it compressed; what was not asked for longest goes.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> dict[str, Any] | None:
        with self._lock:
            packed = self._kept.get(key)
            if packed is None:
                return None
            self._kept.move_to_end(key)
        answer: dict[str, Any] = json.loads(zlib.decompress(packed))
        return answer

    def put(self, key: str, answer: dict[str, Any]) -> None:
        if not key:
            return
        packed = zlib.compress(json.dumps(answer, separators=(",", ":")).encode(), 1)
        with self._lock:
            self._size += len(packed) - len(self._kept.get(key, b""))
            self._kept[key] = packed
            while self._size > MOST_KEPT:
                self._size -= len(self._kept.popitem(last=False)[1])


def reading_of(answer: dict[str, Any], kind: str, url: str) -> Reading:
    """Make checked plain data of a child's answer, which counts as a stranger's word."""
    source = Source(source_of(kind))
    texts: list[Text] = []
    for entry in _lists(answer.get("texts"), 8, _MOST_TEXTS):
        text = _text(entry, url)
        if text is not None:
            texts.append(text)
    links: list[Link] = []
    carrier = str(source) if str(source) in _CARRIERS else "text"
    said: set[str] = set()
    spelled: list[Text] = []
    for href, words, context, place, heading in (
        [_plain(part) for part in entry] for entry in _lists(answer.get("links"), 5, _MOST_LINKS)
    ):
        where = Location(url, source, heading=heading, place=place, document=url)
        address = resolve(href, url)
        links.append(Link(href, address, carrier, words, context, where))
        spelled.extend(_spell(address or href, place, heading, url, said))
    known = {link.url for link in links}
    for text in texts:
        for address in bare_addresses(text.joined):
            link = text_link(address, text.joined.find(address), text.joined, text.where, url)
            if link.url and link.url not in known and len(links) < _MOST_LINKS:
                known.add(link.url)
                links.append(link)
    problem = None
    stated = answer.get("problem")
    if isinstance(stated, list) and len(stated) == 2:
        reason = _REASONS.get(_plain(stated[0]), Reason.UNREADABLE_DOCUMENT)
        problem = Skipped(Stage.EXTRACT, reason, url, _plain(stated[1])[:200])
    return Reading(
        texts=(*texts, *spelled),
        links=tuple(links),
        title=_plain(answer.get("title"))[:300],
        language=_plain(answer.get("language"))[:20],
        pictures_unread=_count(answer.get("unread")),
        problem=problem,
        kind=kind,
        score=_share(answer.get("score")),
        likeness=likeness if is_mark(likeness := _plain(answer.get("likeness"))) else "",
        plates=_plates(answer.get("plates")),
        access=_facts(answer.get("access")),
    )


def _text(entry: list[Any], url: str) -> Text | None:
    joined, split, source, place, heading, row, level, language = entry
    try:
        where = Location(url, Source(source), heading=_plain(heading), place=_plain(place), document=url)
    except ValueError:
        return None
    joined = _plain(joined)
    number = level if isinstance(level, int) and 0 <= level <= 6 else 0
    return (
        Text(joined, _plain(split) or joined, where, _plain(row), number, _plain(language))
        if joined
        else None
    )


def _spell(address: str, place: str, heading: str, url: str, said: set[str]) -> list[Text]:
    """Return what a link's address spells, as pages have it: a mail address may be a name."""
    if not address.startswith(_WEB):
        return []
    raw = decoded(address.partition(":")[2].lstrip("/")[:600]).rstrip("/")
    if len(raw) < 4 or raw in said or not says_something(raw):
        return []
    said.add(raw)
    where = Location(url, Source.HREF, heading=heading, place=f"address of the {place}", document=url)
    return [Text(raw, fold(readable(raw)), where)]


def _lists(value: object, length: int, most: int) -> list[list[Any]]:
    if not isinstance(value, list):
        return []
    return [entry for entry in value[:most] if isinstance(entry, list) and len(entry) == length]


def _plain(value: object) -> str:
    text = value if isinstance(value, str) else ""
    if len(text) > _LONGEST:
        text = text[:_LONGEST]
    # Halves of characters cannot be written anywhere later.
    return text if text.isascii() else text.encode("utf-8", "ignore").decode()


def _count(value: object) -> int:
    return max(0, min(value, 10_000)) if isinstance(value, int) else 0


def _facts(value: object) -> dict[str, str]:
    """Return short facts by short names, at most forty."""
    told = value.items() if isinstance(value, dict) else ()
    facts = ((_plain(name)[:30], _plain(fact)[:100]) for name, fact in told)
    return {name: fact for name, fact in islice(facts, 40) if name}


def _share(value: object) -> float:
    return max(0.0, min(1.0, float(value))) if isinstance(value, (int, float)) else 0.0


def _plates(value: object) -> tuple[Plate, ...]:
    found: list[Plate] = []
    for number, place, png in _lists(value, 3, 200):
        with suppress(NotBase64, ValueError, TypeError):
            found.append(Plate(_plain(place), b64decode(png, validate=True), _count(number)))
    return tuple(found)
