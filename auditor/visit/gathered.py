"""Turn what crawling brought into pages, documents, feeds and other files; shows none and fetches none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from auditor.address import page_key, within
from auditor.extract.html import read_html
from auditor.finding import Reason, Skipped, Stage
from auditor.page import Asset, Content, Document, Page
from auditor.visit.files import SiteFiles, problem_of
from auditor.visit.known import Known
from auditor.visit.standing import not_shown, still_digest
from spiders.job import CrawlResult, Fetched


class Gathered:
    """Keep what one visit's crawling brought; what the last visit knew stands where nothing has changed.

    `tried` are the keys of all that was asked for, `answered` where a file's address led, `made_by` which
    page's script made a key; `frontier` and `bodies` are as in `SiteVisit`. `skip` is told what went unread.
    """

    def __init__(self, root: str, known: Known, files: SiteFiles, skip: Callable[[Skipped], None]) -> None:
        self.pages: dict[str, Page] = {}
        self.documents: dict[str, Document] = {}
        self.assets: dict[str, Asset] = {}
        self.feeds: dict[str, Document] = {}
        self.bodies: dict[str, bytes] = {}
        self.frontier: dict[str, None] = {}
        self.sitemap: dict[str, str] = {}
        self.tried: set[str] = set()
        self.answered: dict[str, str] = {}
        self.made_by: dict[str, str] = {}
        self.requests = 0
        self._root = root
        self._known = known
        self._files = files
        self._skip = skip

    def take(self, crawled: CrawlResult) -> list[Page]:
        """Keep what one round of crawling brought; returns its pages."""
        fresh: list[Page] = []
        for fetched in crawled.fetched:
            self.tried.add(self._key(fetched.requested))
            if fetched.kind == "page":
                page = self._page(fetched)
                if page.key not in self.pages:
                    self.pages[page.key] = page
                    fresh.append(page)
                    for skip in unread_rest(page, page.served):
                        self._skip(skip)
            elif fetched.kind == "document":
                self._take_document(fetched)
            elif fetched.body or fetched.url in self._known.feeds:
                self._take_feed(fetched)
            else:
                self.answered[fetched.requested.partition("#")[0]] = fetched.url
                self.assets[fetched.url] = self._asset(fetched)
        self.tried.update(self._key(skip.url) for skip in crawled.skipped if skip.url)
        self.frontier.update(dict.fromkeys(crawled.frontier))
        self.sitemap.update(crawled.sitemap)
        self.requests += crawled.requests
        return fresh

    def take_calendar(self, fetched: Fetched, pages: Iterable[str]) -> None:
        """Keep a calendar that pages (by their keys) show from elsewhere, as a file to which they lead."""
        self._take_document(fetched)
        key = self._key(fetched.url)
        self.documents[key] = replace(self.documents[key], linked_from=tuple(dict.fromkeys(pages)))

    def asset_of(self, url: str) -> Asset | None:
        """Return the file at an address, wherever that led."""
        url = url.partition("#")[0]
        return self.assets.get(self.answered.get(url, url))

    def page_of(self, url: str) -> Page | None:
        """Return the page of this site at an address."""
        return self.pages.get(self._key(url)) if within(url, self._root) else None

    def lacks(self, url: str) -> bool:
        """Tell whether neither a page nor a document was read at an address."""
        key = self._key(url)
        return key not in self.pages and key not in self.documents

    def _key(self, url: str) -> str:
        return page_key(url, self._root)

    def _page(self, fetched: Fetched) -> Page:
        before = self._known.pages.get(fetched.url)
        if fetched.not_modified and before is not None:
            return replace(not_shown(before), fetched_at=fetched.at)
        self.bodies[fetched.digest] = fetched.body
        content = fetched.content
        if content is None:
            content = read_html(fetched.body, fetched.url, fetched.headers.get("content-type", ""))
        return Page(
            url=fetched.url,
            key=self._key(fetched.url),
            status=fetched.status,
            fetched_at=fetched.at,
            served=content,
            headers=fetched.headers,
            digest=fetched.digest,
            size=fetched.size,
            depth=fetched.depth,
            referrer=fetched.referrer,
            embedded=self._files.embedded(fetched.url, fetched.body),
            still=still_digest(fetched.body),
        )

    def _take_document(self, fetched: Fetched) -> None:
        before = self._known.documents.get(fetched.url)
        if fetched.not_modified and before is not None:
            document = self.documents[before.key] = replace(before, fetched_at=fetched.at)
        else:
            read_before = self._known.read_documents.get(fetched.url)
            document = self._files.document(self._file(fetched, fetched.suffix), fetched.body, read_before)
            self.documents[document.key] = document
        if document.problem:
            self._skip(problem_of(document))

    def _take_feed(self, fetched: Fetched) -> None:
        before = self._known.feeds.get(fetched.url)
        if fetched.not_modified and before is not None:
            self.feeds[before.key] = replace(before, fetched_at=fetched.at)
            return
        feed = self._file(fetched, "feed")
        self.feeds[feed.key] = feed

    def _file(self, fetched: Fetched, kind: str) -> Document:
        """Return a file that nobody has read yet, and keep its bytes."""
        if fetched.body:
            self.bodies[fetched.digest] = fetched.body
        return Document(
            url=fetched.url,
            key=self._key(fetched.url),
            kind=kind,
            status=fetched.status,
            fetched_at=fetched.at,
            headers=fetched.headers,
            digest=fetched.digest,
            size=fetched.size,
            linked_from=self._home_of(fetched),
        )

    def _home_of(self, fetched: Fetched) -> tuple[str, ...]:
        """Return the key of the page that leads to a file, be it by a link that only a script made."""
        if fetched.referrer:
            return (self._key(fetched.referrer),)
        made_by = self.made_by.get(self._key(fetched.requested))
        return (made_by,) if made_by is not None else ()

    def _asset(self, fetched: Fetched) -> Asset:
        before = self._known.assets.get(fetched.url)
        if fetched.not_modified and before is not None:
            return before
        asset = Asset(fetched.url, fetched.status, fetched.headers, fetched.digest, fetched.size)
        return self._files.asset(asset)


def unread_rest(page: Page, content: Content) -> Iterator[Skipped]:
    """Say of a page that was too large to be read whole that some of it was not read."""
    if content.truncated:
        detail = "larger or nested deeper than may be read: some of it was not"
        yield Skipped(Stage.EXTRACT, Reason.PARSE_LIMIT, page.url, detail)
