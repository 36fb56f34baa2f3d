"""Tell one version of the program from another by its own files; what else a night rests on it leaves out."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import auditor


@cache
def program() -> str:
    """Return a digest of the program's code: what another version judged or took apart is done again."""
    digest = hashlib.sha256()
    root = Path(auditor.__file__ or "").parent
    for file in sorted(root.rglob("*.py")):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]
