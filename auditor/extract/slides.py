"""Read a PowerPoint file slide by slide from its XML, with notes, comments and diagrams; plays nothing."""

from __future__ import annotations

from typing import Final

from lxml import etree

from auditor.extract.gathering import Gathering, Unreadable
from auditor.extract.office import (
    Paragraph,
    Relations,
    below,
    count_picture,
    main_part,
    read_pictures,
    read_properties,
    say_description,
)
from auditor.extract.package import Package, attribute, local
from auditor.page import Source

_BESIDE_SLIDES: Final = ("notesSlide", "comments", "comment", "diagramData", "chart")


def read_pptx(data: bytes, found: Gathering) -> None:
    """Read slides in their order: titles, texts, tables, notes, comments, descriptions, diagrams, links."""
    package = Package(data, found)
    start = main_part(package, "ppt/presentation.xml")
    root = package.xml(start)
    if root is None:
        raise Unreadable("damaged: there are no slides in it")
    read_properties(package, found)
    found.access["title"] = "yes" if found.title else "no"
    relations = package.relations(start)
    slides = []
    for entry in root.iter("{*}sldId"):
        # The slide's own number is an attribute "id" without a name space; the relation's has one.
        wanted = next((str(v) for k, v in entry.attrib.items() if str(k).endswith("}id")), "")
        target = relations.get(wanted)
        if target is not None and not target[2]:
            slides.append(target[1])
    rows = 0
    for number, name in enumerate(slides, 1):
        found.heading = ""
        found.go_on()
        rows = _slide(package, name, f"slide {number}", found, rows)
    read_pictures(package, found)


def _slide(package: Package, name: str, place: str, found: Gathering, rows: int) -> int:
    root = package.xml(name)
    if root is None:
        found.cut = True
        return rows
    hidden = Source.HIDDEN if attribute(root, "show") in ("0", "false") else None
    if hidden is None:
        found.count("slides")
        if not _has_title(root):
            found.count("slides-without-title")
    relations = package.relations(name)
    rows = _shapes(root, relations, place if hidden is None else f"hidden {place}", found, rows, hidden)
    for kind, target, outside in relations.values():
        if outside:
            continue
        part = package.xml(target) if kind in _BESIDE_SLIDES else None
        if part is None:
            continue
        if kind == "notesSlide":
            rows = _shapes(part, package.relations(target), f"notes of {place}", found, rows, hidden)
        elif kind in ("comments", "comment"):
            for text in part.iter("{*}text", "{*}t"):
                found.say(text.text or "", f"comment on {place}", source=Source.COMMENT)
        else:
            what = "diagram" if kind == "diagramData" else "chart"
            for text in part.iter("{*}t", "{*}v"):
                found.say(text.text or "", f"{what} on {place}", source=hidden)
    return rows


def _has_title(slide: etree._Element) -> bool:
    """Tell whether a slide has a title with words in it."""
    for shape in slide.iter("{*}sp"):
        kinds = {attribute(holder, "type") for holder in shape.iterfind("{*}nvSpPr/{*}nvPr/{*}ph")}
        if not kinds.isdisjoint(("title", "ctrTitle")):
            return any((text.text or "").strip() for text in shape.iter("{*}t"))
    return False


def _shapes(
    root: etree._Element, relations: Relations, place: str, found: Gathering, rows: int, source: Source | None
) -> int:
    stack: list[tuple[etree._Element, bool]] = [(root, False)]
    while stack:
        at, title = stack.pop()
        name = local(at)
        if name == "Fallback":
            continue
        if name == "sp":
            kinds = {attribute(holder, "type") for holder in at.iterfind("{*}nvSpPr/{*}nvPr/{*}ph")}
            title = not kinds.isdisjoint(("title", "ctrTitle"))
            if not kinds.isdisjoint(("sldNum", "sldImg")):
                continue
        elif name == "tbl":
            found.count("tables")
            if not any(attribute(mark, "firstRow") in ("1", "true") for mark in at.iterfind("{*}tblPr")):
                found.count("tables-without-headers")
            for number, row in enumerate(below(at, "tr", "none"), 1):
                rows += 1
                for column, cell in enumerate(below(row, "tc", "none"), 1):
                    for paragraph in cell.iter("{*}p"):
                        where = f"row {number}, column {column} of a table on {place}"
                        _drawn_text(paragraph, relations, where, found, source, row=f"row{rows}")
            continue
        elif name == "p" and str(at.tag).startswith("{http://schemas.openxmlformats.org/drawingml"):
            _drawn_text(at, relations, place, found, source, level=1 if title and source is None else 0)
            continue
        elif name == "hlinkClick":
            _link_of(at, relations, "", f"link on {place}", "", found)
        say_description(at, name, f"picture on {place}", found)
        if not place.startswith("notes"):
            count_picture(at, name, found)
        stack.extend((child, title) for child in reversed(at))
    return rows


def _drawn_text(
    paragraph: etree._Element,
    relations: Relations,
    place: str,
    found: Gathering,
    source: Source | None = None,
    *,
    row: str = "",
    level: int = 0,
) -> None:
    """Write one paragraph of a drawn text."""
    gathered = Paragraph()
    linked: list[tuple[etree._Element, str]] = []
    for run in paragraph:
        name = local(run)
        if name == "br":
            gathered.add(" ", b"")
        elif name in ("r", "fld"):
            text = "".join(part.text or "" for part in run.iterfind("{*}t"))
            properties = run.find("{*}rPr")
            formatting = b""
            if properties is not None:
                kept = sorted((str(k), str(v)) for k, v in properties.attrib.items()
                              if k not in ("lang", "dirty", "err", "noProof", "altLang"))  # fmt: skip
                formatting = repr(kept).encode() + b"".join(etree.tostring(child) for child in properties)
                linked += [(link, text) for link in properties.iterfind("{*}hlinkClick")]
            gathered.add(text, formatting)
    gathered.write(place, found, source=source, row=row, level=level)
    around = "".join(gathered.parts)
    for link, words in linked:
        _link_of(link, relations, words, f"link on {place}", around, found)


def _link_of(
    link: etree._Element, relations: Relations, words: str, place: str, around: str, found: Gathering
) -> None:
    target = relations.get(attribute(link, "id"), ("", "", False))
    if target[2]:
        found.link(target[1], words, place, around=around)
