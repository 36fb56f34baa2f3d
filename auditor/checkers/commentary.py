"""Find words that take a side in an election, and words that sell or advertise for somebody's own gain.

Looks at: sentences that visitors read, in pages and linked files. Asking for a vote needs its object (an
office, a measure, a party) in the same sentence; selling needs an owner, or a price beside an advertisement.
Does not look at: where links lead, which has rules of its own.
Known gaps: irony, and sides taken without any word of a list. Lessons, student elections, both sides shown,
dates of an election, and the school's own sales are left alone; student work is for a person to look at.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checkers.statements import Statement, at_most_review, cues, each_once, finding, says, statements
from auditor.finding import Confidence, Finding
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Example, Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="text-political",
        topic="political-commentary",
        section=Section.CONTENT,
        severity=Severity.SERIOUS,
        title="Words that take a side in an election",
        why="A class page belongs to the district and must not influence how anybody votes, on any side.",
        fix="Take the sentence off the page. The date of an election and neutral facts may stay.",
        examples=(
            Example("<p>Please vote YES on the levy.</p>", ("Please vote YES on the levy.",)),
            Example("<p>Vote for Dana Ruiz for school board!</p>", ("Vote for Dana Ruiz for school board!",)),
            Example(
                "<p>Governor Pell is ruining our schools.</p>", ("Governor Pell is ruining our schools.",)
            ),
            Example(
                "<p>Voten por Dana Ruiz para la junta escolar.</p>",
                ("Voten por Dana Ruiz para la junta escolar.",),
                "Spanish",
            ),
            Example("<p>Vote for your favorite book.</p>", (), "no election"),
            Example("<p>Vote for Sam for class president!</p>", (), "students' own"),
            Example("<p>No school: the gym is a polling place on Election Day.</p>", (), "a date"),
            Example("<p>Students debate whether to vote yes on Proposition 5.</p>", (), "a lesson"),
            Example("<p>In 1864 voters re-elected President Lincoln.</p>", (), "history"),
            Example("<p>An ionic bond will support the crystal.</p>", (), "chemistry"),
        ),
    ),
    Rule(
        id="text-commercial",
        topic="commercial",
        section=Section.CONTENT,
        severity=Severity.SERIOUS,
        title="Words that sell or advertise",
        why="A class page must not sell or advertise anything from which somebody gains.",
        fix="Take the sentence off the page. The school's own sales and collections may stay.",
        examples=(
            Example("<p>Visit my Etsy shop for gifts.</p>", ("Visit my Etsy shop for gifts.",)),
            Example("<p>I give private lessons, $40 an hour.</p>", ("I give private lessons, $40 an hour.",)),
            Example("<p>Pontoon boat for sale, $4,000.</p>", ("Pontoon boat for sale, $4,000.",), "a price"),
            Example("<p>Yearbooks are for sale: $30.</p>", (), "the school's own"),
            Example("<p>Book orders are due. Use our class code.</p>", (), "the class's"),
            Example("<p>A bike for sale at $80 is 25% off. How much is it?</p>", (), "a problem"),
            Example("<p>PTA bake sale on Friday, $1 each.</p>", (), "the school's own"),
        ),
    ),
)
PAGE_BY_PAGE = True
_PRICE = r"(?i)[$€£]\s?\d|\d\s?(?:€|{price-unit})|\d\s?% {price-off}"


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each such sentence on a page."""
    yield from each_once(_political(snapshot, policy))
    yield from each_once(_commercial(snapshot, policy))


def _political(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    strong, urge, thing, neutral = (
        cues(policy, f"political-{name}") for name in ("strong", "urge", "object", "neutral")
    )
    for said, _ in statements(snapshot, policy, "political-strong", "political-urge"):
        if says(neutral, said.low) or says(neutral, said.heading):
            continue
        hit = says(strong, said.low)
        if not hit and not (says(urge, said.low) and says(thing, said.low)):
            continue
        sure = _sure(snapshot, policy, said) if hit else Confidence.REVIEW
        yield finding("text-political", said, "This sentence takes a side in an election.", sure)


def _commercial(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    strong, weak, school = (cues(policy, f"commercial-{name}") for name in ("strong", "weak", "school"))
    problem, price = cues(policy, "text-problem"), policy.words.pattern(_PRICE)
    for said, _ in statements(snapshot, policy, "commercial-strong", "commercial-weak"):
        if says(school, said.low) or says(school, said.heading) or says(problem, said.around):
            continue
        hit = says(strong, said.low)
        if not hit and not (says(weak, said.low) and price.search(said.around)):
            continue
        sure = _sure(snapshot, policy, said) if hit else Confidence.REVIEW
        what = "sells something of somebody's own" if hit else "reads like an advertisement"
        yield finding("text-commercial", said, f"This sentence {what}.", sure)


def _sure(snapshot: Snapshot, policy: Policy, said: Statement) -> Confidence:
    """Return how sure a plain case is: a linked file may be somebody else's, student work is looked at."""
    doubt = said.sheet.document or at_most_review(snapshot, policy, said)
    return Confidence.REVIEW if doubt else Confidence.LIKELY


__all__ = ["RULES", "check"]
