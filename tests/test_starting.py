"""See that a command loads no more than it needs: who asks for a list must not wait for a crawler."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LARGE = {"alembic", "numpy", "openpyxl", "pandas", "pydantic", "scrapy", "selenium", "sqlalchemy", "twisted"}
"""Libraries that take long to load; each command waits for those alone that it works with."""


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["--version"], set()),
        (["--help"], set()),
        (["init", "{new}"], {"pydantic"}),
        (["rules", "--config", "config"], {"pydantic"}),
        (["rules", "--coverage", "--config", "config"], {"pydantic"}),
    ],
    ids=lambda given: " ".join(given[:2]) if isinstance(given, list) else "",
)
def test_a_command_loads_what_it_needs(words: list[str], needed: set[str], tmp_path: Path) -> None:
    asked = [word.format(new=tmp_path / "district") for word in words]
    code = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('LOADED', *sorted({LARGE!r} & sys.modules.keys())))\n"
        f"sys.argv = ['auditor', *{asked!r}]\n"
        "from auditor.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (loaded,) = (line for line in done.stdout.splitlines() if line.startswith("LOADED"))
    assert set(loaded.split()[1:]) == needed
