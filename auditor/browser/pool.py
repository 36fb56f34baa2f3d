"""Hold the browsers of a night: which are started, how, and who sits where; shows no page itself."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from auditor.browser import reaper, trust
from auditor.browser.capabilities import unsandboxed
from auditor.browser.options import (
    MISSING,
    BrowserOptions,
    Installed,
    default_jobs,
    find_browser,
    find_shell,
)
from auditor.browser.process import LocalBrowser
from auditor.browser.reading import own_scripts
from auditor.browser.remote import RemoteBrowser
from auditor.browser.seat import BROKEN, START_SECONDS, Browser, Deadline, Seat, said_by
from auditor.browser.session import BrowserSession
from auditor.engines import dom, pictures
from auditor.engines.tab import DRAWN
from auditor.exits import Exit, Refusal

LONGEST_TEMPORARY: Final = 25
"""Letters in the name of the folder for temporary files that leave room for what a browser lays there."""


class BrowserPool:
    """Hold a fixed number of browsers; sessions of many threads share them, one page a browser at a time.

    `unsandboxed` is true where Chromium's sandbox is off because this runs as root: reports say so.
    Nothing is left ten seconds after `stop`, nor after this process was killed: a small child that holds
    no more than the folder's name waits for that and clears up.
    """

    def __init__(self, options: BrowserOptions) -> None:
        self.options = options
        self.jobs = options.jobs or default_jobs()
        self.unsandboxed = unsandboxed(options.remote)
        self.scripts = own_scripts(options.engines)
        self.version = ""
        self._installed: Installed | None = None
        self._folder = ""
        self._reaper: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._seats: list[Seat] = []
        self._starts: list[threading.Thread] = []
        self._expected = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the first browser, the others when they are needed.

        Raises Refusal (69) with what to type where no browser can be started.
        """
        self._seats = [Seat(self._start_browser) for _ in range(self.jobs)]
        atexit.register(self.stop)
        if self.options.remote:
            self.version = self._elsewhere()
            return
        self._folder = tempfile.mkdtemp(prefix="auditor-browser-", dir=_temporary())
        self._reaper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(reaper.__file__)), self._folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        try:
            self._trust()
            self.version = self._first()
        except BROKEN as fault:
            self.stop()
            raise Refusal(Exit.UNAVAILABLE, f"No browser could be started: {said_by(fault)}") from fault
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End every browser and delete what it wrote; may be called twice."""
        atexit.unregister(self.stop)
        for seat in self._seats:
            seat.over = True
            seat.drop()
        self._seats = []
        for start in self._starts:
            start.join(START_SECONDS)
        if self._reaper is not None and self._reaper.stdin is not None:
            self._reaper.stdin.close()
            self._reaper.wait()
        self._reaper = None

    @cached_property
    def tools(self) -> str:
        """Return a digest over all that makes a page look as it does here and says what is wrong with it."""
        settings = (self.version, self.options.engines, self.options.pictures, DRAWN)
        return hashlib.sha256(repr((self.scripts, dom.still(), settings)).encode()).hexdigest()

    def expect(self) -> None:
        """Start one more browser beside other work, for a site whose pages will soon be ready."""
        with self._lock:
            seats = self._seats[self._expected : self._expected + 1]
            self._expected += 1
            for seat in seats:
                start = threading.Thread(target=seat.begin, name="render-start", daemon=True)
                start.start()
                self._starts.append(start)

    def session(
        self, proxy_url: str, user_agent: str = "", owner: str = "", pictured: Iterable[str] = ()
    ) -> BrowserSession:
        """Return a session for one site, whose only way to the network is `proxy_url`.

        Of the rules that are `pictured` the site needs no picture any more.
        """
        with self._lock:
            seat = min(self._seats, key=lambda seat: seat.sessions)
            seat.sessions += 1
        return BrowserSession(
            seat, self.options, self.scripts, proxy_url, user_agent, self._left, pictures.had(pictured)
        )

    def _elsewhere(self) -> str:
        """Ask the endpoint for a first browser and return its version."""
        try:
            return RemoteBrowser(self.options.remote).look()
        except BROKEN as fault:
            self.stop()
            where = urlsplit(self.options.remote).hostname
            sentence = f"No browser could be had from {where} ([browser] remote): {said_by(fault)}"
            raise Refusal(Exit.UNAVAILABLE, sentence) from fault

    def _first(self) -> str:
        """Start the first browser and return its version: one without windows where it can be had."""
        installed = find_browser()
        if installed is None:
            raise Refusal(Exit.UNAVAILABLE, MISSING)
        shell, hidden = find_shell(installed), self.options.hidden
        ways = [(shell, hidden)] if shell is not None else []
        ways.append((installed, hidden))
        if hidden:
            # A browser that comes in a box of its own (snap) cannot be locked in from outside.
            ways.append((installed, ()))
        for way in ways[:-1]:
            with contextlib.suppress(*BROKEN):
                return self._begin(*way)
        return self._begin(*ways[-1])

    def _begin(self, installed: Installed, hidden: tuple[Path, ...]) -> str:
        self._installed = installed
        self.options = replace(self.options, hidden=hidden)
        return self._seats[0].browser().version

    def _trust(self) -> None:
        """Gather the authorities that browsers trust: the account's, and those of `ca_file`."""
        database = Path(self._folder, "nssdb")
        account = Path.home() / ".pki" / "nssdb"
        if account.is_dir():
            shutil.copytree(account, database)
        if self.options.ca_file is None:
            return
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(Path(trust.__file__)), str(database), str(self.options.ca_file)],
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
        )
        if done.returncode != 0:
            why = done.stderr.strip().splitlines()[-1:] or ["it could not be read"]
            sentence = f"Browsers cannot be made to trust the certificates of ca_file: {why[0]}"
            raise Refusal(Exit.CONFIGURATION, sentence, self.options.ca_file)

    def _left(self, seat: Seat) -> None:
        with self._lock:
            seat.sessions -= 1

    def _start_browser(self) -> Browser:
        if self.options.remote:
            return RemoteBrowser(self.options.remote)
        if self._installed is None:
            raise Refusal(Exit.UNAVAILABLE, MISSING)
        folder = tempfile.mkdtemp(prefix="b", dir=self._folder)
        # A start that hangs leaves no object to strike at, only what belongs to its folder.
        with Deadline(START_SECONDS, lambda: reaper.sweep(folder)):
            return LocalBrowser(self._installed, folder, Path(self._folder, "nssdb"), self.options.hidden)


def _temporary() -> str:
    """Return the folder for temporary files, or the usual one where its name is too long for a browser.

    Chromium lays a socket five folders deep, and a socket's whole path may have 107 characters.
    """
    usual = Path("/tmp")  # noqa: S108
    named = tempfile.gettempdir()
    return str(usual) if len(named) > LONGEST_TEMPORARY and os.access(usual, os.W_OK) else named
