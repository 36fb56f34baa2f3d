"""Put the pieces on sites and pages and load them as the night would; judges nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random

from auditor.address import page_key
from auditor.extract.html import read_html
from auditor.page import Document, Location, Page, Source, Text
from auditor.registry import Owner, School, Site
from auditor.roster import Roster
from auditor.snapshot import Snapshot

from . import mentions, namesakes, nobody, optout_traps, optouts, others, photos, rolls
from .district import build_district
from .export import NIGHT, load
from .furniture import SHELLS, dress
from .labels import Case, Placed, Spot
from .mentions import Picker
from .people import Adult, District, plain


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """Hold one page of the bed and the pieces on it."""

    key: str
    url: str
    html: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class LabelledSite:
    """Hold one site of the bed: its registration and its pages."""

    site: Site
    school: School
    pages: tuple[LabelledPage, ...]


@dataclass(frozen=True, slots=True)
class Bed:
    """Hold a whole bed: the district, the roster as read, and the sites."""

    district: District
    roster: Roster
    sites: tuple[LabelledSite, ...]


def build_bed(folder: Path, seed: int = 1, students: int = 9000, sample: int | None = None) -> Bed:
    """Invent a district, write its export into `folder`, and build its labelled sites.

    `sample` keeps at most so many pieces, drawn at random.
    """
    district = build_district(seed, students)
    rng = Random(f"pieces {seed}")
    pieces = list(_pieces(district, rng, 3 if students >= 5000 else 1))
    rng.shuffle(pieces)
    return Bed(district, load(district, folder), tuple(_sites(district, pieces[:sample], rng)))


def _pieces(district: District, rng: Random, times: int) -> Iterator[Placed]:
    picker = Picker(district, rng)
    return chain(
        mentions.full_names(district, rng, picker, times * 4),
        mentions.sources(district, rng, picker, times * 2),
        mentions.addresses(district, rng, picker, times * 2),
        mentions.partial_names(district, rng, picker, times * 6),
        mentions.jobs(district, rng, picker, times * 3),
        mentions.families(district, rng, picker, times * 8),
        namesakes.resolved(district, rng, picker),
        namesakes.near(district, rng, picker),
        namesakes.staff_twins(district, rng, picker),
        namesakes.ordinary(district, rng, picker),
        nobody.adults(district, rng, picker, times),
        nobody.words(district, rng, picker),
        nobody.staff(district, rng, picker),
        nobody.permitted(district, rng, picker, times * 5),
        rolls.rolls(district, rng, picker, times * 2),
        rolls.near_adults(district, rng, picker, times),
        rolls.neighbors(district, rng, picker, times),
        others.seams(district, rng, picker, times),
        others.surnames(district, rng, picker, times),
        others.slips_elsewhere(district, rng, picker, times),
        others.formers(district, rng, picker, times),
        photos.pictures(district, rng, picker, times * 2),
        photos.groups(district, rng, picker, times * 2),
        photos.files(district, rng, picker, times * 2),
        optouts.details(district, rng, picker, times * 5),
        optouts.names(district, rng, picker, times * 5),
        optout_traps.forms_alone(district, rng, picker, times),
        optout_traps.other_details(district, rng, picker, times),
        optout_traps.silent(district, rng, picker, times),
        optout_traps.agreements(district, rng, picker, times),
    )


def _sites(district: District, pieces: Iterable[Placed], rng: Random) -> Iterator[LabelledSite]:
    by_spot: dict[Spot, list[Case]] = defaultdict(list)
    for spot, case in pieces:
        by_spot[spot].append(case)
    adults = {adult.staff_id: adult for adult in district.adults}
    for number, (spot, cases) in enumerate(by_spot.items()):
        site, school, who, title = _register(district, adults, spot, number)
        pages: list[LabelledPage] = []
        while cases:
            on_page: list[Case] = []
            taken: set[str] = set()
            for case in list(cases):
                if len(on_page) == 3 or (
                    on_page and (case.students & taken or (case.head and any(c.head for c in on_page)))
                ):
                    continue
                if _clashes(district, taken, case):
                    continue
                on_page.append(case)
                taken |= case.students
                cases.remove(case)
            path = f"page-{len(pages) + 1}.html"
            head = "".join(case.head for case in on_page)
            shell = site.platform
            html = dress([case.html for case in on_page], head, who, title, shell, rng)
            url = site.url + path
            pages.append(LabelledPage(page_key(url, site.url), url, html, tuple(on_page)))
        yield LabelledSite(site, school, tuple(pages))


def _clashes(district: District, taken: set[str], case: Case) -> bool:
    """Tell whether a piece shares a given or family name with one on the page, so that marks would mix."""

    def words(ids: Iterable[str]) -> set[str]:
        people = [district.by_id[each] for each in ids if each in district.by_id]
        return {w for p in people for part in (p.given, p.family, p.preferred) for w in plain(part).split()}

    return bool(taken) and bool(words(taken) & words(case.students))


def _register(
    district: District, adults: dict[str, Adult], spot: Spot, number: int
) -> tuple[Site, School, str, str]:
    shell = list(SHELLS)[number % len(SHELLS)]
    if spot.anchor == "org-00":
        school = School("org-00", "Rush River Public Schools")
        site = Site(
            f"site-{number}",
            f"https://district{number}.rushriver.example/",
            "org-00",
            kind="official",
            platform=shell,
        )
        return site, school, "Rush River Public Schools, 40 Depot Street", "District News"
    if spot.kind == "room":
        teacher = adults[spot.anchor]
        place = district.place(teacher.school_id)
        grades = sorted({room.grade for room in district.rooms if room.teacher == spot.anchor})
        site = Site(
            f"site-{number}", f"https://sites.rushriver.example/room{number}/", place.school_id, kind="class",
            owners=(Owner(teacher.full, teacher.email),), grades=",".join(str(g or "K") for g in grades),
            platform=shell,
        )  # fmt: skip
        who, title = f"{teacher.full}, {place.name}, {teacher.email}", f"{teacher.family} Class"
    else:
        place = district.place(spot.anchor)
        kind = "club" if spot.kind == "club" else "school"
        site = Site(
            f"site-{number}",
            f"https://www.rushriver.example/s{number}/",
            place.school_id,
            kind=kind,
            platform=shell,
        )
        who, title = f"{place.name}, Rush River", place.name
    grades_text = f"{place.first or 'K'}-{place.last}"
    return site, School(place.school_id, place.name, grades_text), who, title


def snapshots(bed: Bed) -> Iterator[tuple[LabelledSite, Snapshot]]:
    """Read every page as the extractor does and yield each site's evidence."""
    for labelled in bed.sites:
        pages, documents = [], []
        for each in labelled.pages:
            pages.append(Page(each.url, each.key, 200, NIGHT, read_html(each.html, each.url)))
            for n, case in enumerate(each.cases):
                if case.document is not None:
                    documents.append(_document(case.document, each, n))
        yield labelled, Snapshot(labelled.site, labelled.school, NIGHT, tuple(pages), tuple(documents))


def _document(held: tuple[str, str, str, str], page: LabelledPage, number: int) -> Document:
    kind, source, place, words = held
    suffix = {"ocr": "pdf"}.get(kind, kind)
    url = f"{page.url.rsplit('/', 1)[0]}/files/file{number}-{page.key.strip('/').replace('.', '')}.{suffix}"
    text = Text(words, words, Location(page.url, Source(source), place=place, document=url))
    return Document(url, page_key(url, page.url), suffix, 200, NIGHT, linked_from=(page.key,), texts=(text,))
