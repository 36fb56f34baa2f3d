"""Offer the commands; each one reads its options, calls one function and turns refusals into exit codes.

Each imports what it needs when it is called: most need no crawler, no browser and no database.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.ending import exit_codes
from auditor.cli.saying import complain, say
from auditor.exits import Exit, Refusal
from auditor.faults import words_kept_back

if TYPE_CHECKING:
    from auditor import night

app = typer.Typer(
    name="auditor",
    help="Audit every registered classroom website, and tell each principal what to do.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

ConfigOption = Annotated[
    Path, typer.Option("--config", envvar="AUDITOR_CONFIG", help="The configuration folder.")
]
AsOf = Annotated[str, typer.Option("--as-of", help="The clock for every rule, such as 2026-10-28T02:00.")]
Only = Annotated[str, typer.Option("--only", help="Rules or checkers, separated by commas.")]
Sites = Annotated[str, typer.Option("--sites", help="Sites by id; * stands for any letters.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Read pages without a browser.")]
NoMail = Annotated[bool, typer.Option("--no-mail", help="Write reports, send no mail.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything, send nothing.")]
Full = Annotated[bool, typer.Option("--full", help="Ignore what is known from earlier nights.")]
Jobs = Annotated[int, typer.Option("--jobs", min=0, help="Browsers at a time; 0: as many as fit.")]
Replay = Annotated[bool, typer.Option("--replay", help="Allow a time more than a day from now.")]
Cluster = Annotated[
    str, typer.Option("--cluster", help="Visit sites on a Dask cluster: tls://scheduler.example:8786.")
]
Accept = Annotated[bool, typer.Option("--accept-roster", help="Accept a much smaller roster, once.")]

DEFAULT_CONFIG = Path("config")

AS_ROOT = "This ran as root; run it under an account of its own, as cron/auditor.service does."


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"classroom-auditor {version('classroom-auditor')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    district: Annotated[
        str, typer.Option("--district", help="With this district's policy; an unknown name lists them all.")
    ] = "",
) -> None:
    """Write a commented starter configuration."""
    from auditor.starter import write_starter

    files = write_starter(folder, district)
    say(f"{len(files)} files written. Go through {folder / 'auditor.toml'} from top to bottom,")
    say(f"fill in the tables, then type: auditor doctor --config {folder}")


@app.command()
def doctor(
    config: ConfigOption = DEFAULT_CONFIG,
    send_test: Annotated[bool, typer.Option("--send-test", help="Send each operator a test mail.")] = False,
) -> None:
    """Check everything a night needs; each line is OK or says what to do."""
    from auditor.doctor import examine

    worst = Exit.OK
    for checked in examine(config, send_test):
        mark = "OK     " if checked.ok else "TO DO  "
        say(f"{mark}{checked.name}: {checked.remark}")
        if not checked.ok:
            worst = max(worst, checked.code)
    raise typer.Exit(worst)


@app.command()
def run(
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = "",
    only: Only = "",
    sites: Sites = "",
    no_browser: NoBrowser = False,
    no_mail: NoMail = False,
    dry_run: DryRun = False,
    full: Full = False,
    jobs: Jobs = 0,
    replay: Replay = False,
    accept_roster: Accept = False,
    cluster: Cluster = "",
) -> None:
    """Do the nightly job: visit, judge, store, report, mail."""
    from auditor import night

    options = night.Options(
        as_of, _words(only), sites, not no_browser, full, jobs, replay, accept_roster, not no_mail, dry_run,
        cluster,
    )  # fmt: skip
    _night(config, options, night.STEPS, watched=True)


@app.command()
def crawl(
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = "",
    sites: Sites = "",
    no_browser: NoBrowser = False,
    full: Full = False,
    jobs: Jobs = 0,
    replay: Replay = False,
    accept_roster: Accept = False,
    cluster: Cluster = "",
) -> None:
    """Visit the sites and keep what they said; judge nothing yet."""
    from auditor import night

    options = night.Options(
        as_of, (), sites, not no_browser, full, jobs, replay, accept_roster, cluster=cluster
    )
    _night(config, options, (night.Step.VISIT,))


@app.command()
def check(
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = "",
    only: Only = "",
    accept_roster: Accept = False,
) -> None:
    """Judge what the newest night's visits brought, without visiting again."""
    from auditor import night

    options = night.Options(as_of, _words(only), accept_roster=accept_roster)
    _night(config, options, (night.Step.JUDGE,))


@app.command()
def report(config: ConfigOption = DEFAULT_CONFIG, as_of: AsOf = "") -> None:
    """Write every school's report from what is stored."""
    from auditor import night

    _night(config, night.Options(as_of), (night.Step.REPORT,))


@app.command()
def send(
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = "",
    preview: Annotated[bool, typer.Option("--preview", help="Write the mail to files to look at.")] = False,
    dry_run: DryRun = False,
    release: Annotated[bool, typer.Option("--release", help="Let go what was held for a person.")] = False,
) -> None:
    """Send the newest night's mail: what is due and has not gone yet."""
    from auditor import night
    from auditor.cli.screen import Screen

    with Screen() as screen:
        summary = night.send(config, night.MailOptions(as_of, dry_run, preview, release), screen)
    for line in summary.mail or ["no mail is due"]:
        say(line)
    raise typer.Exit(summary.code)


@app.command()
def acknowledge(
    school: Annotated[str, typer.Argument(help="The school's id, as in schools.csv.")],
    by: Annotated[str, typer.Option("--by", help="Who has looked.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = "",
) -> None:
    """Record that a school has seen its privacy items, so that the communications office is not asked."""
    from auditor import night

    say(night.acknowledge(config, school, by, as_of))


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="findings, deadlines, links, sites or skipped")],
    config: ConfigOption = DEFAULT_CONFIG,
    form: Annotated[str, typer.Option("--format", help="jsonl, csv or xlsx")] = "jsonl",
    output: Annotated[Path | None, typer.Option("--output", help="A file; a workbook needs one.")] = None,
    as_of: AsOf = "",
    since: Annotated[str, typer.Option("--since", help="Only what has changed since DATE.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also what is fixed or decided.")] = False,
    identify: Annotated[bool, typer.Option("--identify", help="Name students; needs the roster.")] = False,
) -> None:
    """Write findings, due dates, links, sites or what could not be checked."""
    from auditor.cli import exporting
    from auditor.config import load_config

    data = exporting.export_data(load_config(config), what, form, as_of, since, everything, identify)
    if output is not None:
        exporting.write(output, data)
    elif form == exporting.NEEDS_A_FILE:
        raise Refusal(Exit.USAGE, "a workbook needs a file; name one with --output")
    else:
        sys.stdout.buffer.write(data)


@app.command()
def calendar(
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = "",
    school: Annotated[str, typer.Option("--school", help="Only this school's calendar.")] = "",
    output: Annotated[Path | None, typer.Option("--output", help="A folder.")] = None,
) -> None:
    """Write the due dates of updates as calendars for teachers, with the breaks left out."""
    from auditor.calendar import moment_of
    from auditor.config import load_config
    from auditor.due import write_calendars

    settings = load_config(config)
    moment = moment_of(as_of, settings.district.zone, datetime.now(UTC))
    for path in write_calendars(settings, moment, output or settings.var / "calendars", school):
        say(f"calendar: {path}")


@app.command("new-year")
def new_year(config: ConfigOption = DEFAULT_CONFIG, as_of: AsOf = "") -> None:
    """Walk through sites, people, archives, calendars, roster and opt-outs for a new school year."""
    from auditor.new_year import walk

    for point in walk(config, as_of):
        say(f"{'TO DO  ' if point.todo else 'OK     '}{point.about}: {point.found}")
        if point.todo:
            say(f"       {point.todo}")


@app.command()
def trends(config: ConfigOption = DEFAULT_CONFIG, as_of: AsOf = "") -> None:
    """Write the communications office's page and workbook over all nights."""
    from auditor import night

    page = night.write_trends(config, as_of)
    say(f"trends: {page}")
    say(f"workbook: {page.with_name('trends.xlsx')}")


@app.command()
def rules(
    rule: Annotated[str, typer.Argument(help="One rule, in full.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    policy: Annotated[str, typer.Option("--policy", help="Only the clauses of this document.")] = "",
    against: Annotated[
        Path | None, typer.Option("--against", help="The document's text: compare every quote with it.")
    ] = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="Who looks at each WCAG criterion.")] = False,
) -> None:
    """List every rule with its clause, severity and fix, and the clauses that no machine checks."""
    from auditor import rulebook
    from auditor.config import load_config

    settings = load_config(config)
    if against is None:
        for line in rulebook.coverage(settings) if coverage else rulebook.lines(settings, rule, policy):
            say(line)
        return
    compared = rulebook.compared(settings, policy, against)
    for line in compared.lines:
        say(line)
    raise typer.Exit(compared.code)


@app.command()
def waive(
    finding: Annotated[str, typer.Argument(help="The finding's id, as reports print it.")],
    reason: Annotated[str, typer.Option("--reason")],
    by: Annotated[str, typer.Option("--by", help="Who decides.")],
    until: Annotated[str, typer.Option("--until", help="The last day on which it holds.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = "",
) -> None:
    """Settle a finding until a day; it stands in reports under "waived"."""
    from auditor import night
    from auditor.config import load_config
    from auditor.store import Verdict

    say(night.decide(load_config(config), finding, Verdict.WAIVED, reason, by, until, as_of))


@app.command()
def dispute(
    finding: Annotated[str, typer.Argument(help="The finding's id, as reports print it.")],
    reason: Annotated[str, typer.Option("--reason")],
    by: Annotated[str, typer.Option("--by", help="Who says so.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_of: AsOf = "",
) -> None:
    """Record that somebody says a finding is wrong."""
    from auditor import night
    from auditor.config import load_config
    from auditor.store import Verdict

    say(night.decide(load_config(config), finding, Verdict.DISPUTED, reason, by, "", as_of))


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR")] = Path("demo"),
    jobs: Jobs = 0,
    no_browser: NoBrowser = False,
) -> None:
    """Audit a small invented district whose sites are served from this machine."""
    from auditor.demo import district

    raise typer.Exit(district.run(folder, jobs=jobs, browser=not no_browser))


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error and the right exit code."""
    os.umask(0o077)
    # What stood in memory, the roster with it, must not rest on the disk because the program broke down.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    with exit_codes(), words_kept_back():
        app()


def _night(
    config: Path, options: night.Options, steps: tuple[night.Step, ...], watched: bool = False
) -> None:
    """Do the steps, tell how it ended, and leave with the right exit code."""
    from auditor import night
    from auditor.cli.screen import Screen

    with Screen() as screen:

        def work() -> night.Summary:
            return night.run(config, options, steps, screen)

        summary = night.watched(config, options, work) if watched else work()
    if os.geteuid() == 0 and night.Step.VISIT in steps:
        complain(AS_ROOT)
    for remark in summary.remarks:
        say(remark)
    if summary.counts:
        say(", ".join(f"{number} {outcome}" for outcome, number in sorted(summary.counts.items())))
    for site_id, reason in sorted(summary.unread.items()):
        say(f"could not be audited: {site_id} ({reason})")
    for path in summary.reports:
        say(f"report: {path}")
    for line in summary.mail:
        say(line)
    raise typer.Exit(summary.code)


def _words(written: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in written.split(",") if word.strip())
