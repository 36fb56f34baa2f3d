"""Start a night, kill one of its processes at a chosen moment, start it again, and compare."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.golden.district import AS_OF, District
from tests.killed.small_town import READERS, SITES, SmallTown, host

ROOT = Path(__file__).parents[2]
SECONDS = 240
"""More than a night takes on a busy machine."""
GONE_SECONDS = 10.0
"""What the product promises: so long after the end nothing is left."""
MARK = "KILLED_NIGHT"
TABLES = ("visits", "findings", "events", "decisions", "deadlines", "outbox")
AUDITOR, DRIVER, BROWSER, RENDERER = "auditor", "driver", "browser", "renderer"


@dataclass(frozen=True, slots=True)
class Strike:
    """Say whom to kill and when: so many seconds after the night has said so many lines."""

    whom: str
    lines: int
    seconds: float
    browser: bool = False


@dataclass
class Ended:
    """Hold how one start of the command ended and what it said."""

    code: int
    said: str


@dataclass
class Told:
    """Hold what one strike did: `moment` is the last line before it, `lost` what the database has no more.

    `repeated` are sites that were stored and asked for again, `twice` mails that came twice, `missing`
    readers whose mail neither came nor was told, `left` what stood ten seconds after the kill.
    """

    strike: Strike
    hit: bool = False
    moment: str = ""
    first: int | None = None
    again: Ended = field(default_factory=lambda: Ended(-1, ""))
    intact: str = ""
    stored: int = 0
    lost: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unsure: int = 0
    left: list[str] = field(default_factory=list)
    results: tuple[object, ...] = ()


def plan(
    seed: int, count: int, lines: int, *, browser: bool, whom: tuple[str, ...] = (AUDITOR,)
) -> list[Strike]:
    """Return so many strikes at random moments of a night that says `lines` lines, some in each part of it.

    Drivers, browsers and renderers live while sites are visited only.
    """
    dice = random.Random(seed)
    made = []
    for number in range(count):
        who = whom[number % len(whom)]
        last = lines if who == AUDITOR else len(SITES) - 2
        line = int((number + dice.random()) / count * last)
        made.append(Strike(who, line, round(dice.random() * 0.3, 3), browser))
    return made


def undisturbed(town: SmallTown, *, browser: bool) -> tuple[tuple[object, ...], int]:
    """Return the results of a night that nobody kills, and how many lines it said."""
    district = town.district(f"calm-{browser}")
    town.office.taken.clear()
    with _temporary() as folder:
        ended = _finish(_start(district, folder, browser))
    assert ended.code == 0, ended.said
    assert {each.to for each in town.office.taken} >= set(READERS), [each.to for each in town.office.taken]
    return results(district), len(_progress(ended.said))


def strike(town: SmallTown, chosen: Strike, name: str) -> Told:
    """Do one strike on a district of its own, start the same command again, and tell."""
    district = town.district(name)
    town.office.taken.clear()
    told = Told(chosen)
    with _temporary() as folder:
        running, log = _start(district, folder, chosen.browser)
        try:
            _wait_for_moment(running, log, chosen)
            tree = _tree(running.pid)
            told.moment = (_progress(log.read_text("utf-8", "replace")) or ["starting"])[-1]
            victim = _victim(running, tree, chosen.whom)
            told.hit = victim is not None
            if victim is not None:
                victim.kill()
            if chosen.whom == AUDITOR:
                running.wait(SECONDS)
                told.left = _left(folder, tree)
            else:
                running.wait(SECONDS)
                told.left = _left(folder, _tree(running.pid))
        finally:
            running.kill()
            running.wait(SECONDS)
        told.first = running.returncode
        stored, done = _stored(district)
        told.intact = integrity(district)
        told.stored = len(done)
        before = town.town.seen
        told.again = _finish(_start(district, folder, chosen.browser))
        told.left += _left(folder, [])
        asked = {site for site in SITES if town.town.asked(host(site), before)}
        told.repeated = sorted(asked & done)
        now, _ = _stored(district)
        told.lost = sorted(stored - now)
        told.intact = told.intact if integrity(district) == "ok" else "damaged afterwards"
    told.results = results(district)
    ids = Counter(str(each.message["Message-ID"]) for each in town.office.taken)
    to = Counter(each.to for each in town.office.taken)
    told.twice = sorted([name for name, count in ids.items() if count > 1])
    told.missing = sorted(set(READERS) - set(to))
    told.unsure = told.again.said.count("mail may have arrived or not")
    return told


def faults(told: Told, calm: tuple[object, ...]) -> list[str]:
    """Return in words what this strike did that no kill may do."""
    found = []
    if told.intact != "ok":
        found.append(f"the database is {told.intact}")
    if told.lost:
        found.append(f"lost: {told.lost[:3]}")
    if told.repeated:
        found.append(f"visited again although stored: {told.repeated}")
    if told.twice:
        found.append(f"mail twice: {told.twice}")
    if len(told.missing) > told.unsure:
        found.append(f"mail missing and not told: {told.missing}")
    if told.left:
        found.append(f"left behind: {told.left[:3]}")
    if told.again.code != (4 if told.unsure else 0):
        found.append(f"the second start ended with {told.again.code}: {told.again.said[-300:]}")
    if "Traceback" in told.again.said:
        found.append("a traceback")
    if told.results != calm:
        found.append("other results than a night that nobody killed")
    return found


def results(district: District) -> tuple[object, ...]:
    """Return what a night found out, without moments, keys and counters of effort."""
    with sqlite3.connect(district.database) as database:
        visits = database.execute(
            "select site_id, outcome, reason, pages, documents, judged, complete from visits order by site_id"
        ).fetchall()
        found = database.execute(
            "select site_id, rule, source, standing from findings order by site_id, rule, source"
        ).fetchall()
        nights = database.execute("select count(*), count(finished) from audits").fetchone()
    reports = sorted(path.name for path in (district.var / "reports").rglob("index.html"))
    return visits, found, nights, reports


def integrity(district: District) -> str:
    """Return what SQLite says of the database and of its references; an absent one is whole."""
    if not district.database.exists():
        return "ok"
    with sqlite3.connect(district.database) as database:
        whole = str(database.execute("PRAGMA integrity_check").fetchone()[0])
        return whole if not database.execute("PRAGMA foreign_key_check").fetchall() else "not of one piece"


def _stored(district: District) -> tuple[set[str], set[str]]:
    """Return the keys of every row that may never go, and the sites whose visit is stored."""
    if not district.database.exists():
        return set(), set()
    keys = {"visits": "audit_id || site_id"}
    with sqlite3.connect(district.database) as database:
        there = {row[0] for row in database.execute("select name from sqlite_master where type = 'table'")}
        rows = {
            f"{table} {row[0]}"
            for table in TABLES
            if table in there
            for row in database.execute(f"select {keys.get(table, 'id')} from {table}")  # noqa: S608
        }
        visits = database.execute("select site_id from visits") if "visits" in there else []
        return rows, {row[0] for row in visits}


def _start(district: District, folder: Path, browser: bool) -> tuple[subprocess.Popen[bytes], Path]:
    log = district.folder / f"log-{time.monotonic_ns()}"
    words = ["run", "--as-of", AS_OF, "--config", str(district.config)]
    words += [] if browser else ["--no-browser"]
    with log.open("wb") as file:
        running = subprocess.Popen(
            [sys.executable, "-m", "auditor", *words],
            cwd=district.folder, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), MARK: str(folder)},
        )  # fmt: skip
    return running, log


def _finish(started: tuple[subprocess.Popen[bytes], Path]) -> Ended:
    running, log = started
    try:
        code = running.wait(SECONDS)
    finally:
        running.kill()
        running.wait(10)
    return Ended(code, log.read_text("utf-8", "replace"))


def _progress(said: str) -> list[str]:
    return re.findall(r"^ *[\d.]+ s  (\S.*?)  ", said, re.MULTILINE)


def _wait_for_moment(running: subprocess.Popen[bytes], log: Path, chosen: Strike) -> None:
    end = time.monotonic() + SECONDS
    while len(_progress(log.read_text("utf-8", "replace"))) < chosen.lines and time.monotonic() < end:
        if running.poll() is not None:
            return
        time.sleep(0.01)
    time.sleep(chosen.seconds)


def _tree(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _victim(
    running: subprocess.Popen[bytes], tree: list[psutil.Process], whom: str
) -> psutil.Process | subprocess.Popen[bytes] | None:
    """Return the process to kill; waits for one where a browser is just being started."""
    if whom == AUDITOR:
        return running if running.poll() is None else None
    end = time.monotonic() + 20
    while running.poll() is None and time.monotonic() < end:
        for process in _tree(running.pid):
            if _role(process) == whom:
                return process
        time.sleep(0.02)
    return None


def _role(process: psutil.Process) -> str:
    try:
        words = process.cmdline()
    except psutil.Error:
        return ""
    if not words:
        return ""
    if "chromedriver" in Path(words[0]).name:
        return DRIVER
    if any(word.startswith("--type=renderer") for word in words):
        return RENDERER
    started = any(word.startswith("--user-data-dir=") for word in words)
    return BROWSER if started and not any(word.startswith("--type=") for word in words) else ""


def _left(folder: Path, tree: list[psutil.Process]) -> list[str]:
    """Return what still goes on or stands in the folder for temporary files ten seconds after the end."""
    end = time.monotonic() + GONE_SECONDS
    while (left := [*_alive(folder, tree), *_standing(folder)]) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def _alive(folder: Path, tree: list[psutil.Process]) -> Iterator[str]:
    for process in {*tree, *psutil.process_iter()}:
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            ours = process in tree and process.is_running()
            ours = ours or str(folder) in " ".join(process.cmdline())
            if ours or process.environ().get(MARK) == str(folder):
                yield f"process {' '.join(process.cmdline())[:80]}"
        except psutil.Error:
            continue


def _standing(folder: Path) -> list[str]:
    # os.walk bears folders that go while it looks.
    return [f"file {Path(at, name)}" for at, names, files in os.walk(folder) for name in (*names, *files)]


class _temporary:
    """A folder for temporary files with a short name: Chromium lays a socket deep inside."""

    def __enter__(self) -> Path:
        self._folder = Path(tempfile.mkdtemp(prefix="kn-", dir="/tmp"))  # noqa: S108
        return self._folder

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
