"""Open the store, begin and resume nights, keep visits; how faults become one sentence."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from auditor.exits import Exit, Refusal
from auditor.mask import NO_MASK
from auditor.store import SiteOutcome, Store, VisitRecord
from auditor.store.schema import metadata
from tests.night_data import KEY, REGISTRY, RULESET, SITE, begin, moment, night, result, url_of

each = pytest.mark.usefixtures("each_database")


def open_store(folder: Path, **more: object) -> Store:
    """Open a store as the product makes it: how it is made is what is tested here."""
    return Store.open(url_of(folder), KEY, **more)  # type: ignore[arg-type]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_are_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(tmp_path) as store:
            store.lock()
            store.remember("x", "y")
            folder = tmp_path / "var"
            files = sorted(path.name for path in folder.iterdir())
            assert files == ["auditor.db", "auditor.db-shm", "auditor.db-wal", "auditor.lock"]
            assert {path.name: oct(_mode(path)) for path in folder.iterdir()} == dict.fromkeys(files, "0o600")
            assert _mode(folder) == 0o700
    finally:
        os.umask(before)


def test_a_database_with_open_rights_is_closed(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    file = tmp_path / "var" / "auditor.db"
    file.chmod(0o644)
    open_store(tmp_path).close()
    assert _mode(file) == 0o600


def test_many_visits_read_at_once_and_none_waits_for_another(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, ExitStack() as held:
        store._database.engine.pool._timeout = 0.0  # type: ignore[attr-defined]
        opened = [held.enter_context(store._database.read()) for _ in range(40)]
        assert len({id(each) for each in opened}) == 40
        assert begin(store, 4).id == 1


def test_writes_are_as_safe_as_promised(tmp_path: Path, as_it_ships: None) -> None:
    with open_store(tmp_path) as store, store._database.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_migrations_end_at_the_tables_that_are_declared(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    engine = create_engine(f"sqlite:///{tmp_path / 'var' / 'auditor.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"this is no database " * 99, "not a database"),
        (None, "there is no database yet"),
    ],
)
def test_refuses_what_is_no_database(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "auditor.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(Refusal, match=sentence) as refused:
        Store.open(f"sqlite:///{file}", KEY, create=False)
    assert refused.value.code is Exit.STORAGE
    assert refused.value.path == file
    assert file.exists() == (content is not None)


def test_refuses_the_database_of_another_program(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("create table songs (title text)")
    connection.close()
    with pytest.raises(Refusal, match="belongs to another program"):
        Store.open(f"sqlite:///{tmp_path / 'other.db'}", KEY)


def test_refuses_a_newer_database(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, store._database.write() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(Refusal, match="newer version; update the program") as refused:
        open_store(tmp_path)
    assert refused.value.code is Exit.STORAGE


@each
def test_refuses_another_key(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with pytest.raises(Refusal, match="another key") as refused:
        Store.open(url_of(tmp_path), KEY[::-1])
    assert refused.value.code is Exit.STORAGE


@pytest.mark.parametrize("url", ["nonsense", "sqlite+nothing:///no", "oracle+unheard://no"])
def test_refuses_an_address_of_no_database(url: str) -> None:
    with pytest.raises(Refusal, match="store.url") as refused:
        Store.open(url, KEY)
    assert refused.value.code is Exit.CONFIGURATION


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(Refusal) as refused:
        open_store(tmp_path)
    assert refused.value.code is Exit.STORAGE


def test_a_locked_database_is_one_sentence(tmp_path: Path) -> None:
    with open_store(tmp_path, busy_seconds=0.05) as store:
        other = sqlite3.connect(tmp_path / "var" / "auditor.db")
        other.execute("begin immediate")
        with pytest.raises(Refusal, match="another program holds the database") as refused:
            store.remember("x", "y")
        assert refused.value.code is Exit.STORAGE
        other.rollback()
        other.close()
        store.remember("x", "y")
        assert store.recall("x") == "y"
        assert store.recall("y") is None


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.remember("x", "1")
        with store._database.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        with pytest.raises(Refusal, match="disk is full") as refused, store._database.write() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            connection.exec_driver_sql("insert into facts values ('big', zeroblob(9000000))")
        assert refused.value.code is Exit.STORAGE
        assert store.recall("x") == "1"


@each
def test_two_audits_at_once_are_refused(tmp_path: Path) -> None:
    with open_store(tmp_path) as one, open_store(tmp_path) as two:
        begun = begin(one, 5)
        with pytest.raises(Refusal, match="another audit is running") as refused:
            begin(two, 6)
        assert refused.value.code is Exit.BUSY
        assert two.nights() == (replace(begun, resumed=False),)
        one.close()
        begin(two, 6)


# --- nights ---


def test_a_night_is_the_local_date_of_its_start(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        begun = begin(store, 5, 22, notes={"allow_private": "127.0.0.1:8899"})
    assert (begun.date, begun.as_of) == (moment(5).date(), moment(5, 22))
    assert begun.as_of.isoformat() == "2026-10-05T22:00:00-06:00"
    assert (begun.resumed, begun.finished, begun.scope) == (False, None, None)
    assert begun.notes == {"allow_private": "127.0.0.1:8899"}
    assert begun.engines == {"axe-core": "4.14.1"}


@each
def test_started_again_a_night_resumes_and_then_says_it_is_done(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        begun = begin(store, 5)
        store.save_site(begun, SITE, result(), NO_MASK)
    with open_store(tmp_path) as store:
        again = begin(store, 5, 3)
        assert (again.id, again.resumed, again.done, again.as_of) == (begun.id, True, {SITE}, moment(5))
        store.finish_night(again, moment(5, 4))
        assert begin(store, 5, 9).finished == moment(5, 4)


@each
@pytest.mark.parametrize(
    ("day", "hour", "resumes"), [(5, 23, True), (6, 1, True), (6, 5, True), (6, 6, False), (7, 1, False)]
)
def test_a_night_killed_over_midnight_is_taken_up(tmp_path: Path, day: int, hour: int, resumes: bool) -> None:
    with open_store(tmp_path) as store:
        begun = begin(store, 5, 23)
        assert (begin(store, day, hour).id == begun.id) is resumes


@each
def test_a_finished_night_is_not_taken_up_after_midnight(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        begun = begin(store, 5, 23)
        store.finish_night(begun, moment(6, 0))
        assert begin(store, 6, 2).id != begun.id


@each
def test_time_does_not_run_backwards(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        night(store, 5, result())
        night(store, 6, result())
        for day, hour in ((5, 2), (4, 23)):
            with pytest.raises(Refusal, match="2026-10-06 02:00 is stored already") as refused:
                begin(store, day, hour)
            assert refused.value.code is Exit.USAGE
        with pytest.raises(ValueError, match="offset"):
            begin(store, 7, real=moment(7).replace(tzinfo=None))


@each
def test_a_recheck_is_an_audit_of_its_own_on_the_same_date(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        full = night(store, 5, result())
        first = begin(store, 5, 9, scope=[SITE])
        assert (first.date, first.scope, first.id > full.id) == (full.date, (SITE,), True)
        assert begin(store, 5, 9, scope=[SITE]).resumed
        store.finish_night(first, moment(5, 10))
        with pytest.raises(Refusal, match="stored already"):
            begin(store, 5, 8, scope=[SITE])
        assert begin(store, 5, 11, scope=[SITE]).id > first.id
        assert begin(store, 5, 12).id == full.id


@each
def test_an_unfinished_night_resumes_after_a_recheck(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        full = begin(store, 5)
        night(store, 5, result(), hour=9, scope=[SITE])
        again = begin(store, 5, 12)
        assert (again.id, again.done) == (full.id, frozenset())


@each
def test_a_resumed_night_takes_the_rules_as_they_are_now(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        begin(store, 5)
        begin(store, 5, 3, ruleset=replace(RULESET, engines={"axe-core": "4.15"}), notes={"a": "b"})
        (stored,) = store.nights()
    assert (stored.engines, stored.notes) == ({"axe-core": "4.15"}, {"a": "b"})


@each
def test_the_registry_of_a_night_comes_back_whole(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        assert store.registry().sites == ()
        begin(store, 5)
        begin(store, 8, registry=replace(REGISTRY, sites=REGISTRY.sites[:1]))
        assert store.registry(moment(5, 9)) == REGISTRY
        assert [site.site_id for site in store.registry().sites] == [SITE]


# --- visits ---


@each
def test_visits_of_a_night_and_of_the_night_before(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        first = begin(store, 5)
        read = VisitRecord(SiteOutcome.PARTIAL, "night-time", 3, 2, 1, 1, 9, 1234, 2.5, "b" * 64, 7)
        store.save_visit(first, SITE, read)
        assert store.visited(first) == {SITE: "b" * 64}
        assert store.last_visit(SITE, first) is None
        store.save_site(first, SITE, result(outcome=SiteOutcome.PARTIAL, reason="night-time"), NO_MASK)
        down = begin(store, 8)
        store.save_visit(down, SITE, VisitRecord(SiteOutcome.ERROR, "503 from Avery Quill", blob="c" * 64))
        later = begin(store, 9)
        assert store.visited(later) == {}
        assert store.last_visit(SITE, later) == "b" * 64
        assert store.last_visit("oak-1") is None
        assert store.kept_visits() == {"c" * 64}
        facts = store.sites()[0]
    assert (facts.outcome, facts.reason, facts.unread_pages) == (SiteOutcome.PARTIAL, "night-time", 7)
    assert (facts.pages, facts.documents, facts.pictures, facts.embeds_unread) == (3, 2, 1, 1)
    assert (facts.requests, facts.bytes, facts.seconds, facts.baseline) == (9, 1234, 2.5, True)


@each
def test_a_site_has_one_outcome_a_night(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        begun = begin(store, 5)
        store.save_site(begun, SITE, result(), NO_MASK)
        with pytest.raises(ValueError, match="stored already"):
            store.save_site(begun, SITE, result(), NO_MASK)
