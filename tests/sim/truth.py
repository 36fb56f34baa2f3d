"""Say of every site and due date what was really done, and what a careful watcher may say; asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from tests.sim.district import District, Site
from tests.sim.moments import DAY, Due, at
from tests.sim.platforms import UNREADABLE
from tests.sim.state import Deed, News
from tests.sim.troubles import SILENT
from tests.sim.widgets import RARE, SLOW

MET, MISSED, EXCUSED, UNKNOWN, NONE = "met", "missed", "excused", "unknown", "none"
EVERYTHING: Final = frozenset({MET, MISSED, EXCUSED, UNKNOWN, NONE})


@dataclass(frozen=True)
class Truth:
    """What was really so for one site, section and due date.

    `accept` are the verdicts that are no fault; `counted` marks a missed date that must be found;
    `provable` is false where "missed" would be right by luck only. `late` is the first update after the
    window within two weeks, `others` counts the updates of that month outside all windows.
    """

    site: Site
    section: str
    due: Due
    verdict: str
    accept: frozenset[str]
    counted: bool
    provable: bool
    reason: str
    late: datetime | None = None
    others: int = 0


def truths(district: District) -> list[Truth]:
    """Return the truth about every due date whose window the nights have passed."""
    found: list[Truth] = []
    for site in district.sites:
        for due in district.year.dues(district.first, district.last - DAY):
            for section in site.sections or ("",):
                found.append(_truth(district, site, section, due))
    return found


def good_nights(district: District, site: Site) -> list[datetime]:
    """Return the moments of visits that prove something."""
    nights = (district.night(number) for number in range(district.nights))
    return [night for night in nights if site.watched(night.date()) and site.readable(night.date())]


def _truth(district: District, site: Site, section: str, due: Due) -> Truth:
    deeds = [deed for deed in site.story.deeds if deed.section == section]
    news = [deed for deed in deeds if deed.news is News.YES]
    inside = [deed for deed in news if due.holds(deed.when)]
    doubtful = [deed for deed in deeds if deed.news in (News.DOUBT, News.OPEN) and due.holds(deed.when)]
    late = next((d.when for d in news if due.closes <= d.when < due.closes + 14 * DAY), None)
    month = [d for d in news if (d.when.year, d.when.month) == (due.day.year, due.day.month)]
    windows = district.year.dues(due.day - 40 * DAY, due.day + 40 * DAY)
    others = sum(1 for d in month if not any(each.holds(d.when) for each in windows))

    def told(
        verdict: str, accept: set[str], reason: str, counted: bool = False, provable: bool = True
    ) -> Truth:
        return Truth(site, section, due, verdict, frozenset(accept | {verdict}), counted, provable, reason,
                     late, others)  # fmt: skip

    closed = district.year.closed(due.day, site.school)
    # What is entered after the last night is known to nobody on that night, and is no miss to find.
    if closed and district.year.known(due.day, site.school, district.last):
        return told(EXCUSED, {MET} if inside else set(), "no school on the due date")
    if any(first <= due.day <= last for first, last in site.excused):
        return told(EXCUSED, {MET} if inside else set(), "excused in the registry")
    nights = good_nights(district, site)
    if not site.watched(due.day):
        return told(NONE, {MET, EXCUSED, UNKNOWN}, "not registered then")
    if inside:
        return told(MET, {UNKNOWN} if _hidden(site, nights, due) else set(), inside[0].what)
    notice = _school_notice(district, site, due)
    if notice:
        return told(MET, {UNKNOWN}, notice)
    if doubtful:
        return told(UNKNOWN, set() if doubtful[0].news is News.DOUBT else {MET, MISSED}, doubtful[0].what)
    if site.platform in UNREADABLE:
        return told(MISSED, {UNKNOWN}, f"{site.platform} cannot be read", provable=False)
    before = [night for night in nights if night <= due.opens]
    after = [night for night in nights if night >= due.closes]
    blurred = _blurred(nights, news, due)
    if not before or not after:
        # Whoever came too late for one side may still see an update come in the night of the due date.
        seen = {UNKNOWN, MET} if blurred is not None else {UNKNOWN}
        return told(MISSED, seen, "no good visit on both sides", provable=False)
    gaps = _gaps(district, site, due)
    if blurred is not None:
        return told(MISSED, {UNKNOWN, MET}, f"{blurred.what}, seen in an interval that overlaps the window")
    if site.moves is not None and before[-1] < site.moves[0] <= after[0]:
        # A careful watcher does not hold two addresses against each other.
        return told(MISSED, {UNKNOWN}, "the site moved to another address within the window")
    rolls = RARE & set(site.widgets)
    accept = {UNKNOWN} if gaps or rolls or SLOW & set(site.widgets) else set()
    noise = next((deed.what for deed in deeds if due.holds(deed.when)), "nothing was done")
    reason = (
        noise
        + (f" (unread: {', '.join(gaps)})" if gaps else "")
        + (f" ({', '.join(sorted(rolls))})" if rolls else "")
    )
    learnt = all(_learnt(district, site, name, due) for name in rolls | (SLOW & set(site.widgets)))
    return told(MISSED, accept, reason, counted=not gaps and learnt and not closed)


def _learnt(district: District, site: Site, name: str, due: Due) -> bool:
    """Tell whether a part that rolls once a week or month can be known for one: after some weeks, or after
    months where nobody but this site shows it and a person might write it so."""
    alone = not any(other.school != site.school and name in other.widgets for other in district.sites)
    slow = name == "season" or (name in SLOW and alone)
    return due.opens - district.night(0) > (100 if slow else 28) * DAY


def _school_notice(district: District, site: Site, due: Due) -> str:
    """Return what a school announced on its sites within the window: what one school shares counts."""
    for text, first, _, school in district.banners:
        if school == site.school and due.opens.date() <= first <= due.day:
            return f"the school’s notice: {text}"
    return ""


def _hidden(site: Site, nights: list[datetime], due: Due) -> bool:
    """Tell whether nobody could see the update come: no good visit soon after, or before."""
    soon = [night for night in nights if due.closes <= night <= due.closes + timedelta(hours=12)]
    early = [night for night in nights if night <= due.opens]
    return not soon or not early or site.platform in UNREADABLE


def _gaps(district: District, site: Site, due: Due) -> list[str]:
    """Return the troubles of the nights on which the window and its edges would be seen."""
    found: list[str] = []
    day = due.day - 4 * DAY
    while day <= due.day + DAY:
        trouble = site.trouble(day)
        if not site.readable(day):
            found.append(trouble.kind if trouble is not None else "moved")
        day += DAY
    if district.night(0) > at(due.day - 4 * DAY):
        found.append("first nights")
    return found


def _blurred(nights: list[datetime], news: list[Deed], due: Due) -> Deed | None:
    """Return an update outside the window that was seen only in an interval that overlaps it."""
    for deed in news:
        seen = next((night for night in nights if night >= deed.when), None)
        unseen = next((night for night in reversed(nights) if night < deed.when), None)
        if seen is None or unseen is None:
            continue
        if unseen < due.closes and seen > due.opens and not due.holds(deed.when):
            return deed
    return None


def unavoidable(district: District, truth: Truth) -> bool:
    """Tell whether an old copy without a mark hid the update until the window had closed."""
    night = truth.due.day + DAY
    trouble = truth.site.trouble(night)
    return trouble is not None and trouble.kind in SILENT


def iterate(found: list[Truth]) -> Iterator[tuple[tuple[str, str, str], Truth]]:
    """Yield truths by site id, section and due date."""
    for truth in found:
        yield (truth.site.site_id, truth.section.strip("/"), truth.due.day.isoformat()), truth
