"""Make what looks like an opted-out student's name or detail and is none, and forms not in force."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Iterator
from html import escape
from random import Random

from .labels import FULL, Case, Placed, Spot, Truth
from .mentions import Picker
from .optouts import ANY, FIRST, Opted
from .people import District, plain

TITLES = ("<p>Read aloud: <i>{g} and the Paper Boat</i> by E. Marrowby</p>", "<p>Ms. {g} has bus duty.</p>",
          "<p>{g} Oddwick-Thrale, author of nine novels, writes every morning.</p>", "<p>The bus turns at {g} Street.</p>",
          "<p>Hurricane {g} reached the coast in 2004.</p>", "<p>Queen {g} ruled for 44 years.</p>",
          "<p>Mrs. {g} Thornquill, speech therapist</p>", "<p>&copy; 2026 {g} Marbleton Designs</p>")  # fmt: skip
WORD_PAGES = {
    "grace": "<p>There is a grace period of three days. Grace notes are small notes.</p>",
    "will": "<p>Will you help? Will there be snow? We will see.</p>", "mark": "<p>Mark your calendars! Mark the date.</p>",
    "may": "<p>May 14 is a field day. May we use pens?</p>", "april": "<p>April showers bring May flowers. April 3: no school</p>",
    "june": "<p>School ends in June. June 9 is a half day.</p>", "hope": "<p>Hope to see you there! Hope you had a nice break.</p>",
    "joy": "<h3>The Joy of Reading</h3>", "art": "<h3>Art</h3><p>Art is on Thursday. Art Show at 6.</p>",
    "chase": "<p>Chase your dreams. Chase scenes are exciting.</p>", "grant": "<p>Grant application due. Grant funds pay for it.</p>",
    "bill": "<p>How a Bill Becomes a Law. Bill of Rights quiz Friday</p>", "rose": "<p>Rose bushes need sun. Rose Window, Chartres</p>",
    "summer": "<h3>Summer Reading</h3><p>Summer school starts soon.</p>", "autumn": "<p>Autumn leaves. Autumn Festival</p>",
    "ruby": "<p>Ruby is a kind of corundum. Ruby Bridges was six.</p>", "robin": "<p>Robin eggs are blue.</p>",
    "river": "<p>River ecosystems quiz. River Bend trail</p>", "sage": "<p>Sage grouse dance at dawn. Sage advice</p>",
    "jackson": "<p>Andrew Jackson was the seventh president. Jackson, Mississippi</p>",
    "madison": "<p>Madison, Wisconsin, is a capital. James Madison wrote it.</p>",
    "lincoln": "<p>Lincoln was born in a cabin. Lincoln Memorial</p>", "georgia": "<p>Georgia is a state. Georgia, Florida, Alabama</p>",
    "virginia": "<p>Virginia was a colony. Virginia, Maryland</p>", "carolina": "<p>North Carolina borders Virginia.</p>",
    "israel": "<p>Israel and Egypt share a border.</p>", "kenya": "<p>Kenya lies on the equator.</p>",
    "phoenix": "<p>Phoenix, Arizona. Order of the Phoenix</p>", "justice": "<p>Justice for all. Department of Justice</p>",
    "king": "<p>Martin Luther King Jr. Day: no school. King of the hill</p>", "prince": "<p>The Little Prince, chapters 1-4</p>",
    "sky": "<p>Sky charts. Why is the sky blue? Sky and Water</p>", "dawn": "<p>Dawn breaks at 6. Dawn of Civilization unit</p>",
    "penny": "<p>Penny experiments: drops on a penny. Penny Wars!</p>", "violet": "<p>Violet, indigo, blue. Violet light bends most.</p>",
    "charlotte": "<p>We finished <em>Charlotte's Web</em>. Charlotte, NC</p>", "victoria": "<p>Queen Victoria. Victoria Falls</p>",
    "austin": "<p>Austin, Texas</p>", "denver": "<p>Denver, Colorado, is a mile high.</p>", "major": "<p>Major rivers. Major Minor scales</p>",
    "clay": "<p>Clay pots dry on Friday. Clay, sand, silt</p>", "trinity": "<p>Trinity College. Trinity River</p>",
    "journey": "<p>Journey to the Center of the Earth. Journey Maps</p>", "story": "<p>Story time. Story Map due</p>",
    "star": "<p>Star charts</p>", "poppy": "<p>Poppy seeds. Poppy Day</p>", "genesis": "<p>Genesis of an idea</p>",
}  # fmt: skip


def silent(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield what looks like an opted-out student's name or detail and is none, and forms not in force."""
    pools = {scope: Opted(district, rng, scope) for scope in "ABC"}
    for _ in range(times):
        for scope in "AC":
            for text in TITLES:
                found = pools[scope].one(picker, first_name=True)
                if found:
                    pupil, teacher = found
                    html = text.replace("{g}", escape(pupil.given))
                    yield (
                        Spot("room", teacher),
                        Case(
                            "nobody: opt-out, another's first name", html, (), (pupil.pupil_id,), shown=html
                        ),
                    )
        found = pools["B"].one(picker, first_name=True)
        if found:
            pupil, teacher = found
            html = rng.choice(FIRST).replace("{g}", escape(pupil.given))
            yield (
                Spot("room", teacher),
                Case("nobody: opt-out B, first name without media", html, (), (pupil.pupil_id,), shown=html),
            )
        found = pools["C"].one(picker)
        if found:
            pupil, teacher = found
            html = f"<p>{escape(pupil.full)} plays the cello and won an award.</p>"
            rule = frozenset({"opt-out-c-name"})
            yield (
                Spot("room", teacher),
                Case(
                    "opt-out C: name only, no detail of A",
                    html,
                    (Truth(pupil.pupil_id, rule),),
                    may=ANY,
                    shown=html,
                ),
            )
    for scope in "AC":
        pool = Opted(district, rng, scope)
        for pupil in [p for p in pool.all if plain(p.given) in WORD_PAGES]:
            html = WORD_PAGES[plain(pupil.given)]
            yield (
                picker.home(pupil),
                Case("nobody: opt-out, first name that is a word", html, (), (pupil.pupil_id,), shown=html),
            )
    for state in ("later", "ended"):
        for scope in "AC":
            opted = Opted(district, rng, scope, state)
            for _ in range(times * 2):
                found = opted.one(picker, first_name=True)
                if found:
                    pupil, teacher = found
                    html = rng.choice(FIRST[:3]).replace("{g}", escape(pupil.given))
                    yield (
                        Spot("room", teacher),
                        Case(f"nobody: opt-out {state}", html, (), (pupil.pupil_id,), shown=html),
                    )


def agreements(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield students without a signed agreement who are named, and students of whom the export says nothing."""
    for agreement in ("no", ""):
        pupils = [p for p in district.pupils if p.agreement == agreement and not p.scopes and not p.former
                  and district.full_count[plain(p.full)] == 1 and "planted" not in p.traits]  # fmt: skip
        for pupil in rng.sample(pupils, min(len(pupils), times * 6)):
            html = f"<p>Blog post by {escape(pupil.full)}: How we built the bridge</p>"
            rule = frozenset({"student-no-agreement"})
            if agreement == "no":
                yield (
                    picker.home(pupil),
                    Case("no agreement: named", html, (Truth(pupil.pupil_id, rule),), may=FULL, shown=html),
                )
            elif not pupil.is_k8:
                yield (
                    picker.home(pupil),
                    Case("nobody: agreement not recorded", html, (), (pupil.pupil_id,), shown=html),
                )


def forms_alone(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield names that only the opt-out list has: of students who left, and other names on the form."""
    gone = [p for p in district.pupils if p.gone and p.scopes in "AC"]
    for pupil in gone[: times * 5]:
        html = rng.choice(FIRST).replace("{g}", escape(pupil.full))
        rule = frozenset({f"opt-out-{pupil.scopes.lower()}-name"})
        # The roster knows such a student by the number on the form.
        yield (
            Spot("school", pupil.school_id),
            Case("opt-out: student who left the export", html, (Truth(pupil.number, rule),), shown=html),
        )
    for pupil in [p for p in district.pupils if p.other_name and p.scopes in "AC"][: times * 5]:
        html = rng.choice(FIRST).replace("{g}", escape(pupil.other_name))
        rule = frozenset({f"opt-out-{pupil.scopes.lower()}-name"})
        yield (
            picker.home(pupil),
            Case(
                "opt-out: other name on the form", html, (Truth(pupil.pupil_id, rule),), may=ANY, shown=html
            ),
        )


def other_details(district: District, rng: Random, picker: Picker, times: int) -> Iterator[Placed]:
    """Yield an opted-out student's name beside details that are the school's or somebody else's."""
    pool = Opted(district, rng, "A")
    texts = (
        "<p>{n} brought a rabbit. The school office is at 40 Depot Street.</p>",
        "<p>Call the office at (406) 555-0100 if you found the cap of {n}.</p>",
        "<p>{n} read aloud. Write to the office at office@rushriver.example.</p>",
        "<p>{n} will read aloud on March 4, 2027.</p>",
        "<p>{n} has a blue cap. Mud season began on 3/9/2025.</p>",
    )
    for n in range(times * 3):
        found = pool.one(picker)
        if found:
            pupil, teacher = found
            html = texts[n % len(texts)].replace("{n}", escape(pupil.full))
            rule = frozenset({"opt-out-a-name"})
            yield (
                Spot("room", teacher),
                Case(
                    "opt-out A: detail of another", html, (Truth(pupil.pupil_id, rule),), may=ANY, shown=html
                ),
            )
