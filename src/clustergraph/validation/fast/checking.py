"""SHACL over whole sets of focus nodes: the fast engine.

A shape judges all its focus nodes together, and an inner shape (``sh:node``, ``sh:or`` …) all
distinct values together, so that a code that stands in 50,000 rows is judged once. What a shape
needs of the graph is loaded while it judges, and may be let go before the next one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice, starmap
from typing import Final

from ...names import PREFIXES
from ...rdf import Term, Triple, iri, iri_of
from ..results import Result
from ..shapes import Shapes
from .compiling import Compiled, Compiler
from .constraints import Pairs
from .index import TYPE, Graph, Index
from .lookups import Lookups
from .near import NearAsker
from .queries import Asker

_Broken = tuple[Term, str | None, Term | None]
_RESOURCE: Final = f"<{PREFIXES['rdfs']}Resource>"
_AT_ONCE: Final = 50_000  # focus nodes that are judged together: with what a query needs 80 MB
_CLOSED: Final = 500_000  # … by a closed shape, which goes through the whole graph each time


class Checker:
    """Checks one graph, shape by shape.

    Raises ProjectError for shapes that SHACL forbids and for what this engine does not know:
    scripts, rules, custom components, shapes that need themselves.
    """

    def __init__(
        self,
        shapes: Shapes,
        graph: Iterable[Triple] | Index | Lookups,
        asker: NearAsker | None = None,
    ) -> None:
        self._shapes = {shape.iri: shape for shape in shapes.all}
        self._index: Graph
        self._asker: Asker | NearAsker
        if isinstance(graph, Lookups):
            self._index, self._asker = graph, asker or NearAsker(graph)
        else:
            index = graph if isinstance(graph, Index) else Index(graph)
            self._index, self._asker = index, Asker(index)
        self._compiler = Compiler(shapes.triples, self._index, self._failing)
        self._at_once = _CLOSED if self._compiler.are_closed else _AT_ONCE
        self._compiled = {node: self._compiler.compile(node) for node in self._compiler.targeted()}

    @property
    def targeted(self) -> list[str]:
        """The IRIs of the shapes that have a target, sorted."""
        return sorted(map(iri_of, self._compiled))

    def focus_nodes(self, shape: str) -> Collection[Term]:
        """Return the focus nodes of a shape that has a target."""
        return self._compiler.focus_nodes(iri(shape))

    def check(self, shape: str) -> list[Result]:
        """Check one shape that has a target; results of its property shapes come with it."""
        node = iri(shape)
        return sorted(self._found(node), key=lambda result: result.order)

    def check_among(self, shape: Term, nodes: Collection[Term]) -> set[Result]:
        """Check one shape that has a target, for those of some nodes that are its focus nodes."""
        return set(self._results(shape, self.focus_among(shape, nodes)))

    def focus_among(self, shape: Term, nodes: Collection[Term]) -> set[Term]:
        """Return which of some nodes are focus nodes of a shape that has a target."""
        return self._compiler.focus_among(shape, nodes)

    def results(self, tick: Callable[[int], None] | None = None) -> list[Result]:
        """Check every shape; ``tick`` is told after each."""
        found: set[Result] = set()
        for node in self._compiled:
            found |= self._found(node)
            if tick is not None:
                tick(1)
        return sorted(found, key=lambda result: result.order)

    def _found(self, node: Term) -> set[Result]:
        """Check one shape that has a target, and let the graph go if much of it was loaded."""
        found = set(self._results(node, self._compiler.focus_nodes(node)))
        if isinstance(self._index, Index):
            self._index.let_go()
        return found

    def _results(self, node: Term, focus_nodes: Collection[Term]) -> Iterator[Result]:
        compiled, waiting = self._compiled[node], iter(focus_nodes)
        while some := list(islice(waiting, self._at_once)):
            yield from starmap(self._told, self._broken(compiled, some))

    def _told(self, node: Term, broken: _Broken) -> Result:
        shape = self._shapes[iri_of(node)]
        return Result(*broken, shape.iri, shape.severity, shape.message_en, shape.message_de)

    def _broken(self, shape: Compiled, nodes: Collection[Term]) -> Iterator[tuple[Term, _Broken]]:
        """Yield what some focus nodes break, and by which shape: itself or a property of it."""
        pairs = _pairs(shape, nodes)
        yield from ((shape.node, broken) for broken in self._own(shape, pairs))
        for inner in shape.properties:
            yield from self._broken(inner, {value for _, values in pairs for value in values})

    def _failing(self, shape: Compiled, nodes: Collection[Term]) -> set[Term]:
        """Return the nodes that do not conform to a shape."""
        pairs = _pairs(shape, nodes)
        found = {focus for focus, _, _ in self._own(shape, pairs)}
        for inner in shape.properties:
            bad = self._failing(inner, {value for _, values in pairs for value in values})
            if bad:
                found.update(focus for focus, values in pairs if not bad.isdisjoint(values))
        return found

    def _own(self, shape: Compiled, pairs: Pairs) -> Iterator[_Broken]:
        """Yield what breaks the constraints of the shape itself."""
        for check in shape.of_pairs:
            for focus, value in check(pairs):
                yield focus, shape.path, _said(shape, focus, value)
        if shape.of_values:
            distinct = {value for _, values in pairs for value in values}
            bad = {value for check_values in shape.of_values for value in check_values(distinct)}
            if bad:
                for focus, values in pairs:
                    for value in values:
                        if value in bad:
                            yield focus, shape.path, _said(shape, focus, value)
        if shape.allowed is not None:
            yield from self._unexpected(shape.allowed, pairs)
        for question in shape.questions:
            for focus, path, answered in self._asker.ask(question, [focus for focus, _ in pairs]):
                value = answered if answered or shape.values else focus
                yield focus, path or shape.path, value if path else _said(shape, focus, value)

    def _unexpected(self, allowed: frozenset[Term], pairs: Pairs) -> Iterator[_Broken]:
        """Yield the properties that a closed shape does not name (SHACL 4.8.1)."""
        owners: dict[Term, list[Term]] = defaultdict(list)
        for focus, values in pairs:
            for node in values:
                owners[node].append(focus)
        for node, predicate, value in self._index.about(owners):
            if predicate not in allowed and (predicate, value) != (TYPE, _RESOURCE):
                for focus in owners[node]:
                    yield focus, iri_of(predicate), value


def _pairs(shape: Compiled, nodes: Collection[Term]) -> Pairs:
    if shape.values is None:
        return [(node, (node,)) for node in nodes]
    values = shape.values()
    return [(node, values(node)) for node in nodes]


def _said(shape: Compiled, focus: Term, value: Term | None) -> Term | None:
    """Leave out the value of a node shape where it is the focus node itself (SHACL 2.2)."""
    return None if shape.values is None and value == focus else value
