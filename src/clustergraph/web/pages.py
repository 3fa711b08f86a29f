"""The pages: values gathered elsewhere, poured into templates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request, url_for

from .. import names
from ..querying.answers import Kind, formats_of
from ..querying.named import NamedQuery
from ..rdf import Format, Term, iri, literal
from . import negotiation, problems, responses
from .facts import Teller, Value, terms_of
from .labels import Labels
from .negotiation import Choice
from .problems import Problem
from .responses import HTML
from .wording import TEXTS

blueprint = Blueprint("pages", __name__)

MOST_ROWS: Final = 1000  # on a page; the downloads hold all
_PROBLEM: Final = Format("problem", "application/problem+json", "json", ("application/json",))
_SAMPLE: Final = """PREFIX cg: <{cg}>
PREFIX skos: <{skos}>
SELECT ?organisation ?name WHERE {{
  ?organisation a cg:ClusterOrganisation ; skos:prefLabel ?name .
}}
ORDER BY ?name"""


@blueprint.route("/")
def start() -> Response:
    """Say what this is and what is in it, with a query form and the named questions."""
    choice = Choice(HTML, HTML.media_type)
    return responses.cached(choice, _start_page, varies=False)


@blueprint.route("/problems/<name>")
def problem_kind(name: str) -> Response:
    """Explain a problem type, for its IRI leads here."""
    kind = problems.KINDS.get(name)
    if kind is None:
        raise Problem("not-found", f"no problem is called {name}", known=sorted(problems.KINDS))
    response = _render("problem_kind.html", kind=kind)
    response.headers["Content-Language"] = responses.language()
    response.vary.add("Accept-Language")
    return response


def _start_page() -> Response:
    manifest = responses.live().generation.manifest
    return _render(
        "start.html",
        counts=manifest.get("counts", {}),
        entities=_entities(manifest.get("entities", {})),
        questions=responses.questions().values(),
        query=sample_query(),
        bounds=responses.publications().bounds,
    )


def _entities(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Name the kinds by their classes where a class bears the kind's name."""
    labels = _labels()
    named = []
    for kind, count in counts.items():
        term = names.TERMS + "".join(word.title() for word in kind.split("-"))
        known = responses.live().lookup.knows(term)
        named.append((labels.text(term) if known else kind, count))
    return sorted(named, key=lambda pair: (-pair[1], pair[0]))


def sample_query() -> str:
    """Return the query that the empty form shows."""
    return _SAMPLE.format(cg=names.TERMS, skos=names.PREFIXES["skos"])


def query_page() -> Response:
    """Return the form for a query."""
    return _render("query.html", query=sample_query(), bounds=responses.publications().bounds)


def questions_page() -> Response:
    """Return the list of named questions."""
    return _render("questions.html", questions=responses.questions().values())


def thing_page(thing: str, forms: list[tuple[Format, str]]) -> Response:
    """Return the page of a thing."""
    return _render("thing.html", profile=_teller().profile(thing), forms=forms)


def ontology_page() -> Response:
    """Return the ontology with an anchor for each term."""
    lookup = responses.live().lookup
    other = Labels(lookup, "en" if responses.language() == "de" else "de")
    return _render("ontology.html", sections=terms_of(lookup, _teller(), other))


def answer_page(
    query: str,
    kind: Kind,
    content: Any,
    question: NamedQuery | None = None,
    given: Mapping[str, str] | None = None,
) -> Response:
    """Return an answer as a page: a table, a truth value, or the text of a graph."""
    rows = content["results"]["bindings"] if kind is Kind.TABLE else []
    variables = content["head"]["vars"] if kind is Kind.TABLE else []
    teller = _teller()
    return _render(
        "answer.html",
        query=query,
        kind=kind,
        variables=variables,
        rows=[[_cell(teller, row.get(name)) for name in variables] for row in rows[:MOST_ROWS]],
        count=len(rows),
        truth=content["boolean"] if kind is Kind.BOOLEAN else None,
        text=content if kind is Kind.GRAPH else None,
        question=question,
        given=given or {},
        downloads=_downloads(query, kind, question, given),
        bounds=responses.publications().bounds,
    )


def _cell(teller: Teller, binding: Mapping[str, str] | None) -> Value | None:
    """Return a binding of SPARQL JSON results (section 3.2.2) as a page shows it."""
    if binding is None:
        return None
    return teller.value(_term(binding))


def _term(binding: Mapping[str, str]) -> Term:
    if binding["type"] == "uri":
        return iri(binding["value"])
    if binding["type"] == "bnode":
        return f"_:{binding['value']}"
    language = binding.get("xml:lang")
    datatype = binding.get("datatype", names.PREFIXES["xsd"] + "string")
    return literal(str(binding["value"]), datatype, language)


def _downloads(
    query: str, kind: Kind, question: NamedQuery | None, given: Mapping[str, str] | None
) -> list[tuple[str, str]]:
    offers = formats_of(kind)
    if question is None:
        base = url_for("sparql.endpoint")
        return [(f.name, f"{base}?{urlencode({'query': query, 'format': f.name})}") for f in offers]
    base = url_for("questions.question", name=question.name)
    return [(f.name, f"{base}?{urlencode({**(given or {}), 'format': f.name})}") for f in offers]


def problem_response(problem: Problem) -> Response:
    """Return a problem as problem details, or as a page to those who prefer one."""
    wanted = responses.language()
    choice = negotiation.choose(request.headers.get("Accept"), (_PROBLEM, HTML))
    if choice is not None and choice.format is HTML:
        response = _render("problem.html", problem=problem, status=problem.kind.status)
        response.headers["Content-Type"] = responses.content_type(choice.media_type)
    else:
        response = Response(
            json.dumps(problem.as_json(wanted), ensure_ascii=False, indent=1) + "\n",
            status=problem.kind.status,
            content_type=_PROBLEM.media_type,
        )
    response.headers["Content-Language"] = wanted
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    if problem.kind.name == "unsupported-media-type":
        response.headers["Accept-Post"] = ", ".join(problem.members.get("known", ()))
    return response


def _teller() -> Teller:
    live = responses.live()
    return Teller(live.lookup, live.evidence, responses.language(), responses.local)


def _labels() -> Labels:
    return Labels(responses.live().lookup, responses.language())


def _render(template: str, status: int = 200, **values: Any) -> Response:
    language = responses.language()
    live = g.get("live")
    page = render_template(
        template,
        t=TEXTS[language],
        language=language,
        other_language="en" if language == "de" else "de",
        generation=live.generation.name if live else "",
        **values,
    )
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def helpers() -> dict[str, Callable[..., Any]]:
    """Return the functions that templates use."""
    return {"in_language": _in_language, "address": _address}


def _in_language(language: str) -> str:
    """Return this page's address in another language."""
    pairs = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    return f"{request.script_root}{request.path}?{urlencode([*pairs, ('lang', language)])}"


def _address(endpoint: str, **values: Any) -> str:
    """Return an address that keeps the language the reader chose."""
    asked = request.args.get("lang")
    if asked in responses.LANGUAGES:
        values.setdefault("lang", asked)
    return url_for(endpoint, **values)
