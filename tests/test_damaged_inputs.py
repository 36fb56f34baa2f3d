"""Damage every file that people hand in: one sentence with file and line, the right code, and no request."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from auditor import cli
from auditor.exits import Exit
from tests.golden.district import AS_OF, SHIPPED, District, Town, page, write_district

SITES = [("oak", "http://oak.example/"), ("elm", "http://elm.example/")]
STUDENTS = [("Quillon", "Brackenshaw"), ("Avery", "Thistlewood")]
PAGES = {f"{site}.example/": page("<p>Spelling test on Friday</p>") for site, _ in SITES}
OPTOUTS = "student_id,given_name,family_name,scope,effective\n"
CALENDAR = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n"
RULE_HEAD = "finding,reason,by,until\n"
DECISION_HEAD = "destination,verdict,reason,by,until\n"

KEPT_POLICIES = ["ada-title-ii", "wcag-2.0"]

Change = Callable[[District], None]


@dataclass(frozen=True)
class Case:
    """One damaged input: `file` and the words on its line ("" for the first, None for the file as a whole)
    stand before the sentence, and `words` in it.
    """

    name: str
    change: Change
    file: str
    at: str | None
    words: str
    code: Exit = Exit.CONFIGURATION


def path_of(district: District, name: str) -> Path:
    """Return a file of the configuration, or one that is confidential ("roster/", "optouts.")."""
    if name.startswith("roster"):
        return district.folder / "confidential" / f"one{name}"
    if name.startswith("optouts"):
        return district.folder / "confidential" / name
    return district.config / name


def edit(name: str, before: str, after: str) -> Change:
    def change(district: District) -> None:
        path = path_of(district, name)
        text = path.read_text("utf-8")
        assert before in text, f"{name} has no {before!r}"
        path.write_text(text.replace(before, after, 1), "utf-8")

    return change


def put(name: str, content: str | bytes) -> Change:
    def change(district: District) -> None:
        path = path_of(district, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    return change


def settings(section: str, *lines: str) -> Change:
    """Add lines to a section of auditor.toml."""
    return edit("auditor.toml", f"[{section}]\n", "\n".join([f"[{section}]", *lines, ""]))


def remove(name: str) -> Change:
    return lambda district: path_of(district, name).unlink()


def then(*changes: Change) -> Change:
    def change(district: District) -> None:
        for each in changes:
            each(district)

    return change


def optouts(content: str | bytes, name: str = "optouts.csv") -> Change:
    return then(put(name, content), settings("roster", f'optouts = "../confidential/{name}"'))


def shipped_links(*changes: Change) -> Change:
    """Bring in a part of the shipped links, small enough to be read in no time."""

    def change(district: District) -> None:
        put("links/district.toml", (SHIPPED / "links" / "district.toml").read_bytes())(district)

    return then(change, *changes)


def zipped(damage: Callable[[bytearray], object]) -> Change:
    """Hand the roster in as a zip archive, damaged."""

    def change(district: District) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(path_of(district, "roster").iterdir()):
                archive.write(path, path.name)
        data = bytearray(packed.getvalue())
        damage(data)
        (district.folder / "confidential" / "oneroster.zip").write_bytes(data)
        edit("auditor.toml", "confidential/oneroster", "confidential/oneroster.zip")(district)

    return change


def flip(data: bytearray) -> None:
    """Change what is packed, and leave the archive's own words alone."""
    start = data.index(b"users.csv") + len("users.csv")
    data[start : start + 24] = bytes(255 - byte for byte in data[start : start + 24])


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CASES = [
    # --- auditor.toml ---
    Case(
        "not UTF-8",
        put("auditor.toml", b'[district]\nname = "\xc9cole"\n'),
        "auditor.toml", "name", "UTF-8",
    ),
    Case(
        "nearly empty",
        put("auditor.toml", "[policies]\ndocuments = ['x']\n"),
        "auditor.toml", "", "district",
    ),
    Case("a zero byte", edit("auditor.toml", "Cedar", "Ce\0dar"), "auditor.toml", "name", ""),
    Case("a key twice", settings("browser", "jobs = 2"), "auditor.toml", "jobs = 1", ""),
    Case("a number too small", settings("crawl", "pages = 0"), "auditor.toml", "pages", "pages"),
    Case("a word for a number", settings("crawl", 'pages = "all"'), "auditor.toml", "pages", "pages"),
    Case(
        "no time zone",
        edit("auditor.toml", "America/Denver", "Denver"),
        "auditor.toml", "timezone", '"Denver" is no time zone',
    ),
    Case("a password", settings("mail.smtp", 'password = "hunter2"'), "auditor.toml", "password", "password"),
    Case(
        "a password in the database's address",
        edit("auditor.toml", "sqlite:///", "postgresql://auditor:hunter2@db.cedar.example/"),
        "auditor.toml", "url", "password",
    ),
    Case(
        "a password in the proxy's address",
        settings("network", 'upstream_proxy = "http://auditor:hunter2@proxy.cedar.example:3128"'),
        "auditor.toml", "upstream_proxy", "password",
    ),
    Case(
        "keys beside the data",
        lambda district: edit("auditor.toml", str(district.keys), str(district.var / "keys"))(district),
        "auditor.toml", "key_folder", "lies inside the output folder",
    ),
    Case(
        "half a mail server",
        settings("mail", 'delivery = "smtp"'),
        "auditor.toml", "[mail.smtp]", '"mail.smtp.host" is missing',
    ),
    Case("no hosts file", remove("hosts.json"), "hosts.json", None, "cannot be read"),
    Case("a hosts file of lists", put("hosts.json", "[1, 2]"), "hosts.json", "", "must read"),
    Case("no settings", remove("auditor.toml"), "auditor.toml", None, "auditor init"),
    # --- the registry ---
    Case("an empty file", put("sites.csv", ""), "sites.csv", "", "the file is empty"),
    Case("no site at all", put("sites.csv", "site_id,url,school_id\n"), "sites.csv", None, "no website"),
    Case("a table gone", remove("schools.csv"), "schools.csv", None, "the table is missing"),
    Case("two tables", put("sites.xlsx", workbook(("site_id",))), "sites.xlsx", None, "both sites.csv and"),
    Case(
        "no workbook",
        then(remove("sites.csv"), put("sites.xlsx", b"PK\x03\x04 cut off")),
        "sites.xlsx", None, "cannot be read",
    ),
    Case(
        "a workbook with a bad cell",
        then(
            remove("sites.csv"),
            put("sites.xlsx", workbook(("site_id", "url", "school_id"), ("a", "x", "elm"))),
        ),
        "sites.xlsx:2", None, "is no web address",
    ),
    Case(
        "a school that there is not",
        edit("sites.csv", "elm,class", "ash,class"),
        "sites.csv", "ash", '"ash"',
    ),
    Case("a kind that there is not", edit("sites.csv", ",class", ",blog"), "sites.csv", "blog", "is none of"),
    Case("another scheme", edit("sites.csv", "http://elm", "ftp://elm"), "sites.csv", "ftp", "https://"),
    Case(
        "a password in an address",
        edit("sites.csv", "http://elm", "http://me:hunter2@elm"),
        "sites.csv", "hunter2", "must not carry a user name or password",
    ),
    Case("a zero byte in a table", edit("people.csv", "Pat", "P\0at"), "people.csv", "P\0at", "zero byte"),
    Case("an open quotation mark", edit("people.csv", "Pat", '"Pat'), "people.csv", "Pat", "quotation"),
    Case("no address of a person", edit("people.csv", "pat@", "pat at "), "people.csv", "pat at", "e-mail"),
    Case(
        "a day that there is not",
        put("people.csv", "school_id,role,name,email,from\nelm,principal,Pat,p@cedar.example,2026-02-30\n"),
        "people.csv", "2026-02-30", "is no date",
    ),
    Case(
        "a section of no site",
        put("sections.csv", "site_id,section,path_prefix\nash,One,/one/\n"),
        "sections.csv", "ash", '"ash"',
    ),
    # --- the roster and the opt-outs ---
    Case(
        "users not UTF-8",
        put("roster/users.csv", b"sourcedId\n\xff\n"),
        "roster/users.csv", "\ufffd", "UTF-8",
    ),
    Case(
        "users with a zero byte",
        edit("roster/users.csv", "Quillon", "Qu\0llon"),
        "roster/users.csv", "Qu\0llon", "zero byte",
    ),
    Case("no users' table", remove("roster/users.csv"), "roster", None, "there is no users.csv"),
    Case("no archive", zipped(lambda data: data.clear()), "roster.zip", None, "neither a folder nor a zip"),
    Case(
        "an archive cut off",
        zipped(lambda data: data.__delitem__(slice(200, None))),
        "roster.zip", None, "zip",
    ),
    Case("an archive with a damaged part", zipped(flip), "roster.zip/users.csv", None, "damaged here"),
    Case("opt-outs without a scope", optouts("student_id\nu1\n"), "optouts.csv", "", "scope"),
    Case("opt-outs of no scope", optouts(f"{OPTOUTS}u1,,,D,\n"), "optouts.csv", "u1", "scope"),
    Case(
        "no workbook of opt-outs",
        optouts(b"PK\x03\x04", "optouts.xlsx"),
        "optouts.xlsx", None, "cannot be read",
    ),
    # --- policies, calendars, links, decisions ---
    Case(
        "a policy that is no TOML",
        put("policies/wcag-2.0.toml", '[document]\nid = "wcag-2.0\n'),
        "policies/wcag-2.0.toml", "id = ", "",
    ),
    Case(
        "a policy with an unknown key",
        edit("policies/ada-title-ii.toml", "[[clause]]\n", '[[clause]]\nmood = "strict"\n'),
        "policies/ada-title-ii.toml", "mood", "mood",
    ),
    Case(
        "a policy with an unknown force",
        edit("policies/ada-title-ii.toml", 'force = "must"', 'force = "shall"'),
        "policies/ada-title-ii.toml", '"shall"', "force",
    ),
    Case(
        "a calendar that there is not",
        edit("schools.csv", "K-5,", "K-5,elm.ics"),
        "schools.csv", "elm.ics", 'there is no file "elm.ics"',
    ),
    Case(
        "a calendar that is a picture",
        put("calendars/district.ics", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        "calendars/district.ics", None, "is no calendar",
    ),
    Case(
        "an empty calendar",
        put("calendars/district.ics", ""),
        "calendars/district.ics", None, "no calendar",
    ),
    Case(
        "a calendar cut off",
        put("calendars/district.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:No school\n"),
        "calendars/district.ics", None, "no calendar",
    ),
    Case(
        "links that are no TOML",
        shipped_links(put("links/mine.toml", "[signal.mine\n")),
        "links/mine.toml", "", "",
    ),
    Case(
        "links with an unknown key",
        shipped_links(put("links/mine.toml", "[signal.mine]\nhostz = []\n")),
        "links/mine.toml", "hostz", "hostz",
    ),
    Case(
        "a decision on a link without an end",
        shipped_links(put("links/decisions.csv", f"{DECISION_HEAD}shop.example,ok,shirts,Pat Moss,\n")),
        "links/decisions.csv", "shop.example", "until",
    ),
    Case(
        "a decision on a link of no kind",
        shipped_links(
            put("links/decisions.csv", f"{DECISION_HEAD}shop.example,fine,shirts,Pat Moss,2027-06-30\n")
        ),
        "links/decisions.csv", "shop.example", '"fine" is none of',
    ),
    Case(
        "a waiver for ever",
        put("waivers.csv", f"{RULE_HEAD}ABCD-2345,a drawing,Pat Moss,always\n"),
        "waivers.csv", "ABCD", '"always" is no date',
    ),
    Case(
        "a waiver by nobody",
        put("waivers.csv", f"{RULE_HEAD}ABCD-2345,a drawing,,2027-06-30\n"),
        "waivers.csv", "ABCD", "by: the cell is empty",
    ),
]  # fmt: skip


def few_policies(district: District) -> None:
    """Leave two policy documents, because reading all of them takes most of the time here."""
    for path in (district.config / "policies").glob("*.toml"):
        if path.stem not in KEPT_POLICIES:
            path.unlink()
    path = district.config / "auditor.toml"
    text = re.sub(r"documents = .*", f"documents = {json.dumps(KEPT_POLICIES)}", path.read_text("utf-8"))
    path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with Town(PAGES) as served:
        yield served


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_damaged_input_is_one_sentence_and_no_request(
    case: Case, tmp_path: Path, town: Town, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    more = "[crawl]\n[mail]\n[mail.smtp]"
    district = write_district(tmp_path / "d", SITES, None, students=STUDENTS, more=more)
    few_policies(district)
    (district.config / "hosts.json").write_text(f'{{"oak.example": "127.0.0.1:{town.web.port}"}}')
    settings("network", 'hosts_file = "hosts.json"')(district)
    case.change(district)
    before = town.seen
    umask = os.umask(0o022)
    try:
        code, out, err = typed(monkeypatch, capfd, "run", "--no-browser", "--as-of", AS_OF, district.config)
    finally:
        os.umask(umask)
    place = str(path_of(district, case.file))
    if case.at is not None:
        lines = path_of(district, case.file).read_bytes().decode("utf-8", "replace").split("\n")
        place += f":{next(number for number, line in enumerate(lines, 1) if case.at in line)}"
    assert err.startswith(f"{place}: "), err
    assert case.words in err
    assert len(err.splitlines()) == 1 and out == "", "one sentence"
    assert code == case.code
    assert town.seen == before, "nothing was asked of any website"
    assert not any(name in err for pair in STUDENTS for name in pair), "no child is named"
    assert "hunter2" not in err, "no password is printed"
    written = [path for path in district.var.rglob("*") if path.is_file()] if district.var.exists() else []
    assert {path.name.partition(".")[0] for path in written} <= {"auditor"}, "no report, no page, no mail"
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in written)


def typed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: str | Path
) -> tuple[int, str, str]:
    """Type a command, its configuration last; return its code and what it said."""
    # Logging keeps the stream that it meets first, which a later test has closed.
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)
    monkeypatch.setattr(sys, "argv", ["auditor", *map(str, words[:-1]), "--config", str(words[-1])])
    capfd.readouterr()
    with pytest.raises(SystemExit) as stop:
        cli.main()
    sys.stdout.flush()
    said = capfd.readouterr()
    return int(stop.value.code or 0), said.out, said.err


def test_the_undamaged_district_would_be_visited(
    tmp_path: Path, town: Town, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts(), students=STUDENTS)
    before = town.seen
    code, _, err = typed(monkeypatch, capfd, "run", "--no-browser", "--as-of", AS_OF, district.config)
    assert (code, town.seen > before) == (0, True), err
