"""Remember a destination from night to night: how long it is lost, its earlier titles; stores nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from auditor.links.destination import MOST_TITLES, Destination, PastTitle, Reach
from auditor.links.web_address import web_address


def remembered(before: Destination | None, now: Destination, day: date) -> Destination:
    """Return tonight's destination with what earlier nights knew of it.

    Nights are counted by date: a second look in one night is no second night. A title is remembered
    when another one takes its place.
    """
    history = before.history if before is not None else ()
    nights = 1 if now.reach.lost else 0
    if before is not None and before.at is not None:
        if nights and before.reach.lost:
            nights = max(1, before.nights) + (before.at.date() < day)
        if before.read and before.title and before.title != now.title and now.read:
            past = PastTitle(
                before.title, web_address(before.final_url).host, before.at.date(), before.at.date()
            )
            same = [known for known in history if known.title != past.title or known.host != past.host]
            first = next((known.first for known in history if known not in same), past.first)
            history = (*same, replace(past, first=first))[-MOST_TITLES:]
        elif not now.read and before.read and before.title:
            # What it was called is not forgotten while it cannot be opened.
            past = PastTitle(
                before.title, web_address(before.final_url).host, before.at.date(), before.at.date()
            )
            if all(known.title != past.title for known in history):
                history = (*history, past)[-MOST_TITLES:]
    return replace(now, nights=nights, history=history)


def due(known: Destination | None, at: datetime, refresh_days: int) -> bool:
    """Tell whether a destination is to be asked for again: what could not be opened every night.

    The others are asked for after `refresh_days`; 0 is never.
    """
    if known is None or known.at is None or known.reach is Reach.UNASKED or known.reach.unopened:
        return True
    return refresh_days > 0 and at - known.at >= timedelta(days=refresh_days)
