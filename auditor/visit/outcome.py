"""Say how a visit ended, by what it read and what it did not; reads nothing."""

from __future__ import annotations

from dataclasses import replace

from auditor.finding import Reason, SiteOutcome, Skipped, Stage
from auditor.page import Document
from auditor.visit.record import SiteVisit, leaves_a_gap

_REFUSALS = (Reason.ROBOTS, Reason.LOGIN_REQUIRED, Reason.BLOCKED_ADDRESS)


def settled(visit: SiteVisit) -> SiteVisit:
    """Return a visit with its outcome and the reason for it; where nothing was read it says so."""
    if not visit.pages and not any(map(_was_read, visit.documents)):
        skipped = visit.skipped or (_nothing_read(visit),)
        reason = skipped[0].reason
        outcome = SiteOutcome.REFUSED if reason in _REFUSALS else SiteOutcome.ERROR
        return replace(visit, outcome=outcome, reason=str(reason), skipped=skipped)
    # Nearly every site has pictures: that their words were not read is said, and is no gap.
    told = Reason.PICTURE_NOT_READ
    gaps = [skip for skip in visit.skipped if leaves_a_gap(skip) and skip.reason is not told]
    if gaps or visit.frontier:
        reason = gaps[0].reason if gaps else Reason.TRAP_LIMIT
        return replace(visit, outcome=SiteOutcome.PARTIAL, reason=str(reason))
    return replace(visit, outcome=SiteOutcome.AUDITED, reason="")


def _was_read(document: Document) -> bool:
    """Tell whether anything is known of a document but that it is there."""
    return bool(document.texts or document.links) or not document.problem


def _nothing_read(visit: SiteVisit) -> Skipped:
    """Say why a site that answered gave nothing to read."""
    if visit.assets:
        detail = "the address gives a file of a kind that is not read"
        return Skipped(Stage.CRAWL, Reason.UNREADABLE_DOCUMENT, visit.url, detail)
    return Skipped(Stage.CRAWL, Reason.EMPTY, visit.url)
