"""Secrets come from the environment, from systemd or from private files, and never from auditor.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.config import load_config
from auditor.config.secrets import CREDENTIALS, secret
from auditor.exits import Exit, Refusal

PLAIN = '[district]\nname = "Cedar Valley"\ntimezone = "America/Denver"\n[policies]\ndocuments = ["one"]\n'


def settings(folder: Path, more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "auditor.toml").write_text(PLAIN + more, "utf-8")
    return folder


@pytest.mark.parametrize(
    ("environment", "credential", "given"),
    [("", "", ""), ("one", "", "one"), ("", "two\n", "two"), ("one", "two", "one")],
    ids=["none", "environment", "systemd", "both"],
)
def test_where_a_secret_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: str, credential: str, given: str
) -> None:
    if environment:
        monkeypatch.setenv("AUDITOR_SMTP_PASSWORD", environment)
    monkeypatch.setenv(CREDENTIALS, str(tmp_path))
    if credential:
        (tmp_path / "smtp_password").write_text(credential)
    assert secret("smtp_password") == given


def test_a_credential_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CREDENTIALS, str(tmp_path))
    (tmp_path / "smtp_password").write_bytes(b"\xff")
    with pytest.raises(Refusal, match="the credential smtp_password cannot be read") as refused:
        secret("smtp_password")
    assert refused.value.code is Exit.CONFIGURATION


def test_addresses_with_passwords_come_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, database = "http://me:hunter2@proxy.example:3128", "postgresql://me:hunter2@db.example/audit"
    monkeypatch.setenv("AUDITOR_UPSTREAM_PROXY", proxy)
    monkeypatch.setenv(CREDENTIALS, str(tmp_path))
    (tmp_path / "store_url").write_text(f"{database}\n")
    config = load_config(settings(tmp_path / "c", '[store]\nurl = "sqlite:///a.db"\n'))
    assert (config.network.upstream_proxy, config.store_url) == (proxy, database)


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ('[mail.smtp]\npassword = "hunter2"', "mail.smtp.password"),
        ('[mail]\napi_token = "hunter2"', "mail.api_token"),
        ('[network]\nupstream_proxy = "http://me:hunter2@proxy.example:1"', "network.upstream_proxy"),
        ('[store]\nurl = "postgresql://me:hunter2@db.example/audit"', "store.url"),
        ('[browser]\nremote = "https://me:hunter2@grid.example"', "browser.remote"),
    ],
)
def test_a_password_in_the_settings_is_refused_and_not_repeated(tmp_path: Path, more: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        load_config(settings(tmp_path / "c", f"{more}\n"))
    assert refused.value.code is Exit.CONFIGURATION and refused.value.line == PLAIN.count("\n") + 2
    assert refused.value.sentence.startswith(f'"{key}": a password must not stand in this file')
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "more",
    [
        '[mail.smtp]\npassword_file = "/etc/secrets/smtp"',
        '[network]\nupstream_proxy = "http://proxy.example:3128"',
        '[store]\nurl = "postgresql://me@db.example/audit"',
        '[roster.columns.users]\nagreement = "token"',
    ],
)
def test_what_is_no_password_stands(tmp_path: Path, more: str) -> None:
    assert load_config(settings(tmp_path / "c", f"{more}\n")).district.name == "Cedar Valley"
