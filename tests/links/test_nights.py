"""Whole nights with links: pages that change hands, break, move or hide, and what people decide of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from auditor import night
from auditor.cli.exporting import export_data
from auditor.config import load_config
from auditor.export import Format
from auditor.keys import load_keys
from auditor.night import Options, Step
from auditor.store import Store, StoredFinding, Verdict
from tests.golden.district import SHIPPED, Answered, District, Town, page, write_district
from tests.golden.stand_in import StandInPool
from tests.web import redirect

ROOM = "room12.example"
WAIVE = "waive"
LOOKED = (Step.VISIT, Step.JUDGE)
"""What is said of links stands in the store; reports and mail have tests of their own."""
NIGHTS = [f"2026-11-{day:02}T02:00" for day in range(4, 30)]


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nights use a stand-in for the browser: what no browser showed is not closed."""
    monkeypatch.setattr("auditor.visit.gear.BrowserPool", StandInPool)
    monkeypatch.setattr("auditor.night.available", lambda remote="": None)


class Silent:
    def start(self, step: Step, total: int) -> None:
        pass

    def site(self, step: Step, site_id: str, remark: str) -> None:
        pass


def linking(*rows: tuple[str, str]) -> str:
    """Return a class page with a sentence for each address and its words."""
    said = "".join(f'<p>See this week: <a href="{url}">{words}</a>.</p>' for url, words in rows)
    return page(said)


def there(title: str, text: str) -> str:
    return f'<!doctype html><html lang="en"><title>{title}</title><h1>{title}</h1><p>{text}</p></html>'


def district_of(folder: Path, town: Town, *down: str) -> District:
    district = write_district(folder / "d", [("room-12", f"http://{ROOM}/")], town.hosts(*down))
    shutil.copytree(SHIPPED / "links", district.config / "links")
    return district


def audit(district: District, as_of: str, *, full: bool = False) -> None:
    night.run(district.config, Options(as_of=as_of, full=full), LOOKED, Silent())


def all_about(district: District, host: str) -> list[StoredFinding]:
    """Return every finding on links to a host, whatever became of it."""
    config = load_config(district.config)
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        return [each for each in store.findings(all=True) if host in each.details.get("destination", "")]


def about(district: District, host: str) -> StoredFinding:
    """Return the one finding on links to a host that stands, or the one that was settled."""
    found = all_about(district, host)
    (one,) = [each for each in found if each.status.standing] or found
    return one


def row(district: District, host: str) -> dict[str, Any]:
    """Return the exported row of the link to a host."""
    config = load_config(district.config)
    lines = export_data(config, "links", Format.JSONL, "", "", False, False).decode().splitlines()
    (one,) = [found for found in map(json.loads, lines) if host in found["url"]]
    return dict(one)


MUSEUM = there("Planet Museum for Kids", "Rockets, moons and comets.")


@pytest.mark.parametrize(
    ("name", "later", "rule", "confidence", "words"),
    [
        (
            "a museum becomes a casino",
            there("Royal Spins", "Online casino. Free spins. Play for real money."),
            "link-harmful",
            "likely",
            "On 2026-11-04 it was called “Planet Museum for Kids”, now it is called “Royal Spins”.",
        ),
        (
            "its name is for sale",
            there("planets.example", "planets.example is for sale. Make an offer."),
            "link-parked",
            "likely",
            "planets.example is for sale",
        ),
        (
            "somebody else moves in",
            there("Best Roofers", "Roofers and gutters."),
            "link-parked",
            "review",
            "now it is called “Best Roofers”",
        ),
    ],
)
def test_what_a_destination_was_is_held_against_what_it_is(
    tmp_path: Path, name: str, later: str, rule: str, confidence: str, words: str
) -> None:
    with Town(
        {f"{ROOM}/": linking(("http://planets.example/", "moons")), "planets.example/": MUSEUM}
    ) as town:
        district = district_of(tmp_path, town)
        audit(district, NIGHTS[0])
        assert row(district, "planets.example")["verdict"] == "ok"
        town.pages["planets.example/"] = later
        audit(district, NIGHTS[1])
        assert row(district, "planets.example")["verdict"] == "ok", "it was looked at a day ago"
        audit(district, NIGHTS[8])
        found = about(district, "planets.example")
    assert (found.rule, str(found.confidence)) == (rule, confidence), name
    assert words in found.message
    assert "On 2026-11-12 its title was" in found.message


def test_a_page_whose_titles_change_every_night_was_not_taken_over(tmp_path: Path) -> None:
    titles = ["Storm over the valley", "Mayor opens bridge", "Snow closes pass", "Elk herd counted"]
    with Town({f"{ROOM}/": linking(("http://paper.example/", "front page"))}) as town:
        town.pages["paper.example/"] = ""
        district = district_of(tmp_path, town)
        for as_of, title in zip(NIGHTS, titles, strict=False):
            town.pages["paper.example/"] = there(title, "Read more.")
            audit(district, as_of, full=True)
        assert row(district, "paper.example")["verdict"] == "ok"


def test_broken_takes_two_nights_and_ends_when_the_page_is_back(tmp_path: Path) -> None:
    with Town(
        {f"{ROOM}/": linking(("http://owls.example/barn", "barn owls")), "owls.example/": MUSEUM}
    ) as town:
        district = district_of(tmp_path, town)
        audit(district, NIGHTS[0])
        first = about(district, "owls.example")
        assert (first.rule, str(first.confidence)) == ("broken", "review")
        told = row(district, "owls.example")
        assert (told["verdict"], told["advisories"], told["status"]) == ("review", ["http", "broken"], 404)
        audit(district, NIGHTS[1])
        second = about(district, "owls.example")
        assert (second.rule, str(second.confidence)) == ("link-broken", "certain")
        assert "on 2 nights in a row" in second.message
        assert row(district, "owls.example")["verdict"] == "repair"
        town.pages["owls.example/barn"] = there("Barn owls", "They hunt by ear.")
        audit(district, NIGHTS[2])
        assert row(district, "owls.example")["verdict"] == "ok"
        ended = {each.rule: str(each.status) for each in all_about(district, "owls.example")}
        assert ended == {"broken": "fixed", "link-broken": "fixed"}


@pytest.mark.parametrize(
    ("name", "pages", "advisories"),
    [
        ("plain http", {"owls.example/": there("Owls", "Hoo.")}, ["http"]),
        (
            "moved for good",
            {"owls.example/": redirect("http://birds.example/owls", 301), "birds.example/owls": MUSEUM},
            ["http", "redirect"],
        ),
    ],
)
def test_what_is_worth_knowing_is_told_beside_the_verdict(
    tmp_path: Path, name: str, pages: dict[str, Answered], advisories: list[str]
) -> None:
    with Town({f"{ROOM}/": linking(("http://owls.example/", "owls")), **pages}) as town:
        district = district_of(tmp_path, town)
        audit(district, NIGHTS[0])
        told = row(district, "owls.example")
    assert (told["verdict"], told["advisories"]) == ("ok", advisories), name


def test_a_class_site_found_by_a_link_comes_with_its_row_and_is_not_crawled(tmp_path: Path) -> None:
    home = there("Miss Marigold's First Grade", 'Homework and news for our class. <a href="/week">Week</a>')
    pages = {
        f"{ROOM}/": linking(("http://marigold.example/", "Miss Marigold, Grade 1")),
        "marigold.example/": home,
        "marigold.example/week": there("Week", "Spelling."),
    }
    with Town(pages) as town:
        district = district_of(tmp_path, town)
        audit(district, NIGHTS[0])
        found = about(district, "marigold.example")
        assert town.asked("marigold.example") == ["/"], "one look at the page that is linked, and no crawl"
    assert (found.rule, str(found.confidence)) == ("unregistered-site", "review")
    assert found.details["registry-row"].startswith(
        "elm-marigold-example,http://marigold.example/,elm,class,"
    )


@pytest.mark.parametrize(
    ("name", "url", "words"),
    [
        ("a profile that says whose it is", "http://www.facebook.com/profile.php?id=1", "my Facebook"),
        ("words that say whose it is", "http://www.instagram.com/ari.at.home", "follow me"),
        ("the teacher's name in the address", "http://www.tiktok.com/@arimoss", "dances"),
        ("a page that only persons have", "http://www.linkedin.com/in/ari-moss", "about me"),
    ],
)
def test_nobody_goes_to_a_personal_account(tmp_path: Path, name: str, url: str, words: str) -> None:
    host = url.split("/")[2]
    with Town({f"{ROOM}/": linking((url, words)), f"{host}/": MUSEUM}) as town:
        district = district_of(tmp_path, town)
        audit(district, NIGHTS[0])
        assert town.asked(host) == [], name
        logs = list((district.var / "log").glob("door-*.jsonl"))
        assert logs
        assert all(host not in log.read_text("utf-8") for log in logs), name
        told = row(district, host)
    assert told["rule"] == "link-personal-account", name
    assert told["status"] == 0


def test_a_redirect_to_a_personal_account_ends_before_it(tmp_path: Path) -> None:
    pages = {
        f"{ROOM}/": linking(("http://go.example/a", "about the author")),
        "go.example/a": redirect("http://www.linkedin.com/in/somebody"),
        "www.linkedin.com/in/somebody": MUSEUM,
    }
    with Town(pages) as town:
        district = district_of(tmp_path, town)
        audit(district, NIGHTS[0])
        assert town.asked("www.linkedin.com") == []
        told = row(district, "go.example")
    assert (told["final_url"], told["verdict"]) == ("http://www.linkedin.com/in/somebody", "review")


# --- what people decide ---

SHOP = there("Bead Shop", "Spring sale. Free shipping. Add to cart.")
SHEET = "destination,verdict,reason,by,until\n"
PARTNER = "beads.example,ok,a partner,Pat Moss,{until}\n"
NOT_OURS = "beads.example,off-policy,no partner any more,Lee Vale,{until}\n"
FAR, NEAR = "2027-06-30", "2026-11-05"

# What happens before each night: a sheet, a waiver, or nothing new (None).
Steps = Sequence[tuple[str | None, tuple[str, str]]]


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        (
            "a row settles all until it is taken off",
            [
                (None, ("review", "new")),
                (PARTNER.format(until=FAR), ("ok", "waived")),
                ("", ("review", "open")),
            ],
        ),
        (
            "a row that ends opens the finding again",
            [
                (PARTNER.format(until=NEAR), ("ok", "waived")),
                (None, ("ok", "waived")),
                (None, ("review", "open")),
            ],
        ),
        (
            "a later row takes a waiver back",
            [
                (None, ("review", "new")),
                (WAIVE, ("ok", "waived")),
                (NOT_OURS.format(until=FAR), ("off-policy", "open")),
            ],
        ),
        (
            "a later waiver stands against a row",
            [
                (NOT_OURS.format(until=FAR), ("off-policy", "new")),
                (WAIVE, ("ok", "waived")),
                (None, ("ok", "waived")),
            ],
        ),
        (
            "of two rows read together the one that holds longer counts",
            [(PARTNER.format(until=FAR) + NOT_OURS.format(until=NEAR), ("ok", "waived"))],
        ),
        (
            "an earlier decision does not come back when a later one has ended",
            [
                (PARTNER.format(until=FAR), ("ok", "waived")),
                (PARTNER.format(until=FAR) + NOT_OURS.format(until=NEAR), ("off-policy", "open")),
                (None, ("review", "open")),
            ],
        ),
    ],
)
def test_the_later_decision_counts_until_it_ends(tmp_path: Path, name: str, steps: Steps) -> None:
    link = linking(("http://beads.example/", "our sponsor"))
    with Town({f"{ROOM}/": link, "beads.example/": SHOP}) as town:
        district = district_of(tmp_path, town)
        for as_of, (done, expected) in zip(NIGHTS, steps, strict=False):
            if done == WAIVE:
                found = about(district, "beads.example").id
                at = as_of.replace("T02", "T01")
                night.decide(
                    load_config(district.config), found, Verdict.WAIVED, "a sponsor", "Pat Moss", FAR, at
                )
            elif done is not None:
                (district.config / "links" / "decisions.csv").write_text(SHEET + done, "utf-8")
            audit(district, as_of)
            verdict = row(district, "beads.example")["verdict"]
            assert (verdict, str(about(district, "beads.example").status)) == expected, (name, as_of)


def test_one_waiver_settles_every_link_to_a_place_at_once(tmp_path: Path) -> None:
    link = linking(("http://beads.example/", "our sponsor"))
    with Town(
        {f"{ROOM}/": link + '<a href="/week">Week</a>', f"{ROOM}/week": link, "beads.example/": SHOP}
    ) as town:
        district = district_of(tmp_path, town)
        audit(district, NIGHTS[0])
        first, second = all_about(district, "beads.example")
        config = load_config(district.config)
        night.decide(config, first.id, Verdict.WAIVED, "a sponsor", "Pat Moss", FAR, "2026-11-04T09:00")
        found = all_about(district, "beads.example")
    assert first.page != second.page
    assert {str(each.status) for each in found} == {"waived"}
    assert {(each.decision.by, each.decision.reason) for each in found if each.decision} == {
        ("Pat Moss", "a sponsor")
    }


def test_every_decision_is_shown_with_who_why_and_until_when(tmp_path: Path) -> None:
    link = linking(("http://beads.example/", "our sponsor"))
    with Town({f"{ROOM}/": link, "beads.example/": SHOP}) as town:
        district = district_of(tmp_path, town)
        audit(district, NIGHTS[0])
        night.decide(
            load_config(district.config),
            about(district, "beads.example").id,
            Verdict.WAIVED,
            "a sponsor",
            "Pat Moss",
            FAR,
            "2026-11-04T09:00",
        )
        sheet = SHEET + NOT_OURS.format(until=FAR)
        (district.config / "links" / "decisions.csv").write_text(sheet, "utf-8")
        audit(district, NIGHTS[1])
        told = row(district, "beads.example")["evidence"]
        found = about(district, "beads.example")
    assert "Decided by Lee Vale on 2026-11-05, until 2027-06-30: no partner any more" in told
    assert "Decided by Pat Moss on 2026-11-04, until 2027-06-30: a sponsor (a later decision stands)" in told
    assert [(made.by, made.reason, str(made.until)) for made in found.decisions] == [
        ("Lee Vale", "no partner any more", FAR),
        ("Pat Moss", "a sponsor", FAR),
    ]


def test_an_exception_of_the_registers_ends_on_its_day(tmp_path: Path) -> None:
    link = linking(("http://beads.example/", "our sponsor"))
    with Town({f"{ROOM}/": link, "beads.example/": SHOP}) as town:
        district = district_of(tmp_path, town)
        (district.config / "links" / "ours.toml").write_text(
            "[[exception]]\n"
            'address = "beads.example"\nreason = "Class beads"\nby = "Pat Moss"\nuntil = 2026-11-04\n',
            "utf-8",
        )
        audit(district, NIGHTS[0])
        assert row(district, "beads.example")["verdict"] == "ok"
        assert str(about(district, "beads.example").status) == "waived"
        audit(district, NIGHTS[1])
        told = row(district, "beads.example")
        assert told["verdict"] == "review"
        assert (
            "Decided by Pat Moss on 2026-11-04, until 2026-11-04: Class beads (that has ended)"
            in told["evidence"]
        )
        assert str(about(district, "beads.example").status) == "open"
