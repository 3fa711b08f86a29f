"""What the house itself asks of the store: fixed patterns, no text of others.

These run in the server's own process, so that pages stay quick while guests' queries keep every
worker busy. Each call reads to the end in the calling thread: Oxigraph ends the process when an
iterator is dropped in another one. Graphs come back as sorted triples of text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad
from pyoxigraph import Triple as Node3

from .. import names
from ..rdf import Format, Term, Triple, node_of, term_of
from ..store import open_store
from .writing import write_graph


class Lookup:
    """Reads one published store; safe to share between threads.

    Raises StoreError when the store cannot be opened.
    """

    def __init__(self, store_path: Path) -> None:
        self._store = open_store(store_path)

    def about(self, subject: str) -> list[Triple]:
        """Return what any graph says of an IRI, with the blank nodes that hang on it."""
        found: set[Triple] = set()
        open_ends: list[NamedNode | BlankNode] = [NamedNode(subject)]
        seen = set(open_ends)
        while open_ends:
            node = open_ends.pop()
            for quad in self._store.quads_for_pattern(node, None, None, None):
                found.add(_texts(quad))
                if isinstance(quad.object, BlankNode) and quad.object not in seen:
                    seen.add(quad.object)
                    open_ends.append(quad.object)
        return sorted(found)

    def mentions(self, iri: str, graph: str | None = None) -> list[Triple]:
        """Return the triples of the default graph, or of a named one, whose object is an IRI."""
        where = DefaultGraph() if graph is None else NamedNode(graph)
        pattern = self._store.quads_for_pattern(None, None, NamedNode(iri), where)
        return sorted({_texts(quad) for quad in pattern})

    def objects(self, subject: str, predicate: str) -> list[Term]:
        """Return the objects of a subject and a predicate in the default graph, sorted."""
        pattern = self._store.quads_for_pattern(
            NamedNode(subject), NamedNode(predicate), None, DefaultGraph()
        )
        return sorted({_text(quad.object) for quad in pattern})

    def properties(self, subject: str) -> dict[str, list[Term]]:
        """Return what the default graph says of an IRI: property IRIs with sorted objects."""
        found: dict[str, set[Term]] = {}
        pattern = self._store.quads_for_pattern(NamedNode(subject), None, None, DefaultGraph())
        for quad in pattern:
            found.setdefault(quad.predicate.value, set()).add(_text(quad.object))
        return {predicate: sorted(objects) for predicate, objects in found.items()}

    def having(self, predicate: str, object_: Term | None = None) -> list[Triple]:
        """Return the triples of the default graph with a predicate, and an object if given."""
        pattern = self._store.quads_for_pattern(
            None,
            NamedNode(predicate),
            None if object_ is None else node_of(object_),
            DefaultGraph(),
        )
        return sorted({_texts(quad) for quad in pattern})

    def knows(self, iri: str) -> bool:
        """Tell whether any graph says something of an IRI; what is no IRI is unknown."""
        try:
            node = NamedNode(iri)
        except ValueError:
            return False
        quads = self._store.quads_for_pattern(node, None, None, None)
        return next(iter(quads), None) is not None

    def keys(self, kind: str) -> list[str]:
        """Return the keys of all things of a kind, sorted."""
        return self._keys.get(kind, [])

    def kinds(self) -> list[str]:
        """Return the kinds of things there are, sorted."""
        return sorted(self._keys)

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        found: dict[str, set[str]] = {}
        pattern = self._store.quads_for_pattern(None, None, None, DefaultGraph())
        for subject in {quad.subject for quad in pattern}:
            place = names.kind_and_key(subject.value) if isinstance(subject, NamedNode) else None
            if place is not None:
                found.setdefault(place[0], set()).add(place[1])
        return {kind: sorted(keys) for kind, keys in found.items()}

    def graph(self, name: str) -> list[Triple]:
        """Return a named graph; empty for one that does not exist."""
        return sorted(
            _texts(quad)
            for quad in self._store.quads_for_pattern(None, None, None, NamedNode(name))
        )

    def graph_names(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(g.value for g in self._store.named_graphs() if isinstance(g, NamedNode))


def _texts(quad: Quad) -> Triple:
    return _text(quad.subject), term_of(quad.predicate), _text(quad.object)


def _text(node: NamedNode | BlankNode | Literal | Node3) -> Term:
    """Write a node; triple terms (RDF 1.2) do not occur in what we publish."""
    if isinstance(node, Node3):
        raise TypeError(f"{node} is a triple term, which no graph of ours holds")
    return term_of(node)


def as_bytes(triples: Iterable[Triple], form: Format) -> bytes:
    """Write triples of text in a graph format."""
    output = io.BytesIO()
    nodes = (Node3(*map(node_of, triple)) for triple in triples)  # type: ignore[arg-type]
    write_graph(nodes, output, form.name)
    return output.getvalue()
