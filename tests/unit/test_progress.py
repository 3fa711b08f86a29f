"""Whoever waits is told how far a build is: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from clustergraph import pipeline
from clustergraph.cli.progress import Bar, line

NEVER = 1000.0  # seconds


def shown(patience: float) -> str:
    """Move a bar through two steps and return what a terminal got."""
    screen = io.StringIO()
    bar = Bar(Console(file=screen, force_terminal=True, width=120), patience)
    bar("mapping rows", 0, 2000, "rows")
    if not patience:
        bar._timer.join()  # type: ignore[union-attr]  # the bar is there now
    bar("mapping rows", 1000, 2000, "rows")
    bar("reasoning")
    bar.end()
    return screen.getvalue()


def test_what_takes_long_has_a_bar_with_count() -> None:
    """The step and how much of it is done; the next step has a bar of its own."""
    text = shown(0)
    assert "mapping rows" in text
    assert re.search(r"1000/2000", text)


def test_what_is_quick_has_none() -> None:
    """Nothing is drawn before the patience is over."""
    assert shown(NEVER) == ""


def test_elsewhere_each_step_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """However often it is told how much is done."""
    line("reading 16 tables", 0, 10, "rows")
    line("reading 16 tables", 5, 10, "rows")
    line("reasoning")
    assert capsys.readouterr().err == "reading 16 tables\nreasoning\n"


@pytest.mark.slow
def test_a_build_tells_how_much_of_each_step_is_done(project: Path, tmp_path: Path) -> None:
    """Rows, shapes and triples are counted to the end."""
    told: dict[str, tuple[int, int | None, str]] = {}

    def progress(step: str, done: int = 0, total: int | None = None, unit: str = "") -> None:
        told[step] = (done, total, unit)

    built = pipeline.build(project, progress, engine="fast")
    pipeline.publish(built, tmp_path / "var", progress)
    assert [unit for _, _, unit in told.values()] == ["rows", "", "shapes", "quads"]
    done, total, _ = told["loading"]
    assert done == total == len(built.default) + sum(map(len, built.graphs.values()))
    assert told["validating"][0] > 0
