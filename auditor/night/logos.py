"""Know the district's registered logos, and which pictures of a site look like one; judges none of them.

Every file in the configuration's folder `logos` is one logo. Leaves out pictures that did not come home
(those of other hosts) and drawings (SVG), whose looks nobody measures here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from auditor.exits import Exit, Refusal, Refusals
from auditor.extract.documents import DocumentReader
from auditor.finding import Reason
from auditor.likeness import alike
from auditor.snapshot import District
from auditor.visit import SiteVisit

FOLDER = "logos"
_LARGEST = 20_000_000


def registered_logos(folder: Path) -> Mapping[str, str]:
    """Return the marks of the logos registered in a configuration by their files' names.

    The files are read as a stranger's are, by a locked-in child. Raises `Refusals` that name every file
    that can be compared with nothing: a logo that is looked for nowhere would seem to stand nowhere.
    """
    files = sorted(each for each in (folder / FOLDER).glob("*") if each.name[:1] != "." and each.is_file())
    if not files:
        return {}
    marks: dict[str, str] = {}
    faults: list[Refusal] = []
    with DocumentReader(1) as reader:
        for file in files:
            try:
                body = file.read_bytes() if file.stat().st_size <= _LARGEST else b""
            except OSError as error:
                faults.append(Refusal(Exit.CONFIGURATION, f"cannot be read ({error.strerror})", file))
                continue
            reading = reader.read_file(body, file.suffix[1:], file.name)
            if reading.likeness:
                marks[file.name] = reading.likeness
            elif reading.problem is not None and reading.problem.reason is Reason.CANCELED:
                faults.append(Refusal(Exit.UNAVAILABLE, reading.problem.detail, file))
            else:
                faults.append(
                    Refusal(
                        Exit.CONFIGURATION,
                        "pictures cannot be compared with this logo; save it as PNG or JPEG, at least 40 "
                        "pixels each way, not of one color and no mere line, or take it out of this folder",
                        file,
                    )
                )
    if faults:
        raise Refusals(tuple(faults))
    return marks


@dataclass
class Likenesses:
    """Gather over all sites of a night which pictures look like a registered logo."""

    registered: Mapping[str, str]
    _sites: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def of(self, visit: SiteVisit) -> dict[str, str]:
        """Return by a picture's address the name of the registered logo that it looks like."""
        if not self.registered:
            return {}
        written = (each for page in visit.pages for each in page.embedded)
        names = {each.url: self._like(each.likeness) for each in (*visit.assets, *written) if each.likeness}
        return {url: name for url, name in names.items() if name}

    def take_note(self, visit: SiteVisit) -> None:
        """Count a site among those that show its pictures of logos; written into pages, by their content."""
        near = self.of(visit)
        for url in near:
            self._sites[url].add(visit.site_id)
        for page in visit.pages if near else ():
            for asset in page.embedded:
                if asset.url in near:
                    self._sites[asset.digest].add(visit.site_id)

    def into(self, district: District) -> District:
        """Return what the district shows with the sites that show each picture of a logo."""
        shown = dict(district.logos)
        for url, sites in self._sites.items():
            shown[url] = shown.get(url, frozenset()) | sites
        return replace(district, logos=shown)

    def _like(self, mark: str) -> str:
        return next((name for name, logo in self.registered.items() if alike(mark, logo)), "")
