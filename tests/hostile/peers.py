"""Sites whose trouble is on the wire: silence, drips, lies about length, bombs, circles; no page is at fault."""

# ruff: noqa: E501 - tables of pages in their own markup, which reads worse when cut
from __future__ import annotations

import gzip
import zlib

import brotli

from tests.hostile.case import PLAIN, READ, Case, End, page, root
from tests.hostile.server import Asked, Page, Peer, by_hand

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
OWLS = page("<p>Owls sleep by day.</p>" * 20)
LOST: End = ("error", "timeout")
STATUS: End = ("error", "http-status")
LOGIN: End = ("refused", "login-required")


@by_hand
async def silence(peer: Peer) -> None:
    await peer.rest()


@by_hand
async def silence_in_the_middle(peer: Peer) -> None:
    await peer.send(HEAD + b"Content-Length: 5000\r\n\r\n<h1>Owls</h1>")
    await peer.rest()


@by_hand
async def slow_head(peer: Peer) -> None:
    for letter in HEAD * 20:
        await peer.send(bytes([letter]))
        await peer.rest(0.2)


@by_hand
async def slow_body(peer: Peer) -> None:
    await peer.send(HEAD + b"Content-Length: 100000\r\n\r\n")
    for letter in b"<p>Owls</p>" * 400:
        await peer.send(bytes([letter]))
        await peer.rest(0.2)


@by_hand
async def endless_body(peer: Peer) -> None:
    await peer.send(HEAD + b"Connection: close\r\n\r\n")
    while True:
        await peer.send(b"<p>Owls without end</p>\n" * 3000)


@by_hand
async def endless_chunks(peer: Peer) -> None:
    await peer.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        await peer.send(b"10000\r\n" + b"o" * 0x10000 + b"\r\n")


@by_hand
async def endless_head(peer: Peer) -> None:
    await peer.send(HEAD)
    for number in range(1_000_000):
        await peer.send(b"X-Owl-%d: %s\r\n" % (number, b"o" * 4000))


@by_hand
async def reset_at_once(peer: Peer) -> None:
    peer.reset()


@by_hand
async def reset_in_the_middle(peer: Peer) -> None:
    await peer.send(HEAD + b"Content-Length: 5000\r\n\r\n<h1>Owls</h1>")
    await peer.rest(0.1)
    peer.reset()


def raw(data: bytes) -> object:
    """Return a peer that says these bytes and hangs up."""

    @by_hand
    async def speak(peer: Peer) -> None:
        await peer.send(data)

    return speak


def packed(how: str, body: bytes) -> Page:
    return Page(body, headers={"Content-Encoding": how})


def bomb(how: str) -> Page:
    """Return an answer of some kilobytes that would unpack to hundreds of megabytes."""
    if how == "br":
        return packed(how, brotli.compress(b"\0" * 120_000_000, quality=5))
    if how == "gzip, gzip":
        return packed(how, gzip.compress(gzip.compress(b"\0" * 120_000_000)))
    pack = zlib.compressobj(9, wbits=31 if how == "gzip" else 15)
    return packed(how, b"".join(pack.compress(b"\0" * 1_000_000) for _ in range(120)) + pack.flush())


def chain(asked: Asked) -> Page:
    step = int(asked.path.rpartition("/")[2] or 0)
    return Page(status=302, headers={"Location": f"/hop/{step + 1}"})


def to(where: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": where})


def later(asked: Asked) -> Page | str:
    """Ask for a second of patience, once."""
    return Page("later", 429, headers={"Retry-After": "1"}) if asked.number == 1 else OWLS


ALL_STATUSES = (*range(400, 419), *range(421, 427), 428, 429, 431, 451, *range(500, 512), 520, 599, 999)


def statuses() -> list[Case]:
    """Return sites whose first page has another status, and one whose links lead to every one of them."""
    first = {
        400: STATUS, 401: LOGIN, 403: STATUS, 404: STATUS, 410: STATUS, 429: ("error", "rate-limited"),
        451: STATUS, 500: STATUS, 502: STATUS, 503: STATUS, 999: STATUS, 300: STATUS, 304: STATUS,
        101: ("error", "protocol"), 204: ("error", "empty"), 205: ("error", "empty"), 206: ("error", "protocol"),
    }  # fmt: skip
    # 429 asks for a pause, which would keep the browser from this host for a minute.
    every = {f"/s/{number}": Page("no", number) for number in ALL_STATUSES if number != 429}
    links = "".join(f'<p><a href="{path}">Page {path}</a></p>' for path in every)
    return [
        *(Case(f"s{number}", root(Page("no", number)), end) for number, end in first.items()),
        Case("every-status", {"/": page(links), **every}, ("partial", "http-status")),
    ]


def peers() -> list[Case]:
    """Return all sites of this file."""
    return [
        Case("silent", root(silence), LOST),
        Case("silent-host", {}, LOST, target="mute"),
        Case("silent-tls", {}, LOST, scheme="https", target="mute"),
        Case("silent-robots", {"/robots.txt": silence, "/": OWLS}, LOST),
        Case("half-silent", root(silence_in_the_middle), LOST),
        Case("slow-head", root(slow_head), LOST),
        Case("slow-body", root(slow_body), LOST),
        Case("closed", {}, ("error", "connect"), target="closed"),
        Case("unknown", {}, ("error", "dns"), target="nowhere"),
        Case("endless-body", root(endless_body), ("error", "too-large")),
        Case("endless-chunks", root(endless_chunks), ("error", "too-large")),
        Case("endless-head", root(endless_head), ("error", "protocol")),
        Case("reset", root(reset_at_once), ("error", "protocol")),
        Case("reset-later", root(reset_in_the_middle), ("error", "truncated")),
        Case("hangs-up", root(raw(b"")), ("error", "protocol")),
        Case("other-tongue", root(raw(b"SSH-2.0-OpenSSH_9.9\r\n")), ("error", "protocol")),
        Case("bare", root(raw(b"<h1>no head at all</h1>")), ("error", "protocol")),
        Case("cut", root(raw(HEAD + b"Content-Length: 90000\r\n\r\n<h1>Owls</h1>")), ("error", "truncated")),
        Case("too-short", root(raw(HEAD + b"Content-Length: 5\r\n\r\n" + OWLS.encode())), ("error", "empty")),
        Case("no-length", root(raw(HEAD + b"\r\n" + OWLS.encode())), PLAIN, READ),
        Case("two-lengths", root(raw(HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nowls owls")),
             ("error", "protocol")),
        Case("bad-length", root(raw(HEAD + b"Content-Length: -1\r\n\r\nowls")), ("error", "protocol")),
        Case("huge-length", root(raw(HEAD + b"Content-Length: 99999999999\r\n\r\nowls")), ("error", "too-large")),
        Case("bad-chunks", root(raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nowls")),
             ("error", "protocol")),
        Case("gzip-bomb", root(bomb("gzip")), ("error", "too-large")),
        Case("brotli-bomb", root(bomb("br")), ("error", "too-large")),
        Case("deflate-bomb", root(bomb("deflate")), ("error", "too-large")),
        Case("gzip-twice", root(bomb("gzip, gzip")), ("error", "too-large")),
        Case("not-gzip", root(packed("gzip", b"\x1f\x8b\x08 no more than this")), ("error", "encoding")),
        Case("unknown-packing", root(packed("zstd", b"(\xb5/\xfd")), ("error", "encoding")),
        Case("circle", root(to("/")), ("error", "redirect")),
        Case("two-step-circle", {"/": to("/b"), "/b": to("/")}, ("error", "redirect")),
        Case("long-way", {"/": to("/hop/1"), "*": chain}, ("error", "redirect")),
        Case("away", root(to("http://good-0.example/")), ("error", "redirect")),
        Case("to-a-file", root(to("file:///etc/passwd")), ("error", "unsupported-scheme")),
        Case("to-data", root(to("data:text/html,<h1>owls</h1>")), ("error", "unsupported-scheme")),
        Case("to-nothing", root(Page(status=302)), STATUS),
        Case("to-nonsense", root(to("http://[::bad/")), ("error", "unsupported-scheme")),
        Case("patient", root(later), PLAIN, READ),
        Case("impatient", root(Page("later", 503, headers={"Retry-After": "86400"})), ("error", "rate-limited")),
        Case("sign-in", root(to("/wp-login.php?redirect_to=%2F")), LOGIN),
        Case("challenge", root(Page("no", 403, headers={"WWW-Authenticate": "Negotiate"})), LOGIN),
        Case("robots-no", {"/robots.txt": "User-agent: *\nDisallow: /", "/": OWLS}, ("refused", "robots")),
        Case("robots-broken", {"/robots.txt": Page("no", 503), "/": OWLS}, ("refused", "robots")),
        Case("robots-gone", {"/robots.txt": Page("no", 404), "/": OWLS}, PLAIN, READ),
        Case("robots-circle", {"/robots.txt": to("/robots.txt"), "/": OWLS}, PLAIN, READ),
        Case("robots-rubbish", {"/robots.txt": Page(bytes(range(256)) * 4000, kind="text/plain"), "/": OWLS},
             PLAIN, READ),
        Case("robots-endless", {"/robots.txt": endless_body, "/": OWLS}, ("error", "too-large")),
        Case("expired", {"*": OWLS}, ("error", "tls"), scheme="https", target="tls"),
        Case("other-name", {"*": OWLS}, ("error", "tls"), scheme="https", target="tls"),
        Case("self-signed", {"*": OWLS}, ("error", "tls"), scheme="https", target="tls"),
        Case("plain-behind-tls", {"*": OWLS}, LOST, scheme="https"),
        *statuses(),
    ]  # fmt: skip
