"""Turn a hit into a judged mention: which student, how sure, and why in words without the name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from auditor.finding import Confidence
from auditor.names.around import Around, Remark, Scene, scene_of
from auditor.names.context import others as somebody_elses
from auditor.names.context import weigh
from auditor.names.cues import Cues
from auditor.names.forms import WEIGHT, Part, better
from auditor.names.index import Index
from auditor.names.namesakes import Told, told_of
from auditor.names.place import Locale, Nearness
from auditor.names.scan import Candidate, Hit, Middle, Shape
from auditor.names.tokens import Token
from auditor.page import Text

CERTAIN, LIKELY, REVIEW = 6.0, 4.0, 2.0
"""Points from which a mention is certain, likely, and worth a person's look; below, it is none."""

TELLING = 1.0
"""Points by which one student's fit must beat the next one's, or both are candidates."""

ANOTHER = -4.4
"""Points from which one remark alone says that the name is somebody else's."""

_SHAPE = {
    Shape.FIRST_LAST: 5.0,
    Shape.LAST_COMMA_FIRST: 5.0,
    Shape.USER_NAME: 6.0,
    Shape.JOINED: 4.5,
    Shape.CELLS: 4.7,
    Shape.BLOCKS: 3.5,
    Shape.CAPITALS_FIRST: 4.8,
    Shape.SHARED: 4.2,
    Shape.LAST_FIRST: 3.7,
    Shape.INITIAL_LAST: 3.0,
}
_MIDDLE = {
    Middle.NONE: 0.0,
    Middle.KNOWN: 1.0,
    Middle.INITIAL: -0.2,
    Middle.OTHER_INITIAL: -3.0,
    Middle.UNKNOWN: -1.5,
    Middle.OTHER: -3.5,
}
_NEAR = {
    Nearness.CLASS: (2.5, "a student of this class has this name"),
    Nearness.SCHOOL: (2.0, "a student of this school has this name"),
    Nearness.GRADES: (0.3, "a student of these grades has this name"),
    Nearness.FAR: (0.0, "a student of the district has this name"),
}


class Form(StrEnum):
    """Which form of a name stands on the page, in the words of the clause's table."""

    FIRST_NAME = "first-name"
    FIRST_INITIAL = "first-name-last-initial"
    INITIALS = "initials"
    SURNAME = "surname"
    USER_NAME = "user-name"
    FULL_NAME = "full-name"


@dataclass(frozen=True, slots=True)
class Mention:
    """State that a text seems to name a student.

    `numbers` are the students it may mean, more than one where nothing tells namesakes apart;
    `words` are the exact words; `why` are reasons that name nobody.
    """

    form: Form
    numbers: tuple[int, ...] = field(repr=False)
    words: str = field(repr=False)
    confidence: Confidence
    score: float
    why: tuple[str, ...]
    text: Text = field(repr=False)
    start: int
    end: int
    nearness: Nearness


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold what became of one hit; `mention` is None where it is too little to show to anyone.

    `another` tells whether its surroundings say that it is somebody else's name, `marked` whether they call
    it a student's.
    """

    mention: Mention | None
    numbers: frozenset[int]
    another: bool
    marked: bool


def settled(judged: Sequence[Judged]) -> Iterator[Mention]:
    """Yield the mentions of one page; a name that is somebody else's in one place accuses in none."""
    others = frozenset[int]().union(*(each.numbers for each in judged if each.another))
    for each in judged:
        if each.mention is None:
            continue
        sure = each.mention.confidence is not Confidence.REVIEW
        if sure and not each.marked and not others.isdisjoint(each.numbers):
            why = (*each.mention.why, "elsewhere on this page the same name is somebody else's")
            yield replace(each.mention, confidence=Confidence.REVIEW, why=why)
        else:
            yield each.mention


def confidence_of(score: float) -> Confidence | None:
    """Return how sure a mention of so many points is; None for too few to bother anyone."""
    if score >= CERTAIN:
        return Confidence.CERTAIN
    if score >= LIKELY:
        return Confidence.LIKELY
    return Confidence.REVIEW if score >= REVIEW else None


def judge(
    index: Index,
    cues: Cues,
    locale: Locale,
    around: Around,
    found: Sequence[Token],
    hit: Hit,
    others: Sequence[Hit],
) -> Judged:
    """Weigh one hit on one page."""
    scene = scene_of(index, cues, around, found, hit, others)
    told = told_of(scene)
    ranked = sorted(
        ((_fit(index, locale, each, told), each) for each in hit.candidates), key=lambda pair: -pair[0]
    )
    best = ranked[0][0]
    meant = [each for points, each in ranked if best - points < TELLING]
    if len(meant) > 1:
        meant = narrowed(index, locale, meant)
    nearness = max(locale.nearness(index, each.number) for each in meant)
    points, why = _NEAR[nearness]
    reasons: list[Remark] = [(0.0, _form_words(meant)), (points, why)]
    elses = list(somebody_elses(scene))
    reasons += elses
    reasons += weigh(scene)
    reasons += _twins(scene, locale)
    if nearness is Nearness.FAR and hit.shape is Shape.JOINED and min(len(hit.given), len(hit.family)) < 6:
        reasons.append((-1.0, "no student of this school has it, and one word may be anything"))
    elif hit.shape is Shape.SHARED and nearness < Nearness.SCHOOL:
        reasons.append((-3.0, "no student of this school has it, and the first name may be anybody's"))
    elif nearness <= Nearness.GRADES and not any(points > 0.9 for points, _ in reasons[2:]):
        reasons.append((-0.5, "nothing else on the page speaks of that student's school"))
    score = best + sum(points for points, why in reasons if why is not reasons[1][1])
    confidence = confidence_of(score)
    numbers = frozenset(each.number for each in meant)
    another = any(points <= ANOTHER for points, _ in elses)
    if confidence is None:
        return Judged(None, numbers, another, scene.marked)
    if len(meant) > 1 and len({index.students[each.number].is_k8 for each in meant}) > 1:
        confidence = Confidence.REVIEW
        reasons.append((0.0, "students of different grades share the name"))
    form = Form.USER_NAME if hit.shape is Shape.USER_NAME else Form.FULL_NAME
    mention = Mention(
        form=form,
        numbers=tuple(each.number for each in meant),
        words=around.text[hit.start : hit.end],
        confidence=confidence,
        score=score,
        why=_told(reasons),
        text=around.where,
        start=hit.start,
        end=hit.end,
        nearness=nearness,
    )
    return Judged(mention, numbers, another, scene.marked)


def _fit(index: Index, locale: Locale, candidate: Candidate, told: Told) -> float:
    """Return how well one student fits: form of the name, how near the student is, and what is told."""
    student = index.students[candidate.number]
    near = _NEAR[locale.nearness(index, candidate.number)][0]
    left = -0.8 if student.former else 0.0
    return (
        _SHAPE[candidate.shape]
        + WEIGHT[candidate.given]
        + WEIGHT[candidate.family]
        + _MIDDLE[candidate.middle]
        + near
        + left
        + told.fits(student)
    )


def narrowed(index: Index, locale: Locale, among: list[Candidate]) -> list[Candidate]:
    """Keep the namesakes that are nearest to the page: class, then school, then grade band."""
    nearest = max(locale.nearness(index, each.number) for each in among)
    return [each for each in among if locale.nearness(index, each.number) is nearest]


def _twins(scene: Scene, locale: Locale) -> list[Remark]:
    """Weigh members of staff who share the name: the largest source of wrong reports."""
    name = scene.hit.given, scene.hit.family
    people = scene.index.staff.get(name, ())
    owner = any(person.email.casefold() in locale.owners for person in people if person.email)
    if owner or name in locale.owner_names:
        return [(-5.5 if scene.student else -7.0, "whoever answers for this site has the same name")]
    if not people:
        return []
    near = any(locale.orgs & set(person.school_ids) for person in people) or not locale.orgs
    if scene.marked and (scene.deed or not near or not scene.graded):
        points = -2.0
    elif scene.marked:
        points = -6.5  # "Ana Berg, grade 3" stands in lists of teachers too
    else:
        points = -3.0 if scene.student else -4.8 if near else -3.5
    return [(points, "a member of staff has the same name")]


def _form_words(meant: Iterable[Candidate]) -> str:
    listed = list(meant)
    shape = listed[0].shape
    given, family = better(each.given for each in listed), better(each.family for each in listed)
    said = [str(shape)]
    if given is not Part.WHOLE:
        said.append(f"first name: {given}")
    if family is not Part.WHOLE:
        said.append(f"last name: {family}")
    if listed[0].middle is not Middle.NONE:
        said.append(str(listed[0].middle))
    return ", ".join(said)


def _told(reasons: Iterable[Remark]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(why for _, why in reasons))


def partial_mention(
    form: Form,
    numbers: Sequence[int],
    text: Text,
    place: tuple[int, int],
    locale: Locale,
    index: Index,
    score: float,
) -> Mention:
    """Return the mention of a part of a name; one that fits several students is for a person to settle."""
    near = max(locale.nearness(index, number) for number in numbers)
    where = "class" if near is Nearness.CLASS else "school"
    said = f"{_PARTS[form]}, which fits a student of this {where}"
    sure = Confidence.LIKELY if score >= LIKELY and len(numbers) == 1 else Confidence.REVIEW
    words = text.joined[place[0] : place[1]]
    return Mention(form, tuple(numbers), words, sure, score, (said,), text, *place, near)


_PARTS = {
    Form.FIRST_INITIAL: "first name and initial of the last name",
    Form.INITIALS: "initials beside words about students",
    Form.SURNAME: "a last name without the first name",
    Form.USER_NAME: "a user name made of a name",
}
