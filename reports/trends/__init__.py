"""Write the communications office's page and workbook over the whole history; decides nothing.

`figures` computes the tables, `charts` draws them, `workbook` writes them as sheets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from auditor.calendar import Closures
from auditor.config import Config
from auditor.exits import Exit, Refusal
from auditor.finding import SiteOutcome
from auditor.policy import Policy
from auditor.private_files import make_private, write_private
from auditor.rule import Section
from auditor.store import Night, SiteFacts, Store, StoredFinding
from reports import render, words

if TYPE_CHECKING:
    import pandas as pd

    from reports.trends.figures import Figures

UNREGISTERED = "unregistered-site"
MOST_WAITING = 100
"""Objections that the page lists; the workbook has all."""
ACCESS = "Sites with access problems"
_STUDENTS = words.upper_first(words.SECTIONS[Section.PRIVACY])


@dataclass(frozen=True, slots=True)
class Table:
    """Hold one table as a template shows it."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def write(
    store: Store,
    config: Config,
    policy: Policy,
    closures: Closures,
    as_of: datetime | None = None,
    told: Mapping[str, date] | None = None,
    optouts_days: int | None = None,
) -> Path:
    """Write page and workbook into `trends/DATE` (0700, files 0600) and return the page's path.

    `closures` are the district's breaks; `told` says of a finding when its school first got mail that
    counts it, and `optouts_days` how old the opt-out list is. Raises `Refusal` (64) where there is no
    night yet.
    """
    # Not at the top: pandas takes a second, and nothing else in a night needs it.
    from reports.trends import decided
    from reports.trends.figures import figures
    from reports.trends.workbook import workbook

    whole = [night for night in store.nights(as_of) if night.scope is None and night.finished is not None]
    if not whole:
        raise Refusal(Exit.USAGE, "there is no whole night yet; `auditor run` does one")
    night, today = whole[-1], whole[-1].date
    sites, found = store.sites(as_of), store.findings(as_of, all=True)
    deadlines = store.deadlines(as_of)
    titles = store.titles(as_of)
    schools = {school.school_id: school.name for school in store.schools(as_of)}
    made = figures(
        store.totals(as_of), store.reach(as_of), sites, deadlines, found, titles, schools,
        told or {}, today, frozenset(each.date for each in whole if "browser" in each.notes),
    )  # fmt: skip
    by_kind = decided.by_kind(found)
    waiting = decided.waiting(found, titles, schools, closures.is_off, today)
    sheets = {
        "On time": made.on_time,
        "Weeks": made.weekly,
        "Schools": made.schools,
        "Where help does most": made.help,
        "Website systems": made.platforms,
        "Age": made.ages,
        "Decisions": by_kind,
        "Objections": waiting,
        "Nights": made.reach,
        "Findings": made.findings,
    }
    links = [each.link for each in store.links(as_of)]
    outside = {link.final_url or link.url for link in links if UNREGISTERED in link.advisories}
    page = render.html(
        "trends.html",
        css=render.stylesheet(),
        district=config.district,
        today=today,
        first=whole[0].date,
        sites=len(sites),
        schools=len(schools),
        headlines=made.headlines,
        notes=_notes(night),
        changed=bool(made.rule_changes),
        charts=_charts(made, closures),
        on_time=_table(made.on_time),
        weekly=_table(made.weekly),
        access=_table(made.weekly, "Night", ACCESS),
        privacy=_table(made.weekly, "Night", _STUDENTS),
        by_school=_table(made.schools),
        help=_table(made.help),
        platforms=_table(made.platforms),
        ages=_table(made.ages),
        reach=_table(made.reach),
        counted=_open(found, counted=True),
        advice=_open(found, counted=False),
        coming=_coming(policy, today),
        registered=len(sites),
        unread=sum(facts.outcome not in (SiteOutcome.AUDITED, SiteOutcome.PARTIAL) for facts in sites),
        found_outside=len(outside),
        optouts_days=optouts_days,
        decided=_table(by_kind),
        wrong=decided.share_wrong(by_kind),
        waiting=_table(waiting.head(MOST_WAITING)),
        objections=len(waiting),
        late=int((waiting["State"] == "late").sum()),
        revised=decided.revised(deadlines),
        board=_board(made, sites, len(schools), config, today),
    )
    folder = config.var / "trends" / today.isoformat()
    make_private(folder)
    write_private(folder / "trends.xlsx", workbook(sheets))
    write_private(folder / "index.html", page.encode("utf-8"))
    return folder / "index.html"


def _table(frame: pd.DataFrame, *columns: str) -> Table:
    frame = frame[list(columns)] if columns else frame
    rows = tuple(tuple(row) for row in frame.astype(object).itertuples(index=False))
    return Table(tuple(str(name) for name in frame.columns), rows)


def _charts(made: Figures, closures: Closures) -> dict[str, Markup]:
    """Draw every chart for which there is at least one night."""
    from reports.trends.charts import bars, lines, spans_of

    drawn: dict[str, Markup] = {}
    if len(made.on_time):
        stacks = {name: _numbers(made.on_time, name) for name in ("On time", "Missed", "Could not tell")}
        drawn["on_time"] = bars("on-time-chart", "Updates by due date", list(made.on_time["Due"]), stacks)
    if len(made.weekly):
        days = list(made.weekly["Night"])
        breaks = spans_of(closures.days)
        kinds = [words.upper_first(words.SECTIONS[section]) for section in Section]
        for name, title, columns in (
            ("access", "Websites with access problems", [ACCESS]),
            ("privacy", "Open items about students", [_STUDENTS]),
            ("kinds", "All problems by kind", kinds),
        ):
            series = {column: _known(made.weekly, column) for column in columns}
            drawn[name] = lines(f"{name}-chart", title, days, series, breaks, made.rule_changes)
    if len(made.reach):
        columns = [str(name) for name in made.reach.columns if name != "Night"]
        series = {column: _known(made.reach, column) for column in columns}
        drawn["reach"] = lines("reach-chart", "Websites read each night", list(made.reach["Night"]), series)
    return drawn


def _numbers(frame: pd.DataFrame, column: str) -> list[int]:
    return [int(number) for number in frame[column]]


def _known(frame: pd.DataFrame, column: str) -> list[int | None]:
    """Return the numbers of a column; None for nights on which nobody could know."""
    return [None if number is None or number != number else int(number) for number in frame[column]]


def _notes(night: Night) -> list[str]:
    return [note for _, note in sorted(night.notes.items()) if note]


def _open(found: Sequence[StoredFinding], counted: bool) -> int:
    return sum(each.status.standing and each.counted is counted for each in found)


def _coming(policy: Policy, today: date) -> list[tuple[str, date]]:
    """Return the documents that are in force one day and do not count yet."""
    titles = {document.id: document.title for document in policy.documents}
    days = {
        titles.get(clause.document, clause.document): clause.counted_from
        for clause in policy.clauses
        if clause.counted_from is not None and clause.counted_from > today
    }
    return sorted(days.items(), key=lambda each: each[1])


def _board(made: Figures, sites: Sequence[SiteFacts], schools: int, config: Config, today: date) -> str:
    """Return a paragraph that a superintendent may read out: numbers with what they rest on."""
    whose = config.district.name or "the district"
    read = sum(facts.outcome in (SiteOutcome.AUDITED, SiteOutcome.PARTIAL) for facts in sites)
    said = [
        f"On {words.day(today)}, a program read {read:,} of {words.count(len(sites), 'registered website')} "
        f"of {whose}, at {words.count(schools, 'school')}."
    ]
    asked = made.on_time[made.on_time["Share on time"].notna()] if len(made.on_time) else made.on_time
    if len(asked):
        last = asked.iloc[-1]
        known = int(last["On time"]) + int(last["Missed"])
        said.append(
            f"By the due date of {words.day(last['Due'])}, {int(last['On time']):,} of "
            f"{words.count(known, 'website')} had posted something new."
        )
        if last["Could not tell"]:
            said.append(f"For {int(last['Could not tell']):,} more nobody could tell.")
    access = next((each for each in made.headlines if "access" in each.name), None)
    if access is not None and access.known:
        change = f", after {access.before} on {words.day(access.than)}" if access.than else ""
        said.append(f"Access problems that a program can see stood on {access.now} websites{change}.")
    said.append("A program sees only a part of what makes a website open to everyone.")
    return " ".join(said)
