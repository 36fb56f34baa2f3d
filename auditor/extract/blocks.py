"""Gather text between block boundaries into Text with its place; knows nothing of elements' meaning."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from auditor.extract.links import Anchor, OpenLink, bare_addresses, give_contexts, text_link
from auditor.extract.place import Node, Scope, ordinal
from auditor.extract.words import fold, two_views
from auditor.page import Link, Location, Source, Text

MAX_TEXTS: Final = 100_000
MAX_LINKS: Final = 20_000
_LONGEST_HEADING: Final = 200
_SEEN: Final = frozenset(
    (Source.BODY, Source.HEADING, Source.CELL, Source.CAPTION, Source.FRAME, Source.FORM)
)


@dataclass(slots=True)
class Block:
    """Hold the text of the open block: one part for each stretch between two tags."""

    node: Node
    scope: Scope
    parts: list[str] = field(default_factory=list)
    slot: int = -1
    line: int = 0
    plain: bool = False
    form: str = ""
    anchors: list[Anchor] = field(default_factory=list)
    outer: Block | None = None


class Writer:
    """Write texts in document order.

    A text takes its slot where its first word stands, so that an attribute inside a block does not
    come before the block.
    """

    def __init__(self, root: Node, tables: int, lists: int) -> None:
        self.texts: list[Text | None] = []
        self.links: list[OpenLink | Link] = []
        self.open_links: list[OpenLink] = []
        self.block = Block(root, root.scope)
        self.heading = ""
        self.heading_node: Node | None = None
        self.previous = self.previous_row = ""
        self.seen = 0
        self.truncated = False
        self.captions: dict[int, str] = {}
        self.loose_caption = ""
        self.texts_since_image = 0
        self._one_table = tables == 1
        self._one_list = lists == 1
        self._counts: Counter[str] = Counter()
        self._last_owner: Node | None = None
        self._last_place = ""

    def add(self, text: str, scope: Scope) -> None:
        """Take in the text between two tags."""
        block = self.block
        if self.open_links:
            self.open_links[-1].add(text)
        if not text.isspace():
            if block.slot < 0:
                block.slot = self.reserve()
            if scope.form_text:
                block.form = scope.form_text
            else:
                block.plain = True
        block.parts.append(text)

    def set_apart(self) -> None:
        """Put a space before a box that stands in a line: two buttons side by side are two words."""
        parts = self.block.parts
        if parts and not parts[-1][-1].isspace():
            parts.append(" ")

    def add_lines(self, text: str, scope: Scope) -> None:
        """Take in preformatted text, in which a line is a block."""
        if len(self.texts) > MAX_TEXTS:
            self.truncated = True
            return
        lines = text.split("\n", MAX_TEXTS)
        for line in lines[:-1]:
            self.add(line, scope)
            self.line_break()
        self.add(lines[-1], scope)

    def reserve(self) -> int:
        """Return a place in the order of texts, to be filled later."""
        self.texts.append(None)
        return len(self.texts) - 1

    def open_block(self, node: Node, scope: Scope) -> None:
        """End the block so far and begin one that belongs to `node`."""
        self._flush()
        block = self.block
        if block.parts or block.anchors or block.slot >= 0:
            carried = [Anchor(0, a.link) for a in block.anchors[-8:] if a.end < 0]
            self.block = Block(node, scope, anchors=carried)
            for anchor in carried:
                anchor.link.anchor = anchor
            if self.open_links:
                self.open_links[-1].add(" ")
        else:
            block.node, block.scope, block.line = node, scope, 0

    def line_break(self) -> None:
        """End a line: what follows is a text of its own in the same element."""
        block = self.block
        if block.slot < 0:
            return
        block.line = block.line or 1
        self.open_block(block.node, block.scope)
        self.block.line = block.line + 1

    def open_aside(self, node: Node, scope: Scope) -> Block:
        """Begin a block that does not end the one around it; return that one for `close_aside`."""
        outer = self.block
        self.block = Block(node, scope, outer=outer)
        return outer

    def close_aside(self, outer: Block) -> None:
        """Finish the aside and go on with the block around it."""
        self._flush()
        self.block = outer

    def anchor(self, link: OpenLink) -> None:
        """Note that a link begins at this point of the block."""
        link.anchor = Anchor(len(self.block.parts), link)
        self.block.anchors.append(link.anchor)

    def may_link(self) -> bool:
        """Say whether the page may have another link; remember that it had too many."""
        if len(self.links) < MAX_LINKS:
            return True
        self.truncated = True
        return False

    def before(self) -> str:
        """Return the text in front of this point, for a link that has no text around it in its own block."""
        outer = self.block.outer
        if self.block.slot < 0 and outer is not None and outer.slot >= 0:
            return fold("".join(outer.parts[-8:]))
        return self.previous

    def say(
        self, text: str | list[str], node: Node, source: Source, place: str, *, slot: int = -1, row: str = ""
    ) -> None:
        """Write a text that does not stand in the flow: an attribute, a comment, a meta value."""
        joined, split = two_views([text] if isinstance(text, str) else text)
        self.put(joined, split, node, source, place, slot=slot, row=row)

    def put(
        self,
        joined: str,
        split: str,
        node: Node,
        source: Source,
        place: str,
        *,
        slot: int = -1,
        row: str = "",
    ) -> None:
        """Write a text whose two views are known."""
        if not joined or len(self.texts) > MAX_TEXTS:
            self.truncated = self.truncated or bool(joined)
            return
        scope = node.scope
        where = Location(scope.url, source, node.selector(), self.heading, f"{place}{scope.frame}")
        written = Text(joined, split, where, row or scope.row, 0, scope.language)
        if slot < 0:
            self.texts.append(written)
        else:
            self.texts[slot] = written

    def finish(self) -> None:
        """End the last block."""
        self._flush()

    def _flush(self) -> None:
        block = self.block
        if block.slot < 0:
            return
        joined, split = two_views(block.parts)
        if joined and block.slot <= MAX_TEXTS:
            self._write(block, joined, split)
        elif joined:
            self.truncated = True

    def _write(self, block: Block, joined: str, split: str) -> None:
        scope, node = block.scope, block.node
        source = scope.source
        if block.form and not block.plain and source not in (Source.HIDDEN, Source.CAPTION):
            source = Source.FORM
        place = self._place(block, source)
        where = Location(scope.url, source, node.selector(), self._heading_above(node, scope), place)
        level = scope.level
        self.texts[block.slot] = Text(joined, split, where, scope.row, level, scope.language)
        if source in _SEEN:
            self.seen += len(joined)
            self._find_addresses(block, joined, where)
            if source is Source.CAPTION:
                self._caption(scope, joined)
            else:
                self.texts_since_image += 1
        if block.anchors:
            give_contexts(joined, block.parts, block.anchors)
        if source is Source.HEADING:
            self.set_heading(node, joined)
        if source in _SEEN and source is not Source.FORM:
            self.previous = joined
            self.previous_row = scope.row

    def set_heading(self, node: Node, text: str) -> None:
        """Remember the heading above what follows; a second line of the same heading is joined on."""
        together = f"{self.heading} {text}" if node is self.heading_node else text
        self.heading = together[:_LONGEST_HEADING]
        self.heading_node = node

    def _heading_above(self, node: Node, scope: Scope) -> str:
        return "" if node is self.heading_node and scope.level else self.heading

    def _caption(self, scope: Scope, joined: str) -> None:
        if scope.figure:
            before = self.captions.get(scope.figure, "")
            self.captions[scope.figure] = f"{before} {joined}".strip()
        elif self.texts_since_image == 0:
            self.loose_caption = f"{self.loose_caption} {joined}".strip()

    def _find_addresses(self, block: Block, joined: str, where: Location) -> None:
        if "." not in joined:
            return
        text = joined
        if block.anchors:
            parts = list(block.parts)
            for anchor in block.anchors:
                if anchor.link.carrier in ("a", "svg"):
                    end = len(parts) if anchor.end < 0 else anchor.end
                    parts[anchor.start : end] = [" \x01 "] * (end - anchor.start)
            text = "".join(parts)
        elif self.open_links and self.open_links[-1].carrier in ("a", "svg"):
            return
        position = 0
        for address in bare_addresses(text):
            if not self.may_link():
                return
            position = max(position, joined.find(address, position))
            self.links.append(text_link(address, position, joined, where, block.scope.base))

    def _place(self, block: Block, source: Source) -> str:
        scope, node = block.scope, block.node
        if node is self._last_owner and block.line:
            place = self._last_place
        else:
            place = self._last_place = self._new_place(scope, node, source)
            self._last_owner = node
        if block.line:
            article = "the " if place.endswith((" paragraph", " text", " heading")) else ""
            place = f"line {block.line} of {article}{place}"
        return f"{place}{scope.part}{scope.frame}"

    def _new_place(self, scope: Scope, node: Node, source: Source) -> str:
        if scope.hidden:
            return scope.hidden
        if source is Source.HEADING:
            return f"{self._next('heading')} heading"
        if source is Source.CAPTION:
            return scope.caption
        if source is Source.FORM:
            return self.block.form
        if scope.column:
            table = "the table" if self._one_table else f"the {ordinal(scope.table)} table"
            return f"row {scope.row_number}, column {scope.column} of {table}"
        if scope.item:
            which = (
                ""
                if self._one_list or not scope.list_number
                else f" of the {ordinal(scope.list_number)} list"
            )
            return f"list item {scope.item}{which}"
        if node.tag == "p":
            return f"{self._next('paragraph')} paragraph"
        return f"{self._next('text')} text"

    def _next(self, kind: str) -> str:
        self._counts[kind] += 1
        return ordinal(self._counts[kind])
