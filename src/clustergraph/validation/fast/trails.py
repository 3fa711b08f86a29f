"""Property paths to walk in both directions, from a shapes graph or from a query.

``paths`` compiles a path to a function for millions of nodes, which cannot be turned round; here a
path is a value (SHACL 2.3.1, SPARQL 1.1, 9.1).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath

from ...rdf import Term, Triple, iri
from .lookups import Lookups, O, P, S
from .paths import About, as_tree


@dataclass(frozen=True, slots=True)
class Step:
    """One triple, from subject to object or back; a predicate that is None is any."""

    predicate: Term | None
    is_inverse: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """One trail after the other."""

    trails: tuple[Trail, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One trail of several."""

    trails: tuple[Trail, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A trail that may be left out (``zero``) or repeated (``more``)."""

    trail: Trail
    zero: bool
    more: bool


Trail = Step | Chain | Choice | Repeat


def trail_of_shape(about: About, path: Term) -> Trail:
    """Read a path of a shapes graph."""
    how, parts = as_tree(about, path)
    if how == "":
        return Step(parts[0])
    if how == "^":
        return Step(parts[0], is_inverse=True)
    inner = tuple(trail_of_shape(about, part) for part in parts)
    if how == "/":
        return Chain(inner)
    if how == "|":
        return Choice(inner)
    return Repeat(inner[0], zero=how != "+", more=how != "?")


def trail_of_query(path: object) -> Trail:
    """Read a path of a query. One that is negated becomes any triple, which is more."""
    if isinstance(path, URIRef):
        return Step(iri(str(path)))
    if isinstance(path, InvPath):
        return turned(trail_of_query(path.arg))
    if isinstance(path, MulPath):
        return Repeat(trail_of_query(path.path), path.zero, path.more)
    if isinstance(path, NegatedPath):
        return Choice((Step(None), Step(None, is_inverse=True)))
    if isinstance(path, SequencePath):
        return Chain(tuple(map(trail_of_query, path.args)))
    if isinstance(path, AlternativePath):
        return Choice(tuple(map(trail_of_query, path.args)))
    raise TypeError(f"{path!r} is no path")


def turned(trail: Trail) -> Trail:
    """Return the trail from end to start."""
    if isinstance(trail, Step):
        return Step(trail.predicate, not trail.is_inverse)
    if isinstance(trail, Chain):
        return Chain(tuple(map(turned, reversed(trail.trails))))
    if isinstance(trail, Choice):
        return Choice(tuple(map(turned, trail.trails)))
    return Repeat(turned(trail.trail), trail.zero, trail.more)


def may_stay(trail: Trail) -> bool:
    """Tell whether a trail joins each node to itself."""
    if isinstance(trail, Chain):
        return all(map(may_stay, trail.trails))
    if isinstance(trail, Choice):
        return any(map(may_stay, trail.trails))
    return isinstance(trail, Repeat) and (trail.zero or may_stay(trail.trail))


def steps_of(trail: Trail) -> Iterator[Step]:
    """Yield every step of a trail."""
    if isinstance(trail, Step):
        yield trail
    elif isinstance(trail, Repeat):
        yield from steps_of(trail.trail)
    else:
        for one in trail.trails:
            yield from steps_of(one)


def follow(
    trail: Trail, nodes: Collection[Term], graph: Lookups, seen: set[Triple] | None = None
) -> set[Term]:
    """Return the nodes at the end of a trail from some nodes; ``seen`` gets the triples on it."""
    if not nodes:
        return set()
    if isinstance(trail, Step):
        found = [triple for node in nodes for triple in _stepped(trail, node, graph)]
        if seen is not None:
            seen.update(found)
        end = 0 if trail.is_inverse else 2
        return {triple[end] for triple in found}
    if isinstance(trail, Chain):
        reached = set(nodes)
        for one in trail.trails:
            reached = follow(one, reached, graph, seen)
        return reached
    if isinstance(trail, Choice):
        return set().union(*(follow(one, nodes, graph, seen) for one in trail.trails))
    reached = follow(trail.trail, nodes, graph, seen)
    new = reached if trail.more else set()
    while new:
        new = follow(trail.trail, new, graph, seen) - reached
        reached = reached | new
    return reached | set(nodes) if trail.zero else reached


def _stepped(step: Step, node: Term, graph: Lookups) -> Collection[Triple]:
    predicate = step.predicate or P
    return graph.all((S, predicate, node) if step.is_inverse else (node, predicate, O))


def touched(trail: Trail, changed: Collection[Triple], graph: Lookups) -> set[Term]:
    """Return every node from which a trail may go along a changed triple.

    ``graph`` must hold what was there before the change and what is there after it.
    """
    if isinstance(trail, Step):
        start = 2 if trail.is_inverse else 0
        return {t[start] for t in changed if trail.predicate is None or t[1] == trail.predicate}
    if isinstance(trail, Chain):
        found: set[Term] = set()
        for one in reversed(trail.trails):
            found = follow(turned(one), found, graph) | touched(one, changed, graph)
        return found
    if isinstance(trail, Choice):
        return set().union(*(touched(one, changed, graph) for one in trail.trails))
    found = touched(trail.trail, changed, graph)
    if not trail.more or not found:
        return found
    return follow(turned(Repeat(trail.trail, zero=True, more=True)), found, graph)
