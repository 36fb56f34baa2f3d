"""Serve invented hosts to a browser in tests: one small proxy on loopback that answers for every host."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Answer:
    """What an address answers; `act` takes the connection over instead."""

    body: str | bytes = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    act: Callable[[BaseHTTPRequestHandler], None] | None = None


class InventedWeb:
    """Answer for `pages` ("host.example/path"), note in `asked` what was wanted, refuse the rest with 404.

    With a certificate it ends TLS itself, for paths without a host.
    """

    def __init__(self, pages: Mapping[str, str | Answer], certificate: Path | None = None) -> None:
        web = self
        self.pages = dict(pages)
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.tls: ssl.SSLContext | None = None
        if certificate is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                address = self.path.removeprefix("http://")
                web.asked.append(address)
                web.agents.add(self.headers.get("user-agent", ""))
                page = web.pages.get(address, Answer("not here", 404, "text/plain"))
                answer = page if isinstance(page, Answer) else Answer(page)
                if answer.act is not None:
                    answer.act(self)
                    return
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_CONNECT(self) -> None:
                web.asked.append(self.path)
                if web.tls is None:
                    self.send_error(502)
                    return
                self.send_response(200)
                self.end_headers()
                self.connection = web.tls.wrap_socket(self.connection, server_side=True)
                self.rfile = self.connection.makefile("rb")
                self.wfile = self.connection.makefile("wb", buffering=0)

            def finish(self) -> None:
                super().finish()
                if self.connection is not self.request:
                    self.connection.close()

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """Say nothing of browsers that hang up."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.proxy = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
