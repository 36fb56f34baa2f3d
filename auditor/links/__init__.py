"""Judge links by rules that are data: what stands behind a link, how it is used, and what follows.

`config/links/*.toml` hold an ordered list of rules (the first that fits decides), the signals that rules
name, and the registers of hosts; `decisions.csv` beside them settles single destinations.
"""

from __future__ import annotations

from auditor.links.book import DECIDED, LinkBook, LinkExample, LinkRule
from auditor.links.destination import (
    MOST_TITLES,
    Destination,
    JudgedLink,
    Judgement,
    LinkDecision,
    LinkVerdict,
    PastTitle,
    Reach,
    Use,
)
from auditor.links.memory import due, remembered
from auditor.links.reach import settled
from auditor.links.reading import load_links
from auditor.links.web_address import Register, web_address

__all__ = [
    "DECIDED",
    "MOST_TITLES",
    "Destination",
    "JudgedLink",
    "Judgement",
    "LinkBook",
    "LinkDecision",
    "LinkExample",
    "LinkRule",
    "LinkVerdict",
    "PastTitle",
    "Reach",
    "Register",
    "Use",
    "due",
    "load_links",
    "remembered",
    "settled",
    "web_address",
]
