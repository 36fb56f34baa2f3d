"""Find records of students and of staff that no website may show.

Looks at: marks, scores, health, special education and discipline beside a student whom the roster names, in a
sentence, a row of a table or a list under a heading; tables and lists of scores by students' numbers or by
name; student numbers and social security numbers; what is said of a colleague's employment, and home
addresses and home numbers.
Does not look at: records behind a login; pictures of papers, but for the words that were read in them.
Known gaps: marks told without a number or a letter; nicknames that the roster does not hold; names of
students who are on no roster, but in tables of scores.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checkers.records_examples import EXAMPLES
from auditor.checkers.records_students import marks, matters, told_of
from auditor.checkers.records_tables import Scores, ScoreTables, score_tables, without_digits
from auditor.checkers.statements import (
    IN_FILES,
    SHOWN,
    Statement,
    at_most_review,
    cues,
    each_once,
    finding,
    laid_out,
    says,
    shortened,
    statements,
)
from auditor.finding import Confidence, Finding
from auditor.links.phrases import folded
from auditor.names.details import PHONE
from auditor.names.grid import Grid
from auditor.names.sheets import Sheet
from auditor.names.survey import survey
from auditor.names.telling import findings
from auditor.page import Source, Text
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="record-grade",
        topic="protected-records",
        section=Section.PRIVACY,
        severity=Severity.CRITICAL,
        title="Marks or schoolwork of single students",
        why="Marks belong to the student and the family. A number in place of the name hides nobody: "
        "classmates know each other's numbers.",
        fix="Take the list off the page and out of the site's files. Give marks in the grade book.",
        examples=EXAMPLES["record-grade"],
    ),
    Rule(
        id="record-id-number",
        topic="protected-records",
        section=Section.PRIVACY,
        severity=Severity.CRITICAL,
        title="A number that stands for one person",
        why="Such a number opens doors: meals, accounts, records, credit.",
        fix="Take the number off the page and out of the site's files. Tell the office that it was public.",
        examples=EXAMPLES["record-id-number"],
    ),
    Rule(
        id="record-health",
        topic="protected-records",
        section=Section.PRIVACY,
        severity=Severity.CRITICAL,
        title="Health or special education of a student",
        why="What a child's body or mind needs is for the family and those who help, and for nobody else.",
        fix="Take the sentence or the list off the page. Tell those who must know in person.",
        examples=EXAMPLES["record-health"],
        needs_roster=True,
    ),
    Rule(
        id="record-discipline",
        topic="protected-records",
        section=Section.PRIVACY,
        severity=Severity.CRITICAL,
        title="Discipline of a student",
        why="A public list of who was punished stays with a child for years.",
        fix="Take the sentence or the list off the page, and speak with the student and the family.",
        examples=EXAMPLES["record-discipline"],
        needs_roster=True,
    ),
    Rule(
        id="record-personnel",
        topic="personnel-records",
        section=Section.PRIVACY,
        severity=Severity.SERIOUS,
        title="Private matters of somebody on the staff",
        why="Leave, pay, discipline and home addresses of staff are private.",
        fix="Take it off the page, unless the person it is about has agreed in writing.",
        examples=EXAMPLES["record-personnel"],
    ),
)
PAGE_BY_PAGE = True

_SOCIAL = re.compile(
    r"(?<![\d-])(?!000|666|9\d\d)\d{3}(?P<sign>[- ])(?!00)\d{2}(?P=sign)(?!0000)\d{4}(?![\d-])"
)
_NOBODYS = frozenset(("123-45-6789", "078-05-1120", "219-09-9999", "111-11-1111", "123-12-1234"))
_COUNTED = re.compile(r"(\d)\1{3,}|1234\d*|9876\d*")
_READ = SHOWN | {Source.ALT, Source.TITLE, Source.HIDDEN, Source.COMMENT, Source.META}
_COLLEAGUE = (
    r"(?<!\w){Colleague-title}\.?\s+[A-ZÁÉÍÓÚÑ]|(?<!\w)(?i:{colleague-ours}\s+{colleague-role})(?!\w)"
)
_OWN = r"(?<!\w){own-word}(?!\w)"
_LABELLED = (
    r"(?<!\w){record-id-label}(?:\s*(?:{number-link}|#))?[\s:#=–—-]{0,4}(?P<number>[a-z]?\d{4,11})(?![\d-])"
)
_STREET = (
    r"(?<![\w/-])\d{1,5}[A-Za-z]?\s+(?:[NSEW]{1,2}\.?\s+)?(?:[A-Z0-9][\w'’.-]*\s+){1,4}(?i:{street})(?!\w)"
)


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each rule, page and student, table or number."""
    tables = score_tables(policy)
    named: set[int] = set()
    if roster.loaded:
        done = survey(snapshot, policy, roster)
        given, kinds = marks(policy), matters(policy)
        seen = []
        for page in done.asked(snapshot):
            told = list(told_of(done, page, tables, given, kinds))
            named.update(id(each.where) for each in told if each.kind == "mark")
            seen += told
        yield from findings(seen)
    yield from each_once(_scores(snapshot, policy, tables, named))
    yield from each_once(_numbers(snapshot, policy, roster))
    yield from each_once(_personnel(snapshot, policy))


def _scores(snapshot: Snapshot, policy: Policy, tables: ScoreTables, named: set[int]) -> Iterator[Finding]:
    """Yield one finding for each table of scores, but for rows that a named student's finding tells."""
    for sheet in laid_out(snapshot):
        grid = Grid(sheet.texts, policy.words)
        for row in tables.rows(sheet, grid) if any(text.row for text in sheet.texts) else ():
            if row.by == "name" and id(row.who.where) in named:
                continue
            yield _of_row(sheet, row)
        first = tables.lines(sheet)
        if first is not None:
            yield finding(
                "record-grade",
                Statement(sheet, first, first.joined, folded(first.joined)),
                "This list gives marks by students' numbers.",
                Confidence.REVIEW,
                quote=without_digits(first.joined),
                target="list of marks by number",
            )


def _of_row(sheet: Sheet, row: Scores) -> Finding:
    said = f"{row.who.joined} | {row.first.joined}"
    whose = "numbers" if row.by == "number" else "names"
    # Names that no roster holds cannot be masked, so the heading stands for the row.
    quote = without_digits(said) if row.by == "number" else row.heading
    sure = row.by == "number" and not row.secret
    return finding(
        "record-grade",
        Statement(sheet, row.who, said, folded(said)),
        f"This table gives marks by students' {whose}.",
        Confidence.LIKELY if sure else Confidence.REVIEW,
        quote=quote,
        target=f"table of marks by {row.by} {row.who.where.document} {row.heading}",
        details={"rows": str(row.rows), "by": row.by},
    )


def _numbers(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    social, label = cues(policy, "record-social-security"), cues(policy, "record-id-label")
    example = cues(policy, "record-id-example")
    labelled = policy.words.pattern(_LABELLED)
    held = {number for student in roster.students for number in student.identifiers if len(number) > 3}
    for sheet in laid_out(snapshot):
        for text in sheet.texts:
            if text.where.source not in _READ or not re.search(r"\d{4}", text.joined):
                continue
            low = folded(text.joined)
            for found in _SOCIAL.finditer(text.joined):
                spoken = says(social, folded(f"{text.joined} {text.where.heading}")) != ""
                if found.group().replace(" ", "-") in _NOBODYS or says(example, low):
                    continue
                if spoken or found["sign"] == "-":
                    yield _number(sheet, text, found, "social", spoken)
            if not says(label, low) or says(example, low):
                continue
            for found in labelled.finditer(low):
                if not _COUNTED.fullmatch(found["number"]):
                    yield _number(sheet, text, found, "student", found["number"] in held)


def _number(sheet: Sheet, text: Text, found: re.Match[str], kind: str, sure: bool) -> Finding:
    what = "a social security number" if kind == "social" else "a student's number"
    seems = "This is" if sure else "This may be"
    return finding(
        "record-id-number",
        Statement(sheet, text, text.joined, folded(text.joined)),
        f"{seems} {what}.",
        Confidence.LIKELY if sure else Confidence.REVIEW,
        quote=without_digits(shortened(text.joined[max(0, found.start() - 80) : found.end() + 20].strip())),
        target=f"{kind} {found.group()}",
    )


def _personnel(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    unless = cues(policy, "personnel-matter-not")
    own, colleague = policy.words.pattern(_OWN), policy.words.pattern(_COLLEAGUE)
    for said, _ in statements(snapshot, policy, "personnel-leave", "personnel-matter"):
        if own.search(said.low) or says(unless, said.low) or not colleague.search(said.words):
            continue
        if at_most_review(snapshot, policy, said) and said.text.where.source in IN_FILES:
            continue
        yield finding(
            "record-personnel",
            said,
            "This tells of the employment or the health of somebody on the staff.",
            Confidence.REVIEW,
        )
    street = policy.words.pattern(_STREET)
    for said, _ in statements(snapshot, policy, "personnel-home"):
        where = street.search(said.words) or PHONE.search(said.words)
        if where is None or says(unless, said.low):
            continue
        yield finding(
            "record-personnel",
            said,
            "This may be where somebody lives, or a number at home.",
            Confidence.REVIEW,
            quote=without_digits(shortened(said.words)),
        )


__all__ = ["RULES", "check"]
