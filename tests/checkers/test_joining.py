"""What engines saw and own checks noted, told once: whose words stand, and which doubt falls away."""

from __future__ import annotations

import pytest

from auditor.checkers.accessibility.joining import joined
from auditor.checkers.accessibility.own import JUDGES, LANGUAGES, judged
from auditor.page import Observation, Outcome
from auditor.words import LISTS

FAILED, DOUBT = Outcome.VIOLATION, Outcome.INCOMPLETE


def engine(rule: str, outcome: Outcome, criterion: str, selector: str = "#a") -> Observation:
    return Observation("axe", rule, outcome, (criterion,), selector)


def noted(rule: str, selector: str = "#a", **data: str) -> Observation:
    return Observation("own", rule, DOUBT, (), selector, data=data)


LANGUAGE = {"lang": "en", "seen": "es", "known": "yes", "words": "40", "hits": "16", "kinds": "8"}

JUDGED = (
    (
        "plainly another language",
        noted("page-language", **LANGUAGE, declared="2"),
        (FAILED, "3.1.1", "This page says that it is in English, and its words are in Spanish."),
    ),
    (
        "a language that we do not know",
        noted("page-language", **{**LANGUAGE, "lang": "lb", "known": "no"}, declared="0"),
        (DOUBT, "3.1.1", "This page says that it is in “lb”, and its words are in Spanish."),
    ),
    ("two languages mixed", noted("page-language", **LANGUAGE, declared="9"), None),
    ("a list of names", noted("page-language", **{**LANGUAGE, "words": "120"}, declared="2"), None),
    (
        "too short to be sure",
        noted("passage-language", **{**LANGUAGE, "words": "9", "hits": "4", "kinds": "4"}, declared="0"),
        (DOUBT, "3.1.2", "This passage is in Spanish and is marked as English."),
    ),
    (
        "a camera's number",
        noted("alt-file-name", kind="number", words="IMG_12"),
        (
            FAILED,
            "1.1.1",
            "The alternative text of this picture is a number that a camera or computer gave: “IMG_12”.",
        ),
    ),
    (
        "a file's name that tells nothing",
        noted("alt-file-name", kind="file", words="p1_final-2.png", told="no"),
        (FAILED, "1.1.1", "The alternative text of this picture is the name of a file: “p1_final-2.png”."),
    ),
    (
        "a file's name that may tell what it shows",
        noted("alt-file-name", kind="file", words="bean-plant.png", told="no"),
        (DOUBT, "1.1.1", "The alternative text of this picture is the name of a file: “bean-plant.png”."),
    ),
    (
        "a file that the page names, too",
        noted("alt-file-name", kind="file", words="form.png", told="yes"),
        (DOUBT, "1.1.1", "The alternative text of this picture is the name of a file: “form.png”."),
    ),
    ("a heading that says Test", noted("heading-words", kind="leftover", words="Test"), None),
    ("the same document in two frames", noted("frames-same-name", words="Map", same="yes"), None),
    (
        "frames that could not be read",
        noted("frames-same-name", words="Map", same="unread", players="no"),
        (DOUBT, "4.1.2", "Two embedded parts are both called “Map” and show different things."),
    ),
    ("contrast that is enough", noted("contrast-measured", enough="0.990", near="1.000"), None),
    (
        "contrast that is enough for a part",
        noted("contrast-measured", enough="0.500", near="0.600"),
        (DOUBT, "1.4.3", "Parts of this text may be too faint against what is behind it."),
    ),
    ("a fact that no judge knows", noted("broken-off"), None),
)  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "expected"), [case[1:] for case in JUDGED], ids=[case[0] for case in JUDGED]
)
def test_what_a_fact_amounts_to(fact: Observation, expected: tuple[Outcome, str, str] | None) -> None:
    told = judged(fact)
    assert (told and (told.outcome, told.criteria[0], told.summary)) == expected


UNSURE = engine("color-contrast", DOUBT, "1.4.3")
GOOD, FAINT = (
    noted("contrast-measured", enough="1.000"),
    noted("contrast-measured", enough="0.000", near="0.000"),
)

JOINED = (
    (
        "two elements",
        (engine("image-alt", FAILED, "1.1.1"), noted("keyboard-trap", "#b")),
        ["image-alt", "keyboard-trap"],
    ),
    ("both fail one element", (engine("label", FAILED, "3.3.2"), noted("placeholder-label")), ["label"]),
    (
        "under two criteria",
        (engine("label", FAILED, "4.1.2"), noted("placeholder-label")),
        ["label", "placeholder-label"],
    ),
    ("both doubt", (engine("some", DOUBT, "2.4.4"), noted("links-same-words")), ["some"]),
    ("we fail what it doubts", (engine("some", DOUBT, "2.1.2"), noted("keyboard-trap")), ["keyboard-trap"]),
    ("measured and good", (UNSURE, GOOD), []),
    ("measured and faint", (UNSURE, FAINT), ["contrast-measured"]),
    ("measured elsewhere", (engine("color-contrast", DOUBT, "1.4.3", "#b"), GOOD), ["color-contrast"]),
    (
        "an engine's failure is not settled",
        (engine("color-contrast", FAILED, "1.4.3"), GOOD),
        ["color-contrast"],
    ),
    (
        "frames with one title",
        (
            engine("frame-title-unique", DOUBT, "4.1.2", "#b"),
            noted("frames-same-name", same="no", words="Map"),
        ),
        ["frames-same-name"],
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("observations", "expected"), [case[1:] for case in JOINED], ids=[case[0] for case in JOINED]
)
def test_a_fault_is_told_once(observations: tuple[Observation, ...], expected: list[str]) -> None:
    assert [seen.rule for seen in joined(observations)] == expected


def test_every_fact_without_data_is_judged_without_a_fault() -> None:
    for rule in JUDGES:
        told = judged(noted(rule))
        assert told is None or (told.criteria and told.summary.endswith((".", "”."))), rule


def test_the_word_lists_of_languages_are_known_by_name() -> None:
    assert {name.removeprefix("language-") for name in LISTS if name.startswith("language-")} == set(
        LANGUAGES
    )
