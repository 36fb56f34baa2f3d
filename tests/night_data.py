"""Make invented nights for tests of the store: one school's registry, rules, findings, results."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.finding import Confidence, Finding, Skipped
from auditor.mask import Mask
from auditor.page import Location, Source
from auditor.registry import Owner, Person, Registry, School, Site
from auditor.rule import Section, Severity
from auditor.store import (
    ClauseEntry,
    Night,
    PageRecord,
    RuleEntry,
    Ruleset,
    SiteOutcome,
    SiteResult,
    Store,
    StoredFinding,
)
from tests.postgres import rows

ZONE = timezone(timedelta(hours=-6))
KEY = b"0123456789abcdef0123456789abcdef"
MASK = Mask([("Avery", "Quill"), ("Bo", "Marlowe")])
SITE = "fern-3"
ROOT = "https://fern.example/3/"

REGISTRY = Registry(
    schools=(School("fern", "Fern Hollow School", "K-5"), School("oak", "Oak Bend School", "6-8")),
    people=(Person("fern", "principal", "Robin Vale", "robin@fern.example"),),
    sites=(
        Site(SITE, ROOT, "fern", owners=(Owner("Kit Loom", "kit@fern.example"),), platform="weebly"),
        Site("fern-4", "https://fern.example/4/", "fern"),
        Site("oak-1", "https://oak.example/1/", "oak"),
    ),
)


def rule(name: str, section: Section = Section.ACCESS, **more: bool) -> RuleEntry:
    return RuleEntry(
        name, f"Title of {name}", "why", "fix", Severity.SERIOUS, section, f"topic-{name}", (), **more
    )


RULESET = Ruleset(
    rules=(
        rule("wcag-1.1.1", needs_browser=True),
        rule("k8-full-name", Section.PRIVACY, needs_roster=True),
        rule("text-political", Section.CONTENT),
        rule("missed-update", Section.UPDATES),
    ),
    clauses=(ClauseEntry("c-1", "Procedures", "topic", "Students are protected.", "p. 2", "must"),),
    engines={"axe-core": "4.14.1"},
)
ALL_RULES = frozenset(entry.id for entry in RULESET.rules)


def moment(day: int, hour: int = 2, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


SERVER = "STORE_OF_THIS_TEST"
"""The variable by which the fixture `each_database` puts a server in the place of a file."""


def url_of(folder: Path) -> str:
    return os.environ.get(SERVER) or f"sqlite:///{folder / 'var' / 'auditor.db'}"


def stored(folder: Path) -> dict[str, bytes]:
    """Return everything that lies in a folder, and every row of the server where there is one."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    url = os.environ.get(SERVER)
    return found | (rows(url) if url else {})


def open_store(folder: Path, **more: object) -> Store:
    """Open a store; one that is new begins as a copy, because every migration takes longer than a test."""
    file = folder / "var" / "auditor.db"
    if not os.environ.get(SERVER) and not file.parent.exists() and more.get("create", True):
        file.parent.mkdir(mode=0o700, parents=True)
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as new:
            new.write(_new_database())
    return Store.open(url_of(folder), KEY, **more)  # type: ignore[arg-type]


@cache
def _new_database() -> bytes:
    """Return what the product makes of a store that is not there yet."""
    with TemporaryDirectory() as folder:
        Store.open(url_of(Path(folder)), KEY).close()
        return (Path(folder) / "var" / "auditor.db").read_bytes()


def begin(store: Store, day: int, hour: int = 2, **more: object) -> Night:
    options: dict[str, object] = {"real": moment(day, hour), "registry": REGISTRY, "ruleset": RULESET}
    return store.begin_night(moment(day, hour), **{**options, **more})  # type: ignore[arg-type]


def page(key: str = "/a", **more: object) -> PageRecord:
    options: dict[str, object] = {"key": key, "url": ROOT.rstrip("/") + key, "by_browser": True}
    return PageRecord(**{**options, **more})  # type: ignore[arg-type]


def finding(target: str = "main > img", name: str = "wcag-1.1.1", key: str = "/a", **more: object) -> Finding:
    url = ROOT.rstrip("/") + key
    options: dict[str, object] = {
        "rule": name,
        "page": key,
        "url": url,
        "target": target,
        "message": f"message about {target}",
        "where": Location(url, Source.ELEMENT, selector=target),
        "confidence": Confidence.CERTAIN,
        "checker": "accessibility",
        "clause": "c-1",
        "severity": Severity.SERIOUS,
    }
    return Finding(**{**options, **more})  # type: ignore[arg-type]


def result(
    *findings: Finding,
    pages: Iterable[PageRecord] = (page("/"), page("/a"), page("/b")),
    skipped: Iterable[Skipped] = (),
    **more: object,
) -> SiteResult:
    options: dict[str, object] = {"outcome": SiteOutcome.AUDITED, "rules_run": ALL_RULES, **more}
    return SiteResult(findings=findings, pages=tuple(pages), skipped=tuple(skipped), **options)  # type: ignore[arg-type]


def night(
    store: Store, day: int, given: SiteResult, *, mask: Mask = MASK, site: str = SITE, **more: object
) -> Night:
    """Store one site's whole night."""
    begun = begin(store, day, **more)
    store.save_site(begun, site, given, mask)
    store.finish_night(begun, moment(day, 5))
    return begun


def only(store: Store, **more: object) -> StoredFinding:
    """Return the one finding of the store, closed or not."""
    (found,) = store.findings(all=True, **more)  # type: ignore[arg-type]
    return found
