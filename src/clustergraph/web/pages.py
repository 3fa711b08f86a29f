"""The pages: values gathered elsewhere, poured into templates."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request, url_for

from .. import names, vocab
from ..querying.answers import Kind, formats_of
from ..querying.named import NamedQuery
from ..rdf import GRAPH_FORMATS, TABLE_FORMATS, Format, Term, iri, literal
from . import dates, negotiation, problems, responses
from .facts import Teller, Value
from .figures import number
from .forms import fields_of
from .labels import Labels
from .negotiation import Choice
from .phrases import COLUMNS, pick
from .problems import Problem
from .profile import profile_of
from .responses import HTML
from .rows import resting_on, row_of
from .survey import kinds_of, story_of, topics_of
from .terms import modules_of, schemes_of, version_of
from .wording import MENDS, TEXTS

blueprint = Blueprint("pages", __name__)

MOST_ROWS: Final = 1000  # on a page; the downloads hold all
_PROBLEM: Final = Format("problem", "application/problem+json", "json", ("application/json",))
_SAMPLE: Final = """PREFIX cg: <{cg}>
PREFIX skos: <{skos}>

# Who coordinates which project, and since when does it run?
SELECT ?project ?coordinator ?start WHERE {{
  ?project a cg:Project ;
           cg:coordinatedBy ?coordinator .
  OPTIONAL {{ ?project cg:start ?start }}
}}
ORDER BY ?project"""
_ALL_OF: Final = """SELECT ?property ?value WHERE {{
  {subject} ?property ?value .
}}
ORDER BY ?property ?value"""
_NAMING: Final = ("Label", "Name")  # end a variable that names what another variable finds
_UNKNOWN: Final = '"unknown"'
_LINES_AROUND: Final = 2  # of a query, about the place where it broke


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
    mend = pick(MENDS[kind.name], responses.language()) if kind.name in MENDS else ""
    response = _render("problem_kind.html", kind=kind, mend=mend)
    response.headers["Content-Language"] = responses.language()
    response.vary.add("Accept-Language")
    return response


def _start_page() -> Response:
    live = responses.live()
    manifest = live.generation.manifest
    teller = _teller()
    return _render(
        "start.html",
        counts=manifest.get("counts", {}),
        kinds=kinds_of(teller, manifest.get("entities", {})),
        topics=topics_of(responses.questions().values(), teller.language),
        story=story_of(TEXTS[teller.language]["story"], live.lookup.knows, _local),
        version=version_of(teller),
        query=sample_query(),
        graphs=[
            (name.removeprefix(names.GRAPHS), _local(name)) for name in live.lookup.graph_names()
        ],
        example=next(iter(live.lookup.keys("project")), ""),
    )


def sample_query() -> str:
    """Return the query that the empty form shows."""
    return _SAMPLE.format(cg=names.TERMS, skos=names.PREFIXES["skos"])


def query_page() -> Response:
    """Return the form for a query."""
    return _render("query.html", query=sample_query())


def questions_page() -> Response:
    """Return the list of named questions."""
    topics = topics_of(responses.questions().values(), responses.language())
    return _render("questions.html", topics=topics)


def thing_page(thing: str, forms: list[tuple[Format, str]]) -> Response:
    """Return the page of a thing; rows and sources have one of their own."""
    teller = _teller()
    if thing.startswith(names.ROWS):
        return _render("row.html", row=row_of(teller, thing), forms=forms)
    is_source = thing.startswith(names.THINGS + "source/")
    return _render(
        "thing.html",
        profile=profile_of(teller, thing),
        rests=resting_on(teller, thing) if is_source else (),
        forms=forms,
        open_query=_ALL_OF.format(subject=iri(thing)),
    )


def ontology_page() -> Response:
    """Return the ontology with an anchor for each term."""
    live = responses.live()
    teller = _teller()
    other = Labels(live.lookup, "en" if teller.language == "de" else "de")
    return _render(
        "ontology.html",
        modules=modules_of(teller, other, live.evidence),
        schemes=schemes_of(teller),
        version=version_of(teller),
        forms=[(f, url_for("resources.ontology", suffix=f.suffix)) for f in GRAPH_FORMATS],
    )


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
    is_worded = question is not None
    shown = [name for name in variables if not is_worded or not _repeats(name, variables)]
    return _render(
        "answer.html",
        query=query,
        columns=[(name, _heading(teller, name) if is_worded else f"?{name}") for name in shown],
        rows=[
            [_cell(teller, _bound(row, name, shown), is_worded=is_worded) for name in shown]
            for row in rows[:MOST_ROWS]
        ],
        count=len(rows),
        truth=content["boolean"] if kind is Kind.BOOLEAN else None,
        text=content if kind is Kind.GRAPH else None,
        show_names=not is_worded,
        question=question,
        fields=fields_of(teller, question, given or {}) if question else [],
        downloads=_downloads(query, kind, question, given),
        permalink=_permalink(query, question, given),
    )


def _repeats(name: str, variables: Sequence[str]) -> bool:
    """Tell whether a column only names the things of another, which a page names anyway."""
    return any(name.endswith(end) and name.removesuffix(end) in variables for end in _NAMING)


def _bound(
    row: Mapping[str, Mapping[str, str]], name: str, shown: Sequence[str]
) -> Mapping[str, str] | None:
    """Return the binding of a column; where it has none, of the one that names it."""
    naming = (row.get(name + end) for end in _NAMING if name + end not in shown)
    return row.get(name) or next(filter(None, naming), None)


def _heading(teller: Teller, variable: str) -> str:
    """Name a column by the term that its variable is called after, or by the variable's words."""
    for end in _NAMING:
        variable = variable.removesuffix(end) or variable
    if variable in COLUMNS:
        return pick(COLUMNS[variable], teller.language)
    for term in (variable, variable[:1].upper() + variable[1:]):
        if re.fullmatch(r"[A-Za-z]+", term) and (found := teller.labels.own(names.TERMS + term)):
            return found[0]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", variable).lower()


def _cell(teller: Teller, binding: Mapping[str, str] | None, *, is_worded: bool) -> Value | None:
    """Return a binding of SPARQL JSON results (section 3.2.2) as a page shows it.

    None is an empty cell. Where it is worded, dates and numbers are told in the reader's language.
    """
    if binding is None:
        return None
    term = _term(binding)
    if not is_worded:
        return teller.plain(term)
    if term == _UNKNOWN:
        text = TEXTS[teller.language]["unknown"]
        return Value(text, teller.language, datatype="unknown", raw="unknown")
    return teller.value(term)


def _term(binding: Mapping[str, str]) -> Term:
    if binding["type"] == "uri":
        return iri(binding["value"])
    if binding["type"] == "bnode":
        return f"_:{binding['value']}"
    language = binding.get("xml:lang")
    datatype = binding.get("datatype", vocab.XSD_STRING)
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


def _permalink(query: str, question: NamedQuery | None, given: Mapping[str, str] | None) -> str:
    """Return the address that gives this answer again, with every parameter in it."""
    if question is None:
        return f"{url_for('sparql.endpoint')}?{urlencode({'query': query, 'format': HTML.name})}"
    chosen = {p.name: (given or {}).get(p.name, p.default) for p in question.parameters}
    address = url_for("questions.question", name=question.name)
    return f"{address}?{urlencode(chosen)}" if chosen else address


def problem_response(problem: Problem) -> Response:
    """Return a problem as problem details, or as a page to those who prefer one."""
    wanted = responses.language()
    choice = negotiation.choose(request.headers.get("Accept"), (_PROBLEM, HTML))
    if choice is not None and choice.format is HTML:
        response = _problem_page(problem, wanted)
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


def _problem_page(problem: Problem, language: str) -> Response:
    """Say what was found, what to do, and what there is instead."""
    known = [str(name) for name in problem.members.get("known", ())]
    is_things = bool(known) and all(name.startswith(names.THINGS) for name in known)
    teller = _teller() if "live" in g else None
    query = request.values.get("query", "")
    asked = (request.view_args or {}).get("name", "")
    return _render(
        "problem.html",
        status=problem.kind.status,
        problem=problem,
        mend=pick(MENDS[problem.kind.name], language) if problem.kind.name in MENDS else "",
        known=[] if is_things else known,
        near=[teller.value(iri(name)) for name in known] if teller and is_things else [],
        query=query,
        excerpt=_excerpt(query, problem.members.get("line"), problem.members.get("column")),
        question=responses.questions().get(asked) if request.blueprint == "questions" else None,
    )


def _excerpt(query: str, line: int | None, column: int | None) -> list[tuple[int, str, str]]:
    """Return the lines about a place: number, text, and a caret below it or nothing."""
    if not query or line is None:
        return []
    lines = query.splitlines()
    first, last = max(1, line - _LINES_AROUND), min(len(lines), line + _LINES_AROUND)
    return [
        (n, lines[n - 1], " " * ((column or 1) - 1) + "^" if n == line else "")
        for n in range(first, last + 1)
    ]


def _teller() -> Teller:
    live = responses.live()
    # One page links to the same things again and again, and an address takes its time to make.
    return Teller(live.lookup, live.evidence, responses.language(), cache(_local))


def _render(template: str, status: int = 200, **values: Any) -> Response:
    language = responses.language()
    live = g.get("live")
    built = live.generation.manifest.get("built") if live else None
    page = render_template(
        template,
        t=TEXTS[language],
        language=language,
        other_language="en" if language == "de" else "de",
        generation=live.generation.name if live else "",
        built=dates.day(datetime.fromisoformat(built).date(), language) if built else "",
        bounds=responses.publications().bounds,
        answer_forms=TABLE_FORMATS,
        graph_forms=GRAPH_FORMATS,
        **values,
    )
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def helpers() -> dict[str, Callable[..., Any]]:
    """Return the functions that templates use."""
    return {"in_language": _in_language, "address": _address, "say_number": _say_number}


def _say_number(value: int) -> str:
    """Return a number as the page's language writes it."""
    return number(str(value), responses.language())


def _in_language(language: str) -> str:
    """Return this page's address in another language."""
    pairs = [(k, v) for k, v in request.values.items(multi=True) if k != "lang"]
    return f"{request.script_root}{request.path}?{urlencode([*pairs, ('lang', language)])}"


def _address(endpoint: str, **values: Any) -> str:
    """Return an address that keeps the language the reader chose."""
    asked = request.args.get("lang")
    if asked in responses.LANGUAGES:
        values.setdefault("lang", asked)
    return url_for(endpoint, **values)


def _local(iri: str) -> str | None:
    """Return the local address of an IRI of ours, in the language the reader chose."""
    found = responses.local(iri)
    asked = request.args.get("lang")
    if found is None or asked not in responses.LANGUAGES:
        return found
    path, mark, fragment = found.partition("#")
    return f"{path}?lang={asked}{mark}{fragment}"
