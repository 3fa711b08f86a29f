"""The graph as the fast engine holds it: one column a predicate, from subject to objects.

A shape asks for few predicates, and of 29 million triples the columns of all would take 3 GB. So a
column is made of the graph when it is asked for, and what was made is let go between two shapes
where it is too much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, Protocol

from ... import graphs
from ...columns import Column, Objects, gathered, several
from ...names import PREFIXES
from ...rdf import Term, Triple
from .classes import Classes

TYPE: Final = f"<{PREFIXES['rdf']}type>"
SUBCLASS: Final = f"<{PREFIXES['rdfs']}subClassOf>"
_MOST: Final = 3_000_000  # pairs that are kept for the next shape: up to 500 MB


class Graph(Protocol):
    """What the constraints ask of a graph: ``Index`` holds it, ``Lookups`` reads it as needed."""

    def column(self, predicate: Term) -> Mapping[Term, Objects]:
        """Return the objects of every subject that has the predicate."""

    def inverse(self, predicate: Term) -> Mapping[Term, Objects]:
        """Return the subjects of every object that the predicate has."""

    def instances(self, *classes: Term) -> Collection[Term]:
        """Return the SHACL instances of classes: those of subclasses too (SHACL 1.1)."""

    def strangers(self, nodes: Collection[Term], class_: Term) -> set[Term]:
        """Return the nodes that are no SHACL instances of a class."""

    def about(self, subjects: Collection[Term]) -> Iterator[Triple]:
        """Yield every triple with one of these subjects, perhaps again."""


class _Parted:
    """Triples that are in memory already: a list to each predicate, and no set, for speed."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._by_predicate: dict[Term, list[Triple]] = defaultdict(list)
        for triple in triples:
            self._by_predicate[triple[1]].append(triple)

    @property
    def properties(self) -> Mapping[Term, int]:
        """How many triples each predicate has at most."""
        return {predicate: len(triples) for predicate, triples in self._by_predicate.items()}

    def pairs(self, predicate: Term, _: graphs.Known | None = None) -> Iterator[tuple[Term, Term]]:
        """Yield subject and object of each triple with a predicate, perhaps again."""
        return ((one, other) for one, _, other in self._by_predicate.get(predicate, ()))


class Index:
    """A set of triples by predicate and subject, or by object, as far as somebody asks for it.

    Of a ``graphs.Graph`` nothing is held before; ``let_go`` may be called while nobody goes through
    a column.
    """

    __slots__ = ("_classes", "_columns", "_counts", "_graph", "_held", "_inverse", "_known")

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._graph = triples if isinstance(triples, graphs.Graph) else _Parted(triples)
        self._counts = self._graph.properties
        self._classes: Classes | None = None
        self._columns: dict[Term, Column] = {}
        self._inverse: dict[Term, Mapping[Term, Objects]] = {}
        self._known: graphs.Known = {}
        self._held = 0

    def predicates(self) -> Collection[Term]:
        """Return every predicate of the graph."""
        return self._counts.keys()

    def let_go(self) -> None:
        """Forget what was made if that is much, but not the classes.

        Nearly every shape needs those, and to make them again takes seconds.
        """
        self._inverse.pop(TYPE, None)
        if self._held <= _MOST:
            return
        self._columns.clear()
        self._inverse.clear()
        self._held = 0
        if self._known:
            self._known.clear()
            self._known.update((node, node) for node in (self._classes.of if self._classes else ()))

    @property
    def _typed(self) -> Classes:
        if self._classes is None:
            self._classes = Classes(self._graph.pairs(TYPE, self._known))
        return self._classes

    def column(self, predicate: Term) -> Column:
        """Return the objects of every subject that has the predicate."""
        if predicate == TYPE:
            return self._typed.of
        found = self._columns.get(predicate)
        if found is None:
            found = gathered(self._graph.pairs(predicate, self._known))
            self._columns[predicate] = found
            self._held += self._counts.get(predicate, 0)
        return found

    def inverse(self, predicate: Term) -> Mapping[Term, Objects]:
        """Return the subjects of every object that the predicate has."""
        found = self._inverse.get(predicate)
        if found is None:
            if predicate == TYPE:
                found = self._typed.inverse()
            else:
                found = gathered((other, one) for one, other in self._pairs(predicate))
                self._held += self._counts.get(predicate, 0)
            self._inverse[predicate] = found
        return found

    def _pairs(self, predicate: Term) -> Iterable[tuple[Term, Term]]:
        """Return subjects and objects, of the column if it is there: it is quicker than a file."""
        column = self.column(TYPE) if predicate == TYPE else self._columns.get(predicate)
        if column is None:
            return self._graph.pairs(predicate, self._known)
        return ((one, other) for one, others in column.items() for other in several(others))

    def _below(self, classes: Iterable[Term]) -> set[Term]:
        """Return classes and all their subclasses (SHACL 1.1)."""
        waiting = list(classes)
        below, subclasses = set(waiting), self.inverse(SUBCLASS)
        while waiting:
            for subclass in several(subclasses.get(waiting.pop(), {})):
                if subclass not in below:
                    below.add(subclass)
                    waiting.append(subclass)
        return below

    def instances(self, *classes: Term) -> list[Term]:
        """Return the SHACL instances of classes, each once: those of subclasses too (SHACL 1.1)."""
        return self._typed.instances(self._below(classes))

    def strangers(self, nodes: Collection[Term], class_: Term) -> set[Term]:
        """Return the nodes that are no SHACL instances of a class."""
        return self._typed.strangers(nodes, self._below((class_,)))

    def about(self, subjects: Collection[Term]) -> Iterator[Triple]:
        """Yield every triple with one of these subjects, perhaps again.

        All others are passed by without a column: of each predicate there would have to be one.
        """
        wanted = frozenset(subjects)
        for predicate in self.predicates():
            column = self.column(TYPE) if predicate == TYPE else self._columns.get(predicate)
            if column is None:
                for one, other in self._graph.pairs(predicate):
                    if one in wanted:
                        yield one, predicate, other
            else:
                for one in wanted:
                    for other in several(column.get(one, {})):
                        yield one, predicate, other

    def triples(self, predicate: Term) -> Iterator[Triple]:
        """Yield every triple with this predicate, perhaps again."""
        for one, other in self._pairs(predicate):
            yield one, predicate, other

    def one_of_each(self, predicate: Term) -> Iterator[Triple]:
        """Yield one triple with this predicate for each object."""
        seen: set[Term] = set()
        for one, other in self._pairs(predicate):
            if other not in seen:
                seen.add(other)
                yield one, predicate, other
