"""Visit a site on loopback and hold what its files said: read once, used again, counted where unread."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from auditor.egress import Door, DoorRules, LaneLimits
from auditor.extract import ocr
from auditor.extract.documents import READER, DocumentReader
from auditor.extract.ocr import WordBudget
from auditor.finding import Reason, SiteOutcome, Skipped, Stage
from auditor.manners import HostRule, Manners
from auditor.page import Asset, Source
from auditor.pages import PageCache
from auditor.registry import Site
from auditor.visit import FileReaders, SiteJob, SiteVisit, Visitor
from spiders.crawl import CrawlThread
from spiders.job import CrawlJob, CrawlLimits, Picture
from tests.extract.files import docx, flyer, iptc, jpeg, lines, p, pdf, saved
from tests.web import Request, Response, Web, html

NOW = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
PDF = pdf([lines(["Star reader: Odalys Fenwright"])])
PHOTO = jpeg([(0xED, iptc([(120, "Odalys Fenwright with her mask")]))], size=(400, 300))
ICON = jpeg(size=(16, 16))
PAGE = (
    "<h1>Room 7</h1><p>News</p><a href='/list.pdf'>list</a> <a href='/old.doc'>old</a>"
    "<img src='/photo.jpg' alt=''><img src='/icon.jpg' alt=''>"
    "<img src='https://cdn.example/far.jpg' alt=''><a href='/big.jpg'>large</a>"
)


def file(body: bytes, kind: str, tag: str) -> Any:
    """Return a route that answers 304 to whoever knows the tag."""

    def answer(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(304, {"ETag": tag})
        return Response(200, {"Content-Type": kind, "ETag": tag}, body)

    return answer


def routes() -> dict[str, Any]:
    return {
        "/": html(PAGE),
        "/list.pdf": file(PDF, "application/pdf", '"a"'),
        "/old.doc": file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/msword", '"b"'),
        "/photo.jpg": file(PHOTO, "image/jpeg", '"c"'),
        "/big.jpg": file(PHOTO, "image/jpeg", '"d"'),
        "/icon.jpg": file(ICON, "image/jpeg", '"e"'),
    }


@pytest.fixture(scope="module")
def documents() -> Iterator[DocumentReader]:
    with DocumentReader(1) as reader:
        yield reader


class Readings:
    """Count what is really read."""

    def __init__(self, reader: DocumentReader) -> None:
        self._reader = reader
        self.read: list[str] = []

    def read_file(self, file: bytes, kind: str, url: str, **how: Any) -> Any:
        self.read.append(url.rpartition("/")[2])
        return self._reader.read_file(file, kind, url, **how)


def visit(
    web: Web, reader: Any, last: SiteVisit | None = None, words: WordBudget | None = None, **how: Any
) -> SiteVisit:
    site = Site(site_id="r12", url=web.url(), school_id="s", kind="class")
    job = SiteJob(
        site,
        NOW,
        CrawlLimits(pages=20, seconds=20),
        "test/1",
        last,
        browser=False,
        deadline=time.monotonic() + 60,
    )
    manners = Manners(default=HostRule(delay=0.0))
    with Door(DoorRules(allow_private=(f"127.0.0.1:{web.port}",))) as door, CrawlThread(manners) as crawls:
        return Visitor(door, crawls, manners, None, FileReaders(reader, words)).visit(replace(job, **how))


def asset(seen: SiteVisit, name: str) -> Asset:
    return next(each for each in seen.assets if each.url.endswith(name))


def told(seen: SiteVisit, stage: Stage = Stage.EXTRACT) -> list[tuple[str, Reason, str]]:
    return [
        (skip.url.rpartition("/")[2], skip.reason, skip.detail)
        for skip in seen.skipped
        if skip.stage is stage
    ]


@pytest.fixture
def no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.visit.files.tesseract", lambda: ("", ""))


@pytest.mark.usefixtures("no_words")
def test_documents_and_pictures_are_read_with_their_place(documents: DocumentReader) -> None:
    reader = Readings(documents)
    with Web(routes()) as web:
        seen = visit(web, reader)
        (text,) = next(found for found in seen.documents if found.kind == "pdf").texts
        assert (text.joined, text.where.source) == ("Star reader: Odalys Fenwright", Source.PDF)
        assert text.where.document == web.url("/list.pdf")
        for name in ("photo.jpg", "big.jpg"):
            (said,) = asset(seen, name).texts
            assert (said.joined, said.where.place) == ("Odalys Fenwright with her mask", "IPTC caption")
            assert said.where.document == web.url(f"/{name}")
        assert (asset(seen, "icon.jpg").unread, asset(seen, "icon.jpg").reader) == (0, READER)
    # Two addresses with one content are one reading.
    assert sum(name in ("photo.jpg", "big.jpg") for name in reader.read) == 1
    assert ("old.doc", Reason.UNREADABLE_DOCUMENT) in [(name, reason) for name, reason, _ in told(seen)]
    (pictures,) = [entry for entry in told(seen) if entry[1] is Reason.PICTURE_NOT_READ]
    assert pictures[2] == "the words in 3 pictures were not read"
    assert (seen.outcome, seen.reason) == (SiteOutcome.PARTIAL, "unreadable-document")
    assert not any(body == PHOTO for body in seen.bodies.values())


@pytest.mark.usefixtures("no_words")
def test_what_has_not_changed_is_not_read_again(documents: DocumentReader, tmp_path: Any) -> None:
    with Web(routes()) as web:
        first = visit(web, documents)
        cache = PageCache(tmp_path, b"k" * 32)
        last = cache.load_visit(cache.save_visit(replace(first, bodies={})), SiteVisit)
        assert last is not None
        for name, moment in (
            ("answered 304", NOW),
            ("sent again, the same bytes", NOW + timedelta(days=30)),
        ):
            reader = Readings(documents)
            again = visit(web, reader, last, as_of=moment)
            assert reader.read == [], name
            assert {d.url: d.access for d in again.documents} == {d.url: d.access for d in first.documents}
            assert {d.url: d.texts for d in again.documents} == {d.url: d.texts for d in first.documents}
            assert {a.url: a.texts for a in again.assets} == {a.url: a.texts for a in first.assets}
            assert told(again) == told(first), name


@pytest.mark.usefixtures("no_words")
def test_a_new_version_of_the_readers_reads_anew(documents: DocumentReader) -> None:
    with Web(routes()) as web:
        first = visit(web, documents)
        older = replace(
            first,
            documents=tuple(replace(found, reader="0", texts=()) for found in first.documents),
            assets=tuple(replace(each, reader="0", texts=()) for each in first.assets),
        )
        reader = Readings(documents)
        again = visit(web, reader, older)
        assert {"list.pdf", "old.doc", "icon.jpg"} <= set(reader.read)
        assert {d.url: d.texts for d in again.documents} == {d.url: d.texts for d in first.documents}
        assert asset(again, "photo.jpg").texts == asset(first, "photo.jpg").texts


@pytest.mark.skipif(not ocr.tesseract()[0], reason="Tesseract is not installed")
def test_words_in_pictures_are_read_within_the_budget(documents: DocumentReader) -> None:
    printed = file(saved(flyer(["Odalys Fenwright", "wins the bee"])), "image/png", '"f"')
    answered: list[int] = []

    def listened(request: Request) -> Response:
        answer: Response = printed(request)
        answered.append(answer.status)
        return answer

    with Web({"/": html("<p>Hi</p><img src='/flyer.png' alt=''>"), "/flyer.png": listened}) as web:
        none = visit(web, documents, words=WordBudget(0.1))
        assert (asset(none, "flyer.png").texts, asset(none, "flyer.png").unread) == ((), 1)
        assert [reason for _, reason, _ in told(none)] == [Reason.PICTURE_NOT_READ]
        # Nor is it asked for or looked at again on a night whose time for words is used up.
        reader = Readings(documents)
        spent = visit(web, reader, none, words=WordBudget(0.1))
        assert (asset(spent, "flyer.png").waiting, told(spent)) == (1, told(none))
        assert (answered, reader.read) == ([200, 304], [])
        # The server would say that nothing has changed: what waits for words is asked for anew.
        seen = visit(web, documents, none, words=WordBudget(60))
        assert [text.joined for text in asset(seen, "flyer.png").texts] == [
            "Odalys Fenwright",
            "wins the bee",
        ]
        facts = asset(seen, "flyer.png").access
        assert (facts["words"], facts["running"], facts["flat"]) == (
            "5",
            "3",
            asset(none, "flyer.png").access["flat"],
        )
        assert told(seen) == []
        asked = web.asked["/flyer.png"]
        third = visit(web, documents, seen, words=WordBudget(60))
        assert asset(third, "flyer.png").texts == asset(seen, "flyer.png").texts
        assert asset(third, "flyer.png").access == facts, "how its words stand is kept with them"
        assert web.asked["/flyer.png"] == asked + 1 and told(third) == []


def test_without_readers_nothing_is_read_and_all_is_counted() -> None:
    with Web(routes()) as web:
        site = Site(site_id="r12", url=web.url(), school_id="s", kind="class")
        manners = Manners(default=HostRule(delay=0.0))
        job = SiteJob(
            site,
            NOW,
            CrawlLimits(pages=20, seconds=20),
            "test/1",
            browser=False,
            deadline=time.monotonic() + 60,
        )
        with (
            Door(DoorRules(allow_private=(f"127.0.0.1:{web.port}",))) as door,
            CrawlThread(manners) as crawls,
        ):
            seen = Visitor(door, crawls, manners, None).visit(job)
    assert not any(found.texts or found.reader for found in seen.documents)
    assert not any(each.texts or each.reader for each in seen.assets)
    assert [reason for _, reason, _ in told(seen)] == [Reason.PICTURE_NOT_READ]


def test_a_reader_of_pictures_that_breaks_or_dawdles_costs_nothing_else() -> None:
    taken: list[Picture] = []

    def take(picture: Picture) -> None:
        taken.append(picture)
        time.sleep(0.05)
        raise RuntimeError("broken")

    with Web(routes()) as web:
        manners = Manners(default=HostRule(delay=0.0))
        with (
            Door(DoorRules(allow_private=(f"127.0.0.1:{web.port}",))) as door,
            CrawlThread(manners) as crawls,
            door.open("r12", LaneLimits()) as lane,
        ):
            limits = CrawlLimits(seconds=20)
            job = CrawlJob("r12", web.url(), (web.url(),), lane.url, lane.secret, limits=limits)
            result = crawls.crawl(job, lane, take)
    assert {picture.url.rpartition("/")[2] for picture in taken} == {"photo.jpg", "icon.jpg", "big.jpg"}
    assert {picture.kind for picture in taken} == {"jpg"}
    got = {each.url.rpartition("/")[2]: each for each in result.fetched}
    assert {"photo.jpg", "icon.jpg", "big.jpg", "list.pdf"} <= set(got)
    assert got["photo.jpg"].body == b"" and got["photo.jpg"].size == len(PHOTO)


def test_a_word_file_with_pictures_counts_them(documents: DocumentReader) -> None:
    reading = documents.read_file(
        docx(p("x"), None, **{"word__media__a.jpg": PHOTO}), "docx", "https://a.example/"
    )
    assert reading.pictures_unread == 1
    assert Skipped(Stage.EXTRACT, Reason.PICTURE_NOT_READ).rules == ()
