"""Tell how teachers post who post: when, where and in which form; renders nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from tests.sim.diary import Diary, Habit, kept
from tests.sim.evasions import EVASIONS
from tests.sim.lessons import TOPICS
from tests.sim.moments import DAY, at, short_date


def weekly(diary: Diary) -> None:
    days = diary.school_days()
    for monday in sorted({day - day.weekday() * DAY for day in days}):
        mine = [day for day in days if 0 <= (day - monday).days < 5]
        diary.post(
            at(diary.chance.choice(mine), diary.chance.choice((7, 15, 19)), diary.chance.randrange(60))
        )


def daily_homework(diary: Diary) -> None:
    """Change one place on nearly every school day: that is no widget."""
    for day in diary.school_days():
        if diary.chance.random() < 0.92:
            diary.say(at(day, 15, diary.chance.randrange(60)), diary.lines(day, 1), "tonight’s homework",
                      heading="Tonight")  # fmt: skip


def on_the_day(diary: Diary) -> None:
    for due in diary.dues():
        diary.post(at(due.day, 15, 30))


def monday_night(diary: Diary) -> None:
    for due in diary.dues():
        diary.replace(at(due.day - DAY, 21, 40))


def tuesday_2320(diary: Diary) -> None:
    for due in diary.dues():
        diary.post(at(due.day, 23, 20), what="a post at 23:20 on the due date")


def every_third(diary: Diary) -> None:
    for due in diary.dues()[::3]:
        diary.post(diary.workday(due))


def stops(diary: Diary) -> None:
    """Keep every date until spring (or half of a short year), then none."""
    dues = diary.dues()
    stop = diary.year.start.replace(year=diary.year.end.year, month=3, day=1)
    keep = [due for due in dues if due.day < stop] if stop < diary.last else dues[: len(dues) // 2]
    for due in keep:
        diary.post(diary.workday(due))


def in_place(diary: Diary) -> None:
    for due in kept(diary):
        diary.replace(diary.workday(due))


def table_row(diary: Diary) -> None:
    for due in kept(diary):
        diary.row(diary.workday(due))


def date_only(diary: Diary) -> None:
    diary.say(
        at(diary.first, 1), diary.lines(diary.first, 3), "the first plan", heading="Plan for the first week"
    )
    for due in kept(diary):
        diary.move_date(diary.workday(due))


def same_pdf(diary: Diary) -> None:
    diary.file(at(diary.first, 1), "newsletter.pdf", "Class newsletter", "the first newsletter")
    for due in kept(diary):
        diary.file(
            diary.workday(due), "newsletter.pdf", "Class newsletter", "a new newsletter under the same name"
        )


def new_pdf(diary: Diary) -> None:
    for due in kept(diary):
        day = due.day
        diary.file(
            diary.workday(due), f"news-{day:%m-%d}.pdf", f"Newsletter {short_date(day)}", "a new newsletter"
        )


def calendar_entry(diary: Diary) -> None:
    for due in kept(diary):
        diary.event(diary.workday(due))


def feed_post(diary: Diary) -> None:
    for due in kept(diary):
        diary.post(diary.workday(due), what="a feed entry")


def moves_last_year(diary: Diary) -> None:
    for due in kept(diary, 0.5):
        diary.old_page(diary.workday(due), moved=True)


def old_dates(diary: Diary) -> None:
    """Post in time under a date of weeks ago."""
    for due in kept(diary):
        diary.post(diary.workday(due), shown=due.day - 20 * DAY, what="a post that bears an old date")


def sub_page(diary: Diary) -> None:
    diary.place = "homework/"
    for due in kept(diary):
        diary.replace(diary.workday(due))


def spanish(diary: Diary) -> None:
    diary.spanish = True
    for due in kept(diary, 0.7):
        diary.post(diary.workday(due))


def repeats(diary: Diary) -> None:
    """Add the same words under a new date, again and again."""
    for due in kept(diary, 0.7):
        diary.row(diary.workday(due), "Spelling test on Friday", what="the same words under a new date")


def new_link(diary: Diary) -> None:
    for due in kept(diary):
        diary.link(diary.workday(due))


def mixed(diary: Diary) -> None:
    """Do now this, now that, and in some windows nothing but noise."""
    for due in diary.dues():
        when = diary.workday(due)
        deeds: list[Callable[[datetime], None]] = [
            diary.post, diary.replace, diary.row, diary.event, diary.link, diary.typo, diary.bump,
            diary.remove, diary.scatter, lambda when: None,
        ]  # fmt: skip
        diary.chance.choice(deeds)(when)
        if diary.chance.random() < 0.4:
            diary.post(at(due.day + 6 * DAY, 15), what="a post between")


def short_lines(diary: Diary) -> None:
    """Write hardly anything, but something new."""
    for due in kept(diary):
        topic = diary.chance.choice(TOPICS)
        diary.say(
            diary.workday(due),
            [f"Quiz: {topic}", f"Read p. {diary.chance.randrange(9, 300)}"],
            "two short lines",
        )


def common_words(diary: Diary) -> None:
    """Announce in one's own plan, by hand, what teachers of other schools announce in the same words."""
    for number, due in enumerate(diary.dues()):
        if diary.chance.random() < 0.8:
            words = COMMON[number % len(COMMON)]
            diary.row(at(due.day - DAY, 18, diary.chance.randrange(60)), words, "words that others use too")


COMMON: Final = (
    "Parent-teacher conferences are next week",
    "Report cards go home on Friday",
    "State testing starts next week",
    "Library books are due",
    "Picture day is on Thursday",
)
HABITS: Final[dict[str, Habit]] = {
    "weekly": weekly,
    "daily-homework": daily_homework,
    "on-the-day": on_the_day,
    "monday-night": monday_night,
    "tuesday-23:20": tuesday_2320,
    "every-third": every_third,
    "stops": stops,
    "in-place": in_place,
    "table-row": table_row,
    "date-only": date_only,
    "same-pdf": same_pdf,
    "new-pdf": new_pdf,
    "calendar-entry": calendar_entry,
    "feed-post": feed_post,
    "moves-last-year": moves_last_year,
    "old-dates": old_dates,
    "sub-page": sub_page,
    "spanish": spanish,
    "repeats": repeats,
    "new-link": new_link,
    "mixed": mixed,
    "short-lines": short_lines,
    "common-words": common_words,
    **EVASIONS,
}
"""Habits of one teacher alone; teams, sections, moves and dates of the registry are the district's."""
