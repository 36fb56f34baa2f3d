"""Recognise a host that is made to look like another one; judges no page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from auditor.links.web_address import WebAddress, web_address

_SHORTEST = 6
"""Names shorter than this differ by one letter from too many honest ones."""

# Letters of other scripts, and signs, that look like a Latin letter.
_CONFUSABLE = str.maketrans(
    {
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s",
        "ԁ": "d", "һ": "h", "ӏ": "l", "ԛ": "q", "ԝ": "w", "ь": "b", "α": "a", "ο": "o", "ρ": "p", "ν": "v",
        "κ": "k", "τ": "t", "ι": "i", "μ": "u", "η": "n", "ω": "w", "ɡ": "g", "ɑ": "a", "ı": "i", "ł": "l",
        "0": "o", "1": "l", "3": "e", "5": "s", "$": "s", "!": "l", "|": "l", "i": "l",
    }
)  # fmt: skip
# Libraries lend journals through a host of their own: "www.jstor.org.ezproxy.library.org".
_PROXY = re.compile(r"(?:^|[.\-])(?:ez)?proxy\d*(?:[.\-]|$)|(?:^|\.)(?:idm\.oclc\.org|translate\.goog)$")
_LOOKS_LATIN = frozenset(("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"))
# A known name beside one of these is a sign-in page of somebody else.
_SIGN_IN = frozenset("login signin secure account accounts verify portal auth sso password id".split())
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def readable(host: str) -> str:
    """Return a host with its punycode labels as a browser could show them."""
    labels = []
    for label in host.split("."):
        if label.startswith("xn--"):
            try:
                label = label[4:].encode("ascii").decode("punycode")
            except (UnicodeError, ValueError):
                pass
        labels.append(label)
    return ".".join(labels)


@lru_cache(maxsize=8_192)
def skeleton(label: str) -> str:
    """Return what a label looks like to a hurried eye, in plain letters."""
    plain = unicodedata.normalize("NFKD", label.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = plain.translate(_CONFUSABLE)
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return plain


def imitated(address: WebAddress, known: Iterable[str]) -> str:
    """Return the known host that this one imitates, "" where it imitates none.

    Looks for letters of other scripts, a letter changed, doubled, dropped or swapped, and a known
    host written in front of another registrable name. The known hosts themselves imitate nobody.
    """
    if _PROXY.search(address.host):
        return ""
    hosts = [web_address(f"https://{host}/") for host in known]
    if any(host.registrable == address.registrable for host in hosts):
        return ""
    shown = readable(address.registrable)
    label = shown.partition(".")[0]
    parts = (label, *label.split("-"))
    foreign = not label.isascii()
    before = address.host.removesuffix(address.registrable).strip(".")
    for host in hosts:
        name = host.label
        if len(host.registrable) >= _SHORTEST and f".{before}.".find(f".{host.registrable}.") >= 0:
            return host.host
        if name == label and not foreign:
            continue  # the same name under another ending is as a rule the same owner
        # Letters of another script are a trick however short the name is.
        if len(name) >= (3 if foreign else 5) and any(
            part != name and skeleton(part) == skeleton(name) for part in parts
        ):
            return host.host
        dashed = f"-{host.registrable.replace('.', '-')}-"
        if len(host.registrable) >= _SHORTEST and dashed in f"-{label}-":
            return host.host
        if len(name) >= 5 and name in parts and any(part in _SIGN_IN for part in parts):
            return host.host
        if len(name) >= _SHORTEST + 2 and one_apart(label, name):
            return host.host
    return ""


def mixed(address: WebAddress) -> str:
    """Tell whether a name mixes Latin letters with those of another script, as no language does."""
    shown = readable(address.registrable)
    scripts = {unicodedata.name(letter, "?").partition(" ")[0] for letter in shown if letter.isalpha()}
    if "LATIN" not in scripts or not scripts & _LOOKS_LATIN:
        return ""
    return f"Its host {shown} mixes letters of different scripts."


def one_apart(one: str, other: str) -> bool:
    """Tell whether two names differ by one letter: changed, added, dropped, or swapped with the next."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) == len(other):
        odd = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(odd) == 1:
            return True
        return (
            len(odd) == 2
            and odd[1] == odd[0] + 1
            and one[odd[0]] == other[odd[1]]
            and one[odd[1]] == other[odd[0]]
        )
    short, long = sorted((one, other), key=len)
    if long.rstrip("s") == short or long.removesuffix("s") == short:
        return False  # a plural is a name of its own
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def numeric(address: WebAddress, written: str) -> bool:
    """Tell whether the host is a number that nobody recognises (hexadecimal, or one long number)."""
    if not re.fullmatch(r"[\d.]+", address.host):
        return False
    text = re.sub(r"^[a-z]+:[/\\]*", "", written.strip().lower())
    host = re.split(r"[/\\?#:]", text.rpartition("@")[2] if "@" in text.split("/")[0] else text)[0]
    return host != address.host and bool(
        re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}", host)
    )
