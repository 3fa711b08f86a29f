"""SHACL by pySHACL: the engine by which the other is judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as SparqlResult
from rdflib.term import Node

from ..errors import ProjectError
from ..names import PREFIXES
from ..rdf import Term, Triple, iri, literal, parts_of
from .results import Result
from .shapes import Shapes

_STRING: Final = PREFIXES["xsd"] + "string"


def validate(shapes: Shapes, triples: Iterable[Triple]) -> list[Result]:
    """Check triples (asserted, inferred, ontology and rows together) against shapes (SHACL 3.4).

    Raises ProjectError when a shape breaks the rules of SHACL itself, such as VALUES in a query.
    """
    data = graph_of(triples)
    _, report, _ = pyshacl.validate(data, shacl_graph=graph_of(shapes.triples), inplace=True)
    if not isinstance(report, Graph):  # pySHACL returns its ValidationFailure instead of raising it
        raise ProjectError(f"the shapes cannot be used: {report}")
    by_iri = {shape.iri: shape for shape in shapes.all}
    results = set()
    for node in report.objects(predicate=SH.result):  # those of inner shapes hang on sh:detail
        shape = by_iri[str(report.value(node, SH.sourceShape))]
        focus = report.value(node, SH.focusNode)
        path = report.value(node, SH.resultPath)
        value = report.value(node, SH.value)
        if value == focus and path is None:
            value = None  # the value node of a node shape is the focus node itself (SHACL 2.2)
        results.add(
            Result(
                _text(focus),  # type: ignore[arg-type]  # every result has a focus node (SHACL 3.6.2.1)
                _predicate(report, path),
                _text(value) if value is not None else None,
                shape.iri,
                shape.severity,
                shape.message_en,
                shape.message_de,
            )
        )
    return sorted(results, key=lambda result: result.order)


def _predicate(report: Graph, path: Node | None) -> str | None:
    """Return the predicate whose value is to be mended: of a choice of paths the first."""
    if isinstance(path, BNode):
        choice = report.value(path, SH.alternativePath)
        path = report.value(choice, RDF.first) if choice else None
    return str(path) if isinstance(path, URIRef) else None


class _Graph(Graph):
    """A graph that parses each query once.

    pySHACL sends the query of a ``sh:sparql`` shape anew for each focus node, and rdflib takes 20
    to 80 ms to parse one: over the curated graph 52 of 54 seconds.
    """

    def __init__(self) -> None:
        super().__init__()
        self._parsed: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> SparqlResult:
        """Answer a query; the text of one that was asked before is not parsed again."""
        if isinstance(query_object, str):
            if query_object not in self._parsed:
                self._parsed[query_object] = prepareQuery(query_object)
            query_object = self._parsed[query_object]
        return super().query(query_object, *args, **options)


def graph_of(triples: Iterable[Triple]) -> Graph:
    """Build an rdflib graph of triples; literals keep the form that they have."""
    graph = _Graph()
    nodes: dict[Term, Node] = {}
    for triple in triples:
        for term in triple:
            if term not in nodes:
                nodes[term] = _node(term)
        graph.add((nodes[triple[0]], nodes[triple[1]], nodes[triple[2]]))
    return graph


def _node(term: Term) -> Node:
    if term.startswith("<"):
        return URIRef(term[1:-1])
    if term.startswith("_:"):
        return BNode(term[2:])
    parts = parts_of(term)
    if parts.language or parts.datatype == _STRING:
        return Literal(parts.lexical, lang=parts.language)
    return Literal(parts.lexical, datatype=URIRef(parts.datatype), normalize=False)


def _text(node: Node) -> Term:
    if isinstance(node, URIRef):
        return iri(str(node))
    if isinstance(node, Literal):
        return literal(str(node), str(node.datatype) if node.datatype else _STRING, node.language)
    return f"_:{node}"
