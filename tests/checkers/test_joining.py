"""What engines saw and own checks noted, told once: whose words stand, and which doubt falls away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.checkers.accessibility.joining import joined
from auditor.checkers.accessibility.own import JUDGES, judged
from auditor.checkers.accessibility.own_words import LANGUAGES
from auditor.page import Observation, Outcome
from auditor.words import LISTS, shipped_words

WORDS = shipped_words()
FAILED, DOUBT = Outcome.VIOLATION, Outcome.INCOMPLETE


def engine(rule: str, outcome: Outcome, criterion: str, selector: str = "#a") -> Observation:
    return Observation("axe", rule, outcome, (criterion,), selector)


def noted(rule: str, selector: str = "#a", **data: str) -> Observation:
    return Observation("own", rule, DOUBT, (), selector, data=data)


LANGUAGE = {"lang": "en", "seen": "es", "known": "yes", "words": "40", "hits": "16", "kinds": "8"}

EMPTY = "No row of this table has anything under the header “Teacher”."
STRANDED = {"words": "Teacher", "count": "1", "rows": "2", "control": "no", "grid": "no", "pushed": "no"}
HEADING = "This heading is still what the editor put there:"
LEFT = "The title of this page is still what the editor put there:"
FILE = "The title of this page is the name of a file:"
MOUSE = ("2.1.1", "This answers to a click, and the keyboard cannot get to it.")
CHOICE = {"kind": "select", "button": "no"}
LEAVES = ("3.2.2", "Choosing here leaves the page at once, before anyone has confirmed it.")
CUT = ("1.4.4", "When the page is enlarged to twice its size, ends of lines of this text are cut off.")

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
    ("what flashes", noted("goes-on-by-itself", kind="flash", control="no"),
     (DOUBT, "2.3.1", "This flashes more than three times a second.")),
    ("a clock", noted("goes-on-by-itself", kind="digits", control="no"), None),
    ("a carousel that a button stops", noted("goes-on-by-itself", kind="carousel", control="near"), None),
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
        noted("alt-file-name", kind="file", words="p1_2.png", told="no"),
        (FAILED, "1.1.1", "The alternative text of this picture is the name of a file: “p1_2.png”."),
    ),
    (
        "the name of another file that tells nothing",
        noted("alt-file-name", kind="like-file", words="01.jpg", told="no"),
        (FAILED, "1.1.1", "The alternative text of this picture is the name of a file: “01.jpg”."),
    ),
    (
        "a file's name with one word in it",
        noted("alt-file-name", kind="file", words="p1_final-2.png", told="no"),
        (DOUBT, "1.1.1", "The alternative text of this picture is the name of a file: “p1_final-2.png”."),
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
    (
        "a heading that an editor put there",
        noted("heading-words", kind="leftover", words="Title goes here"),
        (FAILED, "2.4.6", f"{HEADING} “Title goes here”."),
    ),
    (
        "a heading that shows what headings look like",
        noted("heading-words", kind="leftover", words="Heading 2"),
        (DOUBT, "2.4.6", f"{HEADING} “Heading 2”."),
    ),
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
    ("a header over nothing", noted("header-without-cells", **STRANDED), (FAILED, "1.3.1", EMPTY)),
    (
        "a header over nothing in a grid",
        noted("header-without-cells", **{**STRANDED, "grid": "yes"}),
        (DOUBT, "1.3.1", EMPTY),
    ),
    (
        "headers that an empty one pushes aside",
        noted("header-without-cells", **{**STRANDED, "count": "3", "pushed": "yes"}),
        (FAILED, "1.3.1", EMPTY.replace("”", "” and 2 more")),
    ),
    (
        "a button in the row of headers",
        noted("header-without-cells", **{**STRANDED, "control": "yes", "pushed": "yes"}),
        (DOUBT, "1.3.1", EMPTY),
    ),
    ("most of a line lost", noted("text-cut-off", side="beside", most="yes", before="yes"), (DOUBT, *CUT)),
    ("a little cut off", noted("text-cut-off", side="beside", most="no", before="no"), (DOUBT, *CUT)),
    (
        "two titles, and the wrong one counts",
        noted("title-words", kind="unlike", title="Cedar", other="Our pond"),
        (
            DOUBT,
            "2.4.2",
            "This page has two titles. The first one counts: “Cedar”. Only the second fits: “Our pond”.",
        ),
    ),
    (
        "two titles, and an editor put the first one there",
        noted("title-words", kind="leftover", title="Untitled Document", other="Our pond"),
        (
            FAILED,
            "2.4.2",
            "This page has two titles. The first one counts: “Untitled Document”. "
            "Only the second fits: “Our pond”.",
        ),
    ),
    (
        "a title that an editor put there",
        noted("title-words", kind="leftover", title="Untitled Document", other=""),
        (FAILED, "2.4.2", f"{LEFT} “Untitled Document”."),
    ),
    (
        "a title that a test may have",
        noted("title-words", kind="leftover", title="Test", other=""),
        (DOUBT, "2.4.2", f"{LEFT} “Test”."),
    ),
    (
        "a title that is a file's name",
        noted("title-words", kind="file", title="index.html", other="", told="no"),
        (FAILED, "2.4.2", f"{FILE} “index.html”."),
    ),
    (
        "a file's name that is made of words",
        noted("title-words", kind="file", title="field_trip.html", other="", told="no"),
        (DOUBT, "2.4.2", f"{FILE} “field_trip.html”."),
    ),
    (
        "a file's name by which the page calls itself",
        noted("title-words", kind="file", title="Auth.doc", other="", told="yes"),
        (DOUBT, "2.4.2", f"{FILE} “Auth.doc”."),
    ),
    (
        "a place where a picture would be",
        noted("alt-empty-words", words="Placeholder"),
        (DOUBT, "1.1.1", "The alternative text “Placeholder” does not say what this picture shows."),
    ),
    ("only a mouse gets there", noted("mouse-only", inner="no", near="no", empty="no"), (FAILED, *MOUSE)),
    ("a control beside it", noted("mouse-only", inner="no", near="yes", empty="no"), (DOUBT, *MOUSE)),
    ("nothing to be seen", noted("mouse-only", inner="no", near="no", empty="yes"), (DOUBT, *MOUSE)),
    ("a choice that leaves", noted("change-leaves", **CHOICE, announced="no"), (FAILED, *LEAVES)),
    ("a choice that says so", noted("change-leaves", **CHOICE, announced="yes"), (DOUBT, *LEAVES)),
    (
        "a title unlike the page",
        noted("title-words", kind="unlike", title="Cedar", other=""),
        (DOUBT, "2.4.2", "No word of the title “Cedar” stands on this page."),
    ),
    ("a fact that no judge knows", noted("broken-off"), None),
)  # fmt: skip

HIDES = {"kind": "words-hidden", "names": "yes", "told": "no"}
LINKS = {"first": "cedar.example/a", "second": "cedar.example/b", "alone": "yes"}
DRIVE = "docs.google.example/d/1aB9dE_7hIjKlMnOpQrStUvWx"
FILES = {**LINKS, "first": "cedar.example/form.pdf", "second": "cedar.example/form.docx"}
TWICE = {**LINKS, "first": f"{DRIVE}/edit", "second": f"{DRIVE}/mobilebasic"}
SIGNS = {"words": "social media icon", "alone": "no", "pictured": "yes"} | {
    "first": "one.example/cedar", "second": "two.example/cedar"
}  # fmt: skip
SPOKEN = {"spoken": "yes", "seconds": "300", "said": "40", "text": ""}
GO = {"words": "Click here!", "heading": "no", "bare": "yes"}
MESSAGE = {"words": "invalid value", "ours": "yes", "bound": "no", "heard": "yes", "again": "no"} | {
    "apart": "yes", "open": "yes", "named": "0", "twice": "no"
}  # fmt: skip

LOWER = {"side": "below", "most": "no", "before": "no", "more": "no"}

DECIDED: tuple[tuple[str, str, dict[str, str], bool], ...] = (
    ("it calls itself a logo", "picture-hidden", HIDES, True),
    ("its words stand on the page, too", "picture-hidden", {**HIDES, "told": "yes"}, False),
    ("its words may be decoration", "picture-hidden", {**HIDES, "names": "no"}, False),
    ("a flyer, and nothing else", "picture-hidden", {"kind": "file", "bare": "yes"}, True),
    ("a flyer beside words", "picture-hidden", {"kind": "file", "bare": "no"}, False),
    ("drawn words", "picture-hidden", {"kind": "canvas", "lost": "yes"}, True),
    ("a drawing", "picture-hidden", {"kind": "canvas", "lost": "no"}, False),
    ("a coloured drawing", "picture-hidden", {"kind": "drawing"}, False),
    ("two documents", "links-same-words", LINKS, True),
    ("something tells them apart", "links-same-words", {**LINKS, "alone": "no"}, False),
    ("another host may send on", "links-same-words", {**LINKS, "second": "short.example/b"}, False),
    ("two kinds of a file", "links-same-words", FILES, False),
    ("two parts of a list", "links-same-words", {**LINKS, "second": "cedar.example/a?part=2"}, True),
    ("one file, opened twice", "links-same-words", TWICE, False),
    ("a line at the end", "links-same-words", {**LINKS, "second": "cedar.example/a/"}, False),
    ("signs that lead to two hosts", "links-same-words", SIGNS, True),
    ("signs that ask to follow", "links-same-words", {**SIGNS, "words": "follow us!"}, True),
    ("signs by a Spanish word", "links-same-words", {**SIGNS, "words": "redes sociales"}, True),
    ("two signs may say the same", "links-same-words", {**SIGNS, "words": "build status"}, False),
    ("signs without a word", "links-same-words", {**SIGNS, "words": "2"}, False),
    ("words tell them apart, too", "links-same-words", {**SIGNS, "pictured": "no"}, False),
    ("two logos of one site", "links-same-words", {**SIGNS, "second": "one.example/"}, False),
    ("two parts of one site", "links-same-words", {**SIGNS, "second": "news.one.example/"}, False),
    ("a photo by itself, larger", "links-same-words", {**SIGNS, "second": "two.example/pond.jpg"}, False),
    ("no place is known", "links-same-words", {**SIGNS, "second": ""}, False),
    ("lower lines are lost", "text-cut-off", LOWER, True),
    ("they are lost before, too", "text-cut-off", {**LOWER, "before": "yes"}, False),
    ("a link leads on", "text-cut-off", {**LOWER, "more": "yes"}, False),
    ("music that nothing stops", "sound-starts", {"control": "no", "lasts": "yes", "loop": "no"}, True),
    ("music, again and again", "sound-starts", {"control": "no", "lasts": "yes", "loop": "yes"}, True),
    ("music that was not weighed", "sound-starts", {"control": "no", "lasts": "no", "loop": "yes"}, False),
    ("something may stop it", "sound-starts", {"control": "near", "lasts": "yes", "loop": "yes"}, False),
    ("a recording of speech", "audio-text", SPOKEN, True),
    ("words near it", "audio-text", {**SPOKEN, "text": "text"}, True),
    ("a link to a written version", "audio-text", {**SPOKEN, "text": "link"}, False),
    ("as many words as seconds", "audio-text", {**SPOKEN, "said": "300"}, False),
    ("just long enough", "audio-text", {**SPOKEN, "seconds": "10", "said": "9"}, True),
    ("a greeting", "audio-text", {**SPOKEN, "seconds": "9", "said": "0"}, False),
    ("nobody knows how long", "audio-text", {**SPOKEN, "seconds": "0", "said": "0"}, False),
    ("a recording of anything", "audio-text", {"text": ""}, False),
    ("a link that says nothing, alone", "link-words", GO, True),
    ("a heading above it", "link-words", {**GO, "heading": "yes"}, False),
    ("something that stands with it", "link-words", {**GO, "bare": "no"}, False),
    ("words that may say where", "link-words", {**GO, "words": "Download"}, False),
    ("which field", "error-unclear", MESSAGE, True),
    ("no word of the page's own says error", "error-unclear", {**MESSAGE, "ours": "no"}, False),
    ("it is tied to a field", "error-unclear", {**MESSAGE, "bound": "yes"}, False),
    ("it stands at a field", "error-unclear", {**MESSAGE, "apart": "no"}, False),
    ("a field is marked, or a password asked", "error-unclear", {**MESSAGE, "open": "no"}, False),
    ("all fields are meant", "error-unclear", {**MESSAGE, "words": "all fields must be valid"}, False),
    ("both fields are meant", "error-unclear", {**MESSAGE, "words": "please fill out both fields"}, False),
    ("it points at marked fields", "error-unclear", {**MESSAGE, "words": "see the marked fields"}, False),
    ("it explains a sign", "error-unclear", {**MESSAGE, "words": "required field"}, False),
    ("a field is missing", "error-unclear", {**MESSAGE, "words": "please fill the required field"}, True),
    ("fields have their own messages", "error-unclear", {**MESSAGE, "others": "yes"}, False),
    ("the server failed", "error-unclear", {**MESSAGE, "words": "an error occurred, try later"}, False),
    ("one field is named", "error-unclear", {**MESSAGE, "named": "1"}, False),
    ("two fields have that name", "error-unclear", {**MESSAGE, "named": "2", "twice": "yes"}, True),
    ("it cannot be heard", "error-unclear", {**MESSAGE, "heard": "no"}, True),
    ("it is heard elsewhere", "error-unclear", {**MESSAGE, "heard": "no", "again": "yes"}, False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "data", "failed"), [case[1:] for case in DECIDED], ids=[case[0] for case in DECIDED]
)
def test_a_fact_decides_only_where_nothing_could_excuse_it(
    rule: str, data: dict[str, str], failed: bool
) -> None:
    told = JUDGES[rule](noted(rule, **data), WORDS)
    assert told is not None
    assert told.failed is failed, told.words


@pytest.mark.parametrize(("words", "failed"), [("Nhấn vào đây", True), ("Nhấn vào bài học", False)])
def test_a_district_may_add_words_of_another_language(words: str, failed: bool) -> None:
    said = WORDS.of("generic-link-sure") | {"nhấn vào đây"}
    fact = noted("link-words", words=words, heading="no", bare="yes")
    told = JUDGES["link-words"](fact, replace(WORDS, lists={**WORDS.lists, "generic-link-sure": said}))
    assert told is not None and told.failed is failed
    told = JUDGES["link-words"](fact, WORDS)
    assert told is not None and not told.failed


BEHIND: tuple[tuple[str, Observation, Outcome], ...] = (
    ("the frame itself", engine("frame-focusable-content", FAILED, "2.1.1", "#map >>> html"), DOUBT),
    ("another frame", engine("frame-focusable-content", FAILED, "2.1.1", "#maps >>> html"), FAILED),
    ("no fault of the keyboard", engine("frame-title", FAILED, "4.1.2", "#map"), FAILED),
)


@pytest.mark.parametrize(("seen", "outcome"), [case[1:] for case in BEHIND], ids=[case[0] for case in BEHIND])
def test_behind_an_open_dialog_a_fault_of_the_keyboard_is_a_doubt(
    seen: Observation, outcome: Outcome
) -> None:
    assert [told.outcome for told in joined((seen, noted("behind-dialog", "#map")), WORDS)] == [outcome]


@pytest.mark.parametrize(
    ("fact", "expected"), [case[1:] for case in JUDGED], ids=[case[0] for case in JUDGED]
)
def test_what_a_fact_amounts_to(fact: Observation, expected: tuple[Outcome, str, str] | None) -> None:
    told = judged(fact, WORDS)
    assert (told and (told.outcome, told.criteria[0], told.summary)) == expected


UNSURE = engine("color-contrast", DOUBT, "1.4.3")
GOOD, FAINT = (
    noted("contrast-measured", enough="1.000"),
    noted("contrast-measured", enough="0.000", near="0.000", ground="gradient", word="yes"),
)

JOINED: tuple[tuple[str, tuple[Observation, ...], list[str]], ...] = (
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
    (
        "we fail what it doubts",
        (engine("some", DOUBT, "2.1.1"), noted("focus-thrown-away")),
        ["focus-thrown-away"],
    ),
    ("measured and good", (UNSURE, GOOD), []),
    ("measured and faint", (UNSURE, FAINT), ["contrast-measured"]),
    ("sound that is faint", (engine("no-autoplay-audio", DOUBT, "1.4.2"), noted("sound-faint")), []),
    (
        "another sound",
        (engine("no-autoplay-audio", DOUBT, "1.4.2", "#b"), noted("sound-faint")),
        ["no-autoplay-audio"],
    ),
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
    (
        "the first of the frames with one title, which both doubt",
        (
            engine("frame-title-unique", DOUBT, "4.1.2"),
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
    assert [seen.rule for seen in joined(observations, WORDS)] == expected


SURE = noted("text-cut-off", side="below", before="no", more="no")
BEFORE = noted("text-cut-off", side="below", before="yes", more="no")
ALFA = Observation("alfa", "sia-r83", DOUBT, (), "#a")
LINES = "When the page is enlarged to twice its size, lower lines of this text are cut off."


@pytest.mark.parametrize(
    ("observations", "expected"),
    [
        ((SURE, ALFA), [("alfa", FAILED)]),
        ((SURE, replace(ALFA, selector="#b")), [("own", DOUBT)]),
        ((SURE, replace(ALFA, frame="http://room12.example/f")), [("own", DOUBT)]),
        ((BEFORE, ALFA), [("own", DOUBT)]),
        ((SURE,), [("own", DOUBT)]),
        ((ALFA,), []),
    ],
    ids=["both", "another box", "in a frame", "the own check is not sure", "own alone", "the engine alone"],
)
def test_cut_off_text_fails_only_by_two_words(
    observations: tuple[Observation, ...], expected: list[tuple[str, Outcome]]
) -> None:
    told = joined(observations, WORDS)
    assert [(seen.engine, seen.outcome) for seen in told] == expected
    for seen in told:
        if seen.outcome is FAILED:
            assert (seen.criteria, seen.data["help"]) == (("1.4.4",), LINES)
            assert seen.data["second"] == "own text-cut-off"


def test_every_fact_without_data_is_judged_without_a_fault() -> None:
    for rule in JUDGES:
        told = judged(noted(rule), WORDS)
        assert told is None or (told.criteria and told.summary.endswith((".", "”."))), rule


def test_the_word_lists_of_languages_are_known_by_name() -> None:
    assert {name.removeprefix("language-") for name in LISTS if name.startswith("language-")} == set(
        LANGUAGES
    )
