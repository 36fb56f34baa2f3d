"""Tell public addresses from all others and read hosts as browsers write them; asks no name server."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

WEB_PORTS = frozenset({80, 443})

# The tables are our own because ipaddress.is_global differs between patch releases of Python and
# takes multicast for global. Source: the IANA special-purpose address registries.
NOT_PUBLIC_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Only 2000::/3 is given out to anyone; loopback, ULA, link-local, site-local, multicast, mapped
# and NAT64 forms lie outside it. Inside it these are not public: protocol assignments (Teredo,
# ORCHID, benchmarking), documentation, 6to4, the former 6bone, documentation again.
PUBLIC_V6 = IPv6Network("2000::/3")
NOT_PUBLIC_V6 = tuple(
    IPv6Network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20")
)
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
COMPATIBLE = IPv6Network("::/96")

WIDEST_PREFIX = 8
ENTRY_FORMS = '"10.0.0.5", "127.0.0.1:8899", "127.1.0.0/24:8600" or "[::1]:8080"'

_V4_ENTRY = re.compile(r"([0-9.]+(?:/[0-9]{1,2})?)(?::([0-9]{1,5}))?")
_V6_ENTRY = re.compile(r"\[(?=[^\]]*:)([0-9A-Fa-f:.]+(?:/[0-9]{1,3})?)\](?::([0-9]{1,5}))?")
_V6_BARE = re.compile(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:/[0-9]{1,3})?")
_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_AUTHORITY = re.compile(r"(?:[^@\\/?#\s]*@)?(\[[0-9A-Fa-f:.]+\]|[^\[\]@:\\/?#\s]+)(?::([0-9]{0,5}))?")


@lru_cache(maxsize=4096)
def is_public(address: Address) -> bool:
    """Tell whether `address` belongs to the open internet, itself and not through a translation."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_V4)
    if address.scope_id is not None or address not in PUBLIC_V6:
        return False
    return not any(address in network for network in NOT_PUBLIC_V6)


def unpacked(address: Address) -> tuple[IPv4Address, ...]:
    """List the IPv4 addresses that a mapped or translated IPv6 form would reach; empty for others."""
    if isinstance(address, IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if address in COMPATIBLE and int(address) > 1 or any(address in network for network in NAT64):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


@dataclass(frozen=True, slots=True)
class AllowEntry:
    """Name addresses and ports that the operator opens although they are not public."""

    network: Network
    ports: frozenset[int]

    def covers(self, address: Address, port: int) -> bool:
        return port in self.ports and address.version == self.network.version and address in self.network


def read_allow_entry(text: str) -> AllowEntry:
    """Read one entry of `allow_private`; without a port it opens 80 and 443.

    Raises ValueError with one sentence for the operator.
    """
    text = text.strip()
    found = _V4_ENTRY.fullmatch(text) or _V6_ENTRY.fullmatch(text)
    bare = None if found else _V6_BARE.fullmatch(text)
    if found is None and bare is None:
        raise ValueError(f'"{text}" is neither an address nor a network; write it like {ENTRY_FORMS}.')
    place, port = (found[1], found[2]) if found else (text, None)
    try:
        network = ip_network(place, strict=False)
    except ValueError:
        raise ValueError(
            f'"{text}" is neither an address nor a network; write it like {ENTRY_FORMS}.'
        ) from None
    if "/" in place and str(ip_address(place.partition("/")[0])) != str(network.network_address):
        raise ValueError(f'"{text}" has bits beyond its prefix; write "{network}" or one address.')
    if network.prefixlen < WIDEST_PREFIX:
        raise ValueError(f'"{text}" is wider than /{WIDEST_PREFIX}; name the networks that you mean.')
    if port is None:
        return AllowEntry(network, WEB_PORTS)
    if not 0 < int(port) < 65536:
        raise ValueError(f'"{text}" names port {int(port)}; a port lies between 1 and 65535.')
    return AllowEntry(network, frozenset({int(port)}))


def read_address_and_port(text: str) -> tuple[Address, int | None]:
    """Read "127.0.0.1:8899", "[::1]:8080" or a lone address; None where no port is named.

    Raises ValueError with one sentence for the operator.
    """
    entry = read_allow_entry(text)
    if entry.network.num_addresses != 1:
        raise ValueError(f'"{text}" is a network; write one address and port, like "127.0.0.1:8899".')
    return entry.network.network_address, next(iter(entry.ports)) if len(entry.ports) == 1 else None


def is_allowed(address: Address, port: int, entries: Iterable[AllowEntry]) -> bool:
    """Tell whether the door may connect to `address` at `port`.

    A public address is allowed at ports 80 and 443, anything else only where an entry names it. A
    mapped or translated form needs an entry of its own, and what it unpacks to must be allowed too.
    """
    entries = tuple(entries)
    if not (port in WEB_PORTS and is_public(address)) and not any(
        entry.covers(address, port) for entry in entries
    ):
        return False
    return all(is_allowed(inner, port, entries) for inner in unpacked(address))


def read_host(text: str) -> str:
    """Write a host in its one canonical form: lower case, no brackets, no final dot, plain IPv4.

    Numbers are read as browsers do (`2130706433`, `0x7f.1`, `127.1` are 127.0.0.1). Raises
    ValueError for what no browser would take for a host.
    """
    host = text.lower()
    if ":" in host or host.startswith("["):
        return str(IPv6Address(host[1:-1] if host.startswith("[") and host.endswith("]") else host))
    host = host.removesuffix(".")
    if not _NAME.fullmatch(host) or len(host) > 253:
        raise ValueError("not a host name")
    if not _ENDS_IN_NUMBER.fullmatch(host):
        return host
    try:
        return str(IPv4Address(socket.inet_aton(host)))
    except OSError:
        raise ValueError("not an address") from None


def read_authority(text: str, default_port: int | None) -> tuple[str, int]:
    """Split "user@host:port" into canonical host and port; user and password are dropped.

    Raises ValueError where the text is no authority, or lacks a port and has no default.
    """
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        raise ValueError("not an authority")
    port = int(found[2]) if found[2] else default_port
    if port is None or not 0 < port < 65536:
        raise ValueError("no port")
    return read_host(found[1]), port


def literal(host: str) -> Address | None:
    """Read a canonical host as an address; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def authority(host: str, port: int, default_port: int | None = None) -> str:
    """Write host and port as they stand in a Host header; the default port is left out."""
    shown = f"[{host}]" if ":" in host else host
    return shown if port == default_port else f"{shown}:{port}"
