"""Say who reads a school's mail on a day, and to which addresses anything may go at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.registry import Person
from auditor.store import Parcel

MOST_AGE = timedelta(hours=24)
"""A report older than this is never mailed: whoever reads it would act on what was."""

_RESERVED_ENDS = frozenset({"example", "test", "invalid", "localhost"})
_RESERVED_NAMES = frozenset({"example.com", "example.net", "example.org"})


def readers_of(
    people: Iterable[Person], school: str, roles: Collection[str], day: date
) -> tuple[Person, ...]:
    """Return who holds one of these roles at a school on a day, each address once, by order of the roles."""
    found: dict[str, Person] = {}
    for role in roles:
        for person in people:
            if person.school_id == school and person.role == role and _holds(person, day):
                found.setdefault(person.email.casefold(), person)
    return tuple(found.values())


def _holds(person: Person, day: date) -> bool:
    return (person.start is None or person.start <= day) and (person.end is None or day <= person.end)


def belongs_to(address: str, domains: Sequence[str]) -> bool:
    """Tell whether an address lies in one of the district's domains or below."""
    host = address.rpartition("@")[2].casefold().rstrip(".")
    wanted = [domain.casefold().strip(".@") for domain in domains]
    return any(host == domain or host.endswith(f".{domain}") for domain in wanted if domain)


def cannot_exist(address: str) -> bool:
    """Tell whether nobody can have this address: its domain is reserved for examples (RFC 2606, RFC 6761)."""
    host = address.rpartition("@")[2].casefold().rstrip(".")
    pair = ".".join(host.split(".")[-2:])
    return host.rpartition(".")[2] in _RESERVED_ENDS or pair in _RESERVED_NAMES


@dataclass(frozen=True, slots=True)
class Gate:
    """Decide whether a mail may leave; `domains` empty means that any address may (a folder only)."""

    domains: tuple[str, ...]
    to_people: bool

    def closed_to(self, parcel: Parcel, age: timedelta) -> str:
        """Return why this mail must never leave, "" where it may."""
        if age > MOST_AGE:
            return "the report is older than a day"
        if self.domains and not belongs_to(parcel.address, self.domains):
            return "the address is outside the district's domains"
        if self.to_people and parcel.replayed and not cannot_exist(parcel.address):
            return "the night was replayed, and such a night is mailed to nobody"
        return ""
