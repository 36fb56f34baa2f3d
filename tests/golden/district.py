"""Make small invented districts for tests: sites on loopback, registry and settings; audits nothing."""

from __future__ import annotations

import csv
import io
import json
import shutil
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditor.config import load_config
from tests.web import Request, Response, Web, html

SHIPPED = Path(__file__).parents[2] / "config"
AS_OF = "2026-11-04T02:00"
NEXT = "2026-11-05T02:00"

Answered = str | Response | Callable[[Request], Response]
Row = tuple[str, str] | tuple[str, str, str]

_GUIDES = frozenset({"/robots.txt", "/sitemap.xml", "/favicon.ico"})
_NOT_HERE = Response(404, {"Content-Type": "text/html"}, "<title>404</title><h1>Not Found</h1>")

USERS = "sourcedId,status,orgSourcedIds,role,username,givenName,familyName,grades\n"
ORGS = "sourcedId,status,name,type\nelm,active,Elm Street School,school\n"


class Town:
    """Answer for many hosts on one loopback port; `pages` maps "host/path" to what is there.

    Text is a page.
    """

    def __init__(self, pages: Mapping[str, Answered]) -> None:
        self.pages: dict[str, Answered] = dict(pages)
        self.web = Web(fallback=self.answer)
        # Bound and never listening: whoever connects is refused, and nobody else gets the port.
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))

    def __enter__(self) -> Town:
        self.web.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.web.close()
        self._closed.close()

    def hosts(self, *down: str) -> dict[str, str]:
        """Return what `hosts_file` holds; the hosts in `down` refuse every connection."""
        names = sorted({address.partition("/")[0] for address in self.pages})
        up = dict.fromkeys(names, f"127.0.0.1:{self.web.port}")
        return up | dict.fromkeys(down, f"127.0.0.1:{self._closed.getsockname()[1]}")

    def asked(self, host: str = "", since: int = 0) -> list[str]:
        """Return the paths that were asked for, in order, without robots.txt and its like."""
        return [
            request.path
            for request in self.web.requests[since:]
            if (not host or _host(request) == host) and request.path not in _GUIDES
        ]

    @property
    def seen(self) -> int:
        """Return how many requests came in so far, of whatever kind."""
        return len(self.web.requests)

    def answer(self, request: Request) -> Response:
        """Return what stands at the address that a request names."""
        address = f"{_host(request)}{request.path}"
        found = self.pages.get(f"{address}?{request.query}", self.pages.get(address, _NOT_HERE))
        if isinstance(found, str):
            return html(found)
        return found if isinstance(found, Response) else found(request)


def _host(request: Request) -> str:
    return request.headers.get("host", "").partition(":")[0]


def page(*body: str, title: str = "Room 12") -> str:
    """Return a page that lacks nothing but what `body` brings with it."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{''.join(body)}</body></html>"
    )


def links(*paths: str) -> str:
    """Return a paragraph with a link to each path."""
    return "".join(f'<p><a href="{path}">Go to {path.strip("/") or "home"}</a></p>' for path in paths)


@dataclass(frozen=True, slots=True)
class District:
    """Name the folders of a district that lies below `folder`."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def database(self) -> Path:
        return self.var / "auditor.db"

    def everything_written(self) -> dict[str, bytes]:
        """Return every file that audits wrote, by its path below the district's folder."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.var.rglob("*"))
            if path.is_file()
        }


def write_district(
    folder: Path,
    sites: Iterable[Row],
    hosts: Mapping[str, str] | None,
    *,
    students: Sequence[tuple[str, str]] | None = None,
    more: str = "",
) -> District:
    """Write a district of one school with sites (id, address, kind "class" where left out).

    `hosts` None leaves `hosts_file` out; `students` are (given name, family name), None for no roster;
    `more` is added at the end of auditor.toml.
    """
    district = District(folder)
    district.config.mkdir(parents=True)
    shutil.copytree(SHIPPED / "policies", district.config / "policies")
    rows = [(*row, "class")[:3] for row in sites]
    _write(district.config / "schools.csv", "school_id,name,grades,calendar\nelm,Elm Street School,K-5,\n")
    _write(
        district.config / "people.csv",
        "school_id,role,name,email,from,to,acting_for\nelm,principal,Pat Moss,pat@cedar.example,,,\n",
    )
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("site_id", "url", "school_id", "kind", "owner_name"))
    table.writerows((site, url, "elm", kind, "Ari Moss") for site, url, kind in rows)
    _write(district.config / "sites.csv", text.getvalue())
    if students is not None:
        _write_roster(folder / "confidential" / "oneroster", students)
    if hosts is not None:
        _write(district.config / "hosts.json", json.dumps(dict(hosts)))
    settings = [
        "[district]",
        'name = "Cedar Valley"',
        'timezone = "America/Denver"',
        "[policies]",
        f"documents = {json.dumps(_shipped_documents())}",
        "[store]",
        f"url = {json.dumps(f'sqlite:///{district.database}')}",
        f"key_folder = {json.dumps(str(district.keys))}",
        "[output]",
        f"folder = {json.dumps(str(district.var))}",
        "[browser]",
        "jobs = 1",
    ]
    if students is not None:
        settings += ["[roster]", 'oneroster = "../confidential/oneroster"']
    settings += ["[network]", 'contact = "webmaster@cedar.example"']
    settings += ['hosts_file = "hosts.json"'] if hosts is not None else []
    for host in hosts or ():
        settings += [f"[crawl.hosts.{json.dumps(host)}]", "delay = 0.0"]
    _write(district.config / "auditor.toml", "\n".join([*settings, more, ""]))
    return district


@cache
def _shipped_documents() -> list[str]:
    return sorted(load_config(SHIPPED).policies.documents)


def _write_roster(folder: Path, students: Sequence[tuple[str, str]]) -> None:
    folder.mkdir(parents=True, mode=0o700)
    _write(folder / "orgs.csv", ORGS)
    users = [
        f"u{number},active,elm,student,pupil{number},{given},{family},03\n"
        for number, (given, family) in enumerate(students, start=1)
    ]
    _write(folder / "users.csv", USERS + "".join(users))


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
