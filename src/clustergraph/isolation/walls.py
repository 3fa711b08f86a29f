"""Walls around a process that reads other people's text: memory, sockets, time.

Linux only where it says so. What a platform lacks is reported and never guessed: the lexical
refusal in ``words`` holds everywhere.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from contextlib import suppress
from typing import Final

_M_ARENA_MAX: Final = -8
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 13  # SECCOMP_RET_ERRNO with EACCES
_KILL: Final = 0x80000000  # SECCOMP_RET_KILL_PROCESS
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_AF_UNIX: Final = 1

# machine → audit architecture, socket, execve, execveat. Numbers above 0x40000000 are the x32
# interface of x86-64, a second door to the same calls.
_MACHINES: Final = {
    "x86_64": (0xC000003E, 41, 59, 322),
    "aarch64": (0xC00000B7, 198, 221, 281),
}
_IO_URING_SETUP: Final = 425  # one number everywhere; io_uring opens sockets past any filter
_X32: Final = 0x40000000


def limit_memory(megabytes: int) -> None:
    """Let every allocation beyond the limit fail, and leave no core file.

    The limit counts addresses, and glibc reserves 64 MB of them for each thread's arena: with one
    arena a worker that does nothing has 370 MB (256 of them its stack), with many 890 MB.
    """
    with suppress(OSError, AttributeError):  # not glibc: then there are no arenas either
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: float) -> None:
    """Let the kernel end this process after so many seconds; 0 takes the alarm back.

    The parent kills at the deadline; the alarm is for the parent that died before.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)


def give_way() -> None:
    """Let the server's own process go first, and be the first to go when memory is short."""
    os.nice(5)
    if sys.platform == "linux":
        try:
            with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:  # noqa: PTH123  # pathlib costs the start
                file.write("1000")
        except OSError:
            return  # a hardened /proc forbids it; nothing else depends on it


def close_network() -> bool:
    """Let this process and all its threads open local (AF_UNIX) sockets only, and start no program.

    Returns False where the platform or the kernel has no such filter. To be called before any
    thread is started: a filter holds for the calling thread and those that it starts.
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES or sys.maxsize < 2**32:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    code = b"".join(struct.pack("HBBI", *line) for line in _program(platform.machine()))
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    program = Program(len(code) // 8, ctypes.addressof(buffer))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _program(machine: str) -> list[tuple[int, int, int, int]]:
    """Write the filter in classic BPF: (operation, jump if true, jump if false, value).

    ``seccomp_data`` holds the call's number at 0, the architecture at 4, the low half of the first
    argument at 16 on a little-endian machine.
    """
    architecture, socket, execve, execveat = _MACHINES[machine]
    return [
        (_LOAD, 0, 0, 4),
        (_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        (_IF_AT_LEAST, 7, 0, _X32),
        (_IF_EQUAL, 6, 0, _IO_URING_SETUP),
        (_IF_EQUAL, 5, 0, execve),
        (_IF_EQUAL, 4, 0, execveat),
        (_IF_EQUAL, 0, 2, socket),
        (_LOAD, 0, 0, 16),
        (_IF_EQUAL, 0, 1, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
