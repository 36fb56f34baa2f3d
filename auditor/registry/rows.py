"""Say what stands in each row of a registry's tables and turn it into what is registered; reads no file."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from auditor.address import page_key
from auditor.registry.entries import DateRange, Owner, Person, School, Site, SiteSection
from auditor.site_kind import SiteKind

Role = Literal["principal", "delegate", "records", "communications", "operator"]
ROLES: tuple[str, ...] = get_args(Role)


def _a_date(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f'"{value}" is no date; write one such as 2026-10-28') from None


def _an_email(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", value):
        raise ValueError(f'"{value}" is no e-mail address')
    return value


def _an_address(value: str) -> str:
    if re.search(r"\s", value):
        raise ValueError(f'"{value}" has a space in it; write %20 for a space, or take it out')
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f'"{value}" is no web address') from None
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise ValueError(f'"{value}" is no web address; it must begin with https:// or http://')
    if parts.username is not None:
        raise ValueError("a web address here must not carry a user name or password")
    return value


def _optional_address(value: str) -> str:
    return _an_address(value) if value else value


def _ranges(value: str) -> tuple[DateRange, ...]:
    """Read "2026-10-20/2026-11-06;2026-12-01": days or spans of days, both ends included."""
    spans = []
    for part in filter(None, (piece.strip() for piece in value.split(";"))):
        first, slash, last = part.partition("/")
        start, end = _a_date(first.strip()), _a_date(last.strip() if slash else first.strip())
        if start is None or end is None or end < start:
            raise ValueError(f'"{part}" is no span of days; write one such as 2026-10-20/2026-11-06')
        spans.append(DateRange(start, end))
    return tuple(spans)


def _kebab(value: str) -> str:
    return "-".join(value.lower().split())


def _split(value: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in value.split(";") if piece.strip())


_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
_Day = Annotated[date | None, BeforeValidator(_a_date)]
_Email = Annotated[str, AfterValidator(_an_email)]
_Grades = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z ,;-]{0,40}$")]


class Entry(BaseModel):
    """One row of a table, under the names of its columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SchoolRow(Entry):
    school_id: _Id
    name: str = Field(min_length=1)
    grades: _Grades = ""
    calendar: str = ""

    def school(self) -> School:
        return School(self.school_id, self.name, self.grades, self.calendar)


class PersonRow(Entry):
    school_id: str
    role: Role
    name: str = Field(min_length=1)
    email: Annotated[_Email, Field(min_length=1)]
    start: _Day = Field(default=None, alias="from")
    end: _Day = Field(default=None, alias="to")
    acting_for: str = ""

    def person(self) -> Person:
        return Person(self.school_id, self.role, self.name, self.email, self.start, self.end, self.acting_for)


class SiteRow(Entry):
    site_id: _Id
    url: Annotated[str, AfterValidator(_an_address)]
    school_id: str
    kind: SiteKind = "class"
    owner_name: str = ""
    owner_email: str = ""
    grades: _Grades = ""
    room: str = ""
    platform: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,40}$"), BeforeValidator(_kebab)] = ""
    edit_url: Annotated[str, AfterValidator(_optional_address)] = ""
    moderation: str = ""
    archived_paths: Annotated[tuple[str, ...], BeforeValidator(_split)] = ()
    excused: Annotated[tuple[DateRange, ...], BeforeValidator(_ranges)] = ()
    active_from: _Day = None
    active_to: _Day = None
    notes: str = ""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.active_from and self.active_to and self.active_to < self.active_from:
            raise ValueError("active_to lies before active_from")
        _owners(self.owner_name, self.owner_email)
        return self

    def site(self, sections: tuple[SiteSection, ...], grades: str) -> Site:
        """Return the site; `grades` are those of its school, and its own where the row names none."""
        return Site(
            site_id=self.site_id,
            url=self.url,
            school_id=self.school_id,
            kind=self.kind,
            owners=_owners(self.owner_name, self.owner_email),
            grades=self.grades or grades,
            room=self.room,
            platform=self.platform,
            edit_url=self.edit_url,
            moderation=self.moderation,
            archived_paths=tuple(page_key(path, self.url) for path in self.archived_paths),
            excused=self.excused,
            active_from=self.active_from,
            active_to=self.active_to,
            notes=self.notes,
            sections=sections,
        )


class SectionRow(Entry):
    site_id: str
    section: str = Field(min_length=1)
    path_prefix: str = Field(pattern=r"^/")
    owner_name: str = ""
    owner_email: str = ""
    class_id: str = ""

    def section_of_site(self) -> SiteSection:
        return SiteSection(
            self.section, self.path_prefix, _owners(self.owner_name, self.owner_email), self.class_id
        )


def _owners(names: str, emails: str) -> tuple[Owner, ...]:
    """Pair owners with their addresses, both separated by ";"."""
    people, addresses = _split(names), _split(emails)
    for address in addresses:
        _an_email(address)
    if len(addresses) > len(people):
        raise ValueError("there are more owner_email entries than owner_name entries")
    padded = addresses + ("",) * (len(people) - len(addresses))
    return tuple(Owner(name, email) for name, email in zip(people, padded, strict=True))
