"""Say what one visit is sent out with, and have a list of sites visited by threads of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Protocol

from auditor.registry import Site
from auditor.visit import Visitor
from auditor.visit.record import SiteJob, SiteVisit


@dataclass(frozen=True, slots=True)
class Errand:
    """Say what is to be visited; with `seen` only its changed pages, a second time."""

    job: SiteJob
    seen: SiteVisit | None = None

    def done_by(self, visitor: Visitor) -> SiteVisit:
        """Return what the visit saw."""
        return visitor.visit(self.job) if self.seen is None else visitor.visit_again(self.job, self.seen)


Brief = Callable[[Site], Errand | None]
"""Says what is to be done at a site, None for nothing; called shortly before it is done."""


class Crew(Protocol):
    """Visit lists of sites: threads of this machine, or machines of a cluster.

    `each` yields visits as they end; none is held longer, since a night of them does not fit into
    memory. `stop` ends every visit under way.
    """

    def each(self, brief: Brief, sites: Sequence[Site]) -> Iterator[tuple[SiteJob, SiteVisit]]: ...

    def stop(self) -> None: ...


class Threads:
    """Visit sites with the doors and browsers of this machine, so many at once."""

    def __init__(self, visitor: Visitor, at_once: int) -> None:
        self._visitor = visitor
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="visit")

    def __enter__(self) -> Threads:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown()

    def each(self, brief: Brief, sites: Sequence[Site]) -> Iterator[tuple[SiteJob, SiteVisit]]:
        """Yield visits as they end."""

        def visit(site: Site) -> tuple[SiteJob, SiteVisit] | None:
            errand = brief(site)
            return (errand.job, errand.done_by(self._visitor)) if errand is not None else None

        pending: set[Future[tuple[SiteJob, SiteVisit] | None]]
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
