"""Visits come back whole, and what a page said is written once for all nights on which it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.finding import SiteOutcome
from auditor.page import Content, Link, Location, Observation, Outcome, Page, Text
from auditor.pages import PageCache
from auditor.visit import SiteVisit, kept

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
ROOT = "http://oak.example/"
WHERE = Location(ROOT)


def a_page(key: str, words: str, rendered: bool = True) -> Page:
    link = Link("/week", f"{ROOT}week", "a", "Week", words, WHERE)
    said = Content(title="Oak", texts=(Text(words, words, WHERE),), links=(link,))
    seen = Observation("axe", "image-alt", Outcome.VIOLATION, ("1.1.1",), "img", html="<img>", picture=b"png")
    return Page(
        f"{ROOT}{key[1:]}", key, 200, NOW, said, digest=words, rendered=said if rendered else None,
        observations=(seen,) if rendered else (),
    )  # fmt: skip


VISIT = SiteVisit(
    "oak", ROOT, NOW, SiteOutcome.AUDITED,
    pages=(a_page("/", "Please bring a pencil."), a_page("/week", "Spelling on Friday.", rendered=False)),
)  # fmt: skip


@pytest.fixture
def cache(tmp_path: Path) -> PageCache:
    return PageCache(tmp_path, b"k" * 32)


def test_a_light_visit_tells_which_rules_have_a_picture(cache: PageCache) -> None:
    home = VISIT.pages[0]
    bare = replace(home.observations[0], rule="label", picture=None)
    visit = replace(VISIT, pages=(replace(home, observations=(*home.observations, bare)),))
    found = kept.light(cache, kept.save(cache, visit))
    assert found is not None
    assert {each.rule: each.picture for each in found.pages[0].observations} == {
        "image-alt": b"",
        "label": None,
    }
    again = kept.light(cache, kept.save(cache, found, found))
    assert again is not None and again.pages == found.pages


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_visit_comes_back_whole(cache: PageCache) -> None:
    found = kept.load(cache, kept.save(cache, VISIT))
    assert found is not None and replace(found, said={}) == VISIT
    assert set(found.said) == {"/", "/week"}


def test_a_light_visit_has_links_and_no_words_and_each_page_can_be_had_whole(cache: PageCache) -> None:
    found = kept.light(cache, kept.save(cache, VISIT))
    assert found is not None
    first = found.pages[0]
    assert (first.content.texts, first.content.title) == ((), "Oak")
    assert [link.url for link in first.content.links] == [f"{ROOT}week"]
    assert (first.observations[0].rule, first.observations[0].picture) == ("image-alt", b"")
    assert [kept.whole(cache, found, page) for page in found.pages] == list(VISIT.pages)


def test_what_stands_is_not_written_again_and_what_changed_is(cache: PageCache, tmp_path: Path) -> None:
    last = kept.load(cache, kept.save(cache, VISIT))
    assert last is not None
    before = files(tmp_path)
    later = NOW.replace(day=5)
    stands = replace(last.pages[0], fetched_at=later)
    tonight = replace(last, as_of=later, pages=(stands, a_page("/week", "No test this week.")), said={})
    name = kept.save(cache, tonight, last)
    found = kept.load(cache, name)
    assert found is not None and replace(found, said={}) == tonight
    assert found.said["/"] == last.said["/"]
    assert files(tmp_path) - before == {name, found.said["/week"]}


def test_a_page_that_is_no_longer_kept_is_gone_and_its_visit_is_not_half_a_visit(
    cache: PageCache, tmp_path: Path
) -> None:
    name = kept.save(cache, VISIT)
    found = kept.light(cache, name)
    assert found is not None
    lost = found.said["/week"]
    (tmp_path / lost[:2] / lost).unlink()
    assert kept.load(cache, name) is None
    assert kept.whole(cache, found, found.pages[0]) == VISIT.pages[0]
    with pytest.raises(kept.Gone):
        kept.whole(cache, found, found.pages[1])


def test_a_visit_of_an_earlier_version_is_whole_as_it_is(cache: PageCache) -> None:
    name = cache.save_visit(VISIT)
    assert kept.load(cache, name) == VISIT
    assert set(kept.parts(cache, [name])) == {name}


def test_a_sweep_is_told_of_all_parts(cache: PageCache, tmp_path: Path) -> None:
    name = kept.save(cache, VISIT)
    assert set(kept.parts(cache, [name])) == files(tmp_path)
    cache.sweep(frozenset(kept.parts(cache, [name])), datetime(2100, 1, 1, tzinfo=UTC))
    assert kept.load(cache, name) is not None


def test_a_page_of_a_light_visit_keeps_its_words_and_a_half_that_is_new_gets_its_own(
    cache: PageCache, tmp_path: Path
) -> None:
    last = kept.known(cache, kept.save(cache, VISIT))
    assert last is not None and last.pages[0].content.texts == ()
    before = files(tmp_path)
    first = last.pages[0]
    shown = a_page("/", "Please bring two pencils.")
    cases = {
        "stands": (first, VISIT.pages[0]),
        "served anew, what a browser saw stands": (
            replace(first, served=shown.served),
            replace(VISIT.pages[0], served=shown.served),
        ),
        "shown anew": (
            replace(first, rendered=shown.rendered, observations=shown.observations),
            replace(VISIT.pages[0], rendered=shown.rendered, observations=shown.observations),
        ),
        "not shown any more": (
            replace(first, rendered=None, observations=()),
            replace(VISIT.pages[0], rendered=None, observations=()),
        ),
    }
    for name, (light, whole) in cases.items():
        tonight = replace(last, pages=(light, last.pages[1]), said={})
        found = kept.load(cache, kept.save(cache, tonight, last))
        assert found is not None and found.pages == (whole, VISIT.pages[1]), name
        assert (found.said["/"] == last.said["/"]) is (name == "stands")
    assert before < files(tmp_path)


def test_a_visit_is_known_only_where_all_its_pages_can_be_had(cache: PageCache, tmp_path: Path) -> None:
    name = kept.save(cache, VISIT)
    found = kept.known(cache, name)
    assert found is not None and set(found.said) == {"/", "/week"}
    damaged = tmp_path / found.said["/week"][:2] / found.said["/week"]
    sealed = damaged.read_bytes()
    damaged.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert kept.light(cache, name) is not None
    assert kept.known(cache, name) is None
