"""Hold the link checker to the marks on a sample of labelled links, leaves out the rest of them."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from tests.beds.links.marks import failing, marks
from tests.beds.links.rows import CLAUSES, Link, normal, read_rows
from tests.beds.links.run import Judged, audit_rows

# A host that never answers costs its whole time; the sample does without. It takes open rows only: a failing
# test names rows, and nobody who writes rules should read those of the other half.
SLOW = ("timeout-hard",)
SHARE = 7


def _sample() -> list[Link]:
    """Return one open row in seven, chosen by its id, so that a new row changes no other's place."""
    return [
        link
        for link in read_rows("open")
        if int(hashlib.sha256(f"sample {link.id}".encode()).hexdigest(), 16) % SHARE == 0
        and link.reach not in SLOW
        and link.quirk not in ("slow", "flaky503")
    ]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    return audit_rows(_sample(), tmp_path_factory.mktemp("links")).judged


@pytest.mark.parametrize(
    "name",
    [
        "good links accused", "accusations right", "off-policy found", "off-policy found or under review",
        "good links under review", "walled hosts called broken", "broken links found", "links extracted",
    ],
)  # fmt: skip
def test_the_sample_meets_the_mark(judged: list[Judged], name: str) -> None:
    mark = next(mark for mark in marks(judged) if mark.name == name)
    assert mark.whole > 0, "the sample holds no such row"
    assert mark.met, f"{name}: {mark}\n" + "\n".join(failing(judged))


def test_rows_are_whole() -> None:
    links = read_rows()
    assert [name for name, times in Counter(link.id for link in links).items() if times > 1] == []
    places = Counter((link.page, link.url) for link in links)
    assert [place for place, times in places.items() if times > 1] == [], "one address twice on a page"
    assert {link.label for link in links} == {"ok", "off-policy", "review"}
    assert {link.rule for link in links} == set(CLAUSES)
    asked = [link for link in links if link.web and link.reach != "nxdomain"]
    assert [link.id for link in asked if not normal(link.url)] == []
    for rule in CLAUSES:
        wrong = [link for link in links if link.rule == rule and link.label != "ok"]
        assert len(wrong) >= 8, rule
