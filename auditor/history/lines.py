"""Turn what a page says tonight into items that can be compared from night to night; keeps nothing.

All text is taken, line by line: extractors of "main content" drop most of the assignments and links
that a policy counts. What is noise shows in its behaviour over time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from auditor.address import page_key, within
from auditor.history.feeds import Posting
from auditor.history.words import fold, heads_comments, holds_comments, is_loading, shape, words
from auditor.markup import stable_selector
from auditor.page import Content, Image, Link, Source, Text


class Kind(StrEnum):
    """What an item is; the words stand in evidence."""

    LINE = "new-line"
    COMMENT = "comment"
    DATA = "data"
    LINK = "new-link"
    PICTURE = "picture"
    FRAME = "embed"
    DOCUMENT = "new-document"
    FILE = "changed-file"
    ENTRY = "new-entry"
    POST = "new-post"
    DATED = "dated"


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one thing that a page shows: `said` identifies it, `excerpt` is for people.

    `where` is its selector; `like` is what it looks like, None for a line, which looks like itself
    without dates and numbers; `also` is a moment or day that a machine wrote beside it (ISO), or the
    hash of a file's text; `group` is the heading under which it stands; `rim` is true in a menu, a
    header or a footer.
    """

    kind: Kind
    said: str
    where: str
    excerpt: str
    like: str | None = None
    also: str = ""
    group: str = ""
    rim: bool = False

    @property
    def place(self) -> str:
        """Return where the item stands, in marks that are the same tomorrow.

        Items of a list share one place: each new one moves the others down.
        """
        return _place(self.where)

    @property
    def box(self) -> str:
        """Return the table, list or frame in which the item stands, "" for none."""
        return _box(self.where)

    @property
    def shape(self) -> str:
        if self.like is not None:
            return self.like
        shaped = shape(self.said)
        # A bare date has no shape of its own: a rolling calendar's must not hide a teacher's.
        return shaped if words(shaped) else ""


LONGEST_EXCERPT = 240
_SEEN: Final = frozenset((Source.BODY, Source.HEADING, Source.CELL, Source.CAPTION, Source.FRAME, Source.ALT))
_HIDDEN: Final = frozenset(("hidden text", "text of a closed dialog"))
_LEADING: Final = frozenset(("a", "area", "svg", "button-onclick", "div-onclick"))
_BOX: Final = re.compile(r".*(?:\b(?:table|ul|ol|dl)(?::nth-of-type\(\d+\))?(?= |$)|(?= >>> ))")
_IN_LIST: Final = re.compile(r"(\b(?:ul|ol)(?::nth-of-type\(\d+\))? > li):nth-of-type\(\d+\)")
_RIM: Final = re.compile(r" in the (?:menu|header|footer)\b")
_LEADS_OFF: Final = re.compile(r"https?://")
# "p. 45" tells a class something; a number alone is mostly a counter's or a calendar's.
_LETTERS: Final = re.compile(r"[^\W\d_]{2}|[^\W\d_][\s.:#(–-]{0,3}\d|\d[\s.:#)–-]{0,3}[^\W\d_]")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?;•])\s+")
_FEWEST_DATA_WORDS = 5
_TELLING_FIELDS: Final = frozenset(("v", "list", "id", "p", "page_id", "docid", "resid"))
_PUBLISHED: Final = re.compile(r"(?:datePublished|dateCreated|uploadDate) in the page's structured data")
_META_PUBLISHED: Final = re.compile(r"value '(?:article:published_time|date|dc\.date|dcterms\.created)'")
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?$"
)
QUIET_FRAMES: Final = re.compile(
    r"^(?:www\.)?(?:youtube(?:-nocookie)?\.com/embed/(?!videoseries)|player\.vimeo\.com/|google\.[a-z.]+/maps"
    r"|maps\.google\.|googletagmanager\.com/|openstreetmap\.org/export|w\.soundcloud\.com/|open\.spotify\.com/"
    r"|edpuzzle\.com/embed|embed\.ted\.com/|facebook\.com/plugins/(?:like|share)|platform\.twitter\.com/widgets/"
    r"|recaptcha\.|docs\.google\.com/forms/|forms\.(?:gle|office\.com)/|google\.[a-z.]+/recaptcha)",
    re.IGNORECASE,
)
"""Embeds that show one fixed thing: another one has another address, which is seen without reading it."""


@lru_cache(maxsize=8_192)
def _place(where: str) -> str:
    """Return a selector's place; the pages of a site are built alike, so the same are asked for again."""
    return _IN_LIST.sub(r"\1", stable_selector(where))


@lru_cache(maxsize=8_192)
def _box(where: str) -> str:
    found = _BOX.match(_place(where))
    return found[0] if found is not None else ""


def items_of(content: Content, key: str, root: str) -> Iterator[Item]:
    """Yield what a page says, once each, in order; `key` is its page key below `root`."""
    seen: set[tuple[Kind, str]] = set()
    for item in (*_texts(content, key), *_links(content.links, root), *_pictures(content.images)):
        if (item.kind, item.said) not in seen:
            seen.add((item.kind, item.said))
            yield item
    for frame in content.frames:
        address = _address(frame.url)
        if address and (Kind.FRAME, address) not in seen:
            seen.add((Kind.FRAME, address))
            yield Item(Kind.FRAME, address, frame.where.selector, frame.title or address, address)


def waits_for_script(content: Content) -> bool:
    """Tell whether a page as served is only filled by a script: what it will say is not in it."""
    if content.needs_script:
        return True
    return any(
        (text.where.source in _SEEN and is_loading(text.split))
        or (text.where.place.startswith("text for browsers without script") and _asks(text.split))
        for text in content.texts
    )


def _asks(text: str) -> bool:
    return "javascript" in text.lower().replace(" ", "") and len(text) < 300


def _texts(content: Content, key: str) -> Iterator[Item]:
    by_place: Counter[str] = Counter()
    guests = holds_comments(key) or heads_comments(fold(content.title))
    headings: dict[str, bool] = {}
    groups: dict[str, str] = {}
    for text in content.texts:
        where = text.where
        item_kind = _kind(text)
        if item_kind is None:
            continue
        folded = fold(text.split)
        if item_kind is Kind.DATED:
            if _MOMENT.match(text.split.strip()):
                stated, heading = text.split.strip(), fold(where.heading)
                yield Item(Kind.DATED, f"{folded} {heading}", "", stated, "", stated, heading)
            continue
        if not _LETTERS.search(folded):
            continue
        if item_kind is Kind.DATA and len(words(folded)) < _FEWEST_DATA_WORDS:
            continue
        if where.source is Source.ALT and len(words(folded)) < 3:
            continue
        heading = where.heading
        if heading not in groups:
            groups[heading] = fold(heading)
            headings[heading] = heads_comments(groups[heading])
        visitors = guests or headings[heading] or holds_comments(where.selector)
        if item_kind is Kind.LINE and (visitors or (len(folded) < 60 and heads_comments(folded))):
            item_kind = Kind.COMMENT
        by_place[where.selector] += 1
        place = f"{where.selector} {by_place[where.selector]}"
        group = folded if text.level else groups[heading]
        rim = _RIM.search(where.place) is not None
        # A page may be one long paragraph: its sentences are the lines that change.
        for number, part in enumerate(_sentences(text.split)):
            said = fold(part) if number or part is not text.split else folded
            if _LETTERS.search(said):
                spot = f"{place} {number}" if number else place
                yield Item(item_kind, said, spot, _cut(part), group=group, rim=rim)


def _sentences(text: str) -> list[str]:
    if len(text) <= LONGEST_EXCERPT:
        return [text]
    return [part for part in _SENTENCE_END.split(text) if part]


def _kind(text: Text) -> Kind | None:
    where = text.where
    if where.source in _SEEN:
        return Kind.LINE
    if where.source is Source.HIDDEN:
        return Kind.LINE if where.place.partition(" in ")[0] in _HIDDEN else None
    if where.source is Source.FORM:
        return Kind.DATA
    if where.source is Source.JSON_LD:
        return Kind.DATED if _PUBLISHED.match(where.place) else Kind.DATA
    if where.source is Source.SCRIPT:
        return Kind.DATA
    if where.source is Source.META:
        dated = where.place == "date in the page's code" or _META_PUBLISHED.match(where.place)
        return Kind.DATED if dated else None
    return None


def _links(links: Iterable[Link], root: str) -> Iterator[Item]:
    """Yield ways off the site; a new page of the site itself shows in what it says."""
    for link in links:
        said = fold(link.words)
        if link.carrier not in _LEADING or not _LETTERS.search(said) or not _LEADS_OFF.match(link.url):
            continue
        if within(link.url, root):
            continue
        address, rim = _address(link.url), _RIM.search(link.where.place) is not None
        if address:
            spot, group = f"{link.where.selector} link", fold(link.where.heading)
            yield Item(Kind.LINK, address, spot, _cut(link.words), said, group=group, rim=rim)


def _pictures(images: Iterable[Image]) -> Iterator[Item]:
    for image in images:
        address = _address(image.url) if not image.url.startswith("data:") else image.url[:2000]
        if address:
            told = image.alt or image.caption or "a picture without words"
            yield Item(Kind.PICTURE, address, f"{image.where.selector} picture", _cut(told), "")


def _address(url: str) -> str:
    """Return what stays of an address from night to night: host, path and the fields that name a thing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    fields = sorted(f"{name}={value}" for name, value in parse_qsl(parts.query) if name in _TELLING_FIELDS)
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' if fields else ''}{'&'.join(fields)}"[:2000]


def _cut(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= LONGEST_EXCERPT else f"{folded[: LONGEST_EXCERPT - 1]}…"


def document_item(url: str, root: str, words_of_link: str = "") -> Item:
    """Return the item of a linked document: a new one is news by its name alone."""
    key = page_key(url, root)
    name = key.rpartition("/")[2] or key
    return Item(Kind.DOCUMENT, key, "", _cut(f"{words_of_link} ({name})" if words_of_link else name), "")


def file_item(url: str, root: str, digest: str, text: str, name: str) -> Item:
    """Return the item of a file's content: its text where it could be read, else its bytes."""
    key = page_key(url, root)
    return Item(Kind.FILE, f"{key} {digest}", "", _cut(name), key, text)


def posting_items(kind: Kind, posting: Posting) -> Iterator[Item]:
    """Yield the items of a feed's or calendar's entry: its title, and what it says besides."""
    title, about = posting.title, posting.about
    yield Item(kind, f"{posting.name} {fold(title)}", "", _cut(title or posting.name), about, posting.stated)
    more = fold(posting.more)
    if _LETTERS.search(more):
        said = f"{about or posting.name} more {more}"
        yield Item(kind, said, "", _cut(f"{title}: {posting.more}"), f"{about} more", posting.stated)
