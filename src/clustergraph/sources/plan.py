"""What a source is: who gives it, which files it brings, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath

from .. import names, tables
from ..tables import Dialect, Table


class OnError(StrEnum):
    """What becomes of a bad row: it stops the build, or it is set aside, counted and told."""

    STOP = "stop"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Staged:
    """Files of one logical name, which become the table ``name`` for SQL.

    ``path`` is a glob below the folder of the publisher's files. ``records`` is the JSON path to
    the array of records, ``sheet`` the sheet of a workbook. Records of a ``lookup`` only serve
    others (a list of codes): none of them need come out. ``line`` is where source.toml says so.
    """

    name: str
    path: str
    format: str
    line: int
    dialect: Dialect = field(default_factory=Dialect)
    records: str | None = None
    sheet: str | None = None
    lookup: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """An RDF file (a glob: several) that becomes a named graph, as it is or by a CONSTRUCT."""

    name: str
    path: str
    line: int
    construct: str | None = None
    labels: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One folder of ``sources/``, read.

    ``place`` is the folder of the publisher's files as clustergraph.toml gives it, or None: such a
    source is listed and not built. ``tables`` are those of its csv-metadata.json; their names begin
    with that of the source, and ``shapes_of`` says which SQL file gives each its rows, if any.
    """

    name: str
    folder: Path
    place: str | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    publisher: Mapping[str, str] = field(default_factory=dict)
    licence: str | None = None
    licence_note: Mapping[str, str] = field(default_factory=dict)
    homepage: str | None = None
    get: Mapping[str, str] = field(default_factory=dict)
    on_error: OnError = OnError.STOP
    files: tuple[Staged, ...] = ()
    graphs: tuple[Graph, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def toml(self) -> PurePosixPath:
        """Where its description lies, relative to the project."""
        return PurePosixPath("sources") / self.name / "source.toml"

    @property
    def patterns(self) -> tuple[tuple[str, int], ...]:
        """What names its files, each with the line of source.toml that says so."""
        files = [(file.path, file.line) for file in self.files]
        return (*files, *((graph.path, graph.line) for graph in self.graphs))

    def shown(self, name: str) -> PurePosixPath:
        """Return the path by which findings show a publisher's file; as the operator wrote it."""
        return tables.shown(self.place or "", name)

    def beside(self, name: str) -> PurePosixPath:
        """Return the place of another file of the folder, relative to the project."""
        return self.toml.parent / name

    def table_name(self, short: str) -> str:
        """Return the name under which a table of this source is known in the whole project."""
        return f"{self.name}-{short}"

    def short(self, table: Table) -> str:
        """Return the name of a table within its source; undoes table_name()."""
        return table.name.removeprefix(f"{self.name}-")

    def graph_iri(self, graph: Graph) -> str:
        """Return the named graph that an RDF file fills."""
        return names.graph(self.table_name(graph.name))
