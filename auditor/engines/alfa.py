"""Have Alfa, the second engine, look at what its rules are wanted for; leaves the judging to the checker."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from auditor.engines.alfa_rules import CRITERIA, WANTED
from auditor.engines.tab import BrokenOff, FrameNode, Tab
from auditor.page import Observation, Outcome

NAME: Final = "alfa"
BUNDLE: Final = Path(__file__).with_name("vendor") / "alfa.min.js"
_VERSIONS: Final = BUNDLE.with_name("versions.json")
_FETCHED: Final = json.loads(_VERSIONS.read_text("utf-8")) if _VERSIONS.exists() else {}
VERSION: Final[str] = _FETCHED[NAME]["version"] if NAME in _FETCHED else ""

MOST_ELEMENTS: Final = 4_000
"""Elements that are written down of one document; a page with more of them is left to the first engine."""
MOST_FRAMES: Final = 10
MOST_SECONDS: Final = 12.0
MOST_NODES: Final = 500


_BY_NAME: Final = {each.rule: each for each in WANTED}


def source() -> str:
    """Return the probe that writes documents down; Alfa itself never stands in a page."""
    return Path(__file__).with_name("alfa.js").read_text("utf-8")


def observe(tab: Tab) -> tuple[Observation, ...]:
    """Return what Alfa remarks on in the page and its frames.

    Alfa runs in a blank page of its own, over what was written down of this one: a page can neither see nor
    stop it, and it stays warm from page to page. Raises BrokenOff where it did not come to its end.
    """
    nodes = {node.frame: node for node in tab.frames()}
    wanted = json.dumps([(each.rule, each.where, each.wordless) for each in WANTED])
    found: list[Observation] = []
    for number, node in enumerate(list(nodes.values())[: MOST_FRAMES + 1]):
        frame = node.frame if node.parent else ""
        if not node.loaded:
            continue
        try:
            taken: Any = tab.evaluate(f"auditor.alfa.take('{number}', {wanted}, {MOST_ELEMENTS})", frame)
            if not isinstance(taken, dict) or not taken["rules"]:
                continue
            if not taken["json"]:
                raise BrokenOff("Alfa: the page has more elements than it is made for")
            told = audit(tab, taken["json"], taken["rules"])["told"]
            found += _tell(tab, node, nodes, told)
        except LookupError:
            if not frame:
                raise
    return tuple(found[:MOST_NODES])


def audit(tab: Tab, page: str, rules: Sequence[str]) -> Mapping[str, Any]:
    """Return what these rules of Alfa tell of a document that was written down; raises BrokenOff.

    `told` is a list of [rule, outcome, marks, reason, what cuts off]: marks of the element and, from the rule
    on text that is cut off, a list of those that cut it off across and one of those that cut it off down.
    """
    told: Any = tab.aside(
        BUNDLE.read_text("utf-8"),
        f"alfa.audit(JSON.parse({json.dumps(page)}), {json.dumps(rules)})",
        MOST_SECONDS,
    )
    if not isinstance(told, dict) or told.get("version") != VERSION:
        raise BrokenOff("Alfa gave no answer")
    if told["broken"]:
        raise BrokenOff(f"Alfa: {', '.join(told['broken'])} did not come to an end")
    return told


def _tell(
    tab: Tab, node: FrameNode, nodes: Mapping[str, FrameNode], told: Sequence[Any]
) -> Iterator[Observation]:
    """Yield what was told of one document, each element with its place in it."""
    heard = [(rule, outcome, marks[0], why) for rule, outcome, marks, why, *_ in told if marks][:MOST_NODES]
    if not heard:
        return
    frame = node.frame if node.parent else ""
    numbers = [int(mark.partition(":")[2]) for _, _, mark, _ in heard]
    places: Any = tab.evaluate(f"auditor.alfa.tell({json.dumps(numbers)})", frame)
    above = _above(tab, node, nodes)
    for (rule, outcome, _, why), place in zip(heard, places, strict=True):
        wanted = _BY_NAME[rule]
        yield Observation(
            engine=NAME,
            rule=wanted.id,
            outcome=Outcome.VIOLATION if outcome == "failed" else Outcome.INCOMPLETE,
            criteria=wanted.criteria,
            selector=" >>> ".join([*above, *place["target"]]),
            html=place["html"],
            summary=why,
            heading=place["heading"],
            place=place["place"],
            frame=node.url if frame else "",
            data={"help": wanted.help},
        )


def _above(tab: Tab, node: FrameNode, nodes: Mapping[str, FrameNode]) -> list[str]:
    """Return the selectors of the elements that hold a frame, the page's own first."""
    steps: list[str] = []
    while node.parent and node.parent in nodes:
        parent = nodes[node.parent]
        held: Any = tab.evaluate(
            f"auditor.alfa.holder({json.dumps(node.frame)})", parent.frame if parent.parent else ""
        )
        steps = [*held, *steps]
        node = parent
    return steps


__all__ = ["CRITERIA", "NAME", "VERSION", "observe", "source"]
