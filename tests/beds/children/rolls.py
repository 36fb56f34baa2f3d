"""Make rolls of several students and sentences in which adults stand near a child; knows no trap of words."""

# ruff: noqa: E501 - pieces of pages stay on one line
from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from random import Random

from .labels import FULL, PARTIAL, Case, Placed, Truth
from .mentions import Picker
from .people import District, Pupil, plain

Row = Callable[[Pupil], str]


def _full(pupil: Pupil) -> str:
    return escape(pupil.full)


def _turned(pupil: Pupil) -> str:
    return escape(f"{pupil.family}, {pupil.given}")


def _capitals(pupil: Pupil) -> str:
    return escape(f"{pupil.family.upper()}, {pupil.given}")


def _table(group: list[Pupil]) -> str:
    rows = "".join(
        f"<tr><td>{n}</td><td>{escape(p.family)}</td><td>{escape(p.given)}</td><td>A</td></tr>"
        for n, p in enumerate(group, 1)
    )
    return f"<table><tr><th>#</th><th>Last Name</th><th>First Name</th><th>Team</th></tr>{rows}</table>"


def _joined(row: Row, between: str, around: str = "<p>{}</p>") -> Callable[[list[Pupil]], str]:
    return lambda group: around.replace("{}", between.join(row(pupil) for pupil in group))


ROLLS: dict[str, Callable[[list[Pupil]], str]] = {
    "commas": _joined(_full, ", ", "<p>Honor roll: {}</p>"),
    "semicolons, last first": _joined(_turned, "; ", "<p>Honor roll: {}</p>"),
    "lines": _joined(_full, "<br>", "<p>Perfect attendance<br>{}</p>"),
    "lines, last first": _joined(_turned, "<br>", "<p>{}</p>"),
    "items": _joined(_full, "</li><li>", "<ul><li>{}</li></ul>"),
    "capitals, last first": _joined(_capitals, "</li><li>", "<ol><li>{}</li></ol>"),
    "bars": _joined(_full, " | ", "<p>{}</p>"),
    "dots": _joined(_full, " &bull; ", "<p>Choir: {}</p>"),
    "preformatted": _joined(_full, "\n", "<pre>{}</pre>"),
    "cells of one row": _joined(_full, "</td><td>", "<table><tr><td>{}</td></tr></table>"),
    "and": lambda group: (
        f"<p>{', '.join(_full(p) for p in group[:-1])} and {_full(group[-1])} built the bridge.</p>"
    ),
    "with grades": lambda group: "<p>" + ", ".join(f"{_full(p)} ({p.grade or 'K'})" for p in group) + "</p>",
    "table of parts": _table,
}
NEAR_ADULTS = (
    "<p>Thank you to {n}'s mom, who brought cupcakes.</p>", "<p>Coach Oddsdale praised {n} after the game.</p>",
    "<p>Mrs. Oddsdale and {n} fed the fish.</p>", "<p>Principal Oddsdale handed {n} the reading medal.</p>",
    "<p>{n} wrote a report on Harriet Tubman.</p>", "<p>{n} interviewed the mayor about the bike path.</p>",
    "<p>Dr. Seuss Day: {n} came as the Lorax.</p>", "<p>{n} asked the author, Ms. Brindlemoor, about dragons.</p>",
    "<h4>Our Poems</h4><p>The moon is a boat.<br>by {n}</p>",
    "<p>Grandma came to watch {n} sing.</p>", "<p>{n} and her dad built a birdhouse.</p>",
    "<p>Officer Oddsdale let {n} try the siren.</p>", "<p>Young Authors' Fair, grade 2 winner: {n}</p>",
    "<p>{n} dressed up as a doctor for Career Day.</p>", "<p>Our substitute thanked {n} for helping.</p>",
)  # fmt: skip


def _classmates(district: District, rng: Random, picker: Picker) -> list[Pupil]:
    first = picker.one()
    if first is None:
        return []
    room = rng.choice(first.rooms)
    mates = [p for p in district.in_room[room] if p is not first and not p.scopes and p.agreement == "yes" and not p.former
             and "planted" not in p.traits and district.full_count[plain(p.full)] == 1 and district.is_alone(p)]  # fmt: skip
    return [first, *rng.sample(mates, min(len(mates), 4))]


def rolls(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield rolls of five classmates, separated in every usual way, and rolls of first names with initials."""
    for name, write in ROLLS.items():
        for _ in range(times):
            group = _classmates(district, rng, picker)
            if group:
                html = write(group)
                truths = tuple(Truth(p.pupil_id, FULL) for p in group)
                yield picker.home(group[0]), Case(f"roll: {name}", html, truths, carrier="roll", shown=html)
    for _ in range(times):
        group = _classmates(district, rng, picker)
        firsts = [plain(p.given) for p in district.in_school[group[0].school_id]] if group else []
        group = [p for p in group if firsts.count(plain(p.given)) == 1]
        if group:
            html = (
                "<p>Groups: " + ", ".join(f"{escape(p.given)} {p.family[0].upper()}." for p in group) + "</p>"
            )
            truths = tuple(Truth(p.pupil_id, PARTIAL, "review", cap=True) for p in group)
            yield picker.home(group[0]), Case("roll: first names with initials", html, truths, shown=html)


def near_adults(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield children in sentences that have an adult, a title or a famous name beside them."""
    for text in NEAR_ADULTS:
        for _ in range(times):
            pupil = picker.one()
            if pupil is not None:
                html = text.replace("{n}", escape(pupil.full))
                truths = (Truth(pupil.pupil_id, FULL),)
                yield picker.home(pupil), Case("child beside an adult", html, truths, shown=html)


def neighbors(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield two names in a row whose inner halves spell a third student, who is not meant."""
    made = 0
    for absent in district.pupils:
        if made >= times * 5 or "siblings" not in absent.traits or not absent.is_k8:
            continue
        kin = [p for p in district.pupils if p.family == absent.family and p is not absent and p.school_id == absent.school_id
               and _plain_child(district, p)]  # fmt: skip
        like = [p for p in district.in_school[absent.school_id] if p.given == absent.given and p.family != absent.family
                and _plain_child(district, p)]  # fmt: skip
        if not kin or not like:
            continue
        one, two = kin[0], rng.choice(like)
        html = rng.choice(
            (
                "<p>Finalists: {a}, {b}</p>",
                "<p>{a}, {b} and the rest of us</p>",
                "<ul><li>{a}</li><li>{b}</li></ul>",
            )
        )
        html = html.replace("{a}", escape(one.full)).replace("{b}", escape(two.full))
        truths = (Truth(one.pupil_id, FULL), Truth(two.pupil_id, FULL))
        yield (
            picker.home(one),
            Case("inner halves spell a third child", html, truths, (absent.pupil_id,), shown=html),
        )
        made += 1


def _plain_child(district: District, pupil: Pupil) -> bool:
    return (
        not pupil.scopes
        and pupil.agreement == "yes"
        and not pupil.former
        and district.full_count[plain(pupil.full)] == 1
    )
