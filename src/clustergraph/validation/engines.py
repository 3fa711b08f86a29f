"""Which of the two engines checks a graph; both give the same results.

The results are plain and sorted; which table and cell a result belongs to is for others to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from ..collecting import paused
from ..errors import ProjectError
from ..rdf import Triple
from . import reference
from .fast import Checker
from .results import Result
from .shapes import Shapes

AUTO: Final = "auto"


class Engine(StrEnum):
    """The machines that check a graph against shapes."""

    REFERENCE = "reference"
    FAST = "fast"


def choose(setting: str, triples: int, threshold: int, shapes: Shapes) -> Engine:
    """Choose the engine for a graph of so many triples.

    ``auto`` takes the fast engine from ``threshold`` triples on, unless the shapes hold what only
    the reference knows. Raises ProjectError for a setting that is none.
    """
    known = (AUTO, *Engine)
    if setting not in known:
        raise ProjectError(
            f'validation_engine: "{setting}" is none of {", ".join(known)}',
            german=f'validation_engine: "{setting}" ist keine von {", ".join(known)}',
        )
    if setting != AUTO:
        return Engine(setting)
    return Engine.FAST if triples >= threshold and _knows(shapes) else Engine.REFERENCE


def _knows(shapes: Shapes) -> bool:
    try:
        Checker(shapes, ())
    except ProjectError:
        return False
    return True


def validate(
    shapes: Shapes,
    triples: Iterable[Triple],
    engine: Engine = Engine.REFERENCE,
    tick: Callable[[int], None] | None = None,
) -> list[Result]:
    """Check triples (asserted, inferred, ontology and rows together) against shapes (SHACL 3.4).

    ``tick`` is told after each shape, by the fast engine only.

    The triples must be canonical, in the form that the store keeps (``rdf.literal``). Raises
    ProjectError when a shape breaks the rules of SHACL itself, such as VALUES in a query, or holds
    what the engine does not know.
    """
    if engine is Engine.FAST:
        with paused():
            return Checker(shapes, triples).results(tick)
    return reference.validate(shapes, triples)
