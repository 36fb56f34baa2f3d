"""Make the labelled mentions of full and partial names, form by form and source by source."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from random import Random

from .contexts import DOCUMENTS, OPEN, PICTURED, SOURCES, in_words
from .forms import FORMS, LISTED, LOCAL_ONLY, WEAK, slug
from .labels import FULL, FULL_OR_PARTIAL, PARTIAL, PHOTO, Case, Placed, Spot, Truth
from .people import District, Pupil, plain


class Picker:
    """Hand out students that fit, each as rarely as can be, so that no name is favored."""

    def __init__(self, district: District, rng: Random) -> None:
        self.district = district
        self.rng = rng
        self._clean = [
            p for p in district.pupils if p.is_k8 and not p.scopes and p.agreement == "yes" and not p.former
        ]
        rng.shuffle(self._clean)
        self._at = 0

    def one(self, fits: Callable[[Pupil], bool] = lambda pupil: True, rare: bool = False) -> Pupil | None:
        """Return the next K-8 student without opt-out, with agreement, of an unplanted name, that fits."""
        for step in range(len(self._clean)):
            pupil = self._clean[(self._at + step) % len(self._clean)]
            if "planted" in pupil.traits or not fits(pupil):
                continue
            if self.district.full_count[plain(pupil.full)] > 1 or not self.district.is_alone(pupil):
                continue
            if rare and not self.district.is_rare(pupil):
                continue
            self._at = (self._at + step + 1) % len(self._clean)
            return pupil
        return None

    def planted(self, trait: str) -> list[Pupil]:
        """Return the K-8 students of one trap, in random order."""
        found = [p for p in self.district.pupils if trait in p.traits and not p.scopes and p.agreement == "yes"
                 and p.is_k8 and not p.former]  # fmt: skip
        self.rng.shuffle(found)
        return found

    def teacher(self, pupil: Pupil) -> str:
        """Return the id of a teacher of the student."""
        rooms = {room.class_id: room.teacher for room in self.district.rooms}
        return rooms[self.rng.choice(pupil.rooms)]

    def home(self, pupil: Pupil) -> Spot:
        """Return the student's own class site."""
        return Spot("room", self.teacher(pupil))

    def near(self, pupil: Pupil) -> Spot:
        """Return a site of the student's own class or school, mostly the class's."""
        draw = self.rng.random()
        if draw < 0.65:
            return self.home(pupil)
        if draw < 0.8:
            others = [r.teacher for r in self.district.rooms if r.school_id == pupil.school_id]
            return Spot("room", self.rng.choice(others))
        return Spot("school" if draw < 0.92 else "club", pupil.school_id)

    def far(self, pupil: Pupil) -> Spot:
        """Return a class or school site of another school, or the district's own."""
        if self.rng.random() < 0.3:
            return Spot("official", "org-00")
        others = [r for r in self.district.rooms if r.school_id != pupil.school_id]
        room = self.rng.choice(others)
        return Spot("room", room.teacher) if self.rng.random() < 0.6 else Spot("school", room.school_id)


def full_names(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield every form of a full name in words of a page, `times` each."""
    for form, write in FORMS.items():
        for _ in range(times):
            written: str | None = None
            pupil = None
            for _ in range(40):
                pupil = picker.one(lambda p: FORMS[form](p, rng) is not None, rare=form in WEAK)  # noqa: B023
                written = write(pupil, rng) if pupil else None
                if written and not (form == "one letter wrong" and _is_anothers(district, pupil, written)):
                    break
                written = None
            if pupil is None or written is None:
                continue
            local = form in LOCAL_ONLY | WEAK or not district.is_rare(pupil) or rng.random() < 0.75
            spot = picker.near(pupil) if local else picker.far(pupil)
            kind = (
                "card"
                if form == "line break between"
                else rng.choice(("list", "cell"))
                if form in LISTED
                else ""
            )
            carrier, html = in_words(written, rng, kind)
            yield (
                spot,
                Case(f"form: {form}", html, (Truth(pupil.pupil_id, FULL),), carrier=carrier, shown=html),
            )


def jobs(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield children in class jobs, which are named like professions."""
    for _ in range(times):
        pupil = picker.one()
        if pupil is not None:
            carrier, html = in_words(escape(pupil.full), rng, "job")
            yield (
                picker.home(pupil),
                Case("child in a class job", html, (Truth(pupil.pupil_id, FULL),), shown=html),
            )


def _is_anothers(district: District, pupil: Pupil | None, written: str) -> bool:
    """Tell whether a slip spells, or comes as close to, another student's name of the school."""
    if pupil is None or district.full_count[plain(written)]:
        return True
    others = [p for p in district.in_school[pupil.school_id] if p is not pupil]
    return any(_distance_one(plain(p.full), plain(written)) for p in others)


def _distance_one(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, tail = one[start:], other[start:]
    return (
        rest[1:] == tail[1:]
        or rest[1:] == tail
        or rest == tail[1:]
        or (rest[:2] == tail[:2][::-1] and rest[2:] == tail[2:])
    )


def sources(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield a full name in every source of a page and kind of linked file, `times` each."""
    for carrier, carry in SOURCES.items():
        for _ in range(times):
            pupil = picker.one(rare="{s}" in "".join(carry("{n}", "{s}", rng)))
            if pupil is None:
                continue
            written = escape(pupil.full, quote=True)
            quoted = written.replace("&#x27;", "'") if "script" in carrier or "json" in carrier else written
            slugged = slug(pupil, rng)
            html, head = carry(quoted, slugged, rng)
            parts = {"{g}": pupil.given, "{f}": pupil.family}
            for mark, part in parts.items():
                html, head = html.replace(mark, part), head.replace(mark, part)
            truths = [Truth(pupil.pupil_id, FULL, scored=carrier not in OPEN)]
            if carrier in PICTURED:
                truths.append(Truth(pupil.pupil_id, PHOTO))
            yield picker.near(pupil), Case(
                f"source: {carrier}", html, tuple(truths), carrier=carrier, head=head, may=PHOTO,
                shown=html or head,
            )  # fmt: skip
    for name, (kind, place, words) in DOCUMENTS.items():
        for _ in range(times):
            pupil = picker.one()
            if pupil is None:
                continue
            text = words.replace("{n}", pupil.full).replace("{g}", pupil.given).replace("{f}", pupil.family)
            yield picker.near(pupil), Case(
                f"document: {name}", "<p>The newsletter is linked below.</p>", (Truth(pupil.pupil_id, FULL),),
                carrier=kind, may=PHOTO, document=(kind, kind, place, text), shown=text,
            )  # fmt: skip


def addresses(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield e-mail addresses and user names that spell the student's name."""
    for _ in range(times):
        for category, html in (
            ("e-mail address", '<p>Questions? Write to <a href="mailto:{e}">{e}</a>, our editor.</p>'),
            ("e-mail address, text only", "<p>Editor: {e}</p>"),
            ("user name of the roster", "<p>Log in as {u} and use your lunch number.</p>"),
            ("handle", "<p>Follow our young reporter @{h} on the class blog.</p>"),
        ):
            pupil = picker.one(rare=True)
            if pupil is None:
                continue
            joined = plain(pupil.full).replace(" ", "")
            written = html.replace("{e}", pupil.email).replace("{u}", pupil.username).replace("{h}", joined)
            yield (
                picker.home(pupil),
                Case(f"form: {category}", written, (Truth(pupil.pupil_id, FULL_OR_PARTIAL),), shown=written),
            )


def partial_names(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield first name with last initial (review), surname and initials tied to a child."""
    for n in range(times):
        pupil = picker.one(lambda p: p.pupil_id not in _shared_initial(district, picker, p))
        if pupil is not None:
            initial = pupil.family.replace("'", "")[:1].upper()
            written = rng.choice(
                (f"{pupil.given} {initial}.", f"{pupil.given} {initial}", f"{pupil.given} {initial}.")
            )
            carrier, html = in_words(escape(written), rng)
            yield picker.home(pupil), Case(
                "partial: first name and last initial", html,
                (Truth(pupil.pupil_id, PARTIAL, "review", cap=True),), carrier=carrier, may=PHOTO, shown=html,
            )  # fmt: skip
        pupil = picker.one(rare=True)
        if pupil is not None:
            written = rng.choice(("Student: {f}", "Third grader {f} read to us.", "{f} (student, Room 9)"))
            html = "<p>" + written.replace("{f}", escape(pupil.family)) + "</p>"
            yield picker.home(pupil), Case(
                "partial: surname tied to a child", html, (Truth(pupil.pupil_id, FULL_OR_PARTIAL),), shown=html
            )  # fmt: skip
        pupil = picker.one(rare=True)
        if pupil is not None and n % 2:
            written = f"{pupil.given[:1]}. {pupil.family}"
            carrier, html = in_words(escape(written), rng)
            yield picker.home(pupil), Case(
                "partial: initial and surname", html,
                (Truth(pupil.pupil_id, FULL_OR_PARTIAL, "review"),), carrier=carrier, shown=html,
            )  # fmt: skip
        elif pupil is not None:
            initials = f"{pupil.given[:1]}.{pupil.family[:1]}."
            yield picker.home(pupil), Case(
                "partial: initials", f"<p>Student work by {initials}, grade {pupil.grade or 'K'}</p>",
                (Truth(pupil.pupil_id, PARTIAL, "review", scored=False),), shown=initials,
            )  # fmt: skip


def _shared_initial(district: District, picker: Picker, pupil: Pupil) -> set[str]:
    """Return the student's id where a schoolmate has the same first name and last initial."""
    for other in district.in_school[pupil.school_id]:
        if (
            other is not pupil
            and plain(pupil.given).split()[:1] == plain(other.given).split()[:1]
            and plain(other.family)[:1] == plain(pupil.family)[:1]
        ):
            return {pupil.pupil_id}
    return set()


def families(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield brothers and sisters who share one written surname."""
    groups: dict[tuple[str, str], list[Pupil]] = {}
    for pupil in picker.planted("siblings") or [p for p in district.pupils if "siblings" in p.traits]:
        groups.setdefault((pupil.school_id, pupil.family), []).append(pupil)
    for (_, family), group in list(groups.items())[:times]:
        group = [p for p in group if district.full_count[plain(p.full)] == 1]
        if len(group) < 2 or len({p.given for p in group}) < len(group):
            continue
        names = [escape(p.given) for p in group]
        written = rng.choice(
            (f"{names[0]} and {names[1]} {family}", f"{names[0]} &amp; {names[1]} {family}",
             f"{', '.join(names[:-1])} and {names[-1]} {family}", f"twins {names[0]} and {names[1]} {family}")
        )  # fmt: skip
        named = [p for p in group if escape(p.given) in written]
        carrier, html = in_words(written, rng, "body")
        yield (
            picker.home(group[0]),
            Case("form: shared surname", html, tuple(Truth(p.pupil_id, FULL) for p in named), shown=html),
        )
