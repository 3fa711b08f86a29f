"""Tables to RDF (Generating RDF from Tabular Data on the Web, standard and minimal mode).

Triples come as N-Triples text, a row at a time. Literals keep the form in which the standard wants
them, not the one that our store keeps: this is for any store. Provenance of the conversion itself
(4.6.3 there), which is optional, is not written.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from ... import names, rdf
from ...rdf import Term, Triple
from .annotating import Table
from .annotations import Item
from .context import CSVW, is_iri
from .datatypes import Value
from .model import Annotated, Cell, GroupDescription, Row

_RDF: Final = names.PREFIXES["rdf"]
_XSD: Final = names.PREFIXES["xsd"]
_TYPE: Final = rdf.iri(_RDF + "type")
_FIRST, _REST, _NIL = (rdf.iri(_RDF + name) for name in ("first", "rest", "nil"))


def _csvw(name: str) -> Term:
    return rdf.iri(CSVW + name)


def term_of(value: Value) -> Term:
    """Write a literal as it is, without making it canonical."""
    return rdf.literal_as_written(value.lexical, value.datatype, value.language)


def convert(
    group: GroupDescription, tables: Sequence[Table], *, is_minimal: bool
) -> Iterator[Triple]:
    """Yield the triples of a group of tables.

    In minimal mode there is nothing but what the cells say (4.1 there); in standard mode the group,
    its tables and rows are told, too. Blank nodes are ``_:b1``, ``_:b2`` and so on.
    """
    yield from _Conversion(is_minimal=is_minimal).group(group, tables)


class _Conversion:
    """One conversion; hands out blank nodes."""

    def __init__(self, *, is_minimal: bool) -> None:
        self._is_minimal = is_minimal
        self._numbers = itertools.count(1)

    def _blank(self) -> Term:
        return f"_:b{next(self._numbers)}"

    def group(self, group: GroupDescription, tables: Sequence[Table]) -> Iterator[Triple]:
        """Tell the group and each table whose output is not suppressed."""
        node = self._node(group.identifier)
        if not self._is_minimal:
            yield node, _TYPE, _csvw("TableGroup")
            yield from self._notes(node, group.notes)
            yield from self._annotations(node, group.annotations)
        for table in tables:
            if not table.description.is_suppressed:
                yield from self._table(node, table)

    def _node(self, address: str | None) -> Term:
        return rdf.iri(address) if address and is_iri(address) else self._blank()

    def _table(self, group: Term, table: Table) -> Iterator[Triple]:
        node = self._node(table.description.identifier)
        if not self._is_minimal:
            yield group, _csvw("table"), node
            yield node, _TYPE, _csvw("Table")
            yield node, _csvw("url"), rdf.iri(table.url)
            yield from self._notes(node, table.description.notes)
            yield from self._annotations(node, table.description.annotations)
        default = [rdf.iri(f"{table.url}#{column.name}") for column in table.columns]
        for row in table.rows():
            yield from self._row(node, table, row, default)

    def _row(
        self, table_node: Term, table: Table, row: Row, predicates: Sequence[Term]
    ) -> Iterator[Triple]:
        default = self._blank()
        node = ""
        if not self._is_minimal:
            node = self._blank()
            yield table_node, _csvw("row"), node
            yield node, _TYPE, _csvw("Row")
            yield node, _csvw("rownum"), rdf.literal_as_written(str(row.number), _XSD + "integer")
            yield node, _csvw("url"), rdf.iri(f"{table.url}#row={row.source_number}")
            for title in row.titles:
                yield node, _csvw("title"), term_of(title)
        told: set[Term] = set()
        for cell in row.cells:
            if cell.column.is_suppressed:
                continue
            subject = default if cell.about is None else rdf.iri(cell.about)
            if node and subject not in told:
                told.add(subject)
                yield node, _csvw("describes"), subject
            given = cell.predicate
            predicate = rdf.iri(given) if given else predicates[cell.column.number - 1]
            yield from self._cell(subject, predicate, cell)

    def _cell(self, subject: Term, predicate: Term, cell: Cell) -> Iterator[Triple]:
        if cell.resource is not None:
            yield subject, predicate, rdf.iri(cell.resource)
        elif isinstance(cell.value, Value):
            yield subject, predicate, term_of(cell.value)
        elif cell.value and cell.column.is_ordered:
            head = self._blank()
            yield subject, predicate, head
            yield from self._list(head, cell.value)
        else:
            for value in cell.value or ():
                yield subject, predicate, term_of(value)

    def _list(self, head: Term, values: Sequence[Value]) -> Iterator[Triple]:
        for at, value in enumerate(values, 1):
            rest = self._blank() if at < len(values) else _NIL
            yield head, _FIRST, term_of(value)
            yield head, _REST, rest
            head = rest

    def _notes(self, node: Term, notes: Sequence[Item]) -> Iterator[Triple]:
        for note in notes:
            yield from self._item(node, _csvw("note"), note)

    def _annotations(self, node: Term, annotations: Annotated) -> Iterator[Triple]:
        for predicate, items in annotations:
            for item in items:
                yield from self._item(node, rdf.iri(predicate), item)

    def _item(self, subject: Term, predicate: Term, item: Item) -> Iterator[Triple]:
        if isinstance(item, Value):
            yield subject, predicate, term_of(item)
            return
        node = self._node(item.iri)
        yield subject, predicate, node
        for kind in item.types:
            yield node, _TYPE, rdf.iri(kind)
        for inner, values in item.properties:
            for value in values:
                yield from self._item(node, rdf.iri(inner), value)
