"""The named questions as addresses: ``/questions/coordinator-of?project=clustrat``."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, jsonify, request

from ..errors import UnknownThing
from ..querying import limits
from ..querying.answers import Kind, format_named, formats_of, kind_of
from ..querying.named import NamedQuery
from ..rdf import Format
from . import pages, responses, sparql
from .negotiation import Choice
from .responses import HTML

blueprint = Blueprint("questions", __name__)

_JSON: Final = Format("json", "application/json", "json")
_OURS: Final = ("lang", "format")


@blueprint.route("/questions")
def listing() -> Response:
    """List the questions, for people or for programs."""
    choice = responses.negotiate((HTML, _JSON))
    if choice.format is HTML:
        return responses.cached(choice, pages.questions_page)
    return responses.cached(
        choice, lambda: jsonify([_entry(q) for q in responses.questions().values()])
    )


@blueprint.route("/questions/<name>")
def question(name: str) -> Response:
    """Answer one question with the parameters given, and its defaults for the others."""
    asked = responses.questions().get(name)
    if asked is None:
        known = sorted(responses.questions())
        raise UnknownThing(f'no question is called "{name}"', known)
    live = responses.live()
    given = {key: value for key, value in request.args.items() if key not in _OURS and value}
    kind = kind_of(limits.read(asked.text).form)
    choice = _choice(kind)
    filled = _with_language(asked, given) if choice.format is HTML else given
    text = asked.bind(filled, live.lookup.knows)
    scan = live.pool.check(text)

    def answer() -> Response:
        if choice.format is not HTML:
            return sparql.stream(live.pool.ask(text, choice.format))
        form = format_named("turtle" if kind is Kind.GRAPH else "json", kind)
        with live.pool.ask(text, form) as found:
            return pages.answer_page(text, kind, sparql.readable(found), asked, filled)

    return responses.cached(choice, answer, is_stable=scan.is_stable)


def _choice(kind: Kind) -> Choice:
    name = request.args.get("format")
    offers = (*formats_of(kind), HTML)
    if name is None:
        return responses.negotiate(offers)
    for offer in offers:
        if name in (offer.name, offer.suffix):
            return Choice(offer, offer.media_type)
    raise responses.not_acceptable(offers)


def _with_language(asked: NamedQuery, given: dict[str, str]) -> dict[str, str]:
    """Let labels on a page come in the page's language unless the asker says otherwise."""
    if any(parameter.name == "language" for parameter in asked.parameters):
        return {"language": responses.language(), **given}
    return given


def _entry(question: NamedQuery) -> dict[str, object]:
    return {
        "name": question.name,
        "id": question.id,
        "question": {"de": question.question_de, "en": question.question_en},
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.kind or parameter.type,
                "default": parameter.default,
                "label": {"de": parameter.label_de, "en": parameter.label_en},
            }
            for parameter in question.parameters
        ],
        "sparql": question.text,
    }
