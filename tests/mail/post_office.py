"""Run a real mail server on loopback that takes, refuses, delays or drops mail as a test asks it to."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = "250 OK"


@dataclass(frozen=True)
class Taken:
    """One mail that the server took: to whom, whether encrypted, and what it says."""

    to: str
    sender: str
    encrypted: bool
    content: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class PostOffice:
    """A mail server. `recipients` are answers to RCPT by address, `texts` answers to the text of each
    address's mail, both in turn, then "250 OK"; "drop" closes the connection instead.

    `hold` names the moment ("rcpt" or "text") and the address at which the server waits until it is
    stopped; `reached` is set when it does.
    """

    recipients: Mapping[str, Sequence[str]] = field(default_factory=dict)
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    greeting_seconds: float = 0.0
    answer_seconds: float = 0.0
    hold: tuple[str, str] = ("", "")
    tls: ssl.SSLContext | None = None
    password: str = ""
    taken: list[Taken] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    reached: threading.Event = field(default_factory=threading.Event)

    def taken_by(self, address: str) -> int:
        return sum(each.to == address for each in self.taken)

    # --- what aiosmtpd calls ---

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        await asyncio.sleep(self.greeting_seconds)
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked.append(address)
        if self.hold == ("rcpt", address):
            self.reached.set()
            await asyncio.sleep(60)
        answer = self._next(self.recipients, address, self.asked.count(address))
        if answer == "drop":
            server.transport.abort()
        elif answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        content = bytes(envelope.original_content or b"")
        tried = self.asked.count(address)
        answer = self._next(self.texts, address, tried)
        if answer == "drop" or answer.startswith("2"):
            self.taken.append(Taken(address, envelope.mail_from or "", session.ssl is not None, content))
        if self.hold == ("text", address):
            self.reached.set()
            await asyncio.sleep(60)
        await asyncio.sleep(self.answer_seconds)
        if answer == "drop":
            server.transport.abort()
        return answer

    def _next(self, answers: Mapping[str, Sequence[str]], address: str, number: int) -> str:
        given = answers.get(address, ())
        return given[number - 1] if number <= len(given) else OK

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Any, kind: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=data.password == self.password.encode(), handled=False)


@contextmanager
def opened(office: PostOffice) -> Iterator[PostOffice]:
    """Run the server until the block ends; every connection ends with it."""
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        office.connections += 1
        return SMTP(
            office,
            hostname="post.cedar.example",
            tls_context=office.tls,
            require_starttls=office.tls is not None,
            authenticator=office._authenticate if office.password else None,
            auth_required=bool(office.password),
            loop=loop,
        )

    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0))
    office.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        server.close()
        for task in (tasks := asyncio.all_tasks(loop)):
            task.cancel()
        if tasks:
            loop.run_until_complete(asyncio.wait(tasks))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key as one file, which is at once the authority that vouches for it."""

    path: Path

    def context(self) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.path)
        return made


def certificate(folder: Path, name: str = "127.0.0.1", days: int = 7) -> Certificate:
    """Write a certificate for a host's name or address; `days` below 0: it has run out."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    try:
        host: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        host = x509.DNSName(name)
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=30))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([host]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return Certificate(path)
