"""Use browsers of a Selenium Grid or a chromedriver elsewhere, leaves their processes to it."""

from __future__ import annotations

from base64 import b64encode
from contextlib import closing, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import unquote, urlsplit

from selenium.webdriver.remote.webdriver import WebDriver

from auditor.address import on_this_machine
from auditor.browser.capabilities import NOWHERE, capabilities, connect
from auditor.browser.devtools import end_browser, socket_of
from auditor.browser.tab import PageTab

DELETE_SECONDS: Final = 5.0


class RemoteBrowser:
    """A Selenium Grid or chromedriver elsewhere: each tab is a session, so a browser, of its own.

    No context is made by its DevTools socket, which only a grid hands on: each session has its own proxy.
    """

    def __init__(self, address: str) -> None:
        """Name the endpoint; nothing is asked of it before the first tab."""
        self.alive = True
        self.version = ""
        self._address = address.rstrip("/")
        parts = urlsplit(self._address)
        self._host = parts.hostname or ""
        self._path = parts.path
        self._headers = _authorization(parts.username, parts.password)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = partial(kind, parts.netloc.rpartition("@")[2], timeout=DELETE_SECONDS)
        self._drivers: dict[str, WebDriver] = {}

    def look(self) -> str:
        """Ask for one browser, give it back, and return its version: what it shows depends on that."""
        tab = self.open_tab(NOWHERE)
        self.close_tab(tab)
        return self.version

    def open_tab(self, proxy: str) -> PageTab:
        """Return a tab in a session of its own whose only way out is `proxy`."""
        driver = connect(self._address, capabilities(proxy, self._address))
        self.version = f"Chrome/{driver.capabilities.get('browserVersion', '')}"
        tab = PageTab(driver, driver.current_window_handle)
        self._drivers[tab.handle] = driver
        return tab

    def show(self, tab: PageTab) -> None:
        """Do nothing: each tab has a driver of its own."""

    def close_tab(self, tab: PageTab) -> None:
        """End the session."""
        driver = self._drivers.pop(tab.handle, None)
        if driver is not None:
            driver.quit()

    def kill(self) -> bool:
        """End browsers and delete their sessions without waiting for an answer from a page that hangs.

        Where only its driver can reach a browser the driver may keep it until the page has answered.
        """
        self.alive = False
        deleted = True
        while self._drivers:
            _, driver = self._drivers.popitem()
            # A driver that waits for its page hears of no deletion before the browser is gone.
            with suppress(OSError, ValueError, KeyError):
                end_browser(self._socket(driver), self._headers, DELETE_SECONDS)
            try:
                with closing(self._connection()) as wire:
                    wire.request("DELETE", f"{self._path}/session/{driver.session_id}", headers=self._headers)
                    wire.getresponse()
            except (OSError, HTTPException):
                deleted = False
        return deleted

    def _socket(self, driver: WebDriver) -> str:
        """Return a browser's own socket: a grid hands it on, a driver on this machine has it here."""
        handed_on = driver.capabilities.get("se:cdp")
        if isinstance(handed_on, str) and handed_on:
            return handed_on
        if not on_this_machine(self._host):
            raise OSError("the browser's socket is on another machine")
        return socket_of(str(driver.capabilities["goog:chromeOptions"]["debuggerAddress"]), DELETE_SECONDS)


def _authorization(user: str | None, password: str | None) -> dict[str, str]:
    """Return the header by which a grid knows us; selenium makes its own from the same address."""
    if user is None:
        return {}
    words = f"{unquote(user)}:{unquote(password or '')}".encode()
    return {"Authorization": f"Basic {b64encode(words).decode()}"}
