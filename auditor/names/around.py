"""Hold a name's surroundings and ask simple things of the words in them; weighs nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.names.cues import Cues
from auditor.names.index import Index
from auditor.names.scan import Hit
from auditor.names.tokens import Token, sentence
from auditor.page import Source, Text

Remark = tuple[float, str]
"""Points for or against a student's name, and the reason in words without the name."""

WRITTEN_AS_ONE = frozenset((Source.FILE_NAME, Source.HREF, Source.SCRIPT, Source.HIDDEN, Source.FORM))
_LONGEST_LINE = 60
ORDINALS = range(1, 9)
ORDINAL = f"{{{'|'.join(f'ordinal-{number}' for number in ORDINALS)}}}"
"""Words for the grades from the first to the eighth, in a pattern."""
_GRADE = (
    r"(?:{grade-before}\s+(?:\d{1,2}|{kindergarten-letter})\b|\d{1,2}{ordinal-ending}[\s-]+{grade-after}|"
    rf"{ORDINAL}[\s-]+{{grade-after}}|{{kindergarten}}|"
    r"{aged}\s+(?:[3-9]|1\d)\b|(?:[3-9]|1\d)\s+{years-old}|"
    r"(?:{pupil-article}\s+)?{pupil}\b(?!\s+{pupil-leads-off})|"
    r"\d\.?[º°o]\s+{grade-after-number})"
)
GRADE_AFTER = rf"(?i)^(?:['’]s?)?\W{{0,3}}(?:{{grade-link}}\s+)?{_GRADE}"
ADULTS = r"(?<!\w){adults}(?!\w)"
_OF_A_CHILD = r"{of-a-child}"
_NEXT = re.compile(r"^[)\],]?,?\s+(\w+)")
_PUPILS_MAIL = r"(?i)@(?:[\w-]+\.)*{pupils-host}\."


@dataclass(frozen=True, slots=True)
class Around:
    """Hold what a name is judged in: its block, the rest of its row, the title of its page.

    `heads` are the headings of its table's columns, `column` that of its own, which is the last name's where
    the halves stand in two cells; `above` and `below` are the lines of the same paragraph, `listed` the
    entries beside it where it is short enough to be one of a list.
    """

    text: str
    where: Text
    row: str = ""
    title: str = ""
    heads: str = ""
    above: str = ""
    below: str = ""
    column: str = ""
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold one hit with everything around it that speaks for or against a student's name.

    `before` and `after` are the words beside it, `said` its sentence, `heading` what stands above, all in
    lower case. `student` tells whether words about students stand near, `marked` whether the words
    directly beside it call it a student's, `graded` whether nothing but a grade does; `deed` whether it
    goes on as about a person, `job` whether it is a child's part in a list of class jobs.
    """

    index: Index
    cues: Cues
    around: Around
    found: Sequence[Token] = field(repr=False)
    hit: Hit
    others: Sequence[Hit] = field(repr=False)
    before: str = field(repr=False)
    after: str = field(repr=False)
    said: str = field(repr=False)
    heading: str = field(repr=False)
    student: bool
    marked: bool
    graded: bool
    deed: bool
    job: bool

    @property
    def leading(self) -> Token | None:
        """The word directly before the name, in the same statement."""
        first = self.hit.first
        return self.found[first - 1] if first and beside(self.found, first) else None

    @property
    def following(self) -> Token | None:
        """The word directly behind the name, in the same statement."""
        last = self.hit.last
        return self.found[last] if last < len(self.found) and beside(self.found, last) else None


def scene_of(
    index: Index, cues: Cues, around: Around, found: Sequence[Token], hit: Hit, others: Sequence[Hit]
) -> Scene:
    """Gather what stands around a hit."""
    see = cues.pattern
    said = sentence(around.text, hit.start, hit.end).casefold()
    before = around.text[max(0, hit.start - 140) : hit.start].casefold()
    if not before.strip() and around.above.rstrip().endswith((",", ":", "–", "—")):
        before = f"{around.above.casefold()} "
    after = around.text[hit.end : hit.end + 80].casefold()
    if not after.strip() and ":" not in around.below and len(around.below) <= _LONGEST_LINE:
        after = f"\n{around.below.casefold()}"
    heading = around.where.where.heading.casefold()
    job = cues.has("class-job", heading) or cues.job_before.search(before) is not None
    grade = see(GRADE_AFTER).match(after) if not cues.calls_adult(after) else None
    called = (
        cues.student_before.search(before) is not None
        or see(_PUPILS_MAIL).match(around.text[hit.end :].lstrip("0123456789")) is not None
    )
    marked = (grade is not None or called) and not see(ADULTS).search(heading)
    graded = not called and grade is not None and see(_OF_A_CHILD).search(grade.group()) is None
    verb = _NEXT.match(after[grade.end() if grade is not None else 0 :])
    deed = verb is not None and verb[1] in cues.single["person-verb"]
    young = cues.young_maker.search(before) is not None
    near = (said, heading, around.row.casefold())
    student = marked or job or young or any(cues.has("student", each) for each in near)
    return Scene(
        index, cues, around, found, hit, others, before, after, said, heading,
        student, marked, graded, deed, job,
    )  # fmt: skip


def beside(found: Sequence[Token], at: int) -> bool:
    """Tell whether a token follows the one before in the same statement ("Ms. Hale" too)."""
    token = found[at]
    if token.touching and token.before:
        return False
    return token.near and (
        not token.ends_sentence or (token.before == ". " and len(found[at - 1].folded) <= 4)
    )


def title_case(found: Sequence[Token]) -> bool:
    """Tell whether nearly every longer word has a capital, as in headings and lists."""
    longer = [token for token in found if len(token.folded) > 3 and token.letters]
    return len(longer) < 3 or sum(token.capital for token in longer) >= 0.8 * len(longer)
