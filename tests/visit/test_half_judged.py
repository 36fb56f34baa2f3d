"""A page that only the first engine finished is said to be half judged, and is shown afresh next night."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from typing import Any

from auditor.browser import Rendered
from auditor.finding import Reason, Skipped, Stage
from auditor.page import Content, Page
from auditor.registry import Site
from auditor.visit.reading import Reading
from auditor.visit.record import SiteJob

URL = "https://room12.example/"
NIGHT = datetime(2026, 11, 3, 2, tzinfo=UTC)


def test_what_a_second_engine_did_not_finish_is_skipped_for_its_rules_only() -> None:
    nothing: Any = None
    job = SiteJob(Site("room-12", URL, "cedar"), NIGHT, nothing, "test")
    reading = Reading(job, nothing, nothing, Event(), tools="t")
    page = Page(url=URL, key="/", status=200, fetched_at=NIGHT, served=Content())
    lack = Skipped(Stage.BROWSER, Reason.PARSE_LIMIT, URL, "the second engine broke off", ("wcag-4.1.2",))
    html = "<!doctype html><html lang=en><title>Room 12</title><p>Spelling</p></html>"
    for lacking in ((lack,), ()):
        reading.show(page, Rendered(URL, html=html, engines={"axe": "4"}, lacking=lacking), {})
        told = [each for each in reading._skipped if each.stage is Stage.BROWSER]
        assert told == [lack], "said once, and not of the page that was finished"
        assert ("/" in reading._standing._shown) is not bool(lacking), "it stands only where it was finished"
