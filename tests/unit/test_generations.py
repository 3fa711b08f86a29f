"""A generation is whole or it is not there."""

from __future__ import annotations

import hashlib
import multiprocessing
import random
import time
from pathlib import Path
from typing import Any

import pytest

from clustergraph import store
from clustergraph.errors import StoreError

PART = 200_000


def fill(text: str) -> Any:
    """Return what fills a generation with one file in several slow writes."""

    def write(folder: Path) -> dict[str, Any]:
        with (folder / "dataset.nq").open("w") as file:
            for _ in range(5):
                file.write(text * PART)
                file.flush()
        return {"dataset_sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}

    return write


def publish_letters(root: Path, seed: int) -> None:
    """Publish generations until killed."""
    chosen = random.Random(seed)  # noqa: S311  # no secret
    while True:
        try:
            store.publish(root, fill(chosen.choice("abcdef")))
        except StoreError:
            time.sleep(0.001)


def test_nothing_published_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    """A reader of an empty folder is told the command that fills it."""
    with pytest.raises(StoreError, match="clustergraph build"):
        store.current(tmp_path)


def test_a_failed_build_leaves_the_last_good_generation(tmp_path: Path) -> None:
    """What fails while it is written is removed, and the link does not move."""
    good = store.publish(tmp_path, fill("a"))

    def fail(folder: Path) -> dict[str, Any]:
        (folder / "dataset.nq").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.publish(tmp_path, fail)
    assert store.current(tmp_path).name == good.name
    assert [g.name for g in store.generations(tmp_path)] == [good.name]
    assert not (tmp_path / "new").exists()


def test_the_last_two_generations_stay(tmp_path: Path) -> None:
    """Older ones go; the one before the current stays for rollback."""
    for letter in "abc":
        store.publish(tmp_path, fill(letter))
    assert [g.manifest["text"] for g in store.generations(tmp_path)] == ["b", "c"]
    assert store.current(tmp_path).manifest["text"] == "c"


def test_every_file_is_in_the_manifest_with_its_checksum(tmp_path: Path) -> None:
    """A reader can prove that a generation is what was published."""
    generation = store.publish(tmp_path, fill("a"))
    sums = generation.manifest["files"]
    assert sums == {"dataset.nq": hashlib.sha256(generation.dataset_path.read_bytes()).hexdigest()}


@pytest.mark.slow
def test_readers_never_see_a_half_while_publishers_are_killed(tmp_path: Path) -> None:
    """Twelve publishers die at random; every read in between is a whole generation."""
    store.publish(tmp_path, fill("a"))
    context = multiprocessing.get_context("spawn")
    chosen = random.Random(7)  # noqa: S311  # no secret
    reads = 0
    for seed in range(12):
        process = context.Process(target=publish_letters, args=(tmp_path, seed))
        process.start()
        end = time.monotonic() + 0.3 + chosen.random() / 2
        while time.monotonic() < end:
            try:
                generation = store.current(tmp_path)
                text = generation.dataset_path.read_text()
            except (StoreError, FileNotFoundError):
                continue  # two publications passed between the look and the read: look again
            assert text == generation.manifest["text"] * PART * 5
            reads += 1
        process.kill()
        process.join()
    assert reads > 20
    assert store.publish(tmp_path, fill("f")).manifest["text"] == "f", "a dead one holds no lock"
