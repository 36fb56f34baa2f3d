"""Say where an element stands, as a CSS path and in words a teacher can follow; reads no content."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, cast

from lxml import etree

from auditor.page import Source

_ORDINALS: Final = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
_PLAIN_ID: Final = re.compile(r"-?[A-Za-z_][\w\-]*$", re.ASCII)
# Numbers of five digits, checksums and React's ":r1:" differ from one visit to the next.
_UNSTABLE_ID: Final = re.compile(r"\d{5}|[0-9a-f]{12}|^:|^yui_|^ember\d", re.IGNORECASE)
_ALL_IDS: Final = etree.XPath("//@id", smart_strings=False)
_COUNTS: Final = {name: etree.XPath(f"count(//{name})") for name in ("table", "ul", "ol")}
# Deeper than this the path names an ancestor: it is for people and must stay bounded.
_LONGEST_PATH: Final = 700


def ordinal(number: int) -> str:
    """Return "third" for 3 and "21st" for 21."""
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def unique_ids(root: etree._Element) -> frozenset[str]:
    """Return the ids that stand once in the tree and look as if they would stand there tomorrow."""
    counts = Counter(cast(list[str], _ALL_IDS(root)))
    once = (name for name, count in counts.items() if count == 1 and name.strip())
    return frozenset(name for name in once if not _UNSTABLE_ID.search(name))


def count_of(root: etree._Element, name: str) -> int:
    """Return how many elements of that name the tree has."""
    return int(cast(float, _COUNTS[name](root)))


@dataclass(slots=True)
class Scope:
    """Hold what an element passes on to everything inside it.

    `cells` (rows and columns so far) and `items` are shared by all that stands in one table or list.
    """

    base: str
    url: str
    source: Source = Source.BODY
    level: int = 0
    language: str = ""
    hidden: str = ""
    part: str = ""
    frame: str = ""
    table: int = 0
    row: str = ""
    row_number: int = 0
    column: int = 0
    list_number: int = 0
    item: int = 0
    svg: bool = False
    jump_menu: bool = False
    lines: bool = False
    form_text: str = ""
    caption: str = ""
    figure: int = 0
    cells: list[int] = field(default_factory=lambda: [0, 0])
    items: list[int] = field(default_factory=lambda: [0])

    def inside(self) -> Scope:
        """Return a copy for an element inside; field by field, because it is made for most elements."""
        return Scope(
            self.base, self.url, self.source, self.level, self.language, self.hidden, self.part, self.frame,
            self.table, self.row, self.row_number, self.column, self.list_number, self.item, self.svg,
            self.jump_menu, self.lines, self.form_text, self.caption, self.figure, self.cells, self.items,
        )  # fmt: skip


@dataclass(slots=True)
class Node:
    """Stand for one open element during the walk."""

    tag: str
    parent: Node | None
    nth: int
    scope: Scope
    name: str = ""
    boundary: bool = False
    transparent: bool = False
    heading_outside: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    path: str = ""

    def selector(self) -> str:
        """Return the element's CSS path: from the nearest lasting id, else from the body."""
        chain: list[Node] = []
        node: Node | None = self
        while node is not None and not node.path:
            chain.append(node)
            node = node.parent
        for step in reversed(chain):
            step.path = step._extend()
        return self.path

    def _extend(self) -> str:
        parent = self.parent
        above = parent.path if parent is not None else ""
        if self.transparent or not self.tag:
            return above
        prefix = ""
        if parent is not None and parent.boundary:
            prefix = above + " >>> "
        elif " >>> " in above:
            prefix = above.rpartition(" >>> ")[0] + " >>> "
        if self.name:
            quoted = self.name.replace("\\", "\\\\").replace('"', '\\"')
            return prefix + (f"#{self.name}" if _PLAIN_ID.match(self.name) else f'[id="{quoted}"]')
        if self.tag in ("html", "body", "head"):
            return prefix + self.tag
        if len(above) > _LONGEST_PATH:
            return above
        step = f"{self.tag.replace(':', chr(92) + ':')}:nth-of-type({self.nth})"
        if parent is None or parent.boundary or parent.tag in ("html", ""):
            return prefix + step
        if self.tag == "tr" and parent.tag == "table":
            above += " > tbody:nth-of-type(1)"  # browsers put one in, the parser does not
        return f"{above} > {step}"
