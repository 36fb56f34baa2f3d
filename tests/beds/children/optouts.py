"""Make mentions of opted-out students, detail by detail and scope by scope, and what no opt-out forbids."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Iterator
from html import escape
from random import Random

from .labels import Case, Placed, Spot, Truth
from .mentions import Picker
from .people import WORDS, District, Pupil, plain
from .photos import first_name_fits

ANY = frozenset({"k8-full-name", "k8-partial-name", "k8-photo-identified", "student-no-agreement"})
ALL_A = frozenset(
    f"opt-out-a-{detail}"
    for detail in ("name", "address", "email", "photo", "birth-date", "attendance", "grade", "activity",
                   "height-weight", "award", "phone", "voice")
)  # fmt: skip

FIRST = (
    "<p>{g} brought in a bird's nest.</p>", "<ul><li>Line leader: {g}</li></ul>", "<p>Happy birthday, {g}!</p>",
    "<h4>{g}'s Story</h4><p>Once there was a fox.</p>", "<p>Jobs: {g} &ndash; plants</p>",
    "<table><tr><th>Helper</th><th>Day</th></tr><tr><td>{g}</td><td>Monday</td></tr></table>",
    "<p>Hoy {g} nos ley&oacute; un cuento.</p>",
)  # fmt: skip

ALONE = {
    "activity": ("<p>{n} plays the cello in the all-city orchestra.</p>", "<p>Basketball roster: {n}, guard</p>",
                 "<p>{n} joined the chess club.</p>", "<p>{n} runs the 400 on our track team.</p>"),
    "award": ("<p>{n} won first place at the science fair.</p>", "<p>Honor roll: {n}</p>",
              "<p>{n} received the citizenship award.</p>"),
    "grade": ("<p>{n}, {o} grade</p>", "<p>{n} (Grade {d})</p>", "<p>{n} is in {o} grade.</p>"),
    "attendance": ("<p>{n} has been at our school since September 2024.</p>", "<p>{n} enrolled on 8/27/2025.</p>",
                   "<p>Perfect attendance in October: {n}</p>"),
    "height-weight": ("<table><tr><th>Player</th><th>Ht</th><th>Wt</th></tr><tr><td>{n}</td><td>5-4</td><td>118</td></tr></table>",
                      "<p>{n}, 5'4\", 118 lbs, wing</p>"),
    "email": ("<p>Contact {n} at {e}.</p>", '<p><a href="mailto:{e}">{n}</a> edits the page.</p>'),
    "address": ("<p>The party is at {n}'s house, {a}.</p>", "<p>{n}, {a}, Rush River</p>"),
    "phone": ("<p>Call {n} at {p}.</p>", "<p>{n}: {q}</p>", "<p>{n} - {r}</p>"),
    "birth-date": ("<p>{n} was born on {b}.</p>", "<p>{n}, b. {c}</p>", "<p>{n} (birthday {m})</p>"),
}  # fmt: skip


def _fill(html: str, pupil: Pupil, name: str) -> str:
    digits = "".join(c for c in pupil.phone if c.isdigit())
    ordinals = (
        "kindergarten",
        "1st",
        "2nd",
        "3rd",
        "4th",
        "5th",
        "6th",
        "7th",
        "8th",
        "9th",
        "10th",
        "11th",
        "12th",
    )
    for mark, text in {
        "{n}": escape(name), "{g}": escape(name), "{o}": ordinals[pupil.grade], "{d}": str(pupil.grade or "K"),
        "{e}": pupil.email, "{a}": pupil.address, "{p}": pupil.phone,
        "{q}": f"{digits[:3]}.{digits[3:6]}.{digits[6:]}", "{r}": f"{digits[:3]}-{digits[3:6]}-{digits[6:]}",
        "{b}": f"{pupil.birth:%B} {pupil.birth.day}, {pupil.birth.year}",
        "{c}": f"{pupil.birth.month}/{pupil.birth.day}/{pupil.birth.year}",
        "{m}": f"{pupil.birth:%B} {pupil.birth.day}",
    }.items():  # fmt: skip
        html = html.replace(mark, text)
    return html


class Opted:
    """Hand out opted-out students of one scope, in random order and round again."""

    def __init__(self, district: District, rng: Random, scope: str, state: str = "") -> None:
        self.district = district
        self.rng = rng
        self.all = [p for p in district.pupils if p.scopes == scope and p.scope_state == state and not p.former and not p.gone
                     and district.full_count[plain(p.full)] == 1]  # fmt: skip
        rng.shuffle(self.all)
        self._at = 0

    def one(
        self, picker: Picker, first_name: bool = False, words: bool = False, k5: bool = False
    ) -> tuple[Pupil, str] | None:
        """Return the next student with a teacher of theirs; `first_name`: unique among the teacher's students."""
        for _ in range(len(self.all)):
            self._at += 1
            pupil = self.all[self._at % len(self.all)]
            teacher = picker.teacher(pupil)
            if k5 and pupil.grade > 5:
                continue
            if first_name and (pupil.preferred or not first_name_fits(self.district, pupil, teacher)):
                continue
            if (plain(pupil.given) in WORDS) != words and first_name:
                continue
            return pupil, teacher
        return None


def details(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield each detail of scopes A and C beside the student's name, full and first."""
    pools = {scope: Opted(district, rng, scope) for scope in "ABC"}
    for _ in range(times):
        for detail, templates in ALONE.items():
            for scope in "AC" if detail in ("address", "phone") else "A":
                full = rng.random() < 0.5
                found = pools[scope].one(picker, first_name=not full, k5=not full)
                if found is None or (detail == "grade" and found[0].grade == 0):
                    continue
                pupil, teacher = found
                html = _fill(rng.choice(templates), pupil, pupil.full if full else pupil.given)
                low = scope.lower()
                level = "review" if (scope, detail) == ("A", "phone") else "report"
                open_ = (detail == "attendance" and "Perfect" in html) or (
                    detail == "birth-date" and "birthday" in html
                )
                truths = (
                    Truth(pupil.pupil_id, frozenset({f"opt-out-{low}-{detail}"}), level, scored=not open_),
                    Truth(pupil.pupil_id, frozenset({f"opt-out-{low}-name"})),
                )
                yield Spot("room", teacher), Case(
                    f"opt-out {scope}: {detail}{', full name' if full else ', first name'}", html, truths,
                    may=ANY | (ALL_A if scope == "A" else frozenset()), shown=html,
                )  # fmt: skip


def names(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield names of opted-out students: full anywhere, first on the own class's and school's pages."""
    pools = {scope: Opted(district, rng, scope) for scope in "ABC"}
    for _ in range(times):
        for scope in "AC":
            rule = frozenset({f"opt-out-{scope.lower()}-name"})
            may = ANY | (ALL_A if scope == "A" else frozenset())
            found = pools[scope].one(picker)
            if found:
                pupil, _teacher = found
                html = rng.choice(FIRST).replace("{g}", escape(pupil.full))
                yield (
                    picker.near(pupil),
                    Case(
                        f"opt-out {scope}: full name",
                        html,
                        (Truth(pupil.pupil_id, rule),),
                        may=may,
                        shown=html,
                    ),
                )
            found = pools[scope].one(picker, first_name=True)
            if found:
                pupil, teacher = found
                html = rng.choice(FIRST).replace("{g}", escape(pupil.given))
                yield (
                    Spot("room", teacher),
                    Case(
                        f"opt-out {scope}: first name, own class",
                        html,
                        (Truth(pupil.pupil_id, rule),),
                        may=may,
                        shown=html,
                    ),
                )
            found = pools[scope].one(picker, first_name=True)
            if found and _unique_in_school(district, found[0]):
                pupil, _teacher = found
                html = rng.choice(FIRST).replace("{g}", escape(pupil.given))
                yield Spot("school", pupil.school_id), Case(
                    f"opt-out {scope}: first name, own school", html, (Truth(pupil.pupil_id, rule, "review"),),
                    may=may, shown=html,
                )  # fmt: skip
        yield from _media(rng, picker, pools)


def _media(rng: Random, picker: Picker, pools: dict[str, Opted]) -> Iterator[Placed]:
    for scope, rules in (("A", ("photo", "name")), ("B", ("likeness", "name-in-media"))):
        may = ANY | (ALL_A if scope == "A" else frozenset({"opt-out-b-voice"}))
        found = pools[scope].one(picker, first_name=True, k5=True)
        if found:
            pupil, teacher = found
            html = rng.choice(
                ('<img src="/img/61.jpg" alt="{g} on the climbing wall">',
                 '<figure><img src="/img/62.jpg" alt=""><figcaption>{g} with the class rabbit</figcaption></figure>',
                 '<img src="/photos/{s}.jpg" alt="Student with a flag">')
            ).replace("{g}", escape(pupil.given)).replace("{s}", plain(pupil.given))  # fmt: skip
            truths = tuple(
                Truth(pupil.pupil_id, frozenset({f"opt-out-{scope.lower()}-{rule}"})) for rule in rules
            )
            yield (
                Spot("room", teacher),
                Case(f"opt-out {scope}: picture, first name", html, truths, may=may, shown=html),
            )
        found = pools[scope].one(picker)
        if found:
            pupil, teacher = found
            html = f'<figure><img src="/img/63.jpg" alt=""><figcaption>{escape(pupil.full)} at the regatta</figcaption></figure>'
            truths = tuple(
                Truth(pupil.pupil_id, frozenset({f"opt-out-{scope.lower()}-{rule}"})) for rule in rules
            )
            yield (
                picker.near(pupil),
                Case(f"opt-out {scope}: picture, full name", html, truths, may=may, shown=html),
            )
        found = pools[scope].one(picker, first_name=True, k5=True)
        if found:
            pupil, teacher = found
            html = rng.choice(
                ('<a href="/audio/{s}-reads.mp3">Listen</a>', '<audio src="/audio/7.mp3" controls title="{g} reads a poem"></audio>',
                 '<p><a href="/audio/8.mp3">{g} reads a poem (recording)</a></p>')
            ).replace("{g}", escape(pupil.given)).replace("{s}", plain(pupil.given))  # fmt: skip
            rule = frozenset({f"opt-out-{scope.lower()}-voice"})
            level = "review" if scope == "A" else "report"
            yield Spot("room", teacher), Case(
                f"opt-out {scope}: voice", html, (Truth(pupil.pupil_id, rule, level),),
                may=may | frozenset({"opt-out-b-name-in-media", "opt-out-b-likeness"}), shown=html,
            )  # fmt: skip


def _unique_in_school(district: District, pupil: Pupil) -> bool:
    first = plain(pupil.given)
    return (
        sum(
            first in (plain(p.given), plain(p.preferred), plain(p.middle))
            for p in district.in_school[pupil.school_id]
        )
        == 1
    )
