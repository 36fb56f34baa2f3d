"""Read the registry's tables and hold them against each other; leaves to `rows` what one row may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from auditor.exits import Exit, Refusal, Refusals
from auditor.registry.entries import Registry, SiteSection
from auditor.registry.rows import ROLES, Entry, PersonRow, SchoolRow, SectionRow, SiteRow
from auditor.site_kind import SITE_KINDS
from auditor.tables import Row, Table, find_table, read_table

_Entry = TypeVar("_Entry", bound=Entry)


def load_registry(folder: Path) -> Registry:
    """Read `schools`, `people`, `sites` and, where it exists, `sections` (.csv or .xlsx) in `folder`.

    Raises `Refusals` that name file and line of every fault found, before anything is visited.
    """
    faults: list[Refusal] = []
    schools = _read(folder, "schools", SchoolRow, faults)
    people = _read(folder, "people", PersonRow, faults)
    sites = _read(folder, "sites", SiteRow, faults)
    sections = _read(folder, "sections", SectionRow, faults, required=False)
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
    of_school = {entry.school_id: entry.grades for entry, _ in schools}
    parts: dict[str, list[SiteSection]] = {}
    for part, _ in sections:
        parts.setdefault(part.site_id, []).append(part.section_of_site())
    return Registry(
        tuple(entry.school() for entry, _ in schools),
        tuple(entry.person() for entry, _ in people),
        tuple(
            entry.site(tuple(parts.get(entry.site_id, ())), of_school[entry.school_id]) for entry, _ in sites
        ),
    )


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
