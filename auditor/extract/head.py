"""Read what a page says about itself: meta values, structured data, shell and sign-in marks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

MOST_STRINGS: Final = 3000
LONGEST_SCRIPT: Final = 300_000
_META_SKIPPED: Final = re.compile(
    r"(?:viewport|robots|googlebot|bingbot|generator|theme-color|msapplication-.*|format-detection|referrer|csrf.*"
    r"|.*verif(?:y|ication).*|.*token|color-scheme|handheldfriendly|mobileoptimized|apple-mobile-web-app-(?!title).*"
    r"|og:type|og:locale.*|og:.*:(?:width|height|type)|twitter:card|fb:.*|x-ua-compatible|charset|rating|progid)$",
    re.IGNORECASE,
)
_META_NAMES: Final = {
    "description": "description for search engines",
    "author": "author named in the page's code",
    "keywords": "keywords in the page's code",
}
_ROOT_IDS: Final = frozenset(
    (
        "root",
        "app",
        "__next",
        "__nuxt",
        "react-root",
        "app-root",
        "main-app",
        "svelte",
        "gatsby",
        "___gatsby",
        "q-app",
    )
)
_ASKS_FOR_SCRIPT: Final = re.compile(r"java\s?script", re.IGNORECASE)
_LOGIN_HOSTS: Final = frozenset(
    (
        "accounts.google.com",
        "login.microsoftonline.com",
        "login.live.com",
        "login.windows.net",
        "clever.com",
        "login.classlink.com",
        "launchpad.classlink.com",
        "appleid.apple.com",
    )
)
_LOGIN_PATH: Final = re.compile(
    r"/(?:wp-login\.php|oauth2?/|saml2?/|adfs/ls|signin/|v3/signin|servicelogin|idp/profile|cas/login)",
    re.IGNORECASE,
)
# A sign-in form says little else; a page with a sign-in box in its margin says a lot.
_SIGN_IN_TEXT: Final = 800
_SIGN_IN_LINKS: Final = 25
_SHELL_TEXT: Final = 200


def meta_place(name: str) -> str:
    """Return what a meta element is called for people, "" where it says nothing for people."""
    if not name or _META_SKIPPED.match(name):
        return ""
    lower = name.lower()
    if lower in _META_NAMES:
        return _META_NAMES[lower]
    if lower.startswith(("og:", "twitter:")):
        return f"preview for social media ({lower})"
    return f"value '{lower}' in the page's code"


def structured_strings(code: str) -> Iterator[tuple[int, str, str]]:
    """Yield the strings of a JSON text with the number of their object and their key, in order.

    Raises ValueError where it is no JSON.
    """
    try:
        whole = json.loads(code)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    stack: list[tuple[str, object, int]] = [("", whole, 0)]
    objects = 0
    while stack:
        key, value, group = stack.pop()
        if isinstance(value, str):
            yield group, key, value
        elif isinstance(value, dict):
            objects += 1
            stack.extend((str(k), v, objects) for k, v in reversed(list(value.items())) if str(k)[:1] != "@")
        elif isinstance(value, list):
            stack.extend((key, v, group) for v in reversed(value))


def is_root_id(name: str) -> bool:
    """Say whether an element of this id is where scripts usually build a page."""
    return name.lower() in _ROOT_IDS


def asks_for_script(text: str) -> bool:
    """Say whether a text asks the reader to switch JavaScript on."""
    return bool(_ASKS_FOR_SCRIPT.search(text))


def is_shell(*, characters: int, scripts: int, root_mark: bool, asks: bool, other: int) -> bool:
    """Say whether the served page is an empty frame that a script fills.

    `characters` is the length of what a reader sees, `other` counts links, pictures and frames.
    """
    if not scripts or characters >= _SHELL_TEXT or other > 5:
        return False
    return root_mark or asks or (characters == 0 and other == 0)


def is_sign_in(*, url: str, passwords: int, characters: int, links: int) -> bool:
    """Say whether the page is a sign-in form and little else; in doubt it is not."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if host in _LOGIN_HOSTS and (passwords or characters < _SIGN_IN_TEXT):
        return True
    if passwords:
        return characters < _SIGN_IN_TEXT and links < _SIGN_IN_LINKS
    return bool(_LOGIN_PATH.search(parts.path)) and characters < _SIGN_IN_TEXT // 2 and links < 10
