"""Things of a source as triples, for tests of what is gathered from a graph."""

from __future__ import annotations

from clustergraph import names
from clustergraph.rdf import Term, Triple, iri, literal

RDF = names.PREFIXES["rdf"]
SKOS = names.PREFIXES["skos"]


def term(name: str) -> Term:
    """Return a term of the ontology."""
    return iri(names.TERMS + name)


def thing(key: str, kind: str = "organisation") -> Term:
    """Return a thing of ours."""
    return iri(names.mint(kind, key))


def organisation(key: str, label: str, **more: str) -> set[Triple]:
    """Return what a source says of an organisation; ``more`` are literals by property."""
    subject = thing(key)
    return {
        (subject, iri(RDF + "type"), term("Organisation")),
        (subject, iri(SKOS + "prefLabel"), literal(label, language="en")),
        *((subject, term(name), literal(value)) for name, value in more.items()),
    }


def identifier(key: str, owner: str, scheme: str, value: str, *, main: bool = False) -> set[Triple]:
    """Return an identifier as a node; ``main`` says that its source prefers it."""
    node = thing(key, "identifier")
    said = {
        (node, iri(RDF + "type"), term("Identifier")),
        (node, term("identifierOf"), thing(owner)),
        (node, term("identifierScheme"), thing(scheme, "identifier-scheme")),
        (node, iri(SKOS + "notation"), literal(value)),
    }
    return said | ({(thing(owner), term("mainIdentifier"), node)} if main else set())


def decided(key: str, one: str, other: str, verdict: str) -> set[Triple]:
    """Return a decision as a node."""
    node = thing(key, "decision")
    return {
        (node, iri(RDF + "type"), term("Decision")),
        (node, term("decidesOn"), thing(one)),
        (node, term("decidesOn"), thing(other)),
        (node, term("verdict"), thing(verdict, "verdict")),
    }
