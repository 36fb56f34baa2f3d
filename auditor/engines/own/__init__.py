"""Gather plain facts about the rendered page that no engine looks at, leaves the judging to the checker."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from auditor.engines.own import clicks, enlarged, keyboard, moving, pixels, speech
from auditor.engines.tab import BrokenOff, FrameNode, Tab
from auditor.page import Observation, Outcome
from auditor.words import Words, in_force
from auditor.words.lists import LISTS

NAME: Final = "own"
VERSION: Final = "8"
"""Goes up with every change of what the probes note: a page is then shown again."""

PROBES: Final = (
    "kit", "language", "names", "links", "alternatives", "structure", "headers", "marks", "speech", "media",
    "shown", "moving", "forms", "clicks", "zoom", "keys", "pixels",
)  # fmt: skip
MOST_FRAMES: Final = 5
"""Frames of the page's own site that are looked into; what others show in theirs is not the teacher's."""

_OF_LANGUAGE: Final = tuple(sorted(name for name in LISTS if name.startswith("language-")))
_LISTS: Final = (
    *_OF_LANGUAGE,
    *sorted(name for name in LISTS if name.startswith("color-")),
    "alt-anyones",
    "alt-decorative",
    "empty-alt",
    "error-word",
    "generic-link",
    "leads-away",
    "picture-telling",
    "reference-look",
    "reference-thing",
    "reference-verb",
    "search-word",
    "sound-other",
    "sound-word",
    "speech-word",
    "stop-word",
    "template-leftover",
    "vague-label",
    "vague-title",
    "written-perhaps",
    "written-version",
)


def source() -> str:
    """Return the probes with their word lists, which must stand in every frame after axe."""
    here = Path(__file__)
    kit, *probes = (here.with_name(f"{name}.js").read_text("utf-8") for name in PROBES)
    return "\n".join((kit, _lists(in_force()), *probes))


def _lists(words: Words) -> str:
    told = {name: sorted(words.of(name)) for name in _LISTS}
    return f"if (globalThis.auditor?.own) auditor.own.lists = {json.dumps(told)};"


def observe(tab: Tab) -> tuple[Observation, ...]:
    """Return the facts that the probes noted in the page and in frames of its own site.

    Each comes as an incomplete: what it amounts to is for the checker to say. Raises BrokenOff where no
    probe could look; a single probe that failed is told as one fact, `broken-off`.
    """
    top, *frames = tab.frames()
    found = list(_look(tab, top, ""))
    for frame in [each for each in frames if each.parent == top.frame and _same_site(each, top)][
        :MOST_FRAMES
    ]:
        owner: Any = tab.evaluate(f"auditor.own.ownerOf({json.dumps(frame.frame)})")
        if not owner:
            continue
        try:
            found += _look(tab, frame, " >>> ".join([owner] if isinstance(owner, str) else owner))
        except (LookupError, BrokenOff):
            continue  # a frame that went away, or that runs no scripts
    # Last, because most of these change what the page looks like, if only for a moment.
    for facts in (speech.facts, moving.facts, clicks.facts, pixels.facts, enlarged.facts, keyboard.facts):
        found += (_observation(fact, top) for fact in facts(tab))
    return tuple(found)


def _same_site(frame: FrameNode, top: FrameNode) -> bool:
    if not frame.loaded:
        return False
    return frame.url.startswith("about:srcdoc") or urlsplit(frame.url).netloc == urlsplit(top.url).netloc


def _look(tab: Tab, node: FrameNode, owner: str) -> Iterator[Observation]:
    told: Any = tab.evaluate("globalThis.auditor.own ? auditor.own.run() : null", node.frame if owner else "")
    if not isinstance(told, dict):
        raise BrokenOff("the own checks gave no answer")
    for fact in told["facts"]:
        yield _observation(fact, node, owner)
    for words in told["broken"]:
        yield Observation(NAME, "broken-off", Outcome.INCOMPLETE, (), "html", summary=words)


def _observation(fact: Mapping[str, Any], node: FrameNode, owner: str = "") -> Observation:
    target = fact["target"]
    inner = " >>> ".join([target] if isinstance(target, str) else target)
    return Observation(
        engine=NAME,
        rule=fact["rule"],
        outcome=Outcome.INCOMPLETE,
        criteria=(),
        selector=f"{owner} >>> {inner}" if owner else inner,
        html=fact["html"],
        heading=fact["heading"],
        place=fact["place"],
        frame=node.url if owner else "",
        data=fact["data"],
    )
