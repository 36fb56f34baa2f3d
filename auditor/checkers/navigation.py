"""Judge what only several pages show together: the order and names of a site's menu, and page titles.

Looks at: links that stand together on at least three and half of the pages read, in the order of the page,
and the titles of pages, those of first pages over all sites of the district. A page's link to itself counts
nowhere: menus drop it, mark it or move it.
Does not look at: links that stand on few pages, lists whose order differs everywhere, and whether a menu's
order or a title makes sense.
Known gaps: a menu that a script builds only when somebody opens it; menus of pictures without words are
compared by where they lead, and not by their names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Final

from auditor.address import page_key
from auditor.finding import Confidence, Finding
from auditor.page import Link, Location, Page, Source
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot, plain_title

FEWEST_LINKS: Final = 3
MOST_LINKS: Final = 80
"""Links of one block; what has more is no menu but a list."""

FEWEST_PAGES: Final = 3
FEWEST_SITES: Final = 3
LEAST_SHARED: Final = 0.6
"""Share of the smaller of two blocks of links that must be in the other, before both are one menu."""

LEAST_COVERED: Final = 0.5
"""Share of a site's pages on which a menu must stand: what stands on fewer is a list of something."""

MOST_APART: Final = 1 / 3
"""Share of pages that may differ: where more do, the links have no order that anybody could learn."""

MOST_PAGES: Final = 300

RULES = (
    Rule(
        "menu-order", "wcag-3.2.3", Section.ACCESS, Severity.MODERATE,
        "Links of a menu in another order on some pages",
        "People who know a menu by its order must look for everything again.",
        "Put the links of the menu into the same order on every page.",
        criteria=("3.2.3",),
    ),
    Rule(
        "menu-names", "wcag-3.2.4", Section.ACCESS, Severity.MODERATE,
        "One page under two names in the menu",
        "People take it for two different pages.",
        "Use the same words for this link in the menu of every page.",
        criteria=("3.2.4",),
    ),
    Rule(
        "titles-same", "wcag-2.4.2", Section.ACCESS, Severity.MODERATE,
        "Several pages with the same title",
        "The title is the first thing that a screen reader says. If several pages have the same one, nobody "
        "knows on which of them they are.",
        "Give each page a title that says what is on it.",
        criteria=("2.4.2",),
    ),
    Rule(
        "title-shared", "wcag-2.4.2", Section.ACCESS, Severity.MODERATE,
        "A first page with the title of many other websites",
        "The title names the tab, the bookmark and the hit of a search. With the title of a template nobody "
        "knows whose site it is.",
        "Give the first page a title with the class or the teacher's name in it.",
        criteria=("2.4.2",),
    ),
)  # fmt: skip

_DIGITS: Final = re.compile(r"\d+")
_NTH: Final = re.compile(r":nth-of-type\(\d+\)")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_CARRIERS: Final = frozenset(("a", "img"))
_ASIDE: Final = re.compile(r"/(?:page|tag|tags|category|archive|author|search|feed)/", re.IGNORECASE)


@dataclass(slots=True)
class _Menu:
    """Gather one block of links as it stands on several pages; `names` are by page and by target."""

    keys: set[str]
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, Mapping[str, Link]] = field(default_factory=dict)


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one question for each menu whose order or names differ, and for each title of several pages."""
    in_force = {rule.id: policy.clause(rule.topic, rule.id) for rule in RULES}
    shown = [page for page in snapshot.pages if page.rendered is not None]
    # What only scripts make is missing in served pages: the two kinds are not compared.
    pages = {page.key: page for page in (shown or snapshot.pages)[:MOST_PAGES] if page.status == 200}
    found: list[Finding] = []
    if len(pages) >= FEWEST_PAGES:
        for menu in _menus(pages, snapshot.site.url):
            found += _order(menu, pages)
            found += _names(menu, pages)
    found += _titles(pages)
    found += _shared(pages, snapshot)
    for each in found:
        clause = in_force[each.rule]
        if clause is not None:
            counted = clause.counted(snapshot.as_of) and not snapshot.archived(each.page)
            yield replace(each, counted=counted)


def _menus(pages: Mapping[str, Page], root: str) -> Iterator[_Menu]:
    """Yield blocks of links that stand on enough pages, each page's own link left out."""
    menus: list[_Menu] = []
    for page in pages.values():
        for block in _blocks(page, root):
            free = [menu for menu in menus if page.key not in menu.rows]
            menu = max(free, key=lambda each: len(each.keys & block.keys()), default=None)
            if menu is None or not _alike(menu, block):
                menu = _Menu(set())
                menus.append(menu)
            menu.keys.update(block)
            menu.rows[page.key] = tuple(key for key in block if key != page.key)
            menu.names[page.key] = block
    for menu in menus:
        if len(menu.rows) >= max(FEWEST_PAGES, LEAST_COVERED * len(pages)):
            yield menu


def _alike(menu: _Menu, block: Mapping[str, Link]) -> bool:
    """Tell whether a block of links is a menu that other pages have; each may lack its own page."""
    shared = len(menu.keys & block.keys())
    return shared >= FEWEST_LINKS - 1 and shared >= LEAST_SHARED * min(len(menu.keys), len(block))


def _blocks(page: Page, root: str) -> Iterator[dict[str, Link]]:
    """Yield links that stand in like places of a page, by where they lead, in the order of the page."""
    blocks: dict[str, list[Link]] = defaultdict(list)
    for link in page.content.links:
        leads = link.url.startswith(("http:", "https:")) and not link.href.startswith("#")
        if link.carrier in _CARRIERS and leads:
            blocks[_place(link.where.selector)].append(link)
    for links in blocks.values():
        keys = [page_key(link.url, root) for link in links]
        count = Counter(keys)
        # What leads to one place twice has no place of its own in the order.
        block = {key: link for key, link in zip(keys, links, strict=True) if count[key] == 1}
        if FEWEST_LINKS <= len(block) <= MOST_LINKS:
            yield block


def _place(selector: str) -> str:
    """Return a link's path without the numbers of itself and of the item that holds it."""
    steps = _DIGITS.sub("#", selector) if selector.startswith(("#", "[")) else selector
    head, last = steps.rsplit(" > ", 2)[:-2], steps.rsplit(" > ", 2)[-2:]
    return " > ".join((*head, *(_NTH.sub("", step) for step in last)))


def _order(menu: _Menu, pages: Mapping[str, Page]) -> Iterator[Finding]:
    """Yield where the menu of few pages has two links the other way round than all others."""
    before: Counter[tuple[str, str]] = Counter()
    for row in menu.rows.values():
        before.update(combinations(row, 2))
    apart: dict[str, tuple[str, str]] = {}
    for key, row in menu.rows.items():
        for one, other in combinations(row, 2):
            if before[one, other] < before[other, one] and key not in apart:
                apart[key] = one, other
    if not apart or len(apart) > MOST_APART * len(menu.rows):
        return
    key, (one, other) = next(iter(apart.items()))
    page, names = pages[key], menu.names[key]
    usual = before[other, one]
    first, second = (_named(names[each], each) for each in (one, other))
    words = (
        f"The menu of this page has “{first}” before “{second}”. On {usual} other pages of this site it is "
        "the other way round."
    )
    yield _finding("menu-order", page, names[one], words, f"menu {one} {other}", tuple(apart))


def _named(link: Link, key: str) -> str:
    return link.words[:60] or key


def _names(menu: _Menu, pages: Mapping[str, Page]) -> Iterator[Finding]:
    """Yield a target that most pages of a menu call by one name and few by a wholly different one."""
    for target in sorted(menu.keys):
        called: dict[frozenset[str], list[str]] = defaultdict(list)
        for key, block in menu.names.items():
            if target not in block or key == target:
                continue
            if words := frozenset(_LETTERS.findall(block[target].words.casefold())):
                called[words].append(key)
        if len(called) != 2:
            continue
        (rare, few), (usual, many) = sorted(called.items(), key=lambda each: len(each[1]))
        # Names that share a word are one name written longer or shorter.
        if rare & usual or len(many) < FEWEST_PAGES or len(few) > MOST_APART * (len(few) + len(many)):
            continue
        link, other = menu.names[few[0]][target], menu.names[many[0]][target]
        told = (
            f"This link of the menu is called “{link.words[:60]}” here and “{other.words[:60]}” on "
            f"{len(many)} other pages. Both lead to the same place."
        )
        yield _finding("menu-names", pages[few[0]], link, told, f"name {target}", tuple(few))


def _titles(pages: Mapping[str, Page]) -> Iterator[Finding]:
    """Yield one item for all titles that several pages of different content and name share."""
    by_title: dict[tuple[str, str], dict[str, Page]] = defaultdict(dict)
    for page in pages.values():
        title = plain_title(page)
        path = page.key.partition("?")[0]
        # Months of a calendar and further pages of one list are one thing in parts; pages of one name in
        # several folders are mostly one page in several languages.
        name = _DIGITS.sub("", path).rstrip("/-_").rpartition("/")[2]
        if title and not _ASIDE.search(f"{path}/"):
            by_title[title, page.content.language[:2]].setdefault(name, page)
    shared: list[list[Page]] = []
    for same in by_title.values():
        distinct = list({page.still or page.digest or page.key: page for page in same.values()}.values())
        if len(distinct) > 1:
            shared.append(distinct)
    if not shared:
        return
    shared.sort(key=len, reverse=True)
    first = shared[0][0]
    names = [(len(each), each[0].content.title[:80]) for each in shared[:3]]
    words = " ".join(f"{count} pages of this site have the title “{title}”." for count, title in names)
    where = Location(first.url, Source.ELEMENT, selector="title", place="title of the page")
    keys = [page.key for each in shared for page in each]
    yield _about("titles-same", first, where, words, "titles", keys)


def _shared(pages: Mapping[str, Page], snapshot: Snapshot) -> Iterator[Finding]:
    """Yield the title of a first page that stands unchanged on the first pages of several sites."""
    first = pages.get("/")
    sites = snapshot.district.titles.get(plain_title(first), frozenset()) if first is not None else ()
    if first is None or len(sites) < FEWEST_SITES:
        return
    title = first.content.title[:80]
    words = (
        f"The first pages of {len(sites)} websites have the title “{title}”, so it does not tell them apart."
    )
    where = Location(first.url, Source.ELEMENT, selector="title", place="title of the page")
    yield _about("title-shared", first, where, words, "title of many sites", (first.key,))


def _finding(rule: str, page: Page, link: Link, words: str, target: str, keys: Sequence[str]) -> Finding:
    return _about(rule, page, link.where, words, target, keys)


def _about(rule: str, page: Page, where: Location, words: str, target: str, keys: Sequence[str]) -> Finding:
    criteria = next(each.criteria for each in RULES if each.id == rule)
    return Finding(
        rule=rule,
        page=page.key,
        url=page.url,
        target=target,
        message=f"Please look at this. A computer cannot tell whether it is meant: {words}",
        where=where,
        confidence=Confidence.REVIEW,
        occurrences=len(keys),
        details={"pages": ", ".join(keys[:8])},
        criteria=criteria,
        page_title=page.content.title,
    )


__all__ = ["RULES", "check"]
