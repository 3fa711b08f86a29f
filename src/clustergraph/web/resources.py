"""Every IRI of ours leads somewhere: things, the ontology, graphs.

A thing is not a document, so its IRI answers 303 to one (Cool URIs for the Semantic Web, 4.2). A
suffix on the IRI gives the document at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, redirect, request, url_for

from .. import names, store
from ..errors import UnknownThing
from ..querying.lookup import as_bytes
from ..rdf import GRAPH_FORMATS, Format, Triple
from . import pages, responses
from .negotiation import Choice
from .responses import HTML

blueprint = Blueprint("resources", __name__)

_AT_ONCE: Final = 1 << 18  # bytes
_SUFFIXES: Final = {form.suffix: form for form in (*GRAPH_FORMATS, HTML)}


@blueprint.route("/id/<path:name>")
def thing(name: str) -> Response:
    """Lead from a thing to a document about it."""
    stem, form = _split(name)
    if form is not None and not _is_known(name):
        return page(stem) if form is HTML else _document(stem, form)
    _require(name)
    choice = responses.negotiate((*GRAPH_FORMATS, HTML))
    if choice.format is HTML:
        target = url_for("resources.page", name=name, lang=_language_asked())
    else:
        target = url_for("resources.data", name=f"{name}.{choice.format.suffix}")
    response = Response(status=303, headers={"Location": target})
    response.vary.add("Accept")
    response.headers["Link"] = responses.alternates(_forms(name))
    return response


@blueprint.route("/data/<path:name>")
def data(name: str) -> Response:
    """Return what the graph says of a thing and what else points to it, as RDF."""
    stem, form = _split(name)
    if form is None or form is HTML:
        raise responses.not_acceptable(GRAPH_FORMATS)
    return _document(stem, form)


@blueprint.route("/page/<path:name>")
def page(name: str) -> Response:
    """Return the page of a thing."""
    _require(name)
    iri = names.THINGS + name
    choice = Choice(HTML, HTML.media_type)
    response = responses.cached(choice, lambda: pages.thing_page(iri, _forms(name)), varies=False)
    response.headers["Link"] = responses.alternates(_forms(name))
    return response


@blueprint.route("/ontology")
@blueprint.route("/ontology.<suffix>")
def ontology(suffix: str | None = None) -> Response:
    """Return the ontology, as RDF or as a page with an anchor for each term."""
    return _graph(names.ONTOLOGY_GRAPH, suffix, pages.ontology_page)


@blueprint.route("/ontology/<path:part>")
def ontology_part(part: str) -> Response:
    """Lead from a module or a version of the ontology to the ontology."""
    if not responses.live().lookup.knows(f"{names.ONTOLOGY}/{part}"):
        raise UnknownThing(f"the ontology has no part {part}")
    return redirect(url_for("resources.ontology"), 303)  # type: ignore[return-value]  # werkzeug's base class


@blueprint.route("/graph/<name>")
def graph(name: str) -> Response:
    """Return a named graph; a suffix decides the form."""
    stem, form = _split(name)
    if form is HTML:
        raise responses.not_acceptable(GRAPH_FORMATS)
    return _graph(names.graph(stem), form.suffix if form else None)


@blueprint.route("/dataset.nq")
def dump() -> Response:
    """Return all named graphs as N-Quads."""
    form = next(form for form in GRAPH_FORMATS if form.name == "nquads")
    generation = responses.live().generation
    if not generation.dataset_path.is_dir():
        raise UnknownThing("this generation has no dump")

    def make() -> Response:
        files = list(store.dataset.pieces(generation.dataset_path))
        response = Response(_content(generation, files))
        response.content_length = sum(file.stat().st_size for file in files)
        return response

    return responses.cached(Choice(form, form.media_type), make, varies=False)


def _content(generation: store.Generation, files: list[Path]) -> Iterator[bytes]:
    """Yield what files of a generation hold, which stays until the client has it all or is gone."""
    with store.keeping(generation):
        for path in files:
            with path.open("rb") as file:
                while some := file.read(_AT_ONCE):
                    yield some


def _graph(iri: str, suffix: str | None, make_page: object = None) -> Response:
    offers = (*GRAPH_FORMATS, HTML) if make_page else GRAPH_FORMATS
    known = responses.live().lookup.graph_names()
    if iri not in known:
        tables = [name.removeprefix(names.GRAPHS) for name in known]
        raise UnknownThing(f"no graph is called {iri.removeprefix(names.GRAPHS)}", tables)
    if suffix is None:
        choice = responses.negotiate(offers)
    elif suffix in _SUFFIXES and _SUFFIXES[suffix] in offers:
        choice = Choice(_SUFFIXES[suffix], _SUFFIXES[suffix].media_type)
    else:
        raise responses.not_acceptable(offers)
    if choice.format is HTML and callable(make_page):
        return responses.cached(choice, make_page, varies=suffix is None)
    return responses.cached(
        choice,
        lambda: Response(as_bytes(responses.live().lookup.graph(iri), choice.format)),
        varies=suffix is None,
    )


def _document(name: str, form: Format) -> Response:
    _require(name)
    iri = names.THINGS + name
    response = responses.cached(
        Choice(form, form.media_type), lambda: Response(as_bytes(_all_of(iri), form)), varies=False
    )
    response.headers["Link"] = responses.alternates(_forms(name))
    return response


def _all_of(iri: str) -> list[Triple]:
    lookup = responses.live().lookup
    return sorted({*lookup.about(iri), *lookup.mentions(iri)})


def _split(name: str) -> tuple[str, Format | None]:
    """Take a known suffix off a name."""
    stem, dot, suffix = name.rpartition(".")
    if dot and stem and suffix in _SUFFIXES:
        return stem, _SUFFIXES[suffix]
    return name, None


def _is_known(name: str) -> bool:
    return responses.live().lookup.knows(names.THINGS + name)


def _require(name: str) -> None:
    if not _is_known(name):
        raise UnknownThing(f"the graph knows no {names.THINGS}{name}", _near(name))


def _near(name: str) -> list[str]:
    """Return the IRIs of things whose keys are spelled alike, the same kind first."""
    kind, _, key = name.partition("/")
    lookup = responses.live().lookup
    for kinds in ([kind], lookup.kinds()):
        spelled = {key: names.mint(kind, key) for kind in kinds for key in lookup.keys(kind)}
        near = difflib.get_close_matches(key or kind, spelled, n=5)
        if near:
            return [spelled[key] for key in near]
    return []


def _forms(name: str) -> list[tuple[Format, str]]:
    """Return the documents about a thing: form and address."""
    return [
        *(
            (form, url_for("resources.data", name=f"{name}.{form.suffix}"))
            for form in GRAPH_FORMATS
        ),
        (HTML, url_for("resources.page", name=name)),
    ]


def _language_asked() -> str | None:
    asked = request.args.get("lang")
    return asked if asked in responses.LANGUAGES else None
