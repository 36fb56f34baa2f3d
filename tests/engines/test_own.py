"""What the own checks note on rendered pages: facts with their elements, nothing beside near misses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, Rendered, available
from auditor.engines import own
from auditor.engines.own.pixels import Drawn, contrast, measured
from auditor.page import Observation, Outcome
from tests.invented_web import InventedWeb

HOME = "room12.example/"


@pytest.fixture(scope="module")
def room() -> Iterator[tuple[InventedWeb, BrowserSession]]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    options = BrowserOptions(jobs=1, page_seconds=30, pictures=False)
    with BrowserPool(options) as pool, InventedWeb({}) as web, pool.session(web.proxy) as session:
        yield web, session


def shown(room: tuple[InventedWeb, BrowserSession], html: str) -> Rendered:
    web, session = room
    web.pages = {HOME: html}
    rendered = session.render(f"http://{HOME}")
    assert rendered.failure is None, rendered.failure
    assert rendered.engines["own"] == own.VERSION
    return rendered


def facts(rendered: Rendered) -> list[Observation]:
    return [seen for seen in rendered.observations if seen.engine == "own"]


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><title>Room 12</title>{head}<h1>Room 12</h1>{body}</html>"


NOTED: tuple[tuple[str, str, list[tuple[str, str, dict[str, str]]]], ...] = (
    (
        "a fact names element, place and heading",
        page('<h2>Trip</h2><img id=pond src=a.png alt="IMG_2041.JPG">'),
        [("alt-file-name", "#pond", {"kind": "number", "words": "IMG_2041.JPG"})],
    ),
    (
        "inside a shadow root",
        page(
            "<div id=host></div><script>document.getElementById('host').attachShadow({mode: 'open'})"
            ".innerHTML = '<img id=pond src=a.png alt=DSC_0012>'</script>"
        ),
        [("alt-file-name", "#host >>> #pond", {"kind": "number", "words": "DSC_0012"})],
    ),
    (
        "inside a frame of the page's own",
        page(
            "<iframe id=week title=Week "
            "srcdoc='<html lang=en><title>Week</title><img src=a.png alt=DSC_0012>'></iframe>"
        ),
        [("alt-file-name", "#week >>> img", {"kind": "number", "words": "DSC_0012"})],
    ),
    ("hidden from everybody", page('<img src=a.png alt="IMG_2041" style="display:none">'), []),
    ("a page that lacks nothing", page("<p>Bring a pencil on Monday.</p><a href=/trip>The trip</a>"), []),
)


@pytest.mark.browser
@pytest.mark.parametrize(("html", "expected"), [case[1:] for case in NOTED], ids=[case[0] for case in NOTED])
def test_what_is_noted(
    room: tuple[InventedWeb, BrowserSession], html: str, expected: list[tuple[str, str, dict[str, str]]]
) -> None:
    noted = facts(shown(room, html))
    assert [(seen.rule, seen.selector, dict(seen.data)) for seen in noted] == expected
    for seen in noted:
        assert (seen.outcome, seen.criteria) == (Outcome.INCOMPLETE, ()), "the checker judges"
        assert seen.html.startswith("<img"), seen.html
        assert "picture" in seen.place, seen.place


@pytest.mark.browser
def test_of_one_rule_forty_facts_are_kept_and_the_rest_is_counted(
    room: tuple[InventedWeb, BrowserSession],
) -> None:
    pictures = "".join(f'<img src="a.png" alt="IMG_{number}">' for number in range(2000, 2050))
    noted = facts(shown(room, page(pictures)))
    assert len(noted) == 40
    assert {seen.data["left-out"] for seen in noted} == {"10"}


HOSTILE = (
    (
        "frozen prototypes",
        "[Object, Array, Map, Element, Node].forEach((each) => Object.freeze(each.prototype))",
    ),
    ("focus that runs away", "addEventListener('focusin', () => document.body.replaceChildren(), true)"),
    (
        "a key that never ends",
        "let n = 0; addEventListener('keydown', (event) => { event.preventDefault();"
        "const a = document.createElement('a'); a.href = '/' + n++; a.textContent = 'x';"
        "document.body.append(a); a.focus(); })",
    ),
    (
        "layout that answers",
        "addEventListener('resize', () => { for (let i = 0; i < 50; i++) document.body.append('x') })",
    ),
    (
        "no names left",
        "delete window.Set; delete window.WeakMap; window.getComputedStyle = window.CSSStyleSheet = null",
    ),
)


@pytest.mark.browser
@pytest.mark.parametrize("script", [case[1] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_page_that_fights_is_read_all_the_same(
    room: tuple[InventedWeb, BrowserSession], script: str
) -> None:
    body = (
        "<a href=/a style='outline:0'>Art</a> <a href=/b style='outline:0'>Band</a> "
        '<img id=pond src=a.png alt="IMG_2041"><div style="overflow:hidden;height:2em">Words</div>'
    )
    rendered = shown(room, page(body, f"<script>{script}</script>"))
    assert ("alt-file-name", "#pond") in {(seen.rule, seen.selector) for seen in facts(rendered)}
    assert "broken-off" not in {seen.rule for seen in facts(rendered)}


@pytest.mark.browser
def test_the_page_is_afterwards_as_it_was(room: tuple[InventedWeb, BrowserSession]) -> None:
    body = (
        "<p id=out style='background:linear-gradient(#fff,#eee);color:#ccc'>Bring a pencil.</p>"
        "<div style='overflow:hidden'>Words</div><a href=/a style='outline:0'>Art</a>"
        "<script>addEventListener('resize', () => { document.title = innerWidth })</script>"
    )
    noted = {seen.rule: seen for seen in facts(shown(room, page(body)))}
    assert noted.keys() == {"contrast-measured", "focus-unseen"}
    assert noted["contrast-measured"].selector == "#out"
    assert float(noted["contrast-measured"].data["contrastRatio"]) < 1.7


def drawn(words: tuple[int, int, int], behind: tuple[int, int, int]) -> Drawn:
    """Return ten by ten pixels of ink in the middle of a ground of twenty by twenty."""

    def with_ink(colour: tuple[int, int, int]) -> Image.Image:
        picture = Image.new("RGB", (20, 20), behind)
        picture.paste(colour, (5, 5, 15, 15))
        return picture

    clear = Image.new("RGB", (20, 20), behind)
    return Drawn(with_ink(words), clear, with_ink((255, 255, 255)), with_ink((0, 0, 0)), 0, 0)


MEASURED = (
    ("black on white", (0, 0, 0), (255, 255, 255), 16, False, ("1.000", "21", "4.5:1")),
    ("gray that is enough", (118, 118, 118), (255, 255, 255), 16, False, ("1.000", "4.54", "4.5:1")),
    ("gray that is not", (119, 119, 119), (255, 255, 255), 16, False, ("0.000", "4.47", "4.5:1")),
    ("large words need less", (148, 148, 148), (255, 255, 255), 24, False, ("1.000", "3.03", "3:1")),
    ("bold ones, too", (148, 148, 148), (255, 255, 255), 19, True, ("1.000", "3.03", "3:1")),
    ("hardly to be seen", (90, 90, 90), (100, 100, 100), 16, False, ("0.000", "1.16", "4.5:1")),
)


@pytest.mark.parametrize(
    ("words", "behind", "size", "bold", "expected"),
    [case[1:] for case in MEASURED],
    ids=[case[0] for case in MEASURED],
)
def test_contrast_is_measured_by_what_is_drawn(
    words: tuple[int, int, int],
    behind: tuple[int, int, int],
    size: float,
    bold: bool,
    expected: tuple[str, str, str],
) -> None:
    text = {"lines": [[0, 0, 19, 19]], "size": size, "bold": bold, "colour": "rgb({}, {}, {})".format(*words)}
    told = measured(text, drawn(words, behind))
    assert told is not None
    assert (told["enough"], told["contrastRatio"], told["expectedContrastRatio"]) == expected
    half_clear = measured({**text, "colour": "rgba(0, 0, 0, 0.5)"}, drawn(words, behind))
    assert half_clear == told, "the colour is then the one that is seen"


def test_words_that_something_hides_are_not_measured() -> None:
    blank = Image.new("RGB", (20, 20), (255, 255, 255))
    text = {"lines": [[0, 0, 19, 19]], "size": 16, "bold": False, "colour": "rgb(0, 0, 0)"}
    assert measured(text, Drawn(blank, blank, blank, blank, 0, 0)) is None


def test_words_in_the_colour_of_their_ground_are_left_to_a_person() -> None:
    text = {"lines": [[0, 0, 19, 19]], "size": 16, "bold": False, "colour": "rgb(90, 90, 90)"}
    assert measured(text, drawn((90, 90, 90), (90, 90, 90))) is None


@pytest.mark.browser
def test_over_a_picture_that_did_not_come_nothing_is_measured(
    room: tuple[InventedWeb, BrowserSession],
) -> None:
    words = "<p id=out style='color:#ccc;background:url(http://gone.example/a.png) #fff'>Bring a pencil.</p>"
    rendered = shown(room, page(words))
    doubted = [seen.outcome for seen in rendered.observations if seen.rule == "color-contrast"]
    assert (doubted, facts(rendered)) == ([Outcome.INCOMPLETE], [])


def test_the_contrast_of_two_colours_is_the_same_both_ways() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == contrast((255, 255, 255), (0, 0, 0)) == 21
