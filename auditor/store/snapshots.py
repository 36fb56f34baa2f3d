"""Turn the registry and the rules of a night into JSON and back; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from auditor.registry import DateRange, Owner, Person, Registry, School, Site, SiteSection
from auditor.rule import Section, Severity
from auditor.store.entries import ClauseEntry, RuleEntry, Ruleset
from auditor.store.records import RulesetChange
from auditor.store.schema import audits, registries, rulesets
from auditor.store.seal import Seal, unpack


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


def in_force_on(
    connection: Connection, seal: Seal, audit: int
) -> tuple[dict[str, RuleEntry], dict[str, str]]:
    """Return the rules in force in an audit by id, and each registered site's school."""
    query = (
        select(rulesets.c.content.label("rules"), registries.c.content.label("registered"))
        .select_from(audits)
        .join(rulesets, rulesets.c.digest == audits.c.ruleset)
        .join(registries, registries.c.digest == audits.c.registry)
        .where(audits.c.id == audit)
    )
    row = connection.execute(query).one()
    ruleset = ruleset_of(unpack(row.rules))
    registry = registry_of(seal.open(row.registered))
    return {rule.id: rule for rule in ruleset.rules}, {
        site.site_id: site.school_id for site in registry.sites
    }


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
        # What earlier versions of this program wrote does not tell it.
        content.get("program", ""),
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
