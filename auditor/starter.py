"""Write the starter configuration into a folder; leaves every setting to the person who edits it."""

from __future__ import annotations

import shutil
from pathlib import Path

from auditor.exits import Exit, Refusal
from auditor.shipped import example


def write_starter(target: Path) -> list[Path]:
    """Copy the commented example configuration to `target`; returns the files written.

    A folder that holds anything already is refused, so that nobody's settings are overwritten.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refusal(
            Exit.USAGE, "this folder is not empty; name a new one, so that nothing is overwritten", target
        )
    source = example("config")
    try:
        shutil.copytree(source, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
        # The copy has the rights of the example, which anybody may read.
        for path in (target, *target.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
    except OSError as error:
        raise Refusal(Exit.STORAGE, f"the folder cannot be written ({error.strerror})", target) from None
    return sorted(path for path in target.rglob("*") if path.is_file())
