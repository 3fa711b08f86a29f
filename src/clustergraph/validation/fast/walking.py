"""The matches of a few patterns, walked from what is known of some variables.

The next pattern is chosen anew for each binding, and what it matches is counted only as far as
needed, so that a hub is never gone through while another pattern has three (as ``rules.matching``,
and with property paths).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final

from rdflib.paths import Path

from ...rdf import Term, Triple
from ...rules import Binding, bind, fill, has_variables, is_variable
from .lookups import Lookups, O, P, S, TooFar
from .narrowing import written
from .scopes import Pattern
from .trails import Trail, follow, may_stay, touched, trail_of_query, turned

THIS: Final = "?this"
_GLANCES: Final = (1, 4, 64)
_FAR: Final = 4096  # triples that are read to see whether a pattern has no more

Along = tuple[Term, Term | Trail, Term]
Written = tuple[Term, Term, Term]
_Found = tuple[Along, Iterable[Binding]]


def along(pattern: Pattern) -> Along:
    """Write a pattern of a query with terms, variables and trails."""
    subject, predicate, object_ = pattern
    how = trail_of_query(predicate) if isinstance(predicate, Path) else written(predicate)
    return (written(subject), how, written(object_))


def starts(pattern: Along, changed: Collection[Triple], graph: Lookups) -> Iterator[Binding]:
    """Yield what is known of the variables where a pattern matches by a changed triple."""
    subject, predicate, object_ = pattern
    if isinstance(predicate, str):
        for triple in changed:
            found = bind((subject, predicate, object_), triple, {})
            if found is not None:
                yield found
        return
    nodes = touched(predicate, changed, graph)
    if may_stay(predicate):  # also joins each node of the graph to itself
        nodes |= {triple[end] for triple in changed for end in (0, 2)}
    for node in nodes:
        if is_variable(subject):
            yield {subject: node}
        elif subject == node:
            yield {}


class Walk:
    """Matches patterns that must match together."""

    def __init__(self, graph: Lookups, patterns: Iterable[Along]) -> None:
        self._graph = graph
        self._patterns = list(dict.fromkeys(patterns))

    def rows(
        self, row: Binding, is_enough: Callable[[Binding, int], bool] = lambda _, __: False
    ) -> Iterator[Binding]:
        """Yield every binding that extends ``row``.

        ``is_enough`` is told a binding, and how many triples each pattern matches at least that is
        left; where it says so, the binding is yielded as it is. Raises TooFar.
        """
        yield from self._match(row, self._patterns, is_enough)

    def triples(self, row: Binding, patterns: Iterable[Along]) -> Iterator[Triple]:
        """Yield the triples that some patterns rest on in a binding of all their variables."""
        for subject, predicate, object_ in patterns:
            if isinstance(predicate, str):
                yield fill((subject, predicate, object_), row)
            else:
                seen: set[Triple] = set()
                follow(predicate, {row.get(subject, subject)}, self._graph, seen)
                yield from seen

    def _match(
        self, row: Binding, left: Sequence[Along], is_enough: Callable[[Binding, int], bool]
    ) -> Iterator[Binding]:
        self._graph.spend(1)
        if not left or is_enough(row, 0):
            yield row
            return
        found = self._fewest(row, left, _GLANCES)
        if found is None:
            if is_enough(row, _GLANCES[-1] + 1):
                yield row
                return
            found = self._fewest(row, left, (_FAR,)) or self._many(row, left)
        pattern, rows = found
        rest = [one for one in left if one is not pattern]
        for more in rows:
            yield from self._match(more, rest, is_enough)

    def _fewest(self, row: Binding, left: Sequence[Along], glances: Sequence[int]) -> _Found | None:
        """Return the pattern that matches least and its bindings; None if all match many."""
        for most in glances:
            for pattern in left:
                subject, predicate, object_ = pattern
                if isinstance(predicate, str):
                    rows = self._some(row, (subject, predicate, object_), most)
                    if rows is not None:
                        return pattern, rows
                elif most == _GLANCES[-1]:  # walking a path is dearer than looking
                    ends = row.get(subject, subject), row.get(object_, object_)
                    if not all(map(is_variable, ends)):
                        return pattern, self._walked(row, subject, predicate, object_)
        return None

    def _many(self, row: Binding, left: Sequence[Along]) -> _Found:
        """Return a pattern that matches many, from one of its ends."""
        for pattern in left:
            subject, predicate, object_ = pattern
            if isinstance(predicate, str):
                filled = fill((subject, predicate, object_), row)
                if not (is_variable(filled[0]) and is_variable(filled[2])):
                    found = self._graph.all(freed(filled))
                    return pattern, _bound((subject, predicate, object_), found, row)
        raise TooFar

    def _some(self, row: Binding, pattern: Written, most: int) -> Iterable[Binding] | None:
        filled = fill(pattern, row)
        if not has_variables(filled):
            return [row] if self._graph.is_there(filled) else []
        if all(map(is_variable, filled)):
            return None
        found = self._graph.some(freed(filled), most)
        return None if found is None else _bound(pattern, found, row)

    def _walked(
        self, row: Binding, subject: Term, trail: Trail, object_: Term
    ) -> Iterator[Binding]:
        start, end = row.get(subject, subject), row.get(object_, object_)
        if is_variable(start):
            for node in follow(turned(trail), {end}, self._graph):
                yield {**row, start: node}
            return
        reached = follow(trail, {start}, self._graph)
        if not is_variable(end):
            if end in reached:
                yield row
            return
        for node in reached:
            yield {**row, end: node}


def freed(pattern: Written) -> Written:
    """Write the variables of a pattern as ``Lookups`` does."""
    return tuple(
        name if is_variable(term) else term for term, name in zip(pattern, (S, P, O), strict=True)
    )  # type: ignore[return-value]  # three


def _bound(pattern: Written, triples: Iterable[Triple], row: Binding) -> list[Binding]:
    found = (bind(pattern, triple, row) for triple in triples)
    return [one for one in found if one is not None]
