"""Open an image for every picture an element shows, and note the files it loads; sees no pixels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from auditor.extract.assets import (
    OpenImage,
    background_address,
    first_of_srcset,
    image_address,
    image_source,
    is_photo,
    is_picture,
    srcset_addresses,
    style_addresses,
    style_pictures,
)
from auditor.extract.place import Node, ordinal
from auditor.extract.reading import Reading
from auditor.extract.words import fold
from auditor.page import Location, Source

_TAGS: Final = frozenset(
    ("img", "input", "svg", "source", "video", "audio", "image", "feimage", "object", "embed")
)
_OLD: Final = "background"
_STYLED: Final = ("data-bg", "data-background", "data-background-image", _OLD)
_TELLING: Final = frozenset(("style", *_STYLED))
_MOST_PICTURES: Final = 20_000
_MOST_IN_STYLES: Final = 50
_MOST_SIZES: Final = 4_000
_LONGEST_STYLE: Final = 20_000
_TRACKER_SIZES: Final = ("0", "1")
_SIZE: Final = re.compile(r"\d+")


def shows_pictures(tag: str, attributes: Mapping[str, str]) -> bool:
    """Say whether an element may show a picture, by its name or by what lies behind it."""
    return tag in _TAGS or not _TELLING.isdisjoint(attributes)


def open_picture(reading: Reading, node: Node, attributes: Mapping[str, str]) -> None:
    """Note the pictures that an element shows, its text stands for or lie behind it."""
    tag = node.tag
    base = node.scope.base
    if tag == "img" or (tag == "input" and attributes.get("type", "").strip().lower() == "image"):
        src = image_source(attributes)
        reading.add_asset(src, base)
        if not _is_tracker(attributes):
            place = _open(reading, node, attributes, src, attributes.get("alt"))
            _say_sizes(reading, node, attributes, place, src)
    elif tag == "source":
        # The picture that browsers choose may be this one and not the img behind it.
        sizes = attributes.get("srcset", "") or attributes.get("data-srcset", "")
        if sizes:
            reading.add_asset(first_of_srcset(sizes), base)
            _say_sizes(reading, node, attributes, "picture", "")
    elif tag in ("video", "audio"):
        poster = attributes.get("poster", "").strip()
        if poster:
            reading.add_asset(poster, base)
            _open(reading, node, attributes, poster, attributes.get("aria-label", ""))
    elif tag in ("image", "feimage"):
        src = (attributes.get("href") or attributes.get("xlink:href") or "").strip()
        if src and not src.startswith("#"):
            reading.add_asset(src, base)
            _open(reading, node, attributes, src, attributes.get("aria-label", ""))
    elif tag in ("object", "embed"):
        src = attributes.get("data" if tag == "object" else "src", "").strip()
        if src and is_picture(src, attributes.get("type", "").strip().lower()):
            reading.add_asset(src, base)
            _open(reading, node, attributes, src, attributes.get("aria-label") or attributes.get("title"))
    elif tag == "svg":
        label = attributes.get("aria-label")
        if label is not None or attributes.get("role", "").strip().lower() == "img":
            _open(reading, node, attributes, "", label)
    _open_background(reading, node, attributes)


def _open_background(reading: Reading, node: Node, attributes: Mapping[str, str]) -> None:
    """Note the picture that lies behind an element by its style, an old attribute or a lazy loader's."""
    style = attributes.get("style", "")[:_LONGEST_STYLE]
    base = node.scope.base
    background = ""
    if style:
        for address in style_addresses(style):
            reading.add_asset(address, base)
        background = background_address(style)
    for name in _STYLED:
        value = attributes.get(name, "").strip() if not background else ""
        if value:
            address = next(iter(style_addresses(value)), value)
            if is_picture(address):
                reading.add_asset(address, base)
                if name == _OLD and not is_photo(address):
                    _say_ornament(reading, node, address)
                else:
                    background = address
    if background:
        _open(reading, node, attributes, background, attributes.get("aria-label", ""))


def _say_ornament(reading: Reading, node: Node, address: str) -> None:
    """Say what a pattern behind the page is called; a picture to look at it is not."""
    url = image_address(address, node.scope.base)
    if url.startswith("http"):
        reading.say_address(url, node, "pattern behind the page")


def open_style_pictures(reading: Reading, node: Node, style: str) -> None:
    """Note the pictures that a style sheet within the page lays behind elements."""
    for address in style_pictures(style):
        url = image_address(address, node.scope.base)
        if not url.startswith("http") or url in reading.style_pictures:
            continue
        if len(reading.style_pictures) >= _MOST_IN_STYLES:
            return
        reading.style_pictures.add(url)
        if is_photo(address):
            _open(reading, node, {}, address, "")
        else:
            _say_ornament(reading, node, address)


def _say_sizes(reading: Reading, node: Node, attributes: Mapping[str, str], place: str, shown: str) -> None:
    """Say what the other sizes of a picture are called, where more than the size differs."""
    sizes = attributes.get("srcset", "") or attributes.get("data-srcset", "")
    if not sizes or not place:
        return
    said = {_SIZE.sub("", shown.rpartition("/")[2])}
    for address in srcset_addresses(sizes):
        reading.counts["size"] += 1
        if reading.counts["size"] > _MOST_SIZES:
            return
        name = _SIZE.sub("", address.rpartition("/")[2])
        if name not in said and address[:5].lower() != "data:":
            said.add(name)
            url = image_address(address, node.scope.base)
            if url.startswith("http"):
                reading.say_address(url, node, place)


def svg_title(reading: Reading, node: Node, text: str) -> None:
    """Take the title element of a drawing as its alternative text."""
    words = fold(text)
    place = "title of a drawing"
    if reading.images and not reading.images[-1].src and reading.images[-1].alt is None:
        reading.images[-1].alt = words
        place = reading.images[-1].where.place
    elif words:
        drawing = node.parent or node
        _open(reading, drawing, {}, "", words)
        return
    reading.writer.say(words, node, Source.ALT, place)


def _is_tracker(attributes: Mapping[str, str]) -> bool:
    return attributes.get("width") in _TRACKER_SIZES and attributes.get("height") in _TRACKER_SIZES


def _open(reading: Reading, node: Node, attributes: Mapping[str, str], src: str, alt: str | None) -> str:
    """Note one picture; returns where it stands in words, "" where it is not noted."""
    writer = reading.writer
    scope = node.scope
    if len(reading.images) >= _MOST_PICTURES:
        writer.truncated = True
        return ""
    url = image_address(src, scope.base) if src else ""
    if scope.hidden.startswith("text for browsers") and any(
        image.url == url for image in reading.images[-50:]
    ):
        return ""  # a lazy loader's spare copy of a picture that is listed already
    reading.counts["picture"] += 1
    place = f"{ordinal(reading.counts['picture'])} picture"
    where = Location(
        scope.url, Source.ELEMENT, node.selector(), writer.heading, f"{place}{scope.part}{scope.frame}"
    )
    if len(src) > 1000 and src[:5].lower() == "data:":
        src = src.partition(",")[0]
    image = OpenImage(src, url, alt, fold(attributes.get("title", "")), where, scope.figure)
    if reading.images and writer.loose_caption and not reading.images[-1].caption:
        reading.images[-1].caption = writer.loose_caption
    writer.loose_caption = ""
    writer.texts_since_image = 0
    reading.images.append(image)
    if writer.open_links:
        link = writer.open_links[-1]
        link.image = True
        if alt and not link.alternative:
            link.alternative = alt
        if link.carrier in ("a", "svg"):
            image.linked_to = link.url
    if alt and not alt.isspace():
        if node.tag in ("img", "input", "svg"):
            writer.say(alt, node, Source.ALT, place)
        if scope.level:
            _head(reading, node, alt)
    if url.startswith("http"):
        reading.say_address(url, node, place)
    return place


def _head(reading: Reading, node: Node, alt: str) -> None:
    """Let a picture in a heading be the heading's text where it has no other."""
    writer = reading.writer
    if writer.block.slot < 0:
        writer.set_heading(writer.block.node, fold(alt))
