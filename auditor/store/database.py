"""Open the database with its rights, settings and migrations; what its faults are called is elsewhere."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final
from weakref import WeakSet

import alembic.command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from auditor.exits import Exit, Refusal
from auditor.store.faults import faults, sentence
from auditor.store.schema import facts
from auditor.store.seal import Seal

_MIGRATIONS = Path(__file__).parent.parent / "migrations"
_BUSY_SECONDS = 30.0
_NO_DATABASE = (
    '"store.url" names no database that this program can open; write one such as '
    '"sqlite:///var/auditor.db" or "postgresql+psycopg://auditor@host/auditor"'
)
_NOT_UNICODE = (
    "the database does not keep every letter; its administrator makes one with: createdb --encoding UTF8"
)
_NO_DRIVER = (
    "PostgreSQL needs its driver here; type: pip install 'classroom-auditor[postgres]', or `make setup`"
)
_CONNECT_SECONDS = 10
_POOL_SECONDS = 300.0
"""How long one of many visits waits until another gives its connection to the server back."""
_AUDITS, _WRITES = 0x617564, 0x617565
"""Numbers of PostgreSQL's advisory locks: one audit at a time, and one transaction that writes."""
_ONE_VIEW: Final = "REPEATABLE READ"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
)

_OPENED: WeakSet[Database] = WeakSet()
"""The databases of this process: before it is forked, they let go of what two processes must not share."""


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
        except ModuleNotFoundError as missing:
            if missing.name != "psycopg" or parsed.drivername != "postgresql+psycopg":
                raise Refusal(Exit.CONFIGURATION, _NO_DATABASE) from None
            raise Refusal(Exit.CONFIGURATION, _NO_DRIVER) from None
        except (ArgumentError, ImportError):
            raise Refusal(Exit.CONFIGURATION, _NO_DATABASE) from None
        self.writes = 0
        """Transactions begun by this process that may have changed something."""
        self._lock: IO[str] | Connection | None = None
        _OPENED.add(self)
        self._serves = self.engine.dialect.name == "postgresql"
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
        with faults(self.path), self.engine.connect() as plain:
            connection = plain.execution_options(isolation_level=_ONE_VIEW) if self._serves else plain
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one transaction that is kept whole or not at all."""
        self.writes += 1
        with faults(self.path), self.engine.connect() as plain:
            connection = plain.execution_options(auditor_writes=True)
            with connection.begin():
                if self._serves:
                    # As SQLite has it: whoever writes decides by what nobody else is changing.
                    connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": _WRITES})
                yield connection

    def lock(self) -> None:
        """Claim the audit for this process until `close`. Raises `Refusal` (75) where another has it."""
        if self._lock is not None:
            return
        busy = Refusal(Exit.BUSY, "another audit is running; wait for it or stop it first")
        with faults(self.path):
            if self.path is not None:
                place = self.path.with_name(f"{self.path.stem}.lock")
                file = os.fdopen(os.open(place, os.O_CREAT | os.O_RDWR, 0o600), "r+")
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    file.close()
                    raise busy from None
                self._lock = file
            elif self._serves:
                # Outside any transaction: one that stays open all night would keep deleted rows alive.
                connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                # Never given back: nobody else may ask through it, and the pool is emptied now and then.
                connection.detach()
                claim = text("select pg_try_advisory_lock(:number)")
                if not connection.execute(claim, {"number": _AUDITS}).scalar():
                    connection.close()
                    raise busy
                self._lock = connection

    def let_go(self) -> None:
        """Close the connections that nobody is using; the next question opens another."""
        if self.path is not None or self._serves:
            self.engine.dispose()

    def close(self) -> None:
        """Give up the lock and every connection."""
        if isinstance(self._lock, Connection):
            # A server notices some time later that a connection has gone.
            with suppress(SQLAlchemyError):
                self._lock.execute(text("select pg_advisory_unlock(:number)"), {"number": _AUDITS})
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        self.engine.dispose()

    def compact(self) -> None:
        """Give freed space back: a file keeps nothing that was deleted, a server writes over it next."""
        if self._serves:
            with faults(self.path), self.engine.connect() as plain:
                plain.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
        if self.path is None:
            return
        with faults(self.path):
            # SQLAlchemy's own way of leaving transactions out would change the pooled connection.
            raw = self.engine.raw_connection()
            try:
                cursor = raw.cursor()
                free = cursor.execute("PRAGMA freelist_count").fetchone()[0]
                if free * 4 > cursor.execute("PRAGMA page_count").fetchone()[0]:
                    cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as fault:
                raise Refusal(Exit.STORAGE, sentence(str(fault), self.path), self.path) from None
            finally:
                raw.close()

    def _ready(self, connection: Connection) -> bool:
        """Tell whether the tables are those of this version and were written with this key."""
        current = MigrationContext.configure(connection).get_current_revision()
        script = ScriptDirectory(str(_MIGRATIONS))
        if current is None:
            if inspect(connection).get_table_names():
                raise Refusal(Exit.STORAGE, "this database belongs to another program", self.path)
            if self._serves and connection.exec_driver_sql("SHOW server_encoding").scalar() != "UTF8":
                raise Refusal(Exit.STORAGE, _NOT_UNICODE)
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


def _before_fork() -> None:
    # SQLite says of a connection that is carried over a fork that it may damage the file.
    for database in list(_OPENED):
        database.let_go()


os.register_at_fork(before=_before_fork)


def _engine(url: URL, busy_seconds: float) -> Engine:
    if url.get_backend_name() == "postgresql":
        given = {"connect_timeout": _CONNECT_SECONDS, "application_name": "auditor"}
        options = {name: value for name, value in given.items() if name not in url.query}
        # A night is long: a connection that the server closed meanwhile is made anew.
        server = create_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_timeout=_POOL_SECONDS, connect_args=options
        )

        @event.listens_for(server, "connect")
        def _reached(raw: Any, _record: Any) -> None:
            # Outside a transaction, whose end would take the setting back.
            raw.autocommit = True
            raw.execute(f"SET lock_timeout = {int(busy_seconds * 1000)}")
            raw.autocommit = False

        return server
    if url.get_backend_name() != "sqlite":
        raise ArgumentError
    # A file has no number of connections to keep to: no visit waits for another one's.
    pool = {} if url.database in (None, "", ":memory:") else {"max_overflow": -1}
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": busy_seconds}, **pool)

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
    with faults(path):
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
