"""Dress pieces as pages of common platforms, with the words that class pages have around them."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from random import Random

BLOCKS = (
    "<p>Mark your calendars! Picture Day is Thursday, October 15. Will there be retakes? Yes, in November.</p>",
    "<p>Spelling words: knight, bridge, young, church, justice, power, strong, hope, grace, chance</p>",
    "<h3>What We Will Do This Week</h3><ul><li>Reading: Unit 3, Lesson 2</li><li>Math: Long Division</li></ul>",
    "<p>Science: rocks and minerals. Gold, silver, ruby and pearl were in the kit; coal was not.</p>",
    "<p>Social Studies: the Lewis and Clark Expedition, Sacagawea, President Thomas Jefferson, Fort Mandan</p>",
    "<p>Read for 20 minutes every night. Page numbers go in the log. Please sign the log on Friday.</p>",
    "<ul><li>Mon: Art</li><li>Tue: Music</li><li>Wed: Library</li><li>Thu: P.E.</li><li>Fri: Art</li></ul>",
    "<p>Lunch menu: chicken and rice, cherry crisp; Tuesday: pepper steak, plum sauce; Friday: fish, lemon, berry cup</p>",
    "<p>Books we love: Because of Winn-Dixie by Kate DiCamillo; Frindle by Andrew Clements; Hatchet by Gary Paulsen</p>",
    "<p>Field trip to the Museum of Natural History. Buses leave at 8:45 from the north gate. Pack a lunch.</p>",
    "<p>Winter concert: doors open at 6. Wear black and white. The choir meets on the stage at 5:30.</p>",
    "<p>Vocabulary: branch, root, wood, leaf, field, hill, stream, bank, marsh, meadow, valley, ridge, falls</p>",
    "<p>March is reading month. April is poetry month. May and June bring field days. Summer reading begins in June.</p>",
    "<p>Links: <a href='https://www.example.org/khan'>Math practice</a> <a href='https://www.example.org/star'>Star charts</a></p>",
    "<p>Standards: RL.4.1 refer to details; RL.4.2 determine a theme; W.4.3 write narratives</p>",
    "<table><tr><th>Time</th><th>Subject</th></tr><tr><td>8:30</td><td>Morning Meeting</td></tr><tr><td>9:00</td><td>Reading</td></tr><tr><td>10:15</td><td>Recess</td></tr></table>",
    "<p>The American Revolution: George Washington, King George III, Paul Revere, Abigail Adams, Benjamin Franklin</p>",
    "<p>Box Tops and Campbell labels: bring them to the office. Cash prizes for the best class!</p>",
    "<p>Homework policy: late work loses no points this year. Long projects are due on Friday.</p>",
    "<p>La feria del libro abre el lunes. Las familias est&aacute;n invitadas. Habr&aacute; luz, flores y pan dulce.</p>",
    "<p>Noticias: la junta es el jueves a las seis. Traiga a los ni&ntilde;os. La paz empieza en casa.</p>",
    "<p>Earth Day: plant a tree with us in the park. Good boots and work gloves, please.</p>",
    "<p>Learning target: I can compare fractions with unlike denominators. I can explain my thinking in words.</p>",
    "<p>Please send: dry erase markers, Case of paper, wet wipes, Sharpie (black), Post-it notes, Elmer's glue</p>",
    "<p>Novel study: Number the Stars. Chapters 5 to 8. What would you do?</p>",
    "<p>The water cycle: evaporation, condensation, rain, snow, frost, storm. Draw and label each step.</p>",
    "<p>Problem of the week: a farmer has 12 apples, a baker has 7, and a fox eats 3. How many are left?</p>",
    "<p>States quiz on Friday: Georgia, Virginia, Carolina, Dakota, Washington, Maine. Capitals: Austin, Denver, Madison, Lincoln, Jackson</p>",
    "<p>Composers this month: Johann Sebastian Bach, Clara Schumann, Scott Joplin, Florence Price</p>",
    "<p>Basketball: Tigers 34, Hawks 29. Next game Tuesday at Ferrybank. Go Tigers!</p>",
    "<p>Career day: farmer, baker, mason, judge, porter, miller, cook, carpenter, hunter, shepherd, fisher</p>",
    "<p>Rules: Be kind. Be safe. Do your best. Self control. Listen. Try again.</p>",
    "<p>School closes early on Wednesday; dismissal is at 1:05. After care is open.</p>",
    "<p>Ancient Egypt: the Nile, King Tut, Cleopatra, hieroglyphs, the Rosetta Stone</p>",
    "<p>Inventors: Alexander Graham Bell, Eli Whitney, Madam C. J. Walker, Nikola Tesla</p>",
    "<p>Show and tell: Group A on Monday, Group B on Tuesday, Group C on Wednesday.</p>",
    "<p>From the nurse: lice checks in Room 5. Keep long hair up. Call the office if your child is ill.</p>",
    "<p>Drama: The Lion, the Witch and the Wardrobe. Four children enter the wardrobe in Act One.</p>",
    "<p>Chess notation: King, Queen, Bishop, Knight, Rook, Pawn. Castle early!</p>",
    "<p>Donors Choose: we asked for headphones. Thank you to the generous people of Rush River!</p>",
)
HEADS = (
    "News", "This Week", "Around Our Room", "Highlights", "From the Carpet", "Kudos", "Reminders", "Noticias",
    "Look at Us", "Shout-outs", "In Other News", "Our Work", "Good Things", "Extra! Extra!", "Friday Notes",
)  # fmt: skip
NAV = (
    "Home",
    "Calendar",
    "Homework",
    "About",
    "Links",
    "Gallery",
    "Contact",
    "Resources",
    "Newsletter",
    "Parents",
)


def _google(parts: Sequence[str], who: str, title: str) -> str:
    body = "".join(
        f'<section class="yaqOZd"><div class="tyJCtd"><div dir="ltr">{p}</div></div></section>' for p in parts
    )
    nav = "".join(f'<li><a data-level="1" href="/{n.lower()}">{n}</a></li>' for n in NAV[:6])
    return f'<body class="QZ3zWd"><div id="docs-banner"></div><nav><ul>{nav}</ul></nav><h1>{title}</h1><div role="main">{body}</div><footer>Report abuse &middot; Page details<br>{who}</footer></body>'


def _wordpress(parts: Sequence[str], who: str, title: str) -> str:
    body = "".join(f'<article class="post"><div class="entry-content">{p}</div></article>' for p in parts)
    side = '<aside><h2 class="widget-title">Archives</h2><ul><li><a href="/2026/10/">October 2026</a></li><li><a href="/2026/09/">September 2026</a></li></ul></aside>'
    return f'<body class="home blog"><header><h1 class="site-title"><a href="/">{title}</a></h1></header><main id="content">{body}</main>{side}<footer id="colophon">{who}<br>Proudly powered by WordPress</footer></body>'


def _weebly(parts: Sequence[str], who: str, title: str) -> str:
    body = "".join(
        f'<div class="wsite-section-wrap"><div class="wsite-section"><div class="paragraph">{p}</div></div></div>'
        for p in parts
    )
    return f'<body class="no-header wsite-theme-light"><ul class="wsite-menu-default">{"".join(f"<li>{n}</li>" for n in NAV[:5])}</ul><h2 class="wsite-content-title">{title}</h2>{body}<div id="footer">{who} - Powered by Weebly</div></body>'


def _old_tables(parts: Sequence[str], who: str, title: str) -> str:
    body = "".join(
        f'<tr><td valign=top bgcolor=#ffffcc><font face="Comic Sans MS">{p}</font></td></tr>' for p in parts
    )
    return f"<body bgcolor=white><center><font size=6>{title}</font></center><table width=90% border=0>{body}</table><hr><font size=1>{who} Last updated 10/30/2026</font></body>"


def _canvas(parts: Sequence[str], who: str, title: str) -> str:
    body = "".join(f'<div class="module"><div class="user_content enhanced">{p}</div></div>' for p in parts)
    return f'<body class="with-left-side"><div id="application"><nav aria-label="Courses">{" ".join(NAV[:4])}</nav><h1 class="page-title">{title}</h1>{body}<p class="owner">{who}</p></div></body>'


def _blogger(parts: Sequence[str], who: str, title: str) -> str:
    body = "".join(
        f'<div class="date-outer"><h2 class="date-header"><span>Friday, October {n + 2}, 2026</span></h2><div class="post-body">{p}</div><div class="post-footer">Posted by {who.split(",")[0]} at 3:4{n % 10} PM</div></div>'
        for n, p in enumerate(parts)
    )
    return f'<body><div class="header"><h1>{title}</h1></div>{body}</body>'


def _plain(parts: Sequence[str], who: str, title: str) -> str:
    return f"<body><h1>{title}</h1>{'<hr>'.join(f'<div>{p}</div>' for p in parts)}<address>{who}</address></body>"


SHELLS: dict[str, Callable[[Sequence[str], str, str], str]] = {
    "google-sites": _google, "wordpress": _wordpress, "weebly": _weebly, "table-layout": _old_tables,
    "canvas": _canvas, "blogger": _blogger, "plain": _plain,
}  # fmt: skip


def dress(pieces: Sequence[str], head: str, who: str, title: str, shell: str, rng: Random) -> str:
    """Return a whole page: each piece under a heading of its own, words of a class page between them."""
    blocks = rng.sample(BLOCKS, min(len(pieces) + rng.randrange(2, 5), len(BLOCKS)))
    heads = rng.sample(HEADS, len(pieces))
    parts: list[str] = []
    for piece, over in zip(pieces, heads, strict=True):
        parts.append(blocks.pop())
        parts.append(f"<h2>{over}</h2>{piece}")
    parts.extend(blocks)
    titled = head if "<title>" in head else f"<title>{escape(title)}</title>{head}"
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8">{titled}</head>{SHELLS[shell](parts, escape(who), escape(title))}</html>'
