"""Hold all evidence about one site at one moment, ready to be judged; fetches nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from auditor.address import within
from auditor.finding import Skipped
from auditor.links import Destination, LinkBook
from auditor.markup import stable_selector
from auditor.once import Once
from auditor.page import Document, Observation, Outcome, Page
from auditor.registry import School, Site
from auditor.words import in_force

Fault = tuple[str, str, str]
"""What may be a template's fault: platform, engine rule, and the element as every site would have it."""

__all__ = ["Destination", "District", "Fault", "Snapshot", "fault_of", "gather", "may_fail", "plain_title"]

_NEVER_WRITTEN = re.compile(
    r"^the page as a whole$| in the (?:menu|page header|page footer|dialog box|side column)$"
)
"""Places (in the probe's words) that a template fills: nobody writes there who only writes pages."""
_NO_FAULTS = frozenset(("picture-shown", "behind-dialog", "sound-faint"))
"""Facts that say how something is shown or that it is well: no template is at fault for them."""
_VALUES = re.compile(r"""\b(src|href|data|name|type|value|id|class|role)=["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class District:
    """Hold what only the whole district can show, gathered after all visits of a night.

    `sites` maps a platform to the number of its sites read tonight; `faults` maps an engine's
    fault to the sites that carry it; `linked` maps an address (without a fragment) to the sites that
    link to it; `listed` maps a school to the addresses that its own website links to, without schools
    whose website was not read; `logos` maps the address of a picture that is
    called a logo or looks like one (or the digest of one written into pages) to the sites that show it;
    `titles` maps the title of a first page, in small letters, to the sites that have it.
    """

    sites: Mapping[str, int] = field(default_factory=dict)
    faults: Mapping[Fault, frozenset[str]] = field(default_factory=dict)
    linked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    logos: Mapping[str, frozenset[str]] = field(default_factory=dict)
    titles: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def lists(self, site: Site) -> bool | None:
        """Tell whether a school's website links to a site; None where no website of the school was read."""
        links = self.listed.get(site.school_id)
        return None if links is None else any(within(url, site.url) for url in links)


class Sort(StrEnum):
    """What a change is: new classroom information, nothing a person wrote, or what a machine cannot tell."""

    NEWS = "news"
    NOISE = "noise"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Change:
    """State that something new came to a site, in the interval after `after` and up to `seen`.

    `kind` is a word such as "new-line"; `words` the new line or the name of what came; `page` the
    page key; `stated` is true where a date beside it narrowed the interval; `why` says in plain words
    why it is noise or doubtful; `section` is the part of the site that it belongs to, "" for all.
    """

    kind: str
    page: str
    words: str
    after: datetime
    seen: datetime
    sort: Sort
    why: str = ""
    stated: bool = False
    section: str = ""


class DueVerdict(StrEnum):
    """Whether new classroom information was posted by a due date; the words stand in exports."""

    MET = "met"
    MISSED = "missed"
    EXCUSED = "excused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Give one reason for a verdict; `kind` is a word such as "new-line", "late" or "other-days"."""

    kind: str
    day: date | None
    detail: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """State the verdict of one site (or `section`) for one due date, with its evidence."""

    section: str
    due: date
    verdict: DueVerdict
    evidence: tuple[Evidence, ...] = ()

    def told(self, kind: str) -> Evidence | None:
        """Return the first piece of evidence of a kind."""
        return next((each for each in self.evidence if each.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Freshness:
    """Say for how many school days nothing new was seen on a site (or `section`), None if none can tell.

    `days` counts days on which nobody was excused; `last` is the last new item that was seen.
    """

    section: str
    days: int | None
    last: Change | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Hold one site's evidence of one night: what checkers see, and all that they see.

    `as_of` is the night's moment in district time. `skipped` is what could not be read; `complete`
    is true where every page that links lead to was read. `destinations` maps the address that a link
    leads to (see `LinkBook.target`) to what stands there; `links` are the rules for links, None where
    the configuration has none. `likenesses` maps the address of a picture to the name of the registered
    logo that it looks like. `asked` are the keys of pages that are to be judged, with "" for the site as a
    whole, None for all: checkers that judge page by page leave the others out. `looked_on` is the last day
    on which a person noted a look at the site, None for never. `once` keeps what several checkers make of
    the same evidence.
    """

    site: Site
    school: School
    as_of: datetime
    pages: tuple[Page, ...] = ()
    documents: tuple[Document, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    complete: bool = True
    district: District = field(default_factory=District)
    destinations: Mapping[str, Destination] = field(default_factory=dict)
    links: LinkBook | None = None
    changes: tuple[Change, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    freshness: tuple[Freshness, ...] = ()
    likenesses: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] | None = None
    looked_on: date | None = None
    once: Once = field(default_factory=Once, init=False, repr=False, compare=False)

    def asks(self, page: str) -> bool:
        """Tell whether a page (by its key, "" for the site as a whole) is to be judged."""
        return self.asked is None or page in self.asked

    def archived(self, page: str) -> bool:
        """Tell whether a page (by its key) lies in a part that the registry names as archive."""
        folders = [prefix.rstrip("/") for prefix in self.site.archived_paths]
        return any(page == folder or page.startswith((f"{folder}/", f"{folder}?")) for folder in folders)


def fault_of(platform: str, seen: Observation) -> Fault:
    """Name what an engine remarked on so that a template's fault has the same name on all of its sites.

    Where a template alone writes, the selector is enough. Among what teachers write, a selector such as "img"
    fits the first picture of every site: there the element must also look the same, with the same words
    and the same file, before one site's fault is taken for another's.
    """
    element = stable_selector(seen.selector)
    if not _NEVER_WRITTEN.search(seen.place):
        told = [
            f"{name}={value.partition('?')[0].rpartition('/')[2]}"
            for name, value in _VALUES.findall(seen.html)
        ]
        element = " ".join((element, seen.place, *map(stable_selector, told)))
    return platform, seen.rule, element


def plain_title(page: Page) -> str:
    """Return a page's title as it is compared with others: in small letters, without extra blanks."""
    return " ".join(page.content.title.casefold().split())


def may_fail(seen: Observation) -> bool:
    """Tell whether this may be a failure: an engine's, or a plain fact that a checker has yet to judge."""
    return seen.outcome is Outcome.VIOLATION or not (seen.criteria or seen.rule in _NO_FAULTS)


def gather(visits: Iterable[tuple[Site, tuple[Page, ...]]]) -> District:
    """Count, over all sites of a night, what no single site can show."""
    sites: dict[str, int] = defaultdict(int)
    faults: dict[Fault, set[str]] = defaultdict(set)
    linked: dict[str, set[str]] = defaultdict(set)
    listed: dict[str, set[str]] = defaultdict(set)
    logos: dict[str, set[str]] = defaultdict(set)
    titles: dict[str, set[str]] = defaultdict(set)
    logo = in_force().of("logo-file")
    for site, pages in visits:
        if not pages:
            continue
        sites[site.platform] += 1
        if site.kind == "school":
            listed[site.school_id] |= set()
        for page in pages:
            if page.key == "/" and (title := plain_title(page)):
                titles[title].add(site.site_id)
            for link in page.content.links:
                if link.url.startswith(("http://", "https://")):
                    linked[link.url.partition("#")[0]].add(site.site_id)
                    if site.kind == "school":
                        listed[site.school_id].add(link.url)
            for image in page.content.images:
                name = f"{image.url.rpartition('/')[2]} {image.alt or ''}".lower()
                if any(word in name for word in logo):
                    logos[image.url].add(site.site_id)
            for seen in page.observations:
                if may_fail(seen):
                    faults[fault_of(site.platform, seen)].add(site.site_id)
    return District(
        dict(sites),
        {fault: frozenset(ids) for fault, ids in faults.items()},
        {url: frozenset(ids) for url, ids in linked.items()},
        {school: frozenset(urls) for school, urls in listed.items()},
        {url: frozenset(ids) for url, ids in logos.items()},
        {title: frozenset(ids) for title, ids in titles.items() if len(ids) > 1},
    )
