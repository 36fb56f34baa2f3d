"""Tell whether a configured signal holds of an address, a page or a use; decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.links.destination import Destination, Use
from auditor.links.phrases import folded, phrases
from auditor.links.web_address import Register, WebAddress, web_address
from auditor.words import in_force

# Titles put the name of the site beside that of the page.
_PARTS = re.compile(r"\s+[-–—|·:•»]+\s+|\s*[|»]\s*|:\s+")
_FILLER = r"^(?:{title-filler}[\s.,!:-]*)+"

ABOUT_DESTINATION = frozenset(
    {
        "hosts",
        "host_words",
        "slugs",
        "path",
        "title",
        "title_is",
        "title_whole",
        "page",
        "least",
        "longest",
        "walls",
    }
)
ABOUT_USE = frozenset({"words", "sentence", "use", "around", "heading", "kinds"})
"""Keys of a signal; one signal speaks of the destination or of the use, never of both."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Describe one signal, as the configuration does.

    Of a destination it holds where a register names the address, where a word of the host or the path
    fits, or where at least `least` different phrases stand on the page. `title_is`: a part of the title
    is such a phrase and nothing else; `title_whole`: every part is, or the host. `longest` > 0: only on
    a page that says no more than so many characters; `walls`: on one that turned the visitor away, too.
    Of a use it holds where a phrase fits: `use` in the link or its sentence, `around` in the heading
    above it too. One that is made of others (`any`) holds where one of them does.
    """

    name: str
    hosts: Register = field(default_factory=lambda: Register(()))
    host_words: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    title_is: tuple[str, ...] = ()
    title_whole: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    least: int = 1
    longest: int = 0
    walls: bool = False
    words: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    any: tuple[str, ...] = ()

    def of_destination(self, address: WebAddress, destination: Destination | None) -> str:
        """Return what shows the signal at a destination, as a sentence; "" where nothing does."""
        if self.hosts and (found := self.hosts.find(address)) is not None:
            return f"{found.written} is on the list {self.name}."
        if self.host_words and (word := _host_word(address, self.host_words)):
            return f"Its host {address.bare} says “{word}”."
        if self.slugs and (hit := _slug(address, self.slugs)):
            return f"Its address says “{hit}”."
        if self.path and (said := phrases(self.path).first(folded(address.words()))):
            return f"Its address says “{said}”."
        seen = destination is not None and (destination.read or self.walls)
        return self.of_page(destination) if destination is not None and seen else ""

    def of_page(self, destination: Destination, more: int = 0) -> str:
        """Return what shows the signal in the words of a page, as a sentence; "" where nothing does.

        `more` phrases are asked for beyond those that the signal itself asks for.
        """
        if self.longest and len(destination.text) > self.longest:
            return ""
        if self.title:
            shown = folded(f"{destination.title}\n{destination.site_name}")
            if said := phrases(self.title).first(shown):
                return f"Its title says “{said}”."
        filler = in_force().pattern(_FILLER)
        parts = [filler.sub("", folded(part)).strip(" .!,:") for part in _PARTS.split(destination.title)]
        if said := next((part for part in parts if phrases(self.title_is).fill(part)), ""):
            return f"Its title says “{said}”."
        host = web_address(destination.final_url)
        others = {host.bare, host.registrable, host.label, ""}
        rest = [part for part in parts if part not in others]
        if rest and all(phrases(self.title_whole).fill(part) for part in rest):
            return f"Its title says “{destination.title}”."
        if self.page:
            hits = _apart(phrases(self.page).find(folded(destination.said)))
            if len(hits) >= self.least + more:
                return f"Its page says “{'”, “'.join(hits[:3])}”."
        return ""

    def of_itself(self, destination: Destination) -> str:
        """Return what shows that the page calls itself so: in its title, site name or description.

        A newspaper may write of casinos; a casino says that it is one.
        """
        if not (said := phrases(self.page).first(folded(destination.itself))):
            return ""
        return f"It calls itself “{said}”. {shown}" if (shown := self.of_page(destination)) else ""

    def of_use(self, use: Use) -> str:
        """Return what shows the signal in how a link is used, as a sentence; "" where nothing does."""
        if use.kind in self.kinds:
            return f"It stands on a site of the kind {use.kind}."
        for name, where, text in (
            (self.words, "The link", use.words),
            (self.sentence, "The sentence around it", use.sentence),
            (self.use, "The sentence around it", f"{use.words}\n{use.sentence}"),
            (self.around, "The page around it", f"{use.words}\n{use.sentence}\n{use.heading}"),
            (self.heading, "The heading above it", use.heading),
        ):
            if name and (hit := phrases(name).first(folded(text))):
                return f"{where} says “{hit}”."
        return ""


def _apart(found: Iterable[str]) -> list[str]:
    """Return phrases without those that are part of another: "vote yes" is one sign, not two."""
    hits = sorted(set(found), key=lambda hit: (-len(hit), hit))
    return [hit for at, hit in enumerate(hits) if not any(hit in longer for longer in hits[:at])]


def _host_word(address: WebAddress, words: Sequence[str]) -> str:
    """Return the word with which a part of the host's own name begins or ends.

    "=word" is a part as a whole; "!word" names a host in which the others mean nothing ("churchill").
    """
    label = address.bare.removesuffix(address.suffix).rstrip(".")
    if any(word.startswith("!") and word[1:] in label for word in words):
        return ""
    parts = re.split(r"[.\-]", label)
    for word in words:
        plain = word.lstrip("=")
        if any(
            part == plain if word.startswith("=") else part.startswith(word) or part.endswith(word)
            for part in parts
        ):
            return plain
    return ""


def _slug(address: WebAddress, words: Sequence[str]) -> str:
    return next((word for word in words for part in address.slugs if word in part), "")


Signals = Mapping[str, Signal]
