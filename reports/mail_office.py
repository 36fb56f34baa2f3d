"""Word the mail to the communications office about items that nobody has acknowledged; sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditor.config import Config
from auditor.registry import Person
from reports import words
from reports.mail_letter import Letter, letter


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Say of one school how many items wait, since which morning, and with whom; `items` are their ids."""

    school: str
    told: date
    number: int
    principals: tuple[Person, ...]
    link: str
    items: tuple[str, ...] = ()


def escalation(waiting: Sequence[Unanswered], reader: Person, config: Config, day: date) -> Letter:
    """Word the mail about privacy items that no school has acknowledged within a school day."""
    number = sum(each.number for each in waiting)
    where = waiting[0].school if len(waiting) == 1 else words.count(len(waiting), "school")
    return letter(
        f"Not answered yet, {day:%b} {day.day}: {words.count(number, 'item')} at {where}",
        "mail_office",
        {
            "waiting": waiting,
            "number": number,
            "day": day,
            "reader": reader,
            "district": config.district,
            "reply_to": config.mail.reply_to,
        },
    )
