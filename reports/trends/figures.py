"""Turn the store's whole history into the figures of the trend pages; draws and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from auditor.finding import Confidence, SiteOutcome
from auditor.rule import Section
from auditor.snapshot import DueVerdict
from auditor.store import NightReach, NightTotal, SiteFacts, StoredDeadline, StoredFinding
from reports import words
from reports.view import PLATFORM_FAULT, is_platform_fault

FEWEST_SITES = 5
"""A share of fewer sites than these says little, and the pages say so."""
AGES = ((7, "up to a week"), (30, "up to a month"), (90, "up to three months"), (10_000, "longer"))
MOST_HELP = 12
VERDICTS = {
    DueVerdict.MET: "On time",
    DueVerdict.MISSED: "Missed",
    DueVerdict.UNKNOWN: "Could not tell",
    DueVerdict.EXCUSED: "Excused",
}
OUTCOMES = {
    SiteOutcome.AUDITED: "Checked",
    SiteOutcome.PARTIAL: "Checked in part",
    SiteOutcome.ERROR: "Could not check",
    SiteOutcome.REFUSED: "May not check",
}


@dataclass(frozen=True, slots=True)
class Trend:
    """Hold one headline number: now, before, and the day with which it is compared."""

    name: str
    now: str
    before: str = ""
    than: date | None = None
    better: bool | None = None
    known: bool = True


@dataclass(frozen=True)
class Figures:
    """Hold every table of the trend pages; each frame is one table, its columns in plain words."""

    on_time: pd.DataFrame
    weekly: pd.DataFrame
    reach: pd.DataFrame
    schools: pd.DataFrame
    help: pd.DataFrame
    platforms: pd.DataFrame
    ages: pd.DataFrame
    findings: pd.DataFrame
    headlines: tuple[Trend, ...]
    rule_changes: tuple[date, ...] = field(default=())


def figures(
    totals: Iterable[NightTotal],
    reached: Iterable[NightReach],
    sites: Sequence[SiteFacts],
    deadlines: Sequence[StoredDeadline],
    found: Sequence[StoredFinding],
    titles: Mapping[str, str],
    schools: Mapping[str, str],
    told: Mapping[str, date],
    today: date,
    unshown: frozenset[date] = frozenset(),
) -> Figures:
    """Compute all tables. `titles` names rules and `schools` schools by id; `told` says of a finding's id
    when its school first got mail that counts it; `unshown` are nights on which no browser showed pages.
    """
    weekly, reach, changes = _weekly(totals, unshown), *_reach(reached)
    on_time = _on_time(deadlines)
    standing = [each for each in found if each.status.standing and each.counted]
    return Figures(
        on_time=on_time,
        weekly=weekly,
        reach=reach,
        schools=_schools(sites, deadlines, schools),
        help=_help(standing, titles),
        platforms=_platforms(standing, sites, titles),
        ages=_ages(standing, today),
        findings=_findings(found, titles, schools, told),
        headlines=tuple(_headlines(on_time, weekly)),
        rule_changes=changes,
    )


def _weekly(totals: Iterable[NightTotal], unshown: frozenset[date]) -> pd.DataFrame:
    """Return each week's last night: problems by section, and sites with access problems.

    A night without a browser that has no access problem has not looked for any: its cells are empty. So are
    those of nights before a browser was first used: they know of faults in linked files and of no others.
    """
    frame = pd.DataFrame(
        ((each.date, each.section, each.sites, each.problems, each.fixed, each.review) for each in totals),
        columns=["Night", "section", "sites", "problems", "fixed", "review"],
    )
    names = {str(section): words.upper_first(words.SECTIONS[section]) for section in Section}
    columns = ["Sites with access problems", *names.values(), "Fixed in the week"]
    if frame.empty:
        return pd.DataFrame(columns=["Night", *columns])
    # Of a date that was audited twice the sums would count twice.
    by_night = frame.groupby(["Night", "section"]).sum(numeric_only=True)
    problems = by_night["problems"].unstack(fill_value=0).rename(columns=names)
    problems = problems.reindex(columns=list(names.values()), fill_value=0)
    access = by_night["sites"].unstack(fill_value=0)
    problems.insert(0, columns[0], access.get(str(Section.ACCESS), 0))
    problems[columns[-1]] = by_night["fixed"].groupby("Night").sum()
    week = pd.to_datetime(problems.index).to_period("W")
    fixed = problems.groupby(week)[columns[-1]].sum()
    last = problems.groupby(week).tail(1).copy()
    last[columns[-1]] = fixed.to_numpy()
    table = last.reset_index().astype(dict.fromkeys(columns, int))
    shown = [night for night in problems.index if night not in unshown]
    before = table["Night"] < min(shown, default=date.min)
    blind = table["Night"].isin(unshown) & ((table[columns[0]] == 0) | before)
    if blind.any():
        for column in (columns[0], names[str(Section.ACCESS)]):
            table[column] = table[column].astype(object).where(~blind, None)
    return table


def _reach(reached: Iterable[NightReach]) -> tuple[pd.DataFrame, tuple[date, ...]]:
    """Return how far each week's last night came, and the days on which the checks changed."""
    rows = list(reached)
    columns = [str(name) for name in OUTCOMES]
    frame = pd.DataFrame(((r.date, r.outcome, r.sites) for r in rows), columns=["Night", "outcome", "sites"])
    rulesets: dict[str, date] = {}
    before = ""
    changes = []
    for row in rows:
        if before and row.ruleset != before:
            changes.append(row.date)
        rulesets[row.ruleset] = row.date
        before = row.ruleset
    named = [OUTCOMES[name] for name in OUTCOMES]
    if frame.empty:
        return pd.DataFrame(columns=["Night", *named]), ()
    table = frame.pivot_table(index="Night", columns="outcome", values="sites", aggfunc="last", fill_value=0)
    table = table.reindex(columns=columns, fill_value=0).set_axis(named, axis="columns")
    last = table.groupby(pd.to_datetime(table.index).to_period("W")).tail(1)
    return last.reset_index().astype(dict.fromkeys(named, int)), tuple(changes)


def _on_time(deadlines: Sequence[StoredDeadline]) -> pd.DataFrame:
    """Return by due date how many sites and sections were on time; shares leave out what nobody can tell."""
    names = list(VERDICTS.values())
    frame = pd.DataFrame(((each.due, str(each.verdict)) for each in deadlines), columns=["Due", "verdict"])
    if frame.empty:
        return pd.DataFrame(columns=["Due", *names, "Share on time"])
    table = frame.groupby(["Due", "verdict"]).size().unstack(fill_value=0)
    table = table.reindex(columns=[str(each) for each in VERDICTS], fill_value=0)
    table = table.set_axis(names, axis="columns")
    known = table["On time"] + table["Missed"]
    table["Share on time"] = [_share(met, of) for met, of in zip(table["On time"], known, strict=True)]
    return table.reset_index()


def _schools(
    sites: Sequence[SiteFacts], deadlines: Sequence[StoredDeadline], names: Mapping[str, str]
) -> pd.DataFrame:
    """Return one row a school, in the order of the alphabet: no school stands above another."""
    last = max((each.due for each in deadlines), default=None)
    school_of = {facts.site.site_id: facts.site.school_id for facts in sites}
    met: dict[str, int] = dict.fromkeys(names, 0)
    asked: dict[str, int] = dict.fromkeys(names, 0)
    for each in deadlines:
        school = school_of.get(each.site, "")
        if each.due == last and school in met and each.verdict in (DueVerdict.MET, DueVerdict.MISSED):
            asked[school] += 1
            met[school] += each.verdict is DueVerdict.MET
    rows = []
    for school, name in names.items():
        own = [facts for facts in sites if facts.site.school_id == school]
        read = [facts for facts in own if facts.outcome in (SiteOutcome.AUDITED, SiteOutcome.PARTIAL)]
        access = sum(_problems(facts, Section.ACCESS) > 0 for facts in own)
        rows.append(
            {
                "School": name,
                "Websites": len(own),
                "Checked": len(read),
                "On time": f"{met[school]} of {asked[school]}" if asked[school] else "not asked",
                "With access problems": access,
                "Student information items": sum(_problems(facts, Section.PRIVACY) for facts in own),
                "Note": "few websites" if len(own) < FEWEST_SITES else "",
            }
        )
    return pd.DataFrame(rows).sort_values("School", key=lambda names: names.str.casefold())


def _problems(facts: SiteFacts, section: Section) -> int:
    counts = facts.counts.get(str(section))
    return counts.problems if counts is not None else 0


def _help(standing: Sequence[StoredFinding], titles: Mapping[str, str]) -> pd.DataFrame:
    """Return the problems that touch most sites: one lesson for teachers helps most there."""
    rows = [
        (_title(each, titles), each.site, (each.site, each.page))
        for each in standing
        if each.confidence is not Confidence.REVIEW and not is_platform_fault(each)
    ]
    frame = pd.DataFrame(rows, columns=["Problem", "Websites", "Pages"])
    if frame.empty:
        return frame
    table = frame.groupby("Problem").nunique()
    return table.sort_values(["Websites", "Problem"], ascending=[False, True]).head(MOST_HELP).reset_index()


def _platforms(
    standing: Sequence[StoredFinding], sites: Sequence[SiteFacts], titles: Mapping[str, str]
) -> pd.DataFrame:
    """Return the faults of templates, each with the places that a vendor is shown."""
    system = {facts.site.site_id: facts.site.platform for facts in sites}
    rows = [
        (
            words.platform(system.get(each.site, "")),
            _title(each, titles),
            each.message,
            each.site,
            each.details[PLATFORM_FAULT],
            each.details.get("engine-rule", ""),
            each.selector,
            each.url,
        )
        for each in standing
        if is_platform_fault(each)
    ]
    columns = ["System", "Fault", "What is wrong", "Websites", "Share", "Engine rule", "Element", "Example"]
    frame = pd.DataFrame(rows, columns=columns)
    if frame.empty:
        return frame
    kept = dict.fromkeys(columns[4:], "first")
    table = frame.groupby(columns[:3]).agg({"Websites": "nunique", **kept})
    return table.sort_values("Websites", ascending=False).reset_index()


def _ages(standing: Sequence[StoredFinding], today: date) -> pd.DataFrame:
    """Count open items by how long they have stood."""
    rows: dict[str, dict[str, int]] = {}
    for each in standing:
        age = (today - each.first_seen).days
        name = next(name for limit, name in AGES if age <= limit)
        row = rows.setdefault(words.upper_first(words.SECTIONS[each.section]), {name: 0 for _, name in AGES})
        row[name] += 1
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[name for _, name in AGES])
    return frame.rename_axis("Kind").reset_index()


def _findings(
    found: Sequence[StoredFinding],
    titles: Mapping[str, str],
    schools: Mapping[str, str],
    told: Mapping[str, date],
) -> pd.DataFrame:
    """Return every finding with its days; what concerns a student carries no words and no address."""
    rows = []
    for each in found:
        private = each.section is Section.PRIVACY
        decision = each.decision
        rows.append(
            {
                "Number": each.id,
                "School": schools.get(each.school, each.school),
                "Website": each.site,
                "Problem": _title(each, titles),
                "Page": "" if private else each.url,
                "State": str(each.status),
                "How sure": str(each.confidence),
                "First seen": each.first_seen,
                "Told": told.get(each.id),
                "Last seen": each.last_seen,
                "Fixed": each.fixed_on,
                "Decided": decision.decided_at.date() if decision is not None else None,
                "Until": decision.until if decision is not None else None,
            }
        )
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else ["Number", "School", "Website", "Problem"])


def _title(finding: StoredFinding, titles: Mapping[str, str]) -> str:
    if finding.section is Section.PRIVACY:
        return words.STUDENT_TITLE
    return titles.get(finding.rule, finding.rule)


def _headlines(on_time: pd.DataFrame, weekly: pd.DataFrame) -> Iterable[Trend]:
    asked = on_time[on_time["Share on time"].notna()] if len(on_time) else on_time
    if len(asked):
        now, before = asked.iloc[-1], asked.iloc[-2] if len(asked) > 1 else None
        shares = now["Share on time"], before["Share on time"] if before is not None else None
        yield Trend(
            f"On time by {words.short_day(now['Due'])}",
            f"{shares[0]:.0%}",
            f"{shares[1]:.0%}" if shares[1] is not None else "",
            before["Due"] if before is not None else None,
            None if shares[1] is None or shares[0] == shares[1] else bool(shares[0] > shares[1]),
        )
    else:
        yield Trend("On time by the due date", "not known yet", known=False)
    privacy = words.upper_first(words.SECTIONS[Section.PRIVACY])
    for name, column in (
        ("Websites with access problems", "Sites with access problems"),
        ("Open items about students", privacy),
    ):
        known = weekly[weekly[column].notna()] if len(weekly) else weekly
        if not len(known) or known.index[-1] != weekly.index[-1]:
            yield Trend(name, "not known yet", known=False)
            continue
        now = known.iloc[-1]
        # Four weeks back, or as far as there is anything.
        before = known.iloc[max(0, len(known) - 5)] if len(known) > 1 else None
        old = None if before is None else int(before[column])
        yield Trend(
            name,
            f"{int(now[column]):,}",
            "" if old is None else f"{old:,}",
            None if before is None else before["Night"],
            None if old is None or old == now[column] else bool(now[column] < old),
        )


def _share(part: int, of: int) -> float | None:
    return float(part) / float(of) if of else None
