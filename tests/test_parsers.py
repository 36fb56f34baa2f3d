"""Whatever stands in a file or an address, each parser answers or refuses with one sentence."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.address import host_of, page_key, resolve, within
from auditor.calendar import local_moment
from auditor.calendar.closures import read_closures
from auditor.config import load_config
from auditor.config.network import parse_private
from auditor.exits import Refusal, Refusals
from auditor.history.dates import dates_in
from auditor.links import load_links
from auditor.names.tokens import tokens
from auditor.policy import load_policy
from auditor.registry import load_registry
from auditor.roster import read_roster
from auditor.roster.folder import read_date
from auditor.tables import read_table
from auditor.toml_file import read_toml
from tests.golden.district import ORGS, SHIPPED, USERS

ROOT = "https://room.example/class/"
ZONE = ZoneInfo("America/Denver")
NIGHT = datetime(2026, 11, 4, 9, tzinfo=UTC)
FEW = settings(max_examples=40)

ADDRESSES = st.text() | st.lists(
    st.sampled_from(
        ["http://", "https:", "//", "room.example", "ROOM.example:80", "/class", "/", "..", "%2e", "%", "?a",
         "#b", "?", "utm_source=x", "index.html", "é", "\t", "[::1]", "@", "\u202e", "data:", "a" * 70]
    ),
    max_size=8,
).map("".join)  # fmt: skip

CELLS = st.text(max_size=12) | st.sampled_from(
    ["oak", "elm", "http://oak.example/", "class", "2026-10-20", "2026-02-30", "a@b.example", "=", '"', ""]
)
DATE_WORDS = st.sampled_from(["oct", "october", " ", "31", "32", "2026", "/", ",", "th", "0", "may"])


def answers_or_refuses(read: object, *given: object) -> object:
    """Call a parser; a refusal must be one plain sentence."""
    assert callable(read)
    try:
        return read(*given)
    except Refusal as refused:
        assert refused.sentence and "\n" not in refused.sentence and "Traceback" not in refused.sentence
    except Refusals as refused:
        assert refused.faults and all("\n" not in fault.sentence for fault in refused.faults)
    return None


def table(head: str, rows: list[list[str]]) -> str:
    return "\n".join([head, *(",".join(row) for row in rows), ""])


# --- addresses ---


@given(ADDRESSES, ADDRESSES)
def test_any_address_has_a_key_that_stays(url: str, base: str) -> None:
    resolved = resolve(url, base)
    for address in (url, resolved):
        key = page_key(address, ROOT)
        assert key and within(address, ROOT) in (True, False)
        assert isinstance(host_of(address), str)


@given(st.lists(st.text(alphabet="abcXYZ019-_.~", min_size=1, max_size=9), max_size=4), st.booleans())
def test_a_page_below_the_root_keeps_its_key_however_it_is_written(parts: list[str], slash: bool) -> None:
    url = ROOT + "/".join(part for part in parts if part.strip("."))
    key = page_key(url, ROOT)
    assert within(url, ROOT)
    assert page_key(url.replace("https://room", "http://WWW.room") + "#here", ROOT) == key
    assert page_key(url + "?utm_source=mail", ROOT) == key


@given(st.text())
def test_any_private_address_is_read_or_refused(text: str) -> None:
    try:
        network, port = parse_private(text)
    except ValueError as error:
        assert "is no address" in str(error)
        return
    assert network.num_addresses >= 1 and (port is None or 1 <= port <= 65535)


# --- dates and names ---


@given(st.text() | st.datetimes().map(lambda moment: moment.isoformat()))
def test_any_moment_is_read_or_refused(written: str) -> None:
    try:
        moment = local_moment(written, ZONE)
    except (ValueError, OverflowError) as error:
        assert isinstance(error, ValueError) and "write one such as" in str(error)
        return
    assert moment.tzinfo is not None


@given(st.text() | st.from_regex(r"\A\d{1,4}[-/]\d{1,2}[-/]\d{1,4}\Z"))
def test_any_cell_is_a_date_or_none(written: str) -> None:
    day = read_date(written)
    assert day is None or date.min <= day <= date.max


@given(st.text() | st.lists(DATE_WORDS).map("".join))
def test_dates_in_any_text_are_days_that_there_are(text: str) -> None:
    for named in dates_in(text.casefold(), date(2026, 10, 28)):
        assert named.day is None or isinstance(named.day, date)


@given(st.text())
def test_tokens_of_any_text_lie_in_it_in_order(text: str) -> None:
    found = tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert all(one.start <= other.start for one, other in zip(found, found[1:], strict=False))


# --- files ---


@FEW
@given(st.binary(max_size=300) | st.text(alphabet="[]{}=\"'#\n.,ab1_-", max_size=120).map(str.encode))
def test_any_settings_are_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "auditor.toml")
        path.write_bytes(data)
        answers_or_refuses(read_toml, path)
        answers_or_refuses(load_config, Path(folder))
        (Path(folder) / "links").mkdir()
        (Path(folder) / "links" / "a.toml").write_bytes(data)
        answers_or_refuses(load_links, Path(folder) / "links")
        (Path(folder) / "one.toml").write_bytes(data)
        answers_or_refuses(load_policy, Path(folder), ("one",))


LINES = st.sampled_from(
    ["BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "SUMMARY:No school", "UID:",
     "DTSTART;VALUE=DATE:20261126", "DTSTART:20261126T0", "DTEND;VALUE=DATE:20261128", "DTEND:9",
     "DURATION:P",
     "RRULE:FREQ=DAILY", "RRULE:FREQ=SECONDLY;COUNT=9999999", "RRULE:FREQ=YEARLY;UNTIL=1", "EXDATE:20261127",
     "RDATE:x", "RECURRENCE-ID:20261126", "STATUS:CANCELLED", "CATEGORIES:holiday", "DTSTART:00010101",
     "DTSTART;TZID=No/Where:20261126T010000", "DTEND:99991231", " folded", ":", ";", "X" * 90]
)  # fmt: skip


@FEW
@given(st.binary(max_size=200) | st.lists(LINES, max_size=14).map(lambda lines: "\r\n".join(lines).encode()))
def test_any_calendar_is_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "district.ics")
        path.write_bytes(data)
        closures = answers_or_refuses(read_closures, path)
    assert closures is None or all(isinstance(day, date) for day in closures.days)  # type: ignore[attr-defined]


@FEW
@given(st.binary(max_size=400) | st.binary(max_size=300).map(lambda data: b"PK\x03\x04" + data))
def test_any_bytes_are_a_workbook_or_refused(data: bytes) -> None:
    answers_or_refuses(lambda: read_table(Path("sites.xlsx"), ["id"], data=data))


@FEW
@example(rows=[["", "", "", "", '"', ""], ["", '"']])
@given(st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=4))
def test_any_rows_are_a_registry_or_refused(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "schools.csv").write_text(table("school_id,name,grades,calendar", rows), "utf-8")
        (folder / "people.csv").write_text(table("school_id,role,name,email,from,to", rows), "utf-8")
        (folder / "sites.csv").write_text(table("site_id,url,school_id,kind,excused", rows), "utf-8")
        answers_or_refuses(load_registry, folder)


@FEW
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=9), max_size=4),
    st.lists(st.lists(CELLS | st.sampled_from("ABCD"), min_size=1, max_size=6), max_size=3),
)
def test_any_rows_are_a_roster_or_refused(users: list[list[str]], optouts: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "orgs.csv").write_text(ORGS, "utf-8")
        (folder / "users.csv").write_text(table(USERS.strip(), users), "utf-8")
        path = folder / "optouts.csv"
        path.write_text(table("student_id,given_name,family_name,scope,effective,ends", optouts), "utf-8")
        answers_or_refuses(read_roster, folder, path, NIGHT)


@pytest.mark.parametrize("value", [0, 1, 47, 127, 255])
def test_a_changed_byte_leaves_an_archive_a_roster_or_refused(tmp_path: Path, value: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.csv", USERS + "u1,active,elm,student,p1,Bo,Marlowe,03\n" * 3)
        archive.writestr("orgs.csv", ORGS)
    whole = packed.getvalue()
    path = tmp_path / "oneroster.zip"
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
        answers_or_refuses(read_roster, path, None, NIGHT)


@pytest.mark.parametrize("value", [None, [], {}, 1, "x", ["a:1"], {"a": 1}, {"a": "b"}, {"a": "b:1"}])
def test_any_json_is_a_hosts_file_or_refused(tmp_path: Path, value: object) -> None:
    (tmp_path / "hosts.json").write_text(json.dumps(value))
    text = (SHIPPED / "auditor.toml").read_text("utf-8").replace("# hosts_file", "hosts_file")
    (tmp_path / "auditor.toml").write_text(text, "utf-8")
    answers_or_refuses(load_config, tmp_path)
