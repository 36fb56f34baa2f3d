"""What is made once: the same thing for the same things, another for others, nothing for a copy."""

from __future__ import annotations

from dataclasses import replace

from auditor.once import Once
from auditor.roster import Roster


def test_a_thing_is_made_once_for_what_it_is_made_of() -> None:
    asked: list[tuple[object, ...]] = []

    def joined(*given: object) -> tuple[object, ...]:
        asked.append(given)
        return given

    once, one, other = Once(), ["Ada"], ["Ada"]
    assert once(joined, one) is once(joined, one)
    assert once(joined, other) is not once(joined, one), "equal is not the same"
    assert once(joined, one, other) == (one, other)
    assert len(asked) == 3
    assert "Ada" not in repr(once)


def test_a_changed_roster_starts_anew() -> None:
    roster = Roster(loaded=True)
    made = roster.once(list, ())
    assert roster.once(list, ()) is made
    assert replace(roster, loaded=False).once(list, ()) is not made
    assert roster == Roster(loaded=True), "what was made of it is no part of it"
