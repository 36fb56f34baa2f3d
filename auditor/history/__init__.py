"""Remember what sites said night by night and tell news from noise; fetches, reads and stores nothing.

`lines` turns a page into items, `ledger` remembers them, `news` judges what came, `verdict` decides
due dates. All of it is pure: the same nights give the same verdicts.
"""

from __future__ import annotations

from auditor.history.feeds import Posting, read_entries, read_posts
from auditor.history.ledger import FILES, SERVED, SHOWN, Entry, Hash, Ledger, Span, advance, ledger_of
from auditor.history.lines import (
    QUIET_FRAMES,
    Item,
    Kind,
    document_item,
    file_item,
    items_of,
    posting_item,
    waits_for_script,
)
from auditor.history.looks import Days, Look, Looks
from auditor.history.news import DISTRICT, SHARED, News, moments_of
from auditor.history.verdict import Record, Side, decide, school_days_since, side_of

__all__ = [
    "DISTRICT",
    "FILES",
    "QUIET_FRAMES",
    "SERVED",
    "SHARED",
    "SHOWN",
    "Days",
    "Entry",
    "Hash",
    "Item",
    "Kind",
    "Ledger",
    "Look",
    "Looks",
    "News",
    "Posting",
    "Record",
    "Side",
    "Span",
    "advance",
    "decide",
    "document_item",
    "file_item",
    "items_of",
    "ledger_of",
    "moments_of",
    "posting_item",
    "read_entries",
    "read_posts",
    "school_days_since",
    "side_of",
    "waits_for_script",
]
