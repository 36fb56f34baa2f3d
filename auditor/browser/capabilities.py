"""Say how a browser must be started and open a session with it, leaves its process to others."""

from __future__ import annotations

import os
from typing import Final
from urllib.parse import unquote, urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.remote_connection import ChromeRemoteConnection
from selenium.webdriver.common.proxy import Proxy, ProxyType
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.webdriver import WebDriver

from auditor.address import on_this_machine

NOWHERE: Final = "http://127.0.0.1:9"
"""The way out of whatever has no lane: the discard port, where nothing answers."""

FLAGS: Final = (
    "--headless=new",
    "--window-size=1280,900",
    "--lang=en-US",
    "--accept-lang=en-US",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-component-extensions-with-background-pages",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-crash-reporter",
    "--disable-dev-shm-usage",
    "--disable-notifications",
    "--mute-audio",
    "--autoplay-policy=user-gesture-required",
    "--force-prefers-reduced-motion",
    "--hide-scrollbars",
    "--block-new-web-contents",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--proxy-bypass-list=<-loopback>",
    # An engine makes many small things and drops them: with more room, far fewer of them are moved about. And
    # it runs once a page, so that little of it is worth compiling a second time.
    "--js-flags=--min-semi-space-size=16,--max-semi-space-size=32,--invocation-count-for-maglev=1500",
    # A frame of another site would run in a process that the driver's page channel cannot reach: its
    # faults and names would stay unread. A context holds nobody's log-in or cookies; the sandbox stays.
    "--disable-site-isolation-trials",
    # Else Chromium tells its maker the shape of every form it meets, and each page would seem to lack a part.
    # And each window would load two pages that its address bar might open: a second of work for every site.
    "--disable-features=AutofillServerCommunication,OptimizationHints,Translate,MediaRouter,"
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup",
)
COMMAND_SECONDS: Final = 120
"""Longest wait for one answer of a driver; pages have a shorter limit, struck from outside."""


def unsandboxed(remote: str = "") -> bool:
    """Say whether browsers run without their sandbox: Chromium refuses it to root.

    Who runs a browser elsewhere (`remote`, an endpoint's address) is not known here: it keeps its sandbox.
    """
    return os.geteuid() == 0 and (not remote or on_this_machine(urlsplit(remote).hostname or ""))


def capabilities(proxy: str, remote: str = "") -> Options:
    """Return what every browser of ours is asked for; `proxy` is the way out of pages without a context."""
    options = Options()
    for flag in FLAGS:
        options.add_argument(flag)
    if unsandboxed(remote):
        options.add_argument("--no-sandbox")
    options.add_argument(f"--proxy-server={proxy}")
    options.page_load_strategy = "none"
    options.unhandled_prompt_behavior = "dismiss"
    options.add_experimental_option("excludeSwitches", ["disable-popup-blocking", "enable-logging"])
    options.add_experimental_option(
        "prefs",
        {
            "download_restrictions": 3,
            "download.prompt_for_download": False,
            "credentials_enable_service": False,
            "autofill.profile_enabled": False,
            "autofill.credit_card_enabled": False,
            "plugins.always_open_pdf_externally": True,
            # The window that every browser begins with shows nothing, instead of a page of its maker's.
            "session.restore_on_startup": 4,
            "session.startup_urls": ["about:blank"],
            "profile.default_content_setting_values": {
                "popups": 2,
                "notifications": 2,
                "geolocation": 2,
                "media_stream": 2,
                "automatic_downloads": 2,
            },
        },
    )
    return options


def connect(address: str, options: Options) -> WebDriver:
    """Open a session at a driver, straight: an endpoint that the operator names passes no proxy."""
    straight = Proxy(raw={"proxyType": ProxyType.DIRECT})
    parts = urlsplit(address)
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    config = ClientConfig(
        plain,
        proxy=straight,
        timeout=COMMAND_SECONDS,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
    return webdriver.Remote(ChromeRemoteConnection(plain, client_config=config), options=options)
