"""Put students' names wherever a site can say them, run whole nights, and search all that is left of them.

The town is in `canary_town.py`. What is searched: every file a night wrote, its name too; what it printed;
arguments and environment of every process while it ran; the folder for temporary files; what it prints when
a checker, or the program itself, breaks down. Only reports of a night before a child joined the roster may
hold that child's name: nobody knew it was one.
"""

from __future__ import annotations

import io
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest

from auditor import night
from auditor.browser import available
from auditor.cli.exporting import export_data
from auditor.config import load_config
from auditor.export import Format
from auditor.keys import load_keys
from auditor.pages import PageCache
from auditor.store import Store
from auditor.visit import SiteVisit, kept
from tests.canary_town import (
    ACCENTED,
    CHILD,
    LATER,
    LATER_TOKENS,
    OPTED_OUT,
    TOKENS,
    town,
    write_canaries,
    write_roster,
)
from tests.golden.district import AS_OF, NEXT, District

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 150
EVERY = TOKENS + LATER_TOKENS
SOURCES = frozenset(
    (
        "alt body caption cell comment docx file-name form frame heading hidden href iptc json-ld label meta "
        "pdf pptx script title vtt xlsx xmp"
    ).split()
)


@cache
def _spelled(tokens: tuple[str, ...]) -> re.Pattern[bytes]:
    """Match any token in lower case, as an address or JSON has it, in any usual encoding."""
    forms = {
        form.lower()
        for token in tokens
        for spelling in (token, token.title(), token.upper())
        for form in (spelling, quote(spelling), json.dumps(spelling)[1:-1], spelling.encode().hex())
    }
    encodings = ("utf-8", "latin-1", "utf-16-le", "utf-16-be")
    written = {re.escape(form.encode(encoding)) for form in forms for encoding in encodings}
    return re.compile(b"|".join(sorted(written, key=len)))


def leaks(content: bytes, tokens: tuple[str, ...] = EVERY) -> list[bytes]:
    """Return where tokens stand in some bytes, with what is around them; five of them at most."""
    # Only ASCII letters are lowered here: the pattern has the others in both cases.
    found = zip(_spelled(tokens).finditer(content.lower()), range(5), strict=False)
    return [content[max(0, match.start() - 90) : match.end() + 50] for match, _ in found]


def test_the_search_would_find_canaries() -> None:
    for spelled in (CHILD, CHILD.upper(), quote(ACCENTED), json.dumps(ACCENTED), OPTED_OUT.replace(" ", "-")):
        assert leaks(spelled.encode()), spelled
        assert leaks(b"\xff" + spelled.encode("utf-16-le")), spelled
    assert leaks(b"Wren room, [student] and %5Bstudent%5D") == []


@dataclass
class Watched:
    """Hold what one run of the program printed, and what everybody could see of it while it ran."""

    code: int = -1
    printed: bytes = b""
    arguments: set[bytes] = field(default_factory=set)
    environments: set[bytes] = field(default_factory=set)
    temporary: set[str] = field(default_factory=set)
    left: list[str] = field(default_factory=list)


def run(district: District, *words: str, code: str = "") -> Watched:
    """Run a command in a process of its own and look at it from outside; `code` runs before it begins."""
    folder = Path(tempfile.mkdtemp(prefix="cn-"))
    start = f"import sys; sys.argv[0] = 'auditor'\n{code}\nfrom auditor.cli import main; main()"
    child = subprocess.Popen(
        [sys.executable, "-c", start, *words, "--config", str(district.config)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "PYTHONFAULTHANDLER": "1"},
    )
    seen = Watched()
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(child.pid, folder, seen, over), name="watch")
    watcher.start()
    try:
        seen.printed, _ = child.communicate(timeout=SECONDS)
        seen.code = child.returncode
    finally:
        child.kill()
        child.communicate()
        over.set()
        watcher.join(10)
        seen.left = [str(path.relative_to(folder)) for path in folder.rglob("*")]
        shutil.rmtree(folder, ignore_errors=True)
    return seen


def _watch(pid: int, folder: Path, seen: Watched, over: threading.Event) -> None:
    known: set[tuple[int, float]] = set()
    looks = 0
    while not over.wait(0.12):
        looks += 1
        try:
            processes = psutil.Process(pid).children(recursive=True)
        except psutil.Error:
            continue
        for process in processes:
            try:
                name = process.pid, process.create_time()
                if name not in known:
                    seen.arguments.add(Path(f"/proc/{process.pid}/cmdline").read_bytes())
                    seen.environments.add(Path(f"/proc/{process.pid}/environ").read_bytes())
                    # A browser changes its children's arguments once they have begun.
                    if time.time() - process.create_time() > 0.5:
                        known.add(name)
            except (psutil.Error, OSError):
                continue
        for at, folders, files in os.walk(folder) if looks % 8 == 0 else ():
            seen.temporary.update(str(Path(at, each).relative_to(folder)) for each in (*folders, *files))


def exported(district: District, what: str, *, identify: bool = False) -> bytes:
    """Return what `auditor export` prints."""
    config = load_config(district.config)
    return export_data(config, what, Format.JSONL, "", "", what == "findings", identify)


@dataclass
class Nights:
    """Hold a district after one watched night, and what somebody with roster and key is told of it."""

    district: District
    first: Watched
    named: list[dict[str, Any]]
    written: dict[str, bytes]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with town() as here:
        district = write_canaries(tmp_path_factory.mktemp("canary") / "d", here)
        without = [] if available() is None else ["--no-browser"]
        first = run(district, "run", "--as-of", AS_OF, "--no-mail", *without)
        assert first.code == 0, first.printed.decode()
        written = district.everything_written()
        named = [json.loads(line) for line in exported(district, "findings", identify=True).splitlines()]
        yield Nights(district, first, named, written)


SHOWN = ("var/reports/", "var/records/")
"""What people open; it is written anew every night, with that night's roster."""


def tokens_for(path: str, tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return what may not stand in a file: the clerks' list alone has the roster's numbers, and no name."""
    clerks = path.startswith("var/records/")
    return tuple(each for each in tokens if not (clerks and each.startswith("pupil-")))


def unpacked(path: str, content: bytes) -> bytes:
    """Return a file's bytes, of a workbook what lies packed in it."""
    if not path.endswith(".xlsx"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


@pytest.mark.timeout(SECONDS + 60)
def test_the_night_saw_the_names_everywhere(nights: Nights) -> None:
    """Otherwise nothing below would prove anything."""
    rules = {(row["rule"], row["student"]) for row in nights.named if row.get("student")}
    details = ("opt-out-a-address", "opt-out-a-birth-date", "opt-out-c-phone")
    for rule in ("k8-full-name", "k8-photo-identified", "photo-person-tag", "opt-out-a-name", *details):
        assert any(rule == each for each, _ in rules), (rule, sorted(rules))
    assert {student for _, student in rules} == {"pupil-00417", "pupil-00418", "pupil-00419"}
    sources = {word for row in nights.named for word in row["details"].get("sources", "").split(", ")}
    assert sources >= SOURCES, sorted(SOURCES - sources)
    if available() is None:
        remarked = [row for row in nights.named if row["source"] == "element" and "[student]" in str(row)]
        assert len(remarked) > 5, "engines remarked on elements that say a name"


def test_no_name_rests_in_any_file_that_a_night_wrote(nights: Nights) -> None:
    kinds = {path.partition("/")[2].partition("/")[0] for path in nights.written}
    assert kinds >= {"auditor.db", "pages", "reports", "log"}, sorted(kinds)
    for path, content in nights.written.items():
        # Reports of the first night could not know the child who came later.
        tokens = TOKENS if path.startswith(SHOWN) else EVERY
        assert leaks(unpacked(path, content), tokens_for(path, tokens)) == [], path
        assert leaks(path.encode()) == [], "the name of a file"


def test_no_name_is_printed_or_seen_in_any_process(nights: Nights) -> None:
    for what in ("findings", "skipped", "sites"):
        assert leaks(exported(nights.district, what), TOKENS) == [], what
    first = nights.first
    assert leaks(first.printed) == []
    assert any(b"auditor.extract.child" in each for each in first.arguments), "the readers were seen at work"
    assert leaks(b"\n".join(first.arguments)) == []
    assert leaks(b"\n".join(first.environments)) == []


def test_nothing_is_left_among_temporary_files_and_no_name_was_there(nights: Nights) -> None:
    assert nights.first.left == []
    assert leaks("\n".join(nights.first.temporary).encode()) == []


def test_a_child_who_joined_the_roster_later_is_nowhere_in_the_store(nights: Nights, tmp_path: Path) -> None:
    """The pages named the child on the first night, when nobody could know that it was one."""
    grown = District(tmp_path / "grown")
    shutil.copytree(nights.district.folder, grown.folder)
    settings = grown.config / "auditor.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace(str(nights.district.folder), str(grown.folder)), "utf-8")
    write_roster(grown.folder / "confidential", later=True)
    for path, content in grown.everything_written().items():
        assert path.startswith(SHOWN) or leaks(content, LATER_TOKENS) == [], path
    for what in ("findings", "skipped", "sites"):
        assert leaks(exported(grown, what)) == [], what
    night.run(grown.config, night.Options(), (night.Step.REPORT,), _Silent())
    for path, content in grown.everything_written().items():
        told = leaks(unpacked(path, content), tokens_for(path, EVERY))
        assert told == [], f"{path}, written again with the child on the roster"


def test_the_cache_of_pages_cannot_be_read_without_its_key(nights: Nights) -> None:
    config = load_config(nights.district.config)
    keys = load_keys(config.keys, create=False)
    with Store.open(config.store_url, keys.fingerprint, create=False) as store:
        (blob,) = store.visited(store.nights()[-1]).values()
    folder = config.var / "pages"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files and not any(leaks(path.read_bytes()) for path in files)
    assert not any(key in path.read_bytes() for path in files for key in (keys.pages, keys.fingerprint))
    seen = kept.load(PageCache(folder, keys.pages), blob)
    assert seen is not None and CHILD in str(seen.pages) and LATER in str(seen.documents)
    for wrong in (secrets.token_bytes(32), keys.fingerprint, bytes(32)):
        stranger = PageCache(folder, wrong)
        assert stranger.load_visit(blob, SiteVisit) is None
        assert all(stranger.get(path.name) is None for path in files)


class _Silent:
    """Tell nobody how far a night has come."""

    def start(self, step: night.Step, total: int) -> None: ...

    def site(self, step: night.Step, site_id: str, remark: str) -> None: ...


# --- what breaks down ---

BROKEN_PARTS = f"""
import auditor.checkers.photos as photos
def check(snapshot, policy, roster):
    pupil = roster.students[0]
    words = [text.joined for page in snapshot.pages for text in page.content.texts]
    raise ValueError('{CHILD} and {OPTED_OUT}', words, pupil.given)
    yield
photos.check = check
import auditor.visit.gathered as gathered
def broken(self, fetched, *rest):
    raise KeyError(fetched.url, '{CHILD}')
gathered.Gathered._take_document = broken
"""
BROKEN_STORE = f"""
import logging, threading, warnings
from auditor.store import Store
def broken(self, night, site, result, mask, *rest):
    quoted = [finding.quote for finding in result.findings]
    def also(): raise LookupError('{OPTED_OUT}')
    thread = threading.Thread(target=also); thread.start(); thread.join()
    warnings.warn('{ACCENTED}')
    logging.getLogger('auditor').error('%d', '{CHILD}')
    try:
        raise KeyError('{CHILD}', quoted)
    except KeyError as error:
        raise RuntimeError('{LATER}', mask, quoted) from error
Store.save_site = broken
"""


@pytest.mark.timeout(SECONDS + 60)
@pytest.mark.parametrize(
    ("name", "code", "ends", "says"),
    [
        ("a visit and a checker", BROKEN_PARTS, 0, "1 partial"),
        ("the program", BROKEN_STORE, 1, "This is a fault of the program itself (RuntimeError)"),
    ],
)
def test_whatever_breaks_down_says_no_name(
    name: str, code: str, ends: int, says: str, tmp_path: Path
) -> None:
    with town() as here:
        district = write_canaries(tmp_path / "d", here)
        seen = run(district, "run", "--as-of", NEXT, "--no-browser", code=code)
    printed = seen.printed.decode()
    assert seen.code == ends and says in printed, printed
    assert leaks(seen.printed) == [] and seen.left == [], name
    for path, content in district.everything_written().items():
        tokens = tokens_for(path, TOKENS if path.startswith(SHOWN) else EVERY)
        assert leaks(unpacked(path, content), tokens) == [], (name, path)
    if ends == 0:
        skipped = exported(district, "skipped")
        assert leaks(skipped, TOKENS) == []
        said = {json.loads(line)["detail"] for line in skipped.splitlines()}
        assert {"the check stopped (ValueError)", "the visit broke off (KeyError)"} <= said
    else:
        assert "because of KeyError:" in printed and "(LookupError)" in printed and " in broken" in printed
