"""A published graph as it was, and as it is after a change: what stands in which graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from ... import names, vocab
from ...provenance import PublishedGraph, triple_of
from ...rdf import Term, Triple, iri, node_of, quads_of
from ...rules import Layered, Matches, Pattern, is_variable
from ...store import Change

_TYPE: Final = iri(vocab.RDF_TYPE)
DERIVED: Final = frozenset(
    (names.INFERRED_GRAPH, names.CATALOGUE_GRAPH, names.PROVENANCE_GRAPH, names.LINKS_GRAPH)
)


class State:
    """The quads of a published store with changes above it, by the IRI of a graph.

    ``changes`` say nothing of the default graph: it holds what is given, what follows and the
    links, each triple once.
    """

    def __init__(self, store: Store, changes: Mapping[str, Change] | None = None) -> None:
        self._store = store
        self._changes = dict(changes or {})
        self._added = {n: Layered(_Nothing(), one.added) for n, one in self._changes.items()}

    def after(self, changes: Mapping[str, Change]) -> State:
        """Return the state with further changes, of graphs that have none yet."""
        return State(self._store, {**self._changes, **changes})

    def graphs_of(self, triple: Triple) -> set[str]:
        """Return the IRIs of the named graphs that hold a triple."""
        found = self._stored(triple) if triple[0][0] in "<_" and triple[1][0] == "<" else set()
        for graph, change in self._changes.items():
            if triple in change.removed:
                found.discard(graph)
            elif triple in change.added:
                found.add(graph)
        return found

    def _stored(self, triple: Triple) -> set[str]:
        subject, predicate, object_ = map(node_of, triple)
        quads = self._store.quads_for_pattern(subject, predicate, object_, None)  # type: ignore[arg-type]
        return {q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)}

    def holds(self, graph: str, triple: Triple) -> bool:
        """Tell whether a graph of the published store holds a triple; changes do not count."""
        return any(quad in self._store for quad in quads_of([triple], graph))

    def is_given(self, triple: Triple) -> bool:
        """Tell whether a table, a source or the ontology states a triple."""
        return not self.graphs_of(triple) <= DERIVED

    def is_asserted(self, triple: Triple) -> bool:
        """Tell whether a table or a source states a triple."""
        return not self.graphs_of(triple) <= DERIVED | {names.ONTOLOGY_GRAPH}

    def is_there(self, triple: Triple) -> bool:
        """Tell whether the merged graph that a query sees holds a triple."""
        return not self.graphs_of(triple) <= {names.PROVENANCE_GRAPH, names.CATALOGUE_GRAPH}

    def is_introduced(self, thing: Term) -> bool:
        """Tell whether a table, a source or the ontology gives a thing a class."""
        return any(self.is_given(triple) for triple in self.match(None, (thing, _TYPE, "?c")))

    def is_asserted_thing(self, thing: Term) -> bool:
        """Tell whether a table or a source gives a thing a class."""
        return any(self.is_asserted(triple) for triple in self.match(None, (thing, _TYPE, "?c")))

    def is_typed_in(self, thing: Term, graphs: Collection[str]) -> bool:
        """Tell whether one of some graphs gives a thing a class."""
        found = self.match(None, (thing, _TYPE, "?c"))
        return any(not self.graphs_of(triple).isdisjoint(graphs) for triple in found)

    def mentions(self, term: Term) -> Iterator[Triple]:
        """Yield what tables, sources and rows say with a term in it."""
        for pattern in ((term, "?p", "?o"), ("?s", "?p", term), ("?s", term, "?o")):
            for triple in self.match(None, pattern):
                graphs = self.graphs_of(triple) - {names.ONTOLOGY_GRAPH}
                if not graphs <= DERIVED or names.PROVENANCE_GRAPH in graphs:
                    yield triple

    def match(self, graph: str | None, pattern: Pattern) -> Iterator[Triple]:
        """Yield each triple of a graph, or of any named graph, that a pattern fits."""
        seen: set[Triple] = set()
        if pattern[0][0] in "?<_" and pattern[1][0] in "?<":
            terms = (None if is_variable(t) else node_of(t) for t in pattern)
            place = None if graph is None else NamedNode(graph)
            for quad in self._store.quads_for_pattern(*terms, place):  # type: ignore[call-arg, arg-type]
                triple = triple_of(quad)
                if triple not in seen and not isinstance(quad.graph_name, DefaultGraph):
                    seen.add(triple)
                    if self._is_in(graph, triple):
                        yield triple
        for name, added in self._added.items():
            if graph in (None, name):
                for triple in added.match(pattern):
                    if triple not in seen:
                        seen.add(triple)
                        yield triple

    def _is_in(self, graph: str | None, triple: Triple) -> bool:
        if graph is None:
            return bool(self.graphs_of(triple))
        return graph not in self._changes or triple not in self._changes[graph].removed


class WithoutLinks:
    """The merged graph as the reasoner sees it: links between sources are not reasoned over."""

    def __init__(self, merged: Matches, state: State) -> None:
        self._merged = merged
        self._state = state

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples that a pattern fits."""
        found = self._merged.match(pattern)
        if pattern[1] in _LINKS or is_variable(pattern[1]):
            return (t for t in found if t[1] not in _LINKS or self._is_more_than_a_link(t))
        return found

    def _is_more_than_a_link(self, triple: Triple) -> bool:
        return self._state.graphs_of(triple) != {names.LINKS_GRAPH}


class Together:
    """Several graphs that share no triple; ``rules.Matches``."""

    def __init__(self, *graphs: Matches) -> None:
        self._graphs = graphs

    def match(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples that a pattern fits."""
        for graph in self._graphs:
            yield from graph.match(pattern)


def checked(graph: Store) -> Together:
    """Return what the shapes see of a store: the merged graph, and what is said of rows."""
    return Together(PublishedGraph(graph), PublishedGraph(graph, names.PROVENANCE_GRAPH))


class _Nothing:
    def match(self, _: Pattern) -> Iterable[Triple]:
        return ()


_LINKS: Final = frozenset((iri(vocab.OWL_SAME_AS), iri(vocab.SKOS_CLOSE_MATCH)))
