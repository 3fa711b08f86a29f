"""One bad input: a small project, what is done to it, and what must be said about it.

Every case is judged alike: one violation or error about it and nothing else, at its place, in
English and in German, the right exit code, no traceback, and what was published stays as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from clustergraph.cli import main

Deed = Callable[[Path], object]
SMALL = Path(__file__).parent / "small"


@dataclass(frozen=True)
class Case:
    """What is done, and what must be said.

    ``rule`` is the name of the rule or shape that the one violation names, or "" for an error that
    has none; ``place`` is its file with line and column where there are any,
    ``said`` and ``german``
    are parts of its message, ``mend`` is what it proposes. ``warned`` names the rules of warnings
    that come with it, ``environment`` what is set there. Of a store only ``build`` speaks.
    """

    name: str
    deed: Deed
    rule: str
    place: str
    said: str
    mend: str | None = None
    german: str = ""
    code: int = 1
    value: str | None = None
    warned: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    only_build: bool = False

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Told:
    """What a command said and left behind."""

    code: int
    output: str
    findings: Sequence[dict[str, Any]] = ()


# --- deeds ----------------------------------------------------------------------------------------


def put(name: str, content: str | bytes) -> Deed:
    """Write a file."""

    def deed(project: Path) -> None:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    return deed


def swap(name: str, old: str | bytes, new: str | bytes) -> Deed:
    """Replace the first ``old`` of a file; fails when it is not there."""

    def deed(project: Path) -> None:
        path = project / name
        before, after = (x.encode() if isinstance(x, str) else x for x in (old, new))
        content = path.read_bytes()
        assert before in content, f"{name} holds no {before!r}"
        path.write_bytes(content.replace(before, after, 1))

    return deed


def each(*deeds: Deed) -> Deed:
    """Do one thing after the other."""

    def deed(project: Path) -> None:
        for one in deeds:
            one(project)

    return deed


def gone(name: str) -> Deed:
    """Remove a file or folder."""

    def deed(project: Path) -> None:
        path = project / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    return deed


def folder(name: str) -> Deed:
    """Put an empty folder where a file was."""
    return each(gone(name), lambda project: (project / name).mkdir())


def link(name: str, target: str) -> Deed:
    """Put a link where a file or folder was."""

    def deed(project: Path) -> None:
        if os.path.lexists(project / name):
            gone(name)(project)
        (project / name).symlink_to(target)

    return deed


def pipe(name: str) -> Deed:
    """Put a pipe, into which nobody writes, where a file was."""
    return each(gone(name), lambda project: os.mkfifo(project / name))


# --- the run --------------------------------------------------------------------------------------


def copy(original: Path, folder_: Path) -> Path:
    """Copy a project with what is published of it."""
    return Path(shutil.copytree(original, folder_ / "project", symlinks=True))


def state(root: Path) -> dict[str, str]:
    """Return the SHA-256 of everything that is published, and where its links lead."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        elif path.is_file() and not name.startswith("sources/") and name != "lock":
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def run(project: Path, case: Case, *arguments: str) -> Told:
    """Run one command in this process."""
    runner = CliRunner(env=dict(case.environment))
    done = runner.invoke(main, [*arguments, str(project)])
    return Told(done.exit_code, done.output)


def check(project: Path, case: Case) -> Told:
    """Run ``clustergraph check`` and read its report."""
    runner = CliRunner(env=dict(case.environment))
    done = runner.invoke(main, ["check", "--format", "json", str(project)])
    findings = json.loads(done.stdout)["findings"] if done.stdout.startswith("{") else ()
    return Told(done.exit_code, done.output, findings)


def where(found: dict[str, Any]) -> str:
    """Write the place of a finding."""
    parts = (found["file"], found["line"], found["column"])
    return ":".join(str(part) for part in parts if part is not None)


def complaints(case: Case, told: Told, english: Told, german: Told) -> list[str]:
    """Return what is wrong with what was said: nothing, if the case is told as it must be."""
    found = []
    for one in (told, english, german)[case.only_build :]:
        if "Traceback" in one.output:
            found.append(f"a traceback: {one.output[-2000:]}")
        if one.code != case.code:
            found.append(f"exit code {one.code}, not {case.code}: {one.output[-500:]}")
    if not case.rule:
        return found + _error(case, english, german)
    violations = [one for one in told.findings if one["severity"] == "violation"]
    if len(violations) != 1:
        lines = [f"{where(v)} {v['rule']} {v['message']['en']}" for v in violations[:9]]
        return [*found, f"{len(violations)} violations: {lines}; {told.output[:500]}"]
    warned = sorted(
        one["rule"].rpartition("#")[2] for one in told.findings if one["severity"] != "violation"
    )
    if warned != sorted(case.warned):
        found.append(f"warnings {warned}")
    return found + _finding(case, violations[0], german)


def _finding(case: Case, one: dict[str, Any], german: Told) -> list[str]:
    words = one["message"]
    wanted = {
        "rule": (case.rule, one["rule"].rpartition("#")[2]),
        "place": (case.place, where(one)),
        "mend": (case.mend, one["mend"]),
    }
    if case.value is not None:
        wanted["value"] = (case.value, one["value"])
    found = [f"{name} {is_!r}, not {must!r}" for name, (must, is_) in wanted.items() if is_ != must]
    if case.said not in words["en"]:
        found.append(f"said {words['en']!r}, not {case.said!r}")
    if case.german not in words["de"] or not words["de"] or words["de"] == words["en"]:
        found.append(f"German: {words['de']!r}")
    if len(words["en"]) + len(one["value"] or "") > 1500:
        found.append(f"a finding of {len(words['en'])} + {len(one['value'] or '')} characters")
    if german.output.count(words["de"][:200]) != 1:
        times = german.output.count(words["de"][:200])
        found.append(f"build says it {times} times in German: {german.output}")
    return found


def _error(case: Case, english: Told, german: Told) -> list[str]:
    found = []
    for told, part in ((english, case.said), (german, case.german)):
        lines = [line for line in told.output.splitlines() if part in line and case.place in line]
        if len(lines) != 1 or not part:
            found.append(f"no line with {part!r} and {case.place!r}: {told.output}")
    return found
