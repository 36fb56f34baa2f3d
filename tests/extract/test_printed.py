"""How words stand in a picture, by the table of whoever read it, and how long a picture moves."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from auditor.extract.documents import DocumentReader
from auditor.extract.moving import moving
from auditor.extract.ocr import WordBudget, read_words, tesseract
from auditor.extract.printed import printed
from tests.extract.files import flyer, saved

URL = "https://school.example/pictures/news.png"
HEAD = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext\n"
PAGE = "1\t1\t0\t0\t0\t0\t0\t0\t1000\t500\t-1\t\n"


def table(*words: tuple[int, int, int, str]) -> str:
    """Return the table of words, each as line, left edge, confidence and letters, 20 high and 10 a letter."""
    rows = (
        f"5\t1\t1\t1\t{line}\t1\t{left}\t{line * 40}\t{len(word) * 10}\t20\t{sure}\t{word}\n"
        for line, left, sure, word in words
    )
    return HEAD + PAGE + "".join(rows)


RUNNING = [(1, 0, 95, "Picture"), (1, 80, 95, "day"), (1, 120, 95, "is"), (1, 150, 95, "Friday")]
CASES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("a line", table(*RUNNING), {"words": "4", "guesses": "0", "running": "4", "lines": "1", "area": "1"}),
    (
        "labels of a chart",
        table((1, 0, 95, "May"), (1, 300, 95, "June"), (1, 700, 95, "July")),
        {"words": "3", "running": "0", "lines": "0"},
    ),
    ("guesses", table(*RUNNING, (2, 0, 30, "Qwlz"), (2, 90, 12, "Mnv")), {"words": "4", "guesses": "2"}),
    ("a stroke of a drawing", table(*RUNNING, (2, 0, 90, "|"), (2, 90, 91, "i")), {"words": "4"}),
    ("a number", table((1, 0, 95, "12:30"), (1, 80, 95, "2026")), {"words": "1"}),
)  # fmt: skip


@pytest.mark.parametrize(("told", "expected"), [each[1:] for each in CASES], ids=[each[0] for each in CASES])
def test_how_words_stand(told: str, expected: dict[str, str]) -> None:
    facts = printed(told)
    assert {name: facts[name] for name in expected} == expected
    assert (facts["width"], facts["height"], facts["tall"]) == ("1000", "500", "20")


@pytest.mark.parametrize("told", [HEAD, HEAD + PAGE, "", "nonsense\n1\t2", table((1, 0, 20, "Guess"))])
def test_no_words_no_facts(told: str) -> None:
    assert printed(told) == {}


def drawn(kind: str, frames: int, **how: int) -> bytes:
    pictures = [Image.new("RGB", (20, 20), (40 * number, 0, 0)) for number in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, kind, save_all=True, append_images=pictures[1:], **how)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "how", "expected"),
    [
        ("GIF", {"duration": 1000, "loop": 0}, ("4", "4.0", "0")),
        ("GIF", {"duration": 500}, ("4", "2.0", "1")),
        ("GIF", {"duration": 500, "loop": 2}, ("4", "2.0", "3")),
        ("PNG", {"duration": 700, "loop": 0}, ("4", "2.8", "0")),
        ("WEBP", {"duration": 700, "loop": 2}, ("4", "2.8", "2")),
        ("GIF", {"duration": 0, "loop": 0}, ("4", "0.4", "0")),
    ],
)
def test_how_long_a_picture_moves(kind: str, how: dict[str, int], expected: tuple[str, str, str]) -> None:
    told = moving(drawn(kind, 4, **how))
    assert (told["frames"], told["seconds"], told["rounds"]) == expected


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "JPEG"])
def test_a_still_picture_does_not_move(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, kind)
    assert moving(out.getvalue()) == {}


@pytest.mark.parametrize("length", [5, 12, 14, 40, 200])
def test_what_is_cut_short_or_changed_does_no_harm(length: int) -> None:
    for kind in ("GIF", "PNG", "WEBP"):
        whole = drawn(kind, 4, duration=300, loop=0)
        assert moving(whole[:length]).keys() <= {"frames", "seconds", "rounds"}
        assert moving(whole[:length] + b"\xff" * 300).keys() <= {"frames", "seconds", "rounds"}


def test_a_reader_tells_how_long_a_picture_moves(reader: DocumentReader) -> None:
    told = reader.read_file(drawn("GIF", 4, duration=2000, loop=0), "gif", URL)
    assert (told.access["seconds"], told.access["rounds"]) == ("8.0", "0")


@pytest.mark.skipif(not tesseract()[0], reason="Tesseract is not installed")
@pytest.mark.timeout(60)
def test_a_flyer_is_known_as_printed(reader: DocumentReader) -> None:
    picture = saved(flyer(["Spelling bee on Friday", "Bring a pencil and a ruler", "Doors open at nine"]))
    reading = reader.read_file(picture, "png", URL, weigh=True)
    plates = reader.read_file(picture, "png", URL, plates=1).plates
    facts = read_words(plates, URL, WordBudget(60)).printed
    assert int(reading.access["flat"]) >= 60
    assert int(facts["words"]) >= 11 and int(facts["running"]) >= 9, facts
    assert facts["guesses"] == "0"
