"""Weigh what stands around a name: whose name it looks like, whatever the roster says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.names.around import CALENDAR, Around, Remark, beside, title_case
from auditor.names.cues import Cues
from auditor.names.index import Index
from auditor.names.looks import looks
from auditor.names.scan import Hit, Shape
from auditor.names.tokens import Token, sentence
from auditor.page import Source

_LIFE = re.compile(r"^[\s,]*\(?\s*(?:born|b\.|c\.)?\s*1[0-9]\d\d\s*(?:[-–—]\s*(?:1[0-9]|20)?\d\d)?\s*\)?")
_YEAR = re.compile(r"(?<!\d)1[4-9]\d\d(?!\d)")
_HOUSE = re.compile(r"(?:^|\s)\d{1,5}\s+(?:[NSEW]\.?\s+)?$")
_POSSESSIVE = re.compile(r"^['’]s?\s")
_MAIL = re.compile(r"^\s*[<(]?\s*(?:mailto:)?[\w.+-]+(?:@|\s+at\s+)[\w-]+\.")
_CONTACT = re.compile(
    r"(?<!\w)(?:contact|rsvp|e-?mail|call|questions|checks? payable|donat\w+|hosted|presented|catered)(?!\w)"
)
_CODE = frozenset((Source.META, Source.EXIF, Source.IPTC, Source.XMP))
_MAKER = re.compile(r"author|creator|by-line|artist|owner|copyright|credit|writer|publisher")
_SPEAKING = re.compile(r"(?<!\w)(?:i am|i['’]m|my name is|i, |me llamo|soy)\s*$")
_STUDENTS_TOO = frozenset(
    "president captain king queen secretary chief astronaut firefighter officer librarian author illustrator "
    "poet director general detective".split()
)
_JOINING = re.compile(r"^\s*(?:,|;|/|&|\band\b|\by\b|\||•|·)\s*(?:and\s+)?$")
_AND = frozenset(("and", "y", "e", "with", "or"))


def weigh(
    index: Index, cues: Cues, around: Around, found: Sequence[Token], hit: Hit, others: Sequence[Hit]
) -> Iterator[Remark]:
    """Yield what speaks for and against reading the name as a student's."""
    said = sentence(around.text, hit.start, hit.end)
    low = said.casefold()
    before = around.text[max(0, hit.start - 140) : hit.start].casefold()
    after = around.text[hit.end : hit.end + 80].casefold()
    student = cues.has("student", low) or cues.has("student", around.where.where.heading.casefold())
    student = student or cues.has("student", around.row.casefold())
    yield from _adult(index, cues, around, before, after, student, found, hit)
    yield from _lesson(cues, around, low, after, student, hit)
    yield from _place(cues, before, after, found, hit)
    yield from _neighbors(index, cues, around, found, hit, others)
    yield from looks(index, cues, around, found, hit, before, student, others)
    if student:
        yield 1.0, "words about students stand beside it"


def _adult(
    index: Index,
    cues: Cues,
    around: Around,
    before: str,
    after: str,
    student: bool,
    found: Sequence[Token],
    hit: Hit,
) -> Iterator[Remark]:
    possessive = _POSSESSIVE.match(after) is not None
    title = found[hit.first - 1].folded if hit.first else ""
    if title in cues.single["adult-title"] and beside(found, hit.first):
        if title in _STUDENTS_TOO:
            yield (-1.5 if student else -4.0), "a word for an office stands before it"
        else:
            yield -7.0, "a title such as Ms. or Coach stands before it"
    elif _SPEAKING.search(before[-24:]):
        yield -5.0, "somebody speaks of himself or herself"
    elif cues.adult_before.search(before) and not possessive:
        yield -5.5, "the words before it say that it is an adult"
    elif cues.adult_after.search(after) and not possessive:
        yield -5.5, "the words after it say that it is an adult"
    elif cues.adults_listed.search(before):
        yield (-1.0 if student else -3.5), "it stands in a list of adults"
    elif _role_cell(cues, around):
        yield -6.0, "its row is about an adult"
    heading = around.where.where.heading.casefold()
    if not student and (
        cues.has("adult-role", heading) or re.search(r"\b(?:staff|faculty|volunteers?)\b", heading)
    ):
        yield -3.0, "the heading above is about adults"
    if _MAIL.match(after) and not student:
        yield -2.5, "an e-mail address follows, as after an adult's name"
    elif _CONTACT.search(before[-60:]):
        yield -1.5, "readers are asked to turn to this person"
    if around.where.where.source in _CODE and _MAKER.search(around.where.where.place.casefold()):
        yield -3.0, "it names whoever made the page or the picture"


def _role_cell(cues: Cues, around: Around) -> bool:
    return any(
        cell.strip()
        and (match := cues.find("adult-role", cell)) is not None
        and len(match.group()) * 2 > len(cell.strip())
        for cell in around.row.casefold().split("\t")
    )


def _lesson(cues: Cues, around: Around, low: str, after: str, student: bool, hit: Hit) -> Iterator[Remark]:
    figure = f"{hit.given} {hit.family}" in cues.figures
    if figure:
        yield (-1.5 if student else -3.5), "a figure of lessons and books has this name"
    if _LIFE.match(after) and _YEAR.search(after[:30]):
        yield -4.5, "years of a life follow"
    elif _YEAR.search(low):
        yield (-0.5 if student else -1.5), "a year of long ago stands beside it"
    author, history = cues.find("author", low), cues.find("history", low)
    if author is not None and not student:
        yield -3.8, "words about authors and books stand beside it"
    elif history is not None and not student:
        yield -3.8, "words of history or science lessons stand beside it"
    elif (author is not None or history is not None) and figure:
        yield -1.5, "words of lessons stand beside it"
    above = f"{around.where.where.heading} {around.title}".casefold()
    if not student and (cues.has("author", above) or cues.has("history", above)):
        yield -2.0, "the heading is that of a lesson or a list of books"


def _place(cues: Cues, before: str, after: str, found: Sequence[Token], hit: Hit) -> Iterator[Remark]:
    following = found[hit.last] if hit.last < len(found) and beside(found, hit.last) else None
    leading = found[hit.first - 1] if hit.first and beside(found, hit.first) else None
    if following is not None and following.folded in cues.single["place-after"]:
        if following.capital or _HOUSE.search(before) or not found[hit.first].capital:
            yield -6.0, "it is the name of a street, a school or another place"
        else:
            yield -0.5, "a word for a place follows"
    elif (
        following is not None
        and following.folded in cues.single["business-after"]
        and (following.capital or not found[hit.first].capital)
    ) or cues.sons.match(after):
        yield -6.0, "it is the name of a business"
    elif _HOUSE.search(before) and following is not None and following.capital:
        yield -3.0, "a house number stands before it"
    if leading is not None and leading.folded in cues.single["place-before"]:
        yield -5.0, "it is the name of a place"


def _neighbors(
    index: Index, cues: Cues, around: Around, found: Sequence[Token], hit: Hit, others: Sequence[Hit]
) -> Iterator[Remark]:
    """Weigh the words next to the name: a longer name is another's, and first names side by side are two."""
    taken = {position for other in others if other is not hit for position in range(other.first, other.last)}
    ordinary = hit.given in index.ordinary and hit.family in index.ordinary
    if hit.first and beside(found, hit.first) and hit.first - 1 not in taken:
        leading = found[hit.first - 1]
        turned = hit.shape in (Shape.LAST_COMMA_FIRST, Shape.LAST_FIRST)
        if turned and leading.capital and len(leading.folded) > 1 and not _title_word(cues, leading):
            goes_on = hit.last < len(found) and beside(found, hit.last) and found[hit.last].capital
            yield (-4.5 if goes_on else -2.5), "it may be the end of one name and the start of another"
        known = index.by_given.get(leading.folded)
        if leading.capital and len(leading.folded) > 1 and known and leading.folded not in index.ordinary:
            yield -2.0, "another first name stands directly before it"
    if hit.last < len(found) and beside(found, hit.last) and hit.last not in taken:
        following = found[hit.last]
        if following.capital and following.letters and len(following.folded) > 1:
            shown = not following.shouted or found[hit.first].shouted
            in_a_name = following.folded in index.by_family and following.folded not in index.ordinary
            if in_a_name and hit.shape is Shape.FIRST_LAST and shown:
                yield -4.2, "another family name follows: it may be a longer name, of someone else"
            elif ordinary and not title_case(found):
                yield -2.5, "it reads on as the name of a thing"
            elif hit.shape is Shape.FIRST_LAST and _stranger(index, cues, following):
                yield (
                    (-2.5 if title_case(found) else -4.2),
                    "an unknown word with a capital follows, as in a longer name",
                )
            elif not title_case(found):
                yield -0.7, "another word with a capital follows"
    if hit.family in index.by_given or hit.shape in (Shape.LAST_COMMA_FIRST, Shape.CELLS, Shape.BLOCKS):
        lone = _lone_names(index, around, found, hit, taken)
        both_first = hit.family in index.by_given
        if lone and both_first:
            yield -4.0, "first names stand side by side"
        elif lone and hit.shape is Shape.LAST_COMMA_FIRST:
            yield -3.3, "it stands in a list of single names"
        elif both_first and hit.shape is not Shape.FIRST_LAST and hit.shape is not Shape.USER_NAME:
            yield -1.2, "both halves are first names"


def _title_word(cues: Cues, token: Token) -> bool:
    """Tell whether a word before a name is one of the words about students."""
    return any(token.folded in phrase.split() for phrase in cues.single["student"])


def _stranger(index: Index, cues: Cues, token: Token) -> bool:
    """Tell whether a word is neither an ordinary one nor one of the cues, and so perhaps a name."""
    word = token.folded
    known = (
        word in index.ordinary or word in CALENDAR or any(word in listed for listed in cues.single.values())
    )
    return not known and len(word) > 3 and not token.shouted


def _lone_names(index: Index, around: Around, found: Sequence[Token], hit: Hit, taken: set[int]) -> int:
    """Count the first names that stand alone beside a name, joined to it by a comma or "and"."""
    count = 0
    left = hit.first - 1
    joined = found[hit.first].before
    if left >= 0 and found[left].folded in _AND:
        left, joined = left - 1, ","
    if left >= 0 and left not in taken and found[left].capital and _JOINING.match(joined.casefold()):
        alone = left == 0 or not beside(found, left) or not found[left - 1].capital
        count += alone and found[left].folded in index.by_given
    right = hit.last
    joined = found[right].before if right < len(found) else "."
    if right < len(found) and found[right].folded in _AND:
        right, joined = right + 1, ","
    if (
        right < len(found)
        and right not in taken
        and found[right].capital
        and _JOINING.match(joined.casefold())
    ):
        alone = right + 1 >= len(found) or not beside(found, right + 1) or not found[right + 1].capital
        count += alone and found[right].folded in index.by_given
    cells = [cell.strip() for cell in around.row.casefold().split("\t")]
    return count + sum(" " not in cell and cell in index.by_given for cell in cells)
