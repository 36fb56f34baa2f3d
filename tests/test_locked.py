"""Keep the roster, the keys and the reports from the browser: what it may open and what it may not."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from auditor.browser import BrowserOptions, BrowserPool, available, locked

TRIED = """
cat roster/users.txt; cat way/users.txt; cat ./roster/../roster/users.txt; cat /proc/self/cwd/roster/users.txt
cat optouts.txt; echo x > roster/users.txt; rm optouts.txt; touch roster/new; mv optouts.txt browser/
cat beside.txt; echo written > browser/a; mkdir browser/b; mv browser/a browser/b/; cat browser/b/a
sh -c 'cat roster/users.txt'
"""


@pytest.fixture
def confidential(tmp_path: Path) -> Path:
    for name in ("roster", "browser"):
        (tmp_path / name).mkdir()
    (tmp_path / "roster" / "users.txt").write_text("Quillon\n")
    (tmp_path / "optouts.txt").write_text("Quillon\n")
    (tmp_path / "beside.txt").write_text("beside\n")
    (tmp_path / "way").symlink_to("roster")
    return tmp_path


def hide(folder: Path, *hidden: str, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", locked.__file__, str(folder / "browser"),
         *(str(folder / name) for name in hidden), "--", "/bin/sh", "-c", command],
        capture_output=True, text=True, timeout=60, cwd=folder, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_what_is_hidden_cannot_be_opened_by_any_way(confidential: Path) -> None:
    if not locked.possible():
        pytest.skip("HIDING FILES NOT TESTED: this system has no Landlock")
    ended = hide(confidential, "roster", "optouts.txt", command=TRIED)
    assert ended.stdout.splitlines() == ["beside", "written"], ended
    assert (confidential / "roster" / "users.txt").read_text() == "Quillon\n"
    assert [path.name for path in (confidential / "roster").iterdir()] == ["users.txt"]
    assert (confidential / "optouts.txt").read_text() == "Quillon\n"


@pytest.mark.parametrize("hidden", [(), ("nowhere",), ("/",)])
def test_with_nothing_to_hide_the_command_runs_all_the_same(confidential: Path, hidden: tuple[str]) -> None:
    ended = hide(confidential, *hidden, command="cat optouts.txt")
    assert (ended.returncode, ended.stdout) == (0, "Quillon\n")


def test_what_is_around_is_everything_else_and_no_link(confidential: Path) -> None:
    ours = str(confidential)
    around = {path for path in locked.around([f"{ours}/roster"]) if path.startswith(ours)}
    assert {Path(path).name for path in around} == {"browser", "optouts.txt", "beside.txt"}


@pytest.mark.browser
def test_the_browser_opens_neither_roster_nor_keys(confidential: Path) -> None:
    if not locked.possible():
        pytest.skip("HIDING FILES NOT TESTED: this system has no Landlock")
    if (reason := available()) is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    hidden = (confidential / "roster", confidential / "optouts.txt")
    with BrowserPool(BrowserOptions(jobs=1, hidden=hidden)) as pool:
        assert pool.options.hidden == hidden, "it started with the files hidden"
        driver = pool._seats[0].browser()._driver  # type: ignore[union-attr]
        assert driver is not None
        said = {}
        for name in ("beside.txt", "roster/users.txt", "optouts.txt"):
            address = {"url": (confidential / name).as_uri()}
            answer = driver.execute("executeCdpCommand", {"cmd": "Page.navigate", "params": address})["value"]
            end = time.monotonic() + 30
            text, told = "", str(answer.get("errorText", ""))
            # Its own error page names the file, where it has words at all, and shows nothing of it.
            while not told and "beside" not in text and time.monotonic() < end:
                time.sleep(0.05)
                text = str(driver.execute_script("return document.documentElement.textContent"))
            text = str(driver.execute_script("return document.documentElement.textContent"))
            said[name] = [told, *(word for word in ("beside\n", "Quillon") if word in text)]
    denied = ["net::ERR_ACCESS_DENIED"]
    assert said == {"beside.txt": ["", "beside\n"], "roster/users.txt": denied, "optouts.txt": denied}
