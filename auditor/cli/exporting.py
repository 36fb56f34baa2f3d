"""Open the store for one export and write its bytes where others cannot read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from auditor import export as exports
from auditor.calendar import moment_of
from auditor.config import Config
from auditor.exits import Exit, Refusal
from auditor.keys import Keys, load_keys
from auditor.mask import Mask
from auditor.private_files import write_private
from auditor.roster import load_roster
from auditor.store import Store

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
    moment = moment_of(as_of, config.district.zone, datetime.now(UTC))
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
            unmask=_unmask(store, config, keys, mask) if identify else None,
        )


def _unmask(store: Store, config: Config, keys: Keys, mask: Mask) -> exports.Unmask:
    # Only who asks for names waits for what reads visits.
    from auditor.cli.unmasking import Unmask
    from auditor.pages import PageCache

    return Unmask(store, PageCache(config.var / "pages", keys.pages), mask)


def write(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read. Raises `Refusal` (74)."""
    try:
        write_private(path, data)
    except OSError as error:
        raise Refusal(Exit.STORAGE, f"the file cannot be written ({error.strerror})", path) from None
