"""Say on which days updates are due, in which windows they count, and which days are excused.

All of it in the district's time; what was posted, and whether that was enough, is left to `history`.
"""

from __future__ import annotations

from auditor.calendar.closures import Closures, read_closures
from auditor.calendar.due import TOPIC, Duty, Setting, Window, due_days, duty_of, window_of
from auditor.calendar.invitations import invitations
from auditor.calendar.moments import day_of, in_words, local_midnight, local_moment, moment_of
from auditor.calendar.schools import Calendars, load_calendars

__all__ = [
    "TOPIC",
    "Calendars",
    "Closures",
    "Duty",
    "Setting",
    "Window",
    "day_of",
    "due_days",
    "duty_of",
    "in_words",
    "invitations",
    "load_calendars",
    "local_midnight",
    "local_moment",
    "moment_of",
    "read_closures",
    "window_of",
]
