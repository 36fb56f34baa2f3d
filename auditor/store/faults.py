"""Say in one sentence what is wrong with a database, a file's or a server's; quotes no row."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from auditor.exits import Exit, Refusal

_FULL = "the disk is full; make room and start again"
_HELD = "another program holds the database; close it and start again"
_BROKEN_OFF = "the database server ended the connection; see whether it is well and start again"
_SILENT = "the database server does not answer; see whether it runs, and whether [store] url names it"
_SMALLEST_ROOM = 100_000
"""Bytes: less than what SQLite needs beside the database to open it at all."""

# SQLite's words and PostgreSQL's; the first that occurs counts.
_CUES = (
    ("disk is full", _FULL),
    ("no space left", _FULL),
    ("quota", _FULL),
    ("lock timeout", _HELD),
    ("locked", _HELD),
    ("busy", _HELD),
    ("not a database", "this file is not a database; move it away or restore it from your copy"),
    ("malformed", "the database is damaged; restore it from your copy"),
    ("invalid page in block", "the database is damaged; restore it from your copy"),
    ("readonly", "the database may not be written by this account"),
    ("read-only transaction", "the database may not be written by this account"),
    ("permission denied", "the database may not be written by this account"),
    ("unable to open", "the database cannot be opened; check the path and its rights"),
    ("is a directory", "the database cannot be opened; check the path and its rights"),
    ("authentication failed", "the database server refused the user or the password in [store] url"),
    ("no password supplied", "the database server wants a password; give it by AUDITOR_STORE_URL"),
    ("no pg_hba.conf entry", "the database server does not let this machine or this user in"),
    ("too many clients", "the database server has no connection left; raise its limit or close others"),
    ("connection slots", "the database server has no connection left; raise its limit or close others"),
    ("starting up", "the database server is starting or stopping; try again in a minute"),
    ("shutting down", "the database server is starting or stopping; try again in a minute"),
    ("terminating connection", _BROKEN_OFF),
    ("server closed the connection", _BROKEN_OFF),
    ("connection is lost", _BROKEN_OFF),
    ("connection refused", _SILENT),
    ("no such file", _SILENT),
    ("timeout expired", _SILENT),
    ("connection timeout", _SILENT),
    ("unreachable", _SILENT),
    ("resolve host", "nobody knows the host of the database server; check [store] url"),
    ("translate host name", "nobody knows the host of the database server; check [store] url"),
    ("value too long", "a site's or a school's id is longer than 200 letters; shorten it in the tables"),
)


@contextmanager
def faults(path: Path | None) -> Iterator[None]:
    """Turn a database fault into one sentence; the fault itself could quote a row."""
    try:
        yield
    except DBAPIError as fault:
        raise Refusal(Exit.STORAGE, sentence(str(fault.orig), path), path) from None
    except OSError as fault:
        raise Refusal(Exit.STORAGE, sentence(str(fault.strerror), path), path) from None
    except SQLAlchemyError as fault:
        raise Refusal(Exit.STORAGE, f"the database failed ({type(fault).__name__})", path) from None


def sentence(words: str, path: Path | None) -> str:
    """Return what a database's own words come to, and what to do."""
    lower = words.lower()
    for cue, told in _CUES:
        if cue in lower:
            return told
    if "database" in lower and "does not exist" in lower:
        return "the server has no such database; its administrator makes it with: createdb --encoding UTF8"
    if "i/o error" in lower and path is not None and _is_full(path.parent):
        # SQLite says no more where it cannot make the files beside the database.
        return _FULL
    return "the database failed; see whether the disk is sound and start again"


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _SMALLEST_ROOM
    except OSError:
        return False
