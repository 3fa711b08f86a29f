"""What is here and how to ask for it: VoID, and the description of the endpoint.

VoID (W3C Note 2011, section 7.2 for the well-known address) and SPARQL 1.1 Service Description. The
catalogue of a build names no host; this server adds its own addresses.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, url_for

from .. import names, vocab
from ..querying.lookup import as_bytes
from ..rdf import GRAPH_FORMATS, Triple, iri
from . import pages, responses
from .responses import HTML

blueprint = Blueprint("catalog", __name__)

_SD: Final = names.PREFIXES["sd"]
_VOID: Final = names.PREFIXES["void"]
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD", "RDF_XML",
)  # fmt: skip


@blueprint.route("/void")
@blueprint.route("/.well-known/void")
def void() -> Response:
    """Return the catalogue with the addresses of this server."""
    choice = responses.negotiate(GRAPH_FORMATS)

    def make() -> Response:
        dataset = iri(names.DATASET)
        triples = [
            *responses.live().lookup.graph(names.CATALOGUE_GRAPH),
            (dataset, iri(_VOID + "sparqlEndpoint"), _address("sparql.endpoint")),
            (dataset, iri(_VOID + "dataDump"), _address("resources.dump")),
        ]
        return Response(as_bytes(triples, choice.format))

    return responses.cached(choice, make)


@blueprint.route("/dataset")
def dataset() -> Response:
    """Lead from the dataset to its description."""
    return redirect(url_for("catalog.void"), 303)  # type: ignore[return-value]  # werkzeug's base class


def service_description() -> Response:
    """Describe the endpoint: RDF for programs, the query form for people."""
    choice = responses.negotiate((*GRAPH_FORMATS, HTML))
    if choice.format is HTML:
        return responses.cached(choice, pages.query_page)
    return responses.cached(choice, lambda: Response(as_bytes(_service(), choice.format)))


def _service() -> list[Triple]:
    endpoint = _address("sparql.endpoint")
    a = iri(vocab.RDF_TYPE)
    data, default = iri(names.DATASET), iri(names.DATASET + "#default-graph")
    triples: list[Triple] = [
        (endpoint, a, iri(_SD + "Service")),
        (endpoint, iri(_SD + "endpoint"), endpoint),
        (endpoint, iri(_SD + "supportedLanguage"), iri(_SD + "SPARQL11Query")),
        (endpoint, iri(_SD + "defaultDataset"), data),
        (data, a, iri(_SD + "Dataset")),
        (data, iri(_SD + "defaultGraph"), default),
        (default, a, iri(_SD + "Graph")),
    ]
    triples += [
        (endpoint, iri(_SD + "resultFormat"), iri(_FORMATS + name)) for name in _RESULT_FORMATS
    ]
    for name in responses.live().lookup.graph_names():
        node = iri(f"{names.DATASET}#graph-{name.removeprefix(names.GRAPHS)}")
        triples += [
            (data, iri(_SD + "namedGraph"), node),
            (node, a, iri(_SD + "NamedGraph")),
            (node, iri(_SD + "name"), iri(name)),
        ]
    return sorted(triples)


def _address(endpoint: str) -> str:
    return iri(url_for(endpoint, _external=True))
