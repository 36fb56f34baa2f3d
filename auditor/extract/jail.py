"""Lock the running process in before it reads a stranger's file; reads no file itself."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_DUMPABLE: Final = 4
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_CAPBSET_DROP: Final = 24
_CAP_DAC_READ_SEARCH: Final = 2
_MOST_RIGHTS: Final = 64
_CAPABILITY_VERSION: Final = 0x2008_0522
_CLONE_NEWUSER: Final = 0x1000_0000
_CLONE_NEWNET: Final = 0x4000_0000
_CLONE_OWN_NET: Final = _CLONE_NEWUSER | _CLONE_NEWNET
_CLONE_THREAD: Final = 0x0001_0000

# Numbers of system calls, by machine: AUDIT_ARCH, then what the filter below names.
_CALLS: Final = {
    "x86_64": (0xC000_003E, {
        "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49, "listen": 50,
        "socketpair": 53, "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "ptrace": 101, "kill": 62,
        "tkill": 200, "process_vm_readv": 310, "process_vm_writev": 311, "execveat": 322, "clone3": 435,
        "bpf": 321, "perf_event_open": 298, "keyctl": 250, "add_key": 248, "mount": 165,
        "io_uring_setup": 425, "pidfd_open": 434, "pidfd_getfd": 438, "userfaultfd": 323,
        "unshare": 272, "setns": 308, "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
        "pidfd_send_signal": 424, "open_by_handle_at": 304, "shmget": 29, "semget": 64, "msgget": 68,
        "chown": 92, "fchown": 93, "lchown": 94, "fchownat": 260, "mknod": 133, "mknodat": 259,
        "sendmmsg": 307, "accept4": 288, "unlink": 87, "unlinkat": 263, "rename": 82, "renameat2": 316,
        "chmod": 90, "fchmodat": 268, "truncate": 76, "mkdir": 83, "mkdirat": 258, "creat": 85,
        "symlink": 88, "symlinkat": 266, "link": 86, "linkat": 265,
    }),
    "aarch64": (0xC000_00B7, {
        "socket": 198, "connect": 203, "accept": 202, "sendto": 206, "sendmsg": 211, "bind": 200,
        "listen": 201, "socketpair": 199, "clone": 220, "execve": 221, "ptrace": 117, "kill": 129,
        "tkill": 130, "process_vm_readv": 270, "process_vm_writev": 271, "execveat": 281, "clone3": 435,
        "bpf": 280, "perf_event_open": 241, "keyctl": 219, "add_key": 217, "mount": 40,
        "io_uring_setup": 425, "pidfd_open": 434, "pidfd_getfd": 438, "userfaultfd": 282,
        "unshare": 97, "setns": 268, "tgkill": 131, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240,
        "pidfd_send_signal": 424, "open_by_handle_at": 265, "shmget": 194, "semget": 190, "msgget": 186,
        "fchown": 55, "fchownat": 54, "mknodat": 33,
        "sendmmsg": 269, "accept4": 242, "unlinkat": 35, "renameat2": 276, "fchmodat": 53, "truncate": 45,
        "mkdirat": 34, "symlinkat": 36, "linkat": 37,
    }),
}  # fmt: skip
GUARDS: Final = {
    "no-network": "the network",
    "landlock": "other files",
    "seccomp": "other programs",
}
"""What keeps a reader locked in where the system lets us, by the names that `lock_in` returns."""
_STARTS_PROGRAMS: Final = ("execve", "execveat")
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_DIR, _EXECUTE = 1 << 2, 1 << 3, 1 << 0
_ALL_OF_ABI_1: Final = (1 << 13) - 1
_NETWORK_EVENTS: Final = ("socket.", "subprocess.", "os.system") + (
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.kill",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bound one child and one file in it: bytes of memory, seconds of CPU, seconds by the clock.

    `reply` are bytes of JSON that come back; after `files` files a child is replaced by a fresh one.
    """

    memory: int = 1_200_000_000
    cpu_seconds: int = 20
    seconds: float = 30.0
    reply: int = 60_000_000
    files: int = 200


def lock_in(
    memory: int, cpu_seconds: int, readable: Sequence[str], *, runs_program: bool = False
) -> list[str]:
    """Give up everything that reading one file does not need; returns the names of the guards that hold.

    Memory, open files, written bytes and core dumps are bounded everywhere. Network, new processes and
    other files are closed by the kernel where it lets us (name spaces, seccomp, Landlock), and by
    Python's audit hook besides. `readable` are folders of program code. With `runs_program` the process
    may become one other program, once, and that program may start threads.
    """
    guards = ["limits"]
    _set(resource.RLIMIT_AS, memory)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_FSIZE, 0)
    _set(resource.RLIMIT_NOFILE, 64)
    bound_cpu(cpu_seconds)
    libc = ctypes.CDLL(None, use_errno=True)
    # A root may leave the network alone; anyone else must first become root of a world of his own.
    if _try(lambda: libc.unshare(_CLONE_NEWNET)) or _try(lambda: libc.unshare(_CLONE_OWN_NET)):
        guards.append("no-network")
    # A root keeps nothing of it but the right to read code that lies in somebody's own folder.
    if _try(lambda: _give_up_rights(libc)):
        guards.append("no-rights")
    # After the name space: new credentials would clear it. Whoever started us is gone? Then so are we.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        guards.append("no-new-privileges")
        if _try(lambda: _close_files(libc, readable, runs_program=runs_program)):
            guards.append("landlock")
        if _try(lambda: _close_calls(libc, runs_program=runs_program)):
            guards.append("seccomp")
    if not runs_program:
        # RLIMIT_NPROC counts all processes of the account, so it would hit others too, and never root:
        # seccomp closes fork for this process alone; without it the hook below is what is left.
        sys.addaudithook(_refuse)
        guards.append("audit-hook")
    return guards


def bound_cpu(seconds: int) -> None:
    """Let this process use `seconds` more of CPU time from now, and be killed after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with contextlib.suppress(ValueError, OSError):
        most = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _set(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _try(step: Callable[[], Any]) -> bool:
    try:
        return step() in (0, True)
    except (OSError, AttributeError, ValueError):
        return False


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_NETWORK_EVENTS):
        raise PermissionError(f"{event} is not for a reader of files")
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(mode, str) and not set(mode).isdisjoint("wax+")
        if writes or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            raise PermissionError("a reader of files writes none")


def _give_up_rights(libc: ctypes.CDLL) -> bool:
    """Drop every capability, for good; True where there was none to drop."""
    keep = 1 << _CAP_DAC_READ_SEARCH if os.geteuid() == 0 else 0
    for right in range(_MOST_RIGHTS):
        if not keep >> right & 1:
            libc.prctl(_PR_CAPBSET_DROP, right, 0, 0, 0)
    head = struct.pack("Ii", _CAPABILITY_VERSION, 0)
    rights = struct.pack("IIIIII", keep, keep, 0, 0, 0, 0)
    return bool(
        libc.capset(ctypes.create_string_buffer(head, 8), ctypes.create_string_buffer(rights, 24)) == 0
    )


def _close_calls(libc: ctypes.CDLL, *, runs_program: bool) -> bool:
    """Install a filter of system calls: no network, no new process, nothing of other processes."""
    machine = platform.machine() if hasattr(os, "uname") else ""
    if machine not in _CALLS or struct.calcsize("P") != 8:
        return False
    arch, numbers = _CALLS[machine]
    eperm, enosys = 0x0005_0001, 0x0005_0026
    # Words of the seccomp_data: 0 the call's number, 4 the architecture, 16 the first argument's low half.
    steps: list[tuple[int, int, int, int]] = [
        (0x20, 0, 0, 4),
        (0x15, 1, 0, arch),
        (0x06, 0, 0, 0x8000_0000),  # another architecture's calls: kill
        (0x20, 0, 0, 0),
    ]
    if machine == "x86_64":
        steps += [(0x35, 0, 1, 0x4000_0000), (0x06, 0, 0, eperm)]  # the x32 calls
    # The C library falls back to clone where clone3 does not exist, and clone's flags can be read here.
    steps += [(0x15, 0, 1, numbers["clone3"]), (0x06, 0, 0, enosys)]
    steps += [
        (0x15, 0, 4, numbers["clone"]),
        (0x20, 0, 0, 16),
        (0x45, 1, 0, _CLONE_THREAD),
        (0x06, 0, 0, eperm),
        (0x20, 0, 0, 0),
    ]
    for name, number in numbers.items():
        if name in ("clone", "clone3") or (runs_program and name in _STARTS_PROGRAMS):
            continue
        steps += [(0x15, 0, 1, number), (0x06, 0, 0, eperm)]
    steps.append((0x06, 0, 0, 0x7FFF_0000))
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(buffer))
    return bool(libc.prctl(_PR_SET_SECCOMP, 2, ctypes.create_string_buffer(program, len(program)), 0, 0) == 0)


def _close_files(libc: ctypes.CDLL, readable: Sequence[str], *, runs_program: bool) -> bool:
    """Let this process open nothing but what lies below `readable`, and that only to read it."""
    if libc.syscall(_LANDLOCK_CREATE, None, 0, 1) < 1:
        return False
    ruleset = struct.pack("Q", _ALL_OF_ABI_1)
    descriptor = libc.syscall(_LANDLOCK_CREATE, ctypes.create_string_buffer(ruleset, 8), 8, 0)
    if descriptor < 0:
        return False
    allowed = _READ_FILE | _READ_DIR | (_EXECUTE if runs_program else 0)
    try:
        for folder in readable:
            try:
                below = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            rights = allowed if os.path.isdir(folder) else allowed & ~_READ_DIR
            rule = struct.pack("=Qi", rights, below)
            libc.syscall(_LANDLOCK_ADD, descriptor, 1, ctypes.create_string_buffer(rule, 12), 0)
            os.close(below)
        return bool(libc.syscall(_LANDLOCK_RESTRICT, descriptor, 0) == 0)
    finally:
        os.close(descriptor)
