"""Write one school's report: a main page and a page per site; reads nothing but the school's stored facts."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from auditor.calendar import Closures
from auditor.config import Config
from auditor.private_files import make_private, write_private
from auditor.store import SchoolReport, StoredFinding
from reports import checked, render, sections, sheet
from reports.answer import answer, first_things, principals, records_clerk, tally, totals
from reports.corrections import corrections, objections, settle_by
from reports.view import SiteView, site_views
from reports.words import ACT, CHECK, GOOD


def write(
    report: SchoolReport,
    config: Config,
    folder: Path,
    closures: Closures | None = None,
    answers: Mapping[str, str] | None = None,
) -> Path:
    """Write the report into `folder` (0700, files 0600) and return the path of its main page.

    The folder is made anew, so that a page of a site that has gone does not stay behind. The school's
    decision sheet, beside the folder, is brought up to date: `answers` say by finding what becomes of
    what people entered. `closures` are the school's days off, over which nobody's clock runs.
    """
    building, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    make_private(folder.parent)
    for leftover in (building, old):
        shutil.rmtree(leftover, ignore_errors=True)
    make_private(building)
    sites = site_views(report, config.folder / "fix_steps")
    for name, content in _pages(report, sites, config, building, closures or Closures()):
        write_private(building / name, content.encode("utf-8"))
    if folder.exists():
        folder.rename(old)
    building.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    _bring_up_to_date(report, sites, folder.parent / sheet.NAME, answers or {})
    return folder / "index.html"


def _bring_up_to_date(
    report: SchoolReport, sites: Sequence[SiteView], path: Path, answers: Mapping[str, str]
) -> None:
    """Write the decision sheet, unless somebody has it open or it holds what nobody can read."""
    before = sheet.read(path, report.night.date)
    if not sheet.is_open_elsewhere(path) and (before is not None or not path.exists()):
        sheet.write(report, sites, path, before, answers)


def _pages(
    report: SchoolReport, sites: Sequence[SiteView], config: Config, building: Path, closures: Closures
) -> Iterator[tuple[str, str]]:
    shared: dict[str, object] = {
        "report": report,
        "district": config.district,
        "reply_to": config.mail.reply_to,
        "css": render.stylesheet(),
        "clerk": records_clerk(report),
        "sheet": sheet.NAME,
        "looked_at": sheet.LOOKED_AT,
        "settle_by": {
            each.id: settle_by(each.decision.decided_at.date(), closures.is_off)
            for each in report.findings
            if each.decision
        },
        "corrections": corrections(report, sites),
        "objections": objections(report, sites, closures.is_off),
        "student_clauses": checked.student_clauses(report),
        "pictures": _copy_pictures(_pictured(sites), building),
    }
    for site in sites:
        site_notes = checked.notes(report, everything=False)
        yield site.file, render.html("site.html", site=site, notes=site_notes, **shared)
    yield "index.html", render.html("school.html", **_school(report, sites), **shared)


def _school(report: SchoolReport, sites: Sequence[SiteView]) -> dict[str, object]:
    """Return what the main page says beyond what all pages say."""
    return {
        "sites": sorted(sites, key=lambda site: (site.state.rank, site.name.casefold())),
        "principals": principals(report),
        "answer": answer(report, sites),
        "totals": totals(report),
        "tally": tally(sites),
        "first": first_things(report, sites),
        "act": [(site, problem) for site in sites for problem in site.of(ACT)],
        "fix": sections.by_section(sites),
        "check": sections.groups(sites, CHECK),
        "unread": sections.unread_groups(sites),
        "templates": sections.template_faults(sites),
        "good": [site for site in sites if site.state is GOOD],
        "advice": sections.groups(sites, CHECK, lambda site: site.advice),
        "settled": sections.settled(report, sites),
        "fixed": [(site, title, finding) for site in sites for title, finding in site.fixed],
        "again": sections.looked_again(report, sites),
        "notes": checked.notes(report),
        "standards": checked.standards(report),
        "engines": checked.engines(report),
        "looked": checked.looked(report),
        "binding": checked.binding(report),
        "changes": checked.changes(report),
    }


def _pictured(sites: Iterable[SiteView]) -> Iterator[StoredFinding]:
    for site in sites:
        for problem in (*site.problems, *site.advice):
            for page in problem.by_page:
                yield from (finding for finding in page.shown if finding.picture)


def _copy_pictures(findings: Iterable[StoredFinding], building: Path) -> frozenset[str]:
    """Copy the pictures that pages show and return the findings that have one."""
    copied = set()
    for finding in findings:
        if finding.picture is None:
            continue
        try:
            content = finding.picture.read_bytes()
        except OSError:
            continue  # retention may take a picture away while the report is written
        write_private(building / f"{finding.id}.png", content)
        copied.add(finding.id)
    return frozenset(copied)
