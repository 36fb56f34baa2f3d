"""Find people of the school whose words are quoted by name, and private conversations that were published.

Looks at: words in quotation marks with a word such as "said" and the name of a student of the roster, a
parent or a colleague; letters by mail that were copied with their heads; sentences that say that
something was told in private.
Does not look at: quotations without a name, which the policy allows; whether somebody agreed, so all this is
for a person to look at.
Known gaps: people paraphrased; names that no roster holds and that no title goes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checkers.records_students import named_students
from auditor.checkers.statements import SHOWN, Statement, cues, each_once, finding, laid_out, says, statements
from auditor.finding import Confidence, Finding
from auditor.links.phrases import Phrases, folded
from auditor.names.sheets import Sheet
from auditor.names.survey import survey
from auditor.names.telling import Seen, findings, weaker
from auditor.page import Text
from auditor.policy import Policy
from auditor.registry import Site
from auditor.roster import Roster
from auditor.rule import Example, Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="person-quoted",
        topic="cited-without-approval",
        section=Section.PRIVACY,
        severity=Severity.MODERATE,
        title="Somebody of the school is quoted by name",
        why="Ask students, parents and colleagues before you quote them.",
        fix="Ask the person, or leave the name out so that nobody can tell who it was.",
        examples=(
            Example(
                "<p>Mirela Tarnquist said, “I love our garden so much.”</p>",
                ("Mirela Tarnquist said, “I love our garden so much.”",),
            ),
            Example(
                "<p>Mrs. Pellworth told me: “I was so tired of the noise.”</p>",
                ("Mrs. Pellworth told me: “I was so tired of the noise.”",),
                "a colleague",
            ),
            Example(
                "<p>Teo's mom wrote, “He reads every night now.”</p>",
                ("Teo's mom wrote, “He reads every night now.”",),
                "a parent",
            ),
            Example("<p>A parent said, “He reads every night now.”</p>", (), "nobody can tell who"),
            Example("<p>In the novel Mrs. Dalloway said, “I will buy the flowers.”</p>", (), "a book"),
            Example("<p>Dr. King said, “I have a dream that one day” in his speech.</p>", (), "history"),
            Example("<p>Mirela Tarnquist read “The Hungry Caterpillar” to us.</p>", (), "a title"),
        ),
    ),
    Rule(
        id="conversation-published",
        topic="private-conversation",
        section=Section.CONTENT,
        severity=Severity.MODERATE,
        title="A private conversation",
        why="Who writes to one reader does not expect to be read by all.",
        fix="Take the words off the page, or ask whoever wrote them.",
        examples=(
            Example(
                "<p>From: Ida Bell</p><p>Sent: Monday</p><p>Subject: Field trip</p><p>Hi!</p>",
                ("From: Ida Bell",),
                "a letter by mail",
            ),
            Example(
                "<p>She told me in confidence that she is moving.</p>",
                ("She told me in confidence that she is moving.",),
            ),
            Example("<p>From: 9 am. To: 3 pm.</p>", (), "a time"),
            Example("<p>In the novel he told her in confidence.</p>", (), "a book"),
            Example("<p>Send me an email with questions.</p>", (), "an invitation"),
        ),
    ),
)
PAGE_BY_PAGE = True

_QUOTED = re.compile(r"[“\"«](?P<words>[^”\"»]{12,400})[”\"»]")
_LEAST_WORDS = 4
_NAMED = r"(?<!\w){Quoted-title}\.?\s+(?P<name>[A-ZÁÉÍÓÚÑ][\w'’-]+)"
_OF_CHILD = (
    r"(?<!\w)(?P<name>[A-ZÁÉÍÓÚÑ][\w-]+)['’]s\s+{quoted-adult}(?!\w)|"
    r"(?<!\w){quoted-adult},?\s+(?P<other>[A-ZÁÉÍÓÚÑ][\w-]+)"
)
_HEADS_NEAR = 6
_LEAST_HEADS = 3


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each person quoted and each conversation on a page."""
    if roster.loaded:
        yield from findings(_students(snapshot, policy, roster))
    yield from each_once(_adults(snapshot, policy))
    yield from each_once(_private(snapshot, policy))


def _quotes(words: str) -> bool:
    return any(len(found["words"].split()) >= _LEAST_WORDS for found in _QUOTED.finditer(words))


def _students(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Seen]:
    done = survey(snapshot, policy, roster)
    verb, unless = cues(policy, "quoted-verb"), cues(policy, "quoted-not")
    for page in done.asked(snapshot):
        for text in page.marked:
            low = folded(text.joined)
            if text.where.source not in SHOWN or not _quotes(text.joined):
                continue
            if not says(verb, low) or says(unless, low):
                continue
            for seen in named_students(done, page, text):
                yield Seen(
                    rule="person-quoted",
                    kind="quoted",
                    students=seen.students,
                    confidence=weaker(seen.confidence, Confidence.REVIEW),
                    message="Words of a student stand here with the student's name.",
                    why=seen.why,
                    view=seen.view,
                    start=seen.start,
                    end=seen.end,
                    where=seen.where,
                    sheet=seen.sheet,
                    others=seen.others,
                )


def _adults(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    verb, unless = cues(policy, "quoted-verb"), cues(policy, "quoted-not")
    named, of_child = policy.words.pattern(_NAMED), policy.words.pattern(_OF_CHILD)
    own = _own_names(snapshot.site)
    for sheet in laid_out(snapshot):
        for text in sheet.texts:
            if text.where.source not in SHOWN or not _quotes(text.joined):
                continue
            low = folded(text.joined)
            if not says(verb, low) or says(unless, low) or says(unless, folded(text.where.heading)):
                continue
            outside = _QUOTED.sub(" ", text.joined)
            found = named.search(outside) or of_child.search(outside)
            if found is None or (found["name"] or "").casefold() in own:
                continue
            yield finding(
                "person-quoted",
                Statement(sheet, text, text.joined, low),
                "Words of a parent or a colleague seem to stand here with a name.",
                Confidence.REVIEW,
            )


def _own_names(site: Site) -> frozenset[str]:
    """Return the family names of the site's owners, who may quote themselves."""
    owners = (*site.owners, *(owner for part in site.sections for owner in part.owners))
    return frozenset(owner.name.split()[-1].casefold() for owner in owners if owner.name.strip())


def _private(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    unless = cues(policy, "quoted-not")
    for said, _ in statements(snapshot, policy, "private-words"):
        if not says(unless, said.low) and not says(unless, said.heading):
            yield finding(
                "conversation-published", said, "This seems to have been told in private.", Confidence.REVIEW
            )
    heads = cues(policy, "mail-head")
    for sheet in laid_out(snapshot):
        first = _letter(sheet, heads, policy.words.of("mail-subject"))
        if first is not None:
            yield finding(
                "conversation-published",
                Statement(sheet, first, first.joined, folded(first.joined)),
                "This looks like a letter by mail that was copied with its head.",
                Confidence.REVIEW,
                target="letter by mail",
            )


def _letter(sheet: Sheet, heads: Phrases, subject: frozenset[str]) -> Text | None:
    """Return the first line of the head of a letter by mail: several of its lines close together."""
    shown = [text for text in sheet.texts if text.where.source in SHOWN]
    told: list[tuple[int, str]] = []
    for at, text in enumerate(shown):
        low = folded(text.joined[:200])
        hit = says(heads, low)
        if hit and low.startswith(hit.split()[0]):
            told.append((at, hit))
    for place, (at, _) in enumerate(told):
        near = {hit for other, hit in told[place:] if other - at < _HEADS_NEAR}
        if len(near) >= _LEAST_HEADS and not near.isdisjoint(subject):
            return shown[at]
    return None


__all__ = ["RULES", "check"]
