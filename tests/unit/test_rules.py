"""Backward from a triple: the shortest proof, no circle, and what is missing for another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from clustergraph.rdf import Triple
from clustergraph.rules import (
    TYPE,
    Absent,
    Book,
    Comparison,
    Lack,
    Pattern,
    Prover,
    Rule,
    bind,
    lacks,
)

P, Q, R, ROLE, KIND, END = (f"<a:{name}>" for name in ("p", "q", "r", "role", "kind", "end"))
X, Y, Z = "<a:x>", "<a:y>", "<a:z>"
SAME = "<http://www.w3.org/2002/07/owl#sameAs>"


@dataclass
class World:
    """Facts of which the stated ones are known; a match that is asked for is counted."""

    stated: set[Triple]
    inferred: set[Triple] = field(default_factory=set)
    asked: int = 0

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return what fits."""
        self.asked += 1
        return [t for t in sorted(self.stated | self.inferred) if bind(pattern, t, {}) is not None]

    def is_asserted(self, triple: Triple) -> bool:
        """Tell what is stated."""
        return triple in self.stated


def rule(
    name: str,
    premises: list[Pattern],
    conclusion: Pattern,
    absent: tuple[Absent, ...] = (),
    comparisons: tuple[Comparison, ...] = (),
) -> Rule:
    """Make a rule whose sentences are its name."""
    return Rule(name, tuple(premises), conclusion, name, name, absent, comparisons)


SUB = rule("sub", [("?x", P, "?y")], ("?x", Q, "?y"))
BACK = rule("back", [("?x", Q, "?y")], ("?y", Q, "?x"))
TRANSITIVE = rule("transitive", [("?x", Q, "?y"), ("?y", Q, "?z")], ("?x", Q, "?z"))
ENDED = Absent((("?m", END, "?day"),))
MEMBER = rule(
    "member",
    [("?m", TYPE, "<a:M>"), ("?m", P, "?x"), ("?m", Q, "?y"), ("?m", ROLE, "<a:lead>")],
    ("?x", R, "?y"),
    (ENDED,),
    (Comparison("?x", "!=", ("?y",)),),
)


def told(world: World, rules: list[Rule], triple: Triple) -> list[Lack]:
    """Return what is lacking for a triple."""
    return lacks(Prover(Book(tuple(rules)), world), world, triple)


# --- proofs -------------------------------------------------------------------------------------


def test_the_shortest_of_two_proofs_is_taken() -> None:
    """One step from what is stated goes before two, whichever rule stands first."""
    for rules in ((TRANSITIVE, BACK, SUB), (SUB, BACK, TRANSITIVE)):
        world = World(
            {(X, P, Y), (Y, P, Z), (X, P, Z)}, {(X, Q, Y), (Y, Q, Z), (X, Q, Z), (Z, Q, X)}
        )
        prover = Prover(Book(rules), world)
        tree = prover.tree((X, Q, Z))
        assert tree.proof is not None
        assert (tree.proof.rule, list(tree.leaves())) == ("sub", [(X, P, Z)])
        assert prover.steps((X, Q, Z)) == 1
        assert prover.steps((Z, Q, X)) == 2


def test_a_long_proof_is_found_where_there_is_no_short_one() -> None:
    """Without the direct triple the chain is told, down to what is stated."""
    world = World({(X, P, Y), (Y, P, Z)}, {(X, Q, Y), (Y, Q, Z), (X, Q, Z)})
    tree = Prover(Book((TRANSITIVE, SUB)), world).tree((X, Q, Z))
    assert tree.proof is not None
    assert tree.proof.rule == "transitive"
    assert sorted(tree.leaves()) == [(X, P, Y), (Y, P, Z)]


def test_rules_that_run_in_a_circle_prove_nothing() -> None:
    """What only follows from itself does not hold; with a beginning it does, without a circle."""
    there, back = (X, Q, Y), (Y, Q, X)
    alone = World(set(), {there, back})
    prover = Prover(Book((BACK, SUB)), alone)
    assert prover.proof(there) is None
    assert not prover.holds(back)
    begun = World({(X, P, Y)}, {there, back})
    tree = Prover(Book((BACK, SUB)), begun).tree(back)
    assert list(tree.leaves()) == [(X, P, Y)]


def test_what_no_rule_can_give_is_given_up_at_once() -> None:
    """A longer proof is not looked for where no rule applies."""
    world = World({(X, P, Y)})
    assert Prover(Book((SUB, TRANSITIVE)), world).proof((Z, Q, X)) is None
    assert world.asked < 10


def test_a_proof_says_what_had_to_be_absent() -> None:
    """With what is bound filled in."""
    stated = {
        ("<a:m>", TYPE, "<a:M>"),
        ("<a:m>", P, X),
        ("<a:m>", Q, Y),
        ("<a:m>", ROLE, "<a:lead>"),
    }
    proof = Prover(Book((MEMBER,)), World(stated, {(X, R, Y)})).proof((X, R, Y))
    assert proof is not None
    assert proof.absent == (Absent((("<a:m>", END, "?day"),)),)


# --- what is missing ----------------------------------------------------------------------------


def membership(
    number: int, member: str, thing: str, *more: Triple, lead: bool = True
) -> set[Triple]:
    """Return the triples of one membership."""
    node = f"<a:m{number}>"
    role = "<a:lead>" if lead else "<a:other>"
    return {(node, TYPE, "<a:M>"), (node, P, member), (node, Q, thing), (node, ROLE, role), *more}


def test_the_missing_premise_of_the_nearest_way_comes_first() -> None:
    """Of all memberships the one of both is told, and what it is not."""
    world = World(membership(1, X, Y, lead=False) | membership(2, X, Z) | membership(3, Z, Y))
    first, *others = told(world, [MEMBER], (X, R, Y))
    assert first.missing == (("<a:m1>", ROLE, "<a:lead>"),)
    assert len(first.met) == 3
    assert {lack.missing for lack in others} == {(("<a:m2>", Q, Y),), (("<a:m3>", P, X),)}


def test_what_is_in_the_way_is_told() -> None:
    """All premises hold, and something is there that must not be."""
    end = ("<a:m1>", END, '"2012"')
    (lack,) = told(World(membership(1, X, Y, end)), [MEMBER], (X, R, Y))
    assert (lack.missing, lack.failed, lack.in_the_way) == ((), (), (end,))


def test_a_comparison_that_fails_is_told() -> None:
    """With the values that were compared."""
    (lack,) = told(World(membership(1, X, X)), [MEMBER], (X, R, X))
    assert lack.missing == lack.in_the_way == ()
    assert lack.failed == (Comparison(X, "!=", (X,)),)


def test_what_is_compared_later_is_not_said_to_fail() -> None:
    """A comparison of something that nothing binds is neither true nor false."""
    rules = [rule("r", [("?x", P, "?y"), ("?y", KIND, "?k")], ("?x", R, "?y"),
                  comparisons=(Comparison("?k", "!=", ("<a:k>",)),))]  # fmt: skip
    (lack,) = told(World({(X, P, Y)}), rules, (X, R, Y))
    assert (lack.missing, lack.failed) == (((Y, KIND, "?k"),), ())


def test_no_rule_is_no_lack() -> None:
    """A property that no rule concludes has to be stated."""
    assert told(World({(X, P, Y)}), [SUB], (X, ROLE, Y)) == []


def test_nothing_met_leaves_variables_for_what_would_do() -> None:
    """Nobody is a member of anything: the premises are told as patterns."""
    (lack,) = told(World({(X, P, Y)}), [rule("r", [("?m", Q, "?x")], (Z, R, "?x"))], (Z, R, Y))
    assert (lack.begun, lack.missing) == (0, (("?m", Q, Y),))


@pytest.mark.parametrize("is_same", [True, False])
def test_sameness_is_named_only_where_something_is_the_same(is_same: bool) -> None:
    """Any triple could hold because of a twin; who has none is not told so."""
    same = rule("eq-rep-s", [("?x", SAME, "?y"), ("?x", "?p", "?o")], ("?y", "?p", "?o"))
    world = World({(Z, R, Y), *({(Z, SAME, X)} if is_same else set())}, set())
    world.stated.discard((Z, R, Y))
    assert bool(told(world, [same], (X, R, Y))) is is_same


@dataclass
class Hub(World):
    """A world that finds by its subject or by its property and object, as a store does."""

    index: dict[object, list[Triple]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index what is stated."""
        for triple in sorted(self.stated):
            self.index.setdefault(triple[0], []).append(triple)
            self.index.setdefault(triple[1:], []).append(triple)

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return what fits."""
        self.asked += 1
        some = self.index.get(pattern[0]) or self.index.get(pattern[1:], [])
        return [triple for triple in some if bind(pattern, triple, {}) is not None]


def test_between_two_hubs_the_link_is_found() -> None:
    """Of 1,500 memberships of one and as many in another, that of both comes first."""
    stated = membership(1499, X, Y, lead=False)
    for number in range(1499):
        stated |= membership(number, X, f"<a:t{number}>")
        stated |= membership(5000 + number, f"<a:o{number}>", Y)
    world = Hub(stated)
    first = told(world, [MEMBER], (X, R, Y))[0]
    assert first.missing == (("<a:m1499>", ROLE, "<a:lead>"),)


def test_the_work_at_a_hub_is_bounded() -> None:
    """However many memberships there are, so many questions are asked and no more."""
    stated = set().union(*(membership(n, X, f"<a:t{n}>") for n in range(30_000)))
    world = Hub(stated)
    assert told(world, [MEMBER, MEMBER, SUB], (X, R, Y))
    assert world.asked < 25_000
