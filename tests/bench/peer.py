"""Run pa11y-ci with axe on the same pages, as a measure to compare with; nothing of it is kept.

It is told the pages' addresses and need not find them; its Chromium is the one that the auditor uses,
and reaches nothing but the server of the invented pages.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

PACKAGE: Final = "pa11y-ci@4.1.1"
INSTALL_SECONDS: Final = 180.0


@dataclass(frozen=True, slots=True)
class Peer:
    """Hold what the peer's run cost: pages, seconds of wall and of processors, bytes at the peak.

    `fault` says in one sentence why there is no figure.
    """

    pages: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    fault: str = ""


def run_peer(
    urls: Sequence[str], port: int, at_once: int, browser: str, scratch: Path, seconds: float
) -> Peer:
    """Install pa11y-ci below `scratch` and let it audit `urls`, `at_once` at a time."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return Peer(fault="pa11y-ci was not run, because there is no npm on this machine.")
    folder = scratch / "peer"
    folder.mkdir()
    environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1", "HOME": str(folder), "TMPDIR": str(folder)}
    told = _install(npm, folder)
    if told:
        return Peer(fault=f"pa11y-ci was not run, because npm could not install it ({told}).")
    arguments = [
        f"--host-resolver-rules=MAP * 127.0.0.1:{port}",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    settings = {
        "defaults": {
            "runners": ["axe"],
            "standard": "WCAG2AA",
            "concurrency": at_once,
            "timeout": 60_000,
            # With contexts of their own, pages of this version hang in the newest Chromium.
            "useIncognitoBrowserContext": False,
            "chromeLaunchConfig": {"executablePath": browser, "args": arguments},
        },
        "urls": list(urls),
    }
    (folder / "pa11yci.json").write_text(json.dumps(settings), "utf-8")
    script = folder / "node_modules" / "pa11y-ci" / "bin" / "pa11y-ci.js"
    command = [node, str(script), "--config", str(folder / "pa11yci.json"), "--json"]
    return _measure(command, folder, environment, len(urls), seconds)


def _install(npm: str, folder: Path) -> str:
    """Install the package; returns the last words of npm where it failed."""
    command = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--no-save",
               "--ignore-scripts", "--loglevel=error", PACKAGE]  # fmt: skip
    environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=INSTALL_SECONDS, text=True
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {INSTALL_SECONDS:.0f} seconds"
    lines = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
    return "" if done.returncode == 0 else lines[-1][:120]


def _measure(command: Sequence[str], folder: Path, environment: dict[str, str], pages: int,
             seconds: float) -> Peer:  # fmt: skip
    begun = time.monotonic()
    with (folder / "told.json").open("wb") as told:
        child = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=told, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        watch = _Watch(child.pid)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            return Peer(fault=f"pa11y-ci did not finish within {seconds:.0f} seconds.")
        finally:
            wall = time.monotonic() - begun
            watch.end()
            _end(child)
    try:
        results = json.loads((folder / "told.json").read_text("utf-8"))["results"]
    except (ValueError, KeyError):
        return Peer(fault="pa11y-ci ended without a result.")
    # An address that it could not open has one entry that is no issue but an error.
    good = sum(1 for found in results.values() if not (len(found) == 1 and "code" not in found[0]))
    return Peer(min(good, pages), wall, watch.cpu, watch.peak)


def _end(child: subprocess.Popen[bytes]) -> None:
    for process in _tree(child.pid):
        try:
            process.kill()
        except psutil.Error:
            continue
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    child.wait()


def _tree(pid: int) -> list[psutil.Process]:
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


class _Watch:
    """Add up processor time and the peak of memory of a process with all its children."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._spent: dict[tuple[int, float], float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def cpu(self) -> float:
        return sum(self._spent.values())

    def end(self) -> None:
        self._over.set()
        self._thread.join(5)

    def _run(self) -> None:
        looks = 0
        while True:
            memory = 0
            for process in _tree(self._pid):
                try:
                    times = process.cpu_times()
                    self._spent[process.pid, process.create_time()] = times.user + times.system
                    if looks % 6 == 0:
                        full = process.memory_full_info()
                        memory += int(getattr(full, "pss", 0) or full.rss)
                except psutil.Error:
                    continue
            self.peak = max(self.peak, memory)
            looks += 1
            if self._over.wait(0.25):
                return
