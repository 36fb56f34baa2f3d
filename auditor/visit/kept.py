"""Keep visits in the encrypted page cache, and what a page said once for all nights on which it stands.

A visit without the words of its pages is small and enough for most of what a night asks of it. Leaves out
which visits are kept, and for how long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from auditor.page import Content, Observation, Page, Text
from auditor.pages import PageCache
from auditor.visit.record import SiteVisit


class Gone(Exception):
    """What a page said is no longer kept, or cannot be read."""


@dataclass(frozen=True, slots=True)
class _Said:
    """Hold what makes a page large: its words, and what engines saw on it with pictures of that."""

    served: tuple[Text, ...]
    rendered: tuple[Text, ...]
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class _Names:
    """Hold of a visit no more than under which names its pages' words are kept."""

    said: Mapping[str, str]


def save(cache: PageCache, visit: SiteVisit, last: SiteVisit | None = None) -> str:
    """Keep a visit and return its name; what pages of the `last` one said is not written again.

    Pages of a light `last` visit may stand in it as they are: they keep their words.
    """
    known = {page.key: page for page in last.pages} if last is not None else {}
    names = last.said if last is not None else {}
    said = {page.key: _say(cache, page, known.get(page.key), names.get(page.key)) for page in visit.pages}
    return cache.save_visit(replace(visit, pages=tuple(map(_light, visit.pages)), said=said))


def _say(cache: PageCache, page: Page, before: Page | None, name: str | None) -> str:
    """Keep what a page says and return its name; `name` has what it said before.

    What is the very same data as before may be light: its words are those that are kept already.
    """
    rendered = page.rendered
    told = _Said(page.served.texts, rendered.texts if rendered is not None else (), page.observations)
    if before is None or name is None:
        return cache.save_visit(told)
    # By identity: to compare what is said would cost more than all the rest.
    same = page.served is before.served, rendered is before.rendered, page.observations is before.observations
    if all(same):
        return name
    if any(same):
        old = cache.load_visit(name, _Said)
        if old is None:
            return name  # whoever asks for it is told that it is gone
        told = _Said(
            old.served if same[0] else told.served,
            old.rendered if same[1] else told.rendered,
            old.observations if same[2] else told.observations,
        )
    return cache.save_visit(told)


def load(cache: PageCache, name: str) -> SiteVisit | None:
    """Return a visit with all that its pages said, None where anything of it is absent or unreadable."""
    visit = light(cache, name)
    if visit is None:
        return None
    try:
        return replace(visit, pages=tuple(whole(cache, visit, page) for page in visit.pages))
    except Gone:
        return None


def known(cache: PageCache, name: str) -> SiteVisit | None:
    """Return a light visit of which every page can be had whole, and keep it for longer; None otherwise."""
    visit = light(cache, name)
    if visit is None or not all(cache.renew(each) for each in visit.said.values()):
        return None
    return visit


def light(cache: PageCache, name: str) -> SiteVisit | None:
    """Return a visit whose pages have their links and pictures and no words; see `whole`."""
    return cache.load_visit(name, SiteVisit)


def whole(cache: PageCache, visit: SiteVisit, page: Page) -> Page:
    """Return a page of a light visit with all that it said. Raises `Gone`."""
    name = visit.said.get(page.key)
    if name is None:
        return page
    said = cache.load_visit(name, _Said)
    if said is None:
        raise Gone
    rendered = page.rendered
    return replace(
        page,
        served=replace(page.served, texts=said.served),
        rendered=replace(rendered, texts=said.rendered) if rendered is not None else None,
        observations=said.observations,
    )


def parts(cache: PageCache, names: Collection[str]) -> Iterator[str]:
    """Yield the names of visits, and of all that is kept of their pages."""
    for name in names:
        yield name
        visit = cache.load_visit(name, _Names)
        yield from visit.said.values() if visit is not None else ()


def _light(page: Page) -> Page:
    return replace(
        page,
        served=_wordless(page.served),
        rendered=_wordless(page.rendered) if page.rendered is not None else None,
        observations=tuple(map(_bare, page.observations)),
    )


def _bare(seen: Observation) -> Observation:
    if not (seen.picture or seen.covers or seen.html or seen.summary or seen.data):
        return seen  # it comes from a light visit: most pages of a night stand
    # That there is a picture is remembered: a site has one of each rule.
    picture = b"" if seen.picture is not None else None
    return replace(seen, picture=picture, covers="", html="", summary="", data={})


def _wordless(content: Content) -> Content:
    return replace(content, texts=())
