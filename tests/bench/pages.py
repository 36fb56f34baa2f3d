"""Invent class websites of any size, the same ones every time; serves and audits nothing.

The pages are like those that teachers make: a menu, tables, lists, some pictures, a style sheet and a
little script, 20 to 60 KB each, with the faults that such pages have.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

PAGES_EACH: Final = 16
"""Pages of one site, on a host of its own."""

PICTURES_EACH: Final = 9
ALBUMS: Final = 40
"""Sites whose pictures are their own; drawing them for hundreds of sites would take longer than a night."""
IN_MENU: Final = 11

SUBJECTS: Final = "Biology Algebra Spanish History Art Reading Chemistry Music Geography Health".split()
TOPICS: Final = (
    "Welcome", "Homework", "Schedule", "Unit 1", "Unit 2", "Unit 3", "Field Trip", "Reading List", "Projects",
    "Supplies", "Grading", "Lab Safety", "Book Fair", "Volunteers", "Science Night", "Archive", "Spelling",
    "Math Facts", "Family Letter", "Calendar",
)  # fmt: skip
WORDS: Final = (
    "students will read the next chapter and write down three questions about water soil plants light energy "
    "please bring a notebook to class on Tuesday because we measure how fast seeds grow in different places "
    "families are welcome to visit the garden after school when the weather is good and help with the beds "
    "our unit on fractions begins with paper folding then moves to number lines and ends in a small project "
    "remember to sign the field trip form and return it by Friday lunch is provided wear closed shoes"
).split()
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True, slots=True)
class InventedSite:
    """Name one invented site: its host, its folder, and the paths of its pages, the root first."""

    host: str
    folder: Path
    paths: tuple[str, ...]

    def urls(self) -> tuple[str, ...]:
        return tuple(f"http://{self.host}{path}" for path in self.paths)


def write_sites(folder: Path, pages: int, each: int = PAGES_EACH) -> tuple[InventedSite, ...]:
    """Write as many sites as `pages` ask for below `folder`, at least two where there are two pages."""
    count = max(min(4, pages), -(-pages // each))
    shares = [pages // count + (number < pages % count) for number in range(count)]
    return tuple(_write_site(folder, number, share) for number, share in enumerate(shares))


def _write_site(folder: Path, number: int, pages: int) -> InventedSite:
    chance = random.Random(number)
    subject = SUBJECTS[number % len(SUBJECTS)]
    site = folder / f"site-{number:03d}"
    site.mkdir(parents=True)
    _write_pictures(site, number)
    (site / "style.css").write_text(_style(number), "utf-8")
    (site / "menu.js").write_text(_SCRIPT, "utf-8")
    titles = [f"{TOPICS[at % len(TOPICS)]}{'' if at < len(TOPICS) else f' {at}'}" for at in range(pages)]
    paths = ["/", *(f"/{title.lower().replace(' ', '-')}.html" for title in titles[1:])]
    for at, title in enumerate(titles):
        name = "index.html" if at == 0 else paths[at][1:]
        (site / name).write_text(_page(chance, subject, title, titles, paths, at), "utf-8")
    return InventedSite(f"room{number:03d}.bench.example", site, tuple(paths))


def _write_pictures(site: Path, number: int) -> None:
    """Draw pictures that compress like photos of a classroom: soft colours with some noise."""
    like = site.parent / f"site-{number % ALBUMS:03d}"
    for at in range(PICTURES_EACH):
        if number >= ALBUMS:
            (site / f"photo{at}.jpg").hardlink_to(like / f"photo{at}.jpg")
            continue
        grain = Image.frombytes("L", (160, 107), random.Random(number * 100 + at).randbytes(160 * 107))
        noise = grain.resize((480, 320), Image.Resampling.BICUBIC).convert("RGB")
        tint = Image.new("RGB", noise.size, ((number * 37 + at * 20) % 255, (at * 53) % 255, 120))
        picture = Image.blend(noise, tint, 0.6)
        ImageDraw.Draw(picture).ellipse((90, 60, 300, 250), fill=(230, 220, 90), outline=(20, 40, 60))
        picture.save(site / f"photo{at}.jpg", quality=70)


def _page(
    chance: random.Random, subject: str, title: str, titles: Sequence[str], paths: Sequence[str], at: int
) -> str:
    body = [
        _menu(titles[:IN_MENU], paths),
        f"<header class='banner'><h1>{subject}: {title}</h1><p class='pale'>Room {10 + at}</p></header>",
        "<main>",
        f"<p>{_sentences(chance, 5)} <a href='mailto:desk@bench.example'>Write to the office</a>.</p>",
    ]
    if at == 0:
        links = "".join(f"<li><a href='{p}'>{escape(t)}</a></li>" for t, p in zip(titles, paths, strict=True))
        body.append(f"<h2>All pages</h2><ul class='all'>{links}</ul>")
    for week in range(1, chance.randint(9, 21)):
        body += [f"<section class='week'><h2>Week {week}</h2><p>{_sentences(chance, 6)}</p>"]
        body.append(_table(chance, week) if week % 2 else _list(chance))
        body.append(f"<p>{_sentences(chance, 8)}</p></section>")
    body += [_pictures(chance), _form(at), "</main>", _footer(title)]
    # One page in eight does not say its language: a fault of the page as a whole.
    language = "" if at % 8 == 5 else " lang='en'"
    return (
        f"<!DOCTYPE html>\n<html{language}><head><meta charset='utf-8'><title>{subject} - {title}</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='stylesheet' href='/style.css'><script src='/menu.js' defer></script></head><body>"
        + "\n".join(body)
        + "</body></html>\n"
    )


def _menu(titles: Sequence[str], paths: Sequence[str]) -> str:
    items = "".join(
        f"<li class='item'><a href='{path}'>{escape(title)}</a><ul class='sub'>"
        f"<li><a href='{path}#top'>Top of {escape(title)}</a></li></ul></li>"
        for title, path in zip(titles, paths, strict=False)
    )
    return f"<nav class='menu'><button id='toggle'>Menu</button><ul>{items}</ul></nav>"


def _sentences(chance: random.Random, count: int) -> str:
    return " ".join(
        " ".join(chance.choices(WORDS, k=chance.randint(8, 18))).capitalize() + "." for _ in range(count)
    )


def _table(chance: random.Random, week: int) -> str:
    heads = "".join(f"<th scope='col'>{day}</th>" for day in DAYS)
    rows = "".join(
        f"<tr><th scope='row'>Period {period}</th>"
        + "".join(f"<td>{' '.join(chance.choices(WORDS, k=6))}</td>" for _ in DAYS)
        + "</tr>"
        for period in range(1, chance.randint(5, 8))
    )
    caption = f"<caption>Plan of week {week}</caption>"
    return f"<table class='plan'>{caption}<tr><td></td>{heads}</tr>{rows}</table>"


def _list(chance: random.Random) -> str:
    items = "".join(
        f"<li><strong>{chance.choice(DAYS)}</strong>: {' '.join(chance.choices(WORDS, k=12))} "
        f"<span class='due'>due {chance.randint(1, 28)} October</span></li>"
        for _ in range(chance.randint(6, 12))
    )
    return f"<ul class='work'>{items}</ul>"


def _pictures(chance: random.Random) -> str:
    shown = chance.sample(range(PICTURES_EACH), 6)
    figures = []
    for place, number in enumerate(shown):
        words = "" if place == 2 else f" alt='The garden bed, picture {number}'"
        figures.append(
            f"<figure><img src='/photo{number}.jpg' width='240' height='160'{words}>"
            f"<figcaption>{' '.join(chance.choices(WORDS, k=7))}</figcaption></figure>"
        )
    return f"<div class='pictures'>{''.join(figures)}</div>"


def _form(at: int) -> str:
    label = "<label for='find'>Find</label>" if at % 3 else ""
    return f"<form action='/' role='search'>{label}<input id='find' name='q'><button>Go</button></form>"


def _footer(title: str) -> str:
    return (
        f"<footer><p class='small'>{escape(title)} was made by the class.</p><a href='/'></a>"
        "<p id='today'></p></footer>"
    )


def _style(number: int) -> str:
    """Return a style sheet as long as a small theme's; half of its rules match nothing on a page."""
    used = f"""
body {{ font: 16px/1.5 Georgia, serif; margin: 0; color: #222; background: #fdfdf8; }}
.menu ul {{ list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; background: #24506e; }}
.menu .sub {{ display: none; }} .menu .item:hover .sub {{ display: block; position: absolute; }}
.menu a {{ color: #fff; padding: 8px 12px; display: block; text-decoration: none; }}
.banner {{ background: linear-gradient(#e9f2f7, #cfe0ea); padding: 24px; }}
.pale {{ color: #9fb4c0; }} .due {{ color: #b0a060; }} .small {{ font-size: 13px; color: #767676; }}
main {{ max-width: 1000px; margin: 0 auto; padding: 0 16px; }}
.plan {{ border-collapse: collapse; width: 100%; }}
.plan td, .plan th {{ border: 1px solid #bbb; padding: 4px; }}
.pictures {{ display: flex; flex-wrap: wrap; gap: 12px; }} figure {{ margin: 0; width: 240px; }}
.week {{ border-left: {2 + number % 3}px solid #cc8a2d; padding-left: 12px; margin: 24px 0; }}
"""
    unused = "\n".join(
        f".widget-{at} .part > a:hover {{ color: #{at:06x}; margin: {at % 9}px; transition: color .2s; }}"
        for at in range(80)
    )
    return used + unused


_SCRIPT: Final = """
document.addEventListener('DOMContentLoaded', function () {
  var menu = document.querySelector('.menu ul');
  document.getElementById('toggle').addEventListener('click', function () { menu.hidden = !menu.hidden; });
  var list = document.createElement('ol');
  document.querySelectorAll('main h2').forEach(function (heading, at) {
    heading.id = 'part' + at;
    var item = document.createElement('li'), link = document.createElement('a');
    link.href = '#part' + at; link.textContent = heading.textContent;
    item.appendChild(link); list.appendChild(item);
  });
  document.querySelector('main').prepend(list);
  document.getElementById('today').textContent = 'This page has ' + list.children.length + ' parts.';
});
"""
