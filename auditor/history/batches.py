"""Judge what came to a page at once: boxes with their headings, pages set anew; judges no single line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from auditor.history.ledger import FILES, Ledger, Span
from auditor.history.lines import Kind
from auditor.history.spots import FEED, OF_ITSELF
from auditor.history.talk import Said
from auditor.history.words import fold
from auditor.history.written import Arrival
from auditor.snapshot import Sort

REBUILT_SHARE = 0.6


def together(judged: Sequence[tuple[Arrival, Said]]) -> list[tuple[Arrival, Said]]:
    """Let the heading of a new box, and the links of its lines, go with what came in it: a feed that
    shows itself is no news."""
    groups: dict[tuple[str, str, int], list[tuple[Arrival, Said]]] = defaultdict(list)
    lines: dict[tuple[str, str, int], Said] = {}
    for arrival, said in judged:
        name, first = arrival.ledger.name, arrival.span.first
        if arrival.entry.kind is Kind.LINE:
            groups[name, arrival.entry.group, first].append((arrival, said))
            if said[0] is not Sort.NEWS and _is_fed(arrival, said):
                lines[name, fold(arrival.entry.excerpt), first] = said
    changed: dict[int, Said] = _of_menus(judged, lines)
    for (_, group, first), came in groups.items():
        # No other site has the heading of this site's box, and a box may come to all pages at once.
        apart = {
            id(arrival): (arrival, why)
            for arrival, (sort, why) in came
            if sort is Sort.NEWS or (sort is Sort.DOUBTFUL and not arrival.entry.spread)
        }
        fed = [said for arrival, said in came if id(arrival) not in apart and _is_fed(arrival, said)]
        if len(apart) != 1 or not fed or len(fed) != len(came) - 1 or not group:
            continue
        [(heading, doubt)] = apart.values()
        if not _stood(heading.ledger, group, first):
            # One line may be anybody's, but not where a feed is known by all that came later.
            sure = (len(fed) > 1 or doubt == FEED) and all(sort is Sort.NOISE for sort, _ in fed)
            why = f"what came under it is no news: {fed[0][1]}"
            changed[id(heading)] = (Sort.NOISE if sure else Sort.DOUBTFUL), why
    for arrival, _ in judged:
        line = arrival.ledger.name, fold(arrival.entry.excerpt), arrival.span.first
        if arrival.entry.kind is Kind.LINK and line in lines:
            changed[id(arrival)] = lines[line]
    return [(arrival, changed.get(id(arrival), said)) for arrival, said in judged]


def _of_menus(
    judged: Sequence[tuple[Arrival, Said]], lines: Mapping[tuple[str, str, int], Said]
) -> dict[int, Said]:
    """Let links go with a fed line that is made of nothing but them: a template's new menu."""
    links: dict[tuple[str, int], list[Arrival]] = defaultdict(list)
    for arrival, _ in judged:
        if arrival.entry.kind is Kind.LINK:
            links[arrival.ledger.name, arrival.span.first].append(arrival)
    changed: dict[int, Said] = {}
    for (name, line, first), said in lines.items():
        left, here = f" {line} ", []
        for link in sorted(links[name, first], key=lambda each: -len(each.entry.excerpt)):
            words = f" {fold(link.entry.excerpt)} "
            if words in left:
                here.append(link)
                left = left.replace(words, " | ", 1)
        if len(here) > 1 and not left.replace("|", " ").strip():
            changed |= {id(link): said for link in here}
    return changed


def is_rebuilt(ledger: Ledger, span: Span) -> bool:
    """Tell whether most of a page went as an item came, and what came stands in places of its own."""
    kept = went = 0
    places: set[str] = set()
    new_places = []
    for entry in ledger.entries.values():
        before = [each for each in entry.spans if each.first < span.first]
        if any(each.last is None or each.last >= (span.after or 0) for each in before):
            stays = any(each.last is None or each.last >= span.first for each in before)
            places.add(entry.place)
            kept += stays
            went += not stays
        elif entry.spans[0].first == span.first:
            new_places.append(entry.place)
    strange = sum(place not in places for place in new_places)
    return (
        ledger.view != FILES
        and went >= REBUILT_SHARE * (went + kept)
        and strange >= REBUILT_SHARE * max(1, len(new_places))
    )


def _is_fed(arrival: Arrival, said: Said) -> bool:
    """Tell whether a feed, a template or a widget brought a line."""
    return bool(arrival.entry.spread) or said[1] in OF_ITSELF


def _stood(ledger: Ledger, group: str, audit: int) -> bool:
    """Tell whether anything stood under a heading before an audit."""
    return any(entry.group == group and entry.spans[0].first < audit for entry in ledger.entries.values())
