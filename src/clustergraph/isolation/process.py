"""One worker process, seen from its parent."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from enum import Enum, auto
from typing import IO, Any, Final

from . import frames

_READ: Final = 256 * 1024
_DYING_SECONDS: Final = 1.0
_LAST_WORDS: Final = 64 * 1024  # what Rust says comes before its backtrace


class Cause(Enum):
    """What ended a worker, as far as its exit code and its last words tell."""

    MEMORY = auto()
    STACK = auto()
    OTHER = auto()


_OUT_OF_MEMORY: Final = ("memory allocation", "bad_alloc", "memoryerror", "cannot allocate")
_TOO_DEEP: Final = ("overflowed its stack", "recursionerror")


def cause_of(code: int, words: str) -> Cause:
    """Tell what ended a worker.

    A failed allocation ends Rust with SIGABRT and a sentence; a stack that overflows ends with
    SIGSEGV; the kernel, when the whole machine is short, sends SIGKILL.
    """
    lowered = words.lower()
    if any(sign in lowered for sign in _OUT_OF_MEMORY) or code == -signal.SIGKILL:
        return Cause.MEMORY
    if code in (-signal.SIGSEGV, -signal.SIGBUS) or any(sign in lowered for sign in _TOO_DEEP):
        return Cause.STACK
    return Cause.OTHER


class DiedError(Exception):
    """The worker ended before its answer did."""


class LateError(Exception):
    """The deadline passed."""


class LongError(Exception):
    """The worker says more than its parent would hear."""


class Worker:
    """A process that runs a module of ours, and the pipes to it; used by one thread at a time.

    Raises OSError when the process cannot be started.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        # Not unlinked before the worker dies: what it said last tells why.
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by end()
        # -P: a json.py in the folder where the server was started must not be ours.
        self._process = subprocess.Popen(  # noqa: S603  # our own module, no text of others
            [sys.executable, "-P", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
        )
        assert self._process.stdin is not None  # noqa: S101  # both are pipes
        assert self._process.stdout is not None  # noqa: S101
        self._input = self._process.stdin
        self._output = self._process.stdout
        self._buffer = bytearray()
        self.is_ready = False

    @property
    def identity(self) -> int:
        """The process's number."""
        return self._process.pid

    def send(self, question: dict[str, Any]) -> None:
        """Send one question. Raises DiedError when nobody is there to read it."""
        try:
            self._input.write(frames.pack(frames.ASK, json.dumps(question).encode()))
            self._input.flush()
        except OSError as error:
            raise DiedError from error

    def receive(self, deadline: float, longest: int | None = None) -> tuple[bytes, bytes]:
        """Return the next frame; ``deadline`` as time.monotonic().

        Raises LateError, DiedError, and LongError for a frame of more than ``longest`` bytes.
        """
        head = frames.HEAD.size
        self._fill(head, deadline)
        letter, length = frames.HEAD.unpack_from(self._buffer)
        if longest is not None and length > longest:
            raise LongError
        self._fill(head + length, deadline)
        payload = bytes(self._buffer[head : head + length])
        del self._buffer[: head + length]
        return letter, payload

    def _fill(self, size: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        while len(self._buffer) < size:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise LateError
            data = os.read(self._output.fileno(), _READ)
            if not data:
                raise DiedError
            self._buffer += data

    def end(self, *, is_dying: bool = False) -> tuple[int, str]:
        """Kill the process; return its exit code and its last words.

        One that is dying already gets a moment to do so, for its exit code tells why.
        """
        if is_dying:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_DYING_SECONDS)
        self._process.kill()
        code = self._process.wait()
        for pipe in (self._input, self._output):
            with suppress(OSError):
                pipe.close()
        with self._complaints as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_WORDS))
            return code, file.read().decode("utf-8", "replace")
