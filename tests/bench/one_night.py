"""Run one whole night in a process of its own and measure it; prints one line of JSON.

`python -m tests.bench.one_night CONFIG JOBS AS_OF [SHOWING]` (0 jobs: one browser per core); SHOWING is
"none" for no browser, "record FILE" or "replay FILE" (see `recorded`). What the night does not tell by
itself is learned by timing a few of its functions from outside; the product knows nothing of it.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import auditor.visit.gathered
import auditor.visit.gear
import auditor.visit.reading
from auditor import night
from auditor.browser import BrowserPool, BrowserSession, Rendered
from auditor.extract.ocr import WordBudget
from auditor.pages import PageCache
from auditor.store import Store, VisitRecord
from tests.bench import recorded
from tests.bench.folder import AS_OF
from tests.bench.meter import Clock, Meter
from tests.bench.served import ROOT


@dataclass
class Measured:
    """Hold what one night cost.

    Seconds of processor time unless a name says otherwise; `render`, `load` and `engines` are median
    milliseconds of one page in its browser; `peak` is in bytes, `own` that of the auditor without its
    browsers; `rest` is what starting, links and mail took; `sites` holds pages, findings by severity and
    seconds of each site.
    """

    pages: int = 0
    unread: int = 0
    jobs: int = 0
    wall: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    roles: dict[str, float] = field(default_factory=dict)
    peak: int = 0
    own: int = 0
    render: float = 0.0
    load: float = 0.0
    engines: float = 0.0
    findings: int = 0
    rest: float = 0.0
    sites: dict[str, dict[str, Any]] = field(default_factory=dict)
    fault: str = ""

    @classmethod
    def read(cls, line: str) -> Self:
        return cls(**json.loads(line))


def measure(config: Path, jobs: int, seconds: float, as_of: str = AS_OF, showing: str = "") -> Measured:
    """Run a night with `config` in a process of its own, ended after `seconds`."""
    command = [sys.executable, "-m", "tests.bench.one_night", str(config), str(jobs), as_of, showing]
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=words, cwd=ROOT, start_new_session=True
        )
        try:
            told, _ = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return Measured(fault=f"not finished within {seconds:.0f} seconds")
        finally:
            _end(child)
        lines = told.decode().splitlines()
        if child.returncode != 0 or not lines:
            words.seek(0)
            last = words.read().decode(errors="replace").strip().splitlines()[-1:]
            return Measured(fault=last[0] if last else f"ended with {child.returncode}")
        return Measured.read(lines[-1])


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and what it started; its browsers are ended by the pool's own bookkeeper."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    child.communicate()


class _Watch:
    """Listen to a night: its steps from its own progress, the rest by timing functions."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self.clock = Clock()
        self.shown: list[tuple[float, float, float]] = []
        self.unread = 0
        self.jobs = 0
        self.kept_while_judging = self._kept_before = 0.0
        self.sites: dict[str, dict[str, Any]] = {}
        self.told_too: night.Progress | None = None
        for module in (auditor.visit.gathered, auditor.visit.reading):
            self.clock.watch(module, {"read_html": "extract"})
        self.clock.watch(PageCache, {"put": "cache", "get": "cache", "save_visit": "cache",
                                     "load_visit": "cache", "sweep": "cache"})  # fmt: skip
        _after(BrowserPool, "start", self._started)
        _after(BrowserSession, "render", self._rendered)
        _after(Store, "save_visit", self._visited)
        _after(Store, "save_site", self._judged)
        # Words in pictures are read by another program, for as long as the night allows: no part of this.
        auditor.visit.gear.WordBudget = lambda _: WordBudget(0.0)  # type: ignore[assignment, misc]
        self.clock.watch(Store, {"save_visit": "store", "save_site": "store", "begin_night": "store",
                                 "finish_night": "store", "sweep": "store"})  # fmt: skip

    def start(self, step: night.Step, total: int) -> None:
        self.meter.phase(str(step))
        kept = self.clock.seconds["store"] + self.clock.seconds["cache"]
        if step is night.Step.JUDGE:
            self._kept_before = kept
        elif step is night.Step.REPORT:
            self.kept_while_judging = kept - self._kept_before
        if self.told_too is not None:
            self.told_too.start(step, total)

    def site(self, step: night.Step, site_id: str, remark: str) -> None:
        pass

    def apart(self, visit: Callable[[night.Progress], Any], keep: Callable[[], None]) -> Callable[..., Any]:
        """Return a visit that is listened to in the process that makes it, and brings home what was heard."""

        def listened(told: night.Progress) -> Any:
            with self.meter.there():
                self.told_too = told
                result = visit(self)
            keep()
            heard = self.clock.seconds, self.meter.cpu, self.meter.roles
            return result, heard, (self.shown, self.unread, self.jobs, self.sites)

        return listened

    def take(self, heard: Any, seen: Any) -> None:
        """Go on from what was heard in the process that visited."""
        self.clock.seconds, self.meter.cpu, self.meter.roles = heard
        self.shown, self.unread, self.jobs, self.sites = seen

    def _started(self, seconds: float, _: object, pool: BrowserPool) -> None:
        self.jobs = pool.jobs

    def _rendered(self, seconds: float, rendered: Rendered, *_: object) -> None:
        if rendered.failure is None:
            self.shown.append((seconds, rendered.seconds_load, rendered.seconds_engines))
        else:
            self.unread += 1

    def _visited(self, seconds: float, _: object, store: Store, night: object, site: str,
                 record: VisitRecord) -> None:  # fmt: skip
        self.sites[site] = {"pages": record.pages, "seconds": round(record.seconds, 1),
                            "outcome": str(record.outcome), "reason": record.reason}  # fmt: skip

    def _judged(self, seconds: float, _: object, store: Store, night: object, site: str, result: Any,
                *__: object) -> None:  # fmt: skip
        found = Counter[str]()
        for finding in result.findings:
            kind = "to look at" if str(finding.confidence) == "review" else str(finding.severity)
            found[kind] += finding.occurrences
        self.sites.setdefault(site, {})["findings"] = dict(found)

    def told(self) -> Measured:
        """Sum up."""
        meter, spent = self.meter, self.clock.seconds
        by = {kind: sum(value for (_, each), value in meter.cpu.items() if each == kind)
              for kind in ("crawl", "door", "driving", "browser", "driver")}  # fmt: skip
        judging = sum(meter.cpu[str(night.Step.JUDGE), kind] for kind in ("main", "crawl", "driving"))
        kept = spent["store"] + spent["cache"]
        cpu = {
            "crawl": by["crawl"],
            "door": by["door"],
            "extract": spent["extract"],
            "driving": max(0.0, by["driving"] - spent["extract"]),
            "browsers": by["browser"] + by["driver"],
            "judge": max(0.0, judging - self.kept_while_judging),
            "store": kept,
            "report": meter.cpu[str(night.Step.REPORT), "main"],
        }
        renders, loads, engines = zip(*self.shown, strict=True) if self.shown else ((), (), ())
        return Measured(
            pages=len(self.shown),
            unread=self.unread,
            jobs=self.jobs,
            wall=dict(meter.wall),
            cpu=cpu,
            roles=dict(meter.roles),
            peak=meter.peak,
            own=meter.own,
            render=_median(renders),
            load=_median(loads),
            engines=_median(engines),
            findings=sum(sum(site.get("findings", {}).values()) for site in self.sites.values()),
            rest=sum(meter.cpu[step, "main"] for step in ("start", "links", "send", "after")),
            sites=self.sites,
        )


def _median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000 if seconds else 0.0


def _after(owner: type, name: str, then: Any) -> None:
    """Call `then(seconds, result, self, *arguments)` after each call of a method."""
    before = getattr(owner, name)

    def method(*args: Any, **named: Any) -> Any:
        begun = time.monotonic()
        result = before(*args, **named)
        then(time.monotonic() - begun, result, *args)
        return result

    setattr(owner, name, method)


def main(config: Path, jobs: int, as_of: str, showing: str = "") -> None:
    """Run the night and print what it cost."""
    how, _, file = showing.partition(" ")
    keep = recorded.record(Path(file)) if how == "record" else lambda: None
    if how == "replay":
        recorded.replay(Path(file))
    with Meter() as meter:
        watch = _Watch(meter)
        apart = night.apart

        def listened(visit: Callable[[night.Progress], Any], progress: night.Progress) -> Any:
            with meter.elsewhere():
                result, heard, seen = apart(watch.apart(visit, keep), progress)
            watch.take(heard, seen)
            return result

        night.apart = listened
        options = night.Options(as_of=as_of, jobs=jobs, browser=how != "none")
        night.run(config, options, night.STEPS, watch)
        meter.phase("after")
    print(json.dumps(asdict(watch.told())), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
