"""The beginning of a ledger tells what is known of a page; its entries stay closed until they are needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.exits import Refusal
from auditor.history import SERVED, Entry, Kind, Ledger
from auditor.history.ledger import Span, ledger_of
from auditor.store import SiteLines
from auditor.store.seal import Seal
from tests.night_data import KEY, MASK, SITE, begin, open_store, result

pytestmark = pytest.mark.usefixtures("each_database")

WORDS = 'A line that says ,"entries":[] in its own words'
SEALED = [
    ("nothing before it", {"entries": [1]}, {"entries": [1]}),
    ("a name", {"name": "a", "entries": [1, 2]}, {"name": "a"}),
    ("the mark within a text", {"name": WORDS, "entries": [WORDS]}, {"name": WORDS}),
    ("a long beginning", {"name": "é" * 9_000, "entries": []}, {"name": "é" * 9_000}),
    ("no such member", {"name": "a", "of": "b"}, {"name": "a", "of": "b"}),
]


@pytest.mark.parametrize(("content", "told"), [case[1:] for case in SEALED], ids=[case[0] for case in SEALED])
def test_what_stands_before_the_last_member_is_read_alone(content: object, told: object) -> None:
    seal = Seal(KEY)
    assert json.loads(seal.begin(seal.close(content), "entries")) == told


def test_a_damaged_row_is_refused_from_its_beginning_on() -> None:
    seal = Seal(KEY)
    sealed = seal.close({"name": "a", "entries": []})
    with pytest.raises(Refusal, match="damaged"):
        seal.begin(sealed[:-1] + bytes([sealed[-1] ^ 1]), "entries")


def a_ledger(name: str, audit: int) -> Ledger:
    spans = [Span(None, audit)]
    entries = {key: Entry(key, Kind.LINE, "p", "b", "s", WORDS, "", "", spans) for key in ("first", "second")}
    return Ledger(
        name, "/week", SERVED, audit, audit, entries, gaps=[(1, 2)], torn={"p": [1]}, of="program content",
        frame={"f": 2}, rebuilt=[1],
    )  # fmt: skip


def _numbered(row: list[object]) -> None:
    row[1], row[10] = list(Kind).index(Kind(str(row[1]))), int(bool(row[10]))


def _torn(row: list[object]) -> None:
    row[5] = "Bring \ud83d by Friday"


OTHERWISE: list[tuple[str, Callable[[list[object]], None], str]] = [
    ("kinds and rims were numbers once", _numbered, WORDS),
    ("the half of a letter", _torn, "Bring \ud83d by Friday"),
]


@pytest.mark.parametrize(
    ("write", "excerpt"), [row[1:] for row in OTHERWISE], ids=[row[0] for row in OTHERWISE]
)
def test_what_was_written_otherwise_is_read_too(write: Callable[[list[object]], None], excerpt: str) -> None:
    ledger = a_ledger("n", 5)
    ledger.entries["second"].rim = True
    content = json.loads(json.dumps(ledger.content()))
    for row in content["entries"]:
        write(row)
    read = ledger_of(json.dumps(content).encode(), 5)
    for entry in ledger.entries.values():
        entry.excerpt = excerpt
    assert read.entries == ledger.entries
    assert (read.page, read.gaps, read.torn, read.frame) == ("/week", [(1, 2)], {"p": [1]}, {"f": 2})


def test_a_ledger_without_its_entries_says_all_the_rest(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        tonight = begin(store, 5)
        known = store.lines()
        name = known.name("/week", SERVED)
        lines = SiteLines(ledgers=(a_ledger(name, tonight.id),))
        store.save_site(tonight, SITE, result(lines=lines), MASK)
        (sealed,) = known.ledgers(SITE).values()
        assert known.ledgers(SITE) == {name: sealed} and known.ledgers("another") == {}
        whole, head = known.opened(sealed), known.opened(sealed, entries=False)
    assert [entry.excerpt for entry in whole.entries.values()] == [WORDS, WORDS]
    assert head.entries == {}
    whole.entries.clear()
    assert head == whole
