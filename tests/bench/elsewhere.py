"""Audit websites that lie in a folder, each on a host of its own, and print what is found on each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.bench.folder import write_folder
from tests.bench.one_night import measure
from tests.bench.served import served
from tests.bench.table import number, table

ENGINES = ("axe",)
SEVERITIES = ("critical", "serious", "moderate", "minor", "to look at")


def report(scratch: Path, folder: Path, jobs: int, seconds: float) -> str:
    """Return a table of the sites in `folder`, each of which is a subfolder."""
    scratch.mkdir()
    hosts = {f"{path.name.lower()}.bench.example": path for path in sorted(folder.iterdir()) if path.is_dir()}
    with served(hosts, scratch) as port:
        night = measure(write_folder(scratch / "night", list(hosts), port, ENGINES, 200), jobs, seconds)
    title = f"Sites from elsewhere, {len(hosts)} hosts\n\n"
    if night.fault:
        return f"{title}No figure ({night.fault})."
    rows = []
    for name, site in sorted(night.sites.items()):
        found = Counter(site.get("findings", {}))
        outcome = site["outcome"] + (f", {site['reason']}" if site["reason"] else "")
        rows.append([name, str(site["pages"]), *(str(found[each]) for each in SEVERITIES),
                     number(site["seconds"], 1), outcome])  # fmt: skip
    return title + table(["site", "pages", *SEVERITIES, "seconds", "outcome"], rows)
