"""Read what pictures say of themselves, in every place where programs write it, through the real jail."""

# ruff: noqa: E501 - tables of files in their own markup, which reads worse when cut
from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from auditor.extract.documents import DocumentReader, Reading
from auditor.finding import Reason
from auditor.page import Source
from tests.extract.files import flyer, iptc, jpeg, png, saved, xmp, xmp_segment

URL = "https://school.example/pictures/dsc01.jpg"


def found(reading: Reading) -> list[tuple[str, str, str]]:
    return [(str(text.where.source), text.joined, text.where.place) for text in reading.texts]


def exif(
    tags: dict[int, object], more: dict[int, object] | None = None, gps: dict[int, object] | None = None
) -> bytes:
    block = Image.Exif()
    for tag, value in tags.items():
        block[tag] = value
    for ifd, values in ((0x8769, more), (0x8825, gps)):
        for tag, value in (values or {}).items():
            block.get_ifd(ifd)[tag] = value
    return block.tobytes()


def degrees(whole: float, minutes: float, seconds: float) -> tuple[IFDRational, ...]:
    return tuple(IFDRational(int(part * 100), 100) for part in (whole, minutes, seconds))


@pytest.mark.parametrize(
    ("name", "block", "expected"),
    [
        ("description", exif({0x010E: "Odalys Fenwright"}), ("exif", "Odalys Fenwright", "EXIF description")),
        ("artist", exif({0x013B: "Ines Harrow"}), ("exif", "Ines Harrow", "EXIF artist")),
        ("copyright", exif({0x8298: "Ines Harrow 2026"}), ("exif", "Ines Harrow 2026", "EXIF copyright")),
        ("Windows title", exif({0x9C9B: "Teo Quillane\0".encode("utf-16-le")}), ("exif", "Teo Quillane", "EXIF title")),
        ("Windows comment", exif({0x9C9C: "José\0".encode("utf-16-le")}), ("exif", "José", "EXIF comment")),
        ("comment in ASCII", exif({}, {0x9286: b"ASCII\0\0\0Wren jumps"}), ("exif", "Wren jumps", "EXIF comment")),
        ("comment in Unicode", exif({}, {0x9286: b"UNICODE\0" + "Wren jumps".encode("utf-16-le")}),
         ("exif", "Wren jumps", "EXIF comment")),
        ("owner", exif({}, {0xA430: "Ines Harrow"}), ("exif", "Ines Harrow", "EXIF camera owner")),
        ("position north and west", exif({}, None, {1: "N", 2: degrees(44, 58, 52.4), 3: "W", 4: degrees(93, 15, 54.4)}),
         ("exif", "44.98122, -93.26511", "GPS position")),
        ("position south and east", exif({}, None, {1: "S", 2: degrees(33, 30, 0), 3: "E", 4: degrees(151, 0, 36)}),
         ("exif", "-33.50000, 151.01000", "GPS position")),
    ],
)  # fmt: skip
def test_exif_fields(reader: DocumentReader, name: str, block: bytes, expected: tuple[str, str, str]) -> None:
    for data in (jpeg(exif=block), _png_with(block), _webp_with(block)):
        assert found(reader.read_file(data, "jpg", URL)) == [expected], name


def _png_with(block: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("L", (200, 150)).save(out, "PNG", exif=block)
    return out.getvalue()


def _webp_with(block: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 150)).save(out, "WEBP", exif=block)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "gps"),
    [
        ("zeros of a camera without a fix", {1: "N", 2: degrees(0, 0, 0), 3: "E", 4: degrees(0, 0, 0)}),
        ("no longitude", {1: "N", 2: degrees(44, 0, 0)}),
        ("beyond the pole", {1: "N", 2: degrees(144, 0, 0), 3: "W", 4: degrees(93, 0, 0)}),
        ("divided by zero", {1: "N", 2: (IFDRational(1, 0),) * 3, 3: "W", 4: (IFDRational(1, 0),) * 3}),
        ("only a time", {29: "2026:11:03"}),
    ],
)
def test_no_position_is_made_up(reader: DocumentReader, name: str, gps: dict[int, object]) -> None:
    assert found(reader.read_file(jpeg(exif=exif({}, None, gps)), "jpg", URL)) == [], name


def test_camera_words_are_no_texts(reader: DocumentReader) -> None:
    block = exif({0x010F: "Lumo", 0x0110: "X100", 0x0131: "Editor 5"})
    assert found(reader.read_file(jpeg(exif=block), "jpg", URL)) == []


@pytest.mark.parametrize("utf8", [True, False])
def test_iptc_fields(reader: DocumentReader, utf8: bool) -> None:
    fields = [
        (120, "Odalys Fenwright, José"),
        (80, "Ines Harrow"),
        (25, "masks"),
        (25, "Teo"),
        (105, "Art show"),
        (55, "2026"),
    ]
    data = jpeg([(0xED, iptc(fields, utf8=utf8))])
    assert found(reader.read_file(data, "jpg", URL)) == [
        ("iptc", "Odalys Fenwright, José", "IPTC caption"),
        ("iptc", "Ines Harrow", "IPTC by-line"),
        ("iptc", "masks", "IPTC keywords"),
        ("iptc", "Teo", "IPTC keywords"),
        ("iptc", "Art show", "IPTC headline"),
    ]


FACE = (
    '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li{0}</rdf:li></rdf:Bag>'
    "</mwg-rs:RegionList></mwg-rs:Regions>"
)
PEOPLE = (
    "<MP:RegionInfo><rdf:Description><MPRI:Regions><rdf:Bag><rdf:li>"
    '<rdf:Description MPReg:Rectangle="0.1,0.1,0.2,0.2" MPReg:PersonDisplayName="Wren Abbascale"/>'
    "</rdf:li></rdf:Bag></MPRI:Regions></rdf:Description></MP:RegionInfo>"
)


@pytest.mark.parametrize(
    ("name", "inside", "expected"),
    [
        ("title", '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Odalys paints</rdf:li></rdf:Alt></dc:title>',
         [("xmp", "Odalys paints", "XMP title")]),
        ("description", "<dc:description><rdf:Alt><rdf:li>Teo &amp; Wren</rdf:li></rdf:Alt></dc:description>",
         [("xmp", "Teo & Wren", "XMP description")]),
        ("keywords", "<dc:subject><rdf:Bag><rdf:li>Teo</rdf:li><rdf:li>Wren</rdf:li></rdf:Bag></dc:subject>",
         [("xmp", "Teo", "XMP keywords"), ("xmp", "Wren", "XMP keywords")]),
        ("person shown", "<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Odalys Fenwright</rdf:li></rdf:Bag>"
         "</Iptc4xmpExt:PersonInImage>", [("xmp", "Odalys Fenwright", "person tag")]),
        ("a named face", FACE.format(' rdf:parseType="Resource"><mwg-rs:Name>Teo Quillane</mwg-rs:Name>'
                                     "<mwg-rs:Type>Face</mwg-rs:Type>"), [("xmp", "Teo Quillane", "person tag")]),
        ("a named face, written short", FACE.format('><rdf:Description mwg-rs:Name="Teo" mwg-rs:Type="Face"/>'),
         [("xmp", "Teo", "person tag")]),
        ("a named dog", FACE.format('><rdf:Description mwg-rs:Name="Biscuit" mwg-rs:Type="Pet"/>'),
         [("xmp", "Biscuit", "XMP name of a marked area")]),
        ("a face without a name", FACE.format('><rdf:Description mwg-rs:Type="Face"/>'), []),
        ("a name in Windows", PEOPLE, [("xmp", "Wren Abbascale", "person tag")]),
        ("position", "<exif:GPSLatitude>44,58.874N</exif:GPSLatitude><exif:GPSLongitude>93,15.907W</exif:GPSLongitude>",
         [("xmp", "44.98123, -93.26512", "GPS position")]),
        ("a name elsewhere is none", "<x:Name xmlns:x='u'>Layer 1</x:Name>", []),
    ],
)  # fmt: skip
def test_xmp_fields(
    reader: DocumentReader, name: str, inside: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(reader.read_file(jpeg([xmp_segment(xmp(inside))]), "jpg", URL)) == expected, name
    chunk = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(inside)
    assert found(reader.read_file(png([(b"iTXt", chunk)]), "png", URL)) == expected, name


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("PNG text", png([(b"tEXt", b"Description\0Odalys")]), [("meta", "Odalys", "PNG text 'Description'")]),
        ("PNG text behind the pixels", png([(b"tEXt", b"Author\0Teo")], tail=True),
         [("meta", "Teo", "PNG text 'Author'")]),
        ("what made the PNG", png([(b"tEXt", b"Software\0Paint")]), []),
        ("JPEG comment", jpeg([(0xFE, b"Wren at the pool")]),
         [("meta", "Wren at the pool", "comment in the picture's file")]),
    ],
)  # fmt: skip
def test_texts_of_the_file_itself(
    reader: DocumentReader, name: str, data: bytes, expected: list[tuple[str, str, str]]
) -> None:
    assert found(reader.read_file(data, "png", URL)) == expected, name


def test_a_gif_comment_and_tiff_tags(reader: DocumentReader) -> None:
    out = io.BytesIO()
    Image.new("P", (200, 150)).save(out, "GIF", comment=b"Odalys")
    assert found(reader.read_file(out.getvalue(), "gif", URL)) == [
        ("meta", "Odalys", "comment in the picture's file")
    ]
    out = io.BytesIO()
    Image.new("L", (200, 150)).save(out, "TIFF", tiffinfo={270: "Teo Quillane", 315: "Ines Harrow"})
    assert found(reader.read_file(out.getvalue(), "tif", URL)) == [
        ("exif", "Teo Quillane", "EXIF description"), ("exif", "Ines Harrow", "EXIF artist"),
    ]  # fmt: skip


def test_heic_gives_its_metadata_and_counts_as_unread(reader: DocumentReader) -> None:
    block = exif({0x010E: "Odalys"})
    data = b"\0\0\0\x18ftypheic" + b"\0" * 300 + b"Exif\0\0" + block.removeprefix(b"Exif\0\0") + b"\0" * 50
    reading = reader.read_file(data, "heic", URL)
    assert found(reading) == [("exif", "Odalys", "EXIF description")]
    assert (reading.pictures_unread, reading.problem) == (1, None)


@pytest.mark.parametrize(
    ("name", "size", "unread"),
    [
        ("an icon", (32, 32), 0),
        ("a rule", (900, 4), 0),
        ("a banner", (900, 60), 1),
        ("a photo", (640, 480), 1),
    ],
)
def test_what_may_hold_words_is_counted(
    reader: DocumentReader, name: str, size: tuple[int, int], unread: int
) -> None:
    assert reader.read_file(jpeg(size=size), "jpg", URL).pictures_unread == unread, name


def test_a_flyer_weighs_more_than_a_photo(reader: DocumentReader) -> None:
    noise = Image.effect_noise((600, 400), 60).convert("RGB")
    photo = reader.read_file(saved(noise, "JPEG"), "jpg", URL, weigh=True).score
    printed = reader.read_file(saved(flyer(["Bake sale", "Friday noon"])), "png", URL, weigh=True).score
    assert printed > 0.2 > photo


def test_a_plate_is_grey_upright_and_bounded(reader: DocumentReader) -> None:
    turned = exif({0x0112: 6})
    (plate,) = reader.read_file(jpeg(size=(3000, 2400), exif=turned), "jpg", URL, plates=1).plates
    with Image.open(io.BytesIO(plate.png)) as picture:
        assert picture.mode == "L" and picture.height > picture.width
        assert picture.width * picture.height <= 4_000_000


HEADER = b"IHDR" + struct.pack(">IIBBBBB", 65_535, 65_535, 8, 2, 0, 0, 0)
BOMB = png(size=(1, 1))[:12] + HEADER + struct.pack(">I", zlib.crc32(HEADER)) + png(size=(1, 1))[33:]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("no picture", b"\xff\xd8\xff" + b"nonsense" * 30, Reason.UNREADABLE_DOCUMENT),
        ("a bomb of pixels", BOMB, Reason.UNREADABLE_DOCUMENT),
        ("half a JPEG", jpeg(size=(600, 400))[:700], None),
    ],
)  # fmt: skip
def test_broken_pictures_are_said_or_read_as_far_as_they_go(
    reader: DocumentReader, name: str, data: bytes, reason: Reason | None
) -> None:
    reading = reader.read_file(data, "jpg", URL, weigh=True, plates=1)
    assert (reading.problem.reason if reading.problem else None) == reason, name
    assert reading.pictures_unread == (name != "no picture"), "what cannot be opened is not green"
    assert len(reading.plates) == (name == "half a JPEG"), "what a browser would show of it"


def test_damaged_exif_does_not_hide_xmp(reader: DocumentReader) -> None:
    packet = xmp("<dc:subject><rdf:Bag><rdf:li>Teo</rdf:li></rdf:Bag></dc:subject>")
    data = jpeg([(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 40), xmp_segment(packet)])
    assert ("xmp", "Teo", "XMP keywords") in found(reader.read_file(data, "jpg", URL))


def test_where_a_picture_says_it(reader: DocumentReader) -> None:
    (text,) = reader.read_file(jpeg(exif=exif({0x010E: "Odalys"})), "jpg", URL).texts
    assert (text.where.url, text.where.document, text.where.source) == (URL, URL, Source.EXIF)
