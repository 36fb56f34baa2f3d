"""Put a written name where class pages put names: sentences, lists, tables, captions; judges nothing."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Callable
from random import Random

PROSE = (
    "<p>Congratulations to {n} for reading twenty books this month!</p>",
    "<p>This week {n} brought in a monarch chrysalis, and we have been watching it every morning.</p>",
    "<p>Our spelling bee winner was {n}. The runner-up missed only one word.</p>",
    "<p>Happy birthday to {n} on the 14th!</p>",
    "<p>Thank you, {n}, for feeding the fish over the long weekend.</p>",
    "<p>Star of the Week: {n}</p>",
    "<p>Student of the Month &ndash; {n}</p>",
    "<p>We were so proud when {n} shared a poem at the assembly on Thursday.</p>",
    "<p>{n} scored two goals and the whole bench jumped up.</p>",
    "<p>Our line leader is {n}; the door holder will be picked on Monday.</p>",
    "<p>In the kitchen garden, {n} and a partner measured the bean plants.</p>",
    "<p>&ldquo;I liked the owl pellets best,&rdquo; said {n} after the field trip.</p>",
    "<p>A big welcome to our new student, {n}!</p>",
    "<p>The perfect attendance award for September goes to {n}.</p>",
    "<p>Please remember that {n} is allergic to nothing but loves everything, especially snack time.</p>",
    "<p>Science fair, first place: {n} (Which paper towel soaks up most?)</p>",
    "<p>Written by {n}, grade 4, with help from a reading buddy.</p>",
    "<p>Felicitaciones a {n} por su proyecto de ciencias.</p>",
    "<p>La estrella de la semana es {n}. &iexcl;Muy bien!</p>",
    "<p>Gracias a {n} por ayudar en la biblioteca del sal&oacute;n.</p>",
    "<p>Last Friday the chess club met in the library. {n} won three games in a row.</p>",
    "<p>The lead in our winter play will be sung by {n}.</p>",
    "<p>Our bus patrol this quarter includes {n} at the north door.</p>",
    "<blockquote>Dear families, today {n} lost a tooth, and we wrote about it in our journals.</blockquote>",
    "<p>Comment by {n} on October 9: my group finished the volcano!!</p>",
    "<p>Lost and found: a blue lunch box labeled {n}.</p>",
    "<p>Our class poet, {n}, read to the kindergarten.</p>",
)
LISTS = (
    "<p>Honor roll</p><ul><li>{n}</li><li>and many more on the wall outside Room 9</li></ul>",
    "<ol><li>{n} &ndash; 412 minutes</li><li>The rest of us &ndash; still counting</li></ol>",
    "<p>Jobs this week<br>Plants: {n}<br>Lights: to be drawn</p>",
    "<dl><dt>Reporter</dt><dd>{n}</dd><dt>Materials</dt><dd>Table 3</dd></dl>",
    "<ul><li>Soloist: {n}</li><li>Piano: our music teacher</li></ul>",
    "<p>Cast<br>The Wolf ........ {n}<br>Trees ........ everybody</p>",
    "<ul class=birthdays><li>Oct 3 &mdash; {n}</li></ul>",
)
CELLS = (
    "<table><tr><th>Student</th><th>Minutes</th></tr><tr><td>{n}</td><td>240</td></tr></table>",
    "<table><tr><th>Period</th><th>Presenter</th><th>Topic</th></tr><tr><td>2</td><td>{n}</td><td>Wetlands</td></tr></table>",
    "<table class=grid><tr><td>1</td><td>{n}</td><td>Room 9</td><td>&#10003;</td></tr></table>",
    "<table><tr><td>Mon 10/12</td><td>Snack helper</td><td>{n}</td></tr></table>",
)
CARDS = (
    "<table class=cards><tr><td>{n}</td></tr></table>",
    "<div class=desk-card>{n}</div>",
    "<h4>{n}</h4><p>likes dinosaurs and mangoes.</p>",
)
JOBS = (
    "<h4>Class Jobs</h4><ul><li>Librarian: {n}</li><li>Line leader: to be drawn</li></ul>",
    "<h4>Classroom Jobs This Week</h4><p>Electrician: {n}<br>Door holder: to be drawn</p>",
    "<table><caption>Our class jobs</caption><tr><td>Zookeeper (feeds the fish)</td><td>{n}</td></tr></table>",
    "<h4>Student Jobs</h4><p>Botanist: {n}</p>",
    "<h4>Jobs for fourth graders</h4><ul><li>Banker &ndash; {n}</li></ul>",
)
HEADINGS = (
    "<h3>Star of the Week: {n}</h3><p>Ask about the skateboard!</p>",
    "<h4>{n}'s Report on Otters</h4><p>Otters hold hands while they sleep.</p>",
    "<h3>{n}</h3><p>likes soccer, tacos and the color green.</p>",
)
PLACES: dict[str, tuple[str, ...]] = {"body": PROSE, "list": LISTS, "cell": CELLS, "heading": HEADINGS, "card": CARDS,
                                      "job": JOBS}  # fmt: skip


def in_words(written: str, rng: Random, kind: str = "") -> tuple[str, str]:
    """Return (carrier, HTML) with the written name in some place of a page."""
    carrier = kind or rng.choices(("body", "list", "cell", "heading"), (10, 5, 4, 2))[0]
    return carrier, rng.choice(PLACES[carrier]).replace("{n}", written)


Carry = Callable[[str, str, Random], tuple[str, str]]
"""Takes the name as plain text and as a slug, returns (HTML of the body, HTML of the head)."""


def _body(template: str) -> Carry:
    return lambda name, slug, rng: (template.replace("{n}", name).replace("{s}", slug), "")


def _head(template: str) -> Carry:
    return lambda name, slug, rng: ("", template.replace("{n}", name).replace("{s}", slug))


SOURCES: dict[str, Carry] = {
    "alt": _body('<img src="/img/0412.jpg" alt="{n} holds up a first-place ribbon">'),
    "alt of linked picture": _body('<a href="/gallery/7"><img src="/img/7.jpg" alt="{n} at the science fair"></a>'),
    "title of picture": _body('<img src="/img/0413.jpg" alt="" title="{n} with the robot">'),
    "title of link": _body('<a href="/work/3" title="Story by {n}">Read the third story</a>'),
    "abbr title": _body('<p>Our <abbr title="{n}">reporter</abbr> wrote the weather.</p>'),
    "aria-label": _body('<a href="/work/4" aria-label="Open the poem by {n}">Open</a>'),
    "aria-label of region": _body('<div role="region" aria-label="Portfolio of {n}"><p>Three drawings.</p></div>'),
    "figure caption": _body('<figure><img src="/img/55.jpg" alt=""><figcaption>{n} pours the vinegar.</figcaption></figure>'),
    "wordpress caption": _body('<div class="wp-caption"><img src="/img/56.jpg" alt="" class="size-medium"><p class="wp-caption-text">{n} on stage</p></div>'),
    "file name": _body('<img src="/uploads/2026/10/{s}.jpg" alt="">'),
    "file name with size": _body('<img src="/uploads/2026/10/{s}-1024x768.jpg" alt="Science fair">'),
    "linked document's name": _body('<a href="/files/{s}-essay.pdf">Essay (PDF)</a>'),
    "link path": _body('<a href="/students/{s}/">See the portfolio</a>'),
    "link query": _body('<a href="/gallery?student={s}&amp;page=1">Gallery</a>'),
    "link fragment": _body('<a href="#{s}">Jump</a>'),
    "element id": _body('<div id="{s}"><p>My favorite animal is the lynx.</p></div>'),
    "link text": _body('<p><a href="/work/5">{n}: How Glaciers Move</a></p>'),
    "button text": _body("<button type=button>Vote for {n}</button>"),
    "option": _body("<form><select><option>Choose a story</option><option>{n}</option></select></form>"),
    "placeholder": _body('<form><input placeholder="e.g. {n}"></form>'),
    "input value": _body('<form><input type=text value="{n}" readonly></form>'),
    "textarea": _body("<form><textarea>Our thanks to {n} for the idea.</textarea></form>"),
    "hidden by style": _body('<div style="display:none">Old honor roll: {n}</div>'),
    "hidden attribute": _body("<div hidden>Last year's winner: {n}</div>"),
    "screen-reader text": _body('<span class="sr-only">Picture of {n}</span><p>Scroll down for more.</p>'),
    "white on white": _body('<p style="color:#fff;background:#fff">{n}</p>'),
    "comment": _body("<!-- TODO take {n} off the honor roll --><p>Honor roll coming soon.</p>"),
    "script string": _body('<script>var slides = [{"img":"/s/1.jpg","text":"{n} reads aloud"}];</script>'),
    "script json": _body('<script type="application/json">{"items":[{"author":"{n}","likes":4}]}</script>'),
    "data attribute": _body('<div class="slide" data-caption="{n} and the kite"><p>Slide 4</p></div>'),
    "noscript": _body("<noscript><p>Slideshow: {n} at the zoo</p></noscript>"),
    "details": _body("<details><summary>Answers</summary><p>Best question: {n}</p></details>"),
    "svg text": _body('<svg width="200" height="40"><title>Badge</title><text x="4" y="20">{n}</text></svg>'),
    "iframe title": _body('<iframe src="about:blank" title="Interview with {n}"></iframe>'),
    "srcdoc": _body('<iframe srcdoc="&lt;p&gt;Guest book: {n} was here&lt;/p&gt;"></iframe>'),
    "frame's text": _body('<auditor-frame src="/f" data-url="/f" title="Board"><p>Posted by {n}</p></auditor-frame>'),
    "track label": _body('<video src="/v/1.mp4" controls aria-label="{n} recites a poem"></video>'),
    "meta description": _head('<meta name="description" content="News of our class: {n} wins the bee">'),
    "og:title": _head('<meta property="og:title" content="{n} wins the bee">'),
    "og:image": _head('<meta property="og:image" content="/uploads/{s}.jpg">'),
    "keywords": _head('<meta name="keywords" content="art show, {n}, grade 4">'),
    "page title": _head("<title>{n}'s page</title>"),
    "json-ld": _head('<script type="application/ld+json">{"@type":"Article","headline":"Bee","author":{"@type":"Person","name":"{n}"}}</script>'),
    "json-ld parts": _head('<script type="application/ld+json">{"@type":"Person","givenName":"{g}","familyName":"{f}"}</script>'),
    "head comment": _head("<!-- banner photo: {n} -->"),
    "two cells": _body("<table><tr><th>First name</th><th>Last name</th><th>Score</th></tr><tr><td>{g}</td><td>{f}</td><td>17</td></tr></table>"),
    "two cells, last first": _body("<table><tr><th>Last</th><th>First</th><th>Rm</th></tr><tr><td>{f}</td><td>{g}</td><td>9</td></tr></table>"),
    "two cells, no heading": _body("<table><tr><td>4</td><td>{f}</td><td>{g}</td><td>Blue</td></tr></table>"),
    "two divs of a card": _body('<div class=card><div class=first>{g}</div><div class=last>{f}</div><div>Goalkeeper</div></div>'),
}  # fmt: skip

PICTURED = frozenset({"alt", "alt of linked picture", "title of picture", "figure caption", "wordpress caption", "file name",
                      "file name with size"})  # fmt: skip
"""Carriers that also say whom a picture shows."""

OPEN = frozenset(
    {
        "element id",
        "link fragment",
        "data attribute",
        "two divs of a card",
        "input value",
        "placeholder",
        "track label",
        "option",
        "two cells, no heading",
        "white on white",
    }
)
"""Carriers that the design does not name by word; shown apart and left out of the marks."""

DOCUMENTS = {
    "pdf": ("pdf", "page 2", "Grade 4 newsletter. Honor roll: {n}, and many more."),
    "docx": ("docx", "paragraph 4", "Student of the month: {n}"),
    "pptx": ("pptx", "slide 3", "Presented by {n}"),
    "xlsx": ("xlsx", "sheet Scores, B4", "{f}, {g}"),
    "ocr": ("ocr", "page 1, words in a picture", "CERTIFICATE awarded to {n} for kindness"),
    "vtt": ("vtt", "at 0:12", "and our next reader is {n}"),
}
"""Kinds of linked files: kind of the text, place, words."""
