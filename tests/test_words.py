"""The lists of cue words: what is shipped can be read, and what is wrong is refused with file and line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from auditor.exits import Refusals
from auditor.words import Words, any_of, district_words, load_words, shipped_words, words_in_force
from auditor.words.lists import GRAMMAR, LATER, LISTS, PHRASES

CONFIG = Path(__file__).parents[1] / "config" / "words"


def test_every_list_is_shipped_in_english_and_most_in_spanish() -> None:
    words = load_words(CONFIG)
    assert words.languages == ("en", "es")
    assert set(words.lists) == GRAMMAR | LISTS | PHRASES
    assert words.lists == shipped_words().lists
    assert "maestra" in words.of("adult-title")
    assert "josie" in words.nicknames["josephine"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("quux = ['red']", 'There is no list "quux"; `auditor init DIR` writes all there are.'),
        ("no-scool = ['closed']", 'There is no list "no-scool"; perhaps "no-school" is meant.'),
        ("group = ['a', '']", "none of them empty"),
        ("group = 3", "none of them empty"),
    ],
)
def test_a_wrong_list_is_refused_with_its_line(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "x.toml").write_text(f"# words\n{written}\n", encoding="utf-8")
    with pytest.raises(Refusals) as refused:
        load_words(tmp_path)
    [fault] = refused.value.faults
    assert said in str(fault)
    assert fault.line == 2


def test_missing_lists_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refusals, match="adult-title"):
        load_words(tmp_path)


def test_of_later_lists_a_district_has_its_own_else_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "vi").mkdir()
    for name in sorted((GRAMMAR | LISTS | PHRASES) - LATER):
        (tmp_path / "vi" / f"{name}.toml").write_text(f'{name} = ["xin"]\n', encoding="utf-8")
    (tmp_path / "vi" / "own.toml").write_text('generic-link-sure = ["nhấn vào đây"]\n', encoding="utf-8")
    words = district_words(tmp_path)
    assert words.of("generic-link-sure") == {"nhấn vào đây"}
    assert words.of("generic-link") == {"xin"}
    assert words.of("heading-sample") == shipped_words().of("heading-sample") != frozenset()


def test_a_language_of_which_a_later_list_is_lacking_has_it_as_shipped(tmp_path: Path) -> None:
    shutil.copytree(CONFIG, tmp_path / "words")
    (tmp_path / "words" / "en" / "names.toml").unlink()
    (tmp_path / "words" / "fr").mkdir()
    (tmp_path / "words" / "fr" / "names.toml").write_text('and = ["et"]\n', encoding="utf-8")
    words = district_words(tmp_path / "words")
    assert words.of("and") == {"and", "y", "et"}
    assert words.of("pointing") == shipped_words().of("pointing")


def test_a_folder_is_read_once_until_a_file_of_it_changes(tmp_path: Path) -> None:
    shutil.copytree(CONFIG, tmp_path / "words")
    before = words_in_force(tmp_path)
    assert words_in_force(tmp_path) is before
    (tmp_path / "words" / "en" / "ours.toml").write_text('group = ["posse"]\n', encoding="utf-8")
    assert "posse" in words_in_force(tmp_path).of("group") - before.of("group")


@pytest.mark.parametrize(
    ("grammar", "text", "found"),
    [
        ("^{by}$", "by", "by"),
        ("{by|and} \\d{1,2}", "and 12", "and 12"),
        ("{by|and} \\d{1,2}", "or 12", ""),
        ("{young-maker} author", "room 12 author", "room 12 author"),
        ("{young-maker} author", "room author", ""),
        ("{given-by} x", "donated by x", "donated by x"),
        ("{given-by} x", "donated  by x", "donated  by x"),
        ("{given-by} x", "donated to x", ""),
        ("{Quoted-title}\\. B", "Ms. Berg", "Ms. B"),
        ("{Quoted-title}\\. B", "ms. Berg", ""),
        ("a{role-favorite}?b", "ab", "ab"),
    ],
)
def test_a_pattern_takes_its_words_from_the_lists(grammar: str, text: str, found: str) -> None:
    hit = shipped_words().pattern(grammar).search(text)
    assert (hit[0] if hit else "") == found
    assert shipped_words().pattern(grammar) is shipped_words().pattern(grammar)


def test_a_list_without_words_finds_nothing() -> None:
    assert Words().pattern("{and}").search("and") is None
    with pytest.raises(KeyError):
        Words().pattern("{no-such-list}")


ROOT = CONFIG.parents[1]
BY_PREFIX = ("color-", "commercial-", "language-", "month-", "ordinal-", "political-", "weekday-")
"""Families of lists that are asked for by a part of their name."""


def test_every_list_is_read_by_something() -> None:
    lists = ROOT / "auditor" / "words" / "lists.py"
    code = [path.read_text("utf-8") for path in (ROOT / "auditor").rglob("*.py") if path != lists]
    code += [path.read_text("utf-8") for path in (ROOT / "spiders").rglob("*.py")]
    read = "\n".join(code)
    named = set(re.findall(r"""["']([a-z-]+)["']""", read))
    for place in re.findall(r"\{([A-Za-z][a-z|-]*)\}", read):
        named.update(place.lower().split("|"))
    unread = [name for name in (GRAMMAR | LISTS | PHRASES) - named if not name.startswith(BY_PREFIX)]
    assert not unread, f"{sorted(unread)}: a district that edits these would wait for nothing to happen"


def test_a_list_that_retired_is_passed_over(tmp_path: Path) -> None:
    shutil.copytree(CONFIG, tmp_path / "words")
    (tmp_path / "words" / "en" / "old.toml").write_text('project = ["podcast"]\n', encoding="utf-8")
    assert district_words(tmp_path / "words") == shipped_words()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NO  SCHOOL today", "NO  SCHOOL"),
        ("No schooling", ""),
        ("Spring break starts", "Spring break"),
        ("an outbreak", ""),
        ("¡No hay clases!", "No hay clases"),
    ],
)
def test_words_are_found_whole_and_without_regard_to_capitals(text: str, found: str) -> None:
    hit = any_of(("break", "spring break", "no school", "no hay clases")).search(text)
    assert (hit[0] if hit else "") == found


def test_no_words_find_nothing() -> None:
    assert any_of(()).search("anything at all") is None
