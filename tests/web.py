"""Serve pages on loopback for tests: routes, folders, stalls and broken answers; no part of the product."""

from __future__ import annotations

import mimetypes
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

MOST_REQUESTS = 20_000


@dataclass(frozen=True, slots=True)
class Request:
    """What came in: `path` without the query, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    number: int


@dataclass(frozen=True, slots=True)
class Response:
    """What goes out.

    `length` overrides the stated Content-Length (-1: none, the connection's end is the body's end);
    `stall` says nothing more after the headers ("body") or nothing at all ("head") until the server
    closes; `drip` sends one byte every so many seconds; `raw` replaces everything.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | str = b""
    length: int | None = None
    stall: str = ""
    drip: float = 0.0
    raw: bytes | None = None


Route = Response | Callable[[Request], Response]


def html(text: str, **headers: str) -> Response:
    """Return a page; a header's name may be written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(200, {"Content-Type": "text/html; charset=utf-8", **named}, text)


def redirect(to: str, status: int = 302) -> Response:
    """Return a redirect."""
    return Response(status, {"Location": to})


class Web:
    """Serve `routes` (path with or without query -> answer) from 127.0.0.1 while inside `with`.

    Counts requests by path in `asked` and keeps them in `requests`. `fallback` answers what no route
    does (default 404).
    """

    def __init__(
        self,
        routes: Mapping[str, Route] | None = None,
        *,
        fallback: Route | None = None,
        tls: tuple[Path, Path] | None = None,
        address: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.fallback = fallback
        self.asked: Counter[str] = Counter()
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self.scheme = "https" if tls else "http"
        self._lock = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._now = Counter[str]()
        self.busiest = 0
        self._server = _Server((address, port), _handler(self), bind_and_activate=True)
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self._server.tls = context
        self.host = address
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="web", daemon=True
        )

    @classmethod
    def folder(cls, path: Path, routes: Mapping[str, Route] | None = None) -> Web:
        """Serve the files below `path`; `routes` come first."""
        return cls(routes, fallback=lambda request: _file(path, request))

    def url(self, path: str = "/") -> str:
        """Return the address of a path."""
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    def __enter__(self) -> Web:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving; what stalls or drips ends."""
        if self.closing.is_set():
            return
        self.closing.set()
        self._server.shutdown()
        with self._lock:
            open_sockets = list(self._sockets)
        for each in open_sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._server.server_close()
        self._thread.join(5)

    def paths(self) -> list[str]:
        """Return the paths asked for, with queries, in order."""
        with self._lock:
            return [f"{each.path}?{each.query}" if each.query else each.path for each in self.requests]

    def answer(self, request: Request) -> Response:
        """Find the answer for a request and count it."""
        full = f"{request.path}?{request.query}" if request.query else request.path
        with self._lock:
            self.asked[request.path] += 1
            if len(self.requests) < MOST_REQUESTS:
                self.requests.append(request)
        route = self.routes.get(full) or self.routes.get(request.path) or self.fallback
        if route is None:
            return Response(404, {"Content-Type": "text/html"}, "<title>404</title><h1>Not Found</h1>")
        return route(request) if callable(route) else route

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.add(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._sockets.discard(connection)

    def count(self, path: str) -> int:
        with self._lock:
            return self.asked[path] + 1

    def at_work(self, change: int) -> None:
        with self._lock:
            self._now[""] += change
            self.busiest = max(self.busiest, self._now[""])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    tls: ssl.SSLContext | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients that hang up are part of the tests


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def setup(self) -> None:
            tls = self.server.tls  # type: ignore[attr-defined]
            if tls is not None:
                self.request = tls.wrap_socket(self.request, server_side=True)
            web.opened(self.request)
            super().setup()

        def finish(self) -> None:
            try:
                super().finish()
                if self.server.tls is not None:  # type: ignore[attr-defined]
                    self.request.close()
            finally:
                web.closed(self.request)

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:  # noqa: N802
            web.at_work(1)
            try:
                self._serve()
            except OSError:
                self.close_connection = True
            finally:
                web.at_work(-1)

        do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            path = parts.path or "/"
            request = Request(self.command, path, parts.query, headers, web.count(path))
            response = web.answer(request)
            if response.stall == "head":
                web.closing.wait(60)
                self.close_connection = True
                return
            if response.raw is not None:
                self.wfile.write(response.raw)
                self.close_connection = True
                return
            body = response.body.encode() if isinstance(response.body, str) else response.body
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            length = len(body) if response.length is None else response.length
            if response.status != 304 and length >= 0:
                self.send_header("Content-Length", str(length))
            if length != len(body):
                self.send_header("Connection", "close")
                self.close_connection = True
            self.end_headers()
            if self.command == "HEAD" or response.status == 304:
                return
            for piece in _pieces(body, response, web.closing):
                self.wfile.write(piece)
                self.wfile.flush()
            if response.stall == "body":
                web.closing.wait(60)
                self.close_connection = True

    return Handler


def _pieces(body: bytes, response: Response, closing: threading.Event) -> Iterator[bytes]:
    if not response.drip:
        yield body
        return
    for number in range(len(body)):
        yield body[number : number + 1]
        if closing.wait(response.drip):
            return


def _file(folder: Path, request: Request) -> Response:
    path = (folder / unquote(request.path).lstrip("/")).resolve()
    if not path.is_relative_to(folder.resolve()):
        return Response(403, {"Content-Type": "text/plain"}, "outside")
    if path.is_dir():
        if not request.path.endswith("/"):
            return redirect(request.path + "/", 301)
        path = path / "index.html"
    if not path.is_file():
        return Response(404, {"Content-Type": "text/html"}, "<title>404</title><h1>Not Found</h1>")
    kind, _ = mimetypes.guess_type(path.name)
    return Response(200, {"Content-Type": kind or "application/octet-stream"}, path.read_bytes())
