"""Hold habits that nobody tunes to: only the totals over them are told; same rules of truth."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tests.sim.diary import PLAN, WEEK, Diary, Habit, blocks, kept
from tests.sim.lessons import GOALS, TOPICS
from tests.sim.moments import DAY, WEEKDAYS, at, long_date, short_date
from tests.sim.state import Block, News, Post, State

SEEDS: Final = (9101, 9102, 9103, 9104)


def daily_list(diary: Diary) -> None:
    """Put today's plan on top of a list and drop what is a week old."""
    for day in diary.school_days():
        line = f"{WEEKDAYS[day.weekday()]} {day.month}/{day.day}: {diary.lines(day, 1)[0]}"

        def change(state: State, line: str = line) -> None:
            block = state.blocks.setdefault("days", Block("Day by day", [], "list"))
            block.lines.insert(0, line)
            del block.lines[5:]

        if diary.chance.random() < 0.9:
            diary.deed(at(day, 7, 40), "a line on top of the day list", News.YES, change)


def saturday_early(diary: Diary) -> None:
    """Post in the first minutes of the window."""
    for due in diary.dues():
        diary.post(at(due.day - 3 * DAY, 0, 20), what="a post twenty minutes into the window")


def sunday(diary: Diary) -> None:
    for due in kept(diary, 0.55):
        diary.say(at(due.day - 2 * DAY, 17, 45), diary.lines(due.day, 4), "next week’s plan on Sunday",
                  heading=f"Coming up: {short_date(due.day)}")  # fmt: skip


def grows(diary: Diary) -> None:
    """Add a sentence to the end of a paragraph that stands."""
    for due in kept(diary, 0.55):
        words = diary.lines(due.day, 1)[0]

        def change(state: State, words: str = words) -> None:
            state.blocks[WEEK].lines[-1] += f" {words}"

        diary.deed(diary.workday(due), "a sentence added to a paragraph", News.YES, change)


def brief_stand(diary: Diary) -> None:
    """Post in time and take it down two days later."""
    for due in kept(diary, 0.55):
        when = at(due.day - DAY, 12)
        diary.post(when)
        diary.deed(when + timedelta(days=4), "the post taken down", News.NO,
                   lambda state: state.posts.pop() and None)  # fmt: skip


def picture_words(diary: Diary) -> None:
    """Put up a picture whose description says what is new."""
    for due in kept(diary, 0.55):
        words = f"Poster: {diary.lines(due.day, 1)[0]}"
        name = f"media/poster-{due.day:%m%d}.png"
        diary.deed(
            diary.workday(due),
            "a picture with a description",
            News.YES,
            lambda state, words=words, name=name: state.photos.append((name, words)),
        )  # type: ignore[misc]


def new_page(diary: Diary) -> None:
    """Make a page for every unit."""
    for due in kept(diary, 0.55):
        topic = diary.chance.choice(TOPICS)
        path = f"unit-{due.day:%m%d}/"
        made = (f"Unit: {topic}", {"a": Block("What we do", diary.lines(due.day, 4), "list")})

        def change(state: State, path: str = path, made=made) -> None:  # type: ignore[no-untyped-def]
            state.pages[path] = made

        diary.deed(diary.workday(due), "a new page", News.YES, change)


def cycle(diary: Diary) -> None:
    """Turn the same four plans round, each with its own dates, by hand."""
    plans = [diary.lines(diary.first, 3) for _ in range(4)]
    for number, due in enumerate(kept(diary, 0.7)):
        diary.say(diary.workday(due), plans[number % 4], "an earlier plan under new dates",
                  heading=f"Week of {long_date(due.day)}")  # fmt: skip


def swaps_weekday(diary: Diary) -> None:
    """Move the quiz, and nothing else."""
    topic = diary.chance.choice(TOPICS)
    diary.say(
        at(diary.first, 1),
        [f"Quiz on {topic} on Monday", "Bring your notes."],
        "the first quiz",
        heading="Quiz",
    )
    for number, due in enumerate(kept(diary, 0.55)):
        line = (
            f"Quiz on {topic} on {WEEKDAYS[(number * 2 + 2) % 5]}, {short_date(due.day + (number % 4) * DAY)}"
        )
        diary.say(diary.workday(due), [line, "Bring your notes."], "the quiz moved", heading="Quiz")


def week_columns(diary: Diary) -> None:
    """Keep a table with a row a weekday, all rewritten by hand."""
    for due in kept(diary, 0.55):
        rows = [f"{day} | {line} | {diary.chance.choice(GOALS)}"
                for day, line in zip(WEEKDAYS[:5], diary.lines(due.day, 5), strict=True)]  # fmt: skip

        def change(state: State, rows: list[str] = rows) -> None:
            state.blocks[PLAN] = Block("Plan", rows, "table")

        diary.deed(diary.workday(due), "the table of the week rewritten", News.YES, change)


def contact_only(diary: Diary) -> None:
    """Change office hours: whether that is classroom information the policy leaves open."""
    for due in kept(diary, 0.55):
        weekday, hour = diary.chance.choice(WEEKDAYS[:5]), diary.chance.randrange(1, 5)
        words = f"Office hours this month: {weekday}s at {hour}:15."

        def change(state: State, words: str = words) -> None:
            state.welcome[2] = words

        diary.deed(diary.workday(due), "other office hours", News.OPEN, change)


def rearranges(diary: Diary) -> None:
    """Move a text from one page to another and back."""
    for number, due in enumerate(diary.dues()):

        def change(state: State, back: bool = bool(number % 2)) -> None:
            here, there = blocks(state, ""), blocks(state, "homework/")
            source, target = (there, here) if back else (here, there)
            if PLAN in source:
                target[PLAN] = source.pop(PLAN)

        diary.deed(diary.workday(due), "a text moved to another page", News.NO, change)


def many_typos(diary: Diary) -> None:
    for due in diary.dues():
        for number in range(3):
            diary.typo(at(due.day - DAY, 18, 5 + number))


def restored_posts(diary: Diary) -> None:
    """Take the newest entry down on other days, and put it up again in the window."""
    taken: list[Post] = []
    diary.post(at(diary.first, 1))
    for due in diary.dues():

        def take(state: State) -> None:
            if state.posts:
                taken.append(state.posts.pop())

        def put(state: State) -> None:
            if taken:
                state.posts.append(taken.pop())

        if due.day - 9 * DAY <= diary.first:
            continue
        diary.deed(at(due.day - 7 * DAY, 9), "an entry taken down", News.NO, take)
        diary.deed(diary.workday(due), "an old entry put up again", News.NO, put)


def noisy_and_lazy(diary: Diary) -> None:
    """Do everything that is no news, and nothing that is."""
    for due in diary.dues():
        diary.bump(diary.workday(due))
        diary.scatter(diary.workday(due))
        diary.comment(diary.workday(due))
        diary.typo(at(due.day - 2 * DAY, 11))


def just_too_late(diary: Diary) -> None:
    for due in diary.dues():
        diary.say(at(due.day + DAY, 6, 15), diary.lines(due.day, 3), "an update on Wednesday morning")


def numbers_only(diary: Diary) -> None:
    """Keep the sentence and change the pages of the reading."""
    for due in kept(diary, 0.55):
        first = diary.chance.randrange(10, 300)
        line = f"Read pages {first} to {first + 14} and answer questions 1 to {first % 7 + 3}."
        what = "other page numbers in the same sentence"
        diary.say(diary.workday(due), [line], what, heading="Reading")


HELD_OUT: Final[dict[str, Habit]] = {
    "daily-list": daily_list, "saturday-early": saturday_early, "sunday": sunday, "grows": grows,
    "brief-stand": brief_stand, "picture-words": picture_words, "new-page": new_page, "cycle": cycle,
    "swaps-weekday": swaps_weekday, "week-columns": week_columns, "contact-only": contact_only,
    "rearranges": rearranges, "many-typos": many_typos, "restored-posts": restored_posts,
    "noisy-and-lazy": noisy_and_lazy, "just-too-late": just_too_late, "numbers-only": numbers_only,
}  # fmt: skip
