"""Test the one scheduler of politeness, mostly on a clock that only the test moves."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from auditor.manners import HostRule, Manners, Turn, TurnCanceled

pytestmark = pytest.mark.timeout(20)


class Clock:
    """Stand still until the test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def manners(clock: Clock) -> Iterator[Manners]:
    before = set(threading.enumerate())
    scheduler = Manners(
        {"own.example": HostRule(delay=0.0, concurrent=2, robots=False)}, clock=clock, timer=False
    )
    yield scheduler
    scheduler.close()
    begun = set(threading.enumerate()) - before
    assert [thread.name for thread in begun if thread.name == "manners"] == []


def pass_time(manners: Manners, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    manners.wake()


@pytest.mark.parametrize(
    ("host", "delay"),
    [
        ("a.example", 1.0),
        ("district.example", 0.1),
        ("DISTRICT.example.", 0.1),
        ("district.example:80", 0.1),
        ("district.example:443", 0.1),
        ("district.example:8080", 0.1),
        ("127.0.0.1:8600", 0.2),
        ("127.0.0.1:8601", 0.3),
        ("[::1]:8600", 0.4),
        ("[::1]", 0.4),
        ("sub.district.example", 1.0),
    ],
)
def test_the_most_exact_rule_of_a_host_is_in_force(host: str, delay: float) -> None:
    rules = {
        "District.example": HostRule(delay=0.1),
        "127.0.0.1": HostRule(delay=0.3),
        "127.0.0.1:8600": HostRule(delay=0.2),
        "[::1]": HostRule(delay=0.4),
    }
    assert Manners(rules).rule(host).delay == delay


def test_a_host_has_one_page_at_a_time_and_starts_a_second_apart(manners: Manners, clock: Clock) -> None:
    first = manners.reserve("a.example", "site-1")
    second = manners.reserve("a.example", "site-1")
    other = manners.reserve("b.example", "site-1")
    assert (first.running, second.running, other.running) == (True, False, True)
    pass_time(manners, clock, 5.0)
    assert not second.running  # the pause is over, the page is not
    first.done()
    assert second.running
    third = manners.reserve("a.example", "site-1")
    second.done()
    pass_time(manners, clock, 0.9)
    assert not third.running
    assert third.wait_seconds() == pytest.approx(0.1)
    pass_time(manners, clock, 0.1)
    assert third.running and third.wait_seconds() == 0.0


def test_a_host_of_the_district_may_be_faster(manners: Manners) -> None:
    turns = [manners.reserve("own.example", "site-1") for _ in range(3)]
    assert [turn.running for turn in turns] == [True, True, False]
    turns[0].done()
    assert turns[2].running


def test_sites_on_one_host_are_served_in_turn(manners: Manners, clock: Clock) -> None:
    order: list[str] = []

    def ready(turn: Turn) -> None:
        order.append(turn.owner)
        turn.done()

    for owner in ("big", "big", "big", "big", "small", "other", "small"):
        manners.request("shared.example", owner, ready)
    for _ in range(6):
        pass_time(manners, clock, 1.0)
    assert order == ["big", "big", "small", "other", "big", "small", "big"]


def test_a_site_that_asks_one_by_one_still_gets_its_turn(manners: Manners, clock: Clock) -> None:
    order: list[str] = []

    def ready(turn: Turn) -> None:
        order.append(turn.owner)
        turn.done()
        if turn.owner == "single" and len(order) < 6:
            manners.request("shared.example", "single", ready)

    for _ in range(4):
        manners.request("shared.example", "many", ready)
    manners.request("shared.example", "single", ready)
    for _ in range(6):
        pass_time(manners, clock, 1.0)
    assert order == ["many", "many", "single", "many", "single", "many", "single"]


def test_a_crawl_delay_makes_slower_and_never_faster(manners: Manners, clock: Clock) -> None:
    manners.reserve("a.example", "site-1").done()
    manners.slow_down("a.example:80", 5.0)
    manners.slow_down("a.example", 2.0)
    manners.slow_down("a.example", float("inf"))
    manners.slow_down("a.example", -1.0)
    assert manners.delay("a.example") == 5.0
    turn = manners.reserve("a.example", "site-1")
    pass_time(manners, clock, 4.9)
    assert not turn.running
    pass_time(manners, clock, 0.1)
    assert turn.running


def test_retry_after_holds_a_host_until_its_moment(manners: Manners, clock: Clock) -> None:
    manners.hold("a.example", manners.now() + 30)
    manners.hold("a.example", manners.now() + 10)
    turn = manners.reserve("a.example", "site-1")
    assert manners.wait_seconds("a.example") == 30.0
    pass_time(manners, clock, 29.0)
    assert not turn.running
    assert manners.reserve("b.example", "site-1").running
    pass_time(manners, clock, 1.0)
    assert turn.running


def test_a_turn_taken_back_never_begins_and_lets_others_pass(manners: Manners, clock: Clock) -> None:
    begun: list[str] = []
    running = manners.reserve("a.example", "site-1")
    tired = manners.request("a.example", "site-2", lambda turn: begun.append(turn.owner))
    manners.request("a.example", "site-3", lambda turn: begun.append(turn.owner))
    tired.cancel()
    tired.cancel()
    pass_time(manners, clock, 1.0)
    running.done()
    running.done()
    assert begun == ["site-3"]
    assert (tired.canceled, tired.running, running.canceled) == (True, False, False)


def test_waiting_is_measured_only_while_nothing_is_under_way(manners: Manners, clock: Clock) -> None:
    first = manners.reserve("shared.example", "site-1")
    second = manners.reserve("shared.example", "site-2")
    also = manners.reserve("shared.example", "site-2")
    more = manners.reserve("shared.example", "site-1")
    pass_time(manners, clock, 3.0)
    assert (manners.waited("site-1"), manners.waited("site-2")) == (0.0, 3.0)
    first.done()
    assert second.running
    pass_time(manners, clock, 2.0)
    assert (manners.waited("site-1"), manners.waited("site-2")) == (2.0, 3.0)
    second.done()
    assert more.running
    also.cancel()
    pass_time(manners, clock, 2.0)
    assert (manners.waited("site-1"), manners.waited("site-2")) == (2.0, 3.0)
    assert manners.waited("unknown") == 0.0


def test_nothing_is_left_of_an_owner_that_vanishes(manners: Manners, clock: Clock) -> None:
    gone = manners.reserve("a.example", "gone")
    waiting = manners.reserve("a.example", "gone")
    elsewhere = manners.reserve("b.example", "gone")
    next_one = manners.reserve("a.example", "site-2")
    pass_time(manners, clock, 1.0)
    manners.forget("gone")
    assert next_one.running
    assert waiting.canceled and not gone.running and not elsewhere.running
    gone.done()
    assert manners.waited("gone") == 0.0
    assert "gone" not in manners._owners


def test_an_owner_whose_callback_fails_does_not_hold_the_host(
    manners: Manners, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(turn: Turn) -> None:
        raise RuntimeError("student name")

    manners.request("a.example", "site-1", fail)
    turn = manners.reserve("a.example", "site-2")
    pass_time(manners, clock, 1.0)
    assert turn.running
    assert "RuntimeError" in caplog.text and "student name" not in caplog.text


def test_hosts_of_long_ago_are_forgotten(manners: Manners, clock: Clock) -> None:
    manners.slow_down("slow.example", 9.0)
    for number in range(1500):
        manners.reserve(f"h{number}.example", "links").done()
        clock.now += 2.0
    assert len(manners._queues) <= 1025
    assert manners.delay("slow.example") == 9.0


def test_the_blocking_form_gives_its_turn_back_however_the_block_ends(manners: Manners, clock: Clock) -> None:
    with pytest.raises(ZeroDivisionError), manners.turn("a.example", "site-1") as turn:
        assert turn.running
        raise ZeroDivisionError
    with pytest.raises(TimeoutError), manners.turn("a.example", "site-2", timeout=0.02):
        raise AssertionError("the pause was not kept")
    clock.now += 1.0
    with manners.turn("a.example", "site-3", timeout=1.0) as turn:
        assert turn.owner == "site-3"


def test_a_thread_that_waits_hears_that_its_turn_was_taken_back(manners: Manners) -> None:
    held = manners.reserve("a.example", "site-1")
    heard: list[str] = []

    def wait() -> None:
        try:
            with manners.turn("a.example", "site-2"):
                heard.append("turn")
        except TurnCanceled:
            heard.append("canceled")

    thread = threading.Thread(target=wait)
    thread.start()
    while not manners._queues["a.example"].waiting:
        threading.Event().wait(0.005)
    manners.forget("site-2")
    thread.join(5)
    assert heard == ["canceled"]
    assert held.running


def test_on_a_real_clock_turns_come_by_themselves_and_the_thread_ends() -> None:
    manners = Manners(default=HostRule(delay=0.02))
    begun: list[tuple[str, float]] = []
    finished = threading.Event()

    def ready(turn: Turn) -> None:
        begun.append((turn.owner, manners.now()))
        turn.done()
        if len(begun) == 4:
            finished.set()

    for owner in ("a", "b", "a", "b"):
        manners.request("a.example", owner, ready)
    assert finished.wait(5)
    assert [owner for owner, _ in begun] == ["a", "b", "a", "b"]
    moments = [moment for _, moment in begun]
    assert all(later - sooner >= 0.02 for sooner, later in zip(moments, moments[1:], strict=False))
    thread = manners._thread
    if thread is not None:
        thread.join(5)
    assert manners._thread is None


def test_many_threads_share_a_host_one_at_a_time() -> None:
    manners = Manners(default=HostRule(delay=0.0))
    inside = 0
    most = 0

    def visit(owner: str) -> None:
        nonlocal inside, most
        for _ in range(25):
            with manners.turn("a.example", owner):
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=visit, args=(f"site-{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert most == 1
    assert not manners._queues["a.example"].waiting and not manners._queues["a.example"].running
    manners.close()


def test_after_the_end_nothing_is_given_out(manners: Manners) -> None:
    running = manners.reserve("a.example", "site-1")
    waiting = manners.reserve("a.example", "site-2")
    manners.close()
    manners.close()
    assert waiting.canceled
    with pytest.raises(TurnCanceled):
        manners.reserve("a.example", "site-3")
    running.done()
    assert not running.running
