"""Write the starter configuration into a folder; leaves every setting to the person who edits it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from auditor.exits import Exit, Refusal
from auditor.shipped import example

DISTRICTS = "districts"
"""The folder of what districts have of their own: for each one the files that differ."""

SETTINGS = "auditor.toml"

_HEAD = re.compile(r"^\[([^\[\]\n]+)\][^\n]*$", re.MULTILINE)
_ENTRY = re.compile(r"^([A-Za-z_]+) = (\[\n.*?^\]|\"[^\"\n]*\"|[^#\n]*[^#\s])", re.MULTILINE | re.DOTALL)


def districts() -> tuple[str, ...]:
    """Return the names of the districts for which a starter can be written."""
    return tuple(sorted(path.name for path in (example("config") / DISTRICTS).iterdir() if path.is_dir()))


def write_starter(target: Path, district: str = "") -> list[Path]:
    """Copy the commented example configuration to `target`, as one district has it; returns the files.

    A folder that holds anything already is refused, so that nobody's settings are overwritten.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refusal(
            Exit.USAGE, "this folder is not empty; name a new one, so that nothing is overwritten", target
        )
    source = example("config")
    if district and district not in districts():
        raise Refusal(
            Exit.USAGE, f'there is no starter for a district "{district}"; there are {", ".join(districts())}'
        )
    try:
        without = shutil.ignore_patterns(DISTRICTS)
        shutil.copytree(source, target, dirs_exist_ok=True, copy_function=shutil.copyfile, ignore=without)
        if district:
            _write_own(source / DISTRICTS / district, target)
        # The copy has the rights of the example, which anybody may read.
        for path in (target, *target.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
    except OSError as error:
        raise Refusal(Exit.STORAGE, f"the folder cannot be written ({error.strerror})", target) from None
    return sorted(path for path in target.rglob("*") if path.is_file())


def _write_own(own: Path, target: Path) -> None:
    """Put a district's own files in the place of the shared ones, and its settings into the shared file."""
    settings = target / SETTINGS
    text = with_settings(settings.read_text("utf-8"), (own / SETTINGS).read_text("utf-8"))
    ignored = shutil.ignore_patterns(SETTINGS)
    shutil.copytree(own, target, dirs_exist_ok=True, copy_function=shutil.copyfile, ignore=ignored)
    settings.write_text(text, "utf-8")


def with_settings(shared: str, own: str) -> str:
    """Return shared settings with the values of one's own in their places, and every comment kept.

    Raises `ValueError` for a key that does not stand in the same table of the shared settings.
    """
    for table, start, end in _tables(own):
        for entry in _ENTRY.finditer(own, start, end):
            shared = _replaced(shared, table, entry[1], entry[2])
    return shared


def _replaced(shared: str, table: str, key: str, value: str) -> str:
    for name, start, end in _tables(shared):
        for entry in _ENTRY.finditer(shared, start, end):
            if name == table and entry[1] == key:
                return shared[: entry.start(2)] + value + shared[entry.end(2) :]
    raise ValueError(f'there is no "{key}" in [{table}] of the shared settings')


def _tables(text: str) -> list[tuple[str, int, int]]:
    """Return each table's name with where its entries begin and end."""
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [(head[1], head.end(), end) for head, end in zip(heads, ends, strict=True)]
