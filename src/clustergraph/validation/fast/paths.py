"""Property paths (SHACL 2.3.1), compiled to functions from a node to its value nodes.

A path is compiled once and opened for each set of nodes: an opened one holds columns of the graph,
and those are not to stay when the shape has judged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from ...columns import Objects, several
from ...errors import ProjectError
from ...names import PREFIXES
from ...rdf import Term
from .index import Graph

Values = Callable[[Term], Collection[Term]]
Opening = Callable[[], Values]
About = Mapping[Term, Mapping[Term, Sequence[Term]]]

_SH: Final = PREFIXES["sh"]
_FIRST: Final = f"<{PREFIXES['rdf']}first>"
_REST: Final = f"<{PREFIXES['rdf']}rest>"
_NIL: Final = f"<{PREFIXES['rdf']}nil>"
_INVERSE: Final = f"<{_SH}inversePath>"
_CHOICE: Final = f"<{_SH}alternativePath>"
_SIGNS: Final = {
    f"<{_SH}zeroOrMorePath>": "*",
    f"<{_SH}oneOrMorePath>": "+",
    f"<{_SH}zeroOrOnePath>": "?",
}


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


def compile_path(about: About, path: Term, index: Graph) -> Opening:
    """Compile the path that a shapes graph describes.

    Raises ProjectError when it is no well-formed path.
    """
    how, parts = as_tree(about, path)
    if how == "":
        return lambda: _lookup(index.column(parts[0]))
    if how == "^":
        return lambda: _lookup(index.inverse(parts[0]))
    inner = [compile_path(about, part, index) for part in parts]
    if how == "/":
        return lambda: _sequence([opened() for opened in inner])
    if how == "|":
        return lambda: _choice([opened() for opened in inner])
    return lambda: _repeated(inner[0](), zero=how != "+", more=how != "?")


def as_tree(about: About, path: Term) -> tuple[str, list[Term]]:
    """Return how a path is made, by the sign that SPARQL has for it, and of what.

    A property has no sign; ``^`` is always followed by one. Raises ProjectError when it is no
    well-formed path.
    """
    if not path.startswith("_:"):
        return "", [path]
    node = about.get(path, {})
    if _FIRST in node:
        return "/", members(about, path)
    if _INVERSE in node:
        inner = node[_INVERSE][0]
        if not inner.startswith("<"):
            raise ProjectError("the shapes cannot be used: sh:inversePath takes a property here")
        return "^", [inner]
    if _CHOICE in node:
        return "|", members(about, node[_CHOICE][0])
    for name, sign in _SIGNS.items():
        if name in node:
            return sign, [node[name][0]]
    raise ProjectError(f"the shapes cannot be used: {path} is no path")


def first_predicate(about: About, path: Term) -> str | None:
    """Return the predicate whose value is to be mended: of a choice of paths the first."""
    if _CHOICE in about.get(path, {}):
        path = members(about, about[path][_CHOICE][0])[0]
    return path[1:-1] if path.startswith("<") else None


def as_sparql(about: About, path: Term) -> str:
    """Write a path as SPARQL does, for ``$PATH`` in a query (SHACL 5.3.2)."""
    how, parts = as_tree(about, path)
    if how in ("", "^"):
        return how + parts[0]
    inner = [as_sparql(about, part) for part in parts]
    return f"({how.join(inner)})" if how in "/|" else f"({inner[0]}){how}"


def _lookup(column: Mapping[Term, Objects]) -> Values:
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
