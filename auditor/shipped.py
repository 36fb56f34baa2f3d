"""Know where the examples lie that come with the auditor; reads none of them."""

from __future__ import annotations

from pathlib import Path

from auditor.exits import Exit, Refusal

_PACKED = Path(__file__).parent / "examples"
_CHECKOUT = Path(__file__).parent.parent


def example(name: str) -> Path:
    """Return the folder of examples `name` ("config" or "cron"), in a wheel or in a checkout."""
    for folder in (_PACKED / name, _CHECKOUT / name):
        if folder.is_dir():
            return folder
    raise Refusal(Exit.UNAVAILABLE, f"the folder {name} is missing from this installation; install it anew")
