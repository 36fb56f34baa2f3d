"""Decide whose turn it is on which host, for crawler and browser alike; fetches nothing itself."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from auditor.manners.turns import HostRule, Patience, Queue, State, Turn, TurnCanceled

log = logging.getLogger(__name__)

IDLE_HOSTS_KEPT = 1024


class Manners:
    """Serve each host one page at a time, starts apart, and the sites that share it in turn.

    `rules` are keyed by "host" or "host:port"; the longer key wins. A host's queue is the host as
    asked for, without a default port. `clock` counts seconds and never goes back. Safe from any
    thread. A thread of its own runs only while somebody waits for a moment to come; without `timer`
    there is none, and turns that come due begin when `wake` is called.
    """

    def __init__(
        self,
        rules: Mapping[str, HostRule] | None = None,
        default: HostRule | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        timer: bool = True,
    ) -> None:
        self._rules = {_key(host): rule for host, rule in (rules or {}).items()}
        self._default = default or HostRule()
        self._clock = clock
        self._timer = timer
        self._changed = threading.Condition(threading.Lock())
        self._queues: dict[str, Queue] = {}
        self._owners: dict[str, Patience] = {}
        self._thread: threading.Thread | None = None
        self._closed = False

    def rule(self, host: str) -> HostRule:
        """Return the rule in force for `host`, which may carry a port."""
        key = _key(host)
        return self._rules.get(key) or self._rules.get(_without_port(key)) or self._default

    def request(self, host: str, owner: str, ready: Callable[[Turn], None] | None = None) -> Turn:
        """Ask for a turn; `ready(turn)` is called once it begins, never after it was canceled.

        The call comes from whichever thread makes the turn possible: the caller's before this
        returns, one that gives another turn back, or the timer's. It must be short and not block.
        Raises TurnCanceled after `close`.
        """
        with self._changed:
            if self._closed:
                raise TurnCanceled(host)
            turn = Turn(self, _key(host), owner, ready)
            self._queue(turn.host).waiting.setdefault(owner, deque()).append(turn)
            self._patience(owner).change(self._clock(), waiting=1)
            begun = self._grant(turn.host)
            self._watch()
        _announce(begun)
        return turn

    def reserve(self, host: str, owner: str = "") -> Turn:
        """Take a place in the queue without waiting; `Turn.wait` waits for it."""
        return self.request(host, owner)

    @contextmanager
    def turn(self, host: str, owner: str, timeout: float | None = None) -> Iterator[Turn]:
        """Wait for a turn, hold it for the block, then give it back.

        Raises TimeoutError after `timeout` seconds and TurnCanceled where it was taken back.
        """
        turn = self.request(host, owner)
        try:
            if not turn.wait(timeout):
                raise TurnCanceled(host) if turn.canceled else TimeoutError(host)
            yield turn
        finally:
            turn.done()

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep starts at least `seconds` apart from now on, as a Crawl-delay asks; never faster."""
        if not seconds > 0 or math.isinf(seconds):
            return
        with self._changed:
            queue = self._queue(_key(host))
            if seconds > queue.delay:
                # The last start counts too: the next one waits for the longer pause.
                queue.next_start += seconds - queue.delay
                queue.delay = seconds

    def hold(self, host: str, until: float) -> None:
        """Start nothing on `host` before `until` (on this scheduler's clock), as Retry-After asks."""
        with self._changed:
            queue = self._queue(_key(host))
            queue.held_until = max(queue.held_until, until)

    def wait_seconds(self, host: str) -> float:
        """Return the seconds before anything at all may start on `host`."""
        with self._changed:
            queue = self._queues.get(_key(host))
            return 0.0 if queue is None else max(0.0, queue.due - self._clock())

    def delay(self, host: str) -> float:
        """Return the seconds now kept between starts on `host`."""
        with self._changed:
            queue = self._queues.get(_key(host))
        return self.rule(host).delay if queue is None else queue.delay

    def now(self) -> float:
        """Read the clock that `hold` counts on."""
        return self._clock()

    def waited(self, owner: str) -> float:
        """Return the seconds that `owner` has waited for turns with none of its own under way."""
        with self._changed:
            patience = self._owners.get(owner)
            if patience is None:
                return 0.0
            patience.change(self._clock())
            return patience.total

    def forget(self, owner: str) -> None:
        """Take back every turn of `owner`, begun or not, and what is known of it."""
        with self._changed:
            turns = [
                turn
                for queue in self._queues.values()
                for turn in (*queue.waiting.get(owner, ()), *queue.running)
                if turn.owner == owner
            ]
        for turn in turns:
            turn.done()
        with self._changed:
            patience = self._owners.get(owner)
            if patience is not None and not patience.waiting and not patience.running:
                del self._owners[owner]

    def wake(self) -> None:
        """Look at the clock again and begin every turn that is due, in the calling thread."""
        with self._changed:
            begun = [turn for host in list(self._queues) for turn in self._grant(host)]
            self._watch()
        _announce(begun)

    def close(self) -> None:
        """Cancel every turn that waits and end the thread; a second time does nothing."""
        with self._changed:
            self._closed = True
            turns = [
                turn for queue in self._queues.values() for turns in queue.waiting.values() for turn in turns
            ]
            thread = self._thread
        for turn in turns:
            turn.done()
        with self._changed:
            self._changed.notify_all()
        if thread is not None and thread is not threading.current_thread():
            thread.join(5.0)

    def release(self, turn: Turn) -> None:
        """End `turn`, as `Turn.done` does, and let the next one on its host begin."""
        with self._changed:
            queue = self._queues.get(turn.host)
            if turn.state is State.ENDED or queue is None:
                return
            patience = self._patience(turn.owner)
            if turn.state is State.RUNNING:
                queue.running.discard(turn)
                patience.change(self._clock(), running=-1)
            else:
                turns = queue.waiting[turn.owner]
                turns.remove(turn)
                if not turns:
                    del queue.waiting[turn.owner]
                patience.change(self._clock(), waiting=-1)
            turn.move(State.ENDED)
            begun = self._grant(turn.host)
            self._watch()
        _announce(begun)

    def _queue(self, key: str) -> Queue:
        queue = self._queues.get(key)
        if queue is None:
            if len(self._queues) >= IDLE_HOSTS_KEPT:
                self._drop_idle()
            rule = self.rule(key)
            queue = self._queues[key] = Queue(rule, max(0.0, rule.delay))
        return queue

    def _drop_idle(self) -> None:
        now = self._clock()
        for key, queue in list(self._queues.items()):
            slowed = queue.delay > queue.rule.delay
            if not (queue.running or queue.waiting or slowed or queue.due > now):
                del self._queues[key]

    def _patience(self, owner: str) -> Patience:
        return self._owners.setdefault(owner, Patience())

    def _grant(self, host: str) -> list[Turn]:
        """Begin every turn on `host` that may begin now; the lock is held."""
        queue = self._queues[host]
        begun: list[Turn] = []
        while queue.waiting and not queue.full and not self._closed:
            now = self._clock()
            if queue.due > now:
                break
            turn = queue.take()
            queue.running.add(turn)
            queue.next_start = now + queue.delay
            self._patience(turn.owner).change(now, waiting=-1, running=1)
            turn.move(State.RUNNING)
            begun.append(turn)
        return begun

    def _soonest(self) -> float | None:
        dues = [queue.due for queue in self._queues.values() if queue.waiting and not queue.full]
        return min(dues, default=None)

    def _watch(self) -> None:
        """See that the timer's thread runs while a moment is awaited; the lock is held."""
        if not self._timer or self._closed or self._soonest() is None:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="manners", daemon=True)
            self._thread.start()
        else:
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                begun = [turn for host in list(self._queues) for turn in self._grant(host)]
                if not begun:
                    soonest = self._soonest()
                    if soonest is None or self._closed:
                        self._thread = None
                        return
                    seconds = max(0.001, soonest - self._clock())
                    self._changed.wait(min(seconds, threading.TIMEOUT_MAX))
            _announce(begun)


def _announce(begun: list[Turn]) -> None:
    """Tell owners that their turns began, outside the lock, because they may ask for more."""
    for turn in begun:
        if turn.ready is None or not turn.running:
            continue
        try:
            turn.ready(turn)
        except Exception as fault:
            # One owner's mistake must not hold up the others on the host.
            log.error("a turn was given back after %s", type(fault).__name__)
            turn.done()


def _key(host: str) -> str:
    """Write a host as a key: lower case, no final dot, no default port."""
    key = host.strip().lower()
    for port in (":80", ":443"):
        if key.endswith(port) and (key.count(":") == 1 or key.endswith("]" + port)):
            key = key.removesuffix(port)
    return key.removesuffix(".")


def _without_port(key: str) -> str:
    if key.count(":") == 1 or "]:" in key:
        return key.rpartition(":")[0]
    return key
