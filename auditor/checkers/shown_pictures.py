"""Judge pictures as a browser showed them: words that are drawn in them, and pictures that keep moving.

Looks at: pictures of the site itself, by how they were shown (size, alternative text, link) and by what
reading their files told: how many words, how they stand, how long the picture moves. The words themselves
are counted and compared, and never told.
Does not look at: pictures that other hosts keep and pictures in which nobody could read words (both are
Skipped as not read), pages that no browser showed, and what a script draws.
Known gaps: words drawn by hand or in decorative letters are not read; whether words had to be drawn, as in
a chart or a screenshot, is guessed from what the picture is called and how its words are scattered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from auditor.finding import Confidence, Finding
from auditor.page import Document, Location, Observation, Page, Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Example, Rule, Section, Severity
from auditor.snapshot import Snapshot
from auditor.words import Words

FACT: Final = "picture-shown"

LEAST_WORDS: Final = 10
"""Words from which a picture is more than a logo or a sign; an author's own words may say so earlier."""

LEAST_SAID: Final = 4
FEWEST_BUTTONS: Final = 2
MOST_GUESSED: Final = 0.35
"""Share of words that nobody could read for sure: in a photo of a room it is high, in a printed text low."""

LEAST_RUNNING: Final = 0.6
"""Share of words that stand in lines of several: labels of a map or a chart stand alone."""

LEAST_FLAT: Final = 60
LEAST_AREA: Final = 25
"""Percent: how flat a picture is beside its letters, or how much of it its lines of words fill."""

LEAST_TALL: Final = 7.0
"""Height of a word in pixels of the page below which nobody reads it there."""

LONGEST_MOVE: Final = 5.0
LEAST_MOVING: Final = (60, 60, 6000)
"""Width, height and area of a moving picture that draws the eye; a small one is an ornament."""

_DOCUMENT: Final = re.compile(
    r"\.(?:pdf|docx?|pptx?|xlsx?|odt|pages)$|^/(?:document|presentation|spreadsheets|forms|file)/d/",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[^\W\d_]{4,}")
_NAME_PARTS: Final = re.compile(r"[\W_\d]+")
_CUT: Final = 300


def _shown(html: str, *selectors: str, why: str = "") -> Example:
    return Example(html=html, quotes=selectors, why=why, engine=True)


_WORDS_ONLY: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='300' height='30'%3E"
    "%3Ctext x='0' y='20'%3ESpelling test on Friday%3C/text%3EMORE%3C/svg%3E"
)
_CHART: Final = _WORDS_ONLY.replace("MORE", "%3Crect width='9' height='9'/%3E" * 4)
_LINE: Final = _WORDS_ONLY.replace("MORE", "")
_NONE: Final = _LINE.replace("Spelling test on Friday", "No image available")

RULES = (
    Rule(
        "picture-of-words", "wcag-1.4.5", Section.ACCESS, Severity.MODERATE,
        "A picture that holds a text",
        "Drawn words cannot be read aloud, enlarged, translated or searched.",
        "Type the words on the page. Keep the picture as decoration, or take it out.",
        examples=(
            _shown(f'<img id="test" src="{_LINE}" alt="Spelling test on Friday">', "#test",
                   why="a drawing of nothing but words"),
            _shown(f'<img src="{_CHART}" alt="Spelling tests by month">', why="it draws more than words"),
            _shown(f'<img src="{_NONE}" alt="Our garden">', why="it stands where a picture is missing"),
            _shown(f'<p>Spelling test on Friday</p><img src="{_LINE}" alt="Spelling test on Friday">',
                   why="the words stand on the page as well"),
        ),
        criteria=("1.4.5",), needs_browser=True,
    ),
    Rule(
        "picture-words-untold", "wcag-1.1.1", Section.ACCESS, Severity.SERIOUS,
        "A picture whose words are told nowhere else",
        "People who cannot see the picture do not get what is written in it.",
        "Type the words of the picture on the page: what, when and where. Use no full student name.",
        criteria=("1.1.1", "1.4.5"), needs_browser=True,
    ),
    Rule(
        "picture-moves", "wcag-2.2.2", Section.ACCESS, Severity.SERIOUS,
        "A picture that does not stop moving",
        "Movement keeps many people from reading what is beside it.",
        "Replace it by a picture that stands still, or by one that stops within five seconds.",
        criteria=("2.2.2",), needs_browser=True,
    ),
)  # fmt: skip
PAGE_BY_PAGE = True


@dataclass(frozen=True, slots=True)
class _Shown:
    """Hold one picture of a page: how it is shown, and its file where that was read."""

    seen: Observation
    file: Document | None

    def number(self, name: str) -> int:
        """Return a fact of the showing as a whole number, 0 where it has none."""
        told = self.seen.data.get(name, "")
        return int(told) if told.isdecimal() else 0

    def fact(self, name: str) -> float:
        """Return a fact of the file as a number, 0 where it has none."""
        try:
            return float(self.file.access.get(name, "")) if self.file is not None else 0.0
        except ValueError:
            return 0.0


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield for each page one item a rule, at the first picture that it is about."""
    files = [file for file in snapshot.documents if file.kind == "picture"]
    by_url = {file.url: file for file in files}
    by_start = {file.url[:_CUT]: file for file in files}
    for page in snapshot.pages:
        facts = [seen for seen in page.observations if seen.rule == FACT]
        if not facts or not snapshot.asks(page.key):
            continue
        sized = {asset.size: by_url.get(asset.url) for asset in page.embedded}
        shown = [_Shown(seen, _file(seen, by_start, sized)) for seen in facts]
        said = _said_by(page)
        for rule, judge in _JUDGES:
            clause = policy.clause(rule.topic, rule.id)
            if clause is None:
                continue
            hits = [(each, words) for each in shown if (words := judge(each, said, policy.words))]
            if hits:
                counted = clause.counted(snapshot.as_of) and not snapshot.archived(page.key)
                yield _finding(rule, hits, page, counted)


def _file(
    seen: Observation, by_start: Mapping[str, Document], sized: Mapping[int, Document | None]
) -> Document | None:
    """Return the file of a picture; one written into the page's code is known by its length."""
    if url := seen.data.get("url", ""):
        return by_start.get(url.partition("#")[0])
    size = seen.data.get("bytes", "")
    return sized.get(int(size)) if size.isdecimal() and size != "0" else None


def _tokens(words: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(words.casefold()))


def _said_by(page: Page) -> frozenset[str]:
    """Return the longer words that stand on a page as text."""
    texts = (
        text
        for text in page.content.texts
        if text.where.source not in (Source.ALT, Source.OCR, Source.HIDDEN)
    )
    return frozenset(word for text in texts for word in _TOKEN.findall(text.joined.casefold()))


def _share(words: frozenset[str], among: frozenset[str]) -> float:
    return len(words & among) / len(words) if words else 0.0


# --- words that are drawn ---


def _text(each: _Shown, words: Words) -> frozenset[str]:
    """Return the longer words of a picture that is plainly a picture of a text, else none."""
    file = each.file
    if file is None or _called(each, words.of("picture-essential")) or _leads_to_document(each):
        return frozenset()
    count, guesses = each.fact("words"), each.fact("guesses")
    plain = each.fact("flat") >= LEAST_FLAT or each.fact("area") >= LEAST_AREA
    if not plain or guesses > MOST_GUESSED * (count + guesses) or not _readable(each):
        return frozenset()
    if _of_a_screen(file, words.of("screen-word")):
        return frozenset()
    read = frozenset(
        word
        for text in file.texts
        if text.where.source is Source.OCR
        for word in _TOKEN.findall(text.joined.casefold())
    )
    if count >= LEAST_WORDS and each.fact("running") >= LEAST_RUNNING * count:
        return read
    said = _tokens(each.seen.data.get("said", ""))
    # Whoever gave a picture its own words as alternative text calls it a picture of words.
    own_words = count >= LEAST_SAID and len(read) >= LEAST_SAID - 1 and _share(read, said) >= 0.8
    about = each.seen.data.get("about") == "yes"
    return read if own_words and not about and len(said) <= 1.5 * len(read) else frozenset()


def _of_a_screen(file: Document, names: frozenset[str]) -> bool:
    """Tell whether buttons or menus stand in a picture: how a screen looks is what it shows."""
    alone = {_NAME_PARTS.sub(" ", text.joined).strip().casefold() for text in file.texts}
    return len(alone & names) >= FEWEST_BUTTONS


def _readable(each: _Shown) -> bool:
    """Tell whether the words are shown large enough to be read; what lies behind a part has no scale."""
    width = each.fact("width")
    if each.seen.data.get("kind") == "behind" or not width:
        return True
    return each.fact("tall") * each.number("width") / width >= LEAST_TALL


def _called(each: _Shown, names: frozenset[str]) -> bool:
    """Tell whether a picture is called something whose words must look as they do."""
    address = each.file.url if each.file is not None else ""
    told = f"{each.seen.data.get('said', '')} {unquote(urlsplit(address).path.rpartition('/')[2])}"
    spoken = f" {_NAME_PARTS.sub(' ', told).casefold()} "
    return any(f" {name} " in spoken for name in names)


def _leads_to_document(each: _Shown) -> bool:
    return bool(_DOCUMENT.search(urlsplit(each.seen.data.get("link", "")).path))


def _stands_in(each: _Shown, signs: frozenset[str]) -> bool:
    """Tell whether a drawing says only that a picture is missing here."""
    return _NAME_PARTS.sub(" ", each.seen.data.get("wrote", "")).strip().casefold() in signs


def _drawn_only(each: _Shown) -> bool:
    """Tell whether a drawing in the page's code is nothing but words, perhaps on one ground."""
    return each.number("drawn") >= 2 and each.number("shapes") <= 1


def _of_words(each: _Shown, said: frozenset[str], words: Words) -> str:
    if _drawn_only(each):
        spoken, wrote = (_tokens(each.seen.data.get(name, "")) for name in ("said", "wrote"))
        about = each.seen.data.get("about") == "yes" or _called(each, words.of("picture-essential"))
        told = any(part and part <= said for part in (spoken, wrote))
        sign = about or told or _stands_in(each, words.of("picture-missing"))
        return "" if sign else "This picture is a drawing of nothing but words."
    read = _text(each, words)
    if not read or _share(read, said) >= 0.6 or _untold(each, read, said):
        return ""
    return f"About {round(each.fact('words'))} words are drawn in this picture."


def _untold(each: _Shown, read: frozenset[str], said: frozenset[str]) -> bool:
    """Tell whether neither the alternative text nor the page says what is drawn."""
    spoken = each.seen.data.get("said", "")
    if each.seen.data.get("silent") == "yes" or each.seen.data.get("kind") == "behind" or len(spoken) >= _CUT:
        return False
    return _share(read, said | _tokens(spoken)) < 0.3


def _words_untold(each: _Shown, said: frozenset[str], words: Words) -> str:
    read = _text(each, words)
    if not read or not _untold(each, read, said):
        return ""
    count = round(each.fact("words"))
    told = "does not tell them" if each.seen.data.get("said") else "is empty"
    return f"About {count} words are drawn in this picture, and its alternative text {told}."


# --- pictures that move ---


def _moves(each: _Shown, said: frozenset[str], words: Words) -> str:
    seconds, rounds = each.fact("seconds"), each.fact("rounds")
    width, height, area = LEAST_MOVING
    if not seconds or each.seen.data.get("calm") == "yes" or each.seen.data.get("kind") == "behind":
        return ""
    if each.number("width") < width or each.number("height") < height:
        return ""
    if each.number("width") * each.number("height") < area or len(said) < LEAST_WORDS:
        return ""
    if not rounds:
        return "This picture moves without end, and nothing here stops it."
    if seconds * rounds <= LONGEST_MOVE:
        return ""
    return f"This picture moves for {round(seconds * rounds)} seconds, and nothing here stops it."


_Judge = Callable[[_Shown, frozenset[str], Words], str]
_JUDGES: Final[tuple[tuple[Rule, _Judge], ...]] = tuple(
    zip(RULES, (_of_words, _words_untold, _moves), strict=True)
)


def _finding(rule: Rule, hits: Sequence[tuple[_Shown, str]], page: Page, counted: bool) -> Finding:
    first, words = hits[0]
    name = urlsplit(first.file.url).path.rpartition("/")[2] if first.file is not None else ""
    places = "this picture" if len(hits) == 1 else f"{len(hits)} pictures of this page"
    return Finding(
        rule=rule.id,
        page=page.key,
        url=page.url,
        target=f"{rule.id} to look at",
        message=f"Please look at {places}. A computer cannot tell whether this is true: “{words}”",
        where=Location(
            url=first.seen.frame or page.url,
            # By this word an unread picture keeps the finding open.
            source=Source.OCR if rule.id != "picture-moves" and first.file is not None else Source.ELEMENT,
            selector=first.seen.selector,
            heading=first.seen.heading,
            place=first.seen.place,
        ),
        confidence=Confidence.REVIEW,
        quote=name[:120],
        occurrences=len(hits),
        details={"engine": "own", "engine-rule": rule.id},
        criteria=rule.criteria,
        page_title=page.content.title,
        counted=counted,
    )


__all__ = ["RULES", "check"]
