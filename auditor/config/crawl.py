"""Read how sites are read and shown: the sections `[crawl]` and `[browser]`; reads no site."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from auditor.config.part import Part


class HostRate(Part):
    """Set the manners for one host that the district owns."""

    delay: float = Field(default=1.0, ge=0, le=600)
    concurrent: int = Field(default=1, ge=1, le=32)
    robots: bool = True


class Crawl(Part):
    """Bound how much of a site is read, and how fast."""

    pages: int = Field(default=200, ge=1, le=100_000)
    depth: int = Field(default=8, ge=0, le=100)
    refresh_days: int = Field(default=7, ge=0, le=365)
    pages_twice: int = Field(default=12, ge=0, le=1000)
    page_bytes: int = Field(default=10_000_000, ge=10_000, le=100_000_000)
    document_bytes: int = Field(default=25_000_000, ge=10_000, le=500_000_000)
    site_minutes: float = Field(default=15.0, gt=0, le=240)
    night_hours: float = Field(default=4.0, gt=0, le=24)
    links_minutes: float = Field(default=60.0, gt=0, le=600)
    connect_seconds: float = Field(default=10.0, gt=0, le=120)
    first_byte_seconds: float = Field(default=20.0, gt=0, le=240)
    response_seconds: float = Field(default=30.0, gt=0, le=600)
    hosts: dict[str, HostRate] = {}


class Browser(Part):
    """Say which engines look at pages, and in how many browsers (0: one per core)."""

    engines: list[Literal["axe", "alfa", "own"]] = ["axe", "alfa", "own"]
    jobs: int = Field(default=0, ge=0, le=64)
    page_seconds: float = Field(default=45.0, ge=1, le=600)
    remote: str = ""
