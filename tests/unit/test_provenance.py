"""From a triple to its cell, its words, or its proof, and nothing invented."""

from __future__ import annotations

from pyoxigraph import Store

from clustergraph import names, provenance
from clustergraph.provenance import Cell, Evidence, Proof, Words
from clustergraph.rdf import Triple, iri, literal, quads_of
from clustergraph.rules import Book, Rule
from plainplaces import PlainPlaces

A: Triple = (iri(names.mint("organisation", "a")), iri(names.TERMS + "legalForm"), literal("x"))
B: Triple = (A[0], iri(names.TERMS + "funds"), iri(names.mint("project", "p")))
ROW = names.row("legal_forms", "a")
CELL = Cell("legal_forms", "data/legal_forms.csv", 2, 3, "legal_form", "ev", ROW)
WORDS = Words((names.mint("source", "s"),), "inferred", (("de", 'e. V. "Sachsen"'),))


def written() -> Evidence:
    """Write one stated triple and the rule that gives another from it, and open both."""
    graph = Store()
    for name, triples in {
        None: [A, B],
        names.graph("legal_forms"): [A],
        names.INFERRED_GRAPH: [B],
    }.items():
        graph.extend(quads_of(triples, name))
    rule = Rule("a-rule", (("?x", A[1], A[2]),), ("?x", *B[1:]), "It follows.", "Es folgt.")
    return Evidence(PlainPlaces([(A, CELL), (A, CELL)], {ROW: WORDS}), graph, Book((rule,)))


def test_a_stated_triple_has_its_cells_with_their_words() -> None:
    """Two cells that state the same triple are both told, each with what its row rests on."""
    with written() as evidence:
        cells = evidence.cells(A)
        assert len(cells) == 2
        assert (cells[0].file, cells[0].line, cells[0].column) == ("data/legal_forms.csv", 2, 3)
        assert cells[0].words == WORDS == evidence.words(ROW)
        assert evidence.proof(A) is None


def test_an_inferred_triple_has_its_proof_and_no_cell() -> None:
    """Rule, sentences and premises come back as they were."""
    with written() as evidence:
        assert evidence.cells(B) == ()
        assert evidence.proof(B) == Proof("a-rule", "It follows.", "Es folgt.", (A,))
        assert evidence.known(A[0]) == tuple(sorted([A, B], key=lambda t: t[1:]))


def test_what_nobody_said_has_nothing() -> None:
    """An unknown triple has neither cell nor proof."""
    with written() as evidence:
        unknown = (A[0], A[1], literal("y"))
        assert (evidence.cells(unknown), evidence.proof(unknown)) == ((), None)
        assert evidence.words(names.row("legal_forms", "b")) == Words()


def test_words_are_gathered_from_the_triples_about_rows() -> None:
    """Source, basis and quotation of a row are read from its node; the world is left alone."""
    row = iri(ROW)
    triples = [
        (row, iri("http://www.w3.org/ns/prov#hadPrimarySource"), iri(WORDS.sources[0])),
        (row, iri(names.TERMS + "basis"), iri(names.mint("basis", "inferred"))),
        (row, iri(names.TERMS + "quote"), literal('e. V. "Sachsen"', language="de")),
    ]
    assert provenance.words_of_rows(triples) == {ROW: WORDS}
    assert all(map(provenance.is_about_a_row, triples))
    assert not provenance.is_about_a_row(A)
