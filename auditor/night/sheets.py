"""Take in what principals entered in their decision sheets; a slip in one costs nobody else a night."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from auditor.config import Config
from auditor.mask import Mask
from auditor.registry import Registry
from auditor.store import Decision, Store, Viewing
from reports import sheet

Answers = dict[str, str]


def sheet_of(config: Config, school_id: str) -> Path:
    """Return where a school's decision sheet lies."""
    return config.var / "reports" / school_id / sheet.NAME


def take_sheets(
    store: Store, config: Config, registry: Registry, at: datetime, mask: Mask
) -> dict[str, Answers]:
    """Keep every decision and every look that is understood; returns by school what to answer to the others.

    A school decides about its own websites only. A sheet that is gone or unreadable ends nothing:
    only a cleared row takes a decision back.
    """
    owners: dict[str, str] | None = None
    shut = {site.site_id.upper(): site for site in registry.sites}
    answers: dict[str, Answers] = {}
    for school in registry.schools:
        read = sheet.read(sheet_of(config, school.school_id), at.date())
        if read is None:
            continue
        told = dict(read.answers)
        mine = []
        seen = []
        if read.entries and owners is None:
            # On most nights nobody entered anything, and a year's findings are many.
            owners = {finding.id: finding.school for finding in store.findings(all=True)}
        for entry in read.entries:
            site = shut.get(entry.finding)
            if site is not None and site.school_id == school.school_id:
                if entry.looked_on is None:
                    told[entry.finding] = f"Please choose “{sheet.LOOKED_AT}” when you have looked."
                else:
                    seen.append(Viewing(site.site_id, entry.looked_on, entry.by, entry.told_on))
                    told[entry.finding] = "Noted."
            elif owners is not None and owners.get(entry.finding) == school.school_id:
                mine.append(entry)
                told[entry.finding] = "Noted."
            else:
                told[entry.finding] = "This number is not one of your school's items."
        origin = f"sheet {school.school_id}"
        rows = [
            Decision(each.finding, each.verdict, each.reason, each.by, at, each.until, origin)
            for each in mine
        ]
        store.read_back(origin, rows, at, mask)
        store.note_viewings(seen)
        answers[school.school_id] = told
    return answers
