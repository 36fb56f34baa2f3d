"""Have documents and pictures read by locked-in children and check what they answer; parses no file here."""

from __future__ import annotations

import json
import os
import queue
import selectors
import signal
import subprocess
import sys
import time
from base64 import b64decode
from binascii import Error as NotBase64
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from auditor.address import resolve
from auditor.extract.child import HEAD, kind_of, source_of
from auditor.extract.jail import Limits
from auditor.extract.links import bare_addresses, text_link
from auditor.extract.words import decoded, fold, readable, says_something
from auditor.finding import Reason, Skipped, Stage
from auditor.page import Link, Location, Source, Text

__all__ = ["READER", "DocumentReader", "Limits", "Plate", "Reading", "command", "read_file"]

READER: Final = "1"
"""Version of all readers of files: what an earlier one made of a file is not used again."""

_REASONS: Final = {
    "unreadable-document": Reason.UNREADABLE_DOCUMENT,
    "parse-limit": Reason.PARSE_LIMIT,
}
_CARRIERS: Final = frozenset(("pdf", "docx", "pptx", "xlsx"))
_MOST_TEXTS: Final = 70_000
_MOST_LINKS: Final = 15_000
_LONGEST: Final = 40_000
_STEP: Final = 1 << 16
_START_SECONDS: Final = 20.0
_WEB: Final = ("http:", "https:", "mailto:", "tel:")
_DIED: Final = "reading it broke the reader off"


@dataclass(frozen=True, slots=True)
class Plate:
    """Carry a grey PNG on which words may stand, and where in the file it was."""

    place: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what one file said.

    `pictures_unread` counts scanned pages and pictures whose words nobody read; `score` (0 to 1) is how
    much a picture looks printed; `plates` are such pictures, as many as were asked for; `problem` says
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
    plates: tuple[Plate, ...] = field(default=(), repr=False)


class _Lost(Exception):
    """Say that a child is gone, and why; `reason` stands in exports."""

    def __init__(self, reason: Reason, words: str) -> None:
        super().__init__(words)
        self.reason = reason
        self.words = words


class DocumentReader:
    """Keep a few locked-in children that read files one by one; safe from many threads.

    A child is replaced after `limits.files` files, after any failure, and when it has grown.
    """

    def __init__(self, jobs: int = 2, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(max(1, jobs)):
            self._idle.put(None)
        # A child dies with the thread that started it, so one thread starts them all and lives as long.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="reader-keeper")
        self._lock = Lock()
        self._children: set[_Child] = set()
        self._closed = False

    def __enter__(self) -> DocumentReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children."""
        with self._lock:
            self._closed = True
            children = tuple(self._children)
        for child in children:
            child.kill()
        self._keeper.shutdown(wait=True, cancel_futures=True)

    def read_file(
        self, file: bytes | Path, kind: str, url: str, *, weigh: bool = False, plates: int = 0
    ) -> Reading:
        """Return what a file says; never raises for what is in it.

        `kind` is its suffix without a dot, believed only where its first bytes say nothing; `url` is
        the address under which links resolve, and stands in every place; it never reaches the child.
        `weigh` asks for a picture's score, `plates` for that many pictures of words.
        """
        data = file if isinstance(file, bytes) else file.read_bytes()
        request = {"kind": kind.lower()[:12], "size": len(data), "weigh": weigh, "plates": plates}
        child = self._idle.get()
        try:
            for attempt in (1, 2):
                try:
                    if child is None:
                        child = self._fresh()
                    answer = child.ask(request, data, self._limits)
                    break
                except _Lost as lost:
                    fresh = child is None or child.files == 0
                    self._end(child)
                    child = None
                    # A used child may have died of what it had read before: ask a fresh one, once.
                    if attempt == 2 or fresh or lost.reason is Reason.TIMEOUT:
                        reason = Reason.PARSE_LIMIT if lost.reason is Reason.TIMEOUT else lost.reason
                        return Reading(kind=kind, problem=Skipped(Stage.EXTRACT, reason, url, lost.words))
            if child is not None and (answer.get("last") or child.files >= self._limits.files):
                self._end(child)
                child = None
        finally:
            self._idle.put(child)
        return _reading(answer, kind_of(data, kind), url)

    def _fresh(self) -> _Child:
        try:
            return self._keeper.submit(self._start).result()
        except (RuntimeError, CancelledError):
            raise _Lost(Reason.CANCELED, "reading was stopped") from None
        except OSError as error:
            raise _Lost(Reason.CANCELED, f"no reader could be started ({error.strerror})") from None

    def _start(self) -> _Child:
        if self._closed:
            raise _Lost(Reason.CANCELED, "reading was stopped")
        child = _Child(self._limits)
        with self._lock:
            self._children.add(child)
        return child

    def _end(self, child: _Child | None) -> None:
        if child is not None:
            child.kill()
            with self._lock:
                self._children.discard(child)


class _Child:
    """Talk to one locked-in process."""

    def __init__(self, limits: Limits) -> None:
        self.files = 0
        self._process = subprocess.Popen(
            [*command(), str(limits.memory), str(limits.cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            close_fds=True,
            start_new_session=True,
            bufsize=0,
        )
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        try:
            ready = self._exchange(b"", limits.reply, time.monotonic() + _START_SECONDS)
        except _Lost:
            self.kill()
            raise
        self.guards = tuple(map(str, ready.get("guards", ())))

    def ask(self, request: dict[str, object], data: bytes, limits: Limits) -> dict[str, Any]:
        """Hand over one file and return the answer; raises `_Lost` where none came."""
        head = json.dumps(request).encode() + b"\n"
        answer = self._exchange(head + data, limits.reply, time.monotonic() + limits.seconds)
        self.files += 1
        return answer

    def kill(self) -> None:
        """End the child and whatever it started."""
        with suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(OSError, subprocess.TimeoutExpired):
            self._process.wait(5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _exchange(self, out: bytes, most: int, deadline: float) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None or stdin.closed:
            raise _Lost(Reason.CANCELED, "reading was stopped")
        waiting = memoryview(out)
        got = bytearray()
        wanted = HEAD.size
        try:
            with selectors.DefaultSelector() as both:
                both.register(stdout, selectors.EVENT_READ)
                if waiting:
                    both.register(stdin, selectors.EVENT_WRITE)
                while len(got) < wanted:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise _Lost(Reason.TIMEOUT, "reading it took too long")
                    for key, _ in both.select(left):
                        if key.fileobj is stdin:
                            waiting = waiting[os.write(stdin.fileno(), waiting[:_STEP]) :]
                            if not waiting:
                                both.unregister(stdin)
                            continue
                        piece = os.read(stdout.fileno(), _STEP)
                        if not piece:
                            raise self._death()
                        got += piece
                        if wanted == HEAD.size and len(got) >= HEAD.size:
                            wanted += HEAD.unpack_from(got)[0]
                            if wanted > most:
                                raise _Lost(Reason.PARSE_LIMIT, "it says more than may be read")
        except (OSError, ValueError):
            raise self._death() from None
        try:
            answer = json.loads(bytes(got[HEAD.size : wanted]))
        except ValueError:
            raise _Lost(Reason.UNREADABLE_DOCUMENT, _DIED) from None
        if len(got) != wanted or not isinstance(answer, dict):
            raise _Lost(Reason.UNREADABLE_DOCUMENT, _DIED)
        return answer

    def _death(self) -> _Lost:
        with suppress(subprocess.TimeoutExpired):
            if self._process.wait(2) == -signal.SIGXCPU:
                return _Lost(Reason.PARSE_LIMIT, "reading it took too long")
        return _Lost(Reason.UNREADABLE_DOCUMENT, _DIED)


def read_file(file: bytes | Path, kind: str, url: str) -> Reading:
    """Read one file with a child of its own (see `DocumentReader.read_file`)."""
    with DocumentReader(1) as reader:
        return reader.read_file(file, kind, url)


@cache
def command() -> tuple[str, ...]:
    """Return how a child is started: isolated, so that neither folder nor environment brings in code.

    Run from a folder that was not installed, the child is told by an argument where the code lies.
    """
    ours = Path(__file__).resolve().parents[2]
    probe = "import auditor, os; print(os.path.realpath(list(auditor.__path__)[0]))"
    asked = subprocess.run(
        [sys.executable, "-I", "-c", probe], capture_output=True, text=True, env={}, cwd="/", timeout=60
    )
    if asked.stdout.strip() == str(ours / "auditor"):
        return (sys.executable, "-I", "-m", "auditor.extract.child")
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from auditor.extract.child import main; main()"
    return (sys.executable, "-I", "-c", start, str(ours))


def _reading(answer: dict[str, Any], kind: str, url: str) -> Reading:
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
        plates=_plates(answer.get("plates")),
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


def _share(value: object) -> float:
    return max(0.0, min(1.0, float(value))) if isinstance(value, (int, float)) else 0.0


def _plates(value: object) -> tuple[Plate, ...]:
    found: list[Plate] = []
    for place, png in _lists(value, 2, 200):
        with suppress(NotBase64, ValueError, TypeError):
            found.append(Plate(_plain(place), b64decode(png, validate=True)))
    return tuple(found)
