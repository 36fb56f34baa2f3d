"""Hold the child to its walls: no network, file or process, bounded memory and time, gone at the end."""

# ruff: noqa: E501 - tables of files in their own markup, which reads worse when cut
from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from auditor.extract.answer import Answers
from auditor.extract.documents import DocumentReader, Limits, command, read_file
from auditor.finding import Reason
from tests.extract.files import docx, lines, p, pdf, png, zipped

URL = "https://school.example/files/Odalys-Fenwright.pdf"
ROOT = Path(__file__).resolve().parents[2]

# What a parser that a file has taken over would try; each line must fail with the words given.
ATTEMPTS = {
    "connect": ("import socket; socket.create_connection(('127.0.0.1', PORT), 2)", "PermissionError"),
    "raw socket call": ("import ctypes; lib = ctypes.CDLL(None, use_errno=True)\n"
                        "if lib.socket(2, 1, 0) < 0: raise OSError(ctypes.get_errno(), 'refused')", "PermissionError"),
    "start a program": ("import subprocess; subprocess.run(['/bin/true'])", "PermissionError"),
    "fork below Python": ("import ctypes; lib = ctypes.CDLL(None, use_errno=True)\n"
                          "if lib.fork() < 0: raise OSError(ctypes.get_errno(), 'refused')", "PermissionError"),
    "write a file": ("open('/tmp/auditor-child-was-here', 'w')", "PermissionError"),
    "read a roster": ("open('ROSTER').read()", "PermissionError"),
    "read below Python": ("import ctypes; lib = ctypes.CDLL(None, use_errno=True)\n"
                          "if lib.open(b'ROSTER', 0) < 0: raise OSError(ctypes.get_errno(), 'refused')",
                          "PermissionError"),
    "kill another": ("import ctypes; lib = ctypes.CDLL(None, use_errno=True)\n"
                     "if lib.kill(PARENT, 0) < 0: raise OSError(ctypes.get_errno(), 'refused')", "PermissionError"),
    "signal a thread of another": ("import ctypes; lib = ctypes.CDLL(None, use_errno=True)\n"
                                   "if lib.syscall(234, PARENT, PARENT, 0) < 0: raise OSError(ctypes.get_errno(), 'refused')",
                                   "PermissionError"),
    "change an owner": ("import os; os.chown('/', 0, 0)", "PermissionError"),
    "set the clock": ("import time; time.clock_settime(time.CLOCK_REALTIME, time.time())", "PermissionError"),
    "take a root's rights": ("import os; os.setuid(0); os.chroot('/')", "PermissionError"),
    "take memory": ("x = bytearray(1_000_000_000)", "MemoryError"),
}  # fmt: skip
LOCK = (
    "import sys; sys.path.insert(0, {root!r})\n"
    "from auditor.extract.jail import lock_in\n"
    "from auditor.extract.child import code_folders\n"
    "print(lock_in(600_000_000, 5, code_folders()))\n"
    "try:\n{code}\nexcept BaseException as error: print(type(error).__name__)\nelse: print('done')\n"
)


def locked(code: str) -> list[str]:
    """Run code in a process locked in like a child; return its guards line and how it ended."""
    text = LOCK.format(root=str(ROOT), code="\n".join(f"    {line}" for line in code.splitlines()))
    done = subprocess.run(
        [sys.executable, "-I", "-c", text], capture_output=True, text=True, timeout=30, env={}
    )
    return done.stdout.splitlines() or [done.stderr]


@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_parser_taken_over_gets_nowhere(name: str, tmp_path: Path) -> None:
    roster = tmp_path / "users.csv"
    roster.write_text("sourcedId,givenName\n1,Odalys\n")
    code, refused = ATTEMPTS[name]
    met: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = str(server.getsockname()[1])
        filled = code.replace("PORT", port).replace("ROSTER", str(roster)).replace("PARENT", str(os.getpid()))
        guards, ended = locked(filled)
        try:
            met.append(server.accept())
        except TimeoutError:
            pass
    assert not met
    if ("Python" in name or "raw" in name or "kill" in name or "roster" in name) and "seccomp" not in guards:
        pytest.xfail("this kernel lets no process close its system calls")
    assert ended == refused, (name, guards)
    assert not Path("/tmp/auditor-child-was-here").exists()


def test_this_machine_has_every_guard(reader: DocumentReader) -> None:
    reader.read_file(b"x", "txt", URL)
    (child,) = reader._children
    assert {"limits", "no-new-privileges", "no-rights", "audit-hook"} <= set(child.guards)
    rights = dict(
        line.split(":\t") for line in Path(f"/proc/{child._process.pid}/status").read_text().splitlines()
        if line.startswith("Cap")
    )  # fmt: skip
    most = 1 << 2 if os.geteuid() == 0 else 0
    assert int(rights["CapEff"], 16) == int(rights["CapPrm"], 16) == most, "a root reads, and that is all"
    assert int(rights["CapInh"], 16) == int(rights["CapAmb"], 16) == 0


def test_the_child_knows_nothing_of_us(reader: DocumentReader) -> None:
    os.environ["AUDITOR_TEST_SECRET"] = "Odalys"
    try:
        with DocumentReader(1) as own:
            own.read_file(pdf([lines(["x"])]), "pdf", URL)
            (child,) = own._children
            process = psutil.Process(child._process.pid)
            arguments = " ".join(process.cmdline())
            assert process.environ() == {}
            assert "Odalys" not in arguments and "school.example" not in arguments
            assert process.cwd() == "/"
            # One open file tells it how much memory it holds.
            own_weight = f"/proc/{child._process.pid}/statm"
            assert {f.path for f in process.open_files() if not f.path.startswith("/dev")} <= {own_weight}
            assert os.getpgid(process.pid) == process.pid != os.getpgid(0)
    finally:
        del os.environ["AUDITOR_TEST_SECRET"]


def test_limits_are_set_before_any_parser_is_imported() -> None:
    code = (
        "import sys, auditor.extract.child\n"
        "print([n for n in ('lxml', 'PIL', 'pypdfium2', 'zipfile', 'bs4', 'charset_normalizer') if n in sys.modules])"
    )
    text = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"
    done = subprocess.run([sys.executable, "-I", "-c", text], capture_output=True, text=True, timeout=30)
    assert done.stdout.strip() == "[]"


def test_the_command_is_isolated() -> None:
    started = command()
    assert started[1] == "-I"
    assert started[2:] == ("-m", "auditor.extract.child") or started[2] == "-c"


def test_memory_bites_and_the_next_file_is_read() -> None:
    big = png(size=(6000, 6000))
    with DocumentReader(1, Limits(memory=170_000_000)) as small:
        reading = small.read_file(big, "png", URL, weigh=True, plates=1)
        assert reading.plates == ()
        bomb = zipped({"word/document.xml": b"<w:p>" * 3_000_000})
        problem = small.read_file(bomb, "docx", URL).problem
        assert problem is not None and problem.reason in (Reason.PARSE_LIMIT, Reason.UNREADABLE_DOCUMENT)
        assert [t.joined for t in small.read_file(docx(p("Odalys")), "docx", URL).texts] == ["Odalys"]


LOOP = b"BT /F1 12 Tf (x) Tj ET " * 4
FORMS = [
    f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {104 + n} 0 R >> >> "
    f"/Length {9 * 50} >> stream\n" + "/X Do /X Do\n " * 30 + "\nendstream"
    for n in range(12)
]  # each form shows the next one sixty times: 60 ** 12 in all


def test_the_clock_bites_and_the_next_file_is_read() -> None:
    endless = pdf(["/X Do"], resources="/XObject << /X 103 0 R >>", objects=FORMS)
    with DocumentReader(1, Limits(seconds=1.5, cpu_seconds=60)) as hasty:
        started = time.monotonic()
        problem = hasty.read_file(endless, "pdf", URL, plates=1).problem
        took = time.monotonic() - started
        assert took < 20
        if problem is not None:
            assert (problem.reason, problem.url) == (Reason.PARSE_LIMIT, URL)
        assert [t.joined for t in hasty.read_file(b"Odalys", "txt", URL).texts] == ["Odalys"]


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL, signal.SIGXCPU])
def test_a_child_that_hangs_or_dies_costs_one_file(how: signal.Signals) -> None:
    with DocumentReader(1, Limits(seconds=1.0)) as pool:
        pool.read_file(b"x", "txt", URL)
        (child,) = pool._children
        os.kill(child._process.pid, how)
        reading = pool.read_file(b"Odalys", "txt", URL)
        if how is signal.SIGSTOP:
            assert reading.problem is not None and reading.problem.reason is Reason.PARSE_LIMIT
        else:
            # It died of nothing that this file did, so a fresh one read it.
            assert [text.joined for text in reading.texts] == ["Odalys"]
        assert not psutil.pid_exists(child._process.pid)
        assert [text.joined for text in pool.read_file(b"Teo", "txt", URL).texts] == ["Teo"]


def endless() -> bytes:
    """Return a PDF of one page that takes its parser many seconds in a single call."""
    drawn = b"0 0 m 9 9 l S\n" * 500_000
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length %d >> stream\n%s\nendstream"
    page = lines(["Odalys"]) + "/Much Do\n" * 40
    return pdf([page], objects=[form % (len(drawn), drawn)], resources="/XObject << /Much 103 0 R >>")


def test_cpu_seconds_bite() -> None:
    with DocumentReader(1, Limits(cpu_seconds=1, seconds=25)) as pool:
        problem = pool.read_file(endless(), "pdf", URL).problem
        assert problem is not None and problem.reason is Reason.PARSE_LIMIT
        assert not pool._children, "it was ended, and did not end by itself"


def test_what_was_read_before_time_was_up_stands() -> None:
    with DocumentReader(1, Limits(cpu_seconds=1, seconds=25)) as pool:
        reading = pool.read_file(b"{\\rtf1 Odalys\\par Teo\\par " + b"{}" * 10_000_000, "rtf", URL)
        assert [text.joined for text in reading.texts] == ["Odalys", "Teo"]
        assert reading.problem is not None and reading.problem.reason is Reason.PARSE_LIMIT
        assert len(pool._children) == 1, "it ended by itself, before the kernel had to"


def test_children_are_replaced_after_so_many_files() -> None:
    with DocumentReader(1, Limits(files=2)) as pool:
        seen = []
        for number in range(4):
            pool.read_file(b"x%d" % number, "txt", URL)
            seen.append({child._process.pid for child in pool._children})
        assert len(seen[0]) == 1 and seen[1] == set()
        assert len(seen[2]) == 1 and seen[2] != seen[0]


def test_the_same_bytes_are_read_once_whatever_they_are_called() -> None:
    other = "https://other.example/b/c.docx"
    data = docx(p("Odalys at https://museum.example/x"), {"r1": ("hyperlink", "https://a.example/")})
    with DocumentReader(1) as pool:
        first = pool.read_file(data, "docx", URL)
        (child,) = pool._children
        assert child.files == 1
        again = pool.read_file(data, "docx", other)
        assert child.files == 1, "no child was asked"
        assert [text.joined for text in again.texts] == [text.joined for text in first.texts]
        assert {text.where.document for text in again.texts} == {other}
        assert {link.where.url for link in again.links} == {other}
        # A near miss: other bytes, and pictures of words, which nobody keeps.
        pool.read_file(data + b" ", "docx", URL)
        assert child.files == 2
        pool.read_file(data, "docx", URL, plates=1)
        assert child.files == 3


def test_a_file_that_ends_its_reader_is_not_read_again_for_another_site() -> None:
    heavy = endless()
    with DocumentReader(1, Limits(cpu_seconds=1, seconds=25)) as pool:
        first = pool.read_file(heavy, "pdf", URL)
        assert first.problem is not None and first.problem.reason is Reason.PARSE_LIMIT
        assert not pool._children
        again = pool.read_file(heavy, "pdf", "https://other.example/a.pdf")
        assert again.problem == replace(first.problem, url="https://other.example/a.pdf")
        assert not pool._children, "no reader was started for it"


def test_what_was_not_asked_for_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.extract.answer.MOST_KEPT", 300)
    kept = Answers()
    for number in range(8):
        kept.put(f"file {number}", {"texts": [os.urandom(30).hex()]})
        assert kept.get("file 0") is not None or number > 3
    assert kept.get("file 1") is None and kept.get("file 7") is not None
    kept.put("", {"texts": []})
    assert kept.get("") is None


def test_a_child_is_not_taken_for_grown_because_whoever_started_it_is() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "ballast = b'x' * 600_000_000\n"
        "from auditor.extract.documents import DocumentReader\n"
        "with DocumentReader(1) as pool:\n"
        "    for text in (b'a', b'b', b'c'):\n"
        "        pool.read_file(text, 'txt', 'https://a.example/')\n"
        "    print([child.files for child in pool._children])\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert told.stdout.split() == ["[3]"], told.stderr


def test_an_answer_beyond_its_bound_is_refused() -> None:
    with DocumentReader(1, Limits(reply=5_000)) as pool:
        problem = pool.read_file(b"line of words\n" * 500, "txt", URL).problem
        assert problem is not None and problem.reason is Reason.PARSE_LIMIT


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("no JSON", b"Odalys"),
        ("no object", b"[]"),
        ("texts of another shape", b'{"texts": [["a"], 5, ["x","","nowhere","","","",0,""]], "links": 7}'),
        (
            "numbers for words",
            b'{"texts": [[5,5,"pdf",5,5,5,"x",5]], "unread": "many", "score": "x", "plates": [[1,2]]}',
        ),
    ],
)
def test_an_answer_counts_as_a_strangers_word(
    name: str, answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "fake.py"
    ready = json.dumps({"guards": []}).encode()
    fake.write_text(
        "import sys, struct\n"
        "def say(b): sys.stdout.buffer.write(struct.pack('>I', len(b)) + b); sys.stdout.buffer.flush()\n"
        f"say({ready!r}); sys.stdin.buffer.readline(); say({answer!r}); sys.stdin.read()\n"
    )
    monkeypatch.setattr("auditor.extract.documents.command", lambda: (sys.executable, str(fake)))
    with DocumentReader(1) as pool:
        reading = pool.read_file(b"x", "txt", URL)
    assert (reading.texts, reading.links, reading.plates, reading.pictures_unread) == ((), (), (), 0), name


def test_many_threads_share_few_children() -> None:
    got: dict[int, list[str]] = {}
    with DocumentReader(2) as pool:

        def ask(number: int) -> None:
            reading = pool.read_file(docx(p(f"Pupil {number}")), "docx", URL)
            got[number] = [text.joined for text in reading.texts]

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(pool._children) <= 2
    assert got == {number: [f"Pupil {number}"] for number in range(12)}


def test_a_pool_leaves_no_process() -> None:
    pool = DocumentReader(2)
    pool.read_file(b"x", "txt", URL)
    pids = [child._process.pid for child in pool._children]
    pool.close()
    assert pids and not any(psutil.pid_exists(pid) for pid in pids)
    reading = pool.read_file(b"y", "txt", URL)
    assert reading.problem is not None and reading.problem.reason is Reason.CANCELED


def test_children_die_with_whoever_started_them() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from auditor.extract.documents import DocumentReader\n"
        "pool = DocumentReader(1); pool.read_file(b'x', 'txt', 'https://a.example/')\n"
        "print([c._process.pid for c in pool._children][0], flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    os.kill(pid, signal.SIGSTOP)  # one that reads its stdin would end by itself
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" and time.monotonic() < deadline:
        time.sleep(0.05)
    gone = not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie"
    if not gone:
        os.kill(pid, signal.SIGKILL)
    assert gone


def test_one_file_can_be_read_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx(p("Odalys")))
    reading = read_file(path, "docx", URL)
    assert [(text.joined, text.where.document) for text in reading.texts] == [("Odalys", URL)]
