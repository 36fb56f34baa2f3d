"""Judge fragments and texts over the invented roster of the examples."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from auditor.audit import Checker
from auditor.checkers.example_roster import EXAMPLE_ROSTER, EXAMPLE_SCHOOL, EXAMPLE_SITE
from auditor.extract.html import read_html
from auditor.finding import Finding
from auditor.links import LinkBook
from auditor.page import Document, Location, Page, Source, Text
from auditor.policy import Clause, Policy, load_policy
from auditor.roster import Roster
from auditor.snapshot import District, Snapshot

NIGHT = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
URL = "https://room12.example/week"
POLICY = load_policy(Path(__file__).parents[2] / "config" / "policies", ("mcps-social-media-procedures",))


def speaking_of(*topics: str, **settings: object) -> Policy:
    """Return a policy with one clause on each topic, for sites of every kind but social ones."""
    kinds = ("class", "team", "club", "department", "school", "official", "student-publication", "personal")
    return Policy(
        clauses=tuple(Clause(topic, "d", topic, applies_to=kinds, settings=settings) for topic in topics)
    )


def page(html: str, url: str = URL) -> Page:
    body = f"<!doctype html><html lang=en><title>Week</title><body>{html}</body></html>"
    return Page(url, "/" + url.split("/", 3)[3], 200, NIGHT, read_html(body, url))


def document(kind: str, *said: tuple[str, Source, str]) -> Document:
    url = f"https://room12.example/files/x.{kind}"
    texts = tuple(
        Text(words, "", Location(URL, source, place=place, document=url)) for words, source, place in said
    )
    return Document(url, f"/files/x.{kind}", kind, 200, NIGHT, linked_from=("/week",), texts=texts)


def judged(
    checker: Checker,
    *pages: Page,
    documents: Iterable[Document] = (),
    roster: Roster = EXAMPLE_ROSTER,
    policy: Policy = POLICY,
    links: LinkBook | None = None,
    district: District | None = None,
    **site: object,
) -> list[Finding]:
    registered = replace(EXAMPLE_SITE, **site)  # type: ignore[arg-type]
    snapshot = Snapshot(
        registered,
        EXAMPLE_SCHOOL,
        NIGHT,
        pages,
        tuple(documents),
        links=links,
        district=district or District(),
    )
    return list(checker.check(snapshot, policy.for_site(registered.kind, NIGHT), roster))
