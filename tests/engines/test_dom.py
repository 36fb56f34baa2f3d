"""The rendered document as extraction gets it: scripts' work, shadow roots, frames, places in words."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler

import pytest

from auditor.browser import BrowserPool, Rendered
from auditor.engines.dom import Patience
from auditor.finding import Reason
from tests.invented_web import Answer, InventedWeb

pytestmark = pytest.mark.browser

Show = Callable[..., Rendered]
HEAD = "<!DOCTYPE html><html lang=en><title>Room 12</title>"

HOLDS: tuple[tuple[str, str, Mapping[str, str | Answer], str], ...] = (
    (
        "a script's work",
        "<p id=p>old</p><script>p.textContent = 'Test on Friday'</script>",
        {},
        '<p id="p">Test on Friday</p>',
    ),
    (
        "links only a script makes",
        "<div id=d></div><script>d.innerHTML = '<a href=/week2>Week 2</a>'</script>",
        {},
        '<a href="/week2">Week 2</a>',
    ),
    ("signs stay signs", "<p>2 &lt; 3 &amp; &quot;x&quot;</p>", {}, '<p>2 &lt; 3 &amp; "x"</p>'),
    (
        "signs in attributes",
        "<p title='a \"b\" &lt;c&gt;'>x</p>",
        {},
        '<p title="a &quot;b&quot; &lt;c&gt;">x</p>',
    ),
    ("remarks", "<p>x</p><!-- Emma was here -->", {}, "<!-- Emma was here -->"),
    (
        "structured data",
        '<script type=application/ld+json>{"a": "<b>"}</script>',
        {},
        '<script type="application/ld+json">{"a": "<b>"}</script>',
    ),
    ("template", "<template><p>later</p></template>", {}, "<template><p>later</p></template>"),
    (
        "nested open shadow roots",
        "<div id=a>light</div><script>a.attachShadow({mode:'open'}).innerHTML="
        "'<p>one</p><span id=b></span><slot></slot>';"
        "a.shadowRoot.getElementById('b').attachShadow({mode:'open'}).innerHTML='two'</script>",
        {},
        '<div id="a"><template shadowrootmode="open"><p>one</p><span id="b"><template shadowrootmode="open">'
        "two"
        "</template></span><slot></slot></template>light</div>",
    ),
    (
        "frame of another site",
        "<iframe src='http://docs.example/d?x=1&y=2' title='Plan'></iframe>",
        {"docs.example/d?x=1&y=2": "<!DOCTYPE html><p>Week 1</p>"},
        '<auditor-frame src="http://docs.example/d?x=1&amp;y=2" data-url="http://docs.example/d?x=1&amp;y=2" '
        'title="Plan"><html><head></head><body><p>Week 1</p></body></html></auditor-frame>',
    ),
    (
        "frame in which no script and no clock runs",
        "<iframe sandbox src=http://docs.example/d></iframe>",
        {"docs.example/d": "<p>Week 4</p>"},
        "<body><p>Week 4</p></body></html></auditor-frame>",
    ),
    (
        "frame that its own script fills",
        "<iframe srcdoc='<p id=q></p><script>q.append(\"Week 2\")</script>'></iframe>",
        {},
        '<p id="q">Week 2</p>',
    ),
    (
        "frame in a shadow root",
        "<div id=h></div><script>h.attachShadow({mode:'open'}).innerHTML="
        "'<iframe src=http://docs.example/d></iframe>'</script>",
        {"docs.example/d": "<p>Week 3</p>"},
        "<body><p>Week 3</p></body></html></auditor-frame></template></div>",
    ),
    (
        "lazy pictures far down have been called for",
        "<div style='height:5000px'></div><p id=p></p>"
        "<img loading=lazy src=/far.png alt=far onload='p.append(\"came\")'>",
        {
            "room12.example/far.png": Answer(
                b"<svg xmlns='http://www.w3.org/2000/svg'/>".decode(), kind="image/svg+xml"
            )
        },
        '<p id="p">came</p>',
    ),
    (
        "a redirect by script is followed",
        "<script>location.replace('/home')</script>",
        {"room12.example/home": HEAD + "<p>Home of room 12</p>"},
        "<p>Home of room 12</p>",
    ),
    (
        "half a sign does no harm",
        "<p id=p></p><script>p.append('a\\ud800b')</script>",
        {},
        '<p id="p">a\ufffdb</p>',
    ),
)


@pytest.mark.parametrize(
    ("body", "others", "held"), [case[1:] for case in HOLDS], ids=[case[0] for case in HOLDS]
)
def test_the_document_holds(show: Show, body: str, others: Mapping[str, str | Answer], held: str) -> None:
    rendered = show(HEAD + body, others)
    assert rendered.failure is None, rendered.failure
    assert held in rendered.html


LACKS = (
    ("what somebody typed", "<input id=i value=pin><script>i.value = 'ty' + 'ped'</script>", "typed"),
    ("what a script took away", "<p id=p>Emma Larkin</p><script>p.remove()</script>", "Emma Larkin</p>"),
    ("styles", "<style>.secret{}</style>", ".secret"),
)


@pytest.mark.parametrize(("body", "lacking"), [case[1:] for case in LACKS], ids=[case[0] for case in LACKS])
def test_the_document_lacks(show: Show, body: str, lacking: str) -> None:
    assert lacking not in show(HEAD + body).html


def test_a_lazy_picture_that_takes_its_time_is_waited_for(show: Show) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.5)
        body = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
        handler.send_response(200)
        handler.send_header("Content-Type", "image/svg+xml")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    picture = "<img loading=lazy src=/far.png alt=far onload='p.append(\"came\")'>"
    page = f"{HEAD}<div style='height:5000px'></div><p id=p></p>{picture}"
    rendered = show(page, {"room12.example/far.png": Answer(act=slowly)})
    assert '<p id="p">came</p>' in rendered.html


def test_a_page_in_which_no_clock_runs_is_waited_for(show: Show) -> None:
    def slowly(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.6)
        handler.send_response(204)
        handler.end_headers()

    page = Answer(
        HEAD + "<link rel=stylesheet href=/s><img src=x>", headers={"Content-Security-Policy": "sandbox"}
    )
    rendered = show(page, {"room12.example/s": Answer(act=slowly)})
    assert rendered.failure is None, rendered.failure
    assert "image-alt" in {seen.rule for seen in rendered.observations}


def test_a_page_cannot_forge_a_frame(show: Show) -> None:
    rendered = show(HEAD + "<!--frame-0000000000000000-0--><p>x</p>")
    assert "<auditor-frame" not in rendered.html


def test_embeds_read_and_unread_are_told_apart(show: Show) -> None:
    frames = "".join(
        f"<iframe src=http://{host}.example/></iframe>" for host in ("docs", "moved", "gone", "empty")
    )
    others = {
        "docs.example/": "<p>Week 1</p>",
        "moved.example/": Answer(status=302, headers={"Location": "http://new.example/x"}),
        "new.example/x": "<p>Week 2</p>",
        "empty.example/": "<script></script>",
    }
    rendered = show(HEAD + frames + "<iframe></iframe><iframe src=about:blank></iframe>", others)
    assert rendered.embeds == ("http://docs.example/", "http://moved.example/", "http://new.example/x")
    assert rendered.unread == ("http://gone.example/", "http://empty.example/")
    assert '<iframe src="http://gone.example/"></iframe>' in rendered.html
    assert '<iframe src="http://docs.example/">' not in rendered.html


def test_an_embed_nobody_answers_for_is_unread(show: Show) -> None:
    rendered = show(HEAD + "<iframe src=https://tunnel.example/x></iframe><p>x</p>")
    assert rendered.unread == ("https://tunnel.example/x",)


def test_missing_files_are_listed_and_media_are_not(show: Show) -> None:
    body = "<link rel=stylesheet href=/s.css><img src=/a.png><script src=/j.js></script>"
    body += "<video src=/v.mp4></video>"
    rendered = show(
        HEAD + body + "<img src=/ok.svg>",
        {"room12.example/ok.svg": Answer("<svg xmlns='http://www.w3.org/2000/svg'/>", kind="image/svg+xml")},
    )
    missing = {url.removeprefix("http://room12.example/") for url in rendered.missing}
    assert missing == {"s.css", "a.png", "j.js"}


def test_a_document_without_end_is_cut_and_said(show: Show) -> None:
    script = (
        "<script>const t = 'x'.repeat(1e5); for (let i = 0; i < 120; i++) document.body.append(t)</script>"
    )
    # Hidden, because to lay out as much text takes more memory than a page may have.
    rendered = show(HEAD + "<body hidden>" + script)
    assert rendered.failure is not None
    assert rendered.failure.reason is Reason.TOO_LARGE
    assert len(rendered.html) == 10_000_000


def test_a_very_deep_document_is_read_to_its_bottom(show: Show) -> None:
    script = (
        "<script>let e = document.body; for (let i = 0; i < 3000; i++)"
        "e = e.appendChild(document.createElement('i'));"
        "e.append('bottom')</script>"
    )
    rendered = show(HEAD + "<body>" + script)
    assert "bottom</i></i>" in rendered.html
    assert rendered.failure is not None
    assert rendered.failure.detail.startswith("the accessibility engine broke off on this page")


@pytest.mark.parametrize(("status", "reason"), [(404, "404"), (503, "503"), (403, "403")])
def test_a_refusal_is_no_page(show: Show, status: int, reason: str) -> None:
    failure = show(Answer("<p>Sorry</p>", status)).failure
    assert failure is not None
    assert (failure.reason, failure.detail) == (Reason.HTTP_STATUS, reason)


PLACES = (
    ("#two", "second picture"),
    ("#foot", "link 'Privacy' in the page footer"),
    ("#bare", "second link without words in the menu"),
    ("#name", "field 'Your name' in the form"),
    ("#send", "button 'Send' in the form"),
    ("#cell", "row 2, column 1 of the first table"),
    ("#h", "heading 'Homework'"),
    ("#para", "text 'Read chapter two.'"),
    ("html", "the page as a whole"),
    ("#fr", "first frame 'Calendar'"),
    ("#film", "first video"),
)


def test_places_in_words(pool: BrowserPool) -> None:
    page = HEAD + (
        "<img alt=''><img id=two alt=''><h2 id=h>Homework</h2><p id=para>Read <b>chapter</b> two.</p>"
        "<nav><a href=/a>Home</a><a href=/b id=bare></a></nav><video id=film></video>"
        "<form><label>Your name <input id=name></label><button id=send>Send</button></form>"
        "<table><tr><th>Day</th></tr><tr><td id=cell>Mon</td></tr></table>"
        "<iframe id=fr title=Calendar></iframe>"
        "<footer><a id=foot href=/p>Privacy</a></footer>"
    )
    with InventedWeb({"room12.example/": page}) as web, pool.session(web.proxy) as session:
        session.render("http://room12.example/")
        tab = session._tab
        assert tab is not None
        told = tab.evaluate(f"auditor.describeAll({json.dumps([selector for selector, _ in PLACES])})")
    expected = dict(PLACES)
    assert {selector: entry["place"] for (selector, _), entry in zip(PLACES, told, strict=True)} == expected
    assert told[7]["heading"] == "Homework"


def test_the_patience_leaves_time_for_the_engines() -> None:
    for seconds in (3.0, 10.0, 45.0, 200.0):
        patience = Patience.within(seconds)
        assert patience.parse + patience.load + patience.most <= seconds * 650
