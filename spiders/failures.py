"""Turn what a transport raised into one of the contract's reasons and a short plain remark.

Leaves out what is then done about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity.exceptions import VerificationError
from twisted.internet.error import ConnectionClosed
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from auditor.finding import Reason
from auditor.links import Reach

REACH: Mapping[str, Reach] = {
    str(Reason.DNS): Reach.NO_NAME,
    str(Reason.CONNECT): Reach.REFUSED,
    str(Reason.TIMEOUT): Reach.TIMEOUT,
    str(Reason.TLS): Reach.TLS,
    str(Reason.BLOCKED_ADDRESS): Reach.INSIDE,
    str(Reason.PROTOCOL): Reach.ERROR,
    str(Reason.TRUNCATED): Reach.ERROR,
    str(Reason.TOO_LARGE): Reach.ERROR,
    str(Reason.UNSUPPORTED_SCHEME): Reach.ERROR,
}
"""How far a visitor comes who meets one of these on the way; keys as the door writes them."""

REACH_WORDS: Mapping[str, str] = {
    str(Reason.DNS): "the name is not known",
    str(Reason.CONNECT): "no connection to the server",
    str(Reason.TIMEOUT): "no answer in time",
    str(Reason.TLS): "no secure connection could be made",
    str(Reason.BLOCKED_ADDRESS): "the address is not on the public internet",
    str(Reason.TOO_LARGE): "more bytes than may be read in one night",
    str(Reason.PROTOCOL): "the server hung up or spoke no HTTP",
}


def reason_for(error: BaseException) -> tuple[Reason, str]:
    """Return the reason that an exception of the transport stands for, and a remark.

    The remark never repeats the exception's words: they may hold an address or page text.
    """
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, VerificationError):
            return Reason.TLS, "the certificate is for another name"
        if isinstance(cause, SSL.Error):
            return Reason.TLS, _tls_remark(cause)
        if isinstance(cause, ParseError):
            return Reason.PROTOCOL, "the answer is no HTTP"
    if isinstance(error, (DownloadTimeoutError, TimeoutError)):
        return Reason.TIMEOUT, "no complete answer in time"
    if isinstance(error, ResponseDataLossError):
        return Reason.TRUNCATED, "the answer ended before its stated length"
    if isinstance(error, DownloadCancelledError):
        return Reason.TOO_LARGE, "larger than the limit"
    if isinstance(error, (UnsupportedURLSchemeError, NotSupported)):
        return Reason.UNSUPPORTED_SCHEME, "not http or https"
    if isinstance(error, CannotResolveHostError):
        return Reason.DNS, "the name is not known"
    if isinstance(error, DownloadConnectionRefusedError):
        return Reason.CONNECT, "connection refused"
    if any(isinstance(cause, (ConnectionClosed, OSError)) for cause in chain):
        return Reason.CONNECT, "the connection was closed without an answer"
    if type(error).__name__ == "TunnelError":
        return Reason.CONNECT, "no connection to the server"
    return Reason.PROTOCOL, f"the answer could not be read ({type(error).__name__})"


def status_words(status: int) -> str:
    """Return a status as a reader knows it, such as "404 Not Found"."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    pending = [error]
    for _ in range(30):
        if not pending:
            return
        found = pending.pop()
        if found is None:
            continue
        yield found
        pending.extend((found.__cause__, found.__context__))
        for reason in getattr(found, "reasons", None) or ():
            pending.append(reason.value if isinstance(reason, Failure) else None)


def _tls_remark(error: SSL.Error) -> str:
    words = " ".join(str(part) for part in error.args).lower()
    if "verify failed" in words:
        return "the certificate has expired or is not signed by a known authority"
    return "no secure connection could be made"
