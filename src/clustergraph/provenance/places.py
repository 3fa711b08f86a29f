"""The cells behind the triples of a published generation.

A generation holds the rows of every table as they stood, with the descriptions that say what they
mean; a triple leads to its rows by its subject, and mapping those again gives its cells
(``tables.Origins``). Triples of the ontology lead to their file.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from .. import names, tables
from ..errors import ProjectError, StoreError
from ..rdf import Triple, iri
from ..store import share
from .cells import Cell, Words, words_of_rows

_ONTOLOGY: Final = "ontology.json"
_TABLES: Final = "tables.json"
_SHAPED: Final = ".origins"
_KINDS: Final = (".rows", ".index")


class Places(Protocol):
    """What knows the cells behind triples; safe to share between threads."""

    def cells(self, triple: Triple) -> Iterable[Cell]:
        """Return every cell that states a triple; none for an inferred or unknown one."""
        ...

    def words(self, row: str) -> Words:
        """Return what a row rests on; the row by its IRI."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...


class Published:
    """The places of one generation.

    Raises StoreError when a part of them is missing or cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        try:
            listed = json.loads((folder / _TABLES).read_text(encoding="utf-8"))
            self._origins = tables.Origins(
                [(table, tables.Kept.load(table, folder)) for table in described(folder)]
            )
            self._shaped = {
                name: tables.Shaped(folder / f"{name}{_SHAPED}", place)
                for _, name, place in listed
                if place is not None
            }
            self._files: dict[Triple, str] = {
                triple: str(file) for file, triples in files(folder).items() for triple in triples
            }
        except (OSError, EOFError, ValueError, KeyError, ProjectError) as error:
            raise StoreError(
                f"{folder.parent} has no evidence; build anew: clustergraph build"
            ) from error

    def cells(self, triple: Triple) -> tuple[Cell, ...]:
        """Return every cell that states a triple, in the order of files, lines and columns."""
        found = [
            Cell(
                table.name,
                *self._place(table, row.line, column),
                column.name if column else None,
                row.cells.get(column.name) if column else None,
                row_iri,
                self.words(row_iri),
            )
            for table, row, column in self._origins.cells(triple)
            for row_iri in [names.row(table.name, row.key)]
        ]
        if triple in self._files:
            file = self._files[triple]
            kind = "ontology" if file.startswith("ontology/") else "graph"
            found.append(Cell(kind, file, None, None, None, None, None))
        return tuple(sorted(found, key=lambda c: (c.file, c.line or 0, c.column or 0)))

    def _place(
        self, table: tables.Table, line: int, column: tables.Column | None
    ) -> tuple[str, int | None, int | None]:
        """Return file, line and column; of a shaped row the publisher's file and the record."""
        shaped = self._shaped.get(table.name)
        told = shaped.of(line) if shaped is not None else None
        if told is not None:
            return str(told.path), told.line, None
        return str(table.path), line, column.number if column else None

    def words(self, row: str) -> Words:
        """Return what a row rests on; the row by its IRI."""
        term = iri(row)
        said = [t for one in self._origins.about(term) for t in one.triples if t[0] == term]
        return words_of_rows(said).get(row, Words())

    def close(self) -> None:
        """Let go of the files."""
        self._origins.close()


def write_places(
    folder: Path,
    project: Path,
    rows: Iterable[tables.Kept],
    ontology: Mapping[PurePosixPath, Iterable[Triple]],
    shaped: Mapping[str, tables.Shaped] | None = None,
) -> None:
    """Write what ``Published`` reads into a fresh folder.

    ``rows`` are those of each table, ``ontology`` has the triples of each of its files, ``shaped``
    the origins of shaped tables by their names.
    """
    folder.mkdir()
    listed = []
    for one in rows:
        one.save(folder)
        description = one.table.description_file
        copy = folder / description
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project / description, copy)
        origins = (shaped or {}).get(one.table.name)
        if origins is not None:
            shutil.copyfile(origins.path, folder / f"{one.table.name}{_SHAPED}")
        listed.append([str(description), one.table.name, origins and origins.place])
    (folder / _TABLES).write_text(json.dumps(listed), encoding="utf-8")
    files = {str(path): sorted(triples) for path, triples in sorted(ontology.items())}
    (folder / _ONTOLOGY).write_text(json.dumps(files), encoding="utf-8")


def amend_places(
    folder: Path,
    before: Path,
    project: Path,
    described: Iterable[tables.Table],
    rows: Iterable[tables.Kept],
) -> None:
    """Write what ``write_places`` would write where only some tables are others than ``before``.

    ``described`` are all tables there are now, ``rows`` those of the tables that changed. Files
    that stay as they are are shared (hard links).
    """
    shutil.copytree(before, folder, copy_function=lambda one, other: share(Path(one), Path(other)))
    for one in rows:
        one.save(folder)
    there = {table.name: table for table in described}
    listed = json.loads((folder / _TABLES).read_text(encoding="utf-8"))
    places = {name: place for _, name, place in listed}
    for name in places.keys() - there.keys():
        for kind in _KINDS:
            (folder / f"{name}{kind}").unlink()
    own = {table.description_file for name, table in there.items() if places.get(name) is None}
    for description in own:
        (folder / description).unlink(missing_ok=True)
        shutil.copyfile(project / description, folder / description)
    fresh = [[str(t.description_file), name, places.get(name)] for name, t in there.items()]
    (folder / _TABLES).unlink()
    (folder / _TABLES).write_text(json.dumps(fresh), encoding="utf-8")


def files(folder: Path) -> dict[PurePosixPath, list[Triple]]:
    """Return the triples of each file of the ontology, and of RDF, from a folder of evidence.

    Raises OSError or ValueError when they cannot be read.
    """
    content = json.loads((folder / _ONTOLOGY).read_text(encoding="utf-8"))
    return {
        PurePosixPath(file): [(s, p, o) for s, p, o in triples] for file, triples in content.items()
    }


def described(folder: Path) -> list[tables.Table]:
    """Return the tables whose rows lie in a folder of evidence, in their order.

    Raises OSError, ValueError or ProjectError when that cannot be read.
    """
    read: dict[str, Mapping[str, tables.Table]] = {}
    listed = []
    for file, name, place in json.loads((folder / _TABLES).read_text(encoding="utf-8")):
        if file not in read:
            found = (
                tables.describe(folder).tables
                if place is None
                else tables.describe_source(folder, PurePosixPath(file).parent.name)
            )
            read[file] = {table.name: table for table in found}
        listed.append(read[file][name])
    return listed
