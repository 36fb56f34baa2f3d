"""Let one site say what is script, formula, escape or header elsewhere; look into all that comes of it."""

from __future__ import annotations

import csv
import email
import email.policy
import html
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from auditor.browser import BrowserOptions, BrowserPool, available
from auditor.cli.exporting import export_data
from auditor.config import load_config
from auditor.egress import Door, DoorRules, LaneLimits
from auditor.export import Format
from tests.extract.files import docx, lines, p, pdf
from tests.golden.district import AS_OF, SHIPPED, District, Town, write_district
from tests.hostile.canary import Canary
from tests.web import Response, Web
from tests.web import html as page_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[2]
HOST = "tidal.example"
NAME = ("Thaddelin", "Oswine")
OWNED, LISTED = "OWNED", "LISTED"
"""What a page's words would leave where they are carried out, and what the district's own lists would."""
TEXTUAL = frozenset(
    {".html", ".eml", ".txt", ".csv", ".jsonl", ".json", ".ics", ".log", ".svg", ".css", ".md"}
)
TEXT_RULES = {
    "\x1b": "an escape",
    "\x9b": "an escape",
    "\x07": "a bell",
    "\x08": "a backspace",
    "\u202e": "a turn",
}


def payloads(port: int) -> dict[str, str]:
    """Return texts that mean something to somebody who is not a reader."""
    inside = f"http://127.0.0.1:{port}"
    return {
        "script": f"<script>document.title='{OWNED}';fetch('{inside}/s')</script>",
        "break": f"\"'></title></style></textarea><img src={inside}/i onerror=\"document.title='{OWNED}'\">",
        "formula": f'=HYPERLINK("{inside}/f","owls")',
        "plus": "+cmd|' /C calc'!A0",
        "at": "@SUM(1+1)*cmd|' /C calc'!A0",
        "escape": "\x1b]0;OWNED\x07\x1b[31mred\x9b31mowls\x08",
        "lines": "owls\r\nBcc: owl@evil.example\r\nX-Owl: 1\r\n\r\nbody",
        "template": "{{ 7 * 191 }} {% include '/etc/passwd' %} ${7*191} <%= 7*191 %>",
        "markdown": f"[owls](javascript:alert(1)) ![owls]({inside}/m) <{inside}/a>",
        "flip": "\u202egpj.slwo",
    }


def _answers(said: dict[str, str]) -> dict[str, Response]:
    body, files = [], {}
    for text in said.values():
        shown, slug = html.escape(text), quote(text, safe="")
        body += [
            f"<h2>{shown}</h2><p>{NAME[0]} {NAME[1]} {shown} won.</p><p>{shown} {NAME[0]} {NAME[1]}</p>",
            f'<img src="/files/{slug}.png" title="{shown}">',
            f'<a href="/missing/{slug}">{shown}</a><a href="/missing/{slug}?{shown}"></a>',
            f'<p style="color:#bbb;background:#fff">{shown}</p><input name="{shown}" placeholder="{shown}">',
            f'<a href="http://gone.example/{slug}">{shown}</a><a href="javascript:{shown}">{shown}</a>',
            f'<a href="https://donate.example/vote?{shown}">Vote for {shown}</a>',
            f'<div role="{shown}" id="{shown}" class="{shown}" lang="{shown}">{shown}</div>',
            f'<table summary="{shown}"><caption>{shown}</caption><tr><td>{shown}</table><!-- {shown} -->',
            f'<a href="/files/{slug}.pdf">{shown}</a><a href="/files/{slug}.docx">{shown}</a>',
        ]
        plain = text.encode("latin-1", "replace").decode("latin-1")
        files[f"/files/{slug}.pdf"] = Response(
            200,
            {"Content-Type": "application/pdf"},
            pdf([lines([f"{NAME[0]} {NAME[1]} {plain}"])], info={"Title": plain}),
        )
        files[f"/files/{slug}.docx"] = Response(
            200,
            {"Content-Type": "application/octet-stream"},
            docx(p(html.escape(f"{NAME[0]} {NAME[1]} ") + "owls")),
        )
        files[f"/page/{slug}"] = page_of(
            f"<html><head><title>{shown}</title></head><body>{body[-9]}</body></html>"
        )
        body.append(f'<a href="/page/{slug}">{shown}</a>')
    odd = {
        "X-Owl": said["script"], "Server": said["formula"], "Content-Language": said["break"],
        "Content-Disposition": f'inline; filename="{said["formula"].replace(chr(34), "")}"',
    }  # fmt: skip
    # The site runs its own script as well: what it changes is part of what is shown.
    title, all_of_it = html.escape(said["script"]), "".join(body) + said["script"]
    first = f"<html><head><title>{title}</title></head><body>{all_of_it}</body></html>"
    return {"/": page_of(first, **odd), **files}


@dataclass
class Outputs:
    """Hold what the program printed and where it wrote."""

    district: District
    printed: dict[str, bytes] = field(default_factory=dict)

    def files(self, *suffixes: str) -> list[Path]:
        found = [
            path for path in self.district.folder.rglob("*") if path.suffix in suffixes and path.is_file()
        ]
        return [path for path in found if not path.is_relative_to(self.district.config)]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outputs]:
    folder = tmp_path_factory.mktemp("injection")
    with Canary() as canary:
        said = payloads(canary.port)
        with Town({f"{HOST}{path}": answer for path, answer in _answers(said).items()}) as town:
            made = Outputs(_district(folder / "d", town, said))
            without = [] if available() is None else ["--no-browser"]
            made.printed["run"] = _auditor(made, "run", "--as-of", AS_OF, *without)
            _auditor(made, "send", "--preview")
            for what in ("trends", "calendar"):
                made.printed[what] = _auditor(made, what)
            for what in ("findings", "sites", "skipped", "links", "deadlines"):
                for form in Format:
                    data = export_data(load_config(made.district.config), what, form, "", "", True, False)
                    (made.district.folder / f"{what}.{form}").write_bytes(data)
        yield made
        assert canary.knocks == []


def _district(folder: Path, town: Town, said: dict[str, str]) -> District:
    district = write_district(
        folder,
        [("tidal", f"http://{HOST}/")],
        town.hosts("gone.example"),
        students=[NAME],
        more="[crawl]\npages = 6",
    )
    (district.config / "links").symlink_to(SHIPPED / "links")
    for name, column in (
        ("sites.csv", "Ari Moss"),
        ("schools.csv", "Elm Street School"),
        ("people.csv", "Pat Moss"),
    ):
        path = district.config / name
        listed = (said["formula"] + said["script"]).replace(OWNED, LISTED).replace('"', '""')
        path.write_text(path.read_text("utf-8").replace(column, f'"{listed}"'), "utf-8")
    return district


def _auditor(made: Outputs, *words: str) -> bytes:
    ended = subprocess.run(
        [sys.executable, "-m", "auditor", *words, "--config", str(made.district.config)],
        cwd=made.district.folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=240,
        env={**os.environ, "PYTHONPATH": str(ROOT), "FORCE_COLOR": ""},
    )  # fmt: skip
    assert ended.returncode in (0, 3, 4), (words, ended.returncode, ended.stderr[-600:])
    return ended.stdout + ended.stderr


class _Faults(HTMLParser):
    """Collect what a browser would run, or ask for, in a document of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if given.get("http-equiv", "").lower() == "content-security-policy":
            self.policy = given.get("content", "")
        if tag in (
            "script",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "link",
            "textarea",
            "audio",
            "video",
        ):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in given if name.startswith("on")]
        for name in ("href", "src", "action", "srcset", "style"):
            where = given.get(name, "").strip().lower()
            if where.startswith(("javascript:", "vbscript:", "data:text")) or "url(" in where:
                self.found.append(f"{tag} {name}={where[:60]}")
        if tag == "img" and ":" in given.get("src", ""):
            self.found.append(f"img {given['src'][:60]}")


def faults_of_page(text: str) -> list[str]:
    """Return what is not inert in a page of ours."""
    parser = _Faults()
    parser.feed(text)
    return parser.found


def faults_of_text(data: bytes) -> list[str]:
    """Return the controls that some text holds, in words."""
    text = data.decode("utf-8", "replace")
    return [word for sign, word in TEXT_RULES.items() if sign in text]


KINDS: tuple[tuple[str, Callable[[], list[str]], list[str]], ...] = (
    ("a script", lambda: faults_of_page("<p>x</p><script>1</script>"), ["<script>"]),
    ("a handler", lambda: faults_of_page('<img src="a.png" onerror="1">'), ["img onerror"]),
    ("a picture from elsewhere", lambda: faults_of_page('<img src="http://x/">'), ["img http://x/"]),
    ("a link that is a script", lambda: faults_of_page('<a href=" JavaScript:1">'), ["a href=javascript:1"]),
    ("words about a script", lambda: faults_of_page("<p>&lt;script&gt;1&lt;/script&gt; onerror=1</p>"), []),
    ("a picture beside", lambda: faults_of_page('<img src="a.png" alt="x"><a href="http://x/">x</a>'), []),
    ("an escape", lambda: faults_of_text(b"a\x1b[31mb"), ["an escape"]),
    ("an escape of one letter", lambda: faults_of_text("a\x9b31mb".encode()), ["an escape"]),
    ("lines and tabs", lambda: faults_of_text(b"a\n\tb\r\n"), []),
)


@pytest.mark.parametrize(("made", "expected"), [row[1:] for row in KINDS], ids=[row[0] for row in KINDS])
def test_the_search_would_find_it(made: Callable[[], list[str]], expected: list[str]) -> None:
    assert made() == expected


def test_the_payloads_came_through(outputs: Outputs) -> None:
    """Nothing is proved by outputs in which nothing hostile stands."""
    exported = (outputs.district.folder / "findings.jsonl").read_text("utf-8")
    skipped = (outputs.district.folder / "skipped.jsonl").read_text("utf-8")
    for words in ("<script>", "HYPERLINK(", "{{ 7 * 191 }}", "cmd|", "javascript:alert(1)"):
        assert words in exported + skipped, words
    reports = "".join(path.read_text("utf-8") for path in outputs.files(".html"))
    assert "&lt;script&gt;" in reports and "{{ 7 * 191 }}" in reports and "HYPERLINK(" in reports


def test_pages_hold_no_script_and_a_policy_against_it(outputs: Outputs) -> None:
    pages = outputs.files(".html")
    assert {path.name for path in pages} >= {"index.html", "site-tidal.html"}
    assert any("trends" in path.parts for path in pages) and any(
        "mail-preview" in path.parts for path in pages
    )
    for path in pages:
        parser = _Faults()
        parser.feed(path.read_text("utf-8"))
        assert parser.found == [], path
        assert "default-src 'none'" in parser.policy and "script-src" not in parser.policy, path


def test_nothing_calculates(outputs: Outputs) -> None:
    books = outputs.files(".xlsx")
    assert {path.name for path in books} >= {"findings.xlsx", "skipped.xlsx", "trends.xlsx"}
    for path in books:
        for sheet in load_workbook(path).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                assert cell.data_type != "f", (path.name, sheet.title, cell.coordinate, cell.value)
                assert cell.hyperlink is None or not str(cell.hyperlink.target).startswith("javascript"), path
                assert faults_of_text(str(cell.value).encode()) == [], (path.name, cell.value)
    for path in outputs.files(".csv"):
        if path.is_relative_to(outputs.district.folder / "confidential"):
            continue
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
            assert [each for each in row if each[:1] in ("=", "+", "-", "@", "\t", "\r")] == [], path.name


def test_no_mail_has_a_header_or_a_part_that_a_page_wrote(outputs: Outputs) -> None:
    mails = outputs.files(".eml")
    assert mails
    for path in mails:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert "bcc" not in {name.lower() for name in mail} and "x-owl" not in {name.lower() for name in mail}
        assert OWNED not in path.read_text("utf-8", "replace")
        for part in mail.walk():
            if part.get_content_type() == "text/html":
                assert faults_of_page(part.get_content()) == [], path.name
            if part.get_content_maintype() == "text":
                assert faults_of_text(part.get_content().encode()) == [], path.name
            assert part.get_content_type() != "message/rfc822" or not part.defects


def test_no_text_moves_a_cursor(outputs: Outputs) -> None:
    for name, printed in outputs.printed.items():
        assert faults_of_text(printed) == [], (name, printed[-300:])
    texts = [path for path in outputs.files(*TEXTUAL) if "confidential" not in path.parts]
    assert {path.suffix for path in texts} >= {".html", ".eml", ".csv", ".jsonl"}
    for path in texts:
        assert faults_of_text(path.read_bytes()) == [], path
        assert not faults_of_text(path.name.encode()), path


def test_no_template_was_carried_out(outputs: Outputs) -> None:
    for path in outputs.files(*TEXTUAL):
        text = path.read_text("utf-8", "replace")
        assert "root:x:0:0" not in text and "}} ${1337}" not in text and "1337 {%" not in text, path


def test_a_report_opened_in_a_browser_asks_nobody_and_runs_nothing(outputs: Outputs) -> None:
    if (missing := available()) is not None:
        pytest.skip(f"REPORTS NOT OPENED IN A BROWSER: {missing}")
    pages = outputs.files(".html")
    assert {"reports", "trends", "mail-preview"} <= {part for path in pages for part in path.parts}
    var = outputs.district.var
    with Web.folder(var, {"/favicon.ico": Response(204)}) as web:
        rules = DoorRules(allow_private=(f"127.0.0.1:{web.port}",))
        with (
            Door(rules) as door,
            door.open("report", LaneLimits()) as lane,
            BrowserPool(BrowserOptions(jobs=1, engines=(), pictures=False)) as pool,
            pool.session(lane.url) as session,
        ):
            for path in pages:
                rendered = session.render(web.url(f"/{quote(str(path.relative_to(var)))}"))
                assert rendered.failure is None, (path, rendered.failure)
                assert f"<title>{OWNED}" not in rendered.html, path
                assert f"<title>{LISTED}" not in rendered.html, path
                assert faults_of_page(rendered.html) == [], path
            asked = {(contact.host, contact.port) for contact in door.log}
        assert asked == {("127.0.0.1", web.port)}
        own = {quote(f"/{path.relative_to(var)}") for path in outputs.files(".html", ".png")} | {
            "/favicon.ico"
        }
        assert {quote(each.path) for each in web.requests} <= own
