"""Which warnings stand after a change: those of before, without some and with others.

A warning may name other cells though nothing became of its result, and two that name one cell are
told as one. So all that the shapes find is led to its cells again; that of the data of others, of
which there may be very many, is summed already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from ... import names, provenance, tables, validation
from ...findings import Severity
from ...rdf import Triple
from ...reasoning import Inference
from ...rules import Book, Matches, Pattern
from ..constraints import Constraints
from ..locating import Locator
from ..summing import Summed
from ..tracing import Tracer
from ..witness import StoredWitness
from .giving_up import CannotRenew
from .rows import Rows
from .state import State, Together, WithoutLinks

_PLACES: Final = (DefaultGraph(), NamedNode(names.PROVENANCE_GRAPH))


@dataclass(frozen=True)
class _Sheet:
    """A published table; ``tracing.Traceable``."""

    table: tables.Table
    kept: tables.Kept

    @property
    def rows(self) -> list[tables.Row]:
        return sorted(self.kept, key=lambda row: row.line)

    @property
    def set_aside(self) -> list[tables.Row]:
        return []

    @property
    def aside(self) -> list[tables.Statement]:
        return []


def count_warnings(
    project: Path, evidence: Path, graph: Store, rows: Rows, shapes: validation.Shapes,
    book: Book, results: Summed,
) -> int:  # fmt: skip
    """Return how many findings the results of a changed store give.

    ``graph`` is the store after the change, ``rows`` and ``evidence`` lead to the cells.

    Raises CannotRenew when one of them stops a build.
    """
    if any(one.severity == Severity.VIOLATION for one in results.results):
        raise CannotRenew("a shape is broken")
    if not results.results:
        return 0
    facts = Known(graph)
    sheets = [_Sheet(rows.table(name), rows[name]) for name in rows]
    tracer = Tracer(sheets, provenance.files(evidence), facts)
    inference = Inference(frozenset(), (), book)
    tracer.prove = inference.prover(facts, tracer.is_asserted).proof
    constraints = Constraints(shapes.triples)
    witness = StoredWitness(graph, _PLACES, constraints.prologue)
    locator = Locator(project, tracer, constraints, witness)
    found = results.told(locator.locate(results.results))
    return len(set(locator.independent(found, [])))


class Known:
    """What a store holds as the reasoner knew it: the world without links, and what is of rows."""

    def __init__(self, graph: Store) -> None:
        world = WithoutLinks(provenance.PublishedGraph(graph), State(graph))
        self._facts = Together(
            world, AboutRows(provenance.PublishedGraph(graph, names.PROVENANCE_GRAPH))
        )

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples that a pattern fits; ``rules.Matches``."""
        return self._facts.match(pattern)


class AboutRows:
    """What is said of rows, without what is said of files; ``rules.Matches``."""

    def __init__(self, graph: Matches) -> None:
        self._graph = graph

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples that a pattern fits."""
        return filter(provenance.is_about_a_row, self._graph.match(pattern))
