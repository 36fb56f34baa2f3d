"""Judge every link of a snapshot, good ones too; leaves making findings of them out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from auditor.links import (
    Destination,
    JudgedLink,
    Judgement,
    LinkBook,
    LinkDecision,
    LinkRule,
    LinkVerdict,
    Use,
)
from auditor.page import Document, Link, Page
from auditor.policy import Policy
from auditor.registry import Site
from auditor.snapshot import Snapshot
from auditor.words import Words

_STUDENT_WORK = r"(?i)\b{pupils-work-of}s?'?\s+{pupils-work}\b"
_SEGMENT = re.compile(r"[^a-z0-9]+")


_Known = dict[tuple[str, ...], tuple[Judgement, Destination | None]]


@dataclass(frozen=True, slots=True)
class Seen:
    """Bundle a link with its page or document, its judgement and what stands behind it."""

    page: str
    url: str
    title: str
    link: Link
    judgement: Judgement
    destination: Destination | None
    document: Document | None = None


def seen_links(snapshot: Snapshot, policy: Policy) -> Iterator[Seen]:
    """Yield every link of every page and document, judged under the clauses in force; none without rules."""
    book = snapshot.links
    if book is None:
        return
    without = not_carried(book, policy)
    known: _Known = {}
    for page in snapshot.pages:
        for link in page.content.links:
            judgement, destination = _judged(book, link, snapshot, policy.words, without, known)
            yield Seen(page.key, page.url, page.content.title, link, judgement, destination)
    pages = {page.key: page for page in snapshot.pages}
    for document in snapshot.documents:
        home: Page | None = next((pages[key] for key in document.linked_from if key in pages), None)
        for link in document.links:
            judgement, destination = _judged(book, link, snapshot, policy.words, without, known)
            key, url = (home.key, home.url) if home is not None else (document.key, document.url)
            title = home.content.title if home is not None else ""
            yield Seen(key, url, title, link, judgement, destination, document)


def link_rows(snapshot: Snapshot, policy: Policy) -> tuple[JudgedLink, ...]:
    """Return every link of a site as it is exported, in the order of the pages."""
    rows = []
    for seen in seen_links(snapshot, policy):
        judged = seen.judgement
        remarked = judged.topic and judged.verdict is not LinkVerdict.OK
        clause = policy.clause(judged.topic, judged.rule) if remarked else None
        rows.append(
            JudgedLink(
                page=seen.document.url if seen.document is not None else seen.url,
                url=seen.link.href,
                carrier=seen.link.carrier,
                words=seen.link.words,
                context=seen.link.context,
                final_url=seen.judgement.destination,
                status=seen.destination.status if seen.destination is not None else 0,
                verdict=str(seen.judgement.verdict),
                rule=seen.judgement.rule if seen.judgement.verdict is not LinkVerdict.OK else "",
                advisories=seen.judgement.advisories,
                clause=clause.id if clause is not None else "",
                evidence=evidence_of(seen),
            )
        )
    return tuple(rows)


def evidence_of(seen: Seen) -> tuple[str, ...]:
    """Return in plain sentences what a judgement rests on, with what was seen there and when."""
    told = [seen.judgement.reason] if seen.judgement.reason else []
    told += seen.judgement.evidence
    there = seen.destination
    if there is not None and there.at is not None and seen.judgement.verdict is not LinkVerdict.OK:
        if there.title:
            told.append(f"On {there.at.date().isoformat()} its title was “{there.title}”.")
        elif there.reach == "wall":
            told.append("The server lets no program in, so address and words alone were judged.")
    return tuple(dict.fromkeys(told))


def decided(decision: LinkDecision) -> dict[str, str]:
    """Return a decision as details of a finding, from which the night keeps it."""
    return {
        "decided": str(decision.verdict),
        "decided-by": decision.by,
        "decided-why": decision.reason,
        "decided-until": decision.until.isoformat() if decision.until else "",
    }


def registry_row(seen: Seen, site: Site) -> str:
    """Return the line that would register an unregistered class site; columns as in `sites.csv`."""
    parts = urlsplit(seen.judgement.destination)
    name = _SEGMENT.sub("-", f"{parts.hostname or ''} {parts.path}".lower().removeprefix("www.")).strip("-")[
        :40
    ]
    url = f"{parts.scheme}://{parts.netloc}{parts.path}"
    kind = "social" if seen.judgement.matched == "class-account" and "google" not in parts.netloc else "class"
    return f"{site.school_id}-{name},{url},{site.school_id},{kind},,,,,,,,,,,,"


def use_of(link: Link, site: Site, words: Words) -> Use:
    """Return how a link is used on a site."""
    owners = dict.fromkeys(owner.name for owner in site.owners if owner.name)
    for section in site.sections:
        owners.update(dict.fromkeys(owner.name for owner in section.owners if owner.name))
    return Use(
        words=link.words,
        sentence=link.context,
        heading=link.where.heading,
        kind=site.kind,
        owners=tuple(owners),
        student_work=bool(words.pattern(_STUDENT_WORK).search(link.where.heading)),
        carrier=link.carrier,
    )


def not_carried(book: LinkBook, policy: Policy) -> frozenset[str]:
    """Return the link rules on whose topic no clause is in force, or none whose words reach so far.

    A clause says how far by its key `rules` and, within one of them, by its setting `link_rules`.
    """

    def carried(rule: LinkRule) -> bool:
        for clause in policy.clauses_on(rule.topic, rule.rule):
            named = clause.settings.get("link_rules")
            if not isinstance(named, list) or rule.id in named:
                return True
        return False

    return frozenset(rule.id for rule in book.rules if rule.topic and not carried(rule))


def _judged(
    book: LinkBook,
    link: Link,
    snapshot: Snapshot,
    words: Words,
    without: frozenset[str],
    known: _Known,
) -> tuple[Judgement, Destination | None]:
    """Judge a link; a menu that stands on every page is judged once."""
    key = (link.href, link.url, link.words, link.context, link.where.heading, link.carrier)
    found = known.get(key)
    if found is None:
        destination = snapshot.destinations.get(book.target(link.url))
        judgement = book.judge(
            link.href,
            link.url,
            destination,
            use_of(link, snapshot.site, words),
            without=without,
            day=snapshot.as_of.date(),
        )
        found = known[key] = (judgement, destination)
    return found
