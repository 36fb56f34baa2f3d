"""Meter processor time and memory of this process and its children while they run; judges nothing.

Works on Linux, macOS and Windows as far as psutil does; proportional memory and single threads are
known on Linux only, resident memory stands in for the former.
"""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import psutil

EVERY_SECONDS: Final = 0.5
MEMORY_EVERY: Final = 4
"""Memory is read at each fourth look only: adding up the pages of a browser is work itself."""

OWN: Final = "bench-meter"
FORKED: Final = "forked"
"""The role of processes that were forked from this one to judge beside it."""

_THREADS: Final = (
    ("reactor", "crawl"),
    ("read-page", "crawl"),
    ("manners", "crawl"),
    ("door", "door"),
    ("visit", "driving"),
    ("render", "driving"),
    (OWN, "meter"),
)


class Meter:
    """Add up processor seconds by phase and kind of work, and remember the peak of memory.

    `cpu[phase, kind]` is in seconds; kinds are crawl, door, driving and main (threads of this process, and
    what was forked from it), browser and driver (its other children). `peak` is in bytes, over the whole
    tree, `own` of this process and its forks.
    """

    def __init__(self) -> None:
        self.cpu: dict[tuple[str, str], float] = defaultdict(float)
        self.roles: dict[str, float] = defaultdict(float)
        self.peak = 0
        self.own = 0
        self.wall: dict[str, float] = defaultdict(float)
        self._phase = "start"
        self._since = time.monotonic()
        self._seen: dict[tuple[str, int], float] = {}
        self._names: dict[int, str] = {}
        self._lock = threading.Lock()
        self._elsewhere = False
        self._process = os.getpid()
        self._over = threading.Event()
        self._thread = threading.Thread()

    def _begin(self, memory: bool = True) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(memory,), name=OWN, daemon=True)
        self._thread.start()

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Leave processor time to a meter in the process that does the work meanwhile (see `there`).

        A process with a thread more is not forked: this one's looks at memory go on with the next phase.
        """
        self._over.set()
        self._thread.join(5)
        self._look(memory=False)
        self._elsewhere = True
        try:
            yield
        finally:
            self._elsewhere = False

    @contextmanager
    def there(self) -> Iterator[None]:
        """Meter a process that was forked from the one that began, and the processes that it starts."""
        self._elsewhere = False
        if os.getpid() == self._process:
            yield
            return
        self._seen.clear()
        self._begin(memory=False)
        try:
            yield
        finally:
            self._over.set()
            self._thread.join(5)
            self._look(memory=False)

    def __enter__(self) -> Self:
        self._look(memory=True)
        self._begin()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(5)
        self.phase("end")

    def phase(self, name: str) -> None:
        """Charge what comes from now on to another phase."""
        with self._lock:
            self._look(memory=False)
            now = time.monotonic()
            self.wall[self._phase] += now - self._since
            self._phase, self._since = name, now
        if self._elsewhere and not self._thread.is_alive():
            self._begin()

    def _run(self, memory: bool = True) -> None:
        looks = 0
        while not self._over.wait(EVERY_SECONDS):
            looks += 1
            with self._lock:
                self._look(memory=memory and looks % MEMORY_EVERY == 0)

    def _look(self, *, memory: bool) -> None:
        children = psutil.Process().children(recursive=True)
        if not self._elsewhere:
            self._look_at_time(children)
        if memory:
            sizes = [(_role_of(child) == FORKED, _memory(child)) for child in children]
            own = _memory(psutil.Process()) + sum(size for forked, size in sizes if forked)
            self.own = max(self.own, own)
            self.peak = max(self.peak, own + sum(size for forked, size in sizes if not forked))

    def _look_at_time(self, children: Sequence[psutil.Process]) -> None:
        for thread in threading.enumerate():
            if thread.native_id is not None:
                self._names[thread.native_id] = thread.name
        for tid, seconds in _thread_seconds():
            self._charge("thread", tid, seconds, self._kind(tid))
        for child in children:
            try:
                times = child.cpu_times()
                role = _role(child)
            except psutil.Error:
                continue
            kind = {"chromedriver": "driver", FORKED: "main"}.get(role, "browser")
            spent = self._charge("process", child.pid, times.user + times.system, kind)
            self.roles[role] += spent

    def _charge(self, what: str, number: int, seconds: float, kind: str) -> float:
        before = self._seen.get((what, number), 0.0)
        # A number that counts less than before was given to somebody else meanwhile.
        spent = seconds - before if seconds >= before else seconds
        self._seen[what, number] = seconds
        self.cpu[self._phase, kind] += spent
        return spent

    def _kind(self, tid: int) -> str:
        name = self._names.get(tid, "")
        return next((kind for start, kind in _THREADS if name.startswith(start)), "main")


def _thread_seconds() -> Iterator[tuple[int, float]]:
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        times = psutil.Process().cpu_times()
        yield os.getpid(), times.user + times.system
        return
    for task in tasks.iterdir():
        try:
            yield int(task.name), int((task / "schedstat").read_text().split()[0]) / 1e9
        except (OSError, ValueError):
            continue


def _role(process: psutil.Process) -> str:
    words = process.cmdline()
    if words == psutil.Process().cmdline():
        return FORKED
    if not words or "chromedriver" in words[0]:
        return "chromedriver" if words else "other"
    return next((word.partition("=")[2] for word in words if word.startswith("--type=")), "browser process")


def _role_of(process: psutil.Process) -> str:
    try:
        return _role(process)
    except psutil.Error:
        return "other"


def _memory(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", 0) or full.rss)
    except psutil.Error:
        return 0


class Clock:
    """Add up the processor time that calls of chosen functions take, each in its own thread."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside = threading.local()
        self._lock = threading.Lock()

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        if getattr(self._inside, "timed", False):
            yield  # what is called from what is timed is in its time already
            return
        self._inside.timed, begun = True, time.thread_time()
        try:
            yield
        finally:
            self._inside.timed = False
            with self._lock:
                self.seconds[name] += time.thread_time() - begun

    def watch(self, owner: object, names: Mapping[str, str]) -> None:
        """Time functions of a class or module from now on; `names` maps each to what it is charged to."""
        for name, charged in names.items():
            setattr(owner, name, self._timed(getattr(owner, name), charged))

    def _timed(self, function: object, charged: str) -> object:
        def timed(*args: object, **named: object) -> object:
            with self.timing(charged):
                return function(*args, **named)  # type: ignore[operator]

        return timed
