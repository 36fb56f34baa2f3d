"""Make pictures whose words say who is who, and pictures whose words do not."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Iterator
from html import escape
from random import Random

from .forms import slug
from .labels import FULL, PHOTO, Case, Placed, Truth
from .mentions import Picker
from .people import WORDS, District, Pupil, plain
from .syllables import NICKNAMES

TAG = frozenset({"photo-person-tag"})

ONE = {
    "alt": '<img src="/img/31.jpg" alt="{g} shows her volcano">',
    "alt, possessive": '<img src="/img/32.jpg" alt="{g}\'s big smile">',
    "alt is the name": '<img src="/img/33.jpg" alt="{g}">',
    "caption": '<figure><img src="/img/34.jpg" alt="Child with a kite"><figcaption>{g} flew the highest kite!</figcaption></figure>',
    "wordpress caption": '<div class="wp-caption"><img src="/img/35.jpg" alt=""><p class="wp-caption-text">{g} at the pumpkin patch</p></div>',
    "title": '<img src="/img/36.jpg" alt="Student reading" title="{g} reads to a dog">',
    "file name": '<img src="/photos/{s}.jpg" alt="Student at the easel">',
    "file name, more words": '<img src="/photos/{s}_at_zoo.jpg" alt="">',
    "label under": '<div class="tile"><img src="/img/37.jpg" alt="student"><div class="name">{g}</div></div>',
    "label in a table": '<table><tr><td><img src="/img/38.jpg" alt="student portrait"></td></tr><tr><td>{g}</td></tr></table>',
    "caption in Spanish": '<figure><img src="/img/39.jpg" alt=""><figcaption>{g} con su experimento</figcaption></figure>',
    "video": '<video src="/v/4.mp4" controls title="{g} explains fractions"></video>',
    "linked picture": '<a href="/photos/full/{s}.jpg">See the photo</a>',
}  # fmt: skip

NO_ONE = {
    "work by a child": '<img src="/img/41.jpg" alt="Watercolor by {g}">',
    "work, caption": '<figure><img src="/img/42.jpg" alt=""><figcaption>{g}\'s drawing of a lighthouse</figcaption></figure>',
    "work, scanned": '<img src="/img/43.jpg" alt="Poem written by {g}">',
    "teacher": '<img src="/img/44.jpg" alt="Ms. {g} reads to the class">',
    "author": '<img src="/img/45.jpg" alt="Author {g} Brindlemoor signing books">',
    "book cover": '<img src="/img/46.jpg" alt="Cover of the book {g} and the Lost Star">',
    "map of a place": '<img src="/img/47.jpg" alt="Map of {g} County, 1890">',
}

GROUP = (
    '<figure><img src="/img/51.jpg" alt="Our robotics team"><figcaption>Our robotics team: {a}, {b}, {c} and {d}</figcaption></figure>',
    '<img src="/img/52.jpg" alt="Four students: {a}, {b}, {c}, {d}">',
    '<figure><img src="/img/53.jpg" alt=""><figcaption>{a}, {b}, {c} and {d} worked together on the bridge.</figcaption></figure>',
)
ROWS = (
    '<figure><img src="/img/54.jpg" alt="Four students"><figcaption>Left to right: {a}, {b}, {c}, {d}</figcaption></figure>',
    '<img src="/img/55.jpg" alt="Chess club"><p>From left: {a}, {b}, {c} and {d}</p>',
    '<figure><img src="/img/56.jpg" alt="Choir"><figcaption>Front row: {a}, {b}. Back row: {c}, {d}.</figcaption></figure>',
    '<figure><img src="/img/57.jpg" alt=""><figcaption>Pictured (l-r): {a}, {b}, {c}, {d}</figcaption></figure>',
    '<figure><img src="/img/58.jpg" alt=""><figcaption>{a} (left) and {b} (right) with {c} in the middle and {d} behind</figcaption></figure>',
    '<figure><img src="/img/59.jpg" alt=""><figcaption>De izquierda a derecha: {a}, {b}, {c}, {d}</figcaption></figure>',
)


def first_name_fits(district: District, pupil: Pupil, teacher: str) -> bool:
    """Tell whether the first name is one student's among all whom the teacher has, and no odd spelling."""
    mine = plain(pupil.given).split()
    if len(mine) != 1 or len(mine[0]) < 4:
        return False
    rooms = {room.class_id for room in district.rooms if room.teacher == teacher}
    others = [p for p in district.in_school[pupil.school_id] if p is not pupil and rooms & set(p.rooms)]
    heard = {
        word[:3] for p in others for name in (p.given, p.preferred, p.middle) for word in plain(name).split()
    }
    heard |= {plain(NICKNAMES.get(p.given, ""))[:3] for p in others}
    if any(word.endswith(mine[0][1:]) for p in others for word in plain(p.given).split()):
        return False
    return mine[0][:3] not in heard and plain(NICKNAMES.get(pupil.given, ""))[:3] not in heard - {""}


def _child(district: District, picker: Picker, words_too: bool = False) -> tuple[Pupil, str] | None:
    for _ in range(200):
        pupil = picker.one(lambda p: p.grade <= 5 and (words_too or plain(p.given) not in WORDS))
        if pupil is None:
            return None
        teacher = picker.teacher(pupil)
        if first_name_fits(district, pupil, teacher) and not pupil.preferred:
            return pupil, teacher
    return None


def pictures(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield pictures of one child named by first name, and pictures that show nobody or a work."""
    for _ in range(times):
        for name, html in ONE.items():
            found = _child(district, picker)
            if found is None:
                continue
            pupil, _teacher = found
            first = plain(pupil.given).replace(" ", "-")
            written = html.replace("{g}", escape(pupil.given)).replace(
                "{s}", rng.choice((first, first.capitalize()))
            )
            scored = name not in ("linked picture",)
            yield (
                picker.home(pupil),
                Case(
                    f"photo: {name}",
                    written,
                    (Truth(pupil.pupil_id, PHOTO, scored=scored),),
                    carrier=name,
                    shown=written,
                ),
            )
        for name, html in NO_ONE.items():
            found = _child(district, picker)
            if found is None:
                continue
            pupil, _teacher = found
            written = html.replace("{g}", escape(pupil.given))
            yield (
                picker.home(pupil),
                Case(f"nobody: photo, {name}", written, (), (pupil.pupil_id,), shown=written),
            )


def groups(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield group pictures: a list of first names is allowed, an order is not."""
    for _ in range(times):
        for ordered, templates in ((False, GROUP), (True, ROWS)):
            for html in templates:
                found = _child(district, picker)
                if found is None:
                    continue
                first, teacher = found
                mates = [p for p in district.taught_by(teacher) if p is not first and not p.scopes
                         and p.agreement == "yes" and not p.former and not p.preferred and "planted" not in p.traits
                         and first_name_fits(district, p, teacher)]  # fmt: skip
                if len(mates) < 3:
                    continue
                group = [first, *rng.sample(mates, 3)]
                written = html
                for mark, pupil in zip("abcd", group, strict=True):
                    written = written.replace("{" + mark + "}", escape(pupil.given))
                truths = tuple(Truth(p.pupil_id, PHOTO) for p in group) if ordered else ()
                traps = () if ordered else tuple(p.pupil_id for p in group)
                kind = "photo: order says who is who" if ordered else "nobody: photo, list under a group"
                yield picker.home(first), Case(kind, written, truths, traps, carrier="group", shown=written)


def files(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield person tags in picture files, photographers, and full names in group pictures' files."""
    for _ in range(times):
        for source in ("xmp", "iptc"):
            pupil = picker.one()
            if pupil is not None:
                yield picker.near(pupil), Case(
                    "photo: person tag", "<p>Photos of the fair</p>", (Truth(pupil.pupil_id, TAG),), carrier=source,
                    may=PHOTO | FULL, document=("jpg", source, "person tag", pupil.full), shown=pupil.full,
                )  # fmt: skip
        pupil = picker.one(rare=True)
        if pupil is not None:
            html = f'<img src="/up/{slug(pupil, rng)}.jpg" alt="Sunflower drawing">'
            yield picker.near(pupil), Case(
                "source: file name of a drawing", html, (Truth(pupil.pupil_id, FULL),), may=PHOTO,
                carrier="file name", shown=html,
            )  # fmt: skip
