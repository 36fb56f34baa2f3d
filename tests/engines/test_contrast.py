"""Contrast that we measure ourselves is what axe alone would have said, whatever lies around."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, available
from auditor.engines import axe
from auditor.page import Observation
from tests.invented_web import InventedWeb

pytestmark = pytest.mark.browser

CONTRAST = Path(axe.__file__).with_name("contrast.js")
NONE = "globalThis.auditor && globalThis.axe && (auditor.contrast = { begin() {} });"
HEAD = "<!DOCTYPE html><html lang=en><title>Room 12</title><style>p{width:300px}</style><body>"
PALE = "<p id=pale style='color:#999'>Spelling test on Friday</p>"
GOOD = "<p id=good style='color:#333'>Bring a notebook</p>"

CASES: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("good", GOOD, ()),
    ("pale", PALE, (("violation", "#pale", "2.84"),)),
    (
        "pale on white that a box brings",
        f"<div style='background:#fff'>{PALE}</div>",
        (("violation", "#pale", "2.84"),),
    ),
    ("good as it is large", "<p style='color:#888;font-size:24px'>Welcome back</p>", ()),
    (
        "pale although it is nearly large",
        "<p id=p style='color:#888;font-size:23px'>Welcome</p>",
        (("violation", "#p", "3.54"),),
    ),
    ("good as it is bold and large", "<p style='color:#888;font:bold 19px serif'>Welcome</p>", ()),
    ("white on a dark box", "<div style='background:#24506e'><p style='color:#fff'>Menu</p></div>", ()),
    (
        "white outside its dark box",
        "<div style='background:#24506e;height:9px'><p id=p style='color:#fff'>Menu</p></div>",
        (("incomplete", "#p", "elmPartiallyObscured"),),
    ),
    (
        "over a picture",
        f"<div style='background:url(x.png)'>{GOOD}</div>",
        (("incomplete", "#good", "bgImage"),),
    ),
    (
        "over a run of colours",
        f"<div style='background:linear-gradient(#fff,#eee)'>{GOOD}</div>",
        (("incomplete", "#good", "bgGradient"),),
    ),
    (
        "a picture under an opaque box",
        f"<div style='background:url(x.png)'><div style='background:#fff'>{GOOD}</div>",
        (),
    ),
    (
        "under something else",
        f"{GOOD}<div style='height:40px;margin-top:-40px;position:relative'></div>",
        (("incomplete", "#good", "bgOverlap"),),
    ),
    ("beside something else", f"<div style='float:left;width:90px;height:60px'></div>{GOOD}", ()),
    ("half faded", f"<div style='opacity:.5'>{GOOD}</div>", (("violation", "#good", "2.84"),)),
    (
        "see-through words",
        "<p id=p style='color:rgba(0,0,0,.4)'>Lunch menu</p>",
        (("violation", "#p", "2.84"),),
    ),
    (
        "see-through ground",
        "<div style='background:rgba(0,0,0,.5)'><p id=p style='color:#333'>Lunch</p></div>",
        (("violation", "#p", "3.19"),),
    ),
    (
        "words with a shadow",
        "<p style='color:#fff;text-shadow:0 0 3px #000,0 0 3px #000'>Lunch</p>",
        (("violation", "p", "fgOnShadowColor"),),
    ),
    (
        "painted beside",
        "<style>#p::before{content:'';position:absolute;width:300px;height:40px;background:#333}</style>"
        "<p id=p>Lunch menu</p>",
        (("incomplete", "#p", "pseudoContent"),),
    ),
    ("cut off", "<div style='overflow:hidden;height:4px'><p style='color:#999'>Lunch menu</p></div>", ()),
    (
        "scrolled box",
        f"<div style='overflow:auto;height:30px'>{GOOD}{PALE}</div>",
        (("violation", "#pale", "2.84"),),
    ),
    ("one letter", "<p id=p style='color:#999'>A</p>", (("incomplete", "#p", "shortTextContent"),)),
    ("same colour", "<p id=p style='color:#fff'>Hidden words</p>", (("incomplete", "#p", "equalRatio"),)),
    ("folded away", "<details>→<p>Answer</p></details>", ()),
    ("field", "<input aria-label=Name value=Name style='color:#999'>", (("violation", "input", "2.84"),)),
    ("field that reads well", "<input aria-label=Name value=Name>", ()),
    (
        "field with long words",
        "<textarea aria-label=Name style='color:#999'>\nName</textarea>",
        (("violation", "textarea", "2.84"),),
    ),
    ("choice that reads well", "<select aria-label=Day><option>Monday<option>Friday</select>", ()),
    (
        "pale choice",
        "<select aria-label=Day style='color:#999;background:#fff'><option>Monday</select>",
        (("violation", "select", "2.84"),),
    ),
    (
        "nothing in a pale field",
        "<input aria-label=Name style='color:#999'>",
        (("incomplete", "input", "emptyValue"),),
    ),
    ("nothing in a field that reads well", "<input aria-label=Name>", ()),
    (
        "field whose words lie outside",
        "<input aria-label=Name value=Name style='color:#999;text-indent:-999px'>",
        (),
    ),
    (
        "field under something else",
        "<input aria-label=Name value=Name>"
        "<div style='height:40px;margin-top:-40px;position:relative'></div>",
        (("incomplete", "input", "bgOverlap"),),
    ),
    (
        "field over a picture",
        "<div style='background:url(x.png)'><input aria-label=Name value=Name style='background:none'></div>",
        (("incomplete", "input", "bgImage"),),
    ),
    (
        "field on a dark box",
        "<div style='background:#333'><input aria-label=Name value=Name style='background:none'></div>",
        (("violation", "input", "1.66"),),
    ),
    (
        "field cut off",
        "<div style='overflow:hidden;height:4px'><input aria-label=Name value=Name style='color:#999'></div>",
        (("violation", "input", "2.84"),),
    ),
    ("ground of the page", "<style>body{background:#333}</style><p style='color:#fff'>Night sky</p>", ()),
    (
        "ground of the root",
        "<style>html{background:#333}</style><p id=p style='color:#444'>Night sky</p>",
        (("violation", "#p", "1.29"),),
    ),
    (
        "inside an open shadow",
        "<div id=h></div><script>h.attachShadow({mode:'open'}).innerHTML="
        "\"<p style='color:#999'>Lunch</p>\"</script>",
        (("violation", "#h >>> p", "2.84"),),
    ),
    (
        "behind its own box",
        "<div style='background:#fff'><p style='position:relative;z-index:-1'>Lunch</p></div>",
        (("incomplete", "p", "bgOverlap"),),
    ),
)


PLAIN = "text-decoration:none"
AROUND = "<p style='color:#000;{}'>Families read <a href=/a style='{}'>this page</a> before the trip.</p>"

LINKS: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("a link that is underlined", AROUND.format("", "color:#000"), ()),
    (
        "a link without a mark of its own",
        AROUND.format("", f"color:#222;{PLAIN}"),
        (("violation", "a", "fgContrast"),),
    ),
    ("a link of another colour", AROUND.format("", f"color:#888;{PLAIN}"), ()),
    ("a bold link", AROUND.format("", f"color:#222;font-weight:bold;{PLAIN}"), ()),
    (
        "a link without a mark over a picture",
        AROUND.format("background:url(x.png)", f"color:#222;{PLAIN}"),
        (("incomplete", "a", "bgImage"),),
    ),
    (
        "a link with a sign before it",
        "<style>a::before{content:'>'}</style>" + AROUND.format("", f"color:#222;{PLAIN}"),
        (("incomplete", "a", "pseudoContent"),),
    ),
)


@pytest.fixture(scope="module")
def sessions() -> Iterator[tuple[InventedWeb, BrowserSession, BrowserSession]]:
    """Give two browsers: one as it is, and one in which axe does all the work."""
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    options = BrowserOptions(jobs=1, page_seconds=30, pictures=False)
    alone = BrowserPool(options)
    alone.scripts = alone.scripts.replace(CONTRAST.read_text("utf-8"), NONE)
    with (
        BrowserPool(options) as pool,
        alone,
        InventedWeb({}) as web,
        pool.session(web.proxy) as ours,
        alone.session(web.proxy) as axes,
    ):
        assert NONE in alone.scripts
        yield web, ours, axes


def told(
    observations: tuple[Observation, ...], rule: str = "color-contrast"
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (o.outcome.value, o.selector, o.data.get("messageKey") or o.data["contrastRatio"])
        for o in observations
        if o.rule == rule
    )


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_contrast_is_what_axe_says(
    sessions: tuple[InventedWeb, BrowserSession, BrowserSession],
    body: str,
    expected: tuple[tuple[str, str, str], ...],
) -> None:
    web, ours, axes = sessions
    web.pages = {"room12.example/": HEAD + body}
    shown, alone = (session.render("http://room12.example/") for session in (ours, axes))
    assert shown.failure is None
    assert shown.observations == alone.observations
    assert told(shown.observations) == expected


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in LINKS], ids=[case[0] for case in LINKS])
def test_links_among_words_are_judged_as_axe_does(
    sessions: tuple[InventedWeb, BrowserSession, BrowserSession],
    body: str,
    expected: tuple[tuple[str, str, str], ...],
) -> None:
    web, ours, axes = sessions
    web.pages = {"room12.example/": HEAD + body}
    shown, alone = (session.render("http://room12.example/") for session in (ours, axes))
    assert shown.failure is None
    assert shown.observations == alone.observations
    assert told(shown.observations, "link-in-text-block") == expected
