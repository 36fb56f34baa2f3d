"""Write the rich report once for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.store import SchoolReport
from reports import principal
from tests.reports.invented_school import config, rich


@pytest.fixture(scope="session")
def rich_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a second night's report that holds every state."""
    here = tmp_path_factory.mktemp("rich")
    return principal.write(rich(here), config(), here / "larkspur" / "2026-11-04").parent


@pytest.fixture
def written(tmp_path: Path) -> Callable[[SchoolReport], Path]:
    """Return what writes a report and gives its folder."""

    def write(report: SchoolReport) -> Path:
        return principal.write(report, config(), tmp_path / "out").parent

    return write
