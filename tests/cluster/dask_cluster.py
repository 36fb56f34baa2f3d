"""Start a real Dask scheduler and workers, each a process of its own on loopback; visits nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from distributed import Client
from distributed.security import Security

ROOT = Path(__file__).parents[2]
SECONDS = 90
"""More than any start takes on a busy machine; nobody waits for it where all is well."""


@dataclass
class Cluster:
    """A scheduler, the processes of its workers by address, and the certificate of all (None: in clear)."""

    folder: Path
    certificate: Path | None
    address: str = ""
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    scheduler: subprocess.Popen[bytes] | None = None

    def settings(self, wait_minutes: float = 1.0) -> str:
        """Return what stands in auditor.toml for this cluster."""
        words = ["[cluster]", f"wait_minutes = {wait_minutes}"]
        if self.certificate is not None:
            words += [f"{key} = {json.dumps(str(self.certificate))}" for key in ("ca", "cert", "key")]
        return "\n".join(words)

    def hire(self) -> str:
        """Start one more worker and return its address once the scheduler knows it."""
        before = set(self.present())
        process = self._start("dask_worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard")
        _until(lambda: set(self.present()) - before, process)
        (address,) = set(self.present()) - before
        self.workers[address] = process
        return address

    def kill(self, address: str) -> None:
        """End a worker as a power cut would."""
        process = self.workers.pop(address)
        process.send_signal(signal.SIGKILL)
        process.wait(SECONDS)

    def kill_scheduler(self) -> None:
        assert self.scheduler is not None
        self.scheduler.send_signal(signal.SIGKILL)
        self.scheduler.wait(SECONDS)

    def present(self) -> dict[str, int]:
        with self.client() as client:
            return dict(client.nthreads())

    def busy(self) -> list[str]:
        """Return the addresses of workers at which a visit is under way."""
        with self.client() as client:
            tasks = client.processing()
        return [address for address, keys in tasks.items() if any("visit" in str(key) for key in keys)]

    @contextmanager
    def client(self) -> Iterator[Client]:
        path = str(self.certificate)
        tls = {"tls_ca_file": path, "tls_client_cert": path, "tls_client_key": path}
        security = Security(require_encryption=True, **tls) if self.certificate else Security()
        with Client(self.address, security=security, set_as_default=False, timeout=SECONDS) as client:
            yield client

    def begin(self) -> None:
        written = self.folder / "scheduler.json"
        self.scheduler = self._start("dask_scheduler", "--scheduler-file", str(written), "--no-dashboard")
        _until(lambda: written.exists() and written.read_text("utf-8").strip().endswith("}"), self.scheduler)
        self.address = json.loads(written.read_text("utf-8"))["address"]

    def end(self) -> None:
        for process in (*self.workers.values(), self.scheduler):
            if process is not None:
                process.send_signal(signal.SIGTERM)
        for process in (*self.workers.values(), self.scheduler):
            if process is not None:
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait(10)

    def _start(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        tls: list[str] = []
        if self.certificate is not None:
            for name in ("ca-file", "cert", "key"):
                tls += [f"--tls-{name}", str(self.certificate)]
        place = ["--host", ("tls" if tls else "tcp") + "://127.0.0.1:0"]
        if program == "dask_worker":
            place += ["--local-directory", str(self.folder)]
        environment: dict[str, Any] = {**os.environ, "PYTHONPATH": str(ROOT)}
        log = (self.folder / f"{program}-{len(self.workers)}.log").open("wb")
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{program}", *words, *place, *tls],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, env=environment,
            )  # fmt: skip


@contextmanager
def cluster(folder: Path, workers: int, certificate: Path | None) -> Iterator[Cluster]:
    """Run a scheduler with so many workers for the block."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Cluster(folder, certificate)
    try:
        made.begin()
        for _ in range(workers):
            made.hire()
        yield made
    finally:
        made.end()


def _until(happened: Any, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while not happened():
        assert process.poll() is None, f"it ended by itself with {process.returncode}"
        assert time.monotonic() < end, "this never happened"
        time.sleep(0.1)
