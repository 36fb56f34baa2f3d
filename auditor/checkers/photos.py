"""Find pictures whose words say which K-8 student they show, person tags, and positions in pictures.

Looks at: alternative texts, tooltips, file names, captions, labels beside or below a picture, titles of
videos, lists such as "left to right", speakers in caption files, and what picture files say of themselves
(person tags, positions). One first name of the page's own class or school is enough; an unordered list under
a group is allowed, and so are words about what a child made ("Watercolor by Ana").
Does not look at: faces and voices, ever. Pictures and videos without such words give one item per site,
for a person to look at; a sign-off with a date settles it.
Known gaps: words drawn into a picture where no reader of such words is installed; first names of other
schools' students.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from auditor.checkers.photos_examples import EXAMPLES
from auditor.finding import Confidence, Finding
from auditor.names import Cues, Mention, Nearness
from auditor.names.pictures import PICTURE_KINDS, is_medium, is_plain, pictured, playing, shows_work
from auditor.names.survey import Read, Survey, survey
from auditor.names.telling import Seen, findings, weaker
from auditor.page import Location, Source, Text
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="k8-photo-identified",
        topic="k8-photos",
        section=Section.PRIVACY,
        severity=Severity.CRITICAL,
        title="Words with a picture say which K-8 student it shows",
        why="A face with a name makes a young child easy to find. Words near a picture must not say "
        "who is who.",
        fix="Write what happens in the picture instead of who it shows. Change the caption, the "
        "alternative text and the file name.",
        examples=EXAMPLES["k8-photo-identified"],
        needs_roster=True,
    ),
    Rule(
        id="photo-consent",
        topic="photo-consent",
        section=Section.PRIVACY,
        severity=Severity.SERIOUS,
        title="Pictures or videos that a person must look at",
        why="A computer looks at the words beside pictures and at no face. Whether a picture shows a "
        "student whose parents did not agree, only a person can see.",
        fix="Look through the site's pictures and videos with the office's list, and sign off with today's "
        "date.",
        examples=EXAMPLES["photo-consent"],
    ),
    Rule(
        id="photo-opt-in",
        topic="photo-opt-in",
        section=Section.PRIVACY,
        severity=Severity.SERIOUS,
        title="A student is named with a picture, which needs the parents' consent",
        why="A student's picture may stand here only if the parents said yes.",
        fix="Look up the consent in the office. Where there is none, take picture and name off the page.",
        examples=EXAMPLES["photo-opt-in"],
        needs_roster=True,
    ),
    Rule(
        id="photo-person-tag",
        topic="k8-photos",
        section=Section.PRIVACY,
        severity=Severity.CRITICAL,
        title="A picture file names a student as the person shown",
        why="Programs write into the file who is in a picture. Whoever saves the file can read it.",
        fix="Save the picture again without its properties, and put that copy on the site.",
        examples=EXAMPLES["photo-person-tag"],
        needs_roster=True,
    ),
    Rule(
        id="photo-location",
        topic="photo-consent",
        section=Section.PRIVACY,
        severity=Severity.SERIOUS,
        title="A picture file says where it was taken",
        why="Phones write the place into the picture file. It can lead to a child's home.",
        fix="Save the picture again without its location, and put that copy on the site.",
        examples=EXAMPLES["photo-location"],
    ),
)
PAGE_BY_PAGE = True
_PERSON = re.compile(r"person|people|face|region|tagged|subject|depicted", re.IGNORECASE)
_NOT_SHOWN = frozenset(
    (Source.CAPTION, Source.COMMENT, Source.SCRIPT, Source.META, Source.HIDDEN, Source.JSON_LD)
)
_IN_FILE = frozenset((Source.EXIF, Source.IPTC, Source.XMP))
_POSITION = re.compile(r"gps|position|latitude|longitude", re.IGNORECASE)
_SPEAKER = "speaker"


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each rule, page and student; one item a site for all pictures without words."""
    done = survey(snapshot, policy, roster)
    seen: list[Seen] = []
    for page in done.asked(snapshot):
        if roster.loaded:
            seen += _identified(done, page)
            seen += _tags(done, page)
            seen += _without_consent(done, page)
        yield from _positions(page)
    yield from findings(seen)
    if snapshot.asks(""):
        yield from _to_look_at(done)


def _identified(done: Survey, page: Read) -> Iterator[Seen]:
    """Yield K-8 students whom words with a picture or a video single out."""
    cues = done.reader.cues
    for picture in pictured(done.reader.index.words, page.sheet):
        for text in dict.fromkeys(picture.texts):
            names = _children(done, page, text)
            if names:
                yield from _singled_out(cues, text, names)
    pictures = any(not is_plain(done.reader.index.words, image) for image in page.sheet.images)
    for text in page.marked:
        in_order = (
            pictures and text.where.source not in _NOT_SHOWN and cues.has("ordered", text.joined.casefold())
        )
        speaks = page.sheet.document and text.where.place.startswith(_SPEAKER)
        if in_order or speaks:
            yield from _children(done, page, text)
        elif playing(text) == "video":
            yield from _singled_out(cues, text, _children(done, page, text))


def _singled_out(cues: Cues, text: Text, names: list[Seen]) -> Iterator[Seen]:
    """Yield the names that say who is shown: one alone, or several in an order."""
    low = f" {text.joined.casefold()} "
    ordered = cues.has("ordered", low)
    if len(names) > 1 and not ordered:
        return
    group = cues.has("group", low) and not ordered
    plain = cues.thing_first.match(low) is not None and not ordered
    for seen in names:
        work = plain or shows_work(cues, seen.view, seen.start, seen.end)
        if work and seen.kind == "first name":
            continue
        yield _with(seen, Confidence.REVIEW) if group or work else seen


def _children(done: Survey, page: Read, text: Text) -> list[Seen]:
    """Return the K-8 students named in a text, by full name or first name."""
    found: dict[tuple[int, ...], Seen] = {}
    for mention in page.mentions:
        if mention.text is text and _k8(done, mention.numbers):
            found[mention.numbers] = _seen(done, page, mention)
    for first in done.first_names(page, text):
        if first.numbers in found or not _k8(done, first.numbers):
            continue
        sure = len(first.numbers) == 1 and not first.doubtful and first.nearness is Nearness.CLASS
        if first.nearness is not Nearness.CLASS and (len(first.numbers) > 1 or first.doubtful):
            continue
        where = "class" if first.nearness is Nearness.CLASS else "school"
        whom = "one student" if len(first.numbers) == 1 else "students"
        found[first.numbers] = Seen(
            rule="k8-photo-identified",
            kind="first name",
            students=tuple(done.student(number) for number in first.numbers),
            confidence=Confidence.LIKELY if sure else Confidence.REVIEW,
            message=_MESSAGE,
            why=(f"a first name that fits {whom} of this {where}",),
            view=text.joined,
            start=first.start,
            end=first.end,
            where=text.where,
            sheet=page.sheet,
        )
    places = [(each.start, each.end) for each in found.values()]
    return [_hiding(each, places) for each in found.values()]


_MESSAGE = "Words with this picture or recording say which student up to grade 8 it shows."


def _k8(done: Survey, numbers: tuple[int, ...]) -> bool:
    return all(done.student(number).is_k8 for number in numbers)


def _seen(done: Survey, page: Read, mention: Mention, rule: str = "k8-photo-identified") -> Seen:
    several = len(mention.numbers) > 1
    confidence = weaker(mention.confidence, Confidence.LIKELY) if several else mention.confidence
    return done.seen(page, mention, confidence, rule=rule, kind="full name", message=_MESSAGE)


def _with(seen: Seen, confidence: Confidence) -> Seen:
    return replace(seen, confidence=weaker(seen.confidence, confidence))


def _hiding(seen: Seen, places: list[tuple[int, int]]) -> Seen:
    return replace(seen, others=tuple(place for place in places if place != (seen.start, seen.end)))


def _tags(done: Survey, page: Read) -> Iterator[Seen]:
    """Yield students whom a picture file's own person tags name."""
    for text in page.sheet.texts:
        if text.where.source not in _IN_FILE or not _PERSON.search(text.where.place):
            continue
        for seen in _children(done, page, text):
            message = "The picture file says that it shows a student up to grade 8."
            yield replace(seen, rule="photo-person-tag", message=message, kind="person tag")


def _without_consent(done: Survey, page: Read) -> Iterator[Seen]:
    """Yield students of any grade named with a picture, where consent must be on file."""
    for picture in pictured(done.reader.index.words, page.sheet):
        for mention in page.mentions:
            if any(mention.text is text for text in picture.texts):
                seen = _seen(done, page, mention, "photo-opt-in")
                message = (
                    "Words with this picture name a student. Look up whether the parents agreed in writing."
                )
                yield replace(
                    seen, confidence=Confidence.REVIEW, message=message, kind="named with a picture"
                )


def _positions(page: Read) -> Iterator[Finding]:
    """Yield the picture files that say where they were taken; the position itself is not repeated."""
    for text in page.sheet.texts:
        if text.where.source not in _IN_FILE or not _POSITION.search(text.where.place):
            continue
        named = any(mention.text.where.document == text.where.document for mention in page.mentions)
        yield Finding(
            rule="photo-location",
            page=page.sheet.key,
            url=page.sheet.url,
            target=f"position {page.sheet.document or text.where.document}",
            message="This picture file says where it was taken.",
            where=text.where,
            confidence=Confidence.LIKELY if named else Confidence.REVIEW,
            quote=text.where.place,
            page_title=page.sheet.title,
        )


def _to_look_at(done: Survey) -> Iterator[Finding]:
    """Yield one item for all pictures and videos of the site, told at the one most worth a look."""
    first: tuple[Read, Location, str] | None = None
    named: tuple[Read, Location, str] | None = None
    pictures: set[str] = set()
    media: set[str] = set()
    # Pages are read in whatever order they came; the item must stand at the same place every night.
    for page in sorted(done.read, key=lambda each: (each.sheet.url, each.sheet.document)):
        sheet = page.sheet
        for picture in pictured(done.reader.index.words, sheet):
            pictures.add(picture.image.url or picture.image.src)
            first = first or (page, picture.image.where, "")
            for mention in page.mentions:
                if named is None and any(mention.text is text for text in picture.texts):
                    named = page, mention.text.where, mention.text.joined
        found = {link.url for link in sheet.links if is_medium(link.url or link.href)}
        found |= {
            text.joined
            for text in sheet.texts
            if text.where.source is Source.FILE_NAME and is_medium(text.joined)
        }
        if sheet.document and sheet.kind not in PICTURE_KINDS and is_medium(sheet.document):
            found.add(sheet.document)
        if found and first is None and sheet.texts:
            first = page, Location(sheet.url, Source.ELEMENT, document=sheet.document), ""
        media |= found
    shown = named or first
    if shown is None:
        return
    page, where, quote = shown
    counted = [
        f"{len(each)} {one if len(each) == 1 else many}"
        for each, one, many in (
            (pictures, "picture", "pictures"),
            (media, "video or recording", "videos or recordings"),
        )
        if each
    ]
    yield Finding(
        rule="photo-consent",
        page="",
        url=page.sheet.url,
        target="pictures and videos of the site",
        message=f"Please look through the {' and '.join(counted)} of this site: a computer knows no faces.",
        where=where,
        confidence=Confidence.REVIEW,
        quote=quote[:200],
        occurrences=len(pictures) + len(media),
        details={"pictures": str(len(pictures)), "media": str(len(media))},
        page_title=page.sheet.title,
    )


__all__ = ["RULES", "check"]
