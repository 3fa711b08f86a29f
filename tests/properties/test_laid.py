"""Over graphs that lie on disk the same follows as over sets in memory, whatever is let go of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from test_incremental import AXIOMS, FACTS, PROJECT, PROPERTIES, ROWS, RULES, THINGS, rule

from clustergraph import graphs, names, pipeline
from clustergraph.errors import ProjectError
from clustergraph.names import PREFIXES
from clustergraph.pipeline.tracing import Columns
from clustergraph.rdf import Triple
from clustergraph.reasoning import (
    Engine,
    HouseRule,
    Inference,
    Reasoner,
    infer,
    once,
    read_rules,
)
from clustergraph.reasoning.axioms import is_axiom
from clustergraph.reasoning.givens import Difference, difference
from clustergraph.reasoning.levels import Circle
from clustergraph.reasoning.once import NotOnce, Once
from clustergraph.reasoning.relations import key_of
from clustergraph.reasoning.stages import Stage, stages_of

CG, OWL, RDFS = (PREFIXES[name] for name in ("cg", "owl", "rdfs"))
TYPE = f"<{PREFIXES['rdf']}type>"
WHO, WHAT, WHOM = (f"<{CG}{name}>" for name in ("who", "what", "whom"))
CLAIMED = [*RULES, rule("g", "?x ?p ?y", "?c cg:who ?x ; cg:what ?p ; cg:whom ?y")]
FURTHER = st.one_of(
    AXIOMS,
    st.tuples(
        st.sampled_from(PROPERTIES),
        st.just(TYPE),
        st.sampled_from([f"<{OWL}{k}Property>" for k in ("Functional", "Asymmetric")]),
    ),
)
CLAIMS = st.one_of(
    st.tuples(st.just("<https://example.org/c>"), st.just(WHO), st.sampled_from(THINGS)),
    st.tuples(
        st.just("<https://example.org/c>"),
        st.just(WHAT),
        st.sampled_from([*PROPERTIES, f"<{OWL}sameAs>", f"<{RDFS}subClassOf>", WHOM]),
    ),
    st.tuples(st.just("<https://example.org/c>"), st.just(WHOM), st.sampled_from(THINGS)),
)
Triples = frozenset[Triple]


@contextmanager
def on_disk() -> Iterator[None]:
    """Let every graph lie on disk that is laid, in pieces of a few triples."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graphs, "_LARGE", 0)
        patch.setattr(graphs, "_PIECE", 4)
        patch.setattr(graphs, "_AT_ONCE", 7)
        yield


def laid(triples: Triples) -> graphs.Graph:
    """Lay triples on disk, the half of them twice, as two tables may say the same."""
    with on_disk():
        lines = [f"{' '.join(one)} .\n".encode() for one in sorted(triples)]
        halves = (graphs.lay(lines[::2] or lines), graphs.lay(lines))
        return graphs.graph_of(graphs.merged(halves))


def told(inference: Inference) -> tuple[Triples, set[tuple[str, Triples]]]:
    """Return what an inference says, without an order."""
    clashes = {(one.rule, frozenset(one.triples)) for one in inference.contradictions}
    return frozenset(inference.triples), clashes


def kept(
    world: Triples, schema: Triples, rules: list[HouseRule], rows: Triples
) -> tuple[Triples, set[tuple[str, Triples]]]:
    """Return what the engine concludes that keeps everything."""
    engine = Engine(world | schema, [one for each in rules for one in each.rules()], rows)
    engine.run()
    return told(Inference(engine.inferred(), tuple(engine.contradictions()), engine.book))


@settings(max_examples=150, deadline=None)
@given(
    st.frozensets(FURTHER, max_size=6),
    st.frozensets(st.one_of(FACTS, CLAIMS), max_size=16),
    st.frozensets(ROWS, max_size=4),
)
def test_graphs_on_disk_and_in_memory_give_the_same(
    schema: Triples, world: Triples, rows: Triples
) -> None:
    """Whether all is kept or let go of, and also where something is claimed of anything."""
    try:
        expected = kept(world, schema, CLAIMED, rows)
    except Circle:  # with these axioms a rule asks for the absence of its own conclusion
        reject()
    assert told(infer(world, schema, CLAIMED, rows)) == expected
    with on_disk():
        assert told(infer(laid(world), schema, CLAIMED, laid(rows))) == expected


@settings(max_examples=60, deadline=None)
@given(
    st.frozensets(AXIOMS, max_size=5),
    st.lists(
        st.tuples(st.frozensets(FACTS, max_size=12), st.frozensets(ROWS, max_size=4)),
        min_size=2,
        max_size=4,
    ),
)
def test_a_change_between_graphs_on_disk_gives_what_a_full_run_gives(
    schema: Triples, states: list[tuple[Triples, Triples]]
) -> None:
    """What the next graph has and the last one had not is found piece by piece."""
    reasoner = Reasoner()
    for world, rows in states:
        try:
            expected = told(infer(world, schema, RULES, rows))
        except ProjectError:  # with these axioms a rule asks for the absence of its own conclusion
            reject()
        with on_disk():
            assert told(reasoner.infer(laid(world), schema, RULES, laid(rows))) == expected


def test_the_curated_graph_has_the_same_conclusions_and_proofs(built: pipeline.Built) -> None:
    """Laid on disk, it is concluded the same, and every conclusion has a proof."""
    rows = frozenset(t for t in built.provenance if t[0].startswith("<" + names.ROWS))
    world, rules = frozenset(built.asserted), read_rules(PROJECT)
    expected = infer(world, built.ontology, rules, rows)
    with on_disk():
        found = infer(laid(world), built.ontology, rules, laid(rows))
        assert told(found) == told(expected)
        assert isinstance(found.triples, graphs.Laid)
    assert found.book == expected.book
    stated = world | built.ontology | rows
    known = Columns(lambda: stated | expected.triples)
    proving = found.prover(known, stated.__contains__)
    assert len(expected.triples) > 4000
    for triple in sorted(expected.triples):
        assert proving.proof(triple) is not None, triple


# --- each guard, shown to fail -----------------------------------------------------------------

THING, OTHER = THINGS[:2]
PAIR = frozenset({(THING, PROPERTIES[0], OTHER)})
BELOW = frozenset({(PROPERTIES[0], f"<{RDFS}subPropertyOf>", PROPERTIES[1])})
SAME = (THING, f"<{OWL}sameAs>", OTHER)


def test_a_relation_left_out_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests above compare something: without one property of the graph they fail."""
    expected = infer(PAIR, BELOW, [])
    assert expected.triples
    whole = graphs.Laid.pairs

    def without(one: graphs.Laid, predicate: str, known: graphs.Known | None = None) -> object:
        return () if predicate == PROPERTIES[0] else whole(one, predicate, known)

    monkeypatch.setattr(graphs.Laid, "pairs", without)
    assert told(infer(laid(PAIR), BELOW, [])) != told(expected)


def test_in_the_end_only_axioms_are_kept() -> None:
    """Every other relation was let go of, and so were the rules that hold it."""
    engine = Once(PAIR | BELOW, [])
    assert engine.inferred() == {(THING, PROPERTIES[1], OTHER)}
    assert all(is_axiom(("?", name, "?")) for name in engine.index.properties)
    assert all(is_axiom(("?", TYPE, name)) for name in engine.index.classes)
    assert not engine._active
    assert not any(engine._triggers.values())


def over_at_once(stages: list[Stage]) -> list[Stage]:
    """Let go of everything after the first stage that touches it, as if nobody came later."""
    for stage in stages:
        stage.over = [key_of(pattern) for rule in stage.rules for pattern in rule.body]
    return stages


def test_what_is_let_go_of_too_early_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong plan costs time and no triple: all is concluded anew, and kept."""
    schema = BELOW | {(PROPERTIES[0], f"<{RDFS}subPropertyOf>", PROPERTIES[2])}
    expected = infer(PAIR, schema, []).triples
    assert len(expected) == 2
    monkeypatch.setattr(once, "stages_of", lambda *given_: over_at_once(stages_of(*given_)))
    assert infer(PAIR, schema, []).triples == expected
    monkeypatch.setattr(Once, "_load", Engine._load)
    assert infer(PAIR, schema, []).triples != expected


@pytest.mark.parametrize(
    ("world", "schema", "rules"),
    [
        (PAIR | {SAME}, BELOW, []),
        (
            PAIR | {(THING, PROPERTIES[0], THINGS[2])},
            frozenset({(PROPERTIES[0], TYPE, f"<{OWL}FunctionalProperty>")}),
            [],
        ),
        (PAIR, BELOW, [rule("h", "?x cg:q ?y", "?x ?p ?y")]),
        (
            frozenset({("<c:c>", WHO, PROPERTIES[0]), ("<c:c>", WHOM, PROPERTIES[1])})
            | {("<c:c>", WHAT, f"<{RDFS}subPropertyOf>"), *PAIR},
            frozenset(),
            CLAIMED,
        ),
    ],
    ids=["same", "found to be the same", "anything", "an axiom is claimed"],
)
def test_what_concerns_everything_keeps_everything(
    world: Triples, schema: Triples, rules: list[HouseRule]
) -> None:
    """One name more for a thing, or an axiom from data, may need any relation again."""
    engine = Once(world | schema, [one for each in rules for one in each.rules()])
    with pytest.raises(NotOnce):
        engine.inferred()
    assert told(infer(world, schema, rules)) == kept(world, schema, rules, frozenset())


def test_claims_of_anything_speak_before_anything_is_let_go_of() -> None:
    """A claim of the curated form costs no second run."""
    claim = frozenset({("<c:c>", WHO, THING), ("<c:c>", WHAT, PROPERTIES[0])})
    claim |= {("<c:c>", WHOM, OTHER)}
    engine = Once(claim | BELOW, [one for each in CLAIMED for one in each.rules()])
    assert engine.inferred() == {(THING, PROPERTIES[0], OTHER), (THING, PROPERTIES[1], OTHER)}


# --- what differs ------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.frozensets(FACTS, max_size=9), st.frozensets(FACTS, max_size=9), st.frozensets(FACTS))
def test_graphs_differ_as_sets_do(old: Triples, new: Triples, both: Triples) -> None:
    """Also where a triple goes from one part and stands in another."""
    common = graphs.graph_of(both)
    was, now = (graphs.Merged([graphs.graph_of(laid(one)), common]) for one in (old, new))
    expected = Difference((new | both) - (old | both), (old | both) - (new | both))
    assert difference(was, now) == expected
    assert difference(old | both, new | both) == expected


def test_parts_that_stay_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten million triples that nobody touched are no work."""
    stays = laid(PAIR)
    was, now = graphs.Merged([stays]), graphs.Merged([stays, graphs.Held({SAME})])

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(graphs.Laid, "pieces", refuse)
    assert difference(was, now) == Difference(frozenset({SAME}), frozenset())
