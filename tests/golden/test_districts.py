"""Audit the demonstration district under four districts' policies, and hold how the findings differ.

The sites are visited once, without a browser and with empty pictures and files; what was read is then
judged under each policy. `districts.json` holds what each district must be told: site, page, rule, clause,
confidence and quote. After a change that is meant to change findings, write it anew from the project's
folder and read the difference line by line before keeping it:

    .venv/bin/python -m tests.golden.test_districts
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from auditor import night
from auditor.audit import rules
from auditor.config import load_config
from auditor.demo.district import AS_OF, opened
from auditor.demo.serving import Answer, Demo
from auditor.keys import load_keys
from auditor.starter import districts, with_settings
from auditor.store import Store
from tests.golden.district import SHIPPED
from tests.history.replayed import Silent

GOLDEN = Path(__file__).parent / "districts.json"
EVERY = ("cmcss", "madison", "missoula", "moorhead")

SITES = (
    "larkspur-school", "larkspur-2-ortega", "larkspur-4-whitlow", "tamarack-7-blue", "tamarack-art-quill",
    "cvhs-bio-renner", "cvhs-track", "cvhs-renner-writes",
)  # fmt: skip

# Rule, the districts that are told of it, and why those and no others.
DIFFERENCES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("k8-full-name", ("missoula",),
     "only Missoula says that students up to grade 8 are named by first name or alias"),
    ("k8-partial-name", ("missoula",), "the same clause"),
    ("k8-photo-identified", ("missoula",), "only Missoula says that words must not tell who is who"),
    ("student-no-agreement", ("missoula",), "only Missoula asks for a signed agreement"),
    ("opt-out-a-name", ("missoula",), "only Missoula puts its opt-out form into the text"),
    ("opt-out-b-likeness", ("missoula",), "the same form, part B"),
    ("opt-out-c-name", ("missoula",), "the same form, part C"),
    ("photo-consent", ("madison", "missoula", "moorhead"),
     "CMCSS speaks of photographs only among the rules on personal use"),
    ("curriculum-link-missing", ("missoula",), "only Missoula names the curriculum page"),
    ("link-political", ("missoula",), "only Missoula forbids to take sides in an election"),
    ("link-commercial", ("missoula",), "only Missoula forbids links that benefit a business"),
    ("link-organization", ("missoula",), "the same clause"),
    ("link-personal-fundraising", ("missoula",), "the same clause"),
    ("link-personal-gain", ("missoula",), "only Missoula forbids to sell for personal gain"),
    ("link-personal-account", ("madison", "missoula", "moorhead"),
     "Moorhead too wants no school business in social networks; CMCSS says nothing of accounts"),
    ("link-consumer-chat", ("madison", "missoula"), "Moorhead speaks of social networks and not of chats"),
    ("unregistered-site", ("madison", "missoula"), "in both the principal is asked before a site is made"),
    ("link-harmful", ("cmcss", "madison", "missoula"), "Moorhead has no clause on links"),
    ("link-deceptive", ("cmcss", "madison", "missoula"), "Moorhead has no clause on links"),
    ("link-parked", ("cmcss", "missoula"),
     "Madison asks for what is fit for a child, and not that every link leads somewhere"),
    ("broken", ("cmcss", "missoula"), "the same"),
    ("link-unresolved", ("cmcss", "missoula"), "the same"),
    ("photo-opt-in", ("moorhead",), "only Moorhead wants a parent's consent before a photo of a student"),
    ("record-grade", EVERY, "all four keep students' records confidential"),
    ("record-health", EVERY, "the same"),
    ("record-discipline", EVERY, "the same"),
    ("language-offensive", EVERY, "all four want the same respect as face to face"),
    ("copyright-notice", EVERY, "all four keep to copyright"),
    ("trademark-use", ("moorhead",), "only Moorhead speaks of trademarks"),
    ("comments-open", ("missoula", "moorhead"), "only these two ask somebody to watch over comments"),
    ("contact-personal", ("madison", "missoula"),
     "both keep private numbers and addresses out of contact with families"),
    ("text-political", ("missoula",), "only Missoula forbids to take sides in an election"),
    ("text-commercial", ("missoula",), "only Missoula forbids to sell"),
    ("logo-unapproved", ("missoula",), "only Missoula wants leave for logos"),
    ("owner-unnamed", ("moorhead",), "only Moorhead wants the writer's real name and employment"),
    ("conversation-published", ("moorhead",), "only Moorhead speaks of talk that was meant to be private"),
    ("disclaimer-missing", ("madison", "moorhead"), "only these two want a disclaimer on a personal site"),
    ("student-material-host", ("madison",), "only Madison keeps students' things to hosts it has sanctioned"),
    ("work-unprotected", ("madison",), "only Madison wants a password before students' work"),
)  # fmt: skip
HELD = tuple(rule for rule, _, _ in DIFFERENCES)

Told = dict[str, list[list[str]]]


@contextmanager
def visited(folder: Path) -> Iterator[Path]:
    """Visit some sites of the demonstration district once; gives the district's folder."""

    def text_alone(self: Demo, host: str, path: str) -> Answer:
        found = answer(self, host, path)
        kind = found.headers.get("Content-Type", "")
        # To read pictures and files takes processes of their own, and no policy differs in them alone.
        return found if kind.startswith("text/") or found.status != 200 else replace(found, body=b"")

    answer = Demo.answer
    with patch.object(Demo, "answer", text_alone), opened(folder) as (demo, config):
        demo.show(datetime.fromisoformat(AS_OF).date() - timedelta(days=1))
        path = config / "sites.csv"
        head, *rows = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text(head + "".join(row for row in rows if row.startswith(SITES)), "utf-8")
        with (config / "auditor.toml").open("a", encoding="utf-8") as settings:
            for host, entry in demo.hosts.items():
                if entry.folder.startswith("elsewhere/"):
                    settings.write(f"\n[crawl.hosts.{json.dumps(host)}]\ndelay = 0.0\n")
        night.run(config, night.Options(as_of=AS_OF, browser=False), (night.Step.VISIT,), Silent())
        yield folder


def told_under(district: str, read: Path, folder: Path) -> list[list[str]]:
    """Judge what was read under a district's documents and return what it is told."""
    shutil.copytree(read, folder)
    own = tomllib.loads((SHIPPED / "districts" / district / "auditor.toml").read_text("utf-8"))
    documents = f"[policies]\ndocuments = {json.dumps(own['policies']['documents'])}\n"
    path = folder / "config" / "auditor.toml"
    text = path.read_text("utf-8").replace(str(read.resolve()), str(folder.resolve()))
    path.write_text(with_settings(text, documents), "utf-8")
    options = night.Options(as_of=AS_OF, browser=False, only=HELD)
    night.run(folder / "config", options, (night.Step.JUDGE,), Silent())
    config = load_config(folder / "config")
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        found = store.findings(all=True)
    return sorted(
        [each.site, each.page, each.rule, each.clause, str(each.confidence), each.quote]
        for each in found
        if each.rule in HELD
    )


def audited(folder: Path) -> Told:
    with visited(folder / "read") as read:
        return {district: told_under(district, read, folder / district) for district in EVERY}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return audited(tmp_path_factory.mktemp("districts"))


@pytest.fixture(scope="module")
def golden() -> Told:
    found: Told = json.loads(GOLDEN.read_text("utf-8"))
    return found


def test_the_four_are_those_with_a_starter(golden: Told) -> None:
    assert districts() == EVERY == tuple(golden)


@pytest.mark.parametrize("district", EVERY)
def test_each_district_is_told_exactly_what_its_policy_asks(district: str, told: Told, golden: Told) -> None:
    assert told[district] == golden[district]


@pytest.mark.parametrize(
    ("rule", "asked", "why"), DIFFERENCES, ids=[rule for rule, _, _ in DIFFERENCES]
)  # fmt: skip
def test_the_differences_are_those_of_the_texts(
    rule: str, asked: tuple[str, ...], why: str, golden: Told
) -> None:
    speaks = tuple(district for district in EVERY if any(row[2] == rule for row in golden[district]))
    assert speaks == asked, why
    assert rule in rules()


def test_every_finding_quotes_a_clause_of_its_own_district(golden: Told) -> None:
    named = {"cmcss": "cmcss-", "madison": "madison-", "missoula": "mcps-", "moorhead": "moorhead-"}
    for district, rows in golden.items():
        assert {row[3].startswith(named[district]) for row in rows} == {True}, district


def test_consent_by_opt_in_asks_about_each_named_photo(golden: Told) -> None:
    pages = {
        district: sorted({(site, page) for site, page, rule, *_ in rows if rule == "photo-opt-in" and page})
        for district, rows in golden.items()
    }
    assert pages["moorhead"] and not pages["missoula"] and not pages["madison"]


def _write(found: Told) -> None:
    """Write the golden file with one finding a line, so that a difference can be read."""
    parts = []
    for district, rows in found.items():
        lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
        parts.append(f"  {json.dumps(district)}: [\n{lines}\n  ]")
    GOLDEN.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        _write(audited(Path(scratch)))
    sys.exit(0)
