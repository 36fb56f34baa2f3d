"""Hold the auditor's findings against W3C's ACT test cases: `python -m tests.bench.act FOLDER [--keep DIR]`.

`cases.json` in FOLDER lists {file, rule_id, expected, criteria, conformance}; FOLDER is served as the web's
root. Cases count only where `conformance` is true: only then must a page that meets the criterion pass. A
failed case is found where a finding that is certain or likely names one of its criteria; a passed or
inapplicable case that draws one is a false alarm. Items that only ask a person to look are told beside both.

Each case is shown once, in the real browser with every engine, and judged three times under the shipped
policy: with axe's observations alone, with those of both engines, and with all there is. With --keep what the
browser saw is kept in DIR, so that checkers can be judged again in seconds; it is shown again where the case
or anything that looks at pages has changed.

Rules are split in halves by the first byte of their id's SHA-256: even is for development, odd stays
untouched. Of the untouched half only figures are printed, because whoever has seen its cases builds for them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

from auditor.audit import audit
from auditor.browser import ENGINES, BrowserOptions, BrowserPool, Rendered
from auditor.checkers import shown_pictures
from auditor.config import load_config
from auditor.egress import Door, DoorRules, LaneLimits
from auditor.extract.documents import READER, DocumentReader
from auditor.extract.html import read_html
from auditor.extract.ocr import WordBudget, read_words, tesseract
from auditor.finding import Confidence, Finding
from auditor.page import Document, Page
from auditor.policy import Policy, load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.snapshot import Snapshot
from tests.bench import act_table
from tests.bench.act_table import Case, Judged
from tests.bench.served import ROOT, served

HOST: Final = "act.bench.example"
IN_FLIGHT: Final = 2
PAGE_SECONDS: Final = 20.0
PICTURE_SECONDS: Final = 120.0
AS_OF: Final = "2026-11-04T02:00:00+00:00"

COLUMNS: Final[Mapping[str, frozenset[str] | None]] = {
    "axe": frozenset({"axe"}),
    "axe and Alfa": frozenset({"axe", "alfa"}),
    "all": None,
}
"""Whose observations are judged; None for all of them, with every check of our own."""


def read_cases(folder: Path) -> tuple[Case, ...]:
    """Read the cases that count."""
    listed: list[dict[str, Any]] = json.loads((folder / "cases.json").read_text("utf-8"))
    return tuple(
        Case(
            entry["file"],
            entry["rule_id"],
            entry["expected"] == "failed",
            frozenset(entry["criteria"]),
            entry.get("rule_name", ""),
        )
        for entry in listed
        if entry["conformance"]
    )


def show_cases(
    cases: Sequence[Case], folder: Path, seconds: float, kept: Path | None = None, jobs: int = IN_FLIGHT
) -> dict[Case, Rendered]:
    """Show every case in a browser with all engines, several at a time; those of `kept` stand."""
    tools = _tools()
    shown: dict[Case, Rendered] = {}
    waiting: SimpleQueue[Case] = SimpleQueue()
    for case in cases:
        file = _kept_file(case, folder, tools, kept)
        if file is not None and file.is_file():
            shown[case] = pickle.loads(file.read_bytes())  # noqa: S301  (written below)
        else:
            waiting.put(case)
    if waiting.empty():
        return shown
    end = time.monotonic() + seconds
    options = BrowserOptions(jobs=jobs, page_seconds=PAGE_SECONDS, engines=tuple(ENGINES), pictures=False)
    with (
        tempfile.TemporaryDirectory(prefix="auditor-act-") as scratch,
        served({HOST: folder}, Path(scratch)) as port,
    ):
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
                        with lock:
                            shown[case] = rendered
                        file = _kept_file(case, folder, tools, kept)
                        if file is not None and rendered.failure is None:
                            file.parent.mkdir(parents=True, exist_ok=True)
                            file.write_bytes(pickle.dumps(rendered))

            with ThreadPoolExecutor(jobs) as threads:
                for done in [threads.submit(work, number) for number in range(jobs)]:
                    done.result()
    return shown


def read_pictures(
    cases: Sequence[Case], shown: Mapping[Case, Rendered], folder: Path, kept: Path | None = None
) -> dict[str, Document]:
    """Read the pictures that cases show, with the words in them where a reader of words is here."""
    root = f"http://{HOST}/"
    urls = {
        seen.data.get("url", "").partition("?")[0]
        for case in cases if case in shown
        for seen in shown[case].observations if seen.rule == shown_pictures.FACT
    }  # fmt: skip
    found: dict[str, Document] = {}
    budget = WordBudget(PICTURE_SECONDS)
    with DocumentReader(1) as reader:
        for url in sorted(urls):
            file = folder / url.removeprefix(root)
            if not url.startswith(root) or not file.is_file():
                continue
            body = file.read_bytes()
            name = hashlib.sha256(body + READER.encode() + tesseract()[1].encode()).hexdigest()[:24]
            told = kept / f"picture-{name}.pickle" if kept is not None else None
            if told is not None and told.is_file():
                document: Document = pickle.loads(told.read_bytes())  # noqa: S301  (written below)
            else:
                document = _picture(reader, body, url, budget)
                if told is not None:
                    told.write_bytes(pickle.dumps(document))
            found[url] = replace(document, url=url)
    return found


def _picture(reader: DocumentReader, body: bytes, url: str, budget: WordBudget) -> Document:
    kind = url.rpartition(".")[2].lower()
    reading = reader.read_file(body, kind, url, weigh=True)
    plates = reader.read_file(body, kind, url, plates=1).plates if reading.pictures_unread else ()
    words = read_words(plates, url, budget)
    return Document(
        url, url, "picture", 200, datetime.fromisoformat(AS_OF), texts=(*reading.texts, *words.texts),
        access={**reading.access, **words.printed},
    )  # fmt: skip


def judge_cases(
    cases: Sequence[Case],
    shown: Mapping[Case, Rendered],
    engines: frozenset[str] | None = None,
    pictures: Mapping[str, Document] | None = None,
) -> tuple[Judged, ...]:
    """Judge each case by what these engines saw (None: by all there is); a case not shown is unread."""
    documents = sorted(load_config(ROOT / "config").policies.documents)
    policy = load_policy(ROOT / "config" / "policies", documents)
    return tuple(_judge(case, shown.get(case), policy, engines, pictures or {}) for case in cases)


def _tools() -> str:
    """Return a digest over all that looks at a page: engines, probes, and what drives the browser."""
    told = hashlib.sha256()
    for part in ("engines", "browser"):
        for path in sorted((ROOT / "auditor" / part).rglob("*")):
            if path.suffix in (".js", ".py", ".json"):
                told.update(path.read_bytes())
    return told.hexdigest()


def _kept_file(case: Case, folder: Path, tools: str, kept: Path | None) -> Path | None:
    if kept is None:
        return None
    own = hashlib.sha256((folder / case.file).read_bytes() + tools.encode()).hexdigest()
    return kept / f"{case.rule_id}-{own[:24]}.pickle"


def _taken(waiting: SimpleQueue[Case], end: float) -> Iterator[Case]:
    while time.monotonic() < end:
        try:
            yield waiting.get_nowait()
        except Empty:
            return


def _judge(
    case: Case,
    rendered: Rendered | None,
    policy: Policy,
    engines: frozenset[str] | None,
    pictures: Mapping[str, Document],
) -> Judged:
    if rendered is None:
        return Judged(case, unread="no time was left")
    if rendered.failure is not None:
        return Judged(case, unread=f"{rendered.failure.reason}: {rendered.failure.detail}"[:80])
    snapshot = _snapshot(rendered, case, pictures)
    if engines is not None:
        page = snapshot.pages[0]
        seen = tuple(each for each in page.observations if each.engine in engines)
        snapshot = replace(snapshot, pages=(replace(page, observations=seen),))
    found = audit(snapshot, policy, Roster.absent("the test cases have no pupils")).findings
    hits = [each for each in found if case.criteria & set(each.criteria)]
    if engines is not None:
        hits = [each for each in hits if each.details.get("engine") in engines]
    accusing = [each for each in hits if each.confidence is not Confidence.REVIEW]
    asking = [each for each in hits if each.confidence is Confidence.REVIEW]
    return Judged(case, bool(accusing), bool(asking), rules=_names(accusing), asks=_names(asking))


def _names(findings: Sequence[Finding]) -> tuple[str, ...]:
    told = {f"{each.details.get('engine', '')} {each.details.get('engine-rule', each.rule)}".strip()
            for each in findings}  # fmt: skip
    return tuple(sorted(told))


def _snapshot(rendered: Rendered, case: Case, pictures: Mapping[str, Document]) -> Snapshot:
    moment = datetime.fromisoformat(AS_OF)
    content = read_html(rendered.html, rendered.url, "text/html; charset=utf-8")
    page = Page(
        url=rendered.url,
        key=f"/{case.file}",
        status=200,
        fetched_at=moment,
        served=content,
        rendered=content,
        observations=rendered.observations,
        engines=rendered.engines,
        missing=rendered.missing,
    )
    site = Site("act", f"http://{HOST}/", "act")
    files = tuple(replace(each, linked_from=(page.key,)) for each in pictures.values())
    school = School("act", "ACT", "", "")
    return Snapshot(site=site, school=school, as_of=moment, pages=(page,), documents=files)


def report(folder: Path, seconds: float, kept: Path | None = None, jobs: int = IN_FLIGHT) -> str:
    """Show and judge all cases and return the tables."""
    cases = read_cases(folder)
    shown = show_cases(cases, folder, seconds, kept, jobs)
    pictures = read_pictures(cases, shown, folder, kept)
    judged = {name: judge_cases(cases, shown, engines, pictures) for name, engines in COLUMNS.items()}
    return act_table.written(judged)


def main(words: Sequence[str]) -> int:
    """Print the tables for the folder that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.act", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder with cases.json")
    parser.add_argument("--keep", type=Path, help="where to keep what the browser saw")
    parser.add_argument("--seconds", type=float, default=900.0, help="when to stop showing cases")
    parser.add_argument("--jobs", type=int, default=IN_FLIGHT, help="browsers at work")
    told = parser.parse_args(words)
    print(report(told.folder, told.seconds, told.keep, told.jobs))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
