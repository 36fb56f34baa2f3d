"""Read what Word, PowerPoint and Excel files have in common: properties, pictures, paragraphs of runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from auditor.extract.gathering import Gathering, Unreadable
from auditor.extract.media import SCORE_UNKNOWN, read_picture
from auditor.extract.package import Package, attribute, local
from auditor.page import Source

Relations = dict[str, tuple[str, str, bool]]

MOST_PICTURES: Final = 60
_LARGEST_PICTURE: Final = 15_000_000
_PROPERTIES: Final = {
    "title": "Title",
    "subject": "Subject",
    "creator": "Author",
    "keywords": "Keywords",
    "description": "Comments",
    "lastModifiedBy": "Last saved by",
    "category": "Category",
    "Manager": "Manager",
    "Company": "Company",
    "lpwstr": "property",
}
_MEDIA: Final = re.compile(
    r"(?:word|ppt|xl)/media/[^/]+\.(?:jpe?g|png|gif|webp|tiff?)$|Pictures/[^/]+$", re.IGNORECASE
)
# Drawings of Windows programs: words may stand in them, and nothing here can read them.
_DRAWN: Final = re.compile(r"(?:word|ppt|xl)/media/[^/]+\.[ew]m[fz]$", re.IGNORECASE)


def read_properties(package: Package, found: Gathering) -> None:
    """Say the properties of an Office file: title, authors, subject, keywords and the like."""
    said: set[str] = set()
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        root = package.xml(part)
        if root is None:
            continue
        for element in root.iter(etree.Element):
            name = _PROPERTIES.get(local(element))
            text = (element.text or "").strip()
            if name and text and text not in said:
                said.add(text)
                if name == "Title" and not found.title:
                    found.title = text[:300]
                found.say(text, f"document property '{name}'", source=Source.META)


def read_pictures(package: Package, found: Gathering) -> None:
    """Say the metadata of the pictures inside a file, and count those whose words nobody read."""
    for name in package.names:
        if _DRAWN.search(name):
            found.unread += 1
    for number, name in enumerate([name for name in package.names if _MEDIA.search(name)]):
        if number >= MOST_PICTURES:
            found.cut = True
            return
        data = package.read(name, _LARGEST_PICTURE)
        if data:
            before = found.unread
            try:
                read_picture(data, found, "picture in the document")
            except Unreadable:
                continue
            finally:
                if found.unread > before:
                    found.score = max(found.score, SCORE_UNKNOWN)


@dataclass(slots=True)
class Paragraph:
    """Gather the runs of one paragraph: a new part where the formatting changes."""

    parts: list[str] = field(default_factory=list)
    formats: list[bytes] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    href: str = ""
    words: list[str] = field(default_factory=list)

    def add(self, text: str, formatting: bytes) -> None:
        if self.parts and self.formats[-1] == formatting:
            self.parts[-1] += text
        else:
            self.parts.append(text)
            self.formats.append(formatting)
        if self.href:
            self.words.append(text)

    def close_link(self) -> None:
        if self.href:
            self.links.append((self.href, "".join(self.words)))
        self.href, self.words = "", []

    def write(self, place: str, found: Gathering, **how: object) -> None:
        source = how.pop("source", None)
        row, level = str(how.pop("row", "")), int(str(how.pop("level", 0)))
        given = source if isinstance(source, Source) else None
        found.say(self.parts, place, source=given, row=row, level=level)
        for words in self.hidden:
            found.say(words, f"text that is not shown, {place}", source=Source.HIDDEN, row=row)
        around = "".join(self.parts)
        for href, words in self.links:
            found.link(href, words, f"link in the {place}" if place else "link", around=around)


def say_description(element: etree._Element, name: str, of: str, found: Gathering) -> None:
    """Say the description and the title of a drawn object."""
    if name in ("docPr", "cNvPr"):
        found.say(attribute(element, "descr"), f"description of a {of}", source=Source.ALT)
        found.say(attribute(element, "title"), f"title of a {of}", source=Source.TITLE)
    elif name in ("shape", "imagedata", "rect"):
        found.say(attribute(element, "alt"), f"description of a {of}", source=Source.ALT)


def count_picture(element: etree._Element, name: str, found: Gathering) -> None:
    """Count a drawn picture, and whether it has a description or is marked as decoration."""
    holder = element.getparent()
    if holder is None or not _is_picture(holder, name):
        return
    found.count("pictures")
    decoration = any(attribute(mark, "val") in ("1", "true") for mark in element.iter("{*}decorative"))
    if not decoration and not attribute(element, "descr").strip():
        found.count("pictures-without-words")


def _is_picture(holder: etree._Element, name: str) -> bool:
    """Tell whether these are the properties of a picture: in a text (docPr) or on a slide (cNvPr)."""
    if name == "docPr":
        return next(holder.iter("{*}pic"), None) is not None
    return name == "cNvPr" and local(holder) == "nvPicPr" and "presentationml" in str(holder.tag)


def below(element: etree._Element, wanted: str, other: str) -> Iterator[etree._Element]:
    """Yield the `wanted` elements below one, not those inside an `other` one."""
    stack = list(reversed(element))
    while stack:
        at = stack.pop()
        name = local(at)
        if name == wanted:
            yield at
        elif name != other and name != "Fallback":
            stack.extend(reversed(at))


def main_part(package: Package, usual: str) -> str:
    for kind, target, outside in package.relations("").values():
        if kind == "officeDocument" and not outside:
            return target
    return usual
