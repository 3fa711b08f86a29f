"""What a small change of a large graph does to its results, without checking all of it again.

Only the focus nodes that the change can reach are judged, in the graph before and in the one after,
and of both only what that hangs on is read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from ..collecting import paused
from ..errors import ProjectError
from ..rdf import Term, Triple
from ..rules import Matches
from .fast import Checker
from .fast.lookups import Lookups, TooFar, Union
from .fast.near import NearAsker
from .fast.reaching import Reach
from .results import Result
from .shapes import Shapes

_READ: Final = 5  # triples that are read for each focus node that may be reached


@dataclass(frozen=True, slots=True)
class Rechecked:
    """The results that a change takes away, and those that it brings; both sorted."""

    gone: list[Result]
    come: list[Result]


def recheck(
    shapes: Shapes,
    before: Matches,
    after: Matches,
    changed: Collection[Triple],
    most: int = 20_000,
) -> Rechecked | None:
    """Return what a change does to the results of ``validate`` (SHACL 3.4).

    ``changed`` holds every triple that is in only one of the two graphs. The results after are
    those before without ``gone`` and with ``come``, for any graphs. None when more than ``most``
    focus nodes are reached or five times as many triples would be read, and for shapes or queries
    that are not understood: then ``validate`` must check the whole graph.
    """
    try:
        with paused():
            return _recheck(shapes, before, after, changed, most)
    except (TooFar, ProjectError):
        return None


def _recheck(
    shapes: Shapes, before: Matches, after: Matches, changed: Collection[Triple], most: int
) -> Rechecked:
    reach = Reach(shapes, Lookups(Union(after, changed), most * _READ), changed, most)
    nodes = reach.focus_nodes()
    if not nodes:
        return Rechecked([], [])
    checkers = [
        Checker(shapes, graph, NearAsker(graph, changed, reach.linear))
        for graph in (Lookups(before, most * _READ), Lookups(after, most * _READ))
    ]
    old, new = (_results(checker, nodes) for checker in checkers)
    wider = reach.wider(old ^ new)
    if wider:
        old, new = (
            found | _results(checker, wider)
            for checker, found in zip(checkers, (old, new), strict=True)
        )
    return Rechecked(
        sorted(old - new, key=lambda result: result.order),
        sorted(new - old, key=lambda result: result.order),
    )


def _results(checker: Checker, nodes: Mapping[Term, Collection[Term]]) -> set[Result]:
    return {result for shape, some in nodes.items() for result in checker.check_among(shape, some)}
