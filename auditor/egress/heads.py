"""Rewrite the heads of plain http messages as a proxy must; reads and sends nothing."""

from __future__ import annotations

from collections.abc import Iterable

import h11

from auditor.egress.addresses import read_authority

REASON_HEADER = b"auditor-reason"
# RFC 9110, 7.6.1; h11 frames the body anew, so Transfer-Encoding is set where it is needed.
HOP_BY_HOP = frozenset(
    {
        b"connection", b"proxy-connection", b"keep-alive", b"te", b"trailer", b"transfer-encoding",
        b"upgrade", b"proxy-authorization", b"proxy-authenticate", b"proxy-authentication-info",
    }
)  # fmt: skip
Headers = list[tuple[bytes, bytes]]


def read_target(target: bytes) -> tuple[str, int, bytes]:
    """Split an absolute-form target into host, port and what the origin is asked for."""
    scheme, colon, rest = target.partition(b"://")
    if not colon or scheme.lower() != b"http":
        raise ValueError("not an http:// address")
    end = min((at for at in (rest.find(mark) for mark in (b"/", b"?", b"#")) if at >= 0), default=len(rest))
    host, port = read_authority(rest[:end].decode("ascii"), 80)
    path = rest[end:].partition(b"#")[0]
    return host, port, path if path.startswith(b"/") else b"/" + path


def end_to_end(headers: Iterable[tuple[bytes, bytes]], dropped: Iterable[bytes]) -> Headers:
    """Keep the headers meant for the other end; the framing of a chunked body is named again."""
    kept = [(bytes(name), bytes(value)) for name, value in headers]
    named = {
        word.strip().lower() for name, value in kept if name == b"connection" for word in value.split(b",")
    }
    chunked = any(name == b"transfer-encoding" for name, _ in kept)
    leave = HOP_BY_HOP | named | set(dropped)
    # Two framings at once invite smuggling: a chunked body goes without a length (RFC 9112, 6.3),
    # and nobody may have the length dropped by naming it in Connection.
    leave = leave | {b"content-length"} if chunked else leave - {b"content-length"}
    kept = [(name, value) for name, value in kept if name not in leave]
    return [*kept, (b"transfer-encoding", b"chunked")] if chunked else kept


def response_for_client(origin: h11.Response) -> h11.Response:
    """Write the head that the client gets; h11 frames the body anew."""
    headers = [
        (name, value)
        for name, value in end_to_end(origin.headers, (REASON_HEADER,))
        if name != b"transfer-encoding"
    ]
    return h11.Response(status_code=origin.status_code, headers=headers, reason=origin.reason)
