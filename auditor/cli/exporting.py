"""Open the store for one export and write its bytes where others cannot read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from auditor import export as exports
from auditor.config import Config
from auditor.exits import Exit, Refusal
from auditor.keys import load_keys
from auditor.mask import Mask
from auditor.night import moment_of
from auditor.pages import PageCache
from auditor.private_files import write_private
from auditor.roster import load_roster
from auditor.store import Store, StoredFinding
from auditor.visit import SiteVisit, kept

NEEDS_A_FILE = exports.Format.XLSX.value
"""The form that a screen cannot show."""


def export_data(
    config: Config, what: str, form: str, as_of: str, since: str, everything: bool, identify: bool
) -> bytes:
    """Return the export as the command line asks for it. Raises `Refusal` (64) for wrong usage."""
    if form not in list(exports.Format):
        known = ", ".join(exports.Format)
        raise Refusal(Exit.USAGE, f'there is no format "{form}"; --format is one of {known}')
    first = None
    if since:
        try:
            first = date.fromisoformat(since)
        except ValueError:
            sentence = f'"{since}" is no date; write one such as 2026-10-28'
            raise Refusal(Exit.USAGE, sentence) from None
    moment = moment_of(as_of, config, datetime.now(UTC))
    keys = load_keys(config.keys, create=False)
    with Store.open(config.store_url, keys.fingerprint, create=False) as store:
        roster = load_roster(config, moment)
        mask = roster.mask()
        store.show_through(mask)
        return exports.export(
            store,
            what,
            format=exports.Format(form),
            as_of=moment if as_of else None,
            since=first,
            all=everything,
            identify=roster if identify else None,
            unmask=_Unmask(store, PageCache(config.var / "pages", keys.pages), mask) if identify else None,
        )


class _Unmask:
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


def write(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read. Raises `Refusal` (74)."""
    try:
        write_private(path, data)
    except OSError as error:
        raise Refusal(Exit.STORAGE, f"the file cannot be written ({error.strerror})", path) from None
