"""The examples of the rules of photos, and what no fragment can show."""

from __future__ import annotations

import pytest

from auditor.checkers import photos
from auditor.finding import Confidence
from auditor.page import Source
from auditor.roster import Roster
from auditor.rule import Example

from .name_pages import document, judged, page

EXAMPLES = [(rule.id, example) for rule in photos.RULES for example in rule.examples]


@pytest.mark.parametrize(
    ("rule", "example"), EXAMPLES, ids=[f"{rule}: {each.why or each.html[:40]}" for rule, each in EXAMPLES]
)
def test_each_example_yields_its_quotes(rule: str, example: Example) -> None:
    told = [each.quote for each in judged(photos, page(example.html)) if each.rule == rule]
    assert sorted(told) == sorted(example.quotes)


def test_a_person_tag_and_a_position_in_a_picture_file() -> None:
    picture = document(
        "jpg", ("Mirela Tarnquist", Source.XMP, "person tag"), ("44.98, -93.26", Source.EXIF, "GPS position")
    )
    told = {each.rule: each for each in judged(photos, page("<p>Fair</p>"), documents=[picture])}
    tag, place = told["photo-person-tag"], told["photo-location"]
    assert (tag.student, tag.quote, tag.confidence) == ("ex-1", "Mirela Tarnquist", Confidence.CERTAIN)
    assert (place.quote, place.where.document) == ("GPS position", picture.url)
    assert "44.98" not in f"{place.message}{place.details}{place.target}"


def test_the_photographer_is_not_a_person_tag() -> None:
    picture = document("jpg", ("Mirela Tarnquist", Source.IPTC, "IPTC by-line"))
    assert judged(photos, page("<p>Fair</p>"), documents=[picture]) == []


def test_a_speaker_of_a_caption_file_is_identified() -> None:
    captions = document("vtt", ("Josie", Source.VTT, "speaker at 0:04"), ("I say no.", Source.VTT, "at 0:04"))
    [one] = [each for each in judged(photos, page("<p>x</p>"), documents=[captions]) if each.student]
    assert (one.rule, one.student, one.quote) == ("k8-photo-identified", "ex-2", "Josie")


def test_pictures_without_words_are_one_item_a_site() -> None:
    first, second = (
        page('<img src="a.jpg" alt=""><img src="b.jpg" alt="">'),
        page('<img src="c.jpg" alt="">', "https://room12.example/next"),
    )
    [one] = judged(photos, first, second)
    assert (one.rule, one.page, one.confidence) == ("photo-consent", "", Confidence.REVIEW)
    assert one.details["pictures"] == "3"


def test_without_a_roster_the_pictures_are_still_for_a_person() -> None:
    told = judged(photos, page('<img src="a.jpg" alt="Mirela">'), roster=Roster.absent("none"))
    assert [each.rule for each in told] == ["photo-consent"]
