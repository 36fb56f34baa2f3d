"""Open the database with its rights, pragmas and migrations, and turn its faults into refusals."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import alembic.command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from auditor.exits import Exit, Refusal
from auditor.store.schema import facts
from auditor.store.seal import Seal

_MIGRATIONS = Path(__file__).parent.parent / "migrations"
_BUSY_SECONDS = 30.0
_FULL = "the disk is full; make room and start again"
_SMALLEST_ROOM = 100_000
"""Bytes: less than what SQLite needs beside the database to open it at all."""
_ADVISORY_LOCK = 0x617564  # "aud"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
)


class Database:
    """Hold the open database, the seal for its texts and the lock that keeps two audits apart."""

    def __init__(self, url: str, key: bytes, create: bool, busy_seconds: float = _BUSY_SECONDS) -> None:
        try:
            parsed = make_url(url)
            self.path = _file_of(parsed)
            self.seal = Seal(key)
            # The engine first: it opens no file, and refuses an address that names no database.
            self.engine = _engine(parsed, busy_seconds)
            if self.path is not None:
                _make_private(self.path, create)
        except (ArgumentError, ImportError):
            raise Refusal(
                Exit.CONFIGURATION, '"store.url" names no database that this program can open'
            ) from None
        self._lock: IO[str] | Connection | None = None
        try:
            with self.read() as connection:
                ready = self._ready(connection)
            if not ready:
                with self.write() as connection:
                    self._migrate(connection)
        except BaseException:
            self.engine.dispose()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one consistent view of the database."""
        with _faults(self.path), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one transaction that is kept whole or not at all."""
        with _faults(self.path), self.engine.connect() as plain:
            connection = plain.execution_options(auditor_writes=True)
            with connection.begin():
                yield connection

    def lock(self) -> None:
        """Claim the audit for this process until `close`. Raises `Refusal` (75) where another has it."""
        if self._lock is not None:
            return
        busy = Refusal(Exit.BUSY, "another audit is running; wait for it or stop it first")
        with _faults(self.path):
            if self.path is not None:
                place = self.path.with_name(f"{self.path.stem}.lock")
                file = os.fdopen(os.open(place, os.O_CREAT | os.O_RDWR, 0o600), "r+")
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    file.close()
                    raise busy from None
                self._lock = file
            elif self.engine.dialect.name == "postgresql":
                connection = self.engine.connect()
                claim = text("select pg_try_advisory_lock(:number)")
                if not connection.execute(claim, {"number": _ADVISORY_LOCK}).scalar():
                    connection.close()
                    raise busy
                self._lock = connection

    def close(self) -> None:
        """Give up the lock and every connection."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        self.engine.dispose()

    def compact(self) -> None:
        """Give freed space back, so that what was deleted is in no file any more."""
        if self.path is None:
            return
        with _faults(self.path):
            # SQLAlchemy's own way of leaving transactions out would change the pooled connection.
            raw = self.engine.raw_connection()
            try:
                cursor = raw.cursor()
                free = cursor.execute("PRAGMA freelist_count").fetchone()[0]
                if free * 4 > cursor.execute("PRAGMA page_count").fetchone()[0]:
                    cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as fault:
                raise Refusal(Exit.STORAGE, _sentence(str(fault), self.path), self.path) from None
            finally:
                raw.close()

    def _ready(self, connection: Connection) -> bool:
        """Tell whether the tables are those of this version and were written with this key."""
        current = MigrationContext.configure(connection).get_current_revision()
        script = ScriptDirectory(str(_MIGRATIONS))
        if current is None:
            if inspect(connection).get_table_names():
                raise Refusal(Exit.STORAGE, "this database belongs to another program", self.path)
            return False
        if current not in {revision.revision for revision in script.walk_revisions()}:
            raise Refusal(
                Exit.STORAGE, "this database was written by a newer version; update the program", self.path
            )
        written = connection.execute(facts.select().where(facts.c.name == "key")).first()
        if written is None or written.value != self.seal.hash("key check"):
            raise Refusal(
                Exit.STORAGE, "this database was written with another key; restore the key folder", self.path
            )
        return current == script.get_current_head()

    def _migrate(self, connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        # Another process may have been here since; Alembic then finds nothing to do.
        alembic.command.upgrade(config, "head")
        if connection.execute(facts.select().where(facts.c.name == "key")).first() is None:
            connection.execute(facts.insert().values(name="key", value=self.seal.hash("key check")))


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": busy_seconds})

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: Any) -> None:
        # The driver's own transactions start too late; ours are begun below.
        raw.isolation_level = None
        cursor = raw.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return
        writes = connection.get_execution_options().get("auditor_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _file_of(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def _make_private(path: Path, create: bool) -> None:
    """Make the file with its rights before SQLite does; -wal and -shm take theirs from it."""
    if not path.exists() and not create:
        raise Refusal(Exit.STORAGE, "there is no database yet; `auditor run` makes it", path)
    with _faults(path):
        folder = path.absolute().parent
        missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
        for parent in reversed(missing):
            parent.mkdir(mode=0o700, exist_ok=True)
            parent.chmod(0o700)
        descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            if os.fstat(descriptor).st_mode & 0o777 != 0o600:
                os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)


@contextmanager
def _faults(path: Path | None) -> Iterator[None]:
    """Turn a database fault into one sentence; the fault itself could quote a row."""
    try:
        yield
    except DBAPIError as fault:
        raise Refusal(Exit.STORAGE, _sentence(str(fault.orig), path), path) from None
    except OSError as fault:
        raise Refusal(Exit.STORAGE, _sentence(str(fault.strerror), path), path) from None
    except SQLAlchemyError as fault:
        raise Refusal(Exit.STORAGE, f"the database failed ({type(fault).__name__})", path) from None


def _sentence(words: str, path: Path | None) -> str:
    lower = words.lower()
    for cue, sentence in (
        ("disk is full", _FULL),
        ("no space left", _FULL),
        ("quota", _FULL),
        ("locked", "another program holds the database; close it and start again"),
        ("busy", "another program holds the database; close it and start again"),
        ("not a database", "this file is not a database; move it away or restore it from your copy"),
        ("malformed", "the database is damaged; restore it from your copy"),
        ("readonly", "the database may not be written by this account"),
        ("permission denied", "the database may not be written by this account"),
        ("unable to open", "the database cannot be opened; check the path and its rights"),
        ("is a directory", "the database cannot be opened; check the path and its rights"),
    ):
        if cue in lower:
            return sentence
    if "i/o error" in lower and path is not None and _is_full(path.parent):
        # SQLite says no more where it cannot make the files beside the database.
        return _FULL
    return "the database failed; see whether the disk is sound and start again"


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _SMALLEST_ROOM
    except OSError:
        return False
