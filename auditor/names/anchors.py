"""Find where students with a form on file are named, and what stands beside it; judges no clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from auditor.finding import Confidence
from auditor.names.held import Held
from auditor.names.pictures import is_medium, pictured, playing
from auditor.names.place import Nearness
from auditor.names.survey import Read, Survey
from auditor.page import Source, Text
from auditor.policy import Policy
from auditor.roster import Student
from auditor.words import Words

_MEDIA_KINDS = frozenset(("vtt", "srt", "mp4", "mp3", "wav", "m4a", "webm", "mov", "ogg"))
_AUDIO = (".mp3", ".wav", ".m4a", ".ogg")
_WINDOW = 240


@dataclass(frozen=True, slots=True)
class Anchor:
    """Hold one place where a student with a form is named."""

    student: Student = field(repr=False)
    text: Text = field(repr=False)
    start: int
    end: int
    confidence: Confidence
    why: str
    first_only: bool


def by_first_name(done: Survey, opted: Mapping[str, frozenset[str]], policy: Policy) -> frozenset[int]:
    """Return the students whose first name alone may not stand on pages of their class or school."""
    wanted = {scope for scope in "ABC" if policy.setting(f"opt-out-{scope.lower()}", "first_name", True)}
    numbers = done.reader.index.numbers
    return frozenset(
        numbers[identity] for identity, scopes in opted.items() if scopes & wanted and identity in numbers
    )


def anchors_of(
    done: Survey, page: Read, opted: Mapping[str, frozenset[str]], first: frozenset[int]
) -> list[Anchor]:
    """Return where students with a form are named; those in `first` by the first name alone, too."""
    anchors: list[Anchor] = []
    for mention in page.mentions:
        for number in mention.numbers:
            student = done.student(number)
            if student.sourced_id in opted:
                sure = mention.confidence if len(mention.numbers) == 1 else Confidence.REVIEW
                anchors.append(
                    Anchor(
                        student, mention.text, mention.start, mention.end, sure, "; ".join(mention.why), False
                    )
                )
    near = first & page.locale.in_school
    if not near:
        return anchors
    for text in page.marked:
        for name in done.first_names(page, text):
            for number in name.numbers:
                if number not in near:
                    continue
                own = name.nearness is Nearness.CLASS
                alone = len(name.numbers) == 1 and not name.doubtful
                sure = Confidence.LIKELY if own and alone else Confidence.REVIEW
                if not own and not alone:
                    continue
                whom, where = "one student" if alone else "students", "class" if own else "school"
                why = f"a first name that fits {whom} of this {where}"
                anchors.append(Anchor(done.student(number), text, name.start, name.end, sure, why, True))
    return anchors


def of_another(
    done: Survey,
    page: Read,
    anchor: Anchor,
    text: Text,
    span: tuple[int, int],
    detail: str,
    held: Held,
) -> bool:
    """Tell whether a detail is another's: the office holds it of another, or another name is nearer."""
    if any(
        kind == detail and identity != anchor.student.sourced_id
        for kind, identity in held.may_stand_in(text.joined[span[0] : span[1]])
    ):
        return True
    if text is not anchor.text:
        return False
    own = _apart((anchor.start, anchor.end), span)
    names = [*page.at(text), *((first.start, first.end) for first in done.first_names(page, text))]
    own = min([own, *(_apart(place, span) for place in _places(done, page, anchor, text))])
    return any(
        _apart(place, span) < own
        for place in names
        if text.joined[place[0] : place[1]] != text.joined[anchor.start : anchor.end]
    )


def _places(done: Survey, page: Read, anchor: Anchor, text: Text) -> Iterator[tuple[int, int]]:
    """Yield every place of a text that names the anchor's student."""
    number = number_of(done, anchor.student)
    for mention in page.mentions:
        if mention.text is text and number in mention.numbers:
            yield mention.start, mention.end
    for first in done.first_names(page, text):
        if number in first.numbers:
            yield first.start, first.end


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def number_of(done: Survey, student: Student) -> int:
    return done.reader.index.numbers[student.sourced_id]


def beside(page: Read, anchor: Anchor) -> Iterator[tuple[Text, tuple[int, int], str]]:
    """Yield the texts in which a detail would be the named student's, with the heading of their column.

    They are the block around the name and the cells of its row.
    """
    text = anchor.text
    yield text, (max(0, anchor.start - _WINDOW), min(len(text.joined), anchor.end + _WINDOW)), ""
    for other in page.grid.beside(text):
        yield other, (0, len(other.joined)), page.grid.head(other)


def medium_of(words: Words, page: Read, anchor: Anchor) -> str:
    """Say whether a name stands with a picture, a video, a recording, or as a speaker; "" for none."""
    text = anchor.text
    sheet = page.sheet
    if text.where.place.startswith("speaker"):
        return "speaker"
    if sheet.kind in _MEDIA_KINDS or is_medium(text.joined):
        return "sound" if (sheet.document or text.joined).casefold().endswith(_AUDIO) else "video"
    if text.where.source in (Source.EXIF, Source.IPTC, Source.XMP):
        return "picture"
    if any(text is each for picture in pictured(words, sheet) for each in picture.texts):
        return "picture"
    played = playing(text)
    if played:
        return played
    for link in sheet.links:
        if is_medium(link.url or link.href) and text.joined[anchor.start : anchor.end] in link.words:
            return "sound" if link.url.casefold().endswith(_AUDIO) else "video"
    return ""
