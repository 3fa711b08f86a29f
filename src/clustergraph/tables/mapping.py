"""From one row to its statements, each with the cell that it was written in.

The minimal mode of "Generating RDF from Tabular Data on the Web" (6), with these differences,
each on purpose: every statement stands for itself (a list gives one statement an item, and its
``valueUrl`` is expanded for each), a template with a missing value gives nothing, and no blank
nodes are made.

This is the careful way, which says everything that is wrong. ``compiling`` is the quick one, for
rows of which nothing needs to be said; both give the same triples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from .. import names, rdf
from ..findings import Finding, Severity
from ..origin import Origin
from .checking import check_cell
from .plan import Column, Table
from .reading import Record, Sheet
from .rules import finding
from .templates import Template

_SOURCE: Final = names.PREFIXES["prov"] + "hadPrimarySource"


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple with the line and column that say it; column None means a virtual column."""

    triple: rdf.Triple
    line: int
    column: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file: its key, its first line, and the text by column name.

    ``number`` counts the rows of the file from 1. What stands in the cells of a row that is not
    ``is_whole`` may belong to any column.
    """

    key: str
    line: int
    cells: Mapping[str, str]
    number: int = 0
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what it says and what is wrong with it; ``key`` is its primary key, if readable.

    A row that ``fits`` is published; of another one only what its readable cells say is looked at.
    """

    row: Row
    statements: list[Statement]
    findings: list[Finding]
    key: str | None
    fits: bool


def row_of(table: Table, number: int, line: int, cells: Mapping[str, str]) -> Row:
    """Name the cells of a row; a table without a primary key numbers its rows by line."""
    key = "--".join(cells.get(name, "") for name in table.primary_key) or str(line)
    return Row(key, line, cells, number)


def statements_of(table: Table, row: Row) -> list[Statement]:
    """Return what a row says that was mapped before, so that nothing is wrong with it."""
    if table.suppressed:
        return []
    values: dict[str, list[str]] = {}
    for column in table.written:
        text = row.cells.get(column.name)
        if text is not None:
            list(check_cell(column, text, values))
    found = _statements(table, row, values)
    return [one for one in found if isinstance(one, Statement)]


def source_of(table: Table, row: Row) -> str | None:
    """Return the key of the first document that a row rests on; a document's row is its own."""
    column = next((c for c in table.columns if c.property == _SOURCE), None)
    if column is None:
        return None
    if column.is_virtual:
        return row.key or None
    return next(iter(row.cells.get(column.name, "").split()), None)


class Judge:
    """Judges the rows of one file one by one."""

    def __init__(self, table: Table, sheet: Sheet) -> None:
        self.table = table
        self.sheet = sheet
        self._ragged: Record | None = None

    def judge(self, number: int, record: Record) -> Judged:
        """Return what a row says and what is wrong with it, whether its key is new aside."""
        cells = {
            name: record.cells[place]
            for name, place in self.sheet.places.items()
            if place < len(record.cells)
        }
        row = row_of(self.table, number, record.line, cells)
        values: dict[str, list[str]] = {}
        found = list(self._check(row, record, values))
        is_whole = not record.is_broken and len(record.cells) == self.sheet.width
        row = row if is_whole else replace(row, is_whole=False)
        key = self._key(values) if is_whole else None
        statements: list[Statement] = []
        for one in _statements(self.table, row, values) if not self.table.suppressed else ():
            if isinstance(one, Statement):
                statements.append(one)
            else:
                found.append(self._bad_address(row, *one))
        fits = (
            self.sheet.fits
            and not record.is_broken
            and all(f.severity is not Severity.VIOLATION for f in found)
        )
        return Judged(row, statements, found, key, fits)

    def key_of(self, record: Record) -> str | None:
        """Return the primary key of a row, if it can be read."""
        if record.is_broken or len(record.cells) != self.sheet.width:
            return None
        values: dict[str, list[str]] = {}
        for column in map(self.table.column, self.table.primary_key):
            place = self.sheet.places.get(column.name)
            if place is not None:
                list(check_cell(column, record.cells[place], values))
        return self._key(values)

    def _key(self, values: Mapping[str, list[str]]) -> str | None:
        """Return the values of the primary key; an empty or unreadable one is told by its cell."""
        names_ = self.table.primary_key
        if not names_ or not all(values.get(name) for name in names_):
            return None
        return "\x1e".join(" ".join(values[name]) for name in names_)

    def origin(self, line: int, column: Column) -> Origin:
        """Return the place of a cell in the file."""
        place = self.sheet.places.get(column.name)
        shift = 1 + self.table.dialect.skip_columns
        return Origin(self.table.path, line, None if place is None else place + shift)

    def _check(self, row: Row, record: Record, values: dict[str, list[str]]) -> Iterator[Finding]:
        """Yield what is wrong with a row's cells, and fill ``values`` with what can be read."""
        source, iri = source_of(self.table, row), names.row(self.table.name, row.key)
        if record.is_broken or len(record.cells) != self.sheet.width:
            # Cells of such a row may stand under the wrong column: reading them would only blame
            # the curator for what the missing comma did. Its key still names a thing.
            for column in map(self.table.column, self.table.primary_key):
                list(check_cell(column, row.cells.get(column.name, ""), values))
            if not record.is_broken and not self._is_blameless(record):
                has, wants = len(record.cells), self.sheet.width
                self._ragged = record
                yield finding(
                    "RaggedRow",
                    Origin(self.table.path, row.line),
                    f"{has} cells, the header has {wants}",
                    f"{has} Zellen, der Kopf hat {wants}",
                    source=source,
                    row=iri,
                )
            return
        for column in self.table.written:
            text = row.cells.get(column.name)
            if text is None or column.name in self.sheet.doubtful:
                continue
            for rule, problem, value in check_cell(column, text, values):
                yield finding(
                    rule,
                    self.origin(row.line, column),
                    problem.english,
                    problem.german,
                    column=column.name,
                    value=value,
                    mend=problem.mend,
                    source=source,
                    row=iri,
                )

    def _is_blameless(self, record: Record) -> bool:
        """Tell whether something else is wrong: the header, or a line break above without quotes.

        The former where the row is as wide as described, the latter where it has just the cells
        that the row above it lacks.
        """
        if not self.sheet.fits:
            return len(record.cells) == len(self.table.written) or not self.sheet.width
        above, self._ragged = self._ragged, None
        return (
            above is not None
            and above.line + 1 == record.line
            and len(above.cells) + len(record.cells) == self.sheet.width + 1
        )

    def duplicate(self, row: Row, first: int) -> Finding:
        """Tell that the key of a row names one above it already."""
        column = self.table.column(self.table.primary_key[0])
        return finding(
            "DuplicateKey",
            self.origin(row.line, column),
            f"is the key of line {first} already",
            f"ist schon der Schlüssel von Zeile {first}",
            column=column.name,
            value=row.key,
            source=source_of(self.table, row),
            related=(self.origin(first, column),),
            row=names.row(self.table.name, row.key),
        )

    def _bad_address(self, row: Row, column: Column, term: str) -> Finding:
        return finding(
            "BadAddress",
            self.origin(row.line, column),
            "is no IRI",
            "ist kein IRI",
            column=column.name,
            value=term[1:-1],
            source=source_of(self.table, row),
            row=names.row(self.table.name, row.key),
        )


def _statements(
    table: Table, row: Row, values: Mapping[str, list[str]]
) -> Iterator[Statement | tuple[Column, str]]:
    """Yield the statements of a row, and (column, term) for an IRI that is none."""
    shared = {name: ",".join(items) for name, items in values.items() if items}
    shared.update(_row=str(row.number), _sourceRow=str(row.line))
    for column in table.columns:
        if column.suppressed:
            continue
        for terms in _terms(column, shared, values):
            bad = next((t for t in terms if t[0] == "<" and not rdf.is_iri(t[1:-1])), None)
            yield Statement(terms, row.line, column.number) if bad is None else (column, bad)


def _terms(
    column: Column, shared: Mapping[str, str], values: Mapping[str, list[str]]
) -> Iterator[rdf.Triple]:
    """Yield the triples of one cell."""
    own = {**shared, "_name": column.name}
    if column.number is not None:
        own["_column"] = own["_sourceColumn"] = str(column.number)
    if column.is_virtual:
        items = [column.default] if column.default or column.value else []
    else:
        items = values.get(column.name, [])
    for item in items:
        if not column.is_virtual:
            own[column.name] = item
        subject, predicate = _expand(column.about, own), _expand(column.predicate, own)
        value = _expand(column.value, own) if column.value else _literal(column, item)
        if subject and predicate and value:
            yield subject, predicate, value


def _expand(template: Template | None, values: Mapping[str, str]) -> rdf.Term | None:
    expanded = template.expand(values) if template else None
    return None if expanded is None else rdf.iri(expanded)


def _literal(column: Column, lexical: str) -> rdf.Term:
    language = column.language if column.datatype.is_text else None
    return rdf.literal(lexical, column.datatype.iri, language)
