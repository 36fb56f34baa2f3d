"""Make mornings of an invented district: nights put into its store, and the mail that they bring."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from auditor import night
from auditor.config import load_config
from auditor.finding import Finding
from auditor.keys import load_keys
from auditor.night import MailOptions, Step, Summary
from auditor.night.mailing import write_notices
from auditor.registry import Owner, Person, Registry, School, Site
from auditor.store import SiteOutcome, SiteResult, Store, VisitRecord
from reports import principal
from tests.golden.district import write_district
from tests.night_data import MASK, begin, finding, moment, result

ROOT = Path(__file__).parents[2]
SECONDS = 60
PEOPLE = (
    Person("fern", "principal", "Robin Vale", "robin@fern.example"),
    Person("fern", "delegate", "Sky Marsh", "sky@fern.example"),
    Person("", "communications", "Morgan Alder", "morgan@fern.example"),
    Person("", "operator", "Reza Tamm", "reza@fern.example"),
)


class Quiet:
    """Hear nothing of the progress."""

    def start(self, step: Step, total: int) -> None:
        pass

    def site(self, step: Step, site_id: str, remark: str) -> None:
        pass


def site(number: int, school: str = "fern", **more: object) -> Site:
    name = f"{school}-{number}"
    plain: dict[str, object] = {
        "owners": (Owner(f"Teacher {number}", f"t{number}@fern.example"),), "platform": "wordpress",
    }  # fmt: skip
    return Site(name, f"https://{school}.example/{number}/", school, **{**plain, **more})  # type: ignore[arg-type]


@dataclass
class Mornings:
    """A district of the school "fern" with `sites` websites, and what its nights and mails were."""

    folder: Path
    people: tuple[Person, ...] = PEOPLE
    sites: tuple[Site, ...] = (site(1), site(2))
    settings: Sequence[str] = ('cadence = "nightly"',)
    domains: str = '["fern.example"]'
    _seen: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        more = "\n".join(["[mail]", 'reply_to = "web@fern.example"', *self.settings])
        self.district = write_district(self.folder, [("x", "http://x.example/")], None, more=more)
        path = self.district.config / "auditor.toml"
        text = path.read_text("utf-8")
        text = text.replace("[district]\n", f"[district]\nemail_domains = {self.domains}\n")
        path.write_text(text, "utf-8")
        (self.district.config / "fix_steps").symlink_to(ROOT / "config" / "fix_steps")
        # The rules of this district come with its nights; five documents would be read every morning.
        for policy in (self.district.config / "policies").glob("*.toml"):
            if policy.stem != "wcag-2.0":
                policy.unlink()
        text = re.sub(r"documents = .*", 'documents = ["wcag-2.0"]', path.read_text("utf-8"))
        path.write_text(text, "utf-8")
        self.config = load_config(self.district.config)

    def store(self) -> Store:
        return Store.open(self.config.store_url, load_keys(self.config.keys).fingerprint)

    def night(
        self,
        day: int,
        found: dict[str, Sequence[Finding]] | None = None,
        *,
        unread: Sequence[str] = (),
        refused: Sequence[str] = (),
        finish: bool = True,
        reports: bool = True,
        **more: object,
    ) -> None:
        """Store a night, what was found on each site and which could not be read, and write its reports."""
        registry = Registry((School("fern", "Fern Hollow School", "K-5"),), self.people, self.sites)
        with self.store() as store:
            begun = begin(store, day, registry=registry, **more)
            for each in self.sites:
                given = result(*(found or {}).get(each.site_id, ()))
                if each.site_id in (*unread, *refused):
                    error = each.site_id in unread
                    outcome = SiteOutcome.ERROR if error else SiteOutcome.REFUSED
                    reason = "connect" if error else "login-required"
                    given = SiteResult(outcome, reason, pages=(), rules_run=frozenset())
                read = given.outcome is SiteOutcome.AUDITED
                record = VisitRecord(given.outcome, given.reason, pages=3 if read else 0)
                store.save_visit(begun, each.site_id, record)
                store.save_site(begun, each.site_id, given, MASK)
            if finish:
                store.finish_night(begun, moment(day, 5))
            if reports:
                report = store.school_report("fern", begun.as_of)
                folder = self.district.var / "reports" / "fern" / begun.date.isoformat()
                principal.write(report, self.config, folder)
                write_notices(report, self.config, folder)

    def send(self, day: int, hour: int = 7, minute: int = 0, **options: bool) -> Summary:
        """Send as `auditor send` does on that morning."""
        at = f"2026-10-{day:02d}T{hour:02d}:{minute:02d}"
        return night.send(self.district.config, MailOptions(as_of=at, **options), Quiet())

    def morning(
        self, day: int, found: dict[str, Sequence[Finding]] | None = None, **more: object
    ) -> list[Mail]:
        """Store a night, send its mail, and return what was written since the last time."""
        self.night(day, found, **more)  # type: ignore[arg-type]
        self.summary = self.send(day)
        return self.fresh()

    def fresh(self) -> list[Mail]:
        """Return the mails written since this was last asked, by school, kind and role."""
        now = set((self.district.var / "mail").rglob("*.eml"))
        new, self._seen = now - self._seen, now
        return [Mail(path) for path in sorted(new, key=lambda path: path.name)]

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "auditor", *words, "--config", str(self.district.config)]

    def typed(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the real command."""
        return subprocess.run(
            self.command(*words), cwd=self.folder, env=surroundings(), capture_output=True, text=True,
            timeout=SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip


def surroundings() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


class Mail:
    """One mail as its reader's program sees it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw = path.read_bytes()
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.message = parsed

    def __getitem__(self, header: str) -> str:
        return str(self.message[header])

    @property
    def to(self) -> str:
        return str(self.message["To"].addresses[0].addr_spec)

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        assert part is not None
        return str(part.get_content())

    def says(self, sentence: str) -> bool:
        """Tell whether both bodies say a sentence."""
        plain = " ".join(re.sub(r"<[^>]*>", " ", self.html).split())
        return sentence in " ".join(self.text.split()) and sentence in plain


def name_item(page: str = "/a", target: str = "Avery Quill") -> Finding:
    """Return an item about a student."""
    return finding(target, "k8-full-name", page, student="u1", quote=f"{target} won the bee")


def no_words(page: str = "/a", target: str = "main > img") -> Finding:
    """Return a picture without words."""
    return finding(target, "wcag-1.1.1", page)
