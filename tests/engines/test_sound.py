"""Sound that starts by itself, weighed in a real browser: what lasts, what is silent, short or large."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, Rendered, available
from auditor.checkers.accessibility.joining import joined
from auditor.page import Outcome
from auditor.words import shipped_words
from tests.invented_web import Answer, InventedWeb

WAVE = b"\xa0\xa0\xa0\xa0\x60\x60\x60\x60"
STILL = b"\x80" * 8


def wav(*parts: tuple[bytes, float]) -> Answer:
    """Return a recording: each part is eight samples, repeated for so many seconds."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        for samples, seconds in parts:
            sound.writeframes(samples * int(1000 * seconds))
    return Answer(file.getvalue(), kind="audio/wav")


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Send a recording without end and without saying how long it is, until nobody listens any more."""
    handler.send_response(200)
    handler.send_header("content-type", "audio/wav")
    handler.end_headers()
    try:
        for _ in range(1000):
            handler.wfile.write(WAVE * 8000)
    except OSError:
        return


FILES = {
    "endless.wav": Answer(act=endless),
    "song.wav": wav((WAVE, 5)),
    "chime.wav": wav((WAVE, 1), (STILL, 6)),
    "silent.wav": wav((STILL, 5)),
    "long.wav": wav((WAVE, 400)),
    "broken.wav": Answer("no recording", kind="audio/wav"),
}


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[InventedWeb, BrowserSession]]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    options = BrowserOptions(jobs=1, page_seconds=30, engines=("axe", "own"), pictures=False)
    with BrowserPool(options) as pool, InventedWeb({}) as web, pool.session(web.proxy) as session:
        yield web, session


def shown(room: tuple[InventedWeb, BrowserSession], body: str) -> Rendered:
    web, session = room
    page = f"<!doctype html><html lang=en><title>Band</title><h1>Band</h1>{body}</html>"
    web.pages = {"band.example/": page, **{f"band.example/{name}": file for name, file in FILES.items()}}
    web.asked.clear()
    rendered = session.render("http://band.example/")
    assert rendered.failure is None, rendered.failure
    return rendered


def told(rendered: Rendered) -> list[tuple[str, Outcome, str]]:
    """Return what is told about sound, with the words of failures."""
    return [
        (seen.rule, seen.outcome, seen.summary if seen.outcome is Outcome.VIOLATION else "")
        for seen in joined(rendered.observations, shipped_words())
        if "1.4.2" in seen.criteria
    ]


LASTS = "Sound starts by itself, goes on for more than three seconds, and cannot be stopped here."
AGAIN = "Sound starts by itself, plays again and again, and cannot be stopped here."
FAILS = ("sound-starts", Outcome.VIOLATION)
AXE_ASKS = [("no-autoplay-audio", Outcome.INCOMPLETE, "")]
CASES: tuple[tuple[str, str, list[tuple[str, Outcome, str]]], ...] = (
    ("music", "<audio src=song.wav autoplay></audio>", [(*FAILS, LASTS)]),
    ("a chime again and again", "<audio src=chime.wav autoplay loop></audio>", [(*FAILS, AGAIN)]),
    ("a chime", "<audio src=chime.wav autoplay></audio>", []),
    ("a silent film again and again", "<video src=silent.wav autoplay loop></video>", []),
    ("a silent film", "<video src=silent.wav autoplay></video>", []),
    ("a part of music", "<audio src='song.wav#t=1,2' autoplay></audio>", []),
    ("with controls", "<audio src=song.wav autoplay controls></audio>", []),
    ("without sound", "<audio src=song.wav autoplay muted></audio>", []),
    ("too large to weigh", "<audio src=long.wav autoplay></audio>", AXE_ASKS),
    ("without end", "<audio src=endless.wav autoplay></audio>", AXE_ASKS),
    ("no recording", "<audio src=broken.wav autoplay></audio>", AXE_ASKS),
    ("a button", "<audio src=song.wav autoplay></audio><button>Stop the music</button>", AXE_ASKS),
    ("a sign", "<audio src=song.wav autoplay></audio><i id=speaker onclick=x()></i>", AXE_ASKS),
    ("with controls that nobody sees", "<audio src=song.wav autoplay controls hidden></audio>", AXE_ASKS),
    (
        "a script that may stop it",
        "<audio src=song.wav autoplay></audio><script>onkeydown = () => "
        "document.querySelector('audio').pause()</script>",
        AXE_ASKS,
    ),
    (
        "a name that a script of its own may know",
        "<audio id=tune src=song.wav autoplay></audio><script src=own.js></script>",
        AXE_ASKS,
    ),
)


@pytest.mark.browser
@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_told_of_sound_that_starts_by_itself(
    room: tuple[InventedWeb, BrowserSession], body: str, expected: list[tuple[str, Outcome, str]]
) -> None:
    assert told(shown(room, body)) == expected


@pytest.mark.browser
def test_media_are_fetched_only_to_weigh_them(room: tuple[InventedWeb, BrowserSession]) -> None:
    web, _ = room
    asked = "band.example/song.wav"
    shown(room, "<audio src=song.wav preload=auto controls></audio><video src=song.wav></video>")
    assert asked not in web.asked
    shown(room, "<audio src=song.wav autoplay></audio>")
    assert web.asked.count(asked) == 1
    # The door is shut again: what a page asks for later does not come.
    again = "setTimeout(() => fetch('song.wav?again'), 900)"
    shown(room, f"<audio src=chime.wav autoplay></audio><script>{again}</script>")
    shown(room, "<audio src=song.wav preload=auto controls></audio>")
    assert not [each for each in web.asked if "song.wav" in each]
