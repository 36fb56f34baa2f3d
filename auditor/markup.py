"""Make selectors and start tags fit to be kept: without what changes at each visit, and short."""

from __future__ import annotations

import re
from functools import lru_cache

MOST_CHARACTERS = 300
"""Length to which a start tag is cut in a finding."""

_CSS_HEX = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\n]?")
_CSS_SIGN = re.compile(r"\\(.)")
_MASK = "*"

# Marks that scripts number anew at each visit, by the libraries that make them. Numbers that an
# editor stored with the page stay the same, so digits alone are no reason to mask.
_VOLATILE = re.compile(
    r"""
      yui_[0-9][0-9_]*                                   # YUI: Squarespace and older portals
    | (?:ember|ext-gen|ext-comp-|ext-element-|gwt-uid-|ui-id-|isc_)[0-9]+
    | (?<![0-9a-z])(?:mui|headlessui|radix|react-aria|rc|chakra|mantine|downshift|select2)
      [-:_](?=[0-9a-z_:-]{0,40}[0-9])[0-9a-z_:-]{1,80}
    | :[rR][0-9a-z]+:                                    # React's useId
    | «r[0-9a-z]+»
    | jquery[0-9]{8,}
    | (?<![0-9])1[0-9]{12}(?![0-9])                      # milliseconds since 1970
    | (?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DATA_ADDRESS = re.compile(r"(data:[\w.+/-]{0,60})[;,][^\"'\s>]*")
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=8_192)
def stable_selector(selector: str) -> str:
    """Return a selector in which marks that change at each visit read "*".

    CSS escapes are undone first, because they hide what they escape. What is returned identifies an
    element from night to night; it is no longer a selector that a browser could use.
    """
    plain = _CSS_HEX.sub(lambda found: _character(found[1]), selector)
    plain = _CSS_SIGN.sub(r"\1", plain)
    return _SPACE.sub(" ", _VOLATILE.sub(_MASK, plain)).strip()


def short_tag(html: str) -> str:
    """Return an element's start tag on one line, without embedded data, cut where it is long."""
    tag = _SPACE.sub(" ", _DATA_ADDRESS.sub(r"\1…", html)).strip()
    return tag if len(tag) <= MOST_CHARACTERS else f"{tag[: MOST_CHARACTERS - 1]}…"


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
