"""What a query of ``sh:sparql`` asks, read before it is asked (SHACL 5).

Three things are wanted of its text: that it holds nothing that SHACL forbids, which triples it can
touch at all, and whether it may be asked once for all focus nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Store
from pyparsing import ParseException
from rdflib import Literal, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from ...errors import ProjectError
from .scopes import THIS, Block, Part, Pattern, block_of, is_linear, parts_of_query, walk

_FORBIDDEN: Final = {
    "Minus": "MINUS",
    "MinusGraphPattern": "MINUS",
    "values": "VALUES",
    "InlineData": "VALUES",
    "ServiceGraphPattern": "SERVICE",
    "Graph": "GRAPH",
    "GraphGraphPattern": "GRAPH",
}
_TRANSPARENT: Final = frozenset(("SelectQuery", "Project", "Distinct", "Reduced", "OrderBy"))


@dataclass(frozen=True, slots=True)
class Question:
    """One query: its text, and what it can touch.

    ``blocks`` are its groups of triple patterns that must match together. ``choices`` are the
    variables that a filter holds to a list of IRIs, ``lone`` those that stand once and are not
    answered: all that matters of them is whether something is there. ``is_open`` says that the
    query may be asked with ``$this`` left open; then every answer matches all patterns of ``must``
    and none of ``filters`` (comparisons) is false for it. ``parts`` are the blocks with what must
    match beside them, None if that is not understood; ``is_linear`` says that every answer comes of
    one triple.
    """

    text: str
    blocks: tuple[Block, ...]
    choices: dict[Variable, frozenset[str]]
    lone: frozenset[Variable]
    is_open: bool
    must: Block
    filters: tuple[CompValue, ...]
    parts: tuple[Part, ...] | None
    is_linear: bool


@lru_cache(maxsize=512)  # rdflib takes 20 to 80 ms for a query, and the shapes are read anew
def read(select: str, prefixes: tuple[tuple[str, str], ...], path: str | None) -> Question:
    """Read a query; ``path`` stands for ``$PATH`` in it (SHACL 5.3.2).

    Raises ProjectError when it is no SPARQL or holds what SHACL 5.2.1 forbids.
    """
    text = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes) + select
    if path is not None:
        text = re.sub(r"[$?]PATH\b", lambda _: path, text)
    try:
        Store().query(text)
        algebra = prepareQuery(text).algebra
    except (SyntaxError, ParseException) as error:
        raise ProjectError(f"the shapes cannot be used: sh:select: {error}") from error
    parts = list(walk(algebra))
    _refuse(algebra, parts)
    blocks = tuple(block_of(part) for part in parts if "triples" in part)
    counts_rows = any(part.name in ("AggregateJoin", "Slice") for part in parts)
    answered = set(algebra.PV)
    lone = {
        name
        for name in {term for block in blocks for triple in block for term in triple}
        if isinstance(name, Variable)
        and name not in answered
        and len(re.findall(rf"[?$]{re.escape(name)}\b", text)) == 1
    }
    is_open = not counts_rows and THIS in (_bound(algebra) or ())
    return Question(
        text,
        blocks,
        _choices(parts),
        frozenset() if counts_rows else frozenset(lone),
        is_open,
        tuple(_must(algebra)) if is_open else (),
        tuple(_filters(algebra)) if is_open else (),
        parts_of_query(algebra),
        is_linear(algebra),
    )


def _refuse(algebra: CompValue, parts: list[CompValue]) -> None:
    forbidden = sorted({_FORBIDDEN[part.name] for part in parts if part.name in _FORBIDDEN})
    if algebra.name != "SelectQuery" or "failure" in algebra.PV or algebra.datasetClause:
        forbidden.append("anything but SELECT without FROM and ?failure")
    if any(part.name == "Extend" and part.var == THIS and _origin(part) for part in parts):
        forbidden.append("AS ?this")
    if forbidden:
        raise ProjectError(f"the shapes cannot be used: sh:select holds {', '.join(forbidden)}")


def _origin(extend: CompValue) -> bool:
    """Tell whether somebody wrote this BIND: rdflib makes one of each variable of a GROUP BY."""
    return not str(extend.expr).startswith("__agg_")


def _choices(parts: list[CompValue]) -> dict[Variable, frozenset[str]]:
    return {
        part.expr: frozenset(map(str, part.other))
        for part in parts
        if part.name == "RelationalExpression"
        and part.op == "IN"
        and isinstance(part.expr, Variable)
        and all(isinstance(one, URIRef) for one in part.other)
    }


def _bound(node: CompValue) -> set[Variable] | None:
    """Return the variables that every answer binds, None where ``$this`` must be bound before.

    A part that uses ``$this`` without a triple pattern with it (in a UNION, a subquery, a BIND
    before the pattern) sees another ``$this`` when that is left open.
    """
    if node.name in _TRANSPARENT:
        return _bound(node.p)
    if node.name == "BGP":
        return {term for triple in node.triples for term in triple if isinstance(term, Variable)}
    if node.name == "Join":
        left, right = _bound(node.p1), _bound(node.p2)
        return None if left is None or right is None else left | right
    if node.name in ("Filter", "Extend"):
        inner = _bound(node.p)
        used = {node.expr} if isinstance(node.expr, Variable) else _variables(node.expr)
        return None if inner is None or (THIS in used and THIS not in inner) else inner
    return None


def _must(node: CompValue) -> Iterator[Pattern]:
    """Yield the patterns of an open query outside of its filters."""
    if node.name == "BGP":
        yield from map(tuple, node.triples)
    for key in ("p", "p1", "p2"):
        if key in node:
            yield from _must(node[key])


def _filters(node: CompValue) -> Iterator[CompValue]:
    """Yield the comparisons that must all be true in an open query."""
    if node.name == "Filter":
        both = node.expr.name == "ConditionalAndExpression"
        for one in [node.expr.expr, *node.expr.other] if both else [node.expr]:
            if is_comparison(one):
                yield one
    for key in ("p", "p1", "p2"):
        if key in node:
            yield from _filters(node[key])


def is_comparison(expression: object) -> bool:
    """Tell whether an expression compares variables, constants or their texts."""
    return (
        isinstance(expression, CompValue)
        and expression.name == "RelationalExpression"
        and expression.op in ("=", "!=", "<", "<=", ">", ">=", "IN")
        and all(
            isinstance(inside(side), Variable | URIRef | Literal) for side in sides_of(expression)
        )
    )


def sides_of(comparison: CompValue) -> list[object]:
    """Return what is compared: the left side, then the right one, or all that stand after IN."""
    right = comparison.other
    return [comparison.expr, *(right if isinstance(right, list) else [right])]


def inside(side: object) -> object:
    """Return what stands in ``STR(…)``, and anything else as it is."""
    is_text = isinstance(side, CompValue) and side.name == "Builtin_STR"
    return side.arg if is_text else side  # type: ignore[attr-defined]  # a CompValue


def _variables(expression: object) -> set[Variable]:
    found: set[Variable] = set()
    for part in walk(expression):
        if "_vars" in part:
            found.update(part["_vars"])
    return found


def may_be_empty(path: Path) -> bool:
    """Tell whether a path also joins each node to itself, or is all but some properties."""
    if isinstance(path, NegatedPath):
        return True
    if isinstance(path, MulPath) and path.zero:
        return True
    steps = _steps(path)
    empty = [isinstance(step, Path) and may_be_empty(step) for step in steps]
    return all(empty) if isinstance(path, SequencePath) else any(empty)


def properties_of(path: object) -> set[str]:
    """Return every property that a path goes along."""
    if isinstance(path, URIRef):
        return {str(path)}
    return set().union(*map(properties_of, _steps(path)))


def asked_for(question: Question) -> frozenset[str] | None:
    """Return every property that a question can touch; None if that may be any."""
    found: set[str] = set()
    for _, predicate, _ in (pattern for block in question.blocks for pattern in block):
        if isinstance(predicate, Variable):
            if predicate not in question.choices:
                return None
            found |= question.choices[predicate]
        elif isinstance(predicate, Path) and may_be_empty(predicate):
            return None
        else:
            found |= properties_of(predicate)
    return frozenset(found)


def _steps(path: object) -> list[object]:
    if isinstance(path, MulPath):
        return [path.path]
    if isinstance(path, InvPath):
        return [path.arg]
    return list(path.args) if isinstance(path, SequencePath | AlternativePath | NegatedPath) else []
