"""Remember the pages of each site by keyed hashes, and recognise those that moved; reads no text."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update

from auditor.store.entries import SiteResult
from auditor.store.gate import Gate
from auditor.store.records import Night
from auditor.store.schema import audits, pages

_CHUNK = 400


def moved_pages(
    connection: Connection, gate: Gate, site: str, result: SiteResult, earlier: int | None
) -> dict[str, str]:
    """Map pages that stand under a new key to their old one, by their unchanged content.

    A match counts only where it is the only one on both sides; `earlier` is the site's last audit.
    """
    before = connection.execute(select(pages).where(pages.c.site_id == site)).all()
    known = {row.page for row in before}
    tonight = {gate.page(record.key): record for record in result.pages if record.status < 400}
    fresh: dict[str, list[str]] = {}
    for page, record in tonight.items():
        if page not in known and record.digest:
            fresh.setdefault(gate.digest(record.digest), []).append(page)
    gone: dict[str, list[str]] = {}
    for row in before:
        if row.page not in tonight and row.last_audit == earlier and row.digest:
            gone.setdefault(row.digest, []).append(row.page)
    return {
        new[0]: gone[digest][0]
        for digest, new in fresh.items()
        if len(new) == 1 and len(gone.get(digest, ())) == 1
    }


def judged_alike(
    connection: Connection, gate: Gate, site: str, made: Mapping[str, str], earlier: int | None
) -> frozenset[str]:
    """Return which pages the site's last audit judged by the very same inputs; `made` maps page keys to
    their digests. With them comes "", the site as a whole, where it had these pages and no others."""
    if earlier is None:
        return frozenset()
    query = select(pages.c.page, pages.c.made).where(pages.c.site_id == site, pages.c.last_audit == earlier)
    before = {row.page: row.made for row in connection.execute(query)}
    known = {key for key, digest in made.items() if digest and before.get(gate.page(key)) == digest}
    whole = len(known) == len(made) and {gate.page(key) for key in made} == {
        page for page, digest in before.items() if digest
    }
    return frozenset({*known, ""} if whole else known)


def judged_anew(
    connection: Connection, gate: Gate, night: Night, site: str, result: SiteResult, earlier: int | None
) -> frozenset[str]:
    """Return the pages and files that say what they said at the site's last audit, by keyed hashes.

    Only where tonight's rules, engines or program are others than on that night: else what is no longer
    found on such a page was mended in a part of it.
    """
    query = select(audits.c.ruleset).where(audits.c.id == earlier)
    if earlier is None or connection.execute(query).scalar() == night.ruleset:
        return frozenset()
    told = select(pages.c.page, pages.c.digest).where(pages.c.site_id == site, pages.c.last_audit == earlier)
    before = {row.page: row.digest for row in connection.execute(told)}
    tonight = ((gate.page(record.key), record.digest) for record in result.pages if record.digest)
    return frozenset(page for page, digest in tonight if before.get(page) == gate.digest(digest))


def write_pages(connection: Connection, gate: Gate, site: str, result: SiteResult, audit: int) -> None:
    """Note which pages stood tonight, and their content by a keyed hash."""
    standing = [record for record in result.pages if record.status < 400]
    rows = {gate.page(record.key): (gate.digest(record.digest), record.made) for record in standing}
    query = select(pages.c.page, pages.c.digest, pages.c.made).where(pages.c.site_id == site)
    before = {row.page: (row.digest, row.made) for row in connection.execute(query)}
    same = [page for page, digest in rows.items() if before.get(page) == digest]
    changed = [page for page in rows if page in before and before[page] != rows[page]]
    for start in range(0, max(len(same), len(changed)), _CHUNK):
        of_site = pages.c.site_id == site
        stands = of_site & pages.c.page.in_(same[start : start + _CHUNK])
        connection.execute(update(pages).where(stands).values(last_audit=audit))
        connection.execute(delete(pages).where(of_site & pages.c.page.in_(changed[start : start + _CHUNK])))
    fresh = [
        {"site_id": site, "page": page, "digest": digest, "made": made, "last_audit": audit}
        for page, (digest, made) in rows.items()
        if before.get(page) != (digest, made)
    ]
    if fresh:
        connection.execute(insert(pages), fresh)
