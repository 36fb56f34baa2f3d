"""Tell whether a page is made of just what a browser showed last time; fetches and shows nothing.

What a page's scripts fetch, what frames from elsewhere say and what a clock writes may change while every
file stays the same: such a page never stands. A file on another host is known by its address alone, so
every site is read and shown afresh after `refresh_days`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from auditor.address import page_key, within
from auditor.browser import Rendered
from auditor.page import Asset, Content, Page, Showing

_TOKENS: Final = re.compile(
    rb"\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
    rb"|(?=[a-z]{0,99}[0-9])[0-9a-z]{16,100}"
    rb"|1[6-9][0-9]{8}(?:[0-9]{3})?)\b",
    re.IGNORECASE,
)
"""Request ids, hashes and seconds since 1970 in a script, other ones in every answer."""
_UNSEEN: Final = (
    re.compile(rb"\bnonce=(?:\"[^\"<>]{0,200}\"|'[^'<>]{0,200}'|[^\s<>\"']{1,200})", re.IGNORECASE),
    re.compile(rb"<input\b[^<>]{0,500}\btype=[\"']?hidden\b[^<>]{0,500}>", re.IGNORECASE),
    re.compile(rb"<meta\b[^<>]{0,300}\b(?:csrf|xsrf)[^<>]{0,300}>", re.IGNORECASE),
)


def still_digest(body: bytes) -> str:
    """Return a digest of a page's code without comments, nonces, hidden fields and tokens in scripts.

    None of these is seen by anybody. Words, attributes and addresses count as they stand.
    """
    body = b"".join(_outside(body, b"<!--", b"-->"))
    for part in _UNSEEN:
        body = part.sub(b"", body)
    digest = hashlib.sha256()
    inside = False
    # What lies between two such tags is a script, or its attributes and the text before the next one.
    for piece in re.split(rb"(?i)(<script\b|</script\b)", body):
        digest.update(_TOKENS.sub(b"", piece) if inside else piece)
        if piece[:8].lower() == b"</script":
            inside = False
        elif piece[:7].lower() == b"<script":
            inside = True
    return digest.hexdigest()


def _outside(body: bytes, start: bytes, end: bytes) -> Iterator[bytes]:
    """Yield what is not between the two marks; one that never ends is left as it is."""
    at = 0
    while (begun := body.find(start, at)) >= 0 and (ended := body.find(end, begun)) >= 0:
        yield body[at:begun]
        at = ended + len(end)
    yield body[at:]


def not_shown(page: Page) -> Page:
    """Return a page as it was served, without what a browser saw."""
    return replace(page, rendered=None, observations=(), engines={}, missing=(), showing=None)


def as_shown_before(page: Page, before: Page) -> Page:
    """Return a page with what a browser saw the last time."""
    return replace(
        page,
        rendered=before.rendered,
        observations=before.observations,
        engines=before.engines,
        missing=before.missing,
        embedded=before.embedded,
        showing=before.showing,
    )


class Standing:
    """Tell by the files that this visit read which pages need not be shown again.

    `tools` stands for everything that looks at a page: browser, engines, probes and their settings; with
    none known nothing stands. `asset_of` and `page_of` return what this visit read at an address, None
    where it read nothing.
    """

    def __init__(
        self,
        root: str,
        tools: str,
        asset_of: Callable[[str], Asset | None],
        page_of: Callable[[str], Page | None],
    ) -> None:
        self._root = root
        self._tools = tools
        self._asset_of = asset_of
        self._page_of = page_of
        self._shown: dict[str, Rendered] = {}

    def stands(self, page: Page, before: Page) -> bool:
        """Tell whether a browser would see what it saw when it showed the page the last time."""
        if not self._tools or before.showing is None or not before.showing.make:
            return False
        return self._make(page, before.showing.parts, before.showing.frames) == before.showing.make

    def note(self, key: str, rendered: Rendered) -> None:
        """Keep what a browser made of a page until all of the page's files were read."""
        self._shown[key] = rendered

    def parts(self, key: str) -> tuple[str, ...]:
        """Return the addresses that a page loaded when it was shown in this visit."""
        return self._shown[key].parts if key in self._shown else ()

    def record(self, pages: Mapping[str, Page], at: datetime) -> dict[str, Page]:
        """Return the pages that were shown in this visit with a record of it; call it at the end."""
        return {
            key: replace(pages[key], showing=self._showing(pages[key], rendered, at))
            for key, rendered in self._shown.items()
        }

    def _showing(self, page: Page, rendered: Rendered, at: datetime) -> Showing:
        frames = tuple(url for url in rendered.embeds if url.startswith(("http:", "https:")))
        elsewhere = page_key(rendered.url, self._root) != page.key
        changing = elsewhere or rendered.moving or rendered.unread or self._may_come(page.missing)
        if changing or self._written_from_elsewhere(page, rendered.scripts):
            return Showing(at, rendered.parts, frames)
        return Showing(at, rendered.parts, frames, self._make(page, rendered.parts, frames))

    def _make(self, page: Page, parts: Iterable[str], frames: Iterable[str]) -> str:
        """Return a digest over a page and all it is made of; "" where something of it cannot be told."""
        digest = hashlib.sha256(f"{self._tools}\n{page.still}\n".encode())
        pictures = (image.url for image in page.served.images)
        for url in _distinct((*parts, *page.served.assets, *pictures)):
            asset = self._asset_of(url)
            state = f"{asset.status} {asset.digest}" if asset is not None else ""
            digest.update(f"{url} {state}\n".encode("utf-8", "surrogatepass"))
        for url in _distinct((*frames, *(frame.url for frame in page.served.frames))):
            framed = self._page_of(url)
            if framed is None or framed.served.frames:
                return ""
            digest.update(f"{framed.still}\n".encode())
        return digest.hexdigest()

    def _may_come(self, missing: Iterable[str]) -> bool:
        """Tell whether something is missing that may be there tomorrow without our knowing."""
        return any(self._asset_of(url) is None for url in missing)

    def _written_from_elsewhere(self, page: Page, scripts: Iterable[str]) -> bool:
        """Tell whether scripts on other hosts, whose files nobody compares, may have written words."""
        if all(within(url, self._root) for url in scripts):
            return False
        return not _words(page.rendered) <= _words(page.served)


def _distinct(urls: Iterable[str]) -> list[str]:
    """Return web addresses in one order, without their fragments."""
    return sorted({url.partition("#")[0] for url in urls if url.startswith(("http:", "https:"))})


def _words(content: Content | None) -> frozenset[str]:
    return frozenset(text.joined for text in content.texts) if content is not None else frozenset()
