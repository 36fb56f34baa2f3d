"""Turn the bytes of a page into text although their label may lie; leaves parsing out."""

from __future__ import annotations

import codecs
import re
from typing import Final

from bs4.dammit import EncodingDetector
from charset_normalizer import from_bytes

_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Browsers read these labels as the larger set on the right (WHATWG Encoding standard).
_MEANT: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
# Only plain character sets: Python's other codecs unpack archives or take quadratic time.
_KNOWN: Final = re.compile(
    r"(?:utf[-_]?(?:8|16|32)(?:-?[lb]e)?|u8|(?:us-)?ascii|iso[-_]?8859[-_]?\d+|latin[-_]?\d+|l1|windows-\d+"
    r"|cp\d+|x-cp\d+|koi8-[ru]|mac(?:intosh|-?roman)?|x-mac-roman|shift[-_]?jis|sjis|euc[-_](?:jp|kr)|gb2312"
    r"|gbk|gb18030|big5(?:-hkscs)?|iso-2022-jp|ks_c_5601-1987|tis-620)$"
)
_SINGLE_BYTE: Final = re.compile(r"cp(?:125\d|437|85\d|866|874)|iso8859|koi8|mac|latin")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:\-]+)", re.IGNORECASE)
_SAMPLE: Final = 30_000
# Above this share of bytes outside ASCII the text is not written in Latin letters.
_FOREIGN_SHARE: Final = 0.25


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of `body`.

    The order is byte-order mark, HTTP label, label in the page, guess. A label loses where the bytes
    prove it wrong: text that is good UTF-8 beyond ASCII is UTF-8, whatever single-byte set was named,
    and bytes that are no UTF-8 in a page that says so are read as Windows-1252 one by one.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if body.isascii() and b"\x1b" not in body:
        return body.decode("ascii")
    label = _label(body, content_type)
    if not label or label == "utf-8" or _SINGLE_BYTE.match(label):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if not label:
        label = _guess(body)
    if label == "utf-8":
        return body.decode("utf-8", "auditor-cp1252")
    try:
        return body.decode(label)
    except UnicodeDecodeError:
        pass
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode(label, "replace")


def _label(body: bytes, content_type: str) -> str:
    match = _CHARSET.search(content_type)
    name = _python_name(match[1]) if match else ""
    if not name:
        declared = EncodingDetector.find_declared_encoding(body[:4096], is_html=True)
        name = _python_name(declared or "")
        if name.startswith(("utf-16", "utf-32")):
            name = "utf-8"  # had it been UTF-16, the label could not have been read as ASCII
    return name


def _python_name(label: str) -> str:
    label = label.strip().lower()
    if not _KNOWN.match(label):
        return ""
    try:
        name = codecs.lookup(label.removeprefix("x-") if label.startswith("x-cp") else label).name
    except LookupError:
        return ""
    return _MEANT.get(name, name)


def _guess(body: bytes) -> str:
    sample = body[:_SAMPLE]
    high = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    if high < _FOREIGN_SHARE * len(sample):
        return "cp1252"
    best = from_bytes(sample).best()
    return (_python_name(best.encoding.replace("_", "-")) if best is not None else "") or "cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("auditor-cp1252", _as_cp1252)
