"""Read Excel sheets from their XML; computes no formula."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from lxml import etree

from auditor.extract.gathering import Gathering, Unreadable
from auditor.extract.office import read_pictures, read_properties, say_description
from auditor.extract.package import Package, attribute, local
from auditor.page import Source

MOST_SHARED: Final = 300_000
_DATES: Final = frozenset((*range(14, 23), *range(45, 48)))
_DATE_CODE: Final = re.compile(r"(?:\[[^\]]*\]|\"[^\"]*\"|\\.)|([yd])", re.IGNORECASE)
_COLUMN: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_HYPERLINK: Final = re.compile(r"HYPERLINK\(\s*\"([^\"]{1,2000})\"", re.IGNORECASE)
_PRINT_CODE: Final = re.compile(r"&(?:\"[^\"]*\"|\d+|[A-Z])")
_EPOCH: Final = datetime(1899, 12, 30)
_MOST_REPEATED: Final = 200
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_xlsx(data: bytes, found: Gathering) -> None:
    """Read a workbook: names of sheets, cells by rows, comments, links, text boxes, properties."""
    package = Package(data, found)
    root = package.xml("xl/workbook.xml")
    if root is None:
        raise Unreadable("damaged: there are no sheets in it")
    read_properties(package, found)
    shared = _shared(package)
    dates = _date_styles(package)
    relations = package.relations("xl/workbook.xml")
    for sheet in root.iter("{*}sheet"):
        name = attribute(sheet, "name")
        hidden = attribute(sheet, "state") in ("hidden", "veryHidden")
        found.heading = ""
        found.say(name, "name of a sheet", source=Source.HIDDEN if hidden else None, level=0 if hidden else 2)
        wanted = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
        target = relations.get(wanted)
        if target is not None and not target[2]:
            _sheet(package, target[1], name, shared, dates, found, hidden=hidden)
    read_pictures(package, found)


def _shared(package: Package) -> list[list[str]]:
    root = package.xml("xl/sharedStrings.xml")
    if root is None:
        return []
    return [_rich(item) for item, _ in zip(root.iterfind("{*}si"), range(MOST_SHARED), strict=False)]


def _rich(item: etree._Element) -> list[str]:
    parts = [run.text or "" for run in item.iterfind("{*}t")]
    parts += [text.text or "" for run in item.iterfind("{*}r") for text in run.iterfind("{*}t")]
    return parts


def _date_styles(package: Package) -> frozenset[int]:
    root = package.xml("xl/styles.xml")
    if root is None:
        return frozenset()
    own = {
        attribute(entry, "numFmtId")
        for entry in root.iter("{*}numFmt")
        if any(match[1] for match in _DATE_CODE.finditer(attribute(entry, "formatCode")))
    }
    formats = root.find("{*}cellXfs")
    found = set()
    for number, style in enumerate(formats if formats is not None else ()):
        code = attribute(style, "numFmtId")
        if code in own or (code.isdecimal() and len(code) < 4 and int(code) in _DATES):
            found.add(number)
    return frozenset(found)


def _sheet(
    package: Package,
    name: str,
    title: str,
    shared: list[list[str]],
    dates: frozenset[int],
    found: Gathering,
    *,
    hidden: bool,
) -> None:
    root = package.xml(name)
    if root is None:
        found.cut = True
        return
    relations = package.relations(name)
    unseen = {
        (int(low), int(high))
        for column in root.iterfind("{*}cols/{*}col")
        if attribute(column, "hidden") in ("1", "true")
        and (low := attribute(column, "min")).isdecimal()
        and (high := attribute(column, "max")).isdecimal()
    }
    said: dict[str, str] = {}
    for row in root.iterfind("{*}sheetData/{*}row"):
        row_hidden = hidden or attribute(row, "hidden") in ("1", "true")
        found.go_on()
        for cell in row.iterfind("{*}c"):
            at = attribute(cell, "r")
            match = _COLUMN.match(at)
            parts = _cell(cell, shared, dates)
            formula = cell.find("{*}f")
            words = "".join(parts)
            if formula is not None and formula.text:
                link = _HYPERLINK.search(formula.text[:5000])
                if link:
                    found.link(link[1], words, f"cell {at} of sheet '{title}'")
            if not words.strip():
                continue
            if len(said) < 5_000:
                said[at] = words
            number = match[2] if match else attribute(row, "r")
            column = _number(match[1]) if match else 0
            cell_hidden = row_hidden or any(low <= column <= high for low, high in unseen)
            found.say(
                parts,
                f"cell {at} of sheet '{title}'" + (", hidden" if cell_hidden else ""),
                source=Source.HIDDEN if cell_hidden else None,
                row=f"{title} row {number}",
            )
    for link_element in root.iter("{*}hyperlink"):
        wanted = next((str(v) for k, v in link_element.attrib.items() if str(k).endswith("}id")), "")
        target = relations.get(wanted, ("", "", False))
        at = attribute(link_element, "ref")
        if target[2]:
            words = said.get(at, attribute(link_element, "display"))
            found.link(target[1], words, f"cell {at} of sheet '{title}'")
    for page in ("oddHeader", "oddFooter"):
        for element in root.iter(f"{{*}}{page}"):
            found.say(_PRINT_CODE.sub(" ", element.text or ""), f"page header of '{title}'")
    _beside(package, relations, title, found)


def _beside(
    package: Package, relations: dict[str, tuple[str, str, bool]], title: str, found: Gathering
) -> None:
    """Read what a sheet has beside its cells: comments and drawings."""
    for kind, target, outside in relations.values():
        if outside:
            continue
        if kind in ("comments", "threadedComment"):
            part = package.xml(target)
            for comment in part.iter("{*}comment", "{*}threadedComment") if part is not None else ():
                place = f"comment on cell {attribute(comment, 'ref')} of sheet '{title}'"
                found.say([text.text or "" for text in comment.iter("{*}t", "{*}text") if text.text], place,
                          source=Source.COMMENT)  # fmt: skip
        elif kind == "drawing":
            part = package.xml(target)
            for element in part.iter(etree.Element) if part is not None else ():
                say_description(element, local(element), f"picture on sheet '{title}'", found)
                if local(element) == "p":
                    words = [text.text or "" for text in element.iter("{*}t")]
                    found.say(words, f"text box on sheet '{title}'")


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value


def _cell(cell: etree._Element, shared: list[list[str]], dates: frozenset[int]) -> list[str]:
    kind = attribute(cell, "t")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return _rich(inline) if inline is not None else []
    value = cell.findtext("{*}v") or ""
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and len(value) < 8 and int(value) < len(shared) else []
    if kind in ("b", "e"):
        return []
    if kind in ("", "n"):
        style = attribute(cell, "s")
        if style.isdecimal() and len(style) < 7 and int(style) in dates:
            try:
                moment = _EPOCH + timedelta(days=float(value))
                return [moment.date().isoformat()]
            except (ValueError, OverflowError):
                return [value]
    return [value]
