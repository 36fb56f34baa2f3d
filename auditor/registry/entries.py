"""Hold what a district registers: schools, people, sites and who answers for them; reads nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
