"""Write down every contact of the door: hosts only, never a path or a query."""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from pathlib import Path

from auditor.egress.rules import Contact

KEPT = 20_000


class Ledger:
    """Keep the last contacts in memory and, where `path` is given, all of them as JSON lines (0600).

    A disk that takes no more lines does not stop the night: `fault` keeps the first error.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.fault: OSError | None = None
        self._path = path
        self._file: int | None = None
        self._contacts: deque[Contact] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def open(self) -> None:
        """Open the file for appending; raises OSError where that is impossible."""
        if self._path is not None and self._file is None:
            self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.fchmod(self._file, 0o600)

    def add(self, contact: Contact) -> None:
        """Append one contact."""
        with self._lock:
            self._contacts.append(contact)
            if self._file is None:
                return
            try:
                os.write(self._file, _line(contact))
            except OSError as fault:
                self.fault = self.fault or fault

    def contacts(self) -> list[Contact]:
        """List the contacts kept in memory, oldest first."""
        with self._lock:
            return list(self._contacts)

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None


def _line(contact: Contact) -> bytes:
    entry = {
        "at": contact.at.isoformat(timespec="milliseconds"),
        "owner": contact.owner,
        "host": contact.host,
        "port": contact.port,
        "address": contact.address,
        "via": contact.via,
        "outcome": contact.outcome,
        "reason": contact.reason or "",
        "bytes_up": contact.bytes_up,
        "bytes_down": contact.bytes_down,
        "seconds": round(contact.seconds, 3),
    }
    return json.dumps(entry, ensure_ascii=True).encode() + b"\n"
