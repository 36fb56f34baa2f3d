"""Check everything that a night needs, one line each; changes nothing, visits no site, mails on demand."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from auditor.audit import refuse_unknown
from auditor.browser import ENGINES, available, locked
from auditor.browser.options import find_browser, find_shell
from auditor.config import Config, load_config
from auditor.exits import Exit, Refusal, Refusals
from auditor.extract.documents import DocumentReader
from auditor.extract.jail import GUARDS
from auditor.extract.ocr import LANGUAGES, tesseract
from auditor.keys import load_keys
from auditor.links import load_links
from auditor.mail import Fate, SmtpPost, Unavailable, readers_of, send_test
from auditor.night.logos import registered_logos
from auditor.policy import Policy, district_policy
from auditor.registry import load_registry
from auditor.roster import load_roster
from reports import mail_trial

ENOUGH_DISK = 2_000_000_000
"""Bytes: what a night of 600 sites writes in pages, evidence and reports, with room to spare."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Say of one thing whether it is ready; `remark` is a detail, or what to do."""

    name: str
    ok: bool
    remark: str
    code: Exit = Exit.OK


def examine(folder: Path, test_mail: bool = False) -> Iterator[Checked]:
    """Yield one line for each thing that a night needs, the configuration first.

    With `test_mail` each operator in people.csv gets a test mail.
    """
    try:
        config = load_config(folder)
    except (Refusal, Refusals) as refused:
        yield Checked("settings", False, str(refused), refused.code)
        return
    yield Checked("settings", True, f"{config.district.name}, time zone {config.district.timezone}")
    yield from _files(config)
    yield from _confidential(config)
    yield from _machine(config)
    yield from _mail(config)
    if test_mail:
        yield from _test_mail(config)


def _files(config: Config) -> Iterator[Checked]:
    try:
        registry = load_registry(config.folder)
        schools, sites = len(registry.schools), len(registry.sites)
        yield Checked("registry", True, f"{sites} sites of {schools} schools")
    except (Refusal, Refusals) as refused:
        yield Checked("registry", False, str(refused), refused.code)
    policy: Policy | None = None
    try:
        policy = district_policy(config)
        yield Checked("policies", True, f"{len(policy.clauses)} clauses of {len(policy.documents)} documents")
    except (Refusal, Refusals) as refused:
        yield Checked("policies", False, str(refused), refused.code)
    try:
        book = load_links(config.folder / "links")
        if policy is not None:
            refuse_unknown(policy, {rule.id for rule in book.rules})
        yield Checked("links", True, f"{len(book.rules)} rules, {len(book.decisions)} decisions")
    except (Refusal, Refusals) as refused:
        yield Checked("links", False, str(refused), refused.code)
    try:
        logos = registered_logos(config.folder)
        if logos:
            yield Checked("logos", True, f"pictures are compared with {', '.join(logos)}")
    except Refusals as refused:
        yield Checked("logos", False, str(refused), refused.code)


def _confidential(config: Config) -> Iterator[Checked]:
    try:
        roster = load_roster(config)
    except (Refusal, Refusals) as refused:
        yield Checked("roster", False, str(refused), refused.code)
        return
    # Without either a night still runs and says so on top of every report: nothing of this stops it.
    if roster.loaded:
        yield Checked("roster", True, f"{len(roster.students)} students, {len(roster.optouts)} opt-outs")
        if roster.optouts_reason:
            yield Checked("opt-outs", config.optouts is None, roster.optouts_reason, Exit.OK)
    elif config.oneroster is None:
        remark = "there is none, so nothing about names can be checked; set oneroster in [roster]"
        yield Checked("roster", True, remark)
    else:
        remark = (
            f"{config.oneroster} is not there, so nothing about names can be checked; "
            "put the export there or change oneroster in [roster]"
        )
        yield Checked("roster", False, remark, Exit.OK)
    for path in filter(None, (config.oneroster, config.optouts)):
        if path.exists() and path.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
            order = f"chmod -R o-rwx {shlex.quote(str(path))}"
            remark = f"everyone on this machine may read {path.name}; type: {order}"
            yield Checked("roster rights", False, remark, Exit.CONFIGURATION)


def _machine(config: Config) -> Iterator[Checked]:
    try:
        if config.keys.exists():
            load_keys(config.keys, create=False)
            yield Checked("keys", True, "keep a copy of the key folder in a safe place")
        else:
            yield Checked("keys", True, f"the first night makes them in {config.keys}; keep a copy then")
    except Refusal as refused:
        yield Checked("keys", False, str(refused), refused.code)
    reason = available(config.browser.remote)
    here = _which_browser()
    if config.browser.remote:
        here = f"browsers of {urlsplit(config.browser.remote).hostname}; each night asks it for one first"
    yield Checked("browser", reason is None, reason or here, Exit.UNAVAILABLE)
    if reason is None and not config.browser.remote:
        yield _hidden_from_browser()
    for name in config.browser.engines:
        version = ENGINES[name].VERSION
        remark = f"{name} {version}" if version else f"{name} is missing; install the program anew"
        yield Checked("engine", bool(version), remark, Exit.UNAVAILABLE)
    yield _readers()
    yield _words_in_pictures()
    yield _output(config.var)
    if os.geteuid() == 0:
        remark = (
            "this is root, so the browser's sandbox is off and the whole machine is within reach; run the "
            "night under an account of its own, as cron/auditor.service does"
        )
        yield Checked("account", True, remark)


def _which_browser() -> str:
    said = "a browser and its driver are here"
    installed = find_browser()
    if installed is None:
        return said
    shell = find_shell(installed)
    first = f"{shell.browser}, and if that does not start " if shell is not None else ""
    return f"{said}: {first}{installed.browser}"


def _hidden_from_browser() -> Checked:
    """Say whether this system keeps the roster, the keys and the reports from the browser."""
    installed = find_browser()
    path = Path(installed.browser) if installed is not None else Path()
    boxed = "snap" in (*path.parts[1:2], path.resolve().name)
    if locked.possible() and not boxed:
        return Checked("confidential files", True, "no browser can open the roster, the keys or the reports")
    why = "a snap cannot be kept" if boxed else "this system does not keep the browser"
    remark = (
        f"{why} from opening the roster, the keys and the reports; run it under an account of its own "
        "(see SECURITY.md)"
    )
    return Checked("confidential files", True, remark)


def _readers() -> Checked:
    """Say whether linked files can be read, and what keeps whoever reads them locked in here."""
    with DocumentReader(1) as readers:
        guards = readers.guards()
    if not guards:
        remark = (
            "linked documents cannot be read, because no reader could be started; install the program anew"
        )
        return Checked("documents", False, remark, Exit.UNAVAILABLE)
    missing = [words for name, words in GUARDS.items() if name not in guards]
    if missing:
        remark = (
            f"read in a process of its own, from which this system does not keep away {', '.join(missing)}"
        )
        return Checked("documents", True, f"{remark}; a newer Linux does")
    return Checked("documents", True, "read in a locked-in process: no network, no other files or programs")


def _words_in_pictures() -> Checked:
    """Say whether words in pictures and scans can be read, in which languages, and what is missing for it."""
    install = "type: sudo apt-get install tesseract-ocr"
    here, have = tesseract()
    if not here:
        named = f"{install} {' '.join(f'tesseract-ocr-{name}' for name in LANGUAGES)}"
        why = (
            "Tesseract is not installed"
            if shutil.which("tesseract") is None
            else "Tesseract knows no language"
        )
        remark = (
            f"words in them cannot be read, because {why}; each is told as not checked. To read them, {named}"
        )
        return Checked("pictures", True, remark)
    read = [words for name, words in LANGUAGES.items() if name in have.split("+")]
    missing = {name: words for name, words in LANGUAGES.items() if name not in have.split("+")}
    remark = f"words in them are read with Tesseract in {' and '.join(read)}"
    for name, words in missing.items():
        remark += f"; for {words}, {install}-{name}"
    return Checked("pictures", True, remark)


def _output(var: Path) -> Checked:
    existing = next(folder for folder in (var, *var.parents) if folder.exists())
    if not os.access(existing, os.W_OK):
        return Checked("output", False, f"this account may not write to {existing}", Exit.STORAGE)
    if var.exists() and var.stat().st_mode & (stat.S_IROTH | stat.S_IXOTH):
        return Checked("output", False, f"everyone may open {var}; type: chmod 700 {var}", Exit.CONFIGURATION)
    free = shutil.disk_usage(existing).free
    if free < ENOUGH_DISK:
        remark = f"only {free // 1_000_000} MB are free in {existing}; 2,000 MB are needed"
        return Checked("output", False, remark, Exit.STORAGE)
    return Checked("output", True, f"{free // 1_000_000_000} GB free")


def _mail(config: Config) -> Iterator[Checked]:
    """Yield whether mail can go, and for which schools nobody would get any."""
    try:
        registry = load_registry(config.folder)
    except (Refusal, Refusals):
        return  # said above
    today = datetime.now(config.district.zone).date()
    alone = [
        school.school_id
        for school in registry.schools
        if not readers_of(registry.people, school.school_id, ("principal", "delegate"), today)
    ]
    if alone:
        remark = f"people.csv names nobody who gets it today: {', '.join(alone)}"
        yield Checked("mail readers", False, remark, Exit.MAIL_HELD)
    if config.mail.delivery == "folder":
        yield Checked("mail", True, f"goes to {config.mail_folder}; to send it set delivery in [mail]")
        return
    try:
        yield Checked("mail", True, SmtpPost(config).test())
    except Unavailable as unavailable:
        yield Checked("mail", False, unavailable.sentence, Exit.UNAVAILABLE)
    except (Refusal, Refusals) as refused:
        yield Checked("mail", False, str(refused), refused.code)


def _test_mail(config: Config) -> Iterator[Checked]:
    now = datetime.now(UTC).astimezone(config.district.zone)
    letter = mail_trial.letter_of(config, now)
    try:
        people = load_registry(config.folder).people
        for _, outcome in send_test(config, people, now, letter.subject, letter.text, letter.html):
            sent = outcome.fate is Fate.SENT
            remark = "is on its way to the operator" if sent else f"{outcome.fate}: {outcome.reply}"
            yield Checked("test mail", sent, remark, Exit.MAIL_HELD)
    except Unavailable as unavailable:
        yield Checked("test mail", False, unavailable.sentence, Exit.UNAVAILABLE)
    except (Refusal, Refusals) as refused:
        yield Checked("test mail", False, str(refused), refused.code)
