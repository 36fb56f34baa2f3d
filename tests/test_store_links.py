"""Keep destinations and judged links: masked, stretched, counted by nights, and settled together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.finding import Finding
from auditor.links import Destination, JudgedLink, LinkBook, Reach
from auditor.night.settling import settle
from auditor.store import Decision, Store, Verdict
from tests.night_data import MASK, SITE, begin, finding, moment, open_store, result

pytestmark = pytest.mark.usefixtures("each_database")

URL = "https://m.example/owls"
LINK = JudgedLink(
    SITE, "/a", "a", "Avery Quill's page", "See it.", URL, 200, "ok", "", ("http",), "", ("Fine.",)
)


def there(**more: object) -> Destination:
    return replace(Destination(URL, URL, Reach.OK, 200, title="Owls", at=moment(5)), **more)  # type: ignore[arg-type]


def test_what_stands_behind_a_link_is_remembered_and_masked(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        first = begin(store, 5)
        store.save_destinations(first, [there(title="Avery Quill won")], MASK)
        assert store.destinations(first, [URL])[URL].title == "[student] won"
        second = begin(store, 6)
        store.save_destinations(second, [there(title="Royal Spins", at=moment(6))], MASK)
        (past,) = store.destinations(second, [URL])[URL].history
        assert (past.title, past.host, past.last) == ("[student] won", "m.example", date(2026, 10, 5))


def test_two_nights_make_a_link_broken_and_two_looks_in_one_do_not(tmp_path: Path) -> None:
    gone = there(reach=Reach.GONE, status=404, title="")
    with open_store(tmp_path) as store:
        first = begin(store, 5)
        store.save_destinations(first, [gone], MASK)
        store.save_destinations(first, [gone], MASK)
        assert store.destinations(first, [URL])[URL].nights == 1
        second = begin(store, 6)
        store.save_destinations(second, [replace(gone, at=moment(6))], MASK)
        assert store.destinations(second, [URL])[URL].nights == 2


def test_judged_links_are_read_back_masked_as_they_then_were(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.save_site(begin(store, 5), SITE, replace(result(), links=(LINK,)), MASK)
        store.save_site(begin(store, 6), SITE, replace(result(), links=()), MASK)
        (stored,) = store.links(moment(5))
        assert (stored.site, stored.link.words) == (SITE, "[student]'s page")
        assert stored.link == replace(LINK, words="[student]'s page")
        assert store.links() == ()


def link_finding(page: str) -> Finding:
    return finding(rule="link-commercial", page=page, target=URL, details={"destination": URL})


def waived(store: Store) -> int:
    return sum(each.decision is not None for each in store.findings(all=True))


def test_one_waiver_settles_all_links_to_one_destination(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night = begin(store, 5)
        store.save_site(night, SITE, result(link_finding("/a"), link_finding("/b")), MASK)
        first = store.findings()[0]
        store.decide(
            Decision(first.id, Verdict.WAIVED, "a partner", "Pat", moment(5), date(2027, 6, 1)), MASK
        )
        assert waived(store) == 1
        settle(LinkBook(), store, night, MASK)
        assert waived(store) == 2
        assert {each.decision.by for each in store.findings(all=True) if each.decision} == {"Pat"}
