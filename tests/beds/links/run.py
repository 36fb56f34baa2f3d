"""Audit labelled links in one night on loopback and say what the export says of each; judges nothing."""

from __future__ import annotations

import ipaddress
import json
import shutil
import socket
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from auditor import night
from auditor.config import load_config
from auditor.export import export
from auditor.keys import load_keys
from auditor.store import Store
from tests.beds.links import markup
from tests.beds.links.rows import HERE, Link, normal
from tests.beds.links.surround import surround
from tests.bench.folder import SHIPPED, _site, _table
from tests.bench.link_web import Answers, Ports, _key, answering
from tests.bench.links import _pdf as pdf_of
from tests.bench.links import _Silent
from tests.bench.served import ROOT

AS_OF: Final = "2026-11-04T02:00"
LATER: Final = "2026-11-12T02:00"


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold a labelled link and what the export says of it; None where it was not extracted."""

    link: Link
    said: Mapping[str, Any] | None

    @property
    def verdict(self) -> str:
        return str(self.said["verdict"]) if self.said is not None else "not extracted"

    @property
    def right(self) -> bool:
        extra = {"parked": {"repair"}, "broken": {"repair"}}.get(self.link.rule, set())
        return self.verdict in self.link.accepts | (extra if self.link.label != "ok" else set())


@dataclass(frozen=True, slots=True)
class Run:
    """Hold one judgement a link for the first night and, where there was one, for the second."""

    judged: list[Judged]
    later: list[Judged]
    figures: dict[str, float]


def audit_rows(links: Sequence[Link], scratch: Path, second: bool = False) -> Run:
    """Audit pages that carry the links in a night, and eight days later once more if `second`."""
    district = tomllib.loads((HERE / "district.toml").read_text("utf-8"))
    answers = Answers()
    home = f"https://www.{district['domains'][0]}"
    files: dict[str, bytes] = {}
    for link in links:
        _serve(answers, link, files)
    pages: dict[str, list[Link]] = {}
    for link in links:
        pages.setdefault(link.page, []).append(link)
    for name, members in pages.items():
        answers.pages[f"{home}/{name}.html"] = markup.page(members, members[0].site)
        for link in members:
            address = f"{home}/{name}-{link.id}.{link.carrier}"
            if link.carrier == "pdf":
                answers.files[address] = ("application/pdf", pdf_of(_as_row(link)))
            elif link.carrier == "docx":
                kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
                answers.files[address] = (kind, markup.docx(link))
    answers.files[f"{home}/p.png"] = ("image/png", b"\x89PNG\r\n\x1a\n")
    for site in {link.site for link in links}:
        inside = "".join(
            f'<li><a href="/{name}.html">Page {at}</a></li>'
            for at, name in enumerate((name for name in pages if name.startswith(f"{site}/")), 1)
        )
        body = f"<!doctype html><html lang=en><title>{site}</title><h1>Our class</h1><ul>{inside}</ul></html>"
        answers.pages[f"{home}/{site}/"] = body.encode()
    hosts = sorted({host for link in links for host in _hosts(link)} | {urlsplit(home).hostname or ""})
    with answering(answers, hosts, scratch) as (ports, ca), _hanging_up(files) as raw:
        served = _served(links, hosts, ports, raw)
        config = _write(scratch, district, links, home, served, ca)
        started, cpu = time.monotonic(), time.process_time()
        judged = _night(config, AS_OF, links, home)
        figures = {"seconds": time.monotonic() - started, "cpu seconds": time.process_time() - cpu}
        figures["requests"] = float(sum(answers.asked.values()))
        later: list[Judged] = []
        if second:
            _change(answers, links)
            later = _night(config, LATER, links, home)
    others = [most for host, most in answers.busiest.items() if host not in home]
    figures["most at once on a host"] = float(max(others, default=0))
    return Run(judged, later, figures)


def _night(config: Path, as_of: str, links: Sequence[Link], home: str) -> list[Judged]:
    night.run(config, night.Options(as_of=as_of, browser=False, replay=True), night.STEPS, _Silent())
    settings = load_config(config)
    with Store.open(settings.store_url, load_keys(settings.keys).fingerprint) as store:
        exported = [json.loads(line) for line in export(store, "links").decode().splitlines()]
    by_page: dict[str, list[Mapping[str, Any]]] = {}
    for said in exported:
        name = said["page"].removeprefix(f"{home}/").partition(".")[0]
        by_page.setdefault(name, []).append(said)
    return [Judged(link, _said(link, by_page)) for link in links]


def _change(answers: Answers, links: Sequence[Link]) -> None:
    """Put behind the links what stands there on the second night."""
    for link in links:
        if link.then is not None:
            status, title, description, text = link.then
            there = {"title": title, "description": description, "snippet": text}
            answers.pages.pop(_key(link.final_url), None)
            answers.rows[_key(link.final_url)] = {**_as_row(link), "status": status, "destination": there}


def _serve(answers: Answers, link: Link, files: dict[str, bytes]) -> None:
    if not link.web:
        return
    if link.quirk == "lies-long":
        files[urlsplit(normal(link.url)).hostname or ""] = _answer(link)
    answers.add(_as_row(link))
    if link.reach == "ok" and link.status == 200 and not link.quirk:
        around = surround(link)
        if around:
            answers.pages.setdefault(_key(link.final_url), around)


def _as_row(link: Link) -> dict[str, Any]:
    there = {"title": link.title, "description": link.description, "snippet": link.text}
    return {
        "id": link.id, "url": link.url, "context_sentence": link.sentence, "hops": link.hops,
        "status": link.status, "reach": link.reach, "quirk": link.quirk, "final_url": link.final_url,
        "destination": there,
    }  # fmt: skip


def _answer(link: Link) -> bytes:
    body = f"<!doctype html><title>{link.title}</title><h1>{link.title}</h1><p>{link.text}</p>".encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body) + 9000}\r\n\r\n"
    return head.encode() + body


@contextmanager
def _hanging_up(files: Mapping[str, bytes]) -> Iterator[int]:
    """Answer with the bytes of the host that is asked for and hang up, or hang up at once; gives the port."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:

        def serve() -> None:
            while True:
                try:
                    peer, _ = server.accept()
                except OSError:
                    return
                with peer:
                    peer.settimeout(2)
                    try:
                        asked = peer.recv(8000).decode("latin-1").lower()
                        host = asked.partition("host: ")[2].split("\r")[0].partition(":")[0]
                        peer.sendall(files.get(host, b""))
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]


def _hosts(link: Link) -> Iterator[str]:
    """Return the names under which a link's destinations are served."""
    if not link.web or link.reach in ("nxdomain", "badcert"):
        return
    for url in (link.url, link.final_url, *(to for _, _, to in link.hops)):
        host = urlsplit(normal(url)).hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            if host and host != "localhost":
                yield host


def _served(links: Sequence[Link], hosts: Sequence[str], ports: Ports, raw: int) -> dict[str, str]:
    served = {}
    for host in hosts:
        served[f"{host}:80"], served[f"{host}:443"] = f"127.0.0.1:{ports.plain}", f"127.0.0.1:{ports.tls}"
    for link in links:
        host = urlsplit(normal(link.url)).hostname or ""
        port = ports.silent if link.reach == "timeout-hard" and not link.hops else 0
        port = ports.badly if link.reach == "badcert" else port
        port = raw if link.reach == "reset" or link.quirk == "lies-long" else port
        if port and (host in hosts or link.reach == "badcert"):
            served[f"{host}:80"] = served[f"{host}:443"] = f"127.0.0.1:{port}"
    return served


def _write(
    scratch: Path,
    district: Mapping[str, Any],
    links: Sequence[Link],
    home: str,
    served: Mapping[str, str],
    ca: Path,
) -> Path:
    """Write the district's configuration and return its folder."""
    config = scratch / "config"
    config.mkdir(mode=0o700)
    for name in SHIPPED:
        if (ROOT / "config" / name).is_dir():
            shutil.copytree(ROOT / "config" / name, config / name)
    (config / "hosts.json").write_text(json.dumps(served), "utf-8")
    registers = [
        "[district]", f"hosts = {json.dumps(district['domains'])}",
        f"accounts = {json.dumps(district['accounts'])}",
        "[signal.approved]", f"hosts = {json.dumps(district['approved'])}",
        "[signal.partner]", f"hosts = {json.dumps(district['partners'])}",
    ]  # fmt: skip
    for each in district["exception"]:
        registers += ["[[exception]]", f"until = {each['until']}"]
        registers += [f"{name} = {json.dumps(each[name])}" for name in ("address", "reason", "by")]
    (config / "links" / "of-the-set.toml").write_text("\n".join(registers), "utf-8")
    settings = [
        "[district]",
        'name = "Larkfall Schools"', 'timezone = "America/Denver"', f"website = {json.dumps(home + '/')}",
        f"email_domains = {json.dumps(district['email_domains'])}",
        "[policies]",
        'documents = ["mcps-parent-student-engagement", "mcps-social-media-procedures", "wcag-2.0"]',
        "[network]", 'user_agent = "AuditorBench/1.0"',
        'hosts_file = "hosts.json"', f"ca_file = {json.dumps(str(ca))}",
        "[store]", f"url = {json.dumps(f'sqlite:///{scratch}/var/auditor.db')}",
        f"key_folder = {json.dumps(str(scratch / 'keys'))}",
        "[output]", f"folder = {json.dumps(str(scratch / 'var'))}",
        f"[crawl.hosts.{json.dumps(urlsplit(home).hostname)}]", "delay = 0.0", "concurrent = 4",
    ]  # fmt: skip
    (config / "auditor.toml").write_text("\n".join(settings), "utf-8")
    school = {"school_id": "bench", "name": "Larkfall Elementary", "grades": "K-8", "calendar": ""}
    used = {link.site for link in links}
    sites, staff = [], []
    for at, (name, site) in enumerate(district["sites"].items()):
        if name in used or "url" in site:
            url = site.get("url", f"{home}/{name}/")
            row = {**_site(f"{name}.x"), "url": url, "kind": site["kind"], "owner_name": site["owner"]}
            sites.append({**row, "owner_email": f"staff{at}@{district['email_domains'][0]}"})
        staff.append({
            "school_id": "bench", "role": "principal" if site["kind"] == "school" else "delegate",
            "name": site["owner"], "email": f"staff{at}@{district['email_domains'][0]}", "from": "", "to": "",
            "acting_for": "",
        })  # fmt: skip
    _table(config / "schools.csv", [school])
    _table(config / "people.csv", staff)
    _table(config / "sites.csv", sites)
    return config


def _said(link: Link, by_page: Mapping[str, Sequence[Mapping[str, Any]]]) -> Mapping[str, Any] | None:
    """Find the exported link of a row: its address on its page, its words where there are several."""
    there = [
        said
        for name in (link.page, f"{link.page}-{link.id}")
        for said in by_page.get(name, ())
        if said["url"].strip() == link.url or (normal(said["url"]) == normal(link.url) != "")
    ]
    same = [said for said in there if said["anchor_text"] == link.words]
    return next(iter(same or there), None)
