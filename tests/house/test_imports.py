"""Every stair leads down: the import contracts hold, and they bite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run lint-imports on the package in ``folder``/src."""
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold() -> None:
    """No import runs back up a stair, and every room has a floor."""
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("contract", "room", "line"),
    [
        ("Every stair leads down", "utils.py", ""),
        ("Every stair leads down", "origin.py", "from . import settings"),
        ("Every stair leads down", "catalog.py", "from . import provenance"),
        ("The server never builds", "web/health.py", "from .. import pipeline"),
        ("Flask lives in web", "catalog.py", "import flask"),
        ("rdflib lives in validation and reasoning", "catalog.py", "import rdflib"),
    ],
)
def test_a_contract_bites(contract: str, room: str, line: str, tmp_path: Path) -> None:
    """One forbidden import, or a room without a floor, breaks the contract of that name."""
    shutil.copytree(ROOT / "src" / "clustergraph", tmp_path / "src" / "clustergraph")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "src" / "clustergraph" / room).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert (
        f"{contract} BROKEN" in done.stdout
        or f"No matching layer for clustergraph.{room[:-3]}" in (done.stdout + done.stderr)
    )
