"""What a change adds and withdraws: exactly what a full run would, without one.

Delete and rederive, level by level (Gupta, Mumick and Subrahmanian, "Maintaining Views
Incrementally", 1993). What rested on something that is gone is taken back; what has another reason
comes again; what rests on something new is added. A rule that asks for an absence is woken by what
appears, and by what vanishes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol

from ..rdf import Triple, is_literal
from ..rules import TYPE, Binding, Matches, Pattern, Rule, bind, fill, match_all, solve
from .relations import EVERY_CLASS, EVERYTHING, Key, key_of

Triples = dict[Triple, None]


class Changeable(Matches, Protocol):
    """Triples that can be asked for, added and removed one by one."""

    def __contains__(self, triple: Triple) -> bool:
        """Tell whether a triple is there."""

    def add(self, triple: Triple) -> bool:
        """Add a triple; False if it was there."""

    def remove(self, triple: Triple) -> None:
        """Remove a triple that is there."""


class Change:
    """One change of what is given, carried through an index that holds all that followed.

    ``levels`` are those of the rules, ``is_given`` tells what is given after the change.
    """

    def __init__(
        self,
        index: Changeable,
        rules: Sequence[Rule],
        levels: Sequence[int],
        is_given: Callable[[Triple], bool],
    ) -> None:
        self._index = index
        self._is_given = is_given
        self._levels = max(levels, default=0) + 1
        self._by_level: list[_Rules] = [_Rules() for _ in range(self._levels)]
        for rule, level in zip(rules, levels, strict=True):
            self._by_level[level].add(rule)
        self.added: Triples = {}
        self.removed: Triples = {}
        self._taken_back: Triples = {}  # what came by this change and was doubted later

    def run(self, added: Iterable[Triple], removed: Iterable[Triple]) -> None:
        """Carry the change through; ``added`` and ``removed`` then hold what is new and gone."""
        for triple in sorted(removed):
            if triple in self._index and not self._is_given(triple):
                self.removed[triple] = None
        for triple in self.removed:
            self._index.remove(triple)
        for triple in sorted(added):
            if self._index.add(triple):
                self._note(triple)
        for level in range(self._levels):
            self._withdraw(level)
            self._insert(level, self._restore(level))

    def _note(self, triple: Triple) -> None:
        """Note that a triple came: it is new, or was gone only for a while."""
        self._taken_back.pop(triple, None)
        if triple in self.removed:
            del self.removed[triple]
        else:
            self.added[triple] = None

    # --- what is gone ----------------------------------------------------------------------------

    def _withdraw(self, level: int) -> None:
        """Take back whatever a rule of this level may have concluded from what is gone."""
        rules = self._by_level[level]
        for triple in self.removed:
            self._index.add(triple)  # as it was, so that what rested on two of them is met
        doubtful: Triples = {}
        waiting = list(self.removed)

        def doubt(rule: Rule, binding: Binding) -> None:
            for found in match_all(rule.body, self._index, binding, rule.comparisons):
                conclusion = fill(rule.conclusion, found)  # type: ignore[arg-type]  # all conclude
                if (
                    conclusion in self._index
                    and conclusion not in self.removed
                    and conclusion not in doubtful
                    and not self._is_given(conclusion)
                ):
                    doubtful[conclusion] = None
                    waiting.append(conclusion)

        for triple in self.added:
            for rule, binding in rules.forbidding(triple):
                doubt(rule, binding)
        while waiting:
            for rule, binding in rules.using(waiting.pop()):
                doubt(rule, binding)
        for triple in (*self.removed, *doubtful):
            self._index.remove(triple)
        for triple in doubtful:
            if triple in self.added:
                del self.added[triple]
                self._taken_back[triple] = None
            else:
                self.removed[triple] = None

    def _restore(self, level: int) -> list[Triple]:
        """Bring back what has another reason, by a rule of this level or of a lower one."""
        back = [
            triple
            for triple in (*self.removed, *self._taken_back)
            if any(rules.gives(triple, self._index) for rules in self._by_level[: level + 1])
        ]
        for triple in back:
            self._index.add(triple)
            self._note(triple)
        return back

    # --- what is new -----------------------------------------------------------------------------

    def _insert(self, level: int, back: Iterable[Triple]) -> None:
        """Add what rules of this level conclude from what is new or no longer hinders."""
        rules = self._by_level[level]
        waiting = [*self.added, *back]

        def conclude(rule: Rule, binding: Binding) -> None:
            for found in list(solve(rule, self._index, binding)):
                conclusion = fill(rule.conclusion, found)  # type: ignore[arg-type]  # all conclude
                if is_sound(rule, conclusion) and self._index.add(conclusion):
                    self._note(conclusion)
                    waiting.append(conclusion)

        for triple in list(self.removed):
            for rule, binding in rules.forbidding(triple):
                conclude(rule, binding)
        while waiting:
            for rule, binding in rules.using(waiting.pop()):
                conclude(rule, binding)


def is_sound(rule: Rule, conclusion: Pattern) -> bool:
    """Tell whether a rule may conclude a triple: a rule of the house only what RDF has."""
    return conclusion[1][0] == "<" and not (rule.is_of_house and is_literal(conclusion[0]))


class _Rules:
    """The rules of one level, by what they look at, forbid and give."""

    def __init__(self) -> None:
        self._using: dict[Key, list[tuple[Rule, Pattern]]] = defaultdict(list)
        self._forbidding: dict[Key, list[tuple[Rule, Pattern]]] = defaultdict(list)
        self._giving: dict[Key, list[Rule]] = defaultdict(list)

    def add(self, rule: Rule) -> None:
        """Take in a rule."""
        for premise in rule.body:
            self._using[key_of(premise)].append((rule, premise))
        for group in rule.absent:
            for pattern in group.patterns:
                self._forbidding[key_of(pattern)].append((rule, pattern))
        if rule.conclusion is not None:
            self._giving[key_of(rule.conclusion)].append(rule)

    def using(self, triple: Triple) -> Iterator[tuple[Rule, Binding]]:
        """Yield the rules of which a triple meets a premise, with what that binds."""
        yield from _bound(self._using, triple)

    def forbidding(self, triple: Triple) -> Iterator[tuple[Rule, Binding]]:
        """Yield the rules that want such a triple absent, with what that binds outside."""
        for rule, binding in _bound(self._forbidding, triple):
            outside = {term for premise in rule.body for term in premise}
            yield rule, {name: term for name, term in binding.items() if name in outside}

    def gives(self, triple: Triple, index: Matches) -> bool:
        """Tell whether a rule concludes a triple from what an index holds."""
        for key in _keys(triple):
            for rule in self._giving.get(key, ()):
                binding = bind(rule.conclusion, triple, {})  # type: ignore[arg-type]  # it gives
                if (
                    binding is not None
                    and is_sound(rule, triple)
                    and any(True for _ in solve(rule, index, binding))
                ):
                    return True
        return False


def _bound(
    table: dict[Key, list[tuple[Rule, Pattern]]], triple: Triple
) -> Iterator[tuple[Rule, Binding]]:
    for key in _keys(triple):
        for rule, pattern in table.get(key, ()):
            binding = bind(pattern, triple, {})
            if binding is not None:
                yield rule, binding


def _keys(triple: Triple) -> Collection[Key]:
    key = key_of(triple)
    return (key, EVERY_CLASS, EVERYTHING) if key[0] == TYPE else (key, EVERYTHING)
