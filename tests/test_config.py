"""Settings with one fault each: one sentence, file and line, exit 78; and settings that are fine."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config import load_config
from auditor.config.network import parse_private
from auditor.exits import Exit, Refusal, Refusals

GOOD = """\
[district]
name = "Cedar Valley"
timezone = "America/Denver"
[policies]
documents = ["one"]
"""

FAULTS = [
    ("unknown key", GOOD + "[crawl]\npages = 5\npagse = 7\n", 8, 'unknown key "crawl.pagse"'),
    ("unknown section", GOOD + "[crawler]\npages = 5\n", 6, 'unknown key "crawler"'),
    ("missing key", GOOD.replace('name = "Cedar Valley"\n', ""), 1, '"district.name" is missing'),
    ("wrong type", GOOD + '[crawl]\npages = "many"\n', 7, '"crawl.pages"'),
    ("out of range", GOOD + "[crawl]\npages = 0\n", 7, '"crawl.pages"'),
    (
        "no such time zone",
        GOOD.replace("America/Denver", "Montana"),
        3,
        '"Montana" is no time zone',
    ),
    ("not TOML", GOOD + "[crawl\n", 6, ""),
    ("no address", GOOD + '[network]\nallow_private = ["localhost:80"]\n', 7, "is no address"),
    (
        "line break in the user agent",
        GOOD + '[network]\nuser_agent = "a\\nb"\n',
        7,
        '"network.user_agent"',
    ),
    (
        "roster inside the folder",
        GOOD + '[roster]\noneroster = "roster"\n',
        7,
        "lies inside the configuration folder",
    ),
    (
        "keys inside the output",
        GOOD + '[store]\nkey_folder = "var/keys"\n',
        7,
        "lies inside the output folder",
    ),
    ("no such rhythm", GOOD + '[mail]\ncadence = "daily"\n', 7, '"mail.cadence"'),
    ("two addresses", GOOD + '[mail]\nreply_to = "a@b.example,c@d.example"\n', 7, '"mail.reply_to"'),
    ("a line break in an address", GOOD + '[mail]\nsender = "a@b.example\\nX: 1"\n', 7, '"mail.sender"'),
    ("a link by script", GOOD + '[mail]\nreports_at = "javascript:alert(1)"\n', 7, '"mail.reports_at"'),
    (
        "a server without a name",
        GOOD + '[mail]\ndelivery = "smtp"\nsender = "a@b.example"\n',
        6,
        '"mail.smtp.host" is missing',
    ),
    (
        "a server without a sender",
        GOOD + '[mail]\ndelivery = "smtp"\nsmtp.host = "mail.b.example"\n',
        6,
        '"mail.sender" is missing',
    ),
    (
        "a server, and no domains to send to",
        GOOD + '[mail]\ndelivery = "smtp"\nsender = "a@b.example"\nsmtp.host = "mail.b.example"\n',
        1,
        '"district.email_domains" is missing',
    ),
    (
        "the mail password inside the folder",
        GOOD + '[mail.smtp]\npassword_file = "password"\n',
        7,
        "lies inside the configuration folder",
    ),
]


def write(folder: Path, text: str) -> Path:
    (folder / "auditor.toml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(("name", "text", "line", "words"), FAULTS, ids=[case[0] for case in FAULTS])
def test_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, line: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((Refusal, Refusals)) as caught:
        load_config(write(tmp_path, text))
    first = caught.value.faults[0] if isinstance(caught.value, Refusals) else caught.value
    assert (first.line, first.code) == (line, Exit.CONFIGURATION)
    assert words in first.sentence


def test_a_missing_file_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="auditor init DIR"):
        load_config(tmp_path)


def test_paths_of_input_start_at_the_folder_and_of_output_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path / "run")
    text = GOOD + '[roster]\noneroster = "../secret/roster"\n'
    config = load_config(write(tmp_path / "config", text))
    assert config.oneroster == tmp_path / "secret" / "roster"
    assert config.var == tmp_path / "run" / "var"
    assert config.store_url == f"sqlite:///{tmp_path}/run/var/auditor.db"


def test_the_hosts_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "hosts.json").write_text('{"Elm.example": "127.0.0.1:8080"}')
    config = load_config(write(tmp_path, GOOD + '[network]\nhosts_file = "hosts.json"\n'))
    assert config.hosts() == {"elm.example": "127.0.0.1:8080"}


@pytest.mark.parametrize("text", ["[", "[]", '{"a": 1}', '{"a": "127.0.0.1"}'])
def test_a_damaged_hosts_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "hosts.json").write_text(text)
    with pytest.raises(Refusal, match=r"hosts\.json"):
        load_config(write(tmp_path, GOOD + '[network]\nhosts_file = "hosts.json"\n'))


@pytest.mark.parametrize(
    ("entry", "network", "port"),
    [
        ("127.0.0.1:8899", "127.0.0.1/32", 8899),
        ("127.1.0.0/24:8600", "127.1.0.0/24", 8600),
        ("10.0.0.5", "10.0.0.5/32", None),
        ("[::1]:8080", "::1/128", 8080),
        ("fd00::/8", "fd00::/8", None),
    ],
)
def test_private_addresses(entry: str, network: str, port: int | None) -> None:
    found, at = parse_private(entry)
    assert (str(found), at) == (network, port)


@pytest.mark.parametrize(
    "entry", ["", "localhost", "10.0.0.5:0", "10.0.0.5:99999", "10.0.0.5:http", "300.1.1.1"]
)
def test_no_private_address(entry: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        parse_private(entry)
