"""Recordings of speech, timed in a real browser: which of them no words on their page can stand for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, available
from auditor.checkers.accessibility.joining import joined
from auditor.page import Outcome
from auditor.words import shipped_words
from tests.engines.test_sound import WAVE, wav
from tests.invented_web import Answer, InventedWeb

SHORT = wav((WAVE, 6))
LONG = wav((WAVE, 60))
FILES = {
    **dict.fromkeys(("podcast.wav", "EntrevistaDirectora.wav", "track-3.wav", "a.wav", "b.wav"), LONG),
    **dict.fromkeys(("episode-1.wav", "song.wav", "speech-synthesis.wav"), LONG),
    "greeting-speech.wav": SHORT,
    "broken-sermon.wav": Answer("no recording", kind="audio/wav"),
    "c.vtt": "WEBVTT",
}
PODCAST = "<audio id=a controls src=podcast.wav></audio>"
FILM = "https://www.youtube.com/embed/a"
NAMELESS = "<audio id=a controls src=a.wav></audio>"
TYPED = "<p>" + "The frogs in our pond sing at night, and we wrote down what we heard. " * 6 + "</p>"

HITS: tuple[tuple[str, str], ...] = (
    ("its file", PODCAST),
    ("its file, in Spanish", "<audio id=a controls src=EntrevistaDirectora.wav></audio>"),
    ("its source", "<audio id=a controls><source src=podcast.wav type=audio/wav>No player.</audio>"),
    ("its label", "<audio id=a controls src=a.wav aria-label='Interview with a farmer'></audio>"),
    ("the words beside it", f"<p>A sermon from May {NAMELESS}</p>"),
    ("the heading above it", "<h2>Our podcast</h2><p>Ponds</p>" + NAMELESS),
    (
        "the heading above its heading",
        "<h2>Podcasts</h2><h3>Song birds</h3><p>Larks</p><h3>Frogs</h3>" + NAMELESS,
    ),
    ("a link to the file itself", PODCAST + "<a href=podcast.wav download>Download</a>"),
    ("links of the whole site", PODCAST + "<nav><a href=/more>More articles</a></nav>"),
    ("text that is not shown", PODCAST + f"<div hidden>{TYPED}</div>"),
    ("a script without words to show", PODCAST + "<script>// " + "pond " * 90 + "</script>"),
    ("a video elsewhere", PODCAST + f"<h2>Frogs</h2><iframe src={FILM} title=Frogs></iframe>"),
    ("a map", PODCAST + "<iframe src=https://www.google.com/maps/embed?pb=1 title=Map></iframe>"),
)
MISSES: tuple[tuple[str, str], ...] = (
    ("music", "<audio id=a controls src=song.wav></audio>"),
    ("music in a place for speech", "<h2>Podcasts</h2><audio id=a controls src=track-3.wav></audio>"),
    ("a voice made by a program", "<audio id=a controls src=speech-synthesis.wav></audio>"),
    ("the page read out", f"<p>Listen to this article on speech: {NAMELESS}</p>"),
    ("a word elsewhere on the page", "<p>We like podcasts.</p><h2>Pond</h2>" + NAMELESS),
    ("too short", "<audio id=a controls src=greeting-speech.wav></audio>"),
    ("of unknown length", "<audio id=a controls src=broken-sermon.wav></audio>"),
    ("again and again", "<audio id=a controls loop src=podcast.wav></audio>"),
    ("as many words as seconds", PODCAST + TYPED),
    ("text that a button may unfold", PODCAST + f"<button>Open</button><div hidden>{TYPED}</div>"),
    ("text that a script may show", PODCAST + f"<div hidden>{TYPED}</div><script>onclick = () => 1</script>"),
    ("text that unfolds", PODCAST + f"<details><summary>Pond</summary>{TYPED}</details>"),
    ("text tracks", "<audio id=a controls src=podcast.wav><track src=c.vtt></audio>"),
    ("a description", PODCAST.replace("<audio", "<audio aria-describedby=p") + "<p id=p>What is said</p>"),
    ("a transcript", PODCAST + "<p>Transcript: we went to the pond.</p>"),
    ("a transcript, in German", PODCAST + "<aside><b>Transkript</b> Wir waren am Teich.</aside>"),
    ("a link to one", PODCAST + "<a href=/t>Transcripción</a>"),
    ("a link that may lead to one", PODCAST + "<a href=/t>Read the story</a>"),
    ("a link away, right beside", f"<li>{PODCAST}<a href=/t>Frogs</a></li>"),
    ("a document", PODCAST + "<nav><a href=/files/frogs.pdf>Frogs</a></nav>"),
    ("a shared document", PODCAST + "<a href=https://docs.google.com/document/d/1>Frogs</a>"),
    ("a frame", PODCAST + "<iframe src=/frogs title=Frogs></iframe>"),
    ("another site's video beside it", f"<div>{PODCAST}<iframe src={FILM} title=Frogs></iframe></div>"),
    ("a video beside it", f"<div>{PODCAST}<video src=v.mp4 controls></video></div>"),
)


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[InventedWeb, BrowserSession]]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    options = BrowserOptions(jobs=1, page_seconds=30, engines=("axe", "own"), pictures=False)
    with BrowserPool(options) as pool, InventedWeb({}) as web, pool.session(web.proxy) as session:
        yield web, session


def failed(room: tuple[InventedWeb, BrowserSession], body: str) -> list[str]:
    """Return the places that fail for want of a written version."""
    web, session = room
    page = f"<!doctype html><html lang=en><title>Pond</title><h1>Pond</h1>{body}</html>"
    web.pages = {"pond.example/": page, **{f"pond.example/{name}": file for name, file in FILES.items()}}
    rendered = session.render("http://pond.example/")
    assert rendered.failure is None, rendered.failure
    seen = [each for each in joined(rendered.observations, shipped_words()) if each.rule == "audio-text"]
    assert seen, "a recording is always told of"
    return [each.selector for each in seen if each.outcome is Outcome.VIOLATION]


@pytest.mark.browser
@pytest.mark.parametrize("body", [case[1] for case in HITS], ids=[case[0] for case in HITS])
def test_speech_that_nothing_on_its_page_can_stand_for_fails(
    room: tuple[InventedWeb, BrowserSession], body: str
) -> None:
    assert failed(room, body) == ["#a"]


@pytest.mark.browser
@pytest.mark.parametrize("body", [case[1] for case in MISSES], ids=[case[0] for case in MISSES])
def test_where_it_may_be_written_down_or_no_speech_a_person_is_asked(
    room: tuple[InventedWeb, BrowserSession], body: str
) -> None:
    assert failed(room, body) == []


@pytest.mark.browser
def test_each_recording_is_judged_by_its_own_length(room: tuple[InventedWeb, BrowserSession]) -> None:
    two = PODCAST + "<audio id=b controls src=greeting-speech.wav></audio>"
    assert failed(room, two) == ["#a"]
    assert room[0].asked.count("pond.example/podcast.wav") >= 1
