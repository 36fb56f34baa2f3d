"""Find logos of a school or the district on sites whose owners must ask before they use them.

Looks at: names and words of pictures, and which of them look like a logo that the district registered. A
picture that other sites show at the same address belongs to their common template and is left out, and so
is one in the head or foot of a site on the district's own host.
Does not look at: whether somebody gave permission, which only a person knows.
Known gaps: logos that nobody registered under names that say nothing; likeness of drawings (SVG), of
pictures on other hosts and behind an address that leads on to another one, and of a logo that is only a
part of a picture. One question a site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.checkers.copyright import file_words
from auditor.checkers.statements import cues, says
from auditor.finding import Confidence, Finding
from auditor.links.phrases import folded
from auditor.links.web_address import web_address
from auditor.page import Image, Location, Page, Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Example, Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="logo-unapproved",
        topic="logo-permission",
        section=Section.CONTENT,
        severity=Severity.MINOR,
        title="A logo of the school or the district",
        why="No school logo may be used without permission.",
        fix="Ask the office. Where it agrees, it notes so and nobody asks again; else take the logo off.",
        examples=(
            Example('<img src="/i/school-logo.png" alt="">', ("body > img:nth-of-type(1)",), "by its name"),
            Example(
                '<img src="/i/a.png" alt="Logo of Elm Street School">',
                ("body > img:nth-of-type(1)",),
                "by its words",
            ),
            Example('<img src="/i/weebly-logo.png" alt="Weebly">', (), "somebody else's"),
            Example('<img src="/i/owl.png" alt="Our logo contest: an owl">', (), "drawings of students"),
            Example('<img src="/i/school.jpg" alt="Our school in snow">', (), "a photo"),
        ),
    ),
)
PAGE_BY_PAGE = True
_ASKED = frozenset(("class", "team", "club", "department", "student-publication"))
_TEMPLATE_SITES = 3
_EDGE = re.compile(r"(?:^|[\s>])(?:header|footer|nav)\b")


@dataclass(frozen=True, slots=True)
class _Shown:
    """Hold one picture of a logo; `like` names the registered logo that it looks like, "" if none."""

    page: Page
    url: str
    where: Location
    words: str
    like: str = ""


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one question for all logos of a site."""
    if not snapshot.asks("") or snapshot.site.kind not in _ASKED:
        return
    logo, school, other = (cues(policy, name) for name in ("logo", "logo-school", "logo-other"))
    plain = policy.words.of("school-word", "school-place")
    own = [word for word in folded(snapshot.school.name).split() if word not in plain and len(word) > 3]
    shown: list[_Shown] = []
    for page in snapshot.pages:
        for image in page.content.images:
            if _of_template(snapshot, image):
                continue
            like = snapshot.likenesses.get(image.url.partition("#")[0], "")
            if like:
                shown.append(_Shown(page, image.url, image.where, image.alt or _named(image), like))
                continue
            said = folded(f"{file_words(image.url or image.src)} {image.alt or ''} {image.title}")
            if not says(logo, said) or says(other, said):
                continue
            if says(school, said) or any(word in said for word in own):
                shown.append(_Shown(page, image.url, image.where, image.alt or _named(image)))
        shown += _written(snapshot, page)
    if not shown:
        return
    # What it looks like is the better reason to ask.
    first = next((each for each in shown if each.like), shown[0])
    yield Finding(
        rule="logo-unapproved",
        page="",
        url=first.page.url,
        target="logos of the site",
        message=(
            f'A picture here looks like the registered logo "{first.like}". Did the office allow it?'
            if first.like
            else "By its name or its words, a picture here is a logo of a school or the district. "
            "Did the office allow it?"
        ),
        where=first.where,
        confidence=Confidence.REVIEW,
        quote=first.words[:200],
        occurrences=len({each.url for each in shown}),
        page_title=first.page.content.title,
    )


def _named(image: Image) -> str:
    return file_words(image.url or image.src)


def _written(snapshot: Snapshot, page: Page) -> Iterator[_Shown]:
    """Yield pictures written into a page's code that look like a logo; at home nobody knows the head's."""
    for asset in page.embedded:
        like = snapshot.likenesses.get(asset.url, "")
        sites = snapshot.district.logos.get(asset.digest, ())
        if like and len(sites) < _TEMPLATE_SITES and not _at_home(snapshot):
            where = Location(page.url, Source.ELEMENT, place="picture written into the page's code")
            yield _Shown(page, asset.url, where, "", like)


def _of_template(snapshot: Snapshot, image: Image) -> bool:
    """Tell whether a logo belongs to the template that many sites share, or to the district's own host."""
    if len(snapshot.district.logos.get(image.url.partition("#")[0], ())) >= _TEMPLATE_SITES:
        return True
    return _EDGE.search(image.where.selector) is not None and _at_home(snapshot)


def _at_home(snapshot: Snapshot) -> bool:
    return snapshot.links is not None and bool(
        snapshot.links.district.own.find(web_address(snapshot.site.url))
    )


__all__ = ["RULES", "check"]
