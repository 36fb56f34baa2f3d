"""Weigh what says that a name belongs to a lesson, a book or the past, and not to a child."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.names.around import Remark, Scene
from auditor.names.cues import BORN, OUR_TIME

_LIFE = re.compile(r"^[\s,]*\(?\s*(?:born|b\.|c\.)?\s*1[0-9]\d\d\s*(?:[-–—]\s*(?:1[0-9]|20)?\d\d)?\s*\)?")
_NO_NUMBER = r"(?<![\d.,$#x])(?<!\D\d{3}-)(?<!\D\d{3} )"  # no price, no part of a telephone number
_YEAR = re.compile(rf"{_NO_NUMBER}1[4-9]\d\d(?!\d)")
_LONG_AGO = re.compile(rf"{_NO_NUMBER}(?:1[4-8]\d\d|19[0-5]\d)(?!\d)")
_IN_THE_YEAR = re.compile(r"(?<!\w)(?:in|since|until|of|from)\s+1[4-9]\d\d(?!\d)")
_BOOK_BY = re.compile(
    r"(?<!\w)(?:reading|read\s+aloud|read-aloud|listening\s+to|listen\s+to|(?:picture\s+|chapter\s+)?book|novel|"
    r"chapters?|series|audiobook|leyendo|novela|libro)(?!\w)[^.!?]{0,80}\sby\s*$"
)
_GREAT_DEEDS = frozenset("wrote writes won was has had made painted built found said".split())
_CITED = re.compile(
    r"^,?\s*[“\"‘][^”\"’]{3,120}[”\"’]|"
    r"^[^.!?\n]{0,70}\([^()]{0,60}(?:press|books|publish\w*|house|editions?|verlag|editorial)\W[^()]{0,20}(?:19|20)\d\d\)|"
    r"^\s*\((?:19|20)\d\d\)"
)


def lessons(scene: Scene) -> Iterator[Remark]:
    """Yield what says that the name is known from lessons, books or history."""
    cues, student, low = scene.cues, scene.student, scene.said
    figure = f"{scene.hit.given} {scene.hit.family}" in cues.figures
    if figure:
        yield (-1.5 if student else -4.8), "a figure of lessons and books has this name"
    if _LIFE.match(scene.after) and _YEAR.search(scene.after[:30]):
        yield -4.5, "years of a life follow"
    elif cues.has("street", low) and not _IN_THE_YEAR.search(low):
        pass  # a house number
    elif _LONG_AGO.search(low):
        yield (-0.5 if student else -4.5), "a year of long ago stands beside it"
    elif _YEAR.search(low):
        yield (-0.5 if student else -1.5), "a year before any student's birth stands beside it"
    follows = scene.following.folded if scene.following is not None else ""
    child = scene.deed and follows not in _GREAT_DEEDS
    author, history = cues.find("author", low), cues.find("history", low)
    if history is not None and history.group().startswith(BORN) and OUR_TIME.search(low):
        history = None  # "was born in 2017" is said of a child
    if author is not None and not student:
        yield (-2.0 if child else -4.5), "words about authors and books stand beside it"
    elif history is not None and not student:
        yield (-2.0 if child else -4.5), "words of history or science lessons stand beside it"
    elif (author is not None or history is not None) and figure:
        yield -1.5, "words of lessons stand beside it"
    elif _BOOK_BY.search(scene.before) and not scene.marked:
        yield -4.5, "it stands where a book's author does"
    above = f"{scene.heading} {scene.around.title}".casefold()
    if not student and (cues.has("author", above) or cues.has("history", above)):
        yield -2.0, "the heading is that of a lesson or a list of books"
    yield from _sources(scene)


def _sources(scene: Scene) -> Iterator[Remark]:
    """Weigh citations and credits."""
    if scene.marked:
        return
    if _CITED.match(scene.after):
        yield -5.0, "a title and its year follow, as in a list of sources"
    elif scene.cues.credit_before.search(scene.before) or scene.cues.has("credit", scene.after):
        yield -5.0, "it stands where a source or a right is named"
