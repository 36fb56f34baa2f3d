"""Run axe-core in an open page and report what it remarked on, leaves the judging to the checker."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from axe_selenium_python import Axe

from auditor.engines import sound
from auditor.engines.tab import BrokenOff, Interference, Tab
from auditor.page import Observation, Outcome

NAME: Final = "axe"
SCRIPT: Final = Path(__file__).with_name("vendor") / "axe.min.js"
VERSIONS: Final = SCRIPT.with_name("versions.json")
_FETCHED: Final = json.loads(VERSIONS.read_text("utf-8")) if VERSIONS.exists() else {}
VERSION: Final[str] = _FETCHED["axe-core"]["version"] if _FETCHED else ""

MOST_NODES: Final = 5_000
"""Remarks kept of one page; what is left out is counted in the last one's data as `left-out`."""

LEAST_RULES: Final = 50
"""axe 4.14 answers for 60 and more rules under these tags; fewer means that something stopped it."""

OPTIONS: Final[Mapping[str, object]] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations", "incomplete"],
    "preload": False,
    "elementRef": False,
    "xpath": False,
    "ancestry": False,
}

_CRITERION = re.compile(r"wcag(\d)(\d)(\d+)$")


def source() -> str:
    """Return the script that must stand in every frame before the page's own."""
    here = Path(__file__)
    ours = (here.with_name(name).read_text("utf-8") for name in ("contrast.js", "axe.js"))
    return "\n".join((SCRIPT.read_text("utf-8"), *ours, sound.source()))


def criteria(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the success criteria that axe's tags name: "wcag1410" is 1.4.10."""
    return tuple(".".join(match.groups()) for tag in tags if (match := _CRITERION.match(tag)))


def observe(tab: Tab) -> tuple[Observation, ...]:
    """Return what axe remarks on in the page and all frames that were loaded.

    Raises Interference where the answer cannot be axe's own, BrokenOff where axe gave up. A single rule
    that broke off comes as an incomplete on the whole page with `broken-off` in its data.
    """
    sound.weigh(tab)
    urls = {node.frame: node.url for node in tab.frames()}
    top = next(iter(urls), "")
    if len(urls) > 1:
        inner = _list(tab.evaluate(f"auditor.axe.frames(null, {json.dumps(OPTIONS)})"))
        parts = list(_frame_parts(tab, inner))
        tab.evaluate(f"(auditor.axe.within = {json.dumps(parts)}, 0)")
    nonce = secrets.token_hex(8)
    options = json.dumps({**OPTIONS, "nonce": nonce, "most": MOST_NODES})
    answer = _trusted(Axe(tab, script_url=str(SCRIPT)).run(options=options), nonce)
    nodes: list[dict[str, Any]] = answer["nodes"]
    _describe_framed(tab, top, nodes)
    if answer["left"]:
        nodes[-1]["data"]["left-out"] = str(answer["left"])
    return tuple(_observation(node, urls) for node in nodes)


def _trusted(answer: object, nonce: str) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise Interference("axe gave no answer")
    if "fault" in answer:
        raise BrokenOff(f"axe: {answer['fault']}")
    if answer.get("nonce") != nonce or (VERSION and answer.get("version") != VERSION):
        raise Interference("the answer is not axe's own")
    if answer.get("rules", 0) < LEAST_RULES:
        raise Interference(f"only {answer.get('rules', 0)} rules of axe answered")
    return answer


def _frame_parts(tab: Tab, frames: Sequence[Mapping[str, Any]]) -> Iterator[object]:
    """Yield each frame's part in the order in which axe will ask for them, None for an unread one."""
    for entry in frames:
        if not entry["id"]:
            yield None
            continue
        context, options = json.dumps(entry["context"]), json.dumps(OPTIONS)
        try:
            told: Any = tab.evaluate(f"auditor.axe.partial({context}, {options})", entry["id"])
        except LookupError:
            yield None
            continue
        yield told["part"]
        yield from _frame_parts(tab, told["frames"])


def _describe_framed(tab: Tab, top: str, nodes: Sequence[dict[str, Any]]) -> None:
    """Fill in frame, heading and place of elements inside frames, which only their own frame knows."""
    owners: dict[tuple[str, str], str] = {}
    inside: dict[str, list[dict[str, Any]]] = {}
    for node in nodes:
        frame = top
        for selector in node["target"][:-1]:
            at = (frame, json.dumps(selector))
            if at not in owners:
                owners[at] = str(tab.evaluate(f"auditor.owner({at[1]})", "" if frame == top else frame) or "")
            frame = owners[at]
            if not frame:
                break
        node["frame"] = frame if frame != top else ""
        if node["frame"]:
            inside.setdefault(frame, []).append(node)
    for frame, members in inside.items():
        selectors = json.dumps([node["target"][-1] for node in members])
        places = _list(tab.evaluate(f"auditor.describeAll({selectors})", frame))
        for node, told in zip(members, places, strict=True):
            node.update(told)


def _observation(node: Mapping[str, Any], urls: Mapping[str, str]) -> Observation:
    parts = [part for step in node["target"] for part in (step if isinstance(step, list) else [step])]
    return Observation(
        engine=NAME,
        rule=node["rule"],
        outcome=Outcome.VIOLATION if node["outcome"] == "violations" else Outcome.INCOMPLETE,
        criteria=criteria(node["tags"]),
        selector=" >>> ".join(parts),
        impact=node["impact"],
        html=node.get("html", ""),
        summary=node["summary"],
        heading=node.get("heading", ""),
        place=node.get("place", ""),
        frame=urls.get(node.get("frame", ""), ""),
        data={**node["data"], "help": node["help"]},
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
