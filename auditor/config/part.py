"""Say how strictly every section of `auditor.toml` is read; leaves the sections to their own files."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
Email = Annotated[str, Field(pattern=rf"^$|^{_ATOM}(\.{_ATOM})*@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$")]


class Part(BaseModel):
    """Read one section: every key known, every value of its own type, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, protected_namespaces=())
