"""Read what a page calls itself and says first, from the start of its bytes; fetches and judges nothing."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import brotli

from auditor.address import resolve
from auditor.extract.html import read_html
from auditor.page import Content, Source
from spiders.kinds import kind_of

_FIRST_TEXT = 700
_LONGEST_TITLE = 300
_LITTLE_TEXT = 250
_LOCATION = re.compile(
    r"\blocation(?:\.href)?\s*(?:=(?!=)|\.(?:replace|assign)\s*\()\s*[\"'](https?:[^\"'\s]{3,2000})[\"']"
)
_SEEN = frozenset((Source.BODY, Source.HEADING, Source.CELL, Source.LABEL, Source.CAPTION, Source.FORM))
# What stands around every page of a site says nothing of this one.
_FRAME = ("in the menu", "in the header", "in the footer", "in the side column")
_DESCRIPTIONS = ("description for search engines", "(og:description)", "(twitter:description)")


@dataclass(frozen=True, slots=True)
class First:
    """Hold what a page says of itself; `forward` is where it sends its reader at once, "" for nowhere."""

    title: str = ""
    description: str = ""
    site_name: str = ""
    text: str = ""
    forward: str = ""
    sign_in: bool = False


def first_of(url: str, headers: Mapping[str, str], body: bytes, most: int) -> First:
    """Return what the first `most` bytes of a page say; a file of another kind has its name for a title."""
    body = opened(body, headers.get("content-encoding", ""), most * 4)
    kind, _ = kind_of(url, headers.get("content-type", ""), body)
    if kind != "page":
        return First(title=unquote(urlsplit(url).path.rpartition("/")[2])[:_LONGEST_TITLE])
    content = read_html(body[:most], url, headers.get("content-type", ""))
    description = site_name = ""
    for text in content.texts:
        if text.where.source is Source.META:
            if not description and any(name in text.where.place for name in _DESCRIPTIONS):
                description = text.joined[:_LONGEST_TITLE]
            elif not site_name and "(og:site_name)" in text.where.place:
                site_name = text.joined[:_LONGEST_TITLE]
    return First(
        title=(content.title or _first_heading(content))[:_LONGEST_TITLE],
        description=description,
        site_name=site_name,
        text=_first_text(content),
        forward=_forward(content, body[:most], url),
        sign_in=content.sign_in,
    )


def _forward(content: Content, body: bytes, url: str) -> str:
    """Return where a page sends its reader at once: by a refresh, or by script where it says little."""
    refreshed = next((link.url for link in content.links if link.carrier == "meta-refresh"), "")
    if refreshed or len(_first_text(content)) > _LITTLE_TEXT:
        return refreshed.partition("#")[0]
    found = _LOCATION.search(body.decode("utf-8", "replace"))
    return resolve(found[1].replace("\\/", "/"), url).partition("#")[0] if found else ""


def opened(body: bytes, encoding: str, most: int) -> bytes:
    """Return the start of a compressed body, at most `most` bytes: it may be cut off anywhere."""
    name = encoding.strip().lower()
    try:
        if name in ("gzip", "x-gzip") and body[:2] == b"\x1f\x8b":
            return zlib.decompressobj(31).decompress(body, most)
        if name == "deflate":
            for window in (15, -15):
                try:
                    return zlib.decompressobj(window).decompress(body, most)
                except zlib.error:
                    continue
        if name == "br":
            return _unbrotli(body, most)
    except (zlib.error, brotli.error):
        return b""
    return body


def _unbrotli(body: bytes, most: int) -> bytes:
    opener = brotli.Decompressor()
    out = opener.process(body, output_buffer_limit=most)
    while len(out) < most and not opener.is_finished() and not opener.can_accept_more_data():
        out += opener.process(b"", output_buffer_limit=most)
    return bytes(out[:most])


def _first_heading(content: Content) -> str:
    return next((text.joined for text in content.texts if text.level), "")


def _first_text(content: Content) -> str:
    """Return the first words of the page itself; those around it where it has no others."""
    seen = [text for text in content.texts if text.where.source in _SEEN and text.joined]
    own = [text.joined for text in seen if not text.where.place.endswith(_FRAME)]
    parts: list[str] = []
    size = 0
    for part in own or [text.joined for text in seen]:
        parts.append(part)
        size += len(part) + 1
        if size >= _FIRST_TEXT:
            break
    return "\n".join(parts)[:_FIRST_TEXT]
