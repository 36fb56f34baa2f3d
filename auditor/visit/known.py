"""Hold what the last visit knew of a site, and what servers may be asked by it; fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from auditor.page import Asset, Document, Page
from auditor.visit.record import SiteJob
from spiders.job import FOLLOWED, Validator
from spiders.kinds import is_picture, suffix_of

AsksAgain = Callable[[str, int], bool]
"""Tells by a file's reader and the pictures that wait in it whether it is to be sent again."""


class Known:
    """Know the last visit's pages, documents, feeds and assets by their addresses; nothing afresh."""

    def __init__(self, job: SiteJob) -> None:
        last = None if job.afresh else job.last
        self.pages: dict[str, Page] = {page.url: page for page in last.pages} if last is not None else {}
        self.documents = _by_url(last.documents if last is not None else ())
        self.feeds = _by_url(last.feeds if last is not None else ())
        self.assets: dict[str, Asset] = {each.url: each for each in last.assets} if last is not None else {}
        # What a file says depends on its content alone, so even a visit afresh may use it again.
        self.read_documents = _by_url(job.last.documents if job.last is not None else ())
        self._again: dict[str, bool] = {}

    def validators(self, asks_again: AsksAgain) -> dict[str, Validator]:
        """Return by what servers may answer that nothing has changed; the same answer in every round."""
        known: dict[str, Validator] = {}
        for page in self.pages.values():
            drawn = page.embedded
            if any(self._again_for(asks_again, each.url, each.reader, each.waiting) for each in drawn):
                continue
            served = page.served
            known[page.url] = Validator(
                etag=page.headers.get("etag", ""),
                last_modified=page.headers.get("last-modified", ""),
                digest=page.digest,
                links=tuple(
                    [link.url for link in served.links if link.carrier in FOLLOWED]
                    + [frame.url for frame in served.frames]
                ),
                depth=page.depth,
                assets=(*served.assets, *(image.url for image in served.images)),
                kind="page",
            )
        for document in self.documents.values():
            readable = bool(document.size)
            if not self._again_for(asks_again, document.url, document.reader, document.waiting, readable):
                known[document.url] = _file_validator(
                    document.headers, document.digest, "document", document.kind
                )
        for feed in self.feeds.values():
            known[feed.url] = _file_validator(feed.headers, feed.digest, "asset", "")
        for asset in self.assets.values():
            stated = asset.headers.get("content-type", "")
            readable = asset.status == 200 and is_picture(suffix_of(asset.url), stated)
            if not self._again_for(asks_again, asset.url, asset.reader, asset.waiting, readable):
                known[asset.url] = _file_validator(asset.headers, asset.digest, "asset", "")
        return known

    def _again_for(
        self, asks_again: AsksAgain, url: str, reader: str, waiting: int, readable: bool = True
    ) -> bool:
        if url not in self._again:
            self._again[url] = readable and asks_again(reader, waiting)
        return self._again[url]


def _by_url(documents: tuple[Document, ...]) -> dict[str, Document]:
    return {document.url: document for document in documents}


def _file_validator(
    headers: Mapping[str, str], digest: str, kind: Literal["document", "asset"], suffix: str
) -> Validator:
    return Validator(
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        digest=digest,
        kind=kind,
        suffix=suffix,
    )
