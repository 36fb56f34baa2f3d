"""Test the one door to the network, on loopback only; the real internet is never asked."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.egress import Contact, Door, DoorRules, Lane, LaneLimits, Outcome, PageTraffic, RefusedHost
from auditor.egress.addresses import is_allowed, is_public, read_allow_entry, read_authority, read_host
from auditor.finding import Reason

pytestmark = pytest.mark.timeout(20)

Handler = Callable[[socket.socket, bytes], None]
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"


class Origin:
    """Serve raw answers on a loopback address; `heads` are the request heads it got."""

    def __init__(self, handler: Handler, address: str = "127.0.0.1") -> None:
        self.heads: list[bytes] = []
        self.connections = 0
        self._handler = handler
        self._open: list[socket.socket] = []
        self._socket = socket.create_server((address, 0))
        self.port: int = self._socket.getsockname()[1]
        self.target = f"{address}:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                data = connection.recv(65536)
                if not data:
                    return
                head += data
            self.heads.append(head)
            self._handler(connection, head)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)


@contextmanager
def origin(answer: bytes | Handler = PAGE, address: str = "127.0.0.1") -> Iterator[Origin]:
    handler = (lambda connection, _: connection.sendall(answer)) if isinstance(answer, bytes) else answer
    server = Origin(handler, address)
    try:
        yield server
    finally:
        server.close()


def no_dns(host: str, port: int) -> list[str]:
    raise AssertionError(f"DNS was asked for {host}:{port}")


def slow_names(host: str, port: int) -> list[str]:
    time.sleep(0.6)
    return ["8.8.8.8"]


@contextmanager
def lane_for(
    rules: DoorRules,
    limits: LaneLimits | None = None,
    resolver: Callable[[str, int], list[str]] = no_dns,
) -> Iterator[tuple[Door, Lane]]:
    with Door(rules, resolver=resolver) as door, door.open("site-1", limits) as lane:
        yield door, lane


def exchange(lane: Lane, request: bytes) -> bytes:
    """Send raw bytes to the lane and read until it closes or has sent one whole small answer."""
    with socket.create_connection(("127.0.0.1", lane.port), timeout=5) as client:
        client.sendall(request)
        got = b""
        with suppress(ConnectionError):
            while data := client.recv(65536):
                got += data
                head, end, body = got.partition(b"\r\n\r\n")
                lengths = [
                    line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
                ]
                if end and lengths and len(body) >= int(lengths[0].split(b":")[1]):
                    break
                if end and head.startswith(b"HTTP/1.1 200 Connection established"):
                    break
        return got


def get(lane: Lane, url: str, headers: str = "") -> bytes:
    host = url.split("/")[2]
    return exchange(lane, f"GET {url} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode())


def connect(lane: Lane, target: str) -> bytes:
    return exchange(lane, f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())


def refusal(lane: Lane, answer: bytes) -> tuple[int, str]:
    """Read status and reason of an answer that the door itself made."""
    head = answer.decode("latin-1")
    reasons = [line.split(": ", 1)[1] for line in head.split("\r\n") if line.startswith("Auditor-Reason")]
    assert reasons, head
    secret, _, reason = reasons[0].partition(":")
    assert secret == lane.secret
    return int(head.split(" ")[1]), reason


def eventually(condition: Callable[[], bool]) -> bool:
    for _ in range(300):
        if condition():
            return True
        time.sleep(0.01)
    return False


# Addresses, as a pure table


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("1.1.1.1", True),
        ("9.255.255.255", True),
        ("11.0.0.0", True),
        ("100.63.255.255", True),
        ("100.128.0.0", True),
        ("172.15.255.255", True),
        ("172.32.0.0", True),
        ("192.0.1.1", True),
        ("198.17.255.255", True),
        ("198.20.0.0", True),
        ("223.255.255.255", True),
        ("2606:4700:4700::1111", True),
        ("2a00:1450:4001:82a::200e", True),
        ("2001:200::1", True),
        ("0.0.0.0", False),
        ("0.1.2.3", False),
        ("10.0.0.5", False),
        ("100.64.0.1", False),
        ("100.127.255.255", False),
        ("127.0.0.1", False),
        ("127.255.255.254", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("172.31.255.255", False),
        ("192.0.0.1", False),
        ("192.0.0.170", False),
        ("192.0.2.1", False),
        ("192.88.99.1", False),
        ("192.168.1.1", False),
        ("198.18.0.1", False),
        ("198.19.255.255", False),
        ("198.51.100.7", False),
        ("203.0.113.7", False),
        ("224.0.0.1", False),
        ("239.255.255.255", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", False),
        ("64:ff9b:1::a00:1", False),
        ("100::1", False),
        ("2001::1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("2001:2::1", False),
        ("2001:10::1", False),
        ("2001:db8::1", False),
        ("2002:7f00:1::", False),
        ("2002:808:808::1", False),
        ("3fff::1", False),
        ("4000::1", False),
        ("fc00::1", False),
        ("fd12:3456::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("2606:4700::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


@pytest.mark.parametrize(
    ("address", "port", "entries", "allowed"),
    [
        ("8.8.8.8", 80, [], True),
        ("8.8.8.8", 443, [], True),
        ("8.8.8.8", 8080, [], False),
        ("8.8.8.8", 8080, ["8.8.8.8:8080"], True),
        ("8.8.8.8", 22, [], False),
        ("127.0.0.1", 8899, ["127.0.0.1:8899"], True),
        ("127.0.0.1", 8898, ["127.0.0.1:8899"], False),
        ("127.0.0.1", 80, ["127.0.0.1:8899"], False),
        ("127.0.0.2", 8899, ["127.0.0.1:8899"], False),
        ("127.1.0.77", 8600, ["127.1.0.0/24:8600"], True),
        ("127.1.1.1", 8600, ["127.1.0.0/24:8600"], False),
        ("10.0.0.5", 80, ["10.0.0.5"], True),
        ("10.0.0.5", 443, ["10.0.0.5"], True),
        ("10.0.0.5", 8080, ["10.0.0.5"], False),
        ("10.0.0.6", 80, ["10.0.0.5"], False),
        ("::1", 8080, ["[::1]:8080"], True),
        ("::1", 80, ["[::1]:8080"], False),
        ("fd00::7", 443, ["fd00::/8"], True),
        # A wrapped address needs an entry of its own, and what is inside must be allowed as well.
        ("::ffff:127.0.0.1", 80, ["127.0.0.1"], False),
        ("::ffff:127.0.0.1", 80, ["::ffff:127.0.0.1"], False),
        ("::ffff:127.0.0.1", 80, ["::ffff:127.0.0.1", "127.0.0.1"], True),
        ("64:ff9b::7f00:1", 80, ["64:ff9b::/96"], False),
        ("64:ff9b::808:808", 80, ["64:ff9b::/96"], True),
        ("2002:7f00:1::", 80, ["2002::/16"], False),
        ("2002:808:808::", 80, ["2002::/16"], True),
    ],
)
def test_an_address_is_allowed_with_its_port(
    address: str, port: int, entries: list[str], allowed: bool
) -> None:
    read = [read_allow_entry(entry) for entry in entries]
    assert is_allowed(ip_address(address), port, read) is allowed


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Class.Example", "class.example"),
        ("class.example.", "class.example"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("[::1]", "::1"),
        ("[0:0::1]", "::1"),
        ("1.2.3.example", "1.2.3.example"),
        ("0x7f.example", "0x7f.example"),
    ],
)
def test_a_host_has_one_canonical_form(text: str, host: str) -> None:
    assert read_host(text) == host


@pytest.mark.parametrize(
    "text", ["", ".", "a..example", "a b", "a%2eexample", "1.2.3.4.5", "256.0.0.1", "[::1", "[1.2.3.4]", "é"]
)
def test_what_is_no_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        read_host(text)


@pytest.mark.parametrize(
    ("text", "default", "read"),
    [
        ("class.example", 80, ("class.example", 80)),
        ("class.example:8080", 80, ("class.example", 8080)),
        ("class.example:", 80, ("class.example", 80)),
        ("127.0.0.1@class.example:81", 80, ("class.example", 81)),
        ("class.example:80@127.0.0.1", 80, ("127.0.0.1", 80)),
        ("[::FFFF:127.0.0.1]:443", None, ("::ffff:7f00:1", 443)),
    ],
)
def test_an_authority_is_split_without_its_user(
    text: str, default: int | None, read: tuple[str, int]
) -> None:
    host, port = read_authority(text, default)
    expected = str(ip_address(read[0])) if ":" in read[0] else read[0]
    assert (host, port) == (expected, read[1])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("school.example", "neither an address nor a network"),
        ("", "neither an address nor a network"),
        ("10.0.0.0/33", "neither an address nor a network"),
        ("[10.0.0.1]:80", "neither an address nor a network"),
        ("fe80::1%eth0", "neither an address nor a network"),
        ("127.0.0.1:٨٠", "neither an address nor a network"),
        ("10.0.0.5/24", 'write "10.0.0.0/24"'),
        ("0.0.0.0/0", "wider than /8"),
        ("::/0", "wider than /8"),
        ("127.0.0.1:0", "names port 0"),
        ("127.0.0.1:65536", "names port 65536"),
    ],
)
def test_a_wrong_entry_is_one_clear_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match="allow_private: ") as caught:
        DoorRules(allow_private=(text,))
    sentence = str(caught.value)
    assert words in sentence
    assert f'"{text}"' in sentence and sentence.endswith(".") and "\n" not in sentence


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"hosts": {"a b": "127.0.0.1:80"}}, 'hosts: "a b" is not a host name.'),
        ({"hosts": {"a.example": "localhost:80"}}, "neither an address nor a network"),
        ({"hosts": {"a.example": "127.0.0.0/24:80"}}, "is a network"),
        ({"bind": "here"}, 'bind: "here" is not an address'),
        ({"upstream_proxy": "https://proxy.example"}, "only a plain http:// address"),
        ({"upstream_proxy": "http://user:s3cret@proxy.example:99999"}, "no proxy's address"),
    ],
)
def test_wrong_rules_are_refused_and_no_password_is_repeated(rules: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=".") as caught:
        DoorRules(**rules)  # type: ignore[arg-type]
    assert words in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_the_upstream_password_does_not_show() -> None:
    rules = DoorRules(upstream_proxy="http://user:s3cret@proxy.example:3128")
    assert "s3cret" not in repr(rules)
    door = Door(rules)
    assert "s3cret" not in repr(door._dialer.read)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"[\[\]0-9a-f:./%]{0,30}", fullmatch=True))
def test_any_text_is_an_entry_or_a_value_error(text: str) -> None:
    try:
        entry = read_allow_entry(text)
    except ValueError as fault:
        assert str(fault).endswith(".")
    else:
        assert entry.network.prefixlen >= 8
        assert all(0 < port < 65536 for port in entry.ports)


@settings(max_examples=200, deadline=None)
@given(
    st.ip_addresses(), st.integers(min_value=0, max_value=128), st.none() | st.integers(1, 65535)
)  # fmt: skip
def test_an_entry_covers_exactly_its_network_and_port(address: object, bits: int, port: int | None) -> None:
    base = ip_address(str(address))
    prefix = max(8, min(bits, base.max_prefixlen))
    network = ip_network(f"{base}/{prefix}", strict=False)
    shown = f"[{network}]" if base.version == 6 else str(network)
    entry = read_allow_entry(shown if port is None else f"{shown}:{port}")
    assert entry.network == network
    assert entry.ports == ({80, 443} if port is None else {port})
    assert entry.covers(base, port or 80)
    assert not entry.covers(base, 65535 if port != 65535 else 1)


# End to end: what is refused


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost.example", "2130706433", "0x7f.1", "127.1", "0177.0.0.1", "127.0.0.1.",
        "[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "10.1.2.3", "169.254.169.254",
        "0.0.0.0", "0", "school.example@127.0.0.1", "[fe80::1]", "255.255.255.255", "two.example",
    ],
)  # fmt: skip
def test_no_spelling_of_an_inner_address_passes(host: str) -> None:
    names = {"localhost.example": ["127.0.0.1", "::1"], "two.example": ["192.168.0.1", "fe80::1%lo"]}
    with lane_for(DoorRules(), resolver=lambda name, port: names[name]) as (door, lane):
        assert refusal(lane, get(lane, f"http://{host}/path?query")) == (403, "blocked-address")
        assert refusal(lane, connect(lane, f"{host}:443")) == (403, "blocked-address")
        bare = host.rpartition("@")[2]
        assert lane.reason_for(bare, 80) is lane.reason_for(bare, 443) is Reason.BLOCKED_ADDRESS
        assert [contact.outcome for contact in door.log] == [Outcome.REFUSED, Outcome.REFUSED]
        assert (lane.bytes_up, lane.bytes_down) == (0, 0)


@pytest.mark.parametrize("port", [22, 25, 8080, 6379])
def test_other_ports_are_refused_before_any_name_is_asked(port: int) -> None:
    with lane_for(DoorRules()) as (_, lane):
        assert refusal(lane, get(lane, f"http://class.example:{port}/")) == (403, "blocked-address")
        assert refusal(lane, connect(lane, f"8.8.8.8:{port}")) == (403, "blocked-address")


def test_an_entry_opens_its_address_and_nothing_beside_it() -> None:
    with origin() as server, origin() as other:
        rules = DoorRules(allow_private=(server.target,))
        with lane_for(rules) as (_, lane):
            assert get(lane, f"http://{server.target}/").endswith(b"hello")
            assert get(lane, f"http://user:pass@2130706433:{server.port}/").endswith(b"hello")
            answer = get(lane, f"http://{other.target}/")
            assert refusal(lane, answer) == (403, "blocked-address")
            assert other.connections == 0
            assert f"host: 127.0.0.1:{server.port}".encode() in server.heads[1].lower()
            assert b"pass" not in server.heads[1]


def test_only_allowed_addresses_of_a_name_are_used() -> None:
    with origin() as server, origin(address="127.0.0.2") as refused:
        found = ["127.0.0.2", "10.0.0.1", "127.0.0.1"]
        rules = DoorRules(allow_private=(server.target, f"10.9.9.9:{server.port}"))
        with lane_for(rules, resolver=lambda name, port: found) as (door, lane):
            assert get(lane, f"http://class.example:{server.port}/").endswith(b"hello")
            assert door.log[0].address == "127.0.0.1"
        assert refused.connections == 0


def test_a_name_that_moves_inside_is_pinned_for_a_page_and_checked_for_the_next() -> None:
    asked: list[str] = []

    def rebind(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with origin() as server, origin(address="127.0.0.2") as inside:
        with lane_for(DoorRules(allow_private=(server.target,)), resolver=rebind) as (_, lane):
            lane.begin_page(frozenset({"class.example"}))
            for _ in range(3):
                assert get(lane, f"http://class.example:{server.port}/").endswith(b"hello")
            assert asked == ["class.example"]
            lane.begin_page(frozenset({"class.example"}))
            answer = get(lane, f"http://class.example:{server.port}/")
            assert refusal(lane, answer) == (403, "blocked-address")
            assert lane.end_page().refused == (RefusedHost("class.example", Reason.BLOCKED_ADDRESS),)
        assert inside.connections == 0


def test_the_check_is_on_the_connected_socket_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with origin() as server, origin() as inside:
        with lane_for(DoorRules(allow_private=(server.target,))) as (door, lane):
            loop = door._loop
            assert loop is not None
            original = loop.create_connection
            monkeypatch.setattr(
                loop, "create_connection", lambda factory, host, port: original(factory, host, inside.port)
            )
            answer = get(lane, f"http://{server.target}/")
            assert refusal(lane, answer) == (403, "blocked-address")
        assert inside.heads == []


def test_redirects_are_handed_back_and_not_followed() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with origin(moved) as server, lane_for(DoorRules(hosts={"a.example": server.target})) as (door, lane):
        answer = get(lane, "http://a.example/")
        assert answer.startswith(b"HTTP/1.1 302") and b"http://127.0.0.1:1/" in answer
        assert [contact.host for contact in door.log] == ["a.example"]


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
        (b"GET https://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
        (b"GET ftp://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
        (b"GET http:///path HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
        (b"GET http://a.example\\@b.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
        (b"GET http://a.example:99999/ HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
        (b"GET http://a%2e.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
        (b"CONNECT a.example HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
        (b"CONNECT a.example:0 HTTP/1.1\r\nHost: a.example\r\n\r\n", 400),
        (b"GET http://a.example/ HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET http://a.example/ HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (b"GET http://a.example/ HTTP/1.1\r\nX: " + b"x" * 200_000, 431),
    ],
)
def test_a_bad_request_is_answered_and_the_door_goes_on(request_bytes: bytes, status: int) -> None:
    with origin() as server, lane_for(DoorRules(hosts={"b.example": server.target})) as (_, lane):
        assert refusal(lane, exchange(lane, request_bytes)) == (status, "protocol")
        assert get(lane, "http://b.example/").endswith(b"hello")


# The hosts map and DNS


def test_the_hosts_map_takes_the_place_of_dns() -> None:
    with origin() as server:
        rules = DoorRules(hosts={"Class.Example": server.target, "two.example:8080": server.target})
        with lane_for(rules) as (door, lane):
            assert get(lane, "http://class.example/a?b=c").endswith(b"hello")
            assert get(lane, f"http://{server.target}/").endswith(b"hello")
            assert get(lane, "http://two.example:8080/").endswith(b"hello")
            assert server.heads[0].startswith(b"GET /a?b=c HTTP/1.1\r\nhost: class.example\r\n")
            for host in ("other.example", "two.example", "8.8.8.8"):
                assert refusal(lane, get(lane, f"http://{host}/")) == (502, "dns")
                assert refusal(lane, connect(lane, f"{host}:443")) == (502, "dns")
                assert lane.reason_for(host, 443) is Reason.DNS
            assert refusal(lane, get(lane, "http://127.0.0.9/")) == (403, "blocked-address")
            assert door.log[0].address == server.target


@pytest.mark.parametrize(
    ("resolver", "case"),
    [
        (lambda host, port: (_ for _ in ()).throw(socket.gaierror(-2, "unknown")), "unknown name"),
        (lambda host, port: (_ for _ in ()).throw(UnicodeError("label too long")), "no name at all"),
        (lambda host, port: (_ for _ in ()).throw(RuntimeError("broken")), "broken resolver"),
        (lambda host, port: [], "no address"),
        (slow_names, "too slow"),
    ],
)
def test_a_name_that_cannot_be_resolved_fails_as_dns(
    resolver: Callable[[str, int], list[str]], case: str
) -> None:
    with lane_for(DoorRules(connect_seconds=0.2), resolver=resolver) as (door, lane):
        assert refusal(lane, get(lane, "http://class.example/")) == (502, "dns"), case
        assert refusal(lane, connect(lane, "class.example:443")) == (502, "dns"), case
        assert [(contact.outcome, contact.address) for contact in door.log] == [(Outcome.FAILED, "")] * 2


def test_a_refused_connection_fails_as_connect_and_success_clears_it() -> None:
    with origin() as server:
        target = server.target
    with lane_for(DoorRules(hosts={"a.example": target})) as (_, lane):
        assert refusal(lane, get(lane, "http://a.example/")) == (502, "connect")
        assert lane.reason_for("A.example.", 80) is Reason.CONNECT
    answers = [b"", PAGE]
    with (
        origin(lambda connection, _: connection.sendall(answers.pop(0))) as server,
        lane_for(DoorRules(hosts={"a.example": server.target})) as (_, lane),
    ):
        assert refusal(lane, get(lane, "http://a.example/")) == (502, "protocol")
        assert lane.reason_for("a.example", 80) is Reason.PROTOCOL
        assert get(lane, "http://a.example/").endswith(b"hello")
        assert lane.reason_for("a.example", 80) is None


# Relaying


def test_connections_of_the_client_are_kept_and_headers_meant_for_a_proxy_go_no_further() -> None:
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: X-Hop, content-length\r\nX-Hop: 1\r\n"
        b"Keep-Alive: 5\r\nAuditor-Reason: forged:dns\r\nX-End: 2\r\n\r\nhello"
    )
    with origin(answer) as server, lane_for(DoorRules(hosts={"a.example": server.target})) as (_, lane):
        client = http.client.HTTPConnection("127.0.0.1", lane.port, timeout=5)
        headers = {
            "Proxy-Authorization": "Basic eDp5", "Proxy-Connection": "keep-alive", "X-Kept": "yes",
            "Connection": "X-Private", "X-Private": "1", "Host": "wrong.example",
        }  # fmt: skip
        for _ in range(3):
            client.request("GET", "http://a.example/p", headers=headers)
            response = client.getresponse()
            local = client.sock.getsockname() if client.sock else None
            assert response.read() == b"hello"
            assert dict(response.getheaders()).keys() == {"content-length", "x-end"}
            assert client.sock is not None and client.sock.getsockname() == local
        client.close()
        head = server.heads[0].lower()
        assert b"host: a.example\r\n" in head and b"x-kept: yes" in head and b"connection: close" in head
        for word in (b"proxy-", b"x-private", b"wrong.example"):
            assert word not in head


def test_a_chunked_answer_and_one_without_length_arrive_whole() -> None:
    chunked = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    until_end = b"HTTP/1.0 200 OK\r\n\r\nabc"
    with (
        origin(chunked) as one,
        origin(until_end) as two,
        lane_for(DoorRules(hosts={"one.example": one.target, "two.example": two.target})) as (_, lane),
    ):
        client = http.client.HTTPConnection("127.0.0.1", lane.port, timeout=5)
        for host in ("one.example", "two.example"):
            client.request("GET", f"http://{host}/")
            assert client.getresponse().read() == b"abc"
        client.close()


def test_a_body_of_the_client_reaches_the_origin() -> None:
    def echo(connection: socket.socket, head: bytes) -> None:
        body = head.partition(b"\r\n\r\n")[2]
        while len(body) < 100_000:
            body += connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n%06d" % len(body))

    with origin(echo) as server, lane_for(DoorRules(hosts={"a.example": server.target})) as (_, lane):
        client = http.client.HTTPConnection("127.0.0.1", lane.port, timeout=5)
        client.request("POST", "http://a.example/", body=b"x" * 100_000)
        assert client.getresponse().read() == b"100000"
        client.close()


def test_a_tunnel_carries_bytes_both_ways_and_counts_them() -> None:
    def talk(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"y" * 300_000)
        connection.recv(10)

    with origin(talk) as server, lane_for(DoorRules(hosts={"a.example": server.target})) as (door, lane):
        with socket.create_connection(("127.0.0.1", lane.port), timeout=5) as client:
            client.sendall(b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\nhello\r\n\r\n")
            got = b""
            while len(got) < 300_000 + len(b"HTTP/1.1 200 Connection established\r\n\r\n"):
                got += client.recv(65536)
            client.sendall(b"bye")
        assert got.startswith(b"HTTP/1.1 200") and got.endswith(b"y" * 300_000)
        assert server.heads == [b"hello\r\n\r\n"]
        assert eventually(lambda: len(door.log) == 1)
        contact = door.log[0]
        assert (contact.host, contact.port, contact.outcome, contact.reason) == (
            "a.example", 443, Outcome.DONE, None,
        )  # fmt: skip
        assert (contact.bytes_up, contact.bytes_down) == (12, 300_000)
        assert (lane.bytes_up, lane.bytes_down) == (12, 300_000)


def test_a_tunnel_that_is_never_answered_is_a_failure() -> None:
    with (
        origin(lambda connection, head: None) as server,
        lane_for(DoorRules(hosts={"a.example": server.target})) as (_, lane),
    ):
        with socket.create_connection(("127.0.0.1", lane.port), timeout=5) as client:
            client.sendall(b"CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\n\r\nhello\r\n\r\n")
            while client.recv(4096):
                pass
        assert lane.reason_for("a.example", 443) is Reason.PROTOCOL


# Limits


def drip(connection: socket.socket, head: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b".")
        time.sleep(0.02)


def silence(connection: socket.socket, head: bytes) -> None:
    connection.recv(1)


def flood(connection: socket.socket, head: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def test_a_steady_drip_is_cut_by_total_time() -> None:
    limits = LaneLimits(response_seconds=0.3)
    with (
        origin(drip) as server,
        lane_for(DoorRules(hosts={"a.example": server.target}), limits) as (door, lane),
    ):
        answer = get(lane, "http://a.example/")
        assert answer.startswith(b"HTTP/1.1 200") and answer.endswith(b".") and len(answer) < 1000
        assert lane.reason_for("a.example", 80) is Reason.TIMEOUT
        assert [(contact.outcome, contact.reason) for contact in door.log] == [(Outcome.CUT, Reason.TIMEOUT)]


def test_an_origin_that_says_nothing_is_a_time_out() -> None:
    rules_for = {"first_byte_seconds": 0.2}
    with origin(silence) as server:
        rules = DoorRules(hosts={"a.example": server.target}, **rules_for)  # type: ignore[arg-type]
        with lane_for(rules) as (_, lane):
            assert refusal(lane, get(lane, "http://a.example/")) == (504, "timeout")
            with socket.create_connection(("127.0.0.1", lane.port), timeout=5) as client:
                client.sendall(b"CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\n\r\nhello\r\n\r\n")
                while client.recv(4096):
                    pass
            assert lane.reason_for("a.example", 443) is Reason.TIMEOUT


def test_an_endless_body_is_cut_and_the_lane_has_had_its_share() -> None:
    limits = LaneLimits(total_bytes=1_000_000)
    with (
        origin(flood) as server,
        lane_for(DoorRules(hosts={"a.example": server.target}), limits) as (_, lane),
    ):
        answer = get(lane, "http://a.example/")
        assert len(answer) < 2_000_000 and not answer.endswith(b"0\r\n\r\n")
        assert lane.reason_for("a.example", 80) is Reason.TOO_LARGE
        assert refusal(lane, get(lane, "http://a.example/")) == (403, "too-large")
        assert refusal(lane, connect(lane, "a.example:443")) == (403, "too-large")


@pytest.mark.parametrize(
    ("answer", "seen", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", b"HTTP/1.1 200", Reason.TRUNCATED),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", b"HTTP/1.1 200", Reason.TRUNCATED),
        (b"", b"HTTP/1.1 502", Reason.PROTOCOL),
        (b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 502", Reason.PROTOCOL),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 400_000, b"HTTP/1.1 502", Reason.PROTOCOL),
    ],
)
def test_a_broken_answer_is_named(answer: bytes, seen: bytes, reason: Reason) -> None:
    with origin(answer) as server, lane_for(DoorRules(hosts={"a.example": server.target})) as (_, lane):
        assert get(lane, "http://a.example/").startswith(seen)
        assert lane.reason_for("a.example", 80) is reason


def test_a_page_has_a_number_of_other_hosts_and_bytes() -> None:
    hosts = ("own.example", "one.example", "two.example", "three.example")
    with origin() as server:
        rules = DoorRules(hosts=dict.fromkeys(hosts, server.target))
        with lane_for(rules, LaneLimits(page_hosts=2, page_bytes=3 * len(PAGE))) as (_, lane):
            lane.begin_page(frozenset({"own.example:80"}))
            for host in ("one.example", "two.example", "own.example"):
                assert get(lane, f"http://{host}/").endswith(b"hello")
            assert refusal(lane, get(lane, "http://three.example/")) == (403, "too-large")
            assert refusal(lane, get(lane, "http://own.example/")) == (403, "too-large")
            assert lane.end_page() == PageTraffic(
                3 * len(PAGE),
                ("one.example", "two.example", "own.example"),
                (
                    RefusedHost("three.example", Reason.TOO_LARGE),
                    RefusedHost("own.example", Reason.TOO_LARGE),
                ),
            )
            assert lane.end_page() == PageTraffic()
            lane.begin_page(frozenset({"own.example"}))
            assert get(lane, "http://three.example/").endswith(b"hello")
            assert lane.end_page() == PageTraffic(len(PAGE), ("three.example",))
            assert lane.bytes_down == 4 * len(PAGE)


def test_lanes_are_charged_apart() -> None:
    with origin() as server, Door(DoorRules(hosts={"a.example": server.target})) as door:
        one, two = door.open("site-1"), door.open("site-2")
        assert one.port != two.port and one.secret != two.secret
        get(one, "http://a.example/")
        assert (one.bytes_down, two.bytes_down) == (len(PAGE), 0)
        assert [contact.owner for contact in door.log] == ["site-1"]


# The upstream proxy


@contextmanager
def upstream(status: bytes = b"200 OK") -> Iterator[Origin]:
    """Be a tiny proxy that answers CONNECT and then plays every origin itself."""

    def serve(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 " + status + b"\r\n\r\n")
        if status.startswith(b"200"):
            proxy.heads.append(connection.recv(65536))
            connection.sendall(PAGE)

    with origin(serve) as proxy:
        yield proxy


def test_the_upstream_proxy_gets_the_checked_address_and_not_the_name() -> None:
    names = {"class.example": ["10.0.0.9", "8.8.8.8"], "inside.example": ["10.0.0.9"]}
    with upstream() as proxy:
        rules = DoorRules(upstream_proxy=f"http://user:s3cret@127.0.0.1:{proxy.port}/")
        with lane_for(rules, resolver=lambda host, port: names[host]) as (door, lane):
            assert get(lane, "http://class.example/a?b").endswith(b"hello")
            assert refusal(lane, get(lane, "http://inside.example/")) == (403, "blocked-address")
            assert refusal(lane, connect(lane, "127.0.0.1:443")) == (403, "blocked-address")
            assert connect(lane, "class.example:443").startswith(b"HTTP/1.1 200")
            contacts = door.log
        assert proxy.heads[0].startswith(b"CONNECT 8.8.8.8:80 HTTP/1.1\r\n")
        assert b"Proxy-Authorization: Basic dXNlcjpzM2NyZXQ=" in proxy.heads[0]
        assert proxy.heads[1].startswith(b"GET /a?b HTTP/1.1\r\nhost: class.example\r\n")
        assert b"roxy-" not in proxy.heads[1]
        assert proxy.heads[2].startswith(b"CONNECT 8.8.8.8:443 ")
        assert (contacts[0].address, contacts[0].via) == ("8.8.8.8", f"127.0.0.1:{proxy.port}")
        assert "s3cret" not in repr(contacts) and "dXNlcj" not in repr(contacts)


def test_a_proxy_that_insists_on_names_gets_the_name() -> None:
    with upstream() as proxy:
        rules = DoorRules(upstream_proxy=f"http://127.0.0.1:{proxy.port}", upstream_resolves=True)
        with lane_for(rules) as (_, lane):
            assert get(lane, "http://class.example/").endswith(b"hello")
            for inside in ("127.0.0.1", "localhost", "x.localhost", "[::1]"):
                assert refusal(lane, get(lane, f"http://{inside}/")) == (403, "blocked-address")
        assert proxy.heads[0].startswith(b"CONNECT class.example:80 HTTP/1.1\r\n")
        assert proxy.connections == 1


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (b"407 Proxy Authentication Required", (502, "connect")),
        (b"403 Forbidden", (502, "connect")),
        (b"504 Gateway Timeout", (504, "timeout")),
    ],
)
def test_an_upstream_proxy_that_declines_is_a_failure(status: bytes, answer: tuple[int, str]) -> None:
    with upstream(status) as proxy:
        rules = DoorRules(upstream_proxy=f"http://127.0.0.1:{proxy.port}")
        with lane_for(rules) as (_, lane):
            assert refusal(lane, get(lane, "http://8.8.8.8/")) == answer


# The log, and the end


def test_the_log_names_hosts_and_never_paths(tmp_path: Path) -> None:
    path = tmp_path / "door.jsonl"
    with origin() as server:
        door = Door(DoorRules(hosts={"a.example": server.target}), log_path=path, resolver=no_dns)
        with door, door.open("site-1") as lane:
            get(lane, "http://a.example/emma-smith?student=emma")
            get(lane, "http://b.example/emma-smith?student=emma")
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text()
    assert "emma" not in text and "student" not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["owner"], line["host"], line["outcome"], line["reason"]) for line in lines] == [
        ("site-1", "a.example", "done", ""),
        ("site-1", "b.example", "failed", "dns"),
    ]
    assert lines[0]["bytes_down"] == len(PAGE) and lines[0]["address"] == server.target
    assert all(isinstance(contact, Contact) for contact in door.log) and len(door.log) == 2


def test_a_client_that_goes_away_takes_its_connection_along() -> None:
    with origin(drip) as server, lane_for(DoorRules(hosts={"a.example": server.target})) as (door, lane):
        client = socket.create_connection(("127.0.0.1", lane.port), timeout=5)
        client.sendall(b"GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n")
        assert client.recv(10)
        client.close()
        assert eventually(lambda: len(door.log) == 1)
        assert (door.log[0].outcome, door.log[0].reason) == (Outcome.CUT, Reason.CANCELED)
        assert lane.reason_for("a.example", 80) is None


def open_sockets() -> int:
    return sum(
        1
        for entry in Path("/proc/self/fd").iterdir()
        if entry.is_symlink() and "socket" in str(entry.readlink())
    )


def test_stop_leaves_no_thread_and_no_socket() -> None:
    with origin(drip) as dripping, origin(silence) as silent:
        before = open_sockets()
        rules = DoorRules(hosts={"drip.example": dripping.target, "silent.example": silent.target})
        door = Door(rules)
        door.start()
        door.start()
        lane = door.open("site-1")
        clients = [socket.create_connection(("127.0.0.1", lane.port), timeout=5) for _ in range(4)]
        clients[0].sendall(b"GET http://drip.example/ HTTP/1.1\r\nHost: x\r\n\r\n")
        clients[1].sendall(b"GET http://silent.example/ HTTP/1.1\r\nHost: x\r\n\r\n")
        clients[2].sendall(b"CONNECT silent.example:443 HTTP/1.1\r\nHost: x\r\n\r\nhello\r\n\r\n")
        clients[2].recv(100)
        clients[2].shutdown(socket.SHUT_WR)
        clients[3].sendall(b"GET http://dri")
        assert eventually(lambda: len(silent.heads) == 2 and len(dripping.heads) == 1)
        door.stop()
        door.stop()
        lane.close()
        for client in clients:
            with suppress(ConnectionError):
                while client.recv(65536):
                    pass
            client.close()
        with pytest.raises(OSError, match="."):
            socket.create_connection(("127.0.0.1", lane.port), timeout=1)
        with pytest.raises(RuntimeError, match="not started"):
            door.open("site-2")
        assert [thread.name for thread in threading.enumerate() if thread.name.startswith("door")] == []
    # The origins' own sockets may close a moment later.
    assert eventually(lambda: open_sockets() <= before)


def test_a_closed_lane_gives_its_port_back_and_others_go_on() -> None:
    with origin() as server, Door(DoorRules(hosts={"a.example": server.target})) as door:
        one, two = door.open("site-1"), door.open("site-2")
        idle = socket.create_connection(("127.0.0.1", one.port), timeout=5)
        one.close()
        one.close()
        assert idle.recv(1) == b""
        idle.close()
        with pytest.raises(OSError, match="."):
            socket.create_connection(("127.0.0.1", one.port), timeout=1)
        assert get(two, "http://a.example/").endswith(b"hello")


def test_a_door_that_is_kept_busy_opens_its_lanes_late_and_one_that_stands_still_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Door() as door:
        loop, go = door._loop, threading.Event()
        assert loop is not None
        loop.call_soon_threadsafe(go.wait, 30)
        monkeypatch.setattr("auditor.egress.door.OPEN_SECONDS", 0.05)
        with pytest.raises(TimeoutError):
            door.open("site-1")
        monkeypatch.setattr("auditor.egress.door.OPEN_SECONDS", 30)
        threading.Timer(0.1, go.set).start()
        with door.open("site-2") as lane:
            # What was asked for in vain was never opened: its port would stay for the night.
            assert [each.owner for each in door._lanes] == ["site-2"] and lane.port


def test_a_door_for_others_serves_this_machine_too() -> None:
    """The crawler goes out by the same address as the grid's nodes, and comes from there."""
    door = Door(DoorRules(bind="10.20.0.5", clients=("10.20.3.0/24",)))
    peers = ("10.20.0.5", "10.20.3.9", "10.20.0.6", "10.20.4.9", "::ffff:10.20.0.5")
    assert [door._admits(peer) for peer in peers] == [True, True, False, False, False]


def test_only_loopback_and_named_networks_may_use_the_door() -> None:
    door = Door(DoorRules(clients=("10.20.0.0/16",)))
    assert [door._admits(peer) for peer in ("127.0.0.1", "::1", "10.20.3.4", "10.21.0.1", "8.8.8.8")] == [
        True, True, True, False, False,
    ]  # fmt: skip
