"""Property paths (SHACL 2.3.1), compiled to functions from a node to its value nodes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from ...columns import Column, several
from ...errors import ProjectError
from ...names import PREFIXES
from ...rdf import Term
from .index import Index

Values = Callable[[Term], Collection[Term]]
About = Mapping[Term, Mapping[Term, Sequence[Term]]]

_SH: Final = PREFIXES["sh"]
_FIRST: Final = f"<{PREFIXES['rdf']}first>"
_REST: Final = f"<{PREFIXES['rdf']}rest>"
_NIL: Final = f"<{PREFIXES['rdf']}nil>"
_INVERSE: Final = f"<{_SH}inversePath>"
_CHOICE: Final = f"<{_SH}alternativePath>"
_REPEATED: Final = {
    f"<{_SH}zeroOrMorePath>": (True, True),
    f"<{_SH}oneOrMorePath>": (False, True),
    f"<{_SH}zeroOrOnePath>": (True, False),
}
_SIGNS: Final = {(True, True): "*", (False, True): "+", (True, False): "?"}


def members(about: About, head: Term) -> list[Term]:
    """Return the members of an RDF list of the shapes graph.

    Raises ProjectError when it is no list.
    """
    found: list[Term] = []
    while head != _NIL:
        node = about.get(head, {})
        if len(node.get(_FIRST, ())) != 1 or len(node.get(_REST, ())) != 1 or len(found) > 10_000:
            raise ProjectError(f"the shapes cannot be used: {head} is no list")
        found.append(node[_FIRST][0])
        head = node[_REST][0]
    return found


def compile_path(about: About, path: Term, index: Index) -> Values:
    """Compile the path that a shapes graph describes.

    Raises ProjectError when it is no well-formed path.
    """
    if not path.startswith("_:"):
        return _lookup(index.column(path))
    node = about.get(path, {})
    if _FIRST in node:
        return _sequence([compile_path(about, step, index) for step in members(about, path)])
    if _INVERSE in node:
        inner = node[_INVERSE][0]
        if not inner.startswith("<"):
            raise ProjectError("the shapes cannot be used: sh:inversePath takes a property here")
        return _lookup(index.inverse(inner))
    if _CHOICE in node:
        return _choice([compile_path(about, p, index) for p in members(about, node[_CHOICE][0])])
    for name, (zero, more) in _REPEATED.items():
        if name in node:
            return _repeated(compile_path(about, node[name][0], index), zero, more)
    raise ProjectError(f"the shapes cannot be used: {path} is no path")


def first_predicate(about: About, path: Term) -> str | None:
    """Return the predicate whose value is to be mended: of a choice of paths the first."""
    if _CHOICE in about.get(path, {}):
        path = members(about, about[path][_CHOICE][0])[0]
    return path[1:-1] if path.startswith("<") else None


def as_sparql(about: About, path: Term) -> str:
    """Write a path as SPARQL does, for ``$PATH`` in a query (SHACL 5.3.2)."""
    if not path.startswith("_:"):
        return path
    node = about.get(path, {})
    if _FIRST in node:
        return "(" + "/".join(as_sparql(about, step) for step in members(about, path)) + ")"
    if _INVERSE in node:
        return "^" + as_sparql(about, node[_INVERSE][0])
    if _CHOICE in node:
        return "(" + "|".join(as_sparql(about, p) for p in members(about, node[_CHOICE][0])) + ")"
    for name, how in _REPEATED.items():
        if name in node:
            return f"({as_sparql(about, node[name][0])}){_SIGNS[how]}"
    raise ProjectError(f"the shapes cannot be used: {path} is no path")


def _lookup(column: Column) -> Values:
    def values(node: Term) -> Collection[Term]:
        found = column.get(node)
        return () if found is None else several(found)

    return values


def _sequence(steps: Sequence[Values]) -> Values:
    def values(node: Term) -> Collection[Term]:
        nodes: Collection[Term] = (node,)
        for step in steps:
            nodes = {value for one in nodes for value in step(one)}
        return nodes

    return values


def _choice(paths: Sequence[Values]) -> Values:
    def values(node: Term) -> Collection[Term]:
        return dict.fromkeys(value for path in paths for value in path(node))

    return values


def _repeated(step: Values, zero: bool, more: bool) -> Values:
    def values(node: Term) -> Collection[Term]:
        found = dict.fromkeys(step(node))
        waiting = list(found) if more else []
        while waiting:
            for value in step(waiting.pop()):
                if value not in found:
                    found[value] = None
                    waiting.append(value)
        return {node: None, **found} if zero else found

    return values
