"""Look at one link through the signals, each evaluated once and only when a rule asks; decides nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from auditor.address import page_key
from auditor.links import found, lookalike, written
from auditor.links.destination import Destination, Reach, Use
from auditor.links.names import family_in, names_of, school_names
from auditor.links.phrases import folded
from auditor.links.web_address import WebAddress, web_address

if TYPE_CHECKING:
    from auditor.links.book import LinkBook, Terms

_HOST_AS_WORDS = re.compile(r"(?<![@\w])(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?![\w@])")


class Look:
    """Evaluate signals of one link; `address` is where it ends, `start` where it points."""

    def __init__(
        self, book: LinkBook, href: str, url: str, destination: Destination | None, use: Use
    ) -> None:
        self._book = book
        self.href = href
        # An address among the words is no word: "…/debate-watch" speaks of no debate.
        self.use = replace(use, words=written.spoken(use.words), sentence=written.spoken(use.sentence))
        self._words = use.words
        self.destination = destination
        self.start = web_address(url)
        self.address: WebAddress = web_address(found.ended(destination) or book.target(url))
        self._asked: dict[str, str] = {}

    def any_of(self, terms: Terms) -> tuple[str, ...] | None:
        """Return the evidence of the first term all of whose signals hold, None where none does."""
        for term in terms:
            shown: list[str] = []
            for name in term:
                if not (told := self.holds(name)):
                    break
                shown.append(told)
            else:
                return tuple(text for text in shown if text != "-")
        return None

    def holds(self, name: str) -> str:
        """Return what shows a signal, "-" where it holds without words, "" where it does not hold."""
        if name.startswith("!"):
            return "" if self.holds(name[1:]) else "-"
        if name not in self._asked:
            self._asked[name] = self._evaluate(name)
        return self._asked[name]

    def advisories(self) -> tuple[str, ...]:
        """Return what is worth knowing of the link beside its verdict."""
        told = []
        if self.start.scheme == "http":
            told.append("http")
        if self._moved():
            told.append("redirect")
        if self.holds("shortened"):
            told.append("shortener")
        if self.holds("unopened"):
            told.append("broken")
        return tuple(told)

    def _evaluate(self, name: str) -> str:
        built_in = BUILT_IN_DESTINATION.get(name) or BUILT_IN_USE.get(name)
        if built_in is not None:
            return built_in(self)
        prefix, colon, rest = name.partition(":")
        if not colon:
            return self._configured(name, "")
        if prefix == "scheme":
            return "-" if self.start.scheme == rest else ""
        return self._configured(rest, prefix)

    def _configured(self, name: str, prefix: str) -> str:
        """Evaluate a signal of the configuration, or one part of it that a prefix names."""
        signal = self._book.signal(name)
        if signal.any:
            parts = (f"{prefix}:{each}" if prefix else each for each in signal.any)
            return next(filter(None, map(self.holds, parts)), "")
        if prefix == "start":
            # What a shop's redirect drops (an affiliate's tag) stands in the link itself.
            target = web_address(self._book.target(self.start.url))
            return signal.of_destination(target, None)
        if prefix == "hosts":
            held = signal.hosts.find(self.address)
            return f"{held.written} is on the list {name}." if held else ""
        seen = self.destination
        if prefix == "itself":
            return signal.of_itself(seen) if seen is not None and seen.read else ""
        if prefix == "more":
            return signal.of_page(seen, 1) if seen is not None and seen.read else ""
        return signal.of_use(self.use) or signal.of_destination(self.address, self.destination)

    def _moved(self) -> bool:
        """Tell whether the link ends somewhere else, and not only on the same page with https."""
        if not self.address.host or not self.start.host or self.address.url == self.start.url:
            return False
        return page_key(self.start.url, self.address.url) != "/"

    # --- about the destination, and not to be had from words on lists ---

    def consumer_mail(self) -> str:
        host = written.mail_host(self.start)
        held = host and self._book.signal("consumer-mail").hosts.find(web_address(f"https://{host}/"))
        return f"The mail goes to {host}, which is no address of the district." if held else ""

    def host_as_user(self) -> str:
        district = self._book.district
        return written.host_as_user(self.start, district.own, district.look_alikes_of)

    def imitates(self) -> str:
        for address in (self.start, self.address):
            if address.host and (held := self._imitated(address)):
                return f"Its host {lookalike.readable(address.bare)} is made to look like {held}."
        return ""

    def _imitated(self, address: WebAddress) -> str:
        district = self._book.district
        return _imitated(address.host, _imitable(district.look_alikes_of, district.hosts))

    def wall(self) -> str:
        seen = self.destination
        return "-" if seen is not None and seen.reach is Reach.WALL else ""

    def unread(self) -> str:
        return "-" if self.destination is None or not self.destination.read else ""

    def unopened(self) -> str:
        start = self.start
        return (
            found.unopened(self.destination)
            or written.bad_mail(start)
            or written.bad_number(start)
            or written.dead_script(start)
            or written.no_address(start)
        )

    def shortened(self) -> str:
        return next(
            filter(None, (self._book.signal(name).of_destination(self.start, None) for name in _HIDING)), ""
        )

    def unresolved(self) -> str:
        short = any(self._book.signal(name).hosts.find(self.address) for name in _HIDING)
        return f"Where {self.address.bare} leads is not shown." if short else ""

    def in_district(self) -> str:
        if self.start.scheme == "mailto":
            return "-" if self._book.district.writes_from(written.mail_host(self.start)) else ""
        return "-" if self.address.host and self._book.district.own.find(self.address) else ""

    def registered(self) -> str:
        return "-" if self.address.host and self._book.district.knows(self.address.url) else ""

    # --- about the use, and not to be had from words on lists ---

    def called_otherwise(self) -> str:
        """Tell whether the page calls the link by words of which none is in the destination's name."""
        seen = self.destination
        if seen is None or not seen.read or not seen.title:
            return ""
        said = found.name_words(f"{self.use.words} {self.use.sentence}")
        there = found.name_words(seen.itself)
        if not said or not there or said & there:
            return ""
        return f"The link is called “{self.use.words[:120]}”; what is there calls itself “{seen.title}”."

    def names_imitated(self) -> str:
        held = self._imitated(self.start) if self.start.host else ""
        if not held:
            return ""
        label = web_address(f"https://{held}/").label
        said = re.sub(r"[\W_]+", "", folded(f"{self.use.words} {self.use.sentence}"))
        return f"The link calls itself {label}." if label in said else ""

    def names_other_host(self) -> str:
        """Tell whether the words of the link are an address that the link does not lead to."""
        said = _HOST_AS_WORDS.search(self._words.lower())
        named = web_address(f"https://{said[1]}/") if said else None
        if named is None or not named.listed and not self._book.district.own.find(named):
            return ""
        if named.registrable in (self.start.registrable, self.address.registrable):
            return ""
        return f"The link names {named.bare} and leads to {self.address.bare}."

    def owned_by_teacher(self) -> str:
        """Tell whether the part of the address that belongs to one owner holds a teacher's family name."""
        for address in (self.start, self.address):
            owner = self._book.owners.owner(address)
            if owner and family_in(owner, self.use.owners):
                return f"The page belongs to {owner}."
        return ""

    def names_teacher(self) -> str:
        return self._names(self.use.owners, "the site's own teacher", True)

    def names_staff(self) -> str:
        return self._names(self._book.district.staff, "a member of the staff", False)

    def _names(self, people: tuple[str, ...], who: str, alone: bool) -> str:
        names = names_of(people, self._book.district.name_tails, alone)
        if part := names.in_slug(self._slugs()):
            return f"Its address names {who}: {part}."
        seen = self.destination
        if (
            seen is not None
            and seen.read
            and (words := names.in_text(seen.itself) or names.in_title(seen.title))
        ):
            return f"Its title names {who}: {words}."
        return ""

    def _slugs(self) -> tuple[str, ...]:
        parts = []
        for address in (self.start, self.address):
            labels = [label for label in address.bare.removesuffix(address.suffix).split(".") if label]
            parts += [*labels, *address.segments, *(value for _, value in address.fields)]
        if self.start.scheme in ("mailto", "facetime", "skype"):
            parts.append(self.start.url.partition(":")[2].partition("@")[0])
        return tuple(dict.fromkeys(part for part in parts if len(part) < 80))

    def names_school(self) -> str:
        names = school_names(self._book.district.schools)
        seen = self.destination
        shown = folded(f"{self.use.words}\n{self.use.sentence}\n{seen.itself if seen is not None else ''}")
        hit = names.in_text(shown) or names.in_slug(self._slugs())
        return f"It names the school: {hit}." if hit else ""

    def named_openly(self) -> str:
        """Tell whether the words around the link name whose page it is, as they do of a stranger's."""
        owner = self._book.owners.owner(self.address)
        plain = re.sub(r"[\W_]+", "", folded(owner))
        said = re.sub(r"[\W_]+", "", folded(f"{self.use.words} {self.use.sentence}"))
        return f"The words name {owner}." if len(plain) >= 3 and plain in said else ""


_HIDING = ("shortener", "link-page")
BUILT_IN_DESTINATION: Mapping[str, Callable[[Look], str]] = {
    "bad-mail": lambda look: written.bad_mail(look.start),
    "mail-of-a-consumer-service": Look.consumer_mail,
    "mail-as-web": lambda look: written.mail_as_web(look.start),
    "bad-number": lambda look: written.bad_number(look.start),
    "short-number": lambda look: written.short_number(look.start),
    "public-number": lambda look: written.public_number(look.start),
    "class-code": lambda look: written.class_code(look.start),
    "not-web": lambda look: "" if look.start.host else "-",
    "dead-script": lambda look: written.dead_script(look.start),
    "no-address": lambda look: written.no_address(look.start),
    "page-in-the-link": lambda look: written.page_in_the_link(look.start),
    "sends-on-unseen": lambda look: written.sends_on_unseen(look.start),
    "user-in-address": Look.host_as_user,
    "mixed-script": lambda look: lookalike.mixed(look.start) or lookalike.mixed(look.address),
    "titled-by-host": lambda look: found.titled_by_host(look.address, look.destination),
    "number-as-host": lambda look: written.number_as_host(look.start, look.href),
    "imitates": Look.imitates,
    "wall": Look.wall,
    "unread": Look.unread,
    "unopened": Look.unopened,
    "lost-twice": lambda look: found.lost_twice(look.destination),
    "offers-itself": lambda look: found.offers_itself(look.address, look.destination),
    "taken-over": lambda look: found.taken_over(look.destination, look.use),
    "shortened": Look.shortened,
    "unresolved": Look.unresolved,
    "in-district": Look.in_district,
    "registered": Look.registered,
}
BUILT_IN_USE: Mapping[str, Callable[[Look], str]] = {
    "offered": lambda look: written.offered(look.use),
    "called-otherwise": Look.called_otherwise,
    "named-openly": Look.named_openly,
    "names-other-host": Look.names_other_host,
    "owned-by-teacher": Look.owned_by_teacher,
    "names-imitated": Look.names_imitated,
    "names-teacher": Look.names_teacher,
    "names-staff": Look.names_staff,
    "names-school": Look.names_school,
}
PREFIXES = ("hosts:", "start:", "itself:", "more:")
"""Take a part of a configured signal: its list of hosts only; the link's own address only; a page that calls
itself so; a page that says one phrase more than the signal asks for."""


@lru_cache(maxsize=8)
def _imitable(known: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *known)))


@lru_cache(maxsize=8_192)
def _imitated(host: str, known: tuple[str, ...]) -> str:
    return lookalike.imitated(web_address(f"https://{host}/"), known)
