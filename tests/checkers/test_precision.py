"""No own check accuses anybody before people have read what it says: thirty hits, nine of ten right."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from auditor.checkers.accessibility.own import JUDGES, judged
from auditor.checkers.accessibility.precision import HITS, Hits, hits_of, may_fail
from auditor.page import Observation, Outcome
from auditor.words import shipped_words

DAY = date(2026, 11, 22)
WORDS = shipped_words()

# Of each word that a probe notes, what makes a fact as bad as it can be, and what a fact may say besides.
WORST = {
    "alone": "yes", "announced": "no", "apart": "yes", "bare": "yes", "before": "no", "bound": "no",
    "button": "no", "control": "no", "declared": "0", "empty": "no", "enough": "0.0", "first": "a.example/1",
    "heading": "no", "hits": "90", "inner": "no", "kinds": "40", "known": "yes", "lang": "en",
    "lasts": "yes", "letters": "90", "loop": "yes", "lost": "yes", "more": "no", "most": "yes",
    "names": "yes", "near": "no", "open": "yes", "others": "no", "ours": "yes", "players": "no",
    "same": "no", "second": "a.example/2", "told": "no", "again": "no",
}  # fmt: skip
BESIDES: tuple[dict[str, str], ...] = (
    {"kind": "number", "words": "IMG_2041"},
    {"kind": "file", "words": "01.jpg", "title": "index.html"},
    {"kind": "like-file", "words": "01.jpg"},
    {"kind": "leftover", "words": "Your title here", "title": "Untitled Document"},
    {"kind": "unlike", "words": "Click here", "title": "Cedar", "other": "Our pond"},
    {"kind": "words-hidden", "words": "Picture"},
    {"kind": "canvas", "words": "90"},
    {"kind": "select", "seen": "other-script", "side": "below", "players": "yes"},
    {"words": "icon", "pictured": "yes", "first": "a.example/1", "second": "b.example/1"},
    {"words": "invalid value", "heard": "no", "ground": "gradient", "word": "yes"},
    {"words": "invalid value", "heard": "yes", "named": "0", "side": "beside"},
    {"words": "invalid value", "heard": "yes", "named": "2", "twice": "yes"},
    {"words": "Teacher", "count": "1", "pushed": "yes"},
    {"words": "Teacher", "count": "1", "grid": "yes"},
    {"spoken": "yes", "seconds": "300", "said": "40"},
)
"""What a fact says besides, so that between them every kind of every check is claimed to fail."""


def claimed() -> dict[tuple[str, str], list[Observation]]:
    """Return facts that a judge says decide by themselves, by rule and kind."""
    found: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for rule, judge in JUDGES.items():
        for more in BESIDES:
            fact = Observation("own", rule, Outcome.INCOMPLETE, (), "#a", data={**WORST, **more})
            verdict = judge(fact, WORDS)
            if verdict is not None and verdict.failed:
                found[rule, verdict.kind].append(fact)
    return found


CLAIMED = claimed()


def test_every_verdict_that_may_fail_names_its_kind() -> None:
    assert len(CLAIMED) >= 35
    assert not [rule for rule, kind in CLAIMED if not kind]


@pytest.mark.parametrize(("rule", "kind"), sorted(CLAIMED), ids=lambda each: each.replace(" ", "-"))
def test_a_kind_fails_only_where_enough_hits_were_read_and_right(rule: str, kind: str) -> None:
    read = [each for each in HITS if (each.rule, each.kind) == (rule, kind)]
    trusted = any(each.read >= 30 and each.right * 10 >= each.read * 9 for each in read)
    for fact in CLAIMED[rule, kind]:
        told = judged(fact, WORDS)
        assert told is not None
        assert told.outcome is (Outcome.VIOLATION if trusted else Outcome.INCOMPLETE), (told.summary, read)


def test_the_table_names_kinds_that_are_there_once_each() -> None:
    named = [(each.rule, each.kind) for each in HITS]
    assert named == sorted(set(named))
    assert not [each for each in named if each not in CLAIMED]
    assert not [each for each in HITS if not 0 <= each.right <= each.read]


ENOUGH = (
    ("thirty, all right", 30, 30, True),
    ("nine of ten", 30, 27, True),
    ("fewer than nine of ten", 30, 26, False),
    ("one too few", 29, 29, False),
    ("many, and many wrong", 200, 150, False),
    ("none", 0, 0, False),
)


@pytest.mark.parametrize(
    ("read", "right", "enough"), [case[1:] for case in ENOUGH], ids=[case[0] for case in ENOUGH]
)
def test_what_is_enough(read: int, right: int, enough: bool) -> None:
    assert Hits("mouse-only", "alone", read, right, DAY).enough is enough


def test_what_nobody_has_read_may_not_fail() -> None:
    assert may_fail("focus-thrown-away", "by its code")
    assert not may_fail("focus-thrown-away", "some other kind")
    assert not may_fail("a check of tomorrow", "")
    assert hits_of("a check of tomorrow") == ()
