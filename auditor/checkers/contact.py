"""Find private addresses and numbers given as a class's contact, and sites without a contact or an owner.

Looks at: mail addresses of services for everybody, telephone numbers and accounts of social services in the
text, with the words around them; whether a class site says how its teacher is reached, and whose it is.
Does not look at: addresses in links, which have rules of their own; other people's contacts, as the PTA's.
Known gaps: a number that is not called private by any word; the district's own cell phones where nobody says
so, therefore a number is for a person to look at unless the page itself calls it personal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checkers.statements import (
    SHOWN,
    Statement,
    cues,
    each_once,
    finding,
    heard,
    laid_out,
    says,
    sentences,
)
from auditor.finding import Confidence, Finding
from auditor.links.phrases import folded
from auditor.links.web_address import web_address
from auditor.names.details import EMAIL, PHONE, mail_as_held
from auditor.page import Location, Page, Source
from auditor.policy import Policy
from auditor.registry import Site
from auditor.roster import Roster
from auditor.roster.students import fold
from auditor.rule import Example, Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="contact-personal",
        topic="personal-contact",
        section=Section.CONTENT,
        severity=Severity.SERIOUS,
        title="A private address or number as the class's contact",
        why="Staff write and talk with families through the district's own accounts and telephones.",
        fix="Put the district's mail address or telephone number in its place.",
        examples=(
            Example("<p>Email me: reed.room4@gmail.com</p>", ("Email me: reed.room4@gmail.com",)),
            Example(
                "<p>Text me on my personal cell, 406-555-0123.</p>",
                ("Text me on my personal cell, 406-555-0123.",),
            ),
            Example("<p>Add me on Snapchat: reedroom4</p>", ("Add me on Snapchat: reedroom4",)),
            Example("<p>Email me: reed@cedarvalley.example</p>", (), "the district's"),
            Example("<p>PTA: write to larkpta@gmail.com</p>", (), "somebody else's"),
            Example("<p>School office: 406-555-0100, voice mail ext. 12</p>", (), "the school's"),
            Example("<p>Text @room4 to 81010. The cell is the unit of life.</p>", (), "a code, a lesson"),
        ),
    ),
    Rule(
        id="contact-missing",
        topic="contact-information",
        section=Section.CONTENT,
        severity=Severity.MINOR,
        title="No word on how to reach the teacher",
        why="Families find it helpful to have the teacher's district mail address and voice mail here.",
        fix="Add the district mail address and the number of the voice mail to the first page.",
        examples=(
            Example("<p>Welcome to our class.</p>", ("body",)),
            Example('<p>Welcome. <a href="mailto:reed@cedarvalley.example">Mrs. Reed</a></p>', ()),
            Example("<p>Call 406-555-0100, ext. 12.</p>", ()),
        ),
    ),
    Rule(
        id="owner-unnamed",
        topic="owner-identified",
        section=Section.CONTENT,
        severity=Severity.MINOR,
        title="A site that does not say whose it is",
        why="Who writes about the work of a school says by name who it is and where he or she works.",
        fix="Put your name and the name of the school on the first page.",
    ),
)
PAGE_BY_PAGE = True
_TEACHING = frozenset(("class", "team"))
_FIRST_PAGE = "body"


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each such contact on a page, and one a site for what is missing."""
    yield from each_once(_personal(snapshot, policy))
    if snapshot.asks("") and snapshot.complete and snapshot.pages:
        if snapshot.site.kind in _TEACHING:
            yield from _missing(snapshot, policy)
        yield from _unnamed(snapshot, policy)


def _personal(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    told = _Told(snapshot, policy)
    for sheet in laid_out(snapshot):
        linked = {
            link.url.partition("?")[0].casefold() for link in sheet.links if link.url.startswith("mailto:")
        }
        for text in sheet.texts:
            if text.where.source not in SHOWN:
                continue
            low = folded(text.joined)
            mail = "@" in low or "(at)" in low or "[at]" in low
            if not mail and PHONE.search(text.joined) is None and not says(told.social, low):
                continue
            for words in sentences(text.joined, policy.words) if len(text.joined) > 160 else (text.joined,):
                said = Statement(sheet, text, words, heard(words))
                yield from told.mails(said, linked)
                yield from told.numbers(said)
                yield from told.accounts(said)


class _Told:
    """Judge one sentence at a time by the district's words and the site's owners."""

    def __init__(self, snapshot: Snapshot, policy: Policy) -> None:
        self._book = snapshot.links
        self._by_link = policy.clause("personal-accounts") is not None
        self._owners = _family_names(snapshot.site)
        self.private = cues(policy, "contact-private")
        self.own = cues(policy, "contact-own", "contact-private")
        self.any = cues(policy, "contact-any")
        self.cell = cues(policy, "contact-cell", "contact-private")
        self.official = cues(policy, "contact-official")
        self.other = cues(policy, "contact-other", "adult-kin")
        self.social = cues(policy, "contact-social")

    def mails(self, said: Statement, linked: set[str]) -> Iterator[Finding]:
        """Yield the mail addresses of services for everybody that are the class's contact."""
        for found in EMAIL.finditer(said.words):
            address = mail_as_held(found.group())
            if f"mailto:{address}" in linked and self._by_link:
                continue  # the rules for links tell it
            host = address.partition("@")[2]
            local = fold(address.partition("@")[0])
            owned = any(name in local for name in self._owners)
            everybody = self._for_everybody(host)
            if self._others(said) or not (everybody or (owned and self._elsewhere(host))):
                continue
            if everybody and (owned or says(self.own, said.low)):
                sure = Confidence.LIKELY
            elif owned or says(self.any, said.low) or says(self.any, said.heading):
                sure = Confidence.REVIEW
            else:
                continue
            yield finding(
                "contact-personal",
                said,
                "This mail address is not the district's.",
                sure,
                target=f"mail {address}",
            )

    def numbers(self, said: Statement) -> Iterator[Finding]:
        """Yield telephone numbers that the page calls private, or cells."""
        found = PHONE.search(said.words)
        if found is None or not says(self.cell, said.low):
            return
        if says(self.official, said.low) or self._others(said):
            return
        private = bool(says(self.private, said.low))
        yield finding(
            "contact-personal",
            said,
            "This telephone number is private by its own words."
            if private
            else "This may be somebody's private telephone number.",
            Confidence.LIKELY if private else Confidence.REVIEW,
            target=f"number {re.sub(r'[^0-9]', '', found.group())}",
        )

    def accounts(self, said: Statement) -> Iterator[Finding]:
        """Yield invitations to private accounts of social services; links to them have their own rules."""
        if not says(self.social, said.low) or self._others(said):
            return
        linked = any(
            link.words and folded(link.words) in said.low and link.url.startswith("http")
            for link in said.sheet.links
        )
        if not linked:
            yield finding(
                "contact-personal", said, "This invites to a private account of somebody.", Confidence.REVIEW
            )

    def _for_everybody(self, host: str) -> bool:
        if self._book is None or not host:
            return False
        return bool(self._book.signal("consumer-mail").hosts.find(web_address(f"https://{host}/")))

    def _elsewhere(self, host: str) -> bool:
        """Tell whether mail to a host leaves the district, as far as it is known where that writes from."""
        district = self._book.district if self._book is not None else None
        known = district is not None and bool(district.mail or district.hosts)
        return known and district is not None and not district.writes_from(host)

    def _others(self, said: Statement) -> bool:
        """Tell whether the contact is somebody's who does not work for the district."""
        return bool(says(self.other, said.low) or says(self.other, said.heading))


def _family_names(site: Site) -> list[str]:
    owners = [*site.owners, *(owner for part in site.sections for owner in part.owners)]
    names = (fold(owner.name.split()[-1]) for owner in owners if owner.name.strip())
    return [name for name in dict.fromkeys(names) if len(name) > 2]


def _missing(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    way = cues(policy, "contact-way")
    for page in snapshot.pages:
        for content in filter(None, (page.served, page.rendered)):
            for link in content.links:
                if link.url.startswith(("mailto:", "tel:")) or way.fill(folded(link.words).strip(" .:")):
                    return
            for text in content.texts:
                if PHONE.search(text.joined) or EMAIL.search(text.joined):
                    return
                low = folded(text.joined)
                if "voice mail" in low or "voicemail" in low or way.fill(low.strip(" .:")):
                    return
    yield _of_site(
        "contact-missing",
        snapshot,
        "No page of this site says how the teacher is reached. The policy calls it helpful.",
        "no contact",
    )


def _unnamed(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    names = _family_names(snapshot.site)
    if not names:
        return
    said = [
        fold(text)
        for page in snapshot.pages
        for text in (page.content.title, *(each.joined for each in page.content.texts))
    ]
    plain = policy.words.of("school-word")
    school = fold("".join(word for word in snapshot.school.name.split() if word.casefold() not in plain))
    named = any(name in each for name in names for each in said)
    placed = not school or any(school in each for each in said) or _in_district(snapshot)
    if named and placed:
        return
    what = (
        "the name of anybody who answers for it"
        if placed
        else "the name of the school"
        if named
        else "the name of its owner and that of the school"
    )
    yield _of_site("owner-unnamed", snapshot, f"This site does not say {what}.", "no owner")


def _in_district(snapshot: Snapshot) -> bool:
    """Tell whether the site lies on a host of the district, which says whose it is."""
    return snapshot.links is not None and bool(
        snapshot.links.district.own.find(web_address(snapshot.site.url))
    )


def _of_site(rule: str, snapshot: Snapshot, message: str, target: str) -> Finding:
    first: Page = snapshot.pages[0]
    return Finding(
        rule=rule,
        page="",
        url=first.url,
        target=target,
        message=message,
        where=Location(first.url, Source.ELEMENT, selector=_FIRST_PAGE, place="the whole site"),
        confidence=Confidence.REVIEW,
        page_title=first.content.title,
    )


__all__ = ["RULES", "check"]
