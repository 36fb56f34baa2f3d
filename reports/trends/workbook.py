"""Write the trend tables as a workbook, a sheet a table; computes nothing."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pandas as pd

from auditor.tables import harmless

MOST_ROWS = 1_000_000
WIDEST = 48


def workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Return an .xlsx file; cells that look like formulas are made harmless."""
    held = io.BytesIO()
    with pd.ExcelWriter(held, engine="openpyxl") as writer:
        for name, frame in sheets.items():
            safe = frame.head(MOST_ROWS).map(_cell)
            safe.to_excel(writer, sheet_name=name[:31], index=False, freeze_panes=(1, 0))
            sheet = writer.sheets[name[:31]]
            for number, column in enumerate(safe.columns):
                longest = max((len(str(value)) for value in safe[column].head(200)), default=0)
                letter = sheet.cell(row=1, column=number + 1).column_letter
                sheet.column_dimensions[letter].width = min(WIDEST, max(len(str(column)), longest) + 2)
    return held.getvalue()


def _cell(value: object) -> object:
    return harmless(value) if isinstance(value, str) else value
