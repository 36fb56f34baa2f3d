"""Have Alfa look at text that an own check saw cut off in an enlarged page; leaves the judging to checkers.

Alfa's rule (R83, which W3C lists for this fault) reads from a page's styles what must come about; the own
probe enlarges the page and sees what does. Each alone is wrong too often, so only where both name the same
box and the same words there is something to tell.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from auditor.engines import alfa
from auditor.engines.alfa_rules import CUT_OFF
from auditor.engines.tab import Tab
from auditor.page import Observation, Outcome

MOST_ELEMENTS: Final = 1_500
"""Elements in and above the boxes; where there are more, the own check's word stands alone."""


def source() -> str:
    """Return the script that writes such boxes down; it must stand after those of Alfa and the own checks."""
    return Path(__file__).with_suffix(".js").read_text("utf-8")


def observe(tab: Tab) -> tuple[Observation, ...]:
    """Return a fact for each box of the page itself of which Alfa says what the own check saw.

    As all facts these are incompletes without a criterion: what two witnesses amount to the checker says. It
    comes after the own checks and looks at nothing where these noted nothing. Raises BrokenOff where Alfa
    did not come to its end.
    """
    page: Any = tab.evaluate(f"globalThis.auditor.cutOff ? auditor.cutOff.take({MOST_ELEMENTS}) : ''")
    if not page:
        return ()
    told = alfa.audit(tab, page, (CUT_OFF.rule,))["told"]
    marks = [
        [_numbers(each) for each in (of, *by)] for _, outcome, of, _, by in told if outcome == "failed" and by
    ]
    if not marks:
        return ()
    agreed: Any = tab.evaluate(f"auditor.cutOff.agreed({json.dumps(marks)})")
    return tuple(
        Observation(
            engine=alfa.NAME,
            rule=CUT_OFF.id,
            outcome=Outcome.INCOMPLETE,
            criteria=(),
            selector=" >>> ".join([place["target"]] if isinstance(place["target"], str) else place["target"]),
            html=place["html"],
            summary=CUT_OFF.help,
            heading=place["heading"],
            place=place["place"],
            data={"help": CUT_OFF.help},
        )
        for place in agreed or ()
    )


def _numbers(marks: list[str]) -> list[int]:
    return [int(mark.partition(":")[2]) for mark in marks]


__all__ = ["observe", "source"]
