"""Sites whose pages are the trouble: too much, too deep, lying, endless, a nuisance to any browser."""

# ruff: noqa: E501 - tables of pages in their own markup, which reads worse when cut
from __future__ import annotations

import random
import struct
import zlib

from tests.extract.files import docx, lines, p, pdf, zipped
from tests.hostile.case import PLAIN, READ, Case, End, page, root
from tests.hostile.server import Asked, Page, Peer, by_hand

CRASH: End = ("partial", "page-crash")
TIMEOUT: End = ("partial", "page-timeout")
TRAP: End = ("partial", "trap-limit")
CUT: End = ("partial", "parse-limit")
OWLS = "<p>Owls sleep by day.</p>"


def script(words: str, *body: str) -> str:
    return page(OWLS, *body, f"<script>{words}</script>")


def endless(shape: str) -> object:
    """Return pages that lead to ever more pages of one shape; "{}" is where the next number stands."""

    def answer(asked: Asked) -> str:
        seed = random.Random(f"{asked.path}?{asked.query}")  # noqa: S311 - the same page every time
        numbers = [seed.randrange(10**9) for _ in range(3)]
        links = "".join(f'<a href="{shape.format(number)}">Go to {number}</a> ' for number in numbers)
        return page(f"<p>Page {numbers[0]}</p>", f"<p>{links}</p>")

    return answer


def months(asked: Asked) -> str:
    year, _, month = asked.query.removeprefix("month=").partition("-")
    after = int(year or 2026) * 12 + int(month or 11)
    return page(f"<p>Nothing in {asked.query}</p>",
                f'<p><a href="/calendar?month={after // 12}-{after % 12 + 1:02}">Next month</a></p>')  # fmt: skip


def deeper(asked: Asked) -> str:
    return page(f"<p>{asked.path}</p>", f'<p><a href="{asked.path.rstrip("/")}/shelf/">On</a></p>')


@by_hand
async def slow_pages(peer: Peer) -> None:
    """Begin every page at once, and take four seconds for each."""
    number = int(peer.asked.path.strip("/") or 0)
    answer = page(
        f"<p>Slow page {number}</p>", f'<p><a href="/{number + 1}">On</a> <a href="/{number + 2}">On</a></p>'
    )
    whole = Page(answer).written()
    await peer.send(whole[:-20])
    await peer.rest(4)
    await peer.send(whole[-20:])


@by_hand
async def fifty_megabytes(peer: Peer) -> None:
    await peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 50000000\r\n\r\n")
    for _ in range(1000):
        await peer.send(b"<p>Owls</p>\n" * 4166)


def huge_picture() -> bytes:
    """Return a PNG of 60,000 by 60,000 points that is a few kilobytes long."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 5_000_000)) + chunk(b"IEND", b"")  # fmt: skip


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "owlowlowlowl">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
FILES: dict[str, tuple[bytes, str]] = {
    "loop.pdf": (pdf([lines(["Owls"])]).replace(b"/Kids [10 0 R]", b"/Kids [2 0 R ]"), "application/pdf"),
    "cut.pdf": (pdf([lines(["Owls"])])[:300], "application/pdf"),
    "deep.pdf": (b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\ntrailer<</Root 1 0 R>>", "application/pdf"),
    "bomb.pdf": (pdf([lines(["Owls"])], objects=[b"<< /Length 9 /Filter /FlateDecode >> stream\n"
                      + zlib.compress(b"0" * 80_000_000) + b"\nendstream"]), "application/pdf"),
    "entities.docx": (zipped({"word/document.xml": ENTITIES + "<w>&j;</w>"}), "application/octet-stream"),
    "outside.docx": (zipped({"word/document.xml":
                      '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'}), "application/x"),
    "bomb.docx": (zipped({"word/document.xml": b"<w>" + b"a" * 90_000_000}), "application/octet-stream"),
    "deep.docx": (docx("<w:sdt>" * 20_000 + p("Owls") + "</w:sdt>" * 20_000), "application/octet-stream"),
    "no.xlsx": (b"PK\x03\x04 not an archive at all", "application/octet-stream"),
    "huge.png": (huge_picture(), "image/png"),
    "cut.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\xff" * 2000, "image/jpeg"),
    "bomb.svg": ((ENTITIES + '<svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>').encode(), "image/svg+xml"),
}  # fmt: skip


def files() -> dict[str, object]:
    """Return a site of hostile documents and pictures."""
    links = "".join(f'<p><a href="/files/{name}">Our {name}</a></p>' for name in FILES)
    pictures = "".join(
        f'<img src="/files/{name}" alt="Owls">' for name in FILES if name[-3:] in ("png", "jpg", "svg")
    )
    return {"/": page(links, pictures)} | {
        f"/files/{name}": Page(body, kind=kind) for name, (body, kind) in FILES.items()
    }


HOGS = "const all = []; for (;;) all.push(new Uint8Array(1 << 26).fill(7));"
FAKE_AXE = (
    "window.axe = {run: () => Promise.resolve({violations: [], incomplete: [], passes: []}), version: '99'};"
    "Object.freeze(window.axe);"
)


def rooms() -> list[Case]:
    """Return all sites of this file."""
    return [
        Case("charset-lie", root(Page(page(OWLS, "<p>Caf\xe9</p>").encode("latin-1"),
                                      kind="text/html; charset=utf-8")), PLAIN, READ),
        Case("charset-unknown", root(Page(page(OWLS), kind="text/html; charset=klingon")), PLAIN, READ),
        Case("utf-16", root(Page(page(OWLS).encode("utf-16"), kind="text/html")), PLAIN, READ),
        Case("type-lie", root(Page(page(OWLS), kind="application/pdf")), ("error", "unreadable-document")),
        Case("type-none", root(Page(page(OWLS), kind="x/y")), ("error", "unreadable-document")),
        Case("binary", root(Page(b"\0\1\2owls" * 9000)), ("error", "encoding")),
        Case("picture-page", root(Page(FILES["huge.png"][0])), ("error", "encoding")),
        Case("soft-404", {"*": page("<p>Sorry.</p>", title="Page not found")}, ("error", "soft-404")),
        Case("empty", root(Page("")), ("error", "empty")),
        Case("wall", root("<title>Sign in</title><form><input name=u><input type=password><button>Go"),
             ("refused", "login-required")),
        Case("cookie-wall", root(page("<dialog open><p>We use cookies.</p><button>Yes</button></dialog>", OWLS)),
             PLAIN, READ),
        Case("broken", root("<html><body><table><p>Owls<b><i></table></b><div <p <<a href='/x'><svg><p></html><td>"),
             PLAIN, READ),
        Case("fifty-megabytes", root(fifty_megabytes), ("error", "too-large")),
        Case("a-million-nodes", root(page("<b>o</b>" * 1_000_000)), CUT, CUT),
        Case("deep", root(page("<div>" * 5_000, "owls", "</div>" * 5_000)), CUT, CUT),
        Case("wide", root(page("<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">owls</p>")), CUT, CUT),
        Case("letters", root(page(f"<p>{'o' * 1_000_000}</p>")), PLAIN, READ),
        Case("loops", root(script("for (;;) {}")), PLAIN, TIMEOUT),
        Case("alerts", root(script("setInterval(() => alert('hi'), 1); let n = 0; while (!confirm('stay?') && n++ < 9) ;")),
             PLAIN, READ),
        Case("pop-ups", root(script("for (let n = 0; n < 50; n++) open('/more/' + n); setInterval(() => open('/'), 5)")),
             PLAIN, READ),
        Case("downloads", {"/": script("for (let n = 0; n < 9; n++) { const a = document.createElement('a');"
                                       "a.href = '/part/f' + n + '.zip'; a.download = 'f'; a.click() }"),
                           "*": Page(b"PK", kind="application/zip", headers={"Content-Disposition": "attachment"})},
             PLAIN, READ),
        Case("fake-axe", root(script(FAKE_AXE, '<img src="/part/none.png">')), PLAIN, READ),
        Case("no-promises", root(script("Promise = JSON = Map = Set = undefined; Array.prototype.push = () => 0")),
             PLAIN, READ),
        Case("memory", root(script(HOGS)), PLAIN, READ),
        Case("grows", root(script("setInterval(() => { for (let n = 0; n < 50; n++)"
                                  "document.body.append(document.createElement('p')) }, 5)")), PLAIN, READ),
        Case("never-rests", root(script("setInterval(() => document.body.append('.'), 20); for (let n = 0; n < 99; n++)"
                                        "fetch('/part/' + n)")), PLAIN, READ),
        Case("goes-on", {"/": script("location = '/part/' + Math.random()"),
                         "*": script("location = '/part/' + Math.random()")}, PLAIN, ("partial", "redirect")),
        Case("reloads", root(script("location.reload()")), PLAIN, ("partial", "redirect")),
        Case("frames-in-frames", {"/": page('<iframe title="f" src="/part/f"></iframe>' * 3),
                                  "*": '<iframe title="f" src="/part/f"></iframe>' * 2}, PLAIN, READ),
        Case("script-links", root(script("for (let n = 0; n < 40; n++) document.body.insertAdjacentHTML("
                                         "'beforeend', `<a href='/x${Math.random()}'>On</a>`)")), PLAIN, TRAP),
        Case("calendar", {"/": page('<a href="/calendar?month=2026-11">Dates</a>'),
                          "/calendar": months}, TRAP, TRAP),
        Case("sessions", {"*": endless("/week?sid={:x}0123456789abcdef")}, PLAIN, READ),
        Case("numbers", {"*": endless("/page/{}")}, TRAP, TRAP),
        Case("folders", {"*": deeper}, TRAP, TRAP),
        Case("slow-pages", {"*": slow_pages}, ("partial", "site-time"), ("partial", "site-time")),
        Case("files", files(), CUT, CUT),
    ]  # fmt: skip
