"""Terms as text: canonical, reversible, and in the form that the store keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from clustergraph import rdf

XSD = "http://www.w3.org/2001/XMLSchema#"

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6).filter(
    lambda value: abs(value) < Decimal(10) ** 12
)
literals = st.one_of(
    st.tuples(decimals.map(lambda value: format(value, "f")), st.just(XSD + "decimal")),
    st.tuples(
        st.integers(-(10**17), 10**17).map(str), st.sampled_from([XSD + "integer", XSD + "int"])
    ),
    st.tuples(st.integers(0, 999).map("{:05d}".format), st.just(XSD + "nonNegativeInteger")),
    st.tuples(st.sampled_from(["true", "false", "0", "1"]), st.just(XSD + "boolean")),
    st.tuples(st.dates(date(1000, 1, 1)).map(date.isoformat), st.just(XSD + "date")),
    st.tuples(
        st.datetimes(datetime(1000, 1, 1), timezones=st.just(UTC)).map(datetime.isoformat),  # noqa: DTZ001
        st.just(XSD + "dateTime"),
    ),
    st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.just(XSD + "string")),
)


def as_stored(node: Literal) -> Literal:
    """Return a literal as the store gives it back."""
    name = NamedNode("https://example.org/a")
    store = Store()
    store.add(Quad(name, name, node))
    found = next(iter(store)).object
    assert isinstance(found, Literal)
    return found


@given(literals)
def test_a_literal_is_written_as_the_store_keeps_it(pair: tuple[str, str]) -> None:
    """What is hashed and validated before the load is what a query reads after it."""
    lexical, datatype = pair
    stored = as_stored(Literal(lexical, datatype=NamedNode(datatype)))
    assert rdf.literal(lexical, datatype) == rdf.term_of(stored)
    assert rdf.node_of(rdf.literal(lexical, datatype)) == stored


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["DE", "en-GB", "de"]))
def test_a_word_with_a_language_comes_back(text: str, language: str) -> None:
    """Taking a literal apart undoes writing it; the language is lower-case, as stored."""
    parts = rdf.parts_of(rdf.literal(text, language=language))
    assert (parts.lexical, parts.language) == (text, language.lower())


def test_what_is_no_literal_is_not_taken_apart() -> None:
    """An IRI is no literal."""
    with pytest.raises(ValueError, match="is no literal"):
        rdf.parts_of("<https://example.org/a>")


def test_files_of_one_name_share_no_blank_node(tmp_path: Path) -> None:
    """Their lists would run into each other; the same file gives the same labels everywhere."""
    texts = {"a/x.ttl": "[] <a:p> 1 .", "b/x.ttl": "[] <a:p> 2 .", "c/x.ttl": "[] <a:p> 1 ."}
    found = {}
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
        ((found[name], _, _),) = rdf.read_file(tmp_path / name, "https://example.org/")
    assert found["a/x.ttl"] != found["b/x.ttl"]
    assert found["a/x.ttl"] == found["c/x.ttl"]
