"""Alfa in a real browser, beside axe: what it must see, what it must leave alone, and what fights it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, Rendered, available
from auditor.checkers.accessibility import RULES
from auditor.engines import alfa
from auditor.engines.alfa_rules import CUT_OFF, LEFT_OUT, WANTED
from auditor.engines.tab import BrokenOff, FrameNode
from auditor.finding import Reason
from auditor.page import Outcome
from tests.invented_web import InventedWeb

Show = Callable[..., Rendered]


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[InventedWeb, BrowserSession]]:
    """Open one browser with both engines."""
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    options = BrowserOptions(jobs=1, page_seconds=30, engines=("axe", "alfa"), pictures=False)
    with InventedWeb({}) as web, BrowserPool(options) as pool, pool.session(web.proxy) as session:
        yield web, session


def whole(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Room 12</title>{head}</head><body>"
        f"<h1>Room 12</h1>{body}</body></html>"
    )


def told(rendered: Rendered) -> set[tuple[str, str, str]]:
    assert rendered.failure is None, rendered.failure
    return {(o.rule, o.outcome.value, o.selector) for o in rendered.observations if o.engine == "alfa"}


CASES: tuple[tuple[str, str, set[tuple[str, str, str]]], ...] = (
    ("nothing for it to look at", whole("<p>Spelling test Friday</p>"), set()),
    (
        "a link without words beside one with words",
        whole('<a id="empty" href="/q"><img src="q.png" alt=""></a> <a href="/r">Read</a>'),
        {("sia-r11", "violation", "#empty")},
    ),
    (
        "a link whose picture has words",
        whole('<a href="/q"><img src="q.png" alt="Quiz"></a>'),
        set(),
    ),
    (
        "a link that is hidden by a style sheet",
        whole('<a class="off" href="/q"></a>', "<style>.off { display: none }</style>"),
        set(),
    ),
    (
        "a link that a style sheet for print hides",
        whole('<a id="empty" href="/q"></a>', "<style media=print>a { display: none }</style>"),
        {("sia-r11", "violation", "#empty")},
    ),
    (
        "a field with a label elsewhere, and one without",
        whole('<label for="name">Name</label><p><input id="name"></p><input id="bare">'),
        {("sia-r8", "violation", "#bare")},
    ),
    (
        "a link that is hidden by its place among others",
        whole('<p><i>1</i><a href="/q"></a></p>', "<style>i + a { display: none }</style>"),
        set(),
    ),
    (
        "a list item that its list holds by reference, and one that none holds",
        whole(
            '<div role="list" aria-owns="far"></div><p><span id="far" role="listitem">Pens</span></p>'
            '<p><span id="lost" role="listitem">Glue</span></p>'
        ),
        {("sia-r42", "violation", "#lost")},
    ),
    (
        "a button in a shadow root",
        whole(
            "<div id=host></div><script>host.attachShadow({mode: 'open'}).innerHTML = "
            "'<button id=inner></button>'</script>"
        ),
        {("sia-r12", "violation", "#host >>> #inner")},
    ),
    (
        "a form whose fields shadow what engines read",
        whole(
            '<form><input name="attributes" aria-label="A"><input name="childNodes" aria-label="B">'
            '<input name="parentNode" aria-label="C"><button id="go"></button></form>'
        ),
        {("sia-r12", "violation", "#go")},
    ),
    (
        "rules of a kind that Alfa does not know",
        whole(
            '<button id="go"></button>',
            "<style>@property --a { syntax: '*'; inherits: false } "
            "@container (width > 1px) { p { color: red } } p:has(> i) { display: none }</style>",
        ),
        {("sia-r12", "violation", "#go")},
    ),
)


@pytest.mark.browser
@pytest.mark.parametrize(("page", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_alfa_sees(show: Show, page: str, expected: set[tuple[str, str, str]]) -> None:
    rendered = show(page)
    assert told(rendered) == expected
    assert rendered.engines["alfa"] == alfa.VERSION
    assert rendered.lacking == ()


@pytest.mark.browser
def test_an_element_in_a_frame_of_another_site_is_told_with_its_place(show: Show) -> None:
    framed = whole("<p>Sign up</p><input id=mail>").replace("Room 12", "Sign up")
    rendered = show(
        whole("<iframe id=form title='Sign up' src=http://forms.example/f></iframe>"),
        {"forms.example/f": framed},
    )
    [one] = [o for o in rendered.observations if o.engine == "alfa"]
    assert (one.rule, one.selector, one.frame) == ("sia-r8", "#form >>> #mail", "http://forms.example/f")
    assert (one.heading, one.place, one.html) == ("Sign up", "first field", '<input id="mail">')
    assert one.data["help"] == "This field has no label."


@pytest.mark.browser
def test_a_page_too_large_for_alfa_keeps_what_axe_saw_and_says_so(show: Show) -> None:
    many = "".join(f"<li>{number}</li>" for number in range(alfa.MOST_ELEMENTS + 10))
    rendered = show(whole(f'<img id="frog" src="f.png"><div role="img"><ol>{many}</ol></div>'))
    assert rendered.failure is None
    assert {o.selector for o in rendered.observations if o.rule == "image-alt"} == {"#frog"}
    assert set(rendered.engines) == {"axe"}
    [lack] = rendered.lacking
    assert (lack.reason, lack.url) == (Reason.PARSE_LIMIT, "http://room12.example/")
    assert "wcag-1.1.1" in lack.rules and "wcag-1.4.3" not in lack.rules
    assert "more elements than it is made for" in lack.detail
    again = show(whole("<button id=go></button>"))
    assert told(again) == {("sia-r12", "violation", "#go")}, "the next page is looked at as any"


@pytest.mark.browser
def test_what_never_ends_is_ended_and_the_next_call_has_a_fresh_page(
    show: Show, room: tuple[InventedWeb, BrowserSession]
) -> None:
    show(whole("<button id=go></button>"))
    tab = room[1]._tab
    assert tab is not None
    for endless in ("(() => { for (;;); })()", "Promise.resolve().then(() => { for (;;); })"):
        with pytest.raises(BrokenOff):
            tab.aside("globalThis.a = 1", endless, 0.5)
    with pytest.raises(BrokenOff, match="nowhere is not defined"):
        tab.aside("globalThis.a = 1", "nowhere", 5.0)
    assert tab.aside("globalThis.a = 1", "a + 1", 5.0) == 2
    assert told(show(whole("<button id=go></button>"))) == {("sia-r12", "violation", "#go")}


@pytest.mark.browser
def test_each_rule_of_alfa_on_these_criteria_is_wanted_or_left_out_with_a_reason(
    show: Show, room: tuple[InventedWeb, BrowserSession]
) -> None:
    show(whole("<button id=go></button>"))
    tab = room[1]._tab
    assert tab is not None
    listed: Any = tab.aside(alfa.BUNDLE.read_text("utf-8"), "alfa.criteria()", 5.0)
    ours = {rule.criteria[0] for rule in RULES}
    speaking = {rule: set(numbers) & ours for rule, numbers in listed if set(numbers) & ours}
    assert {each.rule: set(each.criteria) for each in (*WANTED, CUT_OFF)}.items() <= speaking.items()
    assert set(speaking) == {each.rule for each in (*WANTED, CUT_OFF)} | set(LEFT_OUT)


class FakeTab:
    """Answer as a page and the blank page beside it would."""

    def __init__(self, taken: object, answer: object) -> None:
        self.taken, self.answer = taken, answer

    def evaluate(self, expression: str, frame: str = "") -> object:
        return self.taken

    def aside(self, source: str, expression: str, seconds: float) -> object:
        return self.answer

    def frames(self) -> tuple[FrameNode, ...]:
        return (FrameNode("top", "", "http://room12.example/"),)

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} is not asked for")


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("no answer", None),
        ("another version", {"version": "0.1", "told": [], "broken": []}),
        ("a rule broke", {"version": alfa.VERSION, "told": [], "broken": ["R12"]}),
    ],
)
def test_an_answer_that_is_not_whole_is_none(what: str, answer: object) -> None:
    tab = FakeTab({"rules": ["R12"], "json": "{}"}, answer)
    with pytest.raises(BrokenOff, match="Alfa"):
        alfa.observe(tab)


def test_what_alfa_cannot_tell_is_for_a_person() -> None:
    rule = WANTED[0].rule
    answer = {"version": alfa.VERSION, "told": [[rule, "cantTell", ["0:3"], "Is it?"]], "broken": []}
    tab = FakeTab({"rules": [rule], "json": "{}"}, answer)
    place = {"target": ["#a"], "html": "<img>", "heading": "", "place": "first picture"}
    said = iter([tab.taken, [place]])
    tab.evaluate = lambda expression, frame="": next(said)  # type: ignore[method-assign]
    [one] = alfa.observe(tab)
    assert (one.outcome, one.rule, one.summary) == (Outcome.INCOMPLETE, WANTED[0].id, "Is it?")


def test_each_rule_is_wanted_or_left_out_with_a_reason() -> None:
    wanted = [each.rule for each in WANTED]
    assert len(wanted) == len(set(wanted))
    assert set(wanted) & set(LEFT_OUT) == set()
    assert [rule for rule, why in LEFT_OUT.items() if len(why) < 20] == []
    assert replace(WANTED[0], rule="R2").id == "sia-r2"
