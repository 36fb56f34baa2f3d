"""Record what browsers show on one night and let them say it again on another; opens no browser itself.

A night of thousands of pages can so be measured without its browsers: everything before and behind them
is at work as on any night, and each page is fetched through the door once more, as a browser would.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from auditor.browser import BrowserPool, BrowserSession, Rendered

ANSWER_SECONDS = 30.0


def record(file: Path) -> Callable[[], None]:
    """Remember from now on what browsers show; the function that is returned writes it into `file`."""
    shown: dict[str, dict[str, Rendered]] = {}
    versions: list[str] = []
    render = BrowserSession.render

    def recorded(session: BrowserSession, url: str, **named: Any) -> Rendered:
        rendered = render(session, url, **named)
        if rendered.failure is None and session._browser is not None:
            versions.append(session._browser.version)
            parts = urlsplit(url)
            shown.setdefault(parts.netloc, {})[parts.path] = rendered
        return rendered

    BrowserSession.render = recorded  # type: ignore[method-assign]
    return lambda: file.write_bytes(pickle.dumps((versions[-1], [shown[host] for host in sorted(shown)])))


def replay(file: Path) -> None:
    """Let every pool of browsers in this process answer from the recording in `file`."""
    version: str
    sites: list[dict[str, Rendered]]
    version, sites = pickle.loads(file.read_bytes())  # noqa: S301  (written by `record`)

    def start(pool: BrowserPool) -> None:
        # What was recorded stands: a night with real browsers after this one shows only what changed.
        pool.version = version

    def session(pool: BrowserPool, proxy_url: str, user_agent: str = "", *_: object) -> Any:
        return _Session(sites, proxy_url, user_agent)

    BrowserPool.start = start  # type: ignore[method-assign]
    BrowserPool.stop = lambda pool: None  # type: ignore[method-assign]
    BrowserPool.expect = lambda pool: None  # type: ignore[method-assign]
    BrowserPool.session = session  # type: ignore[assignment, method-assign]


class _Session:
    """Answer for one site as a `BrowserSession` does."""

    def __init__(self, sites: list[dict[str, Rendered]], proxy_url: str, user_agent: str) -> None:
        self._sites = sites
        self._way_out = build_opener(ProxyHandler({"http": proxy_url}))
        self._way_out.addheaders = [("User-Agent", user_agent)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._way_out.close()

    def render(self, url: str, *, budget_seconds: float | None = None) -> Rendered:
        """Return what stood in the recording at this path, with the page's own text of tonight."""
        parts = urlsplit(url)
        number = int("".join(filter(str.isdigit, parts.netloc.partition(".")[0])) or 0)
        site = self._sites[number % len(self._sites)]
        like = site[parts.path]
        with self._way_out.open(url, timeout=ANSWER_SECONDS) as answer:
            html = answer.read().decode()
        mine = {
            field: tuple(_moved(address, parts.netloc) for address in getattr(like, field))
            for field in ("embeds", "unread", "parts", "scripts", "missing")
        }
        return replace(like, url=url, html=html, **mine)


def _moved(address: str, host: str) -> str:
    """Return an address of the recorded site as one of this site."""
    return urlsplit(address)._replace(netloc=host).geturl() if "://" in address else address
