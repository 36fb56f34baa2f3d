"""Word the test mail that an operator asks for; sends nothing."""

from __future__ import annotations

from datetime import datetime

from auditor.config import Config
from reports.mail_letter import Letter, letter


def letter_of(config: Config, now: datetime) -> Letter:
    """Word the test mail."""
    view: dict[str, object] = {"district": config.district, "now": now}
    return letter("Classroom websites: a test mail", "mail_trial", view)
