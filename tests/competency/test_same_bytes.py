"""The same tables give the same bytes, whatever the hash seed and the order of anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pocket
from clustergraph import pipeline, store

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys, tempfile
from pathlib import Path
from clustergraph import pipeline, store
with tempfile.TemporaryDirectory() as folder:
    place = Path(folder, "dataset")
    store.dataset.write(place, pipeline.build(Path(sys.argv[1])).graphs)
    print(store.dataset.digest(place))
"""


def digest(project: Path, seed: str) -> str:
    """Build a project in a process of its own and return the SHA-256 of its dataset."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(project)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "random"])
def test_the_curated_graph_is_the_same_for_every_hash_seed(
    seed: str, generation: store.Generation
) -> None:
    """Another process with another hash seed writes the N-Quads that this one has published."""
    assert digest(ROOT, seed) == generation.manifest["dataset_sha256"]


@pytest.mark.parametrize("seed", ["1", "random"])
def test_a_small_graph_is_the_same_for_every_hash_seed(seed: str, tmp_path: Path) -> None:
    """The same on the pocket project, quick enough for every day."""
    project = pocket.make(tmp_path)
    generation = pipeline.publish(pipeline.build(project), tmp_path / "var")
    assert digest(project, seed) == generation.manifest["dataset_sha256"]


def test_another_cell_gives_other_bytes(tmp_path: Path) -> None:
    """The digest is of what the tables say: one changed word shows."""
    project = pocket.make(tmp_path)
    before = digest(project, "0")
    file = project / "data" / "organisations.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Universität", "Uni"), encoding="utf-8")
    assert digest(project, "0") != before
