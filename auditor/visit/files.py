"""Have the documents and pictures of one visit read, each content once, within the site's budgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from threading import Lock

from auditor.extract.documents import READER, DocumentReader, Reading
from auditor.extract.ocr import WordBudget, read_words, tesseract
from auditor.finding import Reason, Skipped, Stage
from auditor.page import Asset, Document, Page, Text
from spiders.job import Picture

MOST_PICTURE_BYTES = 200_000_000
"""Bytes of pictures that one visit hands to a reader."""
MOST_HELD_BYTES = 40_000_000
"""Bytes of pictures that wait for their words to be read."""
SITE_SECONDS = 30.0
"""Seconds a night that reading words in one site's pictures may take."""
_MOST_PAGES = 12
_LONGEST_READING = 90.0
_MOST_ASKED_AGAIN = 40


@dataclass(frozen=True, slots=True)
class FileReaders:
    """Carry what reads files for a whole night: locked-in children, and the night's budget for words."""

    documents: DocumentReader
    words: WordBudget | None = None


@dataclass(slots=True)
class _Waiting:
    """Hold one file whose words in pictures were not read yet."""

    url: str
    kind: str
    body: bytes
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

    def asks_again(self, reader: str, unread: int) -> bool:
        """Say whether a file must come anew although the server may call it unchanged.

        That is so where another version read it, and, some each night, where words in it wait for
        somebody to read them and now there is somebody.
        """
        if self._readers is None:
            return False
        if reader != READER:
            return True
        if unread and self._budget is not None and self._asked_again < _MOST_ASKED_AGAIN:
            self._asked_again += 1
            return True
        return False

    def take_picture(self, picture: Picture) -> None:
        """Read one picture; called on the crawl's threads, whose memory it does not keep."""
        readers = self._readers
        if readers is None or self._time_is_up():
            return
        known = self._known.get(picture.url)
        if known is not None and known.digest == picture.digest and self._stands(known.reader, known.unread):
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
        self._wait(picture.url, picture.kind, picture.body, reading)

    def asset(self, asset: Asset) -> Asset:
        """Return an asset with what its picture says."""
        reading = self._pictures.get(asset.url)
        if reading is not None:
            return replace(asset, texts=reading.texts, reader=READER, unread=reading.pictures_unread)
        known = self._known.get(asset.url)
        if known is not None and known.digest == asset.digest and known.reader == READER:
            return replace(asset, texts=known.texts, reader=known.reader, unread=known.unread)
        return asset

    def document(self, document: Document, body: bytes, before: Document | None) -> Document:
        """Return a document with what it says; `problem` names the reason and words of what it does not."""
        if self._readers is None or not body:
            return document
        if (
            before is not None
            and before.digest == document.digest
            and self._stands(before.reader, before.unread)
        ):
            return replace(
                document,
                title=before.title,
                texts=before.texts,
                links=before.links,
                reader=before.reader,
                unread=before.unread,
                problem=before.problem,
            )
        if self._time_is_up():
            return replace(document, problem=f"{Reason.SITE_TIME}: not read for want of time")
        reading = self._readers.documents.read_file(body, document.kind, document.url)
        self._wait(document.url, document.kind, body, reading)
        problem = reading.problem
        return replace(
            document,
            title=reading.title,
            texts=reading.texts,
            links=reading.links,
            reader=READER,
            unread=reading.pictures_unread,
            problem=f"{problem.reason}: {problem.detail}" if problem is not None else "",
        )

    def _stands(self, reader: str, unread: int) -> bool:
        """Say whether what an earlier visit read of the same content is all that can be had."""
        return reader == READER and not (unread and self._budget is not None)

    def _wait(self, url: str, kind: str, body: bytes, reading: Reading) -> None:
        """Keep a file for reading the words in its pictures, where there is a reader and room."""
        if self._budget is None or not reading.pictures_unread:
            return
        with self._lock:
            if self._held + len(body) > MOST_HELD_BYTES:
                return
            self._held += len(body)
            self._waiting[url] = _Waiting(url, kind, body, reading.pictures_unread, reading.score)

    def read_words(self) -> dict[str, tuple[tuple[Text, ...], int]]:
        """Read words in pictures until the budget is used up: scans first, then what looks printed.

        Returns for each file the texts found and how many of its pictures were read.
        """
        found: dict[str, tuple[tuple[Text, ...], int]] = {}
        readers, budget = self._readers, self._budget
        if readers is None or budget is None:
            return found
        order = sorted(self._waiting.values(), key=lambda each: (each.score > 0, -each.score))
        for waiting in order:
            if budget.left() <= 0.5 or self._time_is_up():
                break
            most = min(_MOST_PAGES, waiting.pictures)
            reading = readers.documents.read_file(waiting.body, waiting.kind, waiting.url, plates=most)
            pages = reading.kind == "pdf"
            texts, done = read_words(reading.plates, waiting.url, budget, pages=pages)
            if done:
                found[waiting.url] = (tuple(texts), done)
        self._waiting.clear()
        return found


def problem_of(document: Document) -> Skipped:
    """Return the remark on a document that could not be read whole."""
    reason, _, words = document.problem.partition(": ")
    return Skipped(Stage.EXTRACT, Reason(reason), document.url, words)


def with_words(
    found: Mapping[str, tuple[tuple[Text, ...], int]],
    documents: dict[str, Document],
    assets: dict[str, Asset],
) -> None:
    """Add the words read in pictures to the files they stand in."""
    for key, document in documents.items():
        if document.url in found:
            texts, done = found[document.url]
            documents[key] = replace(
                document, texts=(*document.texts, *texts), unread=max(0, document.unread - done)
            )
    by_digest = {assets[url].digest: url for url in found if url in assets}
    for url, asset in assets.items():
        source = by_digest.get(asset.digest)
        if source is not None and asset.reader:
            texts, done = found[source]
            moved = tuple(_at(text, url) for text in texts)
            assets[url] = replace(asset, texts=(*asset.texts, *moved), unread=max(0, asset.unread - done))


def pictures_unread(
    pages: Iterable[Page],
    documents: Iterable[Document],
    assets: Mapping[str, Asset],
    requested: Mapping[str, str],
) -> Skipped | None:
    """Return one remark on all pictures of a site whose words nobody read, None where there are none.

    `requested` maps an address asked for to the one that answered. A picture elsewhere counts too:
    it stands on the page, and was not fetched. The remark names the first of them.
    """
    unread: dict[str, int] = {}
    for document in documents:
        if document.unread:
            unread[document.url] = document.unread
    for asset in assets.values():
        if asset.unread:
            unread[asset.url] = asset.unread
    for page in pages:
        for image in page.content.images:
            url = image.url.partition("#")[0]
            if not url.startswith(("http:", "https:")) or url.lower().endswith((".svg", ".svgz")):
                continue
            asset_seen = assets.get(requested.get(url, url))
            # A picture that the server does not have shows nothing; a drawing's words are its text.
            if asset_seen is None or (asset_seen.status == 200 and not asset_seen.reader and asset_seen.size):
                unread.setdefault(url, 1)
    if not unread:
        return None
    total = sum(unread.values())
    counted = "1 picture" if total == 1 else f"{total} pictures"
    words = f"the words in {counted} were not read"
    # Files come home in any order; pages and their pictures stand in one.
    shown = (image.url.partition("#")[0] for page in pages for image in page.content.images)
    first = next((url for url in shown if requested.get(url, url) in unread), min(unread))
    return Skipped(Stage.EXTRACT, Reason.PICTURE_NOT_READ, first, words)


def _moved(reading: Reading, url: str) -> Reading:
    """Return what a twin of a picture said, as said by the picture at `url`."""
    return replace(reading, texts=tuple(_at(text, url) for text in reading.texts), links=())


def _at(text: Text, url: str) -> Text:
    return replace(text, where=replace(text.where, url=url, document=url))
