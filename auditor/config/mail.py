"""Read the section `[mail]`: who gets mail on which mornings, and how it leaves this machine; sends none."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from auditor.config.part import Email, Part

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
