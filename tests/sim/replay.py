"""Run the nightly job over a simulated district, night after night, and collect its verdicts; judges none."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from auditor import export, night
from auditor.config import load_config
from auditor.keys import load_keys
from auditor.store import Store
from tests.sim.direct import direct
from tests.sim.district import District
from tests.sim.moments import TUESDAY, calendar_file
from tests.sim.serving import Server, registered
from tests.sim.truth import MISSED

SHIPPED: Final = Path(__file__).resolve().parents[2] / "config"
DOCUMENT: Final = "mcps-parent-student-engagement"
ONLY: Final = ("missed-update", "late-update", "site-stale")
Key = tuple[str, str, str]


@dataclass
class Told:
    """What the product said in the end, by site, section and due date; `early` are accusations of any night.

    `accused` maps a key to the nights on which the verdict was "missed".
    """

    rows: dict[Key, dict[str, Any]] = field(default_factory=dict)
    accused: dict[Key, list[date]] = field(default_factory=dict)

    def verdict(self, key: Key) -> str:
        row = self.rows.get(key)
        return str(row["verdict"]) if row is not None else "none"


class Silent:
    """Tell nobody how far a night has come."""

    def start(self, step: night.Step, total: int) -> None: ...

    def site(self, step: night.Step, site_id: str, remark: str) -> None: ...


def replay(district: District, folder: Path, *, network: bool = False, links: bool = False) -> Told:
    """Audit every night of a district; `folder` takes configuration and store.

    With `network` every page comes over loopback, else from this process, which takes half the time.
    `links` also looks where links lead, which no verdict on updates rests on and which costs most time.
    """
    told = Told()
    with ExitStack() as stack:
        server = stack.enter_context(Server(district))
        if not links:
            stack.enter_context(patch.object(night, "follow_all"))
        if not network:
            stack.enter_context(direct(server.reply))
        config = write_folder(district, folder, server.hosts())
        for number in range(district.nights):
            moment = district.night(number)
            server.night(moment)
            write_registry(district, config, moment.date())
            options = night.Options(as_of=f"{moment:%Y-%m-%dT%H:%M}", only=ONLY, browser=False)
            night.run(config, options, (night.Step.VISIT, night.Step.JUDGE), Silent())
            if _spoken(moment.date()) or number == district.nights - 1:
                note(told, config, moment.date())
    return told


def _spoken(day: date) -> bool:
    """Tell whether verdicts may have changed: the days after a Tuesday, and once a week."""
    return day.weekday() in (TUESDAY + 1, TUESDAY + 2, TUESDAY + 5)


def note(told: Told, config: Path, night_of: date) -> None:
    """Keep the verdicts as they stand after a night."""
    for row in deadlines(config):
        key = (str(row["site"]), str(row["section"] or ""), str(row["due"]))
        told.rows[key] = row
        if row["verdict"] == MISSED:
            told.accused.setdefault(key, []).append(night_of)


def deadlines(config: Path) -> list[dict[str, Any]]:
    """Return what `auditor export deadlines` says."""
    loaded = load_config(config)
    with Store.open(loaded.store_url, load_keys(loaded.keys).fingerprint) as store:
        lines = export.export(store, "deadlines").decode().splitlines()
    return [json.loads(line) for line in lines]


def write_folder(district: District, folder: Path, hosts: dict[str, str]) -> Path:
    """Write the configuration of the district and return its folder."""
    config = folder / "config"
    (config / "calendars").mkdir(parents=True, mode=0o700)
    (config / "policies").mkdir()
    (config / "policies" / f"{DOCUMENT}.toml").write_text(_duty(), "utf-8")
    if (SHIPPED / "words").is_dir():
        shutil.copytree(SHIPPED / "words", config / "words")
    (config / "hosts.json").write_text(json.dumps(hosts), "utf-8")
    settings = [
        "[district]", 'name = "Sim District"', 'timezone = "America/Denver"',
        'email_domains = ["sim.example"]',
        f"school_year_starts = {district.year.start}",
        "[policies]", 'documents = ["mcps-parent-student-engagement"]',
        "[network]", 'user_agent = "SimAuditor/1.0"', 'contact = "pat@sim.example"',
        'hosts_file = "hosts.json"',
        "[store]", f"url = {json.dumps(f'sqlite:///{folder}/var/auditor.db')}",
        f"key_folder = {json.dumps(str(folder / 'keys'))}",
        "[output]", f"folder = {json.dumps(str(folder / 'var'))}",
        "[crawl]", "site_minutes = 2",
    ]  # fmt: skip
    for host in hosts:
        settings += [f"[crawl.hosts.{json.dumps(host)}]", "delay = 0.0", "concurrent = 8"]
    (config / "auditor.toml").write_text("\n".join([*settings, ""]), "utf-8")
    named = [{"school_id": each, "name": f"{each.title()} School"} for each in district.schools]
    schools = [{**each, "grades": "K-8", "calendar": f"{each['school_id']}.ics"} for each in named]
    _table(config / "schools.csv", schools)
    people = [{"school_id": each, "role": "principal", "name": "Pat Invented", "email": "pat@sim.example",
               "from": "", "to": "", "acting_for": ""} for each in district.schools]  # fmt: skip
    _table(config / "people.csv", people)
    sections = [
        {"site_id": site.site_id, "section": place.strip("/"), "path_prefix": f"/{place.strip('/')}"}
        for site in district.sites
        for place in site.sections
    ]
    if sections:
        _table(config / "sections.csv", sections)
    return config


def _duty() -> str:
    """Return the shipped document with its clauses on updates alone: the others only cost time here."""
    head, *clauses = (SHIPPED / "policies" / f"{DOCUMENT}.toml").read_text("utf-8").split("[[clause]]")
    wanted = [clause for clause in clauses if 'topic = "update-frequency"' in clause]
    return "[[clause]]".join([head, *wanted])


def write_registry(district: District, config: Path, today: date) -> None:
    """Write the sites and the calendars as they stood on a day."""
    _table(config / "sites.csv", [registered(site, today) for site in district.sites])
    for school in district.schools:
        text = calendar_file(district.year, school, today)
        (config / "calendars" / f"{school}.ics").write_text(text, "utf-8", newline="")


def _table(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(rows[0]))
        table.writeheader()
        table.writerows(rows)
