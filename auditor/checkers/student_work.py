"""Find work, names and pictures of students that anybody can open where the policy wants them kept closed.

Looks at: headings, links and sentences that say that students' work is shown; students of the roster and
pictures of students on a site whose host is neither the district's nor an approved platform.
Does not look at: pages behind a login, which is what the policy wants: these are not read and no fault.
Known gaps: work that nobody calls so. Whether a password would defeat the purpose, and whether the district
sanctions a host, a person knows: one question a site.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checkers.statements import SHOWN, cues, says
from auditor.finding import Confidence, Finding
from auditor.links.phrases import folded
from auditor.links.web_address import web_address
from auditor.names.pictures import is_plain
from auditor.names.survey import survey
from auditor.page import Location, Page, Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Example, Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="work-unprotected",
        topic="work-password",
        section=Section.CONTENT,
        severity=Severity.MODERATE,
        title="A page of students' work that is open to all",
        why="The policy wants a password on students' work. Only families should have it.",
        fix="Move the work to a page with a password, or tell the office why it must be open.",
        examples=(
            Example("<h2>Student work</h2><p>Our poems.</p>", ("Student work",)),
            Example('<a href="/gallery">Student art gallery</a>', ("Student art gallery",), "a link"),
            Example("<p>Turn in student work by Friday.</p>", (), "a task"),
            Example("<p>Student work permits are in the office.</p>", (), "a permit"),
            Example("<h2>Our schedule</h2><p>We work in groups.</p>", (), "no work is shown"),
        ),
    ),
    Rule(
        id="student-material-host",
        topic="student-material-host",
        section=Section.CONTENT,
        severity=Severity.SERIOUS,
        title="Students on a website that the district has not sanctioned",
        why="Parents' consents hold only for websites that the district has sanctioned.",
        fix="Move names, pictures and work of students to a platform of the district.",
        examples=(
            Example("<h2>Student work</h2><p>Our poems.</p>", ("Student work",)),
            Example('<img src="trip.jpg" alt="Students at the zoo">', ("body > img:nth-of-type(1)",)),
            Example("<p>Homework: page 12.</p>", (), "no students"),
        ),
    ),
)
PAGE_BY_PAGE = True


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield at most one question a site for each of the two."""
    if not snapshot.asks("") or not snapshot.pages:
        return
    work = list(_shown_work(snapshot, policy))
    if work:
        page, where, words = work[0]
        number = len({each.key for each, _, _ in work})
        on = "one page" if number == 1 else f"{number} pages"
        yield _of_site(
            "work-unprotected",
            page,
            where,
            words,
            f"Work of students seems to stand on {on} that everybody can open.",
            number,
        )
    if not _sanctioned(snapshot):
        yield from _material(snapshot, policy, roster, work)


def _shown_work(snapshot: Snapshot, policy: Policy) -> Iterator[tuple[Page, Location, str]]:
    work, unless = cues(policy, "student-work"), cues(policy, "student-work-not")
    for page in snapshot.pages:
        if page.content.sign_in or page.status != 200:
            continue
        for text in page.content.texts:
            low = folded(text.joined)
            if text.where.source in SHOWN and says(work, low) and not says(unless, low):
                yield page, text.where, text.joined
                break


def _sanctioned(snapshot: Snapshot) -> bool:
    """Tell whether a site lies with the district or on a platform it approved; unknown counts as yes."""
    if snapshot.links is None:
        return True
    address = web_address(snapshot.site.url)
    return bool(
        snapshot.links.district.own.find(address) or snapshot.links.signal("approved").hosts.find(address)
    )


def _material(
    snapshot: Snapshot, policy: Policy, roster: Roster, work: list[tuple[Page, Location, str]]
) -> Iterator[Finding]:
    shown = [(page, where, words) for page, where, words in work]
    pupils = cues(policy, "student-picture")
    pictures = [
        (page, image.where, f"{image.alt or ''} {image.caption}".strip())
        for page in snapshot.pages
        for image in page.content.images
        if not is_plain(policy.words, image) and says(pupils, folded(f"{image.alt or ''} {image.caption}"))
    ]
    named = 0
    sure = False
    if roster.loaded:
        for read in survey(snapshot, policy, roster).read:
            for mention in read.mentions:
                named += 1
                sure = sure or (mention.confidence is not Confidence.REVIEW and len(mention.numbers) == 1)
    if not shown and not pictures and not named:
        return
    page, where, words = (shown or pictures or [(snapshot.pages[0], _whole(snapshot.pages[0]), "")])[0]
    what = [each for each, there in (("work", shown), ("pictures", pictures), ("names", named)) if there]
    personal = snapshot.site.kind == "personal"
    yield _of_site(
        "student-material-host",
        page,
        where,
        words,
        f"This site shows {_and(what)} of students, and its host is not on the district's list.",
        len(shown) + len(pictures) + named,
        Confidence.LIKELY if personal and sure else Confidence.REVIEW,
    )


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _whole(page: Page) -> Location:
    return Location(page.url, Source.ELEMENT, selector="body", place="the whole site")


def _of_site(
    rule: str,
    page: Page,
    where: Location,
    words: str,
    message: str,
    number: int,
    confidence: Confidence = Confidence.REVIEW,
) -> Finding:
    return Finding(
        rule=rule,
        page="",
        url=page.url,
        target=rule,
        message=message,
        where=where,
        confidence=confidence,
        quote=words[:200],
        occurrences=number,
        page_title=page.content.title,
    )


__all__ = ["RULES", "check"]
