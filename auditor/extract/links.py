"""Collect every way off a page with its words and the sentence around it; judges and fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from auditor.address import resolve
from auditor.extract.words import CONTEXT_LENGTH, fold, sentence
from auditor.page import Link, Location

_LONGEST_WORDS: Final = 200
_HINTS: Final = (
    "://",
    "www.",
    ".com",
    ".org",
    ".net",
    ".edu",
    ".gov",
    ".info",
    ".us/",
    ".co/",
    ".io/",
    ".me/",
)
_MORE_HINTS: Final = (
    ".tv/",
    ".ly/",
    ".gl/",
    ".be/",
    ".gle/",
    ".app",
    ".school",
    ".mil",
    ".ca/",
    ".uk/",
    ".it/",
)
# An address without "http" counts where nobody would write such a word otherwise: "e.g." and "report.pdf"
# are none, "kahoot.it" needs a path.
_BARE: Final = re.compile(
    r"(?<![\w@./:\-])(?:https?://[^\s<>\"“”|\\^`{}\x01]{2,2000}"
    r"|(?:www\.[a-z0-9-]{1,63}\.|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}"
    r"(?:(?:com|org|net|edu|gov|mil|info|app|school)(?![\w@-])|(?:us|co|io|me|tv|ly|gl|be|gle|ca|uk|it)(?=/)))"
    r"(?!\.\w+@)[^\s<>\"“”|\\^`{}\x01@]{0,1000})",
    re.IGNORECASE,
)
_TRAILING: Final = ".,;:!?'’…*_"
_OPENER: Final = {")": "(", "]": "["}
_REFRESH: Final = re.compile(r"\s*[\d.]+\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)
_LAST_SENTENCE: Final = re.compile(r"[.!?…][\"'”’)\]]*\s")
_WITHIN_TEXT: Final = ("a", "area")


@dataclass(slots=True)
class OpenLink:
    """Gather a link's words while its element is open; `before` is the text in front of it, in
    the same row of a table where `beside`."""

    carrier: str
    href: str
    url: str
    selector: str
    page: str
    heading: str
    before: str = ""
    beside: bool = False
    rel: str = ""
    parts: list[str] = field(default_factory=list)
    size: int = 0
    alternative: str = ""
    label: str = ""
    image: bool = False
    context: str = ""
    place: str = ""
    noun: str = ""
    slot: int = -1
    anchor: Anchor | None = None
    first: OpenLink | None = None

    def add(self, text: str) -> None:
        """Take in a piece of the link's text, up to a bounded length."""
        if self.size < CONTEXT_LENGTH:
            self.parts.append(text)
            self.size += len(text)

    def words(self) -> str:
        """Return the words of the link: its text, else its picture's alternative, else its label."""
        text = fold("".join(self.parts)) if self.parts else ""
        return _cut(text or fold(self.alternative) or fold(self.label), _LONGEST_WORDS)

    @property
    def gathers(self) -> bool:
        """Tell whether the text inside the element is the link's: that of a frame or a video is not."""
        return self.carrier not in ("iframe", "media")

    def has_text(self) -> bool:
        """Say whether any of the link's words are text."""
        return any(not part.isspace() for part in self.parts)

    def finished(self) -> Link:
        """Return the link as it is after the whole page was read."""
        first = self.first or self
        words = first.words() or fold(self.label)
        carrier = self.carrier
        if carrier == "a" and first.image and not first.has_text():
            carrier = "img"
        context = first.context
        if not context or (
            context == words and (carrier not in _WITHIN_TEXT or first.before.endswith(":") or first.beside)
        ):
            context = _after(first.before, words) if carrier != "area" or not context else context
        place = self.place or (f"link '{_cut(words, 60)}'" if words else "link without words")
        where = Location(self.page, selector=self.selector, heading=self.heading, place=place)
        return Link(self.href, self.url, carrier, words, context, where, self.rel)


@dataclass(slots=True)
class Anchor:
    """Mark which parts of a block stand inside a link: from `start` to before `end`, -1 if to the last."""

    start: int
    link: OpenLink
    end: int = -1


def give_contexts(joined: str, parts: list[str], anchors: list[Anchor]) -> None:
    """Give each link of a block the sentence around it; a picture's alternative stands in for its words."""
    edges = {0, len(parts)}
    for anchor in anchors:
        edges.add(anchor.start)
        edges.add(len(parts) if anchor.end < 0 else anchor.end)
    offsets = _offsets(parts, sorted(edges))
    for anchor in anchors:
        link = anchor.link
        if link.context:
            continue
        start = offsets[anchor.start]
        end = max(start, offsets[len(parts) if anchor.end < 0 else anchor.end])
        if end > start and joined[start:end].strip():
            link.context = sentence(joined, start, end)
        else:
            phrase = _cut(fold(link.alternative or link.label), _LONGEST_WORDS)
            # Only the neighbourhood is put together: a block may hold thousands of pictures.
            left, right = max(0, start - 2 * CONTEXT_LENGTH), start + 2 * CONTEXT_LENGTH
            gap = " " if start > len(joined) or joined[start - 1 : start].isalnum() else ""
            if joined[start : start + 1].isalnum():
                phrase += " "
            text = joined[left:start] + gap + phrase + joined[start:right]
            link.context = sentence(
                text, len(text) - len(phrase) - len(joined[start:right]), len(text) - len(joined[start:right])
            )


def _offsets(parts: list[str], edges: list[int]) -> dict[int, int]:
    """Return where each part begins in the folded whole."""
    found = {0: 0}
    length = 0
    gap = False
    for first, last in zip(edges, edges[1:], strict=False):
        piece = "".join(parts[first:last])
        text = fold(piece)
        if text:
            length += (1 if length and (gap or piece[0].isspace()) else 0) + len(text)
            gap = piece[-1].isspace()
        elif piece:
            gap = True
        found[last] = length + (1 if gap and length else 0)
    return found


def bare_addresses(text: str) -> Iterator[str]:
    """Yield the web addresses written out in `text`, in order."""
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS) and not any(hint in lower for hint in _MORE_HINTS):
        return
    for match in _BARE.finditer(text):
        address = match[0]
        while address and (address[-1] in _TRAILING or _is_unopened(address)):
            address = address[:-1]
        if len(address) > 3 and "." in address:
            yield address


def text_link(address: str, position: int, joined: str, where: Location, base: str) -> Link:
    """Return the link that an address is which stands written out at `position` of a block's text."""
    spoken = address if "://" in address[:9] else "http://" + address
    context = sentence(joined, position, position + len(address))
    return Link(address, resolve(spoken, base), "text", _cut(address, _LONGEST_WORDS), context, where)


def refresh_address(content: str) -> str:
    """Return the address in a meta refresh, "" where it only reloads the page."""
    match = _REFRESH.match(content)
    return match[1].strip() if match else ""


def _is_unopened(address: str) -> bool:
    closer = address[-1]
    return closer in _OPENER and address.count(closer) > address.count(_OPENER[closer])


def _after(before: str, words: str) -> str:
    """Return `words` behind the last sentence of the text in front of them."""
    tail = before[-CONTEXT_LENGTH:]
    ends = [match.end() for match in _LAST_SENTENCE.finditer(tail)]
    if ends:
        tail = tail[ends[-1] :]
    elif len(before) > CONTEXT_LENGTH:
        tail = tail.partition(" ")[2]
    return _cut(f"{tail} {words}".strip(), CONTEXT_LENGTH)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rpartition(" ")[0] or text[:length]
