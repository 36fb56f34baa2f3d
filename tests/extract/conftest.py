"""Give tests one pool of locked-in readers for the whole folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.extract.documents import DocumentReader


@pytest.fixture(scope="session")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(1) as pool:
        yield pool
