"""Make tiny real files for tests: PDF by hand, Office files by zip, pictures; no part of the product."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw, ImageFont

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MORE = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(
    pages: Sequence[str | bytes],
    *,
    info: Mapping[str, str] | None = None,
    annots: Mapping[int, Sequence[str]] | None = None,
    catalog: str = "",
    objects: Sequence[str | bytes] = (),
    resources: str = "",
) -> bytes:
    """Return a PDF whose pages have these content streams; `objects` get the numbers from 100 on.

    `annots` maps a page's number (from 0) to dictionaries of annotations.
    """
    bodies: dict[int, bytes] = {}
    kids = " ".join(f"{10 + 3 * n} 0 R" for n in range(len(pages)))
    bodies[1] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    bodies[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
    bodies[3] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    fields = " ".join(f"/{key} {literal(value)}" for key, value in (info or {}).items())
    bodies[4] = f"<< {fields} >>".encode("latin-1")
    for number, content in enumerate(pages):
        stream = content.encode("latin-1") if isinstance(content, str) else content
        own = " ".join((annots or {}).get(number, ()))
        bodies[10 + 3 * number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {11 + 3 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> {resources} >> /Annots [{own}] >>"
        ).encode()
        bodies[11 + 3 * number] = b"<< /Length %d >> stream\n%s\nendstream" % (len(stream), stream)
    for number, body in enumerate(objects):
        bodies[100 + 3 * len(pages) + number] = body.encode("latin-1") if isinstance(body, str) else body
    return _assembled(bodies)


def _assembled(bodies: Mapping[int, bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    at: dict[int, int] = {}
    for number, body in sorted(bodies.items()):
        at[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    last = max(bodies) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % last)
    for number in range(1, last):
        out.write(b"%010d 00000 %s \n" % (at.get(number, 0), b"n" if number in at else b"f"))
    out.write(b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (last, start))
    return out.getvalue()


def literal(text: str) -> str:
    """Return a PDF string."""
    return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"


def lines(texts: Sequence[str], *, x: float = 72, y: float = 700, size: float = 12, step: float = 14) -> str:
    """Return a content stream with one line under the other."""
    return "".join(
        f"BT /F1 {size} Tf {x} {y - number * step} Td {literal(text)} Tj ET\n"
        for number, text in enumerate(texts)
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def relations(entries: Mapping[str, tuple[str, str]]) -> str:
    """Return a relations part: id -> (type's last word, target; outside where it has a scheme)."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{REL}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if ":" in target else "")
        + "/>"
        for key, (kind, target) in entries.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>'
    "</cp:coreProperties>"
)


def docx(body: str, links: Mapping[str, tuple[str, str]] | None = None, **parts: str | bytes) -> bytes:
    """Return a Word file; a further part's name is written with __ for / and _xml for its suffix."""
    named = {name.replace("__", "/").replace("_xml", ".xml"): value for name, value in parts.items()}
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations({"r1": ("officeDocument", "word/document.xml")}),
            "word/document.xml": f"<w:document {W} {R} {A} {MORE}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(links or {}),
            **named,
        }
    )


def p(text: str, style: str = "") -> str:
    """Return a Word paragraph of one run."""
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{head}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def jpeg(
    segments: Sequence[tuple[int, bytes]] = (), size: tuple[int, int] = (200, 150), exif: bytes = b""
) -> bytes:
    """Return a grey JPEG with further segments (marker's second byte, content) behind its first."""
    out = io.BytesIO()
    picture = Image.new("RGB", size, (90, 120, 150))
    picture.save(out, "JPEG", **({"exif": exif} if exif else {}))
    data = out.getvalue()
    extra = b"".join(struct.pack(">BBH", 0xFF, mark, len(body) + 2) + body for mark, body in segments)
    return data[:2] + extra + data[2:]


def iptc(fields: Sequence[tuple[int, str]], *, utf8: bool = True) -> bytes:
    """Return the content of a Photoshop segment (APP13) that carries IPTC fields of record 2."""
    block = b"\x1c\x01\x5a\x00\x03\x1b%G" if utf8 else b""
    for number, text in fields:
        value = text.encode("utf-8" if utf8 else "cp1252")
        block += struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value
    padded = block + b"\x00" * (len(block) % 2)
    return b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(block)) + padded


def xmp(inside: str, attributes: str = "") -> bytes:
    """Return an XMP packet whose description holds `inside`."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        'xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" '
        'xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:MP="http://ns.microsoft.com/photo/1.2/" '
        'xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#" '
        'xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" '
        'xmlns:exif="http://ns.adobe.com/exif/1.0/" '
        f"{attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def xmp_segment(packet: bytes) -> tuple[int, bytes]:
    """Return the JPEG segment of an XMP packet."""
    return 0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + packet


def png(
    chunks: Sequence[tuple[bytes, bytes]] = (), size: tuple[int, int] = (200, 150), tail: bool = False
) -> bytes:
    """Return a PNG with further chunks behind its head, or with `tail` before its end."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 200, 200)).save(out, "PNG")
    data = out.getvalue()
    extra = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    at = len(data) - 12 if tail else 33
    return data[:at] + extra + data[at:]


def flyer(words: Sequence[str], size: tuple[int, int] = (900, 500)) -> Image.Image:
    """Return a picture with words printed on it."""
    picture = Image.new("L", size, 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=44)
    for number, line in enumerate(words):
        draw.text((40, 40 + 80 * number), line, fill=0, font=font)
    return picture


def saved(picture: Image.Image, kind: str = "PNG") -> bytes:
    """Return a picture's file."""
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()
