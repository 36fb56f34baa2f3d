"""Show how far a night has come: a bar on a terminal, one line a site elsewhere; prints nothing unasked."""

from __future__ import annotations

import time
from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from auditor.cli.saying import ERR, complain
from auditor.night import Step

_NAMES = {
    Step.VISIT: "visiting",
    Step.FOLLOW: "following links",
    Step.JUDGE: "checking",
    Step.REPORT: "writing reports",
    Step.MAIL: "sending mail",
}


class Screen:
    """Tell a person, or a log, how far a night has come."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._started = time.monotonic()
        self._total = 0
        self._done = 0

    def __enter__(self) -> Screen:
        if ERR.is_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=ERR,
                transient=True,
                # With a thread of its own this process could not be forked; it is drawn with each site.
                auto_refresh=False,
            )
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def start(self, step: Step, total: int) -> None:
        """Begin a step of so many sites or schools."""
        self._total, self._done = total, 0
        if self._bar is not None:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(_NAMES[step], total=total)
            self._bar.refresh()

    def site(self, step: Step, site_id: str, remark: str) -> None:
        """Tell that one site or school is done."""
        self._done += 1
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)
            self._bar.refresh()
            return
        spent = time.monotonic() - self._started
        complain(f"{spent:7.1f} s  {_NAMES[step]} {self._done}/{self._total}  {site_id}: {remark}")
