"""What a change adds and withdraws is what a full run would have added or not."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from clustergraph import pipeline
from clustergraph.errors import ProjectError
from clustergraph.names import PREFIXES
from clustergraph.pipeline.tracing import Columns
from clustergraph.rdf import Triple
from clustergraph.reasoning import Engine, HouseRule, Reasoner, changing, infer, read_rules

PROJECT = Path(__file__).parents[2]
CG, OWL, RDFS = (PREFIXES[name] for name in ("cg", "owl", "rdfs"))
TYPE = f"<{PREFIXES['rdf']}type>"
CLASSES = [f"<{CG}{letter}>" for letter in "ABCD"]
PROPERTIES = [f"<{CG}{letter}>" for letter in "pqrstu"]
THINGS = [f"<https://example.org/{letter}>" for letter in "klmn"]
WORDS = ['"w"', '"v"@de']

AXIOMS = st.one_of(
    st.tuples(
        st.sampled_from(CLASSES),
        st.sampled_from([f"<{RDFS}subClassOf>", f"<{OWL}disjointWith>"]),
        st.sampled_from(CLASSES),
    ),
    st.tuples(
        st.sampled_from(PROPERTIES),
        st.sampled_from([f"<{RDFS}subPropertyOf>", f"<{OWL}inverseOf>"]),
        st.sampled_from(PROPERTIES),
    ),
    st.tuples(
        st.sampled_from(PROPERTIES),
        st.sampled_from([f"<{RDFS}domain>", f"<{RDFS}range>"]),
        st.sampled_from(CLASSES),
    ),
    st.tuples(
        st.sampled_from(PROPERTIES),
        st.just(TYPE),
        st.sampled_from(
            [f"<{OWL}{k}Property>" for k in ("Transitive", "Symmetric", "Irreflexive")]
        ),
    ),
)
FACTS = st.one_of(
    st.tuples(st.sampled_from(THINGS), st.just(TYPE), st.sampled_from(CLASSES)),
    st.tuples(st.sampled_from(THINGS), st.sampled_from(PROPERTIES), st.sampled_from(THINGS)),
    st.tuples(st.sampled_from(THINGS), st.sampled_from(PROPERTIES[:3]), st.sampled_from(WORDS)),
)
ROWS = st.tuples(
    st.sampled_from(["<https://example.org/row1>", "<https://example.org/row2>"]),
    st.sampled_from([f"<{CG}about>", f"<{CG}quote>", PROPERTIES[0]]),
    st.sampled_from(THINGS + WORDS),
)
BODIES = (
    ("a", "?x cg:q ?y", "?x cg:p ?y ; a cg:A"),
    ("b", "?x cg:s ?y", "?x cg:r ?y FILTER NOT EXISTS { ?x cg:q ?z }"),
    ("c", "?y a cg:E", "?x cg:s ?y FILTER NOT EXISTS { ?y cg:t ?z . ?z a cg:C } FILTER(?x != ?y)"),
    ("d", "?x cg:quote ?w", "?row cg:about ?x ; cg:quote ?w . ?x a cg:E"),
    ("e", "?x ?p ?y", "?x cg:u ?y . ?y a cg:D . ?row cg:about ?x VALUES ?p { cg:p cg:r }"),
    ("f", "?x cg:t ?y", "{ ?x cg:p ?y } UNION { ?y cg:r ?x } FILTER EXISTS { ?y a cg:A }"),
)


def rule(name: str, conclusion: str, body: str) -> HouseRule:
    """Write a rule of the house."""
    text = f"PREFIX cg: <{CG}>\nCONSTRUCT {{ {conclusion} }} WHERE {{ {body} }}"
    return HouseRule(name, "A.", "B.", PurePosixPath(f"rules/{name}.rq"), text)


RULES = [rule(*body) for body in BODIES]
STATES = st.lists(
    st.tuples(st.frozensets(FACTS, max_size=12), st.frozensets(ROWS, max_size=4)),
    min_size=2,
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(st.frozensets(AXIOMS, max_size=7), STATES)
def test_any_change_gives_what_a_full_run_gives(
    schema: frozenset[Triple], states: list[tuple[frozenset[Triple], frozenset[Triple]]]
) -> None:
    """From any facts to any others: the same triples, and the same contradictions."""
    reasoner = Reasoner()
    for world, rows in states:
        try:
            changed = reasoner.infer(world, schema, RULES, rows)
        except ProjectError:  # with these axioms a rule asks for the absence of its own conclusion
            reject()
        whole = infer(world, schema, RULES, rows)
        assert changed.triples == whole.triples
        assert set(changed.contradictions) == set(whole.contradictions)
        stated = world | schema | rows
        prove = changed.prover(everything(world | schema, rows), stated.__contains__)
        assert all(prove.holds(triple) for triple in changed.triples)


def everything(given_triples: frozenset[Triple], rows: frozenset[Triple]) -> Columns:
    """Return what is given and follows, also what is never written down: literals as subjects.

    A proof may lead through those here, where symmetric properties have words for values.
    """
    engine = Engine(given_triples, [one for written in RULES for one in written.rules()], rows)
    engine.run()
    known = frozenset(t for t in engine.index.match(("?s", "?p", "?o")) if "+" not in t[1] + t[2])
    return Columns(lambda: known | given_triples | rows)


FIRST: Triple = (THINGS[0], PROPERTIES[2], THINGS[1])
HINDERS: Triple = (THINGS[0], PROPERTIES[1], THINGS[2])
FOLLOWS: Triple = (THINGS[0], PROPERTIES[4 - 1], THINGS[1])


def test_what_hinders_a_rule_withdraws_its_conclusion_and_gives_it_back() -> None:
    """A rule that asks for an absence is woken by what comes and by what goes."""
    reasoner = Reasoner()
    states = [frozenset({FIRST}), frozenset({FIRST, HINDERS}), frozenset({FIRST})]
    found = [FOLLOWS in reasoner.infer(state, frozenset(), RULES).triples for state in states]
    assert found == [True, False, True]
    assert reasoner.runs == 1


def test_a_wrong_incremental_step_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without taking anything back, the change differs from the full run: the test can fail."""
    monkeypatch.setattr(changing.Change, "_withdraw", lambda *_: None)
    reasoner = Reasoner()
    reasoner.infer(frozenset({FIRST}), frozenset(), RULES)
    changed = reasoner.infer(frozenset({FIRST, HINDERS}), frozenset(), RULES)
    whole = infer(frozenset({FIRST, HINDERS}), frozenset(), RULES)
    assert changed.triples != whole.triples


@pytest.mark.slow
def test_the_curated_graph_changes_row_by_row_as_in_a_full_run() -> None:
    """Each of some rows taken out of the curated tables, and put back, changes what follows."""
    built = pipeline.build(PROJECT, engine="fast")
    world, rules = built.asserted, read_rules(PROJECT)
    rows = frozenset(t for t in built.provenance if "/id/row/" in t[0])
    reasoner = Reasoner()
    before = reasoner.infer(world, built.ontology, rules, rows)
    assert before.triples == built.inferred
    for subject in sorted({s for s, _, _ in world})[::150]:
        less = frozenset(t for t in world if t[0] != subject)
        fewer = frozenset(t for t in rows if t[2] != subject)
        changed = reasoner.infer(less, built.ontology, rules, fewer)
        assert changed.triples == infer(less, built.ontology, rules, fewer).triples, subject
    assert reasoner.infer(world, built.ontology, rules, rows).triples == before.triples
    assert reasoner.runs == 1


def test_what_a_change_brings_is_kept_though_another_reason_for_it_goes() -> None:
    """A triple that comes by one rule and, in the same change, can no longer come by another."""
    thing, v = THINGS[0], WORDS[1]
    schema = frozenset({(PROPERTIES[0], f"<{RDFS}subPropertyOf>", PROPERTIES[3])})
    before = frozenset(
        {(thing, PROPERTIES[2], v), (thing, TYPE, CLASSES[0]), (thing, PROPERTIES[0], thing)}
    )
    after = frozenset({(thing, PROPERTIES[0], v)})
    reasoner = Reasoner()
    reasoner.infer(before, schema, RULES)
    assert (thing, PROPERTIES[3], v) in reasoner.infer(after, schema, RULES).triples
