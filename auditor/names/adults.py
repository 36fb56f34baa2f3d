"""Weigh what says that a name is an adult's: titles, roles, kin, tables of staff, whoever made the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.names.around import ADULTS, Remark, Scene
from auditor.page import Source

_POSSESSIVE = re.compile(r"^['’]s?\s")
_MAIL = re.compile(
    r"^[\s<(,:–-]{1,3}(?:e-?mail:?\s*)?(?:mailto:)?[\w.+-]+(?:@|\s+at\s+|\s?\(at\)\s?)[\w-]+\."
)
_CALLED = re.compile(
    r"^[\s,(:–-]{1,3}(?:at|by|on)?\s*(?:phone\s*)?(?:at\s*)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]?\d{4}"
)
_CONTACT = re.compile(
    r"(?<!\w)(?:contact|rsvp(?:\s+(?:to|with))?|e-?mail|call|text|reach|questions\s+to|checks?\s+payable\s+to|"
    r"(?:is|are)\s+run\s+by|sign\s+up\s+with|turn\s+in\s+to)\s+(?:\w+\s+){0,1}$"
)
_GIVEN_BY = re.compile(r"(?<!\w)(?:donat\w+|hosted|presented|catered|cooked|sponsored|supplied)\s+by\s+$")
_OWN_ROOM = re.compile(
    r"^['’]s?\s+(?:[\w-]+\s+){0,2}(?:room|class|classroom|class\s*page|web\s*page|website|web\s*site)(?!\w)"
)
_CODE = frozenset((Source.META, Source.EXIF, Source.IPTC, Source.XMP))
_PAPER = re.compile(r"(?<!\w)(?:yearbook|news\s?paper|news|magazine|journal)\s+staff(?!\w)")
_MAKER = re.compile(r"author|creator|by-line|artist|owner|copyright|credit|writer|publisher")
_SPEAKING = re.compile(r"(?<!\w)(?:i am|i['’]m|my name is|i, |me llamo|soy)\s*$")
_STAFF_TABLE = re.compile(
    r"(?<!\w)(?:position|job\s+title|staff|teacher|department|ext|extension|phone|voice\s*mail|office|"
    r"planning\s+period|credentials?|years?\s+of\s+experience)(?!\w)"
)
_TEAM_TABLE = re.compile(
    r"(?<!\w)(?:students?|pupils?|child|children|players?|athletes?|jersey|number|no|ht|height|wt|weight|gr|grade|yr|score|"
    r"points|alumn[oa]s?)(?!\w)|#"
)
_EXTENSION = re.compile(r"(?<!\w)(?:x|ext\.?\s*)\d{2,5}(?!\w)|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}")
_ALUMNI = re.compile(
    r"^[\s,(]{1,3}(?:(?:class|clase)\s+(?:of|de)\s+(?:19\d\d|20[01]\d|['’]\d\d)|['’](?:[5-9]\d|[01]\d)(?!\w)|"
    r"graduated\s+(?:from\s+[\w ]{1,30}\s+)?in\s+(?:19\d\d|20[01]\d))"
)
_IN_THE_OFFICE = re.compile(
    r"^\s+(?:in|at|from)\s+(?:the\s+)?"
    r"(?:(?:front|main|school|district|attendance|counsel\w+|nurse['’]?s?)\s+)+(?:office|desk)"
)
_STUDENTS_TOO = frozenset(
    "president captain king queen secretary chief astronaut firefighter librarian author illustrator poet "
    "director general detective".split()
)


def adults(scene: Scene) -> Iterator[Remark]:
    """Yield what says that the name is an adult's."""
    cues, student = scene.cues, scene.student
    possessive = _POSSESSIVE.match(scene.after) is not None
    leading = scene.leading
    if leading is not None and leading.folded in cues.single["adult-title"]:
        if leading.folded in _STUDENTS_TOO and (scene.job or student):
            yield -1.5, "a word for an office stands before it"
        elif leading.folded in _STUDENTS_TOO:
            yield -4.5, "a word for an office stands before it"
        else:
            yield -7.0, "a title such as Ms. or Coach stands before it"
    elif _SPEAKING.search(scene.before[-24:]):
        yield -5.0, "somebody speaks of himself or herself"
    elif (called := cues.adult_before.search(scene.before)) is not None and not possessive:
        part = scene.job or (student and called["role"] in _STUDENTS_TOO)
        yield (-1.0 if part else -5.5), "the words before it say that it is an adult"
    elif cues.maker_before.search(scene.before) and not possessive:
        child = scene.job or scene.marked or cues.young_maker.search(scene.before) is not None
        yield (-1.0 if child else -5.5), "the words before it say who made something"
    elif cues.calls_adult(scene.after) and not possessive:
        yield -5.5, "the words after it say that it is an adult"
    elif cues.adults_named.search(scene.before):
        yield (-1.0 if scene.job else -5.0), "it stands in a list of adults"
    elif cues.adults_listed.search(scene.before):
        yield (-1.0 if student else -3.5), "adults are spoken of before it"
    elif _role_cell(scene):
        yield -6.0, "its row is about an adult"
    if cues.own_family.search(scene.before):
        yield -4.5, "somebody speaks of the own family"
    if not student and ADULTS.search(scene.heading) and not _PAPER.search(scene.heading):
        yield -4.7, "the heading above is about adults"
    elif not student and cues.has("adult-role", scene.heading):
        yield -3.0, "the heading above names what adults do"
    if _ALUMNI.match(scene.after):
        yield -5.5, "it is someone who left school long ago"
    yield from _reached(scene)
    where = scene.around.where.where
    if where.source in _CODE and _MAKER.search(where.place.casefold()):
        yield -3.0, "it names whoever made the page or the picture"


def _reached(scene: Scene) -> Iterator[Remark]:
    """Weigh addresses, numbers and rooms, by which adults are reached."""
    if scene.marked:
        return
    if _MAIL.match(scene.after) and not scene.student:
        yield -2.5, "an e-mail address follows, as after an adult's name"
    elif _CONTACT.search(scene.before[-60:]) or _IN_THE_OFFICE.match(scene.after):
        yield -4.0, "readers are asked to turn to this person"
    elif _CALLED.match(scene.after):
        yield -1.0, "a telephone number follows"
    elif _GIVEN_BY.search(scene.before[-40:]):
        yield -1.5, "it is someone who gives or invites"
    elif _OWN_ROOM.match(scene.after) and not scene.student:
        yield -3.0, "it is the name of somebody's room or class"
    heads = scene.around.heads.casefold()
    if not scene.student and _STAFF_TABLE.search(heads) and not _TEAM_TABLE.search(heads):
        yield -4.0, "its table is one of staff"
    elif _EXTENSION.search(scene.around.row.casefold()) and not scene.student:
        yield -2.5, "a telephone number stands in its row"


def _role_cell(scene: Scene) -> bool:
    return any(
        cell.strip()
        and (match := scene.cues.find("adult-role", cell)) is not None
        and len(match.group()) * 2 > len(cell.strip())
        for cell in scene.around.row.casefold().split("\t")
    )
