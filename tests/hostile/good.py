"""Ten good sites among the hostile ones, each with one fault that must be found whatever the others do."""

from __future__ import annotations

from tests.hostile.case import PLAIN, READ, Case, page
from tests.hostile.server import Page

GOOD = 10
LINK = '<p><a href="/week">This week</a></p>'
PIXEL = Page(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
        "f8cfc000000301010018dd8db00000000049454e44ae426082"
    ),
    kind="image/png",
)


def good(scheme: str = "http") -> list[Case]:
    """Return the ten; the last one speaks TLS."""
    return [_site(number) for number in range(GOOD)]


def _site(number: int) -> Case:
    secure = number == GOOD - 1
    return Case(
        f"good-{number}",
        {
            "/": page(LINK, f"<p>Room {number} reads about owls.</p>", title=f"Good room {number}"),
            "/week": page(
                "<p>Spelling test on Friday.</p>",
                # Three faults for three ways of looking: the engine's, a word's, a name's.
                '<img src="/part/owl.png">',
                f"<p>Thaddelin Oswine won the prize of room {number}.</p>",
                title="This week",
            ),
            "/part/owl.png": PIXEL,
        },
        PLAIN,
        READ,
        scheme="https" if secure else "http",
        target="tls" if secure else "plain",
    )


STUDENT = ("Thaddelin", "Oswine")
NAMED = "k8-full-name"
NO_ALT = "wcag-1.1.1"
