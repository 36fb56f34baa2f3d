"""Put a district together by seed, and show any of its sites at any moment; knows no product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from tests.sim import troubles
from tests.sim.diary import PLAN, WEEK, Diary
from tests.sim.files import stamp
from tests.sim.habits import HABITS
from tests.sim.lessons import EVENTS, lessons, welcome
from tests.sim.markup import Look, Reply, Web, page
from tests.sim.moments import DAY, SchoolYear, at, long_date, school_year
from tests.sim.platforms import PLATFORMS
from tests.sim.state import Block, State, Story
from tests.sim.troubles import Trouble
from tests.sim.widgets import WIDGETS, Sight

SCHOOLS: Final = ("alder", "birch", "cedar", "dogwood", "elm")
ARRANGED: Final = ("grade-team", "two-sections", "moves-house", "mid-year", "excused")
ALL_HABITS: Final = (*HABITS, *ARRANGED)
NEEDS_PAGES: Final = frozenset({"copies-last-year", "moves-last-year", "rearranges"})
NIGHT_HOUR: Final = 2
TEAM: Final = 4
SECTIONS: Final = ("period-1/", "period-2/")
_RELATIVE: Final = re.compile(rb"(?<= )(href|src)='(?!https?:|/|#)(?:\./)?")


@dataclass
class Site:
    """One registered site. `moves` is (moment, host, night on which the registry knows); "" is no section."""

    site_id: str
    school: str
    platform: str
    habit: str
    host: str
    path: str
    seed: int
    widgets: tuple[str, ...]
    story: Story
    troubles: list[Trouble] = field(default_factory=list)
    active_from: date | None = None
    active_to: date | None = None
    excused: list[tuple[date, date]] = field(default_factory=list)
    sections: tuple[str, ...] = ()
    moves: tuple[datetime, str, date] | None = None
    redesigned: date | None = None

    def url(self, night: date) -> str:
        """Return the address that the registry has on a night."""
        host = self.moves[1] if self.moves is not None and night >= self.moves[2] else self.host
        return f"http://{host}{self.path}"

    def trouble(self, night: date) -> Trouble | None:
        return next((each for each in self.troubles if each.on(night)), None)

    def watched(self, night: date) -> bool:
        return (self.active_from or night) <= night <= (self.active_to or night)

    def readable(self, night: date) -> bool:
        """Tell whether a visit of that night is a proof of what stood there."""
        trouble = self.trouble(night)
        if trouble is not None and trouble.kind in troubles.BAD:
            return False
        return self.moves is None or not self.moves[0].date() < night < self.moves[2]


@dataclass
class District:
    """All sites of one simulated district, from its first night on."""

    seed: int
    year: SchoolYear
    first: date
    nights: int
    sites: list[Site]
    banners: list[tuple[str, date, date, str]]

    @property
    def schools(self) -> list[str]:
        return sorted({site.school for site in self.sites})

    @property
    def last(self) -> date:
        return self.first + (self.nights - 1) * DAY

    def night(self, number: int) -> datetime:
        return at(self.first + number * DAY, NIGHT_HOUR)

    def show(self, site: Site, moment: datetime, fetch: int = 0) -> dict[str, Web]:
        """Return what a site's hosts serve at a moment: host -> path below the site's root -> reply.

        `fetch` tells two readings of one night apart; what is left to chance differs between them.
        """
        night = moment.date()
        chance = Random(f"{self.seed}/{site.seed}/{moment.isoformat()}/{fetch}")
        trouble = site.trouble(night)
        kind = trouble.kind if trouble is not None else ""
        now = then = moment
        if trouble is not None and kind in ("aged", "stale"):
            now = then = moment - timedelta(hours=24 * min(trouble.detail, 2) - 1)
        elif trouble is not None and kind == "backup":
            then = moment - trouble.detail * DAY
        web = self._web(site, now, then, chance, kind)
        root = site.url(night)
        if kind == "aged":
            web = troubles.aged(web, int((moment - now).total_seconds()), stamp(now))
        elif kind:
            web = troubles.show(kind, web, root, chance)
        if site.moves is None or moment < site.moves[0]:
            return {site.host: web}
        told = page(
            "We have moved",
            f"<h1>This page has moved</h1><p><a href='http://{site.moves[1]}{site.path}'>New page</a></p>",
        )
        gone = Reply(b"", status=301, headers={"Location": f"http://{site.moves[1]}{site.path}"})
        return {site.moves[1]: web, site.host: dict.fromkeys(web, gone if site.seed % 2 else told)}

    def _web(self, site: Site, now: datetime, then: datetime, chance: Random, kind: str) -> Web:
        moved = site.moves is not None and now >= site.moves[0]
        host = site.moves[1] if site.moves is not None and moved else site.host
        root = f"http://{host}{site.path}"
        day = now.date()
        edition = 2 if site.redesigned is not None and day >= site.redesigned else 1
        state = site.story.at(then)
        sight = Sight(
            now, chance, site.site_id, site.school, self.year, state, self._others(site, now), self.seed
        )
        banners = tuple(text for text, first, last, school in self.banners
                        if first <= day <= last and school in ("", site.school))  # fmt: skip
        look = Look(root, site.widgets, edition, banners, kind == "spanish", kind == "shuffled")
        web = PLATFORMS[site.platform](state, sight, look)
        home = root.encode()
        return {
            path: replace(reply, body=_RELATIVE.sub(rb"\1='" + home, reply.body))
            if reply.kind.startswith("text/html")
            else reply
            for path, reply in web.items()
        }

    def _others(self, site: Site, now: datetime) -> Sequence[tuple[str, datetime, str]]:
        if "network" not in site.widgets:
            return ()
        newest = [
            (each.story.at(now).teacher, post.stamp, post.title)
            for each in self.sites
            if "network" in each.widgets
            for post in each.story.at(now).posts[-2:]
        ]
        return sorted(newest, key=lambda entry: entry[1], reverse=True)


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
    extra: dict[str, object] | None = None,
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
            makers[habit](diary)  # type: ignore[operator]
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
    teacher = f"{chance.choice(('Ms.', 'Mr.', 'Mrs.'))} {chance.choice(NAMES)}"
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
            found.append((text, max(closure.first - 5 * DAY, closure.entered - DAY), closure.last, ""))
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
