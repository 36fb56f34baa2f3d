"""Make mentions that fit several people, where the page says which one is meant."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Iterator
from html import escape
from random import Random

from .contexts import in_words
from .labels import FULL, Case, Placed, Spot, Truth
from .mentions import Picker
from .people import District, Pupil, plain


def _twins(district: District, trait: str) -> list[list[Pupil]]:
    groups: dict[str, list[Pupil]] = {}
    for pupil in district.pupils:
        if trait in pupil.traits:
            groups.setdefault(plain(pupil.full), []).append(pupil)
    return [
        group for group in groups.values() if len(group) == 2 == district.full_count[plain(group[0].full)]
    ]


def resolved(district: District, rng: Random, picker: Picker) -> Iterator[Placed]:
    """Yield namesakes whom class, school or grade band tells apart, and teens who may be named."""
    for one, other in _twins(district, "namesake-other-school"):
        for meant, twin in ((one, other), (other, one)):
            if meant.scopes or meant.agreement != "yes" or meant.former:
                continue
            spot = picker.home(meant) if rng.random() < 0.6 else Spot("school", meant.school_id)
            carrier, html = in_words(escape(meant.full), rng)
            yield spot, Case("namesake in another school", html, (Truth(meant.pupil_id, FULL),), (twin.pupil_id,),
                             carrier=carrier, shown=html)  # fmt: skip
    for one, other in _twins(district, "namesake-same-school"):
        if set(one.rooms) & set(other.rooms) or one.scopes or one.agreement != "yes" or one.former:
            continue
        teachers = {room.class_id: room.teacher for room in district.rooms}
        own = [teachers[room] for room in one.rooms]
        if set(own) & {teachers[room] for room in other.rooms}:
            continue
        carrier, html = in_words(escape(one.full), rng)
        yield Spot("room", rng.choice(own)), Case(
            "namesake in another class", html, (Truth(one.pupil_id, FULL),), (other.pupil_id,), carrier=carrier,
            shown=html,
        )  # fmt: skip
    for group in _twins(district, "namesake-high"):
        child, teen = sorted(group, key=lambda p: p.grade)
        if child.grade > 8 or teen.grade < 9 or teen.scopes or teen.agreement != "yes" or teen.former:
            continue
        carrier, html = in_words(escape(teen.full), rng)
        html = html.replace("grade 4", "grade 11")
        spot = picker.home(teen) if rng.random() < 0.6 else Spot("school", teen.school_id)
        yield spot, Case("nobody: teen with a younger namesake", html, (), (child.pupil_id,), carrier=carrier,
                         shown=html)  # fmt: skip
        if not child.scopes and child.agreement == "yes" and not child.former:
            carrier, html = in_words(escape(child.full), rng)
            yield picker.home(child), Case("child with a teen namesake", html, (Truth(child.pupil_id, FULL),),
                                           (teen.pupil_id,), carrier=carrier, shown=html)  # fmt: skip


def near(district: District, rng: Random, picker: Picker) -> Iterator[Placed]:
    """Yield children of one school whose names differ by one letter."""
    pupils = [p for p in district.pupils if "near-namesake" in p.traits]
    for one in pupils:
        for other in pupils:
            if one is other or (one.school_id, one.family) != (other.school_id, other.family):
                continue
            if one.scopes or one.agreement != "yes" or one.former or district.full_count[plain(one.full)] > 1:
                continue
            carrier, html = in_words(escape(one.full), rng)
            spot = picker.home(other) if rng.random() < 0.5 else picker.home(one)
            yield spot, Case("child one letter from a schoolmate", html, (Truth(one.pupil_id, FULL),),
                             (other.pupil_id,), carrier=carrier, shown=f"{html} (not {other.full})")  # fmt: skip


def staff_twins(district: District, rng: Random, picker: Picker) -> Iterator[Placed]:
    """Yield students whom the words mark as such although an adult of the staff has the same name."""
    texts = (
        "<p>Fourth grader {n} won the school spelling bee.</p>",
        "<p>Star of the Week: {n}, age 9</p>",
        "<p>{n} (grade 3) read a story to the kindergarten.</p>",
        "<p>Our student {n} lost a tooth at recess.</p>",
        "<p>The sixth-grader {n} scored twice on Saturday.</p>",
    )
    for trait in ("staff-twin-elsewhere", "staff-twin-here"):
        for pupil in picker.planted(trait):
            html = rng.choice(texts).replace("{n}", escape(pupil.full))
            yield (
                picker.home(pupil),
                Case(f"student marked as such, {trait}", html, (Truth(pupil.pupil_id, FULL),), shown=html),
            )


def ordinary(district: District, rng: Random, picker: Picker) -> Iterator[Placed]:
    """Yield children whose names are words or famous, where the words leave no doubt that a child is meant."""
    texts = (
        "<p>Student of the Week: {n}</p>",
        "<ul><li>{n} &ndash; 2nd place, long jump</li></ul>",
        "<p>Congratulations to our classmate {n}, who read twenty books!</p>",
        "<p>Happy 9th birthday to {n}!</p>",
        "<table><tr><th>Student</th><th>Job</th></tr><tr><td>{n}</td><td>Line leader</td></tr></table>",
    )
    for trait in ("words", "famous", "joined"):
        for pupil in picker.planted(trait):
            if district.full_count[plain(pupil.full)] > 1:
                continue
            html = rng.choice(texts).replace("{n}", escape(pupil.full))
            yield (
                picker.home(pupil),
                Case(f"child named like {trait}", html, (Truth(pupil.pupil_id, FULL),), shown=html),
            )
