"""Name what goes wrong between a site and its visitor on some nights, and show the site so; posts nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from tests.sim.markup import Reply, Web, page
from tests.sim.moments import DAY

BAD: Final = frozenset(
    {
        "down",
        "busy",
        "maintenance",
        "missing",
        "login",
        "forbidden",
        "hollow",
        "half",
        "aged",
        "stale",
        "backup",
    }
)
"""Troubles that make a visit no proof of what stood there."""

SILENT: Final = frozenset({"stale", "backup"})
"""An old copy that nothing tells from tonight's: a watcher without dates cannot but see the post late."""


@dataclass(frozen=True)
class Trouble:
    """One trouble of a site on the nights from `first` to `last`, both included."""

    kind: str
    first: date
    last: date
    detail: int = 0

    def on(self, night: date) -> bool:
        return self.first <= night <= self.last


def troubles(chance: Random, first: date, nights: int, rate: float) -> list[Trouble]:
    """Return the troubles of one site: a few short ones, now and then a long one."""
    kinds = ("down", "busy", "maintenance", "missing", "login", "forbidden", "hollow", "half", "aged", "aged",
             "stale", "backup", "mojibake", "spanish", "minified", "shuffled", "variant")  # fmt: skip
    found = []
    for number in range(nights):
        if chance.random() < rate:
            kind = chance.choice(kinds)
            long = {"down": (1, 1, 2, 5), "spanish": (1, 3), "shuffled": (4, 20), "variant": (3, 9)}.get(
                kind, (1, 1, 2)
            )
            start = first + number * DAY
            detail = chance.randrange(1, 4) if kind != "backup" else chance.randrange(4, 9)
            found.append(Trouble(kind, start, start + timedelta(days=chance.choice(long) - 1), detail))
    return found


def show(kind: str, web: Web, root: str, chance: Random) -> Web:
    """Return what visitors get instead of a site's pages; kinds that change the state itself are not here."""
    if kind == "down":
        return dict.fromkeys(web, Reply(b"", status=0))
    if kind == "busy":
        return dict.fromkeys(web, Reply(b"<h1>503 Service Unavailable</h1>", status=503))
    if kind == "forbidden":
        return dict.fromkeys(web, Reply(b"<h1>Forbidden</h1>", status=403))
    if kind == "maintenance":
        text = "<h1>We’ll be back soon</h1><p>Our site is down for scheduled maintenance. Thank you.</p>"
        return dict.fromkeys(web, page("Maintenance", text))
    if kind == "missing":
        text = "<h1>Page not found</h1><p>The page you requested could not be found. Error 404.</p>"
        return dict.fromkeys(web, page("Page not found", text))
    if kind == "login":
        text = (
            "<h1>Sign in</h1><form action='/session' method='post'><label>User <input name='user'></label>"
            "<label>Password <input type='password' name='pass'></label><button>Sign in</button></form>"
        )
        bounced = dict.fromkeys(web, Reply(b"", status=302, headers={"Location": f"{root}login"}))
        return {**bounced, "login": page("Sign in", text)}
    if kind == "hollow":
        return {path: _hollow(reply) for path, reply in web.items()}
    if kind == "half":
        failed = Reply(b"<h1>Internal Server Error</h1>", status=500)
        return {path: reply if path == "" else failed for path, reply in web.items()}
    if kind == "mojibake":
        return {path: _garbled(reply) for path, reply in web.items()}
    if kind == "minified":
        return {path: _squeezed(reply) for path, reply in web.items()}
    if kind == "variant" and chance.random() < 0.4:
        return {path: _variant(reply) for path, reply in web.items()}
    return web


def aged(web: Web, seconds: int, then: str) -> Web:
    """Return an old copy as a cache hands it out: with its age and the date on which it was made."""
    told: Mapping[str, str] = {"Age": str(seconds), "Date": then, "X-Cache": "HIT"}
    return {path: replace(reply, headers={**reply.headers, **told}) for path, reply in web.items()}


def _is_page(reply: Reply) -> bool:
    return reply.kind.startswith("text/html") and reply.status == 200


def _hollow(reply: Reply) -> Reply:
    """Return a page whose middle the server failed to fill."""
    if not _is_page(reply):
        return replace(reply, body=b"", status=500)
    text = reply.body.decode()
    head = text.partition("<body>")[0]
    return replace(
        reply, body=f"{head}<body><p>There was an error loading this content.</p></body></html>".encode()
    )


def _garbled(reply: Reply) -> Reply:
    """Return the page with its bytes taken for another encoding, and saved so."""
    if not _is_page(reply):
        return reply
    return replace(reply, body=reply.body.decode().encode().decode("cp1252", "replace").encode())


def _squeezed(reply: Reply) -> Reply:
    if not _is_page(reply):
        return reply
    text = (
        re.sub(r"\s*\n\s*", "", reply.body.decode()).replace(", ", ",&nbsp;").replace("<p>", "\n\n   <p>\t")
    )
    return replace(reply, body=text.encode())


def _variant(reply: Reply) -> Reply:
    """Return the other half of somebody's experiment with the template."""
    if not _is_page(reply):
        return reply
    words = b"<p>Try our new family app! Scan the code in the office.</p><a href='/app'>Learn more</a>"
    return replace(
        reply, body=reply.body.replace(b"<body>", b"<body><div class='exp-b'>" + words + b"</div>")
    )
