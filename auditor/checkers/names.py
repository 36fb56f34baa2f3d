"""Find names by which K-8 students are told apart, and students without a signed agreement.

Looks at: every text of every page and linked file in every view, cells of one row, lines one below the
other, file names and addresses, for every student of the roster: full names in any spelling, brothers and
sisters under one last name, user names, and on pages of the student's own class or school first names with
an initial, initials and last names. What stands around a name tells a student from an adult, an author, a
place or plain words. The student's grade decides, not the site's; what a clause allows is its table of forms.
Does not look at: first names alone, which the K-8 clause allows; names of nobody on the roster.
Known gaps: pictures of handwriting; a name split over distant places of a page; one-letter errors in the
names of other schools' students; initials on pages of no class.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from auditor.checkers.names_examples import EXAMPLES
from auditor.finding import Confidence, Finding
from auditor.names import Form, Mention
from auditor.names.grades import grade_then, posted_on
from auditor.names.partial import partial_names
from auditor.names.survey import Read, Survey, survey
from auditor.names.telling import Seen, findings, weaker
from auditor.policy import Policy
from auditor.roster import Roster, Student
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="k8-full-name",
        topic="k8-names",
        section=Section.PRIVACY,
        severity=Severity.CRITICAL,
        title="The full name of a K-8 student",
        why="A stranger can find a young child by a full name. The district allows only the first name or an "
        "alias for students up to grade 8.",
        fix="Take the last name out, or use an alias. Look at the file name, the alternative text and linked "
        "files too. Search engines and older versions may keep the name for a while.",
        examples=EXAMPLES["k8-full-name"],
        needs_roster=True,
    ),
    Rule(
        id="k8-partial-name",
        topic="k8-names",
        section=Section.PRIVACY,
        severity=Severity.SERIOUS,
        title="More of a K-8 student's name than the first name",
        why="Initials, last names and user names tell a child apart from classmates. The district allows "
        "only the first name or an alias.",
        fix="Leave only the first name, or use an alias.",
        examples=EXAMPLES["k8-partial-name"],
        needs_roster=True,
    ),
    Rule(
        id="student-no-agreement",
        topic="aup-agreement",
        section=Section.PRIVACY,
        severity=Severity.SERIOUS,
        title="A student who has not signed the agreement is named",
        why="A student may take part in a web project only when the signed agreement is on file.",
        fix="Ask the school office for the agreement, or take the student's part off the page.",
        examples=EXAMPLES["student-no-agreement"],
        needs_roster=True,
    ),
)

PAGE_BY_PAGE = True
_TOLD = {
    Form.FULL_NAME: "The full name of a student up to grade 8 stands here.",
    Form.USER_NAME: "A user name here spells the name of a student up to grade 8.",
    Form.FIRST_INITIAL: "A student's first name stands here with the initial of the last name.",
    Form.INITIALS: "Initials here fit one student of this class.",
    Form.SURNAME: "The last name of a student up to grade 8 stands here.",
}
_SURE = frozenset(str(each) for each in Confidence)
_STRICT: Mapping[str, str] = {
    "first-name": "allowed",
    "alias": "allowed",
    "first-name-last-initial": "review",
    "initials": "likely",
    "surname": "likely",
    "user-name": "likely",
    "full-name": "certain",
}


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each rule, page and student (or for namesakes whom nothing tells apart)."""
    done = survey(snapshot, policy, roster)
    forms = {**_STRICT, **policy.setting("k8-names", "forms", {})}
    by_date = policy.setting("k8-names", "grade_when_posted", False)
    seen: list[Seen] = []
    for page in done.asked(snapshot):
        seen += _names(done, page, forms, by_date, snapshot.as_of.date())
        seen += _unsigned(done, page)
    yield from findings(seen)


def _names(
    done: Survey, page: Read, forms: Mapping[str, object], by_date: bool, tonight: date
) -> Iterator[Seen]:
    reader = done.reader
    told = list(page.mentions)
    for text in page.marked:
        places = page.at(text)
        for part in partial_names(reader.skimmer, reader.cues, page.locale, text):
            if all(part.end <= start or end <= part.start for start, end in places):
                told.append(part)
    posted = posted_on(page.sheet.url) if by_date else None
    for mention in told:
        students = tuple(done.student(number) for number in mention.numbers)
        protected = [student for student in students if _protected(student, posted, tonight)]
        allowed = str(forms.get(mention.form, "review"))
        if not protected or allowed == "allowed" or allowed not in _SURE:
            continue
        confidence = weaker(mention.confidence, Confidence(allowed))
        message = _TOLD[mention.form]
        if len(students) > 1:
            message += f" It fits {len(students)} students, whom nothing on the page tells apart."
        rule = "k8-full-name" if mention.form is Form.FULL_NAME else "k8-partial-name"
        yield _seen(rule, mention, students, confidence, message, page)


def _protected(student: Student, posted: date | None, tonight: date) -> bool:
    """Tell whether the K-8 clause protects a student, by tonight's grade or that of the day of posting."""
    if student.is_k8 or posted is None:
        return student.is_k8
    then = grade_then(student, posted, tonight)
    return then is not None and then <= 8


def _unsigned(done: Survey, page: Read) -> Iterator[Seen]:
    """Yield students who are named although the export says that their agreement is not signed."""
    for mention in page.mentions:
        students = tuple(done.student(number) for number in mention.numbers)
        if len(students) == 1 and students[0].agreement is False:
            confidence = weaker(mention.confidence, Confidence.LIKELY)
            message = "A student whose technology agreement is not on file is named here."
            yield _seen("student-no-agreement", mention, students, confidence, message, page, "named")
    index = done.reader.index
    unsigned = [number for number in page.locale.in_class if index.students[number].agreement is False]
    if not unsigned:
        return
    for text in page.marked:
        for first in done.first_names(page, text):
            if len(first.numbers) == 1 and first.numbers[0] in unsigned and not first.doubtful:
                yield Seen(
                    "student-no-agreement",
                    "named",
                    (index.students[first.numbers[0]],),
                    Confidence.REVIEW,
                    "A first name here fits a student whose technology agreement is not on file.",
                    ("a first name, which fits one student of this class",),
                    text.joined,
                    first.start,
                    first.end,
                    text.where,
                    page.sheet,
                    page.at(text),
                )


def _seen(
    rule: str,
    mention: Mention,
    students: tuple[Student, ...],
    confidence: Confidence,
    message: str,
    page: Read,
    kind: str = "",
) -> Seen:
    text = mention.text
    view, start, end = text.joined, mention.start, mention.end
    if view[start:end] != mention.words:
        # The name stands in the other view, or in two cells of a row.
        view = text.split if text.split[start:end] == mention.words else mention.words
        start, end = (start, end) if view is text.split else (0, len(view))
    others = page.at(text) if view is text.joined else ()
    return Seen(
        rule=rule,
        kind=kind or str(mention.form),
        students=students,
        confidence=confidence,
        message=message,
        why=mention.why,
        view=view,
        start=start,
        end=end,
        where=text.where,
        sheet=page.sheet,
        others=others,
        details={"shape": mention.why[0]} if mention.why else {},
    )


__all__ = ["RULES", "check"]
