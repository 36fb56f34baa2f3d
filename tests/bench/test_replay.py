"""See that a real site's dated states are replayed, each told or explained; measures nothing itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import replay

PAGE = "<!doctype html><html lang=en><title>Room 4</title><h1>Room 4</h1><p>We read each day.</p>{}</html>"


@pytest.mark.timeout(120)
def test_each_state_is_told_or_explained(tmp_path: Path) -> None:
    for day, more in (
        ("2026-10-05", "<p>Please bring a seed and a cup of soil on Thursday.</p>"),
        ("2026-10-06", "<p>Our garden has its first three beans.</p>"),
        ("2026-10-07", "<!-- tidied -->"),
    ):
        folder = tmp_path / "states" / day
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(PAGE.format(more), "utf-8")
    lines = replay.report(tmp_path, tmp_path / "out").splitlines()
    told = {line.split("  ")[0]: line for line in lines}
    assert "the first state" in told["2026-10-05"]
    assert "new-line on /: Our garden has its first three beans." in told["2026-10-06"]
    assert "lines were only taken out" in told["2026-10-07"]
    assert "0 of them told anything" in told["nights between"]
