"""Find what families have asked not to be published: names, pictures, voices and directory information.

Looks at: every name and, on pages of the student's own class or school, every first name of a student with
a form on file, whatever the grade; and beside the name, in its block, row or picture, each kind of detail
in the formats people write. An address, a telephone number or an e-mail address that the office holds is
found without the name too.
Does not look at: faces and voices; students without a form.
Known gaps: details told far from the name; activities and honors in words that no list holds; first names
on pages of other schools. A form that fits several students is for a person to settle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from auditor.checkers.optouts_examples import EXAMPLES
from auditor.finding import Confidence, Finding
from auditor.names.anchors import (
    Anchor,
    anchors_of,
    beside,
    by_first_name,
    medium_of,
    number_of,
    of_another,
)
from auditor.names.details import Finder, finder
from auditor.names.held import Held
from auditor.names.survey import Read, Survey, survey
from auditor.names.telling import Seen, findings, weaker
from auditor.page import Text
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

_DETAILS: Mapping[str, tuple[str, ...]] = {
    "a": (
        "name", "address", "email", "photo", "birth-date", "attendance", "grade", "activity", "height-weight",
        "award", "phone", "voice",
    ),
    "b": ("name-in-media", "likeness", "voice"),
    "c": ("name", "address", "phone"),
}  # fmt: skip
_WHAT: Mapping[str, str] = {
    "name": "name",
    "address": "address",
    "email": "e-mail address",
    "photo": "picture",
    "birth-date": "birth date",
    "attendance": "dates of attendance",
    "grade": "grade level",
    "activity": "activity or sport",
    "height-weight": "height or weight",
    "award": "award or honor",
    "phone": "telephone number",
    "voice": "voice",
    "name-in-media": "name in a picture, video or recording",
    "likeness": "picture or video",
}
_CRITICAL = frozenset(("name", "address", "phone", "photo", "birth-date", "likeness", "email"))
_FIX: Mapping[str, str] = {
    "photo": "Take the picture down, and take it out of the site's files.",
    "likeness": "Take the picture or video down, and take it out of the site's files.",
    "voice": "Take the recording down, and take it out of the site's files.",
}


def _rule(scope: str, detail: str) -> Rule:
    what = _WHAT[detail]
    rule_id = f"opt-out-{scope}-{detail}"
    return Rule(
        id=rule_id,
        topic=f"opt-out-{scope}",
        section=Section.PRIVACY,
        severity=Severity.CRITICAL if detail in _CRITICAL else Severity.SERIOUS,
        title=f"A student's {what} that may not be published",
        why="The office's list says that this may not be published about this student. The records clerk "
        "knows more.",
        fix=_FIX.get(detail, f"Take the {what} off the page, its files and its pictures."),
        examples=EXAMPLES.get(rule_id, ()),
        needs_roster=True,
    )


RULES = tuple(_rule(scope, detail) for scope, details in _DETAILS.items() for detail in details)
PAGE_BY_PAGE = True
_BESIDE = frozenset(
    (
        "address",
        "email",
        "birth-date",
        "attendance",
        "grade",
        "activity",
        "height-weight",
        "award",
        "phone",
        "voice",
    )
)
_CUE_DETAILS = frozenset(("activity", "award", "attendance", "grade"))
"""What is seen of these is an ordinary word, which need not be masked."""


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each rule, page and student with a form on file."""
    opted = roster.scoped()
    if not opted:
        return
    done = survey(snapshot, policy, roster)
    asked = _asked(policy, roster)
    held = roster.once(Held, roster)
    first = by_first_name(done, opted, policy)
    doubtful = {each for optout in roster.optouts if optout.ambiguous for each in optout.student_ids}
    look = finder(done.reader.cues)
    seen: list[Seen] = []
    for page in done.asked(snapshot):
        anchors = anchors_of(done, page, opted, first)
        for anchor in [_confirmed(page, each, look, roster) for each in anchors]:
            for scope in sorted(opted[anchor.student.sourced_id]):
                for each in _of_anchor(done, page, anchor, scope.lower(), asked, look, roster, held):
                    seen.append(_doubted(each) if anchor.student.sourced_id in doubtful else each)
        seen += _held(
            page, opted, asked, look, roster, held, {anchor.student.sourced_id for anchor in anchors}
        )
    yield from findings(seen)


def _asked(policy: Policy, roster: Roster) -> dict[str, dict[str, Confidence]]:
    """Return, for each scope, the details that the clause lists, and the surest that each may be.

    What a comprehensive form adds beyond its list is for a person to look at.
    """
    asked: dict[str, dict[str, Confidence]] = {}
    for scope, details in _DETAILS.items():
        if policy.clause(f"opt-out-{scope}") is None:
            continue
        listed = policy.setting(f"opt-out-{scope}", "details", list(details))
        asked[scope] = {str(detail): Confidence.CERTAIN for detail in listed}
        if scope == "a":
            for detail in roster.scope_a_includes:
                asked[scope].setdefault(detail, Confidence.REVIEW)
    return asked


def _confirmed(page: Read, anchor: Anchor, look: Finder, roster: Roster) -> Anchor:
    """Return an anchor that was in doubt as a likely one where a detail on file stands beside it."""
    own = roster.details.get(anchor.student.sourced_id)
    if own is None or anchor.confidence is not Confidence.REVIEW:
        return anchor
    for text, (start, end), head in beside(page, anchor):
        for detail in ("address", "birth-date", "email", "phone"):
            if any(found.known for found in look.find(detail, text.joined[start:end], own, (), head)):
                why = f"{anchor.why}; a detail that the office holds stands beside it"
                return replace(anchor, confidence=Confidence.LIKELY, why=why)
    return anchor


def _of_anchor(
    done: Survey,
    page: Read,
    anchor: Anchor,
    scope: str,
    asked: Mapping[str, Mapping[str, Confidence]],
    look: Finder,
    roster: Roster,
    held: Held,
) -> Iterator[Seen]:
    details = asked.get(scope, {})
    if "name" in details:
        yield _seen(page, anchor, scope, "name", anchor.confidence, anchor.text, anchor.start, anchor.end)
    medium = medium_of(done.reader.index.words, page, anchor)
    for detail, pictures in (("photo", True), ("likeness", False), ("name-in-media", False)):
        if detail in details and medium and (medium != "sound" or detail == "name-in-media"):
            if pictures and medium != "picture":
                continue
            sure = weaker(anchor.confidence, Confidence.LIKELY)
            yield _seen(page, anchor, scope, detail, sure, anchor.text, anchor.start, anchor.end)
    if "voice" in details and medium in ("sound", "speaker"):
        sure = weaker(weaker(anchor.confidence, Confidence.LIKELY), details["voice"])
        yield _seen(page, anchor, scope, "voice", sure, anchor.text, anchor.start, anchor.end)
    forms = done.reader.index.forms[number_of(done, anchor.student)]
    names = (*forms.given, *forms.family)
    own = roster.details.get(anchor.student.sourced_id)
    for text, near, head in beside(page, anchor):
        for detail in sorted(_BESIDE & details.keys()):
            if detail == "voice" and medium in ("sound", "speaker"):
                continue
            view = text.joined[near[0] : near[1]]
            for found in look.find(detail, view, own, names, head):
                span = near[0] + found.start, near[0] + found.end
                if not found.known and of_another(done, page, anchor, text, span, detail, held):
                    continue
                sure = anchor.confidence if found.known else weaker(anchor.confidence, Confidence.LIKELY)
                if not found.firm and detail not in ("activity", "award"):
                    sure = Confidence.REVIEW
                sure = weaker(sure, details[detail])
                yield _seen(page, anchor, scope, detail, sure, text, *span, found.why)


def _held(
    page: Read,
    opted: Mapping[str, frozenset[str]],
    asked: Mapping[str, Mapping[str, Confidence]],
    look: Finder,
    roster: Roster,
    held: Held,
    named: set[str],
) -> Iterator[Seen]:
    """Yield addresses and numbers that the office holds of a student, where no name stands beside them."""
    for text in page.sheet.texts:
        for detail, identity in held.may_stand_in(text.joined):
            student = roster.student(identity)
            scopes = [
                each.lower() for each in opted.get(identity, ()) if detail in asked.get(each.lower(), "")
            ]
            if student is None or not scopes:
                continue
            for found in look.find(detail, text.joined, roster.details[identity], (), ""):
                if not found.known:
                    continue
                anchor = Anchor(student, text, found.start, found.end, Confidence.LIKELY, found.why, False)
                sure = Confidence.LIKELY if identity in named else Confidence.REVIEW
                for scope in scopes:
                    surest = weaker(sure, asked[scope][detail])
                    yield _seen(page, anchor, scope, detail, surest, text, found.start, found.end)


def _doubted(seen: Seen) -> Seen:
    return replace(
        seen, confidence=Confidence.REVIEW, why=(*seen.why, "the form on file fits several students")
    )


def _seen(
    page: Read,
    anchor: Anchor,
    scope: str,
    detail: str,
    confidence: Confidence,
    text: Text,
    start: int,
    end: int,
    why: str = "",
) -> Seen:
    named = anchor.text.joined[anchor.start : anchor.end]
    places = [place for place in page.at(text) if place != (anchor.start, anchor.end)]
    return Seen(
        rule=f"opt-out-{scope}-{detail}",
        kind=detail,
        students=(anchor.student,),
        confidence=confidence,
        message=f"This shows a student's {_WHAT[detail]}. The office's list says not to publish it.",
        why=tuple(filter(None, (anchor.why, why))),
        view=text.joined,
        start=start,
        end=end if end > start else len(text.joined),
        where=text.where,
        sheet=page.sheet,
        others=tuple(places),
        more=(named,),
        masked=detail not in _CUE_DETAILS,
    )


__all__ = ["RULES", "check"]
