"""Read schools, people, sites and sections from the configuration folder; knows no policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from auditor.address import page_key
from auditor.exits import Exit, Refusal, Refusals
from auditor.site_kind import SITE_KINDS, SiteKind
from auditor.tables import Row, Table, find_table, read_table

Role = Literal["principal", "delegate", "records", "communications", "operator"]
ROLES: tuple[str, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class School:
    """Name one school; `grades` such as "K-5", `calendar` a file name in `calendars/` or ""."""

    school_id: str
    name: str
    grades: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Name one reader of reports; a role holds from `start` to `end`, both included, None for open."""

    school_id: str
    role: str
    name: str
    email: str
    start: date | None = None
    end: date | None = None
    acting_for: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Name one person who answers for a site."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class DateRange:
    """Span days from `start` to `end`, both included."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class SiteSection:
    """Name one part of a site that has its own teacher or course."""

    section: str
    path_prefix: str
    owners: tuple[Owner, ...] = ()
    class_id: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """Name one registered website and who answers for it."""

    site_id: str
    url: str
    school_id: str
    kind: str = "class"
    owners: tuple[Owner, ...] = ()
    grades: str = ""
    room: str = ""
    platform: str = ""
    edit_url: str = ""
    moderation: str = ""
    archived_paths: tuple[str, ...] = ()
    excused: tuple[DateRange, ...] = ()
    active_from: date | None = None
    active_to: date | None = None
    notes: str = ""
    sections: tuple[SiteSection, ...] = ()

    def active_on(self, day: date) -> bool:
        """Tell whether the site is to be audited on `day`."""
        return (self.active_from is None or self.active_from <= day) and (
            self.active_to is None or day <= self.active_to
        )


@dataclass(frozen=True, slots=True)
class Registry:
    """Hold everything that is registered, in the order of the files."""

    schools: tuple[School, ...]
    people: tuple[Person, ...]
    sites: tuple[Site, ...]


def load_registry(folder: Path) -> Registry:
    """Read `schools`, `people`, `sites` and, where it exists, `sections` (.csv or .xlsx) in `folder`.

    Raises `Refusals` that name file and line of every fault found, before anything is visited.
    """
    faults: list[Refusal] = []
    schools = _read(folder, "schools", _SchoolRow, faults)
    people = _read(folder, "people", _PersonRow, faults)
    sites = _read(folder, "sites", _SiteRow, faults)
    sections = _read(folder, "sections", _SectionRow, faults, required=False)
    faults += _doubles(schools, "school_id", lambda entry: entry.school_id)
    faults += _doubles(sites, "site_id", lambda entry: entry.site_id)
    faults += _doubles(sites, "url", lambda entry: entry.url.casefold().rstrip("/"))
    schools_known = {entry.school_id for entry, _ in schools}
    sites_known = {entry.site_id for entry, _ in sites}
    faults += _strangers(people, "school_id", schools_known, "schools")
    faults += _strangers(sites, "school_id", schools_known, "schools")
    faults += _strangers(sections, "site_id", sites_known, "sites")
    for school, row in schools:
        if school.calendar and not (folder / "calendars" / school.calendar).is_file():
            faults.append(row.fault(f'there is no file "{school.calendar}" in the folder calendars'))
    path = find_table(folder, "sites")
    if path is not None and not sites and not faults:
        sentence = "this table names no website, so there is nothing to audit; add a row for each"
        faults.append(Refusal(Exit.CONFIGURATION, sentence, path))
    if faults:
        raise Refusals(tuple(sorted(faults, key=lambda fault: (str(fault.path), fault.line or 0))))
    parts: dict[str, list[SiteSection]] = {}
    for part, _ in sections:
        parts.setdefault(part.site_id, []).append(part.section_of_site())
    return Registry(
        tuple(entry.school() for entry, _ in schools),
        tuple(entry.person() for entry, _ in people),
        tuple(entry.site(tuple(parts.get(entry.site_id, ()))) for entry, _ in sites),
    )


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


class _RowModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _SchoolRow(_RowModel):
    school_id: _Id
    name: str = Field(min_length=1)
    grades: _Grades = ""
    calendar: str = ""

    def school(self) -> School:
        return School(self.school_id, self.name, self.grades, self.calendar)


class _PersonRow(_RowModel):
    school_id: str
    role: Role
    name: str = Field(min_length=1)
    email: Annotated[_Email, Field(min_length=1)]
    start: _Day = Field(default=None, alias="from")
    end: _Day = Field(default=None, alias="to")
    acting_for: str = ""

    def person(self) -> Person:
        return Person(
            self.school_id, self.role, self.name, self.email, self.start, self.end, self.acting_for
        )


class _SiteRow(_RowModel):
    site_id: _Id
    url: Annotated[str, AfterValidator(_an_address)]
    school_id: str
    kind: SiteKind = "class"
    owner_name: str = ""
    owner_email: str = ""
    grades: _Grades = ""
    room: str = ""
    platform: Annotated[
        str, StringConstraints(pattern=r"^[a-z0-9-]{0,40}$"), BeforeValidator(_kebab)
    ] = ""
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

    def site(self, sections: tuple[SiteSection, ...]) -> Site:
        return Site(
            site_id=self.site_id,
            url=self.url,
            school_id=self.school_id,
            kind=self.kind,
            owners=_owners(self.owner_name, self.owner_email),
            grades=self.grades,
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


class _SectionRow(_RowModel):
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


_Entry = TypeVar("_Entry", bound=_RowModel)


def _read(
    folder: Path, stem: str, model: type[_Entry], faults: list[Refusal], *, required: bool = True
) -> list[tuple[_Entry, Row]]:
    path = find_table(folder, stem)
    if path is None:
        if required:
            faults.append(
                Refusal(
                    Exit.CONFIGURATION,
                    "the table is missing; `auditor init DIR` writes an example",
                    folder / f"{stem}.csv",
                )
            )
        return []
    fields = {field.alias or name: field.is_required() for name, field in model.model_fields.items()}
    try:
        table: Table = read_table(
            path,
            [name for name, needed in fields.items() if needed],
            [name for name, needed in fields.items() if not needed],
        )
    except Refusals as refused:
        faults.extend(refused.faults)
        return []
    entries = []
    for row in table.rows:
        try:
            entries.append((model.model_validate(dict(row.cells)), row))
        except ValidationError as error:
            faults.extend(row.fault(_sentence(dict(fault))) for fault in error.errors(include_url=False))
    return entries


def _sentence(fault: dict[str, Any]) -> str:
    column = ".".join(str(part) for part in fault["loc"])
    message = str((fault.get("ctx") or {}).get("error", fault["msg"]))
    if fault["type"] == "literal_error":
        allowed = ", ".join(SITE_KINDS if column == "kind" else ROLES)
        message = f'"{fault["input"]}" is none of {allowed}'
    elif fault["type"] == "string_too_short":
        message = "the cell is empty; fill it in"
    elif fault["type"] == "string_pattern_mismatch":
        message = f'"{fault["input"]}" has characters that cannot stand here'
    return f"{column}: {message}" if column else message


def _doubles(
    entries: Iterable[tuple[_Entry, Row]], column: str, identity: Callable[[_Entry], str]
) -> Iterator[Refusal]:
    first: dict[str, int] = {}
    for entry, row in entries:
        value = identity(entry)
        if value in first:
            yield row.fault(f'the {column} "{row[column]}" stands in line {first[value]} already')
        first.setdefault(value, row.line)


def _strangers(
    entries: Iterable[tuple[object, Row]], column: str, known: set[str], table: str
) -> Iterator[Refusal]:
    # A table that could not be read is one fault, not one more for every row that refers to it.
    for _, row in entries if known else ():
        if row[column] and row[column] not in known:
            yield row.fault(f'no {column.removesuffix("_id")} "{row[column]}" in the table of {table}')
