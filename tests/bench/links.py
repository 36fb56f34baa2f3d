"""Audit labelled links as a night does and print confusion and rates: `LINKS=DIR make bench`.

The pages of the set are rebuilt and served from loopback with what each row states behind its link.
One third of the rows (by a hash of their ids) is never looked at while rules are written; it is
reported beside the rest.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from auditor import night
from auditor.config import load_config
from auditor.export import export
from auditor.keys import load_keys
from auditor.store import Store
from tests.bench.folder import SHIPPED, _site, _table
from tests.bench.link_web import Answers, answering
from tests.bench.served import ROOT
from tests.bench.table import table

Row = Mapping[str, Any]
AS_OF = "2026-11-04T02:00"
VERDICTS = ("ok", "off-policy", "review", "repair")
_RULES = {
    "adult-gambling-alcohol-tobacco": "link-harmful",
    "shortener-hides": "link-unresolved",
    "fundraising-personal": "link-personal-fundraising",
    "religious-proselytizing": "link-organization",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold a labelled row and what the export says of it; None where the link was not extracted."""

    row: Row
    said: Row | None

    @property
    def verdict(self) -> str:
        return str(self.said["verdict"]) if self.said is not None else "not extracted"


def held_out(row: Row) -> bool:
    """Tell whether a row belongs to the third that nobody looks at while rules are written."""
    return int(hashlib.sha256(str(row["id"]).encode()).hexdigest(), 16) % 3 == 0


def audit_links(folder: Path, scratch: Path) -> tuple[list[Judged], dict[str, float]]:
    """Audit the set in `folder` in one night; returns the judged rows and figures of the run."""
    rows = [json.loads(line) for line in (folder / "links.jsonl").read_text("utf-8").splitlines() if line]
    facts = json.loads((folder / "policy.json").read_text("utf-8"))
    answers = Answers()
    home = f"https://www.{facts['district_domains'][0]}"
    for row in rows:
        answers.add(row)
        for url in _hidden(row, home):
            answers.add({**row, "final_url": url, "status": 200, "destination": row["reference"]})
    pages = _pages(rows)
    for (page, part), members in pages.items():
        name = f"{home}/{page}{part}.html"
        answers.pages[name] = _page(members, [row for row in members if row["carrier"] != "pdf"], page)
        for row in members:
            if row["carrier"] == "pdf":
                answers.files[f"{home}/{page}-{row['id']}.pdf"] = ("application/pdf", _pdf(row))
    for site in {page.split("/")[0] for page, _ in pages}:
        inside = [f"/{page}{part}.html" for page, part in pages if page.split("/")[0] == site]
        answers.pages[f"{home}/{site}/"] = _index(site, inside)
    hosts = sorted({host for row in rows for host in _hosts(row)} | {urlsplit(home).hostname or ""})
    with answering(answers, hosts, scratch) as (ports, ca):
        config = _write(scratch, facts, rows, home, hosts, ports, ca)
        started = time.monotonic()
        night.run(config, night.Options(as_of=AS_OF, browser=False, replay=True), night.STEPS, _Silent())
        spent = time.monotonic() - started
    settings = load_config(config)
    with Store.open(settings.store_url, load_keys(settings.keys).fingerprint) as store:
        exported = [json.loads(line) for line in export(store, "links").decode().splitlines()]
    figures = {
        "seconds": spent,
        "requests": float(sum(answers.asked.values())),
        "most at once on a host": float(
            max((most for host, most in answers.busiest.items() if host not in home), default=0)
        ),
        "most bytes of one answer": float(_most_bytes(settings.var / "log", home)),
    }
    return [Judged(row, _said(row, exported)) for row in rows], figures


def _most_bytes(logs: Path, home: str) -> int:
    """Return how many bytes came from one host over one connection, the district's own left out."""
    lines = (line for log in logs.glob("door-*.jsonl") for line in log.read_text("utf-8").splitlines())
    contacts = [json.loads(line) for line in lines]
    return max((each["bytes_down"] for each in contacts if each["host"] not in home), default=0)


class _Silent:
    """Tell nobody how far a night has come."""

    def start(self, step: night.Step, total: int) -> None: ...

    def site(self, step: night.Step, site_id: str, remark: str) -> None: ...


def _pages(rows: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """Group rows into pages; a page forwards to one address only, so such rows get pages of their own."""
    pages: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        part = f"-{row['id']}" if row["carrier"] == "meta-refresh" else ""
        pages[str(row["page"]), part].append(row)
    return pages


def _index(site: str, paths: Sequence[str]) -> bytes:
    items = "".join(f'<li><a href="{path}">Page {number}</a></li>' for number, path in enumerate(paths, 1))
    return f'<!doctype html><html lang="en"><title>{site}</title><h1>Our class</h1><ul>{items}</ul>'.encode()


def _page(members: Sequence[Row], shown: Sequence[Row], page: str) -> bytes:
    head = "".join(
        f'<meta http-equiv="refresh" content="600; url={html.escape(row["url"], quote=True)}">'
        for row in members
        if row["carrier"] == "meta-refresh"
    )
    files = "".join(
        f'<li><a href="/{page}-{row["id"]}.pdf">Handout {row["id"]}</a></li>'
        for row in members
        if row["carrier"] == "pdf"
    )
    body = "\n".join(_carried(row) for row in shown)
    return (
        f'<!doctype html><html lang="en"><head><title>Our class</title>{head}</head>'
        f"<body><h1>Our class</h1><ul>{files}</ul>\n{body}\n</body></html>"
    ).encode()


def _carried(row: Row) -> str:
    """Return the markup by which a page carries a row's link, in the sentence that the row states."""
    url, words = html.escape(row["url"], quote=True), html.escape(row["anchor_text"])
    script = html.escape(f"window.open('{row['url']}')", quote=True)
    link = {
        "a": f'<a href="{url}">{words}</a>',
        "table": f'<a href="{url}">{words}</a>',
        "area": f'<map name="m{row["id"]}"><area href="{url}" alt="{words}"></map>',
        "iframe": f'<iframe src="{url}" title="{words}"></iframe>',
        "form": f'<form action="{url}"><button>{words}</button></form>',
        "button-onclick": f'<button onclick="{script}">{words}</button>',
        "button-formaction": f'<form><button formaction="{url}">{words}</button></form>',
        "div-onclick": f'<div onclick="{script}">{words}</div>',
        "svg": f'<svg width="9" height="9"><a xlink:href="{url}"><text>{words}</text></a></svg>',
        "img": f'<a href="{url}"><img src="/p.png" alt="{words}"></a>',
        "text": url,
        "meta-refresh": words,
    }[row["carrier"]]
    sentence = html.escape(row["context_sentence"])
    before, found, after = sentence.rpartition(words)
    said = f"{before}{link}{after}" if found else f"{sentence} {link}"
    return f"<table><tr><td>{said}</td></tr></table>" if row["carrier"] == "table" else f"<p>{said}</p>"


def _pdf(row: Row) -> bytes:
    """Return a file of one page with the row's sentence and its link as an annotation."""
    uri = row["url"].replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    words = row["context_sentence"].replace("\\", "").replace("(", "").replace(")", "")
    text = f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 200] /Contents 4 0 R /Annots [5 0 R] "
        "/Resources << /Font << /F1 6 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        f"<< /Type /Annot /Subtype /Link /Rect [20 95 580 115] /A << /S /URI /URI ({uri}) >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode("latin-1", "replace")
    table_at = len(out)
    out += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{table_at}\n%%EOF".encode()


def _hidden(row: Row, home: str) -> list[str]:
    """Return the addresses that a browser makes of a row whose link is no web address as it is written."""
    if row["url"].startswith("/"):
        return [home + row["url"]]
    return (
        [url.split("'")[0] for url in row["url"].split("'")[1:2]]
        if row["url"].startswith("javascript:")
        else []
    )


def _hosts(row: Row) -> Iterator[str]:
    for url in _hidden(row, "https://x"):
        yield urlsplit(url).hostname or ""
    unknown = row["reach"] in ("nxdomain", "badcert") or not row["url"].startswith(("http:", "https:"))
    for url in (
        () if unknown else (row["url"], row["final_url"] or row["url"], *(hop[2] for hop in row["hops"]))
    ):
        host = urlsplit(url).hostname
        if host and host != "localhost" and not host.replace(".", "").isdigit():
            yield host


def _write(
    scratch: Path,
    facts: Mapping[str, Any],
    rows: Sequence[Row],
    home: str,
    hosts: Sequence[str],
    ports: Any,
    ca: Path,
) -> Path:
    """Write the district's configuration and return its folder."""
    config = scratch / "config"
    config.mkdir(mode=0o700)
    for name in SHIPPED:
        if (ROOT / "config" / name).is_dir():
            shutil.copytree(ROOT / "config" / name, config / name)
    served = {}
    for host in hosts:
        served[f"{host}:80"], served[f"{host}:443"] = f"127.0.0.1:{ports.plain}", f"127.0.0.1:{ports.tls}"
    for row in rows:
        host = urlsplit(row["url"]).hostname or ""
        if row["reach"] == "badcert":
            served[host] = f"127.0.0.1:{ports.badly}"
        elif row["reach"] == "timeout-hard" and not host.replace(".", "").isdigit():
            served[f"{host}:80"] = served[f"{host}:443"] = f"127.0.0.1:{ports.silent}"
    (config / "hosts.json").write_text(json.dumps(served), "utf-8")
    approved = [entry.split(" (")[0] for entry in facts["approved_platforms"]]
    registers = [
        "[district]",
        f"hosts = {json.dumps(facts['district_domains'])}",
        f"accounts = {json.dumps(facts['registered_sites'])}",
        "[signal.approved]",
        f"hosts = {json.dumps(approved)}",
    ]
    (config / "links" / "of-the-set.toml").write_text("\n".join(registers), "utf-8")
    settings = [
        "[district]",
        'name = "Bench District"', 'timezone = "America/Denver"', f"website = {json.dumps(home + '/')}",
        f"email_domains = {json.dumps(facts['district_email_domains'])}",
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
    school = {"school_id": "bench", "name": "Bench School", "grades": "K-8", "calendar": ""}
    staff = [
        {"school_id": "bench", "role": "principal" if at == 0 else "delegate", "name": name,
         "email": f"staff{at}@{facts['district_email_domains'][0]}", "from": "", "to": "", "acting_for": ""}
        for at, name in enumerate(facts["staff"])
    ]  # fmt: skip
    sites = []
    for name in sorted({row["page"].split("/")[0] for row in rows}):
        family = name.split("-")[0].capitalize()
        owner = next((each for each in facts["staff"] if each.split()[-1] == family), family)
        sites.append({**_site(f"{name}.x"), "url": f"{home}/{name}/", "owner_name": owner})
    _table(config / "schools.csv", [school])
    _table(config / "people.csv", staff)
    _table(config / "sites.csv", sites)
    return config


def _said(row: Row, exported: Sequence[Row]) -> Row | None:
    """Find the exported link of a row: its address on its page, its words where there are several."""
    page = f"/{row['page']}"
    found = [said for said in exported if said["url"] == row["url"] and page in said["page"]]
    same = [said for said in found if said["anchor_text"] == row["anchor_text"]]
    return next(iter(same or found), None)


def _right(row: Row, verdict: str) -> bool:
    if row["rule"] == "parked" and verdict == "repair":
        return True
    if "broken" in row["advisories"] and row["label"] == "review":
        return verdict in ("review", "repair")
    return bool(verdict == row["label"])


def rates(judged: Sequence[Judged]) -> list[tuple[str, str]]:
    """Return the rates that the issue asks for, each in words and figures."""
    seen = [each for each in judged if each.said is not None]
    accused = [each for each in seen if each.verdict == "off-policy"]
    bad = [each for each in judged if each.row["label"] == "off-policy"]
    good = [each for each in judged if each.row["label"] == "ok"]
    broken = [each for each in judged if "broken" in each.row["advisories"]]
    walled = [each for each in judged if each.row["reach"] in ("blocked", "login-wall")]
    others = [each for each in judged if each.row["carrier"] != "pdf"]
    files = [each for each in judged if each.row["carrier"] == "pdf"]

    def share(part: int, whole: int) -> str:
        return f"{part} of {whole} ({part / whole:.0%})" if whole else "-"

    def called_broken(each: Judged) -> bool:
        return each.said is not None and "broken" in each.said["advisories"]

    named = [each for each in accused if each.row["label"] == "off-policy"]
    return [
        ("good links accused", share(sum(each.verdict == "off-policy" for each in good), len(good))),
        ("accusations right", share(sum(_right(each.row, each.verdict) for each in accused), len(accused))),
        ("off-policy found", share(sum(_right(each.row, each.verdict) for each in bad), len(bad))),
        (
            "off-policy found or under review",
            share(sum(_right(each.row, each.verdict) or each.verdict == "review" for each in bad), len(bad)),
        ),
        ("good links under review", share(sum(each.verdict == "review" for each in good), len(good))),
        (
            "walled hosts called broken",
            share(sum(called_broken(e) and "broken" not in e.row["advisories"] for e in walled), len(walled)),
        ),
        ("broken links found", share(sum(map(called_broken, broken)), len(broken))),
        ("links extracted, without PDF", share(sum(each.said is not None for each in others), len(others))),
        ("links extracted from PDF", share(sum(each.said is not None for each in files), len(files))),
        ("rule named as in the set", share(sum(_same_rule(each) for each in named), len(named))),
    ]


def _same_rule(each: Judged) -> bool:
    rule = str(each.row["rule"])
    return each.said is not None and each.said["rule"] == _RULES.get(rule, f"link-{rule}")


def report(folder: Path) -> str:
    """Audit the set and return confusion, rates and figures as text."""
    with tempfile.TemporaryDirectory(prefix="auditor-links-") as scratch:
        judged, figures = audit_links(folder, Path(scratch))
    parts = {
        "all": judged,
        "two thirds": [each for each in judged if not held_out(each.row)],
        "third held out": [each for each in judged if held_out(each.row)],
    }
    told = [rates(part) for part in parts.values()]
    rows = [[line[0][0], *(each[1] for each in line)] for line in zip(*told, strict=True)]
    confusion = Counter((each.row["label"], each.verdict) for each in judged)
    columns = (*VERDICTS, "not extracted")
    matrix = [[label, *(str(confusion[label, verdict]) for verdict in columns)] for label in VERDICTS[:3]]
    lines = [
        f"{len(judged)} labelled links",
        "",
        table(["", *parts], rows),
        "",
        table(["label", *columns], matrix),
        "",
    ]
    lines += [f"{name}: {value:.1f}" for name, value in figures.items()]
    if os.environ.get("MISSES"):
        lines += [
            f"{each.row['id']} {each.row['label']}/{each.row['rule']} -> {each.verdict} {each.row['url']}"
            for each in parts["two thirds"]
            if not _right(each.row, each.verdict)
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(Path(os.environ.get("LINKS") or sys.argv[1])))
