"""Tell pages, documents and assets apart by what the server says and what the bytes show."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from spiders.job import Kind

_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_VAGUE = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "text/plain", "application/download")
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OASIS = "application/vnd.oasis.opendocument."
_DOCUMENTS = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/msword": "doc",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    f"{_OFFICE}wordprocessingml.document": "docx",
    "application/vnd.ms-powerpoint": "ppt",
    f"{_OFFICE}presentationml.presentation": "pptx",
    f"{_OFFICE}presentationml.slideshow": "ppsx",
    "application/vnd.ms-excel": "xls",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_OASIS}text": "odt",
    f"{_OASIS}spreadsheet": "ods",
    f"{_OASIS}presentation": "odp",
    "application/epub+zip": "epub",
    "application/zip": "zip",
    "text/calendar": "ics",
    "text/vtt": "vtt",
    "application/x-subrip": "srt",
    "text/csv": "csv",
    "text/plain": "txt",
}
_SUFFIXES = frozenset(
    "pdf doc docx dot dotx rtf ppt pptx pps ppsx xls xlsx xlsm csv odt ods odp epub zip ics vtt srt txt "
    "pages key numbers".split()
)
_MEDIA = frozenset("mp3 m4a wav ogg oga aac flac wma mp4 m4v mov avi wmv webm ogv mkv mpg mpeg 3gp".split())
_ASSETS = frozenset(
    "css js mjs json map png jpg jpeg jpe gif webp avif svg svgz ico bmp tif tiff heic woff woff2 ttf otf "
    "eot webmanifest xml rss atom wasm swf".split()
)
_PICTURES = frozenset("png jpg jpeg jpe gif webp tif tiff heic heif avif bmp svg svgz".split())
_PICTURE_TYPES = frozenset(
    f"image/{name}"
    for name in ("jpeg", "jpg", "png", "gif", "webp", "tiff", "heic", "heif", "avif", "svg+xml")
)
_OBVIOUS_ASSETS = _ASSETS - {"xml", "rss", "atom", "swf"}
_PAGE_SUFFIXES = frozenset("html htm xhtml shtml php asp aspx jsp cfm cgi do".split())
_FEED = re.compile(r"application/(?:rss|atom|feed)\+(?:xml|json)|text/xml|application/xml")
_MARKUP = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body|title)\b", re.I | re.S)


def suffix_of(url: str) -> str:
    """Return the file name's suffix in lower case and without its dot, "" where there is none."""
    name = urlsplit(url).path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,11}", suffix) else ""


def is_asset_address(url: str) -> bool:
    """Say whether an address plainly names a style, script, picture or font, before it is fetched."""
    return suffix_of(url) in _OBVIOUS_ASSETS


def is_media(url: str, content_type: str) -> bool:
    """Say whether an answer is sound or film, of which only the headers are wanted."""
    essence = _essence(content_type)
    if essence.startswith(("audio/", "video/")):
        return True
    return essence in _VAGUE - {"text/plain"} and suffix_of(url) in _MEDIA


def may_be_page(url: str, content_type: str) -> bool:
    """Say whether the limit for pages holds: for all that is not plainly a document."""
    return kind_of(url, content_type, b"")[0] != "document"


def is_picture(suffix: str, content_type: str) -> bool:
    """Say whether an asset is a picture or a drawing, which a reader of pictures may look into."""
    return suffix in _PICTURES or _essence(content_type) in _PICTURE_TYPES


def is_feed(url: str, content_type: str, body: bytes) -> bool:
    """Say whether an answer is a news feed (RSS or Atom)."""
    if not _FEED.match(_essence(content_type)):
        return False
    return bool(re.search(rb"<(?:rss|feed|rdf:RDF)\b", body[:2000])) or "rss" in content_type


def kind_of(url: str, content_type: str, body: bytes) -> tuple[Kind, str]:
    """Return the kind of an answer and the suffix by which its format is known.

    The stated type counts; where it says nothing, the first bytes and then the file name decide.
    """
    essence = _essence(content_type)
    suffix = suffix_of(url)
    if body[:5] == b"%PDF-":
        return "document", "pdf"
    if essence in _PAGES:
        return "page", "html"
    if essence in _VAGUE:
        return _by_sight(essence, suffix, body)
    if essence in _DOCUMENTS:
        return "document", _DOCUMENTS[essence]
    if essence.startswith(("audio/", "video/")):
        return "document", suffix if suffix in _MEDIA else essence.partition("/")[2][:11]
    if suffix in _SUFFIXES and essence.startswith("application/") and not essence.endswith(("json", "xml")):
        return "document", suffix
    return "asset", suffix or essence.rpartition("/")[2].partition("+")[0][:11]


def _by_sight(essence: str, suffix: str, body: bytes) -> tuple[Kind, str]:
    if suffix in _SUFFIXES or suffix in _MEDIA:
        return "document", suffix
    if suffix in _ASSETS:
        return "asset", suffix
    if essence == "text/plain":
        return "document", suffix or "txt"
    if _MARKUP.match(body[:2000]) or (not essence and (suffix in _PAGE_SUFFIXES or not suffix)):
        return "page", "html"
    return "document", suffix or "bin"


def _essence(content_type: str) -> str:
    return content_type.partition(";")[0].partition(",")[0].strip().lower()
