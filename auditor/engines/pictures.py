"""Photograph elements with photos, video and canvas blanked, leaves to the store which pictures are kept."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from auditor.engines.tab import DRAWN, SCREEN, Tab
from auditor.page import Observation, Outcome

MOST: Final = 12
A_RULE: Final = 1
"""Pictures of one rule on one site: more show the same again, and each costs a tenth of a page's time."""

BOX: Final = {"width": 800, "height": 600, "margin": 12}
"""The largest picture and the margin around the element, in CSS pixels."""

Taken = MutableMapping[tuple[str, ...], bytes]
"""Pictures of one site by rule and by what they show, so that a template's fault is photographed once."""


def source() -> str:
    """Return the probe that finds and blanks the boxes."""
    return Path(__file__).with_name("pictures.js").read_text("utf-8")


def had(rules: Iterable[str]) -> Taken:
    """Return what stands for pictures of rules that a site has already, on pages that are not shown anew."""
    return {(rule,): b"" for rule in rules}


def photograph(tab: Tab, observations: tuple[Observation, ...], taken: Taken) -> tuple[Observation, ...]:
    """Return the observations, some violations with their pictures where they are harmless.

    Pictured is the first violation of each rule on a page, until the site has `A_RULE` of that rule.
    The page is changed for good (photos, video, canvas, frames and background pictures are blanked),
    so this comes after everything else. Elements inside frames get no picture.
    """
    of_rule = Counter(rule for rule, *_ in taken)
    first = _first_of_each_rule(observations)
    chosen = [index for index in first if of_rule[observations[index].rule] < A_RULE][:MOST]
    if not chosen:
        return observations
    selectors = json.dumps([_parts(observations[index].selector) for index in chosen])
    boxes: Any = tab.evaluate(f"auditor.boxes({selectors}, {json.dumps(BOX)})")
    pictured = list(observations)
    if not any(boxes):
        return observations
    tab.command("Emulation.setDeviceMetricsOverride", SCREEN)
    for index, box in zip(chosen, boxes, strict=True):
        if box is None:
            continue
        seen = observations[index]
        covers: str = box.pop("covers")
        size = f"{box['width']}x{box['height']}"
        key = (seen.rule, seen.selector, seen.html, covers, size)
        if key not in taken:
            taken[key] = _capture(tab, box)
        pictured[index] = replace(seen, picture=taken[key], covers=covers)
    tab.command("Emulation.setDeviceMetricsOverride", DRAWN)
    return tuple(pictured)


def _first_of_each_rule(observations: tuple[Observation, ...]) -> Iterable[int]:
    had: set[str] = set()
    for index, seen in enumerate(observations):
        if seen.outcome is Outcome.VIOLATION and not seen.frame and seen.rule not in had:
            had.add(seen.rule)
            yield index


def _parts(selector: str) -> list[str]:
    return selector.split(" >>> ")


def _capture(tab: Tab, box: dict[str, float]) -> bytes:
    shot = tab.command(
        "Page.captureScreenshot",
        {
            "format": "png",
            "clip": {**box, "scale": 1},
            "captureBeyondViewport": True,
            "optimizeForSpeed": True,
        },
    )
    return base64.b64decode(str(shot["data"]))
