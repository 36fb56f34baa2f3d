"""From a picture on a page to an item for a person: browser, reader of words and checker together."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from auditor.browser import BrowserPool
from auditor.checkers import shown_pictures
from auditor.extract.documents import DocumentReader
from auditor.extract.ocr import WordBudget, tesseract
from auditor.finding import Reason
from auditor.night.judging import _pictures
from auditor.policy import load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.snapshot import Snapshot
from auditor.visit import FileReaders, SiteVisit
from tests.extract.files import flyer, saved
from tests.golden.district import Town, page
from tests.visit.conftest import GoSee
from tests.web import Response

HOST = "room12.example"
NIGHT = datetime(2026, 10, 28, 2, 0, tzinfo=UTC)
POLICY = load_policy(
    Path(__file__).resolve().parents[2] / "config" / "policies",
    ("mcps-parent-student-engagement", "mcps-social-media-procedures", "wcag-2.0"),
)
LINES = (
    "Picture day is on Friday",
    "Odalys Fenwright sells the",
    "order forms before school",
    "Wear our colors",
)
READING = "<p>We read each evening, practice our facts, pack pencils, sharpen crayons, return folders.</p>"


@pytest.fixture(scope="module")
def documents() -> Iterator[DocumentReader]:
    with DocumentReader(1) as reader:
        yield reader


def turning() -> bytes:
    frames = [Image.new("RGB", (200, 150), (60 * number, 90, 120)) for number in range(4)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=500, loop=0)
    return out.getvalue()


def town() -> Town:
    shown = (
        f"{READING}<img src=/news.png alt='Our news' width=600 height=333>"
        "<img src=/bus.gif alt='A bus' width=200 height=150>"
    )
    return Town(
        {
            f"{HOST}/": page(shown),
            f"{HOST}/news.png": Response(200, {"Content-Type": "image/png"}, saved(flyer(LINES))),
            f"{HOST}/bus.gif": Response(200, {"Content-Type": "image/gif"}, turning()),
        }
    )


def told(visit: SiteVisit) -> dict[str, tuple[str, str]]:
    site = Site("room-12", f"http://{HOST}/", "cedar", kind="class")
    snapshot = Snapshot(
        site, School("cedar", "Cedar School"), NIGHT, visit.pages, tuple(_pictures(visit)), visit.skipped
    )
    found = shown_pictures.check(snapshot, POLICY.for_site("class", NIGHT.date()), Roster.absent("none"))
    return {each.rule: (each.where.place, f"{each.message} {each.quote} {each.target}") for each in found}


@pytest.mark.browser
@pytest.mark.timeout(120)
@pytest.mark.skipif(not tesseract()[0], reason="Tesseract is not installed")
def test_a_flyer_and_a_moving_picture(go_see: GoSee, pool: BrowserPool, documents: DocumentReader) -> None:
    with town() as web:
        seen = go_see(web, browsers=pool, files=FileReaders(documents, WordBudget(60)))
    items = told(seen.visit)
    assert items.keys() == {"picture-words-untold", "picture-moves"}
    place, words = items["picture-words-untold"]
    assert place == "first picture"
    assert "words are drawn in this picture, and its alternative text does not tell them." in words
    assert "Odalys" not in words and "Fenwright" not in words, "what is drawn is counted and never told"
    assert items["picture-moves"][0] == "second picture"


@pytest.mark.browser
@pytest.mark.timeout(120)
def test_where_nobody_reads_words_that_is_said_and_nothing_is_found(
    go_see: GoSee, pool: BrowserPool, documents: DocumentReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.visit.files.tesseract", lambda: ("", ""))
    with town() as web:
        seen = go_see(web, browsers=pool, files=FileReaders(documents, WordBudget(60)))
    assert told(seen.visit).keys() == {"picture-moves"}
    [left] = [skip for skip in seen.visit.skipped if skip.reason is Reason.PICTURE_NOT_READ]
    assert left.detail == "the words in 2 pictures were not read"
