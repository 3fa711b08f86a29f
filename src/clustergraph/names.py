"""The only place where an IRI of ours is spelled.

Things live under ``…/id/<kind>/<key>``, terms under ``…/ontology#``, tables under
``…/graph/<table>``. The base is an identifier, not an address: a server anywhere may serve it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

BASE: Final = "https://w3id.org/clustergraph/"
ONTOLOGY: Final = BASE + "ontology"
TERMS: Final = ONTOLOGY + "#"
SHAPES: Final = BASE + "shapes#"
RULES: Final = BASE + "rules#"
THINGS: Final = BASE + "id/"
ROWS: Final = THINGS + "row/"
GRAPHS: Final = BASE + "graph/"
STATEMENTS: Final = BASE + "statement/"
INFERENCES: Final = BASE + "inference/"
DATASET: Final = BASE + "dataset"
REASONER: Final = DATASET + "#reasoner"

ONTOLOGY_GRAPH: Final = GRAPHS + "ontology"
INFERRED_GRAPH: Final = GRAPHS + "inferred"
PROVENANCE_GRAPH: Final = GRAPHS + "provenance"
CATALOGUE_GRAPH: Final = GRAPHS + "catalogue"
LINKS_GRAPH: Final = GRAPHS + "links"

PREFIXES: Final[dict[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cg": TERMS,
    "csvw": "http://www.w3.org/ns/csvw#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "graph": GRAPHS,
    "id": THINGS,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def mint(kind: str, key: str) -> str:
    """Return the IRI of a thing.

    >>> mint("organisation", "silicon-saxony")
    'https://w3id.org/clustergraph/id/organisation/silicon-saxony'
    """
    return f"{THINGS}{kind}/{key}"


def kind_and_key(iri: str) -> tuple[str, str] | None:
    """Return kind and key of a thing's IRI, or None for an IRI that is not ours; undoes mint().

    >>> kind_and_key("https://w3id.org/clustergraph/id/organisation/silicon-saxony")
    ('organisation', 'silicon-saxony')
    """
    if not iri.startswith(THINGS):
        return None
    kind, slash, key = iri.removeprefix(THINGS).partition("/")
    return (kind, key) if slash and kind and key else None


def graph(table: str) -> str:
    """Return the IRI of a table's named graph.

    >>> graph("memberships")
    'https://w3id.org/clustergraph/graph/memberships'
    """
    return GRAPHS + table


def row(table: str, key: str) -> str:
    """Return the IRI of the node that carries the evidence of one row.

    >>> row("memberships", "a--b")
    'https://w3id.org/clustergraph/id/row/memberships--a--b'
    """
    return f"{ROWS}{table}--{key}"


def nameless_shape(source: str, label: str) -> str:
    """Return the IRI by which a report knows a shape to which its source gave none.

    >>> nameless_shape("partner data", "b1")
    'https://w3id.org/clustergraph/source/partner%20data/shapes#b1'
    """
    return f"{BASE}source/{quote(source, safe='')}/shapes#{label}"


def statement(triple: str) -> str:
    """Return the IRI of a triple that is spoken about, by its N-Triples text.

    >>> statement('<a:s> <a:p> "o"')[:60]
    'https://w3id.org/clustergraph/statement/46b1d68cfb23095a47e6'
    """
    return f"{STATEMENTS}{_digest(triple)}"


def inference(rule: str, conclusion: str, premises: Iterable[str]) -> str:
    """Return the IRI of one application of a rule; triples by their N-Triples text."""
    return f"{INFERENCES}{_digest(chr(10).join((rule, conclusion, *premises)))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def skolem(label: str) -> str:
    """Return an IRI in the place of a blank node (RDF 1.1 Concepts, 3.5).

    >>> skolem("b0")
    'https://w3id.org/clustergraph/.well-known/genid/b0'
    """
    return f"{BASE}.well-known/genid/{label}"


def file(path: str) -> str:
    """Return the IRI of a file of the project.

    >>> file("data/memberships.csv")
    'https://w3id.org/clustergraph/data/memberships.csv'
    """
    return BASE + path


def source_file(source: str, name: str) -> str:
    """Return the path by which a publisher's file is known in IRIs, wherever it lies.

    >>> file(source_file("ror", "records 2.jsonl"))
    'https://w3id.org/clustergraph/sources/ror/files/records%202.jsonl'
    """
    return f"sources/{quote(source, safe='')}/files/{quote(name, safe='/')}"


def publisher(source: str) -> str:
    """Return the IRI of the publisher of a source that gives itself no address."""
    return f"{BASE}sources/{quote(source, safe='')}#publisher"


def place(path: str, line: int, column: int | None) -> str:
    """Return the IRI of a line of a file, or of a cell on it; both count from 1.

    >>> place("data/memberships.csv", 3, 6)
    'https://w3id.org/clustergraph/data/memberships.csv#line=3;column=6'
    """
    return f"{file(path)}#line={line}" + ("" if column is None else f";column={column}")


def expand(name: str) -> str | None:
    """Return the IRI of a prefixed name, or None if its prefix is unknown.

    >>> expand("cg:coordinates")
    'https://w3id.org/clustergraph/ontology#coordinates'
    """
    prefix, colon, local = name.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else None


def shorten(iri: str) -> str:
    """Return the prefixed name of an IRI, or the IRI itself; undoes expand().

    >>> shorten("https://w3id.org/clustergraph/ontology#coordinates")
    'cg:coordinates'
    """
    best = max(
        (item for item in PREFIXES.items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    return iri if best is None else f"{best[0]}:{iri.removeprefix(best[1])}"
