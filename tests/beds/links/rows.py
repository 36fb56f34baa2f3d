"""Read labelled links from tables of one line each, leaves out what serves and judges them."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ada_url

HERE: Final = Path(__file__).resolve().parent
FOLDERS: Final = ("open", "held_out")
COLUMNS: Final = ("id", "label", "rule", "url", "sentence", "there", "why", "extras")
CLAUSES: Final = {
    "political": "not a forum to express political commentary (which might influence the outcome of an "
    "election)",
    "commercial": "links should not promote or benefit a business [...] that has no connection to the "
    "district/school or that does not provide services to area youth",
    "organization": "links should not promote or benefit [...] organization, individual [...] that has no "
    "connection to the district/school or that does not provide services to area youth",
    "personal-gain": "not to sell or market products for personal gain",
    "personal-fundraising": "links should not promote or benefit a[n] individual; not for personal gain",
    "unapproved-platform": "District provided email accounts, website hosting services, and mass "
    "communication tools shall be used",
    "personal-account": "prohibited from using personal email, text messaging, instant messaging, and social "
    "networking accounts [...] for District-related correspondence",
    "consumer-chat": "prohibited from using [...] instant messaging [...] and any other applications for "
    "communicating with parents and students",
    "harmful": "websites should link to only appropriate instructional resources",
    "deceptive": "websites should link to only appropriate instructional resources",
    "parked": "websites should link to only appropriate instructional resources",
    "broken": "no clause: hygiene of links",
    "unresolved": "websites should link to only appropriate instructional resources",
}
# Carriers that rows get which name none, so that every subject comes in every carrier.
_SPREAD: Final = (
    *("a",) * 11, "li", "heading", "table", "img", "area", "iframe", "form", "button-onclick",
    "location-onclick", "button-formaction", "div-onclick", "svg", "svg-href", "inner-tags", "card", "pdf",
    "docx", "shadow", "target-blank", "spaces",
)  # fmt: skip
_SCRIPTLESS: Final = (*("a",) * 8, "li", "heading", "table", "img", "inner-tags", "card")


@dataclass(frozen=True, slots=True)
class Link:
    """Hold one labelled link: where it stands, how it is carried, what is behind it and what is right."""

    id: str
    half: str
    label: str
    rule: str
    url: str
    sentence: str
    words: str
    carrier: str
    site: str
    page: str
    title: str
    description: str
    text: str
    status: int | str | None
    reach: str
    quirk: str
    hops: tuple[tuple[str, int, str], ...]
    final_url: str
    advisories: frozenset[str]
    accepts: frozenset[str]
    why: str
    then: tuple[int, str, str, str] | None
    later: frozenset[str]

    @property
    def web(self) -> bool:
        """Tell whether the address is one of the web."""
        return self.reach != "not-http"

    @property
    def strict(self) -> bool:
        """Tell whether the label alone is right."""
        return self.accepts == {self.label}


def read_rows(*halves: str) -> list[Link]:
    """Read the rows of the named folders, in order; a row that says too little stops with its line."""
    links: list[Link] = []
    for half in halves or FOLDERS:
        for path in sorted((HERE / "rows" / half).glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                lines = csv.reader(file, delimiter="|", quoting=csv.QUOTE_NONE)
                for number, line in enumerate(lines, 1):
                    if len(line) != len(COLUMNS):
                        raise ValueError(f"{path.name}:{number}: {len(line)} columns")
                    links.append(_link(half, dict(zip(COLUMNS, map(str.strip, line), strict=True))))
    return _on_pages(links)


def normal(url: str) -> str:
    """Return the address a browser asks for, without user part and fragment; "" if it cannot."""
    try:
        read = ada_url.URL(re.sub(r"\s", "", url))
    except ValueError:
        return ""
    return f"{read.protocol}//{read.host}{read.pathname}{read.search}" if read.host else read.href


def _link(half: str, row: dict[str, str]) -> Link:
    extras: dict[str, list[str]] = {}
    for part in filter(None, map(str.strip, row["extras"].split("; "))):
        name, _, value = part.partition("=")
        extras.setdefault(name, []).append(value)
    before, _, rest = row["sentence"].partition("[")
    words, _, after = rest.rpartition("]")
    title, description, text = (part.strip() for part in (row["there"].split("//", 2) + ["", ""])[:3])
    url = row["url"]
    at, hops = normal(url), []
    for hop in (*extras.get("hop", ()), *_chain(url, extras)):
        status, _, to = hop.partition(">")
        hops.append((at, int(status), to))
        at = normal(to)
    stated = extras.get("status", ["200"])[0]
    reach = extras.get("reach", ["ok"])[0]
    carrier = extras.get("carrier", [""])[0] or _carrier(row["id"], reach)
    return Link(
        id=row["id"], half=half, label=row["label"], rule=row["rule"], url=url,
        sentence=f"{before}{words}{after}", words=words, carrier=carrier,
        site=extras.get("on", ["whitcomb-grade3"])[0], page=extras.get("page", [""])[0],
        title=title, description=description, text=text,
        status=int(stated) if stated.isdigit() else stated, reach=reach,
        quirk=extras.get("quirk", [""])[0], hops=tuple(hops), final_url=at,
        advisories=frozenset(part for value in extras.get("adv", ()) for part in value.split(",")),
        accepts=frozenset({row["label"], *(p for v in extras.get("accept", ()) for p in v.split(","))}),
        why=row["why"], then=_then(extras), later=_later(row["label"], reach, stated, extras),
    )  # fmt: skip


def _then(extras: dict[str, list[str]]) -> tuple[int, str, str, str] | None:
    """Return what stands behind a link on the second night, where that is something else."""
    if "then" not in extras:
        return None
    title, description, text = (part.strip() for part in (extras["then"][0].split("//", 2) + ["", ""])[:3])
    return int(extras.get("then_status", ["200"])[0]), title, description, text


def _later(label: str, reach: str, status: str, extras: dict[str, list[str]]) -> frozenset[str]:
    """Return the verdicts that are right on the second night; what stays gone is to be repaired."""
    if "later" in extras:
        return frozenset(part for value in extras["later"] for part in value.split(","))
    accepted = {label, *(part for value in extras.get("accept", ()) for part in value.split(","))}
    if "broken" in ",".join(extras.get("adv", ())):
        if reach in ("nxdomain", "loop", "soft404") or status in ("404", "410"):
            return frozenset({"repair"})
        accepted |= {"review", "repair"} if reach == "reset" else {"review"}
    return frozenset(accepted)


def _chain(url: str, extras: dict[str, list[str]]) -> Iterator[str]:
    """Return the hops of an address /0 that forwards to /1 and so on."""
    for step in range(1, int(extras.get("chain", ["0"])[0]) + 1):
        yield f"302>{url[:-1]}{step}"


def _carrier(name: str, reach: str) -> str:
    spread = _SCRIPTLESS if reach == "not-http" else _SPREAD
    return spread[int(hashlib.sha256(name.encode()).hexdigest(), 16) % len(spread)]


def _on_pages(links: list[Link]) -> list[Link]:
    """Give every link a page of its site, a dozen to a page; frames and forwarding pages stand alone."""
    counted: dict[str, int] = {}
    placed = []
    for link in links:
        page = link.page
        if link.carrier in ("meta-refresh", "frame", "base"):
            page = f"alone-{link.id.lower()}"
        elif not page:
            counted[link.site] = counted.get(link.site, -1) + 1
            page = f"p{counted[link.site] // 12 + 1}"
        placed.append(_replaced(link, page))
    return placed


def _replaced(link: Link, page: str) -> Link:
    values = {name: getattr(link, name) for name in Link.__slots__}
    return Link(**{**values, "page": f"{link.site}/{page}"})
