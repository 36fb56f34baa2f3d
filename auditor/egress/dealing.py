"""Follow one contact with a host from the request to its line in the ledger; sends nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from auditor.egress.dialing import Dialed
from auditor.egress.lane import Lane
from auditor.egress.ledger import Ledger
from auditor.egress.rules import Contact, Outcome, Refused
from auditor.finding import Reason


@dataclass(slots=True)
class Dealing:
    """Follow one contact from the request to its one line in the ledger."""

    lane: Lane
    ledger: Ledger
    host: str
    port: int
    began: float
    address: str = ""
    via: str = ""
    connected: bool = False
    up: int = 0
    down: int = 0
    settled: bool = False

    def connect(self, dialed: Dialed) -> None:
        self.address, self.via, self.connected = dialed.address, dialed.via, True

    def settle(self, outcome: Outcome, reason: Reason | None = None) -> None:
        """Write the contact down; only the first call counts."""
        if self.settled:
            return
        self.settled = True
        if reason is not Reason.CANCELED:
            self.lane.settle(self.host, self.port, reason)
        self.ledger.add(
            Contact(
                self.lane.owner, self.host, self.port, self.address, outcome, reason, self.up, self.down,
                time.monotonic() - self.began, datetime.now(UTC), self.via,
            )
        )  # fmt: skip

    def refuse(self, refused: Refused) -> None:
        self.address = self.address or refused.address
        if self.connected:
            self.settle(Outcome.CUT, refused.reason)
        else:
            self.settle(Outcome.REFUSED if refused.by_rule else Outcome.FAILED, refused.reason)
