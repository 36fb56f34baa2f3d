"""Write down what a teacher does to a site, deed by deed, each with what it is worth; chooses no days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from random import Random

from tests.sim import lessons
from tests.sim.moments import DAY, Due, SchoolYear, at, long_date, short_date
from tests.sim.state import Block, Deed, Event, File, News, Post, State

PLAN = "plan"
WEEK = "week"


class Diary:
    """The deeds of one site. `first` and `last` bound the days that anybody watches."""

    def __init__(
        self, chance: Random, year: SchoolYear, school: str, first: date, last: date, spanish: bool = False
    ) -> None:
        self.chance = chance
        self.year = year
        self.school = school
        self.first = first
        self.last = last
        self.spanish = spanish
        self.deeds: list[Deed] = []
        self.place = ""
        self.section = ""
        self._count = 0

    # --- days -----------------------------------------------------------------------------------

    def dues(self) -> list[Due]:
        """Return the due dates on which a teacher would think of the site: not those without school."""
        return [due for due in self.year.dues(self.first, self.last) if not self.closed(due.day)]

    def closed(self, day: date) -> bool:
        return self.year.closed(day, self.school)

    def school_days(self) -> list[date]:
        count = (self.last - self.first).days + 1
        return [
            day
            for day in (self.first + n * DAY for n in range(count))
            if self.year.in_session(day, self.school)
        ]

    def workday(self, due: Due) -> datetime:
        """Return a moment of the window at which people work."""
        back = self.chance.choice((0, 0, 1, 1, 2, 3))
        hour = self.chance.choice((7, 12, 15, 16, 20, 21) if back < 2 else (10, 14, 19))
        return at(due.day - back * DAY, hour, self.chance.randrange(60))

    def lines(self, day: date, count: int) -> list[str]:
        return lessons.lessons(self.chance, day, count, self.spanish)

    # --- deeds ----------------------------------------------------------------------------------

    def deed(self, when: datetime, what: str, news: News, change: Callable[[State], None]) -> None:
        self.deeds.append(Deed(when, what, change, news, self.section, self.place))

    def post(
        self, when: datetime, shown: date | None = None, news: News = News.YES, what: str = "a post"
    ) -> None:
        """Add a dated entry; `shown` is the date that it bears where that is not the true one."""
        self._count += 1
        title = lessons.headline(self.chance)
        lines = self.lines(when.date(), self.chance.randrange(1, 4))
        stamp = when if shown is None else at(shown, 9, self.chance.randrange(60))
        day = stamp.date()
        slug = f"{day:%Y/%m}/entry-{self._count}/"
        entry = Post(title, lines, day, stamp, slug)

        def change(state: State) -> None:
            state.posts.append(entry)
            state.posts.sort(key=lambda post: post.stamp)

        self.deed(when, what, news, change)

    def replace(self, when: datetime, count: int = 3, place: str = WEEK) -> None:
        """Put new text where the old one stood."""
        heading = f"Week of {short_date(when.date())}" if self.chance.random() < 0.5 else "This week"
        new = Block(heading, self.lines(when.date(), count))
        where = self.place

        def change(state: State) -> None:
            blocks(state, where)[place] = new

        self.deed(when, "new text in place of the old", News.YES, change)

    def say(
        self, when: datetime, lines: list[str], what: str, news: News = News.YES, heading: str = "This week"
    ) -> None:
        """Put given lines where the old text stood."""
        new, where = Block(heading, lines), self.place

        def change(state: State) -> None:
            blocks(state, where)[WEEK] = new

        self.deed(when, what, news, change)

    def row(self, when: datetime, words: str = "", what: str = "a row in the plan") -> None:
        """Add a row to the table of the plan, newest at the end."""
        line = words or self.lines(when.date(), 1)[0].replace(" | ", " ")
        day = when.date() + self.chance.randrange(3) * DAY
        row, where = f"{short_date(day)} | {line}", self.place

        def change(state: State) -> None:
            blocks(state, where).setdefault(PLAN, Block("Plan", [], "table")).lines.append(row)

        self.deed(when, what, News.YES, change)

    def move_date(self, when: datetime) -> None:
        """Change the date over a text and nothing else."""
        heading = f"Plan for the week of {long_date(when.date() - when.weekday() * DAY)}"
        where = self.place

        def change(state: State) -> None:
            blocks(state, where)[WEEK].heading = heading

        self.deed(when, "a date moved by hand", News.YES, change)

    def file(self, when: datetime, name: str, label: str, what: str) -> None:
        """Put up a document with new words, in place of one with the same name."""
        lines = self.lines(when.date(), 5)

        def change(state: State) -> None:
            old = state.files.get(name)
            state.files[name] = File(name, label, lines, old.edition + 1 if old else 1, when)

        self.deed(when, what, News.YES, change)

    def resave(self, when: datetime, name: str) -> None:
        """Save a document anew without a changed word."""

        def change(state: State) -> None:
            old = state.files[name]
            state.files[name] = File(name, old.label, old.lines, old.edition + 1, when)

        self.deed(when, "a document saved anew, words unchanged", News.DOUBT, change)

    def event(self, when: datetime) -> None:
        self._count += 1
        day = when.date() + self.chance.randrange(3, 30) * DAY
        words = f"{self.chance.choice(lessons.EVENTS)}: {self.chance.choice(lessons.TOPICS)}"
        entry = Event(f"e{self._count}-{self.chance.getrandbits(32):x}@sim.example", day, words, when)
        self.deed(when, "a new calendar entry", News.YES, lambda state: state.events.append(entry))

    def photo(self, when: datetime) -> None:
        name = f"media/IMG_{self.chance.randrange(1000, 9999)}.jpg"
        self.deed(when, "a picture without words", News.DOUBT, lambda state: state.photos.append((name, "")))

    def link(self, when: datetime, text: str = "") -> None:
        topic = self.chance.choice(lessons.TOPICS)
        href = f"https://learn.example/{topic.replace(' ', '-')}/{self.chance.randrange(100, 999)}"
        self.deed(
            when,
            "a curriculum link",
            News.YES,
            lambda state: state.links.append((text or f"Practice {topic}", href)),
        )

    def typo(self, when: datetime) -> None:
        """Mend (or make) a typing error in the text that stands."""
        chance, where = Random(self.chance.getrandbits(32)), self.place

        def change(state: State) -> None:
            found = [block for block in blocks(state, where).values() if block.lines]
            if state.posts and (not found or chance.random() < 0.4):
                post = state.posts[-1]
                post.lines[0] = lessons.misspell(chance, post.lines[0])
            elif found:
                block = chance.choice(found)
                index = chance.randrange(len(block.lines))
                block.lines[index] = lessons.misspell(chance, block.lines[index])

        self.deed(when, "a typing error mended", News.NO, change)

    def remove(self, when: datetime) -> None:
        """Take something out."""

        where = self.place

        def change(state: State) -> None:
            found = blocks(state, where)
            # Not what was posted since the last night: whoever looks once a night could not know of it.
            if state.posts and state.posts[0].stamp < when - 2 * DAY:
                state.posts.pop(0)
            elif PLAN in found and found[PLAN].lines:
                found[PLAN].lines.pop(0)
            elif state.links:
                state.links.pop(0)

        self.deed(when, "something taken out", News.NO, change)

    def hide(self, when: datetime) -> None:
        """Take the week's text out, to be put back later."""
        where = self.place

        def change(state: State) -> None:
            if WEEK in blocks(state, where):
                state.attic[WEEK] = blocks(state, where).pop(WEEK)

        self.deed(when, "a text taken out", News.NO, change)

    def put_back(self, when: datetime) -> None:
        """Put the text of before back where it was."""
        where = self.place

        def change(state: State) -> None:
            if WEEK in state.attic:
                blocks(state, where)[WEEK] = state.attic.pop(WEEK)

        self.deed(when, "an old text put back unchanged", News.NO, change)

    def comment(self, when: datetime) -> None:
        words = self.chance.choice(
            ("Thank you for the pictures!", "Great work everyone", "When is the test?", "So proud")
        )
        text = f"{words} – a parent, {self.chance.randrange(1, 99)}"
        self.deed(when, "a visitor’s comment", News.NO, lambda state: state.comments.append(text))

    def bump(self, when: datetime) -> None:
        """Change nothing but the words "last updated"."""
        line = f"Page last updated on {long_date(when.date())}"

        def change(state: State) -> None:
            state.blocks["updated"] = Block("", [line])

        self.deed(when, "“last updated” bumped by hand", News.NO, change)

    def old_page(self, when: datetime, moved: bool) -> None:
        """Copy last year's text from the archive page, with its old dates or with new ones."""

        def change(state: State) -> None:
            if "last-year/" not in state.pages:
                return
            old = state.pages["last-year/"][1]
            names = sorted(old)
            block = old[names[when.toordinal() // 7 % len(names)]]
            heading = block.heading
            if moved:
                heading = f"Week of {long_date(when.date())}"
            state.blocks["copied"] = Block(heading, list(block.lines), block.shape)

        what = "last year’s text under a new date" if moved else "last year’s text with its old dates"
        self.deed(when, what, News.YES if moved else News.NO, change)

    def scatter(self, when: datetime) -> None:
        """Arrange the links anew."""

        def change(state: State) -> None:
            state.links.reverse()

        self.deed(when, "links in another order", News.NO, change)


def blocks(state: State, place: str) -> dict[str, Block]:
    """Return the blocks of the first page or of a sub-page."""
    return state.pages[place][1] if place else state.blocks


def kept(diary: Diary, share: float = 0.6) -> list[Due]:
    """Return the due dates that this teacher keeps; the others are missed."""
    return [due for due in diary.dues() if diary.chance.random() < share]


Habit = Callable[[Diary], None]
"""What a teacher does over a year, written into a diary."""
