"""Keep page texts encrypted, and the keys they are encrypted with."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import pytest

from auditor.exits import Exit, Refusal
from auditor.finding import Reason, Skipped, Stage
from auditor.keys import Keys, load_keys
from auditor.page import Content, Link, Location, Page, Text
from auditor.pages import PageCache

KEY = b"k" * 32


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, KEY)
    for data in (b"", b"x", b"<p>Emma</p>" * 1000, os.urandom(5000)):
        assert cache.get(cache.put(data)) == data


def test_content_names_the_file(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, KEY)
    name = cache.put(b"one")
    assert cache.put(b"one") == name != cache.put(b"two")
    assert PageCache(tmp_path, KEY[::-1] + b"x").put(b"one") != name
    assert len(_files(tmp_path)) == 3


def test_nothing_is_readable_without_the_key(tmp_path: Path) -> None:
    name = PageCache(tmp_path, KEY).put(b"Avery Quill " * 500)
    (file,) = _files(tmp_path)
    assert b"Avery" not in file.read_bytes()
    assert len(file.read_bytes()) < 300
    assert PageCache(tmp_path, b"z" * 32).get(name) is None


def test_rights_hold_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        PageCache(tmp_path / "pages", KEY).put(b"x")
    finally:
        os.umask(before)
    (file,) = _files(tmp_path)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "pages", file.parent, file)]
    assert modes == [0o700, 0o700, 0o600]


@pytest.mark.parametrize("damage", [b"", b"pages1\n", b"x" * 500, None])
def test_damage_counts_as_absent_and_is_mended(tmp_path: Path, damage: bytes | None) -> None:
    cache = PageCache(tmp_path, KEY)
    name = cache.put(b"content" * 50)
    (file,) = _files(tmp_path)
    file.write_bytes(file.read_bytes()[:-1] if damage is None else damage)
    assert cache.get(name) is None
    assert cache.put(b"content" * 50) == name
    assert cache.get(name) == b"content" * 50


def test_a_file_under_another_name_counts_as_absent(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, KEY)
    one, two = cache.put(b"one"), cache.put(b"two")
    (tmp_path / one[:2] / one).write_bytes((tmp_path / two[:2] / two).read_bytes())
    assert cache.get(one) is None


@pytest.mark.parametrize("name", ["", "x", "../../etc/passwd", "f" * 64, "F" * 64, "a" * 63 + "/"])
def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    assert PageCache(tmp_path, KEY).get(name) is None


def test_sweeps_by_last_use(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, KEY)
    names = {word: cache.put(word.encode()) for word in ("kept", "read", "put", "old")}
    for file in _files(tmp_path):
        os.utime(file, (1000, 1000))
    unfinished = tmp_path / names["old"][:2] / ".new-1"
    unfinished.write_bytes(b"half")
    os.utime(unfinished, (1000, 1000))
    cache.get(names["read"])
    cache.put(b"put")
    assert cache.sweep({names["kept"]}, datetime.now(UTC) - timedelta(days=14)) == 1
    assert [word for word, name in names.items() if cache.get(name) is None] == ["old"]
    assert not unfinished.exists()
    assert cache.sweep(set(), datetime.fromtimestamp(time.time() + 9, UTC)) == 3
    assert _files(tmp_path) == []


def test_sweeping_nothing(tmp_path: Path) -> None:
    assert PageCache(tmp_path / "none", KEY).sweep(set(), datetime.now(UTC)) == 0


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = PageCache(tmp_path, KEY)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Refusal, match="disk is full") as refused:
        cache.put(b"x")
    assert refused.value.code is Exit.STORAGE
    assert _files(tmp_path) == []


class _Kind(StrEnum):
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class _Visit:
    at: datetime
    kind: _Kind
    pages: tuple[Page, ...]
    keys: frozenset[str]
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    last: _Visit | None = None


@dataclass(frozen=True, slots=True)
class _Other:
    at: int


def _visit() -> _Visit:
    where = Location("https://a.example/", place="third picture")
    content = Content(
        "Title", texts=(Text("Emma", "Em ma", where),), links=(Link("b", "", "a", "to b", "", where),)
    )
    at = datetime(2026, 10, 28, 2, 0, 0, 250, tzinfo=timezone(timedelta(hours=-6)))
    page = Page("https://a.example/", "/", 200, at, content, {"etag": '"x"'}, rendered=content)
    skipped = (Skipped(Stage.CRAWL, Reason.ROBOTS, "https://a.example/x", rules=("a", "b")),)
    last = _Visit(at, _Kind.GOOD, (), frozenset())
    return _Visit(at, _Kind.GOOD, (page,), frozenset(map(str, range(20))), {"d": b"\x00\xff"}, skipped, last)


def test_a_visit_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, KEY)
    name = cache.save_visit(_visit())
    visit = cache.load_visit(name, _Visit)
    assert visit == _visit()
    assert visit is not None
    assert visit.at.isoformat() == "2026-10-28T02:00:00.000250-06:00"
    assert isinstance(visit.kind, _Kind)
    assert isinstance(visit.pages, tuple)
    assert cache.save_visit(visit) == name


def test_a_visit_of_another_shape_counts_as_absent(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, KEY)
    assert cache.load_visit(cache.save_visit(_visit()), _Other) is None
    assert cache.load_visit(cache.put(b"\xc1"), _Visit) is None
    assert cache.load_visit("0" * 64, _Visit) is None


def test_broken_letters_do_not_stop_a_visit(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, KEY)
    visit = _Visit(_visit().at, _Kind.GOOD, (), frozenset({"\ud83d lone"}), {"\ude00": b"x"})
    kept = cache.load_visit(cache.save_visit(visit), _Visit)
    assert kept is not None
    assert (kept.keys, kept.bodies) == ({"? lone"}, {"?": b"x"})


# --- keys ---


def test_keys_are_made_once(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys = load_keys(tmp_path / "a" / "keys")
    finally:
        os.umask(before)
    assert load_keys(tmp_path / "a" / "keys") == keys
    assert (len(keys.fingerprint), len(keys.pages), keys.fingerprint != keys.pages) == (32, 32, True)
    assert sorted(path.name for path in _files(tmp_path)) == ["fingerprint.key", "pages.key"]
    assert {oct(path.stat().st_mode & 0o777) for path in _files(tmp_path)} == {"0o600"}
    assert (tmp_path / "a" / "keys").stat().st_mode & 0o777 == 0o700
    assert keys.fingerprint.hex() not in repr(keys)


def _missing(folder: Path) -> None:
    (folder / "pages.key").unlink()


def _short(folder: Path) -> None:
    (folder / "pages.key").write_bytes(b"short")


def _world(folder: Path) -> None:
    (folder / "pages.key").chmod(0o604)


def _group(folder: Path) -> None:
    (folder / "fingerprint.key").chmod(0o640)


def _open_folder(folder: Path) -> None:
    folder.chmod(0o777)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_missing, "pages.key is missing; restore it"),
        (_short, "this file has 5; restore it"),
        (_world, "type: chmod 600"),
        (_group, "type: chmod 600"),
        (_open_folder, "type: chmod 700"),
    ],
)
def test_refuses_keys_that_cannot_be_trusted(tmp_path: Path, harm: object, sentence: str) -> None:
    load_keys(tmp_path / "keys")
    assert callable(harm)
    harm(tmp_path / "keys")
    with pytest.raises(Refusal, match=sentence) as refused:
        load_keys(tmp_path / "keys")
    assert refused.value.code is Exit.CONFIGURATION
    assert refused.value.path is not None


def test_makes_no_keys_unasked(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no keys"):
        load_keys(tmp_path / "keys", create=False)
    assert not (tmp_path / "keys").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="cannot be read or made"):
        load_keys(tmp_path / "file" / "keys")
    assert isinstance(load_keys(tmp_path / "keys"), Keys)
