"""From a triple back to the cells that state it.

The mapper knows which line and column gave each triple, so a wrong value leads to its cell, a
missing one to the empty cell of its row, and an inferred one to the cells of its premises.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from .. import names, provenance, tables, vocab
from ..columns import Column, put, several
from ..origin import Origin
from ..rdf import Term, Triple, iri
from .constraints import Route

_TYPE: Final = iri(vocab.RDF_TYPE)
_DESCRIBES: Final = iri(vocab.CSVW_DESCRIBES)


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


class Tracer:
    """Every way back from a triple to its rows.

    Nothing is kept for each triple: the subject of a triple names the rows that may say it, and
    those are mapped again (``tables.statements_of``). ``graph`` gives every triple there is,
    asserted, inferred and about rows, when somebody first follows a property.
    """

    def __init__(
        self,
        mapped: Iterable[tables.Mapped] = (),
        ontology: Mapping[PurePosixPath, Iterable[Triple]] | None = None,
        graph: Callable[[], Iterable[Triple]] = tuple,
    ) -> None:
        self.mapped = {one.table.name: one for one in mapped}
        self.ontology = dict(ontology or {})
        self.files: dict[Triple, PurePosixPath] = {}
        for path, triples in self.ontology.items():
            self.files.update(dict.fromkeys(triples, path))
        self.prove: Callable[[Triple], provenance.Proof | None] = lambda _: None
        self._graph = graph
        self._origins = tables.Origins([(one.table, one.kept) for one in self.mapped.values()])
        self._aside: dict[Term, list[tables.Said]] = defaultdict(list)
        for one in self.mapped.values():
            for said in _said_aside(one):
                for subject in dict.fromkeys(triple[0] for triple in said.triples):
                    self._aside[subject].append(said)

    def _about(self, subject: Term) -> Iterator[tables.Said]:
        """Yield what each row says that speaks of a subject, in the order of tables and lines."""
        found = [*self._origins.about(subject), *self._aside.get(subject, ())]
        if self._aside.get(subject):
            order = list(self.mapped)
            found.sort(key=lambda said: (order.index(said.table.name), said.row.line))
        return iter(found)

    # --- from a term to its rows

    def places(self, triple: Triple) -> list[Place]:
        """Return the cells that state a triple."""
        return [
            Place(said.table, said.row, column)
            for said in self._about(triple[0])
            for column in said.triples.get(triple, ())
        ]

    def is_stated(self, triple: Triple) -> bool:
        """Tell whether a row states a triple."""
        return any(triple in said.triples for said in self._about(triple[0]))

    def is_asserted(self, triple: Triple) -> bool:
        """Tell whether a table or an ontology file states a triple."""
        return triple in self.files or self.is_stated(triple)

    def introduced(self, thing: Term) -> Place | None:
        """Return the row that gives a thing its class, the first where there are several."""
        for said in self._about(thing):
            for triple in said.triples:
                if triple[:2] == (thing, _TYPE) and not provenance.is_about_a_row(triple):
                    return Place(said.table, said.row, None)
        return None

    def described(self, focus: Term) -> list[Place]:
        """Return every row that describes a thing, or is it."""
        found: dict[Place, None] = {}
        for said in self._about(focus):
            describes = [triple for triple in said.triples if triple[1] == _DESCRIBES]
            if not describes or any(focus in (t[0], t[2]) for t in describes):
                found[Place(said.table, said.row, None)] = None
        return list(found)

    def rows(self, focus: Term) -> list[Place]:
        """Return the row that introduces a thing, or else every row that says something of it."""
        introduced = self.introduced(focus)
        return [introduced] if introduced else self.described(focus)

    def rows_of(self, table: str) -> list[tables.Row]:
        """Return the rows of a table, good and bad."""
        return [*self.mapped[table].rows, *self.mapped[table].set_aside]

    def words(self, row: str) -> provenance.Words:
        """Return what a row rests on; the row by its IRI."""
        said = [t for one in self._about(iri(row)) for t in one.triples if t[0] == iri(row)]
        return provenance.words_of_rows(said).get(row, provenance.Words())

    def cells_for(self, focus: Term, predicate: Term) -> Iterator[Place]:
        """Yield the cells, filled or not, in which rows about ``focus`` give that property."""
        for place in self.described(focus):
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
            if places := self.places(triple):
                found.update(dict.fromkeys(places))
            elif triple not in self.files and (proof := self.prove(triple)):
                waiting.extend(reversed(proof.premises))
        return list(found)

    def walk(self, focus: Term, route: Route) -> Iterator[tuple[Term, tuple[Triple, ...]]]:
        """Yield each value at the end of a route, with the triples that lead there."""
        if not route:
            yield focus, ()
            return
        step, *rest = route
        index = self._columns[1 if step.inverse else 0]
        for other in several(index[step.predicate].get(focus, {})):
            triple = (
                (other, step.predicate, focus) if step.inverse else (focus, step.predicate, other)
            )
            for end, triples in self.walk(other, tuple(rest)):
                yield end, (triple, *triples)

    def forward(self, subject: Term, predicate: Term) -> list[Term]:
        """Return the values that a thing has of a property."""
        return list(several(self._columns[0][predicate].get(subject, {})))

    def backward(self, value: Term, predicate: Term) -> list[Term]:
        """Return the things that have a value of a property."""
        return list(several(self._columns[1][predicate].get(value, {})))

    def with_predicate(self, predicate: Term) -> Iterator[Triple]:
        """Yield every triple of a property."""
        for subject, objects in self._columns[0][predicate].items():
            for object_ in several(objects):
                yield subject, predicate, object_

    def with_class(self, class_: Term) -> list[Term]:
        """Return the things that a row introduces and that have a class."""
        return [t for t in self.backward(class_, _TYPE) if self.introduced(t)]

    def mentions(self, term: Term) -> list[Place]:
        """Return the cells that refer to a thing; slow, for things that no row introduces."""
        found = [triple for triple in self._graph() if triple[2] == term]
        return [place for triple in dict.fromkeys(found) for place in self.places(triple)]

    @cached_property
    def _columns(self) -> tuple[dict[Term, Column], dict[Term, Column]]:
        """What each thing has, and who has it, by property."""
        forward: dict[Term, Column] = defaultdict(dict)
        backward: dict[Term, Column] = defaultdict(dict)
        for subject, predicate, object_ in self._graph():
            put(forward[predicate], subject, object_)
            put(backward[predicate], object_, subject)
        return forward, backward


def _said_aside(one: tables.Mapped) -> Iterator[tables.Said]:
    """Yield what the rows that were set aside say all the same."""
    rows = {row.line: row for row in one.set_aside}
    columns = {column.number: column for column in one.table.written}
    found: dict[int, tables.Said] = {}
    for statement in one.aside:
        line = statement.line
        said = found.setdefault(line, tables.Said(one.table, rows[line], {}))
        column = None if statement.column is None else columns[statement.column]
        said.triples.setdefault(statement.triple, []).append(column)
    yield from found.values()
