"""Read a TOML file and remember on which line each key stands; leaves the meaning of keys to its callers."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from auditor.exits import Exit, Refusal

Key = str | int
KeyPath = tuple[Key, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"[ \t]*")
_BLANK_LINES = re.compile(r"(?:[ \t\n]+|#[^\n]*)*")
_SCALAR_END = re.compile(r"[,\]}#\n]|\Z")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column (\d+)\)\s*$")
_AT_END = re.compile(r"\s*\(at end of document\)\s*$")
_CLOSING = {
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"{3,5}', re.DOTALL),
    "'''": re.compile(r"(?:[^']|'(?!''))*'{3,5}", re.DOTALL),
    '"': re.compile(r'(?:[^"\\\n]|\\.)*"'),
    "'": re.compile(r"[^'\n]*'"),
}


@dataclass(frozen=True, slots=True)
class TomlFile:
    """Hold what a TOML file says, and where it says it."""

    path: Path
    data: dict[str, Any]
    text: str = field(default="", repr=False)

    @property
    def lines(self) -> Mapping[KeyPath, int]:
        """Return on which line each key stands; looked for only when somebody asks, as few do."""
        return _lines_of(self.text)

    def line(self, *keys: Key) -> int:
        """Return the 1-based line of a key path such as ("clause", 3, "quote").

        Array elements are counted from 0. A key that is not in the file has the line of the
        nearest table or array above it; the file itself has line 1.
        """
        lines = self.lines
        for end in range(len(keys), 0, -1):
            found = lines.get(keys[:end])
            if found is not None:
                return found
        return 1

    def refusal(self, sentence: str, *keys: Key) -> Refusal:
        """Build the refusal of what stands at a key path."""
        return Refusal(Exit.CONFIGURATION, sentence, self.path, self.line(*keys))


def read_toml(path: Path) -> TomlFile:
    """Read one TOML file in UTF-8, with or without a byte order mark.

    Raises Refusal with file and line where the file cannot be read, is not UTF-8 or is not TOML.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise Refusal(Exit.CONFIGURATION, "This file does not exist.", path) from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise Refusal(Exit.CONFIGURATION, f"This file cannot be read: {reason}.", path) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        sentence = "This file is not in UTF-8; save it again with the encoding UTF-8."
        raise Refusal(Exit.CONFIGURATION, sentence, path, line) from None
    text = text.replace("\r\n", "\n")
    try:
        return TomlFile(path, tomllib.loads(text), text)
    except RecursionError:
        raise Refusal(Exit.CONFIGURATION, "Lists or tables are nested too deeply.", path) from None
    except ValueError as error:
        raise _syntax_refusal(str(error), text, path) from None


@lru_cache(maxsize=32)
def _lines_of(text: str) -> Mapping[KeyPath, int]:
    return _Scanner(text).scan()


def _syntax_refusal(message: str, text: str, path: Path) -> Refusal:
    """Turn the parser's message into a sentence and a line."""
    at_line = _AT_LINE.search(message)
    if at_line:
        line = int(at_line[1])
        detail = f"{message[: at_line.start()]}, at column {at_line[2]}"
    else:
        line = max(1, len(text.rstrip("\n").split("\n")))
        detail = f"{_AT_END.sub('', message)}, at the end of the file"
    return Refusal(Exit.CONFIGURATION, f"This is not valid TOML: {detail}.", path, line)


class _Scanner:
    """Walk over text that tomllib has already accepted, and note the line of each key.

    Because the text is known to be valid, nothing is checked here: tomllib gives the values and
    this gives the places. All patterns are linear; nesting was bounded by tomllib before.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._lines: dict[KeyPath, int] = {}
        self._lengths: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while True:
            self._skip(_BLANK_LINES)
            if self._at >= len(self._text):
                return self._lines
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> KeyPath:
        """Read `[a.b]` or `[[a.b]]` and return the key path of the table that it opens."""
        start = self._at
        repeated = self._text.startswith("[[", start)
        self._at += 2 if repeated else 1
        keys = self._dotted_key()
        self._at += 2 if repeated else 1
        path: KeyPath = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            if repeated and position == len(keys) - 1:
                self._note(path, start)
                self._lengths[path] = self._lengths.get(path, 0) + 1
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
            self._note(path, start)
        # A table may be opened late, after its subtables; then its own line is the better one.
        self._lines[path] = self._line(start)
        return path

    def _pair(self, table: KeyPath) -> None:
        start = self._at
        path = table
        for key in self._dotted_key():
            path = (*path, key)
            self._note(path, start)
        self._at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        first = self._text[self._at]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            end = _SCALAR_END.search(self._text, self._at)
            self._at = end.start() if end else len(self._text)

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        position = 0
        while True:
            self._skip(_BLANK_LINES)
            if self._text[self._at] == "]":
                self._at += 1
                return
            self._note((*path, position), self._at)
            self._value((*path, position))
            position += 1
            self._skip(_BLANK_LINES)
            if self._text[self._at] == ",":
                self._at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._at += 1
        while True:
            # Line breaks are allowed here from TOML 1.1 on; skipping them does no harm before.
            self._skip(_BLANK_LINES)
            if self._text[self._at] == "}":
                self._at += 1
                return
            self._pair(path)
            self._skip(_BLANK_LINES)
            if self._text[self._at] == ",":
                self._at += 1

    def _dotted_key(self) -> list[str]:
        keys = []
        while True:
            self._skip(_BLANK)
            bare = _BARE.match(self._text, self._at)
            if bare:
                keys.append(bare[0])
                self._at = bare.end()
            else:
                keys.append(next(iter(tomllib.loads(f"{self._string()} = 0"))))
            self._skip(_BLANK)
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _string(self) -> str:
        """Pass over one string and return it as written, with its quotation marks."""
        start = self._at
        mark = self._text[start]
        if self._text.startswith(mark * 3, start):
            mark *= 3
        closed = _CLOSING[mark].match(self._text, start + len(mark))
        self._at = closed.end() if closed else len(self._text)
        return self._text[start : self._at]

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()

    def _note(self, path: KeyPath, position: int) -> None:
        self._lines.setdefault(path, self._line(position))

    def _line(self, position: int) -> int:
        return bisect_right(self._starts, position)
