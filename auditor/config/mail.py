"""Read the section `[mail]`: who gets mail on which mornings, and how it leaves this machine; sends none."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from auditor.config.district import District
from auditor.config.part import Email, Part
from auditor.exits import Exit, Refusal
from auditor.toml_file import TomlFile

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Smtp(Part):
    """Name the district's mail server. STARTTLS is verified, or nothing is sent.

    Only a server on this very machine may be spoken to in clear text, and only where `clear_on_loopback`
    says so. The password stands in `password_file` or in the environment, never here.
    """

    host: str = Field(default="", pattern=r"^[A-Za-z0-9.:-]{0,253}$")
    port: int = Field(default=587, ge=1, le=65535)
    user: str = ""
    password_file: str = ""
    clear_on_loopback: bool = False
    timeout_seconds: float = Field(default=30, gt=0, le=600)
    answer_seconds: float = Field(default=300, gt=0, le=3600)
    attempts: int = Field(default=4, ge=1, le=20)
    first_wait_seconds: float = Field(default=20, ge=0, le=3600)


class Mail(Part):
    """Say who gets mail on which mornings, whom readers answer, and how mail leaves this machine."""

    reply_to: Email = ""
    sender: Email = ""
    cadence: Literal["due-date", "weekly", "nightly"] = "due-date"
    weekday: Weekday = "monday"
    reminder_days: int = Field(default=2, ge=0, le=10)
    teacher_notices: Literal["principal", "direct"] = "principal"
    reports_at: str = Field(default="", pattern=r"^$|^(?:https?|file)://[^\s\"<>]+$")
    hold_unread: float = Field(default=0.3, ge=0, le=1)
    delivery: Literal["folder", "smtp"] = "folder"
    folder: str = "mail"
    smtp: Smtp = Smtp()


def refuse_half_a_server(mail: Mail, district: District, file: TomlFile) -> None:
    """Refuse a mail server without what sending by it takes: a host, a sender, the district's domains."""
    if mail.delivery != "smtp":
        return
    wanted = (
        (mail.smtp.host, ("mail", "smtp", "host"), "name the mail server"),
        (
            mail.sender or mail.reply_to or district.signoff.email,
            ("mail", "sender"),
            "name the address that mail comes from",
        ),
        (district.email_domains, ("district", "email_domains"), "mail goes to these domains only"),
    )
    for value, keys, why in wanted:
        if not value:
            sentence = f'the key "{".".join(keys)}" is missing: {why}'
            raise Refusal(Exit.CONFIGURATION, sentence, file.path, file.line(*keys))
