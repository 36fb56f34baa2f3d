"""Keep what stands behind links from night to night, and each site's judged links; follows nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, desc, insert, select, update

from auditor.links import Destination, JudgedLink, PastTitle, Reach, remembered
from auditor.mask import Mask
from auditor.store.database import Database
from auditor.store.records import Night
from auditor.store.schema import audits, destinations, link_lists
from auditor.store.seal import Seal

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class StoredLink:
    """Hold one judged link as it is stored; strings are masked."""

    site: str
    link: JudgedLink


def save_destinations(database: Database, night: Night, found: Iterable[Destination], mask: Mask) -> None:
    """Keep what was found tonight, with what earlier nights knew: titles, and nights on which it was lost."""
    tonight = list(found)
    with database.write() as connection:
        known = _known(connection, database.seal, [each.url for each in tonight])
        for each in tonight:
            key = database.seal.short("destination", each.url)
            row = known.get(key)
            kept = remembered(row, each, night.as_of.date())
            values = {
                "last_audit": night.id,
                "content": database.seal.close(_content(kept, mask)),
            }
            if row is None:
                connection.execute(insert(destinations).values(id=key, **values))
            else:
                connection.execute(update(destinations).where(destinations.c.id == key).values(**values))


def read_destinations(database: Database, night: Night, urls: Iterable[str]) -> dict[str, Destination]:
    """Return what is known of addresses, and note that tonight's pages still link to them."""
    wanted = {database.seal.short("destination", url): url for url in urls}
    with database.write() as connection:
        known = _known(connection, database.seal, wanted.values())
        keys = list(known)
        for start in range(0, len(keys), _CHUNK):
            still = destinations.c.id.in_(keys[start : start + _CHUNK])
            connection.execute(update(destinations).where(still).values(last_audit=night.id))
    return {wanted[key]: replace(found, url=wanted[key]) for key, found in known.items()}


def write_links(
    connection: Connection, seal: Seal, site: str, audit: int, links: Iterable[JudgedLink] | None, mask: Mask
) -> None:
    """Write a site's judged links; while they stay the same from night to night the row is stretched.

    None says that they are those of the last audit.
    """
    content = [_masked(link, mask) for link in links] if links is not None else None
    digest = seal.digest(content) if content is not None else ""
    newest = select(link_lists).where(link_lists.c.site_id == site).order_by(desc(link_lists.c.id)).limit(1)
    row = connection.execute(newest).first()
    if row is not None and (content is None or row.digest == digest):
        connection.execute(update(link_lists).where(link_lists.c.id == row.id).values(last_audit=audit))
        return
    connection.execute(
        insert(link_lists).values(
            site_id=site,
            first_audit=audit,
            last_audit=audit,
            digest=digest,
            content=seal.close(content or []),
        )
    )


def read_links(
    connection: Connection, seal: Seal, sites: Iterable[str], newest: Mapping[str, int], mask: Mask
) -> list[StoredLink]:
    """Return the judged links of sites as they stood in each site's newest audit."""
    found = []
    for site in sites:
        audit = newest.get(site)
        if audit is None:
            continue
        query = (
            select(link_lists)
            .where(link_lists.c.site_id == site, link_lists.c.first_audit <= audit)
            .order_by(desc(link_lists.c.id))
            .limit(1)
        )
        row = connection.execute(query).first()
        if row is None or row.last_audit < audit:
            continue
        found += [StoredLink(site, _judged(entry, mask)) for entry in seal.open(row.content)]
    return found


def sweep_links(connection: Connection, old: date) -> None:
    """Delete destinations and lists that no night since `old` saw."""
    past = select(audits.c.id).where(audits.c.date < old)
    connection.execute(delete(destinations).where(destinations.c.last_audit.in_(past)))
    connection.execute(delete(link_lists).where(link_lists.c.last_audit.in_(past)))


def _known(connection: Connection, seal: Seal, urls: Iterable[str]) -> dict[str, Destination]:
    keys = [seal.short("destination", url) for url in urls]
    found: dict[str, Destination] = {}
    for start in range(0, len(keys), _CHUNK):
        query = select(destinations).where(destinations.c.id.in_(keys[start : start + _CHUNK]))
        for row in connection.execute(query):
            found[row.id] = _destination(seal.open(row.content))
    return found


def _content(found: Destination, mask: Mask) -> dict[str, Any]:
    plain = asdict(found)
    for name in ("url", "final_url"):
        plain[name] = mask.address(plain[name])
    for name in ("title", "description", "site_name", "text", "detail"):
        plain[name] = mask.text(plain[name])
    plain["hops"] = [mask.address(hop) for hop in found.hops]
    plain["history"] = [
        {
            "title": mask.text(past.title),
            "host": past.host,
            "first": past.first.isoformat(),
            "last": past.last.isoformat(),
        }
        for past in found.history
    ]
    plain["at"] = found.at.isoformat() if found.at is not None else ""
    return plain


def _destination(content: Mapping[str, Any]) -> Destination:
    return Destination(
        **{
            **content,
            "reach": Reach(content["reach"]),
            "hops": tuple(content["hops"]),
            "at": datetime.fromisoformat(content["at"]) if content["at"] else None,
            "history": tuple(
                PastTitle(
                    past["title"],
                    past["host"],
                    date.fromisoformat(past["first"]),
                    date.fromisoformat(past["last"]),
                )
                for past in content["history"]
            ),
        }
    )


def _masked(link: JudgedLink, mask: Mask) -> dict[str, Any]:
    return {
        "page": mask.address(link.page),
        "url": mask.address(link.url),
        "carrier": link.carrier,
        "words": mask.text(link.words),
        "context": mask.text(link.context),
        "final_url": mask.address(link.final_url),
        "status": link.status,
        "verdict": link.verdict,
        "rule": link.rule,
        "advisories": list(link.advisories),
        "clause": link.clause,
        "evidence": [mask.text(told) for told in link.evidence],
    }


def _judged(entry: Mapping[str, Any], mask: Mask) -> JudgedLink:
    again = (
        _masked(
            JudgedLink(
                **{**entry, "advisories": tuple(entry["advisories"]), "evidence": tuple(entry["evidence"])}
            ),
            mask,
        )
        if mask
        else dict(entry)
    )
    return JudgedLink(
        **{**again, "advisories": tuple(again["advisories"]), "evidence": tuple(again["evidence"])}
    )
