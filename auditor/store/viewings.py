"""Keep who looked at a website that no program may read, and when; judges nothing."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from auditor.store.records import Viewing
from auditor.store.schema import facts
from auditor.store.seal import Seal

_NAME = "look "


def write_viewings(connection: Connection, seal: Seal, seen: Iterable[Viewing]) -> None:
    """Keep each website's newest look; who looked is sealed, since the name is a person's."""
    known = read_viewings(connection, seal)
    for each in seen:
        before = known.get(each.site)
        if before is not None and before.day > each.day:
            continue
        content = {"day": each.day.isoformat(), "by": each.by, "told": _written(each.told)}
        value = base64.b64encode(seal.close(content)).decode("ascii")
        name = f"{_NAME}{each.site}"
        connection.execute(delete(facts).where(facts.c.name == name))
        connection.execute(insert(facts).values(name=name, value=value))


def read_viewings(
    connection: Connection, seal: Seal, sites: Collection[str] | None = None, until: date | None = None
) -> dict[str, Viewing]:
    """Return each website's newest look up to a day (None: any day)."""
    query = select(facts.c.name, facts.c.value).where(facts.c.name.startswith(_NAME, autoescape=True))
    found = {}
    for name, value in connection.execute(query):
        site = name.removeprefix(_NAME)
        if sites is not None and site not in sites:
            continue
        content = seal.open(base64.b64decode(value))
        day = date.fromisoformat(content["day"])
        if until is None or day <= until:
            told = date.fromisoformat(content["told"]) if content["told"] else None
            found[site] = Viewing(site, day, content["by"], told)
    return found


def sweep_viewings(connection: Connection, seal: Seal, old: date) -> None:
    """Delete looks of days before `old`."""
    for site, seen in read_viewings(connection, seal).items():
        if seen.day < old:
            connection.execute(delete(facts).where(facts.c.name == f"{_NAME}{site}"))


def _written(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
