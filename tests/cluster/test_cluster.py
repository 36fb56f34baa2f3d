"""Audit one district on one machine and on a cluster: the same results, the same manners, no name sent."""

from __future__ import annotations

import json
import shutil
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from auditor import night
from auditor.cli.exporting import export_data
from auditor.cluster import Equipment, Machines
from auditor.config import load_config
from auditor.exits import Exit, Refusal
from auditor.export import Format
from auditor.keys import load_keys
from auditor.night import Options, Step, Summary
from auditor.pages import unpacked
from auditor.store import Store
from auditor.visit.crew import Errand
from tests.cluster.dask_cluster import SECONDS, Cluster, cluster
from tests.golden.district import AS_OF, NEXT, District, Town, links, page, write_district
from tests.mail.post_office import certificate
from tests.web import Request, Response, html

STUDENTS = (("Quillon", "Brackenshaw"), ("Avery", "Thistlewood"), ("Zephyrine", "Oddlington"))
pytestmark = pytest.mark.timeout(300)
SHARED = "blogs.example"
SITES = [
    *((name, f"http://{name}.example/") for name in ("oak", "elm", "fir", "ash")),
    *((f"room{number}", f"http://{SHARED}/room{number}/") for number in (1, 2, 3)),
    ("gone", "http://gone.example/"),
]
CALENDAR = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Trip\nDTSTART:20261109\nEND:VEVENT\nEND:VCALENDAR\n"
EMBEDS = """
[[calendar]]
name = "Town calendar"
shown_at = ["cal.example/show/{id}"]
read_at = "cal.example/files/{id}.ics"
"""


class Counted:
    """Answer slowly, and note how many were asked for at once."""

    def __init__(self) -> None:
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def slowly(self, answer: Response) -> Callable[[Request], Response]:
        def answered(request: Request) -> Response:
            with self._lock:
                self._now += 1
                self.most = max(self.most, self._now)
            time.sleep(0.05)
            with self._lock:
                self._now -= 1
            return answer

        return answered


def pages(shared: Counted, calendar: Counted) -> dict[str, Any]:
    held: dict[str, Any] = {"cal.example/show/1": "<p>November</p>"}
    ics = Response(200, {"Content-Type": "text/calendar"}, CALENDAR)
    for number, name in enumerate(("oak", "elm", "fir", "ash")):
        given, family = STUDENTS[number % 2]
        frame = f'<iframe title="Dates" src="http://cal.example/show/{name}"></iframe>'
        held[f"{name}.example/"] = page(links("/week"), frame, title=f"{name.title()} room")
        held[f"{name}.example/week"] = page(f"<p>{given} {family} won the prize.</p>", '<img src="/b.png">')
        held[f"cal.example/files/{name}.ics"] = calendar.slowly(ics)
    for number in (1, 2, 3):
        root = f"{SHARED}/room{number}/"
        held[root] = shared.slowly(html(page(links(f"/room{number}/a"), title=f"Room {number}")))
        held[f"{root}a"] = shared.slowly(html(page("<p>Spelling test on Friday</p>")))
    return held


class Told:
    """Note what a night says of its progress."""

    def __init__(self) -> None:
        self.visited: dict[str, str] = {}

    def start(self, step: Step, total: int) -> None:
        pass

    def site(self, step: Step, site_id: str, remark: str) -> None:
        if step is Step.VISIT:
            self.visited[site_id] = remark


def district(folder: Path, town: Town, more: str = "") -> District:
    written = write_district(folder, SITES, town.hosts("gone.example"), students=STUDENTS, more=more)
    (written.config / "embeds.toml").write_text(EMBEDS, "utf-8")
    return written


def audit(where: District, address: str = "", as_of: str = AS_OF) -> tuple[Summary, dict[str, str]]:
    told = Told()
    options = Options(as_of=as_of, browser=False, cluster=address)
    return night.run(where.config, options, (Step.VISIT, Step.JUDGE), told), told.visited


def everything(where: District) -> dict[str, list[str]]:
    """Return every line of every export."""
    config = load_config(where.config)
    return {
        what: export_data(config, what, Format.JSONL, "", "", True, False).decode().splitlines()
        for what in ("findings", "deadlines", "links", "sites", "skipped")
    }


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    own = certificate(folder).path
    own.chmod(0o600)
    with cluster(folder / "dask", 2, own) as made:
        yield made


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Note everything that a coordinator gives to machines, unpacked."""
    noted: list[bytes] = []
    send = Machines._at

    def at(self: Machines, address: str, task: Any, *words: Any) -> Any:
        noted.extend(word for word in words if isinstance(word, bytes))
        return send(self, address, task, *words)

    monkeypatch.setattr(Machines, "_at", at)
    return noted


def test_a_cluster_finds_the_same_and_hears_no_name(
    tmp_path: Path, machines: Cluster, sent: list[bytes]
) -> None:
    shared, calendar = Counted(), Counted()
    with Town(pages(shared, calendar)) as town:
        alone = district(tmp_path / "alone", town)
        summary, visited = audit(alone)
        assert summary.code is Exit.SITES_UNREAD and set(summary.unread) == {"gone"}
        wide = district(tmp_path / "wide", town, machines.settings())
        # With the same keys a finding has the same id.
        shutil.copytree(alone.keys, wide.keys)
        shared.most = calendar.most = 0
        both, there = audit(wide, machines.address)
        assert (shared.most, calendar.most) == (1, 1), "one at a time, over all machines"
        read = town.asked("cal.example")
        assert {f"/files/{name}.ics" for name in ("oak", "elm", "fir", "ash")} <= set(read)
        first = list(sent)
        audit(alone, as_of=NEXT)
        audit(wide, machines.address, as_of=NEXT)
    assert there == visited
    assert (both.code, both.unread, both.counts) == (summary.code, summary.unread, summary.counts)
    expected = everything(alone)
    found = everything(wide)
    for what, lines in expected.items():
        assert found[what] == lines, what
    assert any('"k8-full-name"' in line and "[student]" in line for line in expected["findings"])
    assert {json.loads(line)["site"] for line in expected["sites"]} == {site for site, _ in SITES}

    # What went out says what to visit and with what, and nothing that only the coordinator knows.
    errands = [told for data in first if (told := _errand(data)) is not None]
    assert {each.job.site.site_id for each in errands} == {site for site, _ in SITES}
    assert any(unpacked(data, Equipment) is not None for data in first)
    keys = [path.read_bytes().strip() for path in wide.keys.iterdir()]
    for data in first:
        said = zlib.decompress(data) if _errand(data) is not None else data
        for given, family in STUDENTS:
            assert given.encode() not in said and family.encode() not in said
        assert str(wide.folder).encode() not in said
        assert not any(key in said for key in keys)
    # On later nights what the pages themselves said comes along; the roster still does not.
    for data in sent[len(first) :]:
        said = zlib.decompress(data) if _errand(data) is not None else data
        assert b"Zephyrine" not in said and b"Oddlington" not in said


def _errand(data: bytes) -> Errand | None:
    try:
        return unpacked(zlib.decompress(data), Errand)
    except zlib.error:
        return None


def test_a_worker_killed_costs_a_repeat_of_its_site_and_nothing_else(
    tmp_path: Path, machines: Cluster
) -> None:
    go_on = threading.Event()
    held = pages(Counted(), Counted())
    slow_page = str(held["fir.example/week"])

    def slow(request: Request) -> Response:
        go_on.wait(SECONDS)
        return html(slow_page)

    with Town(held) as town, ThreadPoolExecutor(1) as threads:
        calm = district(tmp_path / "calm", town)
        audit(calm)
        wide = district(tmp_path / "wide", town, machines.settings())
        shutil.copytree(calm.keys, wide.keys)
        town.pages["fir.example/week"] = slow
        before = town.seen
        running = threads.submit(audit, wide, machines.address)
        end = time.monotonic() + SECONDS
        while not (machines.busy() and _others_done(wide) and "/week" in town.asked("fir.example", before)):
            assert not running.done(), running.result()
            assert time.monotonic() < end, "this never happened"
            time.sleep(0.1)
        (address,) = machines.busy()
        machines.kill(address)
        go_on.set()
        summary, _ = running.result(SECONDS)
        asked = {
            name: [path for path in town.asked(f"{name}.example", before) if path != "/b.png"]
            for name in ("oak", "elm", "fir", "ash")
        }
    assert set(summary.unread) == {"gone"}
    assert asked.pop("fir") == ["/", "/week", "/", "/week"]
    assert asked == dict.fromkeys(("oak", "elm", "ash"), ["/", "/week"])
    assert everything(wide) == everything(calm)


def _others_done(where: District) -> bool:
    config = load_config(where.config)
    try:
        with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
            nights = store.nights()
            return bool(nights) and len(store.visited(nights[-1])) == len(SITES) - 1
    except Refusal:
        return False


def test_workers_that_all_go_away_are_waited_for_and_then_said(tmp_path: Path, machines: Cluster) -> None:
    _go_away(tmp_path, machines, lambda: [machines.kill(address) for address in list(machines.workers)])


def test_a_cluster_without_machines_is_refused(tmp_path: Path, machines: Cluster) -> None:
    assert not machines.present()
    with Town(pages(Counted(), Counted())) as town:
        wide = district(tmp_path / "wide", town, machines.settings(wait_minutes=0.02))
        with pytest.raises(Refusal, match="can visit no site: no machine has joined it") as refused:
            audit(wide, machines.address)
        assert refused.value.code is Exit.UNAVAILABLE
        assert town.seen == 0


def test_a_scheduler_that_goes_away_is_said_as_well(tmp_path: Path, machines: Cluster) -> None:
    """The last test with this cluster: nothing is left of it afterwards."""
    machines.hire()
    _go_away(tmp_path, machines, machines.kill_scheduler)


def _go_away(tmp_path: Path, machines: Cluster, end_all: Callable[[], object]) -> None:
    held = pages(Counted(), Counted())
    under_way = threading.Event()
    go_on = threading.Event()

    def slow(request: Request) -> Response:
        under_way.set()
        go_on.wait(SECONDS)
        return html("late")

    held["fir.example/week"] = slow
    with Town(held) as town, ThreadPoolExecutor(1) as threads:
        wide = district(tmp_path / "wide", town, machines.settings(wait_minutes=0.05))
        running = threads.submit(audit, wide, machines.address)
        assert under_way.wait(SECONDS), running.done() and running.result()
        end = time.monotonic() + SECONDS
        while not _others_done(wide):
            assert time.monotonic() < end and not running.done()
            time.sleep(0.1)
        end_all()
        summary, visited = running.result(SECONDS)
        go_on.set()
    assert set(summary.unread) == {"gone", "fir"} and summary.unread["fir"] == "canceled"
    assert summary.code is Exit.SITES_UNREAD
    assert set(visited) == {site for site, _ in SITES}
    assert any("did not come back in time" in remark for remark in summary.remarks)
    assert any("no machine was left to go there" in line for line in everything(wide)["skipped"])


@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("tcp://10.20.30.40:8786", Exit.CONFIGURATION, "would send what pages say in clear; use tls://"),
        ("tcp://scheduler.example:8786", Exit.CONFIGURATION, "in clear; use tls://"),
        ("tls://127.0.0.1:9", Exit.CONFIGURATION, r"needs ca, cert and key in \[cluster\]"),
        ("scheduler.example:8786", Exit.USAGE, "is no scheduler's address; write one such as tls://"),
        ("tls://scheduler.example", Exit.USAGE, "is no scheduler's address"),
        ("tcp://127.0.0.1:99999", Exit.USAGE, "is no scheduler's address"),
    ],
)
def test_an_address_that_will_not_do_is_refused_before_anything_begins(
    tmp_path: Path, address: str, code: Exit, sentence: str
) -> None:
    made = write_district(tmp_path / "d", SITES, {"oak.example": "127.0.0.1:9"})
    with pytest.raises(Refusal, match=sentence) as refused:
        audit(made, address)
    assert refused.value.code is code
    assert not list(made.var.glob("log/*"))


def test_a_cluster_that_is_silent_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.cluster.machines.CONNECT_SECONDS", 0.5)
    made = write_district(tmp_path / "d", SITES, {"oak.example": "127.0.0.1:9"})
    with pytest.raises(Refusal, match=r"the cluster at tcp://127.0.0.1:9 does not answer") as refused:
        audit(made, "tcp://127.0.0.1:9")
    assert refused.value.code is Exit.UNAVAILABLE


def test_a_key_that_others_may_read_and_a_grid_beside_a_cluster_are_refused(tmp_path: Path) -> None:
    own = certificate(tmp_path).path
    own.chmod(0o644)
    settings = Cluster(tmp_path, own).settings()
    made = write_district(tmp_path / "d", SITES, {"oak.example": "127.0.0.1:9"}, more=settings)
    with pytest.raises(Refusal, match="others on this machine may read the key; type: chmod 600"):
        audit(made, "tls://127.0.0.1:9")
    text = (made.config / "auditor.toml").read_text("utf-8")
    (made.config / "auditor.toml").write_text(text.replace("jobs = 1", 'remote = "http://127.0.0.1:9"'))
    with pytest.raises(Refusal, match="the machines of a cluster use their own browsers") as refused:
        night.run(made.config, Options(as_of=AS_OF, cluster="tls://127.0.0.1:9"), night.STEPS, Told())
    assert refused.value.code is Exit.CONFIGURATION
