"""In which order rules speak where each relation is let go of as soon as it can be.

A rule waits for all that can be concluded about its premises, and for no more: what a relation
hangs on is concluded right before it. Relations that hang on each other (a property and its
inverse) make one stage.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..rules import Rule
from .relations import EVERY_CLASS, EVERYTHING, Key, key_of

VAGUE: Final = (EVERYTHING, EVERY_CLASS)


@dataclass
class Stage:
    """Rules that speak together, and those that then find contradictions.

    ``over`` are the relations that no later stage looks at or adds to.
    """

    rules: list[Rule] = field(default_factory=list)
    against: list[Rule] = field(default_factory=list)
    over: list[Key] = field(default_factory=list)


def stages_of(
    rules: Sequence[Rule], against: Iterable[Rule], given: Collection[Key]
) -> list[Stage]:
    """Return the stages of rules over some given relations; those that never apply are left out.

    A rule that may conclude anything (its property is a variable) speaks as early as it can, and
    until it has spoken nothing is over. No premise is about anything at all.
    """
    applying = _applying(rules, given)
    needs: dict[Key, dict[Key, None]] = {_concluded(rule): {} for rule in applying}
    for rule in applying:
        needs[_concluded(rule)].update((key, None) for key in looked_at(rule) if key in needs)
    groups = list(_in_order(sorted(needs, key=lambda key: key not in VAGUE), needs))
    number = {key: at for at, group in enumerate(groups) for key in group}
    held = max((number[key] for key in VAGUE if key in number), default=0)
    stages = [Stage() for _ in groups] or [Stage()]
    for rule in applying:
        stages[number[_concluded(rule)]].rules.append(rule)
    for rule in against:
        at = max((number.get(key_of(premise), 0) for premise in rule.body), default=0)
        stages[max(at, held)].against.append(rule)
    last: dict[Key, int] = {}
    for at, stage in enumerate(stages):
        for rule in (*stage.rules, *stage.against):
            last.update(dict.fromkeys(touched(rule), max(at, held)))
    for key, at in last.items():
        stages[at].over.append(key)
    return stages


def looked_at(rule: Rule) -> Iterator[Key]:
    """Yield the relations of a rule's premises, and of what must be absent."""
    yield from (key_of(premise) for premise in rule.body)
    yield from (key_of(pattern) for group in rule.absent for pattern in group.patterns)


def touched(rule: Rule) -> Iterator[Key]:
    """Yield the relations that a rule looks at or adds to."""
    yield from looked_at(rule)
    if rule.conclusion is not None:
        yield key_of(rule.conclusion)


def _concluded(rule: Rule) -> Key:
    return EVERYTHING if rule.conclusion is None else key_of(rule.conclusion)


def _applying(rules: Sequence[Rule], given: Collection[Key]) -> list[Rule]:
    """Return the rules of which every premise may be met by what is given or by one another."""
    met, waiting, found = set(given), list(rules), set[int]()
    while True:
        more = [
            number
            for number, rule in enumerate(waiting)
            if number not in found
            and (met.intersection(VAGUE) or all(key_of(premise) in met for premise in rule.body))
        ]
        if not more:
            return [rule for number, rule in enumerate(waiting) if number in found]
        found.update(more)
        met.update(_concluded(waiting[number]) for number in more)


def _in_order(keys: Iterable[Key], needs: dict[Key, dict[Key, None]]) -> Iterator[tuple[Key, ...]]:
    """Yield relations that need each other together, after all that they need (Tarjan, 1972)."""
    found: dict[Key, int] = {}  # when a relation was met
    low: dict[Key, int] = {}
    open_: dict[Key, None] = {}
    for start in keys:
        if start in found:
            continue
        way = [(start, iter(needs[start]))]
        found[start] = low[start] = len(found)
        open_[start] = None
        while way:
            key, rest = way[-1]
            for other in rest:
                if other not in found:
                    found[other] = low[other] = len(found)
                    open_[other] = None
                    way.append((other, iter(needs[other])))
                    break
                if other in open_:
                    low[key] = min(low[key], found[other])
            else:
                way.pop()
                if way:
                    low[way[-1][0]] = min(low[way[-1][0]], low[key])
                if low[key] == found[key]:
                    group = []
                    while key in open_:
                        group.append(open_.popitem()[0])
                    yield tuple(group)
