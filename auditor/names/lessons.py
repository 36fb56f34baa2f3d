"""Weigh what says that a name belongs to a lesson, a book or the past, and not to a child."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.mask.spelling import spell
from auditor.names.around import Remark, Scene
from auditor.names.cues import OUR_TIME
from auditor.names.scan import Shape

_LIFE = r"^[\s,]*\(?\s*{born-before-year}?\s*1[0-9]\d\d\s*(?:[-–—]\s*(?:1[0-9]|20)?\d\d)?\s*\)?"
_NO_NUMBER = r"(?<![\d.,$#x])(?<!\D\d{3}-)(?<!\D\d{3} )"  # no price, no part of a telephone number
_YEAR = re.compile(rf"{_NO_NUMBER}1[4-9]\d\d(?!\d)")
_LONG_AGO = re.compile(rf"{_NO_NUMBER}(?:1[4-8]\d\d|19[0-5]\d)(?!\d)")
_IN_THE_YEAR = r"(?<!\w){since}\s+1[4-9]\d\d(?!\d)"
_BOOK_BY = r"(?<!\w){reading-word}(?!\w)[^.!?]{0,80}\s{title-by}\s*$"
# "We finished The Mitten by": what a class reads with a title before the name, in the page's own letters.
_WE_READ = r"(?<!\w){we-read-who}\s(?:\w+\s){0,2}?{we-read}(?!\w)[^.!?]{1,80}\s{title-by}\s*$"
_TITLE_BY = r"(?:[A-ZÁÉÍÓÚÑ][\w'’-]*[\"”’]?|[\"”’])\s+{title-by}\s*$"
# The entry of a list of books up to the author's name: "The Mitten by", "The Mitten,", "The Mitten (".
_TITLE_FIRST = r"^[^.!?\n]{2,80}?(?:,|\s[-–—]|\s{title-by}|\s\()\s*$"
_TITLE_AFTER = re.compile(r"^\s*[.:,;–—-]\s*[\w\"“‘]")
_WHOSE_BOOKS = r"^(?:['’]s?)?\s+(?:\w+\s+)?{books}(?!\w)"
_TITLE_COLUMN = r"(?<!\w){title-column}(?!\w)"
_WHO_WAS = r"(?<!\w){who-was}\s*$"
_CHAPTER = r"(?:^|[.!?\n]\s*){chapter}\s+\d+(?:\.\d+)*\s*[:.–—-]\s*$"
_ENTRIES = r"[,;\n•|]|\b{and}\b|:"
_CITED = (
    r"^,?\s*[“\"‘][^”\"’]{3,120}[”\"’]|"
    r"^[^.!?\n]{0,70}\([^()]{0,60}{publishing-house}\W[^()]{0,20}(?:19|20)\d\d\)|"
    r"^\s*\((?:19|20)\d\d\)"
)


def lessons(scene: Scene) -> Iterator[Remark]:
    """Yield what says that the name is known from lessons, books or history."""
    cues, student, low = scene.cues, scene.student, scene.said
    see = cues.pattern
    figure = f"{scene.hit.given} {scene.hit.family}" in cues.figures
    if figure:
        yield (-1.5 if student else -4.8), "a figure of lessons and books has this name"
    if see(_LIFE).match(scene.after) and _YEAR.search(scene.after[:30]):
        yield -4.5, "years of a life follow"
    elif cues.has("street", low) and not see(_IN_THE_YEAR).search(low):
        pass  # a house number
    elif _LONG_AGO.search(low):
        yield (-0.5 if student else -4.5), "a year of long ago stands beside it"
    elif _YEAR.search(low):
        yield (-0.5 if student else -1.5), "a year before any student's birth stands beside it"
    follows = scene.following.folded if scene.following is not None else ""
    child = scene.deed and follows not in cues.small["great-deed"]
    author, history = cues.find("author", low), cues.find("history", low)
    if history is not None and history.group().startswith(cues.born) and OUR_TIME.search(low):
        history = None  # "was born in 2017" is said of a child
    if author is not None and not student:
        yield (-2.0 if child else -4.5), "words about authors and books stand beside it"
    elif history is not None and not student:
        yield (-2.0 if child else -4.5), "words of history or science lessons stand beside it"
    elif (author is not None or history is not None) and figure:
        yield -1.5, "words of lessons stand beside it"
    elif see(_BOOK_BY).search(scene.before) and not scene.marked:
        yield -4.5, "it stands where a book's author does"
    above = f"{scene.heading} {scene.around.title}".casefold()
    if not student and (cues.has("author", above) or cues.has("history", above)):
        yield -2.0, "the heading is that of a lesson or a list of books"
    yield from _books(scene)
    if not scene.marked and see(_WHO_WAS).search(scene.before) and scene.after.startswith("?"):
        yield -4.5, "a lesson asks who it was"
    elif not student and see(_CHAPTER).search(scene.before):
        yield -4.0, "it stands in the heading of a chapter or a lesson"
    if not scene.marked and not figure and _among_figures(scene):
        yield -4.5, "figures of lessons and books stand around it in a list"
    yield from _sources(scene)


def _books(scene: Scene) -> Iterator[Remark]:
    """Weigh lists and tables of books, and what a class reads: the author's place holds an author."""
    cues, raw = scene.cues, scene.around.text[: scene.hit.start]
    see = cues.pattern
    column = scene.around.column.casefold()
    if scene.student or cues.has("student", column):
        return
    of_books = see(_TITLE_COLUMN).search(column) and cues.has("lesson-column", scene.around.heads.casefold())
    if cues.has("lesson-column", column) or of_books:
        yield -4.5, "its column is one of books, authors or figures of lessons"
    elif cues.has("book-list", scene.heading) and (
        see(_TITLE_FIRST).match(raw.lstrip())
        or (scene.hit.shape is Shape.LAST_COMMA_FIRST and _TITLE_AFTER.match(scene.after))
    ):
        yield -4.5, "it stands where a list of books names its authors"
    elif see(_WHOSE_BOOKS).match(scene.after) or (
        see(_WE_READ).search(scene.before) and see(_TITLE_BY).search(raw)
    ):
        yield -4.5, "it stands where a book's author does"


def _among_figures(scene: Scene) -> bool:
    """Tell whether a name is one entry of a list of which two others are figures of lessons."""
    own = scene.around.text[scene.hit.start : scene.hit.end].casefold()
    apart = scene.cues.pattern(_ENTRIES)
    entries = [entry.strip(" .!") for entry in apart.split(scene.around.text.casefold())]
    if own not in entries:
        return False
    entries += [entry.casefold().strip(" .!") for entry in scene.around.listed]
    return sum(_plain(entry) in scene.cues.figures for entry in entries) >= 2


def _plain(name: str) -> str:
    return " ".join(atom.folded for atom in spell(name).atoms)


def _sources(scene: Scene) -> Iterator[Remark]:
    """Weigh citations and credits."""
    if scene.marked:
        return
    if scene.cues.pattern(_CITED).match(scene.after):
        yield -5.0, "a title and its year follow, as in a list of sources"
    elif scene.cues.credit_before.search(scene.before) or scene.cues.has("credit", scene.after):
        yield -5.0, "it stands where a source or a right is named"
