"""A page that only the first engine finished is said to be half judged, and is shown afresh next night."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest

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


ERROR_PAGE = "<html><head></head><body></body></html>"
LED = (
    ("the browser's own error page", "chrome-error://chromewebdata/", Reason.CONNECT, True),
    ("the door's, in a browser that has none", "http://10.0.0.9:8080/x", Reason.HTTP_STATUS, True),
    ("its own host answers so", URL, Reason.HTTP_STATUS, False),
    ("another host answers so", "https://other.example/", Reason.HTTP_STATUS, False),
)


@pytest.mark.parametrize(("url", "told", "inside"), [case[1:] for case in LED], ids=[case[0] for case in LED])
def test_where_a_page_leads_to_an_address_of_the_inside(url: str, told: Reason, inside: bool) -> None:
    nothing: Any = None
    job = SiteJob(Site("room-12", URL, "cedar"), NIGHT, nothing, "test")
    reading = Reading(job, nothing, nothing, Event(), tools="t")
    served = Content(title="Room 12")
    page = Page(url=URL, key="/", status=200, fetched_at=NIGHT, served=served)
    failure = Skipped(Stage.BROWSER, told, URL, "403")
    refused = {"10.0.0.9": Reason.BLOCKED_ADDRESS}
    reading.show(page, Rendered(url, html=ERROR_PAGE, status=403, failure=failure), refused)
    assert [each.reason for each in reading._skipped] == [Reason.BLOCKED_ADDRESS if inside else told]
    assert reading.pages() == (), "what an error page says is nothing that the page says"
