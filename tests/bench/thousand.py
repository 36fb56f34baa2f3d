"""Follow a thousand links of one night and print what that costs; judges of no label."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.links import audit_links
from tests.bench.table import table

_A_PAGE = 50
_HOSTS_WITH_SEVERAL = 20
_QUIRKS = {0: "slow", 1: "gzip", 2: "bigbody", 3: "flaky503", 4: "latin1"}


def report(scratch: Path, count: int) -> str:
    """Return a table of what following `count` distinct destinations cost.

    One in twenty is slow, large, busy at first or compressed; a few hang, lead in circles or point
    inside. CPU seconds are those of this process: the audit's, and the invented web's as well.
    """
    folder = scratch / "set"
    folder.mkdir(parents=True)
    rows = list(_rows(count))
    (folder / "links.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (folder / "policy.json").write_text(json.dumps(_DISTRICT), "utf-8")
    before = _cpu()
    judged, figures = audit_links(folder, scratch)
    spent = _cpu() - before
    found = [each.said for each in judged if each.said is not None]
    reached = sum(said["status"] == 200 for said in found)
    lines = [
        ["destinations", f"{count:,}"],
        ["read", f"{reached:,}"],
        ["told as not opened", f"{sum('broken' in said['advisories'] for said in found):,}"],
        ["wall seconds", f"{figures['seconds']:.1f}"],
        ["CPU seconds, the invented web's too", f"{spent:.1f}"],
        ["requests", f"{figures['requests']:,.0f}"],
        ["most requests at once on a host", f"{figures['most at once on a host']:.0f}"],
        ["most KB of one answer", f"{figures['most bytes of one answer'] / 1024:,.0f}"],
    ]
    return table(["links of a night", ""], lines)


_DISTRICT = {
    "district_domains": ["www.cedarvalley.example"],
    "district_email_domains": ["cedarvalley.example"],
    "approved_platforms": [],
    "registered_sites": [],
    "staff": ["Rosa Reed"],
}


def _rows(count: int) -> Iterator[dict[str, Any]]:
    """Yield invented links; several hosts have a few pages, all others one."""
    for number in range(count):
        host = f"h{number // 10 % _HOSTS_WITH_SEVERAL}" if number % 10 == 0 else f"one{number}"
        url = f"https://{host}.example/page/{number}"
        row: dict[str, Any] = {
            "id": f"T{number}",
            "page": f"room/p{number // _A_PAGE}",
            "carrier": "a",
            "url": url,
            "final_url": url,
            "anchor_text": f"Owls {number}",
            "context_sentence": f"Read about owls: Owls {number}.",
            "status": 200,
            "reach": "ok",
            "hops": [],
            "quirk": _QUIRKS.get(number % 20),
            "destination": {
                "title": f"Owls {number}",
                "description": "Facts",
                "snippet": "They fly by night.",
            },
            "label": "ok",
            "rule": "none",
            "advisories": [],
            "reference": None,
        }
        if 40 < number < 44:
            row |= {"reach": "timeout-hard", "status": None}
        elif 50 < number < 54:
            row |= {
                "hops": [[url, 302, url + "/on"], [url + "/on", 302, url]],
                "status": None,
                "reach": "loop",
            }
        elif 60 < number < 64:
            row |= {
                "url": f"http://10.0.0.{number}/",
                "final_url": f"http://10.0.0.{number}/",
                "status": None,
            }
            row |= {"reach": "timeout-hard"}
        yield row


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
