"""From a triple back to the cells that say it.

The subject of a triple names the rows that may speak of it (``kept``); those are mapped again,
and the statements that are equal to the triple have the cells. Nothing is kept for each triple,
and yet the way back takes some 50 microseconds a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..rdf import Term, Triple
from .kept import Kept
from .mapping import Row, statements_of
from .plan import Column, Table

_MOST_REMEMBERED: Final = 5_000  # rows, each with some 15 statements: 20 MB


@dataclass(frozen=True, slots=True)
class Said:
    """One row with what it says: each triple with the columns that give it, None for virtual."""

    table: Table
    row: Row
    triples: dict[Triple, list[Column | None]]


class Origins:
    """The rows of several tables, by what they speak of; safe to share between threads."""

    def __init__(self, tables: Sequence[tuple[Table, Kept]]) -> None:
        self._tables = list(tables)
        self._said: dict[tuple[str, int], Said] = {}

    def about(self, subject: Term) -> Iterator[Said]:
        """Yield every row that speaks of a subject, in the order of tables and lines."""
        for table, kept in self._tables:
            rows = kept.about(subject)
            for row in sorted(rows, key=lambda one: one.line) if len(rows) > 1 else rows:
                said = self._of(table, row)
                if any(triple[0] == subject for triple in said.triples):
                    yield said

    def cells(self, triple: Triple) -> Iterator[tuple[Table, Row, Column | None]]:
        """Yield every cell that states a triple."""
        for said in self.about(triple[0]):
            for column in said.triples.get(triple, ()):
                yield said.table, said.row, column

    def close(self) -> None:
        """Let go of the files."""
        for _, kept in self._tables:
            kept.close()

    def _of(self, table: Table, row: Row) -> Said:
        key = (table.name, row.line)
        said = self._said.get(key)
        if said is None:
            said = said_by(table, row)
            if len(self._said) >= _MOST_REMEMBERED:
                self._said.clear()
            self._said[key] = said
        return said


def said_by(table: Table, row: Row) -> Said:
    """Map a row again."""
    columns = {column.number: column for column in table.written}
    triples: dict[Triple, list[Column | None]] = {}
    for statement in statements_of(table, row):
        column = None if statement.column is None else columns[statement.column]
        triples.setdefault(statement.triple, []).append(column)
    return Said(table, row, triples)
