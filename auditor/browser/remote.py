"""Use browsers of a Selenium Grid or a chromedriver elsewhere, leaves their processes to it."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from selenium.webdriver.remote.webdriver import WebDriver

from auditor.browser.capabilities import capabilities, connect
from auditor.browser.tab import PageTab

DELETE_SECONDS: Final = 5.0


class RemoteBrowser:
    """A Selenium Grid or chromedriver elsewhere: each tab is a session, so a browser, of its own.

    Its DevTools socket cannot be reached from here, so a context cannot be given a proxy: the session is.
    """

    def __init__(self, address: str) -> None:
        """Name the endpoint; nothing is asked of it before the first tab."""
        self.alive = True
        self.version = ""
        self._address = address.rstrip("/")
        parts = urlsplit(self._address)
        self._path = parts.path
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = partial(kind, parts.netloc.rpartition("@")[2], timeout=DELETE_SECONDS)
        self._drivers: dict[str, WebDriver] = {}

    def open_tab(self, proxy: str) -> PageTab:
        """Return a tab in a session of its own whose only way out is `proxy`."""
        driver = connect(self._address, capabilities(proxy))
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
        """Delete the sessions without waiting for an answer from a page that hangs."""
        self.alive = False
        deleted = True
        while self._drivers:
            _, driver = self._drivers.popitem()
            try:
                with closing(self._connection()) as wire:
                    wire.request("DELETE", f"{self._path}/session/{driver.session_id}")
                    wire.getresponse()
            except (OSError, HTTPException):
                deleted = False
        return deleted
