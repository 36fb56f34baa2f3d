"""Prepare a morning's mail: who gets which letter about which school; sends and stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path

from auditor.config import Config
from auditor.exits import Refusal
from auditor.finding import SiteOutcome
from auditor.mail import Envelope, Mornings, belongs_to, compose, is_due, readers_of, scheduled
from auditor.registry import Person, Registry, School
from auditor.store import Draft, Kind, Night, SchoolReport, Status, Store
from reports.mail import Occasion, SchoolMail
from reports.mail_correction import Note, correction
from reports.mail_letter import Letter
from reports.mail_notice import fixes
from reports.mail_office import Unanswered, escalation

READERS = ("principal", "delegate")
OFFICE = ("communications",)
TELLS = (Kind.DIGEST, Kind.ALERT)
DISTRICT = ""
FEWEST_HELD = 3
"""Sites unread below which a share says little, unless they are all."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Hold a mail ready for the outbox, beside the letter that it was made of."""

    draft: Draft
    letter: Letter


@dataclass
class Letters:
    """Prepare all mail of one night; `remarks` says for whom none could be made."""

    store: Store
    config: Config
    night: Night
    clock: datetime
    mornings: Callable[[str], Mornings]
    remarks: list[str] = field(default_factory=list)

    def prepare(self) -> Iterator[Prepared]:
        """Yield the mail of this morning, school by school; the communications office comes last."""
        registry = self.store.registry(self.night.as_of)
        waiting: list[Unanswered] = []
        wrong: list[tuple[Note, list[str]]] = []
        for school in registry.schools:
            report = self.store.school_report(school.school_id, self.night.as_of)
            if not report.sites:
                continue
            mail = self._mail(school, report)
            yield from self._of_school(school, mail, registry)
            waiting += self._unanswered(school, mail, registry)
            if items := self._uncorrected(mail, DISTRICT, (Kind.ESCALATION,)):
                wrong.append((mail.note(mail.wrong_among(items)), list(items)))
        yield from self._to_the_office(waiting, registry)
        for reader in readers_of(registry.people, DISTRICT, OFFICE, self.night.date) if wrong else ():
            letter = correction([note for note, _ in wrong], reader, self.config, self.night.date)
            told = [item for _, items in wrong for item in items]
            yield from self._made(DISTRICT, Kind.CORRECTION, reader, letter, told, part="correction")

    def report_of(self, school: str) -> Path:
        """Return where a school's report lies on this machine."""
        return self.config.var / "reports" / school / self.night.date.isoformat() / "index.html"

    def link_of(self, school: str) -> str:
        """Return the address under which readers open a school's report."""
        path = self.report_of(school)
        at = self.config.mail.reports_at.rstrip("/")
        return f"{at}/{school}/{self.night.date.isoformat()}/{path.name}" if at else path.as_uri()

    def _mail(self, school: School, report: SchoolReport) -> SchoolMail:
        outbox = self.store.outbox()
        last = outbox.last_told(school.school_id, (Kind.DIGEST,), self.night.date)
        occasion = Occasion(
            link=self.link_of(school.school_id),
            before=partial(self._as_told, school, last),
            next_due=self.mornings(school.school_id).next_due(self.night.date),
            told=outbox.told_items(school.school_id, (Kind.ALERT,), self.night.date),
            corrected=outbox.told_items(school.school_id, (Kind.CORRECTION,), self.night.date),
            is_off=self.mornings(school.school_id).is_off,
        )
        return SchoolMail(report, self.config, occasion)

    def _as_told(self, school: School, last: date | None) -> SchoolReport | None:
        """Return the school as its readers last had it told, None where that was never."""
        told = [night for night in self.store.nights() if night.date == last and night.scope is None]
        try:
            return self.store.school_report(school.school_id, told[-1].as_of) if told else None
        except Refusal:
            # The school was registered later, or that night's registry is deleted by now.
            return None

    def _of_school(self, school: School, mail: SchoolMail, registry: Registry) -> Iterator[Prepared]:
        readers = readers_of(registry.people, school.school_id, READERS, self.night.date)
        if not readers:
            self.remarks.append(
                f"no mail for {school.school_id}: people.csv names no principal or delegate for this day"
            )
        private = {finding.id: finding for finding in mail.private_items}
        told = self.store.outbox().told_items(school.school_id, TELLS, self.night.date)
        back = {item for item, found in private.items() if found.life is Status.REOPENED}
        new = (private.keys() - told) | back
        config, mornings = self.config.mail, self.mornings(school.school_id)
        planned = scheduled(config.cadence, config.weekday, self.night.date, mornings)
        last = self.store.outbox().last_told(school.school_id, (Kind.DIGEST,), self.night.date)
        digest = is_due(planned, last)
        due = mornings.remind_of(self.night.date, config.reminder_days)
        for reader in readers:
            if digest:
                yield from self._made(school.school_id, Kind.DIGEST, reader, mail.digest(reader), private)
            elif new:
                yield from self._made(school.school_id, Kind.ALERT, reader, mail.alert(reader, new), new)
            if not digest:
                yield from self._correction(school, mail, reader, TELLS, "correction")
            if due is not None:
                letter = mail.reminder(reader, due.due, due.opens)
                yield from self._made(school.school_id, Kind.REMINDER, reader, letter, part="reminder")
        if config.teacher_notices == "direct":
            yield from self._to_teachers(school, mail, registry, digest)

    def _to_teachers(
        self, school: School, mail: SchoolMail, registry: Registry, digest: bool
    ) -> Iterator[Prepared]:
        """Yield the notices that go out with a digest, and what corrects those of earlier mornings."""
        teachers: dict[str, Person] = {}
        for registered in registry.sites:
            for owner in registered.owners if registered.school_id == school.school_id else ():
                if owner.email:
                    person = Person(school.school_id, "teacher", owner.name, owner.email)
                    teachers.setdefault(owner.email.casefold(), person)
        for teacher in teachers.values():
            yield from self._correction(school, mail, teacher, (Kind.NOTICE,), "wrong notice")
        for site, letter in mail.notices() if digest else ():
            items = [finding.id for problem in fixes(site) for finding in problem.findings]
            for owner in site.facts.site.owners:
                if owner.email:
                    teacher = teachers[owner.email.casefold()]
                    part = f"notice {site.facts.site.site_id}"
                    yield from self._made(school.school_id, Kind.NOTICE, teacher, letter, items, part=part)

    def _uncorrected(
        self, mail: SchoolMail, school: str, kinds: Collection[Kind], reader: Person | None = None
    ) -> frozenset[str]:
        """Return what such mails have told (a reader), and what of it was wrong and is not corrected yet."""
        outbox, day = self.store.outbox(), self.night.date
        told, corrected = (outbox.told_to(school, each, day) for each in (kinds, (Kind.CORRECTION,)))
        mine = outbox.recipient(reader.email) if reader is not None else None
        wrong = mail.wrong_among([item for item, to in told.items() if mine is None or mine in to])
        return frozenset(
            finding.id
            for finding in wrong
            if mine not in corrected.get(finding.id, frozenset()) and (mine or finding.id not in corrected)
        )

    def _correction(
        self, school: School, mail: SchoolMail, reader: Person, kinds: Collection[Kind], part: str
    ) -> Iterator[Prepared]:
        """Yield the note to a reader about what these mails told and what was found to be wrong since."""
        items = self._uncorrected(mail, school.school_id, kinds, reader)
        if items and Kind.DIGEST in kinds:
            items -= mail.corrected_before
        if items:
            note = mail.note(mail.wrong_among(items), link=reader.role in READERS)
            letter = correction([note], reader, self.config, self.night.date)
            yield from self._made(school.school_id, Kind.CORRECTION, reader, letter, items, part=part)

    def _unanswered(self, school: School, mail: SchoolMail, registry: Registry) -> Iterator[Unanswered]:
        """Yield what this school was told a school day ago, as far as it stands and nobody has answered."""
        outbox, mornings = self.store.outbox(), self.mornings(school.school_id)
        passed_on = outbox.told_items(DISTRICT, (Kind.ESCALATION,), self.night.date)
        standing = {finding.id for finding in mail.private_items} - passed_on
        items: set[str] = set()
        since = self.night.date
        for day, told in outbox.alerts(school.school_id, self.night.date):
            if mornings.school_days(day, self.night.date) >= 1 and standing & set(told):
                items |= standing & set(told)
                since = min(since, day)
        if items:
            yield Unanswered(
                school=school.name,
                told=since,
                number=mail.number_of(items),
                principals=readers_of(registry.people, school.school_id, READERS[:1], self.night.date),
                link=self.link_of(school.school_id),
                items=tuple(sorted(items)),
            )

    def _to_the_office(self, waiting: Sequence[Unanswered], registry: Registry) -> Iterator[Prepared]:
        if not waiting:
            return
        readers = readers_of(registry.people, DISTRICT, OFFICE, self.night.date)
        if not readers:
            self.remarks.append("items wait for an answer, and people.csv names no communications office")
        for reader in readers:
            letter = escalation(waiting, reader, self.config, self.night.date)
            items = [item for each in waiting for item in each.items]
            yield from self._made(DISTRICT, Kind.ESCALATION, reader, letter, items, part="office")

    def _made(
        self,
        school: str,
        kind: Kind,
        reader: Person,
        letter: Letter,
        items: Collection[str] = (),
        part: str = "",
    ) -> Iterator[Prepared]:
        """Yield a letter as a mail; remark on an address to which nothing may or can go."""
        outbox = self.store.outbox()
        domain = self.config.mail_sender.rpartition("@")[2]
        message_id = outbox.message_id(self.night.date, school, reader.email, domain, part)
        name = f"{school or 'district'}, {reader.role}"
        domains = self.config.district.email_domains
        if domains and not belongs_to(reader.email, domains):
            self.remarks.append(f"no mail for {name}: the address is outside the district's domains")
            return
        envelope = Envelope(
            sender=self.config.mail_sender,
            sender_name=self.config.mail_sender_name,
            recipient=reader.email,
            recipient_name=reader.name,
            reply_to=self.config.mail.reply_to,
            message_id=message_id,
            thread_id=outbox.thread_id(school, reader.email, domain),
            previous=outbox.previous_message(school, reader.email, self.night.date) or "",
            date=self.clock,
            list_name=f"{school or 'district'}.classroom-websites",
            list_host=domain,
        )
        try:
            content = compose(envelope, letter.subject, letter.text, letter.html)
        except ValueError as error:
            self.remarks.append(f"no mail for {name}: {error}")
            return
        draft = Draft(school, kind, reader.role, reader.email, message_id, content, tuple(sorted(items)))
        yield Prepared(draft, letter)


def hold_reason(store: Store, night: Night, share: float) -> str:
    """Return why this night's mail waits for a person, "" where it need not.

    A report on sites that nobody could read says more about us than about them. What asks for a
    password every night is nothing new, and social pages are never read.
    """
    bound = [facts for facts in store.sites(night.as_of, counted=False) if facts.site.kind != "social"]
    shut = SiteOutcome.REFUSED
    unread = sum(
        facts.outcome not in (SiteOutcome.AUDITED, SiteOutcome.PARTIAL)
        and not (facts.outcome is shut and facts.previous_outcome is shut)
        for facts in bound
    )
    few = unread < FEWEST_HELD or unread <= share * len(bound)
    if not unread or (few and unread < len(bound)):
        return ""
    return f"{unread} of {len(bound)} websites could not be read"
