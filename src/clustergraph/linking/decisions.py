"""What was decided by hand about two things: that they are the same, or different.

A decision outranks identifiers. Decisions together must make sense: who is the same as a third is
the same, so A = B, B = C and A ≠ C cannot all stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..findings import Finding
from ..origin import Origin
from .rules import finding


class Verdict(StrEnum):
    """What was decided; the words are the codes of id/scheme/verdict."""

    SAME = "same"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Decision:
    """Two things by IRI, the verdict, and where it was written; ``node`` is the decision's IRI."""

    one: str
    other: str
    verdict: Verdict
    origin: Origin
    node: str | None = None

    @property
    def pair(self) -> frozenset[str]:
        """The two things, whatever their order."""
        return frozenset((self.one, self.other))


class Sets:
    """Sets that are joined as it turns out that two of their members are the same.

    >>> sets = Sets()
    >>> sets.join("a", "b"), sets.join("b", "c")
    (None, None)
    >>> sets.are_one("a", "c"), sets.are_one("a", "d")
    (True, False)
    """

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def top(self, member: str) -> str:
        """Return the member that stands for the whole set."""
        above = self._above
        while (parent := above.get(member, member)) != member:
            above[member] = above.get(parent, parent)
            member = parent
        return member

    def join(self, one: str, other: str) -> None:
        """Join the sets of two members; the lesser of their tops stands for both."""
        first, second = sorted((self.top(one), self.top(other)))
        self._above[second] = first

    def are_one(self, one: str, other: str) -> bool:
        """Tell whether two members are in one set."""
        return self.top(one) == self.top(other)


@dataclass(frozen=True)
class Decisions:
    """Decisions that make sense together, and what is wrong with the others.

    ``same`` and ``different`` hold those that count; one that contradicts others is in neither.
    """

    same: tuple[Decision, ...]
    different: tuple[Decision, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, given: Iterable[Decision]) -> Decisions:
        """Hold decisions against each other."""
        given = sorted(given, key=lambda one: one.origin.order)
        equal = [one for one in given if one.verdict is Verdict.SAME]
        sets = Sets()
        for one in equal:
            sets.join(one.one, one.other)
        broken: set[str] = set()
        findings = []
        for one in given:
            if one.verdict is Verdict.DIFFERENT and sets.are_one(one.one, one.other):
                broken.add(sets.top(one.one))
                findings.append(_contradiction(one, list(_between(equal, one))))
        return cls(
            tuple(one for one in equal if sets.top(one.one) not in broken),
            tuple(one for one in given if one.verdict is Verdict.DIFFERENT
                  and not sets.are_one(one.one, one.other)),
            tuple(findings),
        )  # fmt: skip

    def settled(self) -> frozenset[frozenset[str]]:
        """Return the pairs about which something is decided."""
        return frozenset(one.pair for one in (*self.same, *self.different))


def _between(equal: Sequence[Decision], one: Decision) -> Iterator[Decision]:
    """Yield the decisions by which two things are the same, along the shortest chain."""
    beside: dict[str, list[Decision]] = {}
    for decision in equal:
        beside.setdefault(decision.one, []).append(decision)
        beside.setdefault(decision.other, []).append(decision)
    chains: dict[str, tuple[Decision, ...]] = {one.one: ()}
    waiting = [one.one]
    for member in waiting:
        for decision in beside.get(member, ()):
            reached = decision.other if decision.one == member else decision.one
            if reached not in chains:
                chains[reached] = (*chains[member], decision)
                waiting.append(reached)
    yield from chains.get(one.other, ())


def _contradiction(one: Decision, chain: Sequence[Decision]) -> Finding:
    if one.one == one.other:
        return finding(
            "ContradictoryDecisions", one.origin, "a thing is not different from itself",
            "eine Sache ist nicht von sich selbst verschieden", value=one.verdict.value,
        )  # fmt: skip
    return finding(
        "ContradictoryDecisions",
        one.origin,
        f"is decided to be different, but {len(chain)} other decisions make the two the same:"
        " mend one of them; until then none of them counts",
        f"ist als verschieden entschieden, aber {len(chain)} andere Entscheidungen machen beide zu"
        " einem: eine davon berichtigen; bis dahin gilt keine",
        value=one.verdict.value,
        focus=one.node,
        related=tuple(decision.origin for decision in chain),
    )
