"""Everything that follows: OWL 2 RL and the house rules, to a fixpoint.

Two machines work on the same question. The chain applies the rules of OWL 2 RL one triple at a time
and knows why; owlrl computes the closure and is the judge. Where they differ, the inference says so
as a contradiction and the build stops: nothing is concluded without a proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..rdf import Triple
from .chaining import Chain
from .closure import Closure, close
from .house import House, HouseRule
from .results import Contradiction, Inference, Proof
from .rules_of_owl import RULES, list_rules
from .trivia import is_trivial


def infer(
    asserted: Iterable[Triple],
    schema: Iterable[Triple],
    rules: Sequence[HouseRule],
    evidence: Iterable[Triple] = (),
) -> Inference:
    """Return what follows from the tables' triples and the ontology.

    ``schema`` is the ontology with its schemes and alignments. ``evidence`` (rows, their sources
    and words) is seen by the house rules and not reasoned over.
    """
    schema_triples = sorted(set(schema))
    given = set(asserted).union(schema_triples)
    chain = Chain([*RULES, *list_rules(schema_triples)])
    house = House(rules)
    chain.give(given)
    chain.run()
    house.give(sorted(given))
    house.give(sorted(evidence))
    made = _run_house(chain, house)
    closure = close(given | made)
    proven = {t for t in chain.proofs if t not in made and not is_trivial(t)}
    triples = frozenset((closure.triples & proven) | made)
    contradictions = [*chain.contradictions.values(), *_differences(closure, proven)]
    if closure.messages and not chain.contradictions:
        contradictions += [Contradiction("owlrl", text, text, ()) for text in closure.messages]
    ordered = sorted(contradictions, key=lambda found: (found.rule, found.triples))
    return Inference(triples, _needed(triples, chain.proofs), tuple(ordered))


def _run_house(chain: Chain, house: House) -> set[Triple]:
    """Take turns between the chain and the house rules until nothing is new."""
    made: set[Triple] = set()
    shown = _show(chain, house, 0)
    is_new = True
    while is_new:
        is_new = False
        for conclusions in house.turns():
            fresh = [c.triple for c in conclusions if chain.conclude(c.triple, c.proof)]
            if not fresh:
                continue
            is_new = True
            made.update(fresh)
            chain.run()
            shown = _show(chain, house, shown)
    return made


def _show(chain: Chain, house: House, shown: int) -> int:
    """Let the house rules see what the chain proved since the last time."""
    proven = list(chain.proofs)
    house.give(triple for triple in proven[shown:] if not is_trivial(triple))
    return len(proven)


def _differences(closure: Closure, proven: set[Triple]) -> list[Contradiction]:
    """Say where the judge and the chain do not agree; never seen but in a broken rule table."""
    unproven = [
        Contradiction(
            "unproven",
            "owlrl concludes this and the chain of rules does not.",
            "owlrl folgert dies, die Kette der Regeln nicht.",
            (triple,),
        )
        for triple in closure.triples - proven
    ]
    unfounded = [
        Contradiction(
            "unfounded",
            "The chain of rules concludes this and owlrl does not.",
            "Die Kette der Regeln folgert dies, owlrl nicht.",
            (triple,),
        )
        for triple in proven - closure.triples
    ]
    return unproven + unfounded


def _needed(triples: Iterable[Triple], proofs: dict[Triple, Proof]) -> dict[Triple, Proof]:
    """Keep the proofs of the triples, and of what they rest on."""
    needed: dict[Triple, Proof] = {}
    waiting = sorted(triples)
    while waiting:
        triple = waiting.pop()
        if triple in proofs and triple not in needed:
            needed[triple] = proofs[triple]
            waiting.extend(proofs[triple].premises)
    return needed
