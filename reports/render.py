"""Turn a view into HTML with every text escaped, and fix steps from Markdown; decides nothing."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import css_inline
import jinja2
from markdown_it import MarkdownIt
from markupsafe import Markup

from reports import words

_TAG = re.compile(r'<[a-zA-Z](?:[^"<>]|"[^"]*")*>')
_TEMPLATES = Path(__file__).parent / "templates"
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
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


def fix_steps(folder: Path, platform: str, rule: str) -> Markup:
    """Return the steps for a site's editor as HTML, "" where there are none for this rule.

    `folder` holds one folder a platform; "unknown" serves every platform that has no folder.
    """
    # Markup in the file stays text and pictures stay out: the folder is edited by hand, and a report asks
    # nobody for anything.
    return _markdown(_written_steps(folder, platform, rule))


@lru_cache(maxsize=512)
def _markdown(written: str) -> Markup:
    markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
    return Markup(markdown.render(written))  # noqa: S704


def fix_steps_as_text(folder: Path, platform: str, rule: str) -> Lines:
    """Return the same steps as plain text, "" where there are none."""
    return Lines(re.sub(r"[*`]", "", _written_steps(folder, platform, rule)).strip())


def _written_steps(folder: Path, platform: str, rule: str) -> str:
    for name in (platform, "unknown"):
        path = folder / name / f"{rule}.md"
        if name and path.is_file():
            return _FRONT_MATTER.sub("", path.read_text("utf-8-sig"))
    return ""
