"""Keep every test on this machine and nothing behind it; fixtures of one folder live in that folder.

Three things hold for the whole suite: no connection beyond loopback, no process left at the end,
and no skipped test that nobody hears of (the last line says what was not tested).
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import settings

from auditor.store import database
from tests.night_data import SERVER
from tests.postgres import MISSING, Server, programs, running

# A busy machine is no fault of the code: no test is judged by the clock. Examples are the same in every
# run, so that what was green stays green; EXPLORE=1 looks for new ones.
settings.register_profile("auditor", deadline=None, derandomize=not os.environ.get("EXPLORE"))
settings.load_profile("auditor")

ROOT = Path(__file__).resolve().parent.parent
MARK = "AUDITOR_TEST_RUN"
PRAGMAS = database._PRAGMAS
LEFTOVER_SECONDS = 10.0
"""How long after the end a process may still be going: the product's own promise."""

_reached: list[str] = []


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host in {"", "localhost"}
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback or address.is_unspecified


def _guard(event: str, args: tuple[Any, ...]) -> None:
    """Refuse what would leave this machine; sees every socket of the process, whoever made it."""
    if event in {"socket.connect", "socket.sendto"}:
        address = args[1]
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            _reached.append(f"{address[0]}:{address[1]}")
            raise OSError(f"tests reach loopback only, not {address[0]}")
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = args[0].decode() if isinstance(args[0], bytes) else str(args[0] or "")
        try:
            ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            if host not in {"", "localhost"}:
                # as if no name server knew it: invented hosts have no address anyway
                raise socket.gaierror(socket.EAI_NONAME, "tests ask no name server") from None


sys.addaudithook(_guard)


@pytest.fixture(scope="session", autouse=True)
def no_wait_for_the_disk() -> Iterator[None]:
    """Let no commit and no file of this process wait for the disk: here power never fails."""
    kept = tuple(each for each in PRAGMAS if not each.startswith("synchronous"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "_PRAGMAS", (*kept, "synchronous=OFF"))
        patched.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture
def as_it_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open databases as the product does."""
    monkeypatch.setattr(database, "_PRAGMAS", PRAGMAS)


@pytest.fixture(scope="session", autouse=True)
def no_process_left() -> Iterator[None]:
    """Fail the run where a process that a test started is still going at its end."""
    mark = uuid.uuid4().hex
    os.environ[MARK] = mark
    yield
    os.environ.pop(MARK, None)
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while (left := _left(mark)) and time.monotonic() < deadline:
        time.sleep(0.2)
    told = sorted(_told(process) for process in left)
    for process in left:
        try:
            process.kill()
        except psutil.Error:
            continue
    assert not told, "still going after the last test: " + "; ".join(told)


def _left(mark: str) -> list[psutil.Process]:
    """Return the processes of this run: children, and whoever was cut off from their parent since."""
    left = {process.pid: process for process in psutil.Process().children(recursive=True)}
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARK) == mark:
                left[process.pid] = process
        except psutil.Error:
            continue
    return [process for process in left.values() if _counts(process)]


def _counts(process: psutil.Process) -> bool:
    try:
        # multiprocessing keeps one small bookkeeper until the interpreter itself ends
        bookkeeper = "multiprocessing.resource_tracker" in " ".join(process.cmdline())
        return process.status() != psutil.STATUS_ZOMBIE and not bookkeeper
    except psutil.Error:
        return False


def _told(process: psutil.Process) -> str:
    try:
        return f"{process.pid} {' '.join(process.cmdline())[:120]}"
    except psutil.Error:
        return str(process.pid)


@pytest.fixture(autouse=True)
def loopback_only() -> Iterator[None]:
    """Fail a test whose own process tried to reach beyond loopback, even where the code bore it."""
    _reached.clear()
    yield
    tried = sorted(set(_reached))
    _reached.clear()
    assert not tried, f"this test reached for {', '.join(tried)}; only loopback is allowed"


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide what the person running the tests has configured for auditor and for proxies."""
    for name in list(os.environ):
        if name.startswith("AUDITOR_") and name != MARK:
            monkeypatch.delenv(name)
        if name.lower() in {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}:
            monkeypatch.delenv(name)


@pytest.fixture
def private_folder(tmp_path: Path) -> Path:
    """Return an empty folder that only its owner may open, as the output folder of a night is."""
    folder = tmp_path / "private"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def config_copy(tmp_path: Path) -> Path:
    """Return a copy of the example configuration that a test may change."""
    return Path(shutil.copytree(ROOT / "config", tmp_path / "config"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a real PostgreSQL on a socket of this machine, for all tests of this process."""
    if programs() is None:
        pytest.skip(MISSING)
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def database_of_all(postgres: Server) -> str:
    """Return a database that is made once: emptying it takes less than making it."""
    return postgres.database()


@pytest.fixture
def own_database(postgres: Server, database_of_all: str) -> str:
    """Return a database of the server that holds no night."""
    postgres.empty(database_of_all)
    return database_of_all


@pytest.fixture(params=["sqlite", "postgresql"])
def each_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let `night_data.open_store` use a file, and then once more a server."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("own_database")
        monkeypatch.setenv(SERVER, url)
    yield request.param


_not_tested: dict[str, int] = {}


LONGEST = frozenset(
    f"test_{name}.py"
    for name in (
        "hostile_night", "killed", "injection", "demo", "small_year", "sixty_nights", "mornings", "night",
        "nights", "bench", "browser",
    )
)  # fmt: skip
"""Files that run whole nights: begun first, so that nobody waits for the last of them alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the others keep their order."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Collect why tests were skipped, for the last line."""
    for report in terminalreporter.stats.get("skipped", []):
        why = report.longrepr[2] if isinstance(report.longrepr, (tuple, list)) else str(report.longrepr)
        why = why.removeprefix("Skipped: ")
        _not_tested[why] = _not_tested.get(why, 0) + 1


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say in the last line what was not tested here, and why."""
    if hasattr(config, "workerinput") or config.option.collectonly or config.option.help:
        return
    reasons = "; ".join(f"{why} ({count})" for why, count in sorted(_not_tested.items()))
    print(f"Not tested here: {reasons}" if reasons else "Not tested here: nothing; no test was skipped.")
