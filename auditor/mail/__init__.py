"""Build messages, decide on which mornings they go, and deliver the outbox; words no mail itself."""

from __future__ import annotations

from auditor.mail.delivery import Delivered, Fate, Outcome, Patience, Post, Unavailable, deliver
from auditor.mail.folder import FolderPost
from auditor.mail.message import Envelope, compose, draft, one_line
from auditor.mail.readers import Gate, belongs_to, cannot_exist, readers_of
from auditor.mail.rhythm import DueDate, Mornings, is_due, scheduled
from auditor.mail.smtp import SmtpPost, read_password
from auditor.mail.trial import send_test

__all__ = [
    "Delivered", "DueDate", "Envelope", "Fate", "FolderPost", "Gate", "Mornings", "Outcome", "Patience",
    "Post", "SmtpPost", "Unavailable", "belongs_to", "cannot_exist", "compose", "deliver", "draft", "is_due",
    "one_line", "read_password", "readers_of", "scheduled", "send_test",
]  # fmt: skip
