"""Say how browsers are wanted, what they return and which are installed; starts none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from selenium.webdriver.common.selenium_manager import SeleniumManager

from auditor.finding import Skipped
from auditor.page import Observation

BROWSERS: Final = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")
DRIVERS: Final = ("chromedriver",)
SHELLS: Final = ("chromium-headless-shell", "chrome-headless-shell")
"""The same browser built without windows: it shows pages alike and needs less work for each."""
POLICIES: Final = tuple(
    Path("/etc", folder, "policies") for folder in ("chromium", "chromium-browser", "opt/chrome")
)
"""Where a machine's administrator tells its browsers what they may do."""
MEGABYTES_EACH: Final = 700
"""Memory that one browser may need (safety.md)."""

MISSING: Final = (
    "No Chrome or Chromium with its chromedriver was found; type `make setup`, "
    "or on Debian and Ubuntu `sudo apt-get install chromium chromium-driver`."
)


@dataclass(frozen=True, slots=True)
class BrowserOptions:
    """Say how pages are shown.

    `jobs` is the number of browsers, 0 for one per core as far as memory allows; `page_seconds` the limit
    for one page with all engines; `remote` the address of a Selenium Grid or a chromedriver, "" for
    browsers of our own; `engines` what runs on each page; `pictures` whether elements are photographed;
    `ca_file` holds the district's own certificate authorities (PEM), for browsers of our own only;
    `hidden` are files and folders that no browser of ours can open, where the system allows that.
    """

    jobs: int = 0
    page_seconds: float = 45.0
    remote: str = ""
    engines: tuple[str, ...] = ("axe", "own")
    pictures: bool = True
    ca_file: Path | None = None
    hidden: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """Hold what a browser and the engines made of one page.

    `url` is the final address, `status` the HTTP status of the document (0 unknown); `html` the rendered
    document with frames and open shadow roots; `engines` the engines that finished, with their versions;
    `missing` failed subresources; `failure` why the page counts as unread or half read; `embeds` frames
    that were read, `unread` frames that were not; `lacking` what a second engine did not finish;
    `parts`, `scripts` and `moving` are as in
    `auditor.engines.dom.Shown`; `seconds_waited` is how long all browsers were busy.
    """

    url: str
    html: str = ""
    observations: tuple[Observation, ...] = ()
    engines: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    failure: Skipped | None = None
    embeds: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    lacking: tuple[Skipped, ...] = ()
    parts: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    moving: str = ""
    status: int = 0
    seconds_waited: float = 0.0
    seconds_load: float = 0.0
    seconds_engines: float = 0.0


@dataclass(frozen=True, slots=True)
class Installed:
    """Name the browser and the driver on this machine; `windowless` tells a browser built without windows."""

    browser: str
    driver: str
    windowless: bool = False


def find_browser() -> Installed | None:
    """Return browser and driver: those on PATH, else what `make setup` had Selenium's manager fetch.

    Never goes to the internet.
    """
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), "")
    driver = next((path for name in DRIVERS if (path := shutil.which(name))), "")
    if browser and driver:
        return Installed(browser, driver)
    wanted = ["--browser", "chrome", "--offline", "--avoid-stats"]
    if browser:
        wanted += ["--browser-path", browser]
    try:
        found = SeleniumManager().binary_paths(wanted)
    except Exception:  # the manager raises what its program printed
        return None
    pair = Installed(found.get("browser_path") or browser, found.get("driver_path") or driver)
    return pair if all(path and os.access(path, os.X_OK) for path in (pair.browser, pair.driver)) else None


def find_shell(installed: Installed) -> Installed | None:
    """Return the browser without windows that stands beside the one that is installed, None without one.

    It knows no policies of the machine: where there are any it is left alone. The driver refuses it where
    it is of another version.
    """
    found = next((path for name in SHELLS if (path := shutil.which(name))), "")
    if not found or any(True for folder in POLICIES for _ in folder.glob("*/*.json")):
        return None
    return Installed(found, installed.driver, windowless=True)


def available(remote: str = "") -> str | None:
    """Return None where browsers can be had, else one sentence with what to type."""
    if remote or find_browser() is not None:
        return None
    return MISSING


def default_jobs() -> int:
    """Return one browser per core that this process may use, as far as free memory allows."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _free_megabytes() // MEGABYTES_EACH))


def _free_megabytes() -> int:
    free = 1 << 30
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                free = int(line.split()[1]) // 1024
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        if limit.isdigit():
            used = int(Path("/sys/fs/cgroup/memory.current").read_text())
            free = min(free, (int(limit) - used) >> 20)
    except (OSError, ValueError):
        pass
    return free
