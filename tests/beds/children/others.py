"""Make look-alikes at the seams of text: sentence ends, cells, surnames of others, slips in other schools."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Iterator
from html import escape
from random import Random

from .forms import FORMS
from .labels import FULL, Case, Placed, Spot, Truth
from .mentions import Picker
from .nobody import with_mates
from .people import District, Pupil, plain

NEXT_SENTENCE = {
    "So": "So many of you came", "Do": "Do try this at home", "An": "An apple a day", "Oh": "Oh, what a week",
    "Be": "Be sure to look", "May": "May is near", "Good": "Good work, everyone", "Young": "Young writers meet on Monday",
    "Hand": "Hand in your logs", "Read": "Read to page 40", "Post": "Post your answer", "Long": "Long vowels are next",
    "Small": "Small groups meet at two", "Best": "Best of luck", "Fall": "Fall is here", "Summer": "Summer packets are due",
    "Winter": "Winter break is close", "Spring": "Spring has come", "Page": "Page 12 is due", "Block": "Block days change",
    "Bring": "Bring a coat", "March": "March comes next", "Friday": "Friday is pizza day", "Case": "Case closed",
    "New": "New books came", "Early": "Early dismissal on Wednesday", "Fair": "Fair tickets are here", "Self": "Self control helps",
    "Wise": "Wise owls wait", "Rich": "Rich soil matters", "Bright": "Bright colors win", "Cross": "Cross at the corner",
    "Works": "Works by others hang outside", "Points": "Points double today", "Tell": "Tell a friend", "Light": "Light travels fast",
    "Speed": "Speed limits matter", "Book": "Book orders are due", "Books": "Books go home", "Law": "Law Day is soon",
    "Day": "Day two was longer", "Park": "Park on the street", "Rain": "Rain moves us in", "Snow": "Snow boots, please",
    "Justice": "Justice was our word", "Hope": "Hope you can come", "Grant": "Grant money helped", "Major": "Major repairs begin",
    "Mark": "Mark the date", "Marks": "Marks are posted", "Weeks": "Weeks flew by", "Keys": "Keys were found",
}  # fmt: skip
FAVORITES = {
    "Favorite color": "Brown White Green Gray Black Gold Silver Rose Grey",
    "Favorite fruit": "Berry Cherry Plum Lemon",
    "Spirit animal": "Bird Crane Fox Wolf Lamb Finch Swan Hawk Drake",
    "Weather job": "Snow Frost Storm Waters",
    "Where": "Park Hall Lake Street Bridge Field Fields Woods Pond Camp Chambers",
    "Month": "May March", "Season": "Summer Winter Spring Fall", "Day": "Friday",
    "Chess piece": "King Bishop Knight Castle",
}  # fmt: skip
SURNAME_ALONE = (
    "<p>Mrs. {f}'s class won the food drive.</p>", "<p>The {f} family invites everybody to the picnic.</p>",
    "<p>The bus stops at {f} Street and Fifth.</p>", "<p>Mr. and Mrs. {f} brought the cider.</p>",
    "<p>Dr. {f} and Nurse {f} check eyes on Monday.</p>", "<p>Thanks to {f} Hardware for the paint.</p>",
    "<p>Textbook: {f} &amp; Oakes, <i>Science for All</i>, 3rd ed.</p>", "<p>Room 12 ({f}), Room 14 (Oddsdale)</p>",
    "<p>Coach {f} posts the times on Friday.</p>", "<p>{f} County Fair, August 4 to 8</p>",
)  # fmt: skip


def _any_named(district: District, families: str, rng: Random) -> list[Pupil]:
    wanted = {plain(word) for word in families.split()}
    found = [p for p in district.pupils if plain(p.family) in wanted and p.is_k8 and not p.scopes and not p.former
             and p.agreement == "yes" and district.full_count[plain(p.full)] == 1 and len(plain(p.given)) > 3]  # fmt: skip
    rng.shuffle(found)
    return found


def seams(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield a first name beside a word that is the same child's surname, over a sentence's or cell's end."""
    for pupil in _any_named(district, " ".join(NEXT_SENTENCE), rng)[: times * 12]:
        after = NEXT_SENTENCE[pupil.family.title()]
        html = rng.choice(("<p>Ask {g}. {a}.</p>", "<p>Thanks for the help, {g}! {a}.</p>", "<p>Table two is led by {g}.<br>{a}.</p>",
                           "<ul><li>Line leader: {g}</li><li>{a}</li></ul>"))  # fmt: skip
        html = html.replace("{g}", escape(pupil.given)).replace("{a}", after)
        yield picker.home(pupil), _nobody("over a sentence's end", html, pupil)
    for head, families in FAVORITES.items():
        for pupil in _any_named(district, families, rng)[: times * 2]:
            g, f = escape(pupil.given), escape(pupil.family)
            html = rng.choice(
                (f"<table><tr><th>Friend</th><th>{head}</th></tr><tr><td>{g}</td><td>{f}</td></tr></table>",
                 f"<table><tr><td>{g}</td><td>{head}:</td><td>{f}</td></tr></table>",
                 f"<p>{g} &ndash; {f.lower()}</p>")
            )  # fmt: skip
            yield picker.home(pupil), _nobody("over a cell's edge", html, pupil)
    for given, family in (("Logan", "Jackson"), ("Carson", "Lincoln"), ("Jordan", "Taylor")):
        for pupil in [p for p in picker.planted("words") if (p.given, p.family) == (given, family)]:
            html = f"<h4>Desk map</h4><table><tr><td>{{1}}</td><td>{given}</td><td>{family}</td><td>{{2}}</td></tr></table>"
            yield (
                picker.home(pupil),
                _nobody("first names side by side", with_mates(district, rng, pupil, html), pupil),
            )


def surnames(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield surnames alone that are an adult's, a family's, a street's or a firm's."""
    for text in SURNAME_ALONE:
        for _ in range(times):
            pupil = picker.one(rare=True)
            if pupil is not None:
                html = text.replace("{f}", escape(pupil.family))
                yield picker.home(pupil), _nobody("surname of others", html, pupil)


def slips_elsewhere(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield names one letter from a student of another school: somebody whom the roster has not."""
    for _ in range(times * 5):
        pupil = picker.one(lambda p: len(p.family) > 6)
        written = FORMS["one letter wrong"](pupil, rng) if pupil else None
        if pupil is None or written is None or district.full_count[plain(written)]:
            continue
        html = f"<p>Our visitor {written} showed us how to fold cranes.</p>"
        spot = Spot("official", "org-00")
        while spot.kind == "official" or _same_school(district, spot, pupil):
            spot = picker.far(pupil)
        yield spot, _nobody("one letter from a student of another school", html, pupil)


def _same_school(district: District, spot: Spot, pupil: Pupil) -> bool:
    return spot.anchor == pupil.school_id


def formers(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield students who left and are still in the export, as the design keeps their names."""
    left = [
        p
        for p in district.pupils
        if p.former and p.is_k8 and not p.scopes and p.agreement == "yes" and district.is_rare(p)
    ]
    for pupil in left[: times * 5]:
        html = f"<p>Star of the Week: {escape(pupil.full)}</p>"
        yield picker.near(pupil), Case("former student", html, (Truth(pupil.pupil_id, FULL),), shown=html)


def _nobody(category: str, html: str, pupil: Pupil) -> Case:
    return Case(f"nobody: {category}", html, (), (pupil.pupil_id,), shown=html)
