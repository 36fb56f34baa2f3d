"""See that what browsers showed on one night is said again on another; measures nothing itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.browser import BrowserOptions, BrowserPool, BrowserSession, available
from tests.bench import recorded
from tests.invented_web import InventedWeb

PAGE = "<!doctype html><html lang=en><title>Room 4</title><h1>Room 4</h1><img src=/f.png><p>{}</p></html>"


@pytest.mark.browser
@pytest.mark.skipif(available() is not None, reason="no browser: nothing was recorded")
def test_what_was_recorded_is_said_of_tonights_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, names in (
        (BrowserSession, ("render",)),
        (BrowserPool, ("start", "stop", "expect", "session")),
    ):
        for name in names:
            monkeypatch.setattr(owner, name, getattr(owner, name))  # so that it is put back
    with InventedWeb({"room004.example/": PAGE.format("Owls")}) as web:
        keep = recorded.record(tmp_path / "shown")
        with BrowserPool(BrowserOptions(jobs=1)) as pool, pool.session(web.proxy) as session:
            version, seen = pool.version, session.render("http://room004.example/")
        keep()
        web.pages = {"room007.example/": PAGE.format("Bats")}
        recorded.replay(tmp_path / "shown")
        with BrowserPool(BrowserOptions(jobs=1)) as again, again.session(web.proxy) as session:
            told = session.render("http://room007.example/")
    assert again.version == version
    assert ("image-alt", "img") in {(each.rule, each.selector) for each in told.observations}
    assert told.observations == seen.observations
    assert "Bats" in told.html and told.url == "http://room007.example/"
