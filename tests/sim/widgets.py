"""Make the parts of a page that change by themselves: clocks, counters, rolling lists, feeds, banners."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from random import Random
from typing import Final

from tests.sim.lessons import BOOKS, EVENTS, PLACES, TOPICS
from tests.sim.moments import DAY, MONTHS, WEEKDAYS, SchoolYear, at, long_date, short_date
from tests.sim.state import State


@dataclass(frozen=True)
class Sight:
    """One fetch of one site: when by the site's own clock, and what is left to chance each time."""

    now: datetime
    chance: Random
    site: str
    school: str
    year: SchoolYear
    state: State
    others: Sequence[tuple[str, datetime, str]] = ()
    seed: int = 0

    @property
    def day(self) -> date:
        return self.now.date()

    def fixed(self, *marks: object) -> Random:
        """Return a source of chance that gives the same for the same marks."""
        return Random(f"{self.seed}/{'/'.join(map(str, marks))}")


def clock(sight: Sight) -> str:
    return f"<span class='clock'>{sight.now:%I:%M:%S %p}</span>"


def today(sight: Sight) -> str:
    return f"<p id='today'>Today is {WEEKDAYS[sight.day.weekday()]}, {long_date(sight.day)}</p>"


def counter(sight: Sight) -> str:
    hours = int((sight.now - at(sight.year.start)).total_seconds() // 600)
    count = 10_000 + hours * 3 + sight.chance.randrange(3)
    return f"<div>Visitors: <b>{count:,}</b></div>"


def online(sight: Sight) -> str:
    guests, made = sight.chance.randrange(1, 9), sight.chance.randrange(100, 999)
    return f"<small>{guests} guests online · page made in 0.{made} s</small>"


def quote(sight: Sight) -> str:
    topic = sight.fixed("quote", sight.day).sample(TOPICS, 2)
    words = f"“Whoever loves {topic[0]} will never tire of {topic[1]}.”"
    return f"<blockquote>{words}<cite>Quote of the day</cite></blockquote>"


def random_quote(sight: Sight) -> str:
    topic, place = sight.chance.choice(TOPICS), sight.chance.choice(PLACES)
    return f"<aside class='q'><i>Did you know? People first wrote about {topic} near {place}.</i></aside>"


def photos(sight: Sight) -> str:
    number = sight.chance.randrange(40)
    return f"<figure class='slide'><img src='media/slide-{number}.jpg' alt='Slide {number}'></figure>"


def weather(sight: Sight) -> str:
    sky = sight.chance.choice(("light rain", "clear", "cloudy", "snow showers", "fog", "windy"))
    return f"<div class='wx'>Cedar Valley {sight.chance.randrange(12, 80)}°F, {sky}</div>"


def week_of(sight: Sight) -> str:
    monday = sight.day - sight.day.weekday() * DAY
    return f"<h3 class='week'>Week of {long_date(monday)}</h3>"


def upcoming(sight: Sight) -> str:
    """Return the school's next five events; the list rolls on by itself as days pass."""
    found: list[str] = []
    day = sight.day
    while len(found) < 5:
        chance = sight.fixed("event", sight.school, day)
        if day.weekday() < 5 and chance.random() < 0.3:
            found.append(
                f"<li><time>{short_date(day)}</time> {chance.choice(EVENTS)} ({chance.choice(PLACES)})</li>"
            )
        day += DAY
    return f"<section class='upcoming'><h4>Upcoming school events</h4><ul>{''.join(found)}</ul></section>"


def countdown(sight: Sight) -> str:
    for name, day in (("Thanksgiving", date(sight.year.start.year, 11, 24)),
                      ("Winter Break", date(sight.year.start.year, 12, 23)),
                      ("Spring Break", date(sight.year.end.year, 3, 22)),
                      ("Summer", sight.year.end)):  # fmt: skip
        if day > sight.day:
            return f"<div class='cd'>{(day - sight.day).days} days until {name}!</div>"
    return "<div class='cd'>School’s out!</div>"


def copyright_year(sight: Sight) -> str:
    return f"<footer>© {sight.day.year} Cedar Valley Schools. All rights reserved.</footer>"


def tweets(sight: Sight) -> str:
    """Return the district's three newest messages, with ages instead of dates."""
    shown = []
    day = sight.day
    while len(shown) < 3:
        chance = sight.fixed("tweet", day)
        if chance.random() < 0.55:
            age = (sight.day - day).days
            text = (
                f"{chance.choice(EVENTS)} at {chance.choice(PLACES)} – thank you for {chance.choice(TOPICS)}!"
            )
            shown.append(f"<li>@cvschools · {age}d<p>{text}</p></li>")
        day -= DAY
    return f"<ul class='tweets'>{''.join(shown)}</ul>"


def headlines(sight: Sight) -> str:
    """Return the district's news box, which is the same at every school."""
    shown = []
    day = sight.day
    while len(shown) < 4:
        chance = sight.fixed("headline", day)
        if chance.random() < 0.2:
            text = f"{chance.choice(EVENTS)} draws families to {chance.choice(PLACES)}"
            shown.append(f"<a href='https://www.cvs.example/news/{day:%Y%m%d}'>{text}</a><br>")
        day -= DAY
    return f"<div class='district-news'><h4>District news</h4>{''.join(shown)}</div>"


def weekly_word(sight: Sight) -> str:
    """Return a publisher's fact of the week, alike wherever the widget is used."""
    monday = sight.day - sight.day.weekday() * DAY
    chance = sight.fixed("word", monday)
    topic, other = chance.sample(TOPICS, 2)
    words = f"{topic} once helped explain {other} in {chance.choice(BOOKS)}."
    return f"<div class='fact'>Fact of the week: {words}</div>"


def day_number(sight: Sight) -> str:
    count = sum(
        1
        for number in range((sight.day - sight.year.start).days + 1)
        if sight.year.in_session(sight.year.start + number * DAY, sight.school)
    )
    return f"<p>Day {count} of school · today is {'an A' if count % 2 else 'a B'} day</p>"


def lunch(sight: Sight) -> str:
    menu = (
        "pizza",
        "chicken soup",
        "bean tacos",
        "pasta",
        "fish sticks",
        "rice bowl",
        "baked potato",
        "wraps",
    )
    dish = menu[sight.day.toordinal() % len(menu)]
    return f"<p class='menu'>Lunch today: {dish} with {menu[(sight.day.toordinal() // 7) % len(menu)]}</p>"


def ads(sight: Sight) -> str:
    thing = sight.chance.choice(
        ("backpacks", "markers", "sneakers", "tablets", "desks", "lamps", "globes", "kits")
    )
    return (
        f"<div class='ad'>Advertisement: {sight.chance.randrange(10, 60)}% off {thing} this week only</div>"
    )


def related(sight: Sight) -> str:
    """Return a few of the site's own old posts, others on every fetch."""
    posts = sight.state.posts[:-1] or sight.state.posts
    picked = sight.chance.sample(posts, min(3, len(posts)))
    rows = "".join(f"<li><a href='{post.slug}'>{escape(post.title)}</a></li>" for post in picked)
    return f"<div class='related'><h4>You may also like</h4><ul>{rows}</ul></div>" if rows else ""


def network(sight: Sight) -> str:
    """Return the newest posts of all blogs of the district: other people's news."""
    rows = "".join(f"<li>{escape(who)}: {escape(title)}</li>" for who, _, title in sight.others[:6])
    return f"<div class='network'><h4>From our classroom blogs</h4><ul>{rows}</ul></div>" if rows else ""


def nonce(sight: Sight) -> str:
    token = f"{sight.chance.getrandbits(64):016x}"
    return (
        f"<form action='/search?nonce={token[:8]}'><input type='hidden' name='_token' value='{token}'>"
        f"<input name='q' placeholder='Search'></form><a href='/print/?sid={token}{token}'>Print</a>"
    )


def updated(sight: Sight) -> str:
    return f"<p class='upd'>Last updated: {long_date(sight.day)}</p>"


def poll(sight: Sight) -> str:
    votes = (sight.now - at(sight.year.start)) // timedelta(hours=7)
    told = f"{votes} votes · {40 + votes % 19}% · poll closes soon"
    return f"<div class='poll'>Which book next? <b>{BOOKS[0]}</b> {told}</div>"


def season(sight: Sight) -> str:
    """Return a greeting that a template changes with the month."""
    month = f"{MONTHS[sight.day.month - 1]} {sight.day.year}"
    return f"<p class='season'>{GREETINGS[sight.day.month - 1]} – {month}</p>"


GREETINGS: Final = (
    "Happy New Year;Be kind this month;Hello spring;Rain or shine;Bright days;Summer is near;"
    "Enjoy July;Welcome back;Hello September;Happy fall;Be thankful;Winter is here"
).split(";")
WIDGETS: Final[dict[str, Callable[[Sight], str]]] = {
    "clock": clock,
    "today": today,
    "counter": counter,
    "online": online,
    "quote": quote,
    "random-quote": random_quote,
    "photos": photos,
    "weather": weather,
    "week-of": week_of,
    "upcoming": upcoming,
    "countdown": countdown,
    "copyright": copyright_year,
    "tweets": tweets,
    "headlines": headlines,
    "weekly-word": weekly_word,
    "day-number": day_number,
    "lunch": lunch,
    "ads": ads,
    "related": related,
    "network": network,
    "nonce": nonce,
    "updated": updated,
    "poll": poll,
    "season": season,
}

RARE: Final = frozenset({"upcoming", "week-of", "season", "countdown"})
"""Widgets that stand still for days and then roll: without other proof a watcher may stay in doubt."""

SLOW: Final = frozenset({"season", "weekly-word"})
"""Widgets that nobody can tell from a person of regular hours before a long break or some months went by."""
