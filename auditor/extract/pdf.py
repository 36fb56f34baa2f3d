"""Read a PDF's lines, links, notes, form values and properties with PDFium; reads no words in pictures."""

from __future__ import annotations

import ctypes
import io
import re
import zlib
from contextlib import suppress
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from auditor.extract.gathering import Gathering, Unreadable
from auditor.extract.lines import write_lines
from auditor.extract.media import MOST_PIXELS, SCORE_UNKNOWN, may_hold_words, plate_of
from auditor.extract.metadata import say_xmp
from auditor.extract.pdf_lines import lines_of
from auditor.extract.pdf_tree import say_alternatives, say_outline, wide
from auditor.page import Source

MOST_PAGES: Final = 600
_MOST_CHARACTERS: Final = 100_000
_MOST_NOTES: Final = 500
_MOST_BOOKMARKS: Final = 500
_SCAN_CHARACTERS: Final = 12
_MOST_OBJECTS: Final = 200
_DEEPEST_FORM: Final = 3
_WHOLE_PAGE: Final = 0.5
_PLATE_DPI: Final = 200
_PLATE_PIXELS: Final = 6_000_000
_MOST_XMP: Final = 5
_XMP_STREAM: Final = re.compile(rb"/Subtype\s*/XML\b[^\x00]{0,300}?stream\r?\n")
_INFO: Final = ("Title", "Author", "Subject", "Keywords")
_COMMENTS: Final = {
    raw.FPDF_ANNOT_TEXT: "note",
    raw.FPDF_ANNOT_HIGHLIGHT: "note on marked text",
    raw.FPDF_ANNOT_UNDERLINE: "note on marked text",
    raw.FPDF_ANNOT_SQUIGGLY: "note on marked text",
    raw.FPDF_ANNOT_STRIKEOUT: "note on marked text",
    raw.FPDF_ANNOT_POPUP: "note",
    raw.FPDF_ANNOT_CARET: "note",
    raw.FPDF_ANNOT_INK: "note",
    raw.FPDF_ANNOT_SQUARE: "note",
    raw.FPDF_ANNOT_CIRCLE: "note",
    raw.FPDF_ANNOT_STAMP: "stamp",
    raw.FPDF_ANNOT_FILEATTACHMENT: "note on an attached file",
}


def read_pdf(data: bytes, found: Gathering) -> None:
    """Read a PDF page by page; raises `Unreadable` where it is locked or no PDF."""
    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError as error:
        words = str(error).lower()
        if "password" in words or "security" in words:
            raise Unreadable("locked by a password") from None
        raise Unreadable("damaged, or no PDF") from None
    info = document.get_metadata_dict()
    found.title = info.get("Title", "")[:300]
    for name in _INFO:
        found.say(info.get(name, ""), f"document property '{name}'", source=Source.META)
    for packet in _xmp_packets(data):
        say_xmp(packet, found)
    say_outline(document, pages, info.get("Title", ""), found)
    _names(document, found)
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    pictures: set[tuple[int, ...]] = set()
    for number in range(min(pages, MOST_PAGES)):
        try:
            page = document[number]
        except pdfium.PdfiumError:
            found.cut = True
            continue
        _page(document, page, f"page {number + 1}", found, pictures)
        page.close()
        found.go_on()
    if pages > MOST_PAGES:
        found.cut = True


def _names(document: Any, found: Gathering) -> None:
    for number in range(min(document.count_attachments(), 100)):
        name = document.get_attachment(number).get_name()
        found.say(name, "name of an attached file", source=Source.FILE_NAME)
    for number, mark in enumerate(document.get_toc(max_depth=6)):
        if number >= _MOST_BOOKMARKS:
            break
        found.say(mark.get_title(), "bookmark", source=Source.META)


def _page(document: Any, page: Any, place: str, found: Gathering, pictures: set[tuple[int, ...]]) -> None:
    text = page.get_textpage()
    found.cut = found.cut or text.count_chars() > _MOST_CHARACTERS
    lines = lines_of(text, _MOST_CHARACTERS)
    write_lines(lines, place, found)
    seen = sum(len(line.text) for line in lines)
    _links(document, page, text, place, found)
    _notes(document, page, place, found)
    say_alternatives(page, place, found)
    found.count("words", sum(line.text.count(" ") + 1 for line in lines))
    if seen < _SCAN_CHARACTERS and _has_picture(page):
        found.count("scanned")
        found.unread += 1
        if found.wants_plate:
            found.plate(place, _plate(page))
    else:
        _pictures(page, place, found, pictures)
    text.close()


def _pictures(page: Any, place: str, found: Gathering, said: set[tuple[int, ...]]) -> None:
    """Count the pictures beside a page's text, on which words may stand; each once in a file.

    `said` are the pictures had already: their sizes in pixels and bytes.
    """
    scanned = _has_unseen_text(page)
    width, height = page.get_size()
    filters = (raw.FPDF_PAGEOBJ_IMAGE,)
    for number, picture in enumerate(page.get_objects(filter=filters, max_depth=_DEEPEST_FORM)):
        if number >= _MOST_OBJECTS:
            return
        try:
            across, down = picture.get_px_size()
            key = (across, down, raw.FPDFImageObj_GetImageDataRaw(picture, None, 0))
            left, bottom, right, top = picture.get_bounds()
        except pdfium.PdfiumError:
            continue
        if key in said or not may_hold_words(across, down):
            continue
        if scanned and (right - left) * (top - bottom) > _WHOLE_PAGE * width * height:
            continue  # a scan whose words stand behind it as text
        said.add(key)
        found.unread += 1
        found.score = max(found.score, SCORE_UNKNOWN)
        if found.wants_plate and across * down <= MOST_PIXELS // 2:
            with suppress(Exception):  # any codec may fail in any way on damaged pixels
                found.plate(f"picture on {place}", plate_of(picture.get_bitmap(render=True).to_pil()))


def _has_unseen_text(page: Any) -> bool:
    """Say whether a page holds text that is not drawn: what a program read in a scan."""
    for index in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_TEXT:
            return bool(raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    return False


def _links(document: Any, page: Any, text: Any, place: str, found: Gathering) -> None:
    position = ctypes.c_int(0)
    link = raw.FPDF_LINK()
    for _ in range(_MOST_NOTES * 4):
        if not raw.FPDFLink_Enumerate(page, position, link):
            break
        action = raw.FPDFLink_GetAction(link)
        if not action:
            continue
        kind = raw.FPDFAction_GetType(action)
        if kind == raw.PDFACTION_URI:
            href = _bytes_of(lambda b, n, a=action: raw.FPDFAction_GetURIPath(document, a, b, n))
        elif kind in (raw.PDFACTION_REMOTEGOTO, raw.PDFACTION_LAUNCH):
            href = _bytes_of(lambda b, n, a=action: raw.FPDFAction_GetFilePath(a, b, n))
        else:
            continue
        area = raw.FS_RECTF()
        words = around = ""
        if raw.FPDFLink_GetAnnotRect(link, area):
            words = text.get_text_bounded(area.left, area.bottom, area.right, area.top)
            middle = (area.bottom + area.top) / 2
            around = text.get_text_bounded(None, middle - 0.5, None, middle + 0.5)
        found.link(href, words.translate(_MARKS), f"link on {place}", around=around.translate(_MARKS))


_MARKS: Final = {2: "-", 0xFFFE: "-", 13: " ", 10: " "}


def _notes(document: Any, page: Any, place: str, found: Gathering) -> None:
    form = document.formenv
    seen: set[str] = set()
    count = raw.FPDFPage_GetAnnotCount(page)
    found.cut = found.cut or count > _MOST_NOTES
    for index in range(min(count, _MOST_NOTES)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind == raw.FPDF_ANNOT_WIDGET:
            value = ""
            if form is not None:
                value = wide(lambda b, n, a=note: raw.FPDFAnnot_GetFormFieldValue(form, a, b, n))
                label = wide(lambda b, n, a=note: raw.FPDFAnnot_GetFormFieldAlternateName(form, a, b, n))
                found.say(label, f"label of a form field on {place}", source=Source.LABEL)
            value = value or _value(note, b"V")
            if value not in ("Off", "Yes", "On"):
                found.say(value, f"form field on {place}", source=Source.FORM)
        elif kind == raw.FPDF_ANNOT_FREETEXT:
            found.say(_value(note, b"Contents"), f"text box on {place}")
        elif kind in _COMMENTS:
            words = _value(note, b"Contents")
            if words and words not in seen:
                seen.add(words)
                found.say(words, f"{_COMMENTS[kind]} on {place}", source=Source.COMMENT)
            author = _value(note, b"T")
            if author and author not in seen:
                seen.add(author)
                found.say(author, f"who wrote a note on {place}", source=Source.COMMENT)
        elif kind == raw.FPDF_ANNOT_LINK:
            found.say(_value(note, b"Contents"), f"description of a link on {place}", source=Source.ALT)
        raw.FPDFPage_CloseAnnot(note)


def _has_picture(page: Any) -> bool:
    count = raw.FPDFPage_CountObjects(page)
    kinds = (
        raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, index))
        for index in range(min(count, _MOST_OBJECTS))
    )
    # Drawn letters (many paths, no text) are words in a picture as well.
    paths = 0
    for kind in kinds:
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            return True
        paths += kind == raw.FPDF_PAGEOBJ_PATH
    return paths > 60


def _plate(page: Any) -> bytes:
    width, height = page.get_size()
    scale = min(_PLATE_DPI / 72, (_PLATE_PIXELS / max(1.0, width * height)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _value(note: Any, key: bytes) -> str:
    return wide(lambda b, n: raw.FPDFAnnot_GetStringValue(note, key, b, n))


def _bytes_of(call: Any) -> str:
    length = call(None, 0)
    if length <= 1 or length > 10_000:
        return ""
    buffer = ctypes.create_string_buffer(length)
    call(buffer, length)
    return buffer.raw[: length - 1].decode("utf-8", "replace")


def _xmp_packets(data: bytes) -> list[bytes]:
    packets: list[bytes] = []
    start = 0
    for _ in range(_MOST_XMP):
        start = data.find(b"<x:xmpmeta", start)
        end = data.find(b"</x:xmpmeta>", start)
        if start < 0 or end < 0:
            break
        packets.append(data[start : end + 12])
        start = end
    for match in _XMP_STREAM.finditer(data):
        if len(packets) >= _MOST_XMP:
            break
        try:
            packet = zlib.decompressobj().decompress(data[match.end() : match.end() + 1_000_000], 2_000_000)
        except zlib.error:
            continue
        packets.append(packet)
    return packets
