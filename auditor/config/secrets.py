"""Take secrets from the environment, from systemd or from private files, and none from `auditor.toml`."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from auditor.exits import Exit, Refusal
from auditor.toml_file import TomlFile

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Names the folder in which systemd lays the credentials of a service (systemd.exec, LoadCredential=)."""

ADDRESSES = {
    ("store", "url"): "store_url",
    ("network", "upstream_proxy"): "upstream_proxy",
    ("browser", "remote"): "browser_remote",
}
"""Addresses that may carry a password, by key; with one they come from outside under this name."""

_SECRET_KEY = re.compile(r"(?:^|_)(?:password|passwd|passphrase|secret|token)$", re.IGNORECASE)


def variable(name: str) -> str:
    """Return the variable of the environment in which a secret may stand."""
    return f"AUDITOR_{name.upper()}"


def secret(name: str) -> str:
    """Return a secret from the environment or from systemd's credentials, "" for none.

    Raises `Refusal` (78) where the credential is there and cannot be read.
    """
    given = os.environ.get(variable(name), "")
    folder = os.environ.get(CREDENTIALS, "")
    if given or not folder:
        return given
    path = Path(folder) / name
    return _read(path, f"the credential {name} cannot be read") if path.exists() else ""


def secret_file(path: Path) -> str:
    """Return the one line of a private file. Raises `Refusal` (78) where others may read it."""
    unread = "the file with the mail password cannot be read"
    try:
        others = path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    except OSError:
        raise Refusal(Exit.CONFIGURATION, unread, path) from None
    if others:
        sentence = f"others on this machine may read the password; type: chmod 600 {path}"
        raise Refusal(Exit.CONFIGURATION, sentence, path)
    return _read(path, unread)


def addresses_from_outside() -> dict[tuple[str, str], str]:
    """Return the addresses that came from outside, by the key in whose place they stand."""
    given = {keys: secret(name) for keys, name in ADDRESSES.items()}
    return {keys: address for keys, address in given.items() if address}


def refuse_passwords(file: TomlFile) -> None:
    """Refuse a password that stands in `auditor.toml`, which is copied, mailed and kept in archives."""
    for keys in _secret_keys(file.data):
        sentence = (
            f'"{".".join(keys)}": a password must not stand in this file; take it out and give it by '
            f"{variable('smtp_password')}, by a systemd credential or by mail.smtp.password_file"
        )
        raise Refusal(Exit.CONFIGURATION, sentence, file.path, file.line(*keys))
    for keys, name in ADDRESSES.items():
        section = file.data.get(keys[0])
        written = section.get(keys[1]) if isinstance(section, Mapping) else None
        if isinstance(written, str) and _has_password(written):
            sentence = (
                f'"{".".join(keys)}": a password must not stand in this file; take the address out and give '
                f"it by {variable(name)} or by the systemd credential {name}"
            )
            raise Refusal(Exit.CONFIGURATION, sentence, file.path, file.line(*keys))


def refuse_inside(
    confidential: Mapping[tuple[str, ...], Path | None], folder: Path, why: str, file: TomlFile
) -> None:
    """Refuse confidential files, by the keys that name them, which lie inside `folder`; `why` says so."""
    for keys, path in confidential.items():
        if path is not None and path.is_relative_to(folder):
            sentence = f'"{".".join(keys)}" lies inside {why}'
            raise Refusal(Exit.CONFIGURATION, sentence, file.path, file.line(*keys))


def _secret_keys(table: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _secret_keys(value, (*above, key))
        elif isinstance(value, str) and value and _SECRET_KEY.search(key):
            yield (*above, key)


def _has_password(address: str) -> bool:
    try:
        return bool(urlsplit(address).password)
    except ValueError:
        return False


def _read(path: Path, unread: str) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Refusal(Exit.CONFIGURATION, unread, path) from None
