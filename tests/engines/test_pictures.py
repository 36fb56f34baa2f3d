"""Pictures of elements: only what is harmless, and every word in them is known."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from auditor.browser import BrowserPool, Rendered
from auditor.engines.pictures import A_RULE
from auditor.page import Observation
from tests.invented_web import Answer, InventedWeb

pytestmark = pytest.mark.browser

Show = Callable[..., Rendered]
HEAD = "<!DOCTYPE html><html lang=en><title>Room 12</title><body style='margin:0;background:#fff'>"
RED = Answer(
    "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'>"
    "<rect width='60' height='60' fill='#f00'/></svg>",
    kind="image/svg+xml",
)
OTHERS = {"room12.example/red.svg": RED}


@pytest.fixture
def show(pool: BrowserPool) -> Iterator[Show]:
    """Show pages of one new site: how many pictures a site has is limited, so no test shares one."""
    with InventedWeb({}) as web, pool.session(web.proxy) as session:

        def shown(page: str, others: dict[str, Answer] | None = None) -> Rendered:
            web.pages = {"room12.example/": page, **(others or {})}
            return session.render("http://room12.example/")

        yield shown


def pictured(show: Show, body: str, rule: str) -> Observation:
    rendered = show(HEAD + body, OTHERS)
    assert rendered.failure is None, rendered.failure
    return next(seen for seen in rendered.observations if seen.rule == rule)


def colours(picture: bytes | None) -> set[tuple[int, ...]]:
    assert picture is not None
    with Image.open(io.BytesIO(picture)) as image:
        plain = image.convert("RGB")
        return {colour for _, colour in plain.getcolors(1 << 20) or ()}  # type: ignore[misc]


PALE = "style='color:#aaa;background:#fff;display:inline-block'"


def test_pale_words_are_shown_with_what_stands_around(show: Show) -> None:
    seen = pictured(
        show,
        f"<p>Above</p><p id=pale {PALE}>Spelling test</p><p style='margin-top:400px'>Far",
        "color-contrast",
    )
    assert (170, 170, 170) in colours(seen.picture)
    assert "Spelling test" in seen.covers
    assert "Far" not in seen.covers


PHOTOS = (
    ("a photo", "<img src=/red.svg alt=class>"),
    ("a photo that fades", "<img src=/red.svg alt=class style='transition:opacity 9s;opacity:1 !important'>"),
    (
        "a background",
        "<span style='display:inline-block;width:60px;height:60px;background:url(/red.svg)'></span>",
    ),
    (
        "a stubborn background",
        "<b style='display:inline-block;width:60px;height:60px;background:url(/red.svg) !important'></b>",
    ),
    (
        "a pseudo-element",
        "<style>i::before{content:url(/red.svg)}</style><i></i>",
    ),
    (
        "a canvas",
        "<canvas id=c width=60 height=60></canvas><script>const x=c.getContext('2d');x.fillStyle='#f00';"
        "x.fillRect(0,0,60,60)</script>",
    ),
    ("a frame", "<iframe title=t width=60 height=60 srcdoc='<body style=background:red>'></iframe>"),
    (
        "a picture in a drawing",
        "<svg width=60 height=60><image href=/red.svg width=60 height=60></image></svg>",
    ),
    (
        "a picture in a shadow root",
        "<div id=h></div><script>h.attachShadow({mode:'open'}).innerHTML='<img alt=x src=/red.svg>'</script>",
    ),
    ("a bullet", "<ul><li style='list-style:url(/red.svg) inside'>x</li></ul>"),
)


@pytest.mark.parametrize("photo", [case[1] for case in PHOTOS], ids=[case[0] for case in PHOTOS])
def test_no_photo_stands_in_a_picture(show: Show, photo: str) -> None:
    seen = pictured(show, f"<div><span id=pale {PALE}>Spelling test</span>{photo}</div>", "color-contrast")
    if seen.picture is not None:
        assert not any(r > 180 and g < 90 and b < 90 for r, g, b in colours(seen.picture))


WORDS = (
    ("an alt text near by", "<img src=/red.svg alt='Emma Larkin'>"),
    ("a field's content", "<input aria-label=x id=i><script>i.value='Emma Larkin'</script>"),
    ("a shadow root", "<b id=h></b><script>h.attachShadow({mode:'open'}).innerHTML='Emma Larkin'</script>"),
    ("a style's words", "<style>i::after{content:'Emma Larkin'}</style><i></i>"),
    (
        "something laid over it",
        "<div style='position:absolute;top:4px;left:4px;opacity:.9'>Emma Larkin</div>",
    ),
    ("a drawing", "<svg width=90 height=20><text y=15>Emma Larkin</text></svg>"),
)


@pytest.mark.parametrize("near", [case[1] for case in WORDS], ids=[case[0] for case in WORDS])
def test_every_word_in_the_box_is_told(show: Show, near: str) -> None:
    seen = pictured(
        show, f"<a href=/x id=a style='display:inline-block;width:9px;height:9px'></a>{near}", "link-name"
    )
    assert seen.picture is None or "Emma Larkin" in seen.covers
    assert "Emma Larkin" in seen.covers or seen.covers == ""


def test_a_component_that_hides_its_inside_is_not_photographed(show: Show) -> None:
    body = (
        f"<p id=pale {PALE}>Spelling test</p>"
        "<class-photo><template shadowrootmode=closed>Emma</template></class-photo>"
        "<script>customElements.define('class-photo', class extends HTMLElement {})</script>"
    )
    assert pictured(show, body, "color-contrast").picture is None


def test_a_photo_itself_is_never_the_picture(show: Show) -> None:
    assert pictured(show, "<img src=/red.svg>", "image-alt").picture is None


def test_pictures_are_of_bounded_size(show: Show) -> None:
    words = "Spelling test on Friday. " * 4000
    seen = pictured(
        show, f"<p id=pale style='color:#aaa;background:#fff;width:1200px'>{words}</p>", "color-contrast"
    )
    assert seen.picture is not None
    with Image.open(io.BytesIO(seen.picture)) as image:
        assert image.size == (800, 600)
    assert len(seen.covers) <= 20_000 or seen.picture is None


def test_only_the_first_of_each_rule_is_pictured(show: Show) -> None:
    rendered = show(HEAD + f"<p {PALE}>One</p><p {PALE}>Two</p><p {PALE}>Three</p>")
    assert [seen.picture is not None for seen in rendered.observations] == [True, False, False]


def test_a_site_has_only_so_many_pictures_of_one_rule(show: Show) -> None:
    had = []
    for number in range(A_RULE + 1):
        rendered = show(HEAD + f"<p {PALE}>Faint {number}</p>")
        had.append({seen.rule for seen in rendered.observations if seen.picture is not None})
    assert had[:A_RULE] == [{"color-contrast"}] * A_RULE
    assert had[A_RULE] == set()
