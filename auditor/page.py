"""Hold what one page said, as plain data with provenance; reads nothing and judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Source(StrEnum):
    """Which part of a page or file a text came from; the words stand in exports."""

    BODY = "body"
    HEADING = "heading"
    CELL = "cell"
    ALT = "alt"
    TITLE = "title"
    LABEL = "label"
    FILE_NAME = "file-name"
    HREF = "href"
    CAPTION = "caption"
    META = "meta"
    JSON_LD = "json-ld"
    SCRIPT = "script"
    COMMENT = "comment"
    HIDDEN = "hidden"
    FRAME = "frame"
    FORM = "form"
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    VTT = "vtt"
    EXIF = "exif"
    IPTC = "iptc"
    XMP = "xmp"
    OCR = "ocr"
    ELEMENT = "element"


@dataclass(frozen=True, slots=True)
class Location:
    """Say where something stands: for a machine (`selector`) and in words a teacher can follow.

    `url` is the page (or the frame inside it); `place` is words such as "third picture" or
    "row 2, column 1 of the table"; `heading` is the text of the nearest heading above;
    `document` is the linked file in which it was found, empty for the page itself.
    """

    url: str
    source: Source = Source.BODY
    selector: str = ""
    heading: str = ""
    place: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Carry one block of text in two views, because markup inside a word and between words look alike.

    `joined` drops inline tags (`<b>Em</b>ma` reads "Emma"); `split` puts a space at each of them.
    White space is folded in both. Cells of one table row share `row`; `level` is 1 to 6 for a
    heading, else 0; `language` is the nearest declared one, lower case, "" if none.
    """

    joined: str
    split: str
    where: Location
    row: str = ""
    level: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Carry one way off the page: `href` as written, `url` as a browser resolves it ("" if it cannot).

    `carrier` is one of a, area, iframe, form, button-onclick, button-formaction, div-onclick, svg,
    img, media (what a video or recording plays, and its captions), meta-refresh, text, pdf, docx, pptx,
    xlsx, script; `words` are the words of the link; `context` is the sentence around it.
    """

    href: str
    url: str
    carrier: str
    words: str
    context: str
    where: Location
    rel: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """Carry one picture: `alt` is None where the attribute is missing, "" where it is empty."""

    src: str
    url: str
    alt: str | None
    title: str
    caption: str
    where: Location
    linked_to: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Carry one frame, object or embed of a page and the address it shows."""

    src: str
    url: str
    title: str
    where: Location


@dataclass(frozen=True, slots=True)
class Content:
    """Hold everything that one HTML text says, in document order.

    `needs_script` is true where the served text is only a shell that a script fills; `truncated`
    is true where the page was larger than anyone may read, so that something of it is missing here.
    """

    title: str = ""
    language: str = ""
    generator: str = ""
    texts: tuple[Text, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    frames: tuple[Frame, ...] = ()
    feeds: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    needs_script: bool = False
    sign_in: bool = False
    truncated: bool = False


class Outcome(StrEnum):
    """What an engine says of one element: it failed, or a person must look."""

    VIOLATION = "violation"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Observation:
    """Report one element that an engine remarked on; a checker turns it into a finding or not.

    `selector` is a CSS path, frames and shadow roots separated by " >>> "; `criteria` are WCAG
    numbers such as "1.4.3"; `impact` is the engine's own word; `html` is the element's start tag
    and is confidential until masked; `picture` is a PNG in memory, None where it is not harmless,
    empty where it is kept apart from what is known of the page.
    `covers` are the texts inside the pictured box, by which the harmless is told from the rest.
    """

    engine: str
    rule: str
    outcome: Outcome
    criteria: tuple[str, ...]
    selector: str
    impact: str = ""
    html: str = ""
    summary: str = ""
    heading: str = ""
    place: str = ""
    frame: str = ""
    picture: bytes | None = None
    covers: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Showing:
    """Record when a browser showed a page and what the page was made of then.

    `parts` are the addresses of the styles, scripts, pictures and fonts that it loaded, `frames` those of
    the documents inside it; `make` is a digest over page, parts, frames and tools, "" where the page must
    be shown again however little of it changes.
    """

    at: datetime
    parts: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    make: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one page of a site: how it was served, what it said, what a browser made of it.

    `key` is the page's identity below the site's root (see `auditor.address.page_key`); `headers`
    have lower-case names; `digest` is the SHA-256 of the body in hexadecimal; `size` is in bytes;
    `rendered` is None where no browser showed the page; `engines` names the engines that finished,
    with their versions; `missing` are the subresources that failed, which change what is seen;
    `embedded` are the pictures written into the page's code, whose addresses are the page's with a
    fragment of their own; `still` is a digest of the body without what differs from answer to answer.
    """

    url: str
    key: str
    status: int
    fetched_at: datetime
    served: Content
    headers: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    size: int = 0
    depth: int = 0
    referrer: str = ""
    rendered: Content | None = None
    observations: tuple[Observation, ...] = ()
    engines: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    embedded: tuple[Asset, ...] = ()
    still: str = ""
    showing: Showing | None = None

    @property
    def content(self) -> Content:
        """Return what a visitor's browser shows: the rendered text where there is one."""
        return self.rendered if self.rendered is not None else self.served


@dataclass(frozen=True, slots=True)
class Document:
    """Hold one linked file that is not a page (PDF, Word, slides, sheet, calendar, media).

    `kind` is the file's kind without a dot ("pdf"); `linked_from` are page keys. `reader` is the version
    that read it, "" if none did; `unread` counts scanned pages and pictures in it whose words were not
    read, `waiting` those of them that nobody tried to read yet; `problem` says what else could not be,
    for nights on which the file has not changed. `access` holds plain facts on which a reader who cannot
    see depends, as words and numbers by name: "tagged" is "yes" or "no", "pictures" is "3".
    """

    url: str
    key: str
    kind: str
    status: int
    fetched_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    size: int = 0
    linked_from: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()
    links: tuple[Link, ...] = ()
    title: str = ""
    reader: str = ""
    unread: int = 0
    waiting: int = 0
    problem: str = ""
    access: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asset:
    """Record one same-site file that a page is made of (style, script, picture, font).

    `texts` are what a picture says in its metadata and, where they were read, the words in it;
    `reader`, `unread` and `waiting` are as in `Document`; `likeness` is the mark of what a picture looks
    like (see `auditor.likeness`), "" where it has none; `access` holds plain facts about a picture: how much
    it looks printed, how the words in it stand, how long it moves.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    size: int = 0
    texts: tuple[Text, ...] = ()
    reader: str = ""
    unread: int = 0
    waiting: int = 0
    likeness: str = ""
    access: Mapping[str, str] = field(default_factory=dict)
