"""Weigh what says that a name belongs to a lesson, a book or the past, and not to a child."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.mask.spelling import spell
from auditor.names.around import Remark, Scene
from auditor.names.cues import BORN, OUR_TIME
from auditor.names.scan import Shape

_LIFE = re.compile(r"^[\s,]*\(?\s*(?:born|b\.|c\.)?\s*1[0-9]\d\d\s*(?:[-–—]\s*(?:1[0-9]|20)?\d\d)?\s*\)?")
_NO_NUMBER = r"(?<![\d.,$#x])(?<!\D\d{3}-)(?<!\D\d{3} )"  # no price, no part of a telephone number
_YEAR = re.compile(rf"{_NO_NUMBER}1[4-9]\d\d(?!\d)")
_LONG_AGO = re.compile(rf"{_NO_NUMBER}(?:1[4-8]\d\d|19[0-5]\d)(?!\d)")
_IN_THE_YEAR = re.compile(r"(?<!\w)(?:in|since|until|of|from)\s+1[4-9]\d\d(?!\d)")
_BOOK_BY = re.compile(
    r"(?<!\w)(?:reading|read\s+aloud|read-aloud|listening\s+to|listen\s+to|(?:picture\s+|chapter\s+)?book|novel|"
    r"chapters?|series|audiobook|leyendo|novela|libro)(?!\w)[^.!?]{0,80}\sby\s*$"
)
# "We finished The Mitten by": what a class reads with a title before the name, in the page's own letters.
_WE_READ = re.compile(
    r"(?<!\w)(?:we|we['’]ve|class|leímos|terminamos)\s(?:\w+\s){0,2}?(?:read|finished|started|began|leído|el|la)(?!\w)"
    r"[^.!?]{1,80}\s(?:by|de)\s*$"
)
_TITLE_BY = re.compile(r"(?:[A-ZÁÉÍÓÚÑ][\w'’-]*[\"”’]?|[\"”’])\s+(?:by|de)\s*$")
# The entry of a list of books up to the author's name: "The Mitten by", "The Mitten,", "The Mitten (".
_TITLE_FIRST = re.compile(r"^[^.!?\n]{2,80}?(?:,|\s[-–—]|\sby|\sde|\s\()\s*$")
_TITLE_AFTER = re.compile(r"^\s*[.:,;–—-]\s*[\w\"“‘]")
_WHOSE_BOOKS = re.compile(r"^(?:['’]s?)?\s+(?:\w+\s+)?books(?!\w)")
_TITLE_COLUMN = re.compile(r"(?<!\w)(?:titles?|books?|songs?|poems?|títulos?|libros?)(?!\w)")
_WHO_WAS = re.compile(r"(?<!\w)(?:who\s+(?:was|is)|quién\s+(?:fue|era|es))\s*$")
_CHAPTER = re.compile(
    r"(?:^|[.!?\n]\s*)(?:chapter|lesson|unit|module|section|capítulo|lección)\s+\d+(?:\.\d+)*\s*[:.–—-]\s*$"
)
_ENTRIES = re.compile(r"[,;\n•|]|\band\b|\by\b|:")
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
    yield from _books(scene)
    if not scene.marked and _WHO_WAS.search(scene.before) and scene.after.startswith("?"):
        yield -4.5, "a lesson asks who it was"
    elif not student and _CHAPTER.search(scene.before):
        yield -4.0, "it stands in the heading of a chapter or a lesson"
    if not scene.marked and not figure and _among_figures(scene):
        yield -4.5, "figures of lessons and books stand around it in a list"
    yield from _sources(scene)


def _books(scene: Scene) -> Iterator[Remark]:
    """Weigh lists and tables of books, and what a class reads: the author's place holds an author."""
    cues, raw = scene.cues, scene.around.text[: scene.hit.start]
    column = scene.around.column.casefold()
    if scene.student or cues.has("student", column):
        return
    of_books = _TITLE_COLUMN.search(column) and cues.has("lesson-column", scene.around.heads.casefold())
    if cues.has("lesson-column", column) or of_books:
        yield -4.5, "its column is one of books, authors or figures of lessons"
    elif cues.has("book-list", scene.heading) and (
        _TITLE_FIRST.match(raw.lstrip())
        or (scene.hit.shape is Shape.LAST_COMMA_FIRST and _TITLE_AFTER.match(scene.after))
    ):
        yield -4.5, "it stands where a list of books names its authors"
    elif (_WE_READ.search(scene.before) and _TITLE_BY.search(raw)) or _WHOSE_BOOKS.match(scene.after):
        yield -4.5, "it stands where a book's author does"


def _among_figures(scene: Scene) -> bool:
    """Tell whether a name is one entry of a list of which two others are figures of lessons."""
    own = scene.around.text[scene.hit.start : scene.hit.end].casefold()
    entries = [entry.strip(" .!") for entry in _ENTRIES.split(scene.around.text.casefold())]
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
    if _CITED.match(scene.after):
        yield -5.0, "a title and its year follow, as in a list of sources"
    elif scene.cues.credit_before.search(scene.before) or scene.cues.has("credit", scene.after):
        yield -5.0, "it stands where a source or a right is named"
