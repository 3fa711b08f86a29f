"""From a described table to its columns, rows and cells (Model for Tabular Data 4, 6.4 and 8).

A row at a time; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from ... import names
from ..cells import Problem
from .addressing import Template
from .context import encode_name, is_iri
from .datatypes import Reader, Value, compile_reader
from .fetching import Resource
from .log import Log
from .model import Cell, Column, ColumnDescription, Row, Schema, TableDescription
from .sheets import Dialect, Sheet, SourceRow, open_sheet

_STRING: Final = names.PREFIXES["xsd"] + "string"
_NO_TITLES: Final[Mapping[str, tuple[str, ...]]] = {}


@dataclass(slots=True)
class Table:
    """A table with its columns; ``rows`` reads the file anew each time it is called."""

    description: TableDescription
    resource: Resource
    dialect: Dialect
    columns: list[Column]
    log: Log
    width: int
    is_being_read: bool = False

    @property
    def url(self) -> str:
        """The address of the table, as its description gives it."""
        return self.description.url

    @property
    def schema(self) -> Schema | None:
        """The schema that the description gives, if it does."""
        return self.description.schema

    def rows(self, *, is_telling: bool = True) -> Iterator[Row]:
        """Yield the rows; what is wrong in them is told once per call, unless it is not wanted."""
        cells = _Cells(self)
        self.is_being_read = True
        with self.resource.open() as stream:
            sheet = open_sheet(stream, self.dialect)
            for number, source in enumerate(sheet.rows, 1):
                if is_telling:
                    self._tell_faults(sheet)
                    self._tell_shape(source)
                row = cells.row(number, source)
                if is_telling:
                    self._tell_cells(row)
                yield row
            self.is_being_read = False
            if is_telling:
                self._tell_faults(sheet)

    def _tell_faults(self, sheet: Sheet) -> None:
        for fault in sheet.faults:
            place = self.log.origin(self.resource.address, fault.line)
            self.log.invalid(fault.rule, place, fault.english, fault.german)
        sheet.faults.clear()

    def _tell_shape(self, source: SourceRow) -> None:
        found = len(source.cells) or 1
        if found != self.width:
            self.log.invalid(
                "RaggedRow", self.log.origin(self.resource.address, source.line),
                f"has {found} cells, not {self.width}", f"hat {found} Zellen, nicht {self.width}",
            )  # fmt: skip

    def _tell_cells(self, row: Row) -> None:
        for cell in row.cells:
            for problem in cell.problems:
                place = self.log.origin(self.resource.address, row.line, cell.column.source_number)
                rule = "MissingCell" if cell.value is None else "UnreadableCell"
                self.log.invalid(
                    "BadAddress" if problem.english.startswith("gives") else rule,
                    place, problem.english, problem.german, value=cell.text or None,
                    column=unquote(cell.column.name), mend=problem.mend,
                )  # fmt: skip


def open_table(description: TableDescription, resource: Resource, log: Log) -> tuple[Table, Sheet]:
    """Read a table's header and make its columns of description and header.

    Raises UnicodeError when the header is not in the encoding, and OSError when it cannot be read.
    """
    dialect = description.dialect or Dialect()
    with resource.open() as stream:
        sheet = open_sheet(stream, dialect)
        if not sheet.width:  # without a header, the first row tells how many columns there are
            first = next(sheet.rows, None)
            sheet.width = len(first.cells) if first else 0
    table = Table(description, resource, dialect, [], log, sheet.width)
    schema = description.schema
    described = schema.columns if schema else []
    make = partial(_column, description, resource.address, dialect, log)
    real = [column for column in described if not column.is_virtual]
    for at in range(len(real), sheet.width):  # what is not described is named by its header, or not
        texts = tuple(sheet.titles[at]) if at < len(sheet.titles) and schema is None else ()
        titles = {"und": texts} if texts else _NO_TITLES
        real.append(ColumnDescription(None, titles, False, False, {}, None))
    virtual = [column for column in described if column.is_virtual]
    table.columns = [make(at, one) for at, one in enumerate([*real, *virtual], 1)]
    table.width = max(sheet.width, len(real))
    return table, sheet


def _column(
    table: TableDescription, address: str, dialect: Dialect, log: Log, number: int,
    one: ColumnDescription,
) -> Column:  # fmt: skip
    """Put together what is said of a column: by itself, its schema, its table, its group."""
    schema = table.schema
    given: dict[str, Any] = {
        **table.properties, **(schema.properties if schema else {}), **one.properties,
    }  # fmt: skip
    reader: Reader = given.get("datatype") or compile_reader({})
    source = None if one.is_virtual else number + dialect.skip_columns
    if one.node is not None and schema is not None:
        origin = log.at(schema.source, one.node)
    else:
        origin = log.origin(address, 1, source)
    return Column(
        number,
        one.name or _default_name(one.titles, table.context.language) or f"_col.{number}",
        one.titles, source, reader, origin, one.is_suppressed, one.name is not None,
        given.get("lang", "und"), given.get("default", ""), given.get("null", ("",)),
        given.get("separator"), given.get("ordered", False), given.get("required", False),
        given.get("aboutUrl"), given.get("propertyUrl"), given.get("valueUrl"),
    )  # fmt: skip


def _default_name(titles: Mapping[str, Sequence[str]], language: str) -> str | None:
    """Return the name that a column gets of its first title (Metadata Vocabulary 5.6)."""
    for tag in (language, "und"):
        if titles.get(tag):
            return encode_name(titles[tag][0])
    return None


class _Cells:
    """Makes the rows of one table; templates are taken apart once."""

    def __init__(self, table: Table) -> None:
        self._columns = table.columns
        self._titles = table.schema.row_titles if table.schema else ()
        base = table.url
        self._templates = [
            tuple(None if text is None else Template(text, base)
                  for text in (column.about, column.predicate, column.value))
            for column in table.columns
        ]  # fmt: skip
        self._constants = {
            template.text: _address(template.constant)
            for templates in self._templates
            for template in templates
            if template is not None and template.constant is not None
        }
        self._needs_values = any(
            template is not None and template.constant is None
            for templates in self._templates
            for template in templates
        )

    def row(self, number: int, source: SourceRow) -> Row:
        """Read the cells of one row (6.4) and give them their addresses."""
        texts = source.cells or [""]
        read = []
        for column in self._columns:
            at = column.number - 1
            text = texts[at] if not column.is_virtual and at < len(texts) else ""
            read.append((column, text, *read_cell(column, text)))
        variables: dict[str, str | list[str]] = {}
        if self._needs_values:
            variables = {"_row": str(number), "_sourceRow": str(source.number)}
            for column, _, value, _ in read:
                if value is not None:
                    variables[column.name] = _as_variable(value)
        known: dict[str, str | Problem] = {}
        cells = tuple(self._cell(at, one, variables, known) for at, one in enumerate(read))
        titles = [
            title for cell in cells if cell.column.name in self._titles for title in _titles(cell)
        ]
        return Row(number, source.number, source.line, cells, tuple(titles))

    def _cell(
        self,
        at: int,
        one: tuple[Column, str, Value | tuple[Value, ...] | None, tuple[Problem, ...]],
        variables: dict[str, str | list[str]],
        known: dict[str, str | Problem],
    ) -> Cell:
        column, text, value, problems = one
        about, predicate, resource = self._templates[at]
        if value is None and not column.is_virtual:
            resource = None
        addresses: list[str | None] = []
        for template in (about, predicate, resource):
            address = self._address(template, column, variables, known) if template else None
            if isinstance(address, Problem):
                problems, address = (*problems, address), None
            addresses.append(address)
        return Cell(column, text, value, problems, *addresses)

    def _address(
        self,
        template: Template,
        column: Column,
        variables: dict[str, str | list[str]],
        known: dict[str, str | Problem],
    ) -> str | Problem:
        """Expand a template; what depends on the row alone is expanded once a row."""
        found = self._constants.get(template.text) or known.get(template.text)
        if found is not None:
            return found
        if template.is_per_column:
            variables["_column"] = str(column.number)
            variables["_sourceColumn"] = str(column.source_number or column.number)
            variables["_name"] = unquote(column.name)
        found = _address(template.expand(variables))
        if not template.is_per_column:
            known[template.text] = found
        return found


def read_cell(
    column: Column, text: str
) -> tuple[Value | tuple[Value, ...] | None, tuple[Problem, ...]]:
    """Read the text of a cell (Model for Tabular Data 6.4); a bad one stays as a string."""
    reader = column.reader
    normal = reader.normalize(text)
    if not normal:
        normal = column.default if reader.keeps_space else reader.normalize(column.default)
    if column.separator is None:
        value, problem = _read_item(column, normal)
        if value is None and column.is_required:
            problem = _required()
        return value, (problem,) if problem else ()
    if not normal:
        return (), (_required(),) if column.is_required else ()
    if normal in column.null:
        return None, (_required(),) if column.is_required else ()
    values, problems = [], []
    for part in normal.split(column.separator):
        item = part if reader.base in ("string", "anyAtomicType") else part.strip()
        value, problem = _read_item(column, item or column.default)
        if value is not None:
            values.append(value)
        if problem:
            problems.append(problem)
    return tuple(values), tuple(problems)


def _read_item(column: Column, text: str) -> tuple[Value | None, Problem | None]:
    if text in column.null:
        return None, None
    reader = column.reader
    found = reader.read(text)
    language = None if column.language == "und" else column.language
    if isinstance(found, Problem):
        return Value(_whole(text), _STRING, language), found
    whole = _whole(found)
    problem = None if whole is found else _undecodable()
    return Value(whole, reader.iri, language if reader.is_string else None), problem


def _address(text: str) -> str | Problem:
    if is_iri(text):
        return text
    return Problem(f"gives {text!r}, which is no address",
                   f"ergibt {text!r}, und das ist keine Adresse")  # fmt: skip


def _required() -> Problem:
    return Problem("is required, but empty", "ist verlangt, aber leer")


def _undecodable() -> Problem:
    return Problem("holds bytes outside of the encoding", "enthält Bytes außerhalb der Kodierung")


def _whole(text: str) -> str:
    """Put a replacement character for what could not be decoded; the text itself where all was."""
    if text.isascii() or not any("\ud800" <= mark <= "\udfff" for mark in text):
        return text
    return "".join("\ufffd" if "\ud800" <= mark <= "\udfff" else mark for mark in text)


def _as_variable(value: Value | tuple[Value, ...]) -> str | list[str]:
    if isinstance(value, Value):
        return value.lexical
    return [item.lexical for item in value]


def _titles(cell: Cell) -> tuple[Value, ...]:
    values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
    return tuple(Value(v.lexical, _STRING, v.language) for v in values if v is not None)
