"""A change carried through what is published gives what a full run gives, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from test_incremental import AXIOMS, CLASSES, FACTS, ROWS, RULES, STATES, THINGS, TYPE

from clustergraph.errors import ProjectError
from clustergraph.names import PREFIXES
from clustergraph.rdf import Triple
from clustergraph.reasoning import Carried, Given, Inference, Standing, carry, carrying, infer
from clustergraph.rules import Layered, Pattern

State = tuple[frozenset[Triple], frozenset[Triple]]
NOTHING: State = (frozenset(), frozenset())
THINGS_ONLY = FACTS.filter(lambda triple: triple[2].startswith("<"))
DISJOINT = (CLASSES[0], f"<{PREFIXES['owl']}disjointWith>", CLASSES[1])


class Nothing:
    """No facts."""

    def match(self, _: Pattern) -> Iterable[Triple]:
        """Return nothing."""
        return ()


def through(
    schema: frozenset[Triple], whole: Inference, before: State, after: State
) -> Carried | None:
    """Carry the change between two states through what followed from the first."""
    old, new = before[0] | schema, after[0] | schema
    standing = Standing(
        Layered(Nothing(), old | whole.triples),
        Layered(Nothing(), before[1]),
        whole.triples.__contains__,
        new.__contains__,
    )
    change = Given(new - old, old - new, after[1] - before[1], before[1] - after[1])
    return carry(whole.book, standing, change)


@settings(max_examples=120, deadline=None)
@given(st.frozensets(AXIOMS, max_size=6), STATES)
def test_what_is_carried_is_what_a_full_run_gives(
    schema: frozenset[Triple], states: list[State]
) -> None:
    """The same triples after; and where something contradicts itself then, nothing is carried."""
    for before, after in pairwise(states):
        try:
            whole = infer(before[0], schema, RULES, before[1])
        except ProjectError:  # with these axioms a rule asks for the absence of its own conclusion
            reject()
        assume(not whole.contradictions)
        carried = through(schema, whole, before, after)
        if carried is None:
            continue
        expected = infer(after[0], schema, RULES, after[1])
        assert (whole.triples | carried.added) - carried.removed == expected.triples
        assert carried.added.isdisjoint(whole.triples)
        assert carried.removed <= whole.triples
        assert not expected.contradictions


@settings(max_examples=60, deadline=None)
@given(
    st.frozensets(THINGS_ONLY, max_size=12),
    st.frozensets(THINGS_ONLY, max_size=4),
    st.frozensets(ROWS),
)
def test_without_axioms_every_change_is_carried(
    world: frozenset[Triple], come: frozenset[Triple], rows: frozenset[Triple]
) -> None:
    """None is no excuse where only rules of the house speak, and never of a literal."""
    whole = infer(world, frozenset(), RULES, rows)
    carried = through(frozenset(), whole, (world, rows), (world | come, rows))
    assert carried is not None
    expected = infer(world | come, frozenset(), RULES, rows).triples
    assert (whole.triples | carried.added) - carried.removed == expected


def test_what_would_contradict_is_not_carried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full run tells it; without the question it would be published."""
    schema = frozenset({DISJOINT})
    before: State = (frozenset({(THINGS[0], TYPE, CLASSES[0])}), frozenset())
    after: State = (before[0] | {(THINGS[0], TYPE, CLASSES[1])}, frozenset())
    whole = infer(before[0], schema, ())
    assert through(schema, whole, before, after) is None
    monkeypatch.setattr(carrying._Rules, "contradict", lambda *_: False)
    assert through(schema, whole, before, after) is not None


def test_an_axiom_is_not_carried() -> None:
    """Rules are made of axioms: all is inferred anew."""
    whole = infer(frozenset(), frozenset(), RULES)
    assert through(frozenset(), whole, NOTHING, (frozenset({DISJOINT}), frozenset())) is None
