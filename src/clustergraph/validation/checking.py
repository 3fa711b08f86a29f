"""SHACL by pySHACL: triples in, results out.

The results are plain and sorted; which table and cell a result belongs to is for others to find.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from ..findings import Severity
from ..names import PREFIXES
from ..rdf import Term, Triple, iri, literal, parts_of
from .shapes import Shapes

_STRING: Final = PREFIXES["xsd"] + "string"


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that breaks one shape; ``path`` and ``value`` where the shape names them."""

    focus: Term
    path: str | None
    value: Term | None
    shape: str
    severity: Severity
    message_en: str
    message_de: str

    @property
    def order(self) -> tuple[str, str, str, str]:
        """The sort key: shape, then focus node, path and value."""
        return (self.shape, self.focus, self.path or "", self.value or "")


def validate(shapes: Shapes, triples: Iterable[Triple]) -> list[Result]:
    """Check triples (asserted, inferred, ontology and rows together) against shapes (SHACL 3.4)."""
    data = graph_of(triples)
    _, report, _ = pyshacl.validate(data, shacl_graph=graph_of(shapes.triples), inplace=True)
    assert isinstance(report, Graph)  # noqa: S101  # pySHACL gives a graph unless asked otherwise
    by_iri = {shape.iri: shape for shape in shapes.all}
    results = set()
    for node in report.subjects(RDF.type, SH.ValidationResult):
        shape = by_iri[str(report.value(node, SH.sourceShape))]
        focus = report.value(node, SH.focusNode)
        path = report.value(node, SH.resultPath)
        value = report.value(node, SH.value)
        results.add(
            Result(
                _text(focus),  # type: ignore[arg-type]  # every result has a focus node (SHACL 3.6.2.1)
                str(path) if isinstance(path, URIRef) else None,
                _text(value) if value is not None else None,
                shape.iri,
                shape.severity,
                shape.message_en,
                shape.message_de,
            )
        )
    return sorted(results, key=lambda result: result.order)


def graph_of(triples: Iterable[Triple]) -> Graph:
    """Build an rdflib graph of triples; literals keep the form that they have."""
    graph = Graph()
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
