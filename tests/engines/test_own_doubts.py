"""What the own checks note for a person to judge: movement, color, drawn headings, listeners, pictures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, available
from auditor.engines.own import moving
from auditor.page import Observation
from tests.extract.files import flyer, saved
from tests.invented_web import Answer, InventedWeb

HOME = "room12.example/"
Room = tuple[InventedWeb, BrowserSession]


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    options = BrowserOptions(jobs=1, page_seconds=30, pictures=False)
    with BrowserPool(options) as pool, InventedWeb({}) as web, pool.session(web.proxy) as session:
        yield web, session


def facts(
    room: Room, body: str, rule: str, others: dict[str, str | Answer] | None = None
) -> list[Observation]:
    web, session = room
    page = f"<!doctype html><html lang=en><title>Room 12</title><h1>Room 12</h1>{body}</html>"
    web.pages = {HOME: page, **(others or {})}
    rendered = session.render(f"http://{HOME}")
    assert rendered.failure is None, rendered.failure
    assert "broken-off" not in {seen.rule for seen in rendered.observations}, rendered.observations
    return [seen for seen in rendered.observations if seen.rule == rule]


def named(noted: list[Observation], name: str = "") -> dict[str, str]:
    return {seen.selector.removeprefix("#"): seen.data.get(name, "") for seen in noted}


BOX = "style='width:300px;height:100px;overflow:hidden'"
ITEMS = (
    "<p style='height:90px'>Picture day</p><p style='height:90px'>Our fair</p><p style='height:90px'>Read</p>"
)


def every(milliseconds: int, act: str) -> str:
    return f"<script>setInterval(() => {{ {act} }}, {milliseconds});</script>"


@pytest.mark.browser
@pytest.mark.timeout(60)
def test_what_goes_on_by_itself(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "MOST_PAGES", 100)
    monkeypatch.setattr(moving, "MOST_PLAIN", 100)
    turned = "const box = document.getElementById('{0}'); box.append(box.firstElementChild);"
    said = "document.getElementById('{0}').textContent = {1};"
    faded = (
        "document.querySelectorAll('#fades div').forEach((each, at) => { each.className = at ? 'on' : ''; });"
    )
    body = (
        f"<div id=turns class=my-slider {BOX}>{ITEMS}</div>{every(2600, turned.format('turns'))}"
        f"<section><div id=stops class=carousel {BOX}>{ITEMS}</div><button>Pause</button></section>"
        f"{every(2600, turned.format('stops'))}"
        f"<div id=stays class=carousel {BOX}>{ITEMS}</div>"
        "<style>#fades div { opacity: 0; transition: opacity .3s; } #fades .on { opacity: 1; }</style>"
        f"<div id=fades class=slideshow {BOX}><div class=on>Art</div><div>Band</div></div>"
        f"{every(4000, faded)}"
        f"<div id=tracks class=slick-slider {BOX}><div style='display:flex;width:900px'>{ITEMS}</div></div>"
        f"{every(3500, 'document.querySelector(`#tracks div`).style.transform = `translateX(-300px)`')}"
        f"<p id=words {BOX}>Hello</p>{every(900, said.format('words', '[`Hola`, `Hello`][++a % 2]'))}"
        f"<p id=clock {BOX}>12:00:00</p>{every(900, said.format('clock', '`12:00:${10 + ++b}`'))}"
        f"<p id=count {BOX}>Only 90 days</p>{every(900, said.format('count', '`Only ${90 - ++c} days`'))}"
        f"<p id=once {BOX}>Hello</p><script>setTimeout(() => {{ {said.format('once', '`Hi`')} }})</script>"
        f"<p id=slides {BOX}>Hello there</p>"
        f"{every(50, 'document.getElementById(`slides`).style.marginLeft = `${++d % 90}px`;')}"
        f"<p id=flash {BOX}>Look here</p>"
        f"{every(60, 'document.getElementById(`flash`).style.color = [`red`, `blue`][++g % 2];')}"
        f"<p id=slow {BOX}>Look here</p>"
        f"{every(700, 'document.getElementById(`slow`).style.color = [`red`, `blue`][++h % 2];')}"
        f"<div class=spinner id=waits {BOX}>Wait</div>"
        f"{every(300, 'document.getElementById(`waits`).style.left = `${++e}px`;')}"
    )
    noted = facts(
        room,
        f"<script>let a = 0, b = 0, c = 0, d = 0, e = 0, g = 0, h = 0;</script>{body}",
        "goes-on-by-itself",
    )
    assert named(noted, "kind") == {
        "turns": "carousel", "stops": "carousel", "fades": "carousel", "tracks": "carousel",
        "words": "words", "count": "digits", "slides": "place", "flash": "flash", "slow": "place",
    }  # fmt: skip
    assert named(noted, "control") == {
        "turns": "no",
        "stops": "near",
        "fades": "no",
        "tracks": "no",
        "words": "no",
        "count": "no",
        "slides": "no",
        "flash": "no",
        "slow": "no",
    }


@pytest.mark.browser
@pytest.mark.timeout(60)
def test_a_page_that_rests_is_not_waited_for(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "MOST_PAGES", -1)
    monkeypatch.setattr(moving, "MOST_PLAIN", -1)
    assert facts(room, f"<p id=a>Read</p>{every(100000, '')}", "goes-on-by-itself") == []
    turning = f"<div class=carousel {BOX}>{ITEMS}</div>{every(50, 'document.title = Math.random()')}"
    assert facts(room, turning, "goes-on-by-itself") == [], "too many pages of this site were waited for"


KEY = "<p id={}>{} in red are holidays.</p>"
RED = "<p><span style='color:#c00{}'>May 11</span></p>"
HEAD = "<div id={} style='font-size:26px'>{}</div>"
TEXT = (
    "<p>On Friday we write our test on fractions. Please bring a pencil, a ruler and your yellow book, "
    "and get enough sleep.</p>"
)

RED_DAYS = "<p id=key>Red days are early release.</p>"
SPANISH = "<p id=key>Las fechas en rojo son feriados.</p>"
GROUND = "<p><mark style='background:#f55'>May 11</mark></p>"
BOLD = "<div id=head style='font-size:18px'><b>Our trip</b></div>"
SLIDES = "<iframe id=s title=Week src='https://docs.google.com/presentation/d/e/1/embed?start=true'></iframe>"
TUBE = "<iframe id=s title=Fair src='https://www.youtube.com/embed/1?autoplay=1{}'></iframe>"
VIDEO = "<video id=v src=/v.mp4 autoplay muted {} width=300 height=200></video>"
SCRIPT = "<script>{}</script>"
EACH_HOUR = "setInterval(() => { window.location.href = '/'; }, 60 * 60 * 1000);"
ASKED_FOR = "function f() { setTimeout('location.reload()', 60000); }"
AT_ONCE = "if (0) setTimeout(() => { location.href = '/'; }, 100);"

CASES: dict[tuple[str, str], tuple[tuple[str, str, dict[str, str]], ...]] = {
    ("color-alone", "hue"): (
        ("dates in red", RED.format("") + KEY.format("key", "Dates"), {"key": "red"}),
        ("nothing is red", KEY.format("key", "Dates"), {}),
        ("red and bold", RED.format(";font-weight:700") + KEY.format("key", "Dates"), {}),
        ("underlined", RED.format(";text-decoration:underline") + KEY.format("key", "Dates"), {}),
        ("people in red", RED.format("") + KEY.format("key", "Students"), {}),
        ("red days", RED.format("") + RED_DAYS, {"key": "red"}),
        ("in Spanish", RED.format("") + SPANISH, {"key": "red"}),
        ("a red ground", GROUND + KEY.format("key", "Days marked"), {"key": "red"}),
    ),
    ("heading-drawn", "count"): (
        ("one", HEAD.format("head", "Our math test") + TEXT, {"head": "1"}),
        (
            "two",
            (HEAD.format("head", "Our test") + TEXT) + HEAD.format("b", "Our trip") + TEXT,
            {"head": "2"},
        ),
        ("a bold one", BOLD + TEXT, {"head": "1"}),
        ("a large link", HEAD.format("head", "<a href=/x>Our trip</a>") + TEXT, {}),
        ("a sentence", HEAD.format("head", "Bring a pencil.") + TEXT, {}),
        ("a date", HEAD.format("head", "11/4/2026") + TEXT, {}),
        ("over another line", HEAD.format("head", "Our math test") + "<p>Friday</p>", {}),
        ("a marked one", f"<h2>{HEAD.format('head', 'Our test')}</h2>{TEXT}", {}),
        ("in the head of the page", f"<header>{HEAD.format('head', 'Cedar School')}</header>{TEXT}", {}),
    ),
    ("time-limit", "seconds"): (
        ("after a minute", SCRIPT.format("setTimeout('location.reload()', 60000)"), {"html": "60"}),
        ("each hour", SCRIPT.format(EACH_HOUR), {"html": "3600"}),
        ("when somebody asks for it", SCRIPT.format(ASKED_FOR), {}),
        ("at once", SCRIPT.format(AT_ONCE), {}),
        ("something else", SCRIPT.format("setTimeout(() => { console.log(1); }, 60000);"), {}),
    ),
    ("player-starts", "kind"): (
        ("slides that go on", SLIDES, {"s": "slides"}),
        ("slides that wait", SLIDES.replace("true", "false"), {}),
        ("a video without a bar", TUBE.format("&controls=0"), {"s": "video"}),
        ("a video with its bar", TUBE.format(""), {}),
    ),
    ("video-moves", "controls"): (
        ("a silent video that starts", VIDEO.format(""), {"v": "no"}),
        ("with controls", VIDEO.format("controls"), {}),
    ),
}
NOTED = [
    pytest.param(rule, name, body, expected, id=f"{rule}: {title}")
    for (rule, name), cases in CASES.items()
    for title, body, expected in cases
]


@pytest.mark.browser
@pytest.mark.parametrize(("rule", "name", "body", "expected"), NOTED)
def test_what_is_noted(room: Room, rule: str, name: str, body: str, expected: dict[str, str]) -> None:
    assert named(facts(room, body, rule), name) == expected


@pytest.mark.browser
def test_what_listens_to_clicks_and_not_to_keys(room: Room) -> None:
    card = "<div id={0} {1} style='cursor:pointer;width:200px'>Show {0}</div>"
    heard = "document.getElementById('{0}').addEventListener('{1}', () => {{}});"
    body = (
        card.format("mouse", "") + card.format("keys", "") + card.format("role", "role=button tabindex=0")
        + card.format("deaf", "") + "<a href=/x><span id=inner style='cursor:pointer'>Go</span></a>"
        + "<label style='cursor:pointer'>Age <input></label><script>"
        + "".join(heard.format(each, "click") for each in ("mouse", "keys", "role", "inner"))
        + heard.format("keys", "keydown") + "</script>"
    )  # fmt: skip
    noted = facts(room, body, "mouse-only-script")
    assert [(seen.selector, seen.data["words"]) for seen in noted] == [("#mouse", "Show mouse")]


@pytest.mark.browser
def test_what_leaves_the_page_when_something_is_chosen(room: Room) -> None:
    choice = "<label>Class <select id={0}><option>Art<option>Band</select></label>"
    heard = "document.getElementById('{0}').addEventListener('{1}', () => {{ {2} }});"
    body = (
        choice.format("goes") + choice.format("stays") + choice.format("compares") + "<form>"
        + "<label><input type=checkbox id=sends> Yes</label></form>" + choice.format("deaf") + "<script>"
        + heard.format("goes", "change", "window.location = '/art';")
        + heard.format("stays", "change", "document.title = 'Art';")
        + heard.format("compares", "change", "if (location.href === '/art') document.title = 'Art';")
        + heard.format("sends", "click", "document.forms[0].submit();") + "</script>"
    )  # fmt: skip
    assert named(facts(room, body, "change-leaves-script"), "kind") == {"goes": "select", "sends": "input"}


@pytest.mark.browser
def test_how_pictures_are_shown(room: Room) -> None:
    words = (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='200' height='30'%3E"
        "%3Ctext y='20'%3EOur spelling test%3C/text%3E%3C/svg%3E"
    )
    body = (
        "<img id=news src=/news.png alt='Our news' width=300 height=200>"
        "<img id=none src=/news.png width=300 height=200>"
        "<a href=/week.pdf><img id=linked src=/news.png alt='' width=300 height=200></a>"
        "<img id=icon src=/icon.png alt=Icon width=20 height=20>"
        "<img src=/gone.png alt=Gone width=300 height=200 style='display:none'>"
        "<div id=behind style='background:url(/wall.png) no-repeat;width:300px;height:200px'></div>"
        "<div style='background:url(/wall.png);width:300px;height:200px'>Words before it</div>"
        f'<img id=svg alt="Our spelling test" src="{words}">'
        "<img id=code alt=Dot width=300 height=200 src='data:image/gif;base64,"
        "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'>"
    )
    news = {f"{HOME}news.png": Answer(saved(flyer(["News"])), kind="image/png")}
    told = {seen.selector.removeprefix("#"): seen.data for seen in facts(room, body, "picture-shown", news)}
    assert told.keys() == {"news", "none", "linked", "behind", "svg", "code"}
    assert told["news"]["url"] == f"http://{HOME}news.png"
    assert (told["news"]["said"], told["news"]["width"], told["news"]["silent"]) == ("Our news", "300", "no")
    assert told["none"]["silent"] == "yes"
    assert told["linked"]["link"] == f"http://{HOME}week.pdf"
    assert (told["behind"]["kind"], told["behind"]["url"]) == ("behind", f"http://{HOME}wall.png")
    assert (told["svg"]["drawn"], told["svg"]["shapes"], told["svg"]["url"]) == ("3", "0", "")
    assert told["svg"]["wrote"] == "Our spelling test"
    assert told["code"]["bytes"] == "42"
