"""Turn the registry and the rules of a night into JSON and back; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from auditor.registry import DateRange, Owner, Person, Registry, School, Site, SiteSection
from auditor.rule import Section, Severity
from auditor.store.entries import ClauseEntry, RuleEntry, Ruleset
from auditor.store.records import RulesetChange


def registry_content(registry: Registry) -> dict[str, Any]:
    """Return a registry as JSON-able data; dates as ISO text."""
    plain: dict[str, Any] = _dates_as_text(asdict(registry))
    return plain


def registry_of(content: Mapping[str, Any]) -> Registry:
    """Return the registry that `registry_content` wrote."""
    return Registry(
        tuple(School(**_known(School, school)) for school in content["schools"]),
        tuple(
            Person(**{**_known(Person, person), "start": _day(person["start"]), "end": _day(person["end"])})
            for person in content["people"]
        ),
        tuple(_site(site) for site in content["sites"]),
    )


def ruleset_content(ruleset: Ruleset) -> dict[str, Any]:
    """Return a ruleset as JSON-able data."""
    return asdict(ruleset)


def ruleset_of(content: Mapping[str, Any]) -> Ruleset:
    """Return the ruleset that `ruleset_content` wrote."""
    return Ruleset(
        tuple(
            RuleEntry(
                **{
                    **_known(RuleEntry, rule),
                    "severity": Severity(rule["severity"]),
                    "section": Section(rule["section"]),
                    "criteria": tuple(rule["criteria"]),
                }
            )
            for rule in content["rules"]
        ),
        tuple(ClauseEntry(**_known(ClauseEntry, clause)) for clause in content["clauses"]),
        dict(content["engines"]),
    )


def changes_between(before: Ruleset, after: Ruleset) -> RulesetChange:
    """Say which rules came, went or changed, and which engines have another version."""
    old = {rule.id: rule for rule in before.rules}
    new = {rule.id: rule for rule in after.rules}
    return RulesetChange(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(id for id in new.keys() & old.keys() if new[id] != old[id])),
        engines=tuple(
            sorted(
                name
                for name in {*before.engines, *after.engines}
                if before.engines.get(name) != after.engines.get(name)
            )
        ),
    )


def _site(site: Mapping[str, Any]) -> Site:
    return Site(
        **{
            **_known(Site, site),
            "owners": tuple(Owner(**owner) for owner in site["owners"]),
            "archived_paths": tuple(site["archived_paths"]),
            "excused": tuple(
                DateRange(date.fromisoformat(days["start"]), date.fromisoformat(days["end"]))
                for days in site["excused"]
            ),
            "active_from": _day(site["active_from"]),
            "active_to": _day(site["active_to"]),
            "sections": tuple(
                SiteSection(
                    **{
                        **_known(SiteSection, section),
                        "owners": tuple(Owner(**owner) for owner in section["owners"]),
                    }
                )
                for section in site["sections"]
            ),
        }
    )


def _known(type: type[Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the fields that this version has: an older night may have been written with others."""
    names = {field.name for field in fields(type)}
    return {name: value for name, value in content.items() if name in names}


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _dates_as_text(plain: Any) -> Any:
    match plain:
        case dict():
            return {key: _dates_as_text(value) for key, value in plain.items()}
        case list() | tuple():
            return [_dates_as_text(value) for value in plain]
        case date():
            return plain.isoformat()
        case _:
            return plain
