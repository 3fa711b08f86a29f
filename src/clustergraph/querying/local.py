"""A query asked in one's own process, answered in Python values.

For programs and notebooks that trust their own queries: no worker, no deadline. What comes from
strangers goes through ``Pool``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from .. import names, store
from ..errors import QueryRefused
from .faults import syntax_error

Value = str | int | Decimal | float | bool | date | datetime
_XSD: Final = names.PREFIXES["xsd"]
_READERS: Final[dict[str, Callable[[str], Value]]] = {
    _XSD + "integer": int,
    _XSD + "decimal": Decimal,
    _XSD + "double": float,
    _XSD + "float": float,
    _XSD + "boolean": lambda text: text == "true",
    _XSD + "date": date.fromisoformat,
    _XSD + "dateTime": datetime.fromisoformat,
}


def open_store(root: str | Path) -> Store:
    """Open the published graph under ``root`` (the folder ``var`` of a project) for reading.

    Raises StoreError when nothing is published there.
    """
    return store.open_store(store.current(Path(root)).store_path)


def answer(graph: Store, query: str) -> Iterator[dict[str, Value]]:
    """Yield the rows of a SELECT query: bound variables to Python values, IRIs as text.

    The prefixes of ``names.PREFIXES`` need no declaration.

    Raises QuerySyntaxError with line and column, and QueryRefused for another form than SELECT.
    """
    try:
        solutions = graph.query(query, prefixes=names.PREFIXES)
    except SyntaxError as error:
        raise syntax_error(error, query) from error
    if not isinstance(solutions, QuerySolutions):
        raise QueryRefused("answer() takes SELECT queries; use Store.query() for other forms")
    variables = [variable.value for variable in solutions.variables]
    for solution in solutions:
        bound = zip(variables, solution, strict=True)
        yield {name: _value(node) for name, node in bound if node is not None}


def _value(node: object) -> Value:
    """Return a node as a Python value; a literal that Python cannot hold stays text."""
    if isinstance(node, NamedNode):
        return node.value
    if isinstance(node, BlankNode):
        return str(node)
    if not isinstance(node, Literal):
        return str(node)
    reader = _READERS.get(node.datatype.value, str)
    try:
        return reader(node.value)
    except (ValueError, ArithmeticError):
        return node.value
