"""The steps to fix: the twenty common faults on every platform, and a check that is never claimed unmade."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.audit import rules
from auditor.checkers.accessibility.faults import FAULTS
from auditor.checkers.accessibility.own import JUDGES
from auditor.engines.alfa_rules import WANTED
from reports import render
from reports.problems import problems
from reports.steps import NOT_CHECKED, Guide, faults, guides, read
from tests.reports.invented_school import finding, report, site

STEPS = Path(__file__).parents[2] / "config" / "fix_steps"
PLATFORMS = ("finalsite", "google-sites", "hand-written", "unknown", "weebly", "wordpress")
TWENTY = tuple(fault.steps for fault in faults(STEPS))
LONGEST = 24
"""Words of one sentence."""


def front_of(path: Path) -> dict[str, str]:
    front = path.read_text("utf-8").removeprefix("---\n").partition("\n---\n")[0]
    return dict(line.split(": ", 1) for line in front.splitlines())


def test_twenty_faults_are_listed_once_each() -> None:
    assert len(set(TWENTY)) == len(TWENTY) == 20
    seen = [name for fault in faults(STEPS) for name in fault.seen_by]
    assert len(set(seen)) == len(seen)
    assert set(seen) <= FAULTS.keys() | JUDGES.keys() | {wanted.id for wanted in WANTED}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("fault", TWENTY)
def test_each_fault_has_its_steps_on_each_platform(fault: str, platform: str) -> None:
    path = STEPS / platform / f"{fault}.md"
    front, guide = front_of(path), read(path)
    assert front["platform"] == platform
    assert front["rule"] in rules()
    assert fault in (front["rule"], front.get("fault"))
    steps = guide.body.splitlines()
    assert [step.split(". ")[0] for step in steps] == [str(number) for number in range(1, len(steps) + 1)]
    assert 3 <= len(steps) <= 7
    text = re.sub(r"`[^`]*`", "code", " ".join(step.split(". ", 1)[1] for step in steps))
    for sentence in re.split(r"(?<=[.:])\s+", text):
        assert len(sentence.split()) <= LONGEST, sentence
    if "alternative text" in guide.body.lower() or "alt text" in guide.body.lower():
        assert "no full student name" in guide.body


@pytest.mark.parametrize("path", sorted(STEPS.rglob("*.md")), ids=lambda path: str(path.relative_to(STEPS)))
def test_every_file_says_a_day_and_a_page_or_that_nobody_checked(path: Path) -> None:
    front, guide = front_of(path), read(path)
    assert guide.dated
    if guide.check is None:
        assert front["checked"].startswith("not yet checked")
        assert not front.keys() & {"source", "by", "covers"}
        assert guide.note == NOT_CHECKED
    else:
        assert guide.check.when.isoformat() == front["checked"]
        assert guide.page and guide.note.startswith("Checked on ")


WRITTEN = [
    ("the vendor's page", "checked: 2026-11-22\nby: vendor\nsource: https://help.example/a",
     "Checked on Sunday, November 22, 2026 against the public help of those who make the tool."),
    ("somebody else's page", "checked: 2026-03-02\nby: how-to\nsource: https://college.example/b",
     "Checked on Monday, March 2, 2026 against a public how-to, which is not by those who make the tool."),
    ("the tool's code", "checked: 2026-11-22\nby: code\nsource: https://code.example/a",
     "Checked on Sunday, November 22, 2026 against the public code of the tool, where its menus are named."),
    ("a part only", "checked: 2026-11-22\nby: vendor\nsource: https://help.example/a\ncovers: the box",
     "Checked on Sunday, November 22, 2026 against the public help of those who make the tool. "
     "This covers only the box."),
    ("not yet", "checked: not yet checked against vendor help", NOT_CHECKED),
    ("a day and no page", "checked: 2026-11-22\nby: vendor", NOT_CHECKED),
    ("a page and nobody", "checked: 2026-11-22\nsource: https://help.example/a", NOT_CHECKED),
    ("a page that is no address", "checked: 2026-11-22\nby: vendor\nsource: javascript:alert()", NOT_CHECKED),
    ("a day that is none", "checked: 2026-13-41\nby: vendor\nsource: https://help.example/a", NOT_CHECKED),
    ("nothing about it", "rule: wcag-1.1.1", ""),
]  # fmt: skip


@pytest.mark.parametrize(("front", "note"), [row[1:] for row in WRITTEN], ids=[row[0] for row in WRITTEN])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_check_is_told_as_it_was_made(front: str, note: str, ends: str, tmp_path: Path) -> None:
    path = tmp_path / "steps.md"
    path.write_bytes(f"---\n{front}\n---\n1. Click it.\n".replace("\n", ends).encode())
    assert (read(path).note, read(path).body) == (note, "1. Click it.")


SHORT = [
    ("https://help.example/", "help.example"),
    ("https://help.example/alt", "help.example/alt"),
    ("https://help.example/hc/en/alt.html?x=1", "help.example/…/alt.html"),
]


@pytest.mark.parametrize(("source", "page"), SHORT)
def test_a_page_is_named_by_its_site_and_its_last_part(source: str, page: str, tmp_path: Path) -> None:
    path = tmp_path / "steps.md"
    path.write_text(f"---\nchecked: 2026-11-22\nby: vendor\nsource: {source}\n---\n1. Click it.\n")
    assert read(path).page == page


def test_a_file_without_front_matter_is_all_steps(tmp_path: Path) -> None:
    path = tmp_path / "steps.md"
    path.write_text("1. Click it.\n")
    assert read(path) == Guide("", "1. Click it.")


CHOSEN = [
    ("one fault of a criterion", "wordpress", "wcag-1.3.1", {"td-headers-attr": 2}, ["Header section"]),
    ("the most frequent first", "wordpress", "wcag-1.3.1", {"list": 2, "td-headers-attr": 9},
     ["Header section", "block to List"]),
    ("two names of one fault", "wordpress", "wcag-4.1.2", {"label": 1, "sia-r8": 1}, ["Write a label"]),
    ("none of the twenty", "wordpress", "wcag-4.1.2", {"aria-roles": 3}, ["field, button or embedded part"]),
    ("one of the twenty and another", "wordpress", "wcag-4.1.2", {"frame-title": 5, "aria-roles": 3},
     ["Embed block", "field, button or embedded part"]),
    ("no engine rule at all", "finalsite", "link-broken", {"": 1}, ["link"]),
    ("a platform without a folder", "somewhere", "wcag-1.3.1", {"list": 1}, ["button for a list"]),
    ("a rule without steps", "wordpress", "no-such-rule", {}, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("platform", "rule", "seen", "said"), [row[1:] for row in CHOSEN], ids=[row[0] for row in CHOSEN]
)
def test_the_steps_are_for_what_was_found(
    platform: str, rule: str, seen: dict[str, int], said: list[str]
) -> None:
    found = guides(STEPS, platform, rule, seen)
    assert len(found) == len(said)
    for guide, words in zip(found, said, strict=True):
        assert words in guide.body


def test_no_fourth_list_of_steps() -> None:
    seen = {"label": 4, "button-name": 3, "frame-title": 2, "aria-roles": 1}
    assert [guide.title for guide in guides(STEPS, "wordpress", "wcag-4.1.2", seen)] == [
        "Fields without a label", "Buttons without words", "Embedded parts without a title",
    ]  # fmt: skip


def test_a_broken_list_of_faults_leaves_each_rule_its_steps(tmp_path: Path) -> None:
    (tmp_path / "unknown").mkdir()
    (tmp_path / "unknown" / "wcag-1.3.1.md").write_text("1. Use the styles.\n")
    for broken in ("[[fault", "fault = 3", "[[fault]]\nsteps = 'lists'"):
        (tmp_path / "faults.toml").write_text(broken)
        assert [guide.body for guide in guides(tmp_path, "weebly", "wcag-1.3.1", {"list": 1})] == [
            "1. Use the styles."
        ]


def test_a_report_shows_the_steps_with_day_and_page() -> None:
    made = report([site("a")], [finding(1, "a", details={"engine-rule": "color-contrast"})])
    (problem,) = problems(made, made.findings, site("a"), STEPS)
    assert "<h4>" not in problem.steps
    assert "dark text or a light background" in problem.steps
    assert "Checked on Sunday, November 22, 2026 against the public code of the tool" in problem.steps
    (shown,) = re.findall(r'<a href="https://github.com/WordPress/gutenberg/[^"]*">(.*?)</a>', problem.steps)
    assert shown == "github.com/…/index.js"


def test_several_lists_have_headings_and_one_has_none() -> None:
    both = guides(STEPS, "weebly", "wcag-1.3.1", {"list": 2, "td-headers-attr": 1})
    page = render.fix_steps(both)
    titles = ["Lists that are only drawn, or broken", "Tables without headers, or headers without cells"]
    assert re.findall(r"<h4>(.*?)</h4>", page) == titles
    assert page.count(NOT_CHECKED) == 2
    assert "<h3>" in render.fix_steps(both, level=3)
    assert "<h4>" not in render.fix_steps(both[:1])
    assert render.fix_steps_as_text(both).count("1. Sign in") == 2
    assert "Tables without headers, or headers without cells\n\n1. " in render.fix_steps_as_text(both)
    assert render.fix_steps(()) == "" and render.fix_steps_as_text(()) == ""


def test_what_a_front_matter_says_is_inert(tmp_path: Path) -> None:
    (tmp_path / "unknown").mkdir()
    (tmp_path / "unknown" / "link-broken.md").write_text(
        '---\nchecked: 2026-11-22\nby: vendor\nsource: https://help.example/"><script>\n'
        "covers: <img src=x>\n---\n1. Click it.\n"
    )
    page = render.fix_steps(guides(tmp_path, "weebly", "link-broken", {}))
    assert "<script" not in page and "<img" not in page and "&lt;img src=x&gt;" in page
