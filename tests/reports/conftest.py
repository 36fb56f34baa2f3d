"""Write the rich report once for all tests that only look at it, and show what they look at in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.browser import BrowserOptions, BrowserPool, Rendered, available
from auditor.calendar import Closures
from auditor.egress import Door, DoorRules, LaneLimits
from auditor.policy import load_policy
from auditor.store import SchoolReport, Store
from reports import principal, records, trends
from tests.bench.year import Year, fill
from tests.night_data import KEY
from tests.reports.invented_school import config, rich
from tests.web import Web

Show = Callable[[str], Rendered]


@pytest.fixture(scope="session")
def rich_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a second night's report that holds every state."""
    here = tmp_path_factory.mktemp("rich")
    return principal.write(rich(here), config(), here / "larkspur" / "2026-11-04").parent


@pytest.fixture(scope="session")
def trends_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the trend page of two months in a small district."""
    here = tmp_path_factory.mktemp("year")
    output = config().output.model_copy(update={"folder": str(here)})
    settings = config().model_copy(update={"output": output})
    policy = load_policy(settings.folder / "policies", settings.policies.documents)
    with Store.open(f"sqlite:///{here / 'year.db'}", KEY) as store:
        fill(store, Year(nights=60, sites=20, schools=4))
        return trends.write(store, settings, policy, Closures())


@pytest.fixture(scope="session")
def records_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the records clerks' list of the rich report, with scopes, students and a hidden address."""
    here = tmp_path_factory.mktemp("records")
    output = config().output.model_copy(update={"folder": str(here)})
    settings = config().model_copy(update={"output": output})
    made = rich(here)
    found = [
        replace(each, student="hash") if each.rule == "opt-out-a-name" else each for each in made.findings
    ]
    titles = {rule.id: rule.title for rule in made.rules.values()}
    notes = ["Student names were not checked: there is no roster."]
    names = {"larkspur": made.school.name}
    return records.write(found, titles, names, {}, {"hash": "stu-0102"}, settings, made.night.date, notes)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[SchoolReport], Path]:
    """Return what writes a report and gives its folder."""

    def write(report: SchoolReport) -> Path:
        return principal.write(report, config(), tmp_path / "out").parent

    return write


@pytest.fixture(scope="module")
def door(web: Web) -> Iterator[Door]:
    with Door(DoorRules(allow_private=(f"127.0.0.1:{web.port}",))) as made:
        yield made


@pytest.fixture(scope="module")
def show(web: Web, door: Door) -> Iterator[Show]:
    """Return what shows a page that the module's `web` serves, and runs the engine on it."""
    if (missing := available()) is not None:
        pytest.skip(missing)
    lane = door.open("looks", LaneLimits())
    with BrowserPool(BrowserOptions(jobs=1, pictures=False)) as pool, pool.session(lane.url) as session:

        def render(path: str) -> Rendered:
            lane.begin_page(frozenset({"127.0.0.1"}))
            rendered = session.render(web.url(path))
            lane.end_page()
            assert rendered.failure is None, rendered.failure
            assert "axe" in rendered.engines
            return rendered

        yield render
