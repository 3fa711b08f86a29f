"""The closure as owlrl computes it: the judge of what follows.

owlrl is brute force and its time grows with every term, so it does not see words from which nothing
can follow: a triple whose object is a plain or language-tagged string and whose property has no
axiom. That could matter only where two names turn out to be one thing (then the words hold of
both), so if the closure says ``sameAs`` of two names, it is computed again over everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import owlrl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import OWL
from rdflib.term import Node

from ..names import PREFIXES
from ..rdf import Term, Triple, is_literal, literal, parts_of
from ..rules import TYPE
from .rules_of_owl import SAME, SUBPROPERTY
from .trivia import is_trivial

_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
_STRING: Final = PREFIXES["xsd"] + "string"
_WORDS: Final = frozenset((_STRING, PREFIXES["rdf"] + "langString"))
_HAS_KEY: Final = f"<{_OWL}hasKey>"
_SILENT_TYPES: Final = frozenset(
    f"<{name}>"
    for name in (
        _OWL + "AnnotationProperty",
        _OWL + "DatatypeProperty",
        PREFIXES["rdf"] + "Property",
    )
)
_AXIOMS: Final = frozenset(
    f"<{name}>"
    for name in (
        _RDFS + "domain", _RDFS + "range", _OWL + "inverseOf", _OWL + "equivalentProperty",
        _OWL + "propertyDisjointWith", _OWL + "onProperty", _OWL + "assertionProperty",
        _OWL + "propertyChainAxiom", PREFIXES["rdf"] + "first", _OWL + "sameAs",
    )
) | {SUBPROPERTY}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Closure:
    """What owlrl adds, without the trivial, and its messages on contradictions."""

    triples: frozenset[Triple]
    messages: tuple[str, ...]


def close(triples: Iterable[Triple]) -> Closure:
    """Compute the OWL 2 RL closure with owlrl; only new triples come back."""
    everything = {triple for triple in triples if triple[1] != _HAS_KEY}
    closure = _close(without_silent_words(everything), everything)
    if any(predicate == SAME for _, predicate, _ in closure.triples | everything):
        closure = _close(everything, everything)
    return closure


def without_silent_words(triples: set[Triple]) -> set[Triple]:
    """Leave out the words from which nothing can follow."""
    speaking = {
        term
        for subject, predicate, object_ in triples
        if predicate in _AXIOMS or (predicate == TYPE and object_ not in _SILENT_TYPES)
        for term in (subject, object_)
    }
    return {
        triple
        for triple in triples
        if triple[1] in speaking or not _is_words(triple[2])
    }  # fmt: skip


def _is_words(term: Term) -> bool:
    return is_literal(term) and parts_of(term).datatype in _WORDS


class _Semantics(owlrl.OWLRL_Semantics):  # type: ignore[misc]  # owlrl has no types
    """owlrl's machine, which does not write down that each thing is the same as itself.

    From ``x sameAs x`` only the triples follow that are there already, yet owlrl tries them all
    again in every cycle: half of its time.
    """

    def store_triple(self, triple: tuple[Node, Node, Node]) -> None:
        """Keep a conclusion unless it is ``x sameAs x``."""
        if triple[0] != triple[2] or triple[1] != OWL.sameAs:
            super().store_triple(triple)


def _close(triples: set[Triple], known: set[Triple]) -> Closure:
    graph = Graph()
    for triple in sorted(triples):
        subject, predicate, object_ = map(_node, triple)
        graph.add((subject, predicate, object_))
    machine = _Semantics(graph, False, False)
    machine.closure()
    messages = tuple(sorted(machine.error_messages))
    found = (tuple(map(_text, triple)) for triple in graph)
    added = (triple for triple in found if triple not in known)
    new = frozenset(triple for triple in added if not is_trivial(triple))  # type: ignore[arg-type]
    return Closure(new, messages)  # type: ignore[arg-type]  # three terms each, by construction


def _node(term: Term) -> Node:
    if term.startswith("<"):
        return URIRef(term[1:-1])
    if term.startswith("_:"):
        return BNode(term[2:])
    parts = parts_of(term)
    if parts.datatype in _WORDS:
        return Literal(parts.lexical, lang=parts.language)
    return Literal(parts.lexical, datatype=URIRef(parts.datatype), normalize=False)


def _text(node: Node) -> Term:
    if isinstance(node, Literal):
        return literal(str(node), str(node.datatype) if node.datatype else _STRING, node.language)
    return f"<{node}>" if isinstance(node, URIRef) else f"_:{node}"
