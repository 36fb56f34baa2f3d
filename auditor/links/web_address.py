"""Take a web address apart: who owns host and path, where a redirector leads; fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import tldextract

from auditor.address import resolve

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """Hold the parts of an address; `registrable` is what somebody registered ("example.co.uk").

    `label` is the registrable name without its suffix, `segments` the decoded parts of the path;
    `listed` says that the Public Suffix List knows the ending.
    """

    url: str
    scheme: str = ""
    host: str = ""
    port: int | None = None
    registrable: str = ""
    label: str = ""
    suffix: str = ""
    user: str = ""
    segments: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    listed: bool = False

    @property
    def bare(self) -> str:
        """Return the host without a leading "www."."""
        return self.host.removeprefix("www.")

    @property
    def slugs(self) -> tuple[str, ...]:
        """Return the parts of the path with nothing but letters and figures in them, as user names look."""
        return tuple(re.sub(r"[^a-z0-9]", "", part.lower()) for part in self.segments)

    def words(self) -> str:
        """Return the words of path and query, as a reader would split them."""
        parts = [*self.segments, *(part for field in self.fields for part in field)]
        return " ".join(_LETTERS.findall(_CAMEL.sub(" ", " ".join(parts))))


@lru_cache(maxsize=8_192)
def web_address(url: str) -> WebAddress:
    """Return the parts of `url`; an address without a host has a scheme and nothing else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return WebAddress(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        return WebAddress(url, parts.scheme or url.partition(":")[0])
    found = _suffixes()(host)
    # An ending that the list does not know ("intranet") counts as one label.
    guess = host.split(".")[-2:] if not found.suffix and not re.fullmatch(r"[\d.]+|\[.*", host) else []
    return WebAddress(
        url=url,
        scheme=parts.scheme,
        host=host,
        port=port,
        registrable=found.top_domain_under_public_suffix or ".".join(guess) or host,
        label=guess[0] if guess else found.domain or host,
        suffix=guess[-1] if len(guess) == 2 else found.suffix,
        user=unquote(parts.username or ""),
        segments=tuple(unquote(part) for part in parts.path.split("/") if part),
        fields=_fields(parts),
        listed=bool(found.suffix),
    )


def _fields(parts: SplitResult) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(parts.query[:4000], max_num_fields=60))
    except ValueError:
        return ()


@cache
def _suffixes() -> tldextract.TLDExtract:
    # The list that came with the package, and nothing else: no look-up, no cache on disk.
    return tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Match addresses: "host", "host/part/*", "host?field" or ".suffix"; subdomains of a host count.

    `*` stands for one part of the path, or for the first label of the host. `{owner}` does as well,
    and names who the page there belongs to.
    """

    written: str
    host: str
    segments: tuple[str, ...]
    field: str
    exact: bool = False

    def matches(self, address: WebAddress) -> bool:
        """Tell whether an address lies there."""
        return self.owner(address) is not None

    def owner(self, address: WebAddress) -> str | None:
        """Return who owns the page ("" where the pattern names nobody), None where it does not match."""
        named = ""
        host = self.host
        if host.startswith("."):
            if not f".{address.host}".endswith(host):
                return None
        elif host.startswith(("*.", "{owner}.")):
            rest = host.partition(".")[2]
            first, dot, last = address.host.rpartition("." + rest)
            if not dot or last or first in ("", "www"):
                return None
            named = first
        elif address.host != host and not address.host.endswith("." + host):
            return None
        if len(address.segments) < len(self.segments):
            return None
        for wanted, part in zip(self.segments, address.segments, strict=False):
            if wanted == "{owner}":
                named = part
            elif wanted.startswith("@{owner}"):
                if not part.startswith("@"):
                    return None
                named = part[1:]
            elif wanted.endswith("*"):
                if not part.lower().startswith(wanted[:-1]):
                    return None
            elif wanted != part.lower():
                return None
        if self.field:
            name, equals, value = self.field.partition("=")
            held = [given for key, given in address.fields if key.lower() == name]
            if not held or (equals and value not in (given.lower() for given in held)):
                return None
        return named


@lru_cache(maxsize=8_192)
def pattern(written: str) -> Pattern:
    """Read one pattern; a scheme in front is dropped."""
    text = written.strip().partition("#")[0]
    text = re.sub(r"^[a-z]+://", "", text, flags=re.IGNORECASE)
    text, _, field = text.partition("?")
    host, _, path = text.partition("/")
    host = host.lower().removeprefix("www.")
    segments = tuple(part if "{owner}" in part else part.lower() for part in path.split("/") if part)
    return Pattern(written, host, segments, field.lower())


class Register:
    """Hold a list of address patterns and find the one that an address matches, by its host."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._by_host: dict[str, list[Pattern]] = {}
        for entry in entries:
            found = pattern(entry)
            host = found.host
            if host.startswith(("*.", "{owner}.")):
                host = host.partition(".")[2]
            self._by_host.setdefault(host.lstrip("."), []).append(found)

    def __bool__(self) -> bool:
        return bool(self._by_host)

    def find(self, address: WebAddress) -> Pattern | None:
        """Return the first pattern that matches, the longest host first."""
        for found in self._candidates(address.host):
            if found.matches(address):
                return found
        return None

    def owner(self, address: WebAddress) -> str:
        """Return whom an address belongs to by the patterns here, "" where they do not say."""
        for found in self._candidates(address.host):
            named = found.owner(address)
            if named:
                return named
        return ""

    def written(self) -> Iterable[str]:
        """Yield the patterns that are named here, as they were written."""
        for patterns in self._by_host.values():
            for found in patterns:
                yield found.written

    def _candidates(self, host: str) -> Iterable[Pattern]:
        labels = host.split(".")
        for start in range(len(labels)):
            yield from self._by_host.get(".".join(labels[start:]), ())


def unwrapped(url: str, redirectors: Sequence[str]) -> str:
    """Return where a redirector leads by its own address ("google.com/url?q"), else `url` itself.

    Each entry names host, path and the field that holds the target; at most four are peeled off.
    """
    for _ in range(4):
        address = web_address(url)
        target = next(filter(None, (_inside(address, entry) for entry in redirectors)), "")
        if not target:
            return url
        url = target
    return url


def _inside(address: WebAddress, entry: str) -> str:
    found = pattern(entry)
    if not found.matches(address):
        return ""
    name = found.field
    value = next((given for key, given in address.fields if key.lower() == name), "")
    if not value.lower().startswith(("http://", "https://", "//")):
        return ""
    target = resolve(value, address.url)
    return target if target.startswith(("http://", "https://")) else ""
