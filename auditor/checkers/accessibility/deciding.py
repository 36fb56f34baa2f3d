"""Say where a noted fact alone decides that something failed; holds no words for readers.

Each condition is one that a machine can know: what is read is the page's own code and words, and whatever
could excuse the fault is asked for and was not there. Near misses stay for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from auditor.words import Words

_SHOWN_IN: Final = re.compile(r"/(?:edit|view|preview|pub|copy|viewform|prefill)$|\.[a-z0-9]{2,5}$")
_PICTURE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|avif|tiff?|heic)$")
_LONG_WORD: Final = re.compile(r"[\w-]{20,}")
_OF_A_MARK: Final = tuple(re.compile(each) for each in ("[a-z]", "[A-Z]", r"\d"))


def picture_hidden(data: Mapping[str, str]) -> bool:
    """Tell whether a picture that its code hides plainly tells something.

    So it is where its own words name it a chart, a map or a logo and no other word says what it shows;
    where by the name of its file it is one and the page has nothing else; where words that were drawn on
    it stand nowhere else.
    """
    kind = data.get("kind", "")
    return (
        (kind == "words-hidden" and data.get("names") == "yes" and data.get("told") == "no")
        or (kind == "file" and data.get("bare") == "yes")
        or (kind == "canvas" and data.get("lost") == "yes")
    )


def links_same(data: Mapping[str, str]) -> bool:
    """Tell whether two links of one name with nothing to tell them apart lead to different documents.

    Other hosts may send on, and forms of one document (a file's kind, a way to open it) are one place.
    """
    first, second = data.get("first", ""), data.get("second", "")
    if data.get("alone") != "yes" or not first or not second:
        return False
    if _marks(first) & _marks(second):
        return False
    one, other = (urlsplit(f"//{each}".lower()) for each in (first, second))
    if not one.netloc or one.netloc != other.netloc:
        return False
    return (_place(one.path), one.query) != (_place(other.path), other.query)


def links_pictured(data: Mapping[str, str], lists: Words) -> bool:
    """Tell whether two links that only their pictures tell apart plainly lead to different places.

    So it is where their name is anybody's ("logo", "follow us") and they lead to two hosts that have nothing
    to do with each other. On one host two logos may both lead home, and a photo often does not say where it
    leads. Two signs that say "build passing" look alike, and a picture may only show itself larger.
    """
    first, second = data.get("first", ""), data.get("second", "")
    if data.get("pictured") != "yes" or not first or not second:
        return False
    said = re.findall(r"[^\W\d_]+", data.get("words", ""))
    if not said or not set(said) <= lists.of("link-anyones"):
        return False
    one, other = (urlsplit(f"//{each}".lower()) for each in (first, second))
    if not one.netloc or not other.netloc or any(_PICTURE.search(each.path) for each in (one, other)):
        return False
    hosts = (one.netloc, other.netloc)
    return not any(mine == its or mine.endswith(f".{its}") for mine, its in (hosts, hosts[::-1]))


def _place(path: str) -> str:
    return _SHOWN_IN.sub("", path.rstrip("/"))


def error_unclear(data: Mapping[str, str], words: frozenset[str], lists: Words) -> str:
    """Say why a message of a form plainly fails: "hidden", "which" or "twice", else "".

    Only what the page itself calls an error counts, and only where nothing ties it to its field.
    """
    if data.get("ours") != "yes" or data.get("bound") != "no":
        return ""
    if data.get("heard") == "no":
        return "hidden" if data.get("again") == "no" and words & lists.of("error-of-a-field") else ""
    if data.get("apart") != "yes" or data.get("open") != "yes":
        return ""
    if data.get("named") == "0":
        return "which" if _names_none(data, words, lists) else ""
    return "twice" if data.get("twice") == "yes" else ""


def _names_none(data: Mapping[str, str], words: frozenset[str], lists: Words) -> bool:
    """Tell whether a message says that one field is wrong, and nothing says or shows which.

    Not so where all fields are meant or the message points at marked ones, where each field has its own
    message below this one, and where it only explains the sign of fields that must be filled in.
    """
    if not words & lists.of("error-of-a-field") or words & lists.of("error-of-all", "error-of-marked"):
        return False
    explains = words & lists.of("error-required") and not words & lists.of("error-mistaken")
    return data.get("others", "no") == "no" and not explains


def _marks(address: str) -> set[str]:
    """Return the marks by which a host knows a file, whichever way it is opened."""
    return {word for word in _LONG_WORD.findall(address) if all(each.search(word) for each in _OF_A_MARK)}
