"""A generation is whole or it is not there."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from clustergraph import names, store
from clustergraph.errors import StoreError

PART = 200_000


def fill(text: str) -> Any:
    """Return what fills a generation with one file in several slow writes."""

    def write(folder: Path) -> dict[str, Any]:
        (folder / "dataset").mkdir()
        with (folder / "dataset" / "all.nq").open("w") as file:
            for _ in range(5):
                file.write(text * PART)
                file.flush()
        return {"text": text}

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
        (folder / "store").write_text("half")
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
    one = hashlib.sha256((generation.dataset_path / "all.nq").read_bytes()).hexdigest()
    assert generation.manifest["files"] == {"dataset/all.nq": one}


def test_the_digest_of_the_dataset_names_a_generation(tmp_path: Path) -> None:
    """It is of the dataset alone and the same wherever it is published; the number comes before."""

    def beside(folder: Path) -> dict[str, Any]:
        (folder / "beside").write_text("another store")
        return {**fill("a")(folder), "dataset_sha256": "ours counts"}

    first, second = store.publish(tmp_path / "x", fill("a")), store.publish(tmp_path / "y", beside)
    digest = first.manifest["dataset_sha256"]
    assert first.name == second.name == f"000001-{digest[:12]}"
    assert digest == second.manifest["dataset_sha256"] == store.dataset.digest(first.dataset_path)
    assert store.publish(tmp_path / "x", fill("b")).name[7:] != first.name[7:]


def linked(root: Path, *, is_copied: bool = False) -> Any:
    """Return what fills a generation with the file of the one before and with a new one."""

    def write(folder: Path) -> dict[str, Any]:
        (folder / "dataset").mkdir()
        before = store.current(root).dataset_path / "all.nq"
        (shutil.copyfile if is_copied else os.link)(before, folder / "dataset" / "elsewhere.nq")
        (folder / "dataset" / "new.nq").write_text("new")
        return {}

    return write


def test_a_file_of_the_generation_before_is_not_read_again(tmp_path: Path) -> None:
    """Its sum is taken from the manifest, wherever it lies now; that of a copy is computed."""
    root = tmp_path / "published"
    before = store.publish(root, fill("a"))
    known = before.manifest["files"]["dataset/all.nq"]
    text = (before.path / "manifest.json").read_text()
    (before.path / "manifest.json").write_text(text.replace(known, "a sum that is recognised"))
    new = hashlib.sha256(b"new").hexdigest()
    for is_copied, one in ((True, known), (False, "a sum that is recognised")):
        place = tmp_path / f"copied {is_copied}"
        shutil.copytree(root, place, symlinks=True)
        generation = store.publish(place, linked(place, is_copied=is_copied))
        expected = {"dataset/elsewhere.nq": one, "dataset/new.nq": new}
        assert generation.manifest["files"] == expected


def test_all_that_is_new_is_on_the_disk_before_the_link_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New files and every folder are flushed, a shared file is not, and only then the link moves.

    Files are known by their inodes, because their folder is renamed in between.
    """
    old = store.publish(tmp_path, fill("a"))
    flushed: set[int] = set()
    flush = os.fsync

    def listen(descriptor: int) -> None:
        if (tmp_path / "current").readlink().name == old.name:
            flushed.add(os.fstat(descriptor).st_ino)
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", listen)
    new = store.publish(tmp_path, linked(tmp_path))
    names = ("", "dataset", "dataset/new.nq", "manifest.json")
    assert flushed == {(new.path / name).stat().st_ino for name in names}


def test_an_amended_dataset_is_published_as_if_it_were_written(tmp_path: Path) -> None:
    """Names, sums and bytes are the same; what is removed later takes nothing from others."""
    graph = names.graph("one")
    triples = [(f"<a:s{n}>", "<a:p>", '"o"') for n in range(20_000)]

    def write(folder: Path) -> dict[str, Any]:
        store.dataset.write(folder / "dataset", {graph: triples})
        return {}

    def amend(folder: Path) -> dict[str, Any]:
        before = store.current(tmp_path / "amended").dataset_path
        change = store.Change(triples[19_000:], [("<a:other>", "<a:p>", '"o"')])
        store.dataset.amend(folder / "dataset", before, {graph: change})
        return {}

    def first(folder: Path) -> dict[str, Any]:
        some = [*triples[:19_000], ("<a:other>", "<a:p>", '"o"')]
        store.dataset.write(folder / "dataset", {graph: some})
        return {}

    store.publish(tmp_path / "amended", first)
    amended = store.publish(tmp_path / "amended", amend, keep=1)
    assert len(store.generations(tmp_path / "amended")) == 1
    fresh = store.publish(tmp_path / "written", write)
    assert amended.manifest["files"] == fresh.manifest["files"]
    assert amended.name[7:] == fresh.name[7:]
    assert store.dataset.digest(amended.dataset_path) == amended.manifest["dataset_sha256"]


def test_a_generation_that_is_read_is_not_removed(tmp_path: Path) -> None:
    """Who sends its files one after the other gets them all; the next publication removes it."""
    first = store.publish(tmp_path, fill("a"))
    with store.keeping(first):
        for letter in "bcd":
            store.publish(tmp_path, fill(letter))
        assert [g.manifest["text"] for g in store.generations(tmp_path)] == ["a", "c", "d"]
    store.publish(tmp_path, fill("e"))
    assert [g.manifest["text"] for g in store.generations(tmp_path)] == ["d", "e"]
    with pytest.raises(StoreError, match="no longer"), store.keeping(first):
        pass


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
                text = (generation.dataset_path / "all.nq").read_text()
            except (StoreError, FileNotFoundError):
                continue  # two publications passed between the look and the read: look again
            assert text == generation.manifest["text"] * PART * 5
            reads += 1
        process.kill()
        process.join()
    assert reads > 20
    assert store.publish(tmp_path, fill("f")).manifest["text"] == "f", "a dead one holds no lock"
