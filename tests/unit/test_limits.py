"""Tests of what a query's words tell, and of what is refused for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.errors import QueryRefused
from clustergraph.isolation.words import tokens
from clustergraph.querying.limits import Form, check, read

GRAPHS = frozenset(("https://example.org/g", "https://example.org/h"))


def checked(query: str, depth: int = 64) -> Form:
    """Check a query against two graphs and the usual limits."""
    return check(query, GRAPHS, 256, depth).form


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service ?load ?insert }",
        "SELECT * { ?s <https://example.org/service#a> ?o }",
        "PREFIX d: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a d:Service }",
        "SELECT * { ?s ?p 'SERVICE <http://x> {}' }",
        'SELECT * { ?s ?p """a " SERVICE\n<x>""" }',
        "SELECT * { ?s ?p ?o } # SERVICE <http://x> {}",
        "SELECT * { ?s ?p 'x'@service }",
        "SELECT * { _:service ?p ?o }",
        "SELECT * { ?s ?p 'it''s' , '\\'' }",
        "SELECT * FROM <https://example.org/g> FROM NAMED <https://example.org/h> { ?s ?p ?o }",
        "SELECT * { ?a ?b ?c FILTER(?a < ?b && ?c > ?b) }",
    ],
)
def test_words_in_other_places_are_no_keywords(query: str) -> None:
    """Variables, strings, comments, IRIs, names and tags may hold the words that are refused."""
    assert checked(query) is Form.SELECT


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/x>",
        "PREFIX a: <a:> CLEAR ALL",
        "SELECT * { ?s ?p ?o }; DROP ALL",
    ],
)
def test_updates_are_refused(query: str) -> None:
    """An update is refused with a sentence that says that this endpoint only reads."""
    with pytest.raises(QueryRefused, match="only reads"):
        checked(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <http://127.0.0.1/x> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { ?s ?p ?o }",
        "PREFIX e: <http://127.0.0.1/> SELECT * FROM e:x { ?s ?p ?o }",
        "BASE <http://127.0.0.1/> SELECT * FROM <x> { ?s ?p ?o }",
        "SELECT * FROM#\n<http://127.0.0.1/x>{ ?s ?p ?o }",
        "SELECT * FROM <https://\\u0065xample.org/x> { ?s ?p ?o }",
    ],
)
def test_a_dataset_from_elsewhere_is_refused(query: str) -> None:
    """FROM a document that is no graph of the store is refused with the list of graphs."""
    with pytest.raises(QueryRefused, match=r"its graphs are: https://example.org/g"):
        checked(query)


def test_nesting_is_counted_in_all_brackets() -> None:
    """Braces, brackets and parentheses count together, and the place is told."""
    assert checked("ASK {" + "{[(" * 21 + ")]}" * 21 + "}") is Form.ASK
    with pytest.raises(QueryRefused, match=r"line 1, column 69: nested deeper .*\(64\)"):
        checked("ASK {" + "{" * 64)


def test_brackets_in_strings_do_not_nest() -> None:
    """What stands in a string has no depth."""
    assert checked("ASK { ?s ?p '" + "{" * 500 + "' }") is Form.ASK


def test_chains_of_signs_are_nesting_too() -> None:
    """A row of ! or - makes the parser descend as a bracket does."""
    with pytest.raises(QueryRefused, match="nested deeper"):
        checked("ASK { FILTER(" + "!" * 100 + "true) }")


def test_a_long_text_is_refused_by_its_bytes() -> None:
    """The limit counts bytes, not characters."""
    with pytest.raises(QueryRefused, match="query_kilobytes"):
        check("ASK { ?s ?p '" + "ü" * 600 + "' }", GRAPHS, 1, 64)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("BASE <a:> PREFIX b: <c> select(1AS?x){}", Form.SELECT),
        ("# ASK\nCONSTRUCT WHERE {?s ?p ?o}", Form.CONSTRUCT),
        ("DESCRIBE<a:a>", Form.DESCRIBE),
        ("ASK{}", Form.ASK),
        ("", Form.OTHER),
        ("nonsense", Form.OTHER),
    ],
)
def test_the_form_is_read_after_the_prologue(query: str, form: Form) -> None:
    """Prologue and comments do not hide the form."""
    assert read(query).form is form


def test_an_undeclared_prefix_is_placed() -> None:
    """The first name whose prefix is not declared is told with line and column."""
    assert read("SELECT *\n{ ?s cg:a ?o }").undeclared == ("cg", 2, 6)
    assert read("PREFIX cg: <a:> SELECT * { ?s cg:a ?o }").undeclared is None


def test_answers_that_change_are_known() -> None:
    """RAND, NOW and their kin make an answer that must not be validated by its address."""
    assert not read("SELECT (RAND() AS ?x) {}").is_stable
    assert read("SELECT ?now { ?now ?p 'NOW()' }").is_stable


@given(st.text(max_size=200))
def test_tokens_lose_nothing_but_space_and_comments(text: str) -> None:
    """Every token stands where it says, and tokens do not overlap."""
    end = 0
    for token in tokens(text):
        assert text[token.start : token.start + len(token.text)] == token.text
        assert token.start >= end
        end = token.start + len(token.text)
