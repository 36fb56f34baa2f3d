"""Read what the principal's report says in every state a night can leave a school in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from auditor.finding import Confidence, SiteOutcome
from auditor.rule import Section, Severity
from auditor.store import RuleEntry, RulesetChange, SchoolReport, Status
from reports import checked
from reports.answer import answer, first_things, totals
from reports.view import site_views
from reports.words import GOOD, STATES, UNREAD
from tests.reports.invented_school import (
    HOSTILE,
    ROOT,
    RULES,
    config,
    finding,
    night,
    report,
    rich,
    site,
    skipped,
)

STEPS = ROOT / "config" / "fix_steps"
Written = Callable[[SchoolReport], Path]


def text_of(page: Path) -> str:
    """Return what a page says, without markup, white space folded."""
    source = re.sub(r"<style.*?</style>", " ", page.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", source)).split())


def section(folder: Path, anchor: str, page: str = "index.html") -> str:
    """Return the text from a heading to the next one of its rank."""
    source = (folder / page).read_text("utf-8")
    found = re.search(rf'<h2 id="{anchor}".*?(?=<h2|</main>)', source, re.DOTALL)
    assert found, f"no heading {anchor}"
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found.group())).split())


# --- the main page ---


def test_the_header_names_school_day_reader_sites_pages_and_standard(rich_folder: Path) -> None:
    header = text_of(rich_folder / "index.html").partition("Do these first")[0]
    for said in (
        "Larkspur Elementary School",
        "Wednesday, November 4, 2026",
        "For Ruth Ellery (acting for Desmond Pike)",
        "10 websites, 56 pages read",
        "Web Content Accessibility Guidelines (WCAG) 2.0",
        "Looked at again on Wednesday, November 4, 2026: Imogen Sparrow, department site",
        "Student names were not checked: there is no roster.",
        "127.0.0.1:8600",
    ):
        assert said in header


def test_sections_stand_in_the_order_of_urgency(rich_folder: Path) -> None:
    source = (rich_folder / "index.html").read_text("utf-8")
    anchors = re.findall(r'<h2 id="([^"]+)"', source)
    assert anchors == [
        "limits", "first", "act", "fix-access", "check", "unread", "templates", "good", "fixed",
        "objections", "corrections", "sites", "advice", "settled", "changes", "wrong", "how",
    ]  # fmt: skip


def test_the_answer_and_the_counts_agree_with_the_store(tmp_path: Path) -> None:
    made = rich(tmp_path)
    sites = site_views(made, STEPS)
    assert answer(made, sites) == (
        "4 of 10 websites need action, and 2 could not be fully checked.",
        "Since Tuesday, November 3, 2026, 2 problems are new, 1 is fixed and 1 came back.",
    )
    assert totals(made)[0] == (
        "14 problems stand: 2 for today, 8 to fix soon, 3 from a template (not yours to fix) and "
        "1 that someone says is wrong."
    )
    assert made.counts[""].problems == 14
    shown = sum(p.number for s in sites for p in s.problems if p.state in STATES[:2])
    assert shown == 10


def test_a_first_night_calls_nothing_new(tmp_path: Path, written: Written) -> None:
    folder = written(rich(tmp_path, baseline=True))
    said = text_of(folder / "index.html")
    assert "This is the first check, so nothing is called new." in said
    assert not re.search(r"\d new\b", said)
    assert "New." not in text_of(folder / "site-ortega.html")
    assert 'id="changes"' not in (folder / "index.html").read_text("utf-8")


def test_first_things_are_three_of_different_kinds_one_a_site(tmp_path: Path) -> None:
    made = rich(tmp_path)
    first = first_things(made, site_views(made, STEPS))
    assert [thing.act for thing in first] == [
        "Ask the records clerk, Ines Calloway, whether this may stay: student information on a page",
        "Ask Grace Hale to fix this: pictures without words",
        "Ask Carmen Vidal to fix this: text that is too faint to read",
    ]
    assert first[1].who == "Room 8: 2 pages."
    assert [thing.link.partition("#")[0] for thing in first] == [
        "site-ortega.html", "site-hale.html", "site-vidal.html",
    ]  # fmt: skip


def test_one_kind_on_three_sites_still_gives_three_things() -> None:
    sites = [site(name, name.title()) for name in ("a", "b", "c", "d")]
    made = report(sites, [finding(n, each.site_id) for n, each in enumerate(sites)])
    first = first_things(made, site_views(made, STEPS))
    assert [thing.link.partition("#")[0] for thing in first] == ["site-a.html", "site-b.html", "site-c.html"]


@pytest.mark.parametrize(
    ("name", "sites", "outcome", "said"),
    [
        ("none registered", 0, SiteOutcome.AUDITED, "No website of this school is registered."),
        ("all good", 2, SiteOutcome.AUDITED, "None of the 2 websites needs action."),
        ("one good", 1, SiteOutcome.AUDITED, "The one website needs no action."),
        ("all down", 2, SiteOutcome.ERROR, "None of the 2 websites could be fully checked."),
        ("one refused", 1, SiteOutcome.REFUSED, "The one website could not be fully checked."),
    ],
)
def test_the_answer_fits_nights_without_findings(
    name: str, sites: int, outcome: SiteOutcome, said: str, written: Written
) -> None:
    registered = [site(f"s{n}", f"Teacher {n}") for n in range(sites)]
    made = report(registered, outcomes={each.site_id: outcome for each in registered})
    assert answer(made, site_views(made, STEPS)) == (
        said, "Nothing has changed since Tuesday, November 3, 2026.",
    ), name  # fmt: skip
    assert said in text_of(written(made) / "index.html")


# --- student information ---


def test_student_items_are_masked_neutral_and_say_who_confirms(rich_folder: Path) -> None:
    act = section(rich_folder, "act")
    assert "Confirm each item with the records clerk, Ines Calloway." in act
    assert "Second paragraph, below “Spelling bee”." in act
    # The place is enough to find it; the words beside a masked name can say the very thing.
    assert "county spelling bee" not in act
    assert "Gallery (its address holds a name, so it is not shown)" in act
    assert "in the words behind a picture" in act


def test_no_page_tells_which_rule_about_students_spoke(rich_folder: Path) -> None:
    for page in rich_folder.glob("*.html"):
        # The policy is quoted whole, whichever clause an item rests on.
        source = re.sub(
            r"<blockquote>.*?</blockquote>", "", page.read_text("utf-8"), flags=re.DOTALL
        ).casefold()
        for telling in ("opt-out", "opted out", "scope a", "k8-full-name", "name of a child"):
            assert telling not in source, f"{telling} in {page.name}"
        assert "%5bstudent%5d" not in source, page.name


def test_a_spot_is_told_once_and_a_doubtful_one_beside_a_sure_one_says_so(written: Written) -> None:
    folder = written(
        report(
            [site("a")],
            [
                finding(1, "a", "k8-full-name", place="paragraph 2"),
                finding(2, "a", "opt-out-a-name", place="paragraph 2"),
                finding(3, "a", "opt-out-a-name", place="paragraph 7", confidence=Confidence.REVIEW),
                finding(4, "a", place="paragraph 3"),
                finding(5, "a", place="paragraph 9", confidence=Confidence.REVIEW),
            ],
        )
    )
    page, doubt = text_of(folder / "site-a.html"), "◆ Please check : the program is not sure here."
    for said in (section(folder, "act"), page):
        assert "Paragraph 2, below “This week in math”. Numbers F0000001, F0000002" in said
        assert f"Paragraph 7, below “This week in math”. {doubt} Number F0000003" in said
    assert f"Paragraph 9, below “This week in math”. {doubt}" in page
    assert page.count(doubt) == 2


def test_the_policy_about_students_is_quoted_whole_and_not_by_item(tmp_path: Path) -> None:
    both = {clause.id for clause in checked.student_clauses(rich(tmp_path))}
    one = {
        clause.id
        for clause in checked.student_clauses(report([site("a")], [finding(1, "a", "k8-full-name")]))
    }
    assert both == one
    assert both


# --- access problems ---


def test_a_problem_says_why_how_where_and_which_steps(rich_folder: Path) -> None:
    said = section(rich_folder, "fix-access")
    assert "Text that is too faint to read Pale text is hard to read" in said
    assert "How to fix it: Choose a darker text or a lighter background." in said
    assert "Elena Ortega, room 12 : 2 pages, 18 places , with steps for WordPress" in said
    assert "Teachers must adhere to WCAG 2.0" in said
    assert "1.4.3" in said
    page = text_of(rich_folder / "site-ortega.html")
    assert "Steps for WordPress:" in page
    assert "Black or dark gray on white is always safe." in page
    assert "At 3 more places on these pages a person must look." in page
    assert "The steps stand above, under the same title." in page


def test_pictures_stand_beside_the_pages_that_show_them(rich_folder: Path) -> None:
    shown = set(re.findall(r'<img src="([^"]+)"', (rich_folder / "site-ortega.html").read_text("utf-8")))
    assert shown == {"F000000A.png", "F000000B.png"}
    assert {path.name for path in rich_folder.glob("*.png")} == shown
    assert re.findall(r'<img src="([^"]+)"', (rich_folder / "index.html").read_text("utf-8"))[0] in shown


def test_a_picture_that_has_gone_is_left_out(tmp_path: Path, written: Written) -> None:
    made = report([site("a", "Ann")], [finding(1, "a", picture=tmp_path / "gone.png")])
    assert "<img" not in (written(made) / "site-a.html").read_text("utf-8")


def test_rule_codes_stand_in_details_only(rich_folder: Path) -> None:
    assert "wcag-1" not in text_of(rich_folder / "index.html")
    source = (rich_folder / "site-hale.html").read_text("utf-8")
    outside = re.sub(r'<details class="technical">.*?</details>', "", source, flags=re.DOTALL)
    visible = re.sub(r"<[^>]*>", " ", re.sub(r"<style.*?</style>", "", outside, flags=re.DOTALL))
    assert "wcag-1" in source
    assert "wcag-1" not in visible


def test_template_faults_are_told_once_and_charged_to_nobody(rich_folder: Path) -> None:
    said = section(rich_folder, "templates")
    assert said.count("Text that cannot be made larger.") == 1
    assert "Finalsite, on 7 of 9 sites of the district" in said
    assert "Text that cannot be made larger" not in section(rich_folder, "fix-access")
    assert "Ruth Ellery, school site" in section(rich_folder, "good")


def test_advice_is_in_no_count(rich_folder: Path) -> None:
    said = section(rich_folder, "advice")
    assert "Fields for personal details" in said and "Imogen Sparrow" in said
    assert "Imogen Sparrow, department site : advice only" in section(rich_folder, "good")


# --- what could not be checked ---


def test_where_the_policy_wants_a_password_a_login_is_private_and_still_not_good(tmp_path: Path) -> None:
    made = rich(tmp_path)
    moderate, content = Severity.MODERATE, Section.CONTENT
    closed = RuleEntry("work-unprotected", "Work", "Why.", "Fix.", moderate, content, "work-password")
    told = site_views(replace(made, rules={**made.rules, closed.id: closed}), STEPS)
    [lund] = [view for view in told if view.facts.site.site_id == "lund"]
    assert [sentence for _, sentence, _ in lund.unread] == [
        "Private, not read: it asks for a password, as the policy wants for work of students."
    ]
    assert lund.state is UNREAD


def test_what_could_not_be_checked_stands_above_good_with_its_reason(rich_folder: Path) -> None:
    said = section(rich_folder, "unread")
    assert "It asks for a password. Magnus Lund, room B12 : the whole website" in said
    assert "A part that comes from another site could not be read. nobody : 1 place" in said
    assert "404" not in said
    assert "gone.html" in section(rich_folder, "gone", "site-hale.html")
    assert "An address that holds a name, so it is not shown" in section(
        rich_folder, "unread", "site-nobody.html"
    )


@pytest.mark.parametrize(
    ("name", "outcome", "skips", "notes", "kind", "state"),
    [
        ("audited", SiteOutcome.AUDITED, (), {}, "class", GOOD),
        ("a page is gone", SiteOutcome.AUDITED, (("http-status", "404 Not Found"),), {}, "class", GOOD),
        ("partly read", SiteOutcome.PARTIAL, (), {}, "class", UNREAD),
        ("down", SiteOutcome.ERROR, (), {}, "class", UNREAD),
        ("an embed unread", SiteOutcome.AUDITED, (("embed-not-read", ""),), {}, "class", UNREAD),
        ("a check broke off", SiteOutcome.AUDITED, (("canceled", ""),), {}, "class", UNREAD),
        ("names unchecked", SiteOutcome.AUDITED, (("no-roster", ""),), {}, "class", UNREAD),
        ("no browser", SiteOutcome.AUDITED, (), {"browser": "No browser was used."}, "class", UNREAD),
        ("a server error", SiteOutcome.AUDITED, (("http-status", "503 Busy"),), {}, "class", UNREAD),
        ("bound by no clause", SiteOutcome.AUDITED, (), {}, "personal", UNREAD),
    ],
)
def test_only_what_was_looked_at_is_good(
    name: str,
    outcome: SiteOutcome,
    skips: tuple[tuple[str, str], ...],
    notes: dict[str, str],
    kind: str,
    state: object,
    written: Written,
) -> None:
    made = report(
        [site("a", "Ann", kind=kind)],
        skips=[skipped("a", reason, "/x", detail) for reason, detail in skips],
        outcomes={"a": outcome},
        tonight=night(notes=notes),
    )
    assert site_views(made, STEPS)[0].state is state, name
    assert ('id="good"' in (written(made) / "index.html").read_text("utf-8")) == (state is GOOD)


def test_a_site_that_was_never_audited_says_so(written: Written) -> None:
    made = report([site("a", "Ann")])
    never = replace(made.sites[0], outcome=None, as_of=None, pages=0, audit=0)
    folder = written(replace(made, sites=(never,)))
    assert "Not read yet." in section(folder, "unread")
    assert "It was not read yet." in section(folder, "unread", "site-a.html")


# --- decisions and changes ---


def test_decisions_are_shown_with_who_why_and_until_when(rich_folder: Path) -> None:
    said = section(rich_folder, "settled")
    assert "Waived by Ruth Ellery until Friday, December 18, 2026: The poster is replaced in winter." in said
    wrong = section(rich_folder, "corrections")
    assert "Found to be wrong by Ruth Ellery on Wednesday, November 4, 2026. “The text is on a" in wrong
    page = text_of(rich_folder / "site-finch.html")
    assert "Someone says that this is wrong: “The links are underlined since Monday.” (Ruth Ellery" in page
    assert "Please check : 1 page" in page


def test_a_dispute_without_its_decision_still_stands_under_please_check() -> None:
    made = report([site("a")], [finding(1, "a", status=Status.DISPUTED)])
    assert [problem.state.name for problem in site_views(made, STEPS)[0].problems] == ["Please check"]


def test_what_lapsed_is_nowhere(written: Written) -> None:
    folder = written(report([site("a", "Ann")], [finding(1, "a", status=Status.LAPSED, life=Status.LAPSED)]))
    assert "F0000001" not in "".join(page.read_text("utf-8") for page in folder.glob("*.html"))


def test_a_problem_that_partly_stands_is_not_called_fixed() -> None:
    made = report(
        [site("a")],
        [finding(1, "a"), finding(2, "a", life=Status.FIXED), finding(3, "a", page="/x", life=Status.FIXED)],
    )
    assert [each.id for _, each in site_views(made, STEPS)[0].fixed] == ["F0000003"]
    assert made.counts[""].fixed == 1


def test_changes_in_the_checks_are_named_by_title(rich_folder: Path) -> None:
    said = section(rich_folder, "changes")
    assert "New checks: Something that works with a mouse only." in said
    assert "Checks with other words: Pictures without words." in said
    assert "Another version of the engine: axe-core 4.14.1." in said


def test_every_finding_can_be_objected_to(rich_folder: Path) -> None:
    for page in rich_folder.glob("*.html"):
        assert "webmaster@cedarvalley.example" in section(rich_folder, "wrong", page.name)
    assert "Number F000001E" in text_of(rich_folder / "site-hale.html")
    assert "Contact for parents: Family Information Desk" in text_of(rich_folder / "index.html")


def test_how_we_checked_names_engines_criteria_and_what_is_not_looked_at(rich_folder: Path) -> None:
    said = section(rich_folder, "how")
    assert "axe-core 4.14.1 looked at them" in said
    assert "This version does not look at: Updates by the due dates Where links lead" in said
    assert "The standards in force have 50 success criteria. A program can see 20 of them" in said
    assert "1.4.3 Contrast (Minimum)" in said


def test_criteria_that_a_program_can_see_are_those_of_the_engine_itself() -> None:
    engine = (ROOT / "auditor/engines/vendor/axe.min.js").read_text("utf-8")
    seen = set()
    for found in re.finditer(r"tags:\[([^\]]*)\]", engine):
        tags = re.findall(r'"([^"]+)"', found.group(1))
        ours = {"wcag2a", "wcag2aa", "wcag21a", "wcag21aa"} & set(tags)
        if ours and not {"experimental", "deprecated"} & set(tags):
            seen |= {".".join(m.groups()) for tag in tags if (m := re.fullmatch(r"wcag(\d)(\d)(\d+)", tag))}
    ours_too = {number for rule in RULES.values() for number in rule.criteria}
    assert seen & ours_too == checked.SEEN_BY_PROGRAM


def test_a_rule_that_no_night_explains_is_told_by_its_message(written: Written) -> None:
    old = replace(finding(1, "a", message="Something that was checked once."), rule="gone", clause="gone")
    made = report([site("a", "Ann")], [old], changes=RulesetChange(removed=("gone",)))
    folder = written(made)
    assert "Something that was checked once." in section(folder, "fix-access")
    assert "Checks that no longer run: gone." in section(folder, "changes")


# --- everything from outside is inert ---


def test_page_text_is_inert(rich_folder: Path) -> None:
    source = (rich_folder / "site-whitlow.html").read_text("utf-8")
    assert "<script" not in source
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in source
    assert "{{ 7 * 7 }}" in source and "\u202e" in HOSTILE and "\u202e" not in source
    assert "javascript:" not in source
    for page in rich_folder.glob("*.html"):
        policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; base-uri 'none'"
        assert policy in page.read_text("utf-8")
        own = r"site-|index\.html|\.\./decisions\.xlsx|#|mailto:|https?://|F\w+\.png"
        assert not re.search(rf'(?:src|href)="(?!{own})', page.read_text("utf-8"))


def test_steps_written_by_hand_bring_neither_markup_nor_pictures(config_copy: Path, tmp_path: Path) -> None:
    from reports import principal

    steps = config_copy / "fix_steps" / "wordpress" / "wcag-1.4.3.md"
    steps.write_text(
        "1. Do <script>this</script>\n2. ![x](https://evil.example/a.png)\n3. [y](javascript:z)\n"
    )
    made = report([site("a", "Ann")], [finding(1, "a")])
    page = principal.write(made, config(config_copy), tmp_path / "out").parent / "site-a.html"
    source = page.read_text("utf-8")
    assert "&lt;script&gt;" in source
    assert "<img" not in source and "<script" not in source and 'href="javascript' not in source


def test_sites_of_one_name_are_told_apart() -> None:
    sites = [site("a", "Ada Renner"), site("b", "Ada Renner"), site("c", "Ada Renner", kind="personal")]
    assert [view.name for view in site_views(report(sites), STEPS)] == [
        "Ada Renner (a)", "Ada Renner (b)", "Ada Renner, personal site",
    ]  # fmt: skip


def test_doubtful_items_alone_ask_for_a_look_and_no_action() -> None:
    made = report([site("a")], [finding(1, "a", confidence=Confidence.REVIEW)])
    assert answer(made, site_views(made, STEPS))[0] == "The one website needs no action."
    assert "1 more item is for a person to look at." in totals(made)


def test_a_later_night_says_when_the_site_was_last_read(written: Written) -> None:
    made = report([site("a", "Ann")], tonight=night(3, date(2026, 11, 5)))
    assert "the last time on Wednesday, November 4, 2026" in text_of(written(made) / "site-a.html")
