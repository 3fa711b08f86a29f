"""Every source's shapes over the graph, one source after the other."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from ... import validation
from ...findings import Finding, RuleWords
from ...isolation.process import LateError
from ...rdf import Term, Triple, nquads
from ...validation.guests import Tally
from ..constraints import Constraint, Constraints
from ..locating import Locator
from ..memory import Memory
from ..tracing import Tracer
from ..witness import Witness
from .asking import Bounds, Source, UnrunnableError, ask, content_of, late, sources_of
from .telling import Key, Told

_NOTHING: Final = Tally(0, 0.0)


@dataclass(frozen=True, slots=True)
class Graph:
    """What the shapes see, and how to lead back from it.

    ``checked`` is the graph, ``ontology`` a part of it, ``read`` what reading found already.
    """

    project: Path
    tracer: Tracer
    checked: Set[Triple]
    ontology: frozenset[Triple]
    read: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Guests:
    """What all sources' shapes found, and each shape with its tally."""

    findings: tuple[Finding, ...] = ()
    shapes: tuple[tuple[validation.Shape, Tally], ...] = ()

    @property
    def rules(self) -> tuple[RuleWords, ...]:
        """The shapes as a report lists them."""
        return tuple(
            RuleWords(s.iri, s.message_en, s.message_de, s.severity) for s, _ in self.shapes
        )


def check_sources(graph: Graph, bounds: Bounds, memory: Memory) -> Guests:
    """Check the graph against the shapes of each source.

    A source whose shapes cannot be run gives one finding that says why, and the others go on. What
    is not changed since the last check is not run again.
    """
    findings: list[Finding] = []
    shapes: list[tuple[validation.Shape, Tally]] = []
    sources = sources_of(graph.project)
    with _written(graph) as file:
        for source in sources:
            try:
                told = _told(graph, source, file, bounds, memory)
                findings += told.findings
                shapes += ((one, told.tallies.get(one.iri, _NOTHING)) for one in told.shapes)
                findings += _located(graph, source, told, bounds)
            except UnrunnableError as error:
                findings.append(error.finding)
    return Guests(tuple(findings), tuple(shapes))


def _told(graph: Graph, source: Source, file: _File, bounds: Bounds, memory: Memory) -> Told:
    content = content_of(graph.project, source, bounds)
    digest = tuple(hashlib.sha256(one).digest() for one in content)
    return memory.recall(
        f"shapes of source {source.name}",
        (graph.checked, graph.ontology, source, digest, bounds),
        lambda: ask(graph.project, source, file.path, len(graph.ontology), bounds),
    )


class _File:
    """The graph in a file of N-Triples, the ontology first; written when it is first asked for."""

    def __init__(self, graph: Graph, folder: Path) -> None:
        self._graph, self._path = graph, folder / "graph.nt"

    @property
    def path(self) -> Path:
        """The file; 28,600 triples take 0.1 s to write."""
        if not self._path.exists():
            graph = self._graph
            rest = (triple for triple in graph.checked if triple not in graph.ontology)
            with self._path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(nquads([triple]) for triple in chain(graph.ontology, rest))
        return self._path


@contextmanager
def _written(graph: Graph) -> Iterator[_File]:
    with tempfile.TemporaryDirectory(prefix="clustergraph-") as folder:
        yield _File(graph, Path(folder))


def _located(graph: Graph, source: Source, told: Told, bounds: Bounds) -> list[Finding]:
    """Lead results to their cells, in as much time as the shapes may take at most."""
    deadline = time.monotonic() + bounds.source_shapes_seconds
    locator = Locator(
        graph.project, graph.tracer, _Constraints(told.constraints), _Witness(told.witnesses)
    )
    try:
        found = locator.locate(_until(deadline, told.results))
    except LateError:
        raise late(source, bounds, told.results) from None
    return locator.independent(found, graph.read)


def _until(deadline: float, results: Iterable[validation.Result]) -> Iterator[validation.Result]:
    for result in results:
        if time.monotonic() > deadline:
            raise LateError
        yield result


class _Constraints(Constraints):
    """The shapes of a source, as far as its worker told of them."""

    def __init__(self, told: Mapping[str, Constraint]) -> None:
        super().__init__(())
        self._told = told

    def _of(self, shape: str) -> Constraint:
        return self._told.get(shape, Constraint())


class _Witness(Witness):
    """The triples that the worker found; a query is known by the shape that asks it."""

    def __init__(self, told: Mapping[Key, tuple[Triple, ...]]) -> None:
        super().__init__((), "")
        self._told = told

    def triples(self, select: str, focus: Term, value: Term | None) -> Iterator[Triple]:
        """Yield the triples that let the shape ``select`` find ``focus`` with ``value``."""
        yield from self._told.get((select, focus, value), ())
