"""Start a real PostgreSQL on a socket in a folder of its own, and hand out empty databases; tests nothing."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

MISSING = "POSTGRESQL NOT TESTED: no server program here; type: sudo apt-get install postgresql"
SECONDS = 60
"""More than a start takes on a busy machine."""

# It holds nothing that outlives a test.
SETTINGS = (
    "listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=30",
    "shared_buffers=16MB", "autovacuum=off", "log_min_messages=fatal", "wal_level=minimal",
    "max_wal_senders=0",
)  # fmt: skip


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


class Server:
    """A running server; `database` makes a new database and returns its address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://auditor@/{name}?host={self.folder}"

    def database(self, encoding: str = "UTF8") -> str:
        self._made += 1
        name = f"night{self._made}"
        self.do(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}'")
        return self.url(name)

    def empty(self, url: str) -> None:
        """Take out every row but those that say whose tables these are, whoever still holds one."""
        name = url.partition("@/")[2].partition("?")[0]
        self.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        tables = {table for (table,) in self.do(TABLES, name)} - {"alembic_version", "facts"}
        if tables:
            self.do(f"TRUNCATE {', '.join(sorted(tables))} RESTART IDENTITY", name)
            self.do("DELETE FROM facts WHERE name <> 'key'", name)

    def do(self, statement: str, name: str = "postgres") -> list[Any]:
        """Run one statement as the server's owner and return its rows."""
        with psycopg.connect(host=str(self.folder), user="auditor", dbname=name, autocommit=True) as direct:
            cursor = direct.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []


def rows(url: str) -> dict[str, bytes]:
    """Return all that a server holds for one database, by table, as it came in."""
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as direct:
        found = {}
        for (table,) in direct.execute(TABLES).fetchall():
            held = direct.execute(f"SELECT * FROM {table}").fetchall()  # type: ignore[call-overload]
            found[f"table {table}"] = b"\n".join(
                value if isinstance(value, bytes) else str(value).encode() for row in held for value in row
            )
        return found


def programs() -> Path | None:
    """Return the folder of the newest server programs that are installed."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    found = shutil.which("postgres")
    # A wrapper on PATH starts no server of ours; Debian keeps the programs where nobody looks.
    folders += [Path(found).resolve().parent] if found and not folders else []
    usable = [folder for folder in folders if (folder / "initdb").exists()]
    return max(usable, key=lambda folder: _version(folder.parent.name), default=None)


@contextmanager
def running() -> Iterator[Server]:
    """Run a server for the block, as somebody without rights where this is root: it refuses root."""
    programs_folder = programs()
    if programs_folder is None:
        raise FileNotFoundError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="auditor-pg-", dir="/tmp"))
    who: dict[str, Any] = {"stdin": subprocess.DEVNULL, "cwd": "/"}
    if os.geteuid() == 0:
        account = _account()
        os.chown(folder, account.pw_uid, account.pw_gid)
        who |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    try:
        made = subprocess.run(
            [str(programs_folder / "initdb"), "-D", str(data), "-U", "auditor", "-A", "trust", "-E", "UTF8"]
            + ["--locale=C", "--no-sync"],
            capture_output=True, text=True, timeout=SECONDS, **who,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        words = [word for setting in SETTINGS for word in ("-c", setting)]
        log = folder / "log"
        with log.open("wb") as file:
            server = subprocess.Popen(
                [str(programs_folder / "postgres"), "-D", str(data), "-k", str(folder), *words],
                stdout=file, stderr=file, **who,
            )  # fmt: skip
        try:
            _wait_for(Server(folder), server, log)
            yield Server(folder)
        finally:
            # At once, whoever is still connected; postgres ends its own children.
            server.send_signal(signal.SIGQUIT)
            server.wait(SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            server.do("SELECT 1")
            return
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end, "PostgreSQL did not start"
            time.sleep(0.05)


def _account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise FileNotFoundError("POSTGRESQL NOT TESTED: this is root, and there is no account without rights")


def _version(name: str) -> int:
    return int(name) if name.isdigit() else 0
