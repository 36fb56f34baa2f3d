"""Keep the state of one page's reading: what was found so far and how much is still allowed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from auditor.address import host_of, resolve
from auditor.extract.assets import DOCUMENT, OpenImage, is_calendar, path_of
from auditor.extract.blocks import Writer
from auditor.extract.links import OpenLink
from auditor.extract.place import Node
from auditor.extract.words import decoded, fold, readable, says_something
from auditor.page import Frame, Source

MOST_ATTRIBUTE_TEXTS: Final = 3000
_LONGEST_ADDRESS: Final = 600
_WEB: Final = re.compile(r"https?://(?:[^/?#@]*@)?", re.IGNORECASE)
_MAIL: Final = re.compile(r"(?:mailto|sms|tel|skype|facetime):", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    """Hold what one page said so far."""

    writer: Writer
    lasting_ids: frozenset[str]
    title: str = ""
    generator: str = ""
    images: list[OpenImage] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    feeds: dict[str, None] = field(default_factory=dict)
    assets: dict[str, None] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    said: set[tuple[Source, str]] = field(default_factory=set)
    scripts: int = 0
    script_budget: int = 600_000
    strings_left: int = 3000
    data_left: int = MOST_ATTRIBUTE_TEXTS
    passwords: int = 0
    visible_links: int = 0
    root_mark: bool = False
    asks_for_script: bool = False
    hands_over: bool = False
    documents: int = 0
    style_pictures: set[str] = field(default_factory=set)

    def add_asset(self, href: str, base: str) -> None:
        """Note a file that the page is made of."""
        if not href or href[:5].lower() in ("data:", "about") or len(href) > 4000:
            return
        url = resolve(href, base)
        if url.startswith("http"):
            self.assets[url.partition("#")[0]] = None

    def add_feed(self, href: str, base: str) -> None:
        """Note a feed or calendar that the page offers."""
        url = resolve(href, base)
        if url.startswith("webcal:"):
            url = "https:" + url.removeprefix("webcal:")
        if url.startswith("http"):
            self.feeds[url] = None

    def close_link(self, link: OpenLink, node: Node) -> None:
        """Say what a link's address spells and note calendars, now that its words are known."""
        if is_calendar(link.url):
            self.add_feed(link.url, node.scope.base)
        words = link.words()
        noun = link.noun or ("frame" if link.carrier == "iframe" else "link")
        self.say_address(link.url, node, f"{noun} '{words[:60]}'" if words else noun, slot=link.slot)

    def say_address(self, url: str, node: Node, of: str, *, slot: int = -1) -> None:
        """Write what an address spells: a document's file name, a page's path, a mail address.

        `joined` is the address as it reads with escapes undone, `split` the words in it.
        """
        mail = _MAIL.match(url)
        web = None if mail else _WEB.match(url)
        if mail:
            self._say(Source.HREF, url[mail.end() :], node, f"address of the {of}", slot)
        elif web:
            rest = url[web.end() :]
            own = host_of(node.scope.url)
            if own and rest.startswith(own):
                rest = rest[len(own) :].lstrip("/")  # the site's own host is no news on its pages
            path = path_of(url)
            name = path.rpartition("/")[2]
            if name and DOCUMENT.search(name):
                self._say(Source.FILE_NAME, name, node, f"file name of the {of}", slot)
                rest = rest.replace(name, "", 1)
                slot = -1
            self._say(Source.HREF, rest.rstrip("/"), node, f"address of the {of}", slot)

    def _say(self, source: Source, text: str, node: Node, place: str, slot: int) -> None:
        raw = decoded(text[:_LONGEST_ADDRESS])
        if len(raw) < 4 or (source, raw) in self.said or not says_something(raw):
            return
        self.said.add((source, raw))
        self.writer.put(raw, fold(readable(raw)), node, source, place, slot=slot)
