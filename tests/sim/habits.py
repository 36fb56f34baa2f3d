"""Tell how teachers keep their sites: who posts when, where and in which form; renders nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from tests.sim.diary import Diary
from tests.sim.lessons import TOPICS
from tests.sim.moments import DAY, Due, at, short_date

Habit = Callable[[Diary], None]


def _most(diary: Diary, share: float = 0.6) -> list[Due]:
    """Return the due dates that this teacher keeps; the others are missed."""
    return [due for due in diary.dues() if diary.chance.random() < share]


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


def after_midnight(diary: Diary) -> None:
    for due in diary.dues():
        diary.post(at(due.day + DAY, 0, 40), what="a post forty minutes late")


def next_morning(diary: Diary) -> None:
    for due in diary.dues():
        diary.replace(at(due.day + DAY, 8, 10))


def every_third(diary: Diary) -> None:
    for due in diary.dues()[::3]:
        diary.post(diary.workday(due))


def never(diary: Diary) -> None:
    pass


def stops(diary: Diary) -> None:
    """Keep every date until spring (or half of a short year), then none."""
    dues = diary.dues()
    stop = diary.year.start.replace(year=diary.year.end.year, month=3, day=1)
    keep = [due for due in dues if due.day < stop] if stop < diary.last else dues[: len(dues) // 2]
    for due in keep:
        diary.post(diary.workday(due))


def in_place(diary: Diary) -> None:
    for due in _most(diary):
        diary.replace(diary.workday(due))


def table_row(diary: Diary) -> None:
    for due in _most(diary):
        diary.row(diary.workday(due))


def date_only(diary: Diary) -> None:
    diary.say(
        at(diary.first, 1), diary.lines(diary.first, 3), "the first plan", heading="Plan for the first week"
    )
    for due in _most(diary):
        diary.move_date(diary.workday(due))


def same_pdf(diary: Diary) -> None:
    diary.file(at(diary.first, 1), "newsletter.pdf", "Class newsletter", "the first newsletter")
    for due in _most(diary):
        diary.file(
            diary.workday(due), "newsletter.pdf", "Class newsletter", "a new newsletter under the same name"
        )


def new_pdf(diary: Diary) -> None:
    for due in _most(diary):
        day = due.day
        diary.file(
            diary.workday(due), f"news-{day:%m-%d}.pdf", f"Newsletter {short_date(day)}", "a new newsletter"
        )


def calendar_entry(diary: Diary) -> None:
    for due in _most(diary):
        diary.event(diary.workday(due))


def feed_post(diary: Diary) -> None:
    for due in _most(diary):
        diary.post(diary.workday(due), what="a feed entry")


def photo_only(diary: Diary) -> None:
    for due in _most(diary):
        diary.photo(diary.workday(due))


def resaved(diary: Diary) -> None:
    diary.file(at(diary.first, 1), "syllabus.pdf", "Syllabus", "the syllabus")
    for due in _most(diary, 0.5):
        diary.resave(diary.workday(due), "syllabus.pdf")


def copies_last_year(diary: Diary) -> None:
    for due in _most(diary, 0.7):
        diary.old_page(diary.workday(due), moved=False)


def moves_last_year(diary: Diary) -> None:
    for due in _most(diary, 0.5):
        diary.old_page(diary.workday(due), moved=True)


def back_dates(diary: Diary) -> None:
    """Post two days late and write the due date over it."""
    for due in diary.dues():
        if diary.chance.random() < 0.7:
            diary.post(
                at(due.day + 2 * DAY, 16, 5), shown=due.day, what="a late post that bears the due date"
            )


def old_dates(diary: Diary) -> None:
    """Post in time under a date of weeks ago."""
    for due in _most(diary):
        diary.post(diary.workday(due), shown=due.day - 20 * DAY, what="a post that bears an old date")


def future_dates(diary: Diary) -> None:
    """Post for one due date what bears the date of the next."""
    dues = diary.dues()
    for due, following in list(zip(dues, dues[1:], strict=False))[::2]:
        diary.post(diary.workday(due), shown=following.day, what="a post that bears a date to come")


def deletes(diary: Diary) -> None:
    for due in _most(diary, 0.7):
        diary.remove(diary.workday(due))


def restores(diary: Diary) -> None:
    """Take a text out between the due dates and put it back before them."""
    diary.say(at(diary.first, 1), diary.lines(diary.first, 4), "the text")
    for due in diary.dues():
        diary.hide(at(due.day - 6 * DAY, 16))
        diary.put_back(diary.workday(due))


def typos(diary: Diary) -> None:
    diary.say(at(diary.first, 1), diary.lines(diary.first, 5), "the text")
    for due in _most(diary, 0.8):
        diary.typo(diary.workday(due))


def summer(diary: Diary) -> None:
    """Post in August and again in June."""
    for number in range(3):
        diary.post(at(diary.year.start - (9 - 3 * number) * DAY, 10, 15))
    diary.post(at(diary.year.end + 3 * DAY, 10))


def sub_page(diary: Diary) -> None:
    diary.place = "homework/"
    for due in _most(diary):
        diary.replace(diary.workday(due))


def bumps(diary: Diary) -> None:
    for due in _most(diary, 0.8):
        diary.bump(diary.workday(due))


def other_days(diary: Diary) -> None:
    """Post twice a month, never in a window."""
    for due in diary.dues():
        diary.post(at(due.day + 4 * DAY - timedelta(days=1), 15, 20), what="a post on another day")


def the_day_before(diary: Diary) -> None:
    """Post on Thursdays, a day and a half before the window opens."""
    for due in diary.dues():
        if diary.chance.random() < 0.7:
            diary.row(at(due.day - 5 * DAY, 16), what="a row two days before the window")


def friday(diary: Diary) -> None:
    for due in diary.dues():
        diary.post(at(due.day - 4 * DAY, 16), what="a post hours before the window")


def comments(diary: Diary) -> None:
    for due in diary.dues():
        diary.comment(diary.workday(due))
        diary.comment(at(due.day - 3 * DAY, 20))


def spanish(diary: Diary) -> None:
    diary.spanish = True
    for due in _most(diary, 0.7):
        diary.post(diary.workday(due))


def repeats(diary: Diary) -> None:
    """Add the same words under a new date, again and again."""
    for due in _most(diary, 0.7):
        diary.row(diary.workday(due), "Spelling test on Friday", what="the same words under a new date")


def new_link(diary: Diary) -> None:
    for due in _most(diary):
        diary.link(diary.workday(due))


def tidies(diary: Diary) -> None:
    for due in _most(diary, 0.8):
        diary.scatter(diary.workday(due))


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
    for due in _most(diary):
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
    "after-midnight": after_midnight,
    "next-morning": next_morning,
    "every-third": every_third,
    "never": never,
    "stops": stops,
    "in-place": in_place,
    "table-row": table_row,
    "date-only": date_only,
    "same-pdf": same_pdf,
    "new-pdf": new_pdf,
    "calendar-entry": calendar_entry,
    "feed-post": feed_post,
    "photo-only": photo_only,
    "resaved": resaved,
    "copies-last-year": copies_last_year,
    "moves-last-year": moves_last_year,
    "back-dates": back_dates,
    "old-dates": old_dates,
    "future-dates": future_dates,
    "deletes": deletes,
    "restores": restores,
    "typos": typos,
    "summer": summer,
    "sub-page": sub_page,
    "bumps": bumps,
    "other-days": other_days,
    "the-day-before": the_day_before,
    "friday": friday,
    "comments": comments,
    "spanish": spanish,
    "repeats": repeats,
    "new-link": new_link,
    "tidies": tidies,
    "mixed": mixed,
    "short-lines": short_lines,
    "common-words": common_words,
}
"""Habits of one teacher alone; teams, sections, moves and dates of the registry are the district's."""
