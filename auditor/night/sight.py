"""Take from a visit what the history needs: every item by page, and how well the site was seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

from auditor.address import page_key
from auditor.finding import Reason, SiteOutcome, Skipped, Stage
from auditor.history import (
    FILES,
    LONGEST,
    MOST_POSTINGS,
    QUIET_FRAMES,
    SERVED,
    SHOWN,
    Item,
    Kind,
    document_item,
    file_item,
    items_of,
    posting_items,
    read_entries,
    read_posts,
    waits_for_script,
)
from auditor.page import Page
from auditor.registry import Site
from auditor.visit import SiteVisit
from spiders.kinds import is_asset_address, suffix_of

_HARMLESS: Final = frozenset(
    (
        Reason.NO_BROWSER, Reason.PAGE_CRASH, Reason.PAGE_TIMEOUT, Reason.UNSUPPORTED_SCHEME,
        Reason.PICTURE_NOT_READ, Reason.SOFT_404, Reason.EMPTY, Reason.UNREADABLE_DOCUMENT,
        Reason.NO_ROSTER, Reason.NO_HISTORY,
    )
)  # fmt: skip
"""Reasons that hide no update: a page that a script fills is asked about by itself."""
_WALLS: Final = ("401", "403", "407", "429", "5")
_FOR_EDITORS: Final = re.compile(
    r"/(?:wp-(?:admin|login|json)|admin|administrator|login|log-in|signin|sign-in|logout|register|edit|editor"
    r"|user/(?:login|password)|account|xmlrpc\.php|cgi-bin)(?:[/.?]|$)|[?&](?:replytocom|action=edit|do=login)",
    re.IGNORECASE,
)
_FEED: Final = re.compile(r"/(?:feed|rss|atom)(?:/|$)|\.(?:xml|rss|atom)$", re.IGNORECASE)
_LOOKS: Final = frozenset("css woff woff2 ttf otf eot ico map".split())
_DOCUMENTS: Final = frozenset("pdf doc docx ppt pptx xls xlsx odt ods odp zip mp3 mp4 mov wav epub".split())


@dataclass(frozen=True, slots=True)
class Seen:
    """Hold what was read of one page (or of the files it links to) in one view.

    `apart` marks a calendar of another host: what stood in it before it was first read, nobody knows.
    `again` is what the page said a little later, None where that was the same; `unchanged_since` is the
    moment (ISO) after which its server says that nothing changed, "" where it does not say. `of` names
    the content that says all this and nothing else, "" where there is no such name; what was known by it
    has no `items`.
    """

    page: str
    view: str
    items: tuple[Item, ...] | None
    again: tuple[Item, ...] | None = None
    unchanged_since: str = ""
    apart: bool = False
    of: str = ""


Known = Callable[[str, str, str], bool]
"""Tells by page, view and the name of its content whether just this was read in the last audit."""
Whole = Callable[[Page], Page]
"""Returns a page with its words, which are kept apart from the rest of it."""


def seen_on(
    visit: SiteVisit,
    site: Site,
    body: Callable[[str], bytes | None],
    text_hash: Callable[[str], str],
    known: Known = lambda page, view, of: False,
    whole: Whole = lambda page: page,
) -> Iterator[Seen]:
    """Yield everything that a visit read outside the site's archive; `body` gives a file by its digest."""
    for page in visit.pages:
        if is_below(page.key, site.archived_paths):
            continue
        later = visit.again.get(page.key)
        if later is None:
            yield from _seen_once(page, site, known, whole)
            continue
        page = whole(page)
        served, again = (tuple(items_of(each, page.key, site.url)) for each in (page.served, later))
        yield Seen(page.key, SERVED, served, again, _moment(page.headers.get("last-modified", "")))
        if page.rendered is not None:
            drawn = tuple(items_of(page.rendered, page.key, site.url))
            yield Seen(page.key, SHOWN, drawn, _lasting(drawn, served, again))
    files: dict[str, list[Item]] = {}
    names = _link_words(visit.pages, site.url)
    shown = any(page.rendered is not None for page in visit.pages)
    for document in visit.documents:
        linked = document.linked_from[0] if document.linked_from else "/"
        if is_below(document.key, site.archived_paths) or is_below(linked, site.archived_paths):
            continue
        entries: list[Item] = []
        if document.kind == "ics":
            text = body(document.digest) or b""
            postings = read_entries(text)
            entries = [item for posting in postings for item in posting_items(Kind.ENTRY, posting)]
            if len(postings) >= MOST_POSTINGS or len(text) > LONGEST:
                # What stands beyond may be new: another file is a doubt.
                entries.append(file_item(document.url, site.url, document.digest, "", document.key))
        if document.key.startswith("//"):
            # It may be read on some nights and not on others, whatever becomes of the page's own files.
            home = linked.rstrip("/") if len(document.linked_from) == 1 else ""
            yield Seen(f"{home}/{document.key}", FILES, tuple(entries), apart=True)
            continue
        items = files.setdefault(linked, [])
        items.append(document_item(document.url, site.url, names.get(document.key, "")))
        if document.kind == "ics":
            items.extend(entries)
        elif document.digest:
            said = " ".join(text.joined for text in document.texts)
            items.append(
                file_item(document.url, site.url, document.digest, text_hash(said) if said else "",
                          names.get(document.key, "") or document.key)
            )  # fmt: skip
    for feed in visit.feeds:
        for posting in read_posts(body(feed.digest) or b""):
            items = files.setdefault(feed.linked_from[0] if feed.linked_from else "/", [])
            items.extend(posting_items(Kind.POST, posting))
    for asset in visit.assets:
        suffix = suffix_of(asset.url)
        # A script that changed may hold what it shows; where a browser ran it, that was seen.
        if asset.digest and suffix not in _LOOKS and not (shown and suffix in ("js", "mjs", "json")):
            item = file_item(asset.url, site.url, asset.digest, "", asset.url.rpartition("/")[2])
            files.setdefault("/", []).append(item)
    for linked, found in files.items():
        yield Seen(linked, FILES, tuple(found))


def _seen_once(page: Page, site: Site, known: Known, whole: Whole) -> Iterator[Seen]:
    """Yield what a page said in the only reading of tonight; nothing is taken apart that was known before."""
    since = _moment(page.headers.get("last-modified", ""))
    showing = f"{page.digest} {page.showing.at.isoformat()}" if page.showing is not None else ""
    shown = [(SHOWN, showing)] if page.rendered is not None else []
    for view, name in [(SERVED, page.digest), *shown]:
        of = f"{site.url} {page.key} {name}" if name else ""
        items: tuple[Item, ...] | None = None
        if not of or not known(page.key, view, of):
            said = whole(page)
            content = said.content if view == SHOWN else said.served
            items = tuple(items_of(content, page.key, site.url))
        yield Seen(page.key, view, items, unchanged_since=since if view == SERVED else "", of=of)


def _lasting(shown: Sequence[Item], said: Sequence[Item], again: Sequence[Item]) -> tuple[Item, ...]:
    """Return what a browser showed but for places at which two readings of the server's page differed."""
    first, second = ({(item.kind, item.said): item.place for item in each} for each in (said, again))
    torn = {place for key, place in (first | second).items() if (key in first) != (key in second)}
    stayed = first.keys() & second.keys()
    return tuple(item for item in shown if item.place not in torn or (item.kind, item.said) in stayed)


def _moment(stated: str) -> str:
    try:
        return parsedate_to_datetime(stated).isoformat() if stated else ""
    except (ValueError, TypeError, IndexError):
        return ""


def _link_words(pages: Iterable[Page], root: str) -> Mapping[str, str]:
    return {
        page_key(link.url, root): link.words
        for page in pages
        for link in page.content.links
        if link.words and suffix_of(link.url) in _DOCUMENTS
    }


def unread(
    visit: SiteVisit,
    site: Site,
    prefix: str = "",
    waits: Callable[[Page], bool] = lambda page: waits_for_script(page.served),
) -> str:
    """Return why an update could have stood where nobody looked, "" where everything was read.

    `prefix` narrows the question to one section of the site; `waits` tells whether only a script fills a page
    that no browser showed. What parents cannot open either (a page
    that is gone, the editor's own pages) hides no update; nor do players that show one fixed film.
    """
    pages = [page for page in visit.pages if is_below(page.key, (prefix,))]
    if visit.outcome in (SiteOutcome.ERROR, SiteOutcome.REFUSED) or not pages:
        return visit.reason or str(Reason.EMPTY)
    for page in pages:
        if is_below(page.key, site.archived_paths):
            continue
        if page.rendered is None and waits(page):
            return str(Reason.NEEDS_SCRIPT)
        if page.content.truncated:
            return str(Reason.TOO_LARGE)
    for skip in visit.skipped:
        if _hides(skip, visit, site, prefix):
            return str(skip.reason)
    for address in visit.frontier:
        key = page_key(address, visit.url)
        if is_below(key, (prefix,)) and not is_below(key, site.archived_paths):
            return str(Reason.SITE_TIME)
    return ""


def _hides(skip: Skipped, visit: SiteVisit, site: Site, prefix: str) -> bool:
    """Tell whether an update could stand in what was skipped."""
    if skip.reason in _HARMLESS or skip.stage in (Stage.CHECK, Stage.EXTRACT):
        return False
    if skip.reason is Reason.EMBED_NOT_READ:
        where = page_key(skip.detail.removeprefix("on ").partition(" (")[0], visit.url)
        return is_below(where, (prefix,)) and not QUIET_FRAMES.search(_bare(skip.url))
    key = page_key(skip.url, visit.url) if skip.url else ""
    if key and key != "/" and (not is_below(key, (prefix,)) or is_below(key, site.archived_paths)):
        return False
    if is_asset_address(skip.url) or _FOR_EDITORS.search(skip.url) or _FEED.search(skip.url):
        return False
    if skip.reason is Reason.TRAP_LIMIT:
        return "not followed" not in skip.detail
    if skip.reason is Reason.HTTP_STATUS:
        return skip.detail.startswith(_WALLS)
    if skip.reason is Reason.REDIRECT:
        return key in ("/", "")
    return not (skip.reason is Reason.TOO_LARGE and suffix_of(skip.url) in _DOCUMENTS)


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}"


def is_below(key: str, prefixes: Iterable[str]) -> bool:
    """Tell whether a page key lies under one of the prefixes, themselves page keys; "" holds all."""
    for prefix in prefixes:
        folder = prefix.rstrip("/")
        if not folder or key == folder or key.startswith((f"{folder}/", f"{folder}?")):
            return True
    return False


def home_of(sections: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    """Return what tells a page key's section, "" where it belongs to all of them."""

    def home(page: str) -> str:
        return next((section for section, prefix in sections if is_below(page, (prefix,))), "")

    return home
