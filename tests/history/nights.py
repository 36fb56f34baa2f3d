"""Show a site night after night to the history alone, without server or store; judges by its verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from auditor.calendar import Duty, due_days, window_of
from auditor.extract.html import read_html
from auditor.history import (
    SERVED,
    SHOWN,
    Days,
    Item,
    Ledger,
    Look,
    Looks,
    News,
    Record,
    advance,
    decide,
    items_of,
)
from auditor.snapshot import Change, Deadline, Sort

ZONE = ZoneInfo("America/Denver")
ROOT = "http://room12.example/"
DUTY = Duty("FREQ=MONTHLY;BYDAY=1TU,4TU")

Shown = str | Mapping[str, str] | None


def key_of(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def local(day: date, hour: int = 2, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


class Nights:
    """Follow one site; `why_closed` is its school's calendar."""

    def __init__(self, why_closed: Callable[[date], str] = lambda _: "") -> None:
        self.ledgers: dict[tuple[str, str], Ledger] = {}
        self.looks: list[Look] = []
        self.days = Days(ZONE, why_closed)

    def look(
        self,
        when: datetime,
        shown: Shown,
        reason: str = "",
        *,
        root: str = "r",
        rendered: Shown = None,
        more: Mapping[str, Iterable[Item]] | None = None,
        changed: datetime | None = None,
    ) -> None:
        """Enter one night; `shown` are pages by key (or the first page alone), None where it was down;
        `changed` is when the server says that they changed last."""
        number = len(self.looks) + 1
        before = self.looks[-1].audit if self.looks else None
        whole = next((look.audit for look in reversed(self.looks) if look.whole), None)
        served = {page for page, view in self.ledgers if view == SERVED}
        for view, given in ((SERVED, shown), (SHOWN, rendered)):
            pages = {"/": given} if isinstance(given, str) else given or {}
            for page, html in pages.items():
                extra = (more or {}).get(page, ()) if view == SERVED else ()
                items = (*items_of(read_html(html, ROOT.rstrip("/") + page), page, ROOT), *extra)
                self.ledgers[page, view], _ = advance(
                    self.ledgers.get((page, view)),
                    items,
                    number,
                    name=f"{view} {page}",
                    page=page,
                    view=view,
                    site_before=before,
                    page_before=None if view == SHOWN and page in served else whole,
                    hashed=key_of,
                    masked=lambda text: text,
                    unchanged_since=changed.isoformat() if changed is not None else "",
                )
        reason = reason or ("" if shown is not None else "timeout")
        self.looks.append(Look(number, when.astimezone(ZONE), not reason, reason, root, rendered is not None))

    def every_night(
        self,
        first: date,
        last: date,
        state: Callable[[datetime], Shown],
        hour: int = 2,
        down: Iterable[date] = (),
    ) -> Nights:
        """Enter every night from `first` to `last`."""
        day = first
        while day <= last:
            when = local(day, hour)
            self.look(when, None if day in down else state(when))
            day += timedelta(days=1)
        return self

    def changes(self, sort: Sort | None = None) -> list[Change]:
        found = News(tuple(self.ledgers.values()), Looks(self.looks), self.days).changes()
        return [change for change in found if sort in (None, change.sort)]

    def deadline(self, due: date, excused: str = "") -> Deadline:
        near = due_days(DUTY, due - timedelta(days=60), due + timedelta(days=60))
        windows = [window_of(DUTY, day, ZONE) for day in near]
        (own,) = [window for window in windows if window.due == due]
        others = [window for window in windows if window.due != due]
        news = News(tuple(self.ledgers.values()), Looks(self.looks), self.days)
        record = Record("", news.looks, news.changes())
        return decide(record, own, others, self.days, excused or self.days.why_closed(due))


def after(moment: datetime, text: str, otherwise: str = "") -> Callable[[datetime], str]:
    """Return what shows a text from a moment on."""
    return lambda when: text if when >= moment else otherwise
