"""Why a triple does not hold: the rules that could give it, and what each of them lacks.

A rule is matched in part, from the terms of the triple on: each premise that names one of them is
tried as a beginning, and the others are looked up beside it. So "A coordinates P" leads to the
participations of A and to those in P, and never through all participations there are. Of a hub only
so many matches are looked at, those first that fit other premises, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ..names import PREFIXES
from ..rdf import Triple
from .matching import Matches, is_hidden, is_there, match_all
from .proving import Prover
from .rule import (
    Absent,
    Binding,
    Comparison,
    Pattern,
    Rule,
    bind,
    fill,
    has_variables,
    is_variable,
)

_SAME: Final = f"<{PREFIXES['owl']}sameAs>"
_MOST_BRANCHES: Final = 24  # matches of one premise that are followed
_MOST_RANKED: Final = 5000  # matches of a hub that are compared to choose those
_MOST_CHECKS: Final = 20_000  # questions to the store for one triple; 10 to 25 µs each
_MOST_WAYS: Final = 3  # told of one rule; each lacks something else

_Part = tuple[tuple[Pattern, ...], Binding]


@dataclass(frozen=True, slots=True)
class Lack:
    """A rule that could give a triple and does not.

    ``met`` are the premises that hold, ``missing`` those that do not (with variables for what any
    value would do for), ``in_the_way`` what is there and must not be, ``failed`` the comparisons
    that are false. A lack is ``begun`` if a premise is met that is more than an axiom.
    """

    rule: Rule
    met: tuple[Triple, ...]
    missing: tuple[Pattern, ...]
    in_the_way: tuple[Triple, ...] = ()
    failed: tuple[Comparison, ...] = ()
    begun: int = 0

    @property
    def lacking(self) -> int:
        """How many things keep the rule from giving the triple."""
        return len(self.missing) + len(self.in_the_way) + len(self.failed)

    @property
    def order(self) -> tuple[bool, int, int, int, str, tuple[Pattern, ...]]:
        """The sort key that puts first what lacks least, and of those what has most."""
        has = (-self.begun, -len(self.met))
        return (not self.begun, self.lacking, *has, self.rule.name, self.missing)


def lacks(prover: Prover, facts: Matches, triple: Triple) -> list[Lack]:
    """Return what each rule that could give a triple lacks, the nearest first.

    Two kinds of rules could give any triple at all. One that needs things which are the same is
    named only where something is the same as what the triple is about, one with any property in
    its conclusion (a preferred claim is a plain triple) only where it lacks no more than one thing.
    """
    found: dict[tuple[object, ...], Lack] = {}
    search = _Search(prover, facts)
    for rule, binding in prover.rules_for(triple):
        if triple[1] != _SAME and search.needs_a_twin(rule, binding):
            continue
        for lack in search.of_rule(rule, binding):
            found.setdefault((lack.rule.name, lack.missing, lack.in_the_way, lack.failed), lack)
    return sorted(found.values(), key=lambda lack: lack.order)


class _Search:
    """Matches rules in part, and counts what that costs."""

    def __init__(self, prover: Prover, facts: Matches) -> None:
        self._prover = prover
        self._facts = facts
        self._checks = _MOST_CHECKS

    def needs_a_twin(self, rule: Rule, binding: Binding) -> bool:
        """Tell whether a rule needs that something is the same, and nothing is."""
        sameness = (p for p in rule.body if p[1] == _SAME)
        return any(not self._some(fill(p, binding), 1) for p in sameness)

    def of_rule(self, rule: Rule, binding: Binding) -> Iterator[Lack]:
        """Yield what a rule lacks: the nearest way of each kind."""
        nearest: dict[tuple[Pattern, ...], Lack] = {}
        for met, bound in self._parts(rule.body, binding):
            lack = self._lack(rule, met, bound, sum(_is_anchored(p, binding) for p in met))
            if lack is None or (lack.lacking > 1 and _gives_anything(rule)):
                continue
            kind = tuple(p for p in rule.body if p not in met)
            if kind not in nearest or lack.order < nearest[kind].order:
                nearest[kind] = lack
        ways = [
            lack
            for kind, lack in nearest.items()
            if not any(set(other) < set(kind) for other in nearest)  # lacks all that, and more
        ]
        yield from sorted(ways, key=lambda lack: lack.order)[:_MOST_WAYS]

    def _lack(
        self, rule: Rule, met: tuple[Pattern, ...], bound: Binding, begun: int
    ) -> Lack | None:
        missing = tuple(fill(p, bound) for p in rule.body if p not in met)
        failed = tuple(
            one.filled(bound)
            for one in rule.comparisons
            if one.variables <= bound.keys() and not one.holds(bound)
        )
        blocks = () if missing else self._blocking(rule.absent, bound)
        if not (missing or blocks or failed):
            return None
        axioms = tuple(p for p in rule.premises if not has_variables(p))
        holding = tuple(fill(p, bound) for p in rule.body if p in met)
        return Lack(rule, (*axioms, *holding), missing, blocks, failed, begun)

    def _blocking(self, groups: Sequence[Absent], binding: Binding) -> tuple[Triple, ...]:
        """Return the triples that are there and must not be, one way of each group."""
        found: dict[Triple, None] = {}
        for group in groups:
            if is_there(group, self._facts, binding):
                first = next(match_all(group.patterns, self._facts, binding, group.comparisons))
                found.update(dict.fromkeys(fill(pattern, first) for pattern in group.patterns))
        return tuple(found)

    def _parts(self, patterns: Sequence[Pattern], binding: Binding) -> Iterator[_Part]:
        """Yield which patterns match together, from each that names what is concluded."""
        yield (), binding
        for start in patterns:
            if _is_anchored(start, binding):
                rest = [p for p in patterns if p is not start]
                for bound in self._matches(start, rest, binding):
                    yield from self._completed((start,), rest, bound)

    def _completed(
        self, met: tuple[Pattern, ...], rest: Sequence[Pattern], binding: Binding
    ) -> Iterator[_Part]:
        """Yield what else matches beside what does, without going back on a choice."""
        anchored = [p for p in rest if _is_anchored(p, binding)]
        if not anchored:
            yield met, binding
            return
        pattern = min(anchored, key=lambda p: has_variables(fill(p, binding)))
        others = [p for p in rest if p is not pattern]
        matches = self._matches(pattern, others, binding)
        if not matches:
            yield from self._completed(met, others, binding)
        for bound in matches:
            yield from self._completed((*met, pattern), others, bound)

    def _matches(
        self, pattern: Pattern, others: Sequence[Pattern], binding: Binding
    ) -> list[Binding]:
        """Return how a pattern matches; of a hub, what fits most of the other patterns."""
        wanted = fill(pattern, binding)
        found = self._some(wanted, _MOST_RANKED)
        bindings = [one for one in (bind(pattern, t, binding) for t in found) if one is not None]
        if len(bindings) <= _MOST_BRANCHES or self._checks <= 0:
            return bindings[:_MOST_BRANCHES]
        beside = [p for p in others if _is_anchored(p, binding)] or others
        return sorted(bindings, key=lambda one: -self._fitting(beside, one))[:_MOST_BRANCHES]

    def _fitting(self, patterns: Sequence[Pattern], binding: Binding) -> int:
        """Count the patterns that nothing is open in and that match."""
        filled = (fill(p, binding) for p in patterns)
        return sum(bool(self._some(p, 1)) for p in filled if not has_variables(p))

    def _some(self, wanted: Pattern, most: int) -> list[Triple]:
        """Return what matches a pattern, sorted; of a hub, only the first that the store has."""
        self._checks -= 1
        if is_hidden(wanted) and not has_variables(wanted):
            return [wanted] if self._prover.holds(wanted) else []
        return sorted(islice(self._facts.match(wanted), most))


def _is_anchored(pattern: Pattern, binding: Binding) -> bool:
    """Tell whether a pattern is about something that is bound, or about nothing that is open."""
    subject, _, object_ = pattern
    return subject in binding or object_ in binding or not any(map(is_variable, pattern))


def _gives_anything(rule: Rule) -> bool:
    """Tell whether a rule concludes triples of any property."""
    return rule.conclusion is not None and is_variable(rule.conclusion[1])
