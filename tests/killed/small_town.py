"""Make the district that is killed: ten websites of three schools and a mail server; audits none."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.golden.district import District, Town, links, page, write_district
from tests.mail.post_office import PostOffice, certificate, opened
from tests.web import Request, Response, html

SITES = ("oak", "elm", "fir", "ash", "yew", "bay", "fig", "plum", "teak", "alder")
SCHOOLS = {"larkspur": SITES[:4], "tamarack": SITES[4:7], "juniper": SITES[7:]}
STUDENTS = (("Quillon", "Brackenshaw"), ("Avery", "Thistlewood"), ("Bo", "Marlowe"))
AWAY = ("museum.example", "library.example", "shop.example")
SECONDS_AN_ANSWER = 0.04
"""How long the first site thinks about each answer, the second twice as long, and so on: a night needs
moments to be killed in."""

PEOPLE = (
    "school_id,role,name,email,from,to,acting_for",
    "larkspur,principal,Pat Moss,pat@cedar.example,,,",
    "larkspur,delegate,Sky Marsh,sky@cedar.example,,,",
    "tamarack,principal,Robin Vale,robin@cedar.example,,,",
    "juniper,principal,Kim Alder,kim@cedar.example,,,",
    ",communications,Morgan Fell,morgan@cedar.example,,,",
)
READERS = ("pat@cedar.example", "sky@cedar.example", "robin@cedar.example", "kim@cedar.example")


def host(site: str) -> str:
    return f"{site}.example"


def pages() -> dict[str, str]:
    """Return what the web holds: four pages a site, with a child's name on every other site."""
    held: dict[str, str] = {}
    for number, site in enumerate(SITES):
        given, family = STUDENTS[number % len(STUDENTS)]
        praise = f"<p>{given} {family} won the reading prize.</p>" if number % 2 == 0 else ""
        away = f'<p><a href="http://{AWAY[number % 3]}/{site}">Where we went</a></p>'
        held[f"{host(site)}/"] = page(links("/week", "/news", "/trip"), away, title=f"{site.title()} room")
        bus = '<img src="/bus.png">'
        held[f"{host(site)}/week"] = page("<p>Spelling test on Friday</p>", bus, title="Week")
        held[f"{host(site)}/news"] = page("<p>The beans grow.</p>", praise, title="News")
        held[f"{host(site)}/trip"] = page("<p>Bring a lunch and a coat.</p>", title="Trip")
        held[f"{AWAY[number % 3]}/{site}"] = page("<p>Open every day.</p>", title="Museum")
    return held


class SmallTown:
    """Serve the websites and the mail of a district while inside `with`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office = PostOffice()
        self.town = Town({address: _thoughtful(address, text) for address, text in pages().items()})
        self._open = ExitStack()

    def __enter__(self) -> SmallTown:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._certificate = certificate(self.folder)
        self.office.tls = self._certificate.context()
        self._open.enter_context(opened(self.office))
        self._open.enter_context(self.town)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def district(self, name: str) -> District:
        """Write a fresh district whose mail goes to the office."""
        smtp = [
            "[mail]", 'cadence = "nightly"', 'sender = "web@cedar.example"', 'delivery = "smtp"',
            "[mail.smtp]", 'host = "127.0.0.1"', f"port = {self.office.port}",
            "attempts = 2", "first_wait_seconds = 0.05", "timeout_seconds = 10",
        ]  # fmt: skip
        rows = [(site, f"http://{host(site)}/") for site in SITES]
        district = write_district(
            self.folder / name, rows, self.town.hosts(), students=STUDENTS, more="\n".join(smtp)
        )
        settings = district.config / "auditor.toml"
        text = settings.read_text("utf-8")
        text = text.replace("[district]\n", '[district]\nemail_domains = ["cedar.example"]\n')
        # What an engine finds is no matter here; one of them is enough.
        text = text.replace("[browser]\n", '[browser]\nengines = ["axe"]\n')
        authority = f"[network]\nca_file = {json.dumps(str(self._certificate.path))}\n"
        settings.write_text(text.replace("[network]\n", authority), "utf-8")
        _write(district.config / "people.csv", PEOPLE)
        _write(
            district.config / "schools.csv",
            ["school_id,name,grades,calendar", *(f"{name},{name.title()} School,K-5," for name in SCHOOLS)],
        )
        of = {site: school for school, sites in SCHOOLS.items() for site in sites}
        lines = (district.config / "sites.csv").read_text("utf-8").splitlines()
        changed = [line.replace(",elm,class", f",{of[line.partition(',')[0]]},class") for line in lines[1:]]
        _write(district.config / "sites.csv", [lines[0], *changed])
        return district


def _thoughtful(address: str, text: str) -> Callable[[Request], Response]:
    site = address.partition(".")[0]
    seconds = SECONDS_AN_ANSWER * (SITES.index(site) + 1 if site in SITES else 1)

    def answered(request: Request) -> Response:
        time.sleep(seconds)
        return html(text)

    return answered


def _write(path: Path, lines: Sequence[str]) -> None:
    path.write_text("\n".join([*lines, ""]), "utf-8")
