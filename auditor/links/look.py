"""Look at one link through the signals, each evaluated once and only when a rule asks; decides nothing."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from auditor.address import page_key, within
from auditor.links import lookalike
from auditor.links.destination import Destination, Reach, Use
from auditor.links.names import named_in_slug, named_in_text, surname_in_title
from auditor.links.phrases import folded
from auditor.links.web_address import Register, WebAddress, web_address

if TYPE_CHECKING:
    from auditor.links.book import LinkBook, Terms

_MAIL = re.compile(r"[^@\s<>,;:\"()]+@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24})", re.IGNORECASE)
_DIGITS = re.compile(r"\d")
_ADDRESS_IN_CODE = re.compile(r"https?://[^\s'\"<>\\)]{3,500}")
_DEAD_SCRIPT = re.compile(
    r"javascript:\s*(?:void\s*\(?\s*0?\s*\)?|;|//|return\s+(?:false|true)|#)*\s*;?\s*$", re.IGNORECASE
)
_NAME_WORD = re.compile(r"[^\W\d_]{3,}")
_PLAIN_SCHOOL_WORDS = frozenset(
    "school elementary middle high junior senior academy public primary center centre the for and county "
    "district charter escuela primaria secundaria north south east west central learning early".split()
)


@dataclass(frozen=True, slots=True)
class District:
    """Hold what the district says of itself: hosts, mail domains, registered sites, staff, schools."""

    hosts: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    own: Register = field(default_factory=lambda: Register(()))
    look_alikes_of: tuple[str, ...] = ()


class Look:
    """Evaluate signals of one link; `address` is where it ends, `start` where it points."""

    def __init__(
        self, book: LinkBook, href: str, url: str, destination: Destination | None, use: Use
    ) -> None:
        self._book = book
        self._href = href
        self.use = use
        self.destination = destination
        self.start = web_address(url)
        seen = destination.final_url if destination is not None and destination.final_url else ""
        self.address: WebAddress = web_address(seen or book.target(url))
        self._asked: dict[str, str] = {}

    def any_of(self, terms: Terms) -> tuple[str, ...] | None:
        """Return the evidence of the first term all of whose signals hold, None where none does."""
        for term in terms:
            shown = [self.holds(name) for name in term]
            if all(shown):
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
        if self.holds("parked"):
            told.append("parked")
        if self.holds("unopened"):
            told.append("broken")
        return tuple(told)

    def _evaluate(self, name: str) -> str:
        if name.startswith("scheme:"):
            return "-" if self.start.scheme == name.removeprefix("scheme:") else ""
        built_in = BUILT_IN_DESTINATION.get(name) or BUILT_IN_USE.get(name)
        if built_in is not None:
            return built_in(self)
        if name.startswith("start:"):
            # What a shop's redirect drops (an affiliate's tag) stands in the link itself.
            target = web_address(self._book.target(self.start.url))
            return self._book.signal(name.removeprefix("start:")).of_destination(target, None)
        if name.startswith("hosts:"):
            found = self._book.signal(name.removeprefix("hosts:")).hosts.find(self.address)
            return f"{found.written} is on the list {name.removeprefix('hosts:')}." if found else ""
        signal = self._book.signal(name)
        if signal.any:
            return next(filter(None, map(self.holds, signal.any)), "")
        return signal.of_use(self.use) or signal.of_destination(self.address, self.destination)

    def _moved(self) -> bool:
        """Tell whether the link ends somewhere else, and not only on the same page with https."""
        if not self.address.host or not self.start.host or self.address.url == self.start.url:
            return False
        return page_key(self.start.url, self.address.url) != "/"

    # --- signals that words cannot describe ---

    def _mail_host(self) -> str:
        written = unquote(self.start.url.partition(":")[2].partition("?")[0]).strip()
        found = _MAIL.fullmatch(written.split(",")[0].split(";")[0].strip().strip("<>"))
        return found[1].lower() if found else ""

    def bad_mail(self) -> str:
        if self.start.scheme != "mailto":
            return ""
        address, _, fields = self.start.url.partition(":")[2].partition("?")
        if not address.strip() and re.search(r"(?:to|cc|bcc|subject|body)=", fields, re.IGNORECASE):
            return ""  # the reader chooses to whom
        return "" if self._mail_host() else "It is no complete e-mail address."

    def consumer_mail(self) -> str:
        host = self._mail_host()
        held = host and self._book.signal("consumer-mail").hosts.find(web_address(f"https://{host}/"))
        return f"The mail goes to {host}, which is no address of the district." if held else ""

    def bad_number(self) -> str:
        if self.start.scheme not in ("tel", "sms"):
            return ""
        digits = len(_DIGITS.findall(self.start.url.partition("?")[0]))
        return "There is no telephone number in it." if digits < 3 else ""

    def not_web(self) -> str:
        return "" if self.start.host else "-"

    def short_number(self) -> str:
        digits = len(_DIGITS.findall(self.start.url.partition("?")[0]))
        return "-" if self.start.scheme in ("tel", "sms") and 3 <= digits <= 6 else ""

    def dead_script(self) -> str:
        if self.start.scheme != "javascript":
            return ""
        return "Clicking it does nothing." if _DEAD_SCRIPT.match(self.start.url) else ""

    def no_address(self) -> str:
        if self.start.scheme in ("file", "blob", "chrome-extension", "about", "c", "d", "h"):
            return "It points into somebody's own computer."
        if not self.start.url or (self.start.scheme in ("http", "https") and not self.start.host):
            return "No browser can make an address of it."
        return ""

    def data_page(self) -> str:
        if (
            self.start.scheme != "data"
            or "html" not in self._href[:60].lower()
            and "html" not in self.start.url[:60]
        ):
            return ""
        code = _decoded(self.start.url)
        if "location" in code or "http-equiv" in code.lower():
            found = _ADDRESS_IN_CODE.search(code)
            further = found[0] if found else "another address"
            return f"A page is packed into the link itself and leads on to {further}."
        return "A page is packed into the link itself." if "<script" in code.lower() else ""

    def userinfo(self) -> str:
        if not self.start.user:
            return ""
        return f"It seems to lead to {self.start.user[:80]} and leads to {self.start.host}."

    def numeric_host(self) -> str:
        if lookalike.numeric(self.start, self._href):
            return f"Its host is written so that nobody sees it is {self.start.host}."
        return ""

    def imitates(self) -> str:
        known = _imitable(self._book.district.look_alikes_of, self._book.district.hosts)
        for address in (self.start, self.address):
            if address.host and (found := _imitated(address.host, known)):
                return f"Its host {lookalike.readable(address.bare)} is made to look like {found}."
        return ""

    def names_imitated(self) -> str:
        known = _imitable(self._book.district.look_alikes_of, self._book.district.hosts)
        found = _imitated(self.start.host, known) if self.start.host else ""
        if not found:
            return ""
        label = web_address(f"https://{found}/").label
        said = re.sub(r"[\W_]+", "", folded(f"{self.use.words} {self.use.sentence}"))
        return f"The link calls itself {label}." if label in said else ""

    def wall(self) -> str:
        seen = self.destination
        return "-" if seen is not None and seen.reach is Reach.WALL else ""

    def unread(self) -> str:
        return "-" if self.destination is None or not self.destination.read else ""

    def unopened(self) -> str:
        seen = self.destination
        if seen is not None and seen.reach.unopened:
            return _UNOPENED[seen.reach] + (f" ({seen.detail})" if seen.detail else "")
        return self.bad_mail() or self.bad_number() or self.dead_script() or self.no_address()

    def lost_twice(self) -> str:
        seen = self.destination
        if seen is None or not seen.reach.lost or seen.nights < 2:
            return ""
        return f"{_UNOPENED[seen.reach]} So it was on {seen.nights} nights in a row."

    def shortened(self) -> str:
        return self._book.signal("shortener").of_destination(self.start, None) or self._book.signal(
            "link-page"
        ).of_destination(self.start, None)

    def unresolved(self) -> str:
        short = self._book.signal("shortener").hosts.find(self.address) or self._book.signal(
            "link-page"
        ).hosts.find(self.address)
        return f"Where {self.address.bare} leads is not shown." if short else ""

    def in_district(self) -> str:
        district = self._book.district
        if self.start.scheme == "mailto":
            host = self._mail_host()
            ours = (*district.mail, *district.hosts)
            return "-" if any(host == each or host.endswith("." + each) for each in ours if host) else ""
        return "-" if self.address.host and district.own.find(self.address) else ""

    def registered(self) -> str:
        if not self.address.host:
            return ""
        url = self.address.url.replace("twitter.com/", "x.com/")
        return "-" if any(within(url, site) for site in self._book.district.sites) else ""

    def names_teacher(self) -> str:
        return self._names(self.use.owners, "the site's own teacher")

    def names_staff(self) -> str:
        return self._names(self._book.district.staff, "a member of the staff")

    def _names(self, names: tuple[str, ...], who: str) -> str:
        if not names:
            return ""
        if part := named_in_slug(self._slugs(), names):
            return f"Its address names {who}: {part}."
        seen = self.destination
        if seen is not None and seen.read:
            said = f"{seen.title}\n{seen.site_name}\n{seen.description}"
            if words := named_in_text(said, names) or surname_in_title(seen.title, names):
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
        words = _school_words(self._book.district.schools)
        if not words:
            return ""
        shown = folded(f"{self.use.words} {self.use.sentence} {' '.join(self._slugs())}")
        if self.destination is not None:
            shown += " " + folded(f"{self.destination.title} {self.destination.description}")
        hit = next((word for word in words if word in shown), "")
        return f"It names the school: {hit}." if hit else ""

    def taken_over(self) -> str:
        """Compare what the destination calls itself with what it called itself before."""
        seen = self.destination
        if seen is None or not seen.history or not seen.title:
            return ""
        now = set(_NAME_WORD.findall(folded(f"{seen.title} {seen.site_name}")))
        for past in reversed(seen.history):
            before = set(_NAME_WORD.findall(folded(past.title)))
            if before and past.title != seen.title and not before & now:
                day = past.last.isoformat()
                return f"On {day} it was called “{past.title}”, now it is called “{seen.title}”."
        return ""

    def unlike_words(self) -> str:
        """Tell whether the link's words and the destination's title have no word in common."""
        seen = self.destination
        if seen is None or not seen.title:
            return ""
        said = set(_NAME_WORD.findall(folded(f"{self.use.words} {self.use.sentence}")))
        shown = set(_NAME_WORD.findall(folded(seen.said)))
        return (
            f"The link says “{self.use.words}”, the page something else." if said and not said & shown else ""
        )

    def class_page(self) -> str:
        """Hold for every site of a class or a school: the weakest sign of a use, never alone."""
        return "-" if self.use.kind != "personal" else ""


_UNOPENED: Mapping[Reach, str] = {
    Reach.GONE: "The page is gone.",
    Reach.SOFT_404: "The page says that it is not there.",
    Reach.NO_NAME: "There is no such host.",
    Reach.REFUSED: "The server refuses connections.",
    Reach.LOOP: "The address leads round in a circle.",
    Reach.TIMEOUT: "The server did not answer in time.",
    Reach.ERROR: "The server answered with an error.",
    Reach.TLS: "A browser warns that the connection is not safe.",
    Reach.INSIDE: "It points inside a private network.",
}

BUILT_IN_DESTINATION: Mapping[str, Callable[[Look], str]] = {
    "bad-mail": Look.bad_mail,
    "mail-of-a-consumer-service": Look.consumer_mail,
    "bad-number": Look.bad_number,
    "short-number": Look.short_number,
    "not-web": Look.not_web,
    "dead-script": Look.dead_script,
    "no-address": Look.no_address,
    "page-in-the-link": Look.data_page,
    "user-in-address": Look.userinfo,
    "number-as-host": Look.numeric_host,
    "imitates": Look.imitates,
    "wall": Look.wall,
    "unread": Look.unread,
    "unopened": Look.unopened,
    "lost-twice": Look.lost_twice,
    "shortened": Look.shortened,
    "unresolved": Look.unresolved,
    "in-district": Look.in_district,
    "registered": Look.registered,
    "taken-over": Look.taken_over,
}
BUILT_IN_USE: Mapping[str, Callable[[Look], str]] = {
    "names-imitated": Look.names_imitated,
    "names-teacher": Look.names_teacher,
    "names-staff": Look.names_staff,
    "names-school": Look.names_school,
    "unlike-words": Look.unlike_words,
    "class-page": Look.class_page,
}


@lru_cache(maxsize=8)
def _imitable(known: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *known)))


@lru_cache(maxsize=16_384)
def _imitated(host: str, known: tuple[str, ...]) -> str:
    return lookalike.imitated(web_address(f"https://{host}/"), known)


@lru_cache(maxsize=8)
def _school_words(schools: tuple[str, ...]) -> tuple[str, ...]:
    words = {word for school in schools for word in _NAME_WORD.findall(folded(school)) if len(word) >= 5}
    return tuple(sorted(words - _PLAIN_SCHOOL_WORDS))


def _decoded(url: str) -> str:
    head, _, body = url.partition(",")
    if head.lower().endswith(";base64"):
        body = unquote(body).split("#")[0].strip()
        try:
            return base64.b64decode(body + "=" * (-len(body) % 4)).decode("utf-8", "replace")[:4000]
        except (binascii.Error, ValueError):
            return ""
    return unquote(body)[:4000]
