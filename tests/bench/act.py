"""Hold the auditor's own findings against the W3C's ACT test cases; the cases come from elsewhere.

`cases.json` in the folder lists {file, rule_id, expected, criteria, conformance}; cases count only where
`conformance` is true. A case is found where a finding names one of its criteria.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

from auditor.audit import audit
from auditor.browser import BrowserOptions, BrowserPool, Rendered
from auditor.config import load_config
from auditor.egress import Door, DoorRules, LaneLimits
from auditor.finding import Confidence
from auditor.page import Content, Page
from auditor.policy import Policy, load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.snapshot import Snapshot
from tests.bench.served import ROOT

HOST: Final = "act.bench.example"
IN_FLIGHT: Final = 4
"""Browsers at work: most test cases wait for the page to rest longer than they compute."""

PAGE_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Case:
    """State one test case and what is expected of whoever judges it."""

    file: str
    rule_id: str
    failed: bool
    criteria: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """Say of a case whether a finding hit its criteria, or at least asked a person to look."""

    case: Case
    accused: bool
    asked: bool
    unread: str = ""
    rules: tuple[str, ...] = ()


def read_cases(folder: Path) -> tuple[Case, ...]:
    """Read the cases that count."""
    listed: list[dict[str, Any]] = json.loads((folder / "cases.json").read_text("utf-8"))
    return tuple(
        Case(entry["file"], entry["rule_id"], entry["expected"] == "failed", frozenset(entry["criteria"]))
        for entry in listed
        if entry["conformance"]
    )


def judge_cases(
    cases: Sequence[Case], port: int, engines: Sequence[str], seconds: float, in_flight: int = IN_FLIGHT
) -> tuple[Judged, ...]:
    """Show every case in a browser, several at a time, and judge it; stops after `seconds`."""
    documents = sorted(load_config(ROOT / "config").policies.documents)
    policy = load_policy(ROOT / "config" / "policies", documents)
    waiting: SimpleQueue[Case] = SimpleQueue()
    for case in cases:
        waiting.put(case)
    judged: list[Judged] = []
    end = time.monotonic() + seconds
    options = BrowserOptions(
        jobs=in_flight, page_seconds=PAGE_SECONDS, engines=tuple(engines), pictures=False
    )
    rules = DoorRules(hosts={HOST: f"127.0.0.1:{port}"})
    with Door(rules) as door, BrowserPool(options) as pool:
        lock = threading.Lock()

        def work(number: int) -> None:
            owner = f"act-{number}"
            with (
                door.open(owner, LaneLimits()) as lane,
                pool.session(lane.url, "AuditorBench/1.0", owner) as tab,
            ):
                for case in _taken(waiting, end):
                    lane.begin_page(frozenset({HOST}))
                    rendered = tab.render(f"http://{HOST}/{case.file}")
                    lane.end_page()
                    told = _judge(case, rendered, policy)
                    with lock:
                        judged.append(told)

        with ThreadPoolExecutor(in_flight) as threads:
            for done in [threads.submit(work, number) for number in range(in_flight)]:
                done.result()
    return tuple(judged)


def _taken(waiting: SimpleQueue[Case], end: float) -> Iterator[Case]:
    while time.monotonic() < end:
        try:
            yield waiting.get_nowait()
        except Empty:
            return


def _judge(case: Case, rendered: Rendered, policy: Policy) -> Judged:
    if rendered.failure is not None:
        return Judged(case, False, False, f"{rendered.failure.reason}: {rendered.failure.detail}"[:80])
    moment = datetime.now(UTC)
    page = Page(
        url=rendered.url,
        key="/",
        status=200,
        fetched_at=moment,
        served=Content(),
        rendered=Content(),
        observations=rendered.observations,
        engines=rendered.engines,
    )
    site = Site("act", f"http://{HOST}/", "act")
    snapshot = Snapshot(site=site, school=School("act", "ACT", "", ""), as_of=moment, pages=(page,))
    found = audit(snapshot, policy, Roster.absent("the test cases have no pupils"))
    hits = [finding for finding in found.findings if case.criteria & set(finding.criteria)]
    accusing = [finding for finding in hits if finding.confidence is not Confidence.REVIEW]
    rules = tuple(sorted({finding.details.get("engine-rule", finding.rule) for finding in accusing}))
    return Judged(case, bool(accusing), len(hits) > len(accusing), rules=rules)
