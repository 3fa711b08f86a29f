"""The endpoint: SPARQL 1.1 queries by GET, form POST and direct POST."""

from __future__ import annotations

import json
from typing import Any, Final

from flask import Blueprint, Response, request

from ..errors import UnknownThing
from ..querying.answers import Answer, Kind, format_named, formats_of, kind_of
from ..querying.limits import Scan
from ..rdf import Format
from . import catalog, pages, protocol, responses
from .negotiation import Choice
from .protocol import Demand
from .responses import HTML

blueprint = Blueprint("sparql", __name__)

_PAGE_FORMATS: Final = {Kind.TABLE: "json", Kind.BOOLEAN: "json", Kind.GRAPH: "turtle"}


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query, or describe the endpoint where none is asked."""
    demand = protocol.read(
        request.method,
        request.query_string,
        request.mimetype,
        request.mimetype_params,
        request.get_data() if request.method == "POST" else b"",
    )
    if demand is None:
        return catalog.service_description()
    scan = responses.live().pool.check(demand.query)
    kind = kind_of(scan.form)
    choice = _choice(demand, kind)
    return responses.cached(choice, lambda: _answer(demand, scan, choice), is_stable=scan.is_stable)


def _choice(demand: Demand, kind: Kind) -> Choice:
    """Return the form of the answer: by name if one is given, else by Accept."""
    if demand.format is None:
        return responses.negotiate((*formats_of(kind), HTML))
    if demand.format == HTML.name:
        return Choice(HTML, HTML.media_type)
    try:
        form = format_named(demand.format, kind)
    except UnknownThing as error:
        raise responses.not_acceptable((*formats_of(kind), HTML)) from error
    return Choice(form, form.media_type)


def _answer(demand: Demand, scan: Scan, choice: Choice) -> Response:
    if choice.format is HTML:
        form = format_named(_PAGE_FORMATS[kind_of(scan.form)], kind_of(scan.form))
        with _ask(demand, form) as answer:
            return pages.answer_page(demand.query, answer.kind, readable(answer))
    return stream(_ask(demand, choice.format))


def _ask(demand: Demand, form: Format) -> Answer:
    return responses.live().pool.ask(
        demand.query,
        form,
        default_graphs=demand.default_graphs,
        named_graphs=demand.named_graphs,
    )


def stream(answer: Answer) -> Response:
    """Send an answer that is already whole, piece by piece."""
    response = Response(answer.pieces())
    response.headers["Content-Length"] = str(answer.size)
    response.call_on_close(answer.close)
    return response


def readable(answer: Answer) -> Any:
    """Return what a page shows of an answer: JSON results, or the text of a graph."""
    if answer.kind is Kind.GRAPH:
        return answer.read().decode()
    return json.loads(answer.read())
