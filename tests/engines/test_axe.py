"""axe in a real browser: what it must see, what it must leave alone, and pages that fight it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from auditor.browser import Rendered
from auditor.engines import axe
from auditor.engines.tab import BrokenOff, FrameNode, Interference
from auditor.page import Outcome

pytestmark = pytest.mark.browser

Show = Callable[..., Rendered]
Seen = tuple[str, str, tuple[str, ...], str]


def whole(body: str, script: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Room 12</title>{script}</head><body>{body}</body></html>"
    )


def seen(rendered: Rendered) -> set[Seen]:
    assert rendered.failure is None, rendered.failure
    return {(o.outcome.value, o.rule, o.criteria, o.selector) for o in rendered.observations}


PICTURE = ("violation", "image-alt", ("1.1.1",))
FRAMED = whole("<h1>Calendar</h1><p>Trip on Friday</p><img id=bus src=bus.png>").replace(
    "Room 12", "Calendar"
)

CASES: tuple[tuple[str, str, Mapping[str, str], set[Seen]], ...] = (
    ("picture without words", whole("<img id=frog src=f.png>"), {}, {(*PICTURE, "#frog")}),
    (
        "picture with words, and one for show",
        whole("<img alt='a frog' src=f.png><img alt='' src=g.png>"),
        {},
        set(),
    ),
    (
        "pale words",
        whole("<p id=pale style='color:#aaa;background:#fff'>Spelling test Friday</p>"),
        {},
        {("violation", "color-contrast", ("1.4.3",), "#pale")},
    ),
    ("dark words", whole("<p style='color:#333;background:#fff'>Spelling test Friday</p>"), {}, set()),
    (
        "words that a fade makes pale for a second only",
        whole(
            "<p id=p>Homework</p>",
            "<style>@keyframes f{from{opacity:.1}}p{animation:f 9s;color:#333}</style>",
        ),
        {},
        set(),
    ),
    (
        "no language",
        "<!DOCTYPE html><title>Room 12</title><p>Welcome",
        {},
        {("violation", "html-has-lang", ("3.1.1",), "html")},
    ),
    (
        "best practice only: no landmarks, two main headings",
        whole("<h1>One</h1><h1>Two</h1><p>Text"),
        {},
        set(),
    ),
    (
        "made by a script, late",
        whole(
            "<div id=app></div>",
            "<script>addEventListener('load', () => setTimeout(() => {"
            "app.innerHTML = '<img id=late src=l.png>'}, 120))</script>",
        ),
        {},
        {(*PICTURE, "#late")},
    ),
    (
        "open shadow root",
        whole(
            "<div id=host></div><script>host.attachShadow({mode:'open'}).innerHTML='<img src=s.png>'</script>"
        ),
        {},
        {(*PICTURE, "#host >>> img")},
    ),
    (
        "closed shadow root, which a visitor sees too",
        whole(
            "<div id=host></div>"
            "<script>host.attachShadow({mode:'closed'}).innerHTML='<img src=s.png>'</script>"
        ),
        {},
        {(*PICTURE, "#host >>> img")},
    ),
    (
        "frame of the same origin",
        whole("<iframe id=cal title=Calendar src=/cal></iframe>"),
        {"room12.example/cal": FRAMED},
        {(*PICTURE, "#cal >>> #bus")},
    ),
    (
        "frame of another site, sandboxed",
        whole("<iframe id=cal title=Calendar sandbox src=http://calendar.example/cal></iframe>"),
        {"calendar.example/cal": FRAMED},
        {(*PICTURE, "#cal >>> #bus")},
    ),
    (
        "frame in a frame of another site",
        whole("<iframe id=outer title=Outer src=http://calendar.example/></iframe>"),
        {
            "calendar.example/": whole("<iframe id=inner title=Inner src=http://bus.example/></iframe>"),
            "bus.example/": FRAMED,
        },
        {(*PICTURE, "#outer >>> #inner >>> #bus")},
    ),
    (
        "frame without a title",
        whole("<iframe id=cal src=http://calendar.example/cal></iframe>"),
        {"calendar.example/cal": whole("<h1>Trip on Friday</h1>")},
        {("violation", "frame-title", ("4.1.2",), "#cal")},
    ),
    (
        "the 2.1 additions",
        whole("<p>x", "<meta name=viewport content='width=device-width, user-scalable=no'>")
        + "<p id=s style='letter-spacing:0 !important'>Words that somebody may need to space out.</p>",
        {},
        {
            ("violation", "meta-viewport", ("1.4.4",), "meta"),
            ("violation", "avoid-inline-spacing", ("1.4.12",), "#s"),
        },
    ),
)


@pytest.mark.parametrize(
    ("page", "others", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_axe_sees(show: Show, page: str, others: Mapping[str, str], expected: set[Seen]) -> None:
    rendered = show(page, others)
    assert seen(rendered) == expected
    assert rendered.engines == {"axe": axe.VERSION}


FIGHTS = (
    (
        "another axe",
        "window.axe = {run: () => Promise.resolve({violations: []}), version: '4.14.1'}; Object.freeze(axe)",
    ),
    ("no promises", "window.Promise = undefined; window.JSON = undefined; window.Map = window.Set = null"),
    (
        "frozen prototypes",
        "[Object, Array, Element, Node, Document].forEach((c) => Object.freeze(c.prototype))",
    ),
    ("blind selectors", "Document.prototype.querySelectorAll = Element.prototype.matches = () => []"),
    ("false colours", "window.getComputedStyle = () => ({getPropertyValue: () => ''})"),
    ("false boxes", "Element.prototype.getBoundingClientRect = () => { throw 1 }"),
    ("no timers", "window.setTimeout = window.requestAnimationFrame = () => 0"),
    (
        "false answers to every message",
        "addEventListener('message', (e) => e.stopImmediatePropagation(), true)",
    ),
    ("no observers", "window.MutationObserver = null; performance.now = () => NaN; Date.now = () => 0"),
    (
        "a variable of the same name",
        "window.auditor = 1; Object.defineProperty(window, 'axe', {get() { throw 1 }})",
    ),
)


@pytest.mark.parametrize("script", [fight[1] for fight in FIGHTS], ids=[fight[0] for fight in FIGHTS])
def test_a_page_cannot_change_the_answer(show: Show, script: str) -> None:
    page = whole("<img id=frog src=f.png><p>Words</p>", f"<script>{script}</script>")
    assert seen(show(page)) == {(*PICTURE, "#frog")}


def test_a_page_sees_nothing_of_the_engine(show: Show) -> None:
    told = (
        "document.title = "
        "[typeof axe, typeof auditor, document.querySelectorAll('style,script').length].join()"
    )
    rendered = show(whole("<p>Words</p>", f"<script>addEventListener('load', () => {{{told}}})</script>"))
    assert "<title>undefined,undefined,1</title>" in rendered.html


@pytest.mark.parametrize("name", ["querySelectorAll", "body", "documentElement", "createElement", "axe"])
def test_elements_named_like_what_engines_use_change_nothing(show: Show, name: str) -> None:
    page = whole(
        f"<img name={name} id={name} alt=x src=f.png><form name={name}></form><img id=frog src=f.png>"
    )
    assert seen(show(page)) == {(*PICTURE, "#frog")}


def test_a_form_whose_fields_have_awkward_names_is_no_interference(show: Show) -> None:
    fields = "".join(
        f"<label>{n}<input name={n}></label>" for n in ("attributes", "nodeType", "id", "firstChild")
    )
    rendered = show(whole(f"<form name=search>{fields}</form><img id=frog src=f.png>"))
    assert seen(rendered) == {(*PICTURE, "#frog")}
    assert '<input name="firstChild">' in rendered.html


def test_what_is_reported_of_an_element(show: Show) -> None:
    page = whole(
        "<h1>Room 12</h1><h2>Field trip</h2><nav><img alt='' src=a.png><img id=frog src=f.png width=9></nav>"
    )
    (one,) = show(page).observations
    assert (one.engine, one.outcome, one.impact) == ("axe", Outcome.VIOLATION, "critical")
    assert (one.heading, one.place) == ("Field trip", "second picture in the menu")
    assert one.html == '<img id="frog" src="f.png" width="9">'
    assert "does not have an alt attribute" in one.summary
    assert one.data["help"] == "Images must have alternative text"


def test_contrast_brings_its_figures(show: Show) -> None:
    (one,) = show(whole("<p style='color:#aaa;background:#fff'>Spelling test</p>")).observations
    assert (one.data["fgColor"], one.data["bgColor"], one.data["contrastRatio"]) == (
        "#aaaaaa",
        "#ffffff",
        "2.32",
    )


def test_what_only_a_person_can_judge_is_incomplete(show: Show) -> None:
    page = whole("<p id=over style='background:url(x.png);color:#777'>Words over a picture</p>")
    assert seen(show(page)) == {("incomplete", "color-contrast", ("1.4.3",), "#over")}


def test_an_element_in_a_frame_is_described_by_its_own_frame(show: Show) -> None:
    framed = whole("<h3>Buses</h3><img src=bus.png>").replace("Room 12", "Cal")
    page = whole("<h1>Room 12</h1><iframe title=Calendar src=http://calendar.example/></iframe>")
    (one,) = show(page, {"calendar.example/": framed}).observations
    assert (one.frame, one.heading, one.place) == ("http://calendar.example/", "Buses", "first picture")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["cat.text-alternatives", "wcag2a", "wcag111", "section508"], ("1.1.1",)),
        (["wcag21aa", "wcag1410"], ("1.4.10",)),
        (["wcag2a", "wcag244", "wcag412"], ("2.4.4", "4.1.2")),
        (["wcag2aa", "wcag21a", "EN-9.1.1.1", "best-practice"], ()),
    ],
)
def test_tags_name_criteria(tags: list[str], expected: tuple[str, ...]) -> None:
    assert axe.criteria(tags) == expected


class Scripted:
    """A tab that answers what a test says, where no real page gets that far."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def frames(self) -> tuple[FrameNode, ...]:
        return (FrameNode("top", "", "http://room12.example/"),)

    def execute_script(self, script: str) -> object:
        return None

    def execute_async_script(self, script: str) -> object:
        nonce = re.search(r'"nonce": "(\w+)"', script)
        if isinstance(self.answer, dict) and nonce is not None:
            return {
                "nonce": nonce[1],
                "version": axe.VERSION,
                "rules": 90,
                "nodes": [],
                "left": 0,
                **self.answer,
            }
        return self.answer

    def evaluate(self, expression: str, frame: str = "") -> object:
        return None

    def command(self, method: str, parameters: Mapping[str, object]) -> Mapping[str, object]:
        return {}


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (None, Interference),
        ([], Interference),
        ({"nonce": "guessed"}, Interference),
        ({"version": "3.1.1"}, Interference),
        ({"rules": 3}, Interference),
        ({"fault": "Maximum call stack size exceeded"}, BrokenOff),
    ],
)
def test_an_answer_that_is_not_axes_own_is_refused(answer: object, raised: type[Exception]) -> None:
    with pytest.raises(raised):
        axe.observe(Scripted(answer))


def test_an_answer_that_is_axes_own_is_taken() -> None:
    assert axe.observe(Scripted({})) == ()
