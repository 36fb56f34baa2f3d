"""Hold that every picture of a site is read or counted: made by scripts, behind pages, beyond a budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.browser import BrowserPool
from auditor.checkers import photos
from auditor.extract.answer import Plate
from auditor.extract.documents import READER, DocumentReader
from auditor.extract.html import read_html
from auditor.extract.ocr import ReadWords, WordBudget
from auditor.finding import Reason, SiteOutcome, Stage
from auditor.page import Asset, Page, Source
from auditor.policy import load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.snapshot import Snapshot
from auditor.visit import FileReaders
from auditor.visit.pictures import name_loose_pictures
from tests.extract.files import flyer, iptc, jpeg, lines, pdf, saved
from tests.golden.district import Town, page
from tests.visit.conftest import GoSee
from tests.visit.test_visit_files import NOW, PDF, asset, file, told, visit
from tests.web import Request, Response, Web, html

ROOT = Path(__file__).resolve().parents[2]
HOST = "room12.example"
PHOTO = jpeg([(0xED, iptc([(120, "Odalys Fenwright with her mask")]))], size=(400, 300))
SLIDE = jpeg([(0xED, iptc([(120, "Teo Quillane on stage")]))], size=(400, 300))
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Odalys Fenwright>Welcome\n"


def picture(body: bytes) -> Response:
    return Response(200, {"Content-Type": "image/jpeg"}, body)


@pytest.fixture(scope="module")
def documents() -> Iterator[DocumentReader]:
    with DocumentReader(1) as reader:
        yield reader


@pytest.fixture
def no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.visit.files.tesseract", lambda: ("", ""))


SCRIPT = """<div id=show></div><script>
  const show = document.getElementById('show');
  show.innerHTML = '<img src="/made/photo.jpg" alt=""><a href="/made/list.pdf">list</a>'
    + '<a href="/made/large.jpg">large</a><img src="https://cdn.example/far.jpg" alt="">'
    + '<video src="/made/play.mp4"><track src="/made/play.vtt"></video>'
    + '<a href="/made/more.html">more</a>';
</script>"""


@pytest.mark.browser
@pytest.mark.usefixtures("no_words")
def test_what_only_scripts_show_is_read_like_the_rest(
    go_see: GoSee, pool: BrowserPool, documents: DocumentReader
) -> None:
    town = Town(
        {
            f"{HOST}/": page("<p>Our show</p>", SCRIPT),
            f"{HOST}/made/photo.jpg": picture(PHOTO),
            f"{HOST}/made/large.jpg": picture(SLIDE),
            f"{HOST}/made/list.pdf": Response(200, {"Content-Type": "application/pdf"}, PDF),
            f"{HOST}/made/play.mp4": Response(200, {"Content-Type": "video/mp4"}, b"\0" * 900),
            f"{HOST}/made/play.vtt": Response(200, {"Content-Type": "text/vtt"}, VTT),
            f"{HOST}/made/more.html": page('<img src="/made/later.jpg" alt="">', title="More"),
            f"{HOST}/made/later.jpg": picture(PHOTO),
        }
    )
    with town:
        seen = go_see(town, browsers=pool, files=FileReaders(documents))
        asked = town.asked(HOST)
    visited = seen.visit
    assert [(text.joined, text.where.place) for text in asset(visited, "photo.jpg").texts] == [
        ("Odalys Fenwright with her mask", "IPTC caption")
    ]
    assert [text.joined for text in asset(visited, "large.jpg").texts] == ["Teo Quillane on stage"]
    assert asset(visited, "later.jpg").reader == READER
    files = {found.key: found for found in visited.documents}
    assert [text.joined for text in files["/made/list.pdf"].texts] == ["Star reader: Odalys Fenwright"]
    assert files["/made/list.pdf"].linked_from == ("/",), "the page whose script made the link"
    assert [(text.joined, text.where.source) for text in files["/made/play.vtt"].texts] == [
        ("Odalys Fenwright", Source.VTT),
        ("Welcome", Source.VTT),
    ]
    assert files["/made/play.mp4"].kind == "mp4" and "/made/more.html" in seen.page_keys()
    # Through the one door; the other host is the browser's alone, and its picture is counted.
    (left,) = [skip for skip in visited.skipped if skip.reason is Reason.PICTURE_NOT_READ]
    assert left.detail == "the words in 4 pictures were not read"
    for path in ("/made/photo.jpg", "/made/later.jpg"):
        assert asked.count(path) <= 2, "once by the crawler, once by the browser"


@pytest.mark.browser
@pytest.mark.usefixtures("no_words")
def test_pictures_that_scripts_show_without_end_stay_within_the_limits(
    go_see: GoSee, pool: BrowserPool, documents: DocumentReader
) -> None:
    many = (
        "<div id=show></div><script>for (let n = 0; n < 60; n++) document.getElementById('show')"
        ".innerHTML += `<img loading=lazy src='/p/${n}.jpg' alt=''>`;</script>"
    )
    town = Town(
        {f"{HOST}/": page("<p>x</p>", many)}
        | {f"{HOST}/p/{number}.jpg": picture(PHOTO) for number in range(60)}
    )
    with town:
        seen = go_see(town, browsers=pool, files=FileReaders(documents), pages=5)
    assert len(seen.visit.assets) <= 5
    (left,) = [skip for skip in seen.visit.skipped if skip.reason is Reason.PICTURE_NOT_READ]
    assert left.detail == "the words in 60 pictures were not read", (
        "read for what they say of themselves or not"
    )


def test_pages_that_only_pictures_lead_to_are_read(go_see: GoSee) -> None:
    door = '<p><a href="/art"><img src="/door.png" alt="Come in"></a></p>'
    with Town({f"{HOST}/": page(door), f"{HOST}/art": page("<p>Owls</p>", title="Art")}) as town:
        seen = go_see(town)
    assert seen.page_keys() == ["/", "/art"]


@pytest.mark.parametrize(
    ("name", "html", "asked"),
    [
        ("a video", "<video src=play.mp4></video>", True),
        ("in formats", "<video><source src=play.webm><source src=play.mp4></video>", True),
        ("a recording", "<audio src=song.mp3></audio>", True),
        ("an object", "<object data=play.mov></object>", True),
        ("a poster", "<video poster=play.jpg></video>", True),
        ("nothing to play", "<video></video>", False),
        ("words about one", "<p>Bring your video.mp4 file</p>", False),
    ],
)
def test_a_film_without_words_is_for_a_person_to_look_at(name: str, html: str, asked: bool) -> None:
    url = "https://room.example/"
    policy = load_policy(ROOT / "config" / "policies", ("mcps-social-media-procedures",))
    shown = Page(url, "/", 200, NOW, read_html(f"<p>Our play</p>{html}", url))
    snapshot = Snapshot(Site("a", url, "s", "class"), School("s", "Elm Street School"), NOW, (shown,))
    found = photos.check(snapshot, policy.for_site("class", NOW.date()), Roster.absent("none"))
    assert [finding.rule for finding in found] == ["photo-consent"] * asked, name


# --- pictures that no page shows by itself ---


@pytest.mark.usefixtures("no_words")
def test_pictures_of_styles_tell_their_names_and_are_counted(documents: DocumentReader) -> None:
    site = {
        "/": html("<link rel=stylesheet href=/s.css><link rel=icon href=/apple.png><p>x</p>"),
        "/s.css": Response(200, {"Content-Type": "text/css"}, ".a{background:url(/odalys-fenwright.jpg)}"),
        "/odalys-fenwright.jpg": file(jpeg(size=(400, 300)), "image/jpeg", '"j"'),
        "/apple.png": file(saved(flyer(["x"], (16, 16))), "image/png", '"i"'),
    }
    with Web(site) as web:
        first = visit(web, documents)
        (name,) = asset(first, "odalys-fenwright.jpg").texts
        assert (name.joined, name.split) == ("odalys-fenwright.jpg", "odalys fenwright")
        assert (name.where.source, name.where.document) == (
            Source.FILE_NAME,
            web.url("/odalys-fenwright.jpg"),
        )
        assert told(first) == [
            ("odalys-fenwright.jpg", Reason.PICTURE_NOT_READ, "the words in 1 picture were not read")
        ]
        again = visit(web, documents, first)
        assert asset(again, "odalys-fenwright.jpg").texts == (name,), "said once, not once a night"


def test_names_of_pictures_that_a_page_shows_are_not_said_again() -> None:
    def held(url: str, status: int = 200) -> Asset:
        return Asset(url, status, {"content-type": "image/jpeg"}, "d", 9)

    url = "https://room.example/"
    content = read_html("<img src=odalys.jpg><a href=teo.jpg>Teo</a><img src=old.jpg>", url)
    assets = {
        name: held(name)
        for name in (
            f"{url}odalys.jpg",
            f"{url}teo.jpg",
            f"{url}new.jpg",
            f"{url}8a1b2c.jpg",
            f"{url}wren.jpg",
        )
    }
    assets[f"{url}gone-wren.jpg"] = held(f"{url}gone-wren.jpg", 404)
    assets[f"{url}wren.css"] = replace(held(f"{url}wren.css"), headers={"content-type": "text/css"})
    name_loose_pictures(assets, [Page(url, "/", 200, NOW, content)], {f"{url}old.jpg": f"{url}new.jpg"})
    assert [name.removeprefix(url) for name, asset in assets.items() if asset.texts] == ["wren.jpg"]


# --- what nobody read is counted, and what waits goes on the next night ---


@pytest.mark.usefixtures("no_words")
def test_a_page_too_large_to_be_read_whole_says_so_every_night(documents: DocumentReader) -> None:
    large = "<p>Odalys</p>" + "<i></i>" * 160_000 + "<p>Teo</p>"

    def unchanged(request: Request) -> Response:
        if request.headers.get("if-none-match") == '"a"':
            return Response(304, {"ETag": '"a"'})
        return html(large, ETag='"a"')

    with Web({"/": unchanged, "/small": html("<p>Wren</p>")}) as web:
        first = visit(web, documents)
        again = visit(web, documents, first)
    for seen in (first, again):
        said = [text.joined for text in seen.pages[0].served.texts]
        assert "Odalys" in said and "Teo" not in said
        assert told(seen) == [
            ("", Reason.PARSE_LIMIT, "larger or nested deeper than may be read: some of it was not")
        ]
        assert seen.outcome is SiteOutcome.PARTIAL


@pytest.mark.usefixtures("no_words")
def test_a_picture_beyond_the_budget_of_bytes_is_counted(
    documents: DocumentReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.visit.files.MOST_PICTURE_BYTES", len(PHOTO) + 100)
    site = {
        "/": html("<p>x</p><img src=/a.jpg alt=''><a href=/b.jpg>large</a>"),
        "/a.jpg": file(PHOTO, "image/jpeg", '"a"'),
        "/b.jpg": file(SLIDE, "image/jpeg", '"b"'),
    }
    with Web(site) as web:
        seen = visit(web, documents)
    read = {each.url.rpartition("/")[2] for each in seen.assets if each.reader}
    assert len(read) == 1
    ((_, reason, detail),) = told(seen)
    assert (reason, detail) == (Reason.PICTURE_NOT_READ, "the words in 2 pictures were not read")


@pytest.mark.usefixtures("no_words")
def test_a_picture_made_of_a_scripts_own_bytes_is_counted(documents: DocumentReader) -> None:
    site = {"/": html("<p>x</p><img src='blob:https://room.example/1' alt=''>")}
    with Web(site) as web:
        seen = visit(web, documents)
    assert told(seen) == [("", Reason.PICTURE_NOT_READ, "the words in 1 picture were not read")]


SCANS = ["Odalys", "Teo", "Wren", "Ines", "Quill"]


def scanned() -> bytes:
    import io

    out = io.BytesIO()
    first, *rest = (flyer([name], (300, 200)).convert("RGB") for name in SCANS)
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=72)
    return out.getvalue()


class Words:
    """Stand in for the program that reads words: says each plate's place, and fails where told to."""

    def __init__(self, *fails: int) -> None:
        self.asked: list[int] = []
        self._fails = fails

    def __call__(self, plates: Any, url: str, budget: WordBudget, known: object = None) -> ReadWords:
        from auditor.page import Location, Text

        listed: list[Plate] = list(plates)
        self.asked += [plate.number for plate in listed]
        good = [plate for plate in listed if plate.number not in self._fails]
        texts = tuple(
            Text(SCANS[plate.number - 1], "", Location(url, Source.OCR, place=plate.place, document=url))
            for plate in good
        )
        return ReadWords(texts, len(good), max((plate.number for plate in listed), default=0))


def test_a_long_scan_is_read_on_night_after_night(
    documents: DocumentReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.visit.files._MOST_PAGES", 2)
    monkeypatch.setattr("auditor.visit.files.tesseract", lambda: ("/usr/bin/tesseract", "eng"))
    words = Words(4)
    monkeypatch.setattr("auditor.visit.files.read_words", words)
    site = {"/": html("<a href=/s.pdf>x</a><p>x</p>"), "/s.pdf": file(scanned(), "application/pdf", '"s"')}
    seen = None
    nights = []
    with Web(site) as web:
        for _ in range(5):
            seen = visit(web, documents, seen, words=WordBudget(60))
            (found,) = seen.documents
            left = [detail for _, reason, detail in told(seen) if reason is Reason.PICTURE_NOT_READ]
            nights.append(([text.joined for text in found.texts], found.unread, found.waiting, len(left)))
        asked = web.asked["/s.pdf"]
    assert nights == [
        (["Odalys", "Teo"], 3, 3, 1),
        (["Odalys", "Teo", "Wren"], 2, 1, 1),
        (["Odalys", "Teo", "Wren", "Quill"], 1, 0, 1),
        (["Odalys", "Teo", "Wren", "Quill"], 1, 0, 1),
        (["Odalys", "Teo", "Wren", "Quill"], 1, 0, 1),
    ], "the page that cannot be read is counted for ever, and tried once"
    assert words.asked == [1, 2, 3, 4, 5]
    assert asked == 5, "asked for anew while pages wait, and then only whether it has changed"


def test_a_picture_that_cannot_be_read_is_counted_and_not_tried_every_night(
    documents: DocumentReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.visit.files.tesseract", lambda: ("/usr/bin/tesseract", "eng"))
    words = Words(1)
    monkeypatch.setattr("auditor.visit.files.read_words", words)
    site = {"/": html("<img src=/p.jpg alt=''><p>x</p>"), "/p.jpg": file(PHOTO, "image/jpeg", '"p"')}
    seen = None
    with Web(site) as web:
        for _ in range(3):
            seen = visit(web, documents, seen, words=WordBudget(60))
            found = asset(seen, "p.jpg")
            assert (found.unread, found.waiting, len(found.texts)) == (1, 0, 1)
            assert [reason for _, reason, _ in told(seen, Stage.EXTRACT)] == [Reason.PICTURE_NOT_READ]
    assert words.asked == [1]


def test_without_time_nothing_is_read_and_all_is_counted(documents: DocumentReader) -> None:
    site = {
        "/": html("<img src=/p.jpg alt=''><a href=/l.pdf>x</a><p>x</p>"),
        "/p.jpg": file(PHOTO, "image/jpeg", '"p"'),
        "/l.pdf": file(pdf([lines(["Odalys"])]), "application/pdf", '"l"'),
    }
    with Web(site) as web:
        first = visit(web, documents, words=WordBudget(60))
        changed = {"/p.jpg": file(SLIDE, "image/jpeg", '"q"')}
        web.routes.update(changed)
        out_of_time = _Late(documents)
        again = visit(web, out_of_time, first, words=WordBudget(60))
    assert [text.joined for text in again.documents[0].texts] == ["Odalys"], "of the same bytes"
    assert asset(again, "p.jpg").texts == () and asset(again, "p.jpg").reader == ""
    assert [detail for _, reason, detail in told(again) if reason is Reason.PICTURE_NOT_READ] == [
        "the words in 1 picture were not read"
    ]


class _Late:
    """Stand in for readers that a night closed before this site's turn."""

    def __init__(self, reader: DocumentReader) -> None:
        self._reader = reader

    def read_file(self, *_: object, **__: object) -> Any:
        raise TimeoutError
