"""Make look-alikes: words that spell a student's name and mean somebody else or nobody."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Iterator
from html import escape
from random import Random

from .labels import Case, Placed, Spot
from .mentions import Picker
from .people import District, Pupil, plain

ADULTS = {
    "adult by title": (
        "<p>Thank you to Mrs. {n} for driving to the museum.</p>", "<p>Questions? Ask Mr. {n} at the front desk.</p>",
        "<p>Dr. {n} will talk about teeth on Tuesday.</p>", "<p>Officer {n} visits every classroom this month.</p>",
        "<p>Coach {n} expects everybody at 3:30.</p>", "<p>We wrote letters to Senator {n} about the bike path.</p>",
        "<p>Mayor {n} cut the ribbon at the new playground.</p>", "<p>Ms. {n}'s class meets in the library.</p>",
        "<ul><li>Ms. {n}, Speech</li><li>Mr. Oddsdale, Music</li></ul>", "<p>Sra. {n} traduce en las reuniones.</p>",
    ),
    "adult by role": (
        "<p>{n}, PTA president, opened the meeting at 6:30 p.m.</p>", "<p>Our parent volunteer {n} runs the book cart.</p>",
        "<p>Guest speaker: {n}, wildlife biologist with the state.</p>", "<p>The school board's chair, {n}, answered questions.</p>",
        "<p>{n}, Principal</p>", "<p>Bus driver {n} retires in June after 31 years.</p>",
        "<p>Superintendent {n} sent a letter to all families.</p>", "<p>{n} is our school counselor.</p>",
        "<p>My husband, {n}, and I have two dogs.</p>", "<p>Lunch is cooked by {n}, our kitchen manager.</p>",
        "<table><tr><th>Staff</th><th>Position</th></tr><tr><td>{n}</td><td>Custodian</td></tr></table>",
        "<p>Her grandmother, {n}, taught us to bake bread.</p>", "<p>Dad {n} fixed the fence.</p>",
    ),
    "author or artist": (
        "<p>We are reading <i>The Kite at Noon</i> by {n}.</p>", "<li>{n}, <em>Salt Roads</em> (Harbor Press, 2009)</li>",
        "<p>Illustrated by {n}. Published by Lantern Books, New York.</p>", "<p>Author study: {n}, who wrote 14 novels.</p>",
        "<p>Listen to the composer {n}, whose symphonies tell stories.</p>", "<p>The painter {n} used only blue.</p>",
        "<p>Photo credit: {n} / Wikimedia Commons, CC BY 2.0</p>", "<p>Source: {n}, &ldquo;How Rivers Bend,&rdquo; <cite>Nature Today</cite>, 2011.</p>",
    ),
    "person of the past": (
        "<p>In 1862, {n} opened the first school in the valley.</p>", "<p>{n} (1874&ndash;1932) invented a better plow.</p>",
        "<p>The explorer {n} crossed the pass in the winter of 1805.</p>", "<p>{n}, Class of 1998, came back to speak.</p>",
        "<p>Biography reports: {n} was born in 1820 and died in 1913.</p>", "<p>In memory of {n}, teacher here from 1961 to 1990.</p>",
        "<p>President {n} signed the law in 1872.</p>", "<p>King {n} the Second ruled for forty years.</p>",
    ),
    "street or building": (
        "<p>Meet at 1420 {n} Street, across from the bank.</p>", "<p>The bus stops at {n} Avenue and Third.</p>",
        "<p>{n} Elementary hosts the chess meet.</p>", "<p>The concert is in the {n} Memorial Auditorium.</p>",
        "<p>Field day is at {n} Park; bring water.</p>", "<p>Visit the {n} Public Library for the card.</p>",
        "<p>Address: 88 {n} Way, Rush River</p>", "<p>We hiked to {n} Creek and back.</p>",
    ),
    "business or fund": (
        "<p>Pictures by {n} Photography, LLC</p>", "<p>Thanks to our sponsor, {n} Realty!</p>",
        "<p>The {n} Foundation gave us 30 books.</p>", "<p>{n} Dental is open on Saturdays.</p>",
        "<p>She won the {n} Scholarship in 2019.</p>", "<p>Donated by {n} &amp; Sons Plumbing.</p>",
        "<p>Tickets at {n} Music, downtown.</p>", "<p>The {n} Trust, est. 1974</p>",
    ),
    "another's longer name": (
        "<p>Congratulations to {n}sworth!</p>",
        "<p>Book by Theodosia {n} Ambrell, 2004</p>",
    ),
}  # fmt: skip

WORDS = {
    "Grace Young": ("<h3>A Year of Grace: Young Authors at Work</h3>", "<p>We thanked Grace. Young readers sign up in the library.</p>"),
    "Will Rivers": ("<h3>Will Rivers Flood Again This Spring?</h3>", "<p>Will rivers carry sand or clay farther?</p>"),
    "Grant Page": ("<p>See the Grant Page of the foundation's website for forms.</p>", "<p>Our grant page is up to date.</p>"),
    "Mark Books": ("<p>Do not Mark Books with pen.</p>", "<p>How to mark books you have finished</p>"),
    "May Day": ("<p>May Day is on Friday; wear ribbons.</p>", "<h3>May Day Basket Ideas</h3>"),
    "April May": ("<p>March April May June</p>", "<table><tr><th>March</th><th>April</th><th>May</th></tr></table>", "<p>Due dates: April, May, and June</p>"),
    "Hope Church": ("<p>The food drive is at New Hope Church on Pine.</p>", "<p>Concert at Hope Church, 7 p.m.</p>"),
    "Art Fields": ("<p>Careers in the Art Fields: designer, potter, animator</p>",),
    "Chase Banks": ("<p>Do wolves chase? Banks of the river show tracks.</p>",),
    "Will Do": ("<h3>What We Will Do This Week</h3>", "<h2>Things You Will Do In Fourth Grade</h2>", "<p>Will do!</p>"),
    "Hope So": ("<p>I Hope So, the rabbit said.</p>", "<p>We hope so too.</p>"),
    "Jack Frost": ("<p>Jack Frost nipping at your nose</p>", "<p>Poem: Jack Frost paints the windows</p>"),
    "Summer Read": ("<h3>Summer Read Aloud List</h3>", "<p>Our Summer Read starts June 12.</p>"),
    "Autumn Fair": ("<p>The Autumn Fair is on October 24 in the gym.</p>",),
    "Joy Rich": ("<p>Find joy. Rich soil grows big pumpkins.</p>",),
    "Bill Case": ("<p>Pay the lunch bill, case closed.</p>",),
    "Ruby Gold": ("<p>House points: Ruby Gold Emerald Silver</p>",),
    "Sandy Banks": ("<p>The turtles lay eggs on sandy banks.</p>", "<h3>Life on the Sandy Banks of the Nile</h3>"),
    "Rocky Hill": ("<p>Rocky Hill Nature Center opens at 9.</p>", "<p>The trail climbs a rocky hill.</p>"),
    "Lincoln Park": ("<p>Field trip to Lincoln Park Zoo!</p>", "<p>Recess games in Lincoln Park</p>"),
    "Victoria Falls": ("<p>Victoria Falls is on the Zambezi River.</p>",),
    "Jackson Lake": ("<p>We canoed on Jackson Lake in the Tetons.</p>",),
    "Charlotte Street": ("<p>Bus 9: corner of Charlotte Street and Elm</p>",),
    "Christian Temple": ("<p>Is it a mosque, a synagogue or a Christian temple?</p>",),
    "Chance Storm": ("<p>60% chance. Storm warnings until 8.</p>",),
    "Robin Wood": ("<p>Birds: Robin, Wood Duck, Chickadee</p>",),
    "Mark May": ("<p>Mark May 14 on your calendar!</p>", "<p>Please Mark May 5 as a no-school day.</p>"),
    "Will Power": ("<h3>Will Power Comes From Practice</h3>", "<p>Will power be out on Tuesday?</p>", "<h3>Unit 6: How Will Power Reach Us?</h3>"),
    "Dawn Light": ("<p>In the dawn light the deer came down.</p>",),
    "Penny Drive": ("<p>The Penny Drive raised $212.</p>", "<h3>Penny Drive This Friday!</h3>"),
    "Logan Jackson": ("<p>Groups: {1}, Jackson, Logan, {2}</p>", "<p>Team A: {1}, Jackson, Logan and {2}</p>"),
    "Carson Lincoln": ("<p>Group 2: {1}, Lincoln, Carson, {2}</p>",),
    "Jordan Taylor": ("<p>Table 4: {1}, Taylor, Jordan, {2}</p>",),
    "Luz Blanca": ("<p>La luz blanca contiene todos los colores.</p>",),
    "Rosa Flores": ("<p>El jard&iacute;n tiene rosa, flores blancas y pasto.</p>",),
    "Cruz Roja": ("<p>La Cruz Roja vendr&aacute; el martes.</p>",),
    "Sky Blue": ("<p>Crayons: Sky Blue, Brick Red, Pine Green</p>",),
    "Sunny Day": ("<p>Sunny Day activities move outside.</p>", "<p>What a sunny day!</p>"),
    "Christian Good": ("<p>Was the Christian good to the stranger? Discuss.</p>",),
    "Drew Long": ("<p>We drew long lines with rulers.</p>",),
    "Rose Gardner": ("<p>The sun rose. Gardner snakes came out.</p>",),
    "Savannah Rivers": ("<p>Biomes: tundra, savannah, rivers and lakes</p>", "<h3>Savannah Rivers and Rain Forests</h3>"),
}  # fmt: skip

FAMOUS = (
    "<p>Today we learned how {n} changed history. Timeline in your notebook.</p>",
    "<p>Biography project: choose Amelia Earhart, {n} or Cesar Chavez.</p>",
    "<p>Vocabulary from the {n} passage: courage, protest, invent.</p>",
    "<p>Watch the BrainPOP about {n} and take the quiz.</p>",
    "<p>Who was {n}? Read pages 44-51 and answer in complete sentences.</p>",
    "<p>In the 1900s {n} became known all over the world.</p>",
)

JOINED = {
    "Dai Ly": ("/daily.html", "daily-schedule.pdf"), "Ida Ho": ("/idaho.html", "idaho-map.png"),
    "Tim Ely": ("/timely.html", "timely-tips.pdf"), "Li Ma": ("/lima-beans.html", "lima.png"),
    "Chi Le": ("/chile.html", "chile-flag.png"), "Tab Le": ("/table.html", "table-1.png"),
    "Will Ing": ("/willing.html", "willing.png"), "Mark Ing": ("/marking.html", "marking-guide.pdf"),
    "Hu Man": ("/human-body.html", "human.png"), "Pat Tern": ("/pattern-blocks", "pattern.png"),
    "Al So": ("/also.html", "see-also.png"), "Mai Ne": ("/maine.html", "maine.png"),
    "Sim Ple": ("/simple-machines", "simple.png"), "Ma Li": ("/mali.html", "mali-empire.jpg"),
    "Car Bon": ("/carbon.html", "carbon-cycle.png"), "Ana Lyze": ("/analyze", "analyze.png"),
    "Kim Ono": ("/kimono.html", "kimono.jpg"),
}  # fmt: skip


def _one_word(pupil: Pupil) -> bool:
    return plain(pupil.family).isalpha()


def _anybody(pupil: Pupil) -> bool:
    return True


def adults(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield adults, the dead, streets and businesses that bear a student's full name, `times` a wording."""
    for category, texts in ADULTS.items():
        for text in texts:
            for _ in range(times):
                longer = category == "another's longer name"
                pupil = picker.one(_one_word if longer else _anybody, rare=longer)
                if pupil is None:
                    continue
                spot = picker.near(pupil) if rng.random() < 0.6 else picker.far(pupil)
                yield spot, _nobody(category, text.replace("{n}", escape(pupil.full)), pupil)


def words(district: District, rng: Random, picker: Picker) -> Iterator[Placed]:
    """Yield ordinary words, places and lists of first names that spell a student's name."""
    by_name: dict[str, list[Pupil]] = {}
    for pupil in (*picker.planted("words"), *picker.planted("famous"), *picker.planted("joined")):
        by_name.setdefault(pupil.full, []).append(pupil)
    for name, texts in WORDS.items():
        for pupil in by_name.get(name, ()):
            for text in texts:
                if "{1}" in text:
                    yield (
                        picker.home(pupil),
                        _nobody("first names side by side", with_mates(district, rng, pupil, text), pupil),
                    )
                else:
                    yield _any(rng, picker, pupil), _nobody("ordinary words", text, pupil)
    for pupil in picker.planted("famous"):
        for text in rng.sample(FAMOUS, 3):
            yield (
                _any(rng, picker, pupil),
                _nobody("famous person", text.replace("{n}", escape(pupil.full)), pupil),
            )
    for name, (path, file) in JOINED.items():
        for pupil in by_name.get(name, ()):
            html = f'<p><a href="{path}">More</a></p><img src="/img/{file}" alt="">'
            yield _any(rng, picker, pupil), _nobody("joined letters", html, pupil)


def with_mates(district: District, rng: Random, pupil: Pupil, text: str) -> str:
    """Fill {1} and {2} with first names of classmates whom nothing keeps off the page."""
    own = plain(f"{pupil.given} {pupil.family}").split()
    mates = [p for room in pupil.rooms for p in district.in_room[room] if p is not pupil and not p.scopes
             and not set(plain(p.given).split()) & set(own) and " " not in p.given]  # fmt: skip
    opted = {plain(p.given) for room in pupil.rooms for p in district.in_room[room] if p.scopes}
    mates = [p for p in mates if plain(p.given) not in opted]
    one, two = rng.sample(mates, 2)
    return text.replace("{1}", escape(one.given)).replace("{2}", escape(two.given))


def _any(rng: Random, picker: Picker, pupil: Pupil) -> Spot:
    return picker.near(pupil) if rng.random() < 0.7 else picker.far(pupil)


def _nobody(category: str, html: str, pupil: Pupil) -> Case:
    return Case(f"nobody: {category}", html, (), (pupil.pupil_id,), shown=html)


def staff(district: District, rng: Random, picker: Picker) -> Iterator[Placed]:
    """Yield staff who share a student's name, on the school's own and on other pages."""
    marked = (
        "<p>Ms. {n} teaches art on Wednesdays.</p>", "<p>{n}, Art teacher, Room 31</p>",
        '<p>Contact: {n}, <a href="mailto:{e}">{e}</a></p>',
        "<table><tr><th>Name</th><th>Position</th><th>Phone</th></tr><tr><td>{n}</td><td>Art</td><td>x214</td></tr></table>",
        "<p>Your art teacher,<br>{n}</p>", "<p>Welcome to {n}'s Art Room! I have taught for 12 years.</p>",
        "<p>{l}, Art teacher</p>", "<h3>Meet the Teacher: {n}</h3>",
    )  # fmt: skip
    bare = (
        "<p>{n} will be out on Tuesday; the substitute has the plans.</p>",
        "<p>Art with {n} is in Room 31.</p>",
    )
    for pupil in district.pupils:
        if not pupil.traits & {"staff-twin-here", "staff-twin-elsewhere"}:
            continue
        adult = next(a for a in district.adults if plain(a.full) == plain(pupil.full))
        here = "staff-twin-here" in pupil.traits
        for text in rng.sample(marked, 3):
            html = (
                text.replace("{n}", escape(adult.full))
                .replace("{e}", adult.email)
                .replace("{l}", escape(f"{adult.family}, {adult.given}"))
            )
            spot = rng.choice((Spot("school", adult.school_id), picker.home(pupil), picker.far(pupil)))
            yield (
                spot,
                _nobody(f"staff who share a name, marked, {'same' if here else 'other'} school", html, pupil),
            )
        if not here:
            html = rng.choice(bare).replace("{n}", escape(adult.full))
            spot = Spot("school", adult.school_id)
            yield spot, _nobody("staff of this school, student of another", html, pupil)


def permitted(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield students of grades 9 to 12, whom the clause lets be named, and first names of K-8 students."""
    teens = [p for p in district.pupils if p.grade >= 9 and not p.scopes and p.agreement == "yes" and not p.former
             and district.full_count[plain(p.full)] == 1]  # fmt: skip
    texts = ("<p>{n} scored 18 points on Friday.</p>", '<img src="/img/8.jpg" alt="{n} at the debate final">',
             "<figure><img src='/i/9.jpg' alt=''><figcaption>{n} and the marching band</figcaption></figure>",
             "<ul><li>{n}, National Merit semifinalist</li></ul>")  # fmt: skip
    for pupil in rng.sample(teens, times * 4):
        spot = picker.home(pupil) if rng.random() < 0.7 else Spot("school", pupil.school_id)
        yield (
            spot,
            _nobody("teen who may be named", rng.choice(texts).replace("{n}", escape(pupil.full)), pupil),
        )
    for _ in range(times * 4):
        child = picker.one()
        if child is None:
            continue
        text = rng.choice(
            (
                "<p>{g} asked why leaves turn red.</p>",
                "<ul><li>Line leader: {g}</li></ul>",
                "<h4>{g}'s Poem</h4><p>The moon is a boat.</p>",
            )
        )
        yield picker.home(child), _nobody("first name alone", text.replace("{g}", escape(child.given)), child)
