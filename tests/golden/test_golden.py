"""Audit small invented sites in full, with a real browser, and compare every finding with what is on file.

Each folder here is a site, `findings.json` in it what an audit must find: rule, page, element, nearest
heading, confidence. After a change that is meant to change findings, write them anew from the project's
folder and read the difference line by line before keeping it:

    .venv/bin/python -m tests.golden.test_golden
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from auditor import night
from auditor.browser import available
from auditor.config import load_config
from auditor.keys import load_keys
from auditor.store import Store
from tests.golden.district import AS_OF, District, write_district
from tests.web import Web

HERE = Path(__file__).parent
SITES = ("bean-room", "good-room", "script-room")
FILE = "findings.json"

Found = dict[str, Any]


class _Quiet:
    """Tell nobody how far the night is."""

    def start(self, step: night.Step, total: int) -> None:
        pass

    def site(self, step: night.Step, site_id: str, remark: str) -> None:
        pass


@contextmanager
def audited(folder: Path) -> Iterator[District]:
    """Audit all sites in one night below `folder`."""
    with ExitStack() as stack:
        servers = {site: stack.enter_context(Web.folder(HERE / site)) for site in SITES}
        hosts = {f"{site}.example": f"127.0.0.1:{web.port}" for site, web in servers.items()}
        rows = [(site, f"http://{site}.example/") for site in SITES]
        district = write_district(folder, rows, hosts)
        night.run(district.config, night.Options(as_of=AS_OF), night.STEPS, _Quiet())
        yield district


def found_on(district: District) -> dict[str, Found]:
    """Return by site what stands in its golden file."""
    config = load_config(district.config)
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        facts = {each.site.site_id: each for each in store.sites()}
        findings = store.findings(all=True)
        skipped = store.skipped()
    return {
        site: {
            "outcome": str(facts[site].outcome),
            "pages": facts[site].pages,
            "skipped": sorted(f"{each.url} {each.reason}" for each in skipped if each.site == site),
            "findings": sorted(
                [each.page, each.rule, each.selector, each.heading, str(each.confidence)]
                for each in findings
                if each.site == site
            ),
        }
        for site in SITES
    }


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    reason = available()
    if reason is not None:
        pytest.skip(f"REAL BROWSER NOT TESTED: {reason}")
    with audited(tmp_path_factory.mktemp("golden") / "district") as district:
        return found_on(district)


@pytest.mark.browser
@pytest.mark.parametrize("site", SITES)
def test_a_golden_site_has_exactly_its_findings(site: str, found: dict[str, Found]) -> None:
    assert found[site] == json.loads((HERE / site / FILE).read_text("utf-8"))


def test_the_good_site_is_good_and_the_others_are_not() -> None:
    golden = {site: json.loads((HERE / site / FILE).read_text("utf-8")) for site in SITES}
    # A good site too has what only a person can judge: its pictures, and a link that it might have.
    good = [(rule, sure) for _, rule, _, _, sure in golden["good-room"]["findings"]]
    assert good == [("photo-consent", "review"), ("curriculum-link-missing", "review")]
    rules = {rule for each in golden.values() for _, rule, *_ in each["findings"]}
    assert {"wcag-1.1.1", "wcag-1.4.3", "wcag-2.4.4", "wcag-3.1.1", "wcag-4.1.2"} <= rules
    assert {each["outcome"] for each in golden.values()} == {"audited"}


def _write(site: str, found: Found) -> None:
    """Write a golden file with one finding a line, so that a difference can be read."""
    lines = [json.dumps(each, ensure_ascii=False) for each in found["findings"]]
    rest = {name: value for name, value in found.items() if name != "findings"}
    head = json.dumps(rest, ensure_ascii=False, indent=2).removesuffix("\n}")
    listed = ",\n    ".join(lines)
    body = f"[\n    {listed}\n  ]" if lines else "[]"
    (HERE / site / FILE).write_text(f'{head},\n  "findings": {body}\n}}\n', "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch, audited(Path(scratch) / "district") as made:
        for name, now in found_on(made).items():
            _write(name, now)
    sys.exit(0)
