"""Read the elements whose text nobody sees in the flow: title, meta, link, script, style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from auditor.address import resolve
from auditor.extract import assets, head
from auditor.extract.links import OpenLink
from auditor.extract.pictures import open_style_pictures, svg_title
from auditor.extract.place import Node
from auditor.extract.reading import Reading
from auditor.extract.script import opened_addresses
from auditor.extract.words import fold, script_strings, without_tags
from auditor.page import Source

_PROGRAM: Final = frozenset(
    ("", "text/javascript", "application/javascript", "module", "text/ecmascript", "text/babel")
)
_SKIPPED: Final = frozenset(("importmap", "speculationrules"))
_LONGEST_STYLE: Final = 200_000


def read_quiet(reading: Reading, node: Node, tag: str, attributes: Mapping[str, str], text: str) -> None:
    """Read one such element."""
    if tag == "script":
        _read_script(reading, node, attributes, text)
    elif tag == "meta":
        _read_meta(reading, node, attributes)
    elif tag == "link":
        _read_link(reading, node, attributes)
    elif tag == "style":
        style = text[:_LONGEST_STYLE]
        for address in assets.style_addresses(style):
            reading.add_asset(address, node.scope.base)
        open_style_pictures(reading, node, style)
    elif tag == "title":
        if node.scope.svg:
            svg_title(reading, node, text)
        elif not reading.title and not node.scope.frame:
            reading.title = fold(text)
            reading.writer.say(text, node, Source.META, "page title")
        else:
            reading.writer.say(
                text, node, Source.META, "title of a frame" if node.scope.frame else "page title"
            )
    elif tag == "base" and node.scope.frame:
        node.scope.base = resolve(attributes.get("href", ""), node.scope.base) or node.scope.base


def _read_meta(reading: Reading, node: Node, attributes: Mapping[str, str]) -> None:
    name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or ""
    content = attributes.get("content", "")
    if name.strip().lower() == "generator" and not node.scope.frame:
        reading.generator = reading.generator or fold(content)[:200]
        return
    place = head.meta_place(name.strip())
    if not place or not content or content.isspace():
        return
    if content.startswith(("http://", "https://", "/")):
        address = resolve(content, node.scope.base)
        if assets.DOCUMENT.search(assets.path_of(address)):
            reading.say_address(address, node, place)
        if assets.is_picture(address):
            reading.add_asset(address, node.scope.base)
        return
    reading.writer.say(content, node, Source.META, place)


def _read_link(reading: Reading, node: Node, attributes: Mapping[str, str]) -> None:
    rel = frozenset(attributes.get("rel", "").lower().split())
    href = attributes.get("href", "").strip()
    if assets.loads_asset(rel):
        reading.add_asset(href, node.scope.base)
    elif "alternate" in rel:
        kind = attributes.get("type", "").partition(";")[0].strip().lower()
        if kind in assets.FEED_TYPES or assets.is_calendar(href):
            reading.add_feed(href, node.scope.base)


def _read_script(reading: Reading, node: Node, attributes: Mapping[str, str], code: str) -> None:
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    src = attributes.get("src", "").strip()
    if kind in _PROGRAM:
        reading.scripts += 1
        reading.add_asset(src, node.scope.base)
    if not code or code.isspace() or kind in _SKIPPED or reading.script_budget <= 0:
        return
    code = code[: min(head.LONGEST_SCRIPT, reading.script_budget)]
    reading.script_budget -= len(code)
    if kind == "application/ld+json":
        _read_structured(reading, node, code)
    elif kind in _PROGRAM or kind.endswith("json"):
        _read_strings(reading, node, code, data=kind.endswith("json"))
        if kind in _PROGRAM:
            _read_openings(reading, node, code)
    else:
        reading.writer.say(without_tags(code), node, Source.SCRIPT, "template in a script")


def _read_strings(reading: Reading, node: Node, code: str, *, data: bool) -> None:
    row = f"script{len(reading.writer.texts)}"
    for group, literal in script_strings(code, reading.strings_left, data):
        reading.strings_left -= 1
        reading.writer.say(
            without_tags(literal), node, Source.SCRIPT, "data in a script", row=f"{row}.{group}"
        )


def _read_structured(reading: Reading, node: Node, code: str) -> None:
    try:
        strings = list(head.structured_strings(code))
    except ValueError:
        found = script_strings(code, head.MOST_STRINGS, data=True)
        strings = [(group, "", text) for group, text in found]
    row = f"data{len(reading.writer.texts)}"
    for group, key, text in strings[: head.MOST_STRINGS]:
        if text.startswith(("http://", "https://")):
            continue
        place = f"{key} in the page's structured data" if key else "the page's structured data"
        reading.writer.say(without_tags(text), node, Source.JSON_LD, place, row=f"{row}.{group}")


def _read_openings(reading: Reading, node: Node, code: str) -> None:
    writer = reading.writer
    for address in opened_addresses(code):
        url = resolve(address, node.scope.base)
        link = OpenLink("script", address, url, node.selector(), node.scope.url, writer.heading)
        link.place = "address that a script opens"
        writer.links.append(link)
