"""Read the words in pictures with Tesseract where it is installed, within a budget; knows no file format."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from threading import BoundedSemaphore, Lock, Thread, Timer
from typing import Final

from auditor.extract.answer import Answers, Plate
from auditor.extract.documents import command
from auditor.extract.gathering import Gathering
from auditor.extract.lines import Line, write_lines
from auditor.extract.printed import printed
from auditor.page import Location, Source, Text

MOST_SECONDS: Final = 25.0
_MEMORY: Final = 1_500_000_000
LANGUAGES: Final = {"eng": "English", "spa": "Spanish"}
"""Languages in which words in pictures are read, by Tesseract's names for them."""
_CONFIDENCE: Final = 45.0
LEAST_SECONDS: Final = 0.5
SCANNED: Final = "page "
"""How the place of a scanned page begins: its words stand in columns, those of a picture anywhere."""
_MOST_BYTES: Final = 4_000_000
# Each keeps one core busy; the browsers need theirs.
_AT_ONCE: Final = BoundedSemaphore(max(1, (os.cpu_count() or 2) - 1))
_PAGE, _PICTURE = "3", "11"
"""Tesseract's layouts: a page in columns; words scattered over a picture."""


@cache
def tesseract() -> tuple[str, str]:
    """Return the program and the languages it has ("eng+spa"), both "" where words cannot be read."""
    program = shutil.which("tesseract")
    if program is None:
        return "", ""
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, env={}, cwd="/"
        )
    except (OSError, subprocess.SubprocessError):
        return "", ""
    have = set((listed.stdout + listed.stderr).split())
    languages = "+".join(language for language in LANGUAGES if language in have)
    return (os.path.realpath(program), languages) if languages else ("", "")


class WordBudget:
    """Count down the seconds that reading words in pictures may take, for a night or for a site."""

    def __init__(self, seconds: float, above: WordBudget | None = None) -> None:
        self._left = seconds
        self._above = above
        self._lock = Lock()

    def left(self) -> float:
        """Return the seconds left, here and in the budget above."""
        with self._lock:
            mine = self._left
        return min(mine, self._above.left()) if self._above is not None else mine

    def spend(self, seconds: float) -> None:
        """Take seconds off, here and above."""
        with self._lock:
            self._left -= seconds
        if self._above is not None:
            self._above.spend(seconds)


@dataclass(frozen=True, slots=True)
class ReadWords:
    """Hold the words found on plates; `done` counts the plates read.

    `tried` is the number of the last plate that was tried, 0 for none: it may have been beyond reading.
    `printed` says how words stand in a picture that is no part of another file (see `printed`).
    """

    texts: tuple[Text, ...] = ()
    done: int = 0
    tried: int = 0
    printed: Mapping[str, str] = field(default_factory=dict)


def read_words(
    plates: Iterable[Plate],
    url: str,
    budget: WordBudget,
    known: Answers | None = None,
) -> ReadWords:
    """Return the words on plates as texts with source ocr.

    Stops where the budget is used up or Tesseract is not here. `known` keeps what was read, so that a
    picture on many sites is read once a night.
    """
    texts: list[Text] = []
    done = tried = 0
    facts: Mapping[str, str] = {}
    for plate in plates:
        layout = _PAGE if plate.place.startswith(SCANNED) else _PICTURE
        key = f"{sha256(plate.png).hexdigest()} words {layout}"
        kept = known.get(key) if known is not None else None
        if kept is None:
            left = budget.left()
            if left <= LEAST_SECONDS or not tesseract()[0]:
                break
            with _AT_ONCE:
                started = time.monotonic()
                table = _run(plate.png, layout, min(left, MOST_SECONDS))
                spent = time.monotonic() - started
            budget.spend(spent)
            if table is None and left < MOST_SECONDS and spent >= left - LEAST_SECONDS:
                break  # the budget ended, not the patience with this picture: another night tries again
            kept = {"table": table}
            if known is not None:
                known.put(key, kept)
        tried = max(tried, plate.number)
        if kept["table"] is not None:
            done += 1
            texts.extend(_texts(kept["table"], plate.place or "words in the picture", url))
            facts = facts if plate.place else printed(kept["table"])
    return ReadWords(tuple(texts), done, tried, facts)


def _run(png: bytes, layout: str, seconds: float) -> str | None:
    """Return Tesseract's table of words for one picture, None where it failed."""
    program, languages = tesseract()
    if not program:
        return None
    arguments = [*command(), str(_MEMORY), str(int(seconds) + 1), program, languages, layout]
    with subprocess.Popen(
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    ) as process:
        end = partial(_kill, process.pid)
        clock = Timer(seconds, end)
        clock.start()
        feeder = Thread(target=_feed, args=(process, png), name="feed-words")
        feeder.start()
        try:
            out = process.stdout.read(_MOST_BYTES) if process.stdout is not None else b""
            if len(out) < _MOST_BYTES:
                process.wait()
        finally:
            end()
            clock.cancel()
            clock.join()
            feeder.join()
    return out.decode("utf-8", "replace") if process.returncode == 0 else None


def _feed(process: subprocess.Popen[bytes], png: bytes) -> None:
    if process.stdin is not None:
        with suppress(OSError, ValueError):
            process.stdin.write(png)
            process.stdin.close()


def _kill(group: int) -> None:
    with suppress(OSError):
        os.killpg(group, signal.SIGKILL)


def _texts(table: str, place: str, url: str) -> list[Text]:
    found = Gathering(Source.OCR)
    lines: dict[tuple[str, ...], list[tuple[float, float, float, float, str]]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5":
            continue
        try:
            left, top, width, height = map(float, cells[6:10])
            sure = float(cells[10])
        except ValueError:
            continue
        if sure >= _CONFIDENCE and cells[11].strip():
            lines.setdefault(tuple(cells[1:5]), []).append((left, top, width, height, cells[11].strip()))
    write_lines([_line(words) for words in lines.values()], place, found)
    texts = []
    for joined, split, source, where, heading, line, level, _ in found.texts:
        location = Location(url, Source(str(source)), heading=str(heading), place=str(where), document=url)
        texts.append(Text(str(joined), str(split) or str(joined), location, str(line), int(str(level))))
    return texts


def _line(words: list[tuple[float, float, float, float, str]]) -> Line:
    """Return one line of words as it stands on paper; pixels count downwards, points upwards."""
    heights = sorted(height for _, _, _, height, _ in words)
    size = max(1.0, heights[len(heights) // 2] * 1.2)
    cells: list[str] = []
    end: float | None = None
    for left, _, width, _, word in words:
        if end is None or left - end > 2.2 * size:
            cells.append(word)
        else:
            cells[-1] += f" {word}"
        end = left + width
    top, bottom = min(word[1] for word in words), max(word[1] + word[3] for word in words)
    return Line(cells, words[0][0], end or 0.0, -bottom, -top, size)
