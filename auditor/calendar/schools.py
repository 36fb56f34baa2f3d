"""Load the calendars of a district and its schools from the configuration folder; decides no verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.calendar.closures import Closures, Cues, read_closures
from auditor.calendar.due import Setting
from auditor.exits import Exit, Refusal
from auditor.words import words_in_force

DISTRICT = "district.ics"
"""The calendar that holds for every school, beside the one that a school may name."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """Hold the closed days of every school by its id."""

    schools: Mapping[str, Closures] = field(default_factory=dict)
    district: Closures = field(default_factory=Closures)

    def of(self, school_id: str) -> Closures:
        """Return a school's closed days; those of the district where it has no calendar."""
        return self.schools.get(school_id, self.district)


def load_calendars(folder: Path, schools: Mapping[str, str], setting: Setting) -> Calendars:
    """Read `calendars/` in the configuration folder: what closes the district excuses every school.

    `schools` maps ids to the names of their calendar files, "" for none. The lists of words in the folder
    say which events excuse; so do the clause's settings, `excusing_summary` (a pattern) in the stead of the
    list and `excusing_categories` beside it. Raises `Refusal` (78) for a file or a pattern that cannot be
    read.
    """
    pattern = setting("excusing_summary", "")
    no_names: tuple[object, ...] = ()
    categories = tuple(str(name) for name in setting("excusing_categories", no_names))
    try:
        cues = Cues.of(words_in_force(folder), pattern, categories)
    except re.error:
        sentence = f'"excusing_summary" is no pattern: {pattern}'
        raise Refusal(Exit.CONFIGURATION, sentence, folder / "policies") from None
    places = folder / "calendars"
    names = {name for name in schools.values() if name}
    if (places / DISTRICT).is_file():
        names.add(DISTRICT)
    read = {name: read_closures(places / name, cues) for name in sorted(names)}
    district = read.get(DISTRICT, Closures())
    own = {school: read[name].joined(district) for school, name in schools.items() if name}
    return Calendars(own, district)
