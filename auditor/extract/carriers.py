"""Open a link for every element that leads somewhere, whatever carries it; follows none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from auditor.address import resolve
from auditor.extract.assets import is_media, is_picture
from auditor.extract.links import OpenLink, refresh_address
from auditor.extract.place import Node
from auditor.extract.reading import Reading
from auditor.extract.script import HANDLERS, navigates_to_value, opened_addresses
from auditor.extract.words import fold
from auditor.page import Frame, Location

_BUTTONS: Final = ("button", "input")
_DATA_ADDRESSES: Final = ("data-href", "data-url", "data-link", "data-permalink")
_SOURCES: Final = {"iframe": "src", "frame": "src", "embed": "src", "object": "data", "auditor-frame": "src"}
_PLAYED: Final = {"video": "video", "audio": "sound recording", "bgsound": "sound recording"}
_EMPTY: Final = ("a", "area", "iframe", "frame", "embed")
_LONGEST_HREF: Final = 8000


def open_carriers(reading: Reading, node: Node, attributes: Mapping[str, str]) -> list[OpenLink]:
    """Return the links that begin with this element; the first of them gathers the words for all."""
    found: list[OpenLink] = []
    tag = node.tag
    handlers = [attributes[name] for name in HANDLERS if name in attributes]
    if tag in ("a", "area"):
        _open_anchor(reading, node, attributes, bool(handlers), found)
    elif tag in _SOURCES:
        _open_frame(reading, node, attributes, found)
    elif tag == "form":
        action = attributes.get("action", "").strip()
        if action and not action.startswith("#"):
            _open(reading, node, attributes, "form", action, found)
    elif tag == "meta":
        _open_refresh(reading, node, attributes, found)
    elif tag in _PLAYED or tag in ("source", "track"):
        _open_media(reading, node, attributes, found)
    elif tag == "option":
        _open_option(reading, node, attributes, found)
    if tag in _BUTTONS and "formaction" in attributes:
        _open(reading, node, attributes, "button-formaction", attributes["formaction"], found)
    if tag == "select":
        node.scope.jump_menu = any(navigates_to_value(code) for code in handlers)
    for code in handlers:
        for address in opened_addresses(code):
            _open(reading, node, attributes, _handler_carrier(tag), address, found)
    for name in _DATA_ADDRESSES:
        value = attributes.get(name, "").strip()
        if value.startswith(("http://", "https://")) and tag not in _SOURCES:
            carrier = "a" if tag == "a" else _handler_carrier(tag)
            if all(link.href != value for link in found):
                _open(reading, node, attributes, carrier, value, found)
    return found


def _handler_carrier(tag: str) -> str:
    if tag in _BUTTONS:
        return "button-onclick"
    return {"a": "a", "area": "area", "body": "script"}.get(tag, "div-onclick")


def _open_anchor(
    reading: Reading, node: Node, attributes: Mapping[str, str], has_handler: bool, found: list[OpenLink]
) -> None:
    href = attributes.get("href")
    if href is None:
        href = attributes.get("xlink:href", "")
    text = href.strip()
    if text.startswith("#") and text[:2] not in ("#/", "#!"):
        return
    if not text and (has_handler or "href" not in attributes):
        return
    if text[:11].lower() == "javascript:":
        for address in opened_addresses(text):
            _open(reading, node, attributes, node.tag, address, found, written=href)
        if found or has_handler:
            return
    _open(reading, node, attributes, "svg" if node.scope.svg else node.tag, href, found)


def _open_frame(reading: Reading, node: Node, attributes: Mapping[str, str], found: list[OpenLink]) -> None:
    src = attributes.get(_SOURCES[node.tag], "").strip()
    if not src or src == "about:blank":
        src = attributes.get("data-src", "").strip() or attributes.get("data-url", "").strip()
    if not src or src.lower().startswith(("about:", "javascript:", "blob:")):
        return
    if node.tag in ("object", "embed"):
        stated = attributes.get("type", "").strip().lower()
        if is_picture(src, stated):
            return  # pictures are opened with the others
        if is_media(src, stated):
            noun = "sound recording" if stated.startswith("audio/") else "video"
            _play(reading, node, attributes, src, noun, found)
            return
    link = _open(reading, node, attributes, "iframe", src, found)
    if link is not None:
        title = fold(attributes.get("title", "") or attributes.get("aria-label", ""))
        reading.counts["frame"] += 1
        where = Location(node.scope.url, selector=node.selector(), heading=link.heading, place=link.place)
        reading.frames.append(Frame(src, link.url, title, where))


def _open_media(reading: Reading, node: Node, attributes: Mapping[str, str], found: list[OpenLink]) -> None:
    """Open the file that a video or recording plays, one of its formats, or its captions."""
    src = attributes.get("src", "").strip() or attributes.get("data-src", "").strip()
    around = node.parent.tag if node.parent is not None else ""
    if src[:5].lower() in ("blob:", "data:", "about") or (node.tag == "source" and around not in _PLAYED):
        return
    if node.tag == "track":
        _play(reading, node, attributes, src, "captions", found)
    else:
        _play(reading, node, attributes, src, _PLAYED.get(node.tag) or _PLAYED[around], found)


def _play(
    reading: Reading, node: Node, attributes: Mapping[str, str], src: str, noun: str, found: list[OpenLink]
) -> None:
    link = _open(reading, node, attributes, "media", src, found)
    if link is not None:
        label = f" '{fold(link.label)[:60]}'" if link.label else ""
        link.noun = noun
        link.place = f"{noun}{label}{node.scope.part}{node.scope.frame}"


def _open_refresh(reading: Reading, node: Node, attributes: Mapping[str, str], found: list[OpenLink]) -> None:
    if attributes.get("http-equiv", "").strip().lower() == "refresh":
        address = refresh_address(attributes.get("content", ""))
        if address:
            link = _open(reading, node, attributes, "meta-refresh", address, found)
            if link is not None:
                link.place = "automatic forwarding in the page's code"


def _open_option(reading: Reading, node: Node, attributes: Mapping[str, str], found: list[OpenLink]) -> None:
    value = attributes.get("value", "").strip()
    is_web = value.startswith(("http://", "https://"))
    if is_web or (value and node.scope.jump_menu and (value.startswith(("/", ".")) or "." in value)):
        _open(reading, node, attributes, "form", value, found)


def _open(
    reading: Reading,
    node: Node,
    attributes: Mapping[str, str],
    carrier: str,
    href: str,
    found: list[OpenLink],
    *,
    written: str = "",
) -> OpenLink | None:
    if len(href) > _LONGEST_HREF:
        href = href[:_LONGEST_HREF]
    url = resolve(href, node.scope.base)
    if not href.strip() and node.tag not in _EMPTY:
        return None
    writer = reading.writer
    if not writer.may_link():
        return None
    link = OpenLink(
        carrier,
        written or href,
        url,
        node.selector(),
        node.scope.url,
        writer.heading,
        before=writer.before(),
        beside=bool(node.scope.row) and node.scope.row == writer.previous_row,
        rel=" ".join(attributes.get("rel", "").lower().split()),
        label=_label(attributes),
        slot=writer.reserve(),
    )
    if node.tag in ("area", "input"):
        link.alternative = attributes.get("alt", "") or attributes.get("value", "")
    if found:
        link.first = found[0]
    found.append(link)
    writer.links.append(link)
    if carrier == "iframe":
        label = f" '{fold(link.label)[:60]}'" if link.label else ""
        link.place = f"frame{label}{node.scope.part}"
    if not node.scope.hidden:
        reading.visible_links += 1
    return link


def _label(attributes: Mapping[str, str]) -> str:
    for name in ("aria-label", "title", "label"):
        value = attributes.get(name, "")
        if value and not value.isspace():
            return value
    return ""
