"""Kill nights at a few moments (`python -m tests.killed`: at twenty), and let disks run full under them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.browser import available
from tests.golden.district import AS_OF
from tests.killed.small_town import READERS, SITES, SmallTown
from tests.killed.strikes import AUDITOR, BROWSER, ROOT, SECONDS, Strike, faults, strike, undisturbed

pytestmark = pytest.mark.timeout(2 * SECONDS)

# After so many of a night's lines: ten tell of visits, ten of judging, three of reports, four of mail.
MOMENTS = [(6, 0.0), (17, 0.03), (24, 0.0)]

FULL = """
mount -t tmpfs -o size="$SIZE",mode=700 tmpfs "$VAR" || exit 99
"$@" > "$OUT/first" 2>&1
echo "first $?"
mount -o remount,size=200m "$VAR"
"$PYTHON" -c 'import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute("pragma integrity_check"))' \
  "$VAR/auditor.db"
"$@" > "$OUT/second" 2>&1
echo "second $?"
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallTown]:
    with SmallTown(tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture(scope="module")
def calm(town: SmallTown) -> tuple[object, ...]:
    """Return the results of a night that nobody disturbs."""
    results, lines = undisturbed(town, browser=False)
    assert lines == 2 * len(SITES) + 3 + len(READERS)
    return results


@pytest.mark.parametrize(("lines", "seconds"), MOMENTS)
def test_killed_at_any_moment_the_same_command_resumes(
    town: SmallTown, calm: tuple[object, ...], lines: int, seconds: float
) -> None:
    told = strike(town, Strike(AUDITOR, lines, seconds), f"killed-{lines}")
    assert told.hit and told.first == -9
    assert faults(told, calm) == []


@pytest.mark.browser
def test_a_night_whose_browser_was_killed_goes_on_with_another(town: SmallTown) -> None:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    told = strike(town, Strike(BROWSER, 1, 0.1, browser=True), "browser-killed")
    assert told.hit and told.first == 0
    visits = told.results[0]
    assert isinstance(visits, list)
    said = [(site, outcome, reason) for site, outcome, reason, *_ in visits]
    assert said == [(site, "audited", "") for site in sorted(SITES)]
    assert faults(told, told.results) == []


@pytest.mark.parametrize("size", ["8k", "1400k"])
def test_on_a_full_disk_a_night_stops_with_74_and_goes_on_when_there_is_room(
    town: SmallTown, calm: tuple[object, ...], tmp_path: Path, size: str
) -> None:
    apart = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--mount"]
    if not shutil.which("unshare") or subprocess.run([*apart, "true"], capture_output=True).returncode:
        pytest.skip("FULL DISK NOT TESTED: this system lets nobody mount a small disk of their own")
    district = town.district(f"full-{size}")
    district.var.mkdir()
    town.office.taken.clear()
    command = [sys.executable, "-m", "auditor", "run", "--no-browser", "--as-of", AS_OF]
    ended = subprocess.run(
        [*apart, "sh", "-c", FULL, "sh", *command, "--config", str(district.config)],
        capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL, cwd=tmp_path,
        env={
            **os.environ, "PYTHONPATH": str(ROOT), "PYTHON": sys.executable, "SIZE": size,
            "VAR": str(district.var), "OUT": str(tmp_path),
        },
    )  # fmt: skip
    if "first 99" in ended.stdout or ended.returncode == 99:
        pytest.skip("FULL DISK NOT TESTED: this system lets nobody mount a small disk of their own")
    assert ended.stdout.split("\n") == ["first 74", "('ok',)", "second 0", ""], ended
    said = (tmp_path / "first").read_text("utf-8").splitlines()
    sentences = [line for line in said if not re.match(r" *[\d.]+ s  ", line)]
    assert sentences == [f"{district.database}: the disk is full; make room and start again"]
    assert "10 partial" in (tmp_path / "second").read_text("utf-8").splitlines()
    assert sorted(each.to for each in town.office.taken) == sorted(READERS), "each mail once"
