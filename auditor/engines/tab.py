"""Say what an engine may ask of an open page, leaves out how a browser does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

SCREEN: Final[Mapping[str, object]] = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
"""The screen that every page is laid out for, as DevTools' device metrics."""

DRAWN: Final[Mapping[str, object]] = {**SCREEN, "scale": 0.1}
"""The same screen painted as small as a stamp, because nobody looks: pages measure alike."""

MEDIA: Final = tuple(
    f"*.{kind}{end}"
    for kind in "mp4 m4v webm mov avi mkv mpg mpeg wmv mp3 m4a aac ogg oga ogv wav flac m3u8 mpd ts".split()
    for end in ("", "?*")
    if (kind, end) != ("ts", "")
)
"""Media bytes are not needed for any check; pictures are, because they shape the page."""


class Interference(Exception):
    """The page's own making keeps an engine from a result that can be trusted."""


class BrokenOff(Exception):
    """An engine could not come to the end of a page that it is not made for, such as a bottomless one."""


@dataclass(frozen=True, slots=True)
class FrameNode:
    """Name one frame of a page; `parent` is "" for the page itself, `loaded` false for an error page."""

    frame: str
    parent: str
    url: str
    loaded: bool = True


class Tab(Protocol):
    """One open page; scripts run in the auditor's own world, which the page can neither see nor change."""

    def evaluate(self, expression: str, frame: str = "") -> object:
        """Return the JSON value of an expression, waited for where it is a promise."""

    def execute_script(self, script: str) -> object:
        """Return what a function body returns (the driver's form, for axe-selenium-python)."""

    def execute_async_script(self, script: str) -> object:
        """Return what a function body hands to the callback that is its last argument."""

    def frames(self) -> tuple[FrameNode, ...]:
        """Return the page and its frames, each after its parent."""

    def command(self, method: str, parameters: Mapping[str, object]) -> Mapping[str, object]:
        """Send one DevTools command to the page."""

    def aside(self, source: str, expression: str, seconds: float) -> object:
        """Return the JSON value of an expression in a blank page where `source` ran once, else BrokenOff."""
