"""Hand a simulated district's answers to the crawl without a network, which is faster; crawls as ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError
from scrapy.http import Response

from auditor.manners import Manners
from spiders.guides import Guides
from spiders.job import CrawlJob, CrawlResult
from spiders.site import SiteCrawl
from tests.sim.markup import Reply

Answers = Callable[[str, str], Reply | None]
"""What a host answers to a target (path and query), None for a connection that breaks."""


@contextmanager
def direct(answers: Answers) -> Iterator[None]:
    """Let every crawl of the nightly job take its answers from here instead of from a socket."""
    made: list[DirectCrawls] = []

    def crawls(manners: Manners, ca_file: Path | None = None) -> DirectCrawls:
        made.append(DirectCrawls(manners, answers))
        return made[-1]

    with patch("auditor.visit.gear.CrawlThread", crawls), patch("auditor.visit.gear.Door", _NoDoor):
        yield


class DirectCrawls:
    """Do what the crawl thread does, on a loop of its own and without a reactor."""

    def __init__(self, manners: Manners, answers: Answers) -> None:
        self._manners = manners
        engine = SimpleNamespace(download_async=self._download)
        self._crawler: Any = SimpleNamespace(
            engine=engine, signals=SimpleNamespace(connect=lambda *_, **__: None)
        )
        self._answers = answers

    def __enter__(self) -> DirectCrawls:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="direct", daemon=True)
        self._thread.start()
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="read-page")
        self._guides = Guides(self._manners)
        return self

    def __exit__(self, *_: object) -> None:
        self._readers.shutdown()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def stop(self) -> None:
        """Nothing is under way that would not end by itself."""

    def crawl(self, job: CrawlJob, lane: Any = None, take_picture: Any = None) -> CrawlResult:
        """Crawl one site and wait for it."""
        crawl = SiteCrawl(job, lane, self._manners, self._guides, self._readers, take_picture, self._readers)
        asyncio.run_coroutine_threadsafe(crawl.run(self._crawler), self._loop).result(120)
        return crawl.result()

    async def _download(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        reply = self._answers(parts.hostname or "", target or "/")
        if reply is None:
            raise DownloadConnectionRefusedError("nobody answers")
        tag = reply.headers.get("ETag", "")
        asked = (request.headers.get("If-None-Match") or b"").decode()
        status = 304 if tag and asked == tag else reply.status
        headers = {**reply.headers, "Content-Type": reply.kind}
        body = b"" if status == 304 else reply.body
        return Response(request.url, status=status, headers=headers, body=body, request=request)


class _Lane:
    url = "http://127.0.0.1:9"
    secret = ""
    bytes_down = 0

    def reason_for(self, host: str, port: int) -> None:
        return None

    def close(self) -> None: ...


class _NoDoor:
    def __init__(self, *_: object, **__: object) -> None: ...

    def __enter__(self) -> _NoDoor:
        return self

    def __exit__(self, *_: object) -> None: ...

    def open(self, *_: object) -> _Lane:
        return _Lane()
