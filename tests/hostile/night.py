"""Run a real night over the hostile web and look at it from outside; judges nothing."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from auditor.cli.exporting import export_data
from auditor.config import load_config
from auditor.export import Format
from tests.golden.district import AS_OF, SHIPPED, District, write_district
from tests.hostile.canary import Canary
from tests.hostile.case import Case
from tests.hostile.good import STUDENT, good
from tests.hostile.inner import inner
from tests.hostile.peers import peers
from tests.hostile.rooms import rooms
from tests.hostile.server import HostileWeb

Signed = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 560
LIMITS = """
[crawl]
pages = 7
site_minutes = 0.4
connect_seconds = 3
first_byte_seconds = 4
response_seconds = 6
"""
PAGE_SECONDS = 6


@dataclass
class Told:
    """Hold what one night printed, stored and left, and what it took."""

    district: District
    code: int = -1
    printed: str = ""
    own_peak: int = 0
    tree_peak: int = 0
    cpu: float = 0.0
    seconds: float = 0.0
    left: list[str] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)

    def rows(self, what: str) -> list[dict[str, Any]]:
        """Return what an export prints."""
        config = load_config(self.district.config)
        text = export_data(config, what, Format.JSONL, "", "", False, False).decode()
        return [json.loads(line) for line in text.splitlines()]


@contextmanager
def hostile_web(canary: Canary, folder: Path) -> Iterator[tuple[list[Case], HostileWeb, Path]]:
    """Serve every site; yields the cases, the web and the file of the authority that signs its good names."""
    cases = [*good(), *peers(), *rooms(), *inner(canary.addresses(), canary.port)]
    assert len({case.host for case in cases}) == len(cases)
    names = [case.host for case in cases if case.target == "tls"]
    context, authority = certificates(folder, names)
    with HostileWeb({case.host: case.answers for case in cases}, context) as web:
        yield cases, web, authority


def certificates(folder: Path, hosts: Sequence[str]) -> tuple[ssl.SSLContext, Path]:
    """Return a context that shows each host its certificate, and the file of the authority behind them."""
    key, authority = _signed("Cedar Authority", None, None, days=30)
    file = folder / "authority.pem"
    file.write_bytes(authority.public_bytes(Encoding.PEM))
    contexts = {}
    for host in hosts:
        signer = None if host.startswith("self-signed") else (key, authority)
        name = "elsewhere.example" if host.startswith("other-name") else host
        own, made = _signed(host, signer, name, days=-1 if host.startswith("expired") else 30)
        both = folder / f"{host}.pem"
        private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        both.write_bytes(made.public_bytes(Encoding.PEM) + private)
        contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[host].load_cert_chain(both)
    first = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    first.load_cert_chain(folder / f"{hosts[0]}.pem")

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name in contexts:
            connection.context = contexts[name]

    first.sni_callback = choose  # type: ignore[assignment]
    return first, file


def _signed(name: str, signer: Signed | None, host: str | None, *, days: int) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(
        signer[1].subject if signer else subject, subject, key.public_key(), x509.random_serial_number(),
        now - timedelta(days=9), now + timedelta(days=days),
    ).add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)  # fmt: skip
    if host is not None:
        built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return key, built.sign(signer[0] if signer else key, hashes.SHA256())


def write_hostile_district(folder: Path, cases: Sequence[Case], web: HostileWeb, authority: Path) -> District:
    """Write a district that registers every site, with limits short enough for a test."""
    ports = {"plain": web.port, "tls": web.tls_port, "mute": web.mute_port, "closed": _closed_port()}
    hosts = {case.host: f"127.0.0.1:{ports[case.target]}" for case in cases if case.target in ports}
    sites = [(case.name, case.url) for case in cases]
    district = write_district(folder, sites, hosts, students=[STUDENT], more=LIMITS)
    shutil.copytree(SHIPPED / "links", district.config / "links")
    settings = district.config / "auditor.toml"
    text = settings.read_text("utf-8")
    text = text.replace("[browser]\njobs = 1", f"[browser]\npage_seconds = {PAGE_SECONDS}\njobs = 2", 1)
    text = text.replace("[network]\n", f'[network]\nca_file = "{authority}"\n', 1)
    settings.write_text(text, "utf-8")
    return district


def _closed_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def run_night(district: District, *words: str) -> Told:
    """Run the real program in a process of its own, to its end, and measure it meanwhile."""
    temporary = Path(tempfile.mkdtemp(prefix="hw-", dir="/tmp"))  # noqa: S108 - a browser bears no long one
    told = Told(district)
    begun = time.monotonic()
    said = district.folder / "said"
    with said.open("wb") as file:
        child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "auditor",
                "run",
                "--as-of",
                AS_OF,
                *words,
                "--config",
                str(district.config),
            ],
            cwd=district.folder,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        )
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(child.pid, told, over), name="watch")
    watcher.start()
    try:
        told.code = child.wait(SECONDS)
    finally:
        child.kill()
        child.wait()
        told.printed = said.read_text("utf-8", "replace")
        over.set()
        watcher.join(10)
        told.seconds = time.monotonic() - begun
        told.left = _left(temporary)
        shutil.rmtree(temporary, ignore_errors=True)
    log = district.var / "log" / f"door-{AS_OF[:10]}.jsonl"
    told.contacts = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    return told


def _watch(pid: int, told: Told, over: threading.Event) -> None:
    """Remember CPU time and peaks of memory: the auditor's as the system keeps it, the tree's by looks."""
    spent: dict[tuple[int, float], float] = {}
    while not over.wait(0.5):
        try:
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    told.own_peak = int(line.split()[1]) * 1024
            tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        except (OSError, psutil.Error):
            continue
        told.tree_peak = max(told.tree_peak, sum(map(_memory, tree)))
        for process in tree:
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                spent[process.pid, process.create_time()] = times.user + times.system
    told.cpu = sum(spent.values())


def _memory(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", 0) or full.rss)
    except psutil.Error:
        return 0


def _left(temporary: Path) -> list[str]:
    """Return what is left ten seconds after the end: processes that know the folder, and files in it."""
    end = time.monotonic() + 10
    while (left := _of_folder(temporary)) and time.monotonic() < end:
        time.sleep(0.2)
    return left


def _of_folder(temporary: Path) -> list[str]:
    found = [str(path.relative_to(temporary)) for path in temporary.rglob("*")]
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.environ().get("TMPDIR", "")]
            if any(str(temporary) in word for word in words):
                found.append(f"{process.pid} {process.name()}")
        except psutil.Error:
            continue
    return found
