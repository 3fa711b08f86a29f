"""What a build depends on."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .. import sources, store
from ..errors import ProjectError, StoreError
from ..opening import fault_of

ASIDE: Final = "set-aside.csv"  # in a generation: the rows that sources lost
INPUTS: Final = ("data", "ontology", "rules", "shapes", "sources")
_FACES: Final = ("cli", "querying", "web")  # they ask and show; no triple depends on them
_LIBRARIES: Final = (
    "csvw", "duckdb", "owlrl", "pyoxigraph", "pyshacl", "python-calamine", "rdflib",
)  # fmt: skip


def key_of(project: Path) -> str:
    """Return the SHA-256 of everything a build depends on: inputs, our code, the libraries."""
    digest = hashlib.sha256()
    for name in _LIBRARIES:
        digest.update(f"{name} {importlib.metadata.version(name)}\n".encode())
    package = Path(__file__).parent.parent
    for root in [*(project / name for name in INPUTS), package]:
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root).parts
            if (
                not path.is_dir()
                and "__pycache__" not in inside
                and not (root == package and inside[0] in _FACES)
            ):
                digest.update(path.relative_to(root.parent).as_posix().encode() + b"\0")
                digest.update(_content(path))
    for line in _publishers_files(project):
        digest.update(line.encode())
    return digest.hexdigest()


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
        return bool(store.current(root).manifest["key"] == key_of(project))
    except StoreError:
        return False
