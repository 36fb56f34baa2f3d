"""Keep the history on a real PostgreSQL: its tables, its locks, and what its faults are called."""

from __future__ import annotations

import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, func, insert, select

from auditor.exits import Exit, Refusal
from auditor.store import Store
from auditor.store.database import Database
from auditor.store.faults import sentence
from auditor.store.schema import facts, metadata
from tests.night_data import KEY, begin, finding, moment, night, result
from tests.postgres import Server


def test_migrations_end_at_the_tables_that_are_declared(own_database: str) -> None:
    Store.open(own_database, KEY).close()
    engine = create_engine(own_database)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_second_audit_is_refused_until_the_first_has_closed(own_database: str) -> None:
    with Store.open(own_database, KEY) as one, Store.open(own_database, KEY) as two:
        begun = begin(one, 5)
        with pytest.raises(Refusal, match="another audit is running") as refused:
            two.lock()
        assert refused.value.code is Exit.BUSY
        assert [each.id for each in two.nights()] == [begun.id]
        one.close()
        two.lock()


def test_the_lock_holds_no_transaction_open(own_database: str, postgres: Server) -> None:
    """One that stayed open all night would keep every deleted row alive."""
    with Store.open(own_database, KEY) as store:
        store.lock()
        states = postgres.do("SELECT state FROM pg_stat_activity WHERE application_name = 'auditor'")
    assert {state for (state,) in states} == {"idle"}


def test_a_reader_has_one_view_while_another_writes(own_database: str) -> None:
    one, two = Database(own_database, KEY, True), Database(own_database, KEY, True)
    count = select(func.count()).select_from(facts)
    with one.read() as view:
        before = view.execute(count).scalar_one()
        with two.write() as connection:
            connection.execute(insert(facts).values(name="note x", value="y"))
        assert view.execute(count).scalar_one() == before
    with one.read() as view:
        assert view.execute(count).scalar_one() == before + 1
    one.close()
    two.close()


def test_whoever_writes_waits_for_the_other_and_then_says_so(own_database: str) -> None:
    one, two = Database(own_database, KEY, True), Database(own_database, KEY, True, busy_seconds=0.05)
    with one.write(), pytest.raises(Refusal, match="another program holds the database") as refused:
        two.write().__enter__()
    assert refused.value.code is Exit.STORAGE
    with two.write() as connection:
        connection.execute(insert(facts).values(name="note x", value="y"))
    one.close()
    two.close()


def test_what_is_deleted_is_let_go(own_database: str, postgres: Server) -> None:
    with Store.open(own_database, KEY) as store:
        night(store, 5, result(*(finding(f"p:nth-child({number})") for number in range(200))))
        night(store, 20, result())
        store.sweep(moment(20), findings_days=10, evidence_days=10)
        assert store.findings(all=True) == ()
    name = own_database.partition("@/")[2].partition("?")[0]
    assert postgres.do("SELECT pg_relation_size('spans'), pg_relation_size('findings')", name) == [(0, 0)]


def test_a_connection_that_the_server_closed_is_made_anew(own_database: str, postgres: Server) -> None:
    with Store.open(own_database, KEY) as store:
        store.remember("x", "y")
        ours = "FROM pg_stat_activity WHERE application_name = 'auditor'"
        postgres.do(f"SELECT pg_terminate_backend(pid) {ours}")
        assert store.recall("x") == "y"


def test_other_peoples_tables_are_left_alone(postgres: Server) -> None:
    url = postgres.database()
    name = url.partition("@/")[2].partition("?")[0]
    postgres.do("CREATE TABLE recipes (title text)", name)
    with pytest.raises(Refusal, match="belongs to another program"):
        Store.open(url, KEY)
    assert postgres.do("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", name) == [("recipes",)]


def test_a_database_that_cannot_hold_every_letter_is_refused(postgres: Server) -> None:
    with pytest.raises(Refusal, match="createdb --encoding UTF8") as refused:
        Store.open(postgres.database("LATIN1"), KEY)
    assert refused.value.code is Exit.STORAGE


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("@/", "@127.0.0.1:9/"), "the database server does not answer"),
        (("?host=", "?host=/nowhere"), "the database server does not answer"),
        (("/night1?", "/day1?"), "the server has no such database"),
        (("auditor@", "stranger@"), "the database failed"),
    ],
    ids=("nobody listens", "no socket", "no database", "no such user"),
)
def test_a_server_that_cannot_be_used_is_one_sentence(
    own_database: str, change: tuple[str, str], told: str
) -> None:
    url = own_database.replace(*change)
    if url.startswith("postgresql+psycopg://auditor@127"):
        url = url.partition("?")[0]
    with pytest.raises(Refusal) as refused:
        Store.open(url, KEY)
    assert refused.value.sentence.startswith(told)
    assert refused.value.code is Exit.STORAGE
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('could not extend file "base/5/1": No space left on device', "the disk is full"),
        ("canceling statement due to lock timeout", "another program holds the database"),
        ('password authentication failed for user "auditor"', "the database server refused the user"),
        ("fe_sendauth: no password supplied", "the database server wants a password"),
        ("FATAL:  sorry, too many clients already", "the database server has no connection left"),
        ("the database system is starting up", "the database server is starting or stopping"),
        ("server closed the connection unexpectedly", "the database server ended the connection"),
        ("cannot execute INSERT in a read-only transaction", "the database may not be written"),
        ("permission denied for schema public", "the database may not be written"),
        ("value too long for type character varying(200)", "a site's or a school's id is longer"),
        ("invalid page in block 7 of relation base/5/1", "the database is damaged"),
        ("failed to resolve host 'db.example'", "nobody knows the host"),
        ("something nobody has heard of", "the database failed; see whether"),
    ],
)
def test_a_servers_own_words_are_told_in_ours(words: str, told: str) -> None:
    assert sentence(words, None).startswith(told)


def test_the_driver_is_asked_for_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Refusal, match=r"pip install 'classroom-auditor\[postgres\]'") as refused:
        Store.open("postgresql+psycopg://auditor@/x?host=/nowhere", KEY)
    assert refused.value.code is Exit.CONFIGURATION
