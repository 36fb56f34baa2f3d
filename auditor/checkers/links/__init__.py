"""Turn judged links into findings: one for each rule and destination on a page.

Looks at: every link of every page and linked document, whatever carries it, by the rules of
`config/links`: what stands behind it and how the page uses it. An accusation needs a sign of both.
Does not look at: personal accounts, which are judged by their address and the words around it and never
visited; what a link showed on other days than those on which it was asked for.
Known gaps: a server that lets no program in hides its page; a page that only scripts fill says little;
words are known in English and Spanish.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditor.checkers.links.judging import (
    Seen,
    decided,
    evidence_of,
    link_rows,
    registry_row,
    seen_links,
    use_of,
)
from auditor.checkers.links.kinds import RULES
from auditor.finding import Confidence, Finding
from auditor.links import Judgement, LinkVerdict
from auditor.page import Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.snapshot import Snapshot

PAGE_BY_PAGE = True
_LOST = ("link-broken", "broken")
"""Rules of links that led somewhere once: in a part that is kept as it was, they are advice."""
_CONFIDENCE = {
    LinkVerdict.OFF_POLICY: Confidence.LIKELY,
    LinkVerdict.REPAIR: Confidence.CERTAIN,
    LinkVerdict.REVIEW: Confidence.REVIEW,
}


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each rule and destination on a page, with its evidence."""
    found: dict[tuple[str, str, str], Finding] = {}
    for seen in seen_links(snapshot, policy):
        if not snapshot.asks(seen.page):
            continue
        judged = seen.judgement
        # What somebody settled stays a finding: the night waives it, and it opens again when that ends.
        if not judged.rule or (judged.verdict is LinkVerdict.OK and judged.decision is None):
            continue
        finding = _finding(seen, snapshot)
        key = (finding.rule, finding.page, finding.target)
        first = found.get(key)
        found[key] = finding if first is None else replace(first, occurrences=first.occurrences + 1)
    yield from found.values()


def _finding(seen: Seen, snapshot: Snapshot) -> Finding:
    judged, link = seen.judgement, seen.link
    where = replace(link.where, source=Source.HREF)
    if seen.document is not None:
        where = replace(where, document=seen.document.url)
    return Finding(
        rule=judged.rule,
        page=seen.page,
        url=seen.url,
        target=judged.destination or link.href,
        message=" ".join(evidence_of(seen)),
        where=where,
        confidence=_confidence(judged),
        quote=link.words or link.href,
        counted=judged.rule not in _LOST or not snapshot.archived(seen.page),
        details=_details(seen, snapshot),
        page_title=seen.title,
    )


def _confidence(judged: Judgement) -> Confidence:
    if judged.decision is not None and judged.verdict is LinkVerdict.OFF_POLICY:
        return Confidence.CERTAIN
    return _CONFIDENCE[judged.by_rules if judged.verdict is LinkVerdict.OK else judged.verdict]


def _details(seen: Seen, snapshot: Snapshot) -> dict[str, str]:
    judged, there = seen.judgement, seen.destination
    sites = len(snapshot.district.linked.get(seen.link.url.partition("#")[0], frozenset()))
    group = snapshot.links.group(judged.destination) if snapshot.links is not None else ""
    told = {
        "destination": judged.destination,
        "destination-group": group,
        "destination-title": there.title if there is not None else "",
        "link": seen.link.href[:2000],
        "verdict": str(judged.verdict),
        "link-rule": judged.matched,
        "advisories": ", ".join(judged.advisories),
        "sites": str(sites) if sites > 1 else "",
        "seen": there.at.isoformat(timespec="minutes") if there is not None and there.at is not None else "",
        "registry-row": registry_row(seen, snapshot.site) if "unregistered-site" in judged.advisories else "",
    }
    if judged.decision is not None:
        told |= decided(judged.decision)
    return {name: value for name, value in told.items() if value}


__all__ = ["RULES", "check", "link_rows", "use_of"]
