"""Read sitemaps (sitemaps.org), plain text or XML without entities; fetches nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.stream_xml import FAULTS, Stopped, stream_parser
from spiders.unpack import unpack_gzip_file

MOST_ADDRESSES = 5_000
"""How many addresses of one sitemap are read."""


@dataclass(slots=True)
class Sitemap:
    """Hold one sitemap: pages with their stated last change, and further sitemaps."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)


def read_sitemap(body: bytes, limit: int) -> Sitemap:
    """Return what a sitemap names; what follows a fault in it is left out.

    `limit` is in bytes, unpacked. Raises `spiders.unpack.TooLarge` and `Damaged`.
    """
    body = unpack_gzip_file(body, limit)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _plain(body)
    reader = _Reader()
    try:
        reader.parser.Parse(body, True)
    except FAULTS:
        pass  # half a list of addresses is still a list of addresses
    return reader.found


def _plain(body: bytes) -> Sitemap:
    found = Sitemap()
    for line in body.decode("utf-8-sig", "replace").splitlines():
        if line.strip().startswith(("http://", "https://")) and len(found.pages) < MOST_ADDRESSES:
            found.pages.append((line.strip(), ""))
    return found


class _Reader:
    def __init__(self) -> None:
        self.found = Sitemap()
        self._text: list[str] = []
        self._entry: dict[str, str] = {}
        self._depth = 0
        self.parser = stream_parser(self._start, self._end, self._data)

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > 16:
            raise Stopped
        self._text = []
        if self._depth == 2:
            self._entry = {}

    def _data(self, data: str) -> None:
        if len(self._text) < 50:
            self._text.append(data)

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2].lower()
        if self._depth == 3 and name in ("loc", "lastmod"):
            self._entry[name] = "".join(self._text).strip()[:2000]
        if self._depth == 2 and self._entry.get("loc"):
            if name == "url":
                self.found.pages.append((self._entry["loc"], self._entry.get("lastmod", "")))
            elif name == "sitemap":
                self.found.sitemaps.append(self._entry["loc"])
            if len(self.found.pages) + len(self.found.sitemaps) >= MOST_ADDRESSES:
                raise Stopped
        self._depth -= 1
