"""Lists that their publisher describes one by one, staged for SQL.

``path`` in source.toml names the descriptions, and they name the data files; what the source adds
stands beside source.toml in ``<name>.toml``. How a list is read is the work of
``tables.described``; here its rows become a table.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from ..findings import Finding
from ..tables.described import Lists, Supplement, files_beside, read_supplement, stage_lists
from .plan import Source, Staged


def read(project: Path, source: Source, staged: Staged, names: Sequence[str]) -> Lists:
    """Begin to read the lists that descriptions name; their rows come as they are asked for."""
    found: list[Finding] = []
    supplement = _supplement(source, staged, found)
    root = project / (source.place or "")
    lists = stage_lists(root, names, source.shown, supplement)
    lists.findings[:0] = found
    return lists


def write(lists: Lists, path: Path) -> None:
    """Write the rows as CSV without a header."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows(["" if value is None else value for value in row] for row in lists.rows)


def further_files(project: Path, source: Source, staged: Staged, names: Sequence[str]) -> list[str]:
    """Return the names of what rows also depend on: the model, the files beside descriptions."""
    supplement = _supplement(source, staged, [])
    return files_beside(project / (source.place or ""), names, supplement)


def _supplement(source: Source, staged: Staged, found: list[Finding]) -> Supplement:
    path = source.folder / f"{staged.name}.toml"
    if not path.is_file():
        return Supplement()
    place: PurePosixPath = source.beside(path.name)
    return read_supplement(path.read_text(encoding="utf-8"), place, found)
