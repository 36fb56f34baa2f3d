"""Say what one visit is sent out with, and have a list of sites visited by threads of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from auditor.registry import Site
from auditor.visit import Visitor
from auditor.visit.record import SiteJob, SiteVisit, Words, as_it_is


@dataclass(frozen=True, slots=True)
class Errand:
    """Say what is to be visited; with `seen` only its changed pages, a second time."""

    job: SiteJob
    seen: SiteVisit | None = None

    def done_by(self, visitor: Visitor, words: Words = as_it_is) -> SiteVisit:
        """Return what the visit saw; `words` give back what pages of the last visit said."""
        if self.seen is not None:
            return visitor.visit_again(self.job, self.seen)
        return visitor.visit(self.job, words)

    @property
    def before(self) -> SiteVisit | None:
        """Return the visit that this one goes on from."""
        return self.seen if self.seen is not None else self.job.last


Brief = Callable[[Site], Errand | None]
"""Says what is to be done at a site, None for nothing; called shortly before it is done."""


class Crew(Protocol):
    """Visit lists of sites: threads of this machine, or machines of a cluster.

    `each` yields visits as they end, with what they were sent for; none is held longer, since a night of
    them does not fit into memory. `stop` ends every visit under way.
    """

    def each(self, brief: Brief, sites: Sequence[Site]) -> Iterator[tuple[Errand, SiteVisit]]: ...

    def stop(self) -> None: ...


class Threads:
    """Visit sites with the doors and browsers of this machine, so many at once."""

    def __init__(self, visitor: Visitor, at_once: int, words: Words = as_it_is) -> None:
        self._visitor = visitor
        self._words = words
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="visit")

    def __enter__(self) -> Threads:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()

    def each(self, brief: Brief, sites: Sequence[Site]) -> Iterator[tuple[Errand, SiteVisit]]:
        """Yield visits as they end."""

        def visit(site: Site) -> tuple[Errand, SiteVisit] | None:
            errand = brief(site)
            return (errand, errand.done_by(self._visitor, self._words)) if errand is not None else None

        pending: set[Future[tuple[Errand, SiteVisit] | None]]
        pending = {self._threads.submit(visit, site) for site in sites}
        while pending:
            ended, pending = wait(pending, return_when=FIRST_COMPLETED)
            while ended:
                seen = ended.pop().result()
                if seen is not None:
                    yield seen

    def stop(self) -> None:
        """End every visit under way as soon as its page is done, and begin no other."""
        self._visitor.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)
