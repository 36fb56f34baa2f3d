"""Make of an answer's bytes what it is and what it says, off the reactor's thread; fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from auditor.address import resolve
from auditor.extract.html import read_html
from auditor.finding import Reason
from auditor.page import Content
from spiders.job import CrawlLimits, Kind
from spiders.kinds import is_feed, is_media, kind_of
from spiders.signs import is_empty, is_soft_404
from spiders.unpack import Damaged, TooLarge, unpack

_CSS_ADDRESS = re.compile(
    r"url\(\s*(?:\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})'|([^\"'()\s]{1,2000}))\s*\)", re.IGNORECASE
)
_CSS_IMPORT = re.compile(r"@import\s+(?:\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})')", re.IGNORECASE)
_MOST_FROM_STYLE = 100
_NUL_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what one answer turned out to be; with a `reason` it is no page that could be read.

    `assets` are addresses that a style sheet names; `feed` marks a news feed.
    """

    kind: Kind
    suffix: str
    body: bytes = b""
    digest: str = ""
    content: Content | None = None
    reason: Reason | None = None
    detail: str = ""
    assets: tuple[str, ...] = ()
    feed: bool = False


def read_answer(url: str, headers: Mapping[str, str], body: bytes, limits: CrawlLimits) -> Reading:
    """Unpack an answer within the limits and read it where it is a page."""
    content_type = headers.get("content-type", "")
    kind, suffix = kind_of(url, content_type, b"")
    if is_media(url, content_type):
        return Reading(kind, suffix)
    limit = limits.document_bytes if kind == "document" else limits.page_bytes
    try:
        body = unpack(body, headers.get("content-encoding", ""), limit)
    except TooLarge:
        return Reading(kind, suffix, reason=Reason.TOO_LARGE, detail="larger than the limit when unpacked")
    except Damaged as error:
        return Reading(kind, suffix, reason=Reason.ENCODING, detail=str(error))
    kind, suffix = kind_of(url, content_type, body)
    digest = sha256(body).hexdigest()
    if kind == "page":
        return _read_page(url, content_type, body, digest, suffix)
    if kind == "document" and not body:
        return Reading(kind, suffix, reason=Reason.EMPTY, detail="a file without content")
    assets = _style_assets(url, body) if suffix == "css" or content_type.startswith("text/css") else ()
    return Reading(kind, suffix, body, digest, assets=assets, feed=is_feed(url, content_type, body))


def _read_page(url: str, content_type: str, body: bytes, digest: str, suffix: str) -> Reading:
    # Wide encodings are half NULs by nature; they announce themselves by a mark or a name.
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff") or "utf-16" in content_type.lower()
    if not wide and body.count(0, 0, 100_000) > max(8, min(len(body), 100_000) * _NUL_SHARE):
        return Reading("page", suffix, reason=Reason.ENCODING, detail="called a page, but not text")
    content = read_html(body, url, content_type)
    if content.sign_in:
        return Reading("page", suffix, reason=Reason.LOGIN_REQUIRED, detail="only a form to sign in")
    if is_empty(content, body):
        return Reading("page", suffix, reason=Reason.EMPTY, detail="a page without any text, link or picture")
    if is_soft_404(content):
        # Only a suspicion: the crawl asks the server whether it knows how to say 404.
        detail = 'says "not found" with status 200'
        return Reading("page", suffix, body, digest, content, Reason.SOFT_404, detail)
    return Reading("page", suffix, body, digest, content)


def _style_assets(url: str, body: bytes) -> tuple[str, ...]:
    text = body[:1_000_000].decode("utf-8", "replace")
    found: dict[str, None] = {}
    for pattern in (_CSS_IMPORT, _CSS_ADDRESS):
        for match in pattern.finditer(text):
            written = next(group for group in match.groups() if group)
            address = resolve(written, url)
            if address.startswith(("http://", "https://")):
                found[address.partition("#")[0]] = None
            if len(found) >= _MOST_FROM_STYLE:
                return tuple(found)
    return tuple(found)
