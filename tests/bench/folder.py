"""Write the configuration of a district whose sites are served from loopback; audits nothing."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from auditor.config import load_config
from tests.bench.served import ROOT

AS_OF: Final = "2026-11-04T02:00"
SHIPPED: Final = ("policies", "words", "fix_steps", "links")
AT_ONCE: Final = 8
"""Pages that may be asked of one host at a time: the rate of a host that the district owns."""


def write_folder(
    target: Path, hosts: Sequence[str], port: int, engines: Sequence[str], pages: int, more: str = ""
) -> Path:
    """Write the configuration below `target` and return its folder; one site a host, `more` on the crawl."""
    config = target / "config"
    config.mkdir(parents=True, mode=0o700)
    for name in SHIPPED:
        if (ROOT / "config" / name).is_dir():
            shutil.copytree(ROOT / "config" / name, config / name)
    (config / "hosts.json").write_text(json.dumps(dict.fromkeys(hosts, f"127.0.0.1:{port}")), "utf-8")
    (config / "auditor.toml").write_text(_settings(target, hosts, engines, pages, more), "utf-8")
    school = {"school_id": "bench", "name": "Bench School", "grades": "K-5", "calendar": ""}
    person = {"school_id": "bench", "role": "principal", "name": "Pat Invented", "email": "pat@bench.example",
              "from": "", "to": "", "acting_for": ""}  # fmt: skip
    _table(config / "schools.csv", [school])
    _table(config / "people.csv", [person])
    _table(config / "sites.csv", [_site(host) for host in hosts])
    return config


def _site(host: str) -> dict[str, str]:
    columns = (
        "site_id,url,school_id,kind,owner_name,owner_email,grades,room,platform,edit_url,moderation,"
        "archived_paths,excused,active_from,active_to,notes"
    ).split(",")
    site = host.partition(".")[0]
    named = {"site_id": site, "url": f"http://{host}/", "school_id": "bench", "kind": "class"}
    return {column: named.get(column, "") for column in columns}


def _table(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, fieldnames=list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def _settings(target: Path, hosts: Sequence[str], engines: Sequence[str], pages: int, more: str) -> str:
    documents = sorted(load_config(ROOT / "config").policies.documents)
    # A JSON value is a TOML value as well.
    lines = [
        "[district]",
        'name = "Bench District"',
        'timezone = "America/Denver"',
        'email_domains = ["bench.example"]',
        "[policies]",
        f"documents = {json.dumps(documents)}",
        "[network]",
        'user_agent = "AuditorBench/1.0"',
        'contact = "pat@bench.example"',
        'hosts_file = "hosts.json"',
        "[crawl]",
        f"pages = {max(200, pages)}",
        more,
        "[browser]",
        f"engines = {json.dumps(list(engines))}",
        "[store]",
        f"url = {json.dumps(f'sqlite:///{target}/var/auditor.db')}",
        f"key_folder = {json.dumps(str(target / 'keys'))}",
        "[output]",
        f"folder = {json.dumps(str(target / 'var'))}",
    ]
    for host in hosts:
        lines += [f"[crawl.hosts.{json.dumps(host)}]", "delay = 0.0", f"concurrent = {AT_ONCE}"]
    return "\n".join([*lines, ""])
