"""What a build depends on."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .. import sources, store
from ..errors import ProjectError, StoreError
from ..opening import fault_of

ASIDE: Final = "set-aside.csv"  # in a generation: the rows that sources lost
RESULTS: Final = "results.json"  # in a generation: what the validator found, violations aside
DESCRIPTION: Final = "data/csv-metadata.json"
INPUTS: Final = ("data", "ontology", "rules", "shapes", "sources")
_FACES: Final = ("cli", "querying", "web")  # they ask and show; no triple depends on them
_LIBRARIES: Final = (
    "csvw", "duckdb", "owlrl", "pyoxigraph", "pyshacl", "python-calamine", "rdflib",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inputs:
    """SHA-256 of what a build depends on.

    ``tables`` has each curated table by its path, ``description`` is that of those, ``shapes`` are
    ours. The ``rest`` are ontology, rules, sources with their publishers' files, our own code and
    the libraries.
    """

    tables: dict[str, str]
    description: str
    shapes: str
    rest: str

    @property
    def key(self) -> str:
        """The SHA-256 of everything."""
        lines = [self.rest, self.description, self.shapes]
        lines += (f"{path} {digest}" for path, digest in sorted(self.tables.items()))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def inputs_of(project: Path) -> Inputs:
    """Return what a build of a project depends on, as it is now."""
    digest, shapes = hashlib.sha256(), hashlib.sha256()
    tables: dict[str, str] = {}
    for name in _LIBRARIES:
        digest.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    package = Path(__file__).parent.parent
    for root in [*(project / name for name in INPUTS), package]:
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root).parts
            if (
                (path.is_dir() and not path.suffix)  # one with a suffix is told as no file
                or "__pycache__" in inside
                or (root == package and inside[0] in _FACES)
            ):
                continue
            place = path.relative_to(root.parent).as_posix()
            if root == project / "data" and path.suffix == ".csv":
                tables[place] = _content(path).hex()
            elif place != DESCRIPTION:
                part = shapes if root == project / "shapes" else digest
                part.update(place.encode() + b"\0" + _content(path))
    for line in _publishers_files(project):
        digest.update(line.encode())
    description = _content(project / DESCRIPTION).hex()
    return Inputs(tables, description, shapes.hexdigest(), digest.hexdigest())


def _content(path: Path) -> bytes:
    """Return the SHA-256 of a file; of one that cannot be read, why: who needs it tells."""
    if fault := fault_of(path):
        return fault[0].encode()
    return hashlib.sha256(path.read_bytes()).digest()


def _publishers_files(project: Path) -> Iterator[str]:
    """Yield name and SHA-256 of each file of a source; a wrong description is told later."""
    try:
        found = sources.read_sources(project)
    except ProjectError as error:
        yield str(error)
        return
    for source in found:
        if source.place is not None:
            for shown, (name, digest) in sources.digests(project, source).items():
                yield f"{source.name} {shown} {name} {digest}\n"


def is_fresh(project: Path, root: Path) -> bool:
    """Tell whether what is published under ``root`` was built from just these inputs."""
    try:
        return bool(store.current(root).manifest["key"] == inputs_of(project).key)
    except StoreError:
        return False
