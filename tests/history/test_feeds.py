"""Read what feeds and calendars say of their entries: words beside the title, alarms, very many of them."""

from __future__ import annotations

import pytest

from auditor.history import MOST_POSTINGS, Kind, posting_items, read_entries, read_posts

EVENT = "BEGIN:VEVENT\r\nUID:7@elm.example\r\nDTSTART:20261105T090000\r\nSUMMARY:Quiz\r\n{}END:VEVENT\r\n"
ALARM = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Reminder\r\nUID:9\r\nEND:VALARM\r\n"


def calendar(events: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode()


@pytest.mark.parametrize(
    ("name", "inside", "said"),
    [
        ("a title alone", "", ["Quiz"]),
        ("words beside it", "DESCRIPTION:Chapters 3\\, 4\\nand 5\r\n", ["Quiz", "Quiz: Chapters 3, 4 and 5"]),
        ("words over two lines", "DESCRIPTION:Chapt\r\n er 3\r\n", ["Quiz", "Quiz: Chapter 3"]),
        ("an alarm's words", ALARM, ["Quiz"]),
        ("words before an alarm's", f"DESCRIPTION:Chapter 3\r\n{ALARM}", ["Quiz", "Quiz: Chapter 3"]),
        ("words without a letter", "DESCRIPTION:--- 12 ---\r\n", ["Quiz"]),
    ],
)
def test_an_entry_says_its_title_and_what_stands_beside_it(name: str, inside: str, said: list[str]) -> None:
    (posting,) = read_entries(calendar(EVENT.format(inside)))
    items = list(posting_items(Kind.ENTRY, posting))
    assert [item.excerpt for item in items] == said, name
    assert posting.about == "7@elm.example 20261105T090000"


def test_words_beside_an_entry_stay_the_same_item_when_its_title_is_mended() -> None:
    texts = [EVENT.format("DESCRIPTION:Chapter 3\r\n").replace("Quiz", title) for title in ("Quiz", "Qiuz")]
    (_, first), (_, second) = (posting_items(Kind.ENTRY, read_entries(calendar(text))[0]) for text in texts)
    assert first.said == second.said


def test_the_last_entry_of_a_full_calendar_is_read_and_no_more() -> None:
    events = [EVENT.replace("7@", f"{number}@") for number in range(MOST_POSTINGS + 5)]
    found = read_entries(calendar("".join(event.format("") for event in events)))
    assert len(found) == MOST_POSTINGS
    assert found[-1].about == f"{MOST_POSTINGS - 1}@elm.example 20261105T090000"


def test_a_post_is_known_by_its_guid() -> None:
    item = "<guid>p1</guid><title>Lab day</title><pubDate>Mon, 02 Nov 2026 16:00:00 GMT</pubDate>"
    (posting,) = read_posts(f"<rss><channel><item>{item}</item></channel></rss>".encode())
    assert (posting.about, posting.title, posting.stated) == ("p1", "Lab day", "2026-11-02T16:00:00+00:00")
