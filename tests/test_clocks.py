"""Clocks that jump, and databases that others hold: the night is one night, and nothing of it is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor import night
from auditor.config import load_config
from auditor.exits import Exit, Refusal
from auditor.keys import load_keys
from auditor.night import Options, Step, Summary
from auditor.store import Night, Store
from tests.golden.district import AS_OF, District, Town, links, page, write_district

PAGES = {
    "oak.example/": page(links("/week"), title="Oak room"),
    "oak.example/week": page("<p>Spelling test on Friday</p>", title="Week"),
    "elm.example/": page("<p>Library on Tuesday</p>", title="Elm room"),
}
SITES = [("oak", "http://oak.example/"), ("elm", "http://elm.example/")]


class Watcher:
    """Hear of a night's progress, and do something at one step."""

    def __init__(self, step: Step | None = None, act: Callable[[], None] = lambda: None) -> None:
        self.visited: list[str] = []
        self._step, self._act = step, act

    def start(self, step: Step, total: int) -> None:
        pass

    def site(self, step: Step, site_id: str, remark: str) -> None:
        if step is Step.VISIT:
            self.visited.append(site_id)
        if step is self._step:
            self._step = None
            self._act()


def run(district: District, as_of: str = "", watcher: Watcher | None = None, **more: object) -> Summary:
    options = Options(as_of=as_of, browser=False, **more)  # type: ignore[arg-type]
    return night.run(district.config, options, night.STEPS, watcher or Watcher())


def stored(district: District) -> list[Night]:
    config = load_config(district.config)
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        return list(store.nights())


def mails(district: District) -> list[str]:
    return sorted(str(path.relative_to(district.var)) for path in district.var.rglob("*.eml"))


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with Town(PAGES) as served:
        yield served


@pytest.fixture
def district(tmp_path: Path, town: Town) -> District:
    return write_district(tmp_path / "d", SITES, town.hosts(), more='[mail]\ncadence = "nightly"')


# What `--as-of` says, the moment that it means (Denver), and whether it begins another night.
FALL = [
    ("2026-10-31T02:00", "2026-10-31T02:00:00-06:00", True),
    ("2026-11-01T01:10", "2026-11-01T01:10:00-06:00", True),
    # An hour later the same clock shows the same time once more.
    ("2026-11-01T01:10:00-07:00", "2026-11-01T01:10:00-06:00", False),
    ("2026-11-01T01:40", "2026-11-01T01:10:00-06:00", False),
    ("2026-11-02T02:00", "2026-11-02T02:00:00-07:00", True),
]
SPRING = [
    ("2027-03-13T02:30", "2027-03-13T02:30:00-07:00", True),
    ("2027-03-14T02:30", "2027-03-14T03:30:00-06:00", True),
    ("2027-03-14T03:30", "2027-03-14T03:30:00-06:00", False),
    ("2027-03-15T02:30", "2027-03-15T02:30:00-06:00", True),
]


@pytest.mark.parametrize("starts", [FALL, SPRING], ids=["clocks go back", "clocks go forward"])
def test_a_night_on_which_the_clocks_change_is_one_night(
    district: District, town: Town, starts: list[tuple[str, str, bool]]
) -> None:
    wanted = []
    for written, moment, begins in starts:
        watcher = Watcher()
        summary = run(district, written, watcher)
        assert summary.code is Exit.OK
        assert bool(watcher.visited) is begins, written
        wanted += [moment] if begins else []
        assert stored(district)[-1].as_of.isoformat() == moment, written
    nights = stored(district)
    assert [each.as_of.isoformat() for each in nights] == wanted
    assert all(each.finished is not None for each in nights)
    assert len(mails(district)) == len(nights), "one mail a night"


class Clock(datetime):
    """A machine's clock that shows what a test sets."""

    shown = datetime(2026, 11, 4, 9, 30, tzinfo=UTC)

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return cls.shown.astimezone(tz)  # type: ignore[arg-type]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(Clock, "shown", datetime(2026, 11, 4, 9, 30, tzinfo=UTC))
    for module in ("auditor.night", "auditor.night.mailing", "auditor.night.judging"):
        monkeypatch.setattr(f"{module}.datetime", Clock, raising=False)
    return Clock


@pytest.mark.parametrize("minutes", [-90, -1, 45], ids=["90 minutes back", "a minute back", "forward"])
def test_a_clock_that_is_set_during_the_night_costs_nothing(
    district: District, clock: type[Clock], minutes: int
) -> None:
    def set_clock() -> None:
        clock.shown += timedelta(minutes=minutes)

    watcher = Watcher(Step.VISIT, set_clock)
    assert run(district, watcher=watcher).code is Exit.OK
    assert sorted(watcher.visited) == ["elm", "oak"] and len(mails(district)) == 1
    again = Watcher()
    done = run(district, watcher=again)
    assert done.remarks == ["The night of Wednesday, November 4, 2026 is done already."]
    assert again.visited == [] and len(mails(district)) == 1
    clock.shown += timedelta(days=1)
    assert run(district).code is Exit.OK
    assert len(stored(district)) == 2


def test_killed_and_the_clock_set_back_the_same_night_goes_on(
    district: District, clock: type[Clock], town: Town
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(district, watcher=Watcher(Step.JUDGE, stop))
    clock.shown -= timedelta(minutes=70)
    before = town.seen
    watcher = Watcher()
    assert run(district, watcher=watcher).code is Exit.OK
    assert (watcher.visited, town.seen) == ([], before), "what was stored is not visited again"
    assert [each.finished is not None for each in stored(district)] == [True]


def test_a_clock_that_was_days_ahead_is_told_and_changes_nothing(
    district: District, clock: type[Clock]
) -> None:
    clock.shown += timedelta(days=3)
    assert run(district).code is Exit.OK
    before, sent = stored(district), mails(district)
    clock.shown -= timedelta(days=3)
    with pytest.raises(Refusal, match=r"the night of 2026-11-07 02:30 is stored already") as refused:
        run(district)
    assert refused.value.code is Exit.USAGE
    assert (stored(district), mails(district)) == (before, sent)


# --- a database that another program holds ---


@contextmanager
def held(district: District) -> Iterator[None]:
    """Hold the database as a careless copy or a query left open would."""
    other = sqlite3.connect(district.database, isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.rollback()
        other.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a held database for a moment, where a night waits for half a minute."""
    monkeypatch.setitem(Store.open.__kwdefaults__, "busy_seconds", 0.05)


@pytest.mark.usefixtures("impatient")
def test_a_held_database_stops_the_night_before_any_request(district: District, town: Town) -> None:
    assert run(district, AS_OF, mail=False).code is Exit.OK
    before = town.seen
    with held(district), pytest.raises(Refusal, match="another program holds the database") as refused:
        run(district, "2026-11-05T02:00")
    assert refused.value.code is Exit.STORAGE and town.seen == before
    assert run(district, "2026-11-05T02:00").code is Exit.OK


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("step", [Step.VISIT, Step.JUDGE])
def test_a_database_that_is_held_during_the_night_stops_it_and_the_next_start_goes_on(
    district: District, town: Town, step: Step
) -> None:
    holding = held(district)
    with pytest.raises(Refusal, match="another program holds the database") as refused:
        run(district, AS_OF, Watcher(step, holding.__enter__))
    holding.__exit__(None, None, None)
    assert refused.value.code is Exit.STORAGE
    watcher = Watcher()
    assert run(district, AS_OF, watcher).code is Exit.OK
    assert len(watcher.visited) == (1 if step is Step.VISIT else 0), "what was stored is not visited again"
    (only,) = stored(district)
    assert only.finished is not None and len(mails(district)) == 1
