"""What leads from a result of a guest's shape to its cells, worked out in the worker.

The parent finds cells by triples. Walking a long path, or asking a query again for the triples
behind an answer, may take forever with shapes of others; so that is done here, behind the walls,
and the parent gets triples, and of the shape only what it can follow in one step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from ... import validation
from ...columns import several
from ...rdf import Term, Triple
from ...validation.fast.index import Index
from ..constraints import Constraint, Constraints, Route
from ..witness import Witness

_MOST: Final = 50  # triples behind one result; a finding that names more cells helps nobody
_ROUTES: Final = 16
_FOLLOWED: Final = frozenset(
    {"lessThan", "lessThanOrEquals", "equals", "disjoint", "targetSubjectsOf"}
)
_COUNTED: Final = frozenset({"minCount", "maxCount"})


class Guide:
    """Leads from results to triples."""

    def __init__(
        self, shapes: validation.Shapes, triples: Collection[Triple], index: Index
    ) -> None:
        self._constraints = Constraints(shapes.triples)
        self._witness = Witness(triples, self._constraints.prologue)
        self._index = index

    def constraint(self, shape: str) -> Constraint:
        """Return of a shape what the parent can follow in one step, and none of its texts."""
        whole = self._constraints.of(shape)
        return Constraint(
            _short(whole.routes),
            whole.path,
            {
                name: values if name in _COUNTED else _iris(values) if name in _FOLLOWED else ()
                for name, values in whole.parameters.items()
            },
            _short(whole.inner),
            _iris(whole.schemes),
            _iris(whole.classes),
        )

    def triples(self, result: validation.Result) -> list[Triple]:
        """Return the triples that a result rests on, beyond what its shape says in one step."""
        return list(islice(dict.fromkeys(self._triples(result)), _MOST))

    def _triples(self, result: validation.Result) -> Iterator[Triple]:
        constraint = self._constraints.of(result.shape)
        for route in constraint.routes:
            if len(route) > 1 and result.value is not None:
                yield from self._chain(result.focus, route, result.value)
        for select in constraint.selects:
            yield from self._witness.triples(select, result.focus, result.value)

    def _chain(self, focus: Term, route: Route, value: Term) -> list[Triple]:
        """Return one chain of triples along a route; each node is reached once a step."""
        reached: list[dict[Term, Triple]] = []
        nodes: Collection[Term] = (focus,)
        for step in route:
            column = (self._index.inverse if step.inverse else self._index.column)(step.predicate)
            found: dict[Term, Triple] = {}
            for node in sorted(nodes):
                for other in several(column.get(node, {})):
                    ends = (other, node) if step.inverse else (node, other)
                    found.setdefault(other, (ends[0], step.predicate, ends[1]))
            reached.append(found)
            nodes = found
        if value not in nodes:
            return []
        chain: list[Triple] = []
        for step, found in zip(reversed(route), reversed(reached), strict=True):
            chain.append(found[value])
            value = chain[-1][2 if step.inverse else 0]
        return chain[::-1]


def _short(routes: tuple[Route, ...]) -> tuple[Route, ...]:
    return tuple(islice((route for route in routes if len(route) == 1), _ROUTES))


def _iris(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    return tuple(term for term in terms if term.startswith("<"))
