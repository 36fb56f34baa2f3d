"""Read everything that one HTML text says into plain data with provenance; fetches and judges nothing."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from lxml import etree

from auditor.address import resolve
from auditor.extract import assets, head
from auditor.extract.attributes import write_attributes
from auditor.extract.blocks import Block, Writer
from auditor.extract.carriers import open_carriers
from auditor.extract.decode import decode
from auditor.extract.links import OpenLink
from auditor.extract.pictures import open_picture, shows_pictures
from auditor.extract.place import Node, Scope, count_of, unique_ids
from auditor.extract.quiet import read_quiet
from auditor.extract.reading import Reading
from auditor.extract.scopes import ASIDE, INLINE, breaks_line, is_shadow_root, scope_of
from auditor.extract.tree import parse
from auditor.extract.words import comment_text, fold, without_tags
from auditor.page import Content, Link, Source, Text

_QUIET: Final = frozenset(("script", "style", "title", "meta", "link", "base"))
_LONGEST_COMMENT: Final = 20_000
_LONGEST_SRCDOC: Final = 200_000
_MOST_SRCDOCS: Final = 10
_NO_ATTRIBUTES: Final[Mapping[str, str]] = {}


def read_html(body: bytes | str, url: str, content_type: str = "") -> Content:
    """Return what the page at `url` says.

    `content_type` is the HTTP header; text/plain is read as lines. Never raises for bad input; takes
    time linear in its size, of which ten megabytes, 300,000 tags and 100,000 texts are read at most
    (`truncated` says when that was not all).

    A `<br>` ends a line, and a line is a text of its own that shares its selector with the others.
    Rendered text may hold `<template shadowrootmode>`, which is content, and `<auditor-frame>` with
    what a frame showed, whose texts carry the frame's address and, in plain blocks, source frame.
    """
    text = body if isinstance(body, str) else decode(body, content_type)
    text = text.removeprefix("\ufeff")
    if content_type.strip().lower().startswith("text/plain"):
        text = f"<pre>{html.escape(text)}</pre>"
    root, cut = parse(text)
    if root is None:
        return Content(truncated=cut)
    return _Walk(root, url).read(cut)


def _inside_frame(content: Content, node: Node) -> Iterator[Text]:
    """Yield the texts of a frame that is written into its page's code."""
    frame = node.selector()
    for text in content.texts:
        where = text.where
        inner = replace(
            where,
            source=Source.FRAME if where.source is Source.BODY else where.source,
            selector=f"{frame} >>> {where.selector}",
            place=f"{where.place} in a frame",
        )
        yield replace(text, where=inner)


class _Walk:
    """Walk one tree in document order without recursion, keeping the open elements on a stack."""

    def __init__(self, root: etree._Element, url: str) -> None:
        base = next((b.get("href", "") for b in root.iter("base") if b.get("href")), "")
        scope = Scope(base=resolve(base, url) or url, url=url)
        self.root = root
        self.url = url
        top = Node("", None, 1, scope)
        writer = Writer(top, count_of(root, "table"), count_of(root, "ul") + count_of(root, "ol"))
        self.reading = Reading(writer, unique_ids(root))
        self.writer = writer
        self.top = top
        self.language = ""

    def read(self, cut: bool) -> Content:
        """Return the page's content; `cut` says that the tree is not the whole page."""
        for before in reversed(list(self.root.itersiblings(preceding=True))):
            self._comment(before, self.top)
        self._walk()
        for after in self.root.itersiblings():
            self._comment(after, self.top)
        return self._content(cut)

    def _walk(self) -> None:
        node = self.top
        closers: list[tuple[list[OpenLink], Block | None, bool]] = []
        writer = self.writer
        walker = etree.iterwalk(self.root, events=("start", "end", "comment"))
        for event, element in walker:
            if event == "start":
                tag = element.tag
                attributes = dict(element.items()) or _NO_ATTRIBUTES  # .attrib refuses odd names
                child, closer = self._start(tag, attributes, node, element.text)
                closers.append(closer)
                node = child
                text = element.text
                if text and tag not in _QUIET:
                    self._text(text, node)
            elif event == "end":
                parent = node.parent
                if parent is None:
                    break
                self._end(node, parent, closers.pop())
                node = parent
                if element.tail and element is not self.root:
                    self._text(element.tail, node)
            else:
                self._comment(element, node)
                if element.tail:
                    self._text(element.tail, node)
        writer.finish()

    def _start(
        self, tag: str, attributes: Mapping[str, str], parent: Node, text: str | None
    ) -> tuple[Node, tuple[list[OpenLink], Block | None, bool]]:
        reading = self.reading
        named = "iframe" if tag == "auditor-frame" else tag
        nth = parent.counts[named] = parent.counts.get(named, 0) + 1
        scope = scope_of(tag, attributes, parent.scope, reading.counts)
        node = Node(tag if tag != "auditor-frame" else "iframe", parent, nth, scope)
        outside = node
        if tag == "auditor-frame":
            node.boundary = True
            # What is said of the frame itself is said by the page around it.
            outside = Node(node.tag, parent, nth, parent.scope)
        elif is_shadow_root(tag, attributes):
            node.boundary = node.transparent = True
        name = attributes.get("id", "")
        if name:
            if name in reading.lasting_ids:
                node.name = outside.name = name
            reading.root_mark = reading.root_mark or head.is_root_id(name)
        if tag == "html" and parent is self.top:
            self.language = scope.language
        if tag in _QUIET:
            read_quiet(reading, node, tag, attributes, text or "")
            links = open_carriers(reading, node, attributes) if tag == "meta" else []
            for link in links:
                reading.close_link(link, node)
            return node, ([], None, False)
        # A replaced element's link stands in the text around it, any other's in its own.
        replaced = tag in ASIDE
        links = self._open_links(tag, attributes, outside) if replaced else []
        outer, breaks = self._open_text(tag, attributes, node, parent)
        if not replaced:
            links = self._open_links(tag, attributes, outside)
        if attributes and shows_pictures(tag, attributes):
            open_picture(reading, node, attributes)
        if attributes:
            write_attributes(reading, outside, attributes)
            if tag == "iframe" and "srcdoc" in attributes:
                self._read_srcdoc(attributes["srcdoc"], node)
        if node.boundary and not node.transparent:
            node.heading_outside, self.writer.heading = self.writer.heading, ""
        if tag == "input" and attributes.get("type", "").strip().lower() == "password" and not scope.hidden:
            reading.passwords += 1
        return node, (links, outer, breaks)

    def _open_text(
        self, tag: str, attributes: Mapping[str, str], node: Node, parent: Node
    ) -> tuple[Block | None, bool]:
        """Begin a block or an aside; return the block around an aside, and whether the end breaks too."""
        writer = self.writer
        scope = node.scope
        if tag == "br":
            writer.line_break()
            return None, False
        if tag in ASIDE and not node.transparent:
            return writer.open_aside(node, scope), False
        if (tag in INLINE or ":" in tag) and scope.hidden and not parent.scope.hidden:
            return writer.open_aside(node, scope), False
        if tag == "button":
            writer.set_apart()
        breaks = breaks_line(tag, attributes)
        if breaks:
            if scope.hidden and not parent.scope.hidden:
                writer.open_block(parent, parent.scope)
            writer.open_block(node, scope)
        return None, breaks

    def _open_links(self, tag: str, attributes: Mapping[str, str], node: Node) -> list[OpenLink]:
        if not attributes:
            return []
        links = open_carriers(self.reading, node, attributes)
        if links:
            first = links[0]
            if first.gathers:
                self.writer.open_links.append(first)
            if first.carrier != "form" and (tag in INLINE or tag in ASIDE):
                self.writer.anchor(first)
                if tag == "embed" and first.anchor is not None:
                    first.anchor.end = first.anchor.start  # the parser takes what follows for its content
        return links

    def _read_srcdoc(self, code: str, node: Node) -> None:
        if node.scope.frame or self.reading.documents >= _MOST_SRCDOCS:
            return
        self.reading.documents += 1
        root, cut = parse(code[:_LONGEST_SRCDOC])
        if root is None:
            return
        inner = _Walk(root, node.scope.base)
        # A frame inside such a frame is not opened: one level is what pages are made of.
        inner.reading.documents = _MOST_SRCDOCS
        content = inner.read(cut)
        row = f"srcdoc{self.reading.documents}."
        for text in _inside_frame(content, node):
            self.writer.texts.append(replace(text, row=row + text.row) if text.row else text)
        self.writer.links.extend(content.links)

    def _end(self, node: Node, parent: Node, closer: tuple[list[OpenLink], Block | None, bool]) -> None:
        links, outer, breaks = closer
        writer = self.writer
        replaced = node.tag in ASIDE
        if links and not replaced:
            self._close_links(links, node)
        if outer is not None:
            writer.close_aside(outer)
            if links and replaced:
                self._close_links(links, node)
            if node.boundary:
                writer.heading = node.heading_outside
        elif breaks:
            writer.open_block(_block_owner(parent), parent.scope)

    def _close_links(self, links: list[OpenLink], node: Node) -> None:
        writer = self.writer
        first = links[0]
        if first.gathers:
            writer.open_links.pop()
        if (
            first.anchor is not None
            and first.anchor.end < 0
            and writer.block.anchors
            and first.anchor in writer.block.anchors[-8:]
        ):
            first.anchor.end = len(writer.block.parts)
        if writer.open_links and first.gathers:
            around = writer.open_links[-1]
            for part in first.parts:
                around.add(part)
            around.image = around.image or first.image
            around.alternative = around.alternative or first.alternative
        for link in links:
            self.reading.close_link(link, node)

    def _text(self, text: str, node: Node) -> None:
        scope = node.scope
        if scope.lines:
            self.writer.add_lines(text, scope)
        else:
            self.writer.add(text, scope)
        if scope.hidden and head.asks_for_script(text):
            self.reading.asks_for_script = True

    def _comment(self, element: etree._Element, node: Node) -> None:
        text = element.text
        if text and not text.isspace() and isinstance(element, etree._Comment):
            parts = without_tags(comment_text(text[:_LONGEST_COMMENT]))
            self.writer.say(parts, node, Source.COMMENT, "comment in the page's code")

    def _content(self, cut: bool) -> Content:
        reading, writer = self.reading, self.writer
        texts = tuple(text for text in writer.texts if text is not None)
        images = tuple(image.finished() for image in self._captioned())
        files = tuple(reading.assets)
        return Content(
            title=reading.title,
            language=self.language,
            generator=reading.generator or assets.platform((self.url, *files)),
            texts=texts,
            links=tuple(link if isinstance(link, Link) else link.finished() for link in writer.links),
            images=images,
            frames=tuple(reading.frames),
            feeds=tuple(reading.feeds),
            assets=files,
            needs_script=head.is_shell(
                characters=writer.seen,
                scripts=reading.scripts,
                root_mark=reading.root_mark,
                asks=reading.asks_for_script,
                other=reading.visible_links + len(images) + len(reading.frames),
            ),
            sign_in=head.is_sign_in(
                url=self.url,
                passwords=reading.passwords,
                characters=writer.seen,
                links=reading.visible_links,
            ),
            truncated=cut or writer.truncated,
        )

    def _captioned(self) -> Iterator[assets.OpenImage]:
        for image in self.reading.images:
            if image.figure and not image.caption:
                image.caption = self.writer.captions.get(image.figure, "")
            image.caption = fold(image.caption)
            yield image


def _block_owner(node: Node) -> Node:
    """Return the element that owns text standing directly in `node`: the nearest that is no inline one."""
    while node.parent is not None and node.tag in INLINE:
        node = node.parent
    return node
