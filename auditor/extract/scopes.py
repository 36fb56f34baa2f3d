"""Say what an element passes on to its contents: source, language, row, hiddenness; writes nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from auditor.address import resolve
from auditor.extract.place import Scope, ordinal
from auditor.page import Source

INLINE: Final = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "button", "cite", "code", "data", "del"),
        *("dfn", "em", "font", "i", "img", "input", "ins", "kbd", "label", "map", "mark", "math", "meter"),
        *(
            "nobr",
            "output",
            "picture",
            "progress",
            "q",
            "rb",
            "rbc",
            "rtc",
            "rt",
            "ruby",
            "s",
            "samp",
            "slot",
        ),
        *(
            "small",
            "span",
            "strike",
            "strong",
            "sub",
            "sup",
            "time",
            "tspan",
            "tt",
            "u",
            "var",
            "wbr",
            "area",
        ),
        *("embed", "link", "meta", "script", "style", "source", "track", "base", "param", "mi", "mo", "mn"),
        *("mrow", "msup", "msub", "mfrac", "mtext", "textpath", "basefont", "spacer"),
    )
)
ASIDE: Final = frozenset(
    (
        *(
            "svg",
            "select",
            "textarea",
            "object",
            "video",
            "audio",
            "canvas",
            "iframe",
            "noscript",
            "template",
        ),
        *("auditor-frame", "datalist", "noframes", "noembed", "rp"),
    )
)
_HIDDEN_TAGS: Final = {
    "noscript": "text for browsers without script",
    "noframes": "text for browsers without frames",
    "noembed": "text for browsers without plug-ins",
    "template": "unused template",
    "video": "text for browsers without video",
    "audio": "text for browsers without sound",
    "canvas": "text behind a drawing",
    "iframe": "text for browsers without frames",
    "rp": "hidden text",
}
_PARTS: Final = {
    "nav": " in the menu",
    "header": " in the header",
    "footer": " in the footer",
    "aside": " in the side column",
    "navigation": " in the menu",
    "banner": " in the header",
    "contentinfo": " in the footer",
    "complementary": " in the side column",
}
_CELL_ROLES: Final = frozenset(("cell", "gridcell", "columnheader", "rowheader"))
_LINE_ROLES: Final = _CELL_ROLES | frozenset(("row", "heading", "listitem"))
_BREAKING: Final = frozenset(
    ("block", "flex", "grid", "table", "list-item", "table-row", "table-cell", "flow-root", "table-caption")
)
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_DISPLAY: Final = re.compile(r"(?:^|;|\s)display\s*:\s*([\w-]+)", re.I)
_INVISIBLE: Final = re.compile(
    r"(?:^|;|\s)(?:visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$))", re.I
)
_CAPTIONS: Final = frozenset(
    "caption wp-caption-text wp-caption-dd gallery-caption image-caption photo-caption img-caption "
    "figcaption figure-caption picture-caption image-caption-wrapper".split()  # noqa: SIM905
)
_FIGURES: Final = frozenset(("wp-caption", "gallery-item", "image-with-caption", "figure", "thumbnail"))
_FORM_TEXTS: Final = {
    "button": "button",
    "label": "label of a field",
    "option": "choice in a field",
    "textarea": "field",
}
# Read at every element: whatever has none of these and no telling tag shares its parent's scope.
_TELLING_ATTRIBUTES: Final = (
    "lang",
    "xml:lang",
    "hidden",
    "style",
    "aria-hidden",
    "role",
    "class",
    "shadowrootmode",
)
_TELLING_TAGS: Final = frozenset(
    (
        *_HIDDEN_TAGS,
        *_PARTS,
        *_HEADINGS,
        *_FORM_TEXTS,
        *(
            "table",
            "tr",
            "td",
            "th",
            "ul",
            "ol",
            "dl",
            "menu",
            "li",
            "dt",
            "dd",
            "figure",
            "figcaption",
            "caption",
        ),
        *(
            "legend",
            "svg",
            "auditor-frame",
            "pre",
            "listing",
            "xmp",
            "select",
            "datalist",
            "dialog",
            "optgroup",
        ),
        *("html", "body", "object"),
    )
)


def breaks_line(tag: str, attributes: Mapping[str, str]) -> bool:
    """Say whether an element's text stands apart from the text around it."""
    if tag in INLINE or ":" in tag:
        if not attributes:
            return False
        return (
            display_of(attributes) in _BREAKING or attributes.get("role", "").strip().lower() in _LINE_ROLES
        )
    return not (attributes and display_of(attributes) == "inline")


def is_shadow_root(tag: str, attributes: Mapping[str, str]) -> bool:
    """Say whether a template is really the content of the element around it."""
    return tag == "template" and "shadowrootmode" in attributes


def display_of(attributes: Mapping[str, str]) -> str:
    """Return the display value of a style attribute, "" if it has none."""
    style = attributes.get("style", "")
    if "display" not in style.lower():
        return ""
    match = _DISPLAY.search(style)
    return match[1].lower() if match else ""


def scope_of(tag: str, attributes: Mapping[str, str], outer: Scope, counts: Counter[str]) -> Scope:
    """Return what holds inside an element; the same object where it changes nothing."""
    if tag not in _TELLING_TAGS and not any(name in attributes for name in _TELLING_ATTRIBUTES):
        return outer
    scope = outer.inside()
    if tag == "auditor-frame":
        _enter_frame(scope, attributes)
    language = attributes.get("lang") or attributes.get("xml:lang")
    if language:
        scope.language = language.strip().lower()[:35]
    role = attributes.get("role", "").strip().lower()
    if tag != "header" or not outer.part:
        scope.part = _PARTS.get(role) or _PARTS.get(tag) or outer.part
    hidden = _hidden(tag, attributes)
    if hidden and not scope.hidden:
        scope.hidden = hidden
        scope.source = Source.HIDDEN
        scope.level = 0
    _structure(tag, role, attributes, scope, counts)
    return scope


def _enter_frame(scope: Scope, attributes: Mapping[str, str]) -> None:
    address = attributes.get("data-url", "") or attributes.get("src", "")
    scope.url = scope.base = resolve(address, scope.base) or scope.base
    title = " ".join(attributes.get("title", "").split())[:60]
    scope.frame = f" in the frame '{title}'" if title else " in a frame"
    scope.source = Source.HIDDEN if scope.hidden else Source.FRAME
    scope.level = scope.table = scope.column = scope.item = scope.figure = 0
    scope.row = scope.part = scope.form_text = scope.caption = ""
    scope.cells, scope.items = [0, 0], [0]


def _hidden(tag: str, attributes: Mapping[str, str]) -> str:
    if tag in _HIDDEN_TAGS and not is_shadow_root(tag, attributes):
        return _HIDDEN_TAGS[tag]
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return "hidden text"
    if tag == "dialog" and "open" not in attributes:
        return "text of a closed dialog"
    style = attributes.get("style", "")
    if style and (display_of(attributes) == "none" or _INVISIBLE.search(style)):
        return "hidden text"
    return ""


def _structure(
    tag: str, role: str, attributes: Mapping[str, str], scope: Scope, counts: Counter[str]
) -> None:
    level = _HEADINGS.get(tag, 0)
    if role == "heading":
        wanted = attributes.get("aria-level", "2").strip()
        level = int(wanted) if wanted in ("1", "2", "3", "4", "5", "6") else 2
    if level:
        scope.level = level
        _set(scope, Source.HEADING)
    elif tag == "table" or role in ("table", "grid"):
        counts["table"] += 1
        scope.table = counts["table"]
        scope.row, scope.row_number, scope.column, scope.item = "", 0, 0, 0
        # Rows and columns are counted below the table, whatever groups of rows stand between.
        scope.cells = [0, 0]
    elif tag == "tr" or role == "row":
        _next_row(scope, counts)
    elif tag in ("td", "th") or role in _CELL_ROLES:
        _next_cell(attributes, scope, counts)
    elif tag in ("ul", "ol", "menu", "dl"):
        counts["list"] += 1
        scope.list_number, scope.item, scope.items = counts["list"], 0, [0]
    elif tag in ("li", "dd", "dt"):
        scope.items[0] += 1
        scope.item = scope.items[0]
        scope.column = 0
    elif tag in _FORM_TEXTS:
        scope.form_text = _FORM_TEXTS[tag]
        if tag == "textarea":
            scope.lines = True
    elif tag in ("pre", "listing", "xmp"):
        scope.lines = True
    elif tag == "svg":
        scope.svg = True
    else:
        _captions(tag, attributes, scope, counts)


def _next_row(scope: Scope, counts: Counter[str]) -> None:
    counts["row"] += 1
    scope.cells[0] += 1
    scope.cells[1] = 0
    scope.row = f"row{counts['row']}"
    scope.row_number = scope.cells[0]
    scope.column = 0


def _next_cell(attributes: Mapping[str, str], scope: Scope, counts: Counter[str]) -> None:
    if not scope.row:
        _next_row(scope, counts)
    scope.column = scope.cells[1] + 1
    span = attributes.get("colspan", "1").strip()
    scope.cells[1] += min(int(span), 1000) if span.isascii() and span.isdigit() and len(span) < 5 else 1
    scope.item = scope.level = 0
    _set(scope, Source.CELL)


def _captions(tag: str, attributes: Mapping[str, str], scope: Scope, counts: Counter[str]) -> None:
    classes = frozenset(attributes.get("class", "").lower().split())
    if tag == "figure" or (tag == "div" and not classes.isdisjoint(_FIGURES)):
        counts["figure"] += 1
        scope.figure = counts["figure"]
    if tag == "caption":
        scope.caption = f"caption of the {ordinal(scope.table)} table"
    elif tag == "legend":
        scope.caption = "heading of a group of fields"
    elif tag == "figcaption" or not classes.isdisjoint(_CAPTIONS):
        number = counts["picture"]
        scope.caption = f"caption under the {ordinal(number)} picture" if number else "caption of a picture"
    else:
        return
    _set(scope, Source.CAPTION)


def _set(scope: Scope, source: Source) -> None:
    if not scope.hidden:
        scope.source = source
