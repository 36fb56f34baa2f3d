"""Show how far a night has come: a bar where a person looks on, a line a site in a log."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from auditor.cli import saying, screen
from auditor.cli.screen import Screen
from auditor.night import Step


def shown(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> str:
    held = io.StringIO()
    console = Console(file=held, force_terminal=terminal, width=100, highlight=False, soft_wrap=True)
    for module in (saying, screen):
        monkeypatch.setattr(module, "ERR", console)
    with Screen() as made:
        made.start(Step.VISIT, 2)
        made.site(Step.VISIT, "elm-1", "audited, 3 pages")
        made.site(Step.VISIT, "elm-2\x1b[2J", "error, 0 pages")
        if terminal:
            bar = made._bar
            assert bar is not None
            bar.refresh()
            (task,) = bar.tasks
            assert (task.description, task.completed, task.total) == ("visiting", 2, 2)
        made.start(Step.REPORT, 1)
        if terminal:
            bar = made._bar
            assert bar is not None and [each.description for each in bar.tasks] == ["writing reports"]
    return held.getvalue()


def test_a_person_sees_a_bar_and_no_line_for_each_site(monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(True, monkeypatch)
    assert "visiting" in told and "2/2" in told and "elm-1" not in told


def test_a_log_has_one_line_for_each_site_and_nothing_that_moves_the_cursor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = shown(False, monkeypatch).splitlines()
    assert [line.split("s  ", 1)[1] for line in lines] == [
        "visiting 1/2  elm-1: audited, 3 pages",
        "visiting 2/2  elm-2\ufffd[2J: error, 0 pages",
    ]
