"""Read schools, people, sites and sections from the configuration folder; knows no policy."""

from auditor.registry.entries import DateRange, Owner, Person, Registry, School, Site, SiteSection
from auditor.registry.reading import load_registry

__all__ = [
    "DateRange",
    "Owner",
    "Person",
    "Registry",
    "School",
    "Site",
    "SiteSection",
    "load_registry",
]
