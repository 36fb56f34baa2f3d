"""Give the engines' tests one real browser and a way to show it pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, Rendered, available
from tests.invented_web import Answer, InventedWeb

Show = Callable[..., Rendered]


@pytest.fixture(scope="session")
def pool() -> Iterator[BrowserPool]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    with BrowserPool(BrowserOptions(jobs=1, page_seconds=30, engines=("axe",))) as pool:
        yield pool


@pytest.fixture(scope="session")
def room(pool: BrowserPool) -> Iterator[tuple[InventedWeb, BrowserSession]]:
    with InventedWeb({}) as web, pool.session(web.proxy) as session:
        yield web, session


@pytest.fixture
def show(room: tuple[InventedWeb, BrowserSession]) -> Show:
    """Return a function that shows room12.example/ and whatever else is given."""
    web, session = room

    def shown(page: str | Answer, others: Mapping[str, str | Answer] | None = None) -> Rendered:
        web.pages = {"room12.example/": page, **(others or {})}
        return session.render("http://room12.example/")

    return shown
