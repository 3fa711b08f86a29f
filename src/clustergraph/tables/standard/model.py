"""Tables as the standard sees them: described, then annotated (Model for Tabular Data 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...origin import Origin
from ..cells import Problem
from ..located import Node
from .annotations import Item
from .context import Context
from .datatypes import Reader, Value
from .sheets import Dialect

Annotated = tuple[tuple[str, tuple[Item, ...]], ...]


@dataclass(slots=True)
class Column:
    """A column, with the inherited properties in force (4.3, Metadata Vocabulary 5.7).

    ``number`` counts from 1; ``source_number`` is its place in the file, None where it is virtual.
    ``titles`` maps a language to texts. ``name`` is percent-encoded, as templates want it.
    """

    number: int
    name: str
    titles: Mapping[str, tuple[str, ...]]
    source_number: int | None
    reader: Reader
    origin: Origin
    is_suppressed: bool = False
    has_name: bool = True
    language: str = "und"
    default: str = ""
    null: tuple[str, ...] = ("",)
    separator: str | None = None
    is_ordered: bool = False
    is_required: bool = False
    about: str | None = None
    predicate: str | None = None
    value: str | None = None

    @property
    def is_virtual(self) -> bool:
        """True when no cell of the file stands behind it."""
        return self.source_number is None


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key as described: columns here, and a table by its address or its schema's."""

    columns: tuple[str, ...]
    referenced: tuple[str, ...]
    resource: str | None
    schema: str | None
    node: Node
    source: str


@dataclass(slots=True)
class ColumnDescription:
    """What a description says of one column, before the table is looked at."""

    name: str | None
    titles: Mapping[str, tuple[str, ...]]
    is_virtual: bool
    is_suppressed: bool
    properties: Mapping[str, Any]
    node: Node | None


@dataclass(slots=True)
class Schema:
    """What a description says of the columns of a table (Metadata Vocabulary 5.5)."""

    node: Node
    source: str
    identifier: str | None = None
    columns: list[ColumnDescription] = field(default_factory=list)
    properties: Mapping[str, Any] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    row_titles: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(slots=True)
class TableDescription:
    """What a description says of one table (Metadata Vocabulary 5.4)."""

    url: str
    context: Context
    node: Node | None = None
    identifier: str | None = None
    schema: Schema | None = None
    dialect: Dialect | None = None
    is_suppressed: bool = False
    properties: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Item, ...] = ()
    annotations: Annotated = ()


@dataclass(slots=True)
class GroupDescription:
    """A description as a whole: tables that belong together (Metadata Vocabulary 5.3)."""

    context: Context
    tables: list[TableDescription]
    identifier: str | None = None
    notes: tuple[Item, ...] = ()
    annotations: Annotated = ()
    is_embedded: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; its value is None, a literal, or several where its column has a separator."""

    column: Column
    text: str
    value: Value | tuple[Value, ...] | None
    problems: tuple[Problem, ...] = ()
    about: str | None = None
    predicate: str | None = None
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row; ``number`` counts rows of data, ``source_number`` rows of the file, ``line`` lines."""

    number: int
    source_number: int
    line: int
    cells: tuple[Cell, ...]
    titles: tuple[Value, ...] = ()
