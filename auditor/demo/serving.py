"""Serve the invented district's sites from loopback, as they stood on any day; audits nothing."""

from __future__ import annotations

import hashlib
import html
import json
import re
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any, cast
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).parent
FIRST_DAY = date(2026, 10, 6)
"""What stands outside every dated folder is the district as it was on this day."""

MOST_CONNECTIONS = 32
SECONDS_IDLE = 10.0

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".htm": "text/html",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wav": "audio/wav",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/rss+xml; charset=utf-8",
}
_HEAD = re.compile(r"\A<!--\|\s*(?P<keys>.*?)\s*\|-->\n", re.DOTALL)
_DATED = re.compile(r"@(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Host:
    """Say how one host answers: from a folder, always the same way, or not at all."""

    folder: str = ""
    down: bool = False
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    redirect: tuple[int, str] | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a request gets."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def read_hosts(path: Path = HERE / "hosts.json") -> dict[str, Host]:
    """Read which hosts exist and how each answers."""
    written: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
    hosts = {}
    for name, entry in written.items():
        redirect = entry.pop("redirect", None)
        hosts[name] = Host(**entry, redirect=tuple(redirect) if redirect else None)
    return hosts


class Demo:
    """Answer for every host of the district; `show` turns the calendar.

    `port` is the server's on 127.0.0.1, `closed_port` one that refuses every connection. `requests`
    are the last (method, host, path) asked for.
    """

    def __init__(self, hosts: Mapping[str, Host], sites: Path, port: int, closed_port: int) -> None:
        self.hosts = hosts
        self.port = port
        self.closed_port = closed_port
        self.requests: deque[tuple[str, str, str]] = deque(maxlen=20_000)
        self._sites = sites
        self._day = date.max

    def show(self, day: date) -> None:
        """Show every site as it stood at the end of `day`."""
        self._day = day

    def days(self) -> tuple[date, ...]:
        """Return the days on which something was posted, the first state included."""
        found = {_day_of(folder) for folder in self._sites.glob("*/@*")}
        return tuple(sorted({FIRST_DAY, *(day for day in found if day is not None)}))

    def addresses(self) -> dict[str, str]:
        """Return what `hosts_file` holds: every host with the address and port that answers for it."""
        return {
            name: f"127.0.0.1:{self.closed_port if host.down else self.port}"
            for name, host in self.hosts.items()
        }

    def answer(self, host: str, target: str) -> Answer:
        """Return what `target` (path and query) of `host` is on the day that is shown."""
        entry = self.hosts.get(host)
        if entry is None:
            return _plain(404, "There is no such site.")
        path = unquote(urlsplit(target).path) or "/"
        if entry.redirect is not None:
            status, location = entry.redirect
            return Answer(status, {"Location": location, "Content-Type": "text/html"}, b"")
        if seconds := entry.seconds.get(path, 0.0):
            time.sleep(seconds)
        found = self._find(entry.folder, path) if entry.folder else None
        if isinstance(found, str):
            return Answer(301, {"Location": found, "Content-Type": "text/html"}, b"")
        if found is None:
            status = entry.status if entry.status != 200 else 404
            words = "Please sign in." if status == 401 else "Sorry, this page is not here."
            return _plain(status, words, entry.headers)
        file, day = found
        body = self._fill(file, entry.folder)
        headers = {
            "Content-Type": _TYPES.get(file.suffix, "text/html; charset=utf-8"),
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:24]}"',
            "Last-Modified": format_datetime(
                datetime(day.year, day.month, day.day, 15, 40, tzinfo=UTC), usegmt=True
            ),
            **entry.headers,
        }
        return Answer(entry.status, headers, body)

    def _layers(self, folder: str) -> list[tuple[Path, date]]:
        """Return the site's folders that count on the day shown, the newest first."""
        root = self._sites / folder
        dated = [(layer, _day_of(layer)) for layer in root.glob("@*")]
        newest = sorted(((day, layer) for layer, day in dated if day and day <= self._day), reverse=True)
        return [*((layer, day) for day, layer in newest), (root, FIRST_DAY)]

    def _find(self, folder: str, path: str) -> tuple[Path, date] | str | None:
        """Return the file behind a path and its day, or the address to which the path redirects."""
        parts = PurePosixPath(path).parts[1:]
        if any(part == ".." or part.startswith(("@", "_")) for part in parts):
            return None
        for layer, day in self._layers(folder):
            file = layer.joinpath(*parts)
            if file.is_file() and not path.endswith("/"):
                return file, day
            if (file / "index.html").is_file():
                return (file / "index.html", day) if path.endswith("/") else f"{path}/"
        return None

    def _fill(self, file: Path, folder: str) -> bytes:
        """Return a file's bytes; a page that names its title is put into the site's template."""
        body = file.read_bytes()
        template = self._sites / folder / "_template.html"
        if not body.startswith(b"<!--|") or not template.is_file():
            return body
        text = body.decode("utf-8")
        head = _HEAD.match(text)
        if head is None:
            return body
        keys = dict(line.split(": ", 1) for line in head["keys"].splitlines())
        page = template.read_text("utf-8")
        for key, value in keys.items():
            page = page.replace("{{" + key + "}}", html.escape(value, quote=False))
        return page.replace("{{body}}", text[head.end() :].rstrip("\n")).encode("utf-8")


def _day_of(folder: Path) -> date | None:
    match = _DATED.fullmatch(folder.name)
    return date.fromisoformat(match[1]) if match else None


def _plain(status: int, words: str, headers: Mapping[str, str] | None = None) -> Answer:
    head = f'<!DOCTYPE html>\n<html lang="en"><head><title>{words}</title></head>'
    page = f"{head}<body><h1>{words}</h1></body></html>\n"
    return Answer(
        status, {"Content-Type": "text/html; charset=utf-8", **(headers or {})}, page.encode("utf-8")
    )


class _Server(ThreadingHTTPServer):
    """Answer at most `MOST_CONNECTIONS` at a time; the others wait in the listener's queue."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    demo: Demo

    def __init__(self) -> None:
        self._room = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._room.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._room.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that closes a connection early is no news."""


class _Handler(BaseHTTPRequestHandler):
    server_version = "CedarValley"
    sys_version = ""
    timeout = SECONDS_IDLE

    def do_GET(self) -> None:
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        self._reply(with_body=False)

    def do_POST(self) -> None:
        # Counted like the rest, so that a test sees that nobody ever posts.
        self._note()
        self.send_error(405)

    def _note(self) -> str:
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        demo = cast(_Server, self.server).demo
        demo.requests.append((self.command, host, self.path))
        return host

    def _reply(self, *, with_body: bool) -> None:
        host = self._note()
        found = cast(_Server, self.server).demo.answer(host, self.path)
        tag = found.headers.get("ETag")
        unchanged = found.status == 200 and tag is not None and self.headers.get("If-None-Match") == tag
        self.send_response(304 if unchanged else found.status, None if found.status < 900 else "Denied")
        for name, value in found.headers.items():
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.write(found.body)

    def log_message(self, format: str, *args: object) -> None:
        """Write no log: a demonstration speaks through its report."""


@contextmanager
def serve(folder: Path = HERE / "sites", day: date | None = None) -> Iterator[Demo]:
    """Serve the district on an ephemeral loopback port for as long as the context lasts.

    `folder` holds the sites; they are shown as they stood on `day`, at the end of the story without.
    """
    # Bound and never listening: whoever connects is refused, and nobody else can take the port.
    with socket.socket() as refusing:
        refusing.bind(("127.0.0.1", 0))
        server = _Server()
        demo = Demo(read_hosts(), folder, server.server_port, refusing.getsockname()[1])
        if day is not None:
            demo.show(day)
        server.demo = demo
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            yield demo
        finally:
            server.shutdown()
            server.server_close()
            thread.join(timeout=5)


def folders(hosts: Mapping[str, Host]) -> Sequence[str]:
    """Return the folders that some host serves, each once."""
    return sorted({host.folder for host in hosts.values() if host.folder})
