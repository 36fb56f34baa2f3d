"""Visit sites on a machine of a cluster: one door and one pool of browsers a process; stores nothing."""

from __future__ import annotations

import os
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from distributed import Lock, Worker, get_worker, secede

from auditor.browser import available, unsandboxed
from auditor.cluster.equipment import Equipment, Ready, own_version
from auditor.exits import Exit, Refusal
from auditor.manners import Manners
from auditor.pages import packed, unpacked
from auditor.visit import Visitor
from auditor.visit.crew import Errand
from auditor.visit.gear import opened
from auditor.words import Words, put_in_force

IDLE_SECONDS = 60.0
"""A machine that nobody gave a site for so long ends its browsers: its coordinator may have been killed."""
BUSY_SECONDS = 30.0
"""An audit that was killed may have visits here for a moment."""
LOOK_SECONDS = 1.0
_SQUEEZE = 1

_lock = threading.Lock()
_posts: list[Post] = []
"""At most one: browsers are counted by the machine's memory, and not by the audits that want some."""


class Post:
    """Keep a door, a crawl thread and browsers open while sites are visited with them."""

    def __init__(self, equipment: Equipment, digest: str, worker: Worker) -> None:
        self.digest = digest
        self.running: set[object] = set()
        self.used = time.monotonic()
        self._worker = worker
        self._closed = threading.Event()
        self._stack = ExitStack()
        try:
            self.visitor, self.at_once = self._open(equipment)
        except BaseException:
            self._stack.close()
            raise
        threading.Thread(target=self._watch, name="post", daemon=True).start()

    def _open(self, equipment: Equipment) -> tuple[Visitor, int]:
        authorities = None
        if equipment.authorities:
            folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="auditor-"))
            authorities = Path(folder, "ca.pem")
            authorities.write_text(equipment.authorities, "utf-8")
        if equipment.words:
            put_in_force(Words(equipment.words))
        gear = equipment.gear
        if gear.browser is not None:
            # What lets this machine into the cluster is all it has that no page may see.
            own = getattr(self._worker.security, "tls_worker_key", None)
            hidden = (Path(own),) if own and "\n" not in own else ()
            gear = replace(gear, browser=replace(gear.browser, ca_file=authorities, hidden=hidden))
        return opened(gear, self._stack, ca_file=authorities, alone=_alone)

    def close(self) -> None:
        """End every visit under way and all that was opened."""
        self._closed.set()
        self.visitor.stop()
        self._stack.close()

    def _watch(self) -> None:
        """Close once nobody wants what this machine does: its coordinator is gone, or forgot it."""
        while not self._closed.wait(LOOK_SECONDS):
            with _lock:
                if self.running:
                    self.used = time.monotonic()
                tasks = self._worker.state.tasks
                wanted = [key for key in self.running if key in tasks and tasks[key].state != "cancelled"]
                idle = time.monotonic() - self.used > IDLE_SECONDS
                if not idle and (wanted or not self.running):
                    continue
                if self in _posts:
                    _posts.remove(self)
            self.close()


def equip(equipment: bytes) -> bytes:
    """Make this process ready to visit sites; says in a packed `Ready` how it stands."""
    secede()
    wanted = unpacked(equipment, Equipment)
    here = own_version()
    if wanted is None or wanted.version != here:
        other = wanted.version if wanted is not None else "another one"
        return packed(Ready(fault=f"it has version {here} of this program, and not {other}"))
    if wanted.gear.browser is not None and (missing := available()) is not None:
        return packed(Ready(fault=missing))
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            post = _post(equipment)
            break
        except Refusal as refused:
            if refused.code is not Exit.BUSY or time.monotonic() > end:
                return packed(Ready(fault=refused.sentence))
        time.sleep(LOOK_SECONDS)
    return packed(Ready(post.at_once, unsandboxed=wanted.gear.browser is not None and unsandboxed()))


def visit(equipment: bytes, errand: bytes, seconds: float) -> bytes:
    """Visit one site and return what it said, packed; `seconds` are left of the night.

    Raises ValueError for an errand of another version, Refusal where no browser can be had.
    """
    # A visit mostly waits for its host: it takes no place from another that could begin.
    secede()
    told = unpacked(zlib.decompress(errand), Errand)
    if told is None:
        raise ValueError("another version of this program wrote what is to be done")
    told = replace(told, job=replace(told.job, deadline=time.monotonic() + seconds))
    key = get_worker().get_current_task()
    post = _post(equipment, key)
    try:
        return zlib.compress(packed(told.done_by(post.visitor)), _SQUEEZE)
    finally:
        with _lock:
            post.running.discard(key)


def leave(equipment: bytes) -> bytes:
    """Close what `equip` opened, where it is still open."""
    secede()
    digest = sha256(equipment).hexdigest()
    with _lock:
        closing = [post for post in _posts if post.digest == digest]
        for post in closing:
            _posts.remove(post)
    for post in closing:
        post.close()
    return b""


def _post(equipment: bytes, task: object = None) -> Post:
    """Return this process's post, opened where it is not; raises Refusal where others use it."""
    digest = sha256(equipment).hexdigest()
    with _lock:
        if _posts and _posts[0].digest != digest:
            if _posts[0].running:
                raise Refusal(Exit.BUSY, "it works for another audit")
            _posts.pop().close()
        if not _posts:
            os.umask(0o077)
            wanted = unpacked(equipment, Equipment)
            if wanted is None:
                raise ValueError("another version of this program wrote how this machine is to work")
            _posts.append(Post(wanted, digest, get_worker()))
        post = _posts[0]
        post.used = time.monotonic()
        if task is not None:
            post.running.add(task)
        return post


def _alone(manners: Manners) -> Callable[[str], AbstractContextManager[None]]:
    """Return what lets one machine at a time ask a host that pages of many sites show."""

    @contextmanager
    def alone(host: str) -> Iterator[None]:
        with Lock(f"classroom-auditor {host}"):
            began = time.monotonic()
            yield
            time.sleep(max(0.0, began + manners.delay(host) - time.monotonic()))

    return alone
