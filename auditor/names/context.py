"""Weigh what stands around a name: whose name it looks like, whatever the roster says."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.names.adults import adults
from auditor.names.around import Remark, Scene, beside, title_case
from auditor.names.cues import Cues
from auditor.names.index import Index
from auditor.names.lessons import lessons
from auditor.names.looks import looks
from auditor.names.scan import Shape
from auditor.names.things import things
from auditor.names.tokens import Token

_JOINING = r"^\s*(?:,|;|/|&|\b{and}\b|\||•|·)\s*(?:{and}\s+)?$"
_NAMES_BELOW = r"(?i)(?<!\w){name-head}(?!\w)"
_TURNED = (Shape.LAST_COMMA_FIRST, Shape.LAST_FIRST, Shape.CAPITALS_FIRST)


def others(scene: Scene) -> Iterator[Remark]:
    """Yield what says that the name is somebody else's: an adult's, an author's, a figure's."""
    yield from adults(scene)
    yield from lessons(scene)


def weigh(scene: Scene) -> Iterator[Remark]:
    """Yield what else speaks for and against reading the name as a student's."""
    yield from things(scene)
    yield from _neighbors(scene)
    yield from _cells(scene)
    yield from looks(scene)
    if scene.marked:
        yield 2.0, "the words beside it are about students: it is called one"
    elif scene.student:
        yield 1.0, "words about students stand beside it"
    elif scene.cues.made_by.search(scene.before) and not scene.cues.has("author", scene.said):
        yield 1.0, "it stands where the maker of a piece of work does"


def _neighbors(scene: Scene) -> Iterator[Remark]:
    """Weigh the words next to the name: a longer name is another's, and first names side by side are two."""
    index, hit = scene.index, scene.hit
    taken = {at for other in scene.others if other is not hit for at in range(other.first, other.last)}
    if hit.first - 1 not in taken:
        yield from _before(scene)
    if hit.last not in taken:
        yield from _behind(scene)
    if hit.family in index.by_given or hit.shape in (Shape.LAST_COMMA_FIRST, Shape.CELLS, Shape.BLOCKS):
        lone = _lone_names(scene, taken)
        both_first = hit.family in index.by_given
        if lone and both_first:
            yield -4.5, "first names stand side by side"
        elif lone and hit.shape is Shape.LAST_COMMA_FIRST:
            yield -4.5, "it stands in a list of single names"
        elif both_first and hit.shape not in (Shape.FIRST_LAST, Shape.USER_NAME):
            yield -1.2, "both halves are first names"


def _before(scene: Scene) -> Iterator[Remark]:
    leading, index = scene.leading, scene.index
    if leading is None or not leading.capital or len(leading.folded) < 2:
        return
    if scene.hit.shape in _TURNED and not _title_word(scene.cues, leading):
        goes_on = scene.following is not None and scene.following.capital
        yield (-4.5 if goes_on else -2.5), "it may be the end of one name and the start of another"
    if index.by_given.get(leading.folded) and leading.folded not in index.ordinary:
        yield -2.0, "another first name stands directly before it"


def _behind(scene: Scene) -> Iterator[Remark]:
    following, hit, index = scene.following, scene.hit, scene.index
    if following is None or not following.capital or not following.letters or len(following.folded) < 2:
        return
    shown = not following.shouted or scene.found[hit.first].shouted
    in_a_name = following.folded in index.by_family and following.folded not in index.ordinary
    titled = title_case(scene.found)
    if in_a_name and hit.shape is Shape.FIRST_LAST and shown:
        yield -4.2, "another family name follows: it may be a longer name, of someone else"
    elif hit.given in index.ordinary and hit.family in index.ordinary and not titled:
        yield -2.5, "it reads on as the name of a thing"
    elif hit.shape is Shape.FIRST_LAST and stranger(index, scene.cues, following):
        yield (-2.5 if titled else -4.2), "an unknown word with a capital follows, as in a longer name"
    elif not titled:
        yield -0.7, "another word with a capital follows"


def _cells(scene: Scene) -> Iterator[Remark]:
    """Weigh two cells of a row: under "Friend" and "Season" stand a first name and a word."""
    hit, column = scene.hit, scene.around.column
    if hit.shape is not Shape.CELLS:
        return
    if column and not scene.cues.pattern(_NAMES_BELOW).search(column):
        yield (-5.0 if hit.family in scene.index.ordinary else -2.5), "its column is not one of names"
    elif not column and (hit.family in scene.index.by_given or hit.family in scene.index.ordinary):
        single = [cell for cell in scene.around.row.split("\t") if cell.strip().isalpha() and cell.istitle()]
        if single:
            yield -3.5, "it stands in a row of single names"


def _title_word(cues: Cues, token: Token) -> bool:
    """Tell whether a word before a name is one of the words about students."""
    return any(token.folded in phrase.split() for phrase in cues.single["student"])


def stranger(index: Index, cues: Cues, token: Token) -> bool:
    """Tell whether a word is neither an ordinary one nor one of the cues, and so perhaps a name."""
    word = token.folded
    known = (
        word in index.ordinary
        or word in cues.calendar
        or any(word in listed for listed in cues.single.values())
    )
    return not known and len(word) > 3 and not token.shouted


def _lone_names(scene: Scene, taken: set[int]) -> int:
    """Count the first names that stand alone beside a name, joined to it by a comma or "and"."""
    index, found, hit = scene.index, scene.found, scene.hit
    joining, small = scene.cues.pattern(_JOINING), scene.cues.small["joining"]
    count = 0
    left = hit.first - 1
    joined = found[hit.first].before
    if left >= 0 and found[left].folded in small:
        left, joined = left - 1, ","
    if left >= 0 and left not in taken and found[left].capital and joining.match(joined.casefold()):
        alone = left == 0 or not beside(found, left) or not found[left - 1].capital
        count += alone and (found[left].folded in index.by_given or _a_single_name(scene, left))
    right = hit.last
    joined = found[right].before if right < len(found) else "."
    if right < len(found) and found[right].folded in small:
        right, joined = right + 1, ","
    if (
        right < len(found)
        and right not in taken
        and found[right].capital
        and joining.match(joined.casefold())
    ):
        alone = right + 1 >= len(found) or not beside(found, right + 1) or not found[right + 1].capital
        count += alone and (found[right].folded in index.by_given or _a_single_name(scene, right))
    cells = [cell.strip() for cell in scene.around.row.casefold().split("\t")]
    return count + sum(" " not in cell and cell in index.by_given for cell in cells)


def _a_single_name(scene: Scene, at: int) -> bool:
    """Tell whether an unknown word with a capital may be a first name that the roster does not hold."""
    token = scene.found[at]
    return scene.hit.shape in _TURNED and token.letters and stranger(scene.index, scene.cues, token)
