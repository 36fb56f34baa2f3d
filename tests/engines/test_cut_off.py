"""Text cut off in an enlarged page, by Alfa's rule and an own check together: what fails, what does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, Rendered, available
from auditor.checkers.accessibility.joining import joined
from auditor.engines import alfa, cut_off
from auditor.engines.tab import BrokenOff, Tab
from auditor.page import Observation, Outcome
from auditor.snapshot import may_fail
from auditor.words import shipped_words
from tests.invented_web import InventedWeb

LINE = (
    "We read a book at home and write a letter about it for our family on Friday, "
    "and on Monday we read it aloud to all."
)
LOWER = "When the page is enlarged to twice its size, lower lines of this text are cut off."
ENDS = "When the page is enlarged to twice its size, ends of lines of this text are cut off."


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[InventedWeb, BrowserSession]]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    options = BrowserOptions(jobs=1, page_seconds=30, engines=("axe", "alfa", "own"), pictures=False)
    with BrowserPool(options) as pool, InventedWeb({}) as web, pool.session(web.proxy) as session:
        yield web, session


def shown(room: tuple[InventedWeb, BrowserSession], body: str, style: str = "") -> Rendered:
    web, session = room
    web.pages = {
        "room12.example/": "<!doctype html><html lang=en><title>Room 12</title>"
        f"<style>{style}</style><h1>Room 12</h1>{body}</html>"
    }
    rendered = session.render("http://room12.example/")
    assert rendered.failure is None, rendered.failure
    assert rendered.engines["alfa"] == alfa.VERSION
    return rendered


def told(seen: tuple[Observation, ...], rule: str) -> set[str]:
    return {each.selector.removeprefix("#") for each in seen if each.rule == rule}


BOX = "overflow:hidden;height:20px"
BOXES: dict[str, tuple[str, str, str]] = {
    # By id: style in a sheet, attributes, and who tells of it: "both", "own", "own and alfa" (a doubt), "".
    "fixed": (BOX, "", "both"),
    "inline": ("", f"style='{BOX}'", "both"),
    "screen": ("", "style='overflow:hidden;height:2.4vh'", "both"),
    "oneline": ("overflow:hidden;width:90px;white-space:nowrap", "", "both"),
    "letters": ("overflow:hidden;height:1.5em", "", "own"),
    "page-letters": ("overflow:hidden;height:1.5rem", "", "own"),
    "counted": ("overflow:hidden;height:calc(1em + 6px)", "", "own"),
    "at-least": (f"{BOX};min-height:1em", "", "own"),
    "held-letters": ("overflow:hidden;height:1.5em;font-size:16px!important", "", "own"),
    "at-most": ("overflow:hidden;max-height:20px", "", "own"),
    "titled": ("overflow:hidden;width:90px;white-space:nowrap", f"title='{LINE}'", "own and alfa"),
    "over": ("height:20px", "", ""),
    "scrolls": ("overflow:auto;height:20px", "", ""),
    "grows": ("overflow:hidden;min-height:20px", "", ""),
    "roomy": ("overflow:hidden;height:200px", "", ""),
    "spoken": ("overflow:hidden;position:absolute;width:1px;height:1px;clip:rect(0,0,0,0)", "", ""),
    "dots": ("overflow:hidden;width:90px;white-space:nowrap;text-overflow:ellipsis", "", ""),
    "unread": (BOX, "aria-hidden=true", ""),
}


@pytest.mark.browser
def test_a_box_is_told_where_both_say_that_it_cuts_words_off(
    room: tuple[InventedWeb, BrowserSession],
) -> None:
    style = "".join(f"#{name} {{ {sheet} }}" for name, (sheet, _, _) in BOXES.items())
    body = "".join(f"<div id={name} {more}>{LINE}</div>" for name, (_, more, _) in BOXES.items())
    seen = shown(room, body, style).observations
    assert told(seen, "text-cut-off") == {name for name, (_, _, who) in BOXES.items() if who}
    assert told(seen, "sia-r83") == {name for name, (_, _, who) in BOXES.items() if who not in ("", "own")}
    # What may become a failure counts among the faults that a platform's sites share.
    assert all(may_fail(each) for each in seen if each.rule == "sia-r83")
    failed = [
        each
        for each in joined(seen, shipped_words())
        if each.outcome is Outcome.VIOLATION and "1.4.4" in each.criteria
    ]
    assert {(each.engine, each.rule) for each in failed} == {("alfa", "sia-r83")}
    assert {each.selector.removeprefix("#"): each.data["help"] for each in failed} == {
        name: ENDS if name == "oneline" else LOWER for name, (_, _, who) in BOXES.items() if who == "both"
    }
    asked = [
        each
        for each in joined(seen, shipped_words())
        if each.outcome is Outcome.INCOMPLETE and "1.4.4" in each.criteria
    ]
    assert {each.rule for each in asked} == {"text-cut-off"}, "what one alone says is for a person"
    assert len(asked) == sum(who.startswith("own") for _, _, who in BOXES.values())


@pytest.mark.browser
def test_what_stands_round_a_box(room: tuple[InventedWeb, BrowserSession]) -> None:
    body = (
        f"<div id=set>{LINE}</div><div id=fits>{LINE}</div><div id=teaser>{LINE}</div><button>More</button>"
        f"<div id=wide>{LINE}</div><div id=tall>{LINE}</div><p>Band</p>"
        f"<div id=outer><section><p>{LINE} {LINE} {LINE}</p></section></div>"
        f"<div id=ticker><p>{LINE}</p></div><div id=hovers>{LINE}</div>"
        f"<input type=checkbox id=open><div id=ticked>{LINE}</div>"
        "<script>document.getElementById('set').style.height = '20px';"
        "addEventListener('resize', () => setTimeout(() => {"
        "document.getElementById('fits').style.height = innerWidth < 900 ? 'auto' : '20px' }, 100))</script>"
    )
    style = (
        f"#set {{ overflow: hidden }} #fits, #teaser {{ {BOX} }} #outer {{ overflow: hidden; height: 60px }}"
        f"#ticker, #hovers, #ticked {{ {BOX} }} #hovers:hover {{ height: auto }}"
        "#ticker p { margin: 0; animation: up 9s linear infinite }"
        "@keyframes up { to { transform: translateY(-100%) } } #open:checked ~ #ticked { height: auto }"
        f"@media (min-width: 30em) {{ #wide {{ {BOX} }} }} @media (min-height: 20em) {{ #tall {{ {BOX} }} }}"
    )
    seen = shown(room, body, style).observations
    opens = {"teaser", "ticker", "hovers", "ticked"}
    assert told(seen, "text-cut-off") == {"set", "wide", "tall", "outer", *opens}
    # A size that a script wrote, and one that a query on the height in letters may change, are left alone.
    assert told(seen, "sia-r83") == {"wide", "outer", *opens}
    failed = {each.selector for each in joined(seen, shipped_words()) if each.rule == "sia-r83"}
    assert failed == {"#wide", "#outer"}, "a button, a pointer or time may bring the rest of the others"


@pytest.mark.browser
def test_where_the_second_look_breaks_off_the_page_says_so(
    room: tuple[InventedWeb, BrowserSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(tab: Tab) -> tuple[Observation, ...]:
        raise BrokenOff("Alfa gave no answer")

    monkeypatch.setattr(cut_off, "observe", broken)
    rendered = shown(room, f"<div style='{BOX}'>{LINE}</div>")
    [lacking] = rendered.lacking
    assert "wcag-1.4.4" in lacking.rules and "Alfa gave no answer" in lacking.detail
    assert told(rendered.observations, "text-cut-off") == {"div"}
