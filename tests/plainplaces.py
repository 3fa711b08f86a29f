"""The cells behind triples as a plain list, for graphs that no table gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from clustergraph.provenance import Cell, Words
from clustergraph.rdf import Triple


class PlainPlaces:
    """``provenance.Places`` in memory."""

    def __init__(self, cells: Sequence[tuple[Triple, Cell]], words: Mapping[str, Words]) -> None:
        self._cells = cells
        self._words = words

    def cells(self, triple: Triple) -> tuple[Cell, ...]:
        """Return the cells in the order given."""
        return tuple(
            replace(cell, words=self.words(cell.row or ""))
            for one, cell in self._cells
            if one == triple
        )

    def words(self, row: str) -> Words:
        """Return what a row rests on."""
        return self._words.get(row, Words())

    def close(self) -> None:
        """Nothing is open."""
