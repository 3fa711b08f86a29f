"""What is being done, on standard error: standard output is for the report.

In a terminal, whatever takes longer than two seconds gets a bar with rate and time left; elsewhere
each step is one plain line.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

if TYPE_CHECKING:
    from ..pipeline import Progress

_PATIENCE_SECONDS: Final = 2


@contextmanager
def told() -> Iterator[Progress]:
    """Tell the progress of what is done in this block."""
    if not sys.stderr.isatty():
        yield line
        return
    bar = Bar()
    try:
        yield bar
    finally:
        bar.end()


def line(step: str, done: int = 0, total: int | None = None, unit: str = "") -> None:  # noqa: ARG001  # as Progress
    """Say each step once, as it begins."""
    if not done:
        click.echo(step, err=True)


class Bar:
    """A bar for what takes longer than two seconds."""

    def __init__(self, console: Console | None = None, patience: float = _PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._console = console or Console(stderr=True)
        self._bars = _bars(self._console)
        self._task: TaskID | None = None
        self._timer: threading.Timer | None = None

    def __call__(self, step: str, done: int = 0, total: int | None = None, unit: str = "") -> None:
        """Move the bar of a step, once it takes long enough to have one."""
        if self._task is None or step != self._bars.tasks[0].description:
            self.end()
            self._bars = _bars(self._console)
            self._task = self._bars.add_task(step, total=total, unit=unit)
            self._timer = threading.Timer(self._patience, self._bars.start)
            self._timer.daemon = True
            self._timer.start()
        self._bars.update(self._task, completed=done)

    def end(self) -> None:
        """Leave what is shown as it is; what was too quick was never shown."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        self._bars.stop()
        self._task = self._timer = None


def _bars(console: Console) -> Bars:
    return Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


class _Rate(ProgressColumn):
    """So many units a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, or nothing before it is known."""
        if not task.speed:
            return Text("")
        return Text(f"{task.speed:,.0f} {task.fields['unit']}/s")
