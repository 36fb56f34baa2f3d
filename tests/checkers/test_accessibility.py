"""From hand-made observations to findings; the rules' own examples run in a real browser elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from auditor.checkers.accessibility import CRITERIA, MOST_PLACES, RULES, check
from auditor.checkers.accessibility.faults import DOUBTFUL, FAULTS
from auditor.finding import Confidence, Finding
from auditor.markup import short_tag, stable_selector
from auditor.page import Content, Observation, Outcome, Page
from auditor.policy import Policy, load_policy
from auditor.registry import School, Site
from auditor.roster import Roster
from auditor.rule import Section
from auditor.snapshot import District, Snapshot, fault_of, gather

ROOT = "https://cedar.example/room-12/"
NIGHT = datetime(2026, 10, 28, 2, 0)
AFTER_THE_DATE = datetime(2027, 4, 26, 2, 0)
POLICY = load_policy(
    Path(__file__).parents[2] / "config" / "policies",
    ("mcps-parent-student-engagement", "mcps-social-media-procedures", "wcag-2.0", "ada-title-ii"),
)


def seen(
    rule: str = "image-alt",
    selector: str = "#plant",
    criteria: tuple[str, ...] = ("1.1.1",),
    outcome: Outcome = Outcome.VIOLATION,
    engine: str = "axe",
    **more: object,
) -> Observation:
    return replace(Observation(engine, rule, outcome, criteria, selector), **more)  # type: ignore[arg-type]


def page(*observations: Observation, key: str = "/") -> Page:
    return Page(
        url=ROOT.rstrip("/") + key,
        key=key,
        status=200,
        fetched_at=NIGHT,
        served=Content(title="As served"),
        rendered=Content(title="Room 12"),
        observations=observations,
        engines={"axe": "4.14.1"},
    )


def found(
    *pages: Page,
    policy: Policy = POLICY,
    night: datetime = NIGHT,
    district: District | None = None,
    **site: object,
) -> list[Finding]:
    registered = replace(Site("room-12", ROOT, "cedar"), **site)  # type: ignore[arg-type]
    snapshot = Snapshot(
        registered, School("cedar", "Cedar School"), night, pages, district=district or District()
    )
    in_force = policy.for_site(registered.kind, night)
    return list(check(snapshot, in_force, Roster.absent("no roster here")))


def test_a_failed_element_is_one_finding_with_its_evidence() -> None:
    element = seen(
        html='<img id="plant" src="plant.png">',
        impact="critical",
        heading="Science",
        place="third picture",
        picture=b"png",
        covers="Science",
    )
    [one] = found(page(element, key="/science"))
    assert (one.rule, one.criteria, one.confidence) == ("wcag-1.1.1", ("1.1.1",), Confidence.CERTAIN)
    assert (one.page, one.url, one.page_title) == ("/science", f"{ROOT}science", "Room 12")
    assert one.message == "This picture has no alternative text."
    assert one.quote == '<img id="plant" src="plant.png">'
    assert (one.where.url, one.where.source) == (f"{ROOT}science", "element")
    assert (one.where.selector, one.where.heading, one.where.place) == ("#plant", "Science", "third picture")
    assert (one.target, one.occurrences, one.counted) == ("image-alt #plant", 1, True)
    assert (one.picture, one.covers) == (b"png", "Science")
    assert one.details == {
        "engine": "axe",
        "engine-version": "4.14.1",
        "engine-rule": "image-alt",
        "impact": "critical",
    }


def test_an_element_in_a_frame_names_the_frame() -> None:
    [one] = found(page(seen(selector="#feed >>> img", frame="https://feed.example/week")))
    assert (one.url, one.where.url) == (ROOT, "https://feed.example/week")
    assert one.where.selector == "#feed >>> img"


CRITERION = [
    ("one criterion", ("1.4.3",), "class", "wcag-1.4.3"),
    ("two: the first tells it", ("2.4.4", "4.1.2"), "class", "wcag-2.4.4"),
    ("only the second is in force", ("2.4.9", "4.1.2"), "class", "wcag-4.1.2"),
    ("of level AAA", ("1.4.6",), "class", ""),
    ("of WCAG 2.2", ("2.5.8",), "class", ""),
    ("a best practice without criterion", (), "class", ""),
    ("an addition of WCAG 2.1", ("1.4.12",), "class", "wcag-1.4.12"),
    ("a site that no clause binds", ("1.1.1",), "personal", ""),
]


@pytest.mark.parametrize(
    ("criteria", "kind", "rule"), [each[1:] for each in CRITERION], ids=[each[0] for each in CRITERION]
)
def test_no_clause_no_finding(criteria: tuple[str, ...], kind: str, rule: str) -> None:
    told = found(page(seen(criteria=criteria)), kind=kind)
    assert [(each.rule, each.criteria) for each in told] == ([(rule, criteria)] if rule else [])


COUNTED = [
    ("the district's standard on a class site", "1.1.1", "class", NIGHT, True),
    ("the federal rule before its date", "1.4.12", "class", NIGHT, False),
    ("the federal rule on its date", "1.4.12", "class", AFTER_THE_DATE, True),
    ("a site that only the federal rule binds", "1.1.1", "school", NIGHT, False),
    ("the same on the date", "1.1.1", "school", AFTER_THE_DATE, True),
]


@pytest.mark.parametrize(
    ("number", "kind", "night", "counted"), [each[1:] for each in COUNTED], ids=[each[0] for each in COUNTED]
)
def test_what_stands_outside_the_counts(number: str, kind: str, night: datetime, counted: bool) -> None:
    [one] = found(page(seen(criteria=(number,))), kind=kind, night=night)
    assert (one.rule, one.counted) == (f"wcag-{number}", counted)


CONFIDENCE = [
    ("axe is sure", seen(), Confidence.CERTAIN),
    ("axe is not sure", seen(outcome=Outcome.INCOMPLETE), Confidence.REVIEW),
    ("axe's makers call it experimental", seen("p-as-heading"), Confidence.REVIEW),
    ("an engine that was never measured", seen("own-check", engine="probe"), Confidence.REVIEW),
]


@pytest.mark.parametrize(
    ("element", "confidence"), [each[1:] for each in CONFIDENCE], ids=[each[0] for each in CONFIDENCE]
)
def test_confidence(element: Observation, confidence: Confidence) -> None:
    assert [each.confidence for each in found(page(element))] == [confidence]


LOOKS = [
    ("the page's own style sheet", "color-contrast", ("https://cedar.example/site.css",), Confidence.REVIEW),
    ("a style sheet with a version", "color-contrast", ("https://x.example/a.css?v=3",), Confidence.REVIEW),
    ("a service that makes styles", "link-in-text-block", ("https://x.example/css?f=a",), Confidence.REVIEW),
    ("a picture only", "color-contrast", ("https://cedar.example/a.png",), Confidence.CERTAIN),
    ("a rule that looks at no colors", "image-alt", ("https://cedar.example/a.css",), Confidence.CERTAIN),
    ("everything loaded", "color-contrast", (), Confidence.CERTAIN),
]


@pytest.mark.parametrize(("why", "rule", "missing", "confidence"), LOOKS, ids=[case[0] for case in LOOKS])
def test_what_looks_wrong_is_doubtful_where_styles_did_not_load(
    why: str, rule: str, missing: tuple[str, ...], confidence: Confidence
) -> None:
    shown = replace(page(seen(rule, criteria=("1.1.1",))), missing=missing)
    finding = found(shown)[0]
    assert finding.confidence is confidence
    told = "A style sheet of the page did not load" in finding.message
    assert told is (confidence is Confidence.REVIEW)


def test_what_a_person_must_look_at_is_one_item_a_page_and_engine_rule() -> None:
    doubtful = [
        seen("color-contrast", f"#p{n}", ("1.4.3",), Outcome.INCOMPLETE, place=f"paragraph {n}")
        for n in (1, 2, 3)
    ]
    told = found(page(*doubtful, seen("video-caption", "video", ("1.2.2",), Outcome.INCOMPLETE)))
    assert [(each.rule, each.target, each.occurrences, each.where.place) for each in told] == [
        ("wcag-1.4.3", "color-contrast to look at", 3, "paragraph 1"),
        ("wcag-1.2.2", "video-caption to look at", 1, ""),
    ]
    assert told[0].message == (
        "Please look at 3 places of this page. A computer cannot tell whether this is true: "
        "“This text is too faint against what is behind it.”"
    )
    assert told[1].message.startswith("Please look at this place.")


def test_sure_and_unsure_of_one_engine_rule_stay_apart() -> None:
    told = found(page(seen(selector="#a"), seen(selector="#b", outcome=Outcome.INCOMPLETE)))
    assert [(each.where.selector, each.confidence) for each in told] == [
        ("#a", Confidence.CERTAIN),
        ("#b", Confidence.REVIEW),
    ]


@pytest.mark.parametrize(("elements", "singly", "rest"), [(25, 25, 0), (26, 25, 1), (900, 25, 875)])
def test_many_elements_are_told_up_to_a_limit_and_counted_beyond(
    elements: int, singly: int, rest: int
) -> None:
    told = found(page(*(seen(selector=f"li:nth-child({n})", picture=b"x") for n in range(elements))))
    assert [each.occurrences for each in told] == [1] * singly + [rest] * (rest > 0)
    assert sum(each.occurrences for each in told) == elements
    assert len({each.target for each in told}) == len(told)
    assert singly == MOST_PLACES
    if rest:
        assert told[-1].target == "image-alt and more"
        assert told[-1].message.endswith(f"So it is at {rest} more places of this page.")
        assert told[-1].picture is None


def test_the_limit_is_for_each_page_and_each_engine_rule() -> None:
    crowd = [seen(selector=f"#a{n}") for n in range(20)]
    crowd += [seen("list", f"#b{n}", ("1.3.1",)) for n in range(20)]
    told = found(page(*crowd), page(*crowd, key="/more"))
    assert [each.occurrences for each in told] == [1] * 80


def test_elements_that_look_alike_keep_apart_and_are_known_again_tomorrow() -> None:
    tonight = found(
        page(seen(selector="#yui_3_17_2_1_1490 > img"), seen(selector="#yui_3_17_2_1_1501 > img"))
    )
    tomorrow = found(
        page(seen(selector="#yui_3_17_2_1_2222 > img"), seen(selector="#yui_3_17_2_1_2345 > img"))
    )
    assert [each.target for each in tonight] == ["image-alt #* > img", "image-alt #* > img #2"]
    assert [each.target for each in tomorrow] == [each.target for each in tonight]
    assert tonight[0].where.selector == "#yui_3_17_2_1_1490 > img", "a browser still finds it tonight"


MESSAGES = [
    ("our words", seen("link-name", data={"help": "Links must have text"}), "This link has no words."),
    ("a rule we do not know", seen("new-rule", data={"help": "Must be new"}), "Must be new."),
    ("no help either", seen("new-rule", summary="Fix this!"), "Fix this!"),
    ("nothing at all", seen("new-rule"), "Something is wrong here."),
]


@pytest.mark.parametrize(
    ("element", "message"), [each[1:] for each in MESSAGES], ids=[each[0] for each in MESSAGES]
)
def test_messages(element: Observation, message: str) -> None:
    assert [each.message for each in found(page(element))] == [message]


def test_contrast_is_told_in_figures() -> None:
    element = seen(
        "color-contrast",
        criteria=("1.4.3",),
        data={"contrastRatio": "2.85", "expectedContrastRatio": "4.5:1"},
    )
    [one] = found(page(element))
    assert one.details["contrast"] == "2.85 to 1, needed 4.5 to 1"


ARCHIVES = [
    ("inside", "/2019/art", ("/2019",), True),
    ("the part itself", "/2019", ("/2019",), True),
    ("a query of it", "/2019?page=2", ("/2019",), True),
    ("named with a slash", "/2019/art", ("/2019/",), True),
    ("a name that begins alike", "/2019-plans", ("/2019",), False),
    ("elsewhere", "/art", ("/2019", "/2020"), False),
    ("none named", "/2019/art", (), False),
]


@pytest.mark.parametrize(
    ("key", "archived_paths", "archived"), [each[1:] for each in ARCHIVES], ids=[each[0] for each in ARCHIVES]
)
def test_archives_are_told_apart(key: str, archived_paths: tuple[str, ...], archived: bool) -> None:
    [one] = found(page(seen(), key=key), archived_paths=archived_paths)
    assert (one.details.get("archived"), one.counted) == (("yes", False) if archived else (None, True))


PLATFORM_FAULTS = [
    ("most sites", "wordpress", 9, 7, "7 of 9 sites"),
    ("just over half", "wordpress", 5, 3, "3 of 5 sites"),
    ("half is not most", "wordpress", 8, 4, ""),
    ("two sites prove nothing", "wordpress", 2, 2, ""),
    ("pages made by hand have no template", "hand-written", 9, 9, ""),
    ("platform not known", "", 9, 9, ""),
]


@pytest.mark.parametrize(
    ("platform", "sites", "carriers", "told"),
    [each[1:] for each in PLATFORM_FAULTS],
    ids=[each[0] for each in PLATFORM_FAULTS],
)
def test_a_fault_of_the_template_is_told_apart(platform: str, sites: int, carriers: int, told: str) -> None:
    carrying = frozenset(f"room-{n}" for n in range(carriers))
    district = District({platform: sites}, {fault_of(platform, seen()): carrying})
    own = seen(selector="#own")
    first, second = found(page(seen(), own), district=district, platform=platform)
    assert first.details.get("platform-fault", "") == told
    assert "platform-fault" not in second.details


def test_a_page_that_no_engine_saw_says_nothing() -> None:
    unseen = replace(page(), rendered=None, engines={})
    assert found(unseen) == []


@pytest.mark.parametrize(
    ("selector", "stable"),
    [
        ("#yui_3_17_2_1_1490123 > a", "#* > a"),
        ("#ember417", "#*"),
        ("#ext-gen1042 .x", "#* .x"),
        ("#\\:r1a\\: > span", "#* > span"),
        ("#mui-12", "#*"),
        ("#select2-room-9f-container", "#*"),
        ("#slide-1730109600123", "#slide-*"),
        ("#e0a4f3c1-9d2b-4c1a-8e5f-0123456789ab > img", "#* > img"),
        ("#post-1234 > img", "#post-1234 > img"),
        ("#\\31 2th-grade", "#12th-grade"),
        (".arc-12 > a", ".arc-12 > a"),
        (".mui-button > a", ".mui-button > a"),
        ("#frame   >>>   li:nth-child(3)", "#frame >>> li:nth-child(3)"),
        ("#\\0 x\\D800 y", "#\ufffdx\ufffdy"),
    ],
)
def test_stable_selector(selector: str, stable: str) -> None:
    assert stable_selector(selector) == stable


@pytest.mark.parametrize(
    ("html", "short"),
    [
        ('<img src="data:image/png;base64,iVBORw0KGgo=" id="x">', '<img src="data:image/png…" id="x">'),
        ("<a\n   href='/'>", "<a href='/'>"),
        ('<p data-note="data: two, three">', '<p data-note="data: two, three">'),
        (f"<p class='{'x' * 400}'>", f"<p class='{'x' * 289}…"),
    ],
)
def test_short_tag(html: str, short: str) -> None:
    told = short_tag(html)
    assert told == short or (len(told) == 300 and told.endswith("…") and html.startswith(told[:-1]))


# --- the rules themselves -------------------------------------------------------------------------


def test_one_rule_for_each_success_criterion() -> None:
    numbers = [each.number for each in CRITERIA]
    assert len(numbers) == len(set(numbers)) == 38 + 12
    assert [each.id for each in RULES] == [f"wcag-{number}" for number in numbers]
    for rule in RULES:
        assert (rule.topic, rule.criteria, rule.section) == (rule.id, (rule.id[5:],), Section.ACCESS)
        assert rule.needs_browser
    in_policy = {clause.number for clause in POLICY.clauses if clause.number}
    assert in_policy == set(numbers)


def test_words_are_plain() -> None:
    sentences = [text for rule in RULES for text in (rule.why, rule.fix)] + list(FAULTS.values())
    for text in sentences:
        assert text.endswith("."), text
        assert max(len(sentence.split()) for sentence in re.split(r"(?<=[.:])\s", text)) <= 25, text
        assert not re.search(r"compliant|WCAG|ARIA|attribute|\bDOM\b|!", text), text
    assert all(not rule.title.endswith(".") for rule in RULES)
    assert not DOUBTFUL.intersection({"image-alt", "color-contrast", "label", "link-name"})


def test_advice_on_pictures_never_asks_for_a_full_name() -> None:
    [rule] = [rule for rule in RULES if rule.id == "wcag-1.1.1"]
    assert "no full student name" in rule.fix


def test_every_criterion_that_engine_or_own_checks_see_has_a_hit_and_a_near_miss() -> None:
    shown = {rule.criteria[0]: rule.examples for rule in RULES if rule.examples}
    assert len(shown) == 28
    for number, examples in shown.items():
        assert any(example.quotes for example in examples), number
        assert any(not example.quotes for example in examples), number
        assert all(example.engine for example in examples), number


STEPS = Path(__file__).parents[2] / "config" / "fix_steps"


@pytest.mark.parametrize(
    ("platform", "files_wanted"),
    [("wordpress", 12), ("google-sites", 12), ("finalsite", 12), ("weebly", 12), ("hand-written", 12)]
    # These serve every platform that has none of its own.
    + [("unknown", 23)],
)
def test_fix_steps_for_the_most_common_faults(platform: str, files_wanted: int) -> None:
    known = {rule.id for rule in RULES}
    files = sorted((STEPS / platform).glob("wcag-*.md"))
    assert len(files) == files_wanted
    for file in files:
        text = file.read_text("utf-8")
        front, _, body = text.removeprefix("---\n").partition("\n---\n")
        told = dict(line.split(": ", 1) for line in front.splitlines())
        assert file.stem in known
        assert (told["rule"], told["platform"]) == (file.stem, platform)
        assert told["checked"]
        assert body.strip().startswith("1. "), file
        if "alternative text" in body.lower() or "alt text" in body.lower():
            assert "no full student name" in body, file


def _picture(src: str, place: str = "first picture") -> Observation:
    return seen(selector="img", html=f'<img class="wide" src="{src}">', place=place)


TEMPLATES = [
    ("the template's logo", [_picture(f"/room-{n}/theme/logo.png") for n in range(4)], "4 of 4 sites"),
    ("each teacher's own picture", [_picture(f"/files/{n}-frog.png") for n in range(4)], ""),
    (
        "a button of the template's menu, whose mark differs",
        [seen("button-name", f"#ember{n}", ("4.1.2",), html="<button>", place="first button in the menu")
         for n in range(4)],
        "4 of 4 sites",
    ),
    (
        "pale words that each teacher wrote",
        [seen("color-contrast", "p", ("1.4.3",), html="<p>", place=f"text 'Homework {n}'") for n in range(4)],
        "",
    ),
    (
        "pale words of the template",
        [seen("color-contrast", "p", ("1.4.3",), html="<p>", place="text 'Powered by Sites'")] * 4,
        "4 of 4 sites",
    ),
    (
        "a page that cannot be zoomed",
        [seen("meta-viewport", "meta", ("1.4.4",), html="<meta>", place="the page as a whole")] * 4,
        "4 of 4 sites",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("observations", "told"), [each[1:] for each in TEMPLATES], ids=[each[0] for each in TEMPLATES]
)
def test_what_teachers_wrote_is_not_taken_for_the_template(
    observations: list[Observation], told: str
) -> None:
    sites = [Site(f"room-{n}", f"https://room-{n}.example/", "cedar", platform="weebly") for n in range(4)]
    district = gather((site, (page(each),)) for site, each in zip(sites, observations, strict=True))
    [one] = found(page(observations[0]), district=district, platform="weebly")
    assert one.details.get("platform-fault", "") == told
