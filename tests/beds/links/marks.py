"""Count what a night said of labelled links against the labels and print it; runs nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.beds.links.rows import CLAUSES
from tests.beds.links.run import Judged
from tests.bench.table import table

_WALLS = ("blocked", "login-wall")


@dataclass(frozen=True, slots=True)
class Mark:
    """Hold one rate: how many of how many, and the least or most that the issue asks for."""

    name: str
    part: int
    whole: int
    least: float = 0.0
    most: float = 1.0

    @property
    def share(self) -> float:
        return self.part / self.whole if self.whole else self.least

    @property
    def met(self) -> bool:
        return self.least <= self.share <= self.most

    def __str__(self) -> str:
        return f"{self.part} of {self.whole} ({self.share:.1%})" if self.whole else "-"


def _advised(each: Judged, name: str) -> bool:
    return each.said is not None and name in each.said["advisories"]


def marks(judged: Sequence[Judged]) -> list[Mark]:
    """Return the rates of the issue with their limits; doubtful labels count only where either is wrong."""
    accused = [each for each in judged if each.verdict == "off-policy"]
    good = [each for each in judged if each.link.label == "ok"]
    sure = [each for each in good if each.link.strict]
    bad = [each for each in judged if each.link.label == "off-policy"]
    plain = [each for each in bad if each.link.strict]
    broken = [each for each in judged if "broken" in each.link.advisories]
    walled = [each for each in judged if each.link.reach in _WALLS and "broken" not in each.link.advisories]

    def found(each: Judged) -> bool:
        return each.verdict == "off-policy" or (each.link.rule == "parked" and each.verdict == "repair")

    def count(rows: Sequence[Judged], holds: Callable[[Judged], bool]) -> tuple[int, int]:
        return sum(map(holds, rows)), len(rows)

    named = [each for each in accused if each.link.label == "off-policy"]
    return [
        Mark("good links accused", *count(good, lambda e: e.verdict == "off-policy"), most=0.0),
        Mark("accusations right", *count(accused, lambda e: "off-policy" in e.link.accepts), least=0.97),
        Mark("off-policy found", *count(plain, found), least=0.70),
        Mark("off-policy found or under review", *count(bad, lambda e: found(e) or e.verdict == "review"),
             least=0.92),
        Mark("good links under review", *count(sure, lambda e: e.verdict == "review"), most=0.08),
        Mark("good links under repair", *count(good, lambda e: e.verdict == "repair" and not e.right)),
        Mark("walled hosts called broken", *count(walled, lambda e: _advised(e, "broken")), most=0.0),
        Mark("broken links found", *count(broken, lambda e: _advised(e, "broken")), least=0.90),
        Mark("links extracted", *count(judged, lambda e: e.said is not None), least=0.98),
        Mark("rule named as labelled", *count(named, _same_rule)),
    ]  # fmt: skip


def _same_rule(each: Judged) -> bool:
    return each.said is not None and each.said["rule"] == f"link-{each.link.rule}"


def report(
    judged: Sequence[Judged],
    later: Sequence[Judged],
    parts: Sequence[str],
    figures: dict[str, float],
    secret: str = "",
) -> str:
    """Return rates, a table by rule and every failing row as text; rows of half `secret` are not named."""
    halves = {part: [each for each in judged if each.link.half == part] for part in parts}
    rates = [marks(rows) for rows in halves.values()]
    limits = [f">= {m.least:.0%}" if m.least else f"<= {m.most:.0%}" if m.most < 1 else "" for m in rates[0]]
    rows = [
        [line[0].name, *(f"{mark}{'' if mark.met else ' !'}" for mark in line), limit]
        for line, limit in zip(zip(*rates, strict=True), limits, strict=True)
    ]
    lines = [f"{len(judged)} labelled links", "", table(["", *halves, "asked"], rows), ""]
    for half, members in halves.items():
        lines += [half, table(["rule", *_COLUMNS], [_by_rule(members, rule) for rule in CLAUSES]), ""]
        lines += [table(["carrier", "extracted"], _by_carrier(members)), ""]
    lines += [f"{name}: {value:.1f}" for name, value in figures.items()]
    shown = [each for half in halves if half != secret for each in halves[half]]
    for half in halves:
        lines += [
            "",
            f"Second night, {half}:",
            *second_night([each for each in later if each.link.half == half]),
        ]
    lines += ["", "Failing rows:", *failing(shown)]
    if later:
        lines += ["", "Failing on the second night:"]
        lines += [told(each) for each in later if each.link.half != secret and not right_later(each)]
    return "\n".join(lines)


_COLUMNS = (
    "off-policy", "found", "review", "missed", "labelled review", "accused", "good", "accused ", "review ",
)  # fmt: skip


def right_later(each: Judged) -> bool:
    """Tell whether a link that changed, or was gone, is judged rightly on the second night."""
    link = each.link
    if link.then is None and "broken" not in link.advisories:
        return True
    extra = {"repair"} if link.rule == "parked" and "off-policy" in link.later else set()
    return each.verdict in link.later | extra


def second_night(later: Sequence[Judged]) -> list[str]:
    """Return in words how what changed and what stayed gone is judged on the second night."""
    changed = [each for each in later if each.link.then is not None]
    gone = [each for each in later if each.link.then is None and "broken" in each.link.advisories]
    return [
        f"{name}: {sum(map(right_later, rows))} of {len(rows)}"
        for name, rows in (("changed destinations right", changed), ("destinations still gone right", gone))
    ]


def _by_rule(judged: Sequence[Judged], rule: str) -> list[str]:
    mine = [each for each in judged if each.link.rule == rule]
    counts: list[object] = [rule]
    bad = [each.verdict for each in mine if each.link.label == "off-policy"]
    found = sum(verdict in ("off-policy", "repair") for verdict in bad)
    counts += [len(bad), found, bad.count("review"), len(bad) - found - bad.count("review")]
    doubted = [each.verdict for each in mine if each.link.label == "review"]
    counts += [len(doubted), doubted.count("off-policy")]
    good = [each.verdict for each in mine if each.link.label == "ok"]
    counts += [len(good), good.count("off-policy"), good.count("review")]
    return [str(count) for count in counts]


def _by_carrier(judged: Sequence[Judged]) -> list[list[str]]:
    carriers = sorted({each.link.carrier for each in judged})
    groups = {name: [each for each in judged if each.link.carrier == name] for name in carriers}
    return [
        [name, f"{sum(e.said is not None for e in rows)} of {len(rows)}"] for name, rows in groups.items()
    ]


def failing(judged: Sequence[Judged]) -> list[str]:
    """Return one paragraph for each row that is judged wrongly, wrong accusations first."""

    def wrong(each: Judged) -> bool:
        dead = "broken" in each.link.advisories
        called = each.link.reach in _WALLS and not dead and _advised(each, "broken")
        return not each.right or called or (dead and not _advised(each, "broken"))

    def order(each: Judged) -> tuple[int, str, str]:
        accused = each.verdict == "off-policy" and "off-policy" not in each.link.accepts
        place = {"off-policy": 3, "ok": 5, "review": 6}[each.link.label]
        if accused:
            place = 0 if each.link.label == "ok" else 1
        elif "broken" in each.link.advisories:
            place = 4
        return place, each.link.rule, each.link.id

    return [told(each) for each in sorted(filter(wrong, judged), key=order)]


def told(each: Judged) -> str:
    """Return what a row states, what was said of it and on what evidence."""
    link, said = each.link, each.said or {}
    there = " / ".join(part for part in (link.title, link.description, link.text) if part)
    return (
        f"{link.id} expected {link.label} ({link.rule}) got {each.verdict} "
        f"({said.get('rule')}; advisories {', '.join(said.get('advisories') or ()) or 'none'})\n"
        f"   {link.carrier} on {link.page}: {link.sentence!r} words {link.words!r} -> {link.url}\n"
        f"   behind it: {link.reach} {link.status}: {there}\n"
        f"   label: {link.why} [{CLAUSES.get(link.rule, '')}]\n"
        f"   said: {said.get('clause')} | {said.get('evidence')}"
    )
