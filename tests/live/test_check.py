"""``clustergraph check`` as a person or a build server runs it: forms, exit codes, watching."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import pocket
import tinyproject
from clustergraph import pipeline, reporting
from clustergraph.cli import _Commands, main
from clustergraph.pipeline import Memory

SECONDS = 60


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that builds in a second."""
    return pocket.make(tmp_path / "project")


def check(*words: str | Path) -> tuple[int, str]:
    """Run the command; return exit code and standard output."""
    result = CliRunner().invoke(main, ["check", *map(str, words)])
    return result.exit_code, result.stdout


@pytest.mark.parametrize("form", reporting.FORMATS)
def test_exit_codes_do_not_depend_on_the_form(form: str, project: Path) -> None:
    """0 clean, 1 violations, in every form; the report goes to standard output."""
    assert check(project, "--format", form)[0] == 0
    tinyproject.spoil(project, "memberships.csv", ",2014-07-14,", ",14.07.2014,")
    code, text = check(project, "--format", form)
    assert code == 1
    assert "2014-07-14" in text


def test_warnings_alone_do_not_stop(project: Path) -> None:
    """A space at an edge is told, and the exit code is 0."""
    tinyproject.spoil(project, "organisations.csv", "Technische", " Technische")
    code, text = check(project)
    assert code == 0
    assert "warning: data/organisations.csv" in text


def test_what_cannot_be_checked_exits_with_two(project: Path, tmp_path: Path) -> None:
    """No project, an unknown form, a report that cannot be written."""
    (tmp_path / "empty").mkdir()
    assert check(tmp_path / "empty")[0] == 2
    assert check(project, "--format", "xml")[0] == 2
    assert check(project, "--output", tmp_path / "no" / "such" / "folder.json")[0] == 2


def test_a_fault_of_ours_exits_with_two() -> None:
    """It must not look like findings to a build server."""

    @click.group(cls=_Commands)
    def group() -> None:
        """Hold one command."""

    @group.command()
    def fail() -> None:
        """Fail."""
        raise ZeroDivisionError

    result = CliRunner().invoke(group, ["fail"])
    assert result.exit_code == 2
    assert "ZeroDivisionError" in result.output


def test_a_broken_description_is_told_in_the_form_asked_for(project: Path) -> None:
    """What stops the reading itself is a finding like any other."""
    tinyproject.spoil(project, "csv-metadata.json", '"tables"', '"tabels"')
    code, text = check(project, "--format", "json")
    assert code == 1
    (finding, *_) = json.loads(text)["findings"]
    assert finding["file"] == "data/csv-metadata.json"
    assert finding["line"]


def test_the_report_goes_to_a_file(project: Path, tmp_path: Path) -> None:
    """Whole, and standard output stays empty."""
    file = tmp_path / "report.sarif"
    code, text = check(project, "--format", "sarif", "--output", file)
    assert (code, text) == (0, "")
    assert json.loads(file.read_text("utf-8"))["version"] == "2.1.0"
    assert [path.name for path in tmp_path.glob("report*")] == ["report.sarif"]


def test_only_what_changed_is_read_again(project: Path) -> None:
    """A second build with the memory of the first maps just the table that was saved."""
    memory = Memory()
    first = pipeline.build(project, memory=memory)
    made = memory.made
    assert pipeline.build(project, memory=memory).report == first.report
    assert memory.made == made
    tinyproject.spoil(project, "organisations.csv", "Technische Universität", "TU")
    again = pipeline.build(project, memory=memory)
    assert memory.made == made + 3, "one table, what follows from it, and the links"
    assert again.nquads() == pipeline.build(project).nquads()


class Watcher:
    """The command in a process of its own, its output read line by line."""

    def __init__(self, project: Path) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "clustergraph", "check", str(project), "--watch"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            self.lines.extend(output)

    def wait(self, words: str, since: int = 0) -> str:
        """Return what was said since a line, as soon as ``words`` are in it."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            said = "".join(self.lines[since:])
            if words in said:
                return said
            assert self.process.poll() is None, said
            time.sleep(0.05)
        pytest.fail(f"{words!r} was not said: {''.join(self.lines)}")

    def end(self) -> int:
        """Press Ctrl-C, and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        return code


@pytest.fixture
def watcher(project: Path) -> Iterator[Watcher]:
    """Watch the project; the process ends with the test."""
    one = Watcher(project)
    yield one
    if one.process.poll() is None:
        one.process.kill()
        one.process.wait()


@pytest.mark.slow
def test_a_save_is_checked_at_once_and_control_c_ends(project: Path, watcher: Watcher) -> None:
    """A fault is told after its save, its mend after the next; no traceback at the end."""
    watcher.wait("watching")
    said = len(watcher.lines)
    tinyproject.spoil(project, "memberships.csv", ",2014-07-14,", ",14.07.2014,")
    text = watcher.wait("watching", said)
    assert "changed: data/memberships.csv\n" in text
    assert 'data/memberships.csv:2:5 (start): "14.07.2014"' in text
    assert "validated by the fast engine" in text, "who saves waits for the answer"
    said = len(watcher.lines)
    tinyproject.spoil(project, "memberships.csv", ",14.07.2014,", ",2014-07-14,")
    assert "0 violations" in watcher.wait("watching", said)
    assert watcher.end() == 0
    assert "Traceback" not in "".join(watcher.lines)
    assert watcher.lines[-1] == "ended\n"


@pytest.mark.slow
def test_a_setting_names_the_engine_of_the_watch(project: Path) -> None:
    """The reference engine is asked where the project says so."""
    (project / "clustergraph.toml").write_text('validation_engine = "reference"\n', "utf-8")
    one = Watcher(project)
    try:
        assert "validated by the reference engine" in one.wait("watching")
    finally:
        one.process.kill()
        one.process.wait()


@pytest.mark.slow
def test_a_file_that_is_half_written_does_not_end_the_watch(
    project: Path, watcher: Watcher
) -> None:
    """A description that is no JSON for a moment is told, and the watch goes on."""
    watcher.wait("watching")
    file = project / "data" / "csv-metadata.json"
    whole = file.read_text("utf-8")
    said = len(watcher.lines)
    file.write_text(whole[:100], encoding="utf-8")
    assert "data/csv-metadata.json" in watcher.wait("watching", said)
    said = len(watcher.lines)
    file.write_text(whole, encoding="utf-8")
    assert "0 violations" in watcher.wait("watching", said)
    assert watcher.end() == 0
