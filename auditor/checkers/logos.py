"""Find logos of a school or the district on sites whose owners must ask before they use them.

Looks at: names and words of pictures. A picture that other sites show at the same address belongs to their
common template and is left out, and so is one in the head or foot of a site on the district's own host.
Does not look at: pixels; whether somebody gave permission, which only a person knows.
Known gaps: logos under names that say nothing. One question a site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checkers.copyright import file_words
from auditor.checkers.statements import cues, says
from auditor.finding import Confidence, Finding
from auditor.links.phrases import folded
from auditor.links.web_address import web_address
from auditor.page import Image, Page
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
_GENERIC = frozenset(
    "school elementary middle high junior senior academy the of and public charter street".split()
)


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one question for all logos of a site."""
    if not snapshot.asks("") or snapshot.site.kind not in _ASKED:
        return
    logo, school, other = (cues(policy, name) for name in ("logo", "logo-school", "logo-other"))
    own = [word for word in folded(snapshot.school.name).split() if word not in _GENERIC and len(word) > 3]
    shown: list[tuple[Page, Image]] = []
    for page in snapshot.pages:
        for image in page.content.images:
            said = folded(f"{file_words(image.url or image.src)} {image.alt or ''} {image.title}")
            if not says(logo, said) or says(other, said) or _of_template(snapshot, image):
                continue
            if says(school, said) or any(word in said for word in own):
                shown.append((page, image))
    if not shown:
        return
    page, image = shown[0]
    yield Finding(
        rule="logo-unapproved",
        page="",
        url=page.url,
        target="logos of the site",
        message="By its name or its words, a picture here is a logo of a school or the district. "
        "Did the office allow it?",
        where=image.where,
        confidence=Confidence.REVIEW,
        quote=(image.alt or file_words(image.url or image.src))[:200],
        occurrences=len({each.url for _, each in shown}),
        page_title=page.content.title,
    )


def _of_template(snapshot: Snapshot, image: Image) -> bool:
    """Tell whether a logo belongs to the template that many sites share, or to the district's own host."""
    if len(snapshot.district.logos.get(image.url, ())) >= _TEMPLATE_SITES:
        return True
    at_home = snapshot.links is not None and bool(
        snapshot.links.district.own.find(web_address(snapshot.site.url))
    )
    return at_home and _EDGE.search(image.where.selector) is not None


__all__ = ["RULES", "check"]
