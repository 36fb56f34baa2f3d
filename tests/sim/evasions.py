"""Tell how teachers keep their sites who post late, early or nothing that is news; renders nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tests.sim.diary import Diary, Habit, kept
from tests.sim.moments import DAY, at


def never(diary: Diary) -> None:
    pass


def after_midnight(diary: Diary) -> None:
    for due in diary.dues():
        diary.post(at(due.day + DAY, 0, 40), what="a post forty minutes late")


def next_morning(diary: Diary) -> None:
    for due in diary.dues():
        diary.replace(at(due.day + DAY, 8, 10))


def photo_only(diary: Diary) -> None:
    for due in kept(diary):
        diary.photo(diary.workday(due))


def resaved(diary: Diary) -> None:
    first = at(diary.first, 1)
    diary.file(first, "syllabus.pdf", "Syllabus", "the syllabus")
    for due in kept(diary, 0.5):
        when = diary.workday(due)
        if when > first:
            diary.resave(when, "syllabus.pdf")


def copies_last_year(diary: Diary) -> None:
    for due in kept(diary, 0.7):
        diary.old_page(diary.workday(due), moved=False)


def back_dates(diary: Diary) -> None:
    """Post two days late and write the due date over it."""
    for due in diary.dues():
        if diary.chance.random() < 0.7:
            diary.post(
                at(due.day + 2 * DAY, 16, 5), shown=due.day, what="a late post that bears the due date"
            )


def future_dates(diary: Diary) -> None:
    """Post for one due date what bears the date of the next."""
    dues = diary.dues()
    for due, following in list(zip(dues, dues[1:], strict=False))[::2]:
        diary.post(diary.workday(due), shown=following.day, what="a post that bears a date to come")


def deletes(diary: Diary) -> None:
    for due in kept(diary, 0.7):
        diary.remove(diary.workday(due))


def restores(diary: Diary) -> None:
    """Take a text out between the due dates and put it back before them."""
    diary.say(at(diary.first, 1), diary.lines(diary.first, 4), "the text")
    for due in diary.dues():
        # Only what somebody has seen before can come back.
        if due.day - 8 * DAY > diary.first:
            diary.hide(at(due.day - 6 * DAY, 16))
            diary.put_back(diary.workday(due))


def typos(diary: Diary) -> None:
    diary.say(at(diary.first, 1), diary.lines(diary.first, 5), "the text")
    for due in kept(diary, 0.8):
        diary.typo(diary.workday(due))


def summer(diary: Diary) -> None:
    """Post in August and again in June."""
    for number in range(3):
        diary.post(at(diary.year.start - (9 - 3 * number) * DAY, 10, 15))
    diary.post(at(diary.year.end + 3 * DAY, 10))


def bumps(diary: Diary) -> None:
    for due in kept(diary, 0.8):
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


def tidies(diary: Diary) -> None:
    for due in kept(diary, 0.8):
        diary.scatter(diary.workday(due))


EVASIONS: Final[dict[str, Habit]] = {
    "after-midnight": after_midnight,
    "next-morning": next_morning,
    "never": never,
    "photo-only": photo_only,
    "resaved": resaved,
    "copies-last-year": copies_last_year,
    "back-dates": back_dates,
    "future-dates": future_dates,
    "deletes": deletes,
    "restores": restores,
    "typos": typos,
    "summer": summer,
    "bumps": bumps,
    "other-days": other_days,
    "the-day-before": the_day_before,
    "friday": friday,
    "comments": comments,
    "tidies": tidies,
}
