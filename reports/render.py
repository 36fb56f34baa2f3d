"""Turn a view into HTML with every text escaped, and fix steps from Markdown; decides nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import css_inline
import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from reports import words
from reports.steps import Guide

_TAG = re.compile(r'<[a-zA-Z](?:[^"<>]|"[^"]*")*>')
_TEMPLATES = Path(__file__).parent / "templates"
_HEADINGS = {3: Markup("<h3>{}</h3>\n"), 4: Markup("<h4>{}</h4>\n")}
_CHECKED = Markup('<p class="note small">{} Page: <a href="{}">{}</a>.</p>\n')
_NOT_CHECKED = Markup('<p class="note small">{}</p>\n')
# Characters that turn the reading direction around could show a harmless address where another stands.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


@cache
def _environment(markup: bool = True) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=markup,  # noqa: S701 - plain text has no markup to escape
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_inert if markup else _in_one_line,
    )
    environment.filters["day"] = words.day
    environment.filters["short_day"] = words.short_day
    environment.filters["count"] = words.count
    environment.filters["upper_first"] = words.upper_first
    environment.filters["lower_first"] = words.lower_first
    environment.filters["web_address"] = web_address
    environment.globals["words"] = words
    return environment


def _inert(value: object) -> object:
    return _UNSEEN.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _in_one_line(value: object) -> object:
    """Return a value as it may stand in plain text: steps keep their lines, everything else has none."""
    if isinstance(value, Lines):
        return _UNSEEN.sub("", value)
    return " ".join(_UNSEEN.sub("", value).split()) if isinstance(value, str) else value


class Lines(str):
    """Text of our own or the district's with lines that stay."""

    __slots__ = ()


def web_address(address: str) -> str:
    """Return the address if a reader may follow it, else "": no script, and no address that hid a name."""
    hidden = words.MASK in address or words.MASK_IN_ADDRESS.casefold() in address.casefold()
    return address if address.startswith(("https://", "http://")) and not hidden else ""


def html(template: str, **view: object) -> str:
    """Return the finished page."""
    return _environment().get_template(template).render(**view)


def mail(template: str, **view: object) -> str:
    """Return the finished HTML of a mail, its styles at each element: many mail programs read no others.

    What asks about the screen (dark, narrow) stays in the head, for those that read it there.
    """
    style = (_TEMPLATES / "mail.css").read_text("utf-8")
    page = html(template, css=Markup(style), **view)  # noqa: S704
    # The inliner writes "<" plainly inside attributes. That is lawful, and some mail programs trip over it.
    return _TAG.sub(_quoted, _inliner().inline(page))


def _quoted(tag: re.Match[str]) -> str:
    return "<" + tag[0][1:-1].replace("<", "&lt;").replace(">", "&gt;") + ">"


def text(template: str, **view: object) -> str:
    """Return the finished plain text of a mail; no value brings lines or unseen characters of its own."""
    lines = _environment(False).get_template(template).render(**view).splitlines()
    # Blocks that are left out leave holes behind.
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip() + "\n"


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def stylesheet() -> Markup:
    """Return the style sheet, to stand inside the page: a report is one file that opens anywhere."""
    return Markup((_TEMPLATES / "report.css").read_text("utf-8"))  # noqa: S704


def fix_steps(guides: Sequence[Guide], level: int = 4) -> Markup:
    """Return steps for a site's editor as HTML, "" where there are none.

    `level`, 3 or 4, is that of the headings which tell several lists of steps apart; a single list has none.
    """
    # Markup in the file stays text and pictures stay out: the folder is edited by hand, and a report asks
    # nobody for anything.
    made = Markup("")
    for guide in guides:
        if guide.title and len(guides) > 1:
            made += _HEADINGS[level].format(guide.title)
        made += _markdown(guide.body)
        if guide.check:
            made += _CHECKED.format(guide.note, guide.check.source, guide.page)
        elif guide.note:
            made += _NOT_CHECKED.format(guide.note)
    return made


@lru_cache(maxsize=512)
def _markdown(written: str) -> Markup:
    markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
    return Markup(markdown.render(written))  # noqa: S704


def fix_steps_as_text(guides: Sequence[Guide]) -> Lines:
    """Return the same steps as plain text, "" where there are none."""
    parts: list[str] = []
    for guide in guides:
        page = f" ({guide.check.source})" if guide.check else ""
        title = guide.title if len(guides) > 1 else ""
        body = re.sub(r"[*`]", "", guide.body)
        parts += filter(None, (title, body, f"{guide.note}{page}"))
    return Lines("\n\n".join(parts))
