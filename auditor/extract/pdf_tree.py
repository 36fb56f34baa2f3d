"""Read what a PDF tells a screen reader: its tags, title, language, bookmarks, and words for pictures."""

from __future__ import annotations

import ctypes
from itertools import islice
from typing import Any, Final

import pypdfium2.raw as raw

from auditor.extract.gathering import Gathering
from auditor.page import Source

_MOST_ELEMENTS: Final = 5_000
_DEEPEST: Final = 40
_MOST_BOOKMARKS: Final = 50


def say_outline(document: Any, pages: int, title: str, found: Gathering) -> None:
    """Say what the file tells a screen reader of itself."""
    language = wide(lambda b, n: raw.FPDFCatalog_GetLanguage(document, b, n))[:20]
    found.language = found.language or language
    found.access |= {
        "tagged": "yes" if raw.FPDFCatalog_IsTagged(document) else "no",
        "title": "yes" if title.strip() else "no",
        "language": language,
        "pages": str(pages),
        "bookmarks": str(sum(1 for _ in islice(document.get_toc(max_depth=3), _MOST_BOOKMARKS))),
    }


def say_alternatives(page: Any, place: str, found: Gathering) -> None:
    """Say what stands for pictures in a tagged file."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        waiting = [
            (raw.FPDF_StructTree_GetChildAtIndex(tree, index), 0)
            for index in range(min(raw.FPDF_StructTree_CountChildren(tree), _MOST_ELEMENTS))
        ]
        left = _MOST_ELEMENTS
        while waiting and left:
            left -= 1
            element, depth = waiting.pop()
            if not element:
                continue
            if not found.language:
                found.language = wide(lambda b, n, e=element: raw.FPDF_StructElement_GetLang(e, b, n))[:20]
            words = wide(lambda b, n, e=element: raw.FPDF_StructElement_GetAltText(e, b, n))
            _count_element(element, words, found)
            found.say(words, f"description of a picture on {place}", source=Source.ALT)
            if depth < _DEEPEST:
                children = min(raw.FPDF_StructElement_CountChildren(element), left)
                waiting.extend(
                    (raw.FPDF_StructElement_GetChildAtIndex(element, index), depth + 1)
                    for index in range(children)
                )
    finally:
        raw.FPDF_StructTree_Close(tree)


def _count_element(element: Any, words: str, found: Gathering) -> None:
    kind = wide(lambda b, n: raw.FPDF_StructElement_GetType(element, b, n))
    if kind == "Figure":
        found.count("pictures")
        spoken = words or wide(lambda b, n: raw.FPDF_StructElement_GetActualText(element, b, n))
        if not spoken.strip():
            found.count("pictures-without-words")
    elif kind in ("H", "H1", "H2", "H3", "H4", "H5", "H6"):
        found.count("headings")
    elif kind == "Table":
        found.count("tables")
    elif kind == "TH":
        found.count("header-cells")


def wide(call: Any) -> str:
    """Return what PDFium writes as UTF-16 with its length in bytes."""
    length = call(None, 0)
    if length <= 2 or length > 200_000:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    call(buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "ignore")
