"""The shapes of a source over the graph."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from time import process_time

from ...errors import ProjectError
from ...rdf import Triple, iri_of
from .. import reference
from ..fast import Checker
from ..fast.compiling import Compiler
from ..fast.index import Index
from ..results import Result
from ..shapes import Shapes

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many focus nodes a shape has, and its CPU seconds where they can be told apart."""

    focus_nodes: int
    seconds: float | None


def run_guest(
    shapes: Shapes, triples: Collection[Triple], index: Index, note: Note
) -> tuple[list[Result], dict[str, Tally]]:
    """Check a graph against the shapes of a source; ``note`` hears the shape that comes next.

    The fast engine runs what it knows, pySHACL the rest. Returns the results, and a tally for each
    shape that has a target. Raises ProjectError for what neither engine can run.
    """
    try:
        checker = Checker(shapes, index)
    except ProjectError:
        results = reference.validate(shapes, triples)
        compiler = Compiler(shapes.triples, index, lambda _, nodes: set(nodes))
        counts = {iri_of(n): len(compiler.focus_nodes(n)) for n in compiler.targeted()}
        return results, {name: Tally(count, None) for name, count in counts.items()}
    found: set[Result] = set()
    tallies = {}
    for name in checker.targeted:
        note(name)
        started = process_time()
        found.update(checker.check(name))
        tallies[name] = Tally(len(checker.focus_nodes(name)), process_time() - started)
    return sorted(found, key=lambda result: result.order), tallies
