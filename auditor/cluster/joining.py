"""Say how a cluster may be joined: by certificates, or in clear on this machine alone; connects nothing."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from distributed.security import Security

from auditor.address import on_this_machine
from auditor.exits import Exit, Refusal


class Certificates(NamedTuple):
    """Name the files (PEM) by which the machines of a cluster know each other."""

    authority: Path | None = None
    own: Path | None = None
    key: Path | None = None


def needs_certificates(address: str) -> bool:
    """Tell whether a scheduler's address asks for TLS. Raises `Refusal` for one that will not do.

    64 for what is no address, 78 for one beyond this machine that would be spoken to in clear.
    """
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in ("tls", "tcp") or not parts.hostname or not port:
        sentence = f'"{address}" is no scheduler\'s address; write one such as tls://scheduler.example:8786'
        raise Refusal(Exit.USAGE, sentence)
    if parts.scheme == "tcp" and not on_this_machine(parts.hostname):
        sentence = (
            f"{address} would send what pages say in clear; use tls:// with the certificates in [cluster]"
        )
        raise Refusal(Exit.CONFIGURATION, sentence)
    return parts.scheme == "tls"


def security(address: str, certificates: Certificates) -> Security:
    """Return how to speak to a scheduler. Raises `Refusal` where that may not or cannot be."""
    if not needs_certificates(address):
        return Security(require_encryption=False)
    if None in certificates:
        sentence = "a cluster needs ca, cert and key in [cluster]: the files by which its machines know us"
        raise Refusal(Exit.CONFIGURATION, sentence)
    for path in certificates:
        if path is not None and not path.is_file():
            raise Refusal(Exit.CONFIGURATION, "this file of [cluster] is not there", path)
    if certificates.key is not None and certificates.key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        sentence = f"others on this machine may read the key; type: chmod 600 {certificates.key}"
        raise Refusal(Exit.CONFIGURATION, sentence, certificates.key)
    return Security(
        tls_ca_file=str(certificates.authority),
        tls_client_cert=str(certificates.own),
        tls_client_key=str(certificates.key),
        require_encryption=True,
    )
