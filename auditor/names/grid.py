"""Lay the cells of a page's tables into rows and columns, with the headings of each; reads no names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from auditor.page import Text
from auditor.words import Words

_TABLE = re.compile(r"^(.*?)(?:\s*>\s*(?:thead|tbody|tfoot):nth-of-type\(\d+\))?\s*>\s*tr\b(?!.*>\s*tr\b)")
_ROW_PLACE = re.compile(r"\brow \d+\b|\bcell [A-Z]{1,3}\d+\b|\bcolumn \d+\b")
_COLUMN = re.compile(r"\bcolumn (\d+)\b|\bcell ([A-Z]{1,3})\d+\b")
_HEAD_CELL = re.compile(r">\s*th:nth-of-type\(\d+\)")
_HEAD_WORD = r"(?i)^(?:{table-head-of}(?:['’]?s)?\s+)?(?:{table-head}|#)$"
_LONGEST_HEAD = 40
_LAST_NAME = r"(?i)^(?:{last-name-head}|{last-name-head-start}.*)\W*$"
Key = tuple[str, str, str]


class Grid:
    """Hold the rows of the tables of one page or file; a row is known by its file, its frame and its name."""

    __slots__ = ("_heads", "_laid", "_texts", "_words")

    def __init__(self, texts: Iterable[Text], words: Words) -> None:
        self._words = words
        self._texts = texts
        self._laid: tuple[dict[Key, list[Text]], dict[Key, list[Text]]] | None = None
        self._heads: dict[Key, dict[str, str]] = {}

    def _lay(self) -> tuple[dict[Key, list[Text]], dict[Key, list[Text]]]:
        """Return the rows, and the first row of each table; most pages need neither."""
        if self._laid is None:
            rows: dict[Key, list[Text]] = defaultdict(list)
            for text in self._texts:
                if text.row and text.joined:
                    rows[_row(text)].append(text)
            tables: dict[Key, list[Text]] = {}
            for cells in rows.values():
                if len(cells) > 1:
                    tables.setdefault(_table(cells[0]), cells)
            self._laid = rows, tables
        return self._laid

    def row(self, text: Text) -> Sequence[Text]:
        """Return the cells of a text's row, in order; none where it stands in no row."""
        return self._lay()[0].get(_row(text), ()) if text.row else ()

    def beside(self, text: Text) -> Sequence[Text]:
        """Return the other cells of a text's row."""
        return [cell for cell in self.row(text) if cell is not text]

    def heads(self, text: Text) -> Sequence[str]:
        """Return the headings of the table in which a text stands; none for the headings themselves."""
        if not text.row or self._is_head(text):
            return ()
        return tuple(self._columns(_table(text)).values())

    def head(self, cell: Text) -> str:
        """Return the heading of a cell's column, "" where its table says none."""
        if not cell.row or self._is_head(cell):
            return ""
        return self._columns(_table(cell)).get(_column(cell), "")

    def has_last_names(self, cell: Text) -> bool:
        """Tell whether a cell's table has a column of last names."""
        last_name = self._words.pattern(_LAST_NAME)
        return any(last_name.match(head) for head in self.heads(cell))

    def _is_head(self, text: Text) -> bool:
        return any(cell is text for cell in self._lay()[1].get(_table(text), ()))

    def _columns(self, table: Key) -> dict[str, str]:
        """Map a table's columns to their headings, where its first row is one of headings."""
        if table not in self._heads:
            first = [cell for cell in self._lay()[1].get(table, ()) if len(cell.joined) <= _LONGEST_HEAD]
            word = self._words.pattern(_HEAD_WORD)
            says = any(
                _HEAD_CELL.search(cell.where.selector) or word.match(cell.joined.strip(" :"))
                for cell in first
            )
            self._heads[table] = {_column(cell): cell.joined for cell in first} if says else {}
        return self._heads[table]


def _row(text: Text) -> Key:
    return text.where.document, text.where.url, text.row


def _table(text: Text) -> Key:
    found = _TABLE.match(text.where.selector)
    name = found[1] if found else _ROW_PLACE.sub("", text.where.place)
    return text.where.document, text.where.url, name


def _column(text: Text) -> str:
    found = _COLUMN.search(text.where.place)
    return (found[1] or found[2]) if found else text.where.place
