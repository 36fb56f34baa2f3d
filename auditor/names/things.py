"""Weigh what says that two words name a place, a firm or a thing, and nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.names.around import Remark, Scene, beside, title_case
from auditor.names.scan import Shape
from auditor.names.tokens import Token

_HOUSE = re.compile(r"(?:^|\s)\d{1,5}\s+(?:[NSEW]\.?\s+)?$", re.IGNORECASE)
_INSIDE = r"(?<!\w){inside}\s+(?:{the}\s+)?$"
_GO_IN = r"\s+{go-in}\s+{calendar}(?![\w'’-])"
_AT = r"(?<!\w){at-place}\s+(?:{the}\s+)?$"


def things(scene: Scene) -> Iterator[Remark]:
    """Yield what says that the words name a thing."""
    yield from _places(scene)
    yield from _words(scene)


def _places(scene: Scene) -> Iterator[Remark]:
    cues, found, hit = scene.cues, scene.found, scene.hit
    following, leading = scene.following, scene.leading
    first = found[hit.first]
    capital = following is not None and following.capital
    following_word = following.folded if following is not None else ""
    if following is not None and (place := _after_middle(scene)) is not None:
        yield (-6.0 if place.capital else -3.5), "it is the name of a school or another place"
    elif following_word in cues.single["place-after"]:
        if capital or _HOUSE.search(scene.before) or not first.capital:
            yield -6.0, "it is the name of a street, a school or another thing"
        else:
            yield -0.5, "a word for a place follows"
    elif (following_word in cues.single["business-after"] and (capital or not first.capital)) or (
        cues.sons.match(scene.after) or _owns_a_firm(scene)
    ):
        yield -6.0, "it is the name of a business"
    elif _HOUSE.search(scene.before) and capital:
        yield -3.0, "a house number stands before it"
    elif capital and len(following_word) > 1 and cues.pattern(_AT).search(scene.before[-20:]):
        yield -4.5, "it is part of the name of a place or a business"
    if leading is not None and leading.folded in cues.single["place-before"]:
        yield -5.0, "it is the name of a place"
    elif (
        leading is not None
        and leading.folded in cues.single["determiner"]
        and not (leading.initial and hit.first > 1)  # "Group A"
        and hit.shape is not Shape.CELLS
    ):
        yield -3.5, "the word before it is one for things"


def _words(scene: Scene) -> Iterator[Remark]:
    """Weigh halves that are words of the language."""
    index, cues, hit, student = scene.index, scene.cues, scene.hit, scene.student
    common = (hit.given in index.ordinary) + (hit.family in index.ordinary)
    place = hit.family in cues.single["place-after"]
    leads_in = cues.pattern(_INSIDE).search(scene.before[-20:]) is not None
    inside = leads_in and not scene.after.startswith(("'", "’"))
    if hit.given in cues.calendar and hit.family in cues.calendar:
        yield (-3.0 if _calendar_beside(scene) else -1.0), "both halves are words of the calendar"
    if place and inside and not scene.marked:
        yield -4.5, "it reads as the name of a place"
    elif place and hit.given in cues.single["place-name"] and not student:
        yield -4.0, "it reads as the name of a place"
    elif place and not student and cues.pattern(_GO_IN).match(scene.after):
        yield -4.0, "it reads as a place to go to"
    elif common == 2 and place and not student:
        yield -2.2, "its second word is one for places"
    elif common == 2 and inside:
        yield -2.0, "it reads as the name of a place"
    before, after = scene.leading, scene.following
    if common == 2 and after is not None and after.folded in cues.single["theme-after"] and not scene.marked:
        yield -4.0, "it reads as the name of a week or a lesson"
    if hit.family in cues.calendar and after is not None and after.folded.isdigit():
        yield -5.0, "it is part of a date"
    if (common < 2 and not place) or scene.marked:
        return
    pointing = common == 2 and before is not None and before.folded in cues.small["pointing"]
    if pointing or (after is not None and after.folded in cues.small["goes-on"]):
        yield -5.0, "its words belong to a sentence"
    elif common == 2 and not student and (_among_words(scene) or _inverted_alone(scene)):
        yield -3.0, "ordinary words with capitals stand around it"


def _after_middle(scene: Scene) -> Token | None:
    """Return the word for a place that follows with one word between: "High School", "nature park"."""
    found, last, single = scene.found, scene.hit.last, scene.cues.single
    if last + 1 >= len(found) or not beside(found, last + 1):
        return None
    middle, place = found[last], found[last + 1]
    known = middle.folded in single["place-middle"] and place.folded in single["place-after"]
    return place if known and middle.capital == place.capital else None


def _owns_a_firm(scene: Scene) -> bool:
    """Tell whether a firm is the name's own: "Ana Berg's Bakery"."""
    found, last = scene.found, scene.hit.last
    if last + 1 >= len(found) or found[last].folded != "s" or not found[last].touching:
        return False
    return found[last + 1].capital and found[last + 1].folded in scene.cues.single["business-after"]


def _calendar_beside(scene: Scene) -> bool:
    """Tell whether months, days or numbers stand next to a name of calendar words, or others near."""
    found, hit, calendar = scene.found, scene.hit, scene.cues.calendar
    beside = [found[at] for at in (hit.first - 1, hit.last) if 0 <= at < len(found)]
    between = [found[at].before for at in range(hit.first + 1, hit.last)]
    near = set(re.findall(r"\w+", f"{scene.before[-60:]} {scene.after[:60]}"))
    named = (near & calendar) - {hit.given, hit.family}
    return (
        bool(named)
        or any(each.folded in calendar or each.folded.isdigit() for each in beside)
        or any(not each.isspace() for each in between)
    )


def _inverted_alone(scene: Scene) -> bool:
    """Tell whether "Power, Will" stands outside of any list of names, as words do."""
    return scene.hit.shape is Shape.LAST_COMMA_FIRST and len(scene.others) < 2 and scene.following is not None


def _among_words(scene: Scene) -> bool:
    """Tell whether the words with capitals around a name are ordinary ones, as in lists of colors."""
    found, hit = scene.found, scene.hit
    taken = {at for other in scene.others for at in range(other.first, other.last)}
    near = [at for at in range(max(0, hit.first - 5), min(len(found), hit.last + 5)) if at not in taken]
    others = [found[at] for at in near if found[at].capital and len(found[at].folded) > 1]
    words, calendar = scene.index.ordinary, scene.cues.calendar
    ordinary = sum(each.folded in words or each.folded in calendar for each in others)
    return len(others) >= 2 and ordinary * 3 >= len(others) * 2 and title_case(found)
