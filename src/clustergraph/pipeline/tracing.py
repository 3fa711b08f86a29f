"""From a triple back to the cells that state it.

The mapper knows which line and column gave each triple, so a wrong value leads to its cell, a
missing one to the empty cell of its row, and an inferred one to the cells of its premises.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from .. import names, provenance, tables, vocab
from ..origin import Origin
from ..rdf import Term, Triple, iri
from .constraints import Route

_TYPE: Final = iri(vocab.RDF_TYPE)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One statement of one row: where it was written and what stood there.

    Two places are equal when they are the same cell of the same row.
    """

    table: tables.Table
    row: tables.Row
    column: tables.Column | None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self.origin() == other.origin()

    def __hash__(self) -> int:
        return hash(self.origin())

    def origin(self) -> Origin:
        """Return the cell, or the row where no cell gave the statement."""
        number = self.column.number if self.column else None
        return Origin(self.table.path, self.row.line, number)

    def text(self) -> str | None:
        """Return the cell as it stands in the file."""
        return self.row.cells.get(self.column.name) if self.column else None

    def beside(self, column: tables.Column) -> Place:
        """Return another cell of the same row."""
        return Place(self.table, self.row, column)

    @property
    def row_iri(self) -> str:
        """The IRI of the node that carries the evidence of the row."""
        return names.row(self.table.name, self.row.key)


@dataclass
class Tracer:
    """Every way back from a triple to its rows."""

    places: dict[Triple, list[Place]] = field(default_factory=lambda: defaultdict(list))
    subjects: dict[Term, list[Place]] = field(default_factory=lambda: defaultdict(list))
    introduced: dict[Term, Place] = field(default_factory=dict)
    files: dict[Triple, PurePosixPath] = field(default_factory=dict)
    inferred: frozenset[Triple] = frozenset()
    prove: Callable[[Triple], provenance.Proof | None] = field(default=lambda _: None)
    words: dict[str, provenance.Words] = field(default_factory=dict)
    mapped: dict[str, tables.Mapped] = field(default_factory=dict)
    told: Callable[[Origin], Origin] = field(default=lambda origin: origin)

    @classmethod
    def of(
        cls,
        mapped: Iterable[tables.Mapped],
        ontology: Mapping[PurePosixPath, Iterable[Triple]],
    ) -> Tracer:
        """Index what was mapped and what the ontology's files say."""
        tracer = cls()
        about_rows: list[Triple] = []
        for one in mapped:
            tracer.mapped[one.table.name] = one
            rows = {row.line: row for row in (*one.rows, *one.set_aside)}
            columns = {c.number: c for c in one.table.columns if c.number is not None}
            for statement in (*one.statements, *one.aside):
                place = Place(
                    one.table,
                    rows[statement.line],
                    columns[statement.column] if statement.column else None,
                )
                tracer.places[statement.triple].append(place)
                if provenance.is_about_a_row(statement.triple):
                    about_rows.append(statement.triple)
                    if statement.triple[1] == iri(vocab.CSVW_DESCRIBES):
                        row_place = Place(one.table, place.row, None)
                        tracer.subjects[statement.triple[2]].append(row_place)
                        tracer.subjects[statement.triple[0]].append(row_place)
                elif statement.triple[1] == _TYPE:
                    row_place = Place(one.table, place.row, None)
                    tracer.introduced.setdefault(statement.triple[0], row_place)
        tracer.words = provenance.words_of_rows(about_rows)
        for path, triples in ontology.items():
            tracer.files.update(dict.fromkeys(triples, path))
        return tracer

    def is_asserted(self, triple: Triple) -> bool:
        """Tell whether a table or an ontology file states a triple."""
        return triple in self.places or triple in self.files

    def cells(self) -> Iterator[tuple[Triple, provenance.Cell]]:
        """Yield each asserted triple with each cell that states it."""
        for triple, places in sorted(self.places.items()):
            for place in places:
                column = place.column
                told = self.told(place.origin())
                yield (
                    triple,
                    provenance.Cell(
                        place.table.name,
                        str(told.path),
                        told.line,
                        told.column,
                        column.name if column else None,
                        place.text(),
                        place.row_iri,
                    ),
                )
        for triple, path in sorted(self.files.items()):
            yield triple, provenance.Cell("ontology", str(path), None, None, None, None, None)

    def rows(self, focus: Term) -> list[Place]:
        """Return the row that introduces a thing, or else every row that says something of it."""
        if focus in self.introduced:
            return [self.introduced[focus]]
        return list(self.subjects.get(focus, ()))

    def rows_of(self, table: str) -> list[tables.Row]:
        """Return the rows of a table, good and bad."""
        return [*self.mapped[table].rows, *self.mapped[table].set_aside]

    def cells_for(self, focus: Term, predicate: Term) -> Iterator[Place]:
        """Yield the cells, filled or not, in which rows about ``focus`` give that property."""
        for place in self.subjects.get(focus, ()):
            for column in place.table.written:
                if column.property == predicate[1:-1]:
                    yield place.beside(column)

    def leaves(self, triples: Iterable[Triple]) -> list[Place]:
        """Return where triples were written, or where the premises of their proofs were."""
        found: dict[Place, None] = {}
        seen: set[Triple] = set()
        waiting = list(triples)[::-1]
        while waiting:
            triple = waiting.pop()
            if triple in seen:
                continue
            seen.add(triple)
            if triple in self.places:
                found.update(dict.fromkeys(self.places[triple]))
            elif triple not in self.files and (proof := self.prove(triple)):
                waiting.extend(reversed(proof.premises))
        return list(found)

    def walk(self, focus: Term, route: Route) -> Iterator[tuple[Term, tuple[Triple, ...]]]:
        """Yield each value at the end of a route, with the triples that lead there."""
        if not route:
            yield focus, ()
            return
        step, *rest = route
        index = self._backward if step.inverse else self._forward
        for other in index.get((focus, step.predicate), ()):
            triple = (
                (other, step.predicate, focus) if step.inverse else (focus, step.predicate, other)
            )
            for end, triples in self.walk(other, tuple(rest)):
                yield end, (triple, *triples)

    def forward(self, subject: Term, predicate: Term) -> list[Term]:
        """Return the values that a thing has of a property."""
        return self._forward.get((subject, predicate), [])

    def backward(self, value: Term, predicate: Term) -> list[Term]:
        """Return the things that have a value of a property."""
        return self._backward.get((value, predicate), [])

    def with_predicate(self, predicate: Term) -> Iterator[Triple]:
        """Yield every triple of a property."""
        return (triple for triple in self._triples() if triple[1] == predicate)

    def with_class(self, class_: Term) -> list[Term]:
        """Return the things that a row introduces and that have a class."""
        return [t for t in self.backward(class_, _TYPE) if t in self.introduced]

    def mentions(self, term: Term) -> list[Place]:
        """Return the cells that refer to a thing; slow, for things that no row introduces."""
        return [p for t, places in self.places.items() if t[2] == term for p in places]

    @cached_property
    def _forward(self) -> dict[tuple[Term, Term], list[Term]]:
        """What each thing has, by property."""
        index: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        for subject, predicate, object_ in self._triples():
            index[subject, predicate].append(object_)
        return index

    @cached_property
    def _backward(self) -> dict[tuple[Term, Term], list[Term]]:
        """Who has a thing as value, by property."""
        index: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        for subject, predicate, object_ in self._triples():
            index[object_, predicate].append(subject)
        return index

    def _triples(self) -> Iterator[Triple]:
        yield from self.places
        yield from (t for t in self.inferred if t not in self.places)
        yield from (t for t in self.files if t not in self.places and t not in self.inferred)
