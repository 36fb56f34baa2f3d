"""The commands as people type them: what is refused, in which words, with which code; what is printed."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from auditor import audit as audits
from auditor import cli, night
from auditor.browser import available
from auditor.engines import axe, own
from auditor.exits import Exit
from auditor.export import COLUMNS
from tests.golden.district import AS_OF, District, Town, links, page, write_district
from tests.golden.stand_in import StandInPool
from tests.web import Request, Response, html

ROOT = Path(__file__).parents[1]
OAK = "oak.example"
SITES = [("oak", f"http://{OAK}/"), ("elm", "http://elm.example/")]
PAGES = {
    f"{OAK}/": page("<p>Spelling test on Friday</p>", '<img src="/bus.png">', title="=Oak room"),
    "elm.example/": page("<p>Library on Tuesday</p>", title="Elm room"),
}
STUDENTS = [("Avery", "Quill"), ("Bo", "Marlowe")]
SECONDS = 60


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


Type = Callable[..., Ended]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Type]:
    """Type a command: the whole command line in this process, from its arguments to its exit code."""
    umask = os.umask(0o022)
    # Logging keeps the stream that it meets first, which a later test has closed.
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)

    def run(*words: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["auditor", *map(str, words)])
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main()
        sys.stdout.flush()
        said = capfdbinary.readouterr()
        return Ended(int(stop.value.code or 0), said.out.decode(), said.err.decode())

    yield run
    os.umask(umask)


@pytest.fixture
def town() -> Iterator[Town]:
    with Town(PAGES) as served:
        yield served


ONE_CHECKER = ("--only", "accessibility")
"""These tests are about a finding's way through the commands: one kind of finding is enough."""


@pytest.fixture
def audited(tmp_path: Path, town: Town, typed: Type, monkeypatch: pytest.MonkeyPatch) -> District:
    """Return a district after one night, with a finding on the site oak."""
    monkeypatch.setattr("auditor.visit.gear.BrowserPool", StandInPool)
    monkeypatch.setattr("auditor.night.available", lambda remote="": None)
    district = write_district(tmp_path / "d", SITES, town.hosts())
    assert typed("run", *ONE_CHECKER, "--config", district.config, "--as-of", AS_OF).code == 0
    return district


def started(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Start the command as a program of its own."""
    return subprocess.run(
        [sys.executable, "-m", "auditor", *map(str, words)],
        cwd=cwd, capture_output=True, text=True, timeout=SECONDS, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


# --- bad input ---


def edit(name: str, before: str, after: str) -> Callable[[District], None]:
    """Change a file of the configuration (or, with "roster/", of the roster)."""

    def change(district: District) -> None:
        path = file_of(district, name)
        text = path.read_text("utf-8")
        assert before in text, f"{name} has no {before!r}"
        path.write_text(text.replace(before, after, 1), "utf-8")

    return change


def put(name: str, content: str | bytes) -> Callable[[District], None]:
    def change(district: District) -> None:
        data = content.encode() if isinstance(content, str) else content
        file_of(district, name).write_bytes(data)

    return change


def file_of(district: District, name: str) -> Path:
    roster = district.folder / "confidential" / "oneroster"
    return roster / name.removeprefix("roster/") if name.startswith("roster/") else district.config / name


WCAG_QUOTE = 'quote = """'

# What is wrong, the change that makes it so, the file, the words on its line ("" for the first line), and
# what is said.
BAD: list[tuple[str, Callable[[District], None], str, str, str]] = [
    (
        "unknown key",
        edit("auditor.toml", "[browser]\n", "[browser]\nbrowsers = 2\n"),
        "auditor.toml", "browsers = 2", 'unknown key "browser.browsers"',
    ),
    (
        "missing key",
        edit("auditor.toml", 'timezone = "America/Denver"\n', ""),
        "auditor.toml", "[district]", '"district.timezone" is missing',
    ),
    (
        "no TOML",
        edit("auditor.toml", "[browser]", "[browser"),
        "auditor.toml", "[browser", "",
    ),
    (
        "no address of a network",
        edit("auditor.toml", "[network]\n", '[network]\nallow_private = ["school"]\n'),
        "auditor.toml", "allow_private", '"school" is no address',
    ),
    (
        "no address of a proxy",
        edit("auditor.toml", "[network]\n", '[network]\nupstream_proxy = "proxy"\n'),
        "auditor.toml", "upstream_proxy", "upstream_proxy",
    ),
    (
        "a rule that there is not",
        edit("auditor.toml", "[browser]\n", '[checks]\ndisabled = ["wcag-9.9.9"]\n[browser]\n'),
        "auditor.toml", "disabled", '"wcag-9.9.9"',
    ),
    (
        "a roster that anyone with the settings may read",
        edit("auditor.toml", "../confidential/oneroster", "oneroster"),
        "auditor.toml", "oneroster", "lies inside the configuration folder",
    ),
    ("missing column", edit("sites.csv", "school_id,", ""), "sites.csv", "", "missing column school_id"),
    (
        "unknown column",
        edit("people.csv", "acting_for", "acting for"),
        "people.csv", "", "unknown column 'acting for'",
    ),
    (
        "duplicate id",
        edit("sites.csv", "elm,http", "oak,http"),
        "sites.csv", "http://elm", 'the site_id "oak" stands in line 2 already',
    ),
    (
        "URL with a space",
        edit("sites.csv", "http://elm.example/", "http://elm.example/my room/"),
        "sites.csv", "my room", "has a space in it",
    ),
    (
        "a row with a comma too many",
        edit("sites.csv", "Ari Moss", "Moss, Ari"),
        "sites.csv", "Moss, Ari", "this row has 6 cells",
    ),
    ("not UTF-8", put("schools.csv", b"school_id,name\nelm,\xc9\n"), "schools.csv", "elm,", "is not UTF-8"),
    ("damaged hosts file", put("hosts.json", '{"oak.example": }'), "hosts.json", "oak", "is no JSON object"),
    (
        "a waiver list without a column",
        put("waivers.csv", "finding,reason,by\n"),
        "waivers.csv", "", "missing column until",
    ),
]  # fmt: skip


def policy_without_quote(district: District) -> None:
    """Take the quote out of the first clause of the district's first document."""
    path = district.config / "policies" / "mcps-social-media-procedures.toml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if line.startswith("quote = "))
    multiline = lines[first].count('"""') == 1
    last = next(n for n in range(first + 1, len(lines)) if '"""' in lines[n]) if multiline else first
    path.write_text("".join(lines[:first] + lines[last + 1 :]), "utf-8")


BAD += [
    (
        "policy without quote",
        policy_without_quote,
        "policies/mcps-social-media-procedures.toml", "[[clause]]", "quote",
    ),
    (
        "policy that there is not",
        edit("auditor.toml", '"wcag-2.0"', '"wcag-9.0"'),
        "policies", "", 'There is no policy document "wcag-9.0"',
    ),
]  # fmt: skip


BAD_ROSTERS: list[tuple[str, Callable[[District], None], str, str, str]] = [
    (
        "a row cut off",
        edit("roster/users.csv", "u2,active,elm,student,pupil2,Bo,Marlowe,03", "u2,active,elm"),
        "roster/users.csv", "u2,active", "this row has 3 cells",
    ),
    (
        "one id for two children",
        edit("roster/users.csv", "u2,active", "u1,active"),
        "roster/users.csv", "Marlowe", "",
    ),
    ("no users", put("roster/users.csv", "sourcedId,role\n"), "roster/users.csv", "", ""),
]  # fmt: skip


def told_line(district: District, name: str, words: str) -> int | None:
    path = file_of(district, name)
    if path.is_dir():
        return None
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def assert_refused(ended: Ended, district: District, name: str, at: str, words: str) -> None:
    line = told_line(district, name, at)
    place = str(file_of(district, name)) + (f":{line}: " if line else ": ")
    assert ended.err.startswith(place), ended.err
    assert words in ended.err
    assert len(ended.err.splitlines()) == 1, "one sentence"
    assert "Traceback" not in ended.err and ended.out == ""
    assert ended.code == Exit.CONFIGURATION


@pytest.mark.parametrize(
    ("change", "name", "at", "words"), [case[1:] for case in BAD], ids=[case[0] for case in BAD]
)
def test_bad_input_is_one_sentence_with_its_line_and_no_request(
    tmp_path: Path,
    town: Town,
    typed: Type,
    change: Callable[[District], None],
    name: str,
    at: str,
    words: str,
) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts(), students=STUDENTS)
    change(district)
    ended = typed("run", "--config", district.config, "--as-of", AS_OF, "--no-browser")
    assert_refused(ended, district, name, at, words)
    assert town.seen == 0
    assert not district.var.exists(), "nothing is written"


@pytest.mark.parametrize(
    ("change", "name", "at", "words"),
    [case[1:] for case in BAD_ROSTERS],
    ids=[case[0] for case in BAD_ROSTERS],
)
def test_a_damaged_roster_is_one_sentence_and_no_request(
    tmp_path: Path,
    town: Town,
    typed: Type,
    change: Callable[[District], None],
    name: str,
    at: str,
    words: str,
) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts(), students=STUDENTS)
    change(district)
    ended = typed("run", "--config", district.config, "--as-of", AS_OF, "--no-browser")
    assert_refused(ended, district, name, at, words)
    assert town.seen == 0
    assert not any(word in ended.err for pair in STUDENTS for word in pair), "no child is named"


def test_every_fault_is_told_at_once(tmp_path: Path, town: Town, typed: Type) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts())
    edit("sites.csv", "http://elm.example/", "elm.example")(district)
    edit("people.csv", "principal", "boss")(district)
    ended = typed("run", "--config", district.config, "--as-of", AS_OF, "--no-browser")
    assert ended.code == Exit.CONFIGURATION and town.seen == 0
    assert [line.split(": ")[0] for line in ended.err.splitlines()] == [
        f"{district.config / 'people.csv'}:2", f"{district.config / 'sites.csv'}:3",
    ]  # fmt: skip


def test_a_shrunken_roster_stops_the_night_until_somebody_accepts_it(
    tmp_path: Path, town: Town, typed: Type
) -> None:
    students = [(f"Kit{letter}", f"Loom{letter}") for letter in "abcdefghij"]
    district = write_district(tmp_path / "d", SITES, town.hosts(), students=students)
    words = ("run", "--config", district.config, "--no-browser", "--as-of")
    assert typed(*words, AS_OF).code == 0
    users = file_of(district, "roster/users.csv")
    users.write_text("".join(users.read_text("utf-8").splitlines(keepends=True)[:6]), "utf-8")
    before = town.seen
    refused = typed(*words, "2026-11-05T02:00")
    assert refused.code == Exit.CONFIGURATION and town.seen == before
    assert "the roster holds 5 students, the last accepted one held 10" in refused.err
    assert typed(*words, "2026-11-05T02:00", "--accept-roster").code == 0
    assert typed(*words, "2026-11-06T02:00").code == 0, "accepted once, it is the measure from then on"


def test_keys_that_others_may_read_are_refused(tmp_path: Path, town: Town, typed: Type) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts())
    assert typed("run", "--config", district.config, "--as-of", AS_OF, "--no-browser").code == 0
    before = town.seen
    (district.keys / "pages.key").chmod(0o644)
    ended = typed("run", "--config", district.config, "--as-of", "2026-11-05T02:00", "--no-browser")
    assert ended.code == Exit.CONFIGURATION and "chmod 600" in ended.err and town.seen == before


def test_a_damaged_database_is_one_sentence(tmp_path: Path, town: Town, typed: Type) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts())
    district.var.mkdir(mode=0o700)
    district.database.write_bytes(b"this is no database" * 500)
    ended = typed("run", "--config", district.config, "--as-of", AS_OF, "--no-browser")
    assert ended.code == Exit.STORAGE and town.seen == 0
    assert len(ended.err.splitlines()) == 1 and str(district.database) in ended.err


def test_no_browser_anywhere_is_69_and_says_what_to_type(
    tmp_path: Path, town: Town, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts())
    monkeypatch.setattr("auditor.night.available", lambda remote="": "No browser was found; type: x.")
    ended = typed("run", "--config", district.config, "--as-of", AS_OF)
    assert ended.code == Exit.UNAVAILABLE and town.seen == 0
    assert ended.err.strip() == (
        "No browser was found; type: x. Or add --no-browser: pages are then read, not shown."
    )


# --- wrong usage ---

WRONG: list[tuple[str, list[str], str]] = [
    ("unknown command", ["adit"], "adit"),
    ("unknown option", ["run", "--nightly"], "--nightly"),
    ("an argument too many", ["run", "now"], "now"),
    ("fewer than no browsers", ["run", "--jobs", "-1"], "--jobs"),
    ("no time", ["run", "--as-of", "tonight"], '"tonight" is no date and time'),
    ("no such site", ["run", "--as-of", AS_OF, "--sites", "larch", "--no-browser"], 'like "larch"'),
    ("no such rule to run", ["run", "--as-of", AS_OF, "--only", "wcag-9", "--no-browser"], '"wcag-9"'),
    ("no such rule to show", ["rules", "wcag-9"], 'there is no rule "wcag-9"'),
    ("no such document", ["rules", "--policy", "wcag-9"], 'there is no document "wcag-9"'),
    ("no such export", ["export", "grades"], 'there is no export "grades"'),
    ("no such format", ["export", "sites", "--format", "pdf"], "--format"),
    ("a workbook on the screen", ["export", "sites", "--format", "xlsx"], "--output"),
    ("no date to export from", ["export", "findings", "--since", "May"], '"May" is no date'),
    ("no roster to name students", ["export", "findings", "--identify"], "only with the roster"),
    ("a waiver without a reason", ["waive", "F1", "--by", "x", "--until", "2026-12-31"], "--reason"),
    (
        "a waiver with an empty reason",
        ["waive", "F1", "--reason", " ", "--by", "x", "--until", "2026-12-31", "--as-of", AS_OF],
        "say why with --reason",
    ),
    (
        "a waiver for no finding",
        ["waive", "F1", "--reason", "x", "--by", "x", "--until", "2026-12-31", "--as-of", AS_OF],
        "there is no finding F1",
    ),
    (
        "a waiver that is over",
        ["waive", "F1", "--reason", "x", "--by", "x", "--until", "2026-11-01", "--as-of", AS_OF],
        "November 1, 2026 is over",
    ),
    (
        "a waiver until no day",
        ["waive", "F1", "--reason", "x", "--by", "x", "--until", "June", "--as-of", AS_OF],
        '"June" is no date',
    ),
    ("a dispute about nothing", ["dispute", "F1", "--reason", "x", "--by", "x"], "there is no finding F1"),
]


def test_wrong_usage_is_64_and_changes_nothing(audited: District, town: Town, typed: Type) -> None:
    before, seen = audited.everything_written(), town.seen
    told = {}
    for name, words, expected in WRONG:
        ended = typed(*words, "--config", audited.config) if words != ["adit"] else typed(*words)
        # The library that reads the options breaks its lines at the width of the screen.
        if ended.code != Exit.USAGE or expected not in ended.err or "Traceback" in ended.err:
            told[name] = ended
    assert told == {}
    assert town.seen == seen
    assert audited.everything_written().keys() == before.keys()


def test_no_command_shows_the_commands(typed: Type) -> None:
    ended = typed()
    assert "doctor" in ended.out + ended.err and ended.code in (0, Exit.USAGE)


def test_help_is_there_for_every_command(typed: Type) -> None:
    for name in ("run", "crawl", "check", "report", "export", "rules", "waive", "dispute", "doctor", "init"):
        ended = typed(name, "--help")
        assert ended.code == 0 and f" {name} [OPTIONS]" in ended.out, name


def test_a_folder_without_settings_says_how_to_make_them(tmp_path: Path, typed: Type) -> None:
    ended = typed("run", "--config", tmp_path / "nowhere")
    assert ended.code == Exit.CONFIGURATION
    assert "`auditor init DIR` writes a commented one" in ended.err


def test_the_environment_names_the_configuration(
    tmp_path: Path, town: Town, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts())
    monkeypatch.setenv("AUDITOR_CONFIG", str(district.config))
    assert typed("run", "--as-of", AS_OF, "--no-browser").code == 0


# --- as a program of its own ---


def test_the_program_refuses_without_a_traceback(tmp_path: Path, town: Town) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts())
    edit("sites.csv", "http://elm.example/", "http://elm.example/my room/")(district)
    ended = started("run", "--config", district.config, "--as-of", AS_OF, "--no-browser", cwd=tmp_path)
    assert_refused(
        Ended(ended.returncode, ended.stdout, ended.stderr), district, "sites.csv", "my room", "has a space"
    )
    assert town.seen == 0


def test_a_reader_that_hangs_up_is_no_fault(tmp_path: Path) -> None:
    district = write_district(tmp_path / "d", SITES, {})
    running = subprocess.Popen(
        [sys.executable, "-m", "auditor", "rules", "--config", str(district.config)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert running.stdout is not None and running.stderr is not None
    running.stdout.close()
    said = running.stderr.read()
    running.stderr.close()
    assert running.wait(SECONDS) == 0
    assert b"Traceback" not in said and b"Exception" not in said


def test_stopped_by_hand_a_night_ends_soon_and_says_that_it_goes_on(tmp_path: Path) -> None:
    def slow(request: Request) -> Response:
        time.sleep(0.5)
        number = int(request.path.strip("/") or 0)
        return html(page(links(f"/{number + 1}"), f"<p>Part {number} of a story</p>", title=f"Part {number}"))

    with Town({f"{OAK}/": slow} | {f"{OAK}/{number}": slow for number in range(1, 400)}) as town:
        district = write_district(tmp_path / "d", SITES[:1], town.hosts(), more="[crawl]\ndepth = 100")
        # A suite started in the background of a shell ignores Ctrl-C, and so would every child of it.
        running = subprocess.Popen(
            [sys.executable, "-m", "auditor", "run", "--config", str(district.config), "--as-of", AS_OF,
             "--no-browser"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        try:
            end = time.monotonic() + SECONDS
            while "/1" not in town.asked() and running.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=30)
        finally:
            running.kill()
            running.communicate()
    assert running.returncode == 130, said
    assert said.splitlines()[-1] == "Stopped. The same command goes on where this one ended."
    assert "Traceback" not in said


# --- a first configuration ---


def test_the_starter_is_written_and_the_doctor_goes_through_it(
    tmp_path: Path, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    ended = typed("init", "district")
    assert ended.code == 0 and "auditor doctor --config district" in ended.out
    folder = tmp_path / "district"
    for name in ("auditor.toml", "schools.csv", "people.csv", "sites.csv", "policies/wcag-2.0.toml"):
        assert (folder / name).is_file(), name
    assert not list(folder.rglob("*.py")) and not list(folder.rglob("__pycache__"))
    before = sorted(tmp_path.rglob("*"))
    ended = typed("doctor", "--config", "district")
    lines = {line.split(":")[0].split(maxsplit=1)[-1].removeprefix("DO").strip(): line
             for line in ended.out.splitlines()}  # fmt: skip
    for name in ("settings", "registry", "policies", "roster", "keys", "browser", "engine", "output"):
        assert name in lines, ended.out
    assert lines["settings"].startswith("OK") and "Cedar Valley Public Schools" in lines["settings"]
    assert lines["registry"].startswith("OK") and lines["policies"].startswith("OK")
    assert "so nothing about names can be checked" in lines["roster"]
    # One line for each engine.
    assert f"axe {axe.VERSION}" in ended.out and f"own {own.VERSION}" in ended.out
    assert ended.code == (Exit.OK if available() is None else Exit.UNAVAILABLE), ended.out
    assert sorted(tmp_path.rglob("*")) == before, "a doctor looks and changes nothing"


def test_the_starter_never_overwrites(tmp_path: Path, typed: Type) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    ended = typed("init", tmp_path)
    assert ended.code == Exit.USAGE and "is not empty" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_doctor_says_what_to_do_line_by_line(tmp_path: Path, town: Town, typed: Type) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts(), students=STUDENTS)
    edit("sites.csv", "http://elm.example/", "elm.example")(district)
    district.var.mkdir()
    district.var.chmod(0o755)
    ended = typed("doctor", "--config", district.config)
    todo = [line for line in ended.out.splitlines() if line.startswith("TO DO")]
    assert len(todo) == 2, ended.out
    assert f"{district.config / 'sites.csv'}:3" in todo[0]
    assert f"chmod 700 {district.var}" in todo[1]
    assert "OK     roster: 2 students, 0 opt-outs" in ended.out
    assert ended.code == Exit.CONFIGURATION and town.seen == 0


@pytest.mark.parametrize(
    ("lost", "todo"),
    [
        ("oneroster", "{}/oneroster is not there, so nothing about names can be checked"),
        ("optouts.csv", "the opt-out list is not where auditor.toml says, so no opt-out could be checked"),
        ("", ""),
    ],
)
def test_the_doctor_says_which_confidential_file_is_not_where_it_should_be(
    tmp_path: Path, town: Town, typed: Type, lost: str, todo: str
) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts(), students=STUDENTS)
    edit("auditor.toml", "[roster]", '[roster]\noptouts = "../confidential/optouts.csv"')(district)
    confidential = district.folder / "confidential"
    (confidential / "optouts.csv").write_text("student_id,scope\nu1,A\n")
    (confidential / "optouts.csv").chmod(0o600)
    if lost:
        (confidential / lost).rename(confidential / "elsewhere")
    ended = typed("doctor", "--config", district.config)
    told = [
        line for line in ended.out.splitlines() if line.startswith("TO DO") and "auditor.toml says" in line
    ]
    told += [line for line in ended.out.splitlines() if line.startswith("TO DO  roster:")]
    assert [todo.format(confidential) in line for line in told] == ([True] if lost else []), ended.out


def test_the_doctor_stops_where_there_are_no_settings(tmp_path: Path, typed: Type) -> None:
    ended = typed("doctor", "--config", tmp_path)
    assert ended.code == Exit.CONFIGURATION and ended.out.startswith("TO DO  settings:")


# --- the rule book ---


@pytest.fixture
def book(tmp_path: Path) -> District:
    return write_district(tmp_path / "d", SITES, {})


def test_the_rule_book_names_every_rule_and_every_clause_nobody_checks(book: District, typed: Type) -> None:
    ended = typed("rules", "--config", book.config)
    assert ended.code == 0
    for rule_id, (_, rule) in audits.rules().items():
        assert f"{rule_id}  {rule.severity}  {rule.title}" in ended.out
    assert "not checked by a machine: " in ended.out
    assert "no rule of this version looks at it" not in ended.out, "each clause has its rules, or the reason"
    assert "Web Content Accessibility Guidelines (WCAG) 2.0 (wcag-2.0)" in ended.out


def test_one_rule_in_full(book: District, typed: Type) -> None:
    ended = typed("rules", "wcag-1.1.1", "--config", book.config)
    assert ended.code == 0 and ended.out.startswith("wcag-1.1.1: Pictures without words")
    for words in ("Why it matters", "How to mend it", "Clause wcag-2.0-1.1.1", "Example (finds #plant)"):
        assert words in ended.out
    assert '<img id="plant" src="plant.png">' in ended.out and "Example (finds nothing): " in ended.out
    assert "wcag-1.4.3" not in ended.out


def test_the_clauses_of_one_document(book: District, typed: Type) -> None:
    ended = typed("rules", "--policy", "wcag-2.0", "--config", book.config)
    assert ended.code == 0 and "wcag-2.0-1.4.3" in ended.out and "checked by wcag-1.4.3" in ended.out
    assert "mcps" not in ended.out


# --- exports ---


def test_findings_as_lines_of_json(audited: District, typed: Type) -> None:
    ended = typed("export", "findings", "--config", audited.config)
    assert ended.code == 0
    rows = [json.loads(line) for line in ended.out.splitlines()]
    (row,) = [row for row in rows if row["checker"] == "accessibility"]
    assert tuple(row) == COLUMNS["findings"]
    assert (row["site"], row["school"], row["rule"], row["status"]) == ("oak", "elm", "wcag-1.1.1", "new")
    assert (
        row["url"] == f"http://{OAK}/" and row["criteria"] == ["1.1.1"] and row["page_title"] == "=Oak room"
    )
    assert row["first_seen"] == "2026-11-04"


@pytest.mark.parametrize("what", list(COLUMNS))
def test_every_export_as_a_table(audited: District, typed: Type, what: str) -> None:
    ended = typed("export", what, "--format", "csv", "--config", audited.config)
    assert ended.code == 0
    rows = list(csv.reader(io.StringIO(ended.out, newline="")))
    assert tuple(rows[0]) == COLUMNS[what]
    if what == "findings":
        assert rows[1][COLUMNS[what].index("page_title")] == "'=Oak room", "no spreadsheet calculates it"
    if what == "sites":
        assert [row[:3] for row in rows[1:]] == [
            ["oak", f"http://{OAK}/", "audited"], ["elm", "http://elm.example/", "audited"],
        ]  # fmt: skip


def test_a_workbook_in_a_file_that_only_its_owner_may_read(
    audited: District, typed: Type, tmp_path: Path
) -> None:
    path = tmp_path / "findings.xlsx"
    ended = typed("export", "findings", "--format", "xlsx", "--output", path, "--config", audited.config)
    assert (ended.code, ended.out) == (0, "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert rows[0] == COLUMNS["findings"] and rows[1][COLUMNS["findings"].index("site")] == "oak"


def test_exports_show_the_store_as_it_then_was(audited: District, town: Town, typed: Type) -> None:
    town.pages[f"{OAK}/"] = page("<p>Spelling test on Friday</p>")
    assert typed("run", *ONE_CHECKER, "--config", audited.config, "--as-of", "2026-11-05T02:00").code == 0
    now = typed("export", "findings", "--config", audited.config)
    then = typed("export", "findings", "--config", audited.config, "--as-of", "2026-11-04T12:00")
    everything = typed("export", "findings", "--config", audited.config, "--all")
    assert now.out == "" and json.loads(then.out)["status"] == "new"
    assert json.loads(everything.out)["status"] == "fixed"


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (OSError(28, "No space left on device", "/var/x"), 74, "/var/x: No space left on device; make room"),
        (TimeoutError(), 1, "fault of the program itself (TimeoutError)"),
        (ConnectionResetError(104, "Connection reset by peer"), 1, "(ConnectionResetError)"),
    ],
    ids=["a full disk", "a thread that waited too long", "a connection that broke off"],
)
def test_only_what_a_disk_says_is_put_down_to_the_disk(
    book: District, typed: Type, monkeypatch: pytest.MonkeyPatch, fault: OSError, code: int, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(night, "run", fail)
    ended = typed("run", "--config", book.config)
    assert ended.code == code and words in ended.err


def test_before_the_first_night_there_is_nothing_to_export(book: District, typed: Type) -> None:
    ended = typed("export", "findings", "--config", book.config)
    assert ended.code in (Exit.STORAGE, Exit.CONFIGURATION) and len(ended.err.splitlines()) == 1
    assert not book.var.exists() and not book.keys.exists()


# --- decisions ---


def finding_of(district: District, typed: Type) -> dict[str, str]:
    lines = typed("export", "findings", "--all", "--config", district.config).out.splitlines()
    rows: list[dict[str, str]] = [json.loads(line) for line in lines]
    return next(row for row in rows if row["checker"] == "accessibility")


def test_a_finding_is_waived_until_a_day(audited: District, typed: Type) -> None:
    found = finding_of(audited, typed)["id"]
    ended = typed(
        "waive", found.lower(), "--reason", "drawn by the class", "--by", "Pat Moss", "--until", "2026-11-30",
        "--as-of", "2026-11-04T09:00", "--config", audited.config,
    )  # fmt: skip
    assert ended.code == 0 and "is waived until Monday, November 30, 2026" in ended.out
    assert finding_of(audited, typed)["status"] == "waived"
    assert typed("export", "findings", "--config", audited.config).out == ""
    assert typed("report", "--config", audited.config).code == 0
    report = audited.var / "reports" / "elm" / "2026-11-04" / "index.html"
    assert "drawn by the class" in report.read_text("utf-8") and "Pat Moss" in report.read_text("utf-8")
    assert typed("run", *ONE_CHECKER, "--config", audited.config, "--as-of", "2026-12-01T02:00").code == 0
    assert finding_of(audited, typed)["status"] == "open", "a waiver ends by itself"


def test_a_finding_is_disputed_and_stands(audited: District, typed: Type) -> None:
    found = finding_of(audited, typed)["id"]
    ended = typed(
        "dispute", found, "--reason", "it is a drawing", "--by", "Ari Moss",
        "--as-of", "2026-11-04T09:00", "--config", audited.config,
    )  # fmt: skip
    assert ended.code == 0 and f"{found} is marked as disputed" in ended.out
    assert json.loads(typed("export", "findings", "--config", audited.config).out)["status"] == "disputed"


# --- what a night says ---


def test_a_night_tells_how_it_ended(tmp_path: Path, town: Town, typed: Type) -> None:
    sites = [*SITES, ("ash", "http://ash.example/")]
    district = write_district(tmp_path / "d", sites, town.hosts("ash.example"))
    ended = typed("run", "--config", district.config, "--as-of", AS_OF, "--no-browser", "--dry-run")
    assert ended.code == Exit.SITES_UNREAD
    assert ended.out.splitlines() == [
        "Student names were not checked: no roster is named in auditor.toml.",
        "1 error, 2 partial",
        "could not be audited: ash (connect)",
        f"report: {district.var / 'reports' / 'elm' / '2026-11-04' / 'index.html'}",
        "would send: elm digest to pat@cedar.example: Classroom websites, Nov 4: "
        "3 of 3 could not be fully checked at Elm Street School",
    ]
    lines = [line.split(" s  ", 1)[1] for line in ended.err.splitlines() if " s  " in line]
    assert sorted(line.split("  ")[1] for line in lines if line.startswith("visiting")) == [
        "ash: error, 0 pages", "elm: partial, 1 pages", "oak: partial, 1 pages",
    ]  # fmt: skip
    assert "writing reports 1/1  elm: report written" in lines


def test_nothing_printed_moves_the_cursor(tmp_path: Path, typed: Type) -> None:
    ended = typed("run", "--config", tmp_path / "no\x1b[2Jthing")
    assert ended.code == Exit.CONFIGURATION and "\x1b" not in ended.err + ended.out


def test_the_steps_one_at_a_time(tmp_path: Path, town: Town, typed: Type) -> None:
    district = write_district(tmp_path / "d", SITES, town.hosts())
    assert typed("check", "--config", district.config).code == Exit.USAGE
    assert typed("crawl", "--config", district.config, "--as-of", AS_OF, "--no-browser").code == 0
    before = town.seen
    assert typed("check", "--config", district.config).code == 0
    ended = typed("report", "--config", district.config)
    assert ended.code == 0 and "report: " in ended.out and town.seen == before
