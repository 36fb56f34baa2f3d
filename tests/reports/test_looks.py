"""Show reports in a real browser: no access problem by our own engine, no wide page, no request outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.browser import Rendered
from auditor.egress import Door
from auditor.page import Outcome
from tests.web import Request, Response, Web, html

pytestmark = pytest.mark.browser

NARROWEST = 320
PAGES = (
    "index.html",
    "site-ortega.html",
    "site-whitlow.html",
    "site-sparrow.html",
    "site-finch.html",
    "trends.html",
    "records.html",
)
Show = Callable[[str], Rendered]

NARROW = """<!DOCTYPE html><html lang="en"><head><title>Narrow</title></head><body><main><h1>Narrow</h1>
<iframe title="The report" src="/%s" width="320" height="900" style="border:0"></iframe><p id="measured">?</p>
<script>
document.querySelector("iframe").onload = (loaded) => {
  const page = loaded.target.contentDocument;
  const wide = [...page.querySelectorAll("main *, header *, footer *")].filter(
    (each) => each.getBoundingClientRect().right > 320.5 && !each.closest("thead, .wide *"));
  document.querySelector("#measured").textContent =
    page.documentElement.scrollWidth + " of " + page.documentElement.clientWidth + ": " +
    wide.map((each) => each.tagName).join(" ");
};
</script></main></body></html>"""


def variant(page: str, *, dark: bool) -> str:
    """Return a page with everything unfolded, as a reader in the dark or in the light sees it."""
    scheme = "(prefers-color-scheme: dark)"
    assert scheme in page
    page = page.replace(scheme, "all" if dark else "(min-width: 99999px)")
    return page.replace(
        "color-scheme: light dark", "color-scheme: dark" if dark else "color-scheme: light"
    ).replace("<details", "<details open")


@pytest.fixture(scope="module")
def web(rich_folder: Path, trends_page: Path, records_page: Path) -> Iterator[Web]:
    """Serve the rich report at /light/, /dark/ and, each page in a narrow frame, at /narrow/."""

    def serve(request: Request) -> Response:
        kind, _, name = request.path.strip("/").partition("/")
        file = {"trends.html": trends_page, "records.html": records_page}.get(name, rich_folder / name)
        if kind == "faint":
            page = variant((rich_folder / name).read_text("utf-8"), dark=False)
            return html(page.replace("--soft: #4a535d", "--soft: #b5b5b5"))
        if kind == "narrow":
            return html(NARROW % f"light/{name}")
        if not file.is_file():
            return Response(404)
        if file.suffix == ".png":
            return Response(200, {"Content-Type": "image/png"}, file.read_bytes())
        return html(variant(file.read_text("utf-8"), dark=kind == "dark"))

    with Web({"/favicon.ico": Response(204)}, fallback=serve) as made:
        yield made


@pytest.mark.parametrize("look", ["light", "dark", "narrow"])
@pytest.mark.parametrize("page", PAGES)
def test_a_report_passes_the_check_that_it_reports(page: str, look: str, show: Show) -> None:
    rendered = show(f"/{look}/{page}")
    told = [
        f"{seen.rule} {seen.selector} {seen.summary} {dict(seen.data)}"
        for seen in rendered.observations
        if seen.outcome is Outcome.VIOLATION
    ]
    assert told == []


def test_a_faint_report_would_not_pass(show: Show) -> None:
    seen = show("/faint/index.html").observations
    assert "color-contrast" in {each.rule for each in seen if each.outcome is Outcome.VIOLATION}


@pytest.mark.parametrize("page", PAGES)
def test_a_report_is_readable_on_the_narrowest_phone(page: str, show: Show) -> None:
    measured = re.search(r'<p id="measured">([^<]*)', show(f"/narrow/{page}").html)
    assert measured is not None
    width, visible, wide = re.match(r"(\d+) of (\d+): (.*)", measured.group(1)).groups()  # type: ignore[union-attr]
    assert int(width) <= NARROWEST and int(visible) <= NARROWEST
    assert wide == "", f"wider than the screen: {wide}"


def test_a_report_asks_nobody_but_its_own_folder(web: Web, door: Door, show: Show) -> None:
    show("/light/index.html")
    rendered = show("/light/site-whitlow.html")  # the site with hostile text
    assert rendered.missing == ()
    assert {contact.host for contact in door.log} == {"127.0.0.1"}
    asked = {path for path in web.paths() if not path.startswith("/narrow/")}
    names = r"index|trends|records|site-[a-z]+|F[0-9A-F]+"
    own = re.compile(rf"/(light|dark|faint)/({names})\.(html|png)|/favicon.ico")
    assert all(own.fullmatch(path) for path in asked)


@pytest.mark.parametrize("page", PAGES)
def test_headings_skip_no_level(page: str, rich_folder: Path, trends_page: Path, records_page: Path) -> None:
    file = {"trends.html": trends_page, "records.html": records_page}.get(page, rich_folder / page)
    levels = [int(level) for level in re.findall(r"<h(\d)", file.read_text("utf-8"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
