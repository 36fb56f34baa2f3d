"""Read the section `[district]`: its name, its clock, and who signs and answers."""

from __future__ import annotations

from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from auditor.config.part import Email, Part


@cache
def _zones() -> frozenset[str]:
    """Return the names that this machine knows; listing them opens hundreds of files."""
    return frozenset(available_timezones())


class Contact(Part):
    """Name whom readers may ask, as reports print it."""

    name: str = ""
    title: str = ""
    email: Email = ""
    phone: str = ""


class District(Part):
    """Name the district, its clock, and who signs and answers."""

    name: str = Field(min_length=1)
    short_name: str = ""
    timezone: str
    website: str = ""
    email_domains: list[str] = []
    school_year_starts: date | None = None
    parents: Contact = Contact()
    signoff: Contact = Contact()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in _zones():
            raise ValueError(f'"{value}" is no time zone; write one such as "America/Denver"')
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)
