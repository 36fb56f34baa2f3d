"""Make the parts that pages of every platform are put together from; knows no platform and no teacher."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Final

from tests.sim import files
from tests.sim.moments import at, long_date
from tests.sim.state import Block, Post, State
from tests.sim.widgets import WIDGETS, Sight

HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """What a path answers."""

    body: bytes
    kind: str = HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Web = dict[str, Reply]


@dataclass(frozen=True)
class Look:
    """How a site is shown tonight: `root` is its address, `edition` counts its templates."""

    root: str
    widgets: tuple[str, ...]
    edition: int = 1
    banners: tuple[str, ...] = ()
    spanish: bool = False
    shuffled: bool = False


def page(title: str, body: str, head: str = "") -> Reply:
    top = f"<meta charset='utf-8'><title>{escape(title)}</title>{head}"
    text = f"<!DOCTYPE html><html lang='en'><head>{top}</head><body>{body}</body></html>"
    return Reply(text.encode())


def blocks_of(blocks: Iterable[Block], tag: str = "h2", edition: int = 1) -> str:
    """Return headings with paragraphs, lists or tables below them."""
    out = []
    for block in blocks:
        out.append(f"<{tag}>{escape(block.heading)}</{tag}>" if block.heading else "")
        rows = [escape(line) for line in block.lines]
        if block.shape == "list":
            out.append("<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>")
        elif block.shape == "table":
            cells = ("".join(f"<td>{cell}</td>" for cell in row.split(" | ")) for row in rows)
            out.append("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")
        elif block.shape == "lines":
            out.append("<p>" + "<br>\n".join(rows) + "</p>")
        elif edition > 1:
            # A new template that sets the word before a colon apart: old text in new lines.
            out += [_parted(row) for row in rows]
        else:
            out.append("".join(f"<p>{row}</p>" for row in rows))
    return "\n".join(out)


def _parted(row: str) -> str:
    before, colon, after = row.partition(": ")
    return f"<div class='row'><h5>{before}</h5><p>{after}</p></div>" if colon else f"<p>{before}</p>"


def links_of(state: State, sight: Sight, look: Look) -> str:
    """Return the lists of links and of documents, and the pictures."""
    links = list(state.links)
    if look.shuffled:
        sight.chance.shuffle(links)
    rows = "".join(f"<li><a href='{escape(href)}'>{escape(text)}</a></li>" for text, href in links)
    docs = "".join(
        f"<li><a href='files/{file.name}'>{escape(file.label)}</a></li>" for file in state.files.values()
    )
    shots = "".join(
        f"<img src='{src}' alt='{escape(alt)}' width='320' height='200'>" for src, alt in state.photos
    )
    return (f"<ul class='links'>{rows}</ul>" if rows else "") + (f"<ul>{docs}</ul>" if docs else "") + shots


def events_of(state: State) -> str:
    """Return the class calendar as a list that stands still."""
    rows = "".join(
        f"<li>{long_date(event.day)}: {escape(event.summary)}</li>"
        for event in sorted(state.events, key=lambda event: event.day)
    )
    return f"<h3>Class calendar</h3><ul>{rows}</ul>" if rows else ""


def nav_of(state: State, look: Look) -> str:
    home = "Home" if look.edition == 1 else "Start"
    rows = "".join(f"<a href='{path}'>{escape(title)}</a> " for path, (title, _) in state.pages.items())
    return f"<nav><a href='./'>{home}</a> {rows}</nav>"


def widgets_of(sight: Sight, look: Look) -> str:
    return "\n".join(WIDGETS[name](sight) for name in look.widgets)


def banners_of(look: Look) -> str:
    return "".join(f"<div role='alert' class='alert'>{escape(text)}</div>" for text in look.banners)


def age_of(post: Post, today: date) -> str:
    """Write a post's date as an age, which changes by itself."""
    days = (today - post.day).days
    if days < 0:
        return long_date(post.day)
    return "today" if not days else f"{days} days ago" if days < 14 else f"{days // 7} weeks ago"


def posts_of(
    posts: Iterable[Post],
    date_of: Callable[[Post], str],
    tag: str = "h2",
    whole: bool = True,
    linked: bool = False,
) -> str:
    """Return dated entries; `linked` gives each title a link to a page of its own."""
    out = []
    for post in posts:
        title = escape(post.title)
        if linked:
            title = f"<a href='{post.slug}'>{title}</a>"
        lines = "".join(f"<p>{escape(line)}</p>" for line in (post.lines if whole else post.lines[:1]))
        out.append(f"<article><{tag}>{title}</{tag}><div class='meta'>{date_of(post)}</div>{lines}</article>")
    return "\n".join(out)


def welcome_of(state: State) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in state.welcome)


def rest_of(state: State, sight: Sight, look: Look) -> Web:
    """Return what all platforms have besides their first page: files, and sub-pages in plain markup."""
    web: Web = {}
    for file in state.files.values():
        changed = file.changed or at(sight.year.start, 9)
        headers = {"Last-Modified": files.stamp(changed), "ETag": f'"{file.name}-{file.edition}"'}
        web[f"files/{file.name}"] = Reply(
            files.pdf(file.lines, file.edition), "application/pdf", 200, headers
        )
    for path, (title, blocks) in state.pages.items():
        main = f"<main><h1>{escape(title)}</h1>{blocks_of(blocks.values(), edition=look.edition)}</main>"
        body = banners_of(look) + nav_of(state, look) + main + widgets_of(sight, look)
        web[path] = page(f"{title} – {state.title}", body)
    return web


def home_of(state: State, sight: Sight, look: Look) -> str:
    """Return the common content of a first page that is no blog."""
    posts = posts_of(state.posts[::-1][:12], lambda post: long_date(post.day, look.spanish), "h3")
    return (
        welcome_of(state)
        + blocks_of(state.blocks.values(), edition=look.edition)
        + posts
        + links_of(state, sight, look)
        + events_of(state)
    )
