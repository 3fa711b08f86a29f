"""Published generations: written aside, checked, made current by one atomic rename.

A reader follows the link ``current`` and never sees a half. What is published is never changed;
the last generations stay for rollback. A file that did not change may be the same file as in the
generation before, under a second name: its checksum is known, and it is on the disk already.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import StoreError
from . import dataset

_MANIFEST = "manifest.json"
_LINK = "current"
_DATASET = "dataset"


@dataclass(frozen=True, slots=True)
class Generation:
    """One published state of the graph: a folder that never changes."""

    path: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The folder's name: the first letters of the hash of its N-Quads."""
        return self.path.name

    @property
    def store_path(self) -> Path:
        """The Oxigraph directory."""
        return self.path / "store"

    @property
    def evidence_path(self) -> Path:
        """The folder of the rows, which lead from a triple to its cells."""
        return self.path / "evidence"

    @property
    def rules_path(self) -> Path:
        """The rules by which the inferred triples follow, as JSON."""
        return self.path / "rules.json"

    @property
    def dataset_path(self) -> Path:
        """The folder of all named graphs as N-Quads, which ``store.dataset`` reads."""
        return self.path / _DATASET


def current(root: Path) -> Generation:
    """Return the generation that is published under ``root``.

    Raises StoreError when none is, or when its manifest cannot be read.
    """
    link = root / _LINK
    if not link.is_symlink():
        raise StoreError(
            f"nothing is published in {root}; build it with: clustergraph build",
            f"in {root} ist nichts veröffentlicht; baue es mit: clustergraph build",
        )
    return _open(root / os.readlink(link))  # noqa: PTH115  # the link's own text, not resolved


def generations(root: Path) -> list[Generation]:
    """Return every published generation, the oldest first."""
    folders = [p.parent for p in root.glob(f"*/{_MANIFEST}") if not p.parent.is_symlink()]
    return sorted(map(_open, folders), key=lambda generation: generation.manifest["number"])


def publish(root: Path, fill: Callable[[Path], dict[str, Any]], keep: int = 2) -> Generation:
    """Let ``fill`` write a generation into a fresh folder, then make it current.

    ``fill`` returns entries of the manifest; it may share files with the generation that
    ``current`` gives it. The manifest gets the SHA-256 of each file and ``dataset_sha256``, that of
    the files of the dataset, which names the generation. Every new file is flushed to disk before
    the link moves; if ``fill`` fails, the last good generation stays current and the half is
    removed.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _publishing(root):
        aside = root / "new"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            manifest = fill(aside)
            existing = generations(root)
            number = 1 + (existing[-1].manifest["number"] if existing else 0)
            sums = _checksums(aside, _known(root))
            manifest |= {
                "number": number,
                "files": sums,
                "dataset_sha256": _digest(sums),
            }
            _write_synced(aside / _MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        target = root / f"{number:06d}-{manifest['dataset_sha256'][:12]}"
        aside.rename(target)
        _sync(target)
        fresh = root / "current.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target.name)
        fresh.replace(root / _LINK)
        _sync(root)
        prune(root, keep)
    return _open(target)


def prune(root: Path, keep: int) -> None:
    """Remove all but the last ``keep`` generations, the current one and those that are kept."""
    now = current(root).path.name
    for generation in generations(root)[:-keep]:
        if generation.name != now:
            with (generation.path / _MANIFEST).open() as held:
                if _is_free(held.fileno()):
                    shutil.rmtree(generation.path, ignore_errors=True)


@contextmanager
def keeping(generation: Generation) -> Iterator[None]:
    """Keep a generation from being removed meanwhile: who reads its files one by one needs all.

    Raises StoreError when it is gone.
    """
    try:
        held = (generation.path / _MANIFEST).open()
    except OSError as error:
        raise StoreError(f"{generation.path} is no longer kept") from error
    with held:
        fcntl.flock(held, fcntl.LOCK_SH)
        yield


def _is_free(manifest: int) -> bool:
    """Tell whether nobody keeps the generation of an open manifest; from then on nobody can."""
    try:
        fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _publishing(root: Path) -> Iterator[None]:
    """Hold the lock that lets one publisher in at a time; a killed one leaves it free."""
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                f"another build is publishing to {root}; wait for it",
                f"ein anderer Bau veröffentlicht gerade nach {root}; warte auf ihn",
            ) from error
        yield


def _open(folder: Path) -> Generation:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise StoreError(
            f"{folder} is no generation: {error}", f"{folder} ist keine Generation: {error}"
        ) from error
    return Generation(folder, manifest)


_Place = tuple[int, int]  # device and inode


def _known(root: Path) -> dict[_Place, str]:
    """Return the SHA-256 of each file of the current generation by where it lies on the disk."""
    if not (root / _LINK).exists():
        return {}
    known = {}
    now = current(root)
    for name, one in now.manifest.get("files", {}).items():
        try:
            found = (now.path / name).stat()
        except FileNotFoundError:
            continue
        known[found.st_dev, found.st_ino] = one
    return known


def _checksums(folder: Path, known: dict[_Place, str]) -> dict[str, str]:
    """Flush every file below ``folder`` and return its SHA-256.

    A file of the generation before is neither read nor flushed: it is immutable and was.
    """
    sums: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name == "LOCK":
            continue
        found = path.stat()
        one = known.get((found.st_dev, found.st_ino))
        sums[path.relative_to(folder).as_posix()] = _flushed(path) if one is None else one
    for path in [folder, *(p for p in folder.rglob("*") if p.is_dir())]:
        _sync(path)
    return sums


def _digest(sums: dict[str, str]) -> str:
    """Return the SHA-256 of the dataset among a generation's files."""
    top = f"{_DATASET}/"
    return dataset.digest_of(
        {path.removeprefix(top): one for path, one in sums.items() if path.startswith(top)}
    )


def _flushed(path: Path) -> str:
    """Flush a file and return its SHA-256."""
    with path.open("rb") as file:
        one = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return one


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
