"""A published store as the facts that rules look at: what holds, and what of it is stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from .. import names, vocab
from ..rdf import Triple, iri, node_of, quads_of, term_of
from ..rules import Pattern, has_variables, is_hidden, is_variable

_PLACES: Final = (None, names.PROVENANCE_GRAPH)
_NOT_STATED: Final = frozenset((names.INFERRED_GRAPH, names.CATALOGUE_GRAPH))
_NO_TABLES: Final = _NOT_STATED | {names.ONTOLOGY_GRAPH, names.LINKS_GRAPH}
_LINKS: Final = frozenset((iri(vocab.OWL_SAME_AS), iri(vocab.SKOS_CLOSE_MATCH)))


class PublishedGraph:
    """One graph of a published store; ``rules.Matches``. Without a name it is the merged graph."""

    def __init__(self, store: Store, graph: str | None = None) -> None:
        self._store = store
        self._place = DefaultGraph() if graph is None else NamedNode(graph)

    def match(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples that a pattern fits."""
        if pattern[0][0] == '"' or pattern[1][0] in '"_':
            return
        subject, predicate, object_ = (None if is_variable(t) else node_of(t) for t in pattern)
        for quad in self._store.quads_for_pattern(subject, predicate, object_, self._place):  # type: ignore[arg-type]
            yield triple_of(quad)

    def triples(self) -> frozenset[Triple]:
        """Return all triples of a small graph."""
        return frozenset(self.match(("?s", "?p", "?o")))


class Standing:
    """The triples of a store, and what is said of rows; ``rules.Facts``."""

    def __init__(self, graph: Store) -> None:
        self._graph = graph
        self._graphs = [PublishedGraph(graph, place) for place in _PLACES]

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples that a pattern fits; of what is never stored, the pattern itself."""
        if not has_variables(pattern) and is_hidden(pattern):
            return (pattern,)
        return chain.from_iterable(graph.match(pattern) for graph in self._graphs)

    def is_there(self, triple: Triple) -> bool:
        """Tell whether a triple is in the graph, or said of a row."""
        if triple[0][0] == '"' or triple[1][0] != "<":
            return False
        return any(quad in self._graph for g in _PLACES for quad in quads_of([triple], g))

    def is_asserted(self, triple: Triple) -> bool:
        """Tell whether a table, an ontology file or a row states a triple."""
        if triple[0][0] == '"' or triple[1][0] != "<":
            return False
        subject, predicate, object_ = map(node_of, triple)
        quads = self._graph.quads_for_pattern(subject, predicate, object_, None)  # type: ignore[arg-type]
        graphs = [quad.graph_name for quad in quads]
        derived = _NOT_STATED | {names.LINKS_GRAPH} if triple[1] in _LINKS else _NOT_STATED
        return any(isinstance(g, NamedNode) and g.value not in derived for g in graphs)

    def samples(self, pattern: Pattern, most: int = 12) -> Iterator[Triple]:
        """Yield a few triples of each table that a pattern fits."""
        if pattern[0][0] == '"' or pattern[1][0] in '"_':
            return
        subject, predicate, object_ = (None if is_variable(t) else node_of(t) for t in pattern)
        for graph in self._graph.named_graphs():
            if isinstance(graph, NamedNode) and graph.value not in _NO_TABLES:
                found = self._graph.quads_for_pattern(subject, predicate, object_, graph)  # type: ignore[arg-type]
                yield from map(triple_of, islice(found, most))


def triple_of(quad: Quad) -> Triple:
    """Return the terms of a quad as text."""
    return (term_of(quad.subject), term_of(quad.predicate), term_of(quad.object))  # type: ignore[arg-type]
