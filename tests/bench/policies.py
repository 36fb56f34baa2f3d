"""Hold the shipped policy files against the documents' texts, which the project does not carry itself.

`python -m tests.bench.policies DIR` (or POLICIES=DIR for the whole bench) reads DIR/<document id>.txt and
prints for each document how many clauses rules check, how many say why none does, every quote that does not
stand in the text, and what of the text no clause quotes, for a person to read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from auditor import rulebook
from auditor.config import load_config
from auditor.exits import Exit
from tests.bench.served import ROOT


def report(folder: Path) -> tuple[str, bool]:
    """Return the lines of every document with a text in the folder, and whether every quote stands there."""
    config = load_config(ROOT / "config")
    told: list[str] = []
    good = True
    for path in sorted(folder.glob("*.txt")):
        if not (ROOT / "config" / "policies" / f"{path.stem}.toml").is_file():
            told += [f"{path.name}: there is no policy file of this name", ""]
            good = False
            continue
        compared = rulebook.compared(config, path.stem, path)
        table = list(rulebook.lines(config, document=path.stem))
        counted = next(line for line in table if " clauses: " in line)
        told += [*compared.lines[:2], counted, *compared.lines[2:], ""]
        good = good and compared.code is Exit.OK
    return "\n".join(told), good and bool(told)


if __name__ == "__main__":
    text, fine = report(Path(sys.argv[1]))
    print(text)
    sys.exit(0 if fine else 1)
