"""How far a build is, told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from ..opening import fault_of

_AT_ONCE: Final = 1 << 20  # bytes

Tick = Callable[[int], None]


class Progress(Protocol):
    """Is told each step as it begins, and now and then how much of it is done."""

    def __call__(self, step: str, done: int = 0, total: int | None = None, unit: str = "") -> None:
        """Take a step's name, how many of how many units are done, and what they are."""
        ...


class Steps:
    """The steps of one build; ``progress`` may be None where nobody waits."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def __call__(self, step: str, total: int | None = None, unit: str = "") -> Tick:
        """Begin a step, and return what is told of more that is done."""
        done = 0
        progress = self._progress
        if progress is None:
            return lambda _: None
        progress(step, 0, total, unit)

        def tick(more: int) -> None:
            nonlocal done
            done += more
            progress(step, done, total, unit)

        return tick


def lines_of(*files: Path) -> int:
    """Count the lines of files roughly (a quoted newline counts); 1 GB/s. What is missing has 0."""
    count = 0
    for path in files:
        if fault_of(path) is None:
            with path.open("rb") as file:
                while data := file.read(_AT_ONCE):
                    count += data.count(b"\n")
    return count
