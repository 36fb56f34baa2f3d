"""Gather the words that belong to each picture of a page; looks at no pixels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.names.cues import Cues
from auditor.names.sheets import Sheet
from auditor.page import Image, Source, Text
from auditor.words import Words

_OWN = frozenset((Source.ALT, Source.TITLE, Source.FILE_NAME, Source.LABEL))
_LABELS = frozenset((Source.BODY, Source.HEADING, Source.CELL, Source.CAPTION))
_LONGEST_LABEL = 90
_PLAIN = r"(?i){plain-picture}"
_LAST = re.compile(r"\s*>\s*(?:img|picture|source|svg|video|a|figure|p|div|span)\b[^>]*$")
_PLAYER = re.compile(r"(?:^|>\s*)(video|audio)(?::nth-of-type\(\d+\))?(?:\s*>\s*(?:source|track)\S*)?$")
_BOOK_CALLED = r"{book-picture}(?:\s+{book-picture-link})*(?:\s+{book-picture-filler})*\W{1,3}$"
_CELL_OF = re.compile(r"^(.*>\s*tr:nth-of-type\()(\d+)(\)\s*>\s*t[dh]:nth-of-type\(\d+\))")
_MEDIA = re.compile(
    r"\.(?:mp4|m4v|mov|webm|avi|mp3|wav|m4a|ogg)(?:$|[?#])|youtu\.?be|vimeo\.|/video", re.IGNORECASE
)
PICTURE_KINDS = frozenset("jpg jpeg png gif webp heic avif tif tiff bmp picture image".split())


@dataclass(frozen=True, slots=True)
class Pictured:
    """Hold one picture and the texts that speak of it, the caption and labels apart from its own."""

    image: Image = field(repr=False)
    texts: tuple[Text, ...] = field(repr=False)


def pictured(words: Words, sheet: Sheet) -> Iterator[Pictured]:
    """Yield each picture of a page, logos aside, with alt, tooltip, file name, caption and label."""
    images = [image for image in sheet.images if not is_plain(words, image)]
    if not images:
        return
    own: dict[str, list[Text]] = defaultdict(list)
    captions: dict[str, list[Text]] = defaultdict(list)
    for text in sheet.texts:
        if text.where.source in _OWN:
            own[text.where.selector].append(text)
        elif text.where.source is Source.CAPTION:
            captions[text.joined].append(text)
    short = [t for t in sheet.texts if t.where.source in _LABELS and 0 < len(t.joined) <= _LONGEST_LABEL]
    files = [text for text in sheet.texts if text.where.source is Source.FILE_NAME]
    for image in images:
        said = captions.get(" ".join(image.caption.split()), []) if image.caption else []
        labels = _labels(image, short, files) if not said else []
        yield Pictured(image, (*own.get(image.where.selector, ()), *said, *labels))


def playing(text: Text) -> str:
    """Say whether a text belongs to a player on the page: "video", "sound", or "" for neither."""
    found = _PLAYER.search(text.where.selector)
    if found is None:
        return ""
    return "sound" if found[1] == "audio" else "video"


def shows_work(cues: Cues, text: str, start: int, end: int) -> bool:
    """Tell whether the words around a name say that a picture shows what a child made, or a book."""
    before, after = text[:start].casefold(), text[end:].casefold()
    return (
        cues.made_by.search(before) is not None
        or cues.made_after.match(after) is not None
        or cues.pattern(_BOOK_CALLED).search(before) is not None
    )


def is_plain(words: Words, image: Image) -> bool:
    """Tell whether a picture is a logo, an icon or another ornament, by its name and its words."""
    said = f"{image.src.rpartition('/')[2]} {image.alt or ''}"
    return words.pattern(_PLAIN).search(said) is not None


def is_medium(address: str) -> bool:
    """Tell whether an address is that of a video or a recording."""
    return _MEDIA.search(address) is not None


def _labels(image: Image, short: Sequence[Text], files: Sequence[Text]) -> list[Text]:
    """Return the short text that shares a box with a picture and no other picture's.

    `short` are the page's short texts, `files` the names of its files.
    """
    below = _below(image, short, files)
    if below:
        return below
    box = _LAST.sub("", image.where.selector)
    if (
        not box
        or box in ("body", "html > body", image.where.selector)
        or box.endswith(("main", "body", "article"))
    ):
        return []
    inside, others = (
        [
            text
            for text in texts
            if text.where.selector.startswith(f"{box} >") and text.where.selector != image.where.selector
        ]
        for texts in (short, files)
    )
    return inside if not others and len(inside) <= 2 else []


def _below(image: Image, short: Sequence[Text], files: Sequence[Text]) -> list[Text]:
    """Return what stands in the cell under a picture that fills a cell of its own."""
    cell = _CELL_OF.match(image.where.selector)
    if cell is None:
        return []
    own, under = cell[0], f"{cell[1]}{int(cell[2]) + 1}{cell[3]}"
    if any(_in(text, own) for text in short) or any(_in(text, under) for text in files):
        return []
    said = [text for text in short if _in(text, under)]
    return said if len(said) == 1 else []


def _in(text: Text, selector: str) -> bool:
    return text.where.selector == selector or text.where.selector.startswith(f"{selector} >")
