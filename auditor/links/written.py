"""Say what a link shows before anybody follows it: its words, mail, telephone, script, disguise.

Leaves out what stands behind an address. Every function returns a plain sentence, "-" where a sign holds
without words, or "" where it does not hold.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from urllib.parse import unquote

from auditor.links import lookalike
from auditor.links.destination import Use
from auditor.links.web_address import Register, WebAddress, web_address

_MAIL = re.compile(r"[^@\s<>,;:\"()]+@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24})", re.IGNORECASE)
_SPOKEN = re.compile(r"[^\W\d_]{2,}")
_LETTER = re.compile(r"[^\W\d_]")
_UNASKED = {
    "meta-refresh": "The page sends its readers there unasked.",
    "iframe": "The page shows it in a frame.",
}
_DIGITS = re.compile(r"\d")
_TOLL_FREE = re.compile(r"1?8(?:00|33|44|55|66|77|88)\d{7}")
"""Area codes that cost the caller nothing (North American numbering): never somebody's own telephone."""

_ADDRESS_IN_CODE = re.compile(r"https?://[^\s'\"<>\\)]{3,500}")
_DEAD_SCRIPT = re.compile(
    r"javascript:\s*(?:void\s*\(?\s*0?\s*\)?|;|//|return\s+(?:false|true)|#)*\s*;?\s*$", re.IGNORECASE
)
_ADDRESS_AS_WORDS = re.compile(r"(?:https?://|www\.)\S+|\S+\.\w{2,}/\S*", re.IGNORECASE)
_PLAIN_SUFFIXES = frozenset(("com", "org", "net", "edu", "gov", "us", "info", "co.uk"))
_ON_ONES_COMPUTER = frozenset(("file", "blob", "chrome-extension", "about", "c", "d", "h"))


def spoken(text: str) -> str:
    """Return the words of a text without the addresses in it: "…/debate-watch" speaks of no debate."""
    return " ".join(_ADDRESS_AS_WORDS.sub(" ", text).split())


def offered(use: Use) -> str:
    """Tell whether the page offers the link in words of its own, or gives its readers no choice."""
    if use.kind == "personal":
        return ""
    if use.carrier in _UNASKED:
        return _UNASKED[use.carrier]
    if _LETTER.search(use.words):
        return f"The page offers it as “{use.words[:120]}”."
    # A bare address is offered by the words of its sentence, where it has any.
    return f"The page says “{use.sentence[:120]}”." if len(_SPOKEN.findall(use.sentence)) > 1 else ""


def mail_host(start: WebAddress) -> str:
    """Return the host to which a mail link writes, "" where it is no complete address."""
    written = unquote(start.url.partition(":")[2].partition("?")[0]).strip()
    found = _MAIL.fullmatch(written.split(",")[0].split(";")[0].strip().strip("<>"))
    return found[1].lower() if found else ""


def bad_mail(start: WebAddress) -> str:
    """Tell whether mail to this address can never arrive."""
    if start.scheme != "mailto":
        return ""
    address, _, fields = start.url.partition(":")[2].partition("?")
    if not address.strip() and re.search(r"(?:to|cc|bcc|subject|body)=", fields, re.IGNORECASE):
        return ""  # the reader chooses to whom
    return "" if mail_host(start) else "It is no complete e-mail address."


def bad_number(start: WebAddress) -> str:
    """Tell whether a telephone link names no number."""
    if start.scheme not in ("tel", "sms"):
        return ""
    return "There is no telephone number in it." if len(_digits(start)) < 3 else ""


def short_number(start: WebAddress) -> str:
    """Tell whether it is one of the short numbers that only services have (988, 81010)."""
    return "-" if start.scheme in ("tel", "sms") and 3 <= len(_digits(start)) <= 6 else ""


def public_number(start: WebAddress) -> str:
    """Tell whether nobody can have the number for himself: a short one, or one free of charge."""
    free = start.scheme in ("tel", "sms") and _TOLL_FREE.fullmatch(_digits(start))
    return "-" if free else short_number(start)


def class_code(start: WebAddress) -> str:
    """Tell whether a message joins a class by its code ("@room4"), as tools for schools ask for it."""
    body = unquote(start.url.partition("?")[2])
    return "-" if start.scheme == "sms" and re.search(r"(?:^|&)body=@\w", body) else ""


def dead_script(start: WebAddress) -> str:
    """Tell whether a script link does nothing."""
    return "Clicking it does nothing." if _DEAD_SCRIPT.match(start.url) else ""


def no_address(start: WebAddress) -> str:
    """Tell whether no visitor's browser can go there at all."""
    if start.scheme in _ON_ONES_COMPUTER:
        return "It points into somebody's own computer."
    if not start.url or (start.scheme in ("http", "https") and not start.host):
        return "No browser can make an address of it."
    scheme = start.scheme
    if scheme in ("http", "https") or not any(lookalike.one_apart(scheme, web) for web in ("http", "https")):
        return ""
    return f"Its beginning is misspelled: “{scheme}:”."


def page_in_the_link(start: WebAddress) -> str:
    """Tell whether a whole page with a script is packed into a data: link."""
    code = _page_code(start)
    return "A page with a script is packed into the link itself." if "<script" in code.lower() else ""


def sends_on_unseen(start: WebAddress) -> str:
    """Tell whether the page that is packed into a data: link sends its reader somewhere else at once."""
    code = _page_code(start)
    if "location" not in code and "http-equiv" not in code.lower():
        return ""
    found = _ADDRESS_IN_CODE.search(code)
    further = found[0] if found else "another address"
    return f"A page is packed into the link itself and leads on to {further}."


def host_as_user(start: WebAddress, own: Register, known: Iterable[str]) -> str:
    """Tell whether what stands before an "@" is dressed up as the host ("https://bank.com@elsewhere").

    It counts where it begins with "www.", is a host under a real suffix, the district's own, or the
    name of one that families know. A person's name in front of an "@" is a mail address, not a trick.
    """
    user = start.user.lower().partition("/")[0].partition(":")[0]
    if not user:
        return ""
    address = web_address(f"https://{user}/")
    named = own.find(address) or any(user == web_address(f"https://{host}/").label for host in known)
    # "ann.green" is a person although ".green" exists: a page of hers would have a path.
    like_a_host = address.listed and (address.suffix in _PLAIN_SUFFIXES or bool(start.segments))
    if not named and not user.startswith("www.") and not like_a_host:
        return ""
    return f"It seems to lead to {user[:80]} and leads to {start.host}."


def mail_as_web(start: WebAddress) -> str:
    """Tell whether somebody wrote a mail address as if it were a page ("http://r.reed@school.org")."""
    if not start.user or start.segments or start.fields:
        return ""
    return f"It looks like a mail address ({start.user[:80]}@{start.host}) written as a web address."


def number_as_host(start: WebAddress, written: str) -> str:
    """Tell whether the host is a number that no reader recognises."""
    if lookalike.numeric(start, written):
        return f"Its host is written so that nobody sees it is {start.host}."
    return ""


def _digits(start: WebAddress) -> str:
    return "".join(_DIGITS.findall(start.url.partition("?")[0]))


def _page_code(start: WebAddress) -> str:
    if start.scheme != "data" or "html" not in start.url[:60].lower():
        return ""
    head, _, body = start.url.partition(",")
    if not head.lower().endswith(";base64"):
        return unquote(body)[:4000]
    body = unquote(body).split("#")[0].strip()
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4)).decode("utf-8", "replace")[:4000]
    except (binascii.Error, ValueError):
        return ""
