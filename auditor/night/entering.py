"""Enter what a visit saw into the ledgers of its site; judges nothing, and writes nothing into the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.history import SERVED, SHOWN, Entry, Ledger, Look, advance, waits_for_script
from auditor.mask import Mask
from auditor.night.program import program
from auditor.night.sight import seen_on
from auditor.page import Page
from auditor.pages import PageCache
from auditor.registry import Site
from auditor.store import Lines, Night, SealedLedger
from auditor.visit import SiteVisit, kept


@dataclass(frozen=True, slots=True)
class Before:
    """Hold what was known before tonight: the looks at a site, its ledgers, and what they begin with."""

    looks: tuple[Look, ...]
    sealed: Mapping[str, SealedLedger]
    heads: Mapping[str, Ledger]


@dataclass(slots=True)
class Entered:
    """Hold what tonight entered into a site's ledgers, its looks before, and what came.

    `ledgers` are those into which something had to be entered; `stood` names those of which it was known
    what their pages say; `waits` tells of pages, by key, whether only a script fills them, where that is
    known.
    """

    past: tuple[Look, ...] = ()
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    stood: list[str] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    came: dict[str, Entry] = field(default_factory=dict)
    waits: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entering:
    """Enter the visits of one night, site by site."""

    lines: Lines
    cache: PageCache
    night: Night
    mask: Mask

    def before(self, site: Site) -> Before:
        """Return what was known of a site before tonight."""
        sealed = self.lines.ledgers(site.site_id)
        heads = {name: self.lines.opened(ledger, entries=False) for name, ledger in sealed.items()}
        return Before(self.lines.looks(site.site_id), sealed, heads)

    def enter(self, site: Site, visit: SiteVisit, before: Before) -> Entered:
        """Enter a visit into the site's ledgers. Raises `kept.Gone`."""
        past, heads = before.looks, before.heads
        site_before = past[-1].audit if past else None
        # A page that is new was not there at the last look that saw everything; links that only a
        # script makes are seen by a browser alone.
        shown = any(page.rendered is not None for page in visit.pages)
        page_before = next(
            (look.audit for look in reversed(past) if look.whole and (look.shown or not shown)), None
        )
        # A page that a browser shows for the first time is no new page.
        served = {ledger.page for ledger in heads.values() if ledger.view == SERVED}
        read = Entered(past)
        key = self.lines.key

        def made_of(content: str) -> str:
            # Another version of the program may take the same page apart otherwise.
            return f"{program()} {key(content)}"

        def known(page: str, view: str, of: str) -> bool:
            ledger = heads.get(self.lines.name(page, view))
            return ledger is not None and ledger.last_read == site_before and ledger.of == made_of(of)

        def said(page: Page) -> Page:
            whole = kept.whole(self.cache, visit, page)
            if page.rendered is None:
                read.waits[page.key] = waits_for_script(whole.served)
            return whole

        asked = bool(past) and past[-1].good and not past[-1].shown
        for seen in seen_on(visit, site, lambda digest: self._body(visit, digest), key, known, said):
            name = self.lines.name(seen.page, seen.view)
            read.names.append((seen.page, seen.view))
            if seen.items is None:
                # It says what it said at a good look without a browser: no page waited for a script then.
                if asked and seen.view == SERVED:
                    read.waits.setdefault(seen.page, False)
                read.stood.append(name)
                continue
            sealed = before.sealed.get(name)
            ledger = self.lines.opened(sealed) if sealed is not None else None
            address = self.mask.address(seen.page)
            known_page = seen.view == SHOWN and address in served
            ledger, came = advance(
                ledger,
                seen.items,
                self.night.id,
                name=name,
                page=address,
                view=seen.view,
                site_before=site_before,
                page_before=None if known_page or seen.apart else page_before,
                hashed=key,
                masked=self.mask.text,
                again=seen.again,
                unchanged_since=seen.unchanged_since,
            )
            once = bool(seen.of) and seen.again is None
            if ledger.changed or (once and not ledger.of.startswith(program())):
                # Not each time that a page differs in what nobody reads: that would write it every night.
                ledger.of, ledger.changed = made_of(seen.of) if once else "", True
            read.ledgers[name] = ledger
            for entry in came:
                read.came.setdefault(entry.key, entry)
        return read

    def waits(self, visit: SiteVisit, known: Mapping[str, bool], page: Page) -> bool:
        """Tell whether only a script fills a page."""
        if page.key in known:
            return known[page.key]
        return waits_for_script(kept.whole(self.cache, visit, page).served)

    def _body(self, visit: SiteVisit, digest: str) -> bytes | None:
        name = visit.kept.get(digest)
        return self.cache.get(name) if name is not None else None
