"""Hold what the product said against what was done, and count; excuses no product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.sim.district import District
from tests.sim.replay import Key, Told
from tests.sim.truth import EXCUSED, MET, MISSED, NONE, UNKNOWN, Truth, iterate, truths, unavoidable


@dataclass
class Score:
    """Count errors; each list holds (key, truth, what was said)."""

    false_missed: list[tuple[Key, Truth, str]] = field(default_factory=list)
    early: list[tuple[Key, Truth, str]] = field(default_factory=list)
    unfounded: list[tuple[Key, Truth, str]] = field(default_factory=list)
    false_met: list[tuple[Key, Truth, str]] = field(default_factory=list)
    not_found: list[tuple[Key, Truth, str]] = field(default_factory=list)
    not_excused: list[tuple[Key, Truth, str]] = field(default_factory=list)
    no_remark: list[tuple[Key, Truth, str]] = field(default_factory=list)
    hidden: int = 0
    found: int = 0
    met: int = 0
    met_found: int = 0
    cells: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    @property
    def to_find(self) -> int:
        return self.found + len(self.not_found)

    def add(self, other: Score) -> None:
        for name in (
            "false_missed",
            "early",
            "unfounded",
            "false_met",
            "not_found",
            "not_excused",
            "no_remark",
        ):
            getattr(self, name).extend(getattr(other, name))
        for name in ("hidden", "found", "met", "met_found"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for cell, counts in other.cells.items():
            self.cells.setdefault(cell, Counter()).update(counts)


def score(district: District, told: Told) -> Score:
    """Count what the product got right and wrong over one district."""
    result = Score()
    for key, truth in iterate(truths(district)):
        said = told.verdict(key)
        cell = result.cells.setdefault((truth.site.habit, truth.site.platform), Counter())
        _one(result, cell, district, told, key, truth, said)
    return result


def _one(
    result: Score, cell: Counter[str], district: District, told: Told, key: Key, truth: Truth, said: str
) -> None:
    hidden = unavoidable(district, truth)
    entry = (key, truth, said)
    cell["rows"] += 1
    if truth.verdict == MET:
        result.met += 1
        result.met_found += said == MET
        cell["met"] += 1
        cell["met found"] += said == MET
    if said == MISSED and truth.verdict != MISSED:
        if hidden:
            result.hidden += 1
        else:
            result.false_missed.append(entry)
            cell["false missed"] += 1
    elif key in told.accused and truth.verdict in (MET, UNKNOWN, NONE) and not hidden:
        result.early.append(entry)
        cell["false missed at first"] += 1
    if said == MISSED and truth.verdict == MISSED and not truth.provable:
        result.unfounded.append(entry)
        cell["unfounded"] += 1
    if said == MET and MET not in truth.accept and not hidden:
        result.false_met.append(entry)
        cell["false met"] += 1
    if truth.verdict == EXCUSED and said not in (EXCUSED, MET):
        result.not_excused.append(entry)
    if truth.counted and not hidden:
        if said == MISSED:
            result.found += 1
            cell["found"] += 1
        else:
            result.not_found.append(entry)
            cell["not found"] += 1
    if said == MISSED and truth.verdict == MISSED and truth.others >= 2:
        kinds = {str(each["kind"]) for each in told.rows[key]["evidence"]}
        if not kinds & {"other-days", "late"}:
            result.no_remark.append(entry)


def table(result: Score) -> str:
    """Return the totals and every cell of habit and platform with an error in it."""
    share = result.found / result.to_find if result.to_find else 1.0
    lines = [
        f"false missed {len(result.false_missed)} (and withdrawn later {len(result.early)}); "
        f"unfounded {len(result.unfounded)}; false met {len(result.false_met)}; "
        f"missed found {result.found} of {result.to_find} ({share:.1%}); "
        f"met seen {result.met_found} of {result.met}; not excused {len(result.not_excused)}; "
        f"without the remark {len(result.no_remark)}; hidden by unmarked old copies {result.hidden}",
    ]
    for (habit, platform), counts in sorted(result.cells.items()):
        bad = {name: counts[name] for name in _ERRORS if counts[name]}
        if bad:
            told = ", ".join(f"{name} {number}" for name, number in bad.items())
            lines.append(f"  {habit:18}{platform:20}{told} (of {counts['rows']})")
    return "\n".join(lines)


_ERRORS = ("false missed", "false missed at first", "unfounded", "false met", "not found")


def reasons(result: Score, told: Told) -> str:
    """Return, for each kind of error, what the product gave as its reason, how often, and one example."""
    lines = []
    for name in ("false_missed", "early", "unfounded", "false_met", "not_found"):
        groups: dict[str, list[str]] = {}
        for key, _, _ in getattr(result, name):
            evidence = told.rows.get(key, {}).get("evidence", [])
            first = evidence[0] if evidence else {"kind": "nothing", "detail": ""}
            words, _, quote = str(first["detail"]).partition(": ")
            group = f"{first['kind']}: {words if first['kind'] == 'doubtful' else ''}"
            groups.setdefault(group, []).append(f"{' '.join(key)} «{quote or words}»")
        for group, found in sorted(groups.items(), key=lambda entry: -len(entry[1])):
            lines.append(f"  {name} {len(found)}x {group}")
            lines += [f"      {each[:230]}" for each in found[:4]]
    return "\n".join(lines)


def total(scores: Iterable[Score]) -> Score:
    """Add several districts up."""
    result = Score()
    for each in scores:
        result.add(each)
    return result
