"""Read the section `[network]`: who we are, which way we go out, and who else may use it; opens nothing."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from auditor.address import on_this_machine
from auditor.config.part import Part
from auditor.exits import Exit, Refusal
from auditor.toml_file import TomlFile

MOST_NODES = 65536
"""Addresses that one entry of `door_nodes` may stand for: more are no grid's nodes."""


class Network(Part):
    """Say who we are on the network, and which private addresses may be visited."""

    user_agent: str = Field(default="classroom-auditor/0.1", pattern=r"^[\x20-\x7e]+$")
    contact: str = Field(default="", pattern=r"^[\x20-\x7e]*$")
    upstream_proxy: str = ""
    upstream_resolves: bool = False
    ca_file: str = ""
    allow_private: list[str] = []
    hosts_file: str = ""
    door_address: str = ""
    door_nodes: list[str] = []

    @field_validator("door_address")
    @classmethod
    def _own_address(cls, value: str) -> str:
        try:
            if value and ipaddress.ip_address(value).is_unspecified:
                raise ValueError
        except ValueError:
            raise ValueError(
                f'"{value}" is no address of this machine; write one that the grid can reach: "10.20.30.5"'
            ) from None
        return value

    @field_validator("door_nodes")
    @classmethod
    def _few_nodes(cls, value: list[str]) -> list[str]:
        for entry in value:
            network, port = parse_private(entry)
            if port is not None or network.num_addresses > MOST_NODES:
                raise ValueError(f'"{entry}": write a node or a few: "10.20.30.40" or "10.20.31.0/24"')
        return value

    @field_validator("allow_private")
    @classmethod
    def _addresses(cls, value: list[str]) -> list[str]:
        for entry in value:
            parse_private(entry)
        return value

    @property
    def full_user_agent(self) -> str:
        """Return the user agent with the contact, so that whoever reads a server log can ask."""
        if not self.contact or self.contact in self.user_agent:
            return self.user_agent
        return f"{self.user_agent} (+{self.contact})"


def parse_private(entry: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, int | None]:
    """Read "address", "address:port" or "network/bits:port"; IPv6 with a port stands in brackets.

    Raises `ValueError` with one sentence.
    """
    host, _, port = entry.rpartition(":") if entry.count(":") == 1 or "]:" in entry else (entry, "", "")
    try:
        network = ipaddress.ip_network(host.strip("[]"), strict=False)
        if port and not 1 <= int(port) <= 65535:
            raise ValueError
    except ValueError:
        raise ValueError(
            f'"{entry}" is no address; write one such as "127.0.0.1:8899" or "10.1.0.0/24"'
        ) from None
    return network, int(port) if port else None


def refuse_half_a_grid(network: Network, remote: str, file: TomlFile) -> None:
    """Refuse a grid on other machines without a way out for its browsers, or with one for everybody."""
    if not remote:
        return
    place = file.path, file.line("browser", "remote")
    try:
        host = urlsplit(remote).hostname or ""
    except ValueError:
        host = ""
    if not host or not remote.startswith(("http://", "https://")):
        sentence = '"browser.remote": write an address such as "http://grid.example:4444"'
        raise Refusal(Exit.CONFIGURATION, sentence, *place)
    if on_this_machine(host):
        return
    for key, value, why in (
        ("door_address", network.door_address, "the grid's browsers go out through this machine alone"),
        ("door_nodes", network.door_nodes, "name the grid's nodes, for nobody else may use the door"),
    ):
        if not value:
            sentence = f'the key "network.{key}" is missing: {why}'
            raise Refusal(Exit.CONFIGURATION, sentence, *place)


def read_hosts(path: Path) -> Mapping[str, str]:
    """Read the file that stands in for DNS; raises `Refusal` with its line."""
    try:
        hosts = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise Refusal(Exit.CONFIGURATION, f"the hosts file cannot be read ({error.strerror})", path) from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise Refusal(Exit.CONFIGURATION, "the hosts file is no JSON object", path, line) from None
    if not isinstance(hosts, dict) or not all(
        isinstance(target, str) and ":" in target for target in hosts.values()
    ):
        raise Refusal(Exit.CONFIGURATION, 'the hosts file must read {"host": "address:port", ...}', path, 1)
    return {host.lower(): target for host, target in hosts.items()}
