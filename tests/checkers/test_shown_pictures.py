"""From facts about pictures to items for a person: words that are drawn, pictures that move, near misses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from auditor.checkers.shown_pictures import RULES, check
from auditor.extract.html import read_html
from auditor.finding import Confidence, Finding
from auditor.page import Asset, Document, Location, Observation, Outcome, Page, Source, Text
from auditor.policy import load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.snapshot import Snapshot, gather

ROOT = "https://cedar.example/room-12/"
NIGHT = datetime(2026, 10, 28, 2, 0)
POLICY = load_policy(
    Path(__file__).parents[2] / "config" / "policies",
    ("mcps-parent-student-engagement", "mcps-social-media-procedures", "wcag-2.0", "ada-title-ii"),
)
WORDS = "Picture day is Friday October ninth. Please bring the order form and wear school colors that day."
TEXT = {"words": "17", "guesses": "1", "running": "15", "lines": "3", "tall": "30", "width": "900",
        "height": "500", "area": "30", "flat": "85"}  # fmt: skip
SHOWN = {"url": f"{ROOT}news.png", "kind": "img", "width": "600", "height": "333", "said": "News",
         "silent": "no", "link": "", "about": "no", "calm": "no", "bytes": "0"}  # fmt: skip
MOVES = {"frames": "12", "seconds": "3.0", "rounds": "0"}
READING = "<p>" + "Bring pencils paper scissors crayons folders markers glue tissues rulers notebooks. " * 2


def shown(facts: Mapping[str, str], selector: str = "img") -> Observation:
    return Observation(
        "own", "picture-shown", Outcome.INCOMPLETE, (), selector, html="<img>", heading="News",
        place="first picture", data={**SHOWN, **facts},
    )  # fmt: skip


def file(access: Mapping[str, str], words: str = WORDS, url: str = f"{ROOT}news.png") -> Document:
    where = Location(url, Source.OCR, document=url)
    texts = tuple(Text(line, line, where) for line in words.split("|") if line)
    return Document(url, "/news.png", "picture", 200, NIGHT, linked_from=("/",), texts=texts, access=access)


def found(
    *facts: Observation, files: tuple[Document, ...] = (), body: str = "", asked: frozenset[str] | None = None
) -> list[Finding]:
    content = read_html(f"<!doctype html><html lang=en><title>Room 12</title>{body}", ROOT)
    page = Page(ROOT, "/", 200, NIGHT, content, rendered=content, observations=facts)
    site = Site("room-12", ROOT, "cedar", kind="class")
    snapshot = Snapshot(site, School("cedar", "Cedar"), NIGHT, (page,), files, asked=asked)
    return list(check(snapshot, POLICY.for_site("class", NIGHT.date()), Roster.absent("no roster here")))


ITS_WORDS = {"said": WORDS}
DRAWN = {"url": "", "drawn": "2", "shapes": "1"}
CASES: tuple[tuple[str, dict[str, str], dict[str, str], str, str], ...] = (
    ("a flyer with its words as alternative text", ITS_WORDS, TEXT, WORDS, "picture-of-words"),
    ("a flyer that is called News", {}, TEXT, WORDS, "picture-words-untold"),
    ("a flyer with an empty alternative text", {"said": ""}, TEXT, WORDS, "picture-words-untold"),
    ("without any an engine tells it", {"said": "", "silent": "yes"}, TEXT, WORDS, "picture-of-words"),
    ("behind a part of the page", {"said": "", "kind": "behind"}, TEXT, WORDS, "picture-of-words"),
    (
        "few words, of which the author says some",
        {"said": "Picture day is Friday"},
        {**TEXT, "words": "4", "running": "4"},
        "Picture Friday ninth",
        "",
    ),
    (
        "few words that are the alternative text",
        {"said": "Welcome parents! Picture orders close Friday"},
        {**TEXT, "words": "6", "running": "0"},
        "Welcome parents Picture orders close Friday",
        "picture-of-words",
    ),
    ("a logo", {"said": "Cedar logo"}, TEXT, WORDS, ""),
    ("the logo in the head of the page", {"said": "Cedar School home of the Owls", "about": "yes"},
     {**TEXT, "words": "6"}, "Cedar School Home Owls", ""),
    ("a photo of a poster in a room", {}, {**TEXT, "flat": "25", "area": "12"}, WORDS, ""),
    ("what nobody could read for sure", {}, {**TEXT, "guesses": "15"}, WORDS, ""),
    ("a chart, whose words stand alone", {}, {**TEXT, "running": "4"}, WORDS, ""),
    ("a chart by its name", {"said": "Chart of our reading"}, TEXT, WORDS, ""),
    ("a screenshot of an app", {"said": "Screenshot of the app"}, TEXT, WORDS, ""),
    ("a screen with buttons", {}, TEXT, f"{WORDS}|Go back|Continue", ""),
    ("a formula", {}, {**TEXT, "words": "3", "running": "3"}, "x y z", ""),
    ("a small preview", {"width": "120"}, TEXT, WORDS, ""),
    ("a worksheet in a link to the file", {"link": f"{ROOT}week.pdf"}, TEXT, WORDS, ""),
    ("in a link to an online document", {"link": "https://docs.google.com/document/d/1"}, TEXT, WORDS, ""),
    ("in a link to a page", {"link": f"{ROOT}news"}, TEXT, WORDS, "picture-words-untold"),
    ("words that nobody read", {}, {"flat": "85"}, "", ""),
    ("a picture of another host", {"url": "https://cdn.example/news.png"}, TEXT, WORDS, ""),
    ("a drawing of words", {"url": "", "drawn": "3", "shapes": "1", "said": "Our spelling words"}, {}, "",
     "picture-of-words"),
    ("a drawing for a missing picture", {**DRAWN, "wrote": "No image", "said": "Blue shirt"}, {}, "", ""),
    ("the same in Spanish", {**DRAWN, "wrote": "Sin imagen", "said": "Sin imagen"}, {}, "", ""),
    ("a drawing that says more than that", {**DRAWN, "wrote": "No image of God", "said": "Sermon"}, {}, "",
     "picture-of-words"),
    ("a sign of a store", {**DRAWN, "said": "Get it on Google Play"}, {}, "", ""),
    ("the same as a picture file", {"said": "Download on the App Store"}, {**TEXT, "words": "5"},
     "Download on the App Store", ""),
    ("a drawing of more than words", {"url": "", "drawn": "3", "shapes": "9"}, {}, "", ""),
    ("a logo of words", {"url": "", "drawn": "3", "shapes": "0", "said": "Cedar logo"}, {}, "", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "access", "words", "expected"), [each[1:] for each in CASES], ids=[each[0] for each in CASES]
)
def test_words_that_are_drawn(
    facts: dict[str, str], access: dict[str, str], words: str, expected: str
) -> None:
    told = found(shown(facts), files=(file(access, words),))
    assert [each.rule for each in told] == [expected] * bool(expected)
    for each in told:
        assert each.confidence is Confidence.REVIEW
        assert "1.4.5" in each.criteria
        assert (each.where.selector, each.where.heading, each.where.place) == ("img", "News", "first picture")
        assert "Picture day" not in f"{each.message} {each.quote} {each.target} {each.details}", "never told"


def test_words_that_also_stand_on_the_page_are_no_matter() -> None:
    assert found(shown({}), files=(file(TEXT),), body=f"<p>{WORDS}</p>") == []


@pytest.mark.parametrize(
    ("body", "asked"),
    [("<h3>Modular Kitchens</h3>", True), ("<h3>Every Modular Kitchen</h3>", False), ("<h3>Wood</h3>", True)],
)
def test_drawn_words_that_the_page_says_as_well(body: str, asked: bool) -> None:
    drawing = shown({**DRAWN, "wrote": "Modular Kitchen", "said": "Kitchen from the side"})
    assert [each.rule for each in found(drawing, body=body)] == ["picture-of-words"] * asked


def test_what_a_finding_says() -> None:
    [one] = found(shown({}), files=(file(TEXT),))
    assert one.message == (
        "Please look at this picture. A computer cannot tell whether this is true: “About 17 words are drawn "
        "in this picture, and its alternative text does not tell them.”"
    )
    assert (one.quote, one.where.source, one.counted) == ("news.png", Source.OCR, True)


def test_a_picture_in_the_page_s_code_is_known_by_its_length() -> None:
    url = f"{ROOT}#picture-abc"
    facts = shown({"url": "", "bytes": "5000"})
    content = read_html("<!doctype html><title>Room 12</title>", ROOT)
    page = Page(ROOT, "/", 200, NIGHT, content, rendered=content, observations=(facts,),
                embedded=(Asset(url, 200, size=5000),))  # fmt: skip
    snapshot = Snapshot(
        Site("r", ROOT, "cedar", kind="class"), School("cedar", "C"), NIGHT, (page,), (file(TEXT, url=url),)
    )
    told = check(snapshot, POLICY.for_site("class", NIGHT.date()), Roster.absent("none"))
    assert [each.rule for each in told] == ["picture-words-untold"]


MOVING: tuple[tuple[str, dict[str, str], dict[str, str], str, str], ...] = (
    ("without end", {}, MOVES, READING, "“This picture moves without end, and nothing here stops it.”"),
    ("three times", {}, {**MOVES, "rounds": "3"}, READING, "“This picture moves for 9 seconds, and nothing "),
    ("once, and short", {}, {**MOVES, "rounds": "1"}, READING, ""),
    ("an ornament", {"width": "40", "height": "40"}, MOVES, READING, ""),
    ("alone on its page", {}, MOVES, "", ""),
    ("a still one for who asks for calm", {"calm": "yes"}, MOVES, READING, ""),
    ("a still picture", {}, {}, READING, ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "access", "body", "expected"), [each[1:] for each in MOVING], ids=[each[0] for each in MOVING]
)
def test_pictures_that_move(facts: dict[str, str], access: dict[str, str], body: str, expected: str) -> None:
    told = found(shown(facts), files=(file(access, ""),), body=body)
    assert [(each.rule, expected in each.message) for each in told] == [("picture-moves", True)] * bool(
        expected
    )


def test_pages_that_nobody_asks_about_are_left_out() -> None:
    assert found(shown({}), files=(file(TEXT),), asked=frozenset({"/other"})) == []


def test_how_a_picture_is_shown_is_no_fault_of_a_template() -> None:
    content = read_html("<!doctype html><title>Room 12</title>", ROOT)
    page = Page(ROOT, "/", 200, NIGHT, content, rendered=content, observations=(shown({}),))
    assert gather([(Site("r", ROOT, "cedar", platform="weebly"), (page,))]).faults == {}


def test_every_rule_is_reached_by_a_case() -> None:
    assert {rule.id for rule in RULES} == {*(case[4] for case in CASES if case[4]), "picture-moves"}
