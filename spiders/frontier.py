"""Hold the addresses of one site that are yet to be fetched, each once and no trap's; fetches nothing."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from auditor.address import page_key, within
from spiders.job import CrawlJob
from spiders.traps import Step, Traps, shape_of

_MOST_ADDRESSES = 20_000
_MOST_LEFT = 5_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """Name one address that is yet to be fetched, and how it was found."""

    url: str
    key: str
    depth: int
    referrer: str
    step: Step


class Frontier:
    """Queue addresses breadth first; `trapped(pattern, url)` hears of those that are left alone."""

    def __init__(self, job: CrawlJob, trapped: Callable[[str, str], None]) -> None:
        self._job = job
        self._trapped = trapped
        self._queue: deque[Waiting] = deque()
        self._seen: set[str] = set(job.skip_keys)
        self._had: set[str] = set(job.skip_keys)
        self.traps = Traps(datetime.now(UTC).date())

    def __bool__(self) -> bool:
        return bool(self._queue)

    def offer(self, url: str, depth: int, page: str, before: Step | None, trap: str = "") -> None:
        """Queue an address of the site, unless it was there before or belongs to a trap.

        `before` is the step of the page on which it was found; `trap` says that this page is a copy
        whose links are not worth following.
        """
        url = url.partition("#")[0]
        if not url or not within(url, self._job.root):
            return
        key = page_key(url, self._job.root)
        if key in self._seen:
            return
        if len(self._seen) >= _MOST_ADDRESSES:
            self._trapped(f"more than {_MOST_ADDRESSES} addresses", url)
            return
        self._seen.add(key)
        # What was registered is no trap, whatever its address looks like.
        step = Step(shape_of(url)) if key == "/" else trap or self.traps.judge(url, before)
        if isinstance(step, str):
            self._trapped(step, url)
            return
        depth -= step.onward
        if depth > self._job.limits.depth:
            self._trapped(f"more than {self._job.limits.depth} links away from the start page", url)
            return
        self._queue.append(Waiting(url, key, depth, page, step))

    def take(self) -> Waiting | None:
        """Return the next address, None where the one in turn was had or proved to be a trap's."""
        waiting = self._queue.popleft()
        if waiting.key in self._had:
            return None
        trap = self.traps.is_closed(waiting.url)
        if trap:
            self._trapped(trap, waiting.url)
            return None
        return waiting

    def put_back(self, unfinished: Iterable[Waiting]) -> None:
        """Put addresses whose fetching was broken off at the head of the queue, in order."""
        self._queue.extendleft(reversed([waiting for waiting in unfinished if waiting.key not in self._had]))

    def settle(self, key: str) -> bool:
        """Note that a page was had or lost for good; False where it was so before."""
        new = key not in self._had
        self._had.add(key)
        self._seen.add(key)
        return new

    def left(self) -> tuple[str, ...]:
        """Return what nobody fetched, in order; without the root, which comes first every night anyway."""
        found = {each.key: each.url for each in tuple(self._queue) if each.key not in self._had}
        found.pop("/", None)
        return tuple(found.values())[:_MOST_LEFT]
