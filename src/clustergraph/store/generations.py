"""Published generations: written aside, checked, made current by one atomic rename.

A reader follows the link ``current`` and never sees a half. What is published is never changed;
the last generations stay for rollback.
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

_MANIFEST = "manifest.json"
_LINK = "current"


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
        """All named graphs as sorted N-Quads."""
        return self.path / "dataset.nq"


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

    ``fill`` returns the manifest's entries, among them ``dataset_sha256``, which names the
    generation. Every file is flushed to disk before the link moves; if ``fill`` fails, the last
    good generation stays current and the half is removed.
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
            manifest = {**manifest, "number": number, "files": _checksums(aside)}
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
    """Remove all but the last ``keep`` generations and the current one."""
    now = current(root).path.name
    for generation in generations(root)[:-keep]:
        if generation.name != now:
            shutil.rmtree(generation.path, ignore_errors=True)


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


def _checksums(folder: Path) -> dict[str, str]:
    """Flush every file below ``folder`` and return its SHA-256."""
    sums: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "LOCK":
            with path.open("rb") as file:
                sums[path.relative_to(folder).as_posix()] = hashlib.file_digest(
                    file, "sha256"
                ).hexdigest()
                os.fsync(file.fileno())
    for path in [folder, *(p for p in folder.rglob("*") if p.is_dir())]:
        _sync(path)
    return sums


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
