"""Why a triple holds and another does not: as values, in words, as JSON and as RDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest

import clustergraph as cg
import small
from clustergraph import names, provenance, store, vocab
from clustergraph.errors import StoreError, UnknownThing
from clustergraph.provenance import Cell, Evidence, Status, Words, asking, documents, prov, telling
from clustergraph.rdf import Triple, iri, literal, quads_of
from clustergraph.rules import TYPE, Absent, Book, Comparison, Rule
from plainplaces import PlainPlaces

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "why.schema.json").read_text("utf-8"))
T = names.TERMS


def thing(kind: str, key: str) -> str:
    """Return a thing's term."""
    return iri(names.mint(kind, key))


A, B, C = (thing("organisation", key) for key in "abc")
P, SOURCE = thing("project", "p"), names.mint("source", "s")
FUNDS, PAYS, KIND, MONEY = (iri(T + name) for name in ("funds", "pays", "kind", "Money"))
NAMELESS = "_:c1"
M = {key: thing("money", key) for key in "abc"}
ROW = names.row("money", "a")


def money(key: str, payer: str, kind: str) -> list[Triple]:
    """Return what a row of the table says."""
    return [
        (M[key], TYPE, MONEY),
        (M[key], PAYS, payer),
        (M[key], iri(T + "for"), P),
        (M[key], KIND, thing("kind", kind)),
    ]


STATED = [*money("a", A, "grant"), *money("b", B, "budget"), *money("c", C, "grant")]
STATED += [(M["c"], iri(T + "refused"), literal("2012")), (A, iri(T + "since"), literal("1999"))]
LABEL = (MONEY, iri(vocab.RDFS_LABEL), literal("Geld", language="de"))
AXIOM = (FUNDS, iri(vocab.RDFS_SUBPROPERTY_OF), iri(T + "supports"))
LISTED = (FUNDS, iri(names.PREFIXES["owl"] + "propertyChainAxiom"), NAMELESS)
FUNDING = (A, FUNDS, P)
SUPPORT = (A, iri(T + "supports"), P)
CHAINED = (P, iri(T + "chained"), A)
RULES = (
    Rule(
        "who-pays-funds",
        (
            ("?money", TYPE, MONEY),
            ("?money", PAYS, "?x"),
            ("?money", iri(T + "for"), "?y"),
            ("?money", KIND, "?kind"),
        ),
        ("?x", FUNDS, "?y"),
        "Who pays funds.",
        "Wer zahlt, fördert.",
        (Absent((("?money", iri(T + "refused"), "?endLatest"),)),),
        (Comparison("?kind", "!=", (thing("kind", "budget"),)),),
    ),
    Rule("prp-spo1", (AXIOM, ("?x", FUNDS, "?y")), ("?x", SUPPORT[1], "?y"), "Below.", "Darunter."),
    Rule(
        "prp-spo2",
        (LISTED, ("?x", FUNDS, "?y"), ("?x", SUPPORT[1], "?y")),
        ("?y", CHAINED[1], "?x"),
        "Chain.",
        "Kette.",
    ),
)


@pytest.fixture
def evidence() -> Evidence:
    """Three payers: one funds, one pays a budget, one was refused."""
    inferred = [FUNDING, SUPPORT, CHAINED]
    ontology = [AXIOM, LISTED, LABEL]
    graph = ox.Store()
    for name, triples in {
        None: [*STATED, *inferred, *ontology],
        names.graph("money"): STATED,
        names.INFERRED_GRAPH: inferred,
        names.ONTOLOGY_GRAPH: ontology,
        names.PROVENANCE_GRAPH: [(iri(ROW), iri(vocab.CSVW_DESCRIBES), M["a"])],
    }.items():
        graph.extend(quads_of(triples, name))
    cells = [
        (t, Cell("money", "data/money.csv", n, 2, t[1].rpartition("#")[2][:-1], 'a "b"', ROW))
        for n, t in enumerate(STATED, 2)
    ]
    cells += [
        (t, Cell("ontology", "ontology/a.ttl", None, None, None, None, None)) for t in ontology
    ]
    words = {ROW: Words((SOURCE,), "inferred", (("de", "zahlt"), ("", "pays")))}
    return Evidence(PlainPlaces(cells, words), graph, Book(RULES))


def why(evidence: Evidence, *terms: str) -> list[provenance.Explanation]:
    """Explain facts as typed."""
    return provenance.explain(evidence, asking.facts(evidence, terms))


def why_not(evidence: Evidence, *terms: str) -> provenance.Absence:
    """Explain what is missing as typed."""
    return provenance.miss(evidence, asking.expected(evidence, terms))


# --- as values ----------------------------------------------------------------------------------


def test_an_inferred_triple_is_explained_down_to_cells(evidence: Evidence) -> None:
    """Rule by rule; every leaf has a cell."""
    (one,) = why(evidence, "organisation/a", "cg:supports", "project/p")
    assert one.rule == "prp-spo1"
    axiom, funding = one.premises
    assert (axiom.triple, axiom.rule) == (AXIOM, None)
    assert axiom.cells[0].file == "ontology/a.ttl"
    assert (funding.triple, funding.rule) == (FUNDING, "who-pays-funds")
    assert {leaf.triple for leaf in one.leaves()} == {AXIOM, *money("a", A, "grant")}
    assert all(leaf.cells for leaf in one.leaves())


def test_a_premise_of_two_is_explained_once(evidence: Evidence) -> None:
    """What is met twice is the same object, so that a proof does not grow with its paths."""
    (one,) = why(evidence, "project/p", "cg:chained")
    _, funding, support = one.premises
    assert support.premises[1] is funding
    triples = [each.triple for each in one.walk()]
    assert len(triples) == len(set(triples))


def test_the_absent_is_told_with_what_is_bound(evidence: Evidence) -> None:
    """What would have forbidden it names the node of this very proof."""
    (one,) = why(evidence, "organisation/a", "cg:funds")
    (group,) = one.absent
    assert group.patterns == ((M["a"], iri(T + "refused"), "?endLatest"),)


@pytest.mark.parametrize(
    ("payer", "told"),
    [
        ("b", ((), (), (thing("kind", "budget"),))),
        ("c", ((), ((M["c"], iri(T + "refused"), '"2012"'),), ())),
    ],
)
def test_what_keeps_a_rule_from_giving_a_triple_is_named(
    evidence: Evidence, payer: str, told: tuple[object, ...]
) -> None:
    """A comparison that fails, and what stands in the way."""
    absence = why_not(evidence, f"organisation/{payer}", "cg:funds", "project/p")
    assert absence.status is Status.ABSENT
    lack = absence.lacks[0]
    assert lack.rule.name == "who-pays-funds"
    assert (lack.missing, lack.in_the_way, tuple(one.left for one in lack.failed)) == told


def test_a_missing_premise_names_the_column(evidence: Evidence) -> None:
    """The table in which it would stand."""
    absence = why_not(evidence, "organisation/a", "cg:funds", "organisation/c")
    (missing,) = absence.lacks[0].missing
    assert missing == (M["a"], iri(T + "for"), C)
    assert absence.columns[missing] == (("data/money.csv", "for"),)


def test_what_no_rule_gives_names_the_column_that_states_it(evidence: Evidence) -> None:
    """A property that only tables give; the words take the form that its values have."""
    absence = why_not(evidence, "organisation/b", "cg:since", "2001")
    assert (absence.status, absence.lacks) == (Status.ABSENT, ())
    assert absence.columns[absence.triple] == (("data/money.csv", "since"),)


@pytest.mark.parametrize(
    ("terms", "status"),
    [
        (("organisation/a", "cg:funds", "project/p"), Status.HOLDS),
        (("organisation/a", "a", "owl:Thing"), Status.TRIVIAL),
        (("organisation/a", "owl:sameAs", "organisation/a"), Status.TRIVIAL),
        (("row/money--a", "csvw:describes", "money/a"), Status.HOLDS),
        (("row/money--a", "csvw:describes", "money/b"), Status.ABSENT),
        (("organisation/a", "a", "_:c1"), Status.ABSENT),
    ],
)
def test_every_triple_gets_an_answer(
    evidence: Evidence, terms: tuple[str, str, str], status: Status
) -> None:
    """Also what is trivially true, what is said of rows, and of a class without a name."""
    absence = why_not(evidence, *terms)
    assert absence.status is status
    teller = telling.Teller(evidence.graph, "de")
    assert teller.absence(absence)
    jsonschema.validate(json.loads(documents.absence(absence)), SCHEMA)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (("organisation/x", "cg:funds", "project/p"), "is called organisation/x"),
        (("organisation/a", "cg:fund", "project/p"), "cg:fund is no property"),
        (("organisation/a", "funds", "project/p"), "funds is no property"),
        (("organisation/a", "cg:funds", "project/x"), "is called project/x"),
        (('"1999"', "a", "xsd:gYear"), "is a literal"),
        (("not an < iri", "a", "cg:Money"), "is a literal"),
    ],
)
def test_an_unknown_term_is_told(
    evidence: Evidence, terms: tuple[str, str, str], said: str
) -> None:
    """And no answer is made up for it."""
    with pytest.raises(UnknownThing, match=said):
        why_not(evidence, *terms)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (("organisation/x",), "no fact"),
        (("organisation/a", "a", "owl:Thing"), "true of everything"),
        (("organisation/a", "cg:funds", "organisation/b"), "why-not"),
        (('"1999"', "a", "xsd:gYear"), "no fact"),
    ],
)
def test_why_of_what_is_not_there_is_told(
    evidence: Evidence, terms: tuple[str, ...], said: str
) -> None:
    """The error leads on to what can be asked."""
    with pytest.raises(UnknownThing, match=said):
        why(evidence, *terms)


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("organisation/a", A),
        ("cg:funds", FUNDS),
        ("<https://example.org/a>", "<https://example.org/a>"),
        ("https://example.org/a", "<https://example.org/a>"),
        ("2014", '"2014"'),
        ('"Geld"@de', '"Geld"@de'),
        ('"1.50"^^xsd:decimal', '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        (
            '"1"^^<http://www.w3.org/2001/XMLSchema#date>',
            '"1"^^<http://www.w3.org/2001/XMLSchema#date>',
        ),
        ("Ein Wort / zwei", '"Ein Wort / zwei"'),
        ("cg:not an iri", '"cg:not an iri"'),
        ("_:c1", "_:c1"),
        ('"', '"\\""'),
        ("<not an iri>", '"<not an iri>"'),
    ],
)
def test_a_term_is_read_as_it_is_typed(typed: str, term: str) -> None:
    """IRI, prefixed name, kind and key, literal, words; nothing typed is an invalid IRI."""
    assert asking.read_term(typed) == term


def test_the_face_answers_on_what_is_published(tmp_path: Path) -> None:
    """``cg.why`` and ``cg.why_not`` take the folder of generations and terms as a person types."""
    with pytest.raises(StoreError):
        cg.why(tmp_path / "none", "organisation/alpha")
    small.publish(tmp_path)
    (one,) = cg.why(tmp_path, "project/p", "cg:coordinatedBy", "organisation/alpha")
    assert isinstance(one, cg.Explanation)
    assert one.rule == "prp-inv1"
    assert len(cg.why(tmp_path, "organisation/alpha")) == 4
    absence = cg.why_not(tmp_path, "project/p", "cg:coordinatedBy", "organisation/beta")
    assert isinstance(absence, cg.Absence)
    assert absence.lacks[0].missing == ((iri(small.BETA), iri(small.COORDINATES), P),)
    assert store.current(tmp_path).name


# --- in words -----------------------------------------------------------------------------------


def test_words_go_down_to_the_cells_and_repeat_nothing(evidence: Evidence) -> None:
    """Indented by the depth of the proof; what was told is referred to."""
    text = telling.Teller(evidence.graph, "en").reasons(why(evidence, "project/p", "cg:chained"))
    assert text.count("who-pays-funds: Who pays funds.") == 1
    assert text.count("[told above]") == 1
    assert 'data/money.csv:3:2 (pays) "a "b"" [1] „zahlt“ “pays” (inferred by the reader)' in text
    assert "and there is no id:money/a  cg:refused  some end latest" in text
    assert "a class without a name" in text
    depth = {line.strip().split()[0]: len(line) - len(line.lstrip()) for line in text.splitlines()}
    assert depth["prp-spo2:"] < depth["who-pays-funds:"] < depth["data/money.csv:3:2"]


def test_words_are_german(evidence: Evidence) -> None:
    """No English word is left."""
    teller = telling.Teller(evidence.graph, "de")
    text = teller.reasons(why(evidence, "project/p", "cg:chained"))
    assert "who-pays-funds: Wer zahlt, fördert." in text
    assert "[erschlossen]" in text
    assert "und es gibt nicht id:money/a  cg:refused  etwas (end latest)" in text
    absence = teller.absence(why_not(evidence, "organisation/c", "cg:funds", "organisation/a"))
    assert "[nicht im Graphen]" in absence
    assert "es fehlt  id:money/c  cg:for  id:organisation/a" in absence
    assert not {"because", "holds", "missing", "told above"} & set((text + absence).split())


def test_a_variable_is_told_by_its_class(evidence: Evidence) -> None:
    """Some money, not ?money."""
    absence = why_not(evidence, "project/p", "cg:funds", "money/a")
    text = telling.Teller(evidence.graph, "de").absence(absence)
    assert "etwas (Geld)  cg:pays  id:project/p" in text
    assert "?" not in text


def test_the_words_of_a_failed_comparison_and_of_a_block(evidence: Evidence) -> None:
    """What is false, and what forbids it."""
    teller = telling.Teller(evidence.graph, "en")
    failed = teller.absence(why_not(evidence, "organisation/b", "cg:funds", "project/p"))
    assert "is false id:kind/budget ≠ id:kind/budget" in failed
    blocked = teller.absence(why_not(evidence, "organisation/c", "cg:funds", "project/p"))
    assert 'forbids  id:money/c  cg:refused  "2012"' in blocked


# --- as JSON ------------------------------------------------------------------------------------


def test_json_keeps_its_schema(evidence: Evidence) -> None:
    """A whole proof, and each kind of lack."""
    document: Any = json.loads(documents.reasons(why(evidence, "project/p", "cg:chained")))
    jsonschema.validate(document, SCHEMA)
    (one,) = document["explanations"]
    assert one["premises"][1]["rule"]["sentence"]["de"] == "Wer zahlt, fördert."
    assert one["premises"][0]["triple"]["object"] == {"type": "bnode", "value": "c1"}
    cell = one["premises"][1]["premises"][1]["cells"][0]
    assert (cell["line"], cell["sources"]) == (3, [SOURCE])
    for payer in "bc":
        absence = why_not(evidence, f"organisation/{payer}", "cg:funds", "project/p")
        jsonschema.validate(json.loads(documents.absence(absence)), SCHEMA)
    absence = why_not(evidence, "project/p", "cg:funds", "money/a")
    refused = json.loads(documents.absence(absence))
    jsonschema.validate(refused, SCHEMA)
    assert {"type": "variable", "value": "money"} in [
        missing["triple"]["subject"] for missing in refused["rules"][0]["missing"]
    ]


def test_the_schema_refuses_what_is_none(evidence: Evidence) -> None:
    """A member too many, and an explanation without a triple."""
    document: Any = json.loads(documents.reasons(why(evidence, "organisation/a", "cg:funds")))
    for broken in ({**document, "more": 1}, {**document, "explanations": [{"cells": []}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, SCHEMA)


# --- as RDF -------------------------------------------------------------------------------------


def test_prov_tells_plan_premises_row_and_source(evidence: Evidence) -> None:
    """A reader of PROV-O finds the way from the triple to its sources, with no blank node."""
    text = prov.turtle(why(evidence, "project/p", "cg:chained"))
    graph = ox.Store()
    graph.load(text.encode(), ox.RdfFormat.TURTLE)
    assert not [q for q in graph if isinstance(q.subject, ox.BlankNode)]
    assert not [q for q in graph if isinstance(q.object, ox.BlankNode)]
    entity = prov.entity(FUNDING)
    assert graph.query(
        f"""ASK {{
          {entity} a prov:Entity, rdf:Statement ; rdf:subject {A} ; rdf:predicate {FUNDS} ;
            rdf:object {P} ; prov:wasDerivedFrom ?premise ; prov:wasGeneratedBy ?activity .
          ?activity a prov:Activity ; prov:used ?premise ; prov:qualifiedAssociation ?how .
          ?how a prov:Association ; prov:agent ?agent ; prov:hadPlan ?plan .
          ?plan a prov:Plan ; rdfs:label "Who pays funds."@en , "Wer zahlt, fördert."@de .
          ?agent a prov:SoftwareAgent .
          ?premise prov:wasDerivedFrom <{ROW}> ; prov:hadPrimarySource <{SOURCE}> ;
            prov:atLocation [ cg:line 3 ; cg:columnName "pays" ] .
          <{ROW}> a csvw:Row ; cg:quote "zahlt"@de .
        }}""",
        prefixes=names.PREFIXES,
    )
    assert graph.query(
        f"ASK {{ {prov.entity(CHAINED)} prov:wasDerivedFrom+ <{ROW}> }}", prefixes=names.PREFIXES
    )


def test_prov_is_the_same_each_time(evidence: Evidence) -> None:
    """IRIs come from what they name, and the order of lines from the text."""
    first, second = (prov.turtle(why(evidence, "organisation/a")) for _ in range(2))
    assert first == second
    assert prov.entity(FUNDING) != prov.entity(SUPPORT)
