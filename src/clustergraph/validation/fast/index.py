"""The graph as the fast engine holds it: one column a predicate, from subject to objects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, Protocol

from ...columns import Column, Objects, put, several
from ...names import PREFIXES
from ...rdf import Term, Triple

TYPE: Final = f"<{PREFIXES['rdf']}type>"
SUBCLASS: Final = f"<{PREFIXES['rdfs']}subClassOf>"


class Graph(Protocol):
    """What the constraints ask of a graph: ``Index`` holds it, ``Lookups`` reads it as needed."""

    def column(self, predicate: Term) -> Mapping[Term, Objects]:
        """Return the objects of every subject that has the predicate."""

    def inverse(self, predicate: Term) -> Mapping[Term, Objects]:
        """Return the subjects of every object that the predicate has."""

    def instances(self, class_: Term) -> Collection[Term]:
        """Return the SHACL instances of a class: those of its subclasses too (SHACL 1.1)."""

    def strangers(self, nodes: Collection[Term], class_: Term) -> set[Term]:
        """Return the nodes that are no SHACL instances of a class."""

    def about(self, subjects: Collection[Term]) -> Iterator[Triple]:
        """Yield every triple with one of these subjects."""


class Index:
    """A set of triples by predicate and subject; by object where somebody asks for it."""

    __slots__ = ("_instances", "_inverse", "columns")

    def __init__(self, triples: Iterable[Triple]) -> None:
        columns: dict[Term, Column] = {}
        for subject, predicate, object_ in triples:
            column = columns.get(predicate)
            if column is None:
                column = columns[predicate] = {}
            put(column, subject, object_)
        self.columns = columns
        self._inverse: dict[Term, Column] = {}
        self._instances: dict[Term, frozenset[Term]] = {}

    def column(self, predicate: Term) -> Column:
        """Return the objects of every subject that has the predicate."""
        return self.columns.get(predicate, {})

    def inverse(self, predicate: Term) -> Column:
        """Return the subjects of every object that the predicate has; made once, when asked for."""
        if predicate not in self._inverse:
            turned: Column = {}
            for subject, objects in self.column(predicate).items():
                for object_ in several(objects):
                    put(turned, object_, subject)
            self._inverse[predicate] = turned
        return self._inverse[predicate]

    def instances(self, class_: Term) -> frozenset[Term]:
        """Return the SHACL instances of a class: those of its subclasses too (SHACL 1.1)."""
        if class_ not in self._instances:
            below, waiting = {class_}, [class_]
            while waiting:
                for subclass in several(self.inverse(SUBCLASS).get(waiting.pop(), {})):
                    if subclass not in below:
                        below.add(subclass)
                        waiting.append(subclass)
            typed = self.inverse(TYPE)
            self._instances[class_] = frozenset().union(
                *(several(typed[one]) for one in below if one in typed)
            )
        return self._instances[class_]

    def strangers(self, nodes: Collection[Term], class_: Term) -> set[Term]:
        """Return the nodes that are no SHACL instances of a class."""
        return set(nodes) - self.instances(class_)

    def about(self, subjects: Collection[Term]) -> Iterator[Triple]:
        """Yield every triple with one of these subjects."""
        for predicate, column in self.columns.items():
            for subject in subjects:
                for object_ in several(column.get(subject, {})):
                    yield subject, predicate, object_

    def triples(self, predicate: Term) -> Iterator[Triple]:
        """Yield every triple with this predicate."""
        for subject, objects in self.column(predicate).items():
            for object_ in several(objects):
                yield subject, predicate, object_
