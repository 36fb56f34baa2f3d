"""Read one page with all engines in one tab, leaves time limits and replacements to the pool."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.browser.options import BrowserOptions, Rendered
from auditor.browser.tab import Moved, PageTab, ScriptFault
from auditor.engines import alfa, cut_off, dom, pictures
from auditor.engines.engine import ENGINES
from auditor.engines.tab import BrokenOff, Interference, Tab
from auditor.finding import Reason, Skipped, Stage
from auditor.page import Observation

MOST_HOPS: Final = 5
"""How often a page may send its reader on by script before it counts as unreadable."""


SECOND: Final[Mapping[str, Sequence[str]]] = {"alfa": alfa.CRITERIA}
"""Engines that come after a first, with the criteria of which they speak: those are half judged without."""

TOGETHER: Final = frozenset({"alfa", "own"})
"""Engines that look a second time, together, at what one of them is not sure of alone."""

_NET_ERRORS: Final = (
    ("NAME_NOT_RESOLVED", Reason.DNS),
    ("HTTP_RESPONSE_CODE", Reason.HTTP_STATUS),
    ("CERT_", Reason.TLS),
    ("SSL_", Reason.TLS),
    ("TIMED_OUT", Reason.TIMEOUT),
    ("TOO_MANY_REDIRECTS", Reason.REDIRECT),
    ("UNSAFE_REDIRECT", Reason.REDIRECT),
    ("UNKNOWN_URL_SCHEME", Reason.UNSUPPORTED_SCHEME),
    ("CONTENT_LENGTH_MISMATCH", Reason.TRUNCATED),
    ("INCOMPLETE_CHUNKED", Reason.TRUNCATED),
    ("EMPTY_RESPONSE", Reason.PROTOCOL),
    ("INVALID_", Reason.PROTOCOL),
    ("HTTP2_", Reason.PROTOCOL),
)


def own_scripts(engines: Sequence[str]) -> str:
    """Return everything that must stand in the auditor's world of each document."""
    both = [cut_off.source()] if set(engines) >= TOGETHER else []
    return "\n".join([dom.source(), *(ENGINES[name].source() for name in engines), *both, pictures.source()])


def read_page(
    tab: PageTab, url: str, options: BrowserOptions, limit: float, taken: pictures.Taken
) -> Rendered:
    """Open a page, wait until it rests, and return its document with what the engines saw.

    `limit` is the whole time in seconds, of which waiting takes at most two thirds.
    """
    answer = tab.navigate(url)
    if answer.get("isDownload"):
        return _failed(url, Reason.UNREADABLE_DOCUMENT, "the address offers a file to save, not a page")
    if answer.get("errorText"):
        return _failed(url, *_net_reason(str(answer["errorText"])))
    patience = dom.Patience.within(limit)
    for _ in range(MOST_HOPS):
        try:
            return _read_document(tab, url, options, patience, taken)
        except Moved:
            tab.forget()
        except (ScriptFault, BrokenOff) as fault:
            return _failed(url, Reason.PAGE_CRASH, f"the page could not be read: {fault}"[:300])
    return _failed(url, Reason.REDIRECT, "the page kept sending its reader on by script")


def _read_document(
    tab: PageTab, url: str, options: BrowserOptions, patience: dom.Patience, taken: pictures.Taken
) -> Rendered:
    started = time.monotonic()
    shown = dom.show(tab, patience)
    loaded = time.monotonic()
    rendered = Rendered(
        url=shown.url,
        html=shown.html,
        missing=shown.missing,
        embeds=shown.embeds,
        unread=shown.unread,
        parts=shown.parts,
        scripts=shown.scripts,
        moving=shown.moving,
        status=shown.status,
        seconds_load=loaded - started,
    )
    failure = _failure(url, shown)
    if failure is not None:
        return replace(rendered, failure=failure)
    observations: tuple[Observation, ...] = ()
    versions: dict[str, str] = {}
    lacking: list[Skipped] = []
    try:
        for name, observe in _looks(options.engines):
            if lacking and name in SECOND:
                continue
            try:
                observations += observe(tab)
                versions[name] = ENGINES[name].VERSION
            except BrokenOff as fault:
                if name not in SECOND:
                    raise
                lacking.append(_lacking(url, name, fault))
        if options.pictures:
            observations = pictures.photograph(tab, observations, taken)
    except Interference as fault:
        detail = f"the page interferes with the accessibility engine ({fault})"
        failure = Skipped(Stage.BROWSER, Reason.PAGE_CRASH, url, detail[:300])
    except BrokenOff as fault:
        detail = f"the accessibility engine broke off on this page ({fault})"
        failure = Skipped(Stage.BROWSER, Reason.PAGE_CRASH, url, detail[:300])
    if failure is not None:
        return replace(rendered, failure=failure)
    return replace(
        rendered,
        observations=observations,
        engines=versions,
        lacking=tuple(lacking),
        seconds_engines=time.monotonic() - loaded,
    )


def _looks(engines: Sequence[str]) -> Iterator[tuple[str, Callable[[Tab], tuple[Observation, ...]]]]:
    """Yield who looks at a page in which way, in the order in which that is done."""
    for name in engines:
        yield name, ENGINES[name].observe
    if set(engines) >= TOGETHER:
        yield "alfa", cut_off.observe


def _lacking(url: str, engine: str, fault: BrokenOff) -> Skipped:
    """Say that a second engine did not come to its end: what it alone told is not taken for mended."""
    rules = tuple(f"wcag-{number}" for number in SECOND[engine])
    detail = f"the second accessibility engine broke off on this page ({fault})"
    return Skipped(Stage.BROWSER, Reason.PARSE_LIMIT, url, detail[:300], rules)


def _failure(url: str, shown: dom.Shown) -> Skipped | None:
    if shown.url.startswith("chrome-error:"):
        return Skipped(Stage.BROWSER, Reason.CONNECT, url, "the page led to an address without answer")
    if not shown.url.startswith(("http:", "https:")):
        return Skipped(Stage.BROWSER, Reason.UNSUPPORTED_SCHEME, url, "the page led to what is no page")
    if shown.status >= 400:
        return Skipped(Stage.BROWSER, Reason.HTTP_STATUS, url, str(shown.status))
    if not shown.parsed:
        return Skipped(Stage.BROWSER, Reason.PAGE_TIMEOUT, url, "the page was still arriving in the end")
    if shown.cut:
        return Skipped(Stage.BROWSER, Reason.TOO_LARGE, url, "the rendered page is longer than 10 MB")
    return None


def _net_reason(words: str) -> tuple[Reason, str]:
    reason = next((reason for part, reason in _NET_ERRORS if part in words), Reason.CONNECT)
    return reason, words.removeprefix("net::")


def _failed(url: str, reason: Reason, detail: str) -> Rendered:
    return Rendered(url=url, failure=Skipped(Stage.BROWSER, reason, url, detail))
