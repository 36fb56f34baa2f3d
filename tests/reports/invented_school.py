"""Build reports of an invented school in every state that a night can leave it in; runs no audit."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw

from auditor.audit import rules
from auditor.config import Config, load_config
from auditor.finding import Confidence, SiteOutcome
from auditor.policy import load_policy
from auditor.registry import Owner, Person, School, Site
from auditor.rule import Section, Severity
from auditor.store import (
    ClauseEntry,
    Counts,
    Decision,
    Night,
    RuleEntry,
    RulesetChange,
    SchoolReport,
    SiteFacts,
    Status,
    StoredFinding,
    StoredSkipped,
    Verdict,
)
from auditor.store.counting import Counted, added, count_by_section

ROOT = Path(__file__).resolve().parents[2]
TONIGHT = date(2026, 11, 4)
AS_OF = datetime(2026, 11, 4, 9, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> \u202e<img src=//evil.example/x.png> {{ 7 * 7 }} \"'"

NAMES_RULE = RuleEntry(
    "k8-full-name", "Full name of a child", "A full name.", "Write the first name.", Severity.CRITICAL,
    Section.PRIVACY, "k8-names",
)  # fmt: skip
OPT_OUT_RULE = RuleEntry(
    "opt-out-a-name", "Name of a child who opted out", "The family opted out.", "Take the name off.",
    Severity.CRITICAL, Section.PRIVACY, "opt-out-a",
)  # fmt: skip


def config(folder: Path = ROOT / "config") -> Config:
    return load_config(folder)


def ruleset() -> tuple[dict[str, RuleEntry], dict[str, ClauseEntry]]:
    """Return the rules and clauses of the example configuration, and two about students."""
    settings = config()
    policy = load_policy(settings.folder / "policies", settings.policies.documents)
    topics = {clause.topic for clause in policy.clauses}
    titles = {document.id: document.title for document in policy.documents}
    access = [RuleEntry.of(rule) for _, rule in rules().values() if rule.section is Section.ACCESS]
    made = [rule for rule in access if rule.topic in topics]
    clauses = [
        ClauseEntry(
            each.id, titles[each.document], each.topic, each.quote, each.locator, str(each.force),
            each.number, each.handle, each.level, each.sentence, each.unchecked,
        )
        for each in policy.clauses
    ]  # fmt: skip
    return (
        {rule.id: rule for rule in (*made, NAMES_RULE, OPT_OUT_RULE)},
        {clause.id: clause for clause in clauses},
    )


RULES, CLAUSES = ruleset()


def night(number: int = 2, day: date = TONIGHT, **more: object) -> Night:
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return replace(
        Night(number, day, moment, moment, finished=moment + timedelta(hours=1), engines={"axe": "4.14.1"}),
        **more,  # type: ignore[arg-type]
    )


def site(site_id: str, owner: str = "", **more: object) -> Site:
    plain = Site(
        site_id,
        f"https://{site_id}.example/",
        "larkspur",
        owners=(Owner(owner),) if owner else (),
        platform="wordpress",
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def finding(
    number: int, site_id: str, rule: str = "wcag-1.4.3", page: str = "/", **more: object
) -> StoredFinding:
    """Return a standing, certain finding; `more` replaces any field."""
    entry = RULES[rule]
    clause = next((each.id for each in CLAUSES.values() if each.topic == entry.topic), "")
    plain = StoredFinding(
        id=f"F{number:07X}",
        fingerprint=f"{number:064x}",
        audit=2,
        as_of=AS_OF,
        site=site_id,
        school="larkspur",
        url=f"https://{site_id}.example{page}",
        page=page,
        page_title="Room 12" if page == "/" else f"Week of {page.strip('/')}",
        rule=rule,
        checker="accessibility" if entry.section is Section.ACCESS else "names",
        clause=clause,
        section=entry.section,
        severity=entry.severity,
        confidence=Confidence.CERTAIN,
        status=Status.OPEN,
        life=Status.OPEN,
        counted=True,
        message="This text is too faint against what is behind it."
        if rule == "wcag-1.4.3"
        else f"{entry.title}, here.",
        details={"engine": "axe", "engine-version": "4.14.1", "engine-rule": "color-contrast"},
        source="element" if entry.section is Section.ACCESS else "body",
        selector="main > p:nth-of-type(2) > span.pale",
        heading="This week in math",
        place=f"paragraph {number}",
        quote='<span class="pale">',
        document="",
        occurrences=1,
        first_seen=date(2026, 10, 20),
        last_seen=TONIGHT,
        fixed_on=None,
        criteria=entry.criteria,
    )
    changed = replace(plain, **more)  # type: ignore[arg-type]
    return replace(changed, status=changed.life) if "life" in more and "status" not in more else changed


def decision(verdict: Verdict, reason: str, until: date | None = None) -> Decision:
    return Decision("", verdict, reason, "Ruth Ellery", AS_OF, until)


def skipped(site_id: str, reason: str, path: str = "/", detail: str = "") -> StoredSkipped:
    url = f"https://{site_id}.example{path}" if path else ""
    return StoredSkipped(site_id, url, "crawl", reason, detail, (), AS_OF)


def report(
    sites: Sequence[Site],
    findings: Sequence[StoredFinding] = (),
    skips: Sequence[StoredSkipped] = (),
    *,
    outcomes: Mapping[str, SiteOutcome] | None = None,
    baseline: bool = False,
    tonight: Night | None = None,
    **more: object,
) -> SchoolReport:
    """Return a school's report whose counts the store's own code made."""
    facts = []
    for each in sites:
        outcome = (outcomes or {}).get(each.site_id, SiteOutcome.AUDITED)
        read = outcome in (SiteOutcome.AUDITED, SiteOutcome.PARTIAL)
        reasons = [skip.reason for skip in skips if skip.site == each.site_id]
        facts.append(
            SiteFacts(
                site=each,
                outcome=outcome,
                reason=reasons[0] if reasons and outcome is not SiteOutcome.AUDITED else "",
                audit=2,
                as_of=AS_OF,
                pages=7 if read else 0,
                documents=2 if read else 0,
                complete=outcome is SiteOutcome.AUDITED,
                baseline=baseline,
                counts=count_by_section(
                    Counted(f.rule, (f.site, f.page), f.section, f.confidence, f.counted, f.life, f.status)
                    for f in findings
                    if f.site == each.site_id
                ),
            )
        )
    plain = SchoolReport(
        school=School("larkspur", "Larkspur Elementary School", "K-5"),
        night=tonight or night(),
        rechecks=(),
        previous=None if baseline else night(1, date(2026, 11, 3)),
        people=(
            Person("larkspur", "principal", "Desmond Pike", "pike@cv.example", end=date(2026, 10, 9)),
            Person(
                "larkspur", "principal", "Ruth Ellery", "rellery@cedarvalley.example",
                start=date(2026, 10, 12), acting_for="Desmond Pike",
            ),
            Person("larkspur", "records", "Ines Calloway", "icalloway@cedarvalley.example"),
        ),
        sites=tuple(facts),
        findings=tuple(findings),
        skipped=tuple(skips),
        rules=RULES,
        clauses=CLAUSES,
        counts=added(each.counts for each in facts),
        previous_counts={"": Counts()},
        changes=RulesetChange(),
        baseline=baseline,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def picture(folder: Path, name: str = "faint") -> Path:
    """Write a picture of a faint line, as the engine takes it."""
    image = Image.new("RGB", (560, 96), "#ffffff")
    ImageDraw.Draw(image).text((24, 36), "Spelling list for this week: plant, leaf, root", fill="#c3c8cd")
    held = io.BytesIO()
    image.save(held, "PNG")
    path = folder / f"{name}.png"
    path.write_bytes(held.getvalue())
    return path


def rich(folder: Path, *, baseline: bool = False) -> SchoolReport:
    """Return a report with every state; `folder` takes its pictures."""
    sites = [
        site("ortega", "Elena Ortega", room="12", edit_url="https://ortega.example/wp-admin/"),
        site("birdsong", "Sam Birdsong", room="3", platform="finalsite"),
        site("hale", "Grace Hale", room="8", platform="finalsite"),
        site("whitlow", "Dorothy Whitlow", room="15", platform="hand-written"),
        site("finch", "Peter Finch", room="20", platform=""),
        site("sparrow", "Imogen Sparrow", kind="department", platform="google-sites"),
        site("ellery", "Ruth Ellery", kind="school", platform="finalsite"),
        site("vidal", "Carmen Vidal", room="7"),
        site("lund", "Magnus Lund", room="B12"),
        site("nobody"),
    ]
    pale = picture(folder)
    new, fixed = Status.NEW, Status.FIXED
    platform = {"engine": "axe", "engine-rule": "meta-viewport", "platform-fault": "7 of 9 sites"}
    findings = [
        finding(1, "ortega", "k8-full-name", "/news", quote="[student] won the county spelling bee",
                place="second paragraph", heading="Spelling bee", life=new, url="https://ortega.example/news"),
        finding(2, "ortega", "opt-out-a-name", "/%5Bstudent%5D-art", quote="Art by [student]",
                place="third picture", heading="Gallery", source="alt", page_title="Gallery",
                url="https://ortega.example/%5Bstudent%5D-art", message="[student] opted out (scope A)."),
        finding(3, "birdsong", "k8-full-name", "/awards", confidence=Confidence.REVIEW, quote="April May",
                document="https://birdsong.example/files/awards.pdf", source="pdf", place="page 2"),
        *(finding(10 + n, "ortega", page="/", place=f"paragraph {n + 1}", picture=pale if n < 2 else None,
                  life=new if n == 0 else Status.OPEN,
                  details={"engine": "axe", "contrast": "2.1 to 1, needed 4.5 to 1"}) for n in range(4)),
        finding(20, "ortega", page="/homework", occurrences=14, place="first table"),
        finding(21, "ortega", page="/homework", confidence=Confidence.REVIEW, occurrences=3, place="banner",
                message="Please look at 3 places of this page."),
        finding(22, "ortega", page="/links", confidence=Confidence.REVIEW, place="footer"),
        finding(30, "hale", "wcag-1.1.1", "/", message="This picture has no alternative text.",
                place="first picture", heading="Our garden", quote='<img src="garden.jpg">', life=new),
        finding(31, "hale", "wcag-1.1.1", "/plants", message="This picture has no alternative text.",
                life=Status.REOPENED, place="fourth picture"),
        finding(32, "hale", "wcag-2.4.4", "/", message="This link has no words.", place="third link"),
        finding(40, "whitlow", "wcag-3.1.1", "/", message="This page does not say which language it is in.",
                place="", heading="", quote="<html>"),
        finding(41, "whitlow", "wcag-2.4.4", "/" + "a" * 180, message=HOSTILE, quote=HOSTILE, heading=HOSTILE,
                page_title=HOSTILE, selector="x" * 300, place=HOSTILE, url="javascript:alert(1)"),
        *(finding(50 + n, name, "wcag-1.4.4", "/", message="This page keeps visitors from enlarging it.",
                  details=platform) for n, name in enumerate(("birdsong", "hale", "ellery"))),
        finding(60, "finch", "wcag-1.4.1", "/", status=Status.DISPUTED, message="This link differs by color.",
                decision=decision(Verdict.DISPUTED, "The links are underlined since Monday.")),
        finding(61, "finch", "wcag-1.4.3", "/", status=Status.WAIVED,
                decision=decision(Verdict.WAIVED, "The poster is replaced in winter.", date(2026, 12, 18))),
        finding(62, "finch", "wcag-1.4.3", "/old", status=Status.WRONG,
                decision=decision(Verdict.WRONG, "The text is on a dark photo.")),
        finding(70, "sparrow", "wcag-1.3.5", "/form", counted=False, message="This field asks for a detail."),
        finding(80, "vidal", "wcag-1.4.3", "/", last_seen=date(2026, 11, 2)),
    ]  # fmt: skip
    if not baseline:
        findings += [finding(90, "hale", "wcag-2.4.2", "/menu", life=fixed, fixed_on=TONIGHT)]
    skips = [
        skipped("vidal", "tls", ""),
        skipped("lund", "login-required", "", "sent to a sign-in page"),
        skipped("nobody", "http-status", "/%5Bstudent%5D.html", "503 Service Unavailable"),
        skipped("nobody", "embed-not-read", "/calendar", "on https://nobody.example/"),
        skipped("hale", "http-status", "/gone.html", "404 Not Found"),
        skipped("whitlow", "page-timeout", "/" + "slow" * 60),
    ]
    outcomes = {
        "vidal": SiteOutcome.ERROR,
        "lund": SiteOutcome.REFUSED,
        "nobody": SiteOutcome.PARTIAL,
        "whitlow": SiteOutcome.PARTIAL,
    }
    notes = {
        "roster": "Student names were not checked: there is no roster.",
        "private": "The check may open these private addresses: 127.0.0.1:8600.",
    }
    made = report(
        sites,
        findings,
        skips,
        outcomes=outcomes,
        baseline=baseline,
        tonight=night(notes=notes),
        changes=RulesetChange()
        if baseline
        else RulesetChange(added=("wcag-2.1.1",), changed=("wcag-1.1.1",), engines=("axe",)),
    )
    if baseline:
        return made
    return replace(made, rechecks=(night(3, scope=("sparrow",)),), sites=_rechecked(made.sites, "sparrow"))


def _rechecked(sites: Sequence[SiteFacts], site_id: str) -> tuple[SiteFacts, ...]:
    return tuple(replace(facts, audit=3) if facts.site.site_id == site_id else facts for facts in sites)


def many(number: int) -> SchoolReport:
    """Return a report of 40 sites with so many findings."""
    sites = [site(f"room-{n}", f"Teacher {n}", room=str(n)) for n in range(40)]
    ids = sorted(rule for rule in RULES if rule.startswith("wcag-"))
    findings = [
        finding(n, f"room-{n % 40}", ids[n % len(ids)], f"/page-{n % 17}", place=f"place {n}")
        for n in range(number)
    ]
    return report(sites, findings)
