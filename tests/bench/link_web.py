"""Serve what stands behind labelled links from loopback: redirects, walls, errors and quirks."""

from __future__ import annotations

import gzip
import html
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SLOW_SECONDS = 2.0
BIG = 2_000_000


@dataclass
class Answers:
    """Hold what every address answers, and count how many requests were under way on a host at once."""

    pages: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    moved: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    busiest: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    now: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, row: Mapping[str, Any]) -> None:
        """Serve what a row states: its hops, then its page."""
        for at, status, to in row["hops"]:
            self.moved.setdefault(_key(at), (status, to))
        if isinstance(row["status"], int) or row["reach"] in ("ok", "badcert"):
            self.rows.setdefault(_key(row["final_url"] or row["url"]), row)


@dataclass(frozen=True, slots=True)
class Ports:
    """Name the ports that answer: plain, TLS, TLS with a wrong certificate, and one that never answers."""

    plain: int
    tls: int
    badly: int
    silent: int


@contextmanager
def answering(answers: Answers, hosts: Sequence[str], folder: Path) -> Iterator[tuple[Ports, Path]]:
    """Serve `answers` for as long as the context lasts; gives the ports and the authority's file."""
    authority = _Authority()
    good = authority.write(folder / "good.pem", hosts)
    wrong = authority.write(folder / "wrong.pem", ["somewhere-else.example"])
    ca = folder / "authority.pem"
    ca.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    servers = [
        _Server(answers, None, "http"),
        _Server(answers, good, "https"),
        _Server(answers, wrong, "https"),
    ]
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        for server in servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield Ports(*(server.server_port for server in servers), silent.getsockname()[1]), ca
        finally:
            for server in servers:
                server.shutdown()
                server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, answers: Answers, pem: Path | None, scheme: str) -> None:
        self.answers, self.scheme = answers, scheme
        self.context: ssl.SSLContext | None = None
        if pem is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(pem)
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: Any) -> None:
        """Say nothing of clients that hang up: cutting a long answer is what is measured."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def setup(self) -> None:
        context = self.server.context  # type: ignore[attr-defined]
        if context is not None:
            self.request.settimeout(30)
            self.request = context.wrap_socket(self.request, server_side=True)
        super().setup()

    def log_message(self, *_: Any) -> None:
        """Write no log."""

    def do_HEAD(self) -> None:
        self._send(405, {}, b"")

    def do_GET(self) -> None:
        server: _Server = self.server  # type: ignore[assignment]
        answers = server.answers
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        address = f"{server.scheme}://{host}{self.path}"
        with answers.lock:
            answers.asked[address] += 1
            answers.now[host] += 1
            answers.busiest[host] = max(answers.busiest[host], answers.now[host])
        try:
            self._answer(answers, _key(address))
        finally:
            with answers.lock:
                answers.now[host] -= 1

    def _answer(self, answers: Answers, key: str) -> None:
        if key in answers.pages:
            return self._send(200, {"Content-Type": "text/html; charset=utf-8"}, answers.pages[key])
        if key in answers.files:
            kind, body = answers.files[key]
            return self._send(200, {"Content-Type": kind}, body)
        if key in answers.moved:
            status, to = answers.moved[key]
            if status == 200:
                return self._send(200, {"Content-Type": "text/html"}, _forwarding(to, len(key) % 2 == 0))
            return self._send(status, {"Location": to}, b"")
        row = answers.rows.get(key)
        if row is None:
            return self._send(
                404, {"Content-Type": "text/html"}, b"<title>404 Not Found</title><h1>Not Found</h1>"
            )
        return self._row(answers, key, row)

    def _row(self, answers: Answers, key: str, row: Mapping[str, Any]) -> None:
        quirk, status = row["quirk"], row["status"] if isinstance(row["status"], int) else 200
        with answers.lock:
            answers.sent[key] += 1
            number = answers.sent[key]
        if quirk == "slow":
            time.sleep(SLOW_SECONDS)
        if quirk == "flaky503" and number == 1:
            return self._send(503, {"Retry-After": "1"}, b"busy")
        text = page(row["destination"] or {})
        charset = "latin-1" if quirk == "latin1" else "utf-8"
        body = text.encode(charset, "xmlcharrefreplace")
        if quirk == "bigbody":
            body += b"<p>" + b"x" * BIG
        headers = {"Content-Type": f"text/html; charset={charset}"}
        if quirk == "gzip":
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        return self._send(status, headers, body)

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status, "Denied" if status > 599 else None)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            if self.command != "HEAD":
                self.wfile.write(body)
        except OSError:
            self.close_connection = True


def _forwarding(to: str, by_script: bool) -> bytes:
    """Return a page that sends its reader on at once, as a hop with status 200 does."""
    if by_script:
        return f"<title>One moment</title><script>window.location.replace({to!r});</script>".encode()
    return f'<title>One moment</title><meta http-equiv="refresh" content="0; url={html.escape(to)}">'.encode()


def page(there: Mapping[str, str]) -> str:
    """Return the page that a visitor finds."""
    title, description, text = (
        html.escape(there.get(name) or "") for name in ("title", "description", "snippet")
    )
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta name="description" content="{description}"></head>'
        f"<body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
    )


def _key(address: str) -> str:
    parts = urlsplit(address)
    path = parts.path or "/"
    host = parts.netloc.rpartition("@")[2].lower()
    for port in (":80", ":443"):
        host = host.removesuffix(port)
    return f"{parts.scheme}://{host}{path}{'?' + parts.query if parts.query else ''}"


class _Authority:
    """Sign certificates for a run."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench Authority")])
        self.certificate = (
            self._builder(self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def write(self, path: Path, hosts: Sequence[str]) -> Path:
        """Write key and certificate for hosts into one file."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in dict.fromkeys(hosts)])
        certificate = (
            self._builder(subject, key).add_extension(names, critical=False).sign(self._key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def _builder(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
        )
