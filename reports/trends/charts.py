"""Draw figures as inline SVG that prints, darkens and reads aloud; computes no figure.

Every chart has a title and a description, tells its series apart by shape and dash and not by color
alone, and stands beside a table with the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log10

from markupsafe import Markup

from reports import words

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 34, 40
LABEL_GAP = 84
"""Units of width that a date below the axis needs, in the large letters of a narrow screen."""
STYLES = (
    ("var(--link)", "none", "circle"),
    ("var(--act)", "7 4", "square"),
    ("var(--good)", "2 4", "diamond"),
    ("var(--check)", "10 3 2 3", "triangle"),
    ("var(--fix)", "4 2", "circle"),
)
FILLS = ("var(--good)", "url(#{name}-stripes)", "var(--paper)", "url(#{name}-dots)")


@dataclass(frozen=True, slots=True)
class Span:
    """Mark days on the axis: a break of the school year, or one day on which the checks changed."""

    first: date
    last: date
    words: str


@dataclass(frozen=True)
class _Scale:
    """Map days and numbers to the drawing."""

    first: date
    last: date
    most: float
    right: float

    def x(self, when: date) -> float:
        days = max(1, (self.last - self.first).days)
        at = min(max(when, self.first), self.last)
        return LEFT + (at - self.first).days / days * (WIDTH - LEFT - self.right)

    def y(self, number: float) -> float:
        return HEIGHT - BOTTOM - number / self.most * (HEIGHT - TOP - BOTTOM)


def lines(
    name: str,
    title: str,
    days: Sequence[date],
    series: Mapping[str, Sequence[float | None]],
    breaks: Sequence[Span] = (),
    changes: Sequence[date] = (),
) -> Markup:
    """Draw numbers over time, a line a series; `name` must be unique on the page.

    Where nobody could know a number (None) the line stops, and goes on behind it.
    """
    most = max((each for numbers in series.values() for each in numbers if each is not None), default=0)
    step, most = _axis(most)
    scale = _Scale(days[0], days[-1], most, RIGHT)
    parts = [*_breaks(scale, breaks), *_grid(scale, step), *_changes(scale, changes), *_dates(scale, days)]
    for numbers, (color, dash, shape) in zip(series.values(), STYLES, strict=False):
        points = []
        for stretch in _stretches(days, numbers, scale):
            points += stretch
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in stretch)
            parts.append(
                Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5" '
                       'stroke-dasharray="{}"/>')
                .format(path, color, dash)
            )  # fmt: skip
        parts += [_mark(shape, x, y, color) for x, y in points[:: max(1, len(points) // 12)]]
        parts += [_mark(shape, *points[-1], color)] if points else []
    told = "; ".join(_spoken(label, [each for each in numbers if each is not None])
                     for label, numbers in series.items())  # fmt: skip
    spoken = f"From {words.day(days[0])} to {words.day(days[-1])}. {told}."
    key = _line_key(list(series)) if len(series) > 1 else Markup("")
    return _figure(name, title, spoken, parts, key)


def _stretches(
    days: Sequence[date], numbers: Sequence[float | None], scale: _Scale
) -> list[list[tuple[float, float]]]:
    """Return the points of a line, a list for each stretch without a gap."""
    found: list[list[tuple[float, float]]] = [[]]
    for day, number in zip(days, numbers, strict=True):
        if number is not None:
            found[-1].append((scale.x(day), scale.y(number)))
        elif found[-1]:
            found.append([])
    return [stretch for stretch in found if stretch]


def _spoken(label: str, known: Sequence[float]) -> str:
    if not known:
        return f"{label}: not known"
    return f"{label}: {known[0]:,.0f} at first, {known[-1]:,.0f} at last"


def bars(name: str, title: str, days: Sequence[date], stacks: Mapping[str, Sequence[int]]) -> Markup:
    """Draw counts by day, one column a day with its parts upon each other."""
    heights = [sum(numbers) for numbers in zip(*stacks.values(), strict=True)]
    step, most = _axis(max(heights, default=0))
    scale = _Scale(days[0], days[-1], most, RIGHT)
    room = (WIDTH - LEFT - RIGHT) / len(days)
    wide = min(46.0, room * 0.7)
    parts = [*_grid(scale, step)]
    every = ceil(LABEL_GAP / room)
    for number, day in enumerate(days):
        middle = LEFT + room * (number + 0.5)
        below = 0
        for (_, counts), fill in zip(stacks.items(), FILLS, strict=False):
            top, bottom = scale.y(below + counts[number]), scale.y(below)
            below += counts[number]
            if bottom - top > 0:
                parts.append(
                    Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}" '
                           'stroke="var(--ink)"/>')
                    .format(middle - wide / 2, top, wide, bottom - top, fill.format(name=name))
                )  # fmt: skip
        if number % every == 0:
            parts.append(_text(middle, HEIGHT - BOTTOM + 25, f"{day:%b} {day.day}", "middle"))
    last = "; ".join(f"{label.lower()} {numbers[-1]:,}" for label, numbers in stacks.items())
    spoken = f"From {words.day(days[0])} to {words.day(days[-1])}. On the last day: {last}."
    return _figure(name, title, spoken, [_patterns(name), *parts], _bar_key(name, list(stacks)))


def _figure(name: str, title: str, spoken: str, parts: Sequence[Markup], key: Markup) -> Markup:
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t {}-d" class="chart">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>{}'
    ).format(WIDTH, HEIGHT, name, name, name, title, name, spoken, Markup("").join(parts), key)


def _axis(most: float) -> tuple[float, float]:
    """Return a round step and the top of the axis."""
    if most <= 0:
        return 1, 4
    rough = most / 4
    size = 10.0 ** int(log10(rough)) if rough >= 1 else 1.0
    step = next(size * each for each in (1, 2, 2.5, 5, 10) if size * each >= rough)
    step = max(1.0, ceil(step))
    return step, step * ceil(most / step)


def _grid(scale: _Scale, step: float) -> list[Markup]:
    parts = []
    for number in range(int(scale.most / step) + 1):
        y = scale.y(number * step)
        parts.append(
            Markup('<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}" stroke="var(--line)"/>').format(
                LEFT, WIDTH - RIGHT, y, y
            )
        )
        parts.append(_text(LEFT - 8, y + 5, f"{number * step:,.0f}", "end"))
    return parts


def _dates(scale: _Scale, days: Sequence[date]) -> list[Markup]:
    """Write the first of each month below the axis, as many as there is room for."""
    firsts = [
        day
        for number in range((scale.last - scale.first).days + 1)
        if (day := scale.first + timedelta(days=number)).day == 1
    ]
    if len(firsts) < 2:
        firsts = [days[0], days[-1]] if days[0] != days[-1] else [days[0]]
    parts, used = [], float("-inf")
    for day in firsts:
        x = scale.x(day)
        if x - used < LABEL_GAP:
            continue
        used = x
        # A label in the middle of the last day would be cut off by the edge.
        anchor = "end" if x > WIDTH - RIGHT - LABEL_GAP / 3 else "middle"
        at = WIDTH - 1 if anchor == "end" else x
        parts.append(_text(at, HEIGHT - BOTTOM + 25, f"{day:%b} {day.day}", anchor))
    return parts


def _breaks(scale: _Scale, breaks: Sequence[Span]) -> list[Markup]:
    parts = []
    for span in breaks:
        if span.last < scale.first or span.first > scale.last:
            continue
        left, right = scale.x(span.first), scale.x(span.last + timedelta(days=1))
        parts.append(
            Markup('<rect x="{:.1f}" y="{}" width="{:.1f}" height="{}" fill="var(--panel)" '
                   'stroke="var(--line)"><title>{}</title></rect>')
            .format(left, TOP, max(2.0, right - left), HEIGHT - TOP - BOTTOM, span.words)
        )  # fmt: skip
    return parts


def _changes(scale: _Scale, changes: Sequence[date]) -> list[Markup]:
    parts = []
    for day in changes:
        if scale.first <= day <= scale.last:
            x = scale.x(day)
            parts.append(
                Markup('<line x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{}" stroke="var(--ink)" '
                       'stroke-dasharray="1 4" stroke-width="2"/>')
                .format(x, x, TOP, HEIGHT - BOTTOM)
            )  # fmt: skip
            parts.append(_text(min(x, WIDTH - RIGHT - 90), TOP - 8, "checks changed", "start"))
    return parts


def _mark(shape: str, x: float, y: float, color: str) -> Markup:
    r = 4.5
    if shape == "circle":
        return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}"/>').format(x, y, r, color)
    if shape == "square":
        points = ((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r))
    elif shape == "diamond":
        points = ((x, y - r - 1), (x + r + 1, y), (x, y + r + 1), (x - r - 1, y))
    else:
        points = ((x, y - r - 1), (x + r + 1, y + r), (x - r - 1, y + r), (x, y - r - 1))
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    return Markup('<polygon points="{}" fill="{}"/>').format(path, color)


def _text(x: float, y: float, words_: str, anchor: str) -> Markup:
    return Markup(
        '<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-size="14" fill="var(--soft)">{}</text>'
    ).format(x, y, anchor, words_)


def _patterns(name: str) -> Markup:
    return Markup(
        '<defs><pattern id="{0}-stripes" width="8" height="8" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="8" height="8" fill="var(--paper)"/>'
        '<rect width="4" height="8" fill="var(--act)"/></pattern>'
        '<pattern id="{0}-dots" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="8" fill="var(--paper)"/><circle cx="4" cy="4" r="1.6" fill="var(--soft)"/>'
        "</pattern></defs>"
    ).format(name)


def _line_key(labels: Sequence[str]) -> Markup:
    items = Markup("").join(
        Markup('<li><svg viewBox="0 0 44 14" aria-hidden="true"><line x1="0" x2="44" y1="7" y2="7" '
               'stroke="{}" stroke-width="2.5" stroke-dasharray="{}"/>{}</svg> {}</li>')
        .format(color, dash, _mark(shape, 22, 7, color), label)
        for label, (color, dash, shape) in zip(labels, STYLES, strict=False)
    )  # fmt: skip
    return Markup('<ul class="key-list">{}</ul>').format(items)


def _bar_key(name: str, labels: Sequence[str]) -> Markup:
    items = Markup("").join(
        Markup('<li><svg viewBox="0 0 18 14" aria-hidden="true"><rect x="1" y="1" width="16" height="12" '
               'fill="{}" stroke="var(--ink)"/></svg> {}</li>')
        .format(fill.format(name=name), label)
        for label, fill in zip(labels, FILLS, strict=False)
    )  # fmt: skip
    return Markup('<ul class="key-list">{}</ul>').format(items)


def spans_of(closed: Mapping[date, str]) -> list[Span]:
    """Join closed days that follow each other, weekends between them too, to breaks of three days or more."""
    found: list[Span] = []
    for day in sorted(closed):
        if found and (day - found[-1].last).days <= 3 and found[-1].words == closed[day]:
            found[-1] = Span(found[-1].first, day, found[-1].words)
        else:
            found.append(Span(day, day, closed[day]))
    return [span for span in found if (span.last - span.first).days >= 2]
