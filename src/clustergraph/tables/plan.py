"""What a table and its columns mean: the plan that reading, checking and mapping follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ..findings import Finding
from ..origin import Origin
from .cells import Datatype
from .templates import Template


@dataclass(frozen=True, slots=True)
class Column:
    """What one column means.

    ``number`` is its place in the file, from 1, and None for a virtual column. ``property`` is the
    absolute IRI of its property, or None where that depends on the row or nothing is said.
    ``separator`` parts a list; each item then gives a statement of its own.
    """

    name: str
    number: int | None
    datatype: Datatype
    origin: Origin
    titles: tuple[str, ...] = ()
    description: str | None = None
    about: Template | None = None
    predicate: Template | None = None
    value: Template | None = None
    language: str | None = None
    separator: str | None = None
    default: str = ""
    null: tuple[str, ...] = ("",)
    required: bool = False
    suppressed: bool = False

    @property
    def is_virtual(self) -> bool:
        """True when no cell of the file stands behind it."""
        return self.number is None

    @property
    def property(self) -> str | None:
        """The absolute IRI of the property, where it is the same for every row."""
        return None if self.suppressed or self.predicate is None else self.predicate.constant


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose cells must name a row of another table."""

    columns: tuple[str, ...]
    table: str
    referenced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the file is written down (Metadata Vocabulary 5.9)."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str | None = '"'
    double_quote: bool = True
    header_rows: int = 1
    skip_rows: int = 0
    skip_columns: int = 0
    skip_blank: bool = False
    comment: str | None = None
    trim: str = "false"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where it lies, which graph it fills, and what its columns mean.

    ``written`` are the columns that stand in the file, in order.
    """

    name: str
    path: PurePosixPath
    url: str
    graph: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    dialect: Dialect = field(default_factory=Dialect)
    suppressed: bool = False
    title: str | None = None
    description: str | None = None

    written: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        written = tuple(column for column in self.columns if not column.is_virtual)
        object.__setattr__(self, "written", written)

    @property
    def description_file(self) -> PurePosixPath:
        """Where the description stands; raises IndexError for a table without columns."""
        return self.columns[0].origin.path

    def column(self, name: str) -> Column:
        """Return a column by name; raises KeyError for an unknown one."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Tables:
    """All described tables in the order of the description, and files that it forgets."""

    tables: tuple[Table, ...]
    findings: tuple[Finding, ...] = ()

    def __getitem__(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)
