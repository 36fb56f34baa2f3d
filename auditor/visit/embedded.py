"""Find the pictures that are written into a page's code as data; opens none of them."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

MOST: Final = 200
_SMALLEST: Final = 300
"""Bytes: less than that is a dot, a rule or a mark, on which nobody reads words."""
_KINDS: Final = {
    b"png": "png",
    b"jpeg": "jpg",
    b"jpg": "jpg",
    b"gif": "gif",
    b"webp": "webp",
    b"bmp": "bmp",
    b"tiff": "tif",
    b"avif": "avif",
    b"heic": "heic",
    b"svg+xml": "svg",
}
# In a script's string every slash may stand behind a backslash; in an attribute lines may be broken.
_DATA: Final = re.compile(
    rb"data:image\\?/([A-Za-z+]{3,10}+)(?:;[\w.=-]{1,40}){0,3};base64,([A-Za-z0-9+/=%\\ \t\r\n]++)"
)
_NO_DATA: Final = re.compile(rb"\\[nrt]|[^A-Za-z0-9+/]+")


def written_pictures(code: bytes | str) -> Iterator[tuple[str, bytes]]:
    """Yield the kind (a suffix, no dot) and the bytes of each picture in a page's code, at most `MOST`.

    Only base64 counts. Takes time linear in the length of the code, whatever stands in it.
    """
    text = code.encode("utf-8", "replace") if isinstance(code, str) else code
    found = 0
    for match in _DATA.finditer(text):
        kind = _KINDS.get(match[1].lower())
        if kind is None:
            continue
        letters = unquote_to_bytes(match[2]) if b"%" in match[2] else match[2]
        letters = _NO_DATA.sub(b"", letters)
        try:
            data = b64decode(letters + b"=" * (-len(letters) % 4))
        except Error:
            continue
        if len(data) < _SMALLEST:
            continue
        found += 1
        if found > MOST:
            return
        yield kind, data
