"""Find user names and addresses made of a student's name; judges no clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.names.evidence import Form, Mention, partial_mention
from auditor.names.index import Index
from auditor.names.place import Locale, lettered
from auditor.page import Text

_LOCAL_PART = re.compile(r"(?<![\w.+-])([a-z]{3,30})\d{0,6}@([\w.-]+)?", re.IGNORECASE)
_LOWER = re.compile(r"(?<![A-Za-z])[A-Za-z]?[a-z]{5,30}(?![A-Za-z])")
_HANDLE = re.compile(
    r"(?:(?<=\s)|^)@([a-z]{3,30})\d{0,6}\b|(?:user ?name|login|user)\s*[:=]\s*([a-z]{3,30})\d{0,6}\b", re.I
)


def handles(index: Index, locale: Locale, text: Text) -> Iterator[Mention]:
    """Yield user names and addresses made of an initial and a family name, in either order."""
    view = text.joined
    for written in (*_LOCAL_PART.finditer(view), *_HANDLE.finditer(view)):
        word, *rest = (part.casefold() for part in written.groups() if part)
        ours = written.re is _HANDLE or any("".join(rest).endswith(domain) for domain in index.domains)
        if word in index.staff_emails:
            continue
        for letter, family in ((word[0], word[1:]), (word[-1], word[:-1])):
            numbers = lettered(index, locale, family, letter) if len(family) > 2 else ()
            if numbers and (ours or locale.in_class.issuperset(numbers)):
                at = written.start() + written.group().casefold().find(word)
                yield partial_mention(Form.USER_NAME, numbers, text, (at, at + len(word)), locale, index, 4.2)
                break


def in_a_file_name(index: Index, locale: Locale, text: Text) -> Iterator[Mention]:
    """Yield "mthornquist" in a file's name or a folder's, for students of the page's own class."""
    for written in _LOWER.finditer(text.joined):
        word = written.group().casefold()
        if word in index.ordinary or word in index.staff_emails:
            continue
        for letter, family in ((word[0], word[1:]), (word[-1], word[:-1])):
            if family in locale.rare:
                numbers = lettered(index, locale, family, letter)
                if numbers and locale.in_class.issuperset(numbers):
                    yield partial_mention(Form.USER_NAME, numbers, text, written.span(), locale, index, 4.2)
