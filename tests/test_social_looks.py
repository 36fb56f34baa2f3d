"""A look at a social page: the question in the report, the answer in the sheet, and the next quarter."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from auditor import night
from auditor.config import load_config
from auditor.keys import load_keys
from auditor.night import Options, Step
from auditor.store import Store
from reports import sheet
from tests.golden.district import SHIPPED, District, Town, page, write_district

HOST = "friendface.example"
QUESTION = "Please look at this page yourself."


class Quiet:
    def start(self, step: Step, total: int) -> None:
        pass

    def site(self, step: Step, site_id: str, remark: str) -> None:
        pass


def looks_asked_for(district: District, day: str, only: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Run the night of a day; returns (site, status, message) of every question that was ever asked."""
    night.run(district.config, Options(as_of=f"{day}T02:00", browser=False, only=only), night.STEPS, Quiet())
    config = load_config(district.config)
    with Store.open(config.store_url, load_keys(config.keys).fingerprint, create=False) as store:
        found = [each for each in store.findings(all=True) if each.rule == "social-look-due"]
    return [(each.site, str(each.status), each.message) for each in found]


def rows(district: District) -> dict[str, dict[str, str]]:
    book = load_workbook(district.var / "reports" / "elm" / sheet.NAME)
    lines = book.worksheets[0].iter_rows(min_row=2, values_only=True)
    return {
        str(line[0]): dict(zip(sheet.COLUMNS, (str(each or "") for each in line), strict=True))
        for line in lines
    }


def note_a_look(district: District, site: str, day: str) -> None:
    path = district.var / "reports" / "elm" / sheet.NAME
    book = load_workbook(path)
    [row] = [row for row in book.worksheets[0].iter_rows(min_row=2) if row[0].value == site]
    entered = {sheet.CHOICE: sheet.LOOKED_AT, sheet.WHO: "Pat Moss", sheet.LOOKED_ON: day}
    for name, value in entered.items():
        row[sheet.COLUMNS.index(name)].value = value
    book.save(path)


def said(district: District, day: str, name: str) -> str:
    return " ".join((district.var / "reports" / "elm" / day / name).read_text("utf-8").split())


def test_a_look_answers_the_question_until_the_next_quarter(tmp_path: Path) -> None:
    town = Town({"oak.example/": page("<p>Library on Tuesday</p>"), f"{HOST}/track": page("<p>Hello</p>")})
    sites = [("oak", "http://oak.example/"), ("track", f"http://{HOST}/track", "social")]
    with town:
        district = write_district(tmp_path / "d", sites, town.hosts())
        shutil.copytree(SHIPPED / "fix_steps", district.config / "fix_steps")
        never = ("track", "new", f"{QUESTION} Nobody has noted a look at it yet.")
        assert looks_asked_for(district, "2026-11-02") == [never]
        told = said(district, "2026-11-02", "site-track.html")
        assert QUESTION in told and "Look for full names of students" in told
        assert "Could not check" in told, "a question is no pass"
        assert told.count("No program may read a social page. Please look at it") == 1, "said once"
        assert "Steps for" not in told and "The next nightly check looks too" not in told
        assert "A social page that a person should look at" in said(district, "2026-11-02", "index.html")
        assert {
            name for name, row in rows(district).items() if row["Website"].startswith("Ari Moss, social")
        } == {"track"}, "it is answered in one row"
        assert rows(district)["track"]["State"] == "please look"

        assert [status for _, status, _ in looks_asked_for(district, "2026-11-03")] == ["open"]
        note_a_look(district, "track", "2026-11-03")
        # A night that asks nothing of the kind answers nothing either.
        assert [each[1] for each in looks_asked_for(district, "2026-11-04", ("text-political",))] == ["open"]
        assert [status for _, status, _ in looks_asked_for(district, "2026-11-05")] == ["fixed"]
        assert rows(district)["track"]["State"] == "looked at"
        told = said(district, "2026-11-05", "site-track.html")
        assert "Looked at by Pat Moss on Tuesday, November 3, 2026" in told
        assert QUESTION not in told and "Could not check" in told

        assert [each[1] for each in looks_asked_for(district, "2027-02-02")] == ["fixed"]
        due = f"{QUESTION} The last look was on Tuesday, November 3, 2026, and one is due every 92 days."
        assert ("track", "new", due) in looks_asked_for(district, "2027-02-03")
        assert rows(district)["track"]["State"] == "please look"
        assert date(2027, 2, 3).toordinal() - date(2026, 11, 3).toordinal() == 92

        hosts = {request.headers.get("host", "").partition(":")[0] for request in town.web.requests}
        assert hosts == {"oak.example"}, "nobody but a person opens a social page"
