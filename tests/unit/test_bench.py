"""The harness of the bench: what it measures of a child, and what it makes of it."""

from __future__ import annotations

import sys

import pytest

from measure import Measured, StepError, measure
from run import page, ratio
from steps import STEPS


def python(code: str) -> list[str]:
    """Return the command that runs some Python."""
    return [sys.executable, "-c", code]


def test_the_peak_is_that_of_the_child() -> None:
    """300 MB that a child holds are seen, also after it has let go of them."""
    assert measure(python("x = b'1' * 300_000_000; del x"), 60).peak_mb > 280


def test_a_child_may_tell_of_the_step_alone() -> None:
    """The last line counts, and what a child says before is left aside."""
    told = measure(python("print('hello'); print('{\"cpu\": 0.001, \"count\": 7}')"), 60)
    assert (told.cpu, told.count) == (0.001, 7)
    assert told.whole_cpu > told.cpu


def test_a_child_may_tell_of_single_answers() -> None:
    """The middle and the dearest of many have a table of their own."""
    told = measure(python('print(\'{"count": 200, "median": 0.001, "worst": 0.25}\')'), 60)
    assert (told.median, told.worst) == (0.001, 0.25)
    assert "| why | 30,000 | 200 | 1.0 | 250.0 |" in page({("why", 30_000): told})


def test_a_child_that_tells_nothing_is_measured_whole() -> None:
    """Its CPU is that of the process."""
    silent = measure(python("print('done')"), 60)
    assert silent.cpu == silent.whole_cpu > 0
    assert silent.count is None


def test_a_child_is_stopped_after_its_limit() -> None:
    """An endless loop ends after a second of CPU, and the measurement says so."""
    stopped = measure(python("while True: pass"), 1)
    assert stopped.is_stopped
    assert stopped.cpu < 3


def test_a_failing_child_says_why() -> None:
    """What it wrote last is in the error: a broken step must not look like a quick one."""
    with pytest.raises(StepError, match="no such thing"):
        measure(python("raise SystemExit('no such thing')"), 60)


def test_a_ratio_of_something_stopped_is_a_bound() -> None:
    """A peer that was stopped is at least so many times slower."""
    quick, slow = Measured(2, 2, 1), Measured(30, 30, 1, is_stopped=True)
    assert ratio(slow, quick) == "> 15.00 ×"
    assert ratio(quick, slow) == "< 0.07 ×"
    assert ratio(slow, slow) == ratio(None, quick) == ""


def test_floors_and_needs_are_steps_that_run_before() -> None:
    """And at every size at which they are asked for; a peer is a step of the same run, too.

    A floor may come after where it needs what the step has made: its ratio stands on the page.
    """
    seen: dict[str, tuple[int, ...]] = {}
    named = {step.name: step for step in STEPS}
    for step in STEPS:
        assert step.name not in seen
        for other in filter(None, (step.floor, step.needs)):
            if named[other].needs != step.name:
                assert set(step.sizes) <= set(seen[other]), f"{step.name} needs {other}"
        assert step.peer is None or step.peer in named
        seen[step.name] = step.sizes


def test_the_page_has_a_row_for_each_measurement() -> None:
    """With floor and peer where the step names them."""
    results = {(step.name, size): Measured(2, 3, 10, 5) for step in STEPS for size in step.sizes}
    lines = [line for line in page(results).splitlines() if line.startswith("| ")]
    assert len(lines) == 2 + len(results)  # and the head of the table of single answers
    (reason,) = (line for line in lines if line.startswith("| reason | 30,000"))
    assert reason == "| reason | 30,000 | 2.00 | 10 | 5 | 1.00 × | 1.00 × |"
