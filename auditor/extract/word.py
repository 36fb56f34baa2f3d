"""Read a Word file from its XML, with all that a reader of the file may find; runs no macro.

Read directly and not through python-docx: that passes over text boxes, headers of later sections,
footnotes, comments, tracked changes and descriptions of pictures, where names stand as well.
"""

from __future__ import annotations

import re
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

_FIELD: Final = re.compile(r"\s*HYPERLINK\s+(?:\\\w\s+)*\"([^\"]{1,2000})\"", re.IGNORECASE)
_HEADING: Final = re.compile(r"heading\s*([1-6])|(title)$", re.IGNORECASE)
_NO_LOOK: Final = ("lang", "noProof", "rFonts")
_SKIPPED: Final = frozenset(
    ("Fallback", "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "instrText")
)


class _WordPart:
    """Walk one part of a Word file in document order."""

    def __init__(
        self, relations: Relations, levels: dict[str, int], found: Gathering, counts: dict[str, int]
    ) -> None:
        self._relations = relations
        self._levels = levels
        self._found = found
        self._counts = counts

    def walk(self, element: etree._Element, place: str, source: Source | None, row: str = "") -> None:
        """Write every paragraph and table below `element`."""
        stack: list[tuple[etree._Element, str, Source | None, str]] = [(element, place, source, row)]
        while stack:
            at, place, source, row = stack.pop()
            name = local(at)
            if name == "p":
                self._paragraph(at, place, source, row)
            elif name == "tbl":
                self._counts["table"] += 1
                self._table(at, self._counts["table"], source)
            elif name in _SKIPPED:
                continue
            else:
                stack.extend((child, place, source, row) for child in reversed(at))

    def _table(self, table: etree._Element, number: int, source: Source | None) -> None:
        if sum(1 for _ in below(table, "tr", "tbl")) > 1:
            self._found.count("tables")
            if not any(attribute(mark, "val") not in ("0", "false") for mark in table.iter("{*}tblHeader")):
                self._found.count("tables-without-headers")
        for rows, row in enumerate(below(table, "tr", "tbl"), 1):
            self._counts["row"] += 1
            name = f"row{self._counts['row']}"
            for column, cell in enumerate(below(row, "tc", "tbl"), 1):
                for child in cell:
                    self.walk(child, f"row {rows}, column {column} of table {number}", source, name)

    def _paragraph(self, paragraph: etree._Element, place: str, source: Source | None, row: str) -> None:
        self._counts["paragraph"] += 1
        gathered = Paragraph()
        asides: list[etree._Element] = []
        state = {"field": "", "depth": 0, "result": 0}
        self._runs(paragraph, gathered, asides, state, shown=True)
        gathered.close_link()
        level = 0
        for style in paragraph.iterfind("{*}pPr/{*}pStyle"):
            level = self._levels.get(attribute(style, "val"), 0)
        for outline in paragraph.iterfind("{*}pPr/{*}outlineLvl"):
            value = attribute(outline, "val")
            level = level or (int(value) + 1 if value in "012345" and value else 0)
        self._found.count("words", sum(part.count(" ") for part in gathered.parts))
        if level and not row and source is None:
            self._found.count("headings")
            gathered.write("heading", self._found, level=level)
        else:
            where = place or f"paragraph {self._counts['paragraph']}"
            gathered.write(where, self._found, source=source, row=row)
        for box in asides:
            for child in box:
                self.walk(child, "text box" if not place else f"text box, {place}", source)

    def _runs(
        self,
        element: etree._Element,
        gathered: Paragraph,
        asides: list[etree._Element],
        state: dict[str, object],
        *,
        shown: bool,
    ) -> None:
        for child in element:
            name = local(child)
            if name in ("pPr", "Fallback", "rPr"):
                continue
            if name == "hyperlink":
                gathered.close_link()
                target = self._relations.get(attribute(child, "id"), ("", "", False))
                gathered.href = target[1] if target[2] else ""
                self._runs(child, gathered, asides, state, shown=shown)
                gathered.close_link()
            elif name == "r":
                self._run(child, gathered, asides, state, shown=shown)
            elif name in ("del", "moveFrom"):
                self._runs(child, gathered, asides, state, shown=False)
            elif name == "fldSimple":
                match = _FIELD.match(attribute(child, "instr"))
                gathered.close_link()
                gathered.href = match[1] if match else ""
                self._runs(child, gathered, asides, state, shown=shown)
                gathered.close_link()
            elif name == "txbxContent":
                asides.append(child)
            elif len(child):
                self._runs(child, gathered, asides, state, shown=shown)

    def _run(
        self,
        run: etree._Element,
        gathered: Paragraph,
        asides: list[etree._Element],
        state: dict[str, object],
        *,
        shown: bool,
    ) -> None:
        properties = next((child for child in run if local(child) == "rPr"), None)
        formatting = b""
        if properties is not None:
            formatting = b"".join(
                etree.tostring(child) for child in properties if local(child) not in _NO_LOOK
            )
            if any(local(child) in ("vanish", "webHidden") and attribute(child, "val") not in ("0", "false")
                   for child in properties):  # fmt: skip
                shown = False
        for child in run:
            name = local(child)
            if name in ("t", "delText"):
                text = child.text or ""
                if shown and name == "t":
                    gathered.add(text, formatting)
                elif text.strip():
                    gathered.hidden.append(text)
            elif name in ("tab", "br", "cr", "ptab"):
                gathered.add(" ", formatting)
            elif name == "noBreakHyphen":
                gathered.add("-", formatting)
            elif name == "sym":
                gathered.add(" ", formatting)
            elif name == "fldChar":
                self._field(attribute(child, "fldCharType"), gathered, state)
            elif name == "instrText" and len(str(state["field"])) < 4000:
                state["field"] = str(state["field"]) + (child.text or "")
            elif name in ("drawing", "pict", "object", "AlternateContent"):
                self._drawing(child, asides)
                if name == "AlternateContent":
                    self._runs(child, gathered, [], state, shown=shown)
            elif name == "txbxContent":
                asides.append(child)

    def _field(self, kind: str, gathered: Paragraph, state: dict[str, object]) -> None:
        if kind == "begin":
            state["field"] = ""
        elif kind == "separate":
            match = _FIELD.match(str(state["field"]))
            if match:
                gathered.close_link()
                gathered.href = match[1]
        elif kind == "end":
            gathered.close_link()

    def _drawing(self, drawing: etree._Element, asides: list[etree._Element]) -> None:
        stack = [drawing]
        while stack:
            at = stack.pop()
            name = local(at)
            if name == "Fallback":
                continue
            if name == "txbxContent":
                asides.append(at)
                continue
            say_description(at, name, "picture in the document", self._found)
            count_picture(at, name, self._found)
            if name == "hlinkClick":
                target = self._relations.get(attribute(at, "id"), ("", "", False))
                if target[2]:
                    self._found.link(target[1], "", "link of a picture")
            if name == "textpath":
                self._found.say(attribute(at, "string"), "drawn letters")
            stack.extend(reversed(at))


def read_docx(data: bytes, found: Gathering) -> None:
    """Read a Word file: body, tables, text boxes, headers, notes, comments, deletions, links, properties."""
    package = Package(data, found)
    start = main_part(package, "word/document.xml")
    root = package.xml(start)
    if root is None:
        raise Unreadable("damaged: there is no text in it")
    levels = _heading_styles(package)
    counts = {"paragraph": 0, "table": 0, "row": 0}
    read_properties(package, found)
    found.access |= {"title": "yes" if found.title else "no", "language": _language(package)}
    _WordPart(package.relations(start), levels, found, counts).walk(root, "", None)
    folder = start.rpartition("/")[0]
    parts = sorted(name for name in package.names if name.startswith(f"{folder}/") and name.count("/") == 1)
    for name in parts:
        base = name.rpartition("/")[2].lower()
        place = next(
            (
                words
                for word, words in (
                    ("header", "page header"),
                    ("footer", "page footer"),
                    ("footnotes", "footnote"),
                    ("endnotes", "endnote"),
                )
                if base.startswith(word) and base.endswith(".xml")
            ),
            "",
        )
        found.heading = ""
        part = package.xml(name) if place or base == "comments.xml" else None
        if part is None:
            continue
        walker = _WordPart(package.relations(name), levels, found, counts)
        if place:
            walker.walk(part, place, None)
            continue
        for comment in part:
            found.say(attribute(comment, "author"), "who wrote a comment", source=Source.COMMENT)
            walker.walk(comment, "comment", Source.COMMENT)
    read_pictures(package, found)


def _language(package: Package) -> str:
    """Return the language in which the file's text is by default, "" where it names none."""
    root = package.xml("word/styles.xml")
    marks = root.iterfind("{*}docDefaults//{*}lang") if root is not None else ()
    return next((value for mark in marks if (value := attribute(mark, "val"))), "")


def _heading_styles(package: Package) -> dict[str, int]:
    """Return the level of each style that is a heading, by the style's id."""
    levels = {f"Heading{number}": number for number in range(1, 7)} | {"Title": 1}
    root = package.xml("word/styles.xml")
    if root is None:
        return levels
    for style in root.iterfind("{*}style"):
        name = style.find("{*}name")
        match = _HEADING.match(attribute(name, "val")) if name is not None else None
        if match:
            levels[attribute(style, "styleId")] = int(match[1]) if match[1] else 1
    return levels
