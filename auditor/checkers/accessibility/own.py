"""Judge the plain facts that the own checks noted on a page: failed, to look at, or nothing.

A fact is a failure only where the fact alone decides, as a machine can know it, and where people who read
what such facts said of pages by strangers found them right (`precision`). Whatever rests on meaning, and
whatever nobody has read, stays for a person to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from auditor.checkers.accessibility import doubting
from auditor.checkers.accessibility.own_controls import CONTROLS
from auditor.checkers.accessibility.own_looks import LOOKS
from auditor.checkers.accessibility.own_words import WORDS
from auditor.checkers.accessibility.precision import may_fail
from auditor.checkers.accessibility.verdict import Judge, WordJudge
from auditor.page import Observation, Outcome
from auditor.words import Words

ENGINE: Final = "own"


def _wordless(judge: Judge) -> WordJudge:
    return lambda seen, lists: judge(seen)


JUDGES: Final[Mapping[str, WordJudge]] = {
    **WORDS,
    **{rule: _wordless(judge) for rule, judge in {**LOOKS, **CONTROLS, **doubting.JUDGES}.items()},
}


def decides(seen: Observation, lists: Words) -> str:
    """Return the words of a noted fact that by itself decides that something failed, else ""."""
    judge = JUDGES.get(seen.rule)
    verdict = judge(seen, lists) if judge is not None else None
    return verdict.words if verdict is not None and verdict.failed else ""


def judged(seen: Observation, lists: Words) -> Observation | None:
    """Return a noted fact with criterion, outcome and words, None where it amounts to nothing.

    `lists` are the district's cue words.
    """
    judge = JUDGES.get(seen.rule)
    verdict = judge(seen, lists) if judge is not None else None
    if verdict is None:
        return None
    failed = verdict.failed and may_fail(seen.rule, verdict.kind)
    outcome = Outcome.VIOLATION if failed else Outcome.INCOMPLETE
    return replace(seen, criteria=verdict.criteria, outcome=outcome, summary=verdict.words)
