"""Weigh what says that a name is an adult's: titles, roles, kin, tables of staff, whoever made the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.names.around import ADULTS, Remark, Scene
from auditor.page import Source

_POSSESSIVE = re.compile(r"^['’]s?\s")
_MAIL = r"^[\s<(,:–-]{1,3}(?:{mail-word}:?\s*)?(?:mailto:)?[\w.+-]+(?:@|\s+{call-at}\s+|\s?\(at\)\s?)[\w-]+\."
_CALLED = (
    r"^[\s,(:–-]{1,3}{call-link}?\s*(?:{call-word}\s*)?(?:{call-at}\s*)?"
    r"\(?\d{3}\)?[\s.-]\d{3}[\s.-]?\d{4}"
)
_CONTACT = r"(?<!\w){turn-to}\s+(?:\w+\s+){0,1}$"
_GIVEN_BY = r"(?<!\w){given-by}\s+$"
_OWN_ROOM = r"^['’]s?\s+(?:[\w-]+\s+){0,2}{own-room}(?!\w)"
_CODE = frozenset((Source.META, Source.EXIF, Source.IPTC, Source.XMP))
_PAPER = r"(?<!\w){paper-staff}(?!\w)"
# What extraction calls the place of a text, whatever the page's language.
_MAKER = re.compile(r"author|creator|by-line|artist|owner|copyright|credit|writer|publisher")
_SPEAKING = r"(?<!\w){speaking}\s*$"
_STAFF_TABLE = r"(?<!\w){staff-head}(?!\w)"
_TEAM_TABLE = r"(?<!\w){team-head}(?!\w)|#"
_EXTENSION = r"(?<!\w)(?:x|{extension}\.?\s*)\d{2,5}(?!\w)|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}"
_ALUMNI = (
    r"^[\s,(]{1,3}(?:{class-of}\s+(?:19\d\d|20[01]\d|['’]\d\d)|['’](?:[5-9]\d|[01]\d)(?!\w)|"
    r"{graduated}\s+(?:{graduated-from}\s+[\w ]{1,30}\s+)?{graduated-in}\s+(?:19\d\d|20[01]\d))"
)
_IN_THE_OFFICE = r"^\s+{office-at}\s+(?:{office-kind}\s+)+{office}"


def adults(scene: Scene) -> Iterator[Remark]:
    """Yield what says that the name is an adult's."""
    cues, student, see = scene.cues, scene.student, scene.cues.pattern
    offices = cues.small["office-of-children"]
    possessive = _POSSESSIVE.match(scene.after) is not None
    leading = scene.leading
    if leading is not None and leading.folded in cues.single["adult-title"]:
        if leading.folded in offices and (scene.job or student):
            yield -1.5, "a word for an office stands before it"
        elif leading.folded in offices:
            yield -4.5, "a word for an office stands before it"
        else:
            yield -7.0, "a title such as Ms. or Coach stands before it"
    elif see(_SPEAKING).search(scene.before[-24:]):
        yield -5.0, "somebody speaks of himself or herself"
    elif (called := cues.adult_before.search(scene.before)) is not None and not possessive:
        part = scene.job or (student and called["role"] in offices)
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
    if not student and see(ADULTS).search(scene.heading) and not see(_PAPER).search(scene.heading):
        yield -4.7, "the heading above is about adults"
    elif not student and cues.has("adult-role", scene.heading):
        yield -3.0, "the heading above names what adults do"
    if see(_ALUMNI).match(scene.after):
        yield -5.5, "it is someone who left school long ago"
    yield from _reached(scene)
    where = scene.around.where.where
    if where.source in _CODE and _MAKER.search(where.place.casefold()):
        yield -3.0, "it names whoever made the page or the picture"


def _reached(scene: Scene) -> Iterator[Remark]:
    """Weigh addresses, numbers and rooms, by which adults are reached."""
    see = scene.cues.pattern
    if scene.marked:
        return
    if see(_MAIL).match(scene.after) and not scene.student:
        yield -2.5, "an e-mail address follows, as after an adult's name"
    elif see(_CONTACT).search(scene.before[-60:]) or see(_IN_THE_OFFICE).match(scene.after):
        yield -4.0, "readers are asked to turn to this person"
    elif see(_CALLED).match(scene.after):
        yield -1.0, "a telephone number follows"
    elif see(_GIVEN_BY).search(scene.before[-40:]):
        yield -1.5, "it is someone who gives or invites"
    elif see(_OWN_ROOM).match(scene.after) and not scene.student:
        yield -3.0, "it is the name of somebody's room or class"
    heads = scene.around.heads.casefold()
    if not scene.student and see(_STAFF_TABLE).search(heads) and not see(_TEAM_TABLE).search(heads):
        yield -4.0, "its table is one of staff"
    elif see(_EXTENSION).search(scene.around.row.casefold()) and not scene.student:
        yield -2.5, "a telephone number stands in its row"


def _role_cell(scene: Scene) -> bool:
    return any(
        cell.strip()
        and (match := scene.cues.find("adult-role", cell)) is not None
        and len(match.group()) * 2 > len(cell.strip())
        for cell in scene.around.row.casefold().split("\t")
    )
