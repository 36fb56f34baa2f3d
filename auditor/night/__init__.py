"""Conduct a night: visit every site, judge them all, write the reports, send the mail; does none itself."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from auditor.audit import refuse_unknown, selected
from auditor.browser import available, unsandboxed
from auditor.calendar import Calendars, moment_of
from auditor.config import Config, load_config
from auditor.due import due_calendars
from auditor.exits import Exit, Refusal
from auditor.finding import SiteOutcome
from auditor.keys import load_keys
from auditor.night.decisions import apply_waivers, decide, read_waivers
from auditor.night.following import follow_all, link_book
from auditor.night.judging import Judge, ruleset_of
from auditor.night.logos import Likenesses, registered_logos
from auditor.night.mailing import acknowledge, check_mail, mail_night, send, write_notices
from auditor.night.pinging import watched
from auditor.night.process import apart
from auditor.night.settling import remembering, settle
from auditor.night.sheets import take_sheets
from auditor.night.steps import STEPS, MailOptions, Options, Progress, Step, Summary, steady_memory
from auditor.night.sweeping import sweep_files
from auditor.night.trending import write_trends
from auditor.night.visiting import Visiting, check_cluster, door_rules
from auditor.pages import PageCache
from auditor.policy import district_policy
from auditor.registry import Registry, Site, load_registry
from auditor.roster import Roster, load_roster
from auditor.rule import Section
from auditor.store import Night, Store
from auditor.visit.kept import parts
from auditor.words import put_in_force
from reports import principal, records, words

__all__ = [
    "STEPS", "MailOptions", "Options", "Progress", "Step", "Summary", "acknowledge", "decide", "run",
    "send", "watched", "write_trends",
]  # fmt: skip

ROSTER_SIZE = "roster-size"
"""Under which name the store remembers how many students the last accepted roster had."""
_WITHOUT_ROSTER = "Student names were not checked: {}."

NOTES_OF_VISITS = frozenset({"browser", "sandbox", "private", "proxy"})
"""Notes that say how the sites were read, and not how they were judged."""


def run(folder: Path, options: Options, steps: Sequence[Step], progress: Progress) -> Summary:
    """Do the steps of one night and say how it ended; started again, it resumes or says it is done.

    Raises `Refusal` or `Refusals` before any request is sent where something is not as it must be.
    """
    real = datetime.now(UTC)
    config = load_config(folder)
    registry = load_registry(config.folder)
    policy = district_policy(config)
    put_in_force(policy.words)
    book = link_book(config, registry)
    refuse_unknown(policy, {rule.id for rule in book.rules})
    calendars = due_calendars(config, registry, policy)
    logos = registered_logos(config.folder) if Step.JUDGE in steps else {}
    only = _selected(options, config)
    sites = _chosen(registry, options.sites)
    as_of = moment_of(options.as_of, config.district.zone, real)
    replayed = _replayed(as_of, real, config, options)
    waivers = read_waivers(config)
    door_rules(config)
    if Step.MAIL in steps and options.mail and not options.dry_run:
        check_mail(config)
    keys = load_keys(config.keys)
    summary = Summary()
    opened = Store.open(config.store_url, keys.fingerprint, evidence=config.var / "evidence")
    with opened as store, steady_memory():
        earlier = _newest(store) if Step.VISIT not in steps else None
        if earlier is not None and not options.as_of:
            as_of = earlier.as_of
        roster = load_roster(config, as_of, _last_roster(store), options.accept_roster)
        mask = roster.mask()
        store.show_through(mask)
        if tuple(steps) == (Step.REPORT,):
            moment = as_of if options.as_of else None
            _report(store, config, moment, progress, summary, calendars, roster, {})
            return summary
        if earlier is None:
            _refuse_without_browser(config, options)
            check_cluster(config, options)
        night = store.begin_night(
            as_of if earlier is None else earlier.as_of,
            real=real,
            registry=registry,
            ruleset=ruleset_of(policy, config),
            scope=_scope(sites, options) if earlier is None else earlier.scope,
            replayed=replayed if earlier is None else earlier.replayed,
            # What limited the visits is a fact of the night, whoever judges them later.
            notes=_notes(config, roster, options) | (_of_visits(earlier.notes) if earlier else {}),
        )
        apply_waivers(waivers, store, night.as_of, mask)
        answers = take_sheets(store, config, registry, night.as_of, mask)
        if night.finished is not None:
            summary.remarks.append(f"The night of {words.day(night.date)} is done already.")
        else:
            cache = PageCache(config.var / "pages", keys.pages)
            active = [site for site in sites if site.active_on(night.date)]
            if Step.VISIT in steps:

                def visit(progress: Progress) -> list[str]:
                    remarks = Visiting(store, cache, night, config, options).all(active, progress)
                    follow_all(store, cache, night, config, options, book, policy, active, mask, progress)
                    return remarks

                # All that speaks with the network, and most of what it leaves in memory.
                summary.remarks += apart(visit, progress)
            if Step.JUDGE in steps:
                rules = remembering(book, store, night, mask)
                judge = Judge(
                    store,
                    cache,
                    night,
                    registry,
                    policy,
                    roster,
                    only,
                    calendars,
                    config,
                    rules,
                    full=options.full,
                    likenesses=Likenesses(logos),
                )
                judge.all(active, progress)
                settle(book, store, night, mask)
                store.finish_night(night, datetime.now(UTC))
                if roster.loaded:
                    store.remember(ROSTER_SIZE, str(roster.count))
                else:
                    summary.remarks.append(_WITHOUT_ROSTER.format(roster.reason))
                summary.remarks += _sweep(store, cache, config, night)
        if Step.REPORT in steps:
            _report(store, config, night.as_of, progress, summary, calendars, roster, answers)
        _sum_up(store, night, summary)
        if Step.MAIL in steps and options.mail:
            _mail(store, config, night, as_of if options.as_of else None, options, progress, summary)
        return summary


def _scope(sites: Sequence[Site], options: Options) -> list[str] | None:
    """Return the sites that a recheck is about, None for a night of all."""
    return [site.site_id for site in sites] if options.sites else None


def _of_visits(notes: Mapping[str, str]) -> dict[str, str]:
    return {name: note for name, note in notes.items() if name in NOTES_OF_VISITS}


def _last_roster(store: Store) -> int | None:
    size = store.recall(ROSTER_SIZE)
    return int(size) if size is not None else None


def _newest(store: Store) -> Night:
    nights = store.nights()
    if not nights:
        raise Refusal(Exit.USAGE, "no site has been visited yet; `auditor crawl` or `auditor run` does that")
    return nights[-1]


def _sweep(store: Store, cache: PageCache, config: Config, night: Night) -> list[str]:
    """Delete for good what the district's records schedule no longer allows to be kept."""
    keep = config.retention
    store.sweep(night.as_of, findings_days=keep.findings, evidence_days=keep.evidence, hold=keep.hold)
    if not keep.hold:
        # What tonight's pages said was renewed by reading it.
        tonight = set(store.visited(night).values())
        names = tonight | set(parts(cache, store.kept_visits() - tonight))
        cache.sweep(names, datetime.now(UTC) - timedelta(days=keep.pages))
    failed = sweep_files(config, night.date, datetime.now(config.district.zone).date())
    return [f"{failed}."] if failed else []


def _report(
    store: Store,
    config: Config,
    as_of: datetime | None,
    progress: Progress,
    summary: Summary,
    calendars: Calendars,
    roster: Roster,
    answers: Mapping[str, Mapping[str, str]],
) -> None:
    """Write every school's report, and the records clerks' list, from what is stored."""
    schools = store.schools(as_of)
    progress.start(Step.REPORT, len(schools))
    for school in schools:
        facts = store.school_report(school.school_id, as_of)
        folder = config.var / "reports" / school.school_id / facts.night.date.isoformat()
        closures, told = calendars.of(school.school_id), answers.get(school.school_id, {})
        summary.reports.append(principal.write(facts, config, folder, closures, told))
        write_notices(facts, config, folder)
        progress.site(Step.REPORT, school.school_id, "report written")
    nights = [night for night in store.nights(as_of) if night.scope is None]
    if nights:
        records.write(
            store.findings(as_of, rules=store.rules_about(Section.PRIVACY)),
            store.titles(as_of),
            {school.school_id: school.name for school in schools},
            {facts.site.site_id: facts.site.site_id for facts in store.sites(as_of, counted=False)},
            {store.student_hash(each.sourced_id): each.sourced_id for each in roster.students},
            config,
            nights[-1].date,
            [] if roster.loaded else [f"Student numbers are missing: {roster.reason}."],
        )


def _mail(
    store: Store,
    config: Config,
    night: Night,
    as_of: datetime | None,
    options: Options,
    progress: Progress,
    summary: Summary,
) -> None:
    """Send the night's mail; part of a district or of the rules is nothing to tell anybody by mail."""
    if night.scope is not None or options.only:
        part = "some websites" if night.scope is not None else "some rules"
        summary.mail.append(f"no mail: this was about {part} only")
        return
    mail = MailOptions(as_of=options.as_of, dry_run=options.dry_run)
    mail_night(store, config, night, as_of or datetime.now(UTC), mail, progress, summary)


def _sum_up(store: Store, night: Night, summary: Summary) -> None:
    for facts in store.sites(night.as_of, counted=False):
        if facts.outcome is None or (night.scope is not None and facts.site.site_id not in night.scope):
            continue
        summary.counts[facts.outcome] = summary.counts.get(facts.outcome, 0) + 1
        if facts.outcome in (SiteOutcome.ERROR, SiteOutcome.REFUSED):
            summary.unread[facts.site.site_id] = facts.reason
    if summary.unread:
        summary.code = max(summary.code, Exit.SITES_UNREAD)


def _chosen(registry: Registry, pattern: str) -> list[Site]:
    if not pattern:
        return list(registry.sites)
    sites = [site for site in registry.sites if fnmatch.fnmatchcase(site.site_id, pattern)]
    if not sites:
        raise Refusal(Exit.USAGE, f'no registered site has an id like "{pattern}"')
    return sites


def _selected(options: Options, config: Config) -> frozenset[str]:
    try:
        selected((), config.checks.disabled)
    except ValueError as error:
        raise Refusal(Exit.CONFIGURATION, str(error), *config.place("checks", "disabled")) from None
    try:
        return selected(options.only, config.checks.disabled)
    except ValueError as error:
        raise Refusal(Exit.USAGE, str(error)) from None


def _replayed(as_of: datetime, real: datetime, config: Config, options: Options) -> bool:
    """Tell whether this night shows another time than now; refuse it where the sites cannot."""
    if abs(as_of - real) <= timedelta(hours=24):
        return False
    if not (config.network.hosts_file or options.replay):
        raise Refusal(
            Exit.USAGE,
            f"{options.as_of} is more than a day from now; add --replay if the sites really show that night",
        )
    return True


def _refuse_without_browser(config: Config, options: Options) -> None:
    reason = available(config.browser.remote) if options.browser and not options.cluster else None
    if reason is not None:
        raise Refusal(Exit.UNAVAILABLE, f"{reason} Or add --no-browser: pages are then read, not shown.")


def _notes(config: Config, roster: Roster, options: Options) -> dict[str, str]:
    """Return what limits the night's results, as every report says at its top."""
    notes = {}
    if not roster.loaded:
        notes["roster"] = _WITHOUT_ROSTER.format(roster.reason)
    if config.network.allow_private:
        names = ", ".join(config.network.allow_private)
        notes["private"] = f"The check may open these private addresses: {names}."
    if config.network.upstream_resolves:
        notes["proxy"] = "The district's own proxy looks up addresses, so the address check rests on it."
    if not options.browser:
        notes["browser"] = "No browser was used this time, so access was not checked."
    elif not options.cluster and unsandboxed(config.browser.remote):
        notes["sandbox"] = "The browser ran without its sandbox, because the check ran as root."
    if options.only:
        notes["only"] = f"Only a part of the checks ran this time: {', '.join(options.only)}."
    if config.checks.disabled:
        notes["disabled"] = f"These rules are switched off: {', '.join(config.checks.disabled)}."
    return notes
