"""Gather the words that belong to each picture of a page; looks at no pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.names.sheets import Sheet
from auditor.page import Image, Source, Text

_OWN = frozenset((Source.ALT, Source.TITLE, Source.FILE_NAME, Source.LABEL))
_LABELS = frozenset((Source.BODY, Source.HEADING, Source.CELL, Source.CAPTION))
_LONGEST_LABEL = 90
_PLAIN = re.compile(
    r"(?:logo|icon|spacer|banner|header|button|bullet|arrow|clip-?art|avatar|emoji|badge)", re.IGNORECASE
)
_LAST = re.compile(r"\s*>\s*(?:img|picture|source|svg|video|a|figure|p|div|span)\b[^>]*$")
_MEDIA = re.compile(
    r"\.(?:mp4|m4v|mov|webm|avi|mp3|wav|m4a|ogg)(?:$|[?#])|youtu\.?be|vimeo\.|/video", re.IGNORECASE
)
PICTURE_KINDS = frozenset("jpg jpeg png gif webp heic avif tif tiff bmp picture image".split())


@dataclass(frozen=True, slots=True)
class Pictured:
    """Hold one picture and the texts that speak of it, the caption and labels apart from its own."""

    image: Image = field(repr=False)
    texts: tuple[Text, ...] = field(repr=False)


def pictured(sheet: Sheet) -> Iterator[Pictured]:
    """Yield each picture of a page, logos aside, with alt, tooltip, file name, caption and label."""
    by_selector: dict[str, list[Text]] = {}
    places = {}
    for place, text in enumerate(sheet.texts):
        by_selector.setdefault(text.where.selector, []).append(text)
        places[id(text)] = place
    for image in sheet.images:
        if is_plain(image):
            continue
        own = [each for each in by_selector.get(image.where.selector, ()) if each.where.source in _OWN]
        captions = [
            text
            for text in sheet.texts
            if image.caption
            and text.where.source is Source.CAPTION
            and text.joined in (image.caption, " ".join(image.caption.split()))
        ]
        labels = _labels(image, sheet.texts, places, own) if not captions else []
        yield Pictured(image, (*own, *captions, *labels))


def is_plain(image: Image) -> bool:
    """Tell whether a picture is a logo, an icon or another ornament, by its name and its words."""
    return _PLAIN.search(f"{image.src.rpartition('/')[2]} {image.alt or ''}") is not None


def is_medium(address: str) -> bool:
    """Tell whether an address is that of a video or a recording."""
    return _MEDIA.search(address) is not None


def _labels(image: Image, texts: Sequence[Text], places: dict[int, int], own: Sequence[Text]) -> list[Text]:
    """Return the short text that shares a box with a picture and no other picture's."""
    box = _LAST.sub("", image.where.selector)
    if (
        not box
        or box in ("body", "html > body", image.where.selector)
        or box.endswith(("main", "body", "article"))
    ):
        return []
    inside = [
        text
        for text in texts
        if text.where.source in _LABELS
        and text.where.selector.startswith(f"{box} >")
        and text.where.selector != image.where.selector
        and 0 < len(text.joined) <= _LONGEST_LABEL
    ]
    alone = not any(
        text.where.source is Source.FILE_NAME
        and text.where.selector.startswith(f"{box} >")
        and text.where.selector != image.where.selector
        for text in texts
    )
    return inside if alone and len(inside) <= 2 else []
