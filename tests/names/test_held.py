"""Details that the office holds are looked up, however many students are on the list."""

from __future__ import annotations

import pytest

from auditor.names.held import Held
from auditor.roster import Details, Roster

ROSTER = Roster(
    details={
        "p1": Details(None, ("418 Juniper Lane, Fernville",), ("(406) 555-0164",), ("tm@mailbox.example",)),
        "p2": Details(None, ("P.O. Box 77",), ("555-0177",), ()),
    }
)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Party at 418 Juniper Lane!", [("address", "p1")]),
        ("418 juniper ln.", [("address", "p1")]),
        ("P.O. Box 77", [("address", "p2")]),
        ("call 406.555.0164", [("phone", "p1")]),
        ("call 555-0177", [("phone", "p2")]),
        ("TM (at) mailbox (dot) example", [("email", "p1")]),
        ("tm@mailbox.example or 555-0177", [("email", "p1"), ("phone", "p2")]),
        ("419 Juniper Lane", []),
        ("Juniper Lane", []),
        ("406-555-0165", []),
        ("office@mailbox.example", []),
    ],
)
def test_details_are_looked_up(written: str, found: list[tuple[str, str]]) -> None:
    assert list(Held(ROSTER).may_stand_in(written)) == found


def test_nothing_shows_in_a_repr() -> None:
    assert repr(Held(ROSTER)) == "Held(6 keys)"
