"""Read the words of an SVG drawing, its titles and the pictures inside it; draws nothing."""

from __future__ import annotations

import zlib
from base64 import b64decode
from binascii import Error
from typing import Final

from lxml import etree

from auditor.extract.gathering import Gathering, Unreadable
from auditor.extract.media import read_picture
from auditor.extract.package import attribute, local, parsed
from auditor.page import Source

_LARGEST: Final = 20_000_000
_MOST_PICTURES: Final = 30
_QUIET: Final = frozenset(("script", "style"))
_SAID: Final = frozenset(("text", "foreignObject"))
_NAMED: Final = {
    "title": (Source.ALT, "title of the drawing"),
    "desc": (Source.ALT, "description of the drawing"),
    "creator": (Source.META, "author of the drawing"),
    "subject": (Source.META, "subject of the drawing"),
    "description": (Source.META, "description of the drawing's file"),
}
_LABELS: Final = {"label": "name of a layer", "docname": "name of the drawing's file"}


def read_drawing(data: bytes, found: Gathering, *, weigh: bool = False) -> None:
    """Say the words of a drawing in the order of the file; letters drawn as outlines are no words.

    Raises `Unreadable` for what is no drawing, or unpacks to more than may be read.
    """
    root, whole = parsed(_unpacked(data))
    if root is None or local(root) != "svg":
        raise Unreadable("damaged, or no drawing")
    found.cut = not whole
    pictures = 0
    waiting = [root]
    while waiting:
        at = waiting.pop()
        name = local(at)
        if name in _QUIET:
            continue
        if isinstance(at, etree._Comment):
            found.say(str(at.text or ""), "comment in the drawing", source=Source.COMMENT)
            continue
        _say_attributes(at, name, found)
        if name in _SAID:
            found.say(_words(at), "words in the drawing")
            pictures += _pictures_in(at, found, pictures, weigh=weigh) if name == "foreignObject" else 0
            continue
        if name in _NAMED:
            source, place = _NAMED[name]
            found.say(_plain(at), place, source=source)
            continue
        if name == "image":
            pictures += _read_image(at, found, pictures, weigh=weigh)
        waiting.extend(reversed(at))


def _unpacked(data: bytes) -> bytes:
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(data, _LARGEST + 1)
    except zlib.error:
        raise Unreadable("damaged: it cannot be unpacked") from None
    if len(unpacked) > _LARGEST:
        raise Unreadable("unpacks to more than may be read")
    return unpacked


def _say_attributes(element: etree._Element, name: str, found: Gathering) -> None:
    for key, value in element.attrib.items():
        place = _LABELS.get(str(key).rpartition("}")[2])
        if place and "}" in str(key):
            found.say(str(value), place, source=Source.META)
    if name == "a":
        href = attribute(element, "href")
        found.link(href, _plain(element), "link in the drawing")
    label = element.get("aria-label")
    if label:
        found.say(label, "label in the drawing", source=Source.LABEL)


def _plain(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext(etree.Element, with_tail=False))


def _words(element: etree._Element) -> list[str]:
    """Return the text of one element in parts, cut where a new line or column of it begins."""
    parts: list[str] = []
    for at in element.iter():
        if at is not element and (
            at.get("x") or at.get("y") or at.get("dy") or local(at) in ("p", "div", "br")
        ):
            parts.append(" ")
        # What an entity or a comment says is not shown; what follows it is.
        if local(at) not in ("", *_QUIET) and at.text:
            parts.append(at.text)
        if at is not element and at.tail:
            parts.append(at.tail)
    return parts


def _pictures_in(element: etree._Element, found: Gathering, had: int, *, weigh: bool) -> int:
    return sum(
        _read_image(at, found, had + number, weigh=weigh)
        for number, at in enumerate(element.iter("{*}img", "{*}image"))
    )


def _read_image(element: etree._Element, found: Gathering, had: int, *, weigh: bool) -> int:
    """Read one picture written into the drawing; those elsewhere are not fetched, and count as unread."""
    href = (attribute(element, "href") or attribute(element, "src")).strip()
    if not href or href.startswith("#"):
        return 0
    head, comma, letters = href.partition(",")
    if not head.lower().startswith("data:image/") or not comma or had >= _MOST_PICTURES:
        found.unread += 1
        return 0
    if not head.lower().endswith(";base64"):
        return 0
    try:
        data = b64decode("".join(letters.split()))
    except (Error, ValueError):
        return 0
    try:
        read_picture(data, found, "picture in the drawing", weigh=weigh)
    except Unreadable:
        found.unread += 1
    return 1
