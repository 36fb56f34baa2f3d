"""Judge what linked files tell a screen reader: tags, text, title, language, words for pictures, headings.

Looks at: PDF files, Word files and slides that pages of the site link to, by the plain facts that reading
them gathered. Each finding stands on the page that links to the file and names the file.
Does not look at: whether a description is true, the order in which a file is read, colors and forms in
files, Google documents that are only embedded, and files that could not be read (they are Skipped).
Known gaps: older Word and PowerPoint files are not read; a PDF's tags are counted, not followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auditor.finding import Confidence, Finding
from auditor.page import Document, Location, Page, Source
from auditor.policy import Clause, Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

LEAST_WORDS = 50
"""Words of a file below which nothing is asked of its structure: a sign or a form needs no headings."""

LONG_WORDS = 800
LONG_PAGES = 20
"""Length from which headings and bookmarks are needed to find one's way."""

WORD = frozenset(("docx", "docm", "dotx", "dotm"))
SLIDES = frozenset(("pptx", "ppsx", "pptm", "potx"))


@dataclass(frozen=True, slots=True)
class _Said:
    """Say of one file what is wrong; `count` is at how many places."""

    words: str
    confidence: Confidence = Confidence.CERTAIN
    count: int = 1


def _number(file: Document, name: str) -> int:
    told = file.access.get(name, "")
    return int(told) if told.isdecimal() else 0


def _parts(count: int, one: str, many: str) -> str:
    return f"One {one}" if count == 1 else f"{count} {many}"


def _scan(file: Document) -> _Said | None:
    scanned, pages = _number(file, "scanned"), _number(file, "pages")
    if file.kind != "pdf" or not scanned:
        return None
    if scanned == pages and not _number(file, "words"):
        return _Said("This file is only a picture of its pages. No screen reader can read it.")
    words = f"{_parts(scanned, 'page', 'pages')} of this file may be a picture without text."
    return _Said(words, Confidence.REVIEW, scanned)


def _tags(file: Document) -> _Said | None:
    if file.kind != "pdf" or file.access.get("tagged") != "no" or _number(file, "words") < LEAST_WORDS:
        return None
    return _Said("This file has no marks for headings, lists and tables, so it is read as one stream.")


def _title(file: Document) -> _Said | None:
    if file.access.get("title") != "no":
        return None
    confidence = Confidence.CERTAIN if file.kind == "pdf" else Confidence.REVIEW
    return _Said("This file has no title in its properties.", confidence)


def _language(file: Document) -> _Said | None:
    if file.kind != "pdf" or file.access.get("language") != "" or _number(file, "words") < LEAST_WORDS:
        return None
    if any(text.language for text in file.texts):
        return None
    return _Said("This file does not say which language it is in.")


def _pictures(file: Document) -> _Said | None:
    count = _number(file, "pictures-without-words")
    if not count:
        return None
    return _Said(
        f"{_parts(count, 'picture', 'pictures')} in this file without alternative text.", count=count
    )


def _headings(file: Document) -> _Said | None:
    counted = file.kind in WORD or (file.kind == "pdf" and file.access.get("tagged") == "yes")
    if not counted or _number(file, "words") < LONG_WORDS or _number(file, "headings"):
        return None
    return _Said("This long file has no headings that are marked as such.", Confidence.REVIEW)


def _tables(file: Document) -> _Said | None:
    count = _number(file, "tables-without-headers")
    if not count:
        return None
    words = f"{_parts(count, 'table', 'tables')} in this file without a row that is marked as headers."
    return _Said(words, Confidence.REVIEW, count)


def _slides(file: Document) -> _Said | None:
    count = _number(file, "slides-without-title")
    if file.kind not in SLIDES or not count:
        return None
    return _Said(f"{_parts(count, 'slide', 'slides')} without a title.", Confidence.REVIEW, count)


def _bookmarks(file: Document) -> _Said | None:
    if file.kind != "pdf" or _number(file, "pages") < LONG_PAGES or _number(file, "bookmarks"):
        return None
    pages = _number(file, "pages")
    return _Said(f"This file has {pages} pages and no bookmarks to find one's way.", Confidence.REVIEW)


def _rule(name: str, criterion: str, severity: Severity, title: str, why: str, fix: str) -> Rule:
    topic = f"wcag-{criterion}"
    return Rule(name, topic, Section.ACCESS, severity, title, why, fix, criteria=(criterion,))


_JUDGES: tuple[tuple[Rule, Callable[[Document], _Said | None]], ...] = (
    (
        _rule(
            "document-scanned",
            "1.1.1",
            Severity.CRITICAL,
            "A file that is only a picture of text",
            "A scan is a photo of a page. Screen readers find no words in it, and nobody can search it.",
            "Link to the file from which the page was printed. Or open the scan in Acrobat and let it read "
            "the text. Then upload it again.",
        ),
        _scan,
    ),
    (
        _rule(
            "document-untagged",
            "1.3.1",
            Severity.SERIOUS,
            "A PDF without marks for its parts",
            "Without them a screen reader cannot tell a heading from a line of text, or a list from a table.",
            "Go back to the Word file or Google document and use its styles for headings and lists. Then "
            "save it as PDF for screen readers. Or run “Autotag” on it in Acrobat.",
        ),
        _tags,
    ),
    (
        _rule(
            "document-title",
            "2.4.2",
            Severity.MODERATE,
            "A file without a title",
            "Readers who have several files open hear the title first. Without one they hear a file name.",
            "Fill in the title of the file (in Word under File, Info; in Acrobat press Ctrl+D). Then upload "
            "it again.",
        ),
        _title,
    ),
    (
        _rule(
            "document-language",
            "3.1.1",
            Severity.MODERATE,
            "A file that does not say its language",
            "A screen reader picks its voice by the language. With the wrong voice the words make no sense.",
            "In Acrobat press Ctrl+D and set the language there. A PDF that is saved anew from Word has one.",
        ),
        _language,
    ),
    (
        _rule(
            "document-pictures",
            "1.1.1",
            Severity.SERIOUS,
            "Pictures in a file without words",
            "People who cannot see a picture hear its alternative text. Without one they hear nothing.",
            "Click each picture, choose to add alternative text, and say what it tells. Use no full student "
            "name. Mark what only adorns the page as decoration. Then upload the file again.",
        ),
        _pictures,
    ),
    (
        _rule(
            "document-headings",
            "1.3.1",
            Severity.MODERATE,
            "A long file without headings",
            "Readers who cannot see jump from heading to heading. Large or bold type is no heading to them.",
            "Mark each heading with the styles “Heading 1” and “Heading 2”, and upload the file again.",
        ),
        _headings,
    ),
    (
        _rule(
            "document-tables",
            "1.3.1",
            Severity.MODERATE,
            "A table in a file without marked headers",
            "Cell by cell, a screen reader says which column it is in. For that it must know the headers.",
            "In Word click the first row and choose “Repeat header rows”; on slides tick “Header row”.",
        ),
        _tables,
    ),
    (
        _rule(
            "document-slide-titles",
            "2.4.6",
            Severity.MODERATE,
            "Slides without a title",
            "Titles are the headings of slides: without them nobody can find a slide by ear.",
            "Give each slide a title in the field that its layout has for it. It may stand off the slide.",
        ),
        _slides,
    ),
    (
        _rule(
            "document-bookmarks",
            "2.4.5",
            Severity.MINOR,
            "A very long PDF without bookmarks",
            "Bookmarks are the way into a long file for people who cannot leaf through it.",
            "Use headings in the Word file and save it as PDF with bookmarks made from headings.",
        ),
        _bookmarks,
    ),
)

RULES = tuple(rule for rule, _ in _JUDGES)


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield for each file that pages link to what a reader who cannot see would miss in it."""
    pages = {page.key: page for page in snapshot.pages}
    in_force = [(rule, judge, policy.clause(rule.topic)) for rule, judge in _JUDGES]
    for file in snapshot.documents:
        home = next((pages[key] for key in file.linked_from if key in pages), None)
        for rule, judge, clause in in_force:
            said = judge(file) if clause is not None else None
            if said is not None and clause is not None:
                yield _finding(rule, said, clause, file, home, snapshot)


def _finding(
    rule: Rule, said: _Said, clause: Clause, file: Document, home: Page | None, snapshot: Snapshot
) -> Finding:
    key, url = (home.key, home.url) if home is not None else (file.key, file.url)
    name = file.url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return Finding(
        rule=rule.id,
        page=key,
        url=url,
        target=f"{rule.id} {file.key}",
        message=said.words,
        where=Location(url=url, source=Source.FILE_NAME, place="linked file", document=file.url),
        confidence=said.confidence,
        quote=name[:120],
        occurrences=said.count,
        details={"file": file.url, "linked-from": ", ".join(file.linked_from[:5])},
        criteria=rule.criteria,
        page_title=home.content.title if home is not None else "",
        counted=clause.counted(snapshot.as_of) and not snapshot.archived(key),
    )


__all__ = ["RULES", "check"]
