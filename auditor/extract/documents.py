"""Have documents and pictures read by locked-in children and check what they answer; parses no file here."""

from __future__ import annotations

import json
import os
import queue
import selectors
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final

from auditor.extract.answer import Answers, Plate, Reading, reading_of
from auditor.extract.child import HEAD, kind_of
from auditor.extract.jail import Limits
from auditor.finding import Reason, Skipped, Stage

__all__ = ["READER", "DocumentReader", "Limits", "Plate", "Reading", "command", "read_file"]

READER: Final = "6"
"""Version of all readers of files: what an earlier one made of a file is not used again."""

_STEP: Final = 1 << 16
_START_SECONDS: Final = 20.0
_DIED: Final = "reading it broke the reader off"


class _Lost(Exception):
    """Say that a child is gone, and why; `reason` stands in exports."""

    def __init__(self, reason: Reason, words: str) -> None:
        super().__init__(words)
        self.reason = reason
        self.words = words


class DocumentReader:
    """Keep a few locked-in children that read files one by one; safe from many threads.

    A child is replaced after `limits.files` files, after any failure, and when it has grown.
    """

    def __init__(self, jobs: int = 2, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(max(1, jobs)):
            self._idle.put(None)
        # A child dies with the thread that started it, so one thread starts them all and lives as long.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="reader-keeper")
        self._lock = Lock()
        self._children: set[_Child] = set()
        self._closed = False
        self._answers = Answers()

    def __enter__(self) -> DocumentReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children."""
        with self._lock:
            self._closed = True
            children = tuple(self._children)
        for child in children:
            child.kill()
        self._keeper.shutdown(wait=True, cancel_futures=True)

    def read_file(
        self,
        file: bytes | Path,
        kind: str,
        url: str,
        *,
        weigh: bool = False,
        passed: int = 0,
        plates: int = 0,
    ) -> Reading:
        """Return what a file says; never raises for what is in it.

        `kind` is its suffix without a dot, believed only where its first bytes say nothing; `url` is
        the address under which links resolve, and stands in every place; it never reaches the child.
        `weigh` asks for a picture's score, `plates` for that many pictures of words behind the first
        `passed`. What was read of the same bytes lately is not read again.
        """
        data = file if isinstance(file, bytes) else file.read_bytes()
        name = kind.lower()[:12]
        key = f"{sha256(data).hexdigest()} {name} {weigh}" if not plates else ""
        answer = self._answers.get(key)
        if answer is None:
            request = {"kind": name, "size": len(data), "weigh": weigh, "passed": passed, "plates": plates}
            try:
                answer = self._ask(data, request)
            except _Lost as lost:
                if lost.reason is Reason.CANCELED:
                    return Reading(kind=kind, problem=Skipped(Stage.EXTRACT, lost.reason, url, lost.words))
                # What broke this reader would break the next one for every other site that has it.
                answer = {"problem": [str(lost.reason), lost.words]}
            self._answers.put(key, answer)
        return reading_of(answer, kind_of(data, kind), url)

    def guards(self) -> tuple[str, ...]:
        """Return the names of what keeps a child locked in here, none where no child can be started."""
        child = self._idle.get()
        try:
            child = child or self._fresh()
            return child.guards
        except _Lost:
            return ()
        finally:
            self._idle.put(child)

    def _ask(self, data: bytes, request: dict[str, object]) -> dict[str, Any]:
        """Have a child read one file and return its answer; raises `_Lost` where there is none."""
        child = self._idle.get()
        try:
            for attempt in (1, 2):
                try:
                    if child is None:
                        child = self._fresh()
                    answer = child.ask(request, data, self._limits)
                    break
                except _Lost as lost:
                    fresh = child is None or child.files == 0
                    self._end(child)
                    child = None
                    # A used child may have died of what it had read before: ask a fresh one, once.
                    if attempt == 2 or fresh or lost.reason is Reason.TIMEOUT:
                        reason = Reason.PARSE_LIMIT if lost.reason is Reason.TIMEOUT else lost.reason
                        raise _Lost(reason, lost.words) from None
            if child is not None and (answer.get("last") or child.files >= self._limits.files):
                self._end(child)
                child = None
        finally:
            self._idle.put(child)
        return answer

    def _fresh(self) -> _Child:
        try:
            return self._keeper.submit(self._start).result()
        except (RuntimeError, CancelledError):
            raise _Lost(Reason.CANCELED, "reading was stopped") from None
        except OSError as error:
            raise _Lost(Reason.CANCELED, f"no reader could be started ({error.strerror})") from None

    def _start(self) -> _Child:
        if self._closed:
            raise _Lost(Reason.CANCELED, "reading was stopped")
        child = _Child(self._limits)
        with self._lock:
            self._children.add(child)
        return child

    def _end(self, child: _Child | None) -> None:
        if child is not None:
            child.kill()
            with self._lock:
                self._children.discard(child)


class _Child:
    """Talk to one locked-in process."""

    def __init__(self, limits: Limits) -> None:
        self.files = 0
        self._process = subprocess.Popen(
            [*command(), str(limits.memory), str(limits.cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            close_fds=True,
            start_new_session=True,
            bufsize=0,
        )
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
        try:
            ready = self._exchange(b"", limits.reply, time.monotonic() + _START_SECONDS)
        except _Lost:
            self.kill()
            raise
        self.guards = tuple(map(str, ready.get("guards", ())))

    def ask(self, request: dict[str, object], data: bytes, limits: Limits) -> dict[str, Any]:
        """Hand over one file and return the answer; raises `_Lost` where none came."""
        head = json.dumps(request).encode() + b"\n"
        answer = self._exchange(head + data, limits.reply, time.monotonic() + limits.seconds)
        self.files += 1
        return answer

    def kill(self) -> None:
        """End the child and whatever it started."""
        with suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(OSError, subprocess.TimeoutExpired):
            self._process.wait(5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _exchange(self, out: bytes, most: int, deadline: float) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None or stdin.closed:
            raise _Lost(Reason.CANCELED, "reading was stopped")
        waiting = memoryview(out)
        got = bytearray()
        wanted = HEAD.size
        try:
            with selectors.DefaultSelector() as both:
                both.register(stdout, selectors.EVENT_READ)
                if waiting:
                    both.register(stdin, selectors.EVENT_WRITE)
                while len(got) < wanted:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise _Lost(Reason.TIMEOUT, "reading it took too long")
                    for key, _ in both.select(left):
                        if key.fileobj is stdin:
                            waiting = waiting[os.write(stdin.fileno(), waiting[:_STEP]) :]
                            if not waiting:
                                both.unregister(stdin)
                            continue
                        piece = os.read(stdout.fileno(), _STEP)
                        if not piece:
                            raise self._death()
                        got += piece
                        if wanted == HEAD.size and len(got) >= HEAD.size:
                            wanted += HEAD.unpack_from(got)[0]
                            if wanted > most:
                                raise _Lost(Reason.PARSE_LIMIT, "it says more than may be read")
        except (OSError, ValueError):
            raise self._death() from None
        try:
            answer = json.loads(bytes(got[HEAD.size : wanted]))
        except ValueError:
            raise _Lost(Reason.UNREADABLE_DOCUMENT, _DIED) from None
        if len(got) != wanted or not isinstance(answer, dict):
            raise _Lost(Reason.UNREADABLE_DOCUMENT, _DIED)
        return answer

    def _death(self) -> _Lost:
        with suppress(subprocess.TimeoutExpired):
            if self._process.wait(2) == -signal.SIGXCPU:
                return _Lost(Reason.PARSE_LIMIT, "reading it took too long")
        return _Lost(Reason.UNREADABLE_DOCUMENT, _DIED)


def read_file(file: bytes | Path, kind: str, url: str) -> Reading:
    """Read one file with a child of its own (see `DocumentReader.read_file`)."""
    with DocumentReader(1) as reader:
        return reader.read_file(file, kind, url)


@cache
def command() -> tuple[str, ...]:
    """Return how a child is started: isolated, so that neither folder nor environment brings in code.

    Run from a folder that was not installed, the child is told by an argument where the code lies.
    """
    ours = Path(__file__).resolve().parents[2]
    probe = "import auditor, os; print(os.path.realpath(list(auditor.__path__)[0]))"
    asked = subprocess.run(
        [sys.executable, "-I", "-c", probe], capture_output=True, text=True, env={}, cwd="/", timeout=60
    )
    if asked.stdout.strip() == str(ours / "auditor"):
        return (sys.executable, "-I", "-m", "auditor.extract.child")
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from auditor.extract.child import main; main()"
    return (sys.executable, "-I", "-c", start, str(ours))
