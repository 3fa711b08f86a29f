"""What is given to a reasoner, and in what it differs from what was given the last time."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from ..graphs import Graph, Held, Merged, bits_for, graph_of
from ..rdf import Triple

_AT_ONCE: Final = 100_000  # triples of each side that are compared in memory
_MOST: Final = 100_000  # triples; carrying more through takes longer than concluding all anew


@dataclass(frozen=True, slots=True)
class Givens:
    """What is given: triples about the world, the ontology among them, and those about rows."""

    world: Set[Triple]
    evidence: Set[Triple]


@dataclass(frozen=True, slots=True)
class Difference:
    """What came and what went."""

    come: Set[Triple] = frozenset()
    gone: Set[Triple] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.come or self.gone)


def difference(old: Set[Triple], new: Set[Triple]) -> Difference | None:
    """Return what came and what went between two graphs; None where it is too much to carry.

    A part of which both graphs consist is not looked at.

    >>> difference(frozenset(), frozenset({("<a>", "<p>", "<b>")})).come
    frozenset({('<a>', '<p>', '<b>')})
    """
    if old is new:
        return Difference()
    if not isinstance(old, Graph) and not isinstance(new, Graph):
        return Difference(new - old, old - new)
    before, after = _parts(graph_of(old)), _parts(graph_of(new))
    both = {id(part) for part in before} & {id(part) for part in after}
    was = Merged([Held(()), *(part for part in before if id(part) not in both)])
    now = Merged([Held(()), *(part for part in after if id(part) not in both)])
    bits = bits_for(max(sum(map(len, one.parts)) for one in (was, now)), _AT_ONCE)
    come, gone = set[str](), set[str]()
    for ours, theirs in zip(now.pieces(bits), was.pieces(bits), strict=True):
        here, there = set(ours), set(theirs)
        come |= here - there
        gone |= there - here
        if len(come) + len(gone) > _MOST:
            return None
    return Difference(  # what went from one part may stand in another
        frozenset(triple for triple in map(_triple, come) if triple not in old),
        frozenset(triple for triple in map(_triple, gone) if triple not in new),
    )


def _parts(graph: Graph) -> tuple[Graph, ...]:
    return graph.parts if isinstance(graph, Merged) else (graph,)


def _triple(line: str) -> Triple:
    subject, predicate, object_ = line.split(" ", 2)
    return subject, predicate, object_
