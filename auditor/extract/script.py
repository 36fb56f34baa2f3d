"""Find the addresses that handlers and scripts open; runs nothing."""

from __future__ import annotations

import re
from typing import Final

HANDLERS: Final = ("onclick", "ondblclick", "onmousedown", "onmouseup", "onchange", "onkeydown", "onload")

_OPENS: Final = re.compile(
    r"""(?:\blocation(?:\.href)?\s*=(?!=)\s*|\blocation\.(?:assign|replace)\s*\(\s*|\b(?:window\.)?open\s*\(\s*)"""
    r"""(?:"([^"\n]{1,2000})"|'([^'\n]{1,2000})'|`([^`\n]{1,2000})`)"""
)
_WHOLE: Final = re.compile(r"\s*(?:[;,)]|$|\n|\}|\|\||&&|return)")


def opened_addresses(code: str, most: int = 20) -> list[str]:
    """Return the addresses written as plain strings that `code` navigates to or opens.

    An address put together from pieces at run time is not one of them.
    """
    if "location" not in code and "open" not in code:
        return []
    found: list[str] = []
    for match in _OPENS.finditer(code):
        address = match[1] or match[2] or match[3]
        if _WHOLE.match(code, match.end()) and "${" not in address and address not in found:
            found.append(address.replace("\\/", "/"))
            if len(found) == most:
                break
    return found


def navigates_to_value(code: str) -> bool:
    """Say whether a handler goes where the chosen option says (a jump menu)."""
    return ("location" in code or "open(" in code) and ".value" in code
