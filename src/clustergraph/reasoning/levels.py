"""In which order rules speak: one that asks for an absence waits for those that might end it.

Each rule stands on a level; all that can be concluded on the lower ones is known when it is
applied (stratified negation). The result then does not hang on the names of the rules.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..rules import TYPE, Rule
from .relations import EVERY_CLASS, EVERYTHING, Key, key_of


class Circle(Exception):  # it says what is wrong
    """A rule asks for the absence of what follows from its own conclusion; ``name`` is its name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def levels_of(rules: Sequence[Rule]) -> list[int]:
    """Return the level of each rule.

    Rules about any property at all (what holds of a thing holds of the same thing under another
    name) are on the lowest and wait for nobody.

    Raises Circle when there is no such order.
    """
    of_relation: dict[Key, int] = {}
    found = [0] * len(rules)
    most = sum(bool(rule.absent) for rule in rules)

    def level(key: Key) -> int:
        if key == EVERYTHING:
            return max(of_relation.values(), default=0)
        if key == EVERY_CLASS:
            return max((v for k, v in of_relation.items() if k[0] in (TYPE, "?")), default=0)
        return max(of_relation.get(key, 0), of_relation.get(EVERYTHING, 0))

    is_new = True
    while is_new:
        is_new = False
        for number, rule in enumerate(rules):
            if _is_about_anything(rule):
                continue
            below = [level(key_of(premise)) for premise in rule.body]
            below += [level(key_of(p)) + 1 for group in rule.absent for p in group.patterns]
            wanted = max((found[number], *below))
            if wanted > most:
                raise Circle(rule.name)
            key = key_of(rule.conclusion) if rule.conclusion else None
            if wanted > found[number] or (key and of_relation.get(key, 0) < wanted):
                is_new = True
                found[number] = wanted
                if key:
                    of_relation[key] = max(of_relation.get(key, 0), wanted)
    return found


def _is_about_anything(rule: Rule) -> bool:
    return any(key_of(premise) == EVERYTHING for premise in rule.body)
