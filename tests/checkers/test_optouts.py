"""The examples of the rules of optouts, and what no fragment can show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from auditor.checkers import optouts
from auditor.checkers.example_roster import EXAMPLE_ROSTER
from auditor.finding import Confidence
from auditor.names.details import Detail, Finder
from auditor.page import Source
from auditor.roster import Details, OptOut
from auditor.rule import Example

from .name_pages import document, judged, page

EXAMPLES = [(rule.id, example) for rule in optouts.RULES for example in rule.examples]


@pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{rule}: {each.why or each.html[:40]}" for rule, each in EXAMPLES]
)
def test_each_example_yields_its_quotes(rule: str, example: Example) -> None:
    told = [each.quote for each in judged(optouts, page(example.html)) if each.rule == rule]
    assert sorted(told) == sorted(example.quotes)


def test_what_a_comprehensive_form_adds_is_for_a_person() -> None:
    told = {each.rule: each for each in judged(optouts, page("<p>Call Tavish at (406) 555-0164.</p>"))}
    assert told["opt-out-a-phone"].confidence is Confidence.REVIEW
    assert told["opt-out-a-name"].confidence is Confidence.LIKELY
    without = replace(EXAMPLE_ROSTER, scope_a_includes=())
    told = {
        each.rule: each
        for each in judged(optouts, page("<p>Call Tavish at (406) 555-0164.</p>"), roster=without)
    }
    assert "opt-out-a-phone" not in told


def test_a_first_name_that_fits_two_students_is_for_a_person() -> None:
    twin = replace(EXAMPLE_ROSTER.students[0], sourced_id="ex-21", given="Tavish")
    roster = replace(EXAMPLE_ROSTER, students=(*EXAMPLE_ROSTER.students, twin))
    told = judged(optouts, page("<p>Tavish fed the fish.</p>"), roster=roster)
    assert [(each.rule, each.confidence) for each in told] == [("opt-out-a-name", Confidence.REVIEW)]


def test_another_students_number_is_not_taken_for_hers() -> None:
    html = "<p>Corvane and Tavish. Call (406) 555-0164.</p>"
    told = {each.rule for each in judged(optouts, page(html))}
    assert "opt-out-a-phone" in told
    assert "opt-out-c-phone" not in told


def test_a_form_that_fits_several_students_is_for_a_person() -> None:
    roster = replace(EXAMPLE_ROSTER, optouts=(OptOut(("ex-8", "ex-1"), "A", 2),))
    told = judged(optouts, page("<p>Tavish Marlgrove won.</p>"), roster=roster)
    assert {each.confidence for each in told} == {Confidence.REVIEW}


def test_a_form_that_is_not_in_force_forbids_nothing() -> None:
    roster = replace(EXAMPLE_ROSTER, optouts=(OptOut(("ex-8",), "A", 2, in_force=False),))
    assert judged(optouts, page("<p>Tavish Marlgrove won.</p>"), roster=roster) == []


def test_the_speaker_of_a_caption_file() -> None:
    captions = document("vtt", ("Belisar Quennock", Source.VTT, "speaker at 0:04"))
    told = {each.rule for each in judged(optouts, page("<p>Debate</p>"), documents=[captions])}
    assert told == {"opt-out-b-name-in-media", "opt-out-b-likeness", "opt-out-b-voice"}


def test_the_words_never_say_that_there_is_a_form() -> None:
    for each in judged(optouts, page("<p>Tavish Marlgrove, 418 Juniper Lane, 2nd grade</p>")):
        assert "opt" not in each.message.casefold().split()
        assert "arlgrove" not in each.message + each.details["why"]


def test_a_first_name_on_a_page_of_the_own_school_is_for_a_person() -> None:
    school = {"kind": "school", "owners": ()}
    told = judged(optouts, page("<p>Line leader: Tavish</p>"), **school)
    assert [(each.rule, each.confidence) for each in told] == [("opt-out-a-name", Confidence.REVIEW)]
    twin = replace(EXAMPLE_ROSTER.students[0], sourced_id="ex-21", given="Tavish")
    roster = replace(EXAMPLE_ROSTER, students=(*EXAMPLE_ROSTER.students, twin))
    assert judged(optouts, page("<p>Line leader: Tavish</p>"), roster=roster, **school) == []


def test_a_long_list_of_forms_makes_no_page_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    find = Finder.find

    def counted(self: Finder, kind: str, *given: Any) -> Iterator[Detail]:
        asked.append(kind)
        return find(self, kind, *given)

    monkeypatch.setattr(Finder, "find", counted)
    many = tuple(
        replace(EXAMPLE_ROSTER.students[0], sourced_id=f"m{n}", given=f"Ada{n}", family=f"Berg{n}")
        for n in range(500)
    )
    roster = replace(
        EXAMPLE_ROSTER,
        students=(*EXAMPLE_ROSTER.students, *many),
        optouts=tuple(OptOut((each.sourced_id,), "A", 2) for each in many),
        details={each.sourced_id: Details(addresses=(f"{n} Elm Road",)) for n, each in enumerate(many)},
    )
    told = judged(optouts, page("<p>Meet at 7 Elm Road or 1200 Oak Street.</p>" * 20), roster=roster)
    assert [(each.rule, each.student) for each in told] == [("opt-out-a-address", "m7")]
    assert len(asked) <= 20, "only the one whose house number and street stand there is looked for"


def test_a_detail_on_file_beside_a_first_name_settles_whose_it_is() -> None:
    twin = replace(EXAMPLE_ROSTER.students[0], sourced_id="ex-21", given="Tavish")
    roster = replace(EXAMPLE_ROSTER, students=(*EXAMPLE_ROSTER.students, twin))
    for words, sure in (("March 3, 2019", Confidence.LIKELY), ("March 4, 2019", Confidence.REVIEW)):
        told = judged(optouts, page(f"<p>Tavish was born on {words}.</p>"), roster=roster)
        assert [each.confidence for each in told if each.rule == "opt-out-a-name"] == [sure]
