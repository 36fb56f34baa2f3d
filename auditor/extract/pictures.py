"""Open an image for every picture an element shows, and note the files it loads; sees no pixels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from auditor.extract.assets import (
    OpenImage,
    background_address,
    first_of_srcset,
    image_address,
    image_source,
    style_addresses,
)
from auditor.extract.place import Node, ordinal
from auditor.extract.reading import Reading
from auditor.extract.words import fold
from auditor.page import Location, Source

_MEDIA: Final = ("video", "audio", "source")
_MOST_PICTURES: Final = 20_000
_LONGEST_STYLE: Final = 20_000
_TRACKER_SIZES: Final = ("0", "1")


def open_picture(reading: Reading, node: Node, attributes: Mapping[str, str]) -> None:
    """Note the picture of an img, input, svg or styled element and the text that stands for it."""
    tag = node.tag
    base = node.scope.base
    if tag in _MEDIA:
        for name in ("src", "poster"):
            reading.add_asset(attributes.get(name, "").strip(), base)
        if tag == "source":
            reading.add_asset(first_of_srcset(attributes.get("srcset", "")), base)
    elif tag == "img" or (tag == "input" and attributes.get("type", "").strip().lower() == "image"):
        src = image_source(attributes)
        reading.add_asset(src, base)
        if not _is_tracker(attributes):
            _open(reading, node, attributes, src, attributes.get("alt"))
    elif tag == "svg":
        label = attributes.get("aria-label")
        if label is not None or attributes.get("role", "").strip().lower() == "img":
            _open(reading, node, attributes, "", label)
    style = attributes.get("style", "")[:_LONGEST_STYLE]
    if style:
        for address in style_addresses(style):
            reading.add_asset(address, base)
        background = background_address(style)
        if background:
            _open(reading, node, attributes, background, attributes.get("aria-label", ""))


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


def _open(reading: Reading, node: Node, attributes: Mapping[str, str], src: str, alt: str | None) -> None:
    writer = reading.writer
    scope = node.scope
    if len(reading.images) >= _MOST_PICTURES:
        writer.truncated = True
        return
    url = image_address(src, scope.base) if src else ""
    if scope.hidden.startswith("text for browsers") and any(
        image.url == url for image in reading.images[-50:]
    ):
        return  # a lazy loader's spare copy of a picture that is listed already
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


def _head(reading: Reading, node: Node, alt: str) -> None:
    """Let a picture in a heading be the heading's text where it has no other."""
    writer = reading.writer
    if writer.block.slot < 0:
        writer.set_heading(writer.block.node, fold(alt))
