"""Find personal sites without the policy's disclaimer, and official pages without the marks of the school.

Looks at: the words of every page of a site that its owner registered as personal; logos and names on pages
that the registry calls official.
Does not look at: personal sites that nobody registered, ever.
Known gaps: a disclaimer in a picture, or in other words than the lists hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checkers.copyright import file_words
from auditor.checkers.statements import cues, says
from auditor.finding import Confidence, Finding
from auditor.links.phrases import folded
from auditor.page import Location, Page, Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="disclaimer-missing",
        topic="personal-disclaimer",
        section=Section.CONTENT,
        severity=Severity.MODERATE,
        title="A person's own site without the words that the policy wants",
        why="Readers should know that the views here are their owner's and not the district's.",
        fix="Put the disclaimer in the words of the policy on the first page.",
    ),
    Rule(
        id="branding-missing",
        topic="official-branding",
        section=Section.CONTENT,
        severity=Severity.MINOR,
        title="An official page without the marks of the school",
        why="By its logo and its name readers can tell an official page from others.",
        fix="Put the logo and the name of the school or the district on the page.",
    ),
)
PAGE_BY_PAGE = True
_LETTERS = re.compile(r"[\W_]+")


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield at most one finding a site for each of the two."""
    if not snapshot.asks("") or not snapshot.pages:
        return
    if snapshot.site.kind == "personal":
        yield from _disclaimer(snapshot, policy)
    elif snapshot.site.kind == "official":
        yield from _branding(snapshot, policy)


def _disclaimer(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    wording = _plain(policy.setting("personal-disclaimer", "wording", ""))
    if wording and any(wording in _plain(_said(page)) for page in snapshot.pages):
        return
    own, others = (
        {
            page.key
            for page in snapshot.pages
            for text in page.content.texts
            if says(wanted, folded(text.joined))
        }
        for wanted in (cues(policy, "disclaimer-own"), cues(policy, "disclaimer-not"))
    )
    if own & others and not wording:
        return
    partly = bool(own | others)
    if own & others:
        message = "This site has a disclaimer, but not in the words of the policy."
    elif partly:
        message = "This site has a part of the disclaimer that the policy asks for."
    else:
        message = "No page of this personal site says that its views are its owner's alone."
    unseen = not snapshot.complete or any(page.content.needs_script for page in snapshot.pages)
    sure = Confidence.REVIEW if partly or unseen else Confidence.LIKELY
    yield _of_site("disclaimer-missing", snapshot, message, sure)


def _branding(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    mark = cues(policy, "branding-mark", "logo")
    marked = any(
        says(mark, folded(f"{file_words(image.url or image.src)} {image.alt or ''} {image.title}"))
        for page in snapshot.pages
        for image in page.content.images
    )
    school = _plain(snapshot.school.name)
    named = any(school in _plain(_said(page)) for page in snapshot.pages)
    if marked and named:
        return
    what = "logo of the school or the district" if not marked else "name of the school"
    yield _of_site("branding-missing", snapshot, f"This official site shows no {what}.", Confidence.REVIEW)


def _said(page: Page) -> str:
    """Return all that a page says."""
    return " ".join((page.content.title, *(text.joined for text in page.content.texts)))


def _plain(words: str) -> str:
    """Return words without case, marks and spaces, so that a disclaimer is one however it is set."""
    return _LETTERS.sub("", words.casefold())


def _of_site(rule: str, snapshot: Snapshot, message: str, confidence: Confidence) -> Finding:
    first = snapshot.pages[0]
    return Finding(
        rule=rule,
        page="",
        url=first.url,
        target=rule,
        message=message,
        where=Location(first.url, Source.ELEMENT, selector="body", place="the whole site"),
        confidence=confidence,
        page_title=first.content.title,
    )


__all__ = ["RULES", "check"]
