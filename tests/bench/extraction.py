"""Measure the CPU of reading files and pages: the first time, and again from what was read by content.

`python -m tests.bench.extraction`; FILES=6 of each kind. The readers' own processes are counted, and so is
the program that reads words in pictures. All files are invented and made here.
"""

from __future__ import annotations

import io
import os
import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from auditor.checkers import names
from auditor.extract.answer import Answers
from auditor.extract.documents import DocumentReader
from auditor.extract.html import read_html
from auditor.extract.ocr import WordBudget, read_words, tesseract
from auditor.page import Page
from auditor.policy import load_policy
from auditor.snapshot import Snapshot
from tests.bench.docs import NIGHT, STUDENTS, documents, rosters
from tests.bench.pages import write_sites
from tests.bench.served import ROOT
from tests.bench.table import number, table
from tests.extract.files import docx, flyer, jpeg, lines, p, pdf, saved, xmp, xmp_segment

_URL: Final = "https://room.bench.example/files/{}"
_WORDS: Final = (
    "students will read the next chapter and write down three questions about water soil plants light energy "
    "please bring a notebook to class on Tuesday because we measure how fast seeds grow in different places"
).split()


@dataclass(frozen=True, slots=True)
class Cost:
    """Hold what one kind of file costs in milliseconds of CPU: the first time, and once more."""

    name: str
    first: float
    again: float
    size: int = 0
    """Bytes of one file."""


def _spent(reader: DocumentReader) -> float:
    """Return the CPU seconds of this process, of ended children and of the readers at work."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    working = sum(_seconds(child._process.pid) for child in reader._children)
    return time.process_time() + ended.ru_utime + ended.ru_stime + working


def _seconds(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError):
        return 0.0


def _cost(
    name: str, files: Sequence[bytes], reader: DocumentReader, read: Callable[[int, bytes], object]
) -> Cost:
    """Read every file, then every file again; returns the mean of each."""
    means = []
    for _ in range(2):
        started = _spent(reader)
        for at, file in enumerate(files):
            read(at, file)
        means.append(1000 * (_spent(reader) - started) / len(files))
    return Cost(name, means[0], means[1], sum(map(len, files)) // len(files))


def _prose(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."


def _pdf(chance: random.Random) -> bytes:
    return pdf([lines([_prose(chance, 13) for _ in range(45)]) for _ in range(12)])


def _word(chance: random.Random) -> bytes:
    return docx("".join(p(_prose(chance, 30)) for _ in range(200)))


def _photo(chance: random.Random) -> bytes:
    people = f"<dc:subject><rdf:Bag><rdf:li>{_prose(chance, 3)}</rdf:li></rdf:Bag></dc:subject>"
    return jpeg([xmp_segment(xmp(people))], size=(1600, 1200))


def _printed(chance: random.Random) -> bytes:
    return saved(flyer([" ".join(chance.choices(_WORDS, k=4)) for _ in range(5)]))


def _scan(chance: random.Random) -> bytes:
    out = io.BytesIO()
    page = flyer([" ".join(chance.choices(_WORDS, k=6)) for _ in range(18)], (1240, 1600)).convert("RGB")
    page.save(out, "PDF", resolution=150)
    return out.getvalue()


def measure(count: int) -> list[Cost]:
    """Make `count` files of each kind and read each twice."""
    chance = random.Random(12)
    costs: list[Cost] = []
    kinds: tuple[tuple[str, str, Callable[[random.Random], bytes]], ...] = (
        ("PDF of 12 pages", "pdf", _pdf),
        ("Word file of 200 paragraphs", "docx", _word),
        ("photo: what its file says", "jpg", _photo),
    )
    with DocumentReader(1) as reader:
        reader.read_file(_pdf(chance), "pdf", _URL)  # starting a reader is paid once for many files
        for name, kind, make in kinds:
            reader.read_file(make(chance), kind, _URL)  # so is loading the parser

            def read(at: int, file: bytes, kind: str = kind) -> object:
                return reader.read_file(file, kind, _URL.format(f"{at}.{kind}"), weigh=kind == "jpg")

            costs.append(_cost(name, [make(chance) for _ in range(count)], reader, read))
        if tesseract()[0]:
            known = Answers()
            for name, kind, make in (
                ("flyer: the words in it", "png", _printed),
                ("scanned page: the words on it", "pdf", _scan),
            ):

                def words(at: int, file: bytes, kind: str = kind) -> object:
                    plates = reader.read_file(file, kind, _URL.format(at), plates=1).plates
                    return read_words(plates, _URL.format(at), WordBudget(60), known)

                costs.append(_cost(name, [make(chance) for _ in range(max(1, count // 2))], reader, words))
        costs.extend(_pages(count, reader))
    return costs


def _pages(count: int, reader: DocumentReader) -> list[Cost]:
    """Measure ordinary pages of one site: reading each, and finding names in blocks of which many repeat."""
    with TemporaryDirectory(prefix="auditor-extraction-") as scratch:
        (site, *_) = write_sites(Path(scratch), 4 * count)
        bodies = [path.read_bytes() for path in sorted(site.folder.glob("*.html"))]
    pages: list[Page] = []

    def read(at: int, body: bytes) -> None:
        url = f"https://{site.host}/{at}"
        pages.append(Page(url, f"/{at}", 200, NIGHT, read_html(body, url)))

    costs = [_cost("page of a class site: reading it", bodies, reader, read)]
    _, roster, ((room, school), *_) = next(rosters())
    policy = load_policy(ROOT / "config" / "policies", documents()).for_site("class", NIGHT)
    list(names.check(Snapshot(room, school, NIGHT), policy, roster))  # the index is made once a night

    def look(at: int, _: bytes) -> None:
        list(names.check(Snapshot(room, school, NIGHT, (pages[at],)), policy, roster))

    costs.append(_cost(f"page of a class site: {STUDENTS:,} names", bodies, reader, look))
    return costs


def report(count: int) -> str:
    """Return the table of costs in plain text."""
    rows = [
        [each.name, f"{each.size / 1000:.0f}", number(each.first, 1), number(each.again, 1)]
        for each in measure(count)
    ]
    told = table(["", "KB", "first", "again"], rows)
    note = (
        "" if tesseract()[0] else "\n\nWords in pictures: not measured, because Tesseract is not installed."
    )
    return f"Reading files and pages, CPU ms each; again: the same bytes once more\n\n{told}{note}"


if __name__ == "__main__":
    print(report(max(1, int(os.environ.get("FILES") or 6))))
