"""Replay nights over invented sites that stand as they stood each day; judges by the export alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from auditor import export as exports
from auditor import night
from auditor.config import load_config
from auditor.keys import load_keys
from auditor.store import Store
from tests.golden.district import Answered, Town, write_district
from tests.sim.direct import direct
from tests.sim.markup import Reply
from tests.web import Request, Response

Pages = Mapping[str, Answered]
"""What stands at each address ("host/path"); text is a page."""

DUTY = "mcps-parent-student-engagement"
UPDATES = ("missed-update", "late-update", "site-stale")

DOWN = Response(503, {"Content-Type": "text/html"}, "<title>503</title><h1>Service Unavailable</h1>")


class Silent:
    """Tell nobody how far a night has come."""

    def start(self, step: night.Step, total: int) -> None: ...

    def site(self, step: night.Step, site_id: str, remark: str) -> None: ...


@dataclass
class Replay:
    """Audit a district night after night; `state` gives what its sites show on a night.

    With `direct` answers come from this process and not over loopback, and no link off a site is
    followed; with `updates_only` no other clause is in force. What verdicts rest on is the same, and both
    together take a third of the time.
    """

    folder: Path
    sites: Sequence[tuple[str, str, str]]
    state: Callable[[datetime], Pages]
    schools: Sequence[tuple[str, str]] = (("elm", ""),)
    calendars: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sections: Sequence[tuple[str, str, str]] = ()
    other_hosts: Sequence[str] = ()
    direct: bool = False
    updates_only: bool = False

    def __enter__(self) -> Replay:
        self._stack = ExitStack()
        first = dict(self.state(datetime(2000, 1, 1)))
        self.town = self._stack.enter_context(Town(first))
        hosts = {url.partition("//")[2].partition("/")[0] for _, url, _ in self.sites}
        ports = dict.fromkeys([*hosts, *self.other_hosts], f"127.0.0.1:{self.town.web.port}")
        rows = [(site, url) for site, url, _ in self.sites]
        self.district = write_district(self.folder, rows, ports, more="[crawl]\nsite_minutes = 1\n")
        self.write()
        if self.direct:
            self._stack.enter_context(direct(self._answer))
            self._stack.enter_context(patch.object(night, "follow_all"))
        if self.updates_only:
            document = self.district.config / "policies" / f"{DUTY}.toml"
            head, *clauses = document.read_text("utf-8").split("[[clause]]")
            wanted = [clause for clause in clauses if 'topic = "update-frequency"' in clause]
            document.write_text("[[clause]]".join([head, *wanted]), "utf-8")
            settings = self.district.config / "auditor.toml"
            text = re.sub(r"(?m)^documents = .*$", f'documents = ["{DUTY}"]', settings.read_text("utf-8"))
            settings.write_text(text, "utf-8")
        return self

    def _answer(self, host: str, target: str) -> Reply:
        headers = {"host": host}
        path, _, query = target.partition("?")
        found = self.town.answer(Request("GET", path, query, headers, 1))
        body = found.body.encode() if isinstance(found.body, str) else found.body
        return Reply(body, found.headers.get("Content-Type", ""), found.status, dict(found.headers))

    def write(self) -> None:
        """Write the tables anew, with schools, calendars and further columns."""
        config = self.district.config
        schools = "".join(f"{school},{school} school,K-5,{calendar}\n" for school, calendar in self.schools)
        (config / "schools.csv").write_text(f"school_id,name,grades,calendar\n{schools}", "utf-8")
        (config / "calendars").mkdir(exist_ok=True)
        for name, text in self.calendars.items():
            (config / "calendars" / name).write_text(text, "utf-8")
        names = ("kind", "platform", "excused", "active_from", "active_to", "archived_paths")
        lines = [f"site_id,url,school_id,owner_name,{','.join(names)}\n"]
        for site, url, school in self.sites:
            more = self.columns.get(site, {})
            cells = [more.get(name, "class" if name == "kind" else "") for name in names]
            lines.append(f"{site},{url},{school},Ari Moss,{','.join(cells)}\n")
        (config / "sites.csv").write_text("".join(lines), "utf-8")
        if self.sections:
            rows = "".join(f"{site},{section},{prefix}\n" for site, section, prefix in self.sections)
            (config / "sections.csv").write_text(f"site_id,section,path_prefix\n{rows}", "utf-8")

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def show(self, when: datetime) -> None:
        """Let the sites show what they show on a night."""
        self.town.pages.clear()
        self.town.pages.update(self.state(when))

    def night(self, when: datetime) -> night.Summary:
        """Run one night without a browser."""
        self.show(when)
        only = UPDATES if self.updates_only else ()
        options = night.Options(as_of=when.isoformat(timespec="minutes"), only=only, browser=False)
        return night.run(self.district.config, options, (night.Step.VISIT, night.Step.JUDGE), Silent())

    def nights(self, first: date, last: date, skip: Iterable[date] = ()) -> None:
        """Run every night at two o'clock."""
        day = first
        while day <= last:
            if day not in skip:
                self.night(datetime(day.year, day.month, day.day, 2))
            day += timedelta(days=1)

    def export(self, what: str = "deadlines", **more: Any) -> list[dict[str, Any]]:
        config = load_config(self.district.config)
        keys = load_keys(config.keys)
        with Store.open(config.store_url, keys.fingerprint) as store:
            lines = exports.export(store, what, **more).decode().splitlines()
        return [json.loads(line) for line in lines]

    def verdicts(self, site: str, section: str = "") -> dict[str, str]:
        """Return the verdict of each due date."""
        return {
            row["due"]: row["verdict"]
            for row in self.export()
            if row["site"] == site and row["section"] == section
        }

    def evidence(self, site: str, due: str) -> list[dict[str, str]]:
        """Return the evidence for one verdict."""
        rows = [row for row in self.export() if row["site"] == site and row["due"] == due]
        evidence: list[dict[str, str]] = rows[0]["evidence"]
        return evidence
