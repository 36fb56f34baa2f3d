"""Remember what sites said night by night and tell news from noise; fetches, reads and stores nothing.

`lines` turns a page into items, `ledger` remembers them, `news` judges what came, `verdict` decides
due dates. All of it is pure: the same nights give the same verdicts.
"""

from __future__ import annotations

from auditor.history.feeds import LONGEST, MOST_POSTINGS, Posting, read_entries, read_posts
from auditor.history.ledger import FILES, SERVED, SHOWN, Entry, Hash, Ledger, Span, advance, ledger_of
from auditor.history.lines import (
    QUIET_FRAMES,
    Item,
    Kind,
    document_item,
    file_item,
    items_of,
    posting_items,
    waits_for_script,
)
from auditor.history.looks import Days, Look, Looks, moments_of
from auditor.history.news import News
from auditor.history.spread import (
    DISTRICT,
    SAME_NIGHT,
    SHARED,
    Carrier,
    carriers_of,
    marks_of,
    may_be_marked,
    new_marks,
    spread_of,
)
from auditor.history.verdict import Record, Side, decide, school_days_since, side_of

__all__ = [
    "DISTRICT",
    "FILES",
    "LONGEST",
    "MOST_POSTINGS",
    "QUIET_FRAMES",
    "SAME_NIGHT",
    "SERVED",
    "SHARED",
    "SHOWN",
    "Carrier",
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
    "carriers_of",
    "decide",
    "document_item",
    "file_item",
    "items_of",
    "ledger_of",
    "marks_of",
    "may_be_marked",
    "moments_of",
    "new_marks",
    "posting_items",
    "read_entries",
    "read_posts",
    "school_days_since",
    "side_of",
    "spread_of",
    "waits_for_script",
]
