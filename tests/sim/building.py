"""Put a district together by seed: schools, sites, teachers, troubles, banners; renders nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from tests.sim import troubles
from tests.sim.diary import PLAN, WEEK, Diary, Habit
from tests.sim.district import District, Site
from tests.sim.habits import HABITS
from tests.sim.lessons import EVENTS, lessons, welcome
from tests.sim.moments import DAY, SchoolYear, at, long_date, school_year
from tests.sim.platforms import PLATFORMS
from tests.sim.state import Block, State, Story
from tests.sim.troubles import Trouble
from tests.sim.widgets import WIDGETS

SCHOOLS: Final = ("alder", "birch", "cedar", "dogwood", "elm")
ARRANGED: Final = ("grade-team", "two-sections", "moves-house", "mid-year", "excused")
ALL_HABITS: Final = (*HABITS, *ARRANGED)
NEEDS_PAGES: Final = frozenset({"copies-last-year", "moves-last-year", "rearranges"})
TEAM: Final = 4
SECTIONS: Final = ("period-1/", "period-2/")


def build(
    seed: int,
    count: int,
    nights: int,
    *,
    first: date | None = None,
    habits: Sequence[str] = ALL_HABITS,
    platforms: Sequence[str] = tuple(PLATFORMS),
    rate: float = 0.03,
    widgets: int = 4,
    extra: Mapping[str, Habit] | None = None,
    single: bool = False,
) -> District:
    """Return a district of `count` sites; every pair of habit and platform comes up over the seeds.

    `rate` is how often a site has a trouble a night, `widgets` how many self-changing parts a page has;
    `extra` are further habits by name. `single` leaves out the pages below the first that stand still.
    """
    chance = Random(f"district/{seed}")
    schools = SCHOOLS[: max(2, -(-count // TEAM))]
    year = school_year(2026 - seed % 3, list(schools))
    if first is None:
        first = year.start if nights > 150 else year.start + chance.randrange(0, 140) * DAY
    last = min(first + (nights - 1) * DAY, year.end + 20 * DAY)
    order = [habits[(seed * count + number) % len(habits)] for number in range(count)]
    for number, habit in enumerate(order):
        if habit == "grade-team":
            # A team are the teachers of one school: four sites with the same words.
            start = number // TEAM * TEAM
            order[start : start + TEAM] = ["grade-team"] * len(order[start : start + TEAM])
        elif habit == "common-words":
            for other in (number + TEAM, number + 2 * TEAM):
                if other < count and order[other] != "grade-team":
                    order[other] = habit
    shift = chance.randrange(len(platforms))
    makers = {**HABITS, **(extra or {})}
    sites: list[Site] = []
    for number in range(count):
        habit = order[number]
        platform = platforms[(number + number // len(platforms) + shift + seed) % len(platforms)]
        school = schools[number // TEAM % len(schools)]
        mine = Random(f"site/{seed}/{number}")
        spanish = habit == "spanish"
        diary = Diary(mine, year, school, first, last, spanish)
        sections: tuple[str, ...] = ()
        if habit in makers:
            makers[habit](diary)
        elif habit == "two-sections":
            sections = SECTIONS
            _two_sections(diary)
        else:
            HABITS["in-place" if habit != "excused" else "every-third"](diary)
        site = Site(
            f"s{number:03}-{habit.replace(':', '')}-{platform}",
            school,
            platform,
            habit,
            f"{platform}{number}.example",
            "/" if number % 3 else f"/{school}/room{number}/",
            number + seed * 1000,
            _widgets(mine, widgets, habit),
            Story(_first_state(mine, number, year, first, sections, spanish), diary.deeds),
            troubles.troubles(mine, first + 2 * DAY, nights, rate),
            active_from=max(first, year.start),
            active_to=year.end,
            sections=sections,
        )
        if single and habit not in NEEDS_PAGES:
            used = {deed.place for deed in diary.deeds}
            pages = site.story.first.pages
            site.story.first.pages = {path: told for path, told in pages.items() if path in used}
        _arrange(site, mine, diary, first, nights)
        if mine.random() < 0.3:
            site.redesigned = first + mine.randrange(5, max(6, nights)) * DAY
        sites.append(site)
        if habit == "grade-team":
            _share(sites)
    _together(chance, sites, first, nights)
    return District(seed, year, first, nights, sites, _banners(chance, year, first, last))


def _widgets(chance: Random, count: int, habit: str) -> tuple[str, ...]:
    names = sorted(WIDGETS)
    return tuple(chance.sample(names, chance.randrange(count + 1)))


def _first_state(
    chance: Random, number: int, year: SchoolYear, first: date, sections: Sequence[str], spanish: bool
) -> State:
    # Two schools' teachers of one name would be one person to whoever reads the registry.
    title, name = chance.choice(("Ms.", "Mr.", "Mrs.")), chance.choice(NAMES)
    teacher = f"{title} {GIVEN[number % len(GIVEN)]} {name}"
    grade = chance.choice(("K", "1", "2", "3", "4", "5", "6", "7", "8"))
    state = State(f"{teacher}’s class", teacher, welcome(chance, teacher, grade))
    before = first - 12 * DAY
    state.blocks[WEEK] = Block(
        "This week", lessons(chance, before, 3, spanish), chance.choice(("text", "list", "lines"))
    )
    state.blocks[PLAN] = Block(
        "Plan", [f"{long_date(before)} | {line}" for line in lessons(chance, before, 3)], "table"
    )
    state.links = [(f"Practice {n}", f"https://learn.example/start/{n}") for n in range(3, 9)]
    state.pages["homework/"] = (
        "Homework",
        {WEEK: Block("Homework", lessons(chance, before, 2, spanish), "list")},
    )
    old = first - 365 * DAY
    weeks = [old + week * 7 * DAY for week in range(6)]
    plans = {f"w{day:%m%d}": Block(f"Week of {long_date(day)}", lessons(chance, day, 3)) for day in weeks}
    state.pages["last-year/"] = ("Last year", plans)
    for place in sections:
        state.pages[place] = (place.strip("/").capitalize(), {WEEK: Block("Now", lessons(chance, before, 2))})
    return state


def _two_sections(diary: Diary) -> None:
    for place, share in zip(SECTIONS, (0.8, 0.3), strict=True):
        diary.place = diary.section = place
        for due in diary.dues():
            if diary.chance.random() < share:
                diary.replace(diary.workday(due))
    diary.place = diary.section = ""


def _arrange(site: Site, chance: Random, diary: Diary, first: date, nights: int) -> None:
    if site.habit == "mid-year":
        site.active_from = first + int(nights * 0.4) * DAY
    elif site.habit == "excused":
        middle = first + nights // 2 * DAY
        site.excused = [(middle - 9 * DAY, middle + 16 * DAY)]
    elif site.habit == "moves-house":
        day = first + nights // 2 * DAY
        site.moves = (at(day, 17, 30), f"new-{site.host}", day + chance.choice((1, 1, 6)) * DAY)


def _share(sites: Sequence[Site]) -> None:
    """Give a team's page the deeds of the team's first, some minutes later: the same words on every site."""
    own = sites[-1]
    mates = [site for site in sites[:-1] if site.habit == "grade-team" and site.school == own.school]
    if not mates:
        return
    minutes = timedelta(minutes=len(mates) * 4)
    own.story = Story(
        own.story.first, [replace(deed, when=deed.when + minutes) for deed in mates[0].story.deeds]
    )


def _together(chance: Random, sites: Sequence[Site], first: date, nights: int) -> None:
    """Give all sites of one platform a new template on one night, and take a host down for all."""
    if nights > 20:
        platform = chance.choice(("finalsite", "google-sites", "weebly"))
        day = first + chance.randrange(8, nights) * DAY
        down = first + chance.randrange(8, nights) * DAY
        for site in sites:
            if site.platform == platform:
                site.redesigned = day
            if site.platform == "finalsite":
                site.troubles.insert(0, Trouble("maintenance", down, down))


def _banners(chance: Random, year: SchoolYear, first: date, last: date) -> list[tuple[str, date, date, str]]:
    """Return what the district puts on top of every site: text, first and last day, school or "" for all."""
    found = []
    for closure in year.closures:
        if closure.excuses and not closure.school:
            span = f"from {long_date(closure.first)} to {long_date(closure.last)}"
            text = f"{closure.summary}: all schools are closed {span}."
            known = closure.first - (5 if closure.entered < closure.first else 1) * DAY
            found.append((text, known, closure.last, ""))
    for due in year.dues(first, last):
        if chance.random() < 0.2:
            day = due.day - DAY
            text = f"{chance.choice(EVENTS)} at our school on {long_date(day + 16 * DAY)}, 6 p.m."
            found.append((text, day, day + 20 * DAY, chance.choice(SCHOOLS)))
        if chance.random() < 0.5:
            start = due.day - chance.choice((0, 1, 2)) * DAY
            text = f"{chance.choice(NOTICES)}: see the district page for {long_date(start + 9 * DAY)}."
            found.append((text, start, start + chance.randrange(2, 12) * DAY, ""))
    return found


NOTICES: Final = (
    "Kindergarten enrollment;The school board meeting;Vaccination clinic;Bus route changes;"
    "The levy information evening;Air quality advisory"
).split(";")
NAMES: Final = (
    "Okafor Lindqvist Marsh Delgado Yazzie Thornbury Petrov Quill Abara Fenwick Castellanos Nguyen-Hale "
    "Bright Moreau Stavros Whitehorse Ikeda Larkin Osei Vandermeer Tolliver Rasmussen Eze Calloway"
).split()
GIVEN: Final = (
    "Ada Ben Cleo Dev Edda Finn Gia Hugo Ines Joan Kai Lena Milo Nora Otto Pia Quin Rosa Samir Tess Uma Vito "
    "Wren Xena Yuri Zoe Abel Bea Cyrus Dora Elias Faye Gus Hana Ivo Jude Kira Leo Mina Nils Opal Paco Rhea "
    "Sol Thea Ugo Vera Walt Yara Zeno Amara Boris Celia Dario Elsa Felix Greta Hal Iris Jonas"
).split()
