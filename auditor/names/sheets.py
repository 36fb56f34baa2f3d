"""Lay out what a site's pages and documents say, each text once; judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from auditor.page import Document, Image, Link, Location, Page, Source, Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold the texts of one page, or of one linked file under the page that links to it.

    `key` and `url` are the page's; `document` is the file's address, "" for the page itself.
    """

    key: str
    url: str
    title: str
    texts: tuple[Text, ...] = field(repr=False)
    images: tuple[Image, ...] = field(default=(), repr=False)
    links: tuple[Link, ...] = field(default=(), repr=False)
    document: str = ""
    kind: str = ""


def sheets(pages: Iterable[Page], documents: Iterable[Document]) -> Iterator[Sheet]:
    """Yield every page and every linked file with all its texts."""
    listed = tuple(pages)
    addresses = {page.key: page.url for page in listed}
    for page in listed:
        content = page.content
        texts = list(content.texts)
        if page.rendered is not None:
            shown = {(text.joined, text.where.source) for text in texts}
            texts += [text for text in page.served.texts if (text.joined, text.where.source) not in shown]
        path = urlsplit(page.url).path.strip("/")
        if (
            path
            and not any(text.joined == content.title and content.title for text in texts)
            and content.title
        ):
            texts.append(Text(content.title, "", Location(page.url, Source.META, place="page title")))
        if path:
            texts.append(Text(path, "", Location(page.url, Source.HREF, place="address of the page")))
        images = content.images or page.served.images
        yield Sheet(page.key, page.url, content.title, tuple(texts), images, content.links)
    for document in documents:
        home = next((key for key in document.linked_from if key in addresses), document.key)
        texts = list(document.texts)
        name = urlsplit(document.url).path.rpartition("/")[2]
        if name:
            where = Location(
                addresses.get(home, document.url), Source.FILE_NAME, place="file name", document=document.url
            )
            texts.append(Text(name, "", where))
        yield Sheet(
            key=home,
            url=addresses.get(home, document.url),
            title="",
            texts=tuple(texts),
            links=document.links,
            document=document.url,
            kind=document.kind,
        )
