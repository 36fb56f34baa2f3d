"""Word the note that something told by mail was wrong, to whoever was told it; sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditor.config import Config
from auditor.registry import Person
from reports import words
from reports.corrections import Correction
from reports.mail_letter import Letter, letter

ROLES = {
    "principal": "principal",
    "delegate": "delegate of the principal",
    "communications": "reader in the communications office",
    "teacher": "owner of a classroom website",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Say of one school what was wrong; `link` is its report, "" where the reader may not open it."""

    school: str
    corrections: tuple[Correction, ...]
    link: str = ""

    @property
    def number(self) -> int:
        return sum(max(1, len(each.numbers)) for each in self.corrections)


def correction(notes: Sequence[Note], reader: Person, config: Config, day: date) -> Letter:
    """Word the note; the words of whoever decided stay in the report, since they may name someone."""
    number = sum(note.number for note in notes)
    where = notes[0].school if len(notes) == 1 else words.count(len(notes), "school")
    was = "was" if number == 1 else "were"
    return letter(
        f"Correction, {day:%b} {day.day}: {words.count(number, 'item')} {was} wrong at {where}",
        "mail_correction",
        {
            "notes": notes,
            "number": number,
            "day": day,
            "reader": reader,
            "role": ROLES.get(reader.role, reader.role),
            "district": config.district,
            "reply_to": config.mail.reply_to,
        },
    )
