"""Why a triple does not hold: the rules that could give it, and the premise that each lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ..rdf import Triple
from .matching import Matches, is_there, match_all
from .proving import Prover
from .rule import Absent, Binding, Comparison, Pattern, Rule, fill, has_variables

_MOST_TRIES: Final = 2000  # bindings of one rule that are gone through


@dataclass(frozen=True, slots=True)
class Lack:
    """A rule that could give a triple and does not.

    ``met`` are the premises that hold, ``missing`` those that do not (with variables for what any
    value would do for), ``in_the_way`` what is there and must not be, ``failed`` the comparisons
    that are false.
    """

    rule: Rule
    met: tuple[Triple, ...]
    missing: tuple[Pattern, ...]
    in_the_way: tuple[Triple, ...] = ()
    failed: tuple[Comparison, ...] = ()

    @property
    def order(self) -> tuple[int, int, str, tuple[Pattern, ...]]:
        """The sort key that puts first what lacks least."""
        lacking = len(self.missing) + len(self.in_the_way) + len(self.failed)
        return (lacking, -len(self.met), self.rule.name, self.missing)


def lacks(prover: Prover, facts: Matches, triple: Triple) -> list[Lack]:
    """Return what each rule that could give a triple lacks, the nearest first.

    A rule none of whose own premises is met tells nothing and is left out, unless all are so.
    """
    found: dict[tuple[object, ...], Lack] = {}
    for rule, binding in prover.rules_for(triple):
        for lack in islice(_of_rule(rule, binding, facts), 3):
            found.setdefault((lack.rule.name, lack.missing, lack.in_the_way), lack)
    ordered = sorted(found.values(), key=lambda lack: lack.order)
    return [lack for lack in ordered if _is_begun(lack)] or ordered


def _is_begun(lack: Lack) -> bool:
    own = {premise for premise in lack.rule.premises if has_variables(premise)}
    return len(lack.missing) < len(own)


def _of_rule(rule: Rule, binding: Binding, facts: Matches) -> Iterator[Lack]:
    """Yield what a rule lacks, by the largest parts of its premises that match."""
    axioms = tuple(premise for premise in rule.premises if not has_variables(premise))
    best: list[tuple[tuple[Pattern, ...], Binding]] = []
    most = -1
    tries = 0
    for met, bound in _partly(rule.body, facts, binding):
        tries += 1
        if len(met) > most:
            most, best = len(met), []
        if len(met) == most:
            best.append((met, bound))
        if tries >= _MOST_TRIES:
            break
    for met, bound in best:
        missing = tuple(fill(p, bound) for p in rule.body if p not in met)
        blocks = _blocking(rule.absent, facts, bound) if not missing else ()
        failed = tuple(one for one in rule.comparisons if not missing and not one.holds(bound))
        if missing or blocks or failed:
            yield Lack(rule, (*axioms, *(fill(p, bound) for p in met)), missing, blocks, failed)


def _partly(
    patterns: Sequence[Pattern], facts: Matches, binding: Binding
) -> Iterator[tuple[tuple[Pattern, ...], Binding]]:
    """Yield the patterns that match together, each time with as many as go."""
    ready = [p for p in patterns if any(True for _ in islice(facts.match(fill(p, binding)), 1))]
    if not ready:
        yield (), binding
        return
    pattern = max(ready, key=lambda p: sum(term[0] != "?" for term in fill(p, binding)))
    rest = [p for p in patterns if p is not pattern]
    for bound in islice(match_all((pattern,), facts, binding), _MOST_TRIES):
        for met, further in _partly(rest, facts, bound):
            yield (pattern, *met), further


def _blocking(groups: Sequence[Absent], facts: Matches, binding: Binding) -> tuple[Triple, ...]:
    """Return the triples that are there and must not be."""
    found: list[Triple] = []
    for group in groups:
        if is_there(group, facts, binding):
            first = next(match_all(group.patterns, facts, binding, group.comparisons))
            found += [fill(pattern, first) for pattern in group.patterns]
    return tuple(found)
