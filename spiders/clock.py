"""Tell the time a crawl works from the time it waits for its turn; measures nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Count seconds while at least one request or parser is at work; all other time was waiting.

    Used on the reactor's thread only.
    """

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._at_work = 0
        self._since = 0.0
        self._worked = 0.0

    @contextmanager
    def working(self) -> Iterator[None]:
        """Charge the time inside to the site."""
        if self._at_work == 0:
            self._since = time.monotonic()
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1
            if self._at_work == 0:
                self._worked += time.monotonic() - self._since

    def worked(self) -> float:
        """Return the seconds charged so far."""
        running = time.monotonic() - self._since if self._at_work else 0.0
        return self._worked + running

    def waited(self) -> float:
        """Return the seconds not charged."""
        return max(0.0, time.monotonic() - self._started - self.worked())
