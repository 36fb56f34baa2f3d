"""Read the section `[roster]`: where the confidential lists lie and what they call things; opens none."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from auditor.config.part import Part


class RosterColumns(Part):
    """Map our column names to the district's own."""

    optouts: dict[str, str] = {}
    users: dict[str, str] = {}


class RosterFiles(Part):
    """Say where the confidential lists lie; both may be absent, which every report then says."""

    oneroster: str = ""
    optouts: str = ""
    min_students: int = Field(default=1, ge=0)
    shrink_to: float = Field(default=0.9, ge=0, le=1)
    optouts_max_age_days: int = Field(default=30, ge=1)
    scope_a_includes: list[Literal["phone", "voice"]] = []
    formers_count: bool = True
    agreement_values: list[str] = ["yes", "y", "true", "1", "signed"]
    columns: RosterColumns = RosterColumns()
    scopes: dict[str, Literal["A", "B", "C"]] = {}
