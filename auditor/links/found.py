"""Say what a visitor's look at an address shows, apart from words on lists: lost, for sale, changed hands.

Leaves out fetching. Every function returns a plain sentence, or "" where the sign does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from auditor.links.destination import Destination, Reach, Use
from auditor.links.phrases import folded
from auditor.links.web_address import WebAddress, web_address
from auditor.words import in_force, of_words

_WORD = re.compile(r"[^\W\d_]{3,}")
_FOR_SALE = r"(?:\s+\w+){0,3}?\s+(?:{for-sale-verb} )?{for-sale}"
_SIGN_IN = (
    r"(?i)^(?:log-?in|sign-?in|accounts?|auth\w*|sso|oauth\d?|checkpoint|authwall|servicelogin"
    r"|{sign-in-part})$"
)

UNOPENED: Mapping[Reach, str] = {
    Reach.GONE: "The page is gone.",
    Reach.SOFT_404: "The page says that it is not there.",
    Reach.NO_NAME: "There is no such host.",
    Reach.REFUSED: "The server refuses connections.",
    Reach.LOOP: "The address leads round in a circle.",
    Reach.TIMEOUT: "The server did not answer in time.",
    Reach.ERROR: "The server answered with an error.",
    Reach.TLS: "A browser warns that the connection is not safe.",
    Reach.INSIDE: "It points inside a private network.",
}


def ended(seen: Destination | None) -> str:
    """Return where a visitor ended: in front of a sign-in, that is the page he had asked for."""
    if seen is None:
        return ""
    sign_in = in_force().pattern(_SIGN_IN)
    asks = any(sign_in.match(part.partition(".")[0]) for part in web_address(seen.final_url).segments)
    return seen.hops[-1] if seen.reach is Reach.WALL and asks and seen.hops else seen.final_url


def unopened(seen: Destination | None) -> str:
    """Tell why a parent cannot open the address tonight."""
    if seen is None or not seen.reach.unopened:
        return ""
    return UNOPENED[seen.reach] + (f" ({seen.detail})" if seen.detail else "")


def lost_twice(seen: Destination | None) -> str:
    """Tell whether the address led nowhere on two nights in a row."""
    if seen is None or not seen.reach.lost or seen.nights < 2:
        return ""
    return f"{UNOPENED[seen.reach]} So it was on {seen.nights} nights in a row."


def offers_itself(address: WebAddress, seen: Destination | None) -> str:
    """Tell whether the page says that its own name is for sale ("rockcycle.org may be for sale")."""
    if seen is None or not seen.read or not address.registrable:
        return ""
    said = folded(f"{seen.itself}\n{seen.text}")
    for_sale = in_force().pattern(_FOR_SALE)
    for name in re.finditer(rf"(?<!\w){re.escape(address.registrable)}", said):
        if hit := for_sale.match(said, name.end()):
            return f"The page says “{name[0]}{hit[0]}”."
    return ""


def titled_by_host(address: WebAddress, seen: Destination | None) -> str:
    """Tell whether a page has nothing but its own host for a title, as parked addresses do."""
    if seen is None or not seen.read or not address.registrable:
        return ""
    named = folded(seen.title).removeprefix("www.") in (address.registrable, address.bare)
    return f"Its title is its own address, {address.registrable}." if named else ""


def taken_over(seen: Destination | None, use: Use) -> str:
    """Tell whether the address calls itself something quite different from what it was.

    It counts where the titles broke off once: an address that is called something else every night
    tells nothing. Nor does it where the new name still shares a word with the host or with what the
    page calls the link.
    """
    if seen is None or not seen.read or not seen.history:
        return ""
    told = [(past.title, past.last, name_words(past.title)) for past in seen.history]
    told = [each for each in told if each[2]]
    now = name_words(f"{seen.title} {seen.site_name}")
    if not told or not now:
        return ""
    later = [*(words for _, _, words in told[1:]), now]
    broke = [each for each, after in zip(told, later, strict=True) if not each[2] & after]
    host = web_address(seen.final_url).label
    if (
        len(broke) != 1
        or now & name_words(f"{use.words} {use.sentence}")
        or any(word in host for word in now)
    ):
        return ""
    title, day, _ = broke[0]
    return f"On {day.isoformat()} it was called “{title}”, now it is called “{seen.title}”."


@of_words
@cache
def _title_words() -> frozenset[str]:
    """Return words that say nothing of who somebody is; titles that hold nothing else are no titles."""
    return in_force().of("title-word")


def name_words(text: str) -> frozenset[str]:
    """Return the words of a title or a link that can name something."""
    return frozenset(_WORD.findall(folded(text))) - _title_words()
