"""Find pictures, frames, feeds and the files a page is made of; opens none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from auditor.address import resolve
from auditor.page import Image, Location

FEED_TYPES: Final = frozenset(
    (
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "text/calendar",
    )
)
DOCUMENT: Final = re.compile(
    r"\.(?:pdf|docx?|pptx?|ppsx?|xlsx?|odt|ods|odp|rtf|csv|txt|ics|vtt|srt|pages|numbers|key|epub|pub|zip"
    r"|jpe?g|png|gif|webp|avif|heic|tiff?|bmp|svg|mp3|m4a|ogg|oga|aac|flac|wav|mp4|m4v|mov|avi|webm|ogv|mkv|wmv)$",
    re.IGNORECASE,
)
_PICTURE: Final = re.compile(r"\.(?:jpe?g|jpe|png|gif|webp|avif|heic|heif|tiff?|bmp|svgz?)$", re.IGNORECASE)
_PHOTO: Final = re.compile(r"\.(?:jpe?g|jpe|webp|avif|heic|heif|tiff?)$", re.IGNORECASE)
_MEDIA: Final = re.compile(
    r"\.(?:mp3|m4a|ogg|oga|aac|flac|wav|wma|mp4|m4v|mov|avi|webm|ogv|mkv|wmv|mpe?g|3gp)$", re.IGNORECASE
)
_STYLE_URL: Final = re.compile(
    r"url\(\s*(?:\"([^\"\n]{1,2000})\"|'([^'\n]{1,2000})'|([^\s)\"']{1,2000}))\s*\)", re.I
)
_IMPORT: Final = re.compile(r"@import\s+[\"']([^\"'\n]{1,2000})[\"']", re.I)
_BACKGROUND: Final = re.compile(r"background(?:-image)?\s*:", re.I)
_LAZY: Final = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-srcset", "data-image")
_ASSET_RELS: Final = frozenset(
    "stylesheet icon apple-touch-icon apple-touch-icon-precomposed mask-icon preload modulepreload manifest "
    "image_src fluid-icon".split()  # noqa: SIM905
)
_LONGEST_DATA: Final = 200_000
_LONGEST_SRCSET: Final = 20_000
_MARKS: Final = (
    ("/wp-content/", "WordPress"),
    ("/wp-includes/", "WordPress"),
    ("static.wixstatic.com", "Wix"),
    ("static.parastorage.com", "Wix"),
    ("squarespace", "Squarespace"),
    ("editmysite.com", "Weebly"),
    ("sites.google.com", "Google Sites"),
    ("gstatic.com/atari", "Google Sites"),
    ("blogger.com/static", "Blogger"),
    ("/sites/default/files/", "Drupal"),
    ("/media/jui/", "Joomla"),
    ("edlio", "Edlio"),
    ("thrillshare", "Apptegy"),
    ("finalsite", "Finalsite"),
    ("/cms/lib", "Blackboard"),
    ("schoolwires", "Blackboard"),
    ("schoolloop", "School Loop"),
    ("assets.jimstatic.com", "Jimdo"),
    ("cdn.smore.com", "Smore"),
    ("canva.site", "Canva"),
    ("notion.site", "Notion"),
)


@dataclass(slots=True)
class OpenImage:
    """Gather what is said about one picture until the page ends."""

    src: str
    url: str
    alt: str | None
    title: str
    where: Location
    figure: int
    caption: str = ""
    linked_to: str = ""

    def finished(self) -> Image:
        """Return the picture as it is after the whole page was read."""
        return Image(self.src, self.url, self.alt, self.title, self.caption, self.where, self.linked_to)


def image_source(attributes: Mapping[str, str]) -> str:
    """Return the address an img shows: src, a lazy loader's attribute, or the first in its srcset."""
    src = attributes.get("src", "").strip()
    if src and not src.startswith("data:"):
        return src
    for name in _LAZY:
        value = attributes.get(name, "").strip()
        if value:
            return first_of_srcset(value) if name.endswith("srcset") else value
    return first_of_srcset(attributes.get("srcset", "")) or src


def first_of_srcset(value: str) -> str:
    """Return the first address in a srcset attribute."""
    words = value.split(None, 1)
    return words[0].rstrip(",") if words else ""


def image_address(src: str, base: str) -> str:
    """Return the absolute address of a picture; a data: address too long to keep is cut to its type."""
    if len(src) > _LONGEST_DATA:
        return src.partition(",")[0][:100] if src[:5].lower() == "data:" else ""
    return resolve(src, base)


def style_addresses(style: str) -> list[str]:
    """Return the addresses that a style sheet or style attribute loads."""
    found = [match[1] for match in _IMPORT.finditer(style)]
    found.extend(match[1] or match[2] or match[3] for match in _STYLE_URL.finditer(style))
    return found


def background_address(style: str) -> str:
    """Return the picture that a style attribute lays behind an element, "" if none."""
    if "url(" not in style.lower() or not _BACKGROUND.search(style):
        return ""
    found = [address for address in style_addresses(style) if not address.startswith(("#", "data:"))]
    return found[0] if found else ""


def style_pictures(style: str) -> list[str]:
    """Return the addresses in a style sheet that are plainly pictures: no fonts, no further sheets."""
    return [address for address in style_addresses(style) if is_picture(address)]


def is_picture(address: str, stated: str = "") -> bool:
    """Say whether an address is a picture's, by its stated type or its file name."""
    return stated.startswith("image/") or _PICTURE.search(path_of(address)) is not None


def is_photo(address: str) -> bool:
    """Say whether a picture is of a kind that cameras and photo programs write, not that of ornaments."""
    return _PHOTO.search(path_of(address)) is not None


def is_media(address: str, stated: str = "") -> bool:
    """Say whether an address is that of sound or film, by its stated type or its file name."""
    return stated.startswith(("audio/", "video/")) or _MEDIA.search(path_of(address)) is not None


def srcset_addresses(value: str) -> list[str]:
    """Return the addresses in a srcset attribute: the same picture in several sizes, at most twenty."""
    found: list[str] = []
    begins = True
    for word in value[:_LONGEST_SRCSET].split():
        if begins:
            found.append(word.rstrip(","))
            begins = word.endswith(",")
            continue
        size, comma, rest = word.partition(",")
        if comma and rest:
            found.append(rest.rstrip(","))  # "1x,b.png": no space behind the comma
            begins = rest.endswith(",")
        else:
            begins = bool(comma)
    return [address for address in found[:20] if address]


def loads_asset(rel: frozenset[str]) -> bool:
    """Say whether a link element with these rel words loads a file that the page is made of."""
    return not rel.isdisjoint(_ASSET_RELS)


def platform(addresses: tuple[str, ...]) -> str:
    """Return the site builder that the addresses of a page's files give away, "" if none."""
    seen = "\n".join(addresses).lower()
    for mark, name in _MARKS:
        if mark in seen:
            return name
    return ""


def is_calendar(url: str) -> bool:
    """Say whether an address leads to a calendar file."""
    return url.startswith("webcal:") or path_of(url).lower().endswith(".ics")


def path_of(url: str) -> str:
    """Return the path of an address, "" where it has none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
