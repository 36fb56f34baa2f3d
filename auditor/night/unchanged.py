"""Tell which pages rest on nothing new, so that their findings of the last audit stand; judges nothing.

All that a finding of one page can rest on goes into one keyed digest: the page and its files, what stands
behind its links, what the whole district shows of it, and for all pages alike the program, the
configuration, the registry, the roster and the day's clauses. Where anything of it is another one, or the
site was read afresh, the page is judged again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from auditor.browser import ENGINES
from auditor.config import Config
from auditor.links import LinkBook
from auditor.night.program import program
from auditor.page import Document, Link, Page
from auditor.pages import PageCache
from auditor.policy import Policy
from auditor.registry import Registry, Site
from auditor.roster import Roster
from auditor.snapshot import Snapshot, fault_of, may_fail
from auditor.store import Night
from auditor.visit import SiteVisit

FOLDERS = ("policies", "words", "links", "logos")
"""Folders of the configuration on which findings rest, beside its first file."""


class Inputs:
    """Digest what the findings of each page of a night rest on; `key` of the cache makes it keyed.

    The roster enters it by that digest alone: nobody without the key can try names against it.
    """

    def __init__(
        self,
        cache: PageCache,
        config: Config,
        night: Night,
        registry: Registry,
        policy: Policy,
        roster: Roster,
        only: frozenset[str],
        book: LinkBook,
    ) -> None:
        self._cache = cache
        self._night = night
        self._policy = policy
        self._book = book
        self._same_for_all = cache.digest(
            (
                program(),
                {name: engine.VERSION for name, engine in ENGINES.items()},
                _files(config.folder),
                sorted(only),
                (registry.schools, registry.people, registry.sites),
                _of_roster(roster),
                _of_decisions(book, night),
            )
        )
        self._of_kind: dict[tuple[str, str], str] = {}

    def of(self, snapshot: Snapshot, visit: SiteVisit) -> dict[str, str]:
        """Return by page key (or that of a file without a page) a digest of all that its findings rest on."""
        here = {page.key: page for page in snapshot.pages}
        files: dict[str, list[Any]] = {}
        for document in snapshot.documents:
            home = next((key for key in document.linked_from if key in here), document.key)
            # What a file says is told of the first page that leads to it, else of the file.
            told = (_of_document(document), self._of_links(document.links, snapshot))
            files.setdefault(home, []).append(told)
        listed = snapshot.district.lists(snapshot.site)
        site = (
            self._same_for_all, self._clauses(snapshot.site), snapshot.site.site_id, visit.afresh_at, listed,
        )  # fmt: skip
        return {
            key: self._cache.digest((site, key, self._of_page(here.get(key), snapshot), files.get(key)))
            for key in {**here, **files}
        }

    def _clauses(self, site: Site) -> str:
        """Digest the clauses that bind a kind of site and grades tonight, and whether each counts already."""
        if (site.kind, site.grades) not in self._of_kind:
            today = self._night.as_of.date()
            in_force = self._policy.for_site(site.kind, today, site.grades)
            told: list[Any] = [(each.id, each.counted(self._night.as_of)) for each in in_force.clauses]
            if in_force.setting("k8-names", "grade_when_posted", False):
                told.append(today)
            self._of_kind[site.kind, site.grades] = self._cache.digest(told)
        return self._of_kind[site.kind, site.grades]

    def _of_page(self, page: Page | None, snapshot: Snapshot) -> Any:
        if page is None:
            return None
        shown = page.showing.at if page.showing is not None else None
        if page.rendered is not None and shown is None:
            # What a browser made of it is known by no digest: it is judged each night.
            shown = snapshot.as_of
        return (
            page.url,
            page.status,
            page.digest,
            page.headers.get("content-type", ""),
            shown,
            sorted(page.engines.items()),
            page.missing,
            [
                (each.url, each.digest, each.reader, each.unread, each.waiting, each.likeness)
                for each in page.embedded
            ],
            self._of_links(page.content.links, snapshot),
            _of_template(page, snapshot),
            [
                (len(snapshot.district.logos.get(image.url, ())), snapshot.likenesses.get(image.url, ""))
                for image in page.content.images
            ],
        )

    def _of_links(self, links: Sequence[Link], snapshot: Snapshot) -> Any:
        """Return what stands behind links tonight, and how many sites lead there."""
        linked = snapshot.district.linked
        urls = dict.fromkeys(link.url for link in links)
        return [
            (
                url,
                len(linked.get(url.partition("#")[0], ())),
                snapshot.destinations.get(self._book.target(url)),
            )
            for url in urls
        ]


def _files(folder: Path) -> Mapping[str, str]:
    found = [folder / "auditor.toml"]
    found += [file for name in FOLDERS for file in sorted((folder / name).rglob("*")) if file.is_file()]
    return {
        file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in found
        if file.exists()
    }


def _of_roster(roster: Roster) -> Any:
    return (
        roster.loaded,
        roster.optouts_reason,
        roster.students,
        roster.staff,
        roster.classes,
        roster.orgs,
        roster.optouts,
        dict(roster.details),
        roster.scope_a_includes,
    )


def _of_decisions(book: LinkBook, night: Night) -> Any:
    """Return what is decided of links; a row that no finding has met yet bears tonight's moment."""
    today = night.as_of.date()
    return [
        (replace(each, at=None if each.at is None or each.at >= night.as_of else each.at), each.ended(today))
        for each in book.decisions
    ]


def _of_document(document: Document) -> Any:
    return (
        document.url, document.key, document.kind, document.status, document.digest, document.linked_from,
        document.reader, document.unread, document.waiting, document.problem,
    )  # fmt: skip


def _of_template(page: Page, snapshot: Snapshot) -> Any:
    """Return on how many sites of the platform each fault of a page stands."""
    platform, district = snapshot.site.platform, snapshot.district
    if not platform:
        return None
    faults = [
        len(district.faults.get(fault_of(platform, seen), ())) for seen in page.observations if may_fail(seen)
    ]
    return district.sites.get(platform, 0), faults
