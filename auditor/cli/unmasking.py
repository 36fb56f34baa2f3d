"""Find true addresses of findings again in what is kept of the last visits; unmasks nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.mask import Mask
from auditor.pages import PageCache
from auditor.store import Store, StoredFinding
from auditor.visit import SiteVisit, kept


class Unmask:
    """Find a finding's true address among the addresses of its site's last visit, where it is kept."""

    def __init__(self, store: Store, cache: PageCache, mask: Mask) -> None:
        self._store = store
        self._cache = cache
        self._mask = mask
        self._known: dict[str, dict[str, set[str]]] = {}

    def __call__(self, finding: StoredFinding) -> tuple[str, str] | None:
        known = self._addresses(finding.site)
        pages, documents = known.get(finding.url, set()), known.get(finding.document, set())
        # Two addresses that differ only in a child's name look alike once masked: then neither is told.
        if len(pages) != 1 or (finding.document and len(documents) != 1):
            return None
        return next(iter(pages)), next(iter(documents), "")

    def _addresses(self, site: str) -> dict[str, set[str]]:
        if site not in self._known:
            found: dict[str, set[str]] = {}
            blob = self._store.last_visit(site)
            visit = kept.light(self._cache, blob) if blob is not None else None
            for address in _addresses_of(visit) if visit is not None else ():
                found.setdefault(self._mask.address(address), set()).add(address)
            self._known[site] = found
        return self._known[site]


def _addresses_of(visit: SiteVisit) -> Iterator[str]:
    for page in visit.pages:
        yield page.url
    for document in visit.documents:
        yield document.url
