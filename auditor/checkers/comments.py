"""Find forms in which anybody can write on a site, and harmful words that visitors left; writes nothing.

Looks at: forms, frames and services for comments (WordPress, Blogger, Disqus, Facebook, Padlet, guest books
and the like) by their addresses, buttons and links; what stands in the comments shown.
Does not look at: whether somebody moderates. An open form is one question a site, and the answer stands in
the registry's column `moderation`; only a bad comment, or one with a K-8 student's full name, is a finding.
Known gaps: services that no list names; comments that only a script shows where no browser was used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from auditor.checkers.offense import offenses
from auditor.checkers.statements import (
    SHOWN,
    Statement,
    cues,
    each_once,
    finding,
    laid_out,
    says,
    sentences,
)
from auditor.finding import Confidence, Finding
from auditor.links.phrases import Phrases, folded
from auditor.names.survey import survey
from auditor.names.telling import Seen, findings, weaker
from auditor.page import Location, Page, Source, Text
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Example, Rule, Section, Severity
from auditor.snapshot import Snapshot

TOPIC = "comments-moderated"
_RULE = "comments-open"
_FORM = '<form action="/wp-comments-post.php"><input type="submit" value="Post Comment"></form>'

RULES = (
    Rule(
        id=_RULE,
        topic=TOPIC,
        section=Section.CONTENT,
        severity=Severity.SERIOUS,
        title="Comments that visitors write",
        why="Anybody can write there, and children read it. The policy wants comments turned off, or "
        "somebody who looks at them.",
        fix="Turn comments off in the site's settings. If somebody looks at them first, tell the "
        "office once. It notes that, and nobody asks again.",
        examples=(
            Example(f"<p>Our week.</p>{_FORM}", ("Post Comment",), "an open form"),
            Example(
                "<noscript>Please enable JavaScript to view the comments powered by Disqus.</noscript>",
                ("Please enable JavaScript to view the comments powered by Disqus.",),
                "a service",
            ),
            Example(
                '<iframe src="https://padlet.com/embed/x1" title="Wall"></iframe>',
                ("Wall",),
                "a wall to write on",
            ),
            Example('<p id="comment-7">You are an idiot.</p>', ("You are an idiot.",), "a bad one"),
            Example("<p>Comments are closed.</p>", (), "closed"),
            Example(
                '<form action="/search"><label for="q">Search</label><input id="q">'
                '<input type="submit" value="Search"></form>',
                (),
                "another form",
            ),
            Example('<form action="/send"><textarea></textarea><button>Send message</button></form>', ()),
            Example("<p>Write a comment in the margin of your essay.</p>", (), "a task"),
            Example('<ol><li id="comment-7"><p>Nice work, room 12!</p></li></ol>', (), "a kind one"),
        ),
    ),
)
PAGE_BY_PAGE = True

_COMMENT_ID = re.compile(
    r"#(?:(?:div|li)-)?comments?(?:[-_](?!form|respond|reply)[\w-]+)?(?![\w-])|#c\d{6,}(?!\d)|#disqus_thread|#guest-?book",
    re.IGNORECASE,
)
_FORMS = frozenset((Source.FORM, Source.LABEL))
_ABOUT_FORMS = frozenset(("respond", "#comment", "comment", "guestbook", "disqus"))


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield at most one question a site, and one finding for each harmful comment or child named in one."""
    yield from each_once(_harmful(snapshot, policy))
    if roster.loaded:
        yield from findings(_children(snapshot, policy, roster))
    if snapshot.asks(""):
        yield from _question(snapshot, policy)


@dataclass(frozen=True, slots=True)
class _Forms:
    """Know by what an open form is told."""

    address: frozenset[str]
    button: Phrases
    link: Phrases
    service: Phrases
    found: list[tuple[Page, Location, str]] = field(default_factory=list)

    def open_on(self, page: Page) -> tuple[Location, str] | None:
        """Return where visitors can write on a page, and what shows it."""
        content = page.content
        for text in content.texts:
            low = folded(text.joined)
            if text.where.source in _FORMS and self.button.fill(low.strip(" .")):
                return text.where, text.joined
        for link in content.links:
            low = (link.url or link.href).casefold()
            if link.carrier in ("form", "iframe") and self._sends_comments(low):
                return link.where, link.words or link.url
            if self._leads_to_form(low, link.words):
                return link.where, link.words
        for text in content.texts:
            if says(self.service, folded(text.joined)):
                return text.where, text.joined
        served = next((each for each in content.assets if self._sends_comments(each.casefold())), "")
        return (Location(page.url, Source.ELEMENT, selector="body"), served) if served else None

    def _sends_comments(self, address: str) -> bool:
        return any(part in address for part in self.address)

    def _leads_to_form(self, address: str, words: str) -> bool:
        after = address.partition("#")[2]
        return any(part in after for part in _ABOUT_FORMS) and self.link.fill(folded(words).strip(" .»→"))


def _question(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    """Yield the one question about all open forms of a site, unless the registry has its answer."""
    answer = folded(snapshot.site.moderation)
    nobody = cues(policy, "moderation-none").fill(answer)
    if answer and not nobody:
        return
    forms = _Forms(
        policy.words.of("comment-address"),
        cues(policy, "comment-button"),
        cues(policy, "comment-link"),
        cues(policy, "comment-service"),
    )
    for page in snapshot.pages:
        shown = forms.open_on(page)
        if shown is not None:
            forms.found.append((page, *shown))
    if not forms.found:
        return
    page, where, said = forms.found[0]
    moderated = _says(snapshot, cues(policy, "comment-moderated"))
    number = len(forms.found)
    on = "one page" if number == 1 else f"{number} pages"
    asked = (
        "The list of sites says that nobody looks at them."
        if nobody
        else "Does somebody look at what they write before or soon after it appears?"
    )
    details = {"pages": str(number)}
    if moderated:
        details["the page says"] = moderated
    yield Finding(
        rule=_RULE,
        page="",
        url=page.url,
        target="open forms for comments",
        message=f"Visitors can write comments on {on} of this site. {asked}",
        where=where,
        confidence=Confidence.REVIEW,
        quote=said,
        occurrences=number,
        details=details,
        page_title=page.content.title,
    )


def _says(snapshot: Snapshot, wanted: Phrases) -> str:
    return next(
        (
            hit
            for page in snapshot.pages
            for text in page.content.texts
            if (hit := says(wanted, folded(text.joined)))
        ),
        "",
    )


def in_a_comment(text: Text) -> bool:
    """Tell whether a text stands where a site keeps what visitors wrote."""
    return _COMMENT_ID.search(text.where.selector) is not None


def _is_comment(text: Text, heading: Phrases) -> Confidence | None:
    """Tell how surely a text was written by a visitor: by the place it stands in, or the heading above."""
    if text.where.source not in SHOWN or text.where.document:
        return None
    if in_a_comment(text):
        return Confidence.LIKELY
    above = folded(text.where.heading)
    hit = says(heading, above)
    return Confidence.REVIEW if hit and above.startswith(hit) else None


def _harmful(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    known, heading = offenses(policy), cues(policy, "comment-heading")
    for sheet in laid_out(snapshot):
        for text in sheet.texts:
            if not known.glance(folded(text.joined)) or not (sure := _is_comment(text, heading)):
                continue
            for words in sentences(text.joined, policy.words):
                said = Statement(sheet, text, words, folded(words))
                told = known.told(said.low)
                if told is not None:
                    yield finding(
                        _RULE,
                        said,
                        "A visitor's comment has offensive words.",
                        # Where a visitor speaks to children, an insult is no figure of speech.
                        sure if told.kind == "insult" else weaker(sure, told.confidence),
                        details={"kind": told.kind, "words": told.words},
                    )


def _children(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Seen]:
    """Yield K-8 students whose full names stand in visitors' comments."""
    done, heading = survey(snapshot, policy, roster), cues(policy, "comment-heading")
    for page in done.asked(snapshot):
        for mention in page.mentions:
            text = mention.text
            sure = _is_comment(text, heading)
            if sure is None or not all(done.student(number).is_k8 for number in mention.numbers):
                continue
            one = len(mention.numbers) == 1
            seen = done.seen(
                page,
                mention,
                weaker(sure, mention.confidence) if one else Confidence.REVIEW,
                rule=_RULE,
                kind="named in a comment",
                message="A visitor's comment names a student up to grade 8.",
            )
            here = (mention.start, mention.end)
            yield replace(seen, others=tuple(place for place in page.at(text) if place != here))


__all__ = ["RULES", "check"]
