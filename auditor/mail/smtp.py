"""Deliver mail by SMTP over a verified STARTTLS connection, or not at all; composes nothing."""

from __future__ import annotations

import ipaddress
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from auditor.config import Config
from auditor.config.secrets import secret, secret_file, variable
from auditor.exits import Exit, Refusal
from auditor.mail.delivery import Fate, Outcome, Unavailable
from auditor.store import Parcel

PASSWORD = "smtp_password"  # noqa: S105 - the name under which it comes from outside
TALK = 4
"""How many times `timeout_seconds` everything before a mail's text may take, however slowly bytes drip in."""

_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpPost:
    """Hold one connection to the district's mail server and send mail after mail through it."""

    repeatable = False

    def __init__(self, config: Config) -> None:
        self._settings = config.mail.smtp
        self._sender = config.mail_sender
        self._password = read_password(config) if self._settings.user else ""
        self._context = ssl.create_default_context()
        if config.ca_file is not None:
            self._context.load_verify_locations(config.ca_file)
        self._server: smtplib.SMTP | None = None

    def deliver(self, parcel: Parcel, last_moment: Callable[[], None]) -> Outcome:
        """Send one mail. Raises `Unavailable` where the server takes none."""
        used = self._server is not None
        try:
            server = self._ready(parcel.address)
        except _Answered as answered:
            return answered.outcome
        except (OSError, smtplib.SMTPException):
            self.close()
            if not used:
                return Outcome(Fate.LATER, "the server went away")
            # A server may close a connection that was left open; that says nothing of this mail.
            return self.deliver(parcel, last_moment)
        try:
            last_moment()
        except BaseException:
            # The server waits for text: a polite goodbye would become a line of it.
            server.close()
            self._server = None
            raise
        patient = self._settings.answer_seconds
        try:
            with self._watched(patient, patient):
                server.send(_DOT.sub(b"..", parcel.content).rstrip(b"\r\n") + b"\r\n.\r\n")
        except (OSError, smtplib.SMTPException):
            # Without its last line no server takes a mail for complete.
            self.close()
            return Outcome(Fate.LATER, "the server went away")
        try:
            with self._watched(patient, patient):
                code, words = server.getreply()
        except (OSError, smtplib.SMTPException):
            self.close()
            return Outcome(Fate.UNSURE, "the server did not say whether it took the mail")
        outcome = _outcome(code, words)
        if outcome.fate is Fate.UNSURE or code == 421:
            self.close()
        return outcome

    def test(self) -> str:
        """Connect, encrypt and sign in, and say how it went. Raises `Unavailable`."""
        try:
            with self._watched(self._settings.timeout_seconds, self._settings.timeout_seconds * TALK):
                self._connect()
            where = f"{self._settings.host}:{self._settings.port}"
            tls = self._server is not None and isinstance(self._server.sock, ssl.SSLSocket)
            return f"{where} answers, {'its certificate is good' if tls else 'in clear text on loopback'}"
        finally:
            self.close()

    def close(self) -> None:
        """Say goodbye, if there is a connection."""
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                if server.sock is not None:
                    server.sock.settimeout(1.0)
                server.quit()
            server.close()

    def _ready(self, address: str) -> smtplib.SMTP:
        """Bring the server to where it waits for the text. Raises `_Answered` where it wants none."""
        with self._watched(self._settings.timeout_seconds, self._settings.timeout_seconds * TALK):
            if self._server is None:
                self._connect()
            else:
                self._server.rset()
            server = self._server
            assert server is not None  # noqa: S101 - _connect raised otherwise
            for command, wanted in (
                (f"MAIL FROM:<{self._sender}>", 250),
                (f"RCPT TO:<{address}>", 250),
                ("DATA", 354),
            ):
                code, words = server.docmd(command)
                if code != wanted and not (wanted == 250 and code == 251):
                    if code == 421:
                        self.close()
                    raise _Answered(_outcome(code, words, before_text=True))
            return server

    def _connect(self) -> None:
        """Open the connection, encrypt it and sign in. Raises `Unavailable`."""
        settings = self._settings
        where = f"the mail server {settings.host}:{settings.port}"
        server = _Server(settings.host, _own_name(self._sender), settings.timeout_seconds)
        self._server = server
        try:
            code, _ = server.connect(settings.host, settings.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, "")
            server.ehlo()
            self._encrypt(server, where)
            if settings.user:
                server.login(settings.user, self._password)
        except Unavailable:
            self.close()
            raise
        except ssl.SSLError as error:
            self.close()
            reason = getattr(error, "verify_message", "") or "the encryption failed"
            raise Unavailable(f"the certificate of {where} is not good: {reason}") from None
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            sentence = f"{where} does not accept the user name and password"
            raise Unavailable(sentence, passing=400 <= error.smtp_code < 500) from None
        except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            self.close()
            if not 400 <= error.smtp_code < 600:
                raise Unavailable(f"{where} does not answer", passing=True) from None
            passing = error.smtp_code < 500
            raise Unavailable(f"{where} takes no mail now ({error.smtp_code})", passing) from None
        except (OSError, smtplib.SMTPException):
            self.close()
            raise Unavailable(f"{where} does not answer", passing=True) from None

    def _encrypt(self, server: smtplib.SMTP, where: str) -> None:
        if server.has_extn("starttls"):
            code, _ = server.starttls(context=self._context)
            if code != 220:
                raise Unavailable(f"{where} offers STARTTLS and then refuses it", passing=400 <= code < 500)
            server.ehlo()
            return
        if not (self._settings.clear_on_loopback and _is_loopback(server.sock)):
            raise Unavailable(f"{where} offers no STARTTLS, and mail is not sent in clear text")
        if self._settings.user:
            raise Unavailable(f"{where} offers no STARTTLS, and a password is not sent in clear text")

    @contextmanager
    def _watched(self, each: float, all_in_all: float) -> Iterator[None]:
        """Give each answer so many seconds, and end a conversation that takes longer than that in all."""
        server = self._server
        if server is not None and server.sock is not None:
            server.sock.settimeout(each)
        timer = threading.Timer(all_in_all, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        server = self._server
        sock = server.sock if server is not None else None
        if sock is not None:
            with suppress(OSError):
                # The plain way: the encrypted socket's own would pull it from under a reading thread.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _Server(smtplib.SMTP):
    """A connection yet to be made that knows the name against which starttls() verifies the certificate."""

    def __init__(self, host: str, own_name: str, seconds: float) -> None:
        super().__init__(local_hostname=own_name, timeout=seconds)
        self._host = host


class _Answered(Exception):
    """Carries the server's answer out of the conversation before a mail's text."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reply)
        self.outcome = outcome


def read_password(config: Config) -> str:
    """Read the password from the environment, systemd's credentials or its file. Raises `Refusal` (78)."""
    given = secret(PASSWORD)
    if given:
        return given
    path = config.password_file
    if path is None:
        sentence = (
            f'name a "password_file" in [mail.smtp], set {variable(PASSWORD)} or load the systemd '
            f"credential {PASSWORD}"
        )
        raise Refusal(Exit.CONFIGURATION, sentence, *config.place("mail", "smtp", "user"))
    return secret_file(path)


def _outcome(code: int, words: bytes, before_text: bool = False) -> Outcome:
    """Read an answer; the server's own words stay out, since they often repeat the address."""
    enhanced = _ENHANCED.search(words.decode("ascii", "replace"))
    reply = " ".join(filter(None, (str(code), enhanced[0] if enhanced else "")))
    if 200 <= code < 300 and not before_text:
        return Outcome(Fate.SENT, reply)
    if 400 <= code < 500:
        return Outcome(Fate.LATER, reply)
    if 500 <= code < 600:
        return Outcome(Fate.REFUSED, reply)
    return Outcome(Fate.LATER if before_text else Fate.UNSURE, "the answer made no sense")


def _own_name(sender: str) -> str:
    """Return how we greet: the sender's domain, so that the machine's own name stays at home."""
    return sender.rpartition("@")[2] or "localhost"


def _is_loopback(sock: socket.socket | None) -> bool:
    if sock is None:
        return False
    return ipaddress.ip_address(sock.getpeername()[0].partition("%")[0]).is_loopback
