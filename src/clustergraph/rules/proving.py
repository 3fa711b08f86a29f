"""Backward from a triple to what it follows from: the shortest proof first.

Nothing is stored for it. A triple that holds and that nobody states is the conclusion of some rule;
of all ways in which one applies, the one is taken that is the fewest steps away from what is
stated. The search goes one step deeper at a time, so a proof never runs in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from ..rdf import Triple
from .book import Book
from .matching import Facts, solve
from .rule import Proof, Rule, bind, has_variables

_DEEPEST: Final = 64  # steps; the longest chain of places within places has five
_NEVER: Final = 1 << 30  # of more steps than any: no rule applies, however long the proof


@dataclass(frozen=True, slots=True)
class Tree:
    """A triple with why it holds: stated (no proof), or a proof and the trees of its premises."""

    triple: Triple
    proof: Proof | None = None
    premises: tuple[Tree, ...] = ()

    def leaves(self) -> Iterator[Triple]:
        """Yield the stated triples that everything rests on, each as often as it serves."""
        if self.proof is None:
            yield self.triple
        for premise in self.premises:
            yield from premise.leaves()


class Prover:
    """Proves triples that hold in some facts by the rules of a book; remembers what it proved.

    The facts must hold all that follows (all but what is hidden, see ``matching.is_hidden``).
    """

    def __init__(self, book: Book, facts: Facts) -> None:
        self._book = book
        self._facts = facts
        self._proofs: dict[Triple, tuple[int, Proof | None]] = {}
        self._failed: dict[Triple, int] = {}

    def proof(self, triple: Triple) -> Proof | None:
        """Return the last step of the shortest proof; None if it is stated, or does not follow."""
        for steps in range(_DEEPEST):
            if self._prove(triple, steps):
                return self._proofs[triple][1]
            if self._failed[triple] == _NEVER:
                break
        return None

    @property
    def remembered(self) -> int:
        """How many triples it has looked at."""
        return len(self._proofs) + len(self._failed)

    def holds(self, triple: Triple) -> bool:
        """Tell whether a triple is stated or has a proof."""
        return self.proof(triple) is not None or triple in self._proofs

    def tree(self, triple: Triple) -> Tree:
        """Return the whole proof of a triple, down to what is stated."""
        proof = self.proof(triple)
        premises = tuple(self.tree(premise) for premise in proof.premises) if proof else ()
        return Tree(triple, proof, premises)

    def steps(self, triple: Triple) -> int | None:
        """Return how many rules the longest way of its shortest proof has; None: it has none."""
        return self._proofs[triple][0] if self.holds(triple) else None

    def _prove(self, triple: Triple, steps: int) -> bool:
        """Find the shortest proof of at most so many steps, and remember it or that there is none.

        What was stated has no proof. That a literal is of its datatype counts no step.
        """
        if triple in self._proofs:
            return self._proofs[triple][0] <= steps
        if self._failed.get(triple, -1) >= steps:
            return False
        for deep in range(self._failed.get(triple, -1) + 1, steps + 1):
            found = self._known(triple) if deep == 0 else self._step(triple, deep)
            if found is not None:
                self._proofs[triple] = (deep, found[0])
                return True
            if self._failed.get(triple) == _NEVER:
                break
            self._failed[triple] = deep
        return False

    def _known(self, triple: Triple) -> tuple[Proof | None] | None:
        if self._facts.is_asserted(triple):
            return (None,)
        proof = self._book.of_literal(triple)
        return (proof,) if proof else None

    def _step(self, triple: Triple, deep: int) -> tuple[Proof] | None:
        """Find a proof whose premises have shorter ones; note where no longer one would help."""
        is_hopeless = True
        for rule, binding in self.rules_for(triple):
            axioms = [premise for premise in rule.premises if not has_variables(premise)]
            if not all(self._prove(axiom, deep - 1) for axiom in axioms):
                is_hopeless = is_hopeless and self._is_never(axioms)
                continue
            for solution in solve(rule, self._facts, binding):
                proof = rule.proof(solution)
                if all(self._prove(premise, deep - 1) for premise in proof.premises):
                    return (proof,)
                is_hopeless = is_hopeless and self._is_never(proof.premises)
        if is_hopeless:
            self._failed[triple] = _NEVER
        return None

    def _is_never(self, premises: Iterable[Triple]) -> bool:
        """Tell whether one of some premises is known to have no proof of any length."""
        return any(self._failed.get(premise) == _NEVER for premise in premises)

    def rules_for(self, triple: Triple) -> Iterable[tuple[Rule, dict[str, str]]]:
        """Yield the rules that could conclude a triple, with what that binds."""
        for rule in self._book.giving(triple):
            binding = bind(rule.conclusion, triple, {}) if rule.conclusion else None
            if binding is not None:
                yield rule, binding
