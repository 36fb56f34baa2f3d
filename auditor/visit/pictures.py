"""Bring words read in pictures back to where they stand, and count the pictures left; reads none itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from auditor.extract.ocr import ReadWords
from auditor.extract.words import decoded, readable, says_something
from auditor.finding import Reason, Skipped, Stage
from auditor.page import Asset, Document, Location, Page, Source, Text
from auditor.visit.record import SiteVisit
from spiders.kinds import is_picture, suffix_of

Words = Mapping[str, ReadWords]
"""By a file's address: the words read in its pictures tonight."""

_DRAWINGS: Final = (".svg", ".svgz")


def with_words(
    found: Words, documents: dict[str, Document], assets: dict[str, Asset], pages: dict[str, Page]
) -> None:
    """Add the words read in pictures to the files and pages they stand in."""
    for key, document in documents.items():
        if document.url in found:
            words = found[document.url]
            documents[key] = replace(
                document,
                texts=(*document.texts, *words.texts),
                unread=max(0, document.unread - words.done),
                waiting=max(0, document.waiting - words.tried),
            )
    written = [asset for page in pages.values() for asset in page.embedded]
    by_digest = {asset.digest: asset.url for asset in (*assets.values(), *written) if asset.url in found}
    for url, asset in assets.items():
        assets[url] = _told(asset, by_digest, found)
    for key, page in pages.items():
        if page.embedded:
            told = tuple(_told(asset, by_digest, found) for asset in page.embedded)
            pages[key] = replace(page, embedded=told)


def _told(asset: Asset, by_digest: Mapping[str, str], found: Words) -> Asset:
    source = by_digest.get(asset.digest)
    if source is None or not asset.reader:
        return asset
    words = found[source]
    return replace(
        asset,
        texts=(*asset.texts, *(moved_text(text, asset.url) for text in words.texts)),
        unread=max(0, asset.unread - words.done),
        waiting=max(0, asset.waiting - words.tried),
        access={**asset.access, **words.printed},
    )


def moved_text(text: Text, url: str) -> Text:
    """Return a text as said by the file at `url`, whose content is another's."""
    return replace(text, where=replace(text.where, url=url, document=url))


def name_loose_pictures(assets: dict[str, Asset], pages: Iterable[Page], answered: Mapping[str, str]) -> None:
    """Let pictures that no page shows by itself say their file's name: those that a style sheet lays behind.

    `answered` maps an address asked for to the one that answered.
    """
    shown: set[str] = set()
    for page in pages:
        for content in (page.served, page.rendered):
            if content is not None:
                shown.update(image.url.partition("#")[0] for image in content.images)
                shown.update(link.url.partition("#")[0] for link in content.links)
    known = {answered.get(url, url) for url in shown}
    for url, asset in assets.items():
        if url in known or asset.texts or asset.status != 200 or not _is_picture(asset):
            continue
        name = decoded(urlsplit(url).path.rpartition("/")[2])
        if name and says_something(name):
            where = Location(
                url, Source.FILE_NAME, place="file name of a picture behind the page", document=url
            )
            assets[url] = replace(asset, texts=(Text(name, readable(name), where),))


def _is_picture(asset: Asset) -> bool:
    return is_picture(suffix_of(asset.url), asset.headers.get("content-type", ""))


def pictures_unread(
    pages: Iterable[Page],
    documents: Iterable[Document],
    assets: Mapping[str, Asset],
    requested: Mapping[str, str],
) -> Skipped | None:
    """Return one remark on all pictures of a site whose words nobody read, None where there are none.

    `requested` maps an address asked for to the one that answered. A picture elsewhere counts too: it
    stands on the page, and was not fetched; so does one that a script made of bytes of its own. The
    remark names the first of them.
    """
    pages = tuple(pages)
    unread: dict[str, int] = {document.url: document.unread for document in documents if document.unread}
    for asset in assets.values():
        if _left(asset):
            unread[asset.url] = _left(asset)
    for page in pages:
        # The same picture may be written into every page: it is one picture.
        for asset in page.embedded:
            if _left(asset):
                unread.setdefault(asset.digest, _left(asset))
        for image in page.content.images:
            url = image.url.partition("#")[0]
            if url[:5].lower() == "blob:":
                unread.setdefault(f"{page.url}#{image.where.selector}", 1)
            # A picture that the server does not have is among the files, and shows nothing.
            elif (
                url.startswith(("http:", "https:"))
                and requested.get(url, url) not in assets
                and not url.lower().endswith(_DRAWINGS)
            ):
                unread.setdefault(url, 1)
    if not unread:
        return None
    total = sum(unread.values())
    counted = "1 picture" if total == 1 else f"{total} pictures"
    words = f"the words in {counted} were not read"
    return Skipped(Stage.EXTRACT, Reason.PICTURE_NOT_READ, _first(pages, unread, requested), words)


def _left(asset: Asset) -> int:
    """Return how many pictures of a file wait for a reader: one where nobody looked at it at all."""
    if asset.reader or asset.status != 200 or not asset.size:
        return asset.unread
    return 1 if _is_picture(asset) or "#" in asset.url else 0


def _first(pages: Iterable[Page], unread: Mapping[str, int], requested: Mapping[str, str]) -> str:
    # Files come home in any order; pages and their pictures stand in one.
    for page in pages:
        for image in page.content.images:
            url = image.url.partition("#")[0]
            if requested.get(url, url) in unread:
                return url
            if f"{page.url}#{image.where.selector}" in unread:
                return page.url
        if any(asset.digest in unread for asset in page.embedded):
            return page.url
    return min((url for url in unread if "://" in url), default="")


def pictures_of(last: SiteVisit | None) -> tuple[Asset, ...]:
    """Return all pictures of an earlier visit, also those written into its pages' code."""
    if last is None:
        return ()
    return (*last.assets, *(asset for page in last.pages for asset in page.embedded))
