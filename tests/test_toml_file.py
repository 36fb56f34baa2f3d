"""Where keys stand in TOML files, and what is refused."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.exits import Exit, Refusal
from auditor.toml_file import KeyPath, TomlFile, read_toml


def written(tmp_path: Path, content: str | bytes) -> TomlFile:
    path = tmp_path / "file.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_toml(path)


EVERYTHING = '''\
# a comment = "not a key"
title = "first"
"quoted key" = 1
'literal.key' = 2
site . name = "dotted"   # [not.a.table]

[district]
zone = "America/Denver"
contact.email = "a@b.example"

[[clause]]
id = "one"
quote = """
id = "inside a text"
[[clause]]
five quotation marks: "" ""\\"""  and two: """""
kinds = [
  "class",   # ] a bracket in a comment
  "team",
  ["nested", { deep = "]" }],
]

[clause.settings]
due = 2026-10-28 02:00:00
levels = ["A", "AA"]
forms = { full = "certain", first.name = "allowed" }

[[clause.note]]
by = \'\'\'
a \'\'quoted\'\' text
by = 3\'\'\'

[[clause.note]]
by = "second"

[[clause]]
id = "two"
path = 'C:\\'

[late.sub]
a = 1

[late]
b = 2

["odd.name"."caf\\u00e9"]
c = inf
'''

PLACES: list[tuple[str, KeyPath, int]] = [
    ("plain key", ("title",), 2),
    ("quoted key", ("quoted key",), 3),
    ("literal key with a dot in it", ("literal.key",), 4),
    ("dotted key", ("site", "name"), 5),
    ("the table that a dotted key makes", ("site",), 5),
    ("table", ("district",), 7),
    ("key of a table", ("district", "zone"), 8),
    ("dotted key in a table", ("district", "contact", "email"), 9),
    ("array of tables: its first table", ("clause", 0), 11),
    ("array of tables as such", ("clause",), 11),
    ("key of the first table", ("clause", 0, "id"), 12),
    ("text over many lines: where it begins", ("clause", 0, "quote"), 13),
    ("key after such a text", ("clause", 0, "kinds"), 17),
    ("element of a list", ("clause", 0, "kinds", 1), 19),
    ("inside a nested list", ("clause", 0, "kinds", 2, 1, "deep"), 20),
    ("table inside an array of tables", ("clause", 0, "settings"), 23),
    ("date with a space in it", ("clause", 0, "settings", "due"), 24),
    ("element of a short list", ("clause", 0, "settings", "levels", 1), 25),
    ("key of an inline table", ("clause", 0, "settings", "forms", "full"), 26),
    ("dotted key of an inline table", ("clause", 0, "settings", "forms", "first", "name"), 26),
    ("array of tables in an array of tables", ("clause", 0, "note", 0, "by"), 29),
    ("its second table", ("clause", 0, "note", 1, "by"), 34),
    ("second table of the array", ("clause", 1), 36),
    ("key of the second table", ("clause", 1, "id"), 37),
    ("literal text that ends in a backslash", ("clause", 1, "path"), 38),
    ("table whose subtable came first", ("late",), 43),
    ("the subtable", ("late", "sub", "a"), 41),
    ("quoted names with an escape", ("odd.name", "café", "c"), 47),
    ("a key that is missing: its table", ("clause", 1, "quote"), 36),
    ("a table that is missing", ("nothing", "here"), 1),
    ("no key at all", (), 1),
]


@pytest.mark.parametrize(("keys", "line"), [case[1:] for case in PLACES], ids=[case[0] for case in PLACES])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
def test_line(tmp_path: Path, newline: str, keys: KeyPath, line: int) -> None:
    assert written(tmp_path, EVERYTHING.replace("\n", newline)).line(*keys) == line


def every_path(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    if isinstance(value, dict):
        return [path, *(below for key, each in value.items() for below in every_path(each, (*path, key)))]
    if isinstance(value, list):
        return [path, *(below for key, each in enumerate(value) for below in every_path(each, (*path, key)))]
    return [path]


def test_every_key_that_was_read_has_a_line(tmp_path: Path) -> None:
    file = written(tmp_path, EVERYTHING)
    assert [path for path in every_path(file.data) if path and path not in file.lines] == []
    assert set(file.lines) == {path for path in every_path(file.data) if path}


VALUES = st.recursive(
    st.sampled_from(
        ['"a # b"', "'c ] d'", '"""e\n= "" f"""', "'''g\n'h'''", "1", "1.5", "true", "2026-10-28"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: "[\n" + ", # ]\n".join(parts) + "\n]"),
        st.lists(inner, max_size=3).map(
            lambda parts: "{" + ", ".join(f"k{i} . x = {part}" for i, part in enumerate(parts)) + "}"
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=6))
def test_any_value_before_a_key_leaves_its_line_right(values: list[str]) -> None:
    text, expected = "", {}
    for position, value in enumerate(values):
        expected[f"key{position}"] = text.count("\n") + 1
        text += f"key{position} = {value}\n"
    with tempfile.TemporaryDirectory() as folder:
        file = written(Path(folder), text)
    assert {key: file.line(key) for key in expected} == expected
    assert set(file.lines) == {each for each in every_path(file.data) if each}


def test_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert written(tmp_path, b"\xef\xbb\xbftitle = 1\n").data == {"title": 1}


REFUSED: list[tuple[str, bytes, int, str]] = [
    ("no value", b"a = 1\nb =\n", 2, "Invalid value, at column 4"),
    ("key twice", b"a = 1\n\na = 2\n", 3, "Cannot overwrite a value"),
    ("text not closed", b'a = 1\nb = """\nc = 2\n', 3, "at the end of the file"),
    ("not UTF-8", b"a = 1\nb = 'caf\xe9'\n", 2, "not in UTF-8"),
    ("UTF-16", "a = 1\n".encode("utf-16"), 1, "not in UTF-8"),
    ("a number without end", b"a = " + b"9" * 5000 + b"\n", 1, "not valid TOML"),
]


@pytest.mark.parametrize(
    ("raw", "line", "says"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED]
)
def test_refused(tmp_path: Path, raw: bytes, line: int, says: str) -> None:
    with pytest.raises(Refusal) as caught:
        written(tmp_path, raw)
    assert (caught.value.code, caught.value.path) == (Exit.CONFIGURATION, tmp_path / "file.toml")
    assert says in caught.value.sentence
    assert caught.value.sentence.endswith(".")
    if line > 1:
        assert caught.value.line == line


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        written(tmp_path, "a = " + "[" * 20_000 + "]" * 20_000)
    assert "nested too deeply" in caught.value.sentence


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "none.toml", "does not exist"), (tmp_path, "cannot be read")):
        with pytest.raises(Refusal) as caught:
            read_toml(path)
        assert says in caught.value.sentence


def test_refusal_carries_the_place(tmp_path: Path) -> None:
    told = written(tmp_path, "a = 1\n[b]\nc = 2\n").refusal("This is wrong.", "b", "c")
    assert (told.code, told.line, str(told)) == (
        Exit.CONFIGURATION,
        3,
        f"{tmp_path / 'file.toml'}:3: This is wrong.",
    )
