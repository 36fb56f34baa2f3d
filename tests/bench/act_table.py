"""Lay out what was found of W3C's ACT cases, by half, criterion and engine; shows and judges none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.table import table

HALVES = ("development half", "untouched half")


@dataclass(frozen=True, slots=True)
class Case:
    """State one test case and what is expected of whoever judges it."""

    file: str
    rule_id: str
    failed: bool
    criteria: frozenset[str]
    rule_name: str = ""

    @property
    def for_development(self) -> bool:
        """Tell whether the case's rule is one that checks may be developed on."""
        return hashlib.sha256(self.rule_id.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class Judged:
    """Say of a case whether a finding hit its criteria, or at least asked a person to look, and which did."""

    case: Case
    accused: bool = False
    asked: bool = False
    unread: str = ""
    rules: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def written(judged: Mapping[str, Sequence[Judged]]) -> str:
    """Return all tables; `judged` maps a column's name to its verdicts, the last with all there is."""
    everything = list(next(iter(judged.values())))
    last = list(judged)[-1]
    parts = ["W3C ACT cases that count: failed cases found, and false alarms among the good ones"]
    groups: list[tuple[str, Callable[[Case], bool]]] = [
        ("all", lambda case: True),
        (HALVES[0], lambda case: case.for_development),
        (HALVES[1], lambda case: not case.for_development),
    ]
    rows = [row for name, wanted in groups for row in _totals(name, judged, wanted)]
    parts.append(table(["", *judged], rows))
    numbers = sorted({_criterion(each.case) for each in everything}, key=_order)
    for half, mine in ((HALVES[0], True), (HALVES[1], False)):
        lines = [
            _criterion_row(number, judged, mine)
            for number in numbers
            if any(
                _criterion(each.case) == number and each.case.for_development is mine for each in everything
            )
        ]
        heads = [f"{half}, by criterion", *(f"{name}: found, alarms" for name in judged)]
        parts.append(table(heads, lines))
    parts.append("\n".join(_remarks(judged[last])))
    return "\n\n".join(part for part in parts if part)


def _totals(
    name: str, judged: Mapping[str, Sequence[Judged]], wanted: Callable[[Case], bool]
) -> Iterator[list[str]]:
    columns = [[each for each in column if wanted(each.case)] for column in judged.values()]
    bad = [[each for each in column if each.case.failed] for column in columns]
    good = [[each for each in column if not each.case.failed] for column in columns]
    shown = [[each.accused or each.asked for each in column] for column in bad]
    yield [f"{name}: found", *(_part(each.accused for each in column) for column in bad)]
    yield ["  or shown to a person", *(_part(column) for column in shown)]
    yield ["  false alarms", *(_part(each.accused for each in column) for column in good)]
    shown = [[each.asked and not each.accused for each in column] for column in good]
    yield ["  good ones shown to a person", *(_part(column) for column in shown)]
    yield ["  not read", *(_part(bool(each.unread) for each in column) for column in columns)]


def _criterion_row(number: str, judged: Mapping[str, Sequence[Judged]], mine: bool) -> list[str]:
    cells = []
    for column in judged.values():
        own = [
            each for each in column if _criterion(each.case) == number and each.case.for_development is mine
        ]
        bad, good = [each for each in own if each.case.failed], [each for each in own if not each.case.failed]
        found, alarms = sum(each.accused for each in bad), sum(each.accused for each in good)
        cells.append(f"{found} of {len(bad)}, {alarms} of {len(good)}")
    return [number, *cells]


def _remarks(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield what was missed, cried at and not read, of the development half only."""
    for each in judged:
        if not each.case.for_development:
            continue
        name = f"{each.case.rule_id} ({each.case.rule_name}) {each.case.file.rpartition('/')[2]}"
        if each.unread:
            yield f"not read: {name}: {each.unread}"
        elif each.case.failed and not each.accused:
            yield f"missed: {name}" + (f", shown to a person by {', '.join(each.asks)}" if each.asks else "")
        elif not each.case.failed and each.accused:
            yield f"false alarm: {name} by {', '.join(each.rules)}"
        elif not each.case.failed and each.asked:
            yield f"good, shown to a person: {name} by {', '.join(each.asks)}"


def _part(told: Iterable[bool]) -> str:
    each = list(told)
    return f"{sum(each)} of {len(each)} = {100 * sum(each) / len(each):.1f}%" if each else "-"


def _criterion(case: Case) -> str:
    return " ".join(sorted(case.criteria, key=_order))


def _order(number: str) -> list[int]:
    return [int(part) for part in number.replace(" ", ".").split(".")]
