"""Tests of the choice between forms and languages."""

from __future__ import annotations

import pytest

from clustergraph.rdf import GRAPH_FORMATS, TABLE_FORMATS, Format
from clustergraph.web.negotiation import choose, choose_language

HTML = Format("html", "text/html", "html", ("application/xhtml+xml",))
GRAPHS = (*GRAPH_FORMATS, HTML)


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "turtle"),
        ("", "turtle"),
        ("*/*", "turtle"),
        ("text/turtle; charset=utf-8", "turtle"),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted, x"', "jsonld"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.9", "rdfxml"),
        ("text/*;q=0.3, text/turtle;q=0, application/trig;q=0.2", "html"),
        ("application/*;q=0.4, text/html;q=0.4", "ntriples"),
        ("TEXT/HTML", "html"),
        ("text/plain", "ntriples"),
        ("text/html;q=1.5, application/trig", "trig"),
        (" , ,, text/html", "html"),
    ],
)
def test_the_best_form_is_chosen(accept: str | None, name: str) -> None:
    """Weights, wildcards, parameters and odd headers lead to one form."""
    choice = choose(accept, GRAPHS)
    assert choice is not None
    assert choice.format.name == name


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle;q=0", "*/*;q=0", "text/html;q=0, image/*"]
)
def test_what_nobody_offers_is_no_choice(accept: str) -> None:
    """A client that accepts none of the forms gets none."""
    assert choose(accept, GRAPHS[:1]) is None


def test_the_answer_bears_the_name_that_was_asked_for() -> None:
    """A format that was asked for by an alias is sent under that alias."""
    choice = choose("application/json", TABLE_FORMATS)
    assert choice is not None
    assert (choice.format.name, choice.media_type) == ("json", "application/json")


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "en"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("fr", "en"),
        ("fr, *;q=0.1", "en"),
        ("en, de", "en"),
    ],
)
def test_the_best_language_is_chosen(accept: str | None, language: str) -> None:
    """Regions fall back to their language, unknown languages to the first offer."""
    assert choose_language(accept, ("en", "de")) == language
