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
from typing import Final, Protocol

from .. import names, provenance, tables, vocab
from ..columns import Column, gathered, several
from ..graphs import Graph, graph_of
from ..origin import Origin
from ..rdf import Term, Triple, iri
from ..rules import Matches, Pattern, bind, is_variable
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


class Traceable(Protocol):
    """A table with its rows: as it was mapped, or as it was published."""

    @property
    def table(self) -> tables.Table:
        """The table."""

    @property
    def kept(self) -> tables.Kept:
        """The rows that were mapped."""

    @property
    def rows(self) -> list[tables.Row]:
        """The same, in the order of the file."""

    @property
    def set_aside(self) -> list[tables.Row]:
        """The rows that were not mapped."""

    @property
    def aside(self) -> list[tables.Statement]:
        """What those say all the same."""


class Tracer:
    """Every way back from a triple to its rows.

    Nothing is kept for each triple: the subject of a triple names the rows that may say it, and
    those are mapped again (``tables.statements_of``). ``facts`` know every triple there is,
    asserted, inferred and about rows.
    """

    def __init__(
        self,
        mapped: Iterable[Traceable] = (),
        ontology: Mapping[PurePosixPath, Iterable[Triple]] | None = None,
        facts: Matches | None = None,
    ) -> None:
        self.mapped = {one.table.name: one for one in mapped}
        self.ontology = dict(ontology or {})
        self.files: dict[Triple, PurePosixPath] = {}
        for path, triples in self.ontology.items():
            self.files.update(dict.fromkeys(triples, path))
        self.prove: Callable[[Triple], provenance.Proof | None] = lambda _: None
        self.facts = facts or Columns(tuple)
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
        pattern = ("?s", step.predicate, focus) if step.inverse else (focus, step.predicate, "?o")
        for triple in sorted(self.facts.match(pattern)):
            for end, triples in self.walk(triple[0 if step.inverse else 2], tuple(rest)):
                yield end, (triple, *triples)

    def forward(self, subject: Term, predicate: Term) -> list[Term]:
        """Return the values that a thing has of a property."""
        return sorted(object_ for _, _, object_ in self.facts.match((subject, predicate, "?o")))

    def backward(self, value: Term, predicate: Term) -> list[Term]:
        """Return the things that have a value of a property."""
        return sorted(subject for subject, _, _ in self.facts.match(("?s", predicate, value)))

    def with_predicate(self, predicate: Term) -> Iterable[Triple]:
        """Return every triple of a property."""
        return self.facts.match(("?s", predicate, "?o"))

    def with_class(self, class_: Term) -> list[Term]:
        """Return the things that a row introduces and that have a class."""
        return [t for t in self.backward(class_, _TYPE) if self.introduced(t)]

    def mentions(self, term: Term) -> list[Place]:
        """Return the cells that refer to a thing; slow, for things that no row introduces."""
        found = sorted(set(self.facts.match(("?s", "?p", term))))
        return [place for triple in found for place in self.places(triple)]


class Columns:
    """Triples by property, forward and backward; each property when it is first asked for."""

    def __init__(self, graph: Callable[[], Iterable[Triple]]) -> None:
        self._of = graph
        self._forward: dict[Term, Column] = {}
        self._backward: dict[Term, Column] = {}

    @cached_property
    def _graph(self) -> Graph:
        return graph_of(self._of())

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples that a pattern fits; ``rules.Matches``."""
        subject, predicate, object_ = pattern
        if is_variable(predicate):
            return (one for one in self._graph if bind(pattern, one, {}) is not None)
        if not is_variable(subject):
            found = several(self.forward(predicate).get(subject, {}))
            if is_variable(object_):
                return [(subject, predicate, one) for one in found]
            return [pattern] if object_ in found else []
        if not is_variable(object_):
            turned = several(self.backward(predicate).get(object_, {}))
            return [(one, predicate, object_) for one in turned]
        return (
            (one, predicate, other)
            for one, others in self.forward(predicate).items()
            for other in several(others)
        )

    def forward(self, predicate: Term) -> Column:
        """Return the objects of each subject that has a property."""
        if predicate not in self._forward:
            self._forward[predicate] = gathered(self._graph.pairs(predicate))
        return self._forward[predicate]

    def backward(self, predicate: Term) -> Column:
        """Return the subjects of each object that a property has."""
        if predicate not in self._backward:
            turned = ((object_, subject) for subject, object_ in self._graph.pairs(predicate))
            self._backward[predicate] = gathered(turned)
        return self._backward[predicate]


def _said_aside(one: Traceable) -> Iterator[tables.Said]:
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
