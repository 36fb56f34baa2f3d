"""Whatever the umask, nobody else may open what any command writes, and root is told to use an account."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor import cli
from tests.golden.district import AS_OF, NEXT, Town, links, page, write_district
from tests.golden.stand_in import StandInPool

STUDENTS = [("Quillon", "Brackenshaw"), ("Avery", "Thistlewood")]
PAGES = {
    "oak.example/": page(links("/week"), title="Oak room"),
    "oak.example/week": page("<p>Quillon Brackenshaw won.</p>", '<img src="/bus.png">', title="Week"),
    "elm.example/": page("<p>Library on Tuesday</p>", title="Elm room"),
}
SITES = [("oak", "http://oak.example/"), ("elm", "http://elm.example/")]
EXPORTS = ("findings", "deadlines", "links", "sites", "skipped")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[..., str]]:
    """Type commands in this process; each starts with the umask that stood before it."""
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)
    monkeypatch.setattr("auditor.visit.gear.BrowserPool", StandInPool)
    monkeypatch.setattr("auditor.night.available", lambda remote="": None)

    def run(umask: int, *words: str | Path) -> str:
        monkeypatch.setattr(sys, "argv", ["auditor", *map(str, words)])
        capfd.readouterr()
        before = os.umask(umask)
        try:
            with pytest.raises(SystemExit) as stop:
                cli.main()
        finally:
            os.umask(before)
        sys.stdout.flush()
        said = capfd.readouterr()
        assert int(stop.value.code or 0) == 0, said.err
        return said.err

    yield run


def open_to_others(*folders: Path) -> dict[str, str]:
    """Return what has other rights than 0600 (files) and 0700 (folders), with the rights it has."""
    paths = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    wanted = {path: 0o700 if path.is_dir() else 0o600 for path in paths}
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
    return {str(path): oct(mode) for path, mode in modes.items() if mode != wanted[path]}


@pytest.mark.parametrize("umask", [0o000, 0o077], ids=["umask 000", "umask 077"])
def test_everything_that_any_command_writes_is_for_its_owner_only(
    tmp_path: Path, typed: Callable[..., str], umask: int
) -> None:
    with Town(PAGES) as town:
        district = write_district(
            tmp_path / "d", SITES, town.hosts(), students=STUDENTS, more='[mail]\ncadence = "nightly"'
        )
        with (district.config / "people.csv").open("a", encoding="utf-8") as people:
            people.write(",communications,Morgan Fell,morgan@cedar.example,,,\n")
        at = ("--config", district.config)
        typed(umask, "run", *at, "--as-of", AS_OF)
        typed(umask, "run", *at, "--as-of", NEXT)
    typed(umask, "send", *at, "--as-of", "2026-11-05T07:00", "--preview")
    typed(umask, "trends", *at)
    typed(umask, "calendar", *at, "--as-of", NEXT)
    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    for what in EXPORTS:
        for form in ("jsonl", "csv", "xlsx"):
            typed(umask, "export", what, "--format", form, "--output", out / f"{what}.{form}", *at)
    typed(umask, "init", tmp_path / "fresh")
    kinds = {kind for path in district.var.rglob("*") for kind in (path.suffix, path.name)}
    assert {"auditor.db", "auditor.lock", f"door-{AS_OF[:10]}.jsonl"} <= kinds
    assert {".eml", ".html", ".xlsx", ".ics"} <= kinds
    assert len(list(out.iterdir())) == 3 * len(EXPORTS)
    assert open_to_others(district.var, district.keys, out, tmp_path / "fresh") == {}


@pytest.mark.parametrize(("account", "told"), [(0, True), (1000, False)], ids=["root", "another account"])
def test_root_is_told_to_use_an_account(
    tmp_path: Path, typed: Callable[..., str], monkeypatch: pytest.MonkeyPatch, account: int, told: bool
) -> None:
    with Town(PAGES) as town:
        district = write_district(tmp_path / "d", SITES[1:], town.hosts())
        monkeypatch.setattr("auditor.cli.os.geteuid", lambda: account)
        said = typed(0o077, "run", "--config", district.config, "--as-of", AS_OF)
    assert (cli.AS_ROOT in said.splitlines()) is told


def test_the_units_run_under_an_account_of_their_own() -> None:
    cron = Path(__file__).parents[1] / "cron"
    service = (cron / "auditor.service").read_text("utf-8").splitlines()
    assert "User=auditor" in service and "UMask=0077" in service and "PrivateTmp=true" in service
    assert "-u auditor" in (cron / "auditor.crontab").read_text("utf-8")
    assert "umask 077" in (cron / "nightly").read_text("utf-8").splitlines()
