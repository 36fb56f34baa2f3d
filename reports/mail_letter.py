"""Hold a worded mail and turn a view into its two bodies; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from reports import render

LONGEST_MAILTO = 1_900
"""Characters of a prepared mail's address: some mail programs cut off what comes after 2,000."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold a mail: what it is called, and the same words as text and as HTML."""

    subject: str
    text: str
    html: str


def letter(subject: str, template: str, view: dict[str, object]) -> Letter:
    """Word a mail by its two templates, which say the same things in the same order."""
    view = {**view, "subject": subject}
    return Letter(subject, render.text(f"{template}.txt", **view), render.mail(f"{template}.html", **view))


def mailto(addresses: list[str], subject: str, body: str, hidden: tuple[str, ...] = ()) -> str:
    """Return the address of a prepared mail, "" where it would be too long for mail programs.

    `hidden` get a copy that the others do not see.
    """
    fields = [f"bcc={','.join(quote(each, safe='@') for each in hidden)}"] if hidden else []
    # Mail programs want CRLF between the lines of a body.
    fields += [f"subject={quote(subject, safe='')}", f"body={quote(body, safe='').replace('%0A', '%0D%0A')}"]
    made = f"mailto:{','.join(quote(each, safe='@') for each in addresses)}?{'&'.join(fields)}"
    return made if len(made) <= LONGEST_MAILTO else ""
