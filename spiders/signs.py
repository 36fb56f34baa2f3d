"""Recognise answers that are no pages: sign-in walls, "not found" with status 200, empty shells."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from auditor.page import Content, Source
from auditor.words import in_force

_SIGN_IN_HOSTS = frozenset(
    (
        "accounts.google.com",
        "login.microsoftonline.com",
        "login.live.com",
        "login.windows.net",
        "login.yahoo.com",
        "appleid.apple.com",
        "clever.com",
        "launchpad.classlink.com",
        "login.classlink.com",
        "auth.wix.com",
        "login.weebly.com",
        "wordpress.com/log-in",
        "www.facebook.com/login",
    )
)
_SIGN_IN_DOMAINS = (".okta.com", ".onelogin.com", ".auth0.com", ".pingidentity.com", ".duosecurity.com")
_SIGN_IN_LABELS = frozenset(("sso", "idp", "adfs", "cas", "login", "signin", "auth", "fs", "shibboleth"))
_SIGN_IN_PATH = re.compile(
    r"/(?:wp-login\.php|servicelogin|log-?_?in|sign-?_?in|logon|sso|saml2?|adfs/ls|cas/login|"
    r"oauth2?/(?:v\d/)?(?:auth|authorize)|openid-connect/auth|idp/profile|_layouts/\d+/authenticate\.aspx|"
    r"(?:users?|accounts?|members?|session)/(?:log-?_?in|sign-?_?in|new))(?:\.[a-z]{2,5})?/?$",
    re.IGNORECASE,
)
_RETURN = frozenset("redirect_to returnurl return_url continue next goto service redirect_uri dest".split())
_NOT_FOUND = (
    r"(?i)(?:{lost-error}\s*:?\s*)?404(?:\s*{lost-error})?"
    r"(?:\s*[-–—:|.,!]*\s*(?:{lost-file|lost-error}\s*)?{lost-said}?)?[.!]*"
    r"|(?:{lost-this}\s+)?(?:{lost-asked}\s+)?{lost-thing}\s+(?:{lost-verb}\s+|{lost-can}\s?)?{lost-not}\s+(?:{lost-be}\s+)?{lost-end}[.!]*"
    r"|{lost-said}(?:\s*[-–—:|(]*\s*(?:{lost-error}\s*)?404\)?)?[.!]*"
    r"|{lost-sorry}[!.,]*\s*(?:{lost-this}\s+)?{lost-phrase-sorry}[.!]*"
    r"|(?:{lost-error}\s*404\s*[-–—:|]*\s*)?{lost-phrase}[.!]*"
)
_TITLE_PARTS = re.compile(r"\s+[-–—|·»:]\s+")
_SHORT = 1_200
_SEEN = frozenset(
    (Source.BODY, Source.HEADING, Source.CELL, Source.ALT, Source.LABEL, Source.CAPTION, Source.FORM)
)


def seen_lines(content: Content) -> list[str]:
    """Return what a visitor reads on a page, without addresses, metadata and scripts."""
    return [text.joined for text in content.texts if text.where.source in _SEEN]


def is_sign_in_address(url: str) -> bool:
    """Say whether an address to which one was sent is where people sign in."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host in _SIGN_IN_HOSTS or host.endswith(_SIGN_IN_DOMAINS):
        return True
    if host.split(".")[0] in _SIGN_IN_LABELS and host.count(".") > 1:
        return True
    if _SIGN_IN_PATH.search(parts.path):
        return True
    fields = {name.lower() for name, _ in parse_qsl(parts.query[:4000], max_num_fields=None)}
    return bool(fields & _RETURN) and "login" in parts.path.lower()


def asks_to_sign_in(status: int, has_challenge: bool) -> bool:
    """Say whether a status means "sign in first": 401, or 403 with a challenge."""
    return status == 401 or (status == 403 and has_challenge)


def is_soft_404(content: Content) -> bool:
    """Say whether a page served with status 200 only says that there is no such page.

    Careful on purpose: the whole title or a whole heading must say so, and the page must be short
    unless both do. Even then it is a suspicion: see `SiteCrawl`.
    """
    title = _says_not_found(content.title)
    heading = any(_says_not_found(text.joined) for text in content.texts if text.level)
    if title and heading:
        return True
    if not title and not heading:
        return False
    return sum(map(len, seen_lines(content))) < _SHORT


def is_empty(content: Content, body: bytes) -> bool:
    """Say whether a page holds nothing at all: no text, no link, no picture, no frame, no script."""
    if seen_lines(content) or content.links or content.images or content.frames or content.needs_script:
        return False
    return b"<script" not in body.lower()


def _says_not_found(words: str) -> bool:
    words = " ".join(words.split())[:200]
    if not words:
        return False
    # "Page not found - Ms. Osei's class": any part may be the site's own name, one must say it whole.
    lost = in_force().pattern(_NOT_FOUND)
    return any(lost.fullmatch(part.strip()) for part in (words, *_TITLE_PARTS.split(words)))
