"""Have the documents and pictures of one visit read, each content once, within the site's budgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from threading import Lock

from auditor.extract.answer import Answers, Reading
from auditor.extract.documents import READER, DocumentReader
from auditor.extract.ocr import LEAST_SECONDS, ReadWords, WordBudget, read_words, tesseract
from auditor.finding import Reason, Skipped, Stage
from auditor.page import Asset, Document, Text
from auditor.visit.embedded import written_pictures
from auditor.visit.pictures import moved_text
from spiders.job import Picture

MOST_PICTURE_BYTES = 200_000_000
"""Bytes of pictures that one visit hands to a reader."""
MOST_HELD_BYTES = 40_000_000
"""Bytes of pictures that wait for their words to be read."""
SITE_SECONDS = 30.0
"""Seconds a night that reading words in one site's pictures may take."""
_MOST_PAGES = 12
_PLATES_AT_ONCE = 4
_LONGEST_READING = 90.0
_MOST_ASKED_AGAIN = 40


@dataclass(frozen=True, slots=True)
class FileReaders:
    """Carry what reads files for a whole night: locked-in children, and the night's budget for words.

    `said` keeps the words of pictures, which many sites share.
    """

    documents: DocumentReader
    words: WordBudget | None = None
    said: Answers = field(default_factory=Answers, repr=False)


@dataclass(slots=True)
class _Waiting:
    """Hold one file in which pictures wait for somebody to read their words, behind the first `passed`."""

    url: str
    kind: str
    body: bytes
    passed: int
    pictures: int
    score: float


class SiteFiles:
    """Read files as the crawl brings them; pictures come on the crawl's threads."""

    def __init__(
        self, readers: FileReaders | None, time_is_up: Callable[[], bool], known: Iterable[Asset] = ()
    ) -> None:
        self._readers = readers
        self._time_is_up = time_is_up
        self._lock = Lock()
        self._bytes_left = MOST_PICTURE_BYTES
        self._held = 0
        self._pictures: dict[str, Reading] = {}
        # What the last visit read of pictures, to be used again for the same content.
        self._known = {asset.url: asset for asset in known}
        self._by_digest: dict[str, Future[Reading | None]] = {}
        self._waiting: dict[str, _Waiting] = {}
        above = readers.words if readers is not None else None
        self._budget = WordBudget(SITE_SECONDS, above) if above is not None and tesseract()[0] else None
        self._asked_again = 0

    def asks_again(self, reader: str, waiting: int) -> bool:
        """Say whether a file must come anew although the server may call it unchanged.

        That is so where another version read it, and, some each night, where words in it wait for
        somebody to read them and now there is somebody with time.
        """
        if self._readers is None:
            return False
        if reader != READER:
            return True
        if waiting and self._has_time() and self._asked_again < _MOST_ASKED_AGAIN:
            self._asked_again += 1
            return True
        return False

    def take_picture(self, picture: Picture) -> None:
        """Read one picture; called on the crawl's threads, whose memory it does not keep."""
        readers = self._readers
        if readers is None or self._time_is_up():
            return
        known = self._known.get(picture.url)
        if known is not None and known.digest == picture.digest and self._stands(known.reader, known.waiting):
            return
        with self._lock:
            twin = self._by_digest.get(picture.digest)
            if twin is None:
                if len(picture.body) > self._bytes_left:
                    return
                self._bytes_left -= len(picture.body)
                mine = self._by_digest[picture.digest] = Future[Reading | None]()
        if twin is not None:
            same = twin.result(_LONGEST_READING)
            if same is not None:
                with self._lock:
                    self._pictures[picture.url] = _moved(same, picture.url)
            return
        reading: Reading | None = None
        try:
            reading = readers.documents.read_file(
                picture.body, picture.kind, picture.url, weigh=self._budget is not None
            )
        finally:
            mine.set_result(reading)
        with self._lock:
            self._pictures[picture.url] = reading
        earlier = self._earlier(known, picture.digest)
        self._wait(picture.url, picture.kind, picture.body, reading, earlier)

    def asset(self, asset: Asset) -> Asset:
        """Return an asset with what its picture says."""
        reading = self._pictures.get(asset.url)
        known = self._earlier(self._known.get(asset.url), asset.digest)
        if known is not None:
            # Of the same bytes; the words read in pictures on earlier nights are among them.
            return replace(
                asset,
                texts=known.texts,
                reader=known.reader,
                unread=known.unread,
                waiting=known.waiting,
                likeness=known.likeness,
                access=known.access,
            )
        if reading is not None:
            left = reading.pictures_unread or _beyond_reading(reading)
            waiting = reading.pictures_unread
            return replace(
                asset,
                texts=reading.texts,
                reader=READER,
                unread=left,
                waiting=waiting,
                likeness=reading.likeness,
                access=reading.access,
            )
        return asset

    def embedded(self, url: str, code: bytes | str, before: Iterable[Asset] = ()) -> tuple[Asset, ...]:
        """Return the pictures that are written into a page's code, each with what it says.

        `before` are those found in another text of the same page, which stay.
        """
        found = {asset.digest: asset for asset in before}
        for kind, body in written_pictures(code):
            digest = sha256(body).hexdigest()
            if digest in found:
                continue
            address = f"{url.partition('#')[0]}#picture-{digest[:12]}"
            with suppress(TimeoutError, CancelledError):
                self.take_picture(Picture(address, address, kind, digest, body))
            found[digest] = self.asset(Asset(address, 200, {}, digest, len(body)))
        return tuple(found.values())

    def document(self, document: Document, body: bytes, before: Document | None) -> Document:
        """Return a document with what it says; `problem` names the reason and words of what it does not."""
        if self._readers is None or not body:
            return document
        earlier = before if before is not None and before.digest == document.digest else None
        earlier = earlier if earlier is not None and earlier.reader == READER else None
        if earlier is not None and (self._stands(READER, earlier.waiting) or self._time_is_up()):
            return _again(document, earlier)
        if self._time_is_up():
            return replace(document, problem=f"{Reason.SITE_TIME}: not read for want of time")
        reading = self._readers.documents.read_file(body, document.kind, document.url)
        self._wait(document.url, document.kind, body, reading, earlier)
        if earlier is not None:
            return _again(document, earlier)
        problem = reading.problem
        return replace(
            document,
            title=reading.title,
            texts=reading.texts,
            links=reading.links,
            access=reading.access,
            reader=READER,
            unread=reading.pictures_unread,
            waiting=reading.pictures_unread,
            problem=f"{problem.reason}: {problem.detail}" if problem is not None else "",
        )

    def _stands(self, reader: str, waiting: int) -> bool:
        """Say whether what an earlier visit read of the same content is all that can be had."""
        return reader == READER and not (waiting and self._has_time())

    def _has_time(self) -> bool:
        """Say whether words in pictures can still be read tonight."""
        return self._budget is not None and self._budget.left() > LEAST_SECONDS

    @staticmethod
    def _earlier(known: Asset | None, digest: str) -> Asset | None:
        """Return what is known of a picture where it is of the same content and these readers read it."""
        return known if known is not None and (known.digest, known.reader) == (digest, READER) else None

    def _wait(
        self, url: str, kind: str, body: bytes, reading: Reading, earlier: Asset | Document | None
    ) -> None:
        """Keep a file for reading the words in its pictures, where there is a reader and room.

        `earlier` is what earlier nights made of the same content: the next ones go on from there.
        """
        left = earlier.waiting if earlier is not None else reading.pictures_unread
        if left <= 0 or not self._has_time():
            return
        with self._lock:
            if self._held + len(body) > MOST_HELD_BYTES:
                return
            self._held += len(body)
            passed = max(0, reading.pictures_unread - left)
            self._waiting[url] = _Waiting(url, kind, body, passed, left, reading.score)

    def read_words(self) -> dict[str, ReadWords]:
        """Read words in pictures until the budget is used up: scans first, then what looks printed.

        Returns for each file what was found. `tried` counts from where earlier nights had come to.
        """
        found: dict[str, ReadWords] = {}
        readers, budget = self._readers, self._budget
        if readers is None or budget is None:
            return found
        order = sorted(self._waiting.values(), key=lambda each: (each.score > 0, -each.score))
        for waiting in order:
            if budget.left() <= LEAST_SECONDS or self._time_is_up():
                break
            words = self._words_of(waiting, readers, budget)
            if words.done or words.tried:
                found[waiting.url] = words
        self._waiting.clear()
        return found

    def _words_of(self, waiting: _Waiting, readers: FileReaders, budget: WordBudget) -> ReadWords:
        """Read words in the pictures of one file, a few at a time; `tried` counts those that were tried."""
        texts: list[Text] = []
        facts: dict[str, str] = {}
        done, passed, left = 0, waiting.passed, min(_MOST_PAGES, waiting.pictures)
        while left > 0 and not self._time_is_up():
            most = min(_PLATES_AT_ONCE, left)
            reading = readers.documents.read_file(
                waiting.body, waiting.kind, waiting.url, passed=passed, plates=most
            )
            words = read_words(reading.plates, waiting.url, budget, readers.said)
            texts.extend(words.texts)
            facts |= words.printed
            done += words.done
            last = max((plate.number for plate in reading.plates), default=0)
            if words.tried < last:
                # The budget is used up: the next night goes on from here.
                passed = max(passed, words.tried)
                break
            if reading.problem is not None and not reading.plates:
                # Something broke off the reader: another night passes over the picture that may have.
                passed += reading.problem.reason is not Reason.CANCELED
                break
            if len(reading.plates) < most:
                passed = waiting.passed + waiting.pictures  # no more of them can be shown to anyone
                break
            passed, left = last, left - most
        return ReadWords(tuple(texts), done, passed - waiting.passed, facts)


def _again(document: Document, before: Document) -> Document:
    """Return a document with what an earlier visit read of the same content."""
    return replace(
        document,
        title=before.title,
        texts=before.texts,
        links=before.links,
        reader=before.reader,
        unread=before.unread,
        waiting=before.waiting,
        problem=before.problem,
        access=before.access,
    )


def _beyond_reading(reading: Reading) -> int:
    """Return 1 for a picture that is too much for its reader: somebody sees it, and nobody read it."""
    return int(reading.problem is not None and reading.problem.reason is Reason.PARSE_LIMIT)


def problem_of(document: Document) -> Skipped:
    """Return the remark on a document that could not be read whole."""
    reason, _, words = document.problem.partition(": ")
    return Skipped(Stage.EXTRACT, Reason(reason), document.url, words)


def _moved(reading: Reading, url: str) -> Reading:
    """Return what a twin of a picture said, as said by the picture at `url`."""
    return replace(reading, texts=tuple(moved_text(text, url) for text in reading.texts), links=())
