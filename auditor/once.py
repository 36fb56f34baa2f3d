"""Work out what follows from something that does not change, once, for as long as that thing lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Once:
    """Hold what was made for one roster, one site or the like; whoever asks cannot tell when it was made.

    It is for pure functions of things that do not change. What they are given is told by identity,
    because a roster or a site's pages would cost more to compare than to read.
    """

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[tuple[int, ...], tuple[object, object]] = {}

    def __call__(self, make: Callable[Given, Made], *given: Given.args, **named: Given.kwargs) -> Made:
        """Return `make(*given)`, made the first time and the same thing ever after."""
        asked = (make, *given, *named.values())
        key = tuple(map(id, asked))
        if key not in self._made:
            # Kept with its result, so that no other thing can come to have the same identity.
            self._made[key] = asked, make(*given, **named)
        return self._made[key][1]  # type: ignore[return-value]

    def __repr__(self) -> str:
        return f"Once({len(self._made)} made)"


def short_known(
    most: int, longest: int
) -> Callable[[Callable[Concatenate[str, Given], Made]], Callable[Concatenate[str, Given], Made]]:
    """Keep in mind the newest `most` answers of a pure function of a text, and other plain values.

    Texts of more than `longest` letters are worked out each time: what comes again on every page, such as
    a menu's addresses, is short, and long ones would fill the memory.
    """

    def known(make: Callable[Concatenate[str, Given], Made]) -> Callable[Concatenate[str, Given], Made]:
        kept = lru_cache(maxsize=most)(make)

        @wraps(make)
        def answer(text: str, /, *given: Given.args, **named: Given.kwargs) -> Made:
            if len(text) > longest:
                return make(text, *given, **named)
            return kept(text, *given, **named)  # type: ignore[arg-type]

        return answer

    return known
