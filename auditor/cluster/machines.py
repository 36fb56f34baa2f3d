"""Send the sites of a night to the machines of a Dask cluster, the sites of one host to one; judges none."""

from __future__ import annotations

import logging
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from distributed import Client, Future

from auditor.address import host_of
from auditor.cluster import post
from auditor.cluster.equipment import Equipment, Ready
from auditor.cluster.joining import Certificates, security
from auditor.exits import Exit, Refusal
from auditor.finding import Reason, SiteOutcome, Skipped, Stage
from auditor.pages import packed, unpacked
from auditor.registry import Site
from auditor.visit import SiteVisit, not_visited
from auditor.visit.crew import Brief, Errand

CONNECT_SECONDS: Final = 15.0
LEAVE_SECONDS: Final = 3.0
LOOK_SECONDS: Final = 1.0
OVERDUE_SECONDS: Final = 300.0
"""How long after the end of the night's time a machine that still says nothing is waited for."""
SILENT_SECONDS: Final = 60.0
"""How long a scheduler may say nothing before its machines count as gone."""
EQUIP_SECONDS: Final = 120.0
"""How long a machine may take to start its browsers before it counts as none."""
MOST_TRIES: Final = 3
"""Machines that may go away with one site before nobody is sent there again: it may be what ends them."""
A_HOST_AT_ONCE: Final = 2
"""Sites of one host under way for each page that it may be asked for at once: one waits, one is read."""

Task = Future[bytes]


@dataclass
class _Machine:
    """Note one worker: how it stands, and the hosts whose sites it reads."""

    equipping: Task | None
    since: float
    at_once: int = 0
    out: int = 0
    hosts: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Out:
    """Note one visit under way: the site, where it is, and what it was sent for."""

    site: Site
    host: str
    address: str
    errand: Errand


class Machines:
    """Visit sites on the machines of a cluster; as a crew it does what threads do on one machine.

    All sites of a host go to one machine while it lives, whose manners then hold for the whole
    cluster. The visits of a machine that goes away are repeated on another. `remarks` tells in
    sentences what the operator should know of the machines.
    """

    def __init__(
        self, address: str, certificates: Certificates, equipment: Equipment, wait_seconds: float
    ) -> None:
        """Connect. Raises `Refusal`: 78 for an address or certificates that will not do, 69 for silence."""
        self.remarks: list[str] = []
        self._address = address
        self._equipment = packed(equipment)
        self._hosts = equipment.gear.hosts
        self._wait_seconds = wait_seconds
        self._security = security(address, certificates)
        self._machines: dict[str, _Machine] = {}
        self._unusable: dict[str, str] = {}
        self._out: dict[Task, _Out] = {}
        self._tries: dict[str, int] = {}
        self._rows: dict[str, deque[Site]] = {}
        self._place: dict[str, str] = {}
        self._here: frozenset[str] = frozenset()
        self._heard = 0.0
        self._closing = threading.Event()
        self._seen_any = time.monotonic()
        self._wake = threading.Event()
        self._ever = False
        self._client = self._connect(CONNECT_SECONDS)
        # A scheduler that is slow to answer must not hold up what the machines bring.
        self._listening = threading.Thread(target=self._listen, name="cluster", daemon=True)
        self._listening.start()

    def __enter__(self) -> Machines:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        if self._client.status == "running":
            with suppress(Exception):
                usable = [address for address, machine in self._machines.items() if machine.at_once]
                leaving = [self._at(address, post.leave, self._equipment) for address in usable]
                for future in leaving:
                    with suppress(Exception):
                        future.result(timeout=CONNECT_SECONDS)
        with suppress(Exception):
            self._client.close(timeout=LEAVE_SECONDS)
        self._listening.join(LEAVE_SECONDS)

    def each(self, brief: Brief, sites: Sequence[Site]) -> Iterator[tuple[Errand, SiteVisit]]:
        """Yield visits as they end. Raises `Refusal` (69) where no machine ever came."""
        self._tries.clear()
        for site in sites:
            self._rows.setdefault(group_of(site.url), deque()).append(site)
        self._seen_any = time.monotonic()
        while self._rows or self._out:
            self._look()
            self._send(brief)
            yield from self._ended()
            if time.monotonic() - self._seen_any > self._wait_seconds:
                yield from self._given_up(brief)
            elif self._rows or self._out:
                self._wake.wait(LOOK_SECONDS)
                self._wake.clear()

    def stop(self) -> None:
        """Call back every visit under way; the machines notice and end what they opened."""
        self._rows.clear()
        for future in self._out:
            with suppress(Exception):
                future.cancel(force=True)
        self._out.clear()

    def _connect(self, seconds: float) -> Client:
        for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
            # What it says in a log is told here in sentences; a log line could show an address.
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            return Client(
                self._address, security=self._security, timeout=seconds, set_as_default=False,
                name="classroom-auditor",
            )  # fmt: skip
        except (OSError, ValueError) as fault:
            sentence = (
                f"the cluster at {self._address} does not answer ({type(fault).__name__}); "
                "see whether its scheduler runs and trusts the certificate in [cluster]"
            )
            raise Refusal(Exit.UNAVAILABLE, sentence) from None

    def _look(self) -> None:
        """See which machines there are: those that came are made ready, the gone lose their sites."""
        now = time.monotonic()
        here = self._here
        for address in set(self._machines) - here:
            self._lose(address)
        for address in sorted(here - set(self._machines) - set(self._unusable)):
            with suppress(Exception):  # the scheduler is gone again; the next look says so
                equipping = self._at(address, post.equip, self._equipment)
                self._machines[address] = _Machine(equipping, now)
        for address, machine in list(self._machines.items()):
            if machine.equipping is not None and machine.equipping.done():
                self._take_in(address, machine)
        alive = any(m.at_once or now - m.since < EQUIP_SECONDS for m in self._machines.values())
        if alive and now - self._heard < SILENT_SECONDS:
            self._seen_any = now
        elif self._unusable and not self._ever:
            self._refuse()

    def _listen(self) -> None:
        """Keep up to date which machines there are; a scheduler that was lost has none."""
        while not self._closing.is_set():
            try:
                if self._client.status == "closed":
                    self._client = self._connect(CONNECT_SECONDS)
                self._here = frozenset(self._client.nthreads())
                self._heard = time.monotonic()
            except (OSError, RuntimeError, ValueError, CancelledError, Refusal):
                if self._client.status != "running":
                    self._here = frozenset()
            self._wake.set()
            self._closing.wait(LOOK_SECONDS)

    def _take_in(self, address: str, machine: _Machine) -> None:
        """Hear what a machine says of itself."""
        future, machine.equipping = machine.equipping, None
        try:
            ready = unpacked(future.result(timeout=CONNECT_SECONDS), Ready) if future is not None else None
            fault = "it does not speak as this version does" if ready is None else ready.fault
        except Exception as error:
            ready, fault = None, f"this program does not run there ({type(error).__name__})"
        if ready is None or fault:
            del self._machines[address]
            self._dismiss(address, fault)
            return
        machine.at_once = ready.at_once
        self._ever = True
        told = "On the cluster browsers ran without their sandbox, because its workers run as root."
        if ready.unsandboxed and told not in self.remarks:
            self.remarks.append(told)

    def _dismiss(self, address: str, fault: str) -> None:
        self._unusable[address] = fault
        self.remarks.append(f"The machine {urlsplit(address).netloc} was not used: {fault}.")

    def _lose(self, address: str) -> None:
        """Take back every site that was out at a machine."""
        machine = self._machines.pop(address)
        for host in machine.hosts:
            self._place.pop(host, None)
        for future, out in [each for each in self._out.items() if each[1].address == address]:
            self._again(future, out)

    def _again(self, future: Task, out: _Out) -> None:
        """Put a site whose visit was lost in front of its host's others."""
        del self._out[future]
        with suppress(Exception):
            future.cancel(force=True)
        machine = self._machines.get(out.address)
        if machine is not None:
            machine.out -= 1
        self._tries[out.site.site_id] = self._tries.get(out.site.site_id, 0) + 1
        self._rows.setdefault(out.host, deque()).appendleft(out.site)

    def _send(self, brief: Brief) -> None:
        """Send out sites while machines have room, host by host in their order."""
        free = sum(max(0, machine.at_once - machine.out) for machine in self._machines.values())
        for host in list(self._rows):
            if free <= 0:
                break
            row = self._rows[host]
            while row and free > 0 and (address := self._home_of(host)) is not None:
                site = row.popleft()
                errand = brief(site)
                if errand is None:
                    continue
                out = _Out(site, host, address, errand)
                try:
                    self._out[self._dispatch(out)] = out
                except Exception:  # the scheduler is gone; the next look says so
                    row.appendleft(site)
                    return
                self._machines[address].out += 1
                free -= 1
            if not row:
                del self._rows[host]

    def _home_of(self, host: str) -> str | None:
        """Return the machine that reads a host's sites, if that has room and the host may be asked more."""
        address = self._place.get(host)
        if address is None:
            room = {each: m.at_once - m.out for each, m in self._machines.items() if m.at_once > m.out}
            if not room:
                return None
            address = max(room, key=lambda each: room[each])
            self._place[host] = address
            self._machines[address].hosts.add(host)
        machine = self._machines[address]
        rule = self._hosts.get(host)
        under_way = sum(out.host == host for out in self._out.values())
        most = A_HOST_AT_ONCE * (rule.concurrent if rule is not None else 1)
        return address if machine.out < machine.at_once and under_way < most else None

    def _dispatch(self, out: _Out) -> Task:
        left = out.errand.job.deadline - time.monotonic()
        # A moment on this machine's clock means nothing on another's.
        errand = replace(out.errand, job=replace(out.errand.job, deadline=float("inf")))
        future = self._at(out.address, post.visit, self._equipment, zlib.compress(packed(errand), 1), left)
        future.add_done_callback(lambda _: self._wake.set())
        return future

    def _at(self, address: str, task: Callable[..., bytes], *words: object) -> Task:
        """Begin a task at one machine and nowhere else."""
        return self._client.submit(
            task, *words, workers=[address], allow_other_workers=False, pure=False, retries=0
        )

    def _ended(self) -> Iterator[tuple[Errand, SiteVisit]]:
        for future, out in list(self._out.items()):
            if future not in self._out or not self._over(future, out):
                continue
            if future.status != "finished" and self._tries.get(out.site.site_id, 0) + 1 < MOST_TRIES:
                self._blame(future, out)
                if future in self._out:
                    self._again(future, out)
                continue
            seen = None
            with suppress(Exception):
                seen = unpacked(zlib.decompress(future.result(timeout=CONNECT_SECONDS)), SiteVisit)
            if seen is None:
                yield from self._lost(out, "every machine that was sent there went away")
            else:
                yield out.errand, replace(seen, as_of=out.errand.job.as_of)
            self._settle(future, out)

    def _over(self, future: Task, out: _Out) -> bool:
        return future.done() or time.monotonic() > out.errand.job.deadline + OVERDUE_SECONDS

    def _blame(self, future: Task, out: _Out) -> None:
        """Send no more sites to a machine that says it cannot visit any."""
        fault = future.exception(timeout=CONNECT_SECONDS) if future.status == "error" else None
        if isinstance(fault, Refusal) and out.address in self._machines:
            self._lose(out.address)
            self._dismiss(out.address, fault.sentence)

    def _settle(self, future: Task, out: _Out) -> None:
        self._out.pop(future, None)
        future.release()
        if out.address in self._machines:
            self._machines[out.address].out -= 1
        if out.host not in self._rows and not any(each.host == out.host for each in self._out.values()):
            address = self._place.pop(out.host, None)
            if address in self._machines:
                self._machines[address].hosts.discard(out.host)

    def _given_up(self, brief: Brief) -> Iterator[tuple[Errand, SiteVisit]]:
        """Say of all that is left that nobody could look: the machines have been gone for too long."""
        if not self._ever:
            self._refuse()
        self.remarks.append("The cluster went away in the middle of the night and did not come back in time.")
        for future, out in list(self._out.items()):
            self._again(future, out)
        for host in list(self._rows):
            for site in self._rows.pop(host):
                errand = brief(site)
                if errand is not None:
                    yield from self._lost(_Out(site, host, "", errand), "no machine was left to go there")

    def _lost(self, out: _Out, why: str) -> Iterator[tuple[Errand, SiteVisit]]:
        """Say of a site that it could not be checked; where its pages had been read, that stands."""
        if out.errand.seen is None:
            skip = Skipped(Stage.CRAWL, Reason.CANCELED, detail=why)
            yield out.errand, not_visited(out.errand.job, SiteOutcome.ERROR, skip)

    def _refuse(self) -> None:
        why = "; ".join(sorted(set(self._unusable.values()))) or "no machine has joined it"
        raise Refusal(Exit.UNAVAILABLE, f"the cluster at {self._address} can visit no site: {why}")


def group_of(url: str) -> str:
    """Return under which name sites share a host, so that one machine reads them all."""
    return host_of(url).partition(":")[0].lower().removeprefix("www.")
