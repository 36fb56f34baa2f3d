"""Run the real program over a whole hostile web and ten good sites, without and with a browser.

Whatever the others do, the ten good ones are read to their end with their findings, every site has one
outcome with a reason of the contract, nobody touches an address inside, and nothing is left behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditor.browser import available
from auditor.finding import Reason
from tests.hostile.canary import Canary
from tests.hostile.case import Case
from tests.hostile.good import NAMED, NO_ALT, good
from tests.hostile.night import Told, hostile_web, run_night, write_hostile_district
from tests.hostile.server import HostileWeb

WITHOUT, WITH = "without a browser", "with a browser"
MISSING = available()
GIGABYTE = 1 << 30
OUTCOMES = frozenset({"audited", "partial", "error", "refused"})
REASONS = frozenset(map(str, Reason))
LATE = frozenset({("partial", "page-timeout"), ("partial", "site-time"), ("error", "site-time")})
HEAVY = frozenset(
    "memory letters grows never-rests frames-in-frames alerts a-million-nodes deep wide goes-on reloads "
    "files pop-ups script-links inside-parts inside-part-redirects".split()
)
"""Sites that may end by their time as well, where the machine has much else to do: a reason all the same."""


@dataclass(frozen=True, slots=True)
class Nights:
    """Hold what one run told, with the web that it met and who knocked where nobody may."""

    told: Told
    cases: list[Case]
    web: HostileWeb
    knocks: list[str]
    browser: bool


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Nights]]:
    """Run both nights side by side, each over a web of its own: most of either is waiting for a peer."""
    words = {WITHOUT: ["--no-browser"], **({WITH: []} if MISSING is None else {})}

    # Made one after the other: the first folder of all in a process is not safely made by two threads.
    folders = [tmp_path_factory.mktemp("hostile") for _ in words]

    def one(name: str, folder: Path) -> Nights:
        canary = stack.enter_context(Canary())
        cases, web, authority = stack.enter_context(hostile_web(canary, folder))
        told = run_night(write_hostile_district(folder / "d", cases, web, authority), *words[name])
        return Nights(told, cases, web, canary.knocks, name == WITH)

    with ExitStack() as stack, ThreadPoolExecutor(len(words)) as threads:
        yield dict(zip(words, threads.map(one, words, folders), strict=True))


@pytest.fixture(params=[WITHOUT, WITH])
def night(request: pytest.FixtureRequest, nights: dict[str, Nights]) -> Nights:
    if request.param not in nights:
        pytest.skip(f"HOSTILE WEB NOT TESTED WITH A BROWSER: {MISSING}")
    return nights[request.param]


pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def test_every_site_has_one_outcome_and_a_reason(night: Nights) -> None:
    rows = night.told.rows("sites")
    assert sorted(row["site"] for row in rows) == sorted(case.name for case in night.cases)
    assert {row["outcome"] for row in rows} <= OUTCOMES
    assert {row["reason"] for row in rows} <= REASONS | {""}
    assert [row["site"] for row in rows if (row["outcome"] == "audited") != (row["reason"] == "")] == []
    got = {row["site"]: (row["outcome"], row["reason"]) for row in rows}
    wrong = {
        case.name: (got[case.name], case.ends[night.browser])
        for case in night.cases
        if got[case.name] != case.ends[night.browser]
        and not (case.name in HEAVY and got[case.name] in LATE | {("partial", "page-crash")})
    }
    assert wrong == {}, "site: (got, expected)"


def test_the_good_sites_are_read_with_their_findings(night: Nights) -> None:
    found = {(row["site"], row["rule"]) for row in night.told.rows("findings")}
    wanted = {NAMED, NO_ALT} if night.browser else {NAMED}
    assert {(case.name, rule) for case in good() for rule in wanted} <= found
    pages = {row["site"]: row["pages"] for row in night.told.rows("sites")}
    assert {case.name: pages[case.name] for case in good()} == {case.name: 2 for case in good()}


def test_the_program_says_how_it_ended_without_a_traceback(night: Nights) -> None:
    assert night.told.code == 4, night.told.printed[-800:]  # mail about so many unread sites is held
    assert "Traceback" not in night.told.printed
    assert "mail held for a person" in night.told.printed


def test_nobody_knocks_inside(night: Nights) -> None:
    assert night.knocks == []
    own = {f"127.0.0.1:{port}" for port in (night.web.port, night.web.tls_port, night.web.mute_port)}
    reached = {
        (contact["owner"], contact["host"], contact["address"])
        for contact in night.told.contacts
        if contact["outcome"] in ("done", "cut") and contact["address"] not in own
    }
    assert reached == set()


def test_what_points_inside_was_asked_for_and_refused(night: Nights) -> None:
    """A canary that nobody was sent to would be silent as well."""
    refused = {
        contact["address"].rpartition(":")[0].strip("[]") or contact["address"]
        for contact in night.told.contacts
        if contact["outcome"] == "refused" and contact["reason"] == "blocked-address"
    }
    assert any(address.startswith("127.0.0.1") for address in refused), refused
    if night.browser:
        assert any(address.startswith(("169.254.169.254", "10.0.0.1")) for address in refused), refused


def test_a_host_is_asked_for_one_page_at_a_time(night: Nights) -> None:
    assert {host: most for host, most in night.web.busiest.items() if most > 1} == {}


def test_memory_stays_within_its_bounds(night: Nights) -> None:
    assert 0 < night.told.own_peak <= 1.5 * GIGABYTE, f"{night.told.own_peak / 1e6:.0f} MB"
    assert 0 < night.told.tree_peak <= 4 * GIGABYTE, f"{night.told.tree_peak / 1e6:.0f} MB"


def test_nothing_is_left_after_the_end(night: Nights) -> None:
    assert night.told.left == []


def test_a_site_without_end_is_given_up(night: Nights) -> None:
    told = [row for row in night.told.rows("skipped") if row["site"] == "slow-pages"]
    assert "seconds for this site were used up" in " ".join(row["detail"] for row in told)
