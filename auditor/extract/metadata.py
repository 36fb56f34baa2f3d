"""Read what a picture or document says of itself in EXIF, IPTC and XMP; looks at no pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree
from PIL import Image

from auditor.extract.gathering import Gathering
from auditor.extract.package import attribute, local, parse_xml
from auditor.page import Source

GPS_POSITION: Final = "GPS position"
PERSON_TAG: Final = "person tag"

_EXIF: Final = {
    0x010D: "document name",
    0x010E: "description",
    0x013B: "artist",
    0x8298: "copyright",
    0x9C9B: "title",
    0x9C9C: "comment",
    0x9C9D: "author",
    0x9C9E: "keywords",
    0x9C9F: "subject",
}
_EXIF_MORE: Final = {0x9286: "comment", 0xA430: "camera owner"}
_IPTC: Final = {
    5: "title",
    25: "keywords",
    40: "instructions",
    80: "by-line",
    85: "by-line title",
    90: "city",
    92: "location",
    105: "headline",
    110: "credit",
    115: "source",
    116: "copyright",
    118: "contact",
    120: "caption",
    122: "caption writer",
}
_XMP: Final = {
    "title": "title",
    "description": "description",
    "subject": "keywords",
    "creator": "author",
    "contributor": "author",
    "rights": "copyright",
    "Headline": "headline",
    "CaptionWriter": "caption writer",
    "Credit": "credit",
    "City": "city",
    "Location": "location",
    "Instructions": "instructions",
    "AltTextAccessibility": "text for screen readers",
    "ExtDescrAccessibility": "long description for screen readers",
    "PersonInImage": PERSON_TAG,
    "PersonName": PERSON_TAG,
    "PersonDisplayName": PERSON_TAG,
    "hierarchicalSubject": "keywords",
    "TagsList": "keywords",
    "LastKeywordXMP": "keywords",
    "CatalogSets": "keywords",
    "Keywords": "keywords",
    "Author": "author",
    "Event": "event",
    "Label": "label",
    "UserComment": "comment",
    "ImageDescription": "description",
    "Artist": "artist",
}
_CONTAINERS: Final = frozenset(("Alt", "Bag", "Seq", "li", "Description", "RDF", "xmpmeta"))
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_MOST_FIELDS: Final = 2_000
_LONGEST_FIELD: Final = 5_000
_NO_PERSONS: Final = frozenset(("pet", "focus", "barcode"))


def say_exif(exif: Image.Exif, found: Gathering) -> None:
    """Say the EXIF fields that hold words, and where the picture was taken in decimal degrees."""
    fields: list[tuple[str, object]] = [(words, exif.get(tag)) for tag, words in _EXIF.items()]
    try:
        more = exif.get_ifd(0x8769)
        fields += [(words, more.get(tag)) for tag, words in _EXIF_MORE.items()]
    except Exception:  # noqa: BLE001, S110 - a damaged directory must not hide the rest
        pass
    for words, value in fields:
        found.say(_exif_text(value), f"EXIF {words}", source=Source.EXIF)
    try:
        position = gps_position(exif.get_ifd(0x8825))
    except Exception:  # noqa: BLE001
        position = ""
    found.say(position, GPS_POSITION, source=Source.EXIF)


def gps_position(gps: dict[int, Any]) -> str:
    """Return "44.98123, -93.26512" (degrees, north and east positive), "" where none is stated."""
    try:
        latitude = _degrees(gps[2]) * (-1 if _letter(gps.get(1)) == "S" else 1)
        longitude = _degrees(gps[4]) * (-1 if _letter(gps.get(3)) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return ""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return ""
    if abs(latitude) > 90 or abs(longitude) > 180:
        return ""
    if latitude == 0 and longitude == 0:
        return ""  # cameras without a fix write zeros
    return f"{latitude:.5f}, {longitude:.5f}"


def _degrees(value: Any) -> float:
    parts = [float(part) for part in value]
    return float(sum(part / 60.0**power for power, part in enumerate(parts[:3])))


def _letter(value: object) -> str:
    text = value.decode("ascii", "ignore") if isinstance(value, bytes) else str(value or "")
    return text.strip("\x00 ").upper()[:1]


def _exif_text(value: object) -> str:
    if isinstance(value, tuple) and all(isinstance(part, int) and 0 <= part < 256 for part in value):
        value = bytes(value)
    if isinstance(value, bytes):
        return _exif_bytes(value[:_LONGEST_FIELD])
    if not isinstance(value, str):
        return ""
    try:
        # The standard says ASCII; cameras and editors write UTF-8, which arrives as Latin-1.
        value = value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        pass
    return value.replace("\x00", " ")[:_LONGEST_FIELD]


def _exif_bytes(value: bytes) -> str:
    code, rest = value[:8], value[8:]
    if code.startswith(b"UNICODE"):
        wide = "utf-16-le" if rest[1:2] == b"\x00" else "utf-16-be"
        return rest.decode("utf-8" if rest[:2].isalnum() else wide, "ignore").replace("\x00", "")
    if code in (b"ASCII\x00\x00\x00", b"\x00" * 8):
        return iptc_text(rest.rstrip(b"\x00 "))
    if len(value) > 1 and value[1::2].count(0) > len(value) // 4:
        return value.decode("utf-16-le", "ignore").replace("\x00", "")
    try:
        return value.decode("utf-8").replace("\x00", "") if b"\x00" not in value[:-2] else _wide(value)
    except UnicodeDecodeError:
        return _wide(value)


def _wide(value: bytes) -> str:
    text = value.decode("utf-16-le", "ignore").replace("\x00", "")
    return text if all(letter.isprintable() or letter.isspace() for letter in text) else ""


def say_iptc(data: bytes, found: Gathering) -> None:
    """Say the words in an IPTC-IIM block (records of 0x1C, record, field, length)."""
    position, fields = 0, 0
    utf8 = False
    while position + 5 <= len(data) and fields < _MOST_FIELDS:
        if data[position] != 0x1C:
            position += 1
            continue
        record, field = data[position + 1], data[position + 2]
        length = int.from_bytes(data[position + 3 : position + 5], "big")
        position += 5
        if length & 0x8000:
            size = length & 0x7FFF
            if size > 4:
                return
            length = int.from_bytes(data[position : position + size], "big")
            position += size
        value = data[position : position + length]
        position += length
        fields += 1
        if record == 1 and field == 90:
            utf8 = value.startswith(b"\x1b%G")
        elif record == 2 and field in _IPTC:
            words = value[:_LONGEST_FIELD]
            text = words.decode("utf-8", "replace") if utf8 else iptc_text(words)
            found.say(text, f"IPTC {_IPTC[field]}", source=Source.IPTC)


def iptc_text(value: bytes) -> str:
    """Return text of an unstated character set: UTF-8 where it is good, else Windows-1252."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def say_xmp(packet: bytes, found: Gathering) -> None:
    """Say the words in an XMP packet; named faces and persons shown get the place "person tag"."""
    start = packet.find(b"<x:xmpmeta")
    if start < 0:
        start = max(0, packet.find(b"<rdf:RDF"))
    root = parse_xml(packet[start : start + 4_000_000].strip().strip(b"\x00"))
    if root is None:
        return
    said: set[tuple[str, str]] = set()
    latitude = longitude = ""
    for fields, (name, value, owner) in enumerate(_properties(root)):
        if fields >= _MOST_FIELDS:
            return
        if name == "GPSLatitude":
            latitude = value
        elif name == "GPSLongitude":
            longitude = value
        if name == "Name":
            kind = _region_type(owner)
            if kind is None:
                continue
            words = PERSON_TAG if kind not in _NO_PERSONS else "name of a marked area"
        else:
            words = _XMP.get(name, "")
        if not words or (words, value) in said:
            continue
        said.add((words, value))
        place = words if words == PERSON_TAG else f"XMP {words}"
        found.say(value[:_LONGEST_FIELD], place, source=Source.XMP)
    position = _xmp_position(latitude, longitude)
    if position:
        found.say(position, GPS_POSITION, source=Source.XMP)


def _properties(root: etree._Element) -> Iterator[tuple[str, str, etree._Element]]:
    """Yield each property's name, its text and the element that holds it."""
    for element in root.iter(etree.Element):
        name = local(element)
        for key, value in element.attrib.items():
            if value.strip():
                yield str(key).rpartition("}")[2], str(value), element
        text = (element.text or "").strip()
        if not text or len(element):
            continue
        owner: etree._Element | None = element
        while owner is not None and local(owner) in _CONTAINERS and owner.tag.startswith(_RDF):
            owner = owner.getparent()
        if owner is not None:
            yield local(owner), text, owner if owner is not element else (owner.getparent() or owner)
        elif name:
            yield name, text, element


def _region_type(owner: etree._Element) -> str | None:
    """Return the lower-case type of the marked area that an element describes, None where it is none."""
    for element in (owner, owner.getparent()):
        if element is None:
            continue
        stated = attribute(element, "Type") or next(
            ((child.text or "") for child in element if local(child) == "Type"), ""
        )
        around = [local(above) for above in element.iterancestors()]
        if "RegionList" in around or "Regions" in around:
            return stated.strip().lower()
    return None


def _xmp_position(latitude: str, longitude: str) -> str:
    """Return decimal degrees of XMP's "44,58.874N" and "93,15.907W"."""
    numbers = []
    for text, negative in ((latitude, "S"), (longitude, "W")):
        letter = text[-1:].upper()
        try:
            parts = [float(part) for part in text.rstrip("NSEWnsew").split(",")]
        except ValueError:
            return ""
        value = sum(part / 60**power for power, part in enumerate(parts[:3]))
        numbers.append(-value if letter == negative else value)
    return gps_position({2: (abs(numbers[0]),), 1: "S" if numbers[0] < 0 else "N",
                         4: (abs(numbers[1]),), 3: "W" if numbers[1] < 0 else "E"})  # fmt: skip
