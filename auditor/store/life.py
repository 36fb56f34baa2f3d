"""Decide when a finding that was not seen tonight is gone; a check that failed closes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from auditor.finding import Reason, SiteOutcome, Skipped, Stage
from auditor.page import Source
from auditor.store.entries import RuleEntry, SiteResult

_GONE = frozenset((404, 410))
Hash = Callable[[str], str]


class Cause(StrEnum):
    """Why a finding was closed."""

    NOT_SEEN = "not-seen"
    PAGE_GONE = "page-gone"
    RULE_OFF = "rule-off"
    JUDGED_ANEW = "judged-anew"


@dataclass(frozen=True, slots=True)
class Known:
    """Hold where an earlier finding stands, by keyed hashes; `page` is "" for the site as a whole.

    `document` is the linked file it was found in, "" for the page itself; `places` are all addresses
    it has to do with; `by_browser` is true where a browser had shown the page.
    """

    rule: str
    page: str
    document: str
    places: frozenset[str]
    source: str
    by_browser: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """Say what was looked at tonight, by keyed hashes of page keys and addresses.

    `judged_anew` are places that say what they said the last time, and are judged by other rules or by
    another version of the program: nobody mended what is no longer seen there.
    """

    result: SiteResult
    rules: Mapping[str, RuleEntry]
    roster: bool
    by_text: frozenset[str]
    by_browser: frozenset[str]
    gone: frozenset[str]
    present: frozenset[str]
    silenced: Mapping[str, frozenset[str]]
    judged_anew: frozenset[str] = frozenset()

    @staticmethod
    def of(
        result: SiteResult,
        rules: Mapping[str, RuleEntry],
        roster: bool,
        page: Hash,
        place: Hash,
        judged_anew: Collection[str] = (),
    ) -> Looked:
        """Gather from a night's result what was looked at; `page` hashes page keys, `place` addresses.

        `judged_anew` are hashes of pages and files (see `moves.judged_anew`).
        """
        by_text, by_browser, gone, present, anew = set(), set(), set(), set(), set()
        for record in result.pages:
            names = {page(record.key), place(record.url), place(record.key)}
            present |= names
            if page(record.key) in judged_anew:
                anew |= names
            if record.status in _GONE:
                gone |= names
                continue
            if record.by_text:
                by_text |= names
            if record.by_browser:
                by_browser |= names
        silenced: dict[str, set[str]] = {}
        for skip in result.skipped:
            if skip.url:
                silenced.setdefault(place(skip.url), set()).update(skip.rules or ("",))
        return Looked(
            result, rules, roster, frozenset(by_text), frozenset(by_browser), frozenset(gone),
            frozenset(present), {name: frozenset(rules) for name, rules in silenced.items()}, frozenset(anew),
        )  # fmt: skip


def closing(known: Known, looked: Looked) -> Cause | None:
    """Return why an unseen finding is closed tonight, None where it may still be there."""
    result = looked.result
    rule = looked.rules.get(known.rule)
    if rule is None or known.rule in result.rules_off:
        return Cause.RULE_OFF
    if known.rule in result.by_person:
        # Somebody noted a look at a site that no program reads: it need not have been read tonight.
        return Cause.NOT_SEEN
    if result.outcome in (SiteOutcome.ERROR, SiteOutcome.REFUSED):
        return None
    if _page_gone(known, looked):
        return Cause.PAGE_GONE
    if known.rule not in result.rules_run or (rule.needs_roster and not looked.roster):
        return None
    needs_browser = rule.needs_browser or known.by_browser
    if any(_silences(skip, known, needs_browser) for skip in result.skipped):
        return None
    if any({"", known.rule} & looked.silenced.get(place, frozenset()) for place in known.places):
        return None
    if not known.page:
        return Cause.NOT_SEEN if result.complete else None
    read = looked.by_text & looked.by_browser if needs_browser else looked.by_text
    if known.page not in read:
        return None
    if known.document and known.document not in looked.by_text:
        gone = result.complete and known.document not in looked.present
        return Cause.PAGE_GONE if gone else None
    return Cause.JUDGED_ANEW if (known.document or known.page) in looked.judged_anew else Cause.NOT_SEEN


def _page_gone(known: Known, looked: Looked) -> bool:
    if not known.page:
        return False
    for name in filter(None, (known.page, known.document)):
        if name in looked.gone:
            return True
    unread = any(place in looked.silenced for place in known.places)
    return looked.result.complete and known.page not in looked.present and not unread


def _silences(skip: Skipped, known: Known, needs_browser: bool) -> bool:
    """Tell whether a remark about the site, or about something shown in it, leaves the rule undecided."""
    if skip.reason is Reason.EMBED_NOT_READ and known.source == Source.FRAME:
        return True
    if skip.reason is Reason.PICTURE_NOT_READ and known.source == Source.OCR:
        return True
    if skip.url:
        return False
    if skip.rules:
        return known.rule in skip.rules
    # A crawl that ended early says nothing of the pages that were read.
    if skip.stage in (Stage.CONNECT, Stage.CRAWL):
        return False
    return needs_browser if skip.stage is Stage.BROWSER else True
