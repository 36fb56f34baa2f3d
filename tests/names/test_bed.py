"""Hold matching to its figures on a bed of invented names; the seeds were not those it was built on."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from auditor.checkers import names
from auditor.finding import Finding
from auditor.snapshot import Snapshot

from ..checkers.name_pages import POLICY
from .bed import bed, score
from .bed.people import district


@pytest.mark.parametrize("seed", [101, 202])
def test_names_are_found_and_lookalikes_left_alone(seed: int) -> None:
    people = district(seed, 9000)

    def check(snapshot: Snapshot) -> Iterable[Finding]:
        in_force = POLICY.for_site(snapshot.site.kind, snapshot.as_of)
        return names.check(snapshot, in_force, people.roster)

    result = score(people, bed(people, seed, sites=40, pages=8), check)
    assert result.recall >= 0.97, result.missed
    assert result.precision >= 0.95, result.wrong
    assert result.fooled_share <= 0.03, result.fooled
    assert result.mistaken == []
