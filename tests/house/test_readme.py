"""README.md is true: its commands run in a fresh copy of the project and print what it shows."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COPIED = ("data", "docs", "ontology", "queries", "rules", "shapes", "src", "Makefile",
          "constraints.txt", "pyproject.toml", "README.md", "server.py")  # fmt: skip
PORT = "8000"
START_SECONDS = 240  # a build on a busy machine of two cores
ANSWER_SECONDS = 60
# Not run here: this very test would start itself again.
UNTRIED = {"make test"}

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Step:
    """A command of README.md and the lines that it shows below it; … stands for any lines."""

    command: str
    shown: tuple[str, ...]


def blocks(language: str) -> list[str]:
    """Return the code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def steps() -> list[Step]:
    """Cut the console blocks into commands with what they print.

    A quoted argument may go over several lines: the command ends with the line of its last quote.
    """
    found = []
    for block in blocks("console"):
        for text in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = text.splitlines()
            while command.count("'") % 2:
                command += "\n" + lines.pop(0)
            found.append(Step(command, tuple(lines)))
    return found


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Clone:
    """A fresh copy of the project whose .venv is the environment that runs the tests."""

    folder: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """The surroundings of a command: the copy's own code, no settings from outside."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CLUSTERGRAPH_")}
        return {**kept, "PYTHONPATH": str(self.folder / "src"), "PYTHONUNBUFFERED": "1"}

    def run(self, command: str, seconds: int = START_SECONDS) -> str:
        """Run a command to its end and return all that it prints."""
        done = subprocess.run(
            ["bash", "-c", command.replace(f":{PORT}", f":{self.port}")],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )
        printed = done.stdout.decode().replace("\r\n", "\n")
        return printed.replace(f":{self.port}", f":{PORT}")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """Copy the project; nothing is installed again, and nothing is built yet."""
    folder = tmp_path_factory.mktemp("clone")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            made = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(source, folder / name, ignore=made)
        else:
            shutil.copy(source, folder / name)
    environment = folder / ".venv"
    environment.mkdir()
    marks = ("installed", "developed")  # what make looks at before it installs
    for part in Path(sys.prefix).iterdir():
        if part.name not in marks:
            (environment / part.name).symlink_to(part)
    for mark in marks:
        (environment / mark).touch()
    if not (environment / "bin" / "clustergraph").exists():
        pytest.skip("the tests do not run in an environment of their own (.venv)")
    return Clone(folder, free_port())


@pytest.fixture(scope="module")
def served(clone: Clone) -> Iterator[tuple[Clone, str]]:
    """Run ``make serve`` as README.md says; give the copy and what was printed until it answers."""
    log = clone.folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["make", "serve", f"PORT={clone.port}"],
            cwd=clone.folder,
            env=clone.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait(process, f"http://127.0.0.1:{clone.port}/ready", log)
        yield clone, log.read_text(encoding="utf-8").replace(f":{clone.port}", f":{PORT}")
    finally:
        os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C in a terminal sends
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise


def wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait until a server answers; fail with its log when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  # our own http address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    pytest.fail(f"no answer within {START_SECONDS} s:\n{log.read_text(encoding='utf-8')}")


def appears(shown: tuple[str, ...], printed: str) -> bool:
    """Tell whether the shown lines were printed in this order; … stands for any lines or letters.

    Lines must follow each other where no … stands between them. Line numbers of tables count as
    equal: they move with every row that is added.
    """

    def pattern(line: str) -> str:
        words = re.escape(line).replace("…", ".*")
        return re.sub(r":\d+:", r":\\d+:", words) if "data/" in line else words

    parts = [r"(?s:.*)" if line == "…" else pattern(line) + r"\n" for line in shown]
    return re.search("^" + "".join(parts), printed.rstrip("\n") + "\n", re.MULTILINE) is not None


def test_what_is_shown_is_compared() -> None:
    """A missing line, another order and another word are noticed."""
    printed = "one\ntwo\nthree 3\n"
    assert appears(("one", "two"), printed)
    assert appears(("one", "…", "three …"), printed)
    assert not appears(("one", "three 3"), printed)
    assert not appears(("two", "one"), printed)
    assert not appears(("one", "two", "four"), printed)


def test_every_console_block_is_tried() -> None:
    """Each command of README.md is one that a test below runs."""
    commands = [step.command for step in steps()]
    assert "make serve" in commands
    assert set(commands) >= UNTRIED
    assert not blocks("sh"), "write $ before a command, so that it is tried"
    known = ("make serve", "make test", "curl ", ".venv/bin/clustergraph ")
    assert all(command.startswith(known) for command in commands)


def test_make_serve_prints_what_the_readme_shows(served: tuple[Clone, str]) -> None:
    """On a fresh copy, the one command builds, publishes and serves."""
    step = next(step for step in steps() if step.command == "make serve")
    _, printed = served
    assert appears(step.shown, printed), printed


CURL = [step for step in steps() if step.command.startswith("curl ")]
COMMANDS = [step for step in steps() if step.command.startswith(".venv/bin/clustergraph ")]


@pytest.mark.parametrize("step", CURL, ids=range(len(CURL)))
def test_a_question_asked_with_curl_is_answered_as_shown(
    step: Step, served: tuple[Clone, str]
) -> None:
    """The server answers what README.md says it answers."""
    if shutil.which("curl") is None:
        pytest.skip("needs curl, which this machine has not")
    command = step.command.replace("curl ", "curl --fail --show-error ", 1)
    printed = served[0].run(command, ANSWER_SECONDS)
    assert printed.strip()
    assert appears(step.shown, printed), printed


@pytest.mark.parametrize(
    "step", [s for s in COMMANDS if " check" not in s.command], ids=lambda step: step.command
)
def test_a_command_prints_what_the_readme_shows(step: Step, served: tuple[Clone, str]) -> None:
    """The commands work on what was published."""
    printed = served[0].run(step.command, ANSWER_SECONDS)
    assert appears(step.shown, printed), printed


def test_the_lines_of_python_run(served: tuple[Clone, str]) -> None:
    """The five lines build, publish and answer, while the server goes on serving."""
    (code,) = (block for block in blocks("python") if "cg.build" in block)
    file = served[0].folder / "lines.py"
    file.write_text(code, encoding="utf-8")
    printed = served[0].run(".venv/bin/python lines.py")
    assert "Traceback" not in printed, printed
    assert "Sächsisches Staatsministerium" in printed, printed


def test_a_wrong_cell_is_reported_as_shown(served: tuple[Clone, str]) -> None:
    """The row of README.md stands in the table, and a wrong date in it is told as shown."""
    (step,) = (step for step in COMMANDS if " check" in step.command)
    row = blocks("csv")[0]
    file = served[0].folder / "data" / "memberships.csv"
    right = file.read_text(encoding="utf-8")
    assert row in right
    day = "2014-07-14"
    wrong = row.replace(f"{day},{day},{day}", f"{day},14.07.2014,{day}")
    assert wrong != row
    file.write_text(right.replace(row, wrong), encoding="utf-8")
    try:
        printed = served[0].run(step.command)
    finally:
        file.write_text(right, encoding="utf-8")
    assert appears(step.shown, printed), printed
