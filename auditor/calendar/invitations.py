"""Write due dates as a calendar file for teachers, with the breaks left out; sends it to nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from auditor.calendar.closures import Closures
from auditor.calendar.due import Duty, due_days

PRODUCT = "-//classroom-auditor//due dates//EN"


def invitations(
    duty: Duty, closures: Closures, first: date, last: date, *, name: str, host: str, stamp: datetime
) -> bytes:
    """Return a calendar (RFC 5545) with one whole-day entry a due date on which the school is open.

    `name` titles the calendar, `host` makes its entries' ids unique, `stamp` is when it was written:
    the same days give the same ids, so that a calendar read again doubles nothing.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for due in due_days(duty, first, last):
        if closures.why(due):
            continue
        opens = due - timedelta(days=duty.opens_days_before)
        closes = due + timedelta(days=duty.grace_days)
        until = "this day" if closes == due else f"{closes:%A, %B} {closes.day}"
        event = Event()
        event.add("uid", f"update-due-{due.isoformat()}@{host or 'classroom-auditor'}")
        event.add("dtstamp", stamp.astimezone(UTC))
        event.add("dtstart", due)
        event.add("dtend", due + timedelta(days=1))
        event.add("summary", "Classroom website: update due today")
        event.add(
            "description",
            f"New classroom information counts from {opens:%A, %B} {opens.day} to the end of {until}.",
        )
        event.add("transp", "TRANSPARENT")
        reminder = Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", "The classroom website's update is due tomorrow")
        reminder.add("trigger", timedelta(hours=-16))
        event.add_component(reminder)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
