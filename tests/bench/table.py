"""Lay figures out in aligned columns of plain text; knows nothing of what they mean."""

from __future__ import annotations

from collections.abc import Sequence


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose first column is set left and all others right."""
    lines = [tuple(heads), *(tuple(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    told = [_line(line, widths) for line in lines]
    return "\n".join([told[0], "  ".join("-" * width for width in widths), *told[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.ljust(width) if at == 0 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()


def number(value: float, digits: int = 2, unit: str = "") -> str:
    """Write a figure, "-" where there is none."""
    return f"{value:.{digits}f}{unit}" if value else "-"


def megabytes(size: int) -> str:
    """Write a number of bytes in MB."""
    return f"{size / 1e6:.0f} MB" if size else "-"
