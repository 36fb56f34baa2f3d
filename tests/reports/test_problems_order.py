"""Places of a problem stand in the order of the page, however they are told."""

from __future__ import annotations

import pytest

from reports.places import _COUNTED, _as_number


@pytest.mark.parametrize(
    "places",
    [
        ["first picture", "second picture", "fourth picture", "fifth picture", "seventh picture"],
        ["twelfth link", "13th link", "100th link"],
        ["row 2, column 1 of the table", "row 2, column 10 of the table", "row 11, column 1 of the table"],
    ],
)
def test_places_in_the_order_of_the_page(places: list[str]) -> None:
    by_name = sorted(places)
    assert sorted(by_name, key=lambda place: _COUNTED.sub(_as_number, place)) == places
