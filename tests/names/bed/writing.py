"""Write students' names as people write them, and what only looks like them, as HTML fragments."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

from auditor.roster import Student
from auditor.words import shipped_words

Writer = Callable[[random.Random, Student], str | None]


def plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def family(student: Student) -> str:
    return re.sub(r"\s+(Jr\.|III)$", "", student.family)


def full(student: Student) -> str:
    return f"{student.given} {family(student)}"


def slug(name: str, joint: str = "-") -> str:
    return re.sub(r"[^a-z0-9]+", joint, plain(name).lower().replace("'", "")).strip(joint)


SENTENCES = (
    "{} found the biggest leaf on our walk.",
    "Congratulations to {} for the spelling bee!",
    "Our star of the week is {}.",
    "On Monday {} showed us a model of the moon.",
    "Happy birthday to {} from all of us.",
    "Thank you {} for feeding the fish.",
    "Poem by {}, room 12",
    "{} scored two goals on Friday.",
    "{}",
    "We liked what {} said about the story.",
    "The drawing that {} made hangs in the hall.",
)


def said(rng: random.Random, name: str) -> str:
    return f"<p>{rng.choice(SENTENCES).format(name)}</p>"


def nickname(rng: random.Random, student: Student) -> str | None:
    short = shipped_words().nicknames.get(plain(student.given).casefold())
    return said(rng, f"{short[0].title()} {family(student)}") if short else None


def half(rng: random.Random, student: Student) -> str | None:
    parts = re.split(r"[ -]", family(student))
    if len(parts) != 2 or parts[0] in ("de", "van"):
        return None
    return said(rng, f"{student.given} {rng.choice(parts)}")


def typo(rng: random.Random, student: Student) -> str | None:
    name = family(student)
    if len(name) < 7 or not name.isalpha() or not name.isascii():
        return None
    at = rng.randrange(2, len(name) - 2)
    change = rng.randrange(3)
    if change == 0:
        wrong = name[:at] + name[at + 1 :]
    elif change == 1:
        wrong = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    else:
        wrong = name[:at] + "x" + name[at + 1 :]
    return said(rng, f"{student.given} {wrong}") if wrong != name else None


def unlike(text: str, other: str | None) -> str | None:
    return other if other != text else None


def inside(rng: random.Random, student: Student) -> str:
    given = student.given
    return f"<p>Well done, <b>{given[:2]}</b>{given[2:]} <i>{family(student)}</i>!</p>"


HITS: dict[str, Writer] = {
    "first last": lambda rng, s: said(rng, full(s)),
    "last, first": lambda rng, s: f"<li>{family(s)}, {s.given}</li>",
    "capitals": lambda rng, s: said(rng, full(s).upper()),
    "possessive": lambda rng, s: f"<p>This is {full(s)}'s poster about bees.</p>",
    "curly apostrophe": lambda rng, s: said(rng, full(s).replace("'", "’")) if "'" in s.family else None,
    "inline tags": inside,
    "glued spans": lambda rng, s: f"<p><span>{s.given}</span><span>{family(s)}</span> is our helper.</p>",
    "two cells": lambda rng, s: (
        f"<table><tr><th>First</th><th>Last</th><th>Score</th></tr><tr><td>{s.given}</td><td>{family(s)}</td><td>9</td></tr></table>"
    ),
    "two cells turned": lambda rng, s: (
        f"<table><tr><td>{family(s)}</td><td>{s.given}</td><td>9</td></tr></table>"
    ),
    "one cell": lambda rng, s: f"<table><tr><td>Monday</td><td>{full(s)}</td></tr></table>",
    "nickname": nickname,
    "preferred": lambda rng, s: said(rng, f"{s.preferred} {family(s)}") if s.preferred else None,
    "middle name": lambda rng, s: said(rng, f"{s.given} {s.middle} {family(s)}") if s.middle else None,
    "middle initial": lambda rng, s: said(rng, f"{s.given} {s.middle[:1] or 'Q'}. {family(s)}"),
    "half of a double surname": half,
    "accents lost": lambda rng, s: (
        unlike(said(rng, full(s)), said(rng, plain(full(s)))) if plain(full(s)) != full(s) else None
    ),
    "apostrophe lost": lambda rng, s: said(rng, full(s).replace("'", "")) if "'" in s.family else None,
    "hashtag": lambda rng, s: f"<p>Read more at #{re.sub('[^A-Za-z]', '', plain(full(s)))}</p>",
    "file name": lambda rng, s: f'<img src="/up/{slug(full(s))}-leaf.jpg" alt="A leaf">',
    "file name with underscores": lambda rng, s: f'<img src="/up/{slug(full(s), "_")}_2.png" alt="">',
    "joined file name": lambda rng, s: (
        f'<img src="/up/{slug(full(s), "")}.jpg" alt="">'
        if len(slug(full(s), "")) > 9 and min(len(s.given), len(s.family)) > 3
        else None
    ),
    "camel case": lambda rng, s: f'<a href="/files/{re.sub("[^A-Za-z]", "", plain(full(s)))}.pdf">paper</a>',
    "folder": lambda rng, s: f'<a href="/students/{slug(full(s))}/">portfolio</a>',
    "percent signs": lambda rng, s: f'<a href="/files/{s.given}%20{family(s)}.doc">paper</a>'.replace(
        "'", "%27"
    ),
    "e-mail": lambda rng, s: f"<p>Write to {slug(s.given, '')}.{slug(family(s), '')}@mail.example</p>",
    "alt": lambda rng, s: f'<img src="x.jpg" alt="{full(s)} with a rabbit">',
    "tooltip": lambda rng, s: f'<img src="x.jpg" alt="" title="{full(s)}">',
    "label": lambda rng, s: f'<a href="/q" aria-label="Essay by {full(s)}">Essay</a>',
    "caption": lambda rng, s: (
        f'<figure><img src="x.jpg" alt="A kite"><figcaption>{full(s)} and a kite</figcaption></figure>'
    ),
    "comment": lambda rng, s: f"<p>Seats</p><!-- front row: {full(s)} -->",
    "json-ld": lambda rng, s: (
        f'<script type="application/ld+json">{{"@type":"Person","name":"{full(s)}"}}</script>'
    ),
    "zero width": lambda rng, s: said(rng, f"{s.given[:2]}\u200b{s.given[2:]} {family(s)}"),
    "no-break space": lambda rng, s: said(rng, full(s).replace(" ", "\u00a0")),
    "soft hyphen": lambda rng, s: said(rng, f"{s.given} {family(s)[:3]}\u00ad{family(s)[3:]}"),
    "family name first": lambda rng, s: f"<li>{family(s)} {s.given}</li>",
    "two lines": lambda rng, s: f"<div><h3>{s.given}</h3><h3>{family(s)}</h3></div>",
    "list in a sentence": lambda rng, s: f"<p>The cast: {full(s)}, Tilly and a dog.</p>",
    "typo": typo,
}
NEAR_ONLY = frozenset(("typo",))

TRAPS: dict[str, Writer] = {
    "title": lambda rng, s: (
        f"<p>{rng.choice(('Mrs.', 'Mr.', 'Coach', 'Dr.'))} {full(s)} will visit on Monday.</p>"
    ),
    "role behind": lambda rng, s: (
        f"<p>{full(s)}, our {rng.choice(('librarian', 'school nurse', 'bus driver'))}, read to us.</p>"
    ),
    "role before": lambda rng, s: (
        f"<p>{rng.choice(('Principal', 'Room parent', 'Guest speaker', 'Custodian'))} {full(s)} came by.</p>"
    ),
    "volunteers": lambda rng, s: f"<p>Thanks to our volunteers: {full(s)} and Ilse Tarnhoff.</p>",
    "author": lambda rng, s: (
        f"<p>We are reading The Long Way by {rng.choice(('author', 'novelist'))} {full(s)} this month.</p>"
    ),
    "author behind": lambda rng, s: f"<p>{full(s)}, author of Nine Doors, wrote it in 1998.</p>",
    "illustrator": lambda rng, s: f"<p>The Moon Cat, illustrated by {full(s)}</p>",
    "history": lambda rng, s: f"<p>{full(s)} was born in 1821 and became a famous explorer.</p>",
    "life": lambda rng, s: f"<p>{full(s)} (1856–1931) built the first bridge here.</p>",
    "street": lambda rng, s: (
        f"<p>The bus stops at {rng.randrange(10, 900)} {full(s)} "
        f"{rng.choice(('Street', 'Avenue', 'Lane', 'Dr.'))}</p>"
    ),
    "school": lambda rng, s: (
        f"<p>The game is at {full(s)} "
        f"{rng.choice(('Elementary', 'Middle School', 'Park', 'Library'))} on Friday.</p>"
    ),
    "business": lambda rng, s: (
        f"<p>Snacks from {full(s)} {rng.choice(('Bakery', 'Plumbing', 'Insurance', 'Farms', '& Sons'))}.</p>"
    ),
    "grandmother": lambda rng, s: f"<p>A pupil's grandmother, {full(s)}, baked bread with us.</p>",
    "longer name": lambda rng, s: f"<p>{full(s)} Oakhampton, the mayor, opened the fair.</p>",
    "sentence between": lambda rng, s: f"<p>We thank {s.given}. {family(s)} is a word we learned.</p>",
    "teacher row": lambda rng, s: f"<table><tr><td>Teacher</td><td>{full(s)}</td></tr></table>",
    "first names": lambda rng, s: (
        f"<p>Our helpers are Tilly, {s.given}, {family(s)} and Bo.</p>"
        if family(s) in ("Rose", "Grace", "Jordan", "Summer")
        else None
    ),
    "ordinary words": lambda rng, s: (
        f"<p>We need {s.given.lower()} {family(s).lower()} for this.</p>"
        if s.given in ("Will", "Grant", "Hope", "Hunter", "Chase")
        else None
    ),
}
