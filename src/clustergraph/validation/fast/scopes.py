"""Which blocks of a query must match together (SPARQL 1.1, 18.2.4).

Whoever looks for the answers of a few focus nodes walks from pattern to pattern. A block that is
optional, negated or one side of a UNION is walked together with the blocks beside it: a match of
it that fits no match of those never counts. Filters are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql.parserutils import CompValue

Pattern = tuple[object, object, object]
Block = tuple[Pattern, ...]
THIS: Final = Variable("this")

_WHOLE: Final = frozenset(
    ("SelectQuery", "Project", "Distinct", "Reduced", "OrderBy", "AggregateJoin", "Group")
)
_COUNTING: Final = frozenset(("AggregateJoin", "Group", "Slice"))
# What may give a variable of an EXISTS a meaning of its own.
_RENAMING: Final = frozenset(("SubSelect", "Bind", "InlineData", "ToMultiSet", "Extend"))
_LINEAR: Final = frozenset(("SelectQuery", "Distinct", "Reduced", "OrderBy", "ToMultiSet"))
_ANSWERED: Final = frozenset((THIS, Variable("path"), Variable("value")))


@dataclass(frozen=True, slots=True)
class Part:
    """A block of a query, and the patterns that match whenever a match of the block counts."""

    block: Block
    beside: Block = ()


class _Unknown(Exception):
    pass


def walk(node: object) -> Iterator[CompValue]:
    """Yield every part of a query."""
    if isinstance(node, CompValue):
        yield node
        for key, value in node.items():
            if key != "_vars":
                yield from walk(value)
    elif isinstance(node, list | tuple | set):
        for value in node:
            yield from walk(value)


def block_of(part: CompValue) -> Block:
    """Return the patterns of a block; where rdflib left them as written they stand in rows."""
    flat = [term for row in part.triples for term in row]
    return tuple(zip(flat[::3], flat[1::3], flat[2::3], strict=True))


def parts_of_query(query: CompValue) -> tuple[Part, ...] | None:
    """Return every block with what is beside it; None for a query that is not understood."""
    try:
        parts = tuple(_parts(query, ()))
    except _Unknown:
        return None
    is_whole = len(parts) == sum("triples" in node for node in walk(query))
    predicates = [predicate for part in parts for _, predicate, _ in part.block]
    return (
        parts if is_whole and all(isinstance(p, URIRef | Variable | Path) for p in predicates)
        else None
    )  # fmt: skip


def _parts(node: CompValue, beside: Block) -> Iterator[Part]:
    name = node.name
    if name == "BGP":
        yield Part(block_of(node), beside)
    elif name == "Join":
        yield from _parts(node.p1, beside + _certain(node.p2))
        yield from _parts(node.p2, beside + _certain(node.p1))
    elif name == "LeftJoin":
        left = beside + _certain(node.p1)
        yield from _parts(node.p1, beside)
        yield from _parts(node.p2, left)
        yield from _inside(node.expr, left + _certain(node.p2))
    elif name == "Union":
        yield from _parts(node.p1, beside)
        yield from _parts(node.p2, beside)
    elif name in ("Filter", "Extend"):
        yield from _parts(node.p, beside)
        yield from _inside(node.expr, beside + _certain(node.p))
    elif name == "ToMultiSet":
        _refuse_nested(node.p)
        yield from _parts(node.p, ())
    elif name in _WHOLE:
        yield from _parts(node.p, beside)
    else:
        raise _Unknown


def _refuse_nested(node: CompValue) -> None:
    """Refuse a query in a query that counts, or that has a ``$this`` of its own (SHACL 5.2.1)."""
    for part in walk(node):
        if part.name in _COUNTING or (part.name == "Project" and THIS not in part.PV):
            raise _Unknown


def _inside(expression: object, beside: Block) -> Iterator[Part]:
    """Yield the blocks in the EXISTS of an expression."""
    for part in walk(expression):
        if part.name in _RENAMING:
            raise _Unknown
        if "triples" in part:
            yield Part(block_of(part), beside)


def _certain(node: CompValue) -> Block:
    """Return the patterns that every match of a part matches."""
    if node.name == "BGP":
        return block_of(node)
    if node.name == "Join":
        return _certain(node.p1) + _certain(node.p2)
    if node.name == "LeftJoin":
        return _certain(node.p1)
    if node.name in ("Filter", "Extend"):
        return _certain(node.p)
    return ()


def is_linear(node: CompValue) -> bool:
    """Tell whether every answer comes of one triple, whatever else is in the graph."""
    name = node.name
    if name == "BGP":
        return len(node.triples) <= 1 and not any(isinstance(p, Path) for _, p, _ in node.triples)
    if name == "Join":
        pair = (node.p1, node.p2)
        return any(one.name == "BGP" and not one.triples for one in pair) and all(
            map(is_linear, pair)
        )
    if name == "Union":
        return is_linear(node.p1) and is_linear(node.p2)
    if name in ("Filter", "Extend"):
        return not any("triples" in part for part in walk(node.expr)) and is_linear(node.p)
    if name == "Project":
        blocks = [block_of(part) for part in walk(node.p) if "triples" in part]
        used = {term for block in blocks for pattern in block for term in pattern}
        return (used & _ANSWERED) <= set(node.PV) and is_linear(node.p)
    return name in _LINEAR and is_linear(node.p)
