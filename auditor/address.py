"""Read web addresses the way a browser does and name pages below a site's root; leaves fetching out."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

from ada_url import URL

from auditor.once import short_known

_EDGES = "".join(map(chr, range(0x21)))
_INNER = str.maketrans("", "", "\t\n\r")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_SPECIAL = frozenset(("http", "https", "ws", "wss", "ftp", "file"))
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"%(?:([0-9A-Fa-f]{2}))?")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# A session id cut off may leave a bare dot segment; it names nothing.
_SLASHES = re.compile(r"/(?:\.{0,2}/)+|/\.{1,2}$")
_INDEX = re.compile(
    r"/(?:index\.(?:html?|xhtml|shtml|php[3-8]?|aspx?|jspx?|cfm|cgi|pl)|default\.(?:html?|aspx?|php))/?$",
    re.IGNORECASE,
)
_PAGE_FILE = re.compile(r"\.(?:html?|xhtml|shtml|mhtml|php[3-8]?|aspx?|jspx?|cfm|cgi|pl|do)$", re.IGNORECASE)
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sid|sessionid)(?:=[^/;]*)?|/\((?:[A-Z]\([0-9A-Za-z_\-]*\))+\)(?=/|$)",
    re.IGNORECASE,
)
_TRACKING = frozenset(
    (
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "twclid",
        "ttclid",
        "yclid",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "mkt_tok",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "__hssc",
        "__hstc",
        "__hsfp",
        "hsctatracking",
        "vero_id",
        "oly_anon_id",
        "oly_enc_id",
        "s_cid",
        "srsltid",
        "li_fat_id",
        "epik",
        "wickedid",
        "rb_clickid",
        "fb_action_ids",
        "fb_action_types",
        "fb_source",
        "fb_ref",
        "ml_subscriber",
        "ml_subscriber_hash",
        "zanpid",
        "_openstat",
        "campaign_id",
        "__twitter_impression",
    )
)
_TRACKING_STARTS = ("utm_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "ga_", "aspsessionid")
_SESSION = frozenset(
    (
        "phpsessid",
        "jsessionid",
        "sessionid",
        "session_id",
        "cfid",
        "cftoken",
        "zenid",
        "oscsid",
        "phpsession",
    )
)
# These mean a session only where the value looks like one: "?sid=12" is a story, "?s=owls" a search.
_SESSION_IF_OPAQUE = frozenset(("sid", "s", "session", "ses", "sess", "token"))
_OPAQUE = re.compile(r"(?=[^/]*[0-9])[0-9A-Za-z_\-]{16,}$")
_LANGUAGE = frozenset(("lang", "hl", "locale", "language"))


class _Root(NamedTuple):
    host: str
    folder: str
    page: str
    required: frozenset[str]


def resolve(href: str, base: str) -> str:
    """Return the absolute address that a browser makes of `href` on a page at `base`, "" if it cannot.

    Follows the WHATWG URL standard: backslashes, missing slashes, tabs inside, dot segments, numeric
    hosts, punycode, default ports. User and password stay, because they are how a deceptive link looks.
    Addresses without a host (mailto:, tel:, javascript:, data:) come back as written.
    """
    text = href.strip(_EDGES).translate(_INNER)
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in _SPECIAL and not text.startswith("/", scheme.end()):
        return scheme[1].lower() + text[scheme.end(1) :]
    parsed = _parse(text, base)
    return "" if parsed is None else str(parsed.href)


def host_of(url: str) -> str:
    """Return the lower-case host of `url`, as "host:port" where the port is not the scheme's own, else ""."""
    parsed = _parse(url)
    return "" if parsed is None else str(parsed.host)


MOST_KNOWN, LONGEST_KNOWN = 16_384, 500
"""Addresses, and letters of one, that are kept in mind: a menu stands on every page of a site."""


@short_known(MOST_KNOWN, LONGEST_KNOWN)
def within(url: str, root: str) -> bool:
    """Say whether `url` is part of the site at `root`.

    Same host (scheme and a leading "www." do not count) and a path in the root's folder; letter case
    does not count there. A root that names a page file means the folder of that file. Where the root
    carries a query ("?teacher=lee"), its fields must stand in `url` too: such portals tell teachers
    apart by them alone.
    """
    parsed = _parse(url)
    return parsed is not None and _below(parsed, _root(root)) is not None


@short_known(MOST_KNOWN, LONGEST_KNOWN)
def page_key(url: str, root: str) -> str:
    """Return what names a page however it is reached: path and query below the site's root, normalised.

    Dropped: scheme, host, fragment, tracking and session fields, index file, trailing slash, repeated
    slashes. The query is sorted, percent-encoding is normalised, letter case stays. The root page is "/".
    An address outside the site gives "//host/path?query". A key given back in comes out unchanged.
    """
    site = _root(root)
    if site.host and url.startswith("/") and not url.startswith(("//", "/\\")):
        # A key already: it stands below the folder, and the root's own fields were taken out of it.
        url = f"http://{site.host}{site.folder}{url}"
        key = _parse(url)
        if key is not None:
            path = _path(key.pathname)[len(site.folder) :]
            return _joined(path, [f for f in _fields(key.search) if f not in site.required])
    parsed = _parse(url, root)
    below = None if parsed is None else _below(parsed, site)
    if below is not None:
        return below
    if parsed is None or not parsed.host:
        return resolve(url, root).partition("#")[0] or url.strip(_EDGES).translate(_INNER)
    return "//" + _bare(parsed.host) + _joined(parsed.pathname, _fields(parsed.search))


def without_query(url: str) -> str:
    """Return `url` fit for a log: no user, password, query or fragment, and nothing but the scheme of a
    hostless address, whose rest is all content."""
    parsed = _parse(url)
    if parsed is None:
        return ""
    if not parsed.host:
        return str(parsed.protocol)
    return f"{parsed.protocol}//{parsed.host}{parsed.pathname}"


def _parse(url: str, base: str = "") -> URL | None:
    if _SURROGATE.search(url):
        url = url.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if base:
        try:
            return URL(url, base=base)
        except ValueError:
            pass  # an unusable base does no harm to an address that needs none
    try:
        return URL(url)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _root(root: str) -> _Root:
    parsed = _parse(root)
    if parsed is None or not parsed.host:
        return _Root("", "", "", frozenset())
    path = _path(parsed.pathname)
    name = path.rpartition("/")[2]
    folder = path[: -len(name) - 1] if _PAGE_FILE.search(name) else path
    fields = _fields(parsed.search)
    required = frozenset(field for field in fields if field.partition("=")[0].lower() not in _LANGUAGE)
    return _Root(_bare(parsed.host), folder.rstrip("/"), _joined(parsed.pathname, fields), required)


def _below(parsed: URL, site: _Root) -> str | None:
    """Return the page's key where it is part of the site, else None."""
    if not site.host or not parsed.host or _bare(parsed.host) != site.host:
        return None
    path = _path(parsed.pathname)
    fields = _fields(parsed.search)
    folder = site.folder
    if path[: len(folder)].lower() != folder.lower() or path[len(folder) : len(folder) + 1] not in ("", "/"):
        return None
    if not site.required <= set(fields):
        return None
    if _joined(path, fields) == site.page:
        return "/"
    return _joined(path[len(folder) :], [field for field in fields if field not in site.required])


def _bare(host: str) -> str:
    return host[4:] if host.startswith("www.") and host.count(".") > 1 else host


def _joined(path: str, fields: list[str]) -> str:
    path = _path(path)
    return f"{path}?{'&'.join(fields)}" if fields else path


def _path(path: str) -> str:
    while True:
        # Taking one thing away may uncover the next ("/index.html;jsessionid=1"): until nothing changes.
        shorter = _INDEX.sub("/", _SLASHES.sub("/", _SESSION_IN_PATH.sub("", _escapes(path))))
        shorter = shorter.rstrip("/") or "/"
        if shorter == path:
            return path
        path = shorter


def _fields(search: str) -> list[str]:
    fields = (_escapes(field.replace("+", "%20")) for field in search.removeprefix("?").split("&"))
    return sorted(field for field in fields if field.strip("=") and not _is_noise(field))


def _is_noise(field: str) -> bool:
    name, _, value = field.partition("=")
    name = name.lower()
    if name in _TRACKING or name in _SESSION or name.startswith(_TRACKING_STARTS):
        return True
    if name == "_":
        return value.isdigit()  # jQuery's cache buster
    return name in _SESSION_IF_OPAQUE and bool(_OPAQUE.match(value))


def _escapes(text: str) -> str:
    return _ESCAPE.sub(_escape, text) if "%" in text else text


def _escape(match: re.Match[str]) -> str:
    digits = match[1]
    if digits is None:
        return "%25"
    code = int(digits, 16)
    return chr(code) if code in _UNRESERVED else f"%{digits.upper()}"


def on_this_machine(host: str) -> bool:
    """Tell whether a host's name or address means the machine that asks, whichever that is."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
