"""Read the rendered document of an open page with its frames, leaves its meaning to extraction."""

from __future__ import annotations

import html
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from auditor.engines.tab import BrokenOff, FrameNode, Tab

MOST_CHARACTERS: Final = 10_000_000
"""Length of the document with all frames beyond which it is cut (safety.md: 10 MB HTML)."""

MOST_FRAMES: Final = 20


def source() -> str:
    """Return the probes that must stand in every frame before the page's own scripts."""
    here = Path(__file__)
    return "\n".join(here.with_name(name).read_text("utf-8") for name in ("quiet.js", "dom.js", "place.js"))


def still() -> str:
    """Return what runs in the page's own world before its scripts: no dialogues, pop-ups or workers."""
    return Path(__file__).with_name("still.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a page, in milliseconds: to be parsed, then loaded, then quiet.

    `quiet` is the time without a change that counts as rest, `most` the longest wait for it;
    `screens` is how far down lazy content is called for.
    """

    parse: int = 20_000
    load: int = 10_000
    quiet: int = 150
    most: int = 3_000
    screens: int = 12

    @classmethod
    def within(cls, seconds: float) -> Patience:
        """Return limits that leave more than a third of the given time to the engines."""
        whole = int(seconds * 1000)
        return cls(min(20_000, whole * 3 // 10), min(10_000, whole * 2 // 10), most=min(3_000, whole // 10))


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold what a browser made of a page.

    `embeds` are the addresses of frames that were read (as written and as reached), `unread` of those
    that failed or stayed blank; `missing` are failed subresources; `parsed` is false where the document
    was still arriving; `cut` where it was too long. `parts` are the addresses of the styles, scripts,
    pictures and fonts that page and frames loaded, `scripts` those that ran; `moving` says why they may
    read differently tomorrow although all of these stay: "data", "clock", or "parts" where there were too
    many to list.
    """

    url: str
    status: int
    html: str
    parsed: bool
    cut: bool
    embeds: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    moving: str = ""


@dataclass(slots=True)
class _Reading:
    tab: Tab
    mark: str
    nodes: dict[str, FrameNode]
    left: int = MOST_CHARACTERS
    frames_left: int = MOST_FRAMES
    cut: bool = False
    embeds: dict[str, None] = field(default_factory=dict)
    unread: dict[str, None] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    parts: dict[str, None] = field(default_factory=dict)
    scripts: dict[str, None] = field(default_factory=dict)
    moving: str = ""

    def note(self, told: Mapping[str, Any]) -> None:
        """Keep what one document is made of and what it lacks."""
        self.missing.update(dict.fromkeys(told["missing"]))
        self.parts.update(dict.fromkeys(told["parts"]))
        self.scripts.update(dict.fromkeys(told["scripts"]))
        self.moving = self.moving or told["moving"]


def show(tab: Tab, patience: Patience) -> Shown:
    """Wait until the page rests and return its document, open shadow roots and frames included."""
    mark = f"frame-{secrets.token_hex(8)}-"
    limits = json.dumps(
        {
            "parse": patience.parse,
            "load": patience.load,
            "quiet": patience.quiet,
            "most": patience.most,
            "screens": patience.screens,
        }
    )
    told = _read(tab, mark, limits, MOST_CHARACTERS, "", (patience.parse + patience.load) / 1000)
    nodes = {node.frame: node for node in tab.frames()} if told["frames"] else {}
    reading = _Reading(tab, mark, nodes, left=MOST_CHARACTERS - len(told["html"]), cut=told["cut"])
    reading.note(told)
    text = _with_frames(reading, told["html"], "") if told["frames"] else told["html"]
    return Shown(
        url=told["url"],
        status=told["status"],
        html=text,
        parsed=told["parsed"],
        cut=reading.cut,
        embeds=tuple(reading.embeds),
        unread=tuple(reading.unread),
        missing=tuple(reading.missing),
        parts=tuple(reading.parts),
        scripts=tuple(reading.scripts),
        moving=reading.moving,
    )


_FRAME_LIMITS: Final = json.dumps({"parse": 3000, "load": 3000, "quiet": 0, "most": 0, "screens": 0})


def _read(tab: Tab, mark: str, limits: str, most: int, frame: str, seconds: float) -> Any:
    """Return one document once it rests; `seconds` bounds the wait where its own clock stands still."""
    end = time.monotonic() + seconds
    while True:
        told: Any = tab.evaluate(
            f"auditor.settle({limits}).then((rest) => ({{...rest, url: location.href, "
            "status: auditor.status(), blank: auditor.blank(), missing: auditor.lost(), ...auditor.made(), "
            f"...auditor.serialise('{mark}', {most})}}))",
            frame,
        )
        if not isinstance(told, dict):
            raise BrokenOff("the page gave no document")
        if told["loaded"] or not told["asleep"] or time.monotonic() > end:
            return told
        time.sleep(0.1)


def _with_frames(reading: _Reading, text: str, frame: str) -> str:
    """Put each frame's document in the place of its element; an unread one keeps its element."""
    listed: Any = reading.tab.evaluate("auditor.frameList()", frame)

    def fill(match: re.Match[str]) -> str:
        entry: Mapping[str, Any] = listed[int(match[1])]
        return "".join(_frame(reading, entry)) or match[2]

    return re.sub(rf"<!--{reading.mark}(\d+)-->(.*?)<!--{reading.mark}end-->", fill, text, flags=re.DOTALL)


def _frame(reading: _Reading, entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the pieces of one frame's element, or note that it was not read."""
    src: str = entry["src"]
    node = reading.nodes.get(entry["id"])
    outside = src.startswith(("http:", "https:")) and not entry["picture"]
    told: Any = None
    if node is not None and node.loaded and reading.frames_left > 0:
        reading.frames_left -= 1
        try:
            told = _read(reading.tab, reading.mark, _FRAME_LIMITS, max(0, reading.left), node.frame, 3.0)
        except LookupError:
            told = None
    if told is None or told["blank"] or not told["parsed"] or told["status"] >= 400:
        if outside:
            reading.unread[src] = None
        return
    reading.left -= len(told["html"])
    reading.cut = reading.cut or told["cut"]
    reading.note(told)
    for url in (src, told["url"]):
        if url.startswith(("http:", "https:")):
            reading.embeds[url] = None
    inner = _with_frames(reading, told["html"], entry["id"]) if told["frames"] else told["html"]
    inner = re.sub(r"^<!DOCTYPE html>", "", inner)
    names = {"src": src, "data-url": told["url"], "title": entry["title"]}
    words = "".join(f' {name}="{html.escape(value)}"' for name, value in names.items())
    yield f"<auditor-frame{words}>"
    yield inner
    yield "</auditor-frame>"
