"""What rests on nothing new stands, and what rests on anything new is judged again: compared one by one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from auditor import night
from auditor.config import load_config
from auditor.history import Ledger
from auditor.keys import load_keys
from auditor.links import Destination, LinkBook, Reach
from auditor.night import Options, Step, judging
from auditor.night.unchanged import Inputs
from auditor.page import Asset, Content, Document, Image, Link, Location, Observation, Outcome, Page, Showing
from auditor.pages import PageCache
from auditor.policy import district_policy
from auditor.registry import School, load_registry
from auditor.roster import Roster, Student
from auditor.snapshot import District as Shown
from auditor.snapshot import Snapshot
from auditor.store import Lines, Night, SealedLedger, Store, StoredFinding
from auditor.visit import SiteVisit, kept
from tests.golden.district import AS_OF, NEXT, SHIPPED, District, Town, links, page, write_district
from tests.golden.stand_in import StandInPool

OAK, ELM = "oak.example", "elm.example"
SITES = [("oak", f"http://{OAK}/"), ("elm", f"http://{ELM}/")]
STYLED = '<link rel="stylesheet" href="/look.css">'
PAGES = {
    f"{OAK}/": page(links("/week", "/list"), "<p>Please bring a pencil.</p>", title="Oak room"),
    f"{OAK}/week": page(STYLED, "<p>Spelling test on Friday</p>", '<img src="/bus.png">', title="Week"),
    f"{OAK}/list": page("<p>Star of the week: Bo Marlowe.</p>", "<p>Helper: Quillon Brackenshaw.</p>"),
    f"{OAK}/look.css": "p { color: black }",
    f"{ELM}/": page("<p>Library on Tuesday, with Bo Marlowe.</p>", '<img src="/bus.png">', title="Elm room"),
}
EVERY = {"oak": {"", "/", "/week", "/list"}, "elm": {"", "/"}}
NOTHING: dict[str, set[str]] = {"oak": set(), "elm": set()}
USERS = "confidential/oneroster/users.csv"


class Silent:
    def start(self, step: Step, total: int) -> None:
        pass

    def site(self, step: Step, site_id: str, remark: str) -> None:
        pass


@dataclass
class Judged:
    """A district after its first night, put back to it before each night that is asked for."""

    district: District
    town: Town
    kept: Path
    asked: dict[str, set[str]] = field(default_factory=dict)
    requests: int = 0

    def second(self, change: Callable[[Judged], None], **options: Any) -> dict[str, StoredFinding]:
        """Return all findings by id after the change and a second night."""
        folder = self.district.folder
        shutil.rmtree(folder)
        shutil.copytree(self.kept, folder)
        self.town.pages = dict(PAGES)
        change(self)
        self.asked = {}
        before = self.town.seen
        night.run(self.district.config, Options(as_of=NEXT, mail=False, **options), night.STEPS, Silent())
        self.requests = self.town.seen - before
        return self.found()

    def found(self) -> dict[str, StoredFinding]:
        config = load_config(self.district.config)
        with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
            return {each.id: each for each in store.findings(all=True)}

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.district.folder / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """Yield a district whose first night is over."""
    folder = tmp_path_factory.mktemp("unchanged") / "d"
    with pytest.MonkeyPatch.context() as patch, Town(PAGES) as town:
        patch.setattr(StandInPool, "tools", "one and the same")
        patch.setattr("auditor.visit.gear.BrowserPool", StandInPool)
        patch.setattr("auditor.night.available", lambda remote="": None)
        district = write_district(
            folder, SITES, town.hosts(), students=[("Bo", "Marlowe")], more="[crawl]\nrefresh_days = 0"
        )
        for name in ("words", "links"):
            shutil.copytree(SHIPPED / name, district.config / name)
        night.run(district.config, Options(as_of=AS_OF, mail=False), night.STEPS, Silent())
        kept = folder.with_name("kept")
        shutil.copytree(folder, kept)
        state = Judged(district, town, kept)
        plain = judging.audit

        def audit(snapshot: Snapshot, *rest: Any) -> Any:
            state.asked[snapshot.site.site_id] = set(snapshot.asked or ())
            return plain(snapshot, *rest)

        patch.setattr(judging, "audit", audit)
        yield state


def no_change(_: Judged) -> None:
    pass


def words_of_a_page(judged: Judged) -> None:
    judged.town.pages[f"{OAK}/week"] = page(STYLED, "<p>No test on Friday</p>", "<img src='/cat.png'>")


def a_style_sheet(judged: Judged) -> None:
    judged.town.pages[f"{OAK}/look.css"] = "p { color: silver }"


def a_page_goes(judged: Judged) -> None:
    judged.town.pages[f"{OAK}/"] = page(links("/list"), "<p>Please bring a pencil.</p>", title="Oak room")


def a_student_joins(judged: Judged) -> None:
    judged.edit(USERS, "03\n", "03\nu9,active,elm,student,pupil9,Quillon,Brackenshaw,03\n")


def a_clause_goes(judged: Judged) -> None:
    file = judged.district.config / "policies" / "mcps-social-media-procedures.toml"
    file.write_text(f"{file.read_text('utf-8')}\n# read again\n", "utf-8")


def a_word(judged: Judged) -> None:
    file = next((judged.district.config / "words").rglob("*.toml"))
    file.write_text(f"{file.read_text('utf-8')}\n# one more word\n", "utf-8")


def a_rule_on_links(judged: Judged) -> None:
    file = next((judged.district.config / "links").rglob("*.toml"))
    file.write_text(f"{file.read_text('utf-8')}\n# one more rule\n", "utf-8")


def another_owner(judged: Judged) -> None:
    judged.edit("config/sites.csv", "Ari Moss", "Bo Marlowe")


def a_setting(judged: Judged) -> None:
    judged.edit("config/auditor.toml", "Cedar Valley", "Cedar Vale")


def a_waiver(judged: Judged) -> None:
    finding = next(each for each in judged.found().values() if each.rule == "wcag-1.1.1")
    rows = f"finding,reason,by,until\n{finding.id},a drawing,Pat Moss,2026-12-31\n"
    (judged.district.config / "waivers.csv").write_text(rows, "utf-8")


CASES = [
    ("nothing", no_change, NOTHING),
    ("the words of a page", words_of_a_page, {"oak": {"", "/week"}, "elm": set()}),
    ("a style sheet", a_style_sheet, {"oak": {"", "/week"}, "elm": set()}),
    ("a page is linked no more", a_page_goes, {"oak": {"", "/"}, "elm": set()}),
    ("a student joins", a_student_joins, EVERY),
    ("a policy", a_clause_goes, EVERY),
    ("a list of words", a_word, EVERY),
    ("a rule on links", a_rule_on_links, EVERY),
    ("an owner in the registry", another_owner, EVERY),
    ("a setting", a_setting, EVERY),
    ("a waiver is no news for any page", a_waiver, NOTHING),
]


@pytest.mark.parametrize(("change", "again"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_change_is_judged_again_and_the_findings_are_those_of_judging_all(
    judged: Judged,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Judged], None],
    again: dict[str, set[str]],
) -> None:
    some = judged.second(change)
    asked = judged.asked
    monkeypatch.setattr(Store, "judged_alike", lambda *_: frozenset())
    every = judged.second(change)
    assert judged.asked["elm"] == {"", "/"}, "nothing was taken over to compare with"
    assert some.keys() == every.keys()
    for name in every:
        assert some[name] == every[name]
    if change is not a_page_goes:
        assert asked == again
    else:
        assert asked["elm"] == set() and {"", "/"} <= asked["oak"]


def test_words_and_ledgers_are_opened_only_where_something_is_new(
    judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: list[tuple[str, str]] = []
    every: list[str] = []
    whole, unseal = kept.whole, Lines.opened

    def opened(cache: PageCache, visit: SiteVisit, page: Page) -> Page:
        words.append((visit.site_id, page.key))
        return whole(cache, visit, page)

    def unsealed(lines: Lines, sealed: SealedLedger, entries: bool = True) -> Ledger:
        ledger = unseal(lines, sealed, entries)
        every.extend([ledger.name] if entries else [])
        return ledger

    monkeypatch.setattr(kept, "whole", opened)
    monkeypatch.setattr(Lines, "opened", unsealed)
    judged.second(no_change)
    assert words == [] and len(every) == 2 * (3 + 1), "both views of each page of both sites, once"
    once = sorted(every)
    every.clear()
    judged.second(words_of_a_page)
    assert {site for site, _ in words} == {"oak"} and sorted(every) == once


def test_full_asks_for_everything_and_judges_it_all_with_the_same_findings(judged: Judged) -> None:
    some = judged.second(words_of_a_page)
    every = judged.second(words_of_a_page, full=True)
    assert judged.asked == EVERY
    assert [(each.id, each.status, each.message) for each in some.values()] == [
        (each.id, each.status, each.message) for each in every.values()
    ]


def test_another_version_of_the_program_judges_everything(
    judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditor.night.unchanged.program", lambda: "another one")
    judged.second(no_change)
    assert judged.asked == EVERY


def test_a_check_that_failed_looks_again_the_next_night(
    judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("auditor.checkers.photos.check", lambda *_: 1 / 0)
        judged.second(a_setting)
    third = Options(as_of="2026-11-06T02:00", mail=False)
    night.run(judged.district.config, third, night.STEPS, Silent())
    assert judged.asked == EVERY
    night.run(judged.district.config, replace(third, as_of="2026-11-07T02:00"), night.STEPS, Silent())
    assert judged.asked == NOTHING


def test_a_student_who_joins_is_found_on_pages_that_nobody_asks_for_again(judged: Judged) -> None:
    def visited(state: Judged) -> None:
        night.run(state.district.config, Options(as_of=NEXT), [Step.VISIT], Silent())
        a_student_joins(state)

    before = judged.second(no_change)
    after = judged.second(visited)
    found = [each for name, each in after.items() if name not in before]
    assert [(each.rule, each.page, each.quote) for each in found if each.rule == "k8-full-name"] == [
        ("k8-full-name", "/list", "Helper: [student].")
    ]
    assert judged.asked == EVERY
    assert judged.requests == 0, "the pages came from the encrypted cache alone"


# --- one input after the other ---

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
LINK = "https://place.example/a"


@dataclass(frozen=True)
class World:
    """All that the findings of two pages may rest on."""

    snapshot: Snapshot
    visit: SiteVisit
    roster: Roster = field(default_factory=lambda: Roster(loaded=True))
    only: frozenset[str] = frozenset({"k8-full-name"})
    as_of: datetime = NOW


def a_page(key: str, *urls: str) -> Page:
    where = Location(f"http://{OAK}{key}")
    shown = Content(
        links=tuple(Link(url, url, "a", "go", "", where) for url in urls),
        images=tuple(Image(url, f"{url}.png", "", "", "", where) for url in urls),
    )
    seen = Observation("axe", "image-alt", Outcome.VIOLATION, ("1.1.1",), "main > img")
    return Page(
        f"http://{OAK}{key}", key, 200, NOW, shown, digest=f"d{key}", rendered=shown, observations=(seen,),
        engines={"axe": "4"}, showing=Showing(NOW, make="m"),
    )  # fmt: skip


def changed_page(world: World, **changes: Any) -> World:
    first, second = world.snapshot.pages
    return replace(world, snapshot=replace(world.snapshot, pages=(first, replace(second, **changes))))


def around(world: World, **changes: Any) -> World:
    return replace(world, snapshot=replace(world.snapshot, **changes))


IMAGE = f"{LINK}.png"
FILE = Document(f"http://{OAK}/f.pdf", "/f.pdf", "pdf", 200, NOW, digest="f", linked_from=("/b", "/"))
THERE = Destination(LINK, LINK, Reach.OK, 200, title="A game")
INPUTS: list[tuple[str, Callable[[World], World], set[str]]] = [
    ("nothing", lambda w: w, set()),
    ("another night", lambda w: replace(w, as_of=NOW.replace(day=5)), set()),
    ("read at another time", lambda w: changed_page(w, fetched_at=NOW.replace(hour=10)), set()),
    ("the body", lambda w: changed_page(w, digest="other"), {"/b"}),
    ("shown again", lambda w: changed_page(w, showing=Showing(NOW.replace(day=5), make="m")), {"/b"}),
    ("shown in part", lambda w: changed_page(w, missing=("http://x.example/a.css",)), {"/b"}),
    ("another engine", lambda w: changed_page(w, engines={"axe": "5"}), {"/b"}),
    ("a file comes", lambda w: around(w, documents=(FILE,)), {"/b"}),
    ("what stands behind a link", lambda w: around(w, destinations={LINK: THERE}), {"/b"}),
    ("sites that link there",
     lambda w: around(w, district=replace(w.snapshot.district, linked={LINK: frozenset("xy")})), {"/b"}),
    ("the template's fault", lambda w: around(w, district=Shown(sites={"weebly": 9})), {"/", "/b"}),
    ("a picture looks like a logo", lambda w: around(w, likenesses={IMAGE: "hawk.png"}), {"/b"}),
    ("sites that show it",
     lambda w: around(w, district=replace(w.snapshot.district, logos={IMAGE: frozenset("xy")})), {"/b"}),
    ("a picture in the code", lambda w: changed_page(w, embedded=(Asset("#p", 200, likeness="m"),)), {"/b"}),
    ("read afresh", lambda w: replace(w, visit=replace(w.visit, afresh_at=NOW)), {"/", "/b"}),
    ("a student", lambda w: replace(w, roster=Roster((Student("s1"),), loaded=True)), {"/", "/b"}),
    ("no roster", lambda w: replace(w, roster=Roster.absent("none")), {"/", "/b"}),
    ("the rules asked for", lambda w: replace(w, only=frozenset()), {"/", "/b"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "again"), [each[1:] for each in INPUTS], ids=[each[0] for each in INPUTS])
def test_each_input_of_a_finding_tells_its_pages_apart(
    tmp_path: Path, change: Callable[[World], World], again: set[str]
) -> None:
    district = write_district(tmp_path / "d", SITES, {})
    config = load_config(district.config)
    registry = load_registry(config.folder)
    site = replace(registry.sites[0], platform="weebly")
    pages = (a_page("/"), a_page("/b", LINK))
    told = Snapshot(site, School("elm", "Elm"), NOW, pages)
    plain = World(told, SiteVisit("oak", site.url, NOW, night.SiteOutcome.AUDITED, pages=pages))

    def made(world: World) -> dict[str, str]:
        tonight = Night(1, world.as_of.date(), world.as_of, world.as_of)
        cache = PageCache(tmp_path / "pages", b"k" * 32)
        inputs = Inputs(
            cache, config, tonight, registry, district_policy(config), world.roster, world.only, LinkBook()
        )
        return inputs.of(replace(world.snapshot, as_of=world.as_of), world.visit)

    before, after = made(plain), made(change(plain))
    assert {key for key in after if after[key] != before.get(key)} == again


def test_without_the_key_nobody_can_try_names_against_a_digest(tmp_path: Path) -> None:
    roster = ("Quillon", "Brackenshaw")
    one, other = (PageCache(tmp_path, key * 32) for key in (b"k", b"l"))
    assert one.digest(roster) == one.digest(roster) != other.digest(roster)
