"""Tell what a template or a feed brings to many sites from what one teacher, team or school writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta

from auditor.history.ledger import Entry
from auditor.history.lines import Kind
from auditor.history.words import days_only, fold, shape, words

DISTRICT, SHARED, TOLD = "district", "shared", "told"

SAME_NIGHT = timedelta(days=3)
"""How long the same words may need to reach all sites of a template, where some were down."""
FEWEST_CARRIERS = 3
CARRIERS_SHARE, NEARLY_ALL = 0.5, 0.75
"""Half of many sites are a template's doing; people may write alike by chance on half of a few."""
MANY_CARRIERS = 5
MOST_SITES = 3
"""Nobody keeps more class sites than this."""
FEWEST_WORDS = 5
"""Shorter lines ("No homework tonight") are written alike by people who know nothing of each other."""

_SPREADING = frozenset((Kind.LINE, Kind.LINK, Kind.POST, Kind.ENTRY, Kind.FRAME, Kind.DOCUMENT, Kind.PICTURE))


@dataclass(frozen=True, slots=True)
class Carrier:
    """Say of a site what tells its owner from others: people with two or three sites post the same on all.

    `owner` is "" where nobody is named, or one name stands for many sites.
    """

    school: str
    platform: str
    owner: str


def carriers_of(sites: Iterable[tuple[str, str, str, str]]) -> dict[str, Carrier]:
    """Return the carriers of some sites, given as (id, school, platform, owner)."""
    known = list(sites)
    held = Counter(owner for _, _, _, owner in known)
    return {
        site: Carrier(school, platform, owner if held[owner] <= MOST_SITES else "")
        for site, school, platform, owner in known
    }


def marks_of(entry: Entry) -> tuple[str, ...]:
    """Return by which marks an item is recognised on other sites: by what it says, and by that in its place.

    A short line in the middle of a page may be alike by chance, and dates are: they have no mark.
    """
    if entry.kind not in _SPREADING:
        return ()
    placed = f"{entry.place[:6]}{entry.key[:10]}"
    if entry.kind is not Kind.LINE:
        return entry.key, placed
    said = fold(entry.excerpt)
    if days_only(shape(said)):
        return ()
    return (entry.key, placed) if entry.rim or len(words(said)) >= FEWEST_WORDS else (placed,)


def may_be_marked(entry: Entry, marks: Collection[str]) -> bool:
    """Tell without reading an item whether one of its marks can be among these."""
    return entry.key in marks or f"{entry.place[:6]}{entry.key[:10]}" in marks


def new_marks(came: Iterable[Entry]) -> list[str]:
    """Return the marks of what came to a site that had been read before."""
    return sorted({mark for entry in came if entry.spans[0].after is not None for mark in marks_of(entry)})


def spread_of(
    entry: Entry,
    sites: Mapping[str, Set[str]],
    carriers: Mapping[str, Carrier],
    platforms: Counter[str],
    own: str = "",
) -> str:
    """Return how far an item spread that came to the site `own` within `SAME_NIGHT` of others.

    "district", where a template or a feed brought it: it came to most sites of a platform or of all, or
    into the menus and headers of several schools; "shared" where two schools have it, "told" where it also
    begins with the name of another site's owner; "" where it is one school's or one person's. `sites` maps
    marks to the sites that got them, `platforms` counts sites.
    """
    found = ""
    for mark in marks_of(entry):
        known = [carriers[site] for site in sites.get(mark, ()) if site in carriers]
        if len({each.school for each in known}) < 2 or len({each.owner or each.school for each in known}) < 2:
            continue
        among = {each.platform for each in known}
        total = platforms[among.pop()] if len(among) == 1 and among != {""} else platforms.total()
        share = CARRIERS_SHARE if len(known) >= MANY_CARRIERS else NEARLY_ALL
        most = len(known) >= FEWEST_CARRIERS and len(known) >= share * total
        if most or entry.rim:
            return DISTRICT
        if mark == entry.key:
            found = TOLD if _names_another(entry, carriers, own) else SHARED
    return found


def _names_another(entry: Entry, carriers: Mapping[str, Carrier], own: str) -> bool:
    """Tell whether a line begins with the name of another site's owner ("Ms. Moss: Magnets and more")."""
    before, colon, _ = fold(entry.excerpt[:60]).partition(": ")
    name = words(before)[-1:]
    mine = carriers[own].owner if own in carriers else ""
    if not colon or not name or name[0] in words(mine):
        return False
    return any(name == words(owner)[-1:] for each in carriers.values() for owner in each.owner.split(";"))
