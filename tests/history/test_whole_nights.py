"""What only a whole night shows: files, hosts in trouble, pages that come and go, a site that moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.golden.district import Answered, page
from tests.history.replayed import DOWN, Replay
from tests.sim.files import pdf
from tests.web import Response

pytestmark = pytest.mark.timeout(300)
FIRST, LAST, DUE = date(2026, 10, 28), date(2026, 11, 6), "2026-11-03"
WELCOME = "<p>Welcome to our class.</p><p>We meet in the room beside the library.</p>"
RULES = "".join(f"<p>Rule {word}: be kind to each other.</p>" for word in "one two three four five".split())
LETTER = '<a href="/letter.pdf">Our newsletter</a>'
TRIP = "<p>Our trip to the planetarium is on Friday; bring a lunch.</p>"
SUSPENDED = "<h1>Account suspended</h1><p>Contact your hosting provider.</p>"
WRONG = Response(500, {"Content-Type": "text/html"}, "<h1>Internal Server Error</h1>")
BEFORE, AFTER = datetime(2026, 10, 31, 3), datetime(2026, 11, 5, 3)
POSTED = datetime(2026, 11, 2, 15)


def letter(words: str, edition: int = 0) -> Response:
    return Response(200, {"Content-Type": "application/pdf"}, pdf([words], edition))


def menu(*names: str) -> str:
    return WELCOME + "".join(f'<a href="/{name}/">Plan of {name}</a>' for name in names)


def state(when: datetime) -> dict[str, Answered]:
    posted, trouble = when >= POSTED, BEFORE <= when < AFTER
    october, november = "<p>We read Hatchet, chapter one.</p>", "<p>We read Hatchet, chapter nine.</p>"
    return {
        "idle.example/": page(WELCOME),
        "letter.example/": page(WELCOME, LETTER),
        "letter.example/letter.pdf": letter("Read chapter nine" if posted else "Read chapter one"),
        "resaved.example/": page(WELCOME, LETTER),
        "resaved.example/letter.pdf": letter("Read chapter one", int(posted)),
        "down.example/": DOWN if trouble else page(WELCOME),
        "host.example/": page(SUSPENDED) if trouble else page(WELCOME, RULES),
        "gone.example/": page(SUSPENDED) if when >= BEFORE else page(WELCOME, RULES),
        "part.example/": page(menu("math", "art")),
        "part.example/math/": WRONG if trouble else page("<h1>Math</h1>", october),
        "part.example/art/": page("<h1>Art</h1><p>We draw cats.</p>"),
        "early.example/": page(WELCOME, TRIP if when >= BEFORE else ""),
        "both.example/": page(menu("math", "art")),
        "both.example/math/": page("<h1>Math</h1>", RULES, TRIP if posted else ""),
        "both.example/art/": page("<h1>Art</h1><p>We draw cats.</p>", TRIP if posted else ""),
        "one.example/": page(menu("math", "art")),
        "one.example/math/": page("<h1>Math</h1>", RULES),
        "one.example/art/": page("<h1>Art</h1><p>We draw cats.</p>", TRIP if posted else ""),
        "new.example/": page(menu("october", *(["november"] if posted else []))),
        "new.example/october/": page("<h1>October</h1>", october),
        "new.example/november/": page("<h1>November</h1>", november),
        "wiped.example/": page(menu("week")),
        "wiped.example/week/": page("<h1>Week</h1>", november) if posted else page("<h1>Week</h1>", RULES),
        "moved.example/": page(WELCOME, RULES),
        "elsewhere.example/": page(f"<div><div>{WELCOME}</div></div><section>{RULES}</section>"),
    }


SITES = ("idle", "letter", "resaved", "down", "host", "gone", "part", "both", "one", "new", "wiped", "moved")
SECTIONS = [(site, section, f"/{section}/") for site in ("both", "one") for section in ("math", "art")]

CASES = [
    ("idle", "nothing", ("missed",)),
    ("letter", "a newsletter is replaced under its old name", ("met",)),
    ("resaved", "a newsletter is saved again and says what it said", ("unknown",)),
    ("down", "the site is down over the whole window", ("unknown",)),
    ("host", "its host shows a notice, and calls it a page", ("unknown", "missed")),
    ("gone", "the same, for good", ("unknown",)),
    ("part", "one page ends in an error over the whole window", ("unknown",)),
    ("new", "a new page, to which the menu leads", ("met",)),
    ("wiped", "a page below the first gives way to one line", ("met", "unknown")),
    ("moved", "the site moves to another address", ("unknown",)),
]


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Replay]:
    made: list[Replay] = []

    def once() -> Replay:
        if not made:
            folder: Path = tmp_path_factory.mktemp("nights") / "d"
            sites = [(name, f"http://{name}.example/", "elm") for name in SITES]
            other = ["elsewhere.example"]
            with Replay(
                folder, sites, state, sections=SECTIONS, other_hosts=other, direct=True, updates_only=True
            ) as run:
                run.nights(FIRST, date(2026, 11, 1))
                run.sites = [*sites[:-1], ("moved", "http://elsewhere.example/", "elm")]
                run.write()
                run.nights(date(2026, 11, 2), LAST)
            made.append(run)
        return made[0]

    return once


@pytest.mark.parametrize(("site", "name", "careful"), CASES, ids=[case[1] for case in CASES])
def test_a_whole_night_is_judged_with_care(
    replay: Callable[[], Replay], site: str, name: str, careful: tuple[str, ...]
) -> None:
    run = replay()
    assert run.verdicts(site)[DUE] in careful, run.evidence(site, DUE)


@pytest.mark.parametrize(
    ("site", "math", "art"),
    [("both", "met", "met"), ("one", "missed", "met")],
    ids=["the same note on the pages of two classes", "a note on the page of one of them"],
)
def test_what_is_written_for_two_classes_at_once_counts_for_both(
    replay: Callable[[], Replay], site: str, math: str, art: str
) -> None:
    run = replay()
    assert run.verdicts(site, "math")[DUE] == math, run.evidence(site, DUE)
    assert run.verdicts(site, "art")[DUE] == art, run.evidence(site, DUE)


def test_a_verdict_stands_when_it_is_too_old_to_be_decided_anew(tmp_path: Path) -> None:
    """What was posted inside a window must not grow older than the date that it speaks for."""
    sites = [("early", "http://early.example/", "elm")]
    with Replay(tmp_path / "d", sites, state, direct=True, updates_only=True) as run:
        run.nights(FIRST, LAST)
        assert run.verdicts("early")[DUE] == "met"
        # 150 days after the first day of the window, after its last, and after all that speaks beside it.
        for first, last in ((date(2027, 3, 29), date(2027, 4, 5)), (date(2027, 5, 12), date(2027, 5, 20))):
            run.nights(first, last)
            assert run.verdicts("early")[DUE] == "met", run.evidence("early", DUE)
            assert [each["kind"] for each in run.evidence("early", DUE)] == ["new-line"]
