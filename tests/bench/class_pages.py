"""Invent ordinary class pages for timing: 8 to 12 KB of text, as teachers write them; plants no traps."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from auditor.roster import Student

MENU = (
    "Home", "Meet the Teacher", "Newsletter", "Homework", "Class Calendar", "Reading", "Writing Workshop",
    "Math", "Science", "Social Studies", "Spelling Lists", "Specials Schedule", "Field Trips",
    "Volunteer Sign-Up", "Wish List", "Photo Album", "Book Orders", "Lunch Menu", "Bell Schedule",
    "School Supply List", "Technology Links", "Music and Art", "Student of the Month",
    "Forms and Documents", "Contact",
)  # fmt: skip
SENTENCES = tuple(
    line.strip()
    for line in """
    Welcome back, families! We had a wonderful week and your children have worked very hard.
    This week in math we are comparing fractions with unlike denominators and placing them on a number line.
    Please practice multiplication facts for ten minutes each night; flash cards are in the homework folder.
    Our new read-aloud is about a mouse in a lighthouse, and everyone is guessing how it will end.
    Spelling words for the week are: bridge, judge, hedge, ledge, badge, stage, village and cottage.
    The spelling test is on Friday, and the bonus words come from our unit on rocks and minerals.
    In science we tested which materials conduct electricity, and we were surprised by the pencil lead.
    Permission slips for the nature center are due by Wednesday — send them even if you can’t chaperone.
    Students should bring a water bottle, a warm jacket, and a snack without nuts.
    Picture day is next Tuesday; order forms went home in the Thursday folder.
    Library books are due on Mondays. If a book is lost, please write a note to the library.
    We are collecting paper towel rolls, egg cartons, buttons and clean yogurt cups for our inventions.
    Conferences will be held on the 12th and 13th. Sign up for a time that works for your family.
    Report cards come home a week later in a sealed envelope that should be signed and returned.
    Remember that there is no school on Monday and that Friday is an early release day.
    The book fair opens at 8:15 in the gym, and each child may make a wish list before we buy.
    In social studies we’re drawing maps of our neighborhood with a key, a compass rose and a scale.
    Ask your child to explain the difference between weather and climate at the dinner table.
    Our class earned twenty marbles for kindness, so we chose a pajama day as our reward.
    Writers are finishing their personal narratives; they have learned to stretch a small moment.
    Reading logs are due every Friday with a parent’s initials; twenty minutes each night is our goal.
    Thank you to everyone who sent in tissues, markers and glue sticks!
    We need two volunteers to help with the fall party and one person to cut out shapes at home.
    The garden club planted garlic and will harvest it in the spring.
    Chess club meets on Wednesdays after school in room 14 from 3:10 until 4:00.
    Please label all coats, hats and lunch boxes, because the lost and found is overflowing.
    If your child will be absent, call the office before nine or send a message through the portal.
    We walk to the park across from the school, so sturdy shoes are important.
    The music program is on the evening of the 18th; singers should arrive by 6:30 in a white shirt.
    Estimation jar: there were 342 beans, and the closest guess was 340.
    Bring your recorder on days B and D, and check the specials schedule for changes.
    During word work we sorted long and short vowels and looked for patterns such as “igh” and “ay”.
    Next week we begin our unit on early explorers, and each group will present one voyage.
    Keyboarding practice counts toward the technology grade this quarter.
    Extra credit: find an article about an animal that lives in our state and write five facts.
    The counselor visited our room to talk about what to do with big feelings.
    Lunch accounts can be filled online or with a check in an envelope marked with the room number.
    Field day is moved to Thursday because of the rain; the schedule of events is on the calendar page.
    We measured the perimeter and area of our desks, and then of the whole hallway.
    Show and tell is for things that begin with the letter of the week: nothing alive, nothing breakable!
    Our pen pals wrote back from the coast, and we hung their letters beside the window.
    Homework is never more than thirty minutes. If it takes longer, stop and write me a note.
    Bus riders line up at the south door; walkers leave through the front with an adult.
    A reminder that birthday treats must be store bought and that invitations stay at home.
    The fourth graders performed a play about the water cycle for our younger buddies.
    """.strip().splitlines()
)
GROUPS = (
    "Table helpers this week: {}, {}, {} and {}.",
    "Happy birthday to {} and {}!",
    "{} asked a great question about magnets.",
    "Thank you, {}, for bringing leaves to share.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def class_pages(students: Sequence[Student], count: int, seed: int) -> Iterator[str]:
    """Yield one class's pages: menu, news, a plan, pictures, first names, one full name."""
    chance = random.Random(seed)
    menu = "".join(f'<li><a href="/{name.lower().replace(" ", "-")}.html">{name}</a></li>' for name in MENU)
    for number in range(count):
        parts = [f"<nav><ul>{menu}</ul></nav><h1>Room 12 News, week {number}</h1>"]
        for week in range(chance.randint(7, 10)):
            parts.append(f"<h2>Week {week}</h2><p>{_sentences(chance, 4)}</p><p>{_sentences(chance, 2)}</p>")
            said = chance.choice(GROUPS)
            parts.append(
                f"<p>{said.format(*(each.given for each in chance.sample(students, said.count('{}'))))}</p>"
            )
            parts.append(f"<ul>{''.join(f'<li>{_sentences(chance, 1)}</li>' for _ in range(3))}</ul>")
        rows = "".join(
            f"<tr><th>{day}</th>{''.join(f'<td>{chance.choice(MENU)}</td>' for _ in range(5))}</tr>"
            for day in DAYS
        )
        star = chance.choice(students)
        parts.append(f"<table>{rows}</table><p>Our star of the week is {star.given} {star.family}.</p>")
        parts += [
            f'<figure><img src="/photos/img_{chance.randint(100, 999)}.jpg" alt="Leaves on a table">'
            f"<figcaption>{chance.choice(SENTENCES)[:40]}</figcaption></figure>"
            for _ in range(3)
        ]
        parts.append("<footer><p>Room 12, 400 Cedar Street. Call the office with questions.</p></footer>")
        yield f"<!doctype html><html lang=en><title>Week {number}</title><body>{''.join(parts)}</body></html>"


def _sentences(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(SENTENCES, k=count))
