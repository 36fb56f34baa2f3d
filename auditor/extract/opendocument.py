"""Read OpenDocument texts, sheets and presentations from their XML; computes no formula."""

from __future__ import annotations

from typing import Final

from lxml import etree

from auditor.extract.gathering import Gathering, Unreadable
from auditor.extract.office import read_pictures
from auditor.extract.package import Package, attribute, local
from auditor.page import Source

_MOST_REPEATED: Final = 200
_LONGEST_CONTEXT: Final = 8_000
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_opendocument(data: bytes, found: Gathering) -> None:
    """Read an OpenDocument text, sheet or presentation: the same things as in Office files."""
    package = Package(data, found)
    manifest = package.read("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise Unreadable("locked by a password")
    root = package.xml("content.xml")
    if root is None:
        raise Unreadable("damaged: there is no content in it")
    meta = package.xml("meta.xml")
    for element in meta.iter(etree.Element) if meta is not None else ():
        name = local(element)
        words = {"initial-creator": "Author", "creator": "Last saved by", "keyword": "Keywords"}
        label = words.get(name, name.capitalize() if name in ("title", "subject", "description") else "")
        if label and element.text:
            if name == "title":
                found.title = element.text[:300]
            found.say(element.text, f"document property '{label}'", source=Source.META)
    counts = {"table": 0, "row": 0, "row of table": 0, "slide": 0, "paragraph": 0}
    _walk_open(root, found, counts)
    styles = package.xml("styles.xml")
    if styles is not None:
        for part in styles.iter("{*}header", "{*}footer"):
            for paragraph in part.iter("{*}p", "{*}h"):
                _open_text(paragraph, f"page {local(part)}", found)
    read_pictures(package, found)


def _walk_open(root: etree._Element, found: Gathering, counts: dict[str, int]) -> None:
    stack: list[tuple[etree._Element, str, str, Source | None]] = [(root, "", "", None)]
    while stack:
        at, place, row, source = stack.pop()
        name = local(at)
        if name in ("p", "h"):
            counts["paragraph"] += 1
            level = attribute(at, "outline-level") if name == "h" else ""
            number = min(6, int(level)) if level.isdecimal() and level != "0" and len(level) < 3 else 0
            where = place or (f"paragraph {counts['paragraph']}" if not number else "heading")
            level_here = 0 if row or source else number
            nested = _open_text(at, where, found, row=row, source=source, level=level_here)
            stack.extend((child, place, "", source) for child in reversed(nested))
            continue
        if name in ("deletion", "tracked-changes"):
            source, place = Source.HIDDEN, "text that is not shown"
        elif name == "annotation":
            source, place = Source.COMMENT, "comment"
            for author in at.iterfind("{*}creator"):
                found.say(author.text or "", "who wrote a comment", source=Source.COMMENT)
        elif name == "page" and str(at.tag).endswith("drawing:1.0}page"):
            counts["slide"] += 1
            place, found.heading = f"slide {counts['slide']}", ""
        elif name == "notes":
            place = f"notes of {place}" if place else "notes"
        elif name == "table" and str(at.tag).startswith(_TABLE):
            counts["table"] += 1
            counts["row of table"] = 0
            title = attribute(at, "name")
            found.say(title, "name of a table", source=source)
        elif name == "table-row":
            counts["row"] += 1
            counts["row of table"] += 1
            row, place = f"row{counts['row']}", f"row {counts['row of table']}"
        elif name in ("table-cell", "covered-table-cell"):
            column = 1 + sum(1 for _, _ in zip(at.itersiblings(preceding=True), range(300), strict=False))
            place = f"{place.partition(',')[0]}, column {column} of table {counts['table']}"
        elif name in ("title", "desc") and at.text and "svg" in str(at.tag):
            found.say(at.text, "description of a picture", source=Source.ALT)
            continue
        stack.extend((child, place, row, source) for child in reversed(at))


def _open_text(
    paragraph: etree._Element,
    place: str,
    found: Gathering,
    *,
    row: str = "",
    source: Source | None = None,
    level: int = 0,
) -> list[etree._Element]:
    """Write one paragraph; returns the notes, frames and comments that hang in it."""
    parts: list[str] = [paragraph.text or ""]
    nested: list[etree._Element] = []
    links: list[tuple[str, str]] = []

    def take(element: etree._Element, depth: int) -> None:
        for child in element:
            name = local(child)
            if name in ("annotation", "frame", "note", "custom-shape", "g", "text-box", "rect"):
                nested.append(child)
            elif name == "s":
                count = attribute(child, "c")
                spaces = int(count) if count.isdecimal() and len(count) < 4 else 1
                parts.append(" " * min(spaces, _MOST_REPEATED))
            elif name in ("tab", "line-break"):
                parts.append(" ")
            elif name and depth < 60:
                before = len(parts)
                parts.append(child.text or "")
                take(child, depth + 1)
                if name == "a":
                    links.append((attribute(child, "href"), "".join(parts[before:])))
            parts.append(child.tail or "")

    take(paragraph, 0)
    found.say([part for part in parts if part], place, source=source, row=row, level=level)
    around = "".join(parts)[:_LONGEST_CONTEXT]
    for href, words in links:
        found.link(href, words, f"link in the {place}", around=around)
    return nested
