"""Checks again as files are saved.

Polls names, times and sizes of the inputs: about a hundred files, under a millisecond, on every
machine and every kind of file system, without a further package.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from .staleness import INPUTS

State = dict[Path, tuple[int, int]]

POLL_SECONDS = 0.2
# Editors write a file in several steps; what changed is read when nothing changed for so long.
QUIET_SECONDS = 0.3


def state_of(project: Path) -> State:
    """Return time of change and size of each input; a file that vanishes meanwhile is left out."""
    found: State = {}
    for name in INPUTS:
        for path in sorted((project / name).rglob("*")):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            if path.is_file():
                found[path] = (status.st_mtime_ns, status.st_size)
    return found


def changes(
    project: Path, known: State, sleep: Callable[[float], None] = time.sleep
) -> Iterator[list[Path]]:
    """Yield, without end, the inputs that were saved, added or removed since the last time.

    ``known`` is the state that was checked last. A file that is still being written is waited for.
    """
    while True:
        now = state_of(project)
        if now == known:
            sleep(POLL_SECONDS)
            continue
        sleep(QUIET_SECONDS)
        if state_of(project) != now:
            continue
        changed = {path for path, _ in now.items() ^ known.items()}
        known = now
        yield sorted(changed)
