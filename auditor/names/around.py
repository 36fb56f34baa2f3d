"""Hold a name's surroundings and ask simple things of the words in them; weighs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.names.tokens import Token
from auditor.page import Source, Text

Remark = tuple[float, str]
"""Points for or against a student's name, and the reason in words without the name."""

WRITTEN_AS_ONE = frozenset((Source.FILE_NAME, Source.HREF, Source.SCRIPT, Source.HIDDEN, Source.FORM))
CALENDAR = frozenset(
    "january february march april may june july august september october november december sunday monday "
    "tuesday wednesday thursday friday saturday summer autumn fall winter "
    "spring jan feb mar apr jun jul aug".split()
)


@dataclass(frozen=True, slots=True)
class Around:
    """Hold what a name is judged in: its block, the words before it on the page, the rest of its row."""

    text: str
    where: Text
    row: str = ""
    title: str = ""


def beside(found: Sequence[Token], at: int) -> bool:
    """Tell whether a token follows the one before in the same statement ("Ms. Hale" too)."""
    token = found[at]
    if token.touching and token.before:
        return False
    return token.near and (
        not token.ends_sentence or (token.before == ". " and len(found[at - 1].folded) <= 4)
    )


def title_case(found: Sequence[Token]) -> bool:
    """Tell whether nearly every longer word has a capital, as in headings and lists."""
    longer = [token for token in found if len(token.folded) > 3 and token.letters]
    return len(longer) < 3 or sum(token.capital for token in longer) >= 0.8 * len(longer)
