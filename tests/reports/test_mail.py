"""Read the principal's mail in every state that a night can leave a school in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from auditor.finding import Confidence, SiteOutcome
from auditor.mail import Envelope, compose
from auditor.registry import Owner, Person, Site
from auditor.store import SchoolReport, Status, StoredFinding
from reports.mail import MOST_ROWS, Occasion, SchoolMail
from reports.mail_letter import LONGEST_MAILTO, Letter
from reports.mail_office import Unanswered, escalation
from tests.reports.invented_school import (
    HOSTILE,
    RULES,
    TONIGHT,
    config,
    finding,
    many,
    night,
    report,
    rich,
    site,
    skipped,
)

LINK = "https://files.cedarvalley.example/reports/larkspur/2026-11-04/index.html"
RUTH = Person("larkspur", "principal", "Ruth Ellery", "ruth@cedarvalley.example", acting_for="Desmond Pike")
LAST = date(2026, 10, 28)
MOST_BYTES = 80_000


def mail(made: SchoolReport, before: SchoolReport | None = None, **more: object) -> SchoolMail:
    return SchoolMail(made, config(), Occasion(LINK, before, **more))  # type: ignore[arg-type]


def digest(made: SchoolReport, before: SchoolReport | None = None, **more: object) -> Letter:
    return mail(made, before, **more).digest(RUTH)


def said(letter: Letter) -> str:
    """Return what the HTML body says, white space folded."""
    body = re.sub(r"<head>.*?</head>", " ", letter.html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def folded(letter: Letter) -> str:
    return " ".join(letter.text.split())


def both(letter: Letter) -> tuple[str, str]:
    # The numbers of a list are drawn by the HTML and written in the text.
    return re.sub(r"\s+([.,;:])", r"\1", said(letter)), re.sub(r"\s+([.,;:])", r"\1", folded(letter))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Letter:
    """Return the digest of a school in which every state occurs."""
    return digest(rich(tmp_path_factory.mktemp("mail")), next_due=date(2026, 11, 24))


# --- what it says ---


def test_the_subject_has_the_date_and_the_count_and_no_names(full: Letter) -> None:
    assert full.subject == "Classroom websites, Nov 4: 4 of 10 need action at Larkspur Elementary School"


@pytest.mark.parametrize(
    ("name", "sites", "findings", "skips", "outcome", "subject"),
    [
        ("one of one", 1, [("wcag-1.1.1", {})], (), None, "1 of 1 needs action"),
        ("nothing", 2, [], (), None, "nothing to fix"),
        ("a doubt", 1, [("wcag-1.1.1", {"confidence": Confidence.REVIEW})], (), None, "1 of 1 needs a look"),
        (
            "a doubt, and a part not read",
            1,
            [("wcag-1.1.1", {"confidence": Confidence.REVIEW})],
            ("embed-not-read",),
            SiteOutcome.PARTIAL,
            "1 of 1 could not be fully checked",
        ),
        ("a part not read", 2, [], ("embed-not-read",), None, "1 of 2 could not be fully checked"),
        ("down", 1, [], ("connect",), SiteOutcome.ERROR, "1 of 1 could not be fully checked"),
    ],
)
def test_the_subject_never_says_more_than_is_known(
    name: str, sites: int, findings: Sequence[tuple[str, dict[str, object]]], skips: Sequence[str],
    outcome: SiteOutcome | None, subject: str,
) -> None:  # fmt: skip
    made = report(
        [site(f"s{number}", "Ann Moss") for number in range(sites)],
        [finding(number, "s0", rule, **more) for number, (rule, more) in enumerate(findings, 1)],
        [skipped("s0", reason) for reason in skips],
        outcomes={"s0": outcome} if outcome else {},
    )
    assert digest(made).subject == f"Classroom websites, Nov 4: {subject} at Larkspur Elementary School"


def test_sections_stand_in_the_order_of_the_design(full: Letter) -> None:
    headings = [unescape(re.sub(r"<[^>]*>", "", each)) for each in re.findall(r"<h2.*?</h2>", full.html)]
    assert [" ".join(each.split()) for each in headings] == [
        "Do these first", "Words to forward to your teachers", "Websites that need action", "◆ Please check",
        "○ Could not check", "Not yours to fix", "Objections that wait", "✓ Good",
        "Next due date", "What a program can see", "If you think that something is wrong",
    ]  # fmt: skip
    capitals = [line for line in full.text.splitlines() if len(line) > 5 and line.isupper()]
    assert [line.casefold() for line in capitals] == [" ".join(each.split()).casefold() for each in headings]


def test_the_answer_comes_first_in_both_bodies(full: Letter) -> None:
    for body in both(full):
        assert body.index("4 of 10 websites need action, and 2 could") < body.index("report") < 700
        assert "This is the first mail about these websites." in body


def test_what_limits_the_check_is_loud_and_operators_notes_stay_out(full: Letter) -> None:
    for body in both(full):
        assert "Student names were not checked: there is no roster." in body
        assert "127.0.0.1" not in body


def test_at_most_three_things_to_do_first_with_who_why_and_one_link(full: Letter) -> None:
    table = full.html.partition('class="things"')[2].partition("</table>")[0]
    assert table.count("<tr>") == 3 and table.count("<a ") == 3
    assert "Ask the records clerk, Ines Calloway, whether this may stay" in table
    assert f'href="{LINK.rpartition("/")[0]}/site-ortega.html#student-information-act"' in table


def test_could_not_check_stands_above_good_and_names_the_sites(full: Letter) -> None:
    for body in both(full):
        lower = body.casefold()
        assert lower.index("could not check nobody") < lower.rindex("✓ good")
        assert "It asks for a password. Magnus Lund, room B12." in body
        assert "The page took too long to show. A part of Dorothy Whitlow, room 15." in body


def test_words_to_forward_name_the_problems_most_sites_share_and_nobody(full: Letter) -> None:
    words = full.text.partition("WORDS TO FORWARD")[2].partition("WEBSITES THAT NEED")[0]
    assert words.count("\n- ") == 3
    assert "Use no full student name." in words
    assert not any(name in words for name in ("Ortega", "Hale", "Whitlow", "Finch"))


def test_who_signs_and_why_the_reader_gets_it(full: Letter) -> None:
    for body in both(full):
        assert "Morgan Alder Communications Office, Cedar Valley Public Schools (406) 555-0112" in body
        assert "as principal, acting for Desmond Pike, of Larkspur Elementary School." in body


def test_a_school_where_all_is_well_hears_it() -> None:
    letter = digest(report([site("a", "Ann Moss"), site("b", "Bo Fern")]))
    for body in both(letter):
        assert "2 websites need nothing from you." in body
    assert "Do this first" not in letter.html and "Websites that need action" not in letter.html


# --- what changed ---


def earlier(findings: Sequence[StoredFinding], sites: Sequence[Site], **more: object) -> SchoolReport:
    return report(sites, findings, tonight=night(1, LAST), **more)


A, B = site("a", "Ann Moss"), site("b", "Bo Fern")


@pytest.mark.parametrize(
    ("name", "then", "now", "sentence"),
    [
        ("nothing", [1], [1], "Nothing has changed since Wednesday, October 28, 2026."),
        ("new", [], [1], "Since Wednesday, October 28, 2026, 1 problem is new."),
        ("fixed", [1, 2], [2], "Since Wednesday, October 28, 2026, 1 is fixed."),
        ("both", [1, 2], [2, 3, 4], "Since Wednesday, October 28, 2026, 2 problems are new and 1 is fixed."),
    ],
)
def test_the_change_is_counted_since_the_last_mail(
    name: str, then: Sequence[int], now: Sequence[int], sentence: str
) -> None:
    def on_pages(numbers: Sequence[int]) -> list[StoredFinding]:
        return [finding(number, "a", page=f"/{number}") for number in numbers]

    # One problem of the other site stands all along, so that the mail is never the short one.
    stands = finding(99, "b", "k8-full-name")
    letter = digest(report([A, B], [*on_pages(now), stands]), earlier([*on_pages(then), stands], [A, B]))
    for body in both(letter):
        assert sentence in body
        open_now = len(set(now) & set(then)) + 1
        assert f"{len(set(now) - set(then))} new" in body and f"{open_now} still open" in body


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("waived", {"status": Status.WAIVED}),
        ("found wrong", {"status": Status.WRONG}),
        ("doubtful now", {"confidence": Confidence.REVIEW}),
        ("outside the counts", {"counted": False}),
        ("a template's fault now", {"details": {"platform-fault": "7 of 9 sites"}}),
    ],
)
def test_what_only_left_the_list_is_not_called_fixed(name: str, now: dict[str, object]) -> None:
    stands = finding(99, "b", "k8-full-name")
    made = report([A, B], [finding(1, "a", **now), stands])
    letter = digest(made, earlier([finding(1, "a"), stands], [A, B]))
    assert "Nothing has changed since" in folded(letter)


def test_a_site_never_read_before_brings_nothing_new() -> None:
    stands = finding(99, "b", "k8-full-name")
    before = earlier([stands], [A, B])
    unread = tuple(
        replace(facts, outcome=None, audit=0) if facts.site is A else facts for facts in before.sites
    )
    letter = digest(report([A, B], [finding(1, "a"), stands]), replace(before, sites=unread))
    assert "Nothing has changed since" in folded(letter)


def test_the_first_check_calls_nothing_new(tmp_path: Path) -> None:
    letter = digest(rich(tmp_path, baseline=True))
    assert "This is the first check, so nothing is called new." in folded(letter)
    assert "(1 new)" not in letter.text


def test_nothing_new_and_all_checked_is_short() -> None:
    made, before = report([A, B], [finding(1, "a")]), earlier([finding(1, "a")], [A, B])
    letter = digest(made, before, next_due=date(2026, 11, 24))
    for body in both(letter):
        assert "Nothing has changed since Wednesday, October 28, 2026." in body
        assert "1 of 2 websites needs action. All of them were checked." in body
        assert "The next update is due on Tuesday, November 24, 2026." in body
    assert "<h2" not in letter.html


@pytest.mark.parametrize(
    ("name", "findings", "skips"),
    [
        ("a privacy item stands", [finding(1, "a", "k8-full-name")], []),
        ("a part was not read", [finding(1, "a")], [skipped("b", "embed-not-read")]),
    ],
)
def test_the_short_mail_hides_nothing(name: str, findings: list[StoredFinding], skips: list[object]) -> None:
    made = report([A, B], findings, skips)  # type: ignore[arg-type]
    assert "<h2" in digest(made, earlier(findings, [A, B])).html


# --- the websites that need action ---


def test_rows_put_what_is_for_today_first_and_say_what_is_new() -> None:
    findings = [
        finding(1, "a"), finding(2, "a", page="/x"), finding(3, "b", "k8-full-name"),
        finding(4, "a", page="/y", confidence=Confidence.REVIEW),
    ]  # fmt: skip
    letter = digest(report([A, B], findings), earlier([finding(1, "a")], [A, B]))
    rows = letter.text.partition("WEBSITES THAT NEED ACTION")[2].strip().splitlines()
    assert rows[:2] == [
        "▲ Act today: Bo Fern: 1 privacy item (1 new).",
        "● Fix soon: Ann Moss: 2 problems (1 new), 1 item to look at.",
    ]


def test_a_mail_to_the_teacher_is_ready_and_leaves_students_out() -> None:
    ann = site("a", "", owners=(Owner("Ann Moss", "amoss@cv.example"), Owner("Lu Ray", "lray@cv.example")))
    findings = [finding(1, "a"), finding(2, "a", "wcag-1.1.1", page="/x"), finding(3, "a", "opt-out-a-name")]
    letter = digest(report([ann, B], findings))
    (address,) = re.findall(r'href="(mailto:[^"]*)"', letter.html.partition("Words to forward")[2])[:1]
    parts = urlsplit(unescape(address))
    assert parts.path == "amoss@cv.example,lray@cv.example"
    body = parse_qs(parts.query)["body"][0]
    assert "Dear Ann Moss and Lu Ray,\r\n" in body and "https://a.example/" in body
    assert "1. Pictures without words (on 1 page)." in body
    assert "2. Text that is too faint to read (on the first page)." in body
    assert "student information" not in body.lower() and "opted" not in body


def test_a_site_with_only_student_items_has_no_mail_to_the_teacher() -> None:
    ann = site("a", "", owners=(Owner("Ann Moss", "amoss@cv.example"),))
    assert "mailto:amoss" not in digest(report([ann], [finding(1, "a", "k8-full-name")])).html


def test_prepared_mails_fit_into_mail_programs() -> None:
    owners = tuple(Owner(f"A Teacher of Number {n}", f"a-long-name-{n}@cv.example") for n in range(9))
    findings = [finding(n, "a", rule) for n, rule in enumerate(sorted(RULES)[4:12])]
    html = digest(report([site("a", "", owners=owners)], findings)).html
    for address in re.findall(r'href="(mailto:[^"]*)"', html):
        assert len(unescape(address)) <= LONGEST_MAILTO


@pytest.mark.parametrize(("name", "owners"), [("one teacher each", 1), ("teams of eight", 8)])
def test_five_hundred_sites_stay_below_what_mail_programs_clip(name: str, owners: int) -> None:
    sites = [
        site(
            f"room-{n}", "", room=f"{n}",
            owners=tuple(
                Owner(f"Teacher Number {n} of the Team {m}", f"teacher-{n}-{m}@cedarvalley.example")
                for m in range(owners)
            ),
        )
        for n in range(500)
    ]  # fmt: skip
    ids = sorted(rule for rule in RULES if rule.startswith("wcag-"))
    findings = [
        finding(n, f"room-{n % 500}", ids[n % len(ids)], f"/page-{n % 17}", place=f"place {n}")
        for n in range(5_000)
    ]
    letter = digest(report(sites, findings, [skipped(f"room-{n}", "timeout") for n in range(0, 500, 3)]))
    assert letter.subject.startswith("Classroom websites, Nov 4: 500 of 500 need action")
    raw = compose(_envelope(), letter.subject, letter.text, letter.html)
    html = raw.partition(b"text/html")[2]
    assert len(html) < MOST_BYTES and len(letter.html.encode()) < MOST_BYTES
    assert letter.html.count('scope="row"') == MOST_ROWS
    assert f'And 475 more websites: <a href="{LINK}"' in re.sub(r' style="[^"]*"', "", letter.html)


def _envelope() -> Envelope:
    return Envelope(
        "web@cv.example", "Classroom websites", "pat@cv.example", "Pat", "", "<a@cv.example>",
        "<t@cv.example>", datetime(2026, 11, 4, tzinfo=UTC), "larkspur.classroom-websites", "cv.example",
    )  # fmt: skip


# --- what must never stand in it ---


def letters(made: SchoolReport) -> Iterator[tuple[str, Letter]]:
    """Yield every kind of letter about a school."""
    school = mail(made, next_due=date(2026, 11, 24))
    yield "digest", school.digest(RUTH)
    yield "alert", school.alert(RUTH, {found.id for found in school.private_items})
    yield "reminder", school.reminder(RUTH, date(2026, 11, 24), date(2026, 11, 21))
    for each, letter in school.notices():
        yield f"notice {each.name}", letter
    waiting = [Unanswered(made.school.name, TONIGHT, 2, (RUTH,), LINK)]
    yield "office", escalation(waiting, RUTH, config(), TONIGHT)


CANARY = "Zephyrine Quackenbush"


def test_nothing_that_a_page_says_stands_in_any_mail(tmp_path: Path) -> None:
    """Every text of a finding names a child whom no roster knows, and so no mask covers."""
    made = rich(tmp_path)
    told = [
        replace(
            found, message=f"{CANARY} here", quote=CANARY, heading=CANARY, page_title=CANARY,
            place=f"link '{CANARY}'", selector=f"#{CANARY}", page=f"/{CANARY}", source="file-name",
            url=f"https://x.example/zephyrine-quackenbush.html#:~:text={CANARY}",
            document="https://x.example/Zephyrine_Quackenbush.pdf",
            details={"contrast": CANARY, "candidates": CANARY},
        )
        for found in made.findings
    ]  # fmt: skip
    skips = [replace(skip, url=f"https://x.example/{CANARY}", detail=CANARY) for skip in made.skipped]
    for name, letter in letters(replace(made, findings=tuple(told), skipped=tuple(skips))):
        for part in (letter.subject, letter.text, letter.html, unescape(letter.html)):
            lower = part.lower()
            assert "zephyrine" not in lower and "quackenbush" not in lower and "%20quack" not in lower, name


def test_no_mail_tells_who_opted_out_or_which_rule_spoke(tmp_path: Path) -> None:
    for name, letter in letters(rich(tmp_path)):
        for part in (letter.subject, letter.text, letter.html):
            lower = part.lower()
            assert "opt-out" not in lower and "opted" not in lower and "scope a" not in lower, name
            assert "k8-" not in lower and "[student]" not in lower and "%5bstudent" not in lower, name
            assert "full name of a child" not in lower, name


def test_texts_from_the_registry_are_inert() -> None:
    nasty = site("a", "", owners=(Owner(HOSTILE, "x@cv.example"),), room=HOSTILE, url="https://a.example/'\"")
    made = report([nasty], [finding(1, "a"), finding(2, "a", "k8-full-name")])
    made = replace(made, school=replace(made.school, name=f"Larkspur\r\nBcc: x@y.example{HOSTILE}"))
    for name, letter in letters(made):
        assert "<script" not in letter.html and "<img" not in letter.html, name
        assert "{{" not in letter.html.replace("{{ 7 * 7 }}", ""), name
        assert "\u202e" not in letter.html + letter.text, name
        assert not re.search(r"^Bcc:", letter.text, re.MULTILINE), name


def test_a_mail_asks_nobody_for_anything(tmp_path: Path) -> None:
    for name, letter in letters(rich(tmp_path)):
        assert not re.search(r"<(img|svg|script|link|iframe|video|object|form|input)\b", letter.html), name
        assert not re.search(r"url\(|@import|@font-face|src=|background=", letter.html), name
        for address in re.findall(r'href="([^"]*)"', letter.html):
            assert address.startswith(("mailto:", "https://", "http://")), name


def test_styles_stand_at_each_element_and_questions_about_the_screen_in_the_head(full: Letter) -> None:
    head, _, body = re.sub(r"<!--.*?-->", "", full.html, flags=re.DOTALL).partition("<body")
    assert "prefers-color-scheme: dark" in head and "max-width: 480px" in head
    assert "<style" not in body
    for tag in ("h1", "h2", "p", "td", "th", "a"):
        assert not re.search(rf"<{tag}\b(?![^>]*style=)[^>]*>", body), tag


def test_notices_tell_at_most_three_fixes_and_how_to_see_that_they_worked(tmp_path: Path) -> None:
    ann = site(
        "a", "", owners=(Owner("Ann Moss", "amoss@cv.example"),), edit_url="https://a.example/wp-admin/"
    )
    findings = [
        finding(n, "a", rule, page=f"/{n}")
        for n, rule in enumerate(("wcag-1.1.1", "wcag-1.4.3", "wcag-2.4.4", "wcag-3.1.1", "k8-full-name"))
    ]
    ((_, letter),) = mail(report([ann], findings)).notices()
    assert letter.subject == "Your classroom website: 3 things to fix"
    assert len(re.findall(r"<h2[^>]*>\d\.", letter.html)) == 3
    for body in both(letter):
        assert "In WordPress:" in body
        assert "1 more thing can wait until these are done." in body
        assert "https://a.example/wp-admin/" in letter.html
        assert "The next check will no longer find it." in body
        assert "Just answer this mail and say why." in body


def test_a_reminder_reaches_all_teachers_and_shows_none_to_the_others() -> None:
    bound = [site(f"s{n}", "", owners=(Owner(f"T {n}", f"t{n}@cv.example"),)) for n in range(3)]
    office = site("office", "", kind="school", owners=(Owner("Ruth", "ruth@cv.example"),))
    letter = mail(report([*bound, office])).reminder(RUTH, date(2026, 11, 24), date(2026, 11, 21))
    assert letter.subject == (
        "Classroom websites: updates are due on Tue, Nov 24 at Larkspur Elementary School"
    )
    (address,) = re.findall(r'href="(mailto:[^"]*bcc[^"]*)"', letter.html)
    parts = urlsplit(unescape(address))
    assert parts.path == ""
    assert parse_qs(parts.query)["bcc"] == ["t0@cv.example,t1@cv.example,t2@cv.example"]
    crowd = [site(f"s{n}", "", owners=(Owner(f"T {n}", f"teacher-{n}@cv.example"),)) for n in range(200)]
    html = mail(report(crowd)).reminder(RUTH, date(2026, 11, 24), date(2026, 11, 21)).html
    assert "bcc=" not in html and "mailto:?subject=" in html


def test_a_school_of_many_findings_is_worded_in_bounded_size() -> None:
    assert len(digest(many(5_000)).html.encode()) < MOST_BYTES
