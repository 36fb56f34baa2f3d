"""Start one browser with its driver, give it tabs with a way out of their own, and end it from outside."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver

from auditor.browser import locked
from auditor.browser.beside import Beside
from auditor.browser.bounds import MemoryBounds
from auditor.browser.capabilities import NOWHERE, capabilities, connect
from auditor.browser.devtools import DevTools
from auditor.browser.options import Installed
from auditor.browser.reaper import sweep
from auditor.browser.tab import PageTab

KEPT_WORDS: Final = ("PATH", "LD_LIBRARY_PATH", "TZ", "FONTCONFIG_FILE", "FONTCONFIG_PATH")
"""Environment handed on; credentials that stand in ours must not reach a browser."""


class _Driver(Service):
    """A driver that is started where the hidden paths cannot be opened, by it or by its browser."""

    def __init__(self, driver: str, folder: str, hidden: Sequence[Path], environment: dict[str, str]) -> None:
        # Not a child that locks itself in after the fork: this program has many threads.
        ours = str(Path(folder).parent)
        lock = [sys.executable, "-I", "-S", str(Path(locked.__file__)), ours, *map(str, hidden), "--"]
        self._words = [*lock, driver] if hidden else [driver]
        super().__init__(
            self._words[0],
            log_output=subprocess.DEVNULL,
            env=environment,
            popen_kw={"start_new_session": True},
        )

    def command_line_args(self) -> list[str]:
        return [*self._words[1:], *super().command_line_args()]


class LocalBrowser:
    """One browser process with its driver on this machine; tabs share it, one thread at a time."""

    def __init__(
        self, installed: Installed, folder: str, authorities: Path, hidden: Sequence[Path] = ()
    ) -> None:
        """Start it; everything it writes goes into `folder`, which is its own and deleted at the end.

        `authorities` is the certificate database to trust, where there is one; what is `hidden` it
        cannot open, as far as the system allows that.
        """
        self.alive = True
        self.version = ""
        self._folder = folder
        self._ending = threading.Lock()
        self._current = ""
        options = capabilities(NOWHERE)
        options.binary_location = installed.browser
        if not installed.windowless:
            # Without windows it opens a first page only in a profile of the driver's making, which is in
            # our folder too, because all that is temporary is.
            options.add_argument(f"--user-data-dir={self._folder}/profile")
        self._service = _Driver(installed.driver, folder, hidden, self._environment(authorities))
        self._driver: WebDriver | None = None
        self._tools: DevTools | None = None
        self._bounds: MemoryBounds | None = None
        try:
            self._service.start()
            self._bounds = MemoryBounds(self._service.process.pid)
            self._driver = connect(self._service.service_url, options)
            chrome = self._driver.capabilities["goog:chromeOptions"]
            self._tools = DevTools(str(chrome["debuggerAddress"]))
            self._beside = Beside(self._tools)
            self.version = self._tools.version
        except BaseException:
            self.kill()
            raise

    def open_tab(self, proxy: str) -> PageTab:
        """Return a tab in a fresh context whose only way out is `proxy`."""
        if self._driver is None or self._tools is None:
            raise OSError("the browser did not start")
        context = self._tools.send(
            "Target.createBrowserContext",
            proxyServer=proxy,
            proxyBypassList="<-loopback>",
            disposeOnDetach=True,
        )["browserContextId"]
        self._tools.send("Browser.setDownloadBehavior", behavior="deny", browserContextId=context)
        target = self._tools.send(
            "Target.createTarget",
            url="about:blank",
            browserContextId=context,
            newWindow=True,
            width=1280,
            height=900,
        )["targetId"]
        tab = PageTab(self._driver, str(target), str(context), self._beside.evaluate)
        self.show(tab)
        return tab

    def show(self, tab: PageTab) -> None:
        """Make the driver speak to this tab."""
        if self._current != tab.handle:
            tab.driver.switch_to.window(tab.handle)
            self._current = tab.handle

    def close_tab(self, tab: PageTab) -> None:
        """Dispose of the tab with its context: cookies, cache and all."""
        if self.alive and self._tools is not None:
            self._current = ""
            self._tools.send("Target.disposeBrowserContext", browserContextId=tab.context)

    def kill(self) -> bool:
        """End the whole process group from outside; return whether nothing of it is left."""
        with self._ending:
            self.alive = False
            if self._bounds is not None:
                self._bounds.stop()
            process = getattr(self._service, "process", None)
            if process is not None:
                with contextlib.suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                if process.stdin is not None:
                    process.stdin.close()
                # Selenium would otherwise knock at the dead driver's port when the object is collected.
                self._service.process = None  # type: ignore[assignment]
            for line in (self._tools, getattr(self._driver, "command_executor", None)):
                if line is not None:
                    line.close()
            return sweep(self._folder)

    def _environment(self, authorities: Path) -> dict[str, str]:
        """Return the words the browser may know: a home of its own, and no secret of ours."""
        home, temporary = Path(self._folder, "home"), Path(self._folder, "t")
        home.mkdir()
        temporary.mkdir()
        if authorities.is_dir():
            (home / ".pki").mkdir()
            (home / ".pki" / "nssdb").symlink_to(authorities)
        kept = {word: os.environ[word] for word in KEPT_WORDS if word in os.environ}
        return {**kept, "HOME": str(home), "TMPDIR": str(temporary), "LANG": "C.UTF-8", "NO_PROXY": "*"}
