"""Name the kinds of site: what a clause binds and what the registry says of a site."""

from __future__ import annotations

from typing import Literal, get_args

SiteKind = Literal[
    "class",
    "team",
    "club",
    "department",
    "school",
    "official",
    "social",
    "student-publication",
    "personal",
]
SITE_KINDS: tuple[str, ...] = get_args(SiteKind)
