"""A CONSTRUCT query taken apart into patterns: what a rule of the house asks for and concludes.

rdflib parses it; what comes out is plain. UNION and VALUES are written out, one alternative each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product
from typing import Any, Final

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern

from ..names import PREFIXES
from ..rdf import Term, iri, literal
from ..rules import Absent, Binding, Comparison, Pattern, fill, is_variable

_STRING: Final = PREFIXES["xsd"] + "string"
_WRAPPERS: Final = ("Project", "Distinct", "Reduced")


class Unsupported(Exception):  # it says what is wrong
    """A query uses something that a rule may not; the message names it."""


@dataclass(frozen=True, slots=True)
class Body:
    """One alternative of a query's pattern."""

    premises: tuple[Pattern, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    absent: tuple[Absent, ...] = ()
    binding: Binding = field(default_factory=dict)

    @property
    def variables(self) -> frozenset[Term]:
        """The variables of the premises."""
        terms = (term for premise in self.premises for term in premise)
        return frozenset(filter(is_variable, terms))


@lru_cache(maxsize=256)  # rdflib takes 20 ms for a rule, and `check --watch` reads them each time
def _parsed(text: str) -> Any:
    return prepareQuery(text).algebra


def template(text: str) -> list[Pattern]:
    """Return what a CONSTRUCT query concludes. Raises Unsupported for new blank nodes in it."""
    found = []
    for triple in _parsed(text).template:
        if any(isinstance(node, BNode) for node in triple):
            raise Unsupported("a blank node in CONSTRUCT")
        found.append(_pattern(triple))
    return sorted(found)


def alternatives(text: str) -> list[Body]:
    """Return the alternatives of a query's pattern, each with what VALUES binds in it.

    Raises Unsupported when it uses what a rule may not.
    """
    bodies = [_settled(body) for body in _bodies(_parsed(text).p)]
    if any(not body.premises for body in bodies):
        raise Unsupported("no triple pattern")
    return bodies


def _settled(body: Body) -> Body:
    """Put in the values that are bound."""
    bound = body.binding
    return replace(body, premises=tuple(dict.fromkeys(fill(p, bound) for p in body.premises)))


def _bodies(part: Any) -> list[Body]:
    match part.name:
        case "BGP":
            return [Body(tuple(map(_pattern, part.triples)))]
        case "Join":
            pairs = product(_bodies(part.p1), _bodies(part.p2))
            return [both for one, other in pairs if (both := _joined(one, other)) is not None]
        case "Union":
            return [*_bodies(part.p1), *_bodies(part.p2)]
        case "ToMultiSet" if part.p.name == "values":
            return [
                Body(binding={_written(name): _written(value) for name, value in row.items()})
                for row in part.p.res
                if all(value != "UNDEF" for value in row.values())
            ]
        case "Filter":
            bodies = _bodies(part.p)
            for condition in _conditions(part.expr):
                bodies = [after for body in bodies for after in _filtered(body, condition)]
            return bodies
    if part.name in _WRAPPERS:
        return _bodies(part.p)
    raise Unsupported(_WORDS.get(part.name, part.name))


_WORDS: Final = {
    "LeftJoin": "OPTIONAL",
    "Extend": "BIND",
    "Minus": "MINUS",
    "Graph": "GRAPH",
    "Group": "GROUP BY",
    "AggregateJoin": "an aggregate",
    "ToMultiSet": "a sub-query",
    "ServiceGraphPattern": "SERVICE",
    "ConditionalOrExpression": "|| in FILTER",
    "UnaryNot": "! in FILTER",
    "Slice": "LIMIT or OFFSET",
    "OrderBy": "ORDER BY",
}


def _joined(one: Body, other: Body) -> Body | None:
    """Join two bodies; None where they bind a variable to two values."""
    if any(other.binding.get(name, value) != value for name, value in one.binding.items()):
        return None
    return Body(
        one.premises + other.premises,
        one.comparisons + other.comparisons,
        one.absent + other.absent,
        {**one.binding, **other.binding},
    )


def _conditions(expression: Any) -> Iterator[Any]:
    if getattr(expression, "name", "") == "ConditionalAndExpression":
        yield from _conditions(expression.expr)
        for other in expression.other:
            yield from _conditions(other)
    else:
        yield expression


def _filtered(body: Body, condition: Any) -> list[Body]:
    name = getattr(condition, "name", type(condition).__name__)
    if name == "RelationalExpression":
        return [replace(body, comparisons=(*body.comparisons, _comparison(condition)))]
    if name not in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        raise Unsupported(_WORDS.get(name, f"{name.removeprefix('Builtin_')} in FILTER"))
    groups = _bodies(_algebra(condition.graph))
    if any(group.absent or group.binding for group in groups):
        raise Unsupported("VALUES or NOT EXISTS inside of EXISTS")
    if name == "Builtin_NOTEXISTS":
        absent = tuple(Absent(group.premises, group.comparisons) for group in groups)
        return [replace(body, absent=(*body.absent, *absent))]
    return [_joined_inside(body, group) for group in groups]


def _joined_inside(body: Body, group: Body) -> Body:
    """Add what must be there too; a variable that only the group has means nothing outside."""
    outside = body.variables | body.binding.keys()
    local = {name: f"?inside{len(body.premises)}-{name[1:]}" for name in group.variables - outside}
    renamed = [one.filled(local) for one in group.comparisons]
    return replace(
        body,
        premises=body.premises + tuple(fill(pattern, local) for pattern in group.premises),
        comparisons=(*body.comparisons, *renamed),
    )


def _algebra(part: Any) -> Any:
    return translateGroupGraphPattern(part) if part.name.startswith("GroupGraph") else part


def _comparison(expression: Any) -> Comparison:
    others = expression.other if isinstance(expression.other, list) else [expression.other]
    sides = [expression.expr, *others]
    if not all(isinstance(side, URIRef | Literal | Variable) for side in sides):
        raise Unsupported("a function in FILTER")
    operator = {"IN": "=", "NOT IN": "!="}.get(expression.op, expression.op)
    left, *right = map(_written, sides)
    return Comparison(left, operator, tuple(right))


def _pattern(triple: Sequence[Any]) -> Pattern:
    subject, predicate, object_ = (_written(node) for node in triple)
    return (subject, predicate, object_)


def _written(node: Any) -> Term:
    if isinstance(node, Variable):
        return f"?{node}"
    if isinstance(node, URIRef):
        return iri(str(node))
    if isinstance(node, Literal):
        return literal(str(node), str(node.datatype) if node.datatype else _STRING, node.language)
    if isinstance(node, BNode):
        return f"?blank-{node}"  # a blank node of a pattern is a variable (SPARQL 1.1, 4.1.4)
    raise Unsupported("a property path")
