"""What the machine may refuse, tried in a process of its own: disks, permissions, limits."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile import badcase, cases_descriptions, cases_files, cases_sources, cases_tables
from hostile.badcase import Case, each, put, swap

pytestmark = pytest.mark.slow  # each test starts the command

MEGABYTE = 1024 * 1024
EVERY = {
    case.name: case
    for case in (
        *cases_tables.CASES,
        *cases_descriptions.CASES,
        *cases_files.CASES,
        *cases_sources.CASES,
    )
}
# One of each room that speaks.
DOZEN = (
    "a table that is not there", "a quoted cell of 100 MB", "NUL in a cell",
    "a table that is a pipe",
    "a foreign key to no row", "things within each other in a circle",
    "a description that is no JSON",
    "a prefix that nobody declared", "a rule of nested braces", "a shape that does not parse",
    "settings that are no TOML", "a store held by another build", "a bomb of gzip",
    "SQL that reads a file", "XML with a DOCTYPE",
)  # fmt: skip
# Without the capabilities of root, root is asked for permissions as anybody is.
BARE = """
    import ctypes
    class Head(ctypes.Structure):
        _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]
    head, none = Head(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None, use_errno=True).capset(ctypes.byref(head), none) == 0
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, published."""
    project = badcase.copy(badcase.SMALL, tmp_path_factory.mktemp("small"))
    assert run(project).returncode == 0
    return project


def run(
    project: Path, *arguments: str, before: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run ``clustergraph build`` in a process of its own, after some lines of Python."""
    program = textwrap.dedent(before) + "\nfrom clustergraph.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, "build", str(project), *arguments],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


def limited(kind: str, most: int) -> str:
    """Return the Python that limits a resource."""
    return f"import resource; resource.setrlimit(resource.{kind}, ({most}, {most}))"


@pytest.mark.parametrize("name", DOZEN)
def test_the_command_ends_well(name: str, small: Path, tmp_path: Path) -> None:
    """In a process of its own: exit code, standard error, no crash, nothing published."""
    case = EVERY[name]
    project = badcase.copy(small, tmp_path)
    case.deed(project)
    before = badcase.state(project / "var")
    done = run(project, *(["--full"] if case.only_build else []), **dict(case.environment))
    assert done.returncode == case.code, done.stderr
    assert done.stderr.count(case.said) == 1
    assert case.place in done.stderr
    assert "Traceback" not in done.stderr
    assert badcase.state(project / "var") == before


@pytest.mark.parametrize("megabytes", [100])
def test_a_huge_cell_needs_little_memory(small: Path, tmp_path: Path, megabytes: int) -> None:
    """A cell of 100 MB is told in a process of at most 1.5 GB."""
    project = badcase.copy(small, tmp_path)
    swap("data/parts.csv", "thing/beta", "x" * megabytes * MEGABYTE)(project)
    done = run(project, before=limited("RLIMIT_AS", 1536 * MEGABYTE))
    assert done.returncode == 1, done.stderr
    assert "data/parts.csv:2:4 (maker): is longer than 131072 characters" in done.stderr


def changed(project: Path) -> None:
    """Change a cell, so that there is something to publish."""
    swap("data/things.csv", "First thing", "First of all")(project)


@pytest.mark.parametrize("most", [1_000, 3_000, 10_000, 30_000])
def test_files_that_may_not_grow(small: Path, tmp_path: Path, most: int) -> None:
    """A quota, wherever it strikes: one error with a file or reason, the old graph stays."""
    project = badcase.copy(small, tmp_path)
    changed(project)
    before = badcase.state(project / "var")
    done = run(project, before=limited("RLIMIT_FSIZE", most))
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "file too large" in done.stderr.lower()
    assert badcase.state(project / "var") == before
    assert run(project).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; skips where this user may not mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip(f"this user may not mount a small disk: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("left", [0, 4_096, 40_000, 200_000])
def test_a_full_disk(small: Path, tmp_path: Path, disk: Path, left: int) -> None:
    """One error, the old graph stays, and with room again the next build publishes."""
    project = badcase.copy(small, tmp_path)
    (project / "var").rename(project / "old")
    badcase.shutil.copytree(project / "old", disk / "var", symlinks=True)
    changed(project)
    before = badcase.state(disk / "var")
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
    (disk / "filler").write_bytes(bytes(max(0, free - left)))
    done = run(project, CLUSTERGRAPH_STORE=str(disk / "var"))
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "no space left" in done.stderr.lower()
    assert badcase.state(disk / "var") == before


def test_a_full_disk_for_temporary_files(small: Path, tmp_path: Path, disk: Path) -> None:
    """A table of which the triples take more than there is: the error says where room is needed."""
    project = badcase.copy(small, tmp_path)
    table = project / "data" / "things.csv"
    rows = (f"t{n},Thing {n},1,1.5,,,true,,," for n in range(20_000))
    table.write_text(table.read_text("utf-8") + "\n".join(rows) + "\n", "utf-8")
    before = badcase.state(project / "var")
    done = run(project, "--lang", "de", TMPDIR=str(disk))
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert (
        f"kein Platz mehr auf dem Datenträger; ein großer Bau braucht Platz in {disk}"
        in done.stderr
    )
    assert badcase.state(project / "var") == before
    assert not list(disk.iterdir())


PERMITTED = (
    Case("a table", lambda p: (p / "data/things.csv").chmod(0), "", "data/things.csv",
         "may not be read: permission denied"),
    Case("a description", lambda p: (p / "data/csv-metadata.json").chmod(0), "",
         "data/csv-metadata.json", "may not be read: permission denied"),
    Case("an ontology", lambda p: (p / "ontology/small.ttl").chmod(0), "", "ontology/small.ttl",
         "may not be read: permission denied"),
    Case("a rule", lambda p: (p / "rules/a-maker-makes.rq").chmod(0), "", "rules/a-maker-makes.rq",
         "may not be read: permission denied"),
    Case("a shape", lambda p: (p / "shapes/must/things.ttl").chmod(0), "",
         "shapes/must/things.ttl", "may not be read: permission denied"),
    Case("a publisher's file",
         each(cases_sources.source(), lambda p: (p / "given/things.csv").chmod(0)), "",
         "given/things.csv", "may not be read: permission denied"),
    Case("a source.toml", each(cases_sources.source(),
                               lambda p: (p / "sources/guest/source.toml").chmod(0)), "",
         "sources/guest/source.toml", "may not be read: permission denied"),
    Case("SQL", each(cases_sources.source(texts={"things.sql": "SELECT 1"}),
                     lambda p: (p / "sources/guest/things.sql").chmod(0)), "",
         "sources/guest/things.sql", "permission denied", code=2),
    Case("settings", each(put("clustergraph.toml", "port = 1\n"),
                          lambda p: (p / "clustergraph.toml").chmod(0)), "", "clustergraph.toml",
         "may not be read: permission denied", code=2),
    Case("the folder of the tables", lambda p: (p / "data").chmod(0), "", "data",
         "permission denied"),
    Case("the folder of a publisher", each(cases_sources.source(),
         lambda p: (p / "given").chmod(0)),
         "", "given", "permission denied"),
    Case("the store", each(changed, lambda p: (p / "var").chmod(0o500)), "", "var",
         "permission denied", code=2),
)  # fmt: skip


@pytest.mark.parametrize("case", PERMITTED, ids=str)
def test_what_may_not_be_read_or_written(case: Case, small: Path, tmp_path: Path) -> None:
    """One finding or error with its place, and the old graph stays.

    Root may read everything, so its process gives up its capabilities first.
    """
    project = badcase.copy(small, tmp_path)
    before = badcase.state(project / "var")
    case.deed(project)
    done = run(project, before=BARE if os.geteuid() == 0 else "")
    for folder in ("data", "given", "var"):
        if (project / folder).is_dir():
            (project / folder).chmod(0o755)
    assert done.returncode == case.code, done.stderr
    lines = [line for line in done.stderr.splitlines() if case.said in line and case.place in line]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert badcase.state(project / "var") == before
