"""Tell whether a configured signal holds of an address, a page or a use; decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.links.destination import Destination, Use
from auditor.links.phrases import folded, phrases
from auditor.links.web_address import Register, WebAddress

ABOUT_DESTINATION = frozenset({"hosts", "host_words", "slugs", "path", "title", "page", "least"})
ABOUT_USE = frozenset({"words", "sentence", "use", "heading", "kinds"})
"""Keys of a signal; one signal speaks of the destination or of the use, never of both."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Describe one signal, as the configuration does.

    It holds where a register names the address, where a word of the host or the path fits, or where
    at least `least` different phrases stand on the page; a use's signal where a phrase fits; one that
    is made of others (`any`) where one of them holds.
    """

    name: str
    hosts: Register = field(default_factory=lambda: Register(()))
    host_words: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    least: int = 1
    words: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
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
        if destination is None:
            return ""
        if self.title:
            shown = folded(f"{destination.title}\n{destination.site_name}")
            if said := phrases(self.title).first(shown):
                return f"Its title says “{said}”."
        if self.page:
            hits = _apart(phrases(self.page).find(folded(destination.said)))
            if len(hits) >= self.least:
                return f"Its page says “{'”, “'.join(hits[:3])}”."
        return ""

    def of_use(self, use: Use) -> str:
        """Return what shows the signal in how a link is used, as a sentence; "" where nothing does."""
        if use.kind in self.kinds:
            return f"It stands on a site of the kind {use.kind}."
        for name, where, text in (
            (self.words, "The link", use.words),
            (self.sentence, "The sentence around it", use.sentence),
            (self.use, "The sentence around it", f"{use.words}\n{use.sentence}"),
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
    """Return the word that stands in a host's own name: anywhere if it is long, else at an end."""
    label = address.bare.removesuffix(address.suffix).rstrip(".")
    for word in words:
        if word.startswith("="):
            if any(part == word[1:] for part in re.split(r"[.\-]", label)):
                return word[1:]
        elif len(word) >= 6:
            if word in label:
                return word
        elif any(part.startswith(word) or part.endswith(word) for part in re.split(r"[.\-]", label)):
            return word
    return ""


def _slug(address: WebAddress, words: Sequence[str]) -> str:
    return next((word for word in words for part in address.slugs if word in part), "")


Signals = Mapping[str, Signal]
