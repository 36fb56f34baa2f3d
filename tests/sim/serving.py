"""Serve a simulated district from loopback, as it stands on the night that is set; audits nothing."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, datetime, timedelta
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import unquote, urlsplit

from tests.sim.district import District, Site
from tests.sim.markup import Reply, Web

_MISSING = Reply(b"<!DOCTYPE html><title>Not found</title><h1>Not found</h1>", status=404)
_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
MINUTES_APART = 7
"""How much later, by the site's clock, every further reading of one night is."""


class Server:
    """Answer for all hosts of a district on one port while inside `with`.

    `night` sets the night that is shown. The first request for a path sees the site some minutes after
    that moment, every further one of the same night `MINUTES_APART` later.
    """

    def __init__(self, district: District) -> None:
        self.district = district
        self._lock = threading.Lock()
        self._night = district.night(0)
        self._asked: Counter[tuple[str, str]] = Counter()
        self._hosts = {site.host: site for site in district.sites}
        self._hosts |= {site.moves[1]: site for site in district.sites if site.moves is not None}
        self._shown = lru_cache(maxsize=512)(self._show)
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="sim", daemon=True
        )

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def hosts(self) -> dict[str, str]:
        """Return what a `hosts_file` holds."""
        return dict.fromkeys(self._hosts, f"127.0.0.1:{self.port}")

    def night(self, moment: datetime) -> None:
        """Show every site as it stands on this night."""
        with self._lock:
            self._night = moment
            self._asked.clear()
            self._shown.cache_clear()

    def reply(self, host: str, target: str) -> Reply | None:
        """Return what a host answers, None for a connection that breaks."""
        site = self._hosts.get(host)
        path = unquote(urlsplit(target).path)
        if site is None:
            return _MISSING
        with self._lock:
            number = self._asked[host, target]
            self._asked[host, target] += 1
            web = self._shown(site.site_id, number).get(host, {})
        if web.get("", _MISSING).status == 0:
            return None
        if not path.startswith(site.path):
            return _MISSING
        below = path[len(site.path) :]
        found = web.get(below)
        if found is None and below.startswith("media/"):
            return Reply(_DOT, "image/png")
        return found or _MISSING

    def _show(self, site_id: str, number: int) -> dict[str, Web]:
        site = next(each for each in self.district.sites if each.site_id == site_id)
        return self.district.show(site, moment_of(self._night, site, number), number)


def moment_of(night: datetime, site: Site, number: int) -> datetime:
    """Return when, by its own clock, a site is read for the so-manieth time of a night."""
    return night + timedelta(minutes=2 + site.seed % 20 + number * MINUTES_APART)


def registered(site: Site, night: date) -> dict[str, str]:
    """Return the site's row in the registry as of a night."""
    return {
        "site_id": site.site_id,
        "url": site.url(night),
        "school_id": site.school,
        "kind": "class",
        "owner_name": site.story.first.teacher,
        "platform": site.platform,
        "archived_paths": "",
        "excused": ";".join(f"{first}/{last}" for first, last in site.excused),
        "active_from": str(site.active_from or ""),
        "active_to": str(site.active_to or ""),
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # clients hang up; that is theirs to know


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:  # noqa: N802
            host = self.headers.get("Host", "").partition(":")[0]
            reply = server.reply(host, self.path)
            if reply is None:
                self.close_connection = True
                return
            tag = reply.headers.get("ETag", "")
            same = bool(tag) and self.headers.get("If-None-Match") == tag
            self.send_response_only(304 if same else reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if not same:
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if not same and self.command == "GET":
                self.wfile.write(reply.body)

        do_HEAD = do_GET  # noqa: N815

    return Handler
