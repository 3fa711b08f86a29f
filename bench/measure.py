"""Run a command in a child process and tell what it took: CPU seconds and peak memory.

CPU seconds (user and system, all threads), not the clock: they stay about the same when other work
shares the machine. A child may tell more by a JSON object on its last line of output:
``{"cpu": 1.25, "count": 30000}`` are the CPU seconds of the step alone, without imports and reading
of what it works on, and how many triples or findings came out.

The memory of a new process is counted from that of its parent on (Linux keeps the high-water mark
over ``exec``), so nothing heavy may be imported where this module is used.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """What a child took; ``cpu`` is of the step alone where the child tells it.

    ``median`` and ``worst`` are the seconds of the middle and the dearest of many answers.
    """

    cpu: float
    whole_cpu: float
    peak_mb: float
    count: int | None = None
    is_stopped: bool = False
    median: float | None = None
    worst: float | None = None


class StepError(Exception):
    """A child ended with an error."""


def measure(command: Sequence[str], limit_seconds: int) -> Measured:
    """Run a command for at most so many CPU seconds.

    Raises StepError, with what it wrote last, when the command fails for another reason than time.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(command, stdout=out, stderr=err)  # noqa: S603  # commands of the registry
        # The kernel stops it: one more second, and it is killed.
        resource.prlimit(child.pid, resource.RLIMIT_CPU, (limit_seconds, limit_seconds + 1))
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said, complained = out.read().decode(), err.read().decode()
    cpu = used.ru_utime + used.ru_stime
    peak = used.ru_maxrss / 1024
    # SIGXCPU is the limit's own; its clock and that of the usage may differ by some ticks.
    is_killed = child.returncode == -signal.SIGKILL and cpu > 0.9 * limit_seconds
    if child.returncode == -signal.SIGXCPU or is_killed:
        return Measured(cpu, cpu, peak, is_stopped=True)
    if child.returncode:
        raise StepError(f"{' '.join(command)} ended with {child.returncode}: {complained[-2000:]}")
    told = _told(said)
    count = told.get("count")
    return Measured(
        told.get("cpu", cpu),
        cpu,
        peak,
        None if count is None else int(count),
        median=told.get("median"),
        worst=told.get("worst"),
    )


def best_of(command: Sequence[str], limit_seconds: int) -> Measured:
    """Measure a quick command three times and keep the least: what disturbs only adds."""
    first = measure(command, limit_seconds)
    if first.is_stopped or first.whole_cpu > 5:
        return first
    again = (measure(command, limit_seconds) for _ in range(2))
    return min(first, *again, key=lambda measured: measured.cpu)


def _told(output: str) -> dict[str, float]:
    """Read what the child tells on its last line, if it tells anything."""
    lines = output.strip().splitlines()
    try:
        told = json.loads(lines[-1]) if lines else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
