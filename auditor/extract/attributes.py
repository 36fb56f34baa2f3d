"""Write the texts that stand in attributes: labels, tooltips, values, data; not addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from auditor.extract.head import structured_strings
from auditor.extract.place import Node
from auditor.extract.reading import Reading
from auditor.extract.words import script_strings, without_tags
from auditor.page import Source

_LABELS: Final = {
    "aria-label": "label",
    "aria-description": "description",
    "aria-roledescription": "description",
    "aria-valuetext": "value",
    "aria-placeholder": "hint",
    "placeholder": "hint",
    "summary": "summary",
    "label": "label",
}
_NOUNS: Final = {
    "a": "link",
    "area": "area of a picture",
    "img": "picture",
    "iframe": "frame",
    "auditor-frame": "frame",
    "input": "field",
    "select": "field",
    "textarea": "field",
    "button": "button",
    "table": "table",
    "video": "video",
    "audio": "sound",
    "nav": "menu",
    "form": "form",
    "abbr": "abbreviation",
    "svg": "drawing",
    "option": "choice",
    "optgroup": "choice",
    "track": "captions",
    "p": "paragraph",
}
_DATA_SKIPPED: Final = re.compile(
    r"data-(?:toggle|target|dismiss|role|v-.*|react.*|testid|test-.*|wow.*|aos.*|icon|type|id|auto.*|animation.*"
    r"|bs-.*|src.*|srcset|href|url|sizes|lazy.*|original|widget.*|element_type|ad-.*|ga-.*|gtm-.*|track.*|event.*"
    r"|.*(?:class|selector|color|style|format|template|nonce|hash|key|token|mode|size|width|height|ratio|state)"
    r"|auditor-.*)$",
    re.IGNORECASE,
)
# Words, or a slug of two parts; one lower-case word is the name of a mode or an effect.
_TEXT_LIKE: Final = re.compile(r"[^\W\d_]{2,}[\s,'’]+\S|[^\W\d_]{2,}[-_.][^\W\d_]{2,}|^[^\W\d_a-z]\w+")
_LONGEST_VALUE: Final = 20_000
_CHECKS: Final = ("checkbox", "radio", "hidden", "password", "file", "range", "color", "image")


def write_attributes(reading: Reading, node: Node, attributes: Mapping[str, str]) -> None:
    """Write every attribute of an element that holds words."""
    tag = node.tag
    for name, value in attributes.items():
        if not value or value.isspace():
            continue
        if name == "title":
            if tag not in ("style", "link"):
                reading.writer.say(value, node, Source.TITLE, f"tooltip of the {_noun(node)}")
        elif name in _LABELS:
            if name != "label" or tag in ("option", "optgroup", "track"):
                reading.writer.say(value, node, Source.LABEL, f"{_LABELS[name]} of the {_noun(node)}")
        elif name == "alt":
            if tag not in ("img", "input"):
                reading.writer.say(value, node, Source.ALT, _noun(node))
        elif name == "content":
            if tag != "meta" and "itemprop" in attributes:
                reading.writer.say(value, node, Source.META, "value in the page's code")
        elif name == "datetime":
            if tag in ("time", "ins", "del"):
                reading.writer.say(value, node, Source.META, "date in the page's code")
        elif name == "value":
            _write_value(reading, node, attributes, value)
        elif name.startswith("data-"):
            _write_data(reading, node, name, value)


def _noun(node: Node) -> str:
    return _NOUNS.get(node.tag, "element")


def _write_value(reading: Reading, node: Node, attributes: Mapping[str, str], value: str) -> None:
    if node.tag == "input":
        kind = attributes.get("type", "").strip().lower()
        if kind == "hidden":
            if _TEXT_LIKE.search(value) and len(value) < 500:
                reading.writer.say(value, node, Source.HIDDEN, "value of a hidden field")
        elif kind in ("submit", "button", "reset"):
            reading.writer.say(value, node, Source.FORM, "button")
        elif kind not in _CHECKS:
            reading.writer.say(value, node, Source.FORM, "field")
    elif node.tag in ("data", "param", "button") and _TEXT_LIKE.search(value):
        reading.writer.say(value, node, Source.HIDDEN, "value in the page's code")


def _write_data(reading: Reading, node: Node, name: str, value: str) -> None:
    if len(value) > _LONGEST_VALUE or reading.data_left <= 0 or "://" in value[:12]:
        return
    if value[:1] in "[{" and '"' in value:
        row = f"data{len(reading.writer.texts)}"
        try:
            strings = [(group, text) for group, _, text in structured_strings(value)]
        except ValueError:
            strings = list(script_strings(value, 200))
        for group, text in strings[:200]:
            if _TEXT_LIKE.search(text) and "://" not in text[:12]:
                reading.data_left -= 1
                _say_data(reading, node, name, text, f"{row}.{group}")
    elif _TEXT_LIKE.search(value) and not _DATA_SKIPPED.match(name):
        reading.data_left -= 1
        _say_data(reading, node, name, value, "")


def _say_data(reading: Reading, node: Node, name: str, text: str, row: str) -> None:
    parts = without_tags(text)
    reading.writer.say(parts, node, Source.HIDDEN, f"attribute {name} in the page's code", row=row)
