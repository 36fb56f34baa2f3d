"""Parse a page's text into a tree of bounded size in linear time; reads nothing out of it."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

MAX_CHARACTERS: Final = 10_000_000
# A page of ten megabytes made of nothing but tags would need a gigabyte as a tree.
MAX_TAGS: Final = 300_000
# libxml2 compares every attribute of a tag with every other: 300,000 of them took four minutes.
MAX_ATTRIBUTES: Final = 200
# Below this libxml2 gives up and drops the rest of the page; browsers flatten at 512.
MAX_DEPTH: Final = 255

_NAME_END = r"\t\n\f\r />"
_SPACE = r"[\t\n\f\r ]*+"
_ATTRIBUTE = (
    rf"[\t\n\f\r /]++(?:=?[^{_NAME_END}=]++(?:{_SPACE}={_SPACE}"
    r"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+)?+"
)
# Every branch consumes what it starts, so that the scan is linear whatever is left unclosed.
_TAG: Final = re.compile(
    r"<!--(?s:.*?)(?:-->|\Z)|<(script|style)\b(?s:.*?)(?:</\1|\Z)"
    rf"|<[A-Za-z][^{_NAME_END}]*+(?:{_ATTRIBUTE}|[^>\t\n\f\r /])*+>?",
    re.IGNORECASE,
)
_ONE_ATTRIBUTE: Final = re.compile(_ATTRIBUTE)
_LAYOUT_TAG: Final = re.compile(
    r"</?(?!(?:a|script|style|title|textarea|option|select|button|h[1-6]|img|input|br|hr|meta|link|base|area"
    r"|iframe|embed|source|track|auditor-frame)\b)[A-Za-z][^<>]*>",
    re.IGNORECASE,
)
# Browsers take what follows the end for more of the body; the parser would start a second page.
_END: Final = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def parse(text: str) -> tuple[etree._Element | None, bool]:
    """Return the root element, None where there is nothing in the page, and whether something was cut.

    A page that nests deeper than the parser bears is read again without its layout tags, so that its
    words and links are kept although its structure is lost.
    """
    cut = len(text) > MAX_CHARACTERS
    text = _END.sub("", text[:MAX_CHARACTERS].replace("\x00", ""))
    if text.count("<") > MAX_TAGS:
        text = "<".join(text.split("<", MAX_TAGS)[:MAX_TAGS])
        cut = True
    slim = _TAG.sub(_slim, text)
    cut = cut or len(slim) != len(text)
    root = _tree(slim)
    if root is not None and _is_too_deep(root):
        return _tree(_LAYOUT_TAG.sub("<br>", slim)), True
    return root, cut


def _tree(text: str) -> etree._Element | None:
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    parser = etree.HTMLParser(encoding="utf-8", remove_pis=True)
    try:
        # The parser returns nothing for an empty page; its type stubs do not say so.
        root: etree._Element | None = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None
    return root


def _slim(match: re.Match[str]) -> str:
    tag = match[0]
    if len(tag) < 2 * MAX_ATTRIBUTES or match[1] or tag.startswith("<!--"):
        return tag
    for count, attribute in enumerate(_ONE_ATTRIBUTE.finditer(tag)):
        if count >= MAX_ATTRIBUTES:
            return tag[: attribute.start()] + ">"
    return tag


def _is_too_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth >= MAX_DEPTH:
            return True
    return False
