"""Put a night's mail into the outbox and have it delivered; says what became of it, and words none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from auditor.calendar import moment_of
from auditor.config import Config, load_config
from auditor.exits import Exit, Refusal
from auditor.keys import load_keys
from auditor.mail import Delivered, FolderPost, Gate, Patience, SmtpPost, deliver, draft, read_password
from auditor.night.letters import Letters, Prepared, hold_reason
from auditor.night.mornings import mornings_of
from auditor.night.steps import MailOptions, Progress, Step, Summary
from auditor.policy import district_policy
from auditor.private_files import make_private, write_private
from auditor.roster import load_roster
from auditor.store import Night, Parcel, SchoolReport, Store
from reports.mail import Occasion, SchoolMail

NOT_YET = "no night of all sites is finished yet; `auditor run` does one"


def check_mail(config: Config) -> None:
    """Refuse a night whose mail could not go, before it begins. Raises `Refusal` (78)."""
    if config.mail.delivery == "smtp" and config.mail.smtp.user:
        read_password(config)


def send(folder: Path, options: MailOptions, progress: Progress) -> Summary:
    """Send the newest night's mail, as `auditor send` asks for it; what has gone is not sent again.

    Raises `Refusal` (64) where there is no finished night or its reports are not written, (75) where
    an audit is running.
    """
    config = load_config(folder)
    keys = load_keys(config.keys, create=False)
    summary = Summary()
    clock = moment_of(options.as_of, config.district.zone, datetime.now(UTC))
    with Store.open(config.store_url, keys.fingerprint, create=False) as store:
        if not (options.dry_run or options.preview):
            store.lock()
        store.show_through(load_roster(config, clock).mask())
        night = _newest(store, clock if options.as_of else None)
        mail_night(store, config, night, clock, options, progress, summary)
    return summary


def acknowledge(folder: Path, school: str, by: str, as_of: str) -> str:
    """Record that somebody at a school has seen what it was told. Raises `Refusal` (64)."""
    config = load_config(folder)
    clock = moment_of(as_of, config.district.zone, datetime.now(UTC))
    if not by.strip():
        raise Refusal(Exit.USAGE, "say with --by who has looked; it is kept")
    keys = load_keys(config.keys, create=False)
    with Store.open(config.store_url, keys.fingerprint, create=False) as store:
        if school not in {each.school_id for each in store.schools()}:
            raise Refusal(Exit.USAGE, f'there is no school "{school}" in schools.csv')
        number = store.outbox().acknowledge(school, by, clock)
    return f"{school}: {'noted; the communications office is not asked' if number else 'nothing waits'}."


def mail_night(
    store: Store,
    config: Config,
    night: Night,
    clock: datetime,
    options: MailOptions,
    progress: Progress,
    summary: Summary,
) -> None:
    """Prepare, keep and deliver the mail of one finished night, and sum up; the caller holds the lock."""
    policy = district_policy(config)
    registry = store.registry(night.as_of)
    letters = Letters(store, config, night, clock, mornings_of(config, registry, policy, night.date))
    prepared = list(letters.prepare())
    summary.mail += letters.remarks
    if letters.remarks:
        summary.code = max(summary.code, Exit.MAIL_HELD)
    if options.preview:
        summary.mail += [f"mail: {path}" for path in _write_preview(config, night, prepared)]
        return
    hold = "" if options.release else hold_reason(store, night, config.mail.hold_unread)
    if options.dry_run:
        summary.mail += [_would(each, hold) for each in prepared] or ["no mail is due this morning"]
        return
    _refuse_without_reports(letters, prepared)
    outbox = store.outbox()
    outbox.put(night.id, night.date, [each.draft for each in prepared], clock, hold)
    if options.release:
        outbox.release(night.date, clock)
    progress.start(Step.MAIL, len(outbox.waiting()))
    post = SmtpPost(config) if config.mail.delivery == "smtp" else FolderPost(config.mail_folder)
    smtp = config.mail.smtp
    told = deliver(
        outbox,
        post,
        Gate(tuple(config.district.email_domains), to_people=config.mail.delivery == "smtp"),
        age=_age(clock if options.as_of else None),
        now=lambda: datetime.now(UTC),
        patience=Patience(smtp.attempts, smtp.first_wait_seconds),
        sleep=time.sleep,
    )
    for parcel in told.sent:
        progress.site(Step.MAIL, parcel.school or "district", f"{parcel.kind} to the {parcel.role}")
    _sum_up(config, told, hold, summary)


def write_notices(report: SchoolReport, config: Config, folder: Path) -> None:
    """Write each website's notice into `notices/` beside the report, for the principal to send."""
    mail = SchoolMail(report, config, Occasion(link=(folder / "index.html").as_uri()))
    place = folder / "notices"
    for site, letter in mail.notices():
        addresses = [owner.email for owner in site.facts.site.owners if owner.email]
        try:
            content = draft(addresses, letter.subject, letter.text, letter.html, site.facts.site.site_id)
        except ValueError:
            continue  # an address that mail cannot carry: the report itself has everything
        make_private(place)
        write_private(place / f"{site.facts.site.site_id}.eml", content)


def _newest(store: Store, clock: datetime | None) -> Night:
    nights = [night for night in store.nights(clock) if night.scope is None and night.finished is not None]
    if not nights:
        raise Refusal(Exit.USAGE, NOT_YET)
    return nights[-1]


def _age(clock: datetime | None) -> Callable[[Parcel], timedelta]:
    """Return what tells a report's age, by the clock that the run was given or else by the real one."""
    if clock is not None:
        return lambda parcel: clock - parcel.as_of
    return lambda parcel: datetime.now(UTC) - parcel.started


def _refuse_without_reports(letters: Letters, prepared: Iterable[Prepared]) -> None:
    for school in dict.fromkeys(each.draft.school for each in prepared):
        if school and not letters.report_of(school).is_file():
            sentence = f"the report of {school} is not written yet; `auditor report` does that"
            raise Refusal(Exit.USAGE, sentence)


def _would(each: Prepared, hold: str) -> str:
    what = "would be held" if hold else "would send"
    draft = each.draft
    return f"{what}: {draft.school or 'district'} {draft.kind} to {draft.address}: {each.letter.subject}"


def _write_preview(config: Config, night: Night, prepared: Sequence[Prepared]) -> list[Path]:
    """Write each mail as it would go and as a page to look at."""
    folder = config.var / "mail-preview" / night.date.isoformat()
    make_private(folder)
    written = []
    for number, each in enumerate(prepared, 1):
        name = f"{number:03d}-{each.draft.school or 'district'}-{each.draft.kind}-{each.draft.role}"
        write_private(folder / f"{name}.eml", each.draft.content)
        page = each.letter.html.encode("ascii", "xmlcharrefreplace")
        write_private(folder / f"{name}.html", page)
        written.append(folder / f"{name}.html")
    return written


def _sum_up(config: Config, told: Delivered, hold: str, summary: Summary) -> None:
    """Say what became of the mail, by school and role: a log holds nobody's name or address."""
    say = summary.mail.append
    if told.sent and config.mail.delivery == "folder":
        days = sorted({parcel.date.isoformat() for parcel in told.sent})
        where = " and ".join(str(config.mail_folder / day) for day in days)
        say(f"mail: {len(told.sent)} written to {where}")
    elif told.sent:
        say(f"mail: {len(told.sent)} sent")
    for parcel, reply in told.refused:
        say(f"mail refused: {_whose(parcel)} ({reply}); see whether the address is right")
    for parcel, reply in told.unsure:
        say(
            f"mail may have arrived or not: {_whose(parcel)} ({reply}). It is not sent again; "
            "ask the reader, or pass on the report"
        )
    for parcel, reply in told.given_up:
        say(f"mail not sent: {_whose(parcel)} ({reply})")
    for parcel, reply in told.left:
        say(f"mail waits: {_whose(parcel)}{f' ({reply})' if reply else ''}; to try again type: auditor send")
    if told.held:
        why = hold or told.held[0].reply
        say(
            f"mail held for a person: {len(told.held)}, because {why}. Look at the reports; "
            "to let it go type: auditor send --release"
        )
    if told.unavailable:
        say(f"no mail could be sent: {told.unavailable}")
        summary.code = max(summary.code, Exit.UNAVAILABLE)
    if not told.complete:
        summary.code = max(summary.code, Exit.MAIL_HELD)


def _whose(parcel: Parcel) -> str:
    return f"{parcel.school or 'district'}, {parcel.kind} to the {parcel.role}"
