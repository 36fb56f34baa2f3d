"""Lend a site's crawl the life of a Scrapy crawl: its engine, downloader and connections."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy import Spider

from spiders.destinations import Follower
from spiders.site import SiteCrawl


class SiteSpider(Spider):
    """Run one site's crawl inside Scrapy's engine.

    The crawl asks the downloader itself, address by address, because turns, hops and budgets are
    decisions about a site and have to stand in one place and one order.
    """

    name = "site"

    def __init__(self, crawl: SiteCrawl | Follower, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.site_id = crawl.job.site_id
        self._crawl = crawl

    async def start(self) -> AsyncIterator[Any]:
        await self._crawl.run(self.crawler)
        nothing: tuple[Any, ...] = ()
        for request in nothing:  # a start without a yield would be no generator, which the engine wants
            yield request
